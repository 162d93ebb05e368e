//! A rule that a security group has already, such as one that moves out of the group into a resource of its own.

use super::{Collision, IN_TWO_STEPS, Scene};
use crate::side::Resource;
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

/// # Source
/// EC2 API, `AuthorizeSecurityGroupIngress`, error `InvalidPermission.Duplicate`.
pub(super) fn find(_: &str, made: &Resource<'_>, scene: &Scene<'_>) -> Option<Collision> {
    let inline = match made.kind() {
        "AWS::EC2::SecurityGroupIngress" => "SecurityGroupIngress",
        "AWS::EC2::SecurityGroupEgress" => "SecurityGroupEgress",
        _ => return None,
    };
    // A rule about a group that is replaced itself is about another group.
    let is_same_rule = |old: &Plain| {
        FIELDS.iter().all(|key| match (old.get(key), made.get(key)) {
            (None, None) => true,
            (old, new) => scene.is_same(old, new),
        })
    };
    let group = made.get("GroupId");
    let by_rule = scene
        .living(made.kind())
        .find(|(_, living)| scene.is_same(living.get("GroupId"), group) && is_same_rule(&living.properties));
    let by_group = scene.living("AWS::EC2::SecurityGroup").find(|(id, living)| {
        let is_group =
            matches!(group, Some(Plain::Reference(reference)) if reference.id == *id) && !scene.is_remade(id);
        let rules = match living.get(inline) {
            Some(Plain::List(rules)) => rules.as_slice(),
            _ => &[],
        };
        is_group && rules.iter().any(is_same_rule)
    });
    let (id, _) = by_rule.or(by_group)?;
    Some(Collision {
        with: id.to_owned(),
        why: format!("the group has this very rule by `{id}` until the update is over"),
        safe_way: IN_TWO_STEPS.to_owned(),
    })
}
