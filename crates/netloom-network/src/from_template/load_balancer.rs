//! Load balancers: their interfaces. What their listeners forward is sent from these, as
//! connections of their own.

use netloom_template::Node;

use crate::building::{Properties, ResourceKind, address_of, everything_to_anywhere};
use crate::sets::RangeSet;
use crate::sets::addresses::ipv4;
use crate::{Id, Known, PublicAddress, SecurityGroup};

use super::context::{Build, Resource};
use super::interface::groups_or_default;
use super::service;

/// # Source
/// AWS CloudFormation Template Reference, `AWS::ElasticLoadBalancingV2::LoadBalancer`: an
/// application load balancer that faces the internet and has IPv4 addresses only is the default; a
/// network load balancer has security groups only if it is given some.
pub(super) fn add(build: &mut Build<'_>, resource: &Resource<'_>) {
    let properties = &resource.properties;
    let kind = properties.plain_text("Type").unwrap_or("application".into());
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
    service::add(build, resource, subnets, groups, public_address(properties));
    let has_ipv6 = match properties.text("IpAddressType") {
        None => Known::Is(false),
        Some(Known::Is(kind)) => Known::Is(kind != "ipv4"),
        Some(Known::Unknown(unknown)) => Known::Unknown(unknown),
    };
    if let Some(balancer) = build.network.interfaces.get_mut(&resource.id) {
        balancer.has_ipv6 = Some(has_ipv6);
        balancer.addresses = written_addresses(properties, mappings);
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
