//! A security group's rule that the old template has twice and the new one once: EC2 has it once,
//! and with the entry that goes CloudFormation revokes it. The stack then takes the rule for
//! present that is not there.
//!
//! # Source
//! EC2 API, `RevokeSecurityGroupIngress`: rules are distinguished by protocol, ports and peer, not by
//! descriptions; aws-cloudformation/cloudformation-coverage-roadmap #1534, where a duplicate taken
//! out left the group without the rule.

use std::collections::BTreeMap;

use netloom_network::Network;
use netloom_network::sets::RangeSet;
use netloom_network::{GroupRule, Id, Known, Peer, SecurityGroup};

/// What decides whether two rules are one to EC2.
type Sameness = (RangeSet, RangeSet, Peer);

/// Returns the new network as it is after the update, and a note for each such rule; `None` where
/// there is none.
///
/// - `old_name`: the name in the old network, by that in the new one.
pub(crate) fn without_revoked(
    old: &Network,
    new: &Network,
    old_name: &dyn Fn(&str) -> String,
) -> Option<(Network, Vec<String>)> {
    let mut notes = Vec::new();
    let mut after = None;
    for (id, group) in &new.security_groups {
        let Some(before) = old.security_groups.get(&Id::new(old_name(id.as_str()))) else {
            continue;
        };
        let ingress = revoked(&before.ingress, &group.ingress);
        let egress = revoked(&before.egress, &group.egress);
        if ingress.is_empty() && egress.is_empty() {
            continue;
        }
        notes.push(format!(
            "security group `{id}` has a rule more than once, and not all of them stay: EC2 has \
             it once and revokes it with \
             the one that goes, so traffic is reported without it; add a rule that differs, and take \
             both out in a later update"
        ));
        let network = after.get_or_insert_with(|| new.clone());
        if let Some(group) = network.security_groups.get_mut(id) {
            take_out(group, &ingress, &egress);
        }
    }
    after.map(|network| (network, notes))
}

fn take_out(group: &mut SecurityGroup, ingress: &[Sameness], egress: &[Sameness]) {
    let stays =
        |rule: &GroupRule, gone: &[Sameness]| sameness(rule).is_none_or(|own| !gone.contains(&own));
    group.ingress.retain(|rule| stays(rule, ingress));
    group.egress.retain(|rule| stays(rule, egress));
}

/// Rules that were there more than once and of which fewer, but not none, are written now.
fn revoked(before: &[GroupRule], after: &[GroupRule]) -> Vec<Sameness> {
    let (before, after) = (counts(before), counts(after));
    let is_revoked =
        |(rule, n): &(&Sameness, &usize)| **n > 1 && after.get(*rule).is_some_and(|left| left < *n);
    before.iter().filter(is_revoked).map(|(rule, _)| rule.clone()).collect()
}

fn counts(rules: &[GroupRule]) -> BTreeMap<Sameness, usize> {
    let mut counts = BTreeMap::new();
    for own in rules.iter().filter_map(sameness) {
        *counts.entry(own).or_default() += 1;
    }
    counts
}

fn sameness(rule: &GroupRule) -> Option<Sameness> {
    let (Known::Is(traffic), Known::Is(peer)) = (&rule.traffic, &rule.peer) else { return None };
    Some((traffic.protocols.clone(), traffic.ports.clone(), peer.clone()))
}
