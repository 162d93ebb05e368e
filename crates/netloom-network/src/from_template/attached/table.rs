//! Which types have interfaces, and where they say so: a further one is a row.

use super::{Attached, Groups, Public, SubnetGroup, Without};

/// # Source
/// AWS CloudFormation Template Reference, the pages of these types. Amazon EKS User Guide, "View
/// Amazon EKS security group requirements": the interfaces of a cluster have its own group beside
/// the written ones. AWS Client VPN Administrator Guide, "Target networks": an association has the
/// groups of its endpoint. AWS Directory Service Administration Guide: a directory has a group that
/// the service makes.
pub(super) const ATTACHED: &[Attached] = &[
    written("AWS::EC2::InstanceConnectEndpoint", &["SubnetId"], "SecurityGroupIds"),
    written("AWS::EC2::VerifiedAccessEndpoint", VERIFIED_ACCESS, "SecurityGroupIds"),
    Attached {
        groups: Groups::OfAnother("ClientVpnEndpointId", "SecurityGroupIds"),
        ..own("AWS::EC2::ClientVpnTargetNetworkAssociation", &["SubnetId"])
    },
    own("AWS::EC2::RouteServerEndpoint", &["SubnetId"]),
    written(
        "AWS::Route53Resolver::ResolverEndpoint",
        &["IpAddresses.*.SubnetId"],
        "SecurityGroupIds",
    ),
    written("AWS::VpcLattice::ResourceGateway", &["SubnetIds"], "SecurityGroupIds"),
    written("AWS::RDS::DBProxy", &["VpcSubnetIds"], "VpcSecurityGroupIds"),
    written("AWS::FSx::FileCache", &["SubnetIds"], "SecurityGroupIds"),
    written("AWS::PCS::Cluster", &["Networking.SubnetIds"], "Networking.SecurityGroupIds"),
    own("AWS::DirectoryService::MicrosoftAD", &["VpcSettings.SubnetIds"]),
    own("AWS::DirectoryService::SimpleAD", &["VpcSettings.SubnetIds"]),
    Attached {
        groups: Groups::WrittenAndOwn("ResourcesVpcConfig.SecurityGroupIds"),
        ..own("AWS::EKS::Cluster", &["ResourcesVpcConfig.SubnetIds"])
    },
    Attached {
        needs_subnets: true,
        public: Public::With("NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp", "ENABLED"),
        ..written(
            "AWS::ECS::Service",
            &["NetworkConfiguration.AwsvpcConfiguration.Subnets"],
            "NetworkConfiguration.AwsvpcConfiguration.SecurityGroups",
        )
    },
    // Caches. The network type is IPv4 without a word. Amazon ElastiCache API,
    // `CreateServerlessCache`: unless all subnets are IPv6-only. Amazon DynamoDB Accelerator API,
    // `CreateCluster`: it is derived from the configuration of the subnet group.
    Attached {
        ipv6: Some("NetworkType"),
        ..grouped("AWS::ElastiCache::CacheCluster", CACHE_SUBNETS, "VpcSecurityGroupIds")
    },
    Attached {
        ipv6: Some("NetworkType"),
        ..grouped("AWS::ElastiCache::ReplicationGroup", CACHE_SUBNETS, "SecurityGroupIds")
    },
    Attached {
        ipv6: Some("NetworkType"),
        ipv6_without: Without::InIpv6OnlySubnets,
        ..written("AWS::ElastiCache::ServerlessCache", &["SubnetIds"], "SecurityGroupIds")
    },
    Attached {
        ipv6: Some("NetworkType"),
        ..grouped(
            "AWS::MemoryDB::Cluster",
            ("SubnetGroupName", "AWS::MemoryDB::SubnetGroup", "SubnetIds"),
            "SecurityGroupIds",
        )
    },
    Attached {
        ipv6: Some("NetworkType"),
        ipv6_without: Without::BySubnets,
        ..grouped(
            "AWS::DAX::Cluster",
            ("SubnetGroupName", "AWS::DAX::SubnetGroup", "SubnetIds"),
            "SecurityGroupIds",
        )
    },
    // Databases beside those of Amazon RDS. Amazon DocumentDB API, `CreateDBCluster`: the network
    // type is determined by the subnet group.
    Attached {
        ipv6: Some("EndpointNetworkType"),
        ..written("AWS::RDS::DBProxyEndpoint", &["VpcSubnetIds"], "VpcSecurityGroupIds")
    },
    Attached {
        ipv6: Some("NetworkType"),
        ipv6_without: Without::BySubnets,
        ..grouped(
            "AWS::DocDB::DBCluster",
            ("DBSubnetGroupName", "AWS::DocDB::DBSubnetGroup", "SubnetIds"),
            "VpcSecurityGroupIds",
        )
    },
    written("AWS::DocDBElastic::Cluster", &["SubnetIds"], "VpcSecurityGroupIds"),
    Attached {
        public: Public::ByMember("AWS::Neptune::DBInstance"),
        ipv6: Some("NetworkType"),
        ..grouped(
            "AWS::Neptune::DBCluster",
            ("DBSubnetGroupName", "AWS::Neptune::DBSubnetGroup", "SubnetIds"),
            "VpcSecurityGroupIds",
        )
    },
    written("AWS::NeptuneGraph::PrivateGraphEndpoint", &["SubnetIds"], "SecurityGroupIds"),
    Attached {
        public: WITH_PUBLIC_ACCESS,
        ..grouped("AWS::Redshift::Cluster", WAREHOUSE_SUBNETS, "VpcSecurityGroupIds")
    },
    Attached {
        public: WITH_PUBLIC_ACCESS,
        ..written("AWS::RedshiftServerless::Workgroup", &["SubnetIds"], "SecurityGroupIds")
    },
    grouped(
        "AWS::Redshift::EndpointAccess",
        ("SubnetGroupName", "AWS::Redshift::ClusterSubnetGroup", "SubnetIds"),
        "VpcSecurityGroupIds",
    ),
    Attached {
        public: WITH_PUBLIC_ACCESS,
        ipv6: Some("NetworkType"),
        ..written("AWS::Timestream::InfluxDBInstance", &["VpcSubnetIds"], "VpcSecurityGroupIds")
    },
    Attached {
        public: WITH_PUBLIC_ACCESS,
        ipv6: Some("NetworkType"),
        ..written("AWS::Timestream::InfluxDBCluster", &["VpcSubnetIds"], "VpcSecurityGroupIds")
    },
    // AWS DMS API, `CreateReplicationInstance`: publicly accessible unless it says otherwise.
    Attached {
        public: Public::Unless("PubliclyAccessible"),
        ipv6: Some("NetworkType"),
        ..grouped(
            "AWS::DMS::ReplicationInstance",
            ("ReplicationSubnetGroupIdentifier", "AWS::DMS::ReplicationSubnetGroup", "SubnetIds"),
            "VpcSecurityGroupIds",
        )
    },
    // AWS DMS User Guide, "AWS DMS Serverless limitations": replications have no public address.
    Attached {
        needs_subnets: true,
        ..grouped(
            "AWS::DMS::ReplicationConfig",
            (
                "ComputeConfig.ReplicationSubnetGroupId",
                "AWS::DMS::ReplicationSubnetGroup",
                "SubnetIds",
            ),
            "ComputeConfig.VpcSecurityGroupIds",
        )
    },
    // Amazon OpenSearch Service, "VPC support": without subnets a domain has a public endpoint and
    // no interface of the VPC.
    Attached {
        needs_subnets: true,
        ipv6: Some("IPAddressType"),
        ..written(
            "AWS::OpenSearchService::Domain",
            &["VPCOptions.SubnetIds"],
            "VPCOptions.SecurityGroupIds",
        )
    },
    Attached {
        needs_subnets: true,
        ..written(
            "AWS::Elasticsearch::Domain",
            &["VPCOptions.SubnetIds"],
            "VPCOptions.SecurityGroupIds",
        )
    },
    written("AWS::OpenSearchServerless::VpcEndpoint", &["SubnetIds"], "SecurityGroupIds"),
    // Brokers. Amazon MSK, "Public access"; Amazon MQ API, `CreateBroker`.
    Attached {
        public: Public::With(
            "BrokerNodeGroupInfo.ConnectivityInfo.PublicAccess.Type",
            "SERVICE_PROVIDED_EIPS",
        ),
        ipv6: Some("BrokerNodeGroupInfo.ConnectivityInfo.NetworkType"),
        ..written(
            "AWS::MSK::Cluster",
            &["BrokerNodeGroupInfo.ClientSubnets"],
            "BrokerNodeGroupInfo.SecurityGroups",
        )
    },
    written(
        "AWS::MSK::ServerlessCluster",
        &["VpcConfigs.*.SubnetIds"],
        "VpcConfigs.*.SecurityGroups",
    ),
    written("AWS::MSK::VpcConnection", &["ClientSubnets"], "SecurityGroups"),
    Attached {
        public: WITH_PUBLIC_ACCESS,
        ..written("AWS::AmazonMQ::Broker", &["SubnetIds"], "SecurityGroups")
    },
    // AWS Transfer Family, "Create a server in a virtual private cloud": public by Elastic IP
    // addresses.
    Attached {
        needs_subnets: true,
        public: Public::Where("EndpointDetails.AddressAllocationIds"),
        ipv6: Some("IpAddressType"),
        ..written(
            "AWS::Transfer::Server",
            &["EndpointDetails.SubnetIds"],
            "EndpointDetails.SecurityGroupIds",
        )
    },
    // Amazon AppStream 2.0, "Internet access": with default internet access, streaming instances
    // have public addresses.
    Attached {
        needs_subnets: true,
        public: WITH_DEFAULT_INTERNET_ACCESS,
        ..written("AWS::AppStream::Fleet", &["VpcConfig.SubnetIds"], "VpcConfig.SecurityGroupIds")
    },
    Attached {
        needs_subnets: true,
        public: WITH_DEFAULT_INTERNET_ACCESS,
        ..written(
            "AWS::AppStream::ImageBuilder",
            &["VpcConfig.SubnetIds"],
            "VpcConfig.SecurityGroupIds",
        )
    },
    // Amazon QuickSight, "Connecting to a VPC"; AWS Glue, "Connecting to a JDBC data store in a
    // VPC": what they send begins at these interfaces.
    written("AWS::QuickSight::VPCConnection", &["SubnetIds"], "SecurityGroupIds"),
    Attached {
        needs_subnets: true,
        ..written(
            "AWS::Glue::Connection",
            &["ConnectionInput.PhysicalConnectionRequirements.SubnetId"],
            "ConnectionInput.PhysicalConnectionRequirements.SecurityGroupIdList",
        )
    },
    Attached {
        needs_subnets: true,
        ..written("AWS::SageMaker::NotebookInstance", &["SubnetId"], "SecurityGroupIds")
    },
    // Amazon SageMaker Developer Guide, "Connect Studio notebooks in a VPC to external resources": a
    // domain makes groups of its own beside the written ones. Models and clusters without subnets
    // run in a VPC of the service.
    Attached {
        groups: Groups::WrittenAndOwn("DefaultUserSettings.SecurityGroups"),
        ..own("AWS::SageMaker::Domain", &["SubnetIds"])
    },
    Attached {
        needs_subnets: true,
        ..written("AWS::SageMaker::Cluster", &["VpcConfig.Subnets"], "VpcConfig.SecurityGroupIds")
    },
    Attached {
        needs_subnets: true,
        ..written("AWS::SageMaker::Model", &["VpcConfig.Subnets"], "VpcConfig.SecurityGroupIds")
    },
    // AWS CodeBuild User Guide, "Use AWS CodeBuild with Amazon Virtual Private Cloud": the
    // interfaces of builds have no public addresses.
    Attached {
        needs_subnets: true,
        ..written("AWS::CodeBuild::Project", &["VpcConfig.Subnets"], "VpcConfig.SecurityGroupIds")
    },
    Attached {
        needs_subnets: true,
        ..written(
            "AWS::CodeBuild::Fleet",
            &["FleetVpcConfig.Subnets"],
            "FleetVpcConfig.SecurityGroupIds",
        )
    },
    // AWS Lambda API, `CapacityProviderVpcConfig`: instances are launched in these subnets. Amazon
    // EC2 User Guide, "Amazon EC2 instance IP addressing": the subnet says whether they get public
    // addresses.
    Attached {
        public: Public::BySubnet,
        ..written(
            "AWS::Lambda::CapacityProvider",
            &["VpcConfig.SubnetIds"],
            "VpcConfig.SecurityGroupIds",
        )
    },
    written(
        "AWS::MWAA::Environment",
        &["NetworkConfiguration.SubnetIds"],
        "NetworkConfiguration.SecurityGroupIds",
    ),
    // Amazon S3 Files API, `CreateMountTarget`: `IPV4_ONLY` is used if nothing is specified.
    Attached {
        ipv6: Some("IpAddressType"),
        ..written("AWS::S3Files::MountTarget", &["SubnetId"], "SecurityGroups")
    },
];

