//! Security groups, with rules inside them and rules that are resources of their own.

use std::collections::BTreeSet;

use netloom_diag::Span;
use netloom_template::{Node, TemplateDocument};

use crate::building::{Properties, ResourceKind, everything_to_anywhere, group_traffic, unknown};
use crate::sets::addresses::Family;
use crate::sets::traffic::Traffic;
use crate::{GroupRule, Id, Known, Peer, SecurityGroup, Unknown};

use super::context::{Build, Resource};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Ingress,
    Egress,
}

/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::SecurityGroup`: no incoming traffic is allowed
/// by default; without egress rules, rules are added that allow all outgoing traffic.
pub(super) fn add(build: &mut Build<'_>, resource: &Resource<'_>) {
    let vpc = build.id(&resource.properties, "VpcId", ResourceKind::Vpc);
    let default_vpc = || Known::Unknown(resource.unknown("the default VPC of the region"));
    let mut group = SecurityGroup {
        id: resource.id.clone(),
        span: resource.span,
        vpc: vpc.map_or_else(default_vpc, Known::Is),
        ingress: Vec::new(),
        egress: Vec::new(),
        beyond: resource.doubt.clone(),
    };
    let inside = [
        (Direction::Ingress, "SecurityGroupIngress", "ingress"),
        (Direction::Egress, "SecurityGroupEgress", "egress"),
    ];
    for (direction, key, word) in inside {
        match inline_rules(build, resource, direction, key, word) {
            Ok(rules) if direction == Direction::Ingress => group.ingress = rules,
            Ok(rules) => group.egress = rules,
            Err(unknown) => _ = group.beyond.get_or_insert(unknown),
        }
    }
    let is_egress_unknown = resource.properties.items("SecurityGroupEgress").is_err();
    if group.egress.is_empty() && !is_egress_unknown && !build.is_observed() {
        group.egress.push(rule_of_ec2(&resource.id, resource.span));
    }
    build.network.security_groups.insert(resource.id.clone(), group);
}

fn rule_of_ec2(group: &Id, span: Span) -> GroupRule {
    everything_to_anywhere(format!("{group} egress (by EC2)"), span)
}

fn inline_rules(
    build: &mut Build<'_>,
    resource: &Resource<'_>,
    direction: Direction,
    key: &str,
    word: &str,
) -> Result<Vec<GroupRule>, Unknown> {
    let items = resource.properties.items(key)?.iter().enumerate();
    let rule = |(at, node): (usize, &Node)| {
        let properties = resource.properties.within(node);
        let (name, span) = (format!("{} {word} {}", resource.id, at + 1), node.span);
        let peer = peer(build, &properties, direction);
        GroupRule { name, span, traffic: group_traffic(&properties), peer }
    };
    Ok(items.map(rule).collect())
}

/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::SecurityGroup` `Ingress` and `Egress`: exactly
/// one of the peers.
fn peer(build: &mut Build<'_>, rule: &Properties<'_>, direction: Direction) -> Known<Peer> {
    let (group, list) = match direction {
        Direction::Ingress => ("SourceSecurityGroupId", "SourcePrefixListId"),
        Direction::Egress => ("DestinationSecurityGroupId", "DestinationPrefixListId"),
    };
    let mut found: Vec<Known<Peer>> = Vec::new();
    for key in ["CidrIp", "CidrIpv6"] {
        found.extend(rule.addresses(key).map(|addresses| match addresses {
            Known::Is(addresses) => Known::Is(Peer::Addresses(addresses)),
            Known::Unknown(unknown) => Known::Unknown(unknown),
        }));
    }
    if rule.is_mapping() {
        found.extend(
            build.id(rule, group, ResourceKind::SecurityGroup).map(|id| Known::Is(Peer::Group(id))),
        );
        found.extend(
            build
                .id(rule, list, ResourceKind::PrefixList)
                .map(|id| Known::Is(Peer::PrefixList(id))),
        );
        found.extend(
            rule.get("SourceSecurityGroupName")
                .map(|_| Known::Unknown(rule.why("SourceSecurityGroupName"))),
        );
    }
    match (found.pop(), found.is_empty()) {
        (Some(peer), true) => peer,
        // Without a peer or with several, it is not said which traffic the rule admits.
        _ => Known::Unknown(rule.why("CidrIp")),
    }
}

