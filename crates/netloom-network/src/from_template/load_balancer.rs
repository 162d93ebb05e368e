//! Load balancers: their interfaces. What their listeners forward is sent from these, as
//! connections of their own.

use netloom_template::Node;

use crate::building::{
    Properties, ResourceKind, address_of, everything_to_anywhere, pings, unreachable_messages,
};
use crate::sets::RangeSet;
use crate::sets::addresses::ipv4;
use crate::{Id, Known, PublicAddress, SecurityGroup};

use super::context::{Build, Resource};
use super::interface::groups_or_default;
use super::key_values::{Setting, setting};
use super::service;

/// # Source
/// AWS CloudFormation Template Reference, `AWS::ElasticLoadBalancingV2::LoadBalancer`: an
/// application load balancer that faces the internet and has IPv4 addresses only is the default; a
/// network load balancer has security groups only if it is given some.
pub(super) fn add(build: &mut Build<'_>, resource: &Resource<'_>) {
    let properties = &resource.properties;
    let kind = properties.plain_text("Type").unwrap_or("application".into());
    // Its endpoints are firewalls, which `firewall` adds.
    if kind == "gateway" {
        return;
    }
    let mut subnets = build.ids(properties, "Subnets", ResourceKind::Subnet);
    let mappings = properties.items("SubnetMappings").unwrap_or_default();
    subnets.extend(
        mappings
            .iter()
            .map(|node| build.known_id(&properties.within(node), "SubnetId", ResourceKind::Subnet)),
    );
    let groups = match kind == "network" && properties.get("SecurityGroups").is_none() {
        true => vec![Known::Is(unfiltered(build, resource, &subnets))],
        false => groups_or_default(build, properties, &resource.id, &["SecurityGroups"]),
    };
    let public = public_ipv4_address(properties);
    service::add(build, resource, subnets, groups, public);
    let has_ipv6 = match properties.text("IpAddressType") {
        None => Known::Is(false),
        Some(Known::Is(kind)) => Known::Is(kind != "ipv4"),
        Some(Known::Unknown(unknown)) => Known::Unknown(unknown),
    };
    let is_closed = is_closed_to_ipv6_internet(resource);
    if let Some(balancer) = build.network.interfaces.get_mut(&resource.id) {
        balancer.has_ipv6 = Some(has_ipv6);
        balancer.is_closed_to_ipv6_internet = is_closed;
        balancer.addresses = written_addresses(properties, mappings);
        balancer.listens = Some(match properties.text("Type") {
            Some(Known::Unknown(unknown)) => Known::Unknown(unknown),
            _ if kind == "network" => Known::Is(vec![unreachable_messages()]),
            _ => Known::Is(pings()),
        });
    }
}

/// Returns the public IPv4 address of a load balancer; it may have IPv6 addresses only that are.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::ElasticLoadBalancingV2::LoadBalancer`
/// `IpAddressType`: with `dualstack-without-public-ipv4` there are public addresses of IPv6 only.
fn public_ipv4_address(properties: &Properties<'_>) -> PublicAddress {
    match (public_address(properties), properties.text("IpAddressType")) {
        (PublicAddress::None, _) => PublicAddress::None,
        (_, Some(Known::Is(kind))) if kind == "dualstack-without-public-ipv4" => {
            PublicAddress::None
        }
        (_, Some(Known::Unknown(unknown))) => PublicAddress::Unknown(unknown),
        (public, _) => public,
    }
}

/// Returns whether what comes by an internet gateway is kept from the IPv6 addresses.
///
/// # Source
/// Elastic Load Balancing API Reference, `LoadBalancerAttribute`, `ipv6.deny_all_igw_traffic`:
/// false by default if the load balancer faces the internet, true if it is internal; what comes by
/// peering, a transit gateway, Direct Connect or VPN is not kept from it.
fn is_closed_to_ipv6_internet(resource: &Resource<'_>) -> Known<bool> {
    const ATTRIBUTE: &str = "ipv6.deny_all_igw_traffic";
    let properties = &resource.properties;
    let unknown =
        || Known::Unknown(resource.unknown(format!("`{ATTRIBUTE}` of `{}`", resource.id)));
    match setting(properties.get("LoadBalancerAttributes"), ATTRIBUTE) {
        Setting::Written(value) => value.as_bool().map_or_else(unknown, Known::Is),
        Setting::Unknown => unknown(),
        Setting::Missing => match properties.text("Scheme") {
            None => Known::Is(false),
            Some(Known::Is(scheme)) => Known::Is(scheme == "internal"),
            Some(Known::Unknown(unknown)) => Known::Unknown(unknown),
        },
    }
}

/// Returns the private address of a load balancer in one subnet; `None` where AWS picks it. Of
/// several each is in a subnet of its own, and any address of that subnet stands for it.
fn written_addresses(properties: &Properties<'_>, mappings: &[Node]) -> Option<RangeSet> {
    match mappings {
        [one] if properties.get("Subnets").is_none() => {
            one.get("PrivateIPv4Address").and_then(address_of).map(ipv4)
        }
        _ => None,
    }
}

/// # Source
/// AWS CloudFormation Template Reference, `AWS::ElasticLoadBalancing::LoadBalancer`: one that faces
/// the internet is the default; without security groups it has the default one of the VPC. Its
/// addresses are IPv4 ones.
pub(super) fn add_classic(build: &mut Build<'_>, resource: &Resource<'_>) {
    let properties = &resource.properties;
    let subnets = build.ids(properties, "Subnets", ResourceKind::Subnet);
    let groups = groups_or_default(build, properties, &resource.id, &["SecurityGroups"]);
    service::add(build, resource, subnets, groups, public_address(properties));
    if let Some(balancer) = build.network.interfaces.get_mut(&resource.id) {
        balancer.has_ipv6 = Some(Known::Is(false));
        balancer.listens = Some(Known::Is(pings()));
    }
}

fn public_address(properties: &Properties<'_>) -> PublicAddress {
    match properties.text("Scheme") {
        None => PublicAddress::AtLaunch,
        Some(Known::Is(scheme)) if scheme == "internal" => PublicAddress::None,
        Some(Known::Is(_)) => PublicAddress::AtLaunch,
        Some(Known::Unknown(unknown)) => PublicAddress::Unknown(unknown),
    }
}

/// Adds a group that stands for the absence of groups: nothing is filtered.
fn unfiltered(build: &mut Build<'_>, resource: &Resource<'_>, subnets: &[Known<Id>]) -> Id {
    let id = Id::new(format!("{} without security group", resource.id));
    let rule =
        |direction: &str| everything_to_anywhere(format!("{id} {direction} 1"), resource.span);
    let first = subnets.iter().find_map(Known::value);
    let subnet = first.and_then(|id| build.network.subnets.get(id));
    let vpc = subnet.map(|subnet| Known::Is(subnet.vpc.clone()));
    let group = SecurityGroup {
        id: id.clone(),
        span: resource.span,
        vpc: vpc.unwrap_or_else(|| {
            Known::Unknown(resource.unknown(format!("the VPC of `{}`", resource.id)))
        }),
        ingress: vec![rule("ingress")],
        egress: vec![rule("egress")],
        beyond: None,
    };
    build.network.security_groups.insert(id.clone(), group);
    id
}
