//! What CloudFormation does to a resource when one of its properties changes.
//!
//! # Source
//! The resource provider schemas of CloudFormation, as `data/update-behaviour.json` says in its head; `tools/update-behaviour.py`
//! writes it. What only interrupts is not in the schemas but on the page of each type in the CloudFormation User Guide
//! ("Update requires: Some interruptions"), looked up 2026-11.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

/// What a change does to one resource, from harmless to harmful.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// Changed while it works.
    NoInterruption,
    /// Changed, with a break.
    SomeInterruption,
    /// Nobody published what happens: a type that the table does not hold.
    Unknown,
    /// Replaced, depending on values that the template does not tell.
    MayReplace,
    /// Made anew with another id; the old one is deleted.
    Replacement,
    /// The update stops here and is rolled back.
    WillFail,
}

#[derive(Deserialize)]
struct Table {
    date: String,
    types: BTreeMap<String, Row>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Row {
    create_only: Vec<String>,
    conditional: Vec<String>,
    write_only: Vec<String>,
    unordered: Vec<String>,
    named_by: Vec<String>,
}

static JSON: &str = include_str!("../data/update-behaviour.json");

/// Properties whose update interrupts and does not replace.
const INTERRUPTING: [(&str, &str); 12] = [
    ("AWS::EC2::Instance", "InstanceType"),
    ("AWS::EC2::Instance", "EbsOptimized"),
    ("AWS::EC2::Instance", "UserData"),
    ("AWS::EC2::Instance", "KernelId"),
    ("AWS::EC2::Instance", "RamdiskId"),
    ("AWS::EC2::Instance", "Affinity"),
    ("AWS::EC2::Instance", "HostId"),
    ("AWS::EC2::Instance", "Tenancy"),
    ("AWS::EC2::VPNConnection", "VpnGatewayId"),
    ("AWS::EC2::VPNConnection", "TransitGatewayId"),
    ("AWS::EC2::VPNConnection", "CustomerGatewayId"),
    ("AWS::EC2::TransitGateway", "TransitGatewayCidrBlocks"),
];

/// Lists that are sets although no schema says so.
///
/// # Source
/// CloudFormation User Guide: rules of a group, security groups of an interface, sources of an endpoint have no order.
const SETS: [(&str, &str); 5] = [
    ("AWS::EC2::NetworkInterface", "GroupSet"),
    ("AWS::EC2::Instance", "SecurityGroupIds"),
    ("AWS::EC2::PrefixList", "Entries"),
    ("AWS::EC2::VPNGatewayRoutePropagation", "RouteTableIds"),
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", "SecurityGroups"),
];

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    // The file is part of the program; a test reads it.
    TABLE.get_or_init(|| {
        serde_json::from_str(JSON).unwrap_or_else(|_| Table { date: String::new(), types: BTreeMap::new() })
    })
}

/// Returns the day on which the schemas were published.
#[must_use]
pub fn schema_date() -> &'static str {
    &table().date
}

/// Returns whether the table holds a type.
#[must_use]
pub fn is_known(kind: &str) -> bool {
    table().types.contains_key(kind)
}

/// Returns what a change at this path does.
///
/// - `path`: names of properties with dots, items of lists as `*`: `Tags`, `DnsOptions.DnsRecordIpType`.
#[must_use]
pub fn effect_of(kind: &str, path: &str) -> Effect {
    let Some(row) = table().types.get(kind) else { return Effect::Unknown };
    if is_listed(&row.create_only, path) {
        Effect::Replacement
    } else if INTERRUPTING.iter().any(|(of, property)| *of == kind && meets(property, path)) {
        Effect::SomeInterruption
    } else if is_listed(&row.conditional, path) {
        Effect::MayReplace
    } else {
        Effect::NoInterruption
    }
}

/// Returns whether CloudFormation never reads the property back, so that drift in it stays unseen.
#[must_use]
pub fn is_write_only(kind: &str, path: &str) -> bool {
    table().types.get(kind).is_some_and(|row| is_listed(&row.write_only, path))
}

/// Returns whether the order of a list means nothing.
#[must_use]
pub fn is_set(kind: &str, property: &str) -> bool {
    let is_listed = table().types.get(kind).is_some_and(|row| row.unordered.iter().any(|name| name == property));
    is_listed || property == "Tags" || SETS.contains(&(kind, property))
}

/// Returns the properties that give a resource its name, where a template may choose it.
#[must_use]
pub fn named_by(kind: &str) -> &'static [String] {
    table().types.get(kind).map_or(&[], |row| &row.named_by)
}

fn is_listed(patterns: &[String], path: &str) -> bool {
    patterns.iter().any(|pattern| meets(pattern, path))
}

/// Whether one of them is, or lies within, the other.
fn meets(pattern: &str, path: &str) -> bool {
    let (mut pattern, mut path) = (pattern.split('.'), path.split('.'));
    loop {
        match (pattern.next(), path.next()) {
            (Some(a), Some(b)) if a == b || a == "*" || b == "*" => {}
            (Some(_), Some(_)) => return false,
            _ => return true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read() {
        assert!(table().types.len() > 300);
        assert!(schema_date() >= "2026-10-20");
    }

    #[test]
    fn what_replaces_replaces() {
        for (kind, path, effect) in [
            ("AWS::EC2::Subnet", "CidrBlock", Effect::Replacement),
            ("AWS::EC2::Subnet", "MapPublicIpOnLaunch", Effect::NoInterruption),
            ("AWS::EC2::Subnet", "Ipv6CidrBlock", Effect::MayReplace),
            ("AWS::EC2::Route", "NatGatewayId", Effect::NoInterruption),
            ("AWS::EC2::VPCEndpoint", "DnsOptions.PrivateDnsPreference", Effect::Replacement),
            ("AWS::EC2::VPCEndpoint", "DnsOptions.DnsRecordIpType", Effect::NoInterruption),
            ("AWS::EC2::VPCEndpoint", "DnsOptions", Effect::Replacement),
            ("AWS::EC2::Instance", "InstanceType", Effect::SomeInterruption),
            ("Custom::Thing", "Any", Effect::Unknown),
        ] {
            assert_eq!(effect_of(kind, path), effect, "{kind} {path}");
        }
    }

    #[test]
    fn rules_and_tags_are_sets() {
        assert!(is_set("AWS::EC2::SecurityGroup", "SecurityGroupIngress"));
        assert!(is_set("AWS::EC2::VPCEndpoint", "SubnetIds") && is_set("Custom::Thing", "Tags"));
        assert!(!is_set("AWS::Batch::JobQueue", "ComputeEnvironmentOrder"));
    }
}