pub(super) fn add_ingress(build: &mut Build<'_>, resource: &Resource<'_>) {
    let (group, rule) = single_rule(build, resource, Direction::Ingress);
    build
        .network
        .security_groups
        .get_mut(&group)
        .into_iter()
        .for_each(|group| group.ingress.push(rule.clone()));
}

fn single_rule(
    build: &mut Build<'_>,
    resource: &Resource<'_>,
    direction: Direction,
) -> (Id, GroupRule) {
    let properties = &resource.properties;
    let key = if properties.get("GroupId").is_some() { "GroupId" } else { "GroupName" };
    let group = build.needed_id(properties, key, ResourceKind::SecurityGroup);
    let peer = resource.sure(peer(build, properties, direction));
    (
        group,
        GroupRule {
            name: resource.id.to_string(),
            span: resource.span,
            traffic: group_traffic(properties),
            peer,
        },
    )
}

/// Adds an outgoing rule and takes the rule to everywhere off the group, as CloudFormation does
/// when it makes such a resource.
///
/// CloudFormation cannot tell the rule that EC2 adds from a written one: it takes off
/// either. So a written rule to everywhere is there for sure only if it is made after the others.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::SecurityGroup`, "Remove the default rule";
/// aws/aws-cdk issues 987 and 22140, where the same is seen of `AWS::EC2::SecurityGroupEgress`.
pub(super) fn add_egress(build: &mut Build<'_>, resource: &Resource<'_>) {
    let (group, mut rule) = single_rule(build, resource, Direction::Egress);
    let (document, is_observed) = (build.document, build.is_observed());
    let Some(group) = build.network.security_groups.get_mut(&group) else { return };
    // What was taken off is not there.
    if is_observed {
        return group.egress.push(rule);
    }
    let of_ec2 = rule_of_ec2(&group.id, group.span).name;
    match &resource.doubt {
        None => group.egress.retain(|other| other.name != of_ec2),
        Some(doubt) => {
            let added = group.egress.iter_mut().filter(|other| other.name == of_ec2);
            added.for_each(|other| other.peer = Known::Unknown(doubt.clone()));
        }
    }
    for other in &mut group.egress {
        let is_resource = document.resource(&other.name).is_some();
        if is_to_everywhere(&rule)
            && is_resource
            && !is_made_after(document, &rule.name, &other.name)
        {
            rule.peer = may_be_taken_off(&rule, &other.name);
        }
        if is_to_everywhere(other) && !is_made_after(document, &other.name, &rule.name) {
            other.peer = may_be_taken_off(other, &rule.name);
        }
    }
    group.egress.push(rule);
}

fn may_be_taken_off(rule: &GroupRule, by: &str) -> Known<Peer> {
    Known::Unknown(unknown(
        format!("whether making `{by}` takes `{}` off the group", rule.name),
        rule.span,
    ))
}

/// Returns whether a resource waits for another, directly or by way of further ones.
fn is_made_after(document: &TemplateDocument, later: &str, earlier: &str) -> bool {
    let (mut seen, mut ahead) = (BTreeSet::new(), vec![later]);
    while let Some(id) = ahead.pop() {
        let depends_on = document
            .resource(id)
            .map(|resource| resource.depends_on.as_slice())
            .unwrap_or_default();
        if depends_on.iter().any(|(id, _)| id == earlier) {
            return true;
        }
        ahead.extend(depends_on.iter().map(|(id, _)| id.as_str()).filter(|id| seen.insert(*id)));
    }
    false
}

fn is_to_everywhere(rule: &GroupRule) -> bool {
    let is_everything = rule.traffic == Known::Is(Traffic::everything());
    is_everything && rule.peer == Known::Is(Peer::Addresses(Family::Ipv4.everything()))
}
