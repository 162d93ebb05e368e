//! Which types of resources are followed, which cannot matter to packets, and which may matter and are not understood.

use crate::building::unknown;

use super::context::{Build, Resource};
use super::{STEPS, transit_gateway};

/// Types of the network namespaces that neither route nor filter.
///
/// # Source
/// AWS CloudFormation Template Reference, the pages of these types.
const HARMLESS: &[&str] = &[
    "AWS::EC2::CapacityReservation",
    "AWS::EC2::CapacityReservationFleet",
    "AWS::EC2::CustomerGateway",
    // Read with what associates them.
    "AWS::EC2::DHCPOptions",
    "AWS::EC2::EnclaveCertificateIamRoleAssociation",
    "AWS::EC2::FlowLog",
    "AWS::EC2::Host",
    "AWS::EC2::IPAM",
    "AWS::EC2::IPAMAllocation",
    "AWS::EC2::IPAMPool",
    "AWS::EC2::IPAMPoolCidr",
    "AWS::EC2::IPAMResourceDiscovery",
    "AWS::EC2::IPAMResourceDiscoveryAssociation",
    "AWS::EC2::IPAMScope",
    "AWS::EC2::KeyPair",
    "AWS::EC2::NetworkInterfacePermission",
    "AWS::EC2::NetworkInsightsAccessScope",
    "AWS::EC2::NetworkInsightsAccessScopeAnalysis",
    "AWS::EC2::NetworkInsightsAnalysis",
    "AWS::EC2::NetworkInsightsPath",
    "AWS::EC2::NetworkPerformanceMetricSubscription",
    "AWS::EC2::PlacementGroup",
    "AWS::EC2::SnapshotBlockPublicAccess",
    "AWS::EC2::SubnetCidrReservation",
    // Its connection is followed as an attachment.
    "AWS::EC2::TransitGatewayConnectPeer",
    "AWS::EC2::TransitGatewayMulticastDomain",
    "AWS::EC2::TransitGatewayMulticastDomainAssociation",
    "AWS::EC2::TransitGatewayMulticastGroupMember",
    "AWS::EC2::TransitGatewayMulticastGroupSource",
    "AWS::EC2::Volume",
    "AWS::EC2::VolumeAttachment",
    "AWS::EC2::VPCEndpointConnectionNotification",
    "AWS::EC2::VPCEndpointServicePermissions",
    // These act only through a listener.
    "AWS::ElasticLoadBalancingV2::ListenerCertificate",
    "AWS::ElasticLoadBalancingV2::ListenerRule",
    "AWS::ElasticLoadBalancingV2::TargetGroup",
    "AWS::ElasticLoadBalancingV2::TrustStore",
    "AWS::ElasticLoadBalancingV2::TrustStoreRevocation",
    "AWS::NetworkFirewall::LoggingConfiguration",
    // Rules act only through a firewall.
    "AWS::NetworkFirewall::FirewallPolicy",
    "AWS::NetworkFirewall::RuleGroup",
    "AWS::NetworkFirewall::TLSInspectionConfiguration",
];

/// Types that attach something to a transit gateway which is not followed.
const TRANSIT_ATTACHMENTS: &[&str] = &["AWS::EC2::TransitGatewayConnect", "AWS::EC2::TransitGatewayPeeringAttachment"];

/// Namespaces whose types route or filter unless it is known that they do not.
const NETWORK_NAMESPACES: &[&str] =
    &["AWS::EC2::", "AWS::NetworkFirewall::", "AWS::ElasticLoadBalancing::", "AWS::ElasticLoadBalancingV2::"];

/// Notes every resource that may route or filter and is not followed.
pub(super) fn note_what_is_not_understood(build: &mut Build<'_>) {
    let document = build.document;
    for resource in document.resources.iter().filter_map(|entry| Resource::of(entry, document)) {
        let kind = resource.entry.kind.as_str();
        if TRANSIT_ATTACHMENTS.contains(&kind) {
            transit_gateway::blur_gateway(build, &resource);
        } else if is_not_understood(kind) {
            let what = format!("`{}` ({kind}), which netloom does not follow", resource.id);
            build.network.not_understood.push(unknown(what, resource.entry.kind_span));
        }
    }
}

fn is_not_understood(kind: &str) -> bool {
    // A nested stack or module may hold anything, also routes for the tables that it is given.
    let holds_anything = kind == "AWS::CloudFormation::Stack" || kind.ends_with("::MODULE");
    let is_network = NETWORK_NAMESPACES.iter().any(|namespace| kind.starts_with(namespace));
    let is_known = STEPS.iter().any(|(known, _)| *known == kind) || HARMLESS.contains(&kind);
    holds_anything || (is_network && !is_known && !TRANSIT_ATTACHMENTS.contains(&kind))
}
