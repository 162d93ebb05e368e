//! Which answers of the AWS CLI are understood: the key at the top, the id in each record, and the
//! call that gives it.

/// One kind of record.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Kind {
    /// The key at the top of the answer.
    pub key: &'static str,
    /// The key of the id in a record.
    pub id: &'static str,
    /// The call, behind `aws` and the service.
    pub call: &'static str,
    /// What the records are, in the plural.
    pub things: &'static str,
}

impl Kind {
    /// The call with the service that it is one of.
    #[must_use]
    pub fn command(self) -> String {
        let service = match self {
            ENDPOINT_GROUPS => "globalaccelerator",
            TARGET_GROUPS | LOAD_BALANCERS | LISTENERS => "elbv2",
            CLASSIC_LOAD_BALANCERS => "elb",
            _ => "ec2",
        };
        format!("aws {service} {}", self.call)
    }

    /// Returns the name of all that the call would give, for where it was not made.
    #[must_use]
    pub fn all_of_them(self) -> String {
        format!("{}: run `{}`", self.things, self.command())
    }

    /// Returns the option behind which the call takes the filter `vpc-id`, such that the answer has
    /// all records of that VPC; `None` for a call whose answer concerns more than one VPC, or that
    /// has no such filter.
    ///
    /// A record that is filtered out belongs to another VPC. Whatever names it from outside makes a
    /// stand-in of it of which everything is unknown, as with a VPC of another account.
    ///
    /// # Source
    /// AWS CLI Command Reference, `ec2`, the page of each call: `--filters`, of
    /// `describe-nat-gateways` `--filter`.
    #[must_use]
    pub fn vpc_filter(self) -> Option<&'static str> {
        match self {
            VPCS | SUBNETS | ROUTE_TABLES | NETWORK_ACLS | SECURITY_GROUPS | INTERFACES
            | INSTANCES | ENDPOINTS => Some("--filters"),
            NAT_GATEWAYS => Some("--filter"),
            _ => None,
        }
    }
}

const fn kind(
    key: &'static str,
    id: &'static str,
    call: &'static str,
    things: &'static str,
) -> Kind {
    Kind { key, id, call, things }
}

/// The VPCs.
pub const VPCS: Kind = kind("Vpcs", "VpcId", "describe-vpcs", "the VPCs");
/// The DHCP options.
pub const DHCP_OPTIONS: Kind =
    kind("DhcpOptions", "DhcpOptionsId", "describe-dhcp-options", "the DHCP options");
/// The subnets.
pub const SUBNETS: Kind = kind("Subnets", "SubnetId", "describe-subnets", "the subnets");
/// The route tables.
pub const ROUTE_TABLES: Kind =
    kind("RouteTables", "RouteTableId", "describe-route-tables", "the route tables");
/// The network ACLs.
pub const NETWORK_ACLS: Kind =
    kind("NetworkAcls", "NetworkAclId", "describe-network-acls", "the network ACLs");
/// The security groups.
pub const SECURITY_GROUPS: Kind =
    kind("SecurityGroups", "GroupId", "describe-security-groups", "the security groups");
/// The rules of the security groups.
pub const SECURITY_GROUP_RULES: Kind = kind(
    "SecurityGroupRules",
    "SecurityGroupRuleId",
    "describe-security-group-rules",
    "the rules of the security groups",
);
/// The internet gateways.
pub const INTERNET_GATEWAYS: Kind = kind(
    "InternetGateways",
    "InternetGatewayId",
    "describe-internet-gateways",
    "the internet gateways",
);
/// The egress-only internet gateways.
pub const EGRESS_ONLY_GATEWAYS: Kind = kind(
    "EgressOnlyInternetGateways",
    "EgressOnlyInternetGatewayId",
    "describe-egress-only-internet-gateways",
    "the egress-only internet gateways",
);
/// The NAT gateways.
pub const NAT_GATEWAYS: Kind =
    kind("NatGateways", "NatGatewayId", "describe-nat-gateways", "the NAT gateways");
/// The network interfaces.
pub const INTERFACES: Kind = kind(
    "NetworkInterfaces",
    "NetworkInterfaceId",
    "describe-network-interfaces",
    "the network interfaces",
);
/// The records are one level down, under `Instances`.
pub const INSTANCES: Kind =
    kind("Reservations", "InstanceId", "describe-instances", "the instances");
