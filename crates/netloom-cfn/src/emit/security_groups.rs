//! Security groups and their rules.
//!
//! Incoming rules from blocks, prefix lists and existing groups stand inside the group. Rules
//! between groups of the template are resources of their own, for a group that names itself, or two
//! that name each other, would be a circle. Outgoing rules are all resources of their own, so that
//! their order can be said.

use netloom_plan::plan::{
    GroupRef, PeerRef, PlannedRule, PlannedSecurityGroup, Protocol, RuleDirection,
};

use super::{Emitter, group_id};
use crate::resources::{InlineRule, SecurityGroup, SecurityGroupEgress, SecurityGroupIngress};
use crate::{LogicalId, Tag, Value, names};

/// The longest description of a group or a rule, in characters.
///
/// # Source
/// Amazon EC2 API, `CreateSecurityGroup`, `GroupDescription`.
const MAX_DESCRIPTION_CHARS: usize = 255;

pub(super) fn emit(emitter: &mut Emitter<'_>) {
    for group in &emitter.plan.security_groups {
        emit_group(emitter, group);
        for rule in &group.rules {
            match (rule.direction, &rule.peer) {
                (RuleDirection::Ingress, PeerRef::Group(GroupRef::Planned(_))) => {
                    emit_ingress(emitter, group, rule)
                }
                (RuleDirection::Ingress, _) => {}
                (RuleDirection::Egress, _) => emit_egress(emitter, group, rule),
            }
        }
    }
}

fn emit_group(emitter: &mut Emitter<'_>, group: &PlannedSecurityGroup) {
    let properties = SecurityGroup {
        group_description: ec2_text(&group.description),
        vpc_id: emitter.vpc_id(),
        security_group_ingress: group.rules.iter().filter_map(inline_rule).collect(),
        tags: Tag::name(&group_tag(group)),
    };
    emitter.add(names::security_group(&group.key), group.origin, properties);
}

fn group_tag(group: &PlannedSecurityGroup) -> String {
    use netloom_plan::plan::SecurityGroupKey::{Compute, Endpoints, Head, Login};
    match &group.key {
        Head => "head-node".to_owned(),
        Compute => "compute".to_owned(),
        Login(pool) => format!("login-{pool}"),
        Endpoints => "endpoints".to_owned(),
    }
}

/// Returns the rule as it stands inside its group, `None` when it is a resource of its own.
fn inline_rule(rule: &PlannedRule) -> Option<InlineRule> {
    if rule.direction == RuleDirection::Egress {
        return None;
    }
    let (ip_protocol, from_port, to_port) = protocol(rule.protocol);
    let mut inline = InlineRule {
        ip_protocol,
        from_port,
        to_port,
        cidr_ip: None,
        source_prefix_list_id: None,
        source_security_group_id: None,
        description: ec2_text(&rule.description),
    };
    match &rule.peer {
        PeerRef::Cidr(block) => inline.cidr_ip = Some(Value::literal(block)),
        PeerRef::PrefixList(id) => inline.source_prefix_list_id = Some(Value::literal(id)),
        PeerRef::Group(GroupRef::Existing(id)) => {
            inline.source_security_group_id = Some(Value::literal(id))
        }
        PeerRef::Group(GroupRef::Planned(_)) => return None,
    }
    Some(inline)
}

fn emit_ingress(emitter: &mut Emitter<'_>, group: &PlannedSecurityGroup, rule: &PlannedRule) {
    let PeerRef::Group(source) = &rule.peer else {
        return;
    };
    let (ip_protocol, from_port, to_port) = protocol(rule.protocol);
    let properties = SecurityGroupIngress {
        group_id: Value::GetAtt(names::security_group(&group.key), "GroupId"),
        ip_protocol,
        from_port,
        to_port,
        source_security_group_id: group_id(source),
        description: ec2_text(&rule.description),
    };
    emitter.add(rule_id(group, rule), rule.origin, properties);
}

