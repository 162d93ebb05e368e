//! Zones that are picked by their position in a list that AWS may change.

use netloom_diag::Diagnostic;
use netloom_template::Node;

use super::super::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A subnet whose zone is picked from `Fn::GetAZs` by its position.
    /// ### Why it matters
    /// The list has only zones with default subnets, in an order that is not guaranteed; a subnet
    /// whose zone changes is replaced. The same position can be another zone in another account.
    /// ### Example
    /// `AvailabilityZone: !Select [0, !GetAZs '']`
    /// ### Instead
    /// `AvailabilityZoneId: use1-az1`, or a parameter of type `AWS::EC2::AvailabilityZone::Name`.
    /// ### Source
    /// AWS CloudFormation User Guide, `Fn::GetAZs`; AWS RAM User Guide, "Availability Zone IDs".
    ZONES_BY_POSITION = ("CFN023", Info, "zone picked by its position");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for subnet in context.of_kind("AWS::EC2::Subnet") {
        let zone = subnet.properties.get("AvailabilityZone");
        let by_position =
            zone.and_then(Node::as_unknown).filter(|unknown| unknown.what.contains("GetAZs"));
        if let Some(unknown) = by_position {
            let message =
                format!("the zone of subnet `{}` is picked by its position in a list", subnet.id);
            findings.push(
                Diagnostic::new(&ZONES_BY_POSITION, unknown.span, message).help(
                    "write the zone's id (`AvailabilityZoneId`), or take it from a parameter",
                ),
            );
        }
    }
    findings
}
