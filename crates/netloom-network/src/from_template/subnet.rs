//! Subnets.

use crate::building::{Properties, ResourceKind, unknown};
use crate::sets::RangeSet;
use crate::{AclChoice, Known, PublicAccess, Subnet, TableChoice};

use super::context::{Build, Resource};

/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::Subnet`: no public and no IPv6 addresses at
/// launch by default; AWS picks the zone when none is written. VPC User Guide: a new subnet has the
/// main route table and the default network ACL.
pub(super) fn add(build: &mut Build<'_>, resource: &Resource<'_>) {
    let properties = &resource.properties;
    let subnet = Subnet {
        id: resource.id.clone(),
        span: resource.span,
        vpc: build.needed_id(properties, "VpcId", ResourceKind::Vpc),
        block: resource.sure(block(properties)),
        ipv6_block: ipv6_block(properties).map(|block| resource.sure(block)),
        zone: zone(build, resource),
        maps_public_addresses: properties.bool_or("MapPublicIpOnLaunch", false),
        assigns_ipv6: properties.bool_or("AssignIpv6AddressOnCreation", false),
        dns64: properties.bool_or("EnableDns64", false),
        public_access: Known::Is(PublicAccess::Open),
        route_table: TableChoice::Main,
        network_acl: AclChoice::Default,
    };
    build.network.subnets.insert(resource.id.clone(), subnet);
}

fn block(properties: &Properties<'_>) -> Known<RangeSet> {
    match (properties.addresses("CidrBlock"), properties.bool_or("Ipv6Native", false)) {
        (Some(block), _) => block,
        (None, Known::Is(true)) => Known::Is(RangeSet::empty()),
        (None, _) => Known::Unknown(properties.missing("CidrBlock")),
    }
}

fn ipv6_block(properties: &Properties<'_>) -> Option<Known<RangeSet>> {
    let from_pool = || {
        properties
            .get("Ipv6IpamPoolId")
            .map(|_| Known::Unknown(properties.missing("Ipv6CidrBlock")))
    };
    properties.addresses("Ipv6CidrBlock").or_else(from_pool)
}

fn zone(build: &Build<'_>, resource: &Resource<'_>) -> Known<String> {
    let properties = &resource.properties;
    // Facts tell the ids of zones; which name an account has for which of them is not in the
    // network.
    if let (None, Some(name), true) = (
        properties.get("AvailabilityZoneId"),
        properties.plain_text("AvailabilityZone"),
        build.is_over_facts,
    ) {
        return Known::Unknown(
            resource.unknown(format!("the id of the zone `{name}`; write `AvailabilityZoneId`")),
        );
    }
    match properties.text("AvailabilityZoneId").or_else(|| properties.text("AvailabilityZone")) {
        Some(Known::Is(zone)) => Known::Is(zone.into_owned()),
        Some(Known::Unknown(unknown)) => Known::Unknown(unknown),
        None => Known::Unknown(
            resource.unknown(format!("the zone of `{}`, which AWS picks", resource.id)),
        ),
    }
}

/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::SubnetCidrBlock`: an IPv6 block for a subnet
/// that exists.
pub(super) fn add_block(build: &mut Build<'_>, resource: &Resource<'_>) {
    let properties = &resource.properties;
    let subnet = build.needed_id(properties, "SubnetId", ResourceKind::Subnet);
    let missing =
        || Known::Unknown(unknown(format!("the block of `{}`", resource.id), resource.span));
    let block = resource.sure(properties.addresses("Ipv6CidrBlock").unwrap_or_else(missing));
    if let Some(subnet) = build.network.subnets.get_mut(&subnet) {
        subnet.ipv6_block.get_or_insert(block);
    }
}
