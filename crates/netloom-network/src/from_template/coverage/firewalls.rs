//! Network firewalls.

use crate::building::ResourceKind;

use super::{Change, Kind, changes, nothing};

/// # Source
/// AWS Network Firewall Developer Guide, "How AWS Network Firewall works": a firewall sees what
/// route tables send to its endpoints, and nothing else; one that is attached to a transit gateway,
/// or serves a NAT gateway, needs no routes.
pub(super) const KINDS: &[Kind] = &[
    changes(
        "AWS::NetworkFirewall::Firewall",
        "which filters what passes there",
        &[
            ("TransitGatewayId", Change::Thing(ResourceKind::TransitGateway)),
            ("NatGatewayMappings", Change::Thing(ResourceKind::NatGateway)),
        ],
    ),
    nothing(
        "AWS::NetworkFirewall::VpcEndpointAssociation",
        "filters only what route tables send to it",
    ),
    nothing("AWS::NetworkFirewall::FirewallPolicy", "acts through a firewall alone"),
    nothing("AWS::NetworkFirewall::RuleGroup", "acts through a firewall alone"),
    nothing("AWS::NetworkFirewall::TLSInspectionConfiguration", "acts through a firewall alone"),
    nothing("AWS::NetworkFirewall::ContainerAssociation", "acts through a firewall alone"),
    nothing("AWS::NetworkFirewall::LoggingConfiguration", "covers packets"),
];
