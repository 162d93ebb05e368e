//! Which answer covers which types of resources, and what it covers them.

use netloom_facts::Kind;
use netloom_facts::kinds::{
    ADDRESSES, EGRESS_ONLY_GATEWAYS, ENDPOINTS, INTERFACES, INTERNET_GATEWAYS, NAT_GATEWAYS,
    NETWORK_ACLS, PEERINGS, ROUTE_TABLES, SECURITY_GROUPS, SUBNETS, TRANSIT_GATEWAYS,
    TRANSIT_TABLES, TRANSIT_VPC_ATTACHMENTS, VPCS, VPN_GATEWAYS,
};

/// How a property is compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Compared {
    /// On both sides.
    Always,
    /// What is not written is this.
    Default(&'static str),
    /// Where both sides have it: AWS chooses what the template leaves open, or another call tells
    /// it.
    Chosen,
}

use Compared::{Always, Chosen, Default};

/// A type of resources.
#[derive(Clone, Copy, Debug)]
pub(super) struct Type {
    pub(super) kind: &'static str,
    /// The answer that lists them.
    pub(super) facts: Kind,
    pub(super) properties: &'static [(&'static str, Compared)],
}

const fn of(
    kind: &'static str,
    facts: Kind,
    properties: &'static [(&'static str, Compared)],
) -> Type {
    Type { kind, facts, properties }
}

