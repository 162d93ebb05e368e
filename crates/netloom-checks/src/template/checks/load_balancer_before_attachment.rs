//! Public load balancers that may be made before the VPC has its internet gateway.

use netloom_cfn::read::{Node, ResourceEntry};
use netloom_diag::Diagnostic;

use super::super::attachments::attachments_around;
use super::super::context::{Context, text};
use super::super::waits::WaitRule;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A public load balancer that does not wait for the internet gateway that the template attaches to its VPC.
    /// ### Why it matters
    /// Elastic Load Balancing refuses it in a VPC without an internet gateway, so the stack fails sometimes, not always.
    /// On deletion the gateway cannot be detached while the load balancer has public addresses.
    /// ### Example
    /// `Scheme: internet-facing` and no `DependsOn`
    /// ### Instead
    /// `DependsOn: InternetGatewayAttachment`
    /// ### Source
    /// AWS CloudFormation User Guide, "DependsOn attribute", VPC-gateway attachment: Elastic Load Balancing load balancers.
    LOAD_BALANCER_BEFORE_ATTACHMENT = ("CFN032", Warning, "public load balancer that may come before the attachment");
}

const RULE: WaitRule = WaitRule {
    code: &LOAD_BALANCER_BEFORE_ATTACHMENT,
    kinds: &["AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ElasticLoadBalancing::LoadBalancer"],
    noun: "load balancer",
    needs: attachments_of_its_vpc,
    does: "attaches the internet gateway",
};

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    RULE.findings(context)
}

/// A load balancer is public unless it says otherwise; one of the gateway type has no scheme.
fn attachments_of_its_vpc<'a>(context: &'a Context<'_>, balancer: &'a ResourceEntry) -> Vec<&'a ResourceEntry> {
    let is_gateway = text(balancer, "Type").is_some_and(|kind| kind == "gateway");
    let is_open = |key: &str| balancer.properties.get(key).is_some_and(|node| node.first_unknown().is_some());
    let scheme = balancer.properties.get("Scheme").and_then(Node::as_text);
    let is_public = scheme.is_none_or(|scheme| scheme == "internet-facing") && !is_open("Scheme") && !is_open("Type");
    if is_public && !is_gateway { attachments_around(context, balancer) } else { Vec::new() }
}
