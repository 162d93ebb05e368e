//! Routes without a target or a destination, or with two.

use netloom_diag::Diagnostic;
use netloom_template::{Entry, ResourceEntry};

use super::super::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A route that has no target or two of them, or no destination or two of them.
    /// ### Why it matters
    /// EC2 wants one of each and refuses anything else.
    /// ### Example
    /// A route with `RouteTableId` and `DestinationCidrBlock` alone
    /// ### Instead
    /// `NatGatewayId: !Ref NatGateway`, or another target.
    /// ### Source
    /// AWS CloudFormation Template Reference, `AWS::EC2::Route`: one destination and one target;
    /// EC2 API, `CreateRoute`, errors `MissingParameter` and `InvalidParameterCombination`.
    ROUTE_WITHOUT_TARGET = ("CFN052", Error, "route without a target");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    context.of_kind("AWS::EC2::Route").flat_map(faults_of).collect()
}

/// Every property but the table and the destination is a target, also one of a newer schema.
fn faults_of(route: &ResourceEntry) -> Vec<Diagnostic> {
    let entries = route.properties.as_map().unwrap_or_default();
    let written =
        || entries.iter().filter(|entry| !entry.node.is_absent() && entry.key != "RouteTableId");
    let (destinations, targets): (Vec<&Entry>, Vec<&Entry>) =
        written().partition(|entry| entry.key.starts_with("Destination"));
    let sorts = [
        (
            destinations,
            "destination",
            "add `DestinationCidrBlock: 0.0.0.0/0`, or the block it is for",
        ),
        (targets, "target", "add one, such as `NatGatewayId` or `GatewayId`"),
    ];
    sorts
        .into_iter()
        .filter_map(|(entries, what, help)| fault_of(route, &entries, what, help))
        .collect()
}

fn fault_of(
    route: &ResourceEntry,
    entries: &[&Entry],
    what: &str,
    help: &str,
) -> Option<Diagnostic> {
    match entries {
        [] => {
            let message = format!("route `{}` has no {what}", route.id);
            Some(Diagnostic::new(&ROUTE_WITHOUT_TARGET, route.span, message).help(help))
        }
        // One that is not known may turn out to be absent.
        [first, second, ..]
            if [first, second].iter().all(|entry| entry.node.first_unknown().is_none()) =>
        {
            let message = format!(
                "route `{}` has two {what}s, `{}` and `{}`",
                route.id, first.key, second.key
            );
            let finding = Diagnostic::new(&ROUTE_WITHOUT_TARGET, second.key_span, message);
            Some(finding.also(first.key_span, "the first one").help("remove one of them"))
        }
        _ => None,
    }
}
