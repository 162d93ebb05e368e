//! NAT gateways: zonal and public, private, regional.

use crate::building::Sort;
use crate::network::{Known, NatGateway};

use super::context::{Build, Resource};

/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::NatGateway`: `ConnectivityType` is public by default,
/// `AvailabilityMode` zonal; a zonal public one needs `AllocationId`; a regional one has `VpcId` in place of `SubnetId`
/// and brings its addresses.
pub(super) fn add(build: &mut Build<'_>, resource: &Resource<'_>) {
    let properties = &resource.properties;
    let is_regional =
        properties.plain_text("AvailabilityMode").is_some_and(|mode| mode.eq_ignore_ascii_case("regional"));
    let has_address = match properties.get("AllocationId") {
        _ if is_regional => Known::Is(true),
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
        subnet: (!is_regional).then(|| build.known_id(properties, "SubnetId", Sort::Subnet)),
        vpc: is_regional.then(|| build.known_id(properties, "VpcId", Sort::Vpc)),
        is_public: resource.sure(is_public),
        has_address: resource.sure(has_address),
        public_address: None,
        is_available: true,
    };
    build.network.nat_gateways.insert(resource.id.clone(), gateway);
}
