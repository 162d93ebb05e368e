//! Subnets that assign IPv6 addresses without an IPv6 block.

use netloom_diag::{Diagnostic, Severity};
use netloom_template::Node;

use super::super::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// `AssignIpv6AddressOnCreation: true` in a subnet without an IPv6 block of its own. A warning
    /// where an `AWS::EC2::SubnetCidrBlock` brings the block: it comes after the subnet.
    /// ### Why it matters
    /// EC2 rejects the setting for a subnet that has no IPv6 block, and the stack is rolled back.
    /// ### Example
    /// `AssignIpv6AddressOnCreation: true` beside `CidrBlock` alone
    /// ### Instead
    /// `Ipv6CidrBlock: !Select [0, !Cidr [!Select [0, !GetAtt Vpc.Ipv6CidrBlocks], 1, 64]]`
    /// ### Source
    /// AWS CloudFormation Template Reference, `AWS::EC2::Subnet`, `AssignIpv6AddressOnCreation`: an
    /// IPv6 block must be specified as well; EC2 API, `ModifySubnetAttribute`.
    IPV6_ADDRESS_WITHOUT_BLOCK = ("CFN076", Error, "IPv6 addresses without an IPv6 block");
}

/// Properties that give a subnet an IPv6 block.
const BLOCKS: [&str; 3] = ["Ipv6CidrBlock", "Ipv6IpamPoolId", "Ipv6NetmaskLength"];

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for subnet in context.of_kind("AWS::EC2::Subnet") {
        let assigns = subnet.properties.get("AssignIpv6AddressOnCreation");
        let Some(node) = assigns.filter(|node| node.as_bool() == Some(true)) else { continue };
        // One that is not known may be a block.
        let has_block = BLOCKS
            .iter()
            .filter_map(|key| subnet.properties.get(key))
            .any(|node: &Node| !node.is_absent());
        if has_block {
            continue;
        }
        let mut later = context.referring("AWS::EC2::SubnetCidrBlock", "SubnetId", &subnet.id);
        let later = later.next();
        let message = format!(
            "subnet `{}` assigns IPv6 addresses and has no IPv6 block when it is created",
            subnet.id
        );
        let mut finding = Diagnostic::new(&IPV6_ADDRESS_WITHOUT_BLOCK, node.span, message)
            .help(format!("specify `Ipv6CidrBlock` in `{}`, or remove this", subnet.id));
        if let Some(later) = later {
            finding = finding
                .severity(Severity::Warning)
                .also(later.span, "the block comes after the subnet");
        }
        findings.push(finding);
    }
    findings
}
