//! Ids of one kind where AWS wants another.

use netloom_diag::Diagnostic;

use super::super::context::Context;
use super::super::ids::{AN_ENDPOINT_WITH_ZONE, all_wanted, id_given, id_in_words};
use super::super::paths::values_at;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A property that is given the id of another kind of thing: a transit gateway attachment where
    /// a transit gateway belongs, a route table where a subnet belongs, `Ref` of an Elastic IP
    /// address where its allocation id belongs, an item of a firewall's `EndpointIds` with the zone
    /// that stands in front of it.
    /// ### Why it matters
    /// EC2 rejects it as malformed or not found, and the stack is rolled back.
    /// ### Example
    /// `TransitGatewayId: !Ref TransitGatewayAttachment`
    /// ### Instead
    /// `TransitGatewayId: !Ref TransitGateway`
    /// ### Source
    /// EC2 API, error codes `InvalidTransitGatewayID.NotFound`, `InvalidSubnetID.NotFound`,
    /// `InvalidAllocationID.NotFound`; AWS CloudFormation Template Reference, "Return values" of
    /// each type.
    ID_OF_ANOTHER_KIND = ("CFN040", Error, "id of another kind");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for wanted in all_wanted() {
        for resource in context.of_kind(wanted.kind) {
            for node in values_at(&resource.properties, wanted.path) {
                let Some(given) =
                    id_given(context, node).filter(|given| !wanted.ids.contains(given))
                else {
                    continue;
                };
                let (seen, first) =
                    (id_in_words(given), wanted.ids.first().copied().unwrap_or_default());
                let property =
                    wanted.path.rsplit('.').next().unwrap_or_default().trim_end_matches("[]");
                let message = format!(
                    "`{property}` of `{}` is {seen}, expected {}",
                    resource.id,
                    id_in_words(first)
                );
                let finding = Diagnostic::new(&ID_OF_ANOTHER_KIND, node.span, message);
                findings.push(finding.help(help(given, first)));
            }
        }
    }
    findings
}

fn help(given: &str, wanted: &str) -> String {
    match (given, wanted) {
        ("an IP address", "eipalloc-") => {
            "write `!GetAtt NAME.AllocationId`; `Ref` gives the address".to_owned()
        }
        (AN_ENDPOINT_WITH_ZONE, _) => {
            "take the part behind the colon: `!Select [1, !Split [':', !Select [0, !GetAtt \
             FIREWALL.EndpointIds]]]`"
                .to_owned()
        }
        _ => format!("write the resource whose id starts with `{wanted}`"),
    }
}
