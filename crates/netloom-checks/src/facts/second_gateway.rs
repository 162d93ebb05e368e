//! Gateways to attach to a VPC that has one of the kind.

use netloom_cfn::LogicalId;
use netloom_cfn::names;
use netloom_diag::{Diagnostic, Severity, Span};
use netloom_network::{Attachment, Id};
use netloom_plan::plan::PlannedInternetGateway;

use super::Compared;
use crate::wording::{Say, say};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A virtual private gateway or an internet gateway to create in a VPC that has one attached,
    /// as the facts show. It is a note where a CloudFormation stack made the attached one under the
    /// logical id of the planned one: a stack of this config is then there already.
    /// ### Why it matters
    /// A VPC has one gateway of each of these kinds, so the attachment fails and the stack with it.
    /// ### Example
    /// `VirtualPrivateGateway: true`, and `describe-vpn-gateways` with a gateway attached to the
    /// VPC.
    /// ### Instead
    /// `VirtualPrivateGateway: false`, and routes by the gateway that is there; `InternetGatewayId`
    /// for an internet gateway.
    /// ### Source
    /// Amazon VPC User Guide, "Amazon VPC quotas": one internet gateway, one virtual private
    /// gateway for each VPC at a time.
    SECOND_GATEWAY = ("NET071", Error, "second gateway of a VPC");
}

pub(super) fn check(compared: &Compared<'_>) -> Vec<Diagnostic> {
    let facts = compared.facts;
    let mut findings = Vec::new();
    if let Some(planned) = &compared.plan.vpn_gateway {
        let existing = facts
            .vpn_gateways
            .values()
            .map(|gateway| (&gateway.id, gateway.span, &gateway.attachment));
        let origin = planned.origin.span();
        let help = format!("write {}", say(Say::NoVirtualPrivateGateway, compared.intent.dialect));
        findings.extend(finding_of_second(
            compared,
            origin,
            "virtual private gateway",
            existing,
            // A gateway that an earlier deployment of this config created is recognized by this
            // name.
            &names::vpn_gateway(),
            help,
        ));
    }
    if let Some(PlannedInternetGateway::New { origin }) = &compared.plan.internet_gateway {
        let existing = facts
            .internet_gateways
            .values()
            .map(|gateway| (&gateway.id, gateway.span, &gateway.attachment));
        let help = format!("name it by {}", say(Say::InternetGateway, compared.intent.dialect));
        findings.extend(finding_of_second(
            compared,
            origin.span(),
            "internet gateway",
            existing,
            &names::internet_gateway(),
            help,
        ));
    }
    findings
}

fn finding_of_second<'n>(
    compared: &Compared<'_>,
    planned: Span,
    kind: &str,
    mut existing: impl Iterator<Item = (&'n Id, Span, &'n Attachment)>,
    own: &LogicalId,
    help: String,
) -> Option<Diagnostic> {
    let (id, span, _) =
        existing.find(|(_, _, attachment)| compared.is_attached_here(attachment))?;
    let vpc = &compared.vpc.value;
    let message =
        format!("`{vpc}` has the {kind} `{id}` attached, so another one cannot be attached");
    let finding = Diagnostic::new(&SECOND_GATEWAY, planned, message)
        .also(span, format!("the attached {kind}"));
    Some(match compared.stack_of(id, own.as_str()) {
        Some(own) => finding.severity(Severity::Info).note(format!(
            "stack `{}` made it; deployed as another stack, this config fails",
            own.stack
        )),
        None => finding.help(help),
    })
}
