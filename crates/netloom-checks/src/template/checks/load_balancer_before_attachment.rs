//! Public load balancers that may be made before the VPC has its internet gateway.

use netloom_diag::Diagnostic;
use netloom_template::ResourceEntry;

use super::super::attachments::{attachments_around, is_public_load_balancer};
use super::super::context::Context;
use super::super::waits::WaitRule;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A public load balancer that does not wait for the internet gateway that the template
    /// attaches to its VPC.
    /// ### Why it matters
    /// Elastic Load Balancing refuses it in a VPC without an internet gateway, so the stack fails
    /// sometimes, not always. On deletion the gateway cannot be detached while the load balancer
    /// has public addresses.
    /// ### Example
    /// `Scheme: internet-facing` and no `DependsOn`
    /// ### Instead
    /// `DependsOn: InternetGatewayAttachment`
    /// ### Source
    /// AWS CloudFormation User Guide, "DependsOn attribute", VPC-gateway attachment: Elastic Load
    /// Balancing load balancers.
    LOAD_BALANCER_BEFORE_ATTACHMENT = ("CFN032", Warning, "public load balancer that may come \
                                        before the attachment");
}

const RULE: WaitRule = WaitRule {
    code: &LOAD_BALANCER_BEFORE_ATTACHMENT,
    kinds: &[
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        "AWS::ElasticLoadBalancing::LoadBalancer",
    ],
    noun: "load balancer",
    needs: attachments_of_its_vpc,
    does: "attaches the internet gateway",
};

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    RULE.findings(context)
}

fn attachments_of_its_vpc<'a>(
    context: &'a Context<'_>,
    balancer: &'a ResourceEntry,
) -> Vec<&'a ResourceEntry> {
    if is_public_load_balancer(balancer) {
        attachments_around(context, balancer)
    } else {
        Vec::new()
    }
}