/// All types that facts cover.
///
/// # Source
/// AWS CloudFormation Template Reference, the page of each type, for what is not written; Amazon
/// EC2 API, the record of the call.
pub(super) const TYPES: &[Type] = &[
    of(
        "AWS::EC2::VPC",
        VPCS,
        &[
            // From a pool of addresses where it is not written.
            ("CidrBlock", Chosen),
            ("InstanceTenancy", Default("default")),
            ("EnableDnsSupport", Chosen),
            ("EnableDnsHostnames", Chosen),
            ("Tags", Chosen),
        ],
    ),
    of("AWS::EC2::VPCCidrBlock", VPCS, &[("VpcId", Always), ("CidrBlock", Always)]),
    of(
        "AWS::EC2::Subnet",
        SUBNETS,
        &[
            ("VpcId", Always),
            ("CidrBlock", Chosen),
            ("AvailabilityZone", Chosen),
            ("AvailabilityZoneId", Chosen),
            ("MapPublicIpOnLaunch", Default("false")),
            ("AssignIpv6AddressOnCreation", Default("false")),
            ("Ipv6CidrBlock", Chosen),
            ("Tags", Chosen),
        ],
    ),
    of("AWS::EC2::InternetGateway", INTERNET_GATEWAYS, &[("Tags", Chosen)]),
    of(
        "AWS::EC2::VPCGatewayAttachment",
        INTERNET_GATEWAYS,
        &[("VpcId", Always), ("InternetGatewayId", Always), ("VpnGatewayId", Always)],
    ),
    of(
        "AWS::EC2::VPNGateway",
        VPN_GATEWAYS,
        &[("Type", Always), ("AmazonSideAsn", Chosen), ("Tags", Chosen)],
    ),
    of(
        "AWS::EC2::VPNGatewayRoutePropagation",
        ROUTE_TABLES,
        &[("RouteTableIds", Always), ("VpnGatewayId", Always)],
    ),
    of("AWS::EC2::RouteTable", ROUTE_TABLES, &[("VpcId", Always), ("Tags", Chosen)]),
    of(
        "AWS::EC2::Route",
        ROUTE_TABLES,
        &[
            ("RouteTableId", Always),
            ("DestinationCidrBlock", Always),
            ("DestinationIpv6CidrBlock", Always),
            ("DestinationPrefixListId", Always),
            ("GatewayId", Always),
            ("NatGatewayId", Always),
            // EC2 tells the interface of an instance, too.
            ("NetworkInterfaceId", Chosen),
            ("TransitGatewayId", Always),
            ("VpcPeeringConnectionId", Always),
            ("EgressOnlyInternetGatewayId", Always),
            ("VpcEndpointId", Always),
            ("LocalGatewayId", Always),
            ("CarrierGatewayId", Always),
            ("CoreNetworkArn", Always),
            ("InstanceId", Chosen),
        ],
    ),
    of(
        "AWS::EC2::SubnetRouteTableAssociation",
        ROUTE_TABLES,
        &[("SubnetId", Always), ("RouteTableId", Always)],
    ),
    of("AWS::EC2::NetworkAcl", NETWORK_ACLS, &[("VpcId", Always), ("Tags", Chosen)]),
    of(
        "AWS::EC2::NetworkAclEntry",
        NETWORK_ACLS,
        &[
            ("NetworkAclId", Always),
            ("RuleNumber", Always),
            ("Protocol", Always),
            ("RuleAction", Always),
            ("Egress", Default("false")),
            ("CidrBlock", Always),
            ("Ipv6CidrBlock", Always),
            ("PortRange", Always),
            ("Icmp", Always),
        ],
    ),
    of(
        "AWS::EC2::SubnetNetworkAclAssociation",
        NETWORK_ACLS,
        &[("SubnetId", Always), ("NetworkAclId", Always)],
    ),
    of(
        "AWS::EC2::NatGateway",
        NAT_GATEWAYS,
        &[
            ("SubnetId", Always),
            ("AllocationId", Chosen),
            ("ConnectivityType", Default("public")),
            ("PrivateIpAddress", Chosen),
            ("Tags", Chosen),
        ],
    ),
    of("AWS::EC2::EIP", ADDRESSES, &[("Tags", Chosen)]),
    of(
        "AWS::EC2::EIPAssociation",
        ADDRESSES,
        &[("AllocationId", Always), ("NetworkInterfaceId", Chosen), ("InstanceId", Chosen)],
    ),
    of(
        "AWS::EC2::NetworkInterface",
        INTERFACES,
        &[
            ("SubnetId", Always),
            ("GroupSet", Chosen),
            ("Description", Chosen),
            ("PrivateIpAddress", Chosen),
            ("SourceDestCheck", Default("true")),
            ("InterfaceType", Chosen),
            ("Tags", Chosen),
        ],
    ),
    of(
        "AWS::EC2::SecurityGroup",
        SECURITY_GROUPS,
        &[
            ("GroupDescription", Always),
            ("GroupName", Chosen),
            // The default VPC where it is not written.
            ("VpcId", Chosen),
            ("SecurityGroupIngress", Always),
            ("SecurityGroupEgress", Always),
            ("Tags", Chosen),
        ],
    ),
    of(
        "AWS::EC2::VPCEndpoint",
        ENDPOINTS,
        &[
            ("VpcId", Always),
            ("ServiceName", Always),
            ("VpcEndpointType", Default("Gateway")),
            ("PrivateDnsEnabled", Chosen),
            ("SubnetIds", Always),
            ("SecurityGroupIds", Chosen),
            ("RouteTableIds", Always),
            ("Tags", Chosen),
        ],
    ),
    of(
        "AWS::EC2::EgressOnlyInternetGateway",
        EGRESS_ONLY_GATEWAYS,
        &[("VpcId", Always), ("Tags", Chosen)],
    ),
    of(
        "AWS::EC2::VPCPeeringConnection",
        PEERINGS,
        &[
            ("VpcId", Always),
            ("PeerVpcId", Always),
            ("PeerOwnerId", Chosen),
            ("PeerRegion", Chosen),
            ("Tags", Chosen),
        ],
    ),
    of("AWS::EC2::TransitGateway", TRANSIT_GATEWAYS, &[("Description", Chosen), ("Tags", Chosen)]),
    of(
        "AWS::EC2::TransitGatewayVpcAttachment",
        TRANSIT_VPC_ATTACHMENTS,
        &[("TransitGatewayId", Always), ("VpcId", Always), ("SubnetIds", Always), ("Tags", Chosen)],
    ),
    of(
        "AWS::EC2::TransitGatewayAttachment",
        TRANSIT_VPC_ATTACHMENTS,
        &[("TransitGatewayId", Always), ("VpcId", Always), ("SubnetIds", Always), ("Tags", Chosen)],
    ),
    of(
        "AWS::EC2::TransitGatewayRouteTable",
        TRANSIT_TABLES,
        &[("TransitGatewayId", Always), ("Tags", Chosen)],
    ),
];

/// Types that are reported with another one, as its rules.
pub(super) const PARTS: [(&str, Kind); 2] = [
    ("AWS::EC2::SecurityGroupIngress", SECURITY_GROUPS),
    ("AWS::EC2::SecurityGroupEgress", SECURITY_GROUPS),
];

pub(super) fn type_of(kind: &str) -> Option<&'static Type> {
    TYPES.iter().find(|one| one.kind == kind)
}
