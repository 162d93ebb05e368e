//! NAT gateways, and where gateways at the edge of a VPC are attached.

use crate::Known;
use crate::building::address_of;

use super::context::{Build, all, nothing};
use super::records::Record;

pub(super) fn add(build: &mut Build<'_, '_>) {
    build.add("AWS::EC2::VPCGatewayAttachment", all, nothing);
    build.add("AWS::EC2::NatGateway", all, nat_gateway);
}

/// # Source
/// Amazon EC2 API, `NatGateway`: it works in the state `available` only, and its record has its
/// addresses.
fn nat_gateway(build: &mut Build<'_, '_>, record: &Record<'_>) {
    let public_address = record
        .parts("NatGatewayAddresses")
        .find_map(|part| part.get("PublicIp").and_then(address_of));
    let Some(gateway) = build.network.nat_gateways.get_mut(&record.id()) else { return };
    let is_regional = gateway.subnet.is_none();
    gateway.has_address = Known::Is(public_address.is_some() || is_regional);
    gateway.public_address = public_address;
    gateway.is_available = record.is("State", "available");
}
