//! Private addresses that EC2 does not give: reserved ones, those of another subnet, and one twice.

use std::collections::BTreeMap;

use netloom_diag::Diagnostic;
use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::to_blocks;
use netloom_network::{Id, Known};
use netloom_template::{Node, ResourceEntry};

use super::super::context::Context;
use super::super::paths::values_at;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A private IPv4 address of an interface, instance, NAT gateway, load balancer, mount target
    /// or resolver endpoint that is one of the five that AWS keeps in each subnet, that is outside
    /// its subnet, or that two of them have in one subnet.
    /// ### Why it matters
    /// EC2 rejects it (`InvalidParameterValue`, `InvalidIPAddress.InUse`), and the stack is rolled
    /// back.
    /// ### Example
    /// `PrivateIpAddress: 10.0.1.2` in subnet 10.0.1.0/24
    /// ### Instead
    /// An address of the subnet from the fifth one on, such as 10.0.1.4, the last one left out.
    /// ### Source
    /// Amazon VPC User Guide, "Subnet CIDR blocks": the first four addresses and the last one are
    /// reserved; EC2 API, `CreateNetworkInterface`, `PrivateIpAddress`; error codes
    /// `InvalidAddress.InUse` and `InvalidIPAddress.InUse`.
    PRIVATE_ADDRESS_REFUSED = ("CFN066", Error, "private address that EC2 rejects");
}

/// Where a resource of a type specifies private addresses: the type, what is in one subnet, and the
/// addresses there.
///
/// # Source
/// AWS CloudFormation Template Reference, the pages of these types.
const ADDRESSES: &[(&str, &str, &[&str])] = &[
    (
        "AWS::EC2::NetworkInterface",
        "",
        &["PrivateIpAddress", "PrivateIpAddresses[].PrivateIpAddress"],
    ),
    ("AWS::EC2::Instance", "", &["PrivateIpAddress"]),
    (
        "AWS::EC2::Instance",
        "NetworkInterfaces[]",
        &["PrivateIpAddress", "PrivateIpAddresses[].PrivateIpAddress"],
    ),
    ("AWS::EC2::NatGateway", "", &["PrivateIpAddress", "SecondaryPrivateIpAddresses[]"]),
    ("AWS::EFS::MountTarget", "", &["IpAddress"]),
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", "SubnetMappings[]", &["PrivateIPv4Address"]),
    ("AWS::Route53Resolver::ResolverEndpoint", "IpAddresses[]", &["Ip"]),
];

/// How many addresses at the start of a subnet are reserved; at its end it is one.
const N_RESERVED: u128 = 4;

/// A private address, what has it, and the subnet that it is for.
struct Written<'a> {
    of: &'a ResourceEntry,
    node: &'a Node,
    address: u128,
    subnet: Id,
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut first: BTreeMap<(Id, u128), Written<'_>> = BTreeMap::new();
    for written in addresses(context) {
        let block = context.network.subnets.get(&written.subnet).map(|subnet| &subnet.block);
        if let Some(Known::Is(block)) = block {
            findings.extend(refusal(&written, block));
        }
        if !context.is_certain(written.of) {
            continue;
        }
        let key = (written.subnet.clone(), written.address);
        match first.get(&key) {
            // One interface may specify its first address in the list as well.
            Some(other) if other.of.id == written.of.id => {}
            Some(other) => findings.push(twice(other, &written)),
            None => {
                first.insert(key, written);
            }
        }
    }
    findings
}

/// Returns every address that is written out for a subnet that is known.
fn addresses<'a>(context: &Context<'a>) -> Vec<Written<'a>> {
    let mut written = Vec::new();
    for (kind, scope, paths) in ADDRESSES {
        for of in context.of_kind(kind) {
            for scope in values_at(&of.properties, scope) {
                let Some(subnet) = scope.get("SubnetId").and_then(|node| subnet_id(context, node))
                else {
                    continue;
                };
                let nodes = paths.iter().flat_map(|path| values_at(scope, path));
                written.extend(nodes.filter_map(|node| {
                    let address: std::net::Ipv4Addr = node.as_text()?.trim().parse().ok()?;
                    let address = u128::from(u32::from(address));
                    Some(Written { of, node, address, subnet: subnet.clone() })
                }));
            }
        }
    }
    written
}

/// A subnet of the template, or one that is given by its id.
fn subnet_id(context: &Context<'_>, node: &Node) -> Option<Id> {
    match context.resource_of(node) {
        Some(subnet) => (subnet.kind == "AWS::EC2::Subnet").then(|| Id::new(subnet.id.clone())),
        None => node.as_text().filter(|text| text.starts_with("subnet-")).map(Id::new),
    }
}

fn refusal(written: &Written<'_>, block: &RangeSet) -> Option<Diagnostic> {
    let (first, last) = (block.first()?, block.last()?);
    let place = written.address.checked_sub(first);
    let why = match place.filter(|_| written.address <= last) {
        None => "outside",
        Some(place) if place < N_RESERVED || written.address == last => "reserved by AWS in",
        Some(_) => return None,
    };
    let (text, subnet) = (written.node.as_text()?, &written.subnet);
    let blocks = to_blocks(block).join(", ");
    let message = format!("address `{text}` of `{}` is {why} `{subnet}` ({blocks})", written.of.id);
    let finding = Diagnostic::new(&PRIVATE_ADDRESS_REFUSED, written.node.span, message);
    let usable = |number| netloom_network::sets::addresses::format_address(number);
    Some(finding.help(format!(
        "write an address from {} to {}",
        usable(first.saturating_add(N_RESERVED)),
        usable(last.saturating_sub(1))
    )))
}

fn twice(other: &Written<'_>, written: &Written<'_>) -> Diagnostic {
    let text = written.node.as_text().unwrap_or_default();
    let message = format!(
        "`{}` and `{}` both have address `{text}` of `{}`",
        other.of.id, written.of.id, written.subnet
    );
    Diagnostic::new(&PRIVATE_ADDRESS_REFUSED, written.node.span, message)
        .also(other.node.span, "the first one")
        .help("write another address for one of them")
}
