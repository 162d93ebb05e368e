//! Things that need an internet gateway, in a VPC of the template that gets none.

use netloom_diag::Diagnostic;
use netloom_template::{Node, ResourceEntry};

use super::super::attachments::{
    attachments_to, is_public_load_balancer, is_public_nat, owner_of_address,
};
use super::super::context::Context;
use super::super::homes::{Home, home_of, vpc_of_value};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A public NAT gateway, a public load balancer or an associated Elastic IP address in a VPC
    /// that the template makes and attaches no internet gateway to.
    /// ### Why it matters
    /// AWS rejects each of them in a VPC without an internet gateway, and the stack is rolled back.
    /// ### Example
    /// An `AWS::EC2::NatGateway` and an `AWS::EC2::InternetGateway` without an
    /// `AWS::EC2::VPCGatewayAttachment`
    /// ### Instead
    /// `Attachment: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc,
    /// InternetGatewayId: !Ref InternetGateway}}`
    /// ### Source
    /// EC2 API, `CreateNatGateway` and `AssociateAddress`, error `Gateway.NotAttached`; Elastic
    /// Load Balancing API, `CreateLoadBalancer`, error `InvalidSubnet` (the VPC has no internet
    /// gateway).
    VPC_WITHOUT_INTERNET_GATEWAY = ("CFN054", Error, "public resource in a VPC without an \
                                        internet gateway");
}

type Judge = for<'a> fn(&Context<'a>, &ResourceEntry) -> Option<Home>;

/// What needs an internet gateway, with the word for it, and in which VPC.
const NEEDS: &[(&str, &str, Judge)] = &[
    ("AWS::EC2::NatGateway", "public NAT gateway", |context, nat| {
        home_of(context, nat).filter(|_| is_public_nat(nat))
    }),
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", "public load balancer", |context, balancer| {
        home_of(context, balancer).filter(|_| is_public_load_balancer(balancer))
    }),
    ("AWS::EC2::EIP", "associated address", home_of_owner),
    ("AWS::EC2::EIPAssociation", "association", home_of_owner),
];

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (kind, noun, home) in NEEDS {
        for resource in context.of_kind(kind) {
            let Some(Home::Made(vpc)) = home(context, resource) else { continue };
            if may_have_a_gateway(context, &vpc) {
                continue;
            }
            let message = format!(
                "{noun} `{}` is in VPC `{vpc}`, which has no internet gateway",
                resource.id
            );
            findings.push(
                Diagnostic::new(&VPC_WITHOUT_INTERNET_GATEWAY, resource.span, message).help(
                    format!("attach one to `{vpc}` with an `AWS::EC2::VPCGatewayAttachment`"),
                ),
            );
        }
    }
    findings
}

fn home_of_owner(context: &Context<'_>, address: &ResourceEntry) -> Option<Home> {
    owner_of_address(context, address).and_then(|owner| home_of(context, owner))
}

/// An attachment whose VPC is not known may be to this one, and what the stack hands the VPC to may
/// attach a gateway.
fn may_have_a_gateway(context: &Context<'_>, vpc: &str) -> bool {
    let is_unknown = |attachment: &ResourceEntry| {
        attachment
            .properties
            .get("VpcId")
            .is_none_or(|node: &Node| vpc_of_value(context, node).is_none())
    };
    !attachments_to(context, &Home::Made(vpc.to_owned())).is_empty()
        || context.of_kind("AWS::EC2::VPCGatewayAttachment").any(is_unknown)
        || !context.document.not_understood.is_empty()
        || context.is_handed_on(vpc)
}
