//! Policies of VPC endpoints: which requests one admits is not followed, so that a change of it is
//! undecided.
//!
//! - Comes in: the resources that change.
//! - Goes out: a line for each existing endpoint whose policy changes.
//! - Left to others: policies that deny everything, which the networks have.

use crate::resources::{Action, ResourceChange};

/// Returns what is undecided about the endpoints whose policies change.
///
/// # Source
/// AWS PrivateLink Guide, "Control access to VPC endpoints using endpoint policies".
pub(crate) fn undecided(changes: &[ResourceChange]) -> impl Iterator<Item = String> {
    let is_policy = |path: &str| path.split(['.', '[']).next() == Some("PolicyDocument");
    let changed = changes.iter().filter(move |change| {
        change.kind == "AWS::EC2::VPCEndpoint"
            && !matches!(change.action, Action::Added | Action::Removed)
            && change.properties.iter().any(|property| is_policy(&property.path))
    });
    changed.map(|change| {
        let id = &change.id;
        format!("anything to {id}: what the policy of `{id}` admits changed")
    })
}
