//! VPC endpoints, and the services behind them.

use super::{Group, Kind, LABELS, followed, interfaces, nothing};

pub(super) const KINDS: &[Kind] = &[
    followed(
        "AWS::EC2::VPCEndpoint",
        &[
            Group::Followed(&[
                "VpcId",
                "ServiceName",
                "VpcEndpointType",
                "RouteTableIds",
                "SubnetIds",
            ]),
            Group::Followed(&["SecurityGroupIds", "PrivateDnsEnabled"]),
            Group::Followed(&["DnsOptions.PrivateDnsOnlyForInboundResolverEndpoint"]),
            Group::NoInfluence(
                "admits requests or not: whether it admits any is followed, and which it admits is \
                 supposed",
                &["PolicyDocument"],
            ),
            Group::NoInfluence(
                "names another kind of endpoint, where no route of a VPC leads by itself",
                &["ResourceConfigurationArn", "ServiceNetworkArn"],
            ),
            Group::NotUnderstood(
                "the addresses that it has",
                &["IpAddressType"],
                &["ipv4", "dualstack"],
            ),
            Group::NotUnderstood("another region's service", &["ServiceRegion"], &[]),
            Group::NotUnderstood(
                "the addresses that its names have",
                &["DnsOptions.DnsRecordIpType"],
                &["ipv4", "dualstack", "service-defined"],
            ),
            Group::NoInfluence(
                "names of a service network, which are no AWS services",
                &["DnsOptions.PrivateDnsPreference", "DnsOptions.PrivateDnsSpecifiedDomains"],
            ),
            LABELS,
        ],
    ),
    nothing("AWS::EC2::VPCEndpointConnectionNotification", "covers connections"),
    nothing(
        "AWS::EC2::VPCEndpointService",
        "lets others reach a load balancer, which sends from interfaces of its own",
    ),
    nothing("AWS::EC2::VPCEndpointServicePermissions", "says who may use an endpoint service"),
    interfaces("AWS::VpcLattice::ResourceGateway", "sends what comes by a resource endpoint"),
    nothing("AWS::VpcLattice::AccessLogSubscription", LATTICE),
    nothing("AWS::VpcLattice::AuthPolicy", LATTICE),
    nothing("AWS::VpcLattice::DomainVerification", LATTICE),
    nothing("AWS::VpcLattice::Listener", LATTICE),
    nothing("AWS::VpcLattice::ResourceConfiguration", LATTICE),
    nothing("AWS::VpcLattice::ResourcePolicy", LATTICE),
    nothing("AWS::VpcLattice::Rule", LATTICE),
    nothing("AWS::VpcLattice::Service", LATTICE),
    nothing("AWS::VpcLattice::ServiceNetwork", LATTICE),
    nothing("AWS::VpcLattice::ServiceNetworkResourceAssociation", LATTICE),
    nothing("AWS::VpcLattice::ServiceNetworkServiceAssociation", LATTICE),
    nothing("AWS::VpcLattice::ServiceNetworkVpcAssociation", LATTICE),
    nothing("AWS::VpcLattice::TargetGroup", LATTICE),
];

/// # Source
/// Amazon VPC Lattice User Guide, "Managed prefix list": its clients send to link-local addresses,
/// and its targets see such addresses.
const LATTICE: &str = "belongs to VPC Lattice, which has link-local addresses of its own";
