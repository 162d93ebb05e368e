//! Which answer covers which types of resources, and what it covers them.

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
    /// The key at the top of the answer that lists them, and the call.
    pub(super) key: &'static str,
    pub(super) call: &'static str,
    pub(super) properties: &'static [(&'static str, Compared)],
}

const fn of(
    kind: &'static str,
    (key, call): (&'static str, &'static str),
    properties: &'static [(&'static str, Compared)],
) -> Type {
    Type { kind, key, call, properties }
}

const ROUTE_TABLES: (&str, &str) = ("RouteTables", "describe-route-tables");
const ACLS: (&str, &str) = ("NetworkAcls", "describe-network-acls");
const GROUPS: (&str, &str) = ("SecurityGroups", "describe-security-groups");
const ADDRESSES: (&str, &str) = ("Addresses", "describe-addresses");
const INTERNET_GATEWAYS: (&str, &str) = ("InternetGateways", "describe-internet-gateways");
pub(super) const VPN_GATEWAYS: (&str, &str) = ("VpnGateways", "describe-vpn-gateways");
const TRANSIT_ATTACHMENTS: (&str, &str) =
    ("TransitGatewayVpcAttachments", "describe-transit-gateway-vpc-attachments");

/// All types that facts cover.
///
/// # Source
/// AWS CloudFormation Template Reference, the page of each type, for what is not written; Amazon
/// EC2 API, the record of the call.
pub(super) const TYPES: &[Type] = &[
    of(
        "AWS::EC2::VPC",
        ("Vpcs", "describe-vpcs"),
        &[
            // From a pool of addresses where it is not written.
            ("CidrBlock", Chosen),
            ("InstanceTenancy", Default("default")),
            ("EnableDnsSupport", Chosen),
            ("EnableDnsHostnames", Chosen),
            ("Tags", Chosen),
        ],
    ),
    of(
        "AWS::EC2::VPCCidrBlock",
        ("Vpcs", "describe-vpcs"),
        &[("VpcId", Always), ("CidrBlock", Always)],
    ),
    of(
        "AWS::EC2::Subnet",
        ("Subnets", "describe-subnets"),
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
    of("AWS::EC2::NetworkAcl", ACLS, &[("VpcId", Always), ("Tags", Chosen)]),
    of(
        "AWS::EC2::NetworkAclEntry",
        ACLS,
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
        ACLS,
        &[("SubnetId", Always), ("NetworkAclId", Always)],
    ),
    of(
        "AWS::EC2::NatGateway",
        ("NatGateways", "describe-nat-gateways"),
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
        ("NetworkInterfaces", "describe-network-interfaces"),
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
        GROUPS,
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
        ("VpcEndpoints", "describe-vpc-endpoints"),
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
        ("EgressOnlyInternetGateways", "describe-egress-only-internet-gateways"),
        &[("VpcId", Always), ("Tags", Chosen)],
    ),
    of(
        "AWS::EC2::VPCPeeringConnection",
        ("VpcPeeringConnections", "describe-vpc-peering-connections"),
        &[
            ("VpcId", Always),
            ("PeerVpcId", Always),
            ("PeerOwnerId", Chosen),
            ("PeerRegion", Chosen),
            ("Tags", Chosen),
        ],
    ),
    of(
        "AWS::EC2::TransitGateway",
        ("TransitGateways", "describe-transit-gateways"),
        &[("Description", Chosen), ("Tags", Chosen)],
    ),
    of(
        "AWS::EC2::TransitGatewayVpcAttachment",
        TRANSIT_ATTACHMENTS,
        &[("TransitGatewayId", Always), ("VpcId", Always), ("SubnetIds", Always), ("Tags", Chosen)],
    ),
    of(
        "AWS::EC2::TransitGatewayAttachment",
        TRANSIT_ATTACHMENTS,
        &[("TransitGatewayId", Always), ("VpcId", Always), ("SubnetIds", Always), ("Tags", Chosen)],
    ),
    of(
        "AWS::EC2::TransitGatewayRouteTable",
        ("TransitGatewayRouteTables", "describe-transit-gateway-route-tables"),
        &[("TransitGatewayId", Always), ("Tags", Chosen)],
    ),
];

/// Types that are reported with another one, as its rules.
pub(super) const PARTS: [(&str, (&str, &str)); 2] =
    [("AWS::EC2::SecurityGroupIngress", GROUPS), ("AWS::EC2::SecurityGroupEgress", GROUPS)];

pub(super) fn type_of(kind: &str) -> Option<&'static Type> {
    TYPES.iter().find(|one| one.kind == kind)
}
