//! NAT gateways, and where gateways at the edge of a VPC are attached.

use netloom_template::Node;

use crate::building::{Properties, ResourceKind, address_of};
use crate::{Attachment, Known, NatGateway};

use super::context::Build;
use super::records::Record;
use netloom_facts::kinds::NAT_GATEWAYS;

pub(super) fn add(build: &mut Build<'_, '_>) {
    for record in build.records.of_kind(NAT_GATEWAYS) {
        let gateway = nat_gateway(build, record);
        build.network.nat_gateways.insert(record.id(), gateway);
    }
}

/// Returns where a gateway is attached, as a list of its record tells.
///
/// # Source
/// Amazon EC2 API, `InternetGatewayAttachment` (`available` when attached) and `VpcAttachment`
/// (`attached`).
pub(crate) fn attachment(build: &mut Build<'_, '_>, record: &Record<'_>, key: &str) -> Attachment {
    let is_attached = |part: &Properties<'_>| {
        part.plain_text("State")
            .is_some_and(|state| matches!(&*state, "available" | "attached" | "attaching"))
    };
    let part = record.parts(key).find(is_attached);
    let to = part.and_then(|part| {
        build.id(&part, "VpcId", ResourceKind::Vpc).map(|vpc| Attachment::To(vpc, part.span()))
    });
    to.unwrap_or(Attachment::None)
}

fn is_manual(properties: &Properties<'_>) -> bool {
    properties.plain_text("AutoProvisionZones").is_some_and(|mode| mode == "disabled")
}

/// The zones in which a regional NAT gateway has addresses.
fn zones(record: &Record<'_>) -> Vec<Known<String>> {
    let zone = |part: Properties<'_>| {
        let zone =
            part.plain_text("AvailabilityZoneId").or_else(|| part.plain_text("AvailabilityZone"));
        zone.map_or_else(
            || Known::Unknown(part.missing("AvailabilityZone")),
            |zone| Known::Is(zone.into_owned()),
        )
    };
    record.parts("NatGatewayAddresses").map(zone).collect()
}

/// # Source
/// Amazon EC2 API, `NatGateway`: it works in the state `available` only; `ConnectivityType` is
/// `public` or `private`; a regional one has no subnet.
fn nat_gateway(build: &mut Build<'_, '_>, record: &Record<'_>) -> NatGateway {
    let properties = &record.properties;
    let public_address = record
        .parts("NatGatewayAddresses")
        .find_map(|part| part.get("PublicIp").and_then(address_of));
    let is_regional =
        properties.plain_text("AvailabilityMode").is_some_and(|mode| mode == "regional");
    let is_private =
        properties.plain_text("ConnectivityType").is_some_and(|kind| kind == "private");
    let state = properties.get("State").and_then(Node::as_text);
    NatGateway {
        id: record.id(),
        span: record.span(),
        subnet: (!is_regional)
            .then(|| build.known_id(properties, "SubnetId", ResourceKind::Subnet)),
        vpc: is_regional.then(|| build.known_id(properties, "VpcId", ResourceKind::Vpc)),
        is_public: Known::Is(!is_private),
        has_address: Known::Is(public_address.is_some() || is_regional),
        public_address,
        // Source: Amazon EC2 API, `NatGateway`, `AutoProvisionZones`: `enabled` or `disabled`.
        zones: is_manual(properties).then(|| zones(record)),
        is_available: state.is_some_and(|state| state == "available"),
    }
}
