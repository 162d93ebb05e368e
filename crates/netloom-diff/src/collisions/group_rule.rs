//! A rule that a security group has already, as a resource of its own or within the group.
//!
//! EC2 may take the second one for the first, and CloudFormation then deletes the first at the end
//! of the update: the group is left without the rule, and the update is reported as complete.
//!
//! # Source
//! EC2 API, `AuthorizeSecurityGroupIngress`, error `InvalidPermission.Duplicate`;
//! aws-cloudformation/cloudformation-coverage-roadmap
//! #612 and #1534, where duplicates are taken for one and deleted with it; Crown-Commercial-Service/digitalmarketplace-aws#104,
//! where the clean-up deletes the rule that was just made.

use netloom_network::sets::addresses::parse_block;

use super::{Collision, IN_TWO_STEPS, Scene};
use crate::revision::Resource;
use crate::value::Plain;

const FIELDS: [&str; 10] = [
    "IpProtocol",
    "FromPort",
    "ToPort",
    "CidrIp",
    "CidrIpv6",
    "SourceSecurityGroupId",
    "DestinationSecurityGroupId",
    "SourcePrefixListId",
    "DestinationPrefixListId",
    "SourceSecurityGroupOwnerId",
];

/// Types of rules with the property that holds such rules within a group.
const TYPES: [(&str, &str); 2] = [
    ("AWS::EC2::SecurityGroupIngress", "SecurityGroupIngress"),
    ("AWS::EC2::SecurityGroupEgress", "SecurityGroupEgress"),
];

/// A rule that is made while another one or its group has it. A rule that leaves its group does not
/// collide: the group is changed before what refers to it is made.
pub(super) fn find(_: &str, made: &Resource<'_>, scene: &Scene<'_>) -> Option<Collision> {
    let (_, inline) = TYPES.iter().find(|(kind, _)| *kind == made.kind())?;
    let group = made.get("GroupId");
    let mut rules = scene.living(made.kind());
    let by_rule = rules.find(|(_, living)| {
        scene.is_same(living.get("GroupId"), group)
            && is_same_rule(&living.properties, &made.properties, scene)
    });
    let mut groups = scene.living("AWS::EC2::SecurityGroup");
    let by_group = groups.find(|(id, living)| {
        let keeps_it = |rule: &&Plain| {
            scene.after.get(id).is_some_and(|later| rules_of(later, inline).contains(rule))
        };
        is_of_group(made, id)
            && !scene.is_remade(id)
            && rules_of(living, inline)
                .iter()
                .filter(keeps_it)
                .any(|rule| is_same_rule(rule, &made.properties, scene))
    });
    let (id, _) = by_rule.or(by_group)?;
    Some(Collision {
        with: id.to_owned(),
        why: format!(
            "`{id}` is the same rule of the same group until the update is over: EC2 rejects the \
             new one as a duplicate, or the update accepts the existing one as the new one and \
             deletes it at its end"
        ),
        safe_way: IN_TWO_STEPS.to_owned(),
    })
}

/// A rule that moves into its group: the group is changed in place, and the clean-up deletes what
/// it takes for the old rule.
pub(super) fn find_in_changed(
    group_id: &str,
    group: &Resource<'_>,
    scene: &Scene<'_>,
) -> Option<Collision> {
    if group.kind() != "AWS::EC2::SecurityGroup" {
        return None;
    }
    TYPES.iter().find_map(|(kind, inline)| {
        let earlier =
            scene.before.get(group_id).map_or(&[][..], |earlier| rules_of(earlier, inline));
        let is_new = |rule: &&Plain| !earlier.contains(rule);
        let (id, _) = scene.living(kind).find(|(id, living)| {
            let goes = !scene.after.contains_key(id) || scene.is_remade(id);
            let is_taken_over = || {
                let mut new = rules_of(group, inline).iter().filter(is_new);
                new.any(|rule| is_same_rule(&living.properties, rule, scene))
            };
            goes && is_of_group(living, group_id) && is_taken_over()
        })?;
        Some(Collision {
            with: id.to_owned(),
            why: format!(
                "to EC2 the new rule in the group is the existing one of `{id}`, which the update \
                 deletes at its end: the group is left without it"
            ),
            safe_way: format!(
                "remove `{id}` in one update, then write the rule into the group in another"
            ),
        })
    })
}

fn rules_of<'a>(group: &'a Resource<'_>, inline: &str) -> &'a [Plain] {
    match group.get(inline) {
        Some(Plain::List(rules)) => rules,
        _ => &[],
    }
}

fn is_of_group(rule: &Resource<'_>, group: &str) -> bool {
    matches!(rule.get("GroupId"), Some(Plain::Reference(reference)) if reference.id == group)
}

/// Descriptions do not tell rules apart, nor do bits of an address behind its prefix.
fn is_same_rule(old: &Plain, new: &Plain, scene: &Scene<'_>) -> bool {
    FIELDS.iter().all(|key| match (old.get(key), new.get(key)) {
        (None, None) => true,
        (Some(Plain::Scalar(old)), Some(Plain::Scalar(new))) if key.starts_with("Cidr") => {
            old == new || parse_block(old).is_some_and(|block| parse_block(new) == Some(block))
        }
        // A rule about a group that is replaced itself is about another group.
        (old, new) => scene.is_same(old, new),
    })
}
