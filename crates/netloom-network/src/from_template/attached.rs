//! Services and gateways of which nothing matters but their interfaces: in which subnets, with
//! which groups.

mod table;

use netloom_template::Node;

use crate::building::{Properties, ResourceKind};
use crate::{Id, Known, PublicAddress};

use super::context::{Build, Resource};
use super::interface::groups_or_default;
use super::service;
use table::ATTACHED;

/// Where a type says what its interfaces are. Paths go down by `.`; `*` stands for the items of a
/// list.
struct Attached {
    kind: &'static str,
    /// Every property that names subnets.
    subnets: &'static [&'static str],
    /// What names them instead.
    subnet_group: Option<SubnetGroup>,
    /// Whether it has interfaces in a VPC only where it names subnets.
    needs_subnets: bool,
    groups: Groups,
    public: Public,
    /// The property that asks for IPv6 addresses. Where there is no such property the subnets
    /// decide.
    ipv6: Option<&'static str>,
    ipv6_without: Without,
}

/// Whether there are IPv6 addresses where the property that asks for them is not written.
enum Without {
    /// There are none.
    No,
    /// The service goes by its subnets, in a way that is not followed.
    BySubnets,
    /// There are some where no subnet has IPv4 addresses.
    InIpv6OnlySubnets,
}

