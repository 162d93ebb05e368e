//! Who answers for names.

use super::{Change, Group, Kind, changes, interfaces, nothing, part};

pub(super) const KINDS: &[Kind] = &[
    nothing("AWS::EC2::DHCPOptions", "acts through its association alone"),
    part(
        "AWS::EC2::VPCDHCPOptionsAssociation",
        &[("VpcId", Change::Names)],
        &[Group::Followed(&["VpcId", "DhcpOptionsId"])],
    ),
    changes(
        "AWS::Route53Resolver::FirewallRuleGroupAssociation",
        "which may refuse names",
        &[("VpcId", Change::Names)],
    ),
    changes(
        "AWS::Route53Resolver::ResolverRuleAssociation",
        "which may have other servers answer for names",
        &[("VPCId", Change::Names)],
    ),
    changes(
        "AWS::Route53::HostedZone",
        "which answers for names of AWS services",
        &[("VPCs", Change::Names)],
    ),
    interfaces("AWS::Route53Resolver::ResolverEndpoint", "asks and answers for names"),
    nothing("AWS::Route53Resolver::FirewallDomainList", "acts through an association alone"),
    nothing("AWS::Route53Resolver::FirewallRuleGroup", "acts through an association alone"),
    nothing(
        "AWS::Route53Resolver::OutpostResolver",
        "answers for names on an Outpost as the resolver does",
    ),
    nothing("AWS::Route53Resolver::ResolverConfig", "is about names of private addresses"),
    nothing("AWS::Route53Resolver::ResolverDNSSECConfig", "is about signatures of names"),
    nothing("AWS::Route53Resolver::ResolverQueryLoggingConfig", "covers questions"),
    nothing("AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation", "covers questions"),
    nothing("AWS::Route53Resolver::ResolverRule", "acts through an association alone"),
];
