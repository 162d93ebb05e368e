//! Interface endpoints with two subnets in one zone.

use std::collections::BTreeMap;

use netloom_diag::Diagnostic;
use netloom_reach::network::{EndpointKind, Id, Known};

use super::super::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// An interface endpoint or transit gateway attachment that names two subnets of one zone.
    /// ### Why it matters
    /// EC2 takes one per zone and refuses the second.
    /// ### Example
    /// `SubnetIds: [!Ref ComputeA1, !Ref ComputeA2]`, both in `euw1-az1`
    /// ### Instead
    /// One subnet per zone; the endpoint serves the whole VPC.
    /// ### Source
    /// AWS PrivateLink guide, "Access an AWS service using an interface VPC endpoint", subnets and Availability Zones.
    ENDPOINT_SUBNETS_IN_ONE_ZONE = ("CFN016", Error, "endpoint with two subnets in one zone");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let network = context.network;
    let mut findings = Vec::new();
    for endpoint in network.endpoints.values() {
        let EndpointKind::Interface { subnets, .. } = &endpoint.kind else { continue };
        let mut zones: BTreeMap<&str, &Id> = BTreeMap::new();
        for subnet in subnets.iter().filter_map(Known::value).filter_map(|id| network.subnets.get(id)) {
            let Known::Is(zone) = &subnet.zone else { continue };
            if let Some(other) = zones.insert(zone, &subnet.id).filter(|other| **other != subnet.id) {
                let message = format!("endpoint `{}` has `{other}` and `{}` in zone `{zone}`", endpoint.id, subnet.id);
                findings.push(
                    Diagnostic::new(&ENDPOINT_SUBNETS_IN_ONE_ZONE, endpoint.span, message)
                        .help(format!("remove `{}` from its `SubnetIds`", subnet.id)),
                );
            }
        }
    }
    findings
}
