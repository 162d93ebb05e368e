//! An internet gateway that is not attached to the VPC.

use netloom_diag::Diagnostic;
use netloom_network::{Attachment, Id};
use netloom_plan::plan::PlannedInternetGateway;

use super::Compared;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// An `InternetGatewayId` that, as the facts show, is attached to another VPC or to none.
    /// ### Why it matters
    /// EC2 creates no route to a gateway that is not attached to the VPC of the route table, so the
    /// stack fails.
    /// ### Example
    /// `InternetGatewayId: igw-0123456789abcdef0`, which `describe-internet-gateways` shows
    /// attached to another VPC.
    /// ### Instead
    /// The gateway that is attached to the VPC of `VpcId`.
    /// ### Source
    /// Amazon EC2 API, `CreateRoute`: an internet gateway attached to the VPC; Amazon VPC User
    /// Guide, "Internet gateways".
    ANOTHER_INTERNET_GATEWAY = ("NET072", Error, "internet gateway of another VPC");
}

pub(super) fn check(compared: &Compared<'_>) -> Vec<Diagnostic> {
    let Some(PlannedInternetGateway::Existing(written)) = &compared.plan.internet_gateway else {
        return Vec::new();
    };
    let facts = compared.facts;
    let Some(gateway) = facts.internet_gateways.get(&Id::new(written.value.as_str())) else {
        return Vec::new();
    };
    let vpc = &compared.vpc.value;
    let place = match &gateway.attachment {
        Attachment::To(other, _) if *other != compared.vpc_id => format!("attached to `{other}`"),
        Attachment::None => "attached to no VPC".to_owned(),
        // Attached to the VPC of the config, or the facts do not show to which one.
        _ => return Vec::new(),
    };
    let message =
        format!("`{}` is {place}, expected an internet gateway of `{vpc}`", written.value);
    let finding = Diagnostic::new(&ANOTHER_INTERNET_GATEWAY, written.span(), message)
        .also(compared.vpc.span(), "the VPC that the config names")
        .also(gateway.span, "the gateway");
    let mut attached = facts
        .internet_gateways
        .values()
        .filter(|other| compared.is_attached_here(&other.attachment));
    vec![match attached.next() {
        Some(attached) => {
            finding.help(format!("write `{}`, which is attached to `{vpc}`", attached.id))
        }
        None => finding.help(format!("attach it to `{vpc}`, or name the gateway that is attached")),
    }]
}
