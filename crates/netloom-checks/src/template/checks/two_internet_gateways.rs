//! VPCs with two internet gateways, and gateways with two VPCs.

use std::collections::BTreeMap;

use netloom_diag::Diagnostic;
use netloom_template::ResourceEntry;

use super::super::context::{Context, identity};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// Two internet gateways or two virtual private gateways that are attached to one VPC, or one
    /// such gateway that is attached to two.
    /// ### Why it matters
    /// A VPC has one of each at most, and a gateway one VPC; EC2 rejects the second attachment, and
    /// the stack is rolled back.
    /// ### Example
    /// Two `AWS::EC2::VPCGatewayAttachment` with `VpcId: !Ref Vpc` and an `InternetGatewayId`
    /// ### Instead
    /// One internet gateway for the VPC; every route to the internet leads to it.
    /// ### Source
    /// EC2 API, `AttachInternetGateway`, error codes `Resource.AlreadyAssociated` and
    /// `InvalidParameterValue`; `AttachVpnGateway`.
    TWO_INTERNET_GATEWAYS = ("CFN039", Error, "two gateways of one VPC");
}

const GATEWAYS: [(&str, &str); 2] =
    [("InternetGatewayId", "internet gateway"), ("VpnGatewayId", "virtual private gateway")];

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (property, what) in GATEWAYS {
        // By the VPC and by the gateway: neither can stand in two attachments.
        for key in ["VpcId", property] {
            let mut first: BTreeMap<String, &ResourceEntry> = BTreeMap::new();
            let attachments = context.of_kind("AWS::EC2::VPCGatewayAttachment");
            let of_kind =
                attachments.filter(|attachment| attachment.properties.get(property).is_some());
            for attachment in of_kind.filter(|attachment| context.is_certain(attachment)) {
                let Some(thing) = identity(attachment.properties.get(key)) else { continue };
                let Some(other) = first.get(&thing) else {
                    first.insert(thing, attachment);
                    continue;
                };
                findings.push(finding((key, what), &thing, other, attachment));
            }
        }
    }
    findings
}

fn finding(
    (key, what): (&str, &str),
    thing: &str,
    other: &ResourceEntry,
    attachment: &ResourceEntry,
) -> Diagnostic {
    let name = thing.trim_start_matches('$').split('.').next().unwrap_or_default();
    let (other_id, id) = (&other.id, &attachment.id);
    let message = if key == "VpcId" {
        format!("`{other_id}` and `{id}` each attach an {what} to VPC `{name}`, which takes one")
            .replace("an virtual", "a virtual")
    } else {
        format!("`{other_id}` and `{id}` both attach `{name}`, which can be attached once")
    };
    Diagnostic::new(&TWO_INTERNET_GATEWAYS, attachment.span, message)
        .also(other.span, "the other attachment")
        .help("remove one of them")
}
