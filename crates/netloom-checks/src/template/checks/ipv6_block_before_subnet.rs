//! Subnets with an IPv6 block that may be made before the VPC has one.

use netloom_diag::Diagnostic;
use netloom_template::{Node, ResourceEntry};

use super::super::context::Context;
use super::super::homes::home_of;
use super::super::waits::WaitRule;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A subnet with an IPv6 block that does not wait for the `AWS::EC2::VPCCidrBlock` which gives
    /// the VPC its IPv6 block.
    /// ### Why it matters
    /// `!GetAtt Vpc.Ipv6CidrBlocks` waits for the VPC, not for the block; the list is empty until
    /// then, and the stack fails with "Fn::Select cannot select nonexistent value at index 0". On
    /// deletion the block cannot be removed while a subnet uses it.
    /// ### Example
    /// `Ipv6CidrBlock: !Select [0, !Cidr [!Select [0, !GetAtt Vpc.Ipv6CidrBlocks], 4, 64]]` and no
    /// `DependsOn`
    /// ### Instead
    /// `DependsOn: Ipv6Block`
    /// ### Source
    /// AWS CloudFormation Template Reference, `AWS::EC2::VPCCidrBlock` and `AWS::EC2::Subnet`,
    /// examples with IPv6.
    IPV6_BLOCK_BEFORE_SUBNET = ("CFN031", Warning, "subnet that may come before the VPC's IPv6 \
                                        block");
}

const RULE: WaitRule = WaitRule {
    code: &IPV6_BLOCK_BEFORE_SUBNET,
    kinds: &["AWS::EC2::Subnet", "AWS::EC2::SubnetCidrBlock"],
    noun: "subnet",
    needs: ipv6_blocks_of_its_vpc,
    does: "gives the VPC its IPv6 block",
};

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    RULE.findings(context)
}

fn ipv6_blocks_of_its_vpc<'a>(
    context: &'a Context<'_>,
    subnet: &'a ResourceEntry,
) -> Vec<&'a ResourceEntry> {
    if subnet.properties.get("Ipv6CidrBlock").is_none() {
        return Vec::new();
    }
    let of = subnet
        .properties
        .get("SubnetId")
        .and_then(|node| context.resource_of(node))
        .unwrap_or(subnet);
    let Some(vpc) = home_of(context, of) else { return Vec::new() };
    let blocks = context.of_vpc("AWS::EC2::VPCCidrBlock", Some(&vpc));
    blocks.filter(|block| is_ipv6(block)).collect()
}

fn is_ipv6(block: &ResourceEntry) -> bool {
    let is_amazons =
        block.properties.get("AmazonProvidedIpv6CidrBlock").and_then(Node::as_bool) == Some(true);
    is_amazons
        || ["Ipv6CidrBlock", "Ipv6Pool", "Ipv6IpamPoolId"]
            .iter()
            .any(|key| block.properties.get(key).is_some())
}