fn emit_egress(emitter: &mut Emitter<'_>, group: &PlannedSecurityGroup, rule: &PlannedRule) {
    let (ip_protocol, from_port, to_port) = protocol(rule.protocol);
    let mut properties = SecurityGroupEgress {
        group_id: Value::GetAtt(names::security_group(&group.key), "GroupId"),
        ip_protocol,
        from_port,
        to_port,
        cidr_ip: None,
        destination_prefix_list_id: None,
        destination_security_group_id: None,
        description: ec2_text(&rule.description),
    };
    match &rule.peer {
        PeerRef::Cidr(block) => properties.cidr_ip = Some(Value::literal(block)),
        PeerRef::PrefixList(id) => properties.destination_prefix_list_id = Some(Value::literal(id)),
        PeerRef::Group(peer) => properties.destination_security_group_id = Some(group_id(peer)),
    }
    let predecessors = egress_to_groups_first(group, rule);
    emitter.add_after(predecessors, rule_id(group, rule), rule.origin, properties);
}

/// Returns the outgoing rules that a rule to everywhere has to wait for: those to groups.
///
/// The first outgoing rule takes EC2's own rule to 0.0.0.0/0 off the group. A written rule to
/// 0.0.0.0/0 is the same to EC2; were it made first, it would be the one that is taken off.
/// ParallelCluster orders them in the same way.
fn egress_to_groups_first(group: &PlannedSecurityGroup, rule: &PlannedRule) -> Vec<LogicalId> {
    let is_to_everywhere =
        matches!(rule.peer, PeerRef::Cidr(block) if block.prefix_len_bits() == 0);
    if !is_to_everywhere {
        return Vec::new();
    }
    let to_groups = group.rules.iter().filter(|rule| {
        rule.direction == RuleDirection::Egress && matches!(rule.peer, PeerRef::Group(_))
    });
    to_groups.map(|rule| rule_id(group, rule)).collect()
}

fn rule_id(group: &PlannedSecurityGroup, rule: &PlannedRule) -> LogicalId {
    let flow = match rule.direction {
        RuleDirection::Ingress => "IngressFrom",
        RuleDirection::Egress => "EgressTo",
    };
    let peer = match &rule.peer {
        PeerRef::Group(GroupRef::Planned(key)) if *key == group.key => "Self".to_owned(),
        PeerRef::Group(GroupRef::Planned(key)) => names::group(key),
        PeerRef::Group(GroupRef::Existing(id)) => id.to_string(),
        PeerRef::PrefixList(id) => id.to_string(),
        PeerRef::Cidr(block) => names::block(*block),
    };
    let ports = match rule.protocol {
        Protocol::All => String::new(),
        Protocol::Tcp(ports) if ports.first == ports.last => format!("Tcp{}", ports.first),
        Protocol::Tcp(ports) => format!("Tcp{}To{}", ports.first, ports.last),
    };
    names::security_group_rule(&group.key, flow, &peer, &ports)
}

/// Returns protocol and ports as EC2 writes them. With all protocols there are no ports: EC2 would
/// ignore them.
fn protocol(protocol: Protocol) -> (String, Option<u16>, Option<u16>) {
    match protocol {
        Protocol::All => ("-1".to_owned(), None, None),
        Protocol::Tcp(ports) => ("tcp".to_owned(), Some(ports.first), Some(ports.last)),
    }
}

/// Returns `text` in the characters that EC2 takes in descriptions of groups and rules, others as
/// `_`, cut at 255.
///
/// # Source
/// Amazon EC2 API, `CreateSecurityGroup` and `IpRange`: `a-z`, `A-Z`, `0-9`, spaces, and
/// `._-:/()#,@[]+=&;{}!$*`.
fn ec2_text(text: &str) -> String {
    text.chars().map(|c| if is_accepted(c) { c } else { '_' }).take(MAX_DESCRIPTION_CHARS).collect()
}

fn is_accepted(c: char) -> bool {
    c.is_ascii_alphanumeric() || " ._-:/()#,@[]+=&;{}!$*".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_hold_only_what_ec2_takes() {
        assert_eq!(
            ec2_text("SSH from 10.0.0.0/8 (the site's)"),
            "SSH from 10.0.0.0/8 (the site_s)"
        );
        assert_eq!(ec2_text(&"x".repeat(300)).len(), MAX_DESCRIPTION_CHARS);
    }
}
