//! The attachment of an internet gateway that something with a public address depends on.

use netloom_template::{Node, ResourceEntry};

use super::context::Context;
use super::homes::{Home, home_of};
use super::paths::values_at;

/// Returns the attachments of internet gateways to a VPC of the template.
pub(super) fn attachments_to<'a>(context: &'a Context<'_>, vpc: &Home) -> Vec<&'a ResourceEntry> {
    context
        .of_vpc("AWS::EC2::VPCGatewayAttachment", Some(vpc))
        .filter(|attachment| attachment.properties.get("InternetGatewayId").is_some())
        .collect()
}

/// Returns the attachments of internet gateways to the VPC that a resource is in.
pub(super) fn attachments_around<'a>(
    context: &'a Context<'_>,
    resource: &ResourceEntry,
) -> Vec<&'a ResourceEntry> {
    home_of(context, resource).map_or_else(Vec::new, |vpc| attachments_to(context, &vpc))
}

/// Returns whether a value is a subnet of the template that gives public addresses at launch.
pub(super) fn gives_public_addresses(context: &Context<'_>, subnet: &Node) -> bool {
    let subnet = context.resource_of(subnet).filter(|resource| resource.kind == "AWS::EC2::Subnet");
    subnet.and_then(|subnet| subnet.properties.get("MapPublicIpOnLaunch")).and_then(Node::as_bool)
        == Some(true)
}

/// Returns whether a NAT gateway is certainly a public one, which is the default.
pub(super) fn is_public_nat(nat: &ResourceEntry) -> bool {
    let kind = nat.properties.get("ConnectivityType").filter(|node| !node.is_absent());
    kind.is_none_or(|node| node.as_text().is_some_and(|kind| kind.eq_ignore_ascii_case("public")))
}

/// Returns whether a load balancer is certainly a public one, which is the default; one of the
/// gateway type never is.
pub(super) fn is_public_load_balancer(balancer: &ResourceEntry) -> bool {
    let says = |key: &str| balancer.properties.get(key).filter(|node| !node.is_absent());
    let is_public = says("Scheme")
        .is_none_or(|node| node.as_text().is_some_and(|scheme| scheme == "internet-facing"));
    is_public
        && says("Type").is_none_or(|node| node.as_text().is_some_and(|kind| kind != "gateway"))
}

/// Returns what an address is associated with.
pub(super) fn owner_of_address<'a>(
    context: &Context<'a>,
    address: &ResourceEntry,
) -> Option<&'a ResourceEntry> {
    let ends = ["InstanceId", "NetworkInterfaceId"].into_iter();
    let mut owners = ends
        .flat_map(|key| values_at(&address.properties, key))
        .filter_map(|node| context.resource_of(node));
    owners.next()
}