/// The Elastic IP addresses.
pub const ADDRESSES: Kind =
    kind("Addresses", "PublicIp", "describe-addresses", "the Elastic IP addresses");
/// The virtual private gateways.
pub const VPN_GATEWAYS: Kind =
    kind("VpnGateways", "VpnGatewayId", "describe-vpn-gateways", "the virtual private gateways");
/// The VPC endpoints.
pub const ENDPOINTS: Kind =
    kind("VpcEndpoints", "VpcEndpointId", "describe-vpc-endpoints", "the VPC endpoints");
/// The peering connections.
pub const PEERINGS: Kind = kind(
    "VpcPeeringConnections",
    "VpcPeeringConnectionId",
    "describe-vpc-peering-connections",
    "the peering connections",
);
/// The transit gateways.
pub const TRANSIT_GATEWAYS: Kind = kind(
    "TransitGateways",
    "TransitGatewayId",
    "describe-transit-gateways",
    "the transit gateways",
);
/// The attachments of transit gateways.
pub const TRANSIT_ATTACHMENTS: Kind = kind(
    "TransitGatewayAttachments",
    "TransitGatewayAttachmentId",
    "describe-transit-gateway-attachments",
    "the attachments of transit gateways",
);
/// The subnets of the attachments of transit gateways.
pub const TRANSIT_VPC_ATTACHMENTS: Kind = kind(
    "TransitGatewayVpcAttachments",
    "TransitGatewayAttachmentId",
    "describe-transit-gateway-vpc-attachments",
    "the subnets of the attachments of transit gateways",
);
/// The route tables of transit gateways.
pub const TRANSIT_TABLES: Kind = kind(
    "TransitGatewayRouteTables",
    "TransitGatewayRouteTableId",
    "describe-transit-gateway-route-tables",
    "the route tables of transit gateways",
);
/// The answer of two calls: `describe-prefix-lists` with the blocks of AWS's own lists,
/// `describe-managed-prefix-lists` with all lists and without blocks.
pub const PREFIX_LISTS: Kind =
    kind("PrefixLists", "PrefixListId", "describe-managed-prefix-lists", "the prefix lists");

/// One answer for each listener of an accelerator.
pub const ENDPOINT_GROUPS: Kind =
    kind("EndpointGroups", "EndpointGroupArn", "list-endpoint-groups", "what accelerators lead to");

/// The target groups of load balancers.
pub const TARGET_GROUPS: Kind = kind(
    "TargetGroups",
    "TargetGroupArn",
    "describe-target-groups",
    "the target groups of load balancers",
);

/// The application, network and gateway load balancers.
pub const LOAD_BALANCERS: Kind =
    kind("LoadBalancers", "LoadBalancerArn", "describe-load-balancers", "the load balancers");

/// The classic load balancers, with their listeners.
pub const CLASSIC_LOAD_BALANCERS: Kind = kind(
    "LoadBalancerDescriptions",
    "LoadBalancerName",
    "describe-load-balancers",
    "the classic load balancers",
);

/// One answer for each load balancer.
pub const LISTENERS: Kind =
    kind("Listeners", "ListenerArn", "describe-listeners", "the listeners of load balancers");

/// All kinds of records.
pub const KINDS: &[Kind] = &[
    VPCS,
    DHCP_OPTIONS,
    SUBNETS,
    ROUTE_TABLES,
    NETWORK_ACLS,
    SECURITY_GROUPS,
    SECURITY_GROUP_RULES,
    INTERNET_GATEWAYS,
    EGRESS_ONLY_GATEWAYS,
    NAT_GATEWAYS,
    INTERFACES,
    INSTANCES,
    ADDRESSES,
    VPN_GATEWAYS,
    ENDPOINTS,
    PEERINGS,
    TRANSIT_GATEWAYS,
    TRANSIT_ATTACHMENTS,
    TRANSIT_VPC_ATTACHMENTS,
    TRANSIT_TABLES,
    PREFIX_LISTS,
    ENDPOINT_GROUPS,
    TARGET_GROUPS,
    LOAD_BALANCERS,
    CLASSIC_LOAD_BALANCERS,
    LISTENERS,
];
