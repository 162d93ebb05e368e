//! Network firewalls.

use crate::building::ResourceKind;

use super::{Change, Group, Kind, LABELS, followed, nothing, part};

/// # Source
/// AWS Network Firewall Developer Guide, "How AWS Network Firewall works": a firewall sees what
/// route tables send to its endpoints, and nothing else; one that is attached to a transit gateway,
/// or serves a NAT gateway, needs no routes.
pub(super) const KINDS: &[Kind] = &[
    part(
        "AWS::NetworkFirewall::Firewall",
        &[
            ("TransitGatewayId", Change::Thing(ResourceKind::TransitGateway)),
            ("NatGatewayMappings", Change::Thing(ResourceKind::NatGateway)),
        ],
        &[
            // Whether the policy passes or drops everything is followed, and stateless rules are; what
            // stateful rules decide is unknown.
            Group::Followed(&["SubnetMappings", "SubnetMappings.*.SubnetId", "FirewallPolicyArn"]),
            Group::NoInfluence("follows from the subnets", &["VpcId"]),
            Group::NoInfluence(
                "is about IPv6, of which it is not known whether it passes",
                &["SubnetMappings.*.IPAddressType"],
            ),
            Group::NoInfluence(
                "protects settings, or is a text for people",
                &[
                    "AvailabilityZoneChangeProtection",
                    "DeleteProtection",
                    "Description",
                    "FirewallName",
                    "FirewallPolicyChangeProtection",
                    "SubnetChangeProtection",
                ],
            ),
            Group::NoInfluence("reports on packets", &["EnabledAnalysisTypes"]),
            Group::NotUnderstood(
                "which filters what passes there",
                &["TransitGatewayId", "NatGatewayMappings", "AvailabilityZoneMappings"],
                &[],
            ),
            Group::NotUnderstood(
                "which makes a proxy of the firewall",
                &["NoSourcePreservation", "ProxySettings", "VpcEndpoint"],
                &["false"],
            ),
            LABELS,
        ],
    ),
    followed(
        "AWS::NetworkFirewall::VpcEndpointAssociation",
        &[
            Group::Followed(&["SubnetMapping", "SubnetMapping.SubnetId", "FirewallArn"]),
            Group::NoInfluence("follows from the subnet", &["VpcId"]),
            Group::NoInfluence(
                "is about IPv6, of which it is not known whether it passes",
                &["SubnetMapping.IPAddressType"],
            ),
            Group::NoInfluence("texts for people", &["Description"]),
            LABELS,
        ],
    ),
    nothing("AWS::NetworkFirewall::FirewallPolicy", "acts through a firewall alone"),
    nothing("AWS::NetworkFirewall::RuleGroup", "acts through a firewall alone"),
    nothing("AWS::NetworkFirewall::TLSInspectionConfiguration", "acts through a firewall alone"),
    nothing("AWS::NetworkFirewall::ContainerAssociation", "acts through a firewall alone"),
    nothing("AWS::NetworkFirewall::LoggingConfiguration", "covers packets"),
];
