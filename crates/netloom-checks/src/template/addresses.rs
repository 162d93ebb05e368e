//! Where the template uses an Elastic IP address.

use netloom_template::{Node, ResourceEntry};

use super::context::Context;
use super::ids::is_placeholder;
use super::paths::{sameness, values_at};

/// Where a resource of a type uses an Elastic IP address: each address can be used in one place.
///
/// # Source
/// AWS CloudFormation Template Reference, the pages of these types.
const USES: &[(&str, &str)] = &[
    ("AWS::EC2::NatGateway", "AllocationId"),
    ("AWS::EC2::NatGateway", "SecondaryAllocationIds[]"),
    ("AWS::EC2::NatGateway", "AvailabilityZoneAddresses[].AllocationIds[]"),
    ("AWS::EC2::EIPAssociation", "AllocationId"),
    ("AWS::EC2::EIPAssociation", "EIP"),
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", "SubnetMappings[].AllocationId"),
    ("AWS::Transfer::Server", "EndpointDetails.AddressAllocationIds[]"),
];

/// Returns every use of an address that is certain: the address, the resource that uses it, and the
/// place.
///
/// An address that is given to an instance where it is made is used by itself.
pub(super) fn uses_of_addresses<'a>(
    context: &Context<'a>,
) -> Vec<(String, &'a ResourceEntry, &'a Node)> {
    let at_home = context.of_kind("AWS::EC2::EIP").filter_map(|address| {
        let instance = address.properties.get("InstanceId")?;
        Some((address.id.clone(), address, instance))
    });
    let elsewhere = USES.iter().flat_map(|(kind, path)| {
        context.of_kind(kind).flat_map(move |user| {
            let nodes = values_at(&user.properties, path).into_iter();
            nodes.filter_map(move |node| Some((address_of(context, node)?, user, node)))
        })
    });
    at_home.chain(elsewhere).filter(|(_, user, _)| context.is_certain(user)).collect()
}

/// Returns a text that two values share when they certainly name one address.
///
/// Of an address that the template makes, the address itself and its allocation id are two
/// attributes of one thing.
fn address_of(context: &Context<'_>, node: &Node) -> Option<String> {
    match context.resource_of(node) {
        Some(resource) => (resource.kind == "AWS::EC2::EIP").then(|| resource.id.clone()),
        None => node.as_text().filter(|text| !is_placeholder(text)).and_then(|_| sameness(node)),
    }
}
