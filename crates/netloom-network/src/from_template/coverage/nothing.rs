//! Types of the namespaces of networks that neither route nor filter.

use crate::building::ResourceKind;

use super::{Change, Kind, changes, nothing};

/// # Source
/// AWS CloudFormation Template Reference, the pages of these types.
pub(super) const KINDS: &[Kind] = &[
    nothing(
        "AWS::EC2::ApplicationStatusCheck",
        "asks an application from the instance that it runs on",
    ),
    nothing("AWS::EC2::CapacityManagerDataExport", REPORTS),
    nothing("AWS::EC2::CapacityReservation", CAPACITY),
    nothing("AWS::EC2::CapacityReservationFleet", CAPACITY),
    nothing("AWS::EC2::Host", CAPACITY),
    nothing("AWS::EC2::PlacementGroup", CAPACITY),
    nothing("AWS::EC2::EnclaveCertificateIamRoleAssociation", "is about certificates"),
    nothing("AWS::EC2::FlowLog", REPORTS),
    nothing("AWS::EC2::FpgaImage", "is an image"),
    nothing("AWS::EC2::InstanceEventWindow", "says when instances are maintained"),
    nothing("AWS::EC2::KeyPair", "is a key"),
    nothing("AWS::EC2::IPAM", ADDRESSES),
    nothing("AWS::EC2::IPAMAllocation", ADDRESSES),
    nothing("AWS::EC2::IPAMPool", ADDRESSES),
    nothing("AWS::EC2::IPAMPoolCidr", ADDRESSES),
    nothing("AWS::EC2::IPAMResourceDiscovery", ADDRESSES),
    nothing("AWS::EC2::IPAMResourceDiscoveryAssociation", ADDRESSES),
    nothing("AWS::EC2::IPAMScope", ADDRESSES),
    nothing("AWS::EC2::IPv4Pool", ADDRESSES),
    nothing("AWS::EC2::IpamExternalResourceVerificationToken", ADDRESSES),
    nothing("AWS::EC2::IpamInternetRegistryAssociation", ADDRESSES),
    nothing("AWS::EC2::SubnetCidrReservation", ADDRESSES),
    nothing("AWS::EC2::LocalGatewayRoute", OUTPOST),
    nothing("AWS::EC2::LocalGatewayRouteTable", OUTPOST),
    nothing("AWS::EC2::LocalGatewayRouteTableVirtualInterfaceGroupAssociation", OUTPOST),
    nothing("AWS::EC2::LocalGatewayVirtualInterface", OUTPOST),
    nothing("AWS::EC2::LocalGatewayVirtualInterfaceGroup", OUTPOST),
    nothing("AWS::EC2::NetworkInsightsAccessScope", REPORTS),
    nothing("AWS::EC2::NetworkInsightsAccessScopeAnalysis", REPORTS),
    nothing("AWS::EC2::NetworkInsightsAnalysis", REPORTS),
    nothing("AWS::EC2::NetworkInsightsPath", REPORTS),
    nothing("AWS::EC2::NetworkPerformanceMetricSubscription", REPORTS),
    nothing("AWS::EC2::NetworkInterfacePermission", "says who may use an interface"),
    nothing(
        "AWS::EC2::SecondaryNetwork",
        "is a network of its own, which no route of a VPC leads to",
    ),
    nothing("AWS::EC2::SnapshotBlockPublicAccess", "is about disks"),
    nothing("AWS::EC2::SqlHaStandbyDetectedInstance", "is about licences"),
    nothing("AWS::EC2::Volume", "is a disk"),
    nothing("AWS::EC2::VolumeAttachment", "is about a disk"),
    nothing("AWS::EC2::TrafficMirrorFilter", "acts through a session alone"),
    nothing("AWS::EC2::TrafficMirrorFilterRule", "acts through a session alone"),
    nothing("AWS::EC2::TrafficMirrorTarget", "acts through a session alone"),
    changes(
        "AWS::EC2::TrafficMirrorSession",
        "which sends copies of its packets past the filters",
        &[("NetworkInterfaceId", Change::Thing(ResourceKind::Interface))],
    ),
];

const REPORTS: &str = "covers packets or counts them";
const CAPACITY: &str = "says on which hardware instances run";
const ADDRESSES: &str = "says who may have which addresses; what has them says so itself";
const OUTPOST: &str = "routes around an Outpost, on the other side of the association with a VPC";
