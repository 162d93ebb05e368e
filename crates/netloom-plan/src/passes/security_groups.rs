//! Security groups with the rules that ParallelCluster gives them.

mod v2;
mod v3;

use std::collections::BTreeSet;

use netloom_config::intent::{AccessSource, DcvIntent, NodeSecurity, SecurityGroupsMode};
use netloom_config::{ClusterIntent, Dialect};
use netloom_diag::{Diagnostic, Origin, Sourced};
use netloom_net::Ipv4Cidr;
use netloom_net::ids::SecurityGroupId;
use netloom_net::ports::{self, PortRange};

use super::wording::{Key, example};
use crate::codes;
use crate::plan::{
    GroupRef, PeerRef, PlannedRule, PlannedSecurityGroup, PlannedVpc, Protocol, RuleDirection,
    SecurityGroupKey,
};

/// Decides the security groups, sorted by key.
pub(crate) fn plan_security_groups(
    intent: &ClusterIntent,
    vpc: Option<&PlannedVpc>,
    problems: &mut Vec<Diagnostic>,
) -> Vec<PlannedSecurityGroup> {
    let mode = &intent.network.security_groups;
    if mode.value == SecurityGroupsMode::Cluster {
        return Vec::new();
    }
    if vpc.is_none() {
        let message = "security groups are to be made, and the VPC to make them in is not known";
        let finding = Diagnostic::new(&codes::GROUPS_WITHOUT_VPC, mode.span(), message);
        problems.push(finding.help(format!("write {}", example(Key::VpcId, intent.dialect))));
        return Vec::new();
    }
    let mut groups = cluster_security_groups(intent);
    groups.sort_by(|a, b| a.key.cmp(&b.key));
    groups
}

/// Returns the groups that ParallelCluster's own stack gives the nodes of a cluster, whatever
/// creates them.
///
/// # Source
/// AWS ParallelCluster, `templates/cluster_stack.py`, the managed security groups; 2.x,
/// `aws-parallelcluster.cfn.json`.
#[must_use]
pub fn cluster_security_groups(intent: &ClusterIntent) -> Vec<PlannedSecurityGroup> {
    match intent.dialect {
        Dialect::V2Ini => v2::groups(intent),
        Dialect::V3Yaml => v3::groups(intent),
    }
}

/// Puts a group together, its rules sorted and free of repeats.
pub(super) fn group(
    key: SecurityGroupKey,
    origin: Origin,
    description: &str,
    mut rules: Vec<PlannedRule>,
) -> PlannedSecurityGroup {
    rules.sort_by_key(sort_key);
    rules.dedup_by_key(|rule| sort_key(rule));
    PlannedSecurityGroup { key, origin, description: description.to_owned(), rules }
}

/// What makes two rules one to EC2: descriptions do not count.
fn sort_key(rule: &PlannedRule) -> (RuleDirection, PeerRef, Protocol) {
    (rule.direction, rule.peer.clone(), rule.protocol)
}

/// Admits everything from a group.
fn all_from(peer: GroupRef, description: &str, origin: Origin) -> PlannedRule {
    rule(RuleDirection::Ingress, PeerRef::Group(peer), Protocol::All, description, origin)
}

/// Admits TCP to some ports from a group.
fn tcp_from(peer: GroupRef, ports: PortRange, description: &str, origin: Origin) -> PlannedRule {
    rule(RuleDirection::Ingress, PeerRef::Group(peer), Protocol::Tcp(ports), description, origin)
}

/// Admits TCP to some ports from where the config says.
fn access(from: &Sourced<AccessSource>, ports: PortRange, description: &str) -> PlannedRule {
    let peer = match &from.value {
        AccessSource::Cidr(block) => PeerRef::Cidr(*block),
        AccessSource::PrefixList(list) => PeerRef::PrefixList(list.clone()),
    };
    rule(RuleDirection::Ingress, peer, Protocol::Tcp(ports), description, from.origin)
}

/// Admits users: SSH, and DCV where it is on.
fn user_access(ssh: &Sourced<AccessSource>, dcv: Option<&DcvIntent>) -> Vec<PlannedRule> {
    let ssh = access(ssh, ports::SSH, "SSH");
    let dcv =
        dcv.map(|dcv| access(&dcv.allowed_from, PortRange::single(dcv.port.value), "NICE DCV"));
    std::iter::once(ssh).chain(dcv).collect()
}

/// Lets everything out to the group itself and to the world.
///
/// EFA wants the rule to the group itself although the other one covers its addresses.
///
/// # Source
/// Amazon EC2 User Guide, "Get started with EFA", step 1: an EFA-enabled security group.
fn all_out(own: SecurityGroupKey, origin: Origin) -> [PlannedRule; 2] {
    let own = PeerRef::Group(GroupRef::Planned(own));
    let world = PeerRef::Cidr(Ipv4Cidr::EVERYTHING);
    [
        rule(
            RuleDirection::Egress,
            own,
            Protocol::All,
            "Everything to the other compute nodes",
            origin,
        ),
        rule(RuleDirection::Egress, world, Protocol::All, "Everything to anywhere", origin),
    ]
}

pub(super) fn rule(
    direction: RuleDirection,
    peer: PeerRef,
    protocol: Protocol,
    description: &str,
    origin: Origin,
) -> PlannedRule {
    PlannedRule { direction, peer, protocol, description: description.to_owned(), origin }
}

/// Returns the groups that the config puts in the place of one that would be made.
fn replacing(security: &NodeSecurity) -> Vec<GroupRef> {
    let ids: BTreeSet<&SecurityGroupId> = security.replacing.iter().map(|id| &id.value).collect();
    ids.into_iter().map(|id| GroupRef::Existing(id.clone())).collect()
}