/// A resource that names subnets: the property that refers to it, its type, and its property.
type SubnetGroup = (&'static str, &'static str, &'static str);

enum Groups {
    /// Those of this property; without it the default group of the VPC.
    Written(&'static str),
    /// Those of this property, and one more that the service makes.
    WrittenAndOwn(&'static str),
    /// Those of the resource that this property refers to, under that name.
    OfAnother(&'static str, &'static str),
    /// The service makes its own.
    Own,
}

/// When the interfaces have public addresses.
enum Public {
    Never,
    /// Where this property has this value.
    With(&'static str, &'static str),
    /// Unless this property is false.
    Unless(&'static str),
    /// Where this property is written.
    Where(&'static str),
    /// Where a member of this type is publicly accessible.
    ByMember(&'static str),
    /// As the subnet says.
    BySubnet,
}

/// Adds the interfaces of a resource, if it has some: tasks on the network of their host have none.
pub(super) fn add(build: &mut Build<'_>, resource: &Resource<'_>) {
    let Some(attached) = ATTACHED.iter().find(|attached| attached.kind == resource.entry.kind)
    else {
        return;
    };
    let properties = resource.properties;
    let mut subnets = Vec::new();
    for path in attached.subnets {
        subnets.extend(ids_at(build, &properties, path, ResourceKind::Subnet));
    }
    if let Some(group) = &attached.subnet_group {
        let is_named =
            last(&properties, group.0).is_some_and(|(place, key)| place.get(key).is_some());
        if is_named || names_groups(&properties, &attached.groups) {
            subnets.extend(subnets_of_group(build, &properties, group));
        }
    }
    // What names neither subnets nor groups stands in the default VPC, beside all that is described.
    let is_elsewhere = attached.needs_subnets || !names_groups(&properties, &attached.groups);
    if subnets.is_empty() && is_elsewhere {
        return;
    }
    let groups = groups(build, resource, &attached.groups);
    let public = public(build, resource, &attached.public);
    service::add(build, resource, subnets, groups, public);
    if let Some(path) = attached.ipv6 {
        let has_ipv6 = match last(&properties, path) {
            Some((place, key)) if place.get(key).is_some() => {
                service::asks_for(&place, key, is_ipv6)
            }
            _ => has_ipv6_without(build, resource, &attached.ipv6_without),
        };
        service::set_ipv6(build, resource, has_ipv6);
    }
    if let Some(interface) = build.network.interfaces.get_mut(&resource.id) {
        interface.sends_by_own_address = sends_by_own_address(resource);
    }
}

/// Whether a network type, in the words of whichever service, has IPv6 addresses.
fn is_ipv6(network_type: &str) -> bool {
    !["ipv4", "ipv4_only"].contains(&network_type.to_ascii_lowercase().trim())
}

/// Whether there are IPv6 addresses although nothing asks for them.
fn has_ipv6_without(build: &Build<'_>, resource: &Resource<'_>, without: &Without) -> Known<bool> {
    let unclear = || {
        let what = format!("whether `{}` has IPv6 addresses in its subnets", resource.id);
        Known::Unknown(resource.unknown(what))
    };
    match without {
        Without::No => Known::Is(false),
        Without::BySubnets => unclear(),
        Without::InIpv6OnlySubnets => {
            let interface = build.network.interfaces.get(&resource.id);
            let mut subnets = interface.iter().flat_map(|interface| &interface.subnets);
            let has_ipv4 = |subnet: &Known<Id>| {
                let subnet = subnet.value().and_then(|id| build.network.subnets.get(id));
                subnet.and_then(|subnet| subnet.block.value()).is_some_and(|own| !own.is_empty())
            };
            if subnets.any(has_ipv4) { Known::Is(false) } else { unclear() }
        }
    }
}

fn names_groups(properties: &Properties<'_>, groups: &Groups) -> bool {
    let Groups::Written(path) = groups else { return true };
    last(properties, path).is_some_and(|(place, key)| place.get(key).is_some())
}

/// Returns the subnets of the group that a property refers to; what cannot be seen is unknown.
fn subnets_of_group(
    build: &mut Build<'_>,
    properties: &Properties<'_>,
    (path, kind, subnets): &SubnetGroup,
) -> Vec<Known<Id>> {
    let Some((properties, key)) = last(properties, path) else {
        return vec![Known::Unknown(properties.missing(path))];
    };
    let named = properties.get(key).and_then(Node::as_reference);
    let group = named.and_then(|reference| build.document.resource(&reference.id));
    match group.filter(|group| group.kind == *kind) {
        Some(group) => {
            let document = build.document;
            let group = Properties::of_template(&group.id, &group.properties, document);
            build.ids(&group, subnets, ResourceKind::Subnet)
        }
        None => vec![Known::Unknown(properties.why(key))],
    }
}

fn public(build: &Build<'_>, resource: &Resource<'_>, public: &Public) -> PublicAddress {
    let properties = &resource.properties;
    let is_asked = |path: &str, value: &str, default: bool| -> Known<bool> {
        let Some((place, key)) = last(properties, path) else { return Known::Is(default) };
        match place.text(key) {
            None => Known::Is(default),
            Some(Known::Is(text)) => Known::Is(text.eq_ignore_ascii_case(value)),
            Some(Known::Unknown(unknown)) => Known::Unknown(unknown),
        }
    };
    let is_public = match public {
        Public::BySubnet => return PublicAddress::SubnetDecides,
        Public::Never => Known::Is(false),
        Public::With(path, value) => is_asked(path, value, false),
        Public::Unless(key) => properties.bool_or(key, true),
        Public::Where(path) => {
            let written = last(properties, path);
            Known::Is(written.is_some_and(|(place, key)| place.get(key).is_some()))
        }
        Public::ByMember(kind) => is_a_member_public(build, kind),
    };
    match is_public {
        Known::Is(true) => PublicAddress::AtLaunch,
        Known::Is(false) => PublicAddress::None,
        Known::Unknown(unknown) => PublicAddress::Unknown(unknown),
    }
}

/// Whether something of this type is publicly accessible, whichever cluster it is a member of.
fn is_a_member_public(build: &Build<'_>, kind: &str) -> Known<bool> {
    let mut states = build.document.of_kind(kind).map(|member| {
        Properties::of_template(&member.id, &member.properties, build.document)
            .bool_or("PubliclyAccessible", false)
    });
    states.find(|state| *state != Known::Is(false)).unwrap_or(Known::Is(false))
}

/// # Source
/// Amazon EC2 User Guide, "Security groups for EC2 Instance Connect Endpoint": with
/// `PreserveClientIp`, which is off by default, instances see the address of the client.
fn sends_by_own_address(resource: &Resource<'_>) -> Known<bool> {
    let key = "PreserveClientIp";
    let is_endpoint = resource.entry.kind == "AWS::EC2::InstanceConnectEndpoint";
    match resource.properties.bool_or(key, false) {
        Known::Is(true) if is_endpoint => Known::Unknown(
            resource.unknown(format!("the addresses of the clients of `{}`", resource.id)),
        ),
        Known::Unknown(unknown) if is_endpoint => Known::Unknown(unknown),
        _ => Known::Is(true),
    }
}

fn groups(build: &mut Build<'_>, resource: &Resource<'_>, groups: &Groups) -> Vec<Known<Id>> {
    let of_service = || {
        Known::Unknown(resource.unknown(format!("the security group that `{}` makes", resource.id)))
    };
    match groups {
        Groups::Own => vec![of_service()],
        Groups::Written(path) if path.contains(".*.") => {
            let all = ids_at(build, &resource.properties, path, ResourceKind::SecurityGroup);
            // The default group of the VPC is filled in once it is known which VPC that is.
            if all.is_empty() {
                build.without_groups.insert(resource.id.clone());
            }
            all
        }
        Groups::Written(path) => match last(&resource.properties, path) {
            Some((place, key)) => groups_or_default(build, &place, &resource.id, &[key]),
            None => vec![Known::Unknown(resource.properties.missing(path))],
        },
        Groups::WrittenAndOwn(path) => {
            let mut all = ids_at(build, &resource.properties, path, ResourceKind::SecurityGroup);
            all.push(of_service());
            all
        }
        Groups::OfAnother(key, path) => {
            let named = resource.properties.get(key).and_then(Node::as_reference);
            match named.and_then(|reference| build.document.resource(&reference.id)) {
                Some(other) => {
                    let properties =
                        Properties::of_template(&other.id, &other.properties, build.document);
                    groups_or_default(build, &properties, &resource.id, &[path])
                }
                None => vec![Known::Unknown(resource.properties.why(key))],
            }
        }
    }
}

/// Returns the mapping in which the last step of a path is looked up, and that step; `None` where a
/// part is missing.
fn last<'a, 'p>(properties: &Properties<'a>, path: &'p str) -> Option<(Properties<'a>, &'p str)> {
    match path.split_once('.') {
        None => Some((*properties, path)),
        Some((first, rest)) => last(&properties.within(properties.get(first)?), rest),
    }
}

/// Returns the things that a path names, over the items of lists on the way.
fn ids_at(
    build: &mut Build<'_>,
    properties: &Properties<'_>,
    path: &str,
    sort: ResourceKind,
) -> Vec<Known<Id>> {
    let Some((list, key)) = path.split_once(".*.") else {
        return match last(properties, path) {
            Some((place, key)) => build.ids(&place, key, sort),
            None => Vec::new(),
        };
    };
    match properties.items(list) {
        Ok(items) => {
            items.iter().flat_map(|item| build.ids(&properties.within(item), key, sort)).collect()
        }
        Err(unknown) => vec![Known::Unknown(unknown)],
    }
}
