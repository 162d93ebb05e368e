//! Network ACLs and security groups.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::building::{Properties, ResourceKind, acl_traffic, group_traffic};
use crate::sets::RangeSet;
use crate::{AclEntry, GroupRule, Id, Known, NetworkAcl, Peer, SecurityGroup};

use super::context::Build;
use super::records::{Record, Records};
use netloom_facts::kinds::{NETWORK_ACLS, SECURITY_GROUP_RULES, SECURITY_GROUPS};

pub(super) fn add(build: &mut Build<'_, '_>) {
    let records = build.records;
    for record in records.of_kind(NETWORK_ACLS) {
        let acl = acl(record);
        build.network.network_acls.insert(record.id(), acl);
    }
    let rules = rules_by_group(records);
    for record in records.of_kind(SECURITY_GROUPS) {
        let group = group(build, record, rules.as_ref());
        build.network.security_groups.insert(record.id(), group);
    }
}

fn acl(record: &Record<'_>) -> NetworkAcl {
    let entries = record.parts("Entries").filter_map(|part| acl_entry(&part)).collect();
    let beyond =
        record.properties.get("Entries").is_none().then(|| record.properties.missing("Entries"));
    NetworkAcl { id: record.id(), span: record.span(), entries, beyond }
}

/// Returns an entry; `None` for the last one, which denies what no other matches and has the
/// numbers 32767 and 32768.
///
/// # Source
/// Amazon EC2 API, `NetworkAclEntry`; VPC User Guide, "Network ACL rules".
fn acl_entry(properties: &Properties<'_>) -> Option<AclEntry> {
    let number = match properties.integer("RuleNumber") {
        Some(Known::Is(number)) if number > 32_766 => return None,
        Some(Known::Is(number)) => u16::try_from(number).ok(),
        _ => None,
    };
    let missing = |key: &str| properties.missing(key);
    let allows = match properties.plain_text("RuleAction").as_deref() {
        Some("allow") => Known::Is(true),
        Some("deny") => Known::Is(false),
        _ => Known::Unknown(missing("RuleAction")),
    };
    let addresses =
        properties.addresses("CidrBlock").or_else(|| properties.addresses("Ipv6CidrBlock"));
    Some(AclEntry {
        name: number.map_or_else(|| "rule".to_owned(), |number| format!("rule {number}")),
        span: properties.span(),
        number: number.map_or_else(|| Known::Unknown(missing("RuleNumber")), Known::Is),
        is_egress: properties.bool_or("Egress", false) == Known::Is(true),
        allows,
        traffic: acl_traffic(properties, "IcmpTypeCode"),
        addresses: addresses.unwrap_or_else(|| Known::Unknown(missing("CidrBlock"))),
    })
}

type RulesByGroup<'a> = BTreeMap<Cow<'a, str>, Vec<Record<'a>>>;

/// Returns the rules as `describe-security-group-rules` tells them, by their group; `None` when it
/// does not cover all.
fn rules_by_group<'a>(records: &Records<'a>) -> Option<RulesByGroup<'a>> {
    if !records.is_complete(SECURITY_GROUP_RULES) {
        return None;
    }
    let mut rules = RulesByGroup::new();
    for record in records.of_kind(SECURITY_GROUP_RULES) {
        rules
            .entry(record.properties.plain_text("GroupId").unwrap_or_default())
            .or_default()
            .push(*record);
    }
    Some(rules)
}

/// The answer about rules says what the answer about groups says, and gives every rule an id to
/// find it by.
fn group(
    build: &mut Build<'_, '_>,
    record: &Record<'_>,
    rules: Option<&RulesByGroup<'_>>,
) -> SecurityGroup {
    let own = rules
        .map(|rules| rules.get(record.properties.owner).map(Vec::as_slice).unwrap_or_default());
    let [ingress, egress] = [false, true].map(|is_egress| match own {
        Some(rules) => rules
            .iter()
            .filter(|rule| is_of_egress(rule) == is_egress)
            .map(|r| single_rule(build, r))
            .collect(),
        None => permissions(build, record, is_egress),
    });
    let is_told = ["IpPermissions", "IpPermissionsEgress"]
        .iter()
        .all(|key| record.properties.get(key).is_some());
    SecurityGroup {
        id: record.id(),
        span: record.span(),
        vpc: build.known_id(&record.properties, "VpcId", ResourceKind::Vpc),
        ingress,
        egress,
        beyond: (!is_told && own.is_none()).then(|| record.properties.missing("IpPermissions")),
    }
}

