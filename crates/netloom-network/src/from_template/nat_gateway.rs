//! NAT gateways: zonal and public, private, regional.

use netloom_template::{Node, Value};

use crate::building::{Properties, ResourceKind};
use crate::{Known, NatGateway};

use super::context::{Build, Resource};

/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::NatGateway`: `ConnectivityType` is public by
/// default, `AvailabilityMode` zonal; a zonal public one needs `AllocationId`; a regional one has
/// `VpcId` in place of `SubnetId` and brings its addresses.
pub(super) fn add(build: &mut Build<'_>, resource: &Resource<'_>) {
    let properties = &resource.properties;
    let is_regional = properties
        .plain_text("AvailabilityMode")
        .is_some_and(|mode| mode.eq_ignore_ascii_case("regional"));
    let has_address = match properties.get("AllocationId") {
        _ if is_regional => Known::Is(true),
        Some(node) if n_users(build, node) > 1 => Known::Unknown(
            resource.unknown(format!("which NAT gateway has the address of `{}`", resource.id)),
        ),
        None => Known::Is(false),
        Some(node) if node.as_unknown().is_some() => Known::Unknown(properties.why("AllocationId")),
        Some(_) => Known::Is(true),
    };
    let is_public = match properties.text("ConnectivityType") {
        None => Known::Is(true),
        Some(Known::Is(kind)) => Known::Is(!kind.eq_ignore_ascii_case("private")),
        Some(Known::Unknown(unknown)) => Known::Unknown(unknown),
    };
    let gateway = NatGateway {
        id: resource.id.clone(),
        span: resource.span,
        subnet: (!is_regional)
            .then(|| build.known_id(properties, "SubnetId", ResourceKind::Subnet)),
        vpc: is_regional.then(|| build.known_id(properties, "VpcId", ResourceKind::Vpc)),
        is_public: resource.sure(is_public),
        has_address: resource.sure(has_address),
        public_address: None,
        zones: zones(resource).filter(|_| is_regional),
        is_available: true,
    };
    build.network.nat_gateways.insert(resource.id.clone(), gateway);
}

/// Returns how many NAT gateways an Elastic IP address is given to: EC2 gives it to one of them.
fn n_users(build: &Build<'_>, allocation: &Node) -> usize {
    let gateways = build.document.of_kind("AWS::EC2::NatGateway");
    let resources = gateways.filter_map(|entry| Resource::of(entry, build.document));
    let uses = |resource: &Resource<'_>| {
        resource.properties.get("AllocationId").is_some_and(|node| is_same(node, allocation))
    };
    resources.filter(uses).count()
}

fn is_same(one: &Node, other: &Node) -> bool {
    match (&one.value, &other.value) {
        (Value::Reference(one), Value::Reference(other)) => one.id == other.id,
        _ => one.as_text().is_some_and(|text| Some(text) == other.as_text()),
    }
}

/// Returns the zones of a NAT gateway in manual mode.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::NatGateway`, `AvailabilityZoneAddresses`;
/// Amazon VPC User Guide, "Regional NAT gateways": with them the gateway does not expand to further
/// zones.
fn zones(resource: &Resource<'_>) -> Option<Vec<Known<String>>> {
    let properties = &resource.properties;
    properties.get("AvailabilityZoneAddresses")?;
    let zone = |part: Properties<'_>| match part
        .text("AvailabilityZoneId")
        .or_else(|| part.text("AvailabilityZone"))
    {
        Some(Known::Is(zone)) => Known::Is(zone.into_owned()),
        Some(Known::Unknown(unknown)) => Known::Unknown(unknown),
        None => Known::Unknown(part.missing("AvailabilityZone")),
    };
    match properties.items("AvailabilityZoneAddresses") {
        Ok(items) => Some(items.iter().map(|node| zone(properties.within(node))).collect()),
        Err(unknown) => Some(vec![Known::Unknown(unknown)]),
    }
}
