//! What a description leaves open: in whose list an address is, for which gateway endpoints put
//! routes into tables, who takes a name, and which endpoint of a firewall a route leads to.

use std::net::IpAddr;

use netloom_template::Node;

use crate::firewalls::n_endpoints;
use crate::routes::is_public;
use crate::world::{World, id_at, id_of};
use crate::{Connection, Fate, Goal};

/// What a description leaves open and a packet decides.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Choice<'a> {
    /// The service in whose list the destination is.
    pub(crate) list: Option<&'a str>,
    /// Whether an endpoint takes a name where that is not known.
    pub(crate) takes_name: bool,
    /// Which endpoint of a firewall with several a route leads to, counted from 0 and round again.
    pub(crate) endpoint: usize,
}

/// What becomes of a packet whichever list its destination is in, or none, and whatever takes the
/// name, and by whichever endpoint of a firewall; unknown if that matters.
pub(crate) fn whichever(
    world: &World<'_>,
    connection: &Connection,
    of_one: impl Fn(Choice<'_>) -> Fate,
) -> Fate {
    let by_endpoint = |endpoint| of_any_list(world, connection, endpoint, &of_one);
    agreed((0..n_endpoints(world)).map(by_endpoint).collect())
}

fn of_any_list(
    world: &World<'_>,
    connection: &Connection,
    endpoint: usize,
    of_one: &impl Fn(Choice<'_>) -> Fate,
) -> Fate {
    let mut fates = vec![of_one(Choice { list: None, takes_name: false, endpoint })];
    let excepted = match &connection.goal {
        Goal::Except { services, .. } => services.as_slice(),
        _ => &[],
    };
    match &connection.goal {
        // To other protocols nothing answers at the addresses of a service.
        Goal::Address(address) | Goal::Except { address, .. }
            if may_be_listed(*address) && [1, 6].contains(&connection.protocol) =>
        {
            let of_list = |service: String| {
                of_one(Choice { list: Some(&service), takes_name: false, endpoint })
            };
            let others = services(world).into_iter().filter(|name| !excepted.contains(name));
            fates.extend(others.map(of_list));
        }
        Goal::Service { .. } => {
            fates.push(of_one(Choice { list: None, takes_name: true, endpoint }));
        }
        _ => {}
    }
    agreed(fates)
}

/// What all fates agree on; unknown where they do not.
fn agreed(mut fates: Vec<Fate>) -> Fate {
    let is_kind = |kind: fn(&Fate) -> bool| fates.iter().all(kind);
    if is_kind(|fate| *fate == Fate::Delivered) || is_kind(|fate| matches!(fate, Fate::Dropped(_)))
    {
        return fates.swap_remove(0);
    }
    let open = fates.into_iter().find(|fate| matches!(fate, Fate::Unknown(_)));
    open.unwrap_or_else(|| {
        Fate::Unknown(
            "in whose list the address is, who takes the name, by which endpoint".to_owned(),
        )
    })
}

fn may_be_listed(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public(address),
        IpAddr::V6(address) => behind_nat64(address).is_some_and(is_public),
    }
}

/// The IPv4 address that an address of 64:ff9b::/96 stands for.
///
/// # Source
/// RFC 6052.
pub(crate) fn behind_nat64(address: std::net::Ipv6Addr) -> Option<std::net::Ipv4Addr> {
    let [first, second, third, fourth, fifth, sixth, high, low] = address.segments();
    let is_prefix = [first, second, third, fourth, fifth, sixth] == [0x64, 0xff9b, 0, 0, 0, 0];
    is_prefix.then(|| std::net::Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)))
}

/// The services that gateway endpoints are for, by what follows the region in their names.
fn services(world: &World<'_>) -> Vec<String> {
    let gateways = world.all("AWS::EC2::VPCEndpoint").filter(|endpoint| {
        id_at(endpoint, "VpcEndpointType").is_none_or(|kind| kind == "Gateway")
            && endpoint
                .properties
                .get("RouteTableIds")
                .and_then(Node::as_list)
                .is_some_and(|list| list.iter().any(|table| id_of(table).is_some()))
    });
    let mut names: Vec<String> = gateways
        .filter_map(|endpoint| {
            id_at(endpoint, "ServiceName")?.splitn(4, '.').nth(3).map(str::to_owned)
        })
        .collect();
    names.sort();
    names.dedup();
    names
}