fn is_of_egress(rule: &Record<'_>) -> bool {
    rule.properties.bool_or("IsEgress", false) == Known::Is(true)
}

/// # Source
/// Amazon EC2 API, `SecurityGroupRule`.
fn single_rule(build: &mut Build<'_, '_>, record: &Record<'_>) -> GroupRule {
    let properties = &record.properties;
    let addresses = properties.addresses("CidrIpv4").or_else(|| properties.addresses("CidrIpv6"));
    let other = record.part("ReferencedGroupInfo");
    let other = other
        .and_then(|part| build.id(&part, "GroupId", ResourceKind::SecurityGroup))
        .map(Peer::Group);
    let list = build.id(properties, "PrefixListId", ResourceKind::PrefixList).map(Peer::PrefixList);
    let peer = match (addresses, other.or(list)) {
        (Some(addresses), _) => addresses_as_peer(addresses),
        (None, Some(peer)) => Known::Is(peer),
        (None, None) => Known::Unknown(properties.missing("CidrIpv4")),
    };
    GroupRule {
        name: record.id().to_string(),
        span: record.span(),
        traffic: group_traffic(properties),
        peer,
    }
}

fn addresses_as_peer(addresses: Known<RangeSet>) -> Known<Peer> {
    match addresses {
        Known::Is(addresses) => Known::Is(Peer::Addresses(addresses)),
        Known::Unknown(unknown) => Known::Unknown(unknown),
    }
}

/// Returns the rules as `describe-security-groups` tells them: several peers under one protocol and
/// its ports.
///
/// # Source
/// Amazon EC2 API, `IpPermission`.
fn permissions(build: &mut Build<'_, '_>, record: &Record<'_>, is_egress: bool) -> Vec<GroupRule> {
    let (key, word) =
        if is_egress { ("IpPermissionsEgress", "egress") } else { ("IpPermissions", "ingress") };
    let mut rules: Vec<GroupRule> = Vec::new();
    for permission in record.parts(key) {
        let traffic = group_traffic(&permission);
        for (properties, peer) in peers(build, &permission) {
            let name = format!("{} {word} {}", record.id(), rules.len() + 1);
            rules.push(GroupRule { name, span: properties.span(), traffic: traffic.clone(), peer });
        }
    }
    rules
}

fn peers<'a>(
    build: &mut Build<'_, '_>,
    permission: &Properties<'a>,
) -> Vec<(Properties<'a>, Known<Peer>)> {
    let listed = |key: &str| {
        let permission = *permission;
        permission.items(key).unwrap_or_default().iter().map(move |node| permission.within(node))
    };
    let mut peers = Vec::new();
    for (list, key) in [("IpRanges", "CidrIp"), ("Ipv6Ranges", "CidrIpv6")] {
        let blocks = listed(list)
            .filter_map(|part| part.addresses(key).map(|block| (part, addresses_as_peer(block))));
        peers.extend(blocks);
    }
    let known = |id: Known<Id>, make: fn(Id) -> Peer| match id {
        Known::Is(id) => Known::Is(make(id)),
        Known::Unknown(unknown) => Known::Unknown(unknown),
    };
    // One permission may list peers of every sort, each a rule of its own.
    for part in listed("UserIdGroupPairs") {
        peers.push((
            part,
            known(build.known_id(&part, "GroupId", ResourceKind::SecurityGroup), Peer::Group),
        ));
    }
    for part in listed("PrefixListIds") {
        peers.push((
            part,
            known(
                build.known_id(&part, "PrefixListId", ResourceKind::PrefixList),
                Peer::PrefixList,
            ),
        ));
    }
    peers
}