const VERIFIED_ACCESS: &[&str] =
    &["LoadBalancerOptions.SubnetIds", "CidrOptions.SubnetIds", "RdsOptions.SubnetIds"];

const CACHE_SUBNETS: SubnetGroup =
    ("CacheSubnetGroupName", "AWS::ElastiCache::SubnetGroup", "SubnetIds");

const WAREHOUSE_SUBNETS: SubnetGroup =
    ("ClusterSubnetGroupName", "AWS::Redshift::ClusterSubnetGroup", "SubnetIds");

const WITH_PUBLIC_ACCESS: Public = Public::With("PubliclyAccessible", "true");

const WITH_DEFAULT_INTERNET_ACCESS: Public = Public::With("EnableDefaultInternetAccess", "true");

const fn written(
    kind: &'static str,
    subnets: &'static [&'static str],
    groups: &'static str,
) -> Attached {
    Attached { groups: Groups::Written(groups), ..own(kind, subnets) }
}

/// What is in the subnets of a subnet group.
const fn grouped(kind: &'static str, subnet_group: SubnetGroup, groups: &'static str) -> Attached {
    Attached { subnet_group: Some(subnet_group), ..written(kind, &[], groups) }
}

const fn own(kind: &'static str, subnets: &'static [&'static str]) -> Attached {
    Attached {
        kind,
        subnets,
        subnet_group: None,
        needs_subnets: false,
        groups: Groups::Own,
        public: Public::Never,
        ipv6: None,
        ipv6_without: Without::No,
    }
}
