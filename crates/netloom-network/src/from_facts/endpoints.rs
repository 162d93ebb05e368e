//! VPC endpoints and peering connections.

use netloom_facts::Standing;
use netloom_template::Node;

use crate::Known;

use super::context::{Build, all, nothing};
use super::records::Record;

/// States in which an endpoint does not work, and its private names lead nowhere.
///
/// # Source
/// Amazon EC2 API, `VpcEndpoint`, `State`.
const WITHOUT_EFFECT: [&str; 6] =
    ["pendingacceptance", "deleting", "deleted", "rejected", "failed", "expired"];

pub(super) fn add(build: &mut Build<'_, '_>) {
    build.add("AWS::EC2::VPCEndpoint", works, nothing);
    build.add("AWS::EC2::VPCPeeringConnection", all, peering);
}

fn works(_build: &Build<'_, '_>, record: &Record<'_>, _standing: Standing) -> bool {
    let state = record.properties.plain_text("State").unwrap_or_default().to_ascii_lowercase();
    !WITHOUT_EFFECT.contains(&state.as_str())
}

/// # Source
/// Amazon EC2 API, `VpcPeeringConnectionStateReason`: packets pass in the state `active` only.
fn peering(build: &mut Build<'_, '_>, record: &Record<'_>) {
    let status = record
        .properties
        .get("Status")
        .and_then(|status| status.get("Code"))
        .and_then(Node::as_text)
        .map(|status| status == "active");
    if let Some(peering) = build.network.peerings.get_mut(&record.id()) {
        peering.is_active =
            status.map_or_else(|| Known::Unknown(record.properties.missing("Status")), Known::Is);
    }
}
