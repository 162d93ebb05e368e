//! The services that let clients in by their settings: a further one is a row.
//!
//! # Source
//! AWS CloudFormation Template Reference, the page of each type, and what is named at the rows.

use super::openings::OpeningKeys;
use super::options::{Opens, OptionRule};
use super::policy::Without;
use super::setting::{By, Check, Is, Limit, Service};

const OFF: &[&str] = &["false", "no", "disabled"];
const ON: &[&str] = &["true", "yes", "enabled"];

const fn check(path: &'static str, is: Is) -> Check {
    Check { path, is }
}

const fn limit(path: &'static str, by: By) -> Limit {
    Limit { path, by }
}

/// A service that the internet reaches as soon as it is there, unless this holds.
const fn entrance(
    kind: &'static str,
    closed: &'static [&'static [Check]],
    limits: &'static [Limit],
) -> Service {
    Service {
        kind,
        closed,
        by_iam: &[],
        limits,
        is_entrance: true,
        is_for_others: false,
        part_of: None,
    }
}

/// What keeps clients out of something else: less of it lets them in.
const fn guard(kind: &'static str, limits: &'static [Limit]) -> Service {
    Service {
        kind,
        closed: &[],
        by_iam: &[],
        limits,
        is_entrance: false,
        is_for_others: false,
        part_of: None,
    }
}

/// What lets other accounts and networks in.
const fn shared(kind: &'static str, limits: &'static [Limit], is_entrance: bool) -> Service {
    Service {
        kind,
        closed: &[],
        by_iam: &[],
        limits,
        is_entrance,
        is_for_others: true,
        part_of: None,
    }
}

/// Not public unless it is written.
const PRIVATE_BY_DEFAULT: &[&[Check]] = &[&[check("PubliclyAccessible", Is::OneOfOrMissing(OFF))]];

/// A service whose policy, of this name, lets all in that it admits. A function could not make the
/// lists, which are made when the program is compiled.
macro_rules! policy_in {
    ($kind:literal, $path:literal) => {
        Service {
            by_iam: &[&[check($path, Is::ForAllOnConditions)]],
            ..entrance(
                $kind,
                &[&[check($path, Is::ForSome)]],
                &[limit($path, By::Policy(Without::AdmitsNone))],
            )
        }
    };
}

/// Public unless it is written.
const PUBLIC_BY_DEFAULT: &[&[Check]] = &[&[check("PubliclyAccessible", Is::OneOf(OFF))]];

/// Whatever is written.
const ALWAYS: &[&[Check]] = &[&[]];

/// What stands in a VPC alone.
const IN_A_VPC: &[&[Check]] = &[&[check("VPCOptions.SubnetIds", Is::Written)]];

const DOMAIN_LIMITS: &[Limit] = &[
    limit("AccessPolicies", By::Policy(Without::AdmitsNone)),
    limit("AdvancedSecurityOptions.Enabled", By::While(Is::OneOf(ON))),
    limit("AdvancedSecurityOptions.AnonymousAuthEnabled", By::While(Is::OneOfOrMissing(OFF))),
];

const DISTRIBUTION_LIMITS: &[Limit] = &[
    limit("DistributionConfig.Origins.*.DomainName", By::Admitted),
    limit("DistributionConfig.Restrictions.GeoRestriction", By::WhatIsWritten),
    limit("DistributionConfig.ViewerMtlsConfig", By::WhatIsWritten),
    limit("DistributionConfig.DefaultCacheBehavior.TrustedKeyGroups", By::WhatIsWritten),
    limit("DistributionConfig.DefaultCacheBehavior.TrustedSigners", By::WhatIsWritten),
    limit("DistributionConfig.CacheBehaviors.*.TrustedKeyGroups", By::WhatIsWritten),
    limit("DistributionConfig.CacheBehaviors.*.TrustedSigners", By::WhatIsWritten),
    limit("DistributionConfig.DefaultCacheBehavior.FunctionAssociations", By::While(Is::Written)),
    limit(
        "DistributionConfig.DefaultCacheBehavior.LambdaFunctionAssociations",
        By::While(Is::Written),
    ),
];

pub(super) const SERVICES: &[Service] = &[
    // Databases and brokers. DMS API, `CreateReplicationInstance` and `CreateInstanceProfile`: the
    // default is true. Amazon Redshift and Amazon MQ APIs: the default is false.
    entrance("AWS::DMS::ReplicationInstance", PUBLIC_BY_DEFAULT, &[]),
    entrance("AWS::DMS::InstanceProfile", PUBLIC_BY_DEFAULT, &[]),
    entrance("AWS::RDS::DBShardGroup", PUBLIC_BY_DEFAULT, &[]),
    entrance("AWS::Redshift::Cluster", PRIVATE_BY_DEFAULT, &[]),
    entrance("AWS::RedshiftServerless::Workgroup", PRIVATE_BY_DEFAULT, &[]),
    entrance("AWS::AmazonMQ::Broker", PRIVATE_BY_DEFAULT, &[]),
    entrance("AWS::Neptune::DBInstance", PRIVATE_BY_DEFAULT, &[]),
    entrance("AWS::Timestream::InfluxDBInstance", PRIVATE_BY_DEFAULT, &[]),
    entrance("AWS::Timestream::InfluxDBCluster", PRIVATE_BY_DEFAULT, &[]),
    entrance("AWS::Lightsail::Database", PRIVATE_BY_DEFAULT, &[]),
    // Amazon MSK, "Public access".
    entrance(
        "AWS::MSK::Cluster",
        &[&[check(
            "BrokerNodeGroupInfo.ConnectivityInfo.PublicAccess.Type",
            Is::OneOfOrMissing(OFF),
        )]],
        &[limit(
            "ClientAuthentication.Unauthenticated.Enabled",
            By::While(Is::OneOfOrMissing(OFF)),
        )],
    ),
    // Amazon OpenSearch Service, "VPC support": a domain has a public endpoint or one in a VPC.
    entrance("AWS::Elasticsearch::Domain", IN_A_VPC, DOMAIN_LIMITS),
    entrance("AWS::OpenSearchService::Domain", IN_A_VPC, DOMAIN_LIMITS),
    // "Network access for Amazon OpenSearch Serverless".
    Service {
        kind: "AWS::OpenSearchServerless::SecurityPolicy",
        closed: &[
            &[check("Type", Is::NoneOf(&["network"]))],
            &[check("Policy", Is::Without("allowfrompublic:true"))],
        ],
        by_iam: &[],
        limits: &[limit("Policy", By::WhatIsWritten)],
        is_entrance: true,
        is_for_others: false,
        part_of: None,
    },
    // Amazon EKS, "Cluster API server endpoint": public, and for 0.0.0.0/0, by default.
    entrance(
        "AWS::EKS::Cluster",
        &[&[check("ResourcesVpcConfig.EndpointPublicAccess", Is::OneOf(OFF))]],
        &[limit("ResourcesVpcConfig.PublicAccessCidrs.*", By::Blocks)],
    ),
    // AWS Transfer Family, "Create a server in a VPC": public by default, and within a VPC by
    // Elastic IP addresses.
    entrance(
        "AWS::Transfer::Server",
        &[&[
            check("EndpointType", Is::OneOf(&["vpc", "vpc_endpoint"])),
            check("EndpointDetails.AddressAllocationIds.*", Is::Missing),
        ]],
        &[],
    ),
    // Amazon MWAA, "Access modes": `PRIVATE_ONLY` by default.
    entrance(
        "AWS::MWAA::Environment",
        &[&[check("WebserverAccessMode", Is::OneOfOrMissing(&["private_only"]))]],
        &[],
    ),
    // AWS App Runner, "Enabling private endpoints": public by default.
    entrance(
        "AWS::AppRunner::Service",
        &[&[check(
            "NetworkConfiguration.IngressConfiguration.IsPubliclyAccessible",
            Is::OneOf(OFF),
        )]],
        &[],
    ),
    // Amazon Managed Grafana, "Network access control": all addresses without it.
    entrance(
        "AWS::Grafana::Workspace",
        &[],
        &[
            limit("NetworkAccessControl", By::WhatIsWritten),
            limit("AuthenticationProviders.*", By::Admitted),
        ],
    ),
    // Amazon API Gateway, "Endpoint types", "Resource policies", "Disable the default endpoint" and
    // "Mutual TLS".
    entrance(
        "AWS::ApiGateway::RestApi",
        &[&[check("EndpointConfiguration.Types.*", Is::OneOf(&["private"]))]],
        &[
            limit("DisableExecuteApiEndpoint", By::While(Is::OneOf(ON))),
            limit("Policy", By::Policy(Without::AdmitsAll)),
            limit("Body", By::Admitted),
            limit("BodyS3Location", By::Admitted),
        ],
    ),
    Service {
        kind: "AWS::ApiGateway::Method",
        // What a browser asks before it asks: an answer without anything behind it.
        closed: &[&[
            check("HttpMethod", Is::OneOf(&["options"])),
            check("Integration.Type", Is::OneOf(&["mock"])),
        ]],
        by_iam: &[&[check("AuthorizationType", Is::OneOf(&["aws_iam"]))]],
        limits: METHOD_LIMITS,
        is_entrance: true,
        is_for_others: false,
        part_of: Some("RestApiId"),
    },
    guard("AWS::ApiGateway::Authorizer", AUTHORIZER_LIMITS),
    guard(
        "AWS::ApiGateway::DomainName",
        &[
            limit("EndpointConfiguration.Types.*", By::While(Is::OneOf(&["private"]))),
            limit("MutualTlsAuthentication.TruststoreUri", By::WhatIsWritten),
        ],
    ),
    entrance(
        "AWS::ApiGatewayV2::Api",
        &[],
        &[
            limit("DisableExecuteApiEndpoint", By::While(Is::OneOf(ON))),
            limit("Body", By::Admitted),
            limit("BodyS3Location", By::Admitted),
        ],
    ),
    // "Private integrations": what an API leads to within a VPC.
    Service {
        kind: "AWS::ApiGateway::Method",
        closed: &[&[check("Integration.ConnectionType", Is::OneOfOrMissing(&["internet"]))]],
        by_iam: &[],
        limits: &[
            limit("Integration.Uri", By::WhatIsWritten),
            limit("Integration.ConnectionId", By::WhatIsWritten),
        ],
        is_entrance: false,
        is_for_others: false,
        part_of: None,
    },
    Service {
        kind: "AWS::ApiGatewayV2::Integration",
        closed: &[&[check("ConnectionType", Is::OneOfOrMissing(&["internet"]))]],
        by_iam: &[],
        limits: &[
            limit("IntegrationUri", By::WhatIsWritten),
            limit("ConnectionId", By::WhatIsWritten),
        ],
        is_entrance: true,
        is_for_others: false,
        part_of: Some("ApiId"),
    },
    Service {
        kind: "AWS::ApiGatewayV2::Route",
        closed: &[],
        by_iam: &[&[check("AuthorizationType", Is::OneOf(&["aws_iam"]))]],
        limits: METHOD_LIMITS,
        is_entrance: true,
        is_for_others: false,
        part_of: Some("ApiId"),
    },
    guard("AWS::ApiGatewayV2::Authorizer", AUTHORIZER_LIMITS),
    guard(
        "AWS::ApiGatewayV2::DomainName",
        &[limit("MutualTlsAuthentication.TruststoreUri", By::WhatIsWritten)],
    ),
    // AWS AppSync, "Using private APIs": global by default.
    entrance(
        "AWS::AppSync::GraphQLApi",
        &[&[check("Visibility", Is::OneOf(&["private"]))]],
        &[
            limit("AuthenticationType", By::WhatIsWrittenUnless(Is::OneOf(&["aws_iam"]))),
            limit("AdditionalAuthenticationProviders.*", By::Admitted),
        ],
    ),
    // AWS Lambda, "Control access to Lambda function URLs" and "Resource-based policies".
    Service {
        kind: "AWS::Lambda::Url",
        closed: &[],
        by_iam: &[&[check("AuthType", Is::OneOf(&["aws_iam"]))]],
        limits: &[limit("AuthType", By::While(Is::OneOf(&["aws_iam"])))],
        is_entrance: true,
        is_for_others: false,
        part_of: None,
    },
    Service {
        kind: "AWS::Lambda::Permission",
        closed: &[
            &[check("Principal", Is::NoneOf(&["*"]))],
            &[check("Principal", Is::OfTheStack)],
            &[check("PrincipalOrgID", Is::Written)],
            &[check("SourceAccount", Is::Written)],
            &[check("SourceArn", Is::Written)],
        ],
        by_iam: &[&[check("FunctionUrlAuthType", Is::OneOf(&["aws_iam"]))]],
        limits: &[limit("FunctionUrlAuthType", By::While(Is::OneOf(&["aws_iam"])))],
        is_entrance: true,
        is_for_others: false,
        part_of: None,
    },
    // A service acts for any account without a source; other principals act for themselves.
    Service {
        closed: &[
            &[
                check("Principal", Is::NotEndingWith(SERVICE_PRINCIPALS)),
                check("Principal", Is::NoneOf(&["*"])),
            ],
            &[check("Principal", Is::OfTheStack)],
            &[check("SourceArn", Is::Written)],
            &[check("SourceAccount", Is::Written)],
            &[check("PrincipalOrgID", Is::Written)],
        ],
        ..guard("AWS::Lambda::Permission", &[limit("Principal", By::While(Is::NoneOf(&["*"])))])
    },
    // "Granting function access to other accounts": a principal that is no service is an account.
    Service {
        closed: &[
            &[check("Principal", Is::EndingWith(SERVICE_PRINCIPALS))],
            &[check("Principal", Is::OfTheStack)],
            &[check("Principal", Is::OneOf(&["*"]))],
        ],
        ..shared("AWS::Lambda::Permission", &[limit("Principal", By::WhatIsWritten)], true)
    },
    // AWS SAM, "AWS SAM resources and properties": what its resources make.
    entrance(
        "AWS::Serverless::Api",
        &[&[check("EndpointConfiguration.Type", Is::OneOf(&["private"]))]],
        &[
            limit("Auth", By::WhatIsWritten),
            limit("DisableExecuteApiEndpoint", By::While(Is::OneOf(ON))),
            limit("DefinitionBody", By::Admitted),
            limit("DefinitionUri", By::Admitted),
            limit("Domain.MutualTlsAuthentication", By::WhatIsWritten),
        ],
    ),
    entrance(
        "AWS::Serverless::HttpApi",
        &[],
        &[
            limit("Auth", By::WhatIsWritten),
            limit("DisableExecuteApiEndpoint", By::While(Is::OneOf(ON))),
            limit("DefinitionBody", By::Admitted),
            limit("DefinitionUri", By::Admitted),
            limit("Domain.MutualTlsAuthentication", By::WhatIsWritten),
        ],
    ),
    Service {
        by_iam: &[&[check("FunctionUrlConfig.AuthType", Is::OneOf(&["aws_iam"]))]],
        ..entrance(
            "AWS::Serverless::Function",
            &[&[check("FunctionUrlConfig", Is::Missing)]],
            &[limit("FunctionUrlConfig.AuthType", By::While(Is::OneOf(&["aws_iam"])))],
        )
    },
    entrance("AWS::Serverless::Function", NO_API_EVENT, API_EVENT_LIMITS),
    entrance("AWS::Serverless::StateMachine", NO_API_EVENT, API_EVENT_LIMITS),
    // Application Load Balancers, "Mutual authentication".
    guard(
        "AWS::ElasticLoadBalancingV2::TrustStore",
        &[
            limit("CaCertificatesBundleS3Bucket", By::WhatIsWritten),
            limit("CaCertificatesBundleS3Key", By::WhatIsWritten),
            limit("CaCertificatesBundleS3ObjectVersion", By::WhatIsWritten),
        ],
    ),
    guard(
        "AWS::ElasticLoadBalancingV2::TrustStoreRevocation",
        &[limit("RevocationContents", By::WhatIsWritten)],
    ),
    // Amazon CloudFront, "Restrict content" and "Origins".
    entrance(
        "AWS::CloudFront::Distribution",
        &[&[check("DistributionConfig.Enabled", Is::OneOf(OFF))]],
        DISTRIBUTION_LIMITS,
    ),
    entrance("AWS::CloudFront::DistributionTenant", &[&[check("Enabled", Is::OneOf(OFF))]], &[]),
    // AWS AppSync, "Configuring authorization and authentication to secure Event APIs"; Amazon
    // Bedrock AgentCore, "Inbound authorization".
    entrance(
        "AWS::AppSync::Api",
        &[],
        &[limit("EventConfig.AuthProviders.*", By::Providers("AuthType", "aws_iam"))],
    ),
    Service {
        by_iam: &[&[check("AuthorizerType", Is::OneOf(&["aws_iam"]))]],
        ..entrance(
            "AWS::BedrockAgentCore::Gateway",
            &[],
            &[
                limit("AuthorizerType", By::While(Is::NoneOf(&["none"]))),
                limit("AuthorizerConfiguration", By::WhatIsWritten),
            ],
        )
    },
    // Amazon S3, "Creating access points restricted to a VPC".
    guard("AWS::S3::AccessPoint", &[limit("VpcConfiguration", By::WhatIsWritten)]),
    guard("AWS::S3Express::AccessPoint", &[limit("VpcConfiguration", By::WhatIsWritten)]),
    // AWS PrivateLink, "Share your services": requests of permitted principals are accepted.
    entrance(
        "AWS::EC2::VPCEndpointService",
        &[],
        &[
            limit("AcceptanceRequired", By::While(Is::OneOf(ON))),
            limit("NetworkLoadBalancerArns.*", By::Admitted),
            limit("GatewayLoadBalancerArns.*", By::Admitted),
            limit("SupportedRegions.*", By::Admitted),
        ],
    ),
    entrance(
        "AWS::EC2::VPCEndpointServicePermissions",
        &[&[check("AllowedPrincipals.*", Is::Missing)]],
        &[limit("AllowedPrincipals.*", By::Principals), limit("ServiceId", By::WhatIsWritten)],
    ),
    // AWS Verified Access, "Groups" and "Trust providers"; AWS Client VPN, "Client authentication".
    guard(
        "AWS::EC2::VerifiedAccessGroup",
        &[
            limit("PolicyDocument", By::WhatIsWritten),
            limit("PolicyEnabled", By::While(Is::OneOfOrMissing(ON))),
        ],
    ),
    guard(
        "AWS::EC2::VerifiedAccessTrustProvider",
        &[
            limit("OidcOptions.Issuer", By::WhatIsWritten),
            limit("NativeApplicationOidcOptions.Issuer", By::WhatIsWritten),
        ],
    ),
    entrance(
        "AWS::EC2::ClientVpnEndpoint",
        &[],
        &[
            limit("AuthenticationOptions", By::WhatIsWritten),
            limit("ClientConnectOptions.Enabled", By::While(Is::OneOf(ON))),
        ],
    ),
    // AWS Client VPN, "Authorization rules": for all users, or for one group of a directory.
    entrance(
        "AWS::EC2::ClientVpnAuthorizationRule",
        &[],
        &[
            limit("TargetNetworkCidr", By::Blocks),
            limit("AccessGroupId", By::WhatIsWritten),
            limit("AuthorizeAllGroups", By::While(Is::OneOfOrMissing(OFF))),
            limit("ClientVpnEndpointId", By::WhatIsWritten),
        ],
    ),
    // Amazon VPC Lattice, "Auth policies": `NONE` by default; without a policy no client is admitted.
    guard(
        "AWS::VpcLattice::ServiceNetwork",
        &[limit("AuthType", By::While(Is::OneOf(&["aws_iam"])))],
    ),
    Service {
        by_iam: &[&[check("AuthType", Is::OneOf(&["aws_iam"]))]],
        ..entrance(
            "AWS::VpcLattice::Service",
            &[],
            &[
                limit("AuthType", By::While(Is::OneOf(&["aws_iam"]))),
                limit("CustomDomainName", By::WhatIsWritten),
            ],
        )
    },
    // Without a policy no client is admitted, so that a new one admits.
    entrance(
        "AWS::VpcLattice::AuthPolicy",
        &[],
        &[limit("Policy", By::Policy(Without::AdmitsNone))],
    ),
    entrance(
        "AWS::VpcLattice::ResourcePolicy",
        &[],
        &[limit("Policy", By::Policy(Without::AdmitsNone))],
    ),
    // Amazon GameLift Servers, "Inbound permissions"; Amazon Lightsail, "Instance firewalls": SSH
    // and HTTP are open by default.
    entrance(
        "AWS::GameLift::Fleet",
        &[&[check("EC2InboundPermissions.*", Is::Missing)]],
        &[limit("EC2InboundPermissions.*", By::Openings(GAMELIFT))],
    ),
    entrance(
        "AWS::GameLift::ContainerFleet",
        &[&[check("InstanceInboundPermissions.*", Is::Missing)]],
        &[limit("InstanceInboundPermissions.*", By::Openings(GAMELIFT))],
    ),
    entrance(
        "AWS::Lightsail::Instance",
        &[],
        &[limit("Networking.Ports.*", By::Openings(LIGHTSAIL))],
    ),
    // Amazon Lightsail, "Container services": a public endpoint is one container's.
    entrance(
        "AWS::Lightsail::Container",
        &[
            &[check("ContainerServiceDeployment.PublicEndpoint", Is::Missing)],
            &[check("IsDisabled", Is::OneOf(ON))],
        ],
        &[
            limit("ContainerServiceDeployment.PublicEndpoint.ContainerName", By::WhatIsWritten),
            limit("ContainerServiceDeployment.PublicEndpoint.ContainerPort", By::WhatIsWritten),
            limit("PublicDomainNames.*", By::Admitted),
        ],
    ),
    // "Load balancers" and "Distributions" of Lightsail are public.
    entrance(
        "AWS::Lightsail::LoadBalancer",
        &[],
        &[limit("AttachedInstances.*", By::Admitted), limit("InstancePort", By::WhatIsWritten)],
    ),
    entrance(
        "AWS::Lightsail::Distribution",
        &[&[check("IsEnabled", Is::OneOf(OFF))]],
        &[limit("Origin", By::WhatIsWritten)],
    ),
    guard("AWS::MediaLive::Input", &[limit("InputSecurityGroups.*", By::Admitted)]),
    // AWS Elemental, "Input security groups" and "Flow sources".
    entrance(
        "AWS::MediaLive::InputSecurityGroup",
        &[&[check("WhitelistRules.*", Is::Missing)]],
        &[limit("WhitelistRules.*.Cidr", By::Blocks)],
    ),
    entrance(
        "AWS::MediaConnect::FlowSource",
        &[&[check("WhitelistCidr", Is::Missing)]],
        &[limit("WhitelistCidr", By::Blocks)],
    ),
    entrance(
        "AWS::MediaConnect::Flow",
        &[&[check("Source.WhitelistCidr", Is::Missing)]],
        &[limit("Source.WhitelistCidr", By::Blocks)],
    ),
    // AWS IoT Core, "Configurable endpoints" and "Custom authentication": by certificates or IAM,
    // unless a function decides.
    Service {
        by_iam: &[
            &[check("AuthorizerConfig", Is::Missing)],
            &[check("AuthenticationType", Is::OneOf(&["aws_sigv4", "aws_x509"]))],
        ],
        ..entrance(
            "AWS::IoT::DomainConfiguration",
            &[&[check("DomainConfigurationStatus", Is::OneOf(&["disabled"]))]],
            &[
                limit("AuthenticationType", By::WhatIsWritten),
                limit("AuthorizerConfig", By::WhatIsWritten),
                limit("AuthorizerConfig", By::While(Is::Missing)),
                limit("ServerCertificateConfig", By::WhatIsWritten),
            ],
        )
    },
    // Amazon Neptune Analytics, "Public endpoints": IAM admits to all graphs. Amazon Aurora DSQL,
    // "Resource-based policies": clusters have public endpoints, for those whom IAM admits, unless
    // a policy excludes them.
    Service {
        by_iam: ALWAYS,
        ..entrance(
            "AWS::NeptuneGraph::Graph",
            &[&[check("PublicConnectivity", Is::OneOfOrMissing(OFF))]],
            &[],
        )
    },
    Service {
        by_iam: ALWAYS,
        ..entrance(
            "AWS::DSQL::Cluster",
            &[],
            &[limit("PolicyDocument", By::Policy(Without::AdmitsAll))],
        )
    },
    // AWS Glue, "Development endpoints": SSH with the keys, from everywhere without a subnet.
    entrance(
        "AWS::Glue::DevEndpoint",
        &[],
        &[
            limit("PublicKey", By::WhatIsWritten),
            limit("PublicKeys.*", By::Admitted),
            limit("SubnetId", By::WhatIsWritten),
        ],
    ),
    // Amazon WorkSpaces Secure Browser, "IP access controls": all addresses without them.
    entrance(
        "AWS::WorkSpacesWeb::Portal",
        &[],
        &[
            limit("IpAccessSettingsArn", By::WhatIsWritten),
            limit("AuthenticationType", By::WhatIsWritten),
        ],
    ),
    guard("AWS::WorkSpacesWeb::IpAccessSettings", &[limit("IpRules.*.IpRange", By::Blocks)]),
    // AWS Elastic Beanstalk, "General options", `aws:ec2:vpc` and
    // `aws:autoscaling:launchconfiguration`: a public load balancer by default.
    entrance(
        "AWS::ElasticBeanstalk::Environment",
        &[
            &[
                check("OptionSettings.*", Is::WithOption("ELBScheme", "internal")),
                check("OptionSettings.*", Is::WithoutOption("AssociatePublicIpAddress", "true")),
                check("OptionSettings.*", Is::WithoutOption("EnvironmentType", "singleinstance")),
            ],
            &[check("Tier.Name", Is::OneOf(&["worker"]))],
        ],
        &[limit("OptionSettings.*", By::Options(OF_LOAD_BALANCERS))],
    ),
    // Instances of workers, and behind internal load balancers, have groups of their own, too.
    guard(
        "AWS::ElasticBeanstalk::Environment",
        &[
            limit("OptionSettings.*", By::Options(OF_INSTANCES)),
            limit("TemplateName", By::Admitted),
        ],
    ),
    guard(
        "AWS::ElasticBeanstalk::ConfigurationTemplate",
        &[
            limit("OptionSettings.*", By::Options(OF_LOAD_BALANCERS)),
            limit("OptionSettings.*", By::Options(OF_INSTANCES)),
        ],
    ),
    // Amazon EFS, "Using IAM to control access to file systems": all clients without a policy.
    shared(
        "AWS::EFS::FileSystem",
        &[limit("FileSystemPolicy", By::Policy(Without::AdmitsAll))],
        false,
    ),
    // Amazon API Gateway, "Private REST APIs": no client gets to one without a policy, and by the
    // endpoints of any account where the policy admits all.
    Service {
        closed: &[
            &[check("EndpointConfiguration.Types.*", Is::NoneOf(&["private"]))],
            &[check("EndpointConfiguration.Types.*", Is::Missing)],
        ],
        ..shared(
            "AWS::ApiGateway::RestApi",
            &[limit("Policy", By::Policy(Without::AdmitsNone))],
            false,
        )
    },
    // AWS RAM, "Sharing resources": other accounts launch into shared subnets; Amazon VPC transit
    // gateways, `AutoAcceptSharedAttachments`: disabled by default; Amazon Redshift, "Cross-VPC
    // endpoints"; Amazon VPC Lattice, "VPC associations".
    shared(
        "AWS::RAM::ResourceShare",
        &[
            limit("Principals.*", By::Admitted),
            limit("ResourceArns.*", By::Admitted),
            limit("AllowExternalPrincipals", By::While(Is::OneOf(OFF))),
        ],
        true,
    ),
    shared(
        "AWS::EC2::TransitGateway",
        &[limit("AutoAcceptSharedAttachments", By::While(Is::OneOfOrMissing(&["disable"])))],
        false,
    ),
    shared(
        "AWS::Redshift::EndpointAuthorization",
        &[limit("VpcIds", By::WhatIsWritten), limit("Account", By::WhatIsWritten)],
        true,
    ),
    shared(
        "AWS::VpcLattice::ServiceNetworkVpcAssociation",
        &[limit("SecurityGroupIds", By::WhatIsWritten)],
        true,
    ),
    // Stores and queues that clients outside of any VPC reach: Amazon S3, "Policies and permissions"
    // and "Blocking public access" (on by default), and the guides of the others, "Resource-based
    // policies".
    policy_in!("AWS::S3::BucketPolicy", "PolicyDocument"),
    policy_in!("AWS::SQS::QueuePolicy", "PolicyDocument"),
    policy_in!("AWS::SQS::QueueInlinePolicy", "PolicyDocument"),
    policy_in!("AWS::SNS::TopicPolicy", "PolicyDocument"),
    policy_in!("AWS::SNS::TopicInlinePolicy", "PolicyDocument"),
    policy_in!("AWS::ECR::Repository", "RepositoryPolicyText"),
    policy_in!("AWS::SecretsManager::ResourcePolicy", "ResourcePolicy"),
    policy_in!("AWS::KMS::Key", "KeyPolicy"),
    policy_in!("AWS::Backup::BackupVault", "AccessPolicy"),
    policy_in!("AWS::MediaPackageV2::OriginEndpointPolicy", "Policy"),
    policy_in!("AWS::Lambda::ResourcePolicy", "PolicyDocument"),
    policy_in!("AWS::Events::EventBus", "Policy"),
    policy_in!("AWS::EventsV2::ResourcePolicy", "PolicyDocument"),
    policy_in!("AWS::EventSchemas::RegistryPolicy", "Policy"),
    policy_in!("AWS::Logs::ResourcePolicy", "PolicyDocument"),
    policy_in!("AWS::Logs::Destination", "DestinationPolicy"),
    // Amazon EventBridge, `AWS::Events::EventBusPolicy`: a statement, or a principal with a
    // condition beside it.
    Service {
        closed: &[
            &[check("Principal", Is::Missing), check("Statement", Is::ForSome)],
            &[check("Principal", Is::NoneOf(&["*"]))],
        ],
        by_iam: &[
            &[check("Principal", Is::Missing), check("Statement", Is::ForAllOnConditions)],
            &[check("Principal", Is::Written), check("Condition", Is::Written)],
        ],
        ..entrance(
            "AWS::Events::EventBusPolicy",
            &[],
            &[
                limit("Statement", By::Policy(Without::AdmitsNone)),
                limit("Principal", By::While(Is::NoneOf(&["*"]))),
                limit("Condition", By::WhatIsWritten),
            ],
        )
    },
    entrance(
        "AWS::S3::Bucket",
        &[&[check(
            "AccessControl",
            Is::OneOfOrMissing(&[
                "private",
                "awsexecread",
                "bucketownerread",
                "bucketownerfullcontrol",
                "logdeliverywrite",
            ]),
        )]],
        &[],
    ),
    // Amazon S3 User Guide, "Blocking public access": new buckets block all of it. A configuration
    // turns off what it leaves out: aws/aws-cdk#32811, cdklabs/cdk-nag#1287. Amazon S3 API,
    // `DeletePublicAccessBlock`: without the configuration nothing is blocked.
    guard(
        "AWS::S3::Bucket",
        &[
            limit("PublicAccessBlockConfiguration.BlockPublicAcls", By::WhileOn(ON)),
            limit("PublicAccessBlockConfiguration.BlockPublicPolicy", By::WhileOn(ON)),
            limit("PublicAccessBlockConfiguration.IgnorePublicAcls", By::WhileOn(ON)),
            limit("PublicAccessBlockConfiguration.RestrictPublicBuckets", By::WhileOn(ON)),
        ],
    ),
    entrance(
        "AWS::Lightsail::Bucket",
        &[&[check("AccessRules.GetObject", Is::OneOfOrMissing(&["private"]))]],
        &[],
    ),
    // Amazon ECR Public: all clients pull from it. AWS CodeBuild, "Public build projects".
    entrance("AWS::ECR::PublicRepository", &[], &[]),
    entrance(
        "AWS::CodeBuild::Project",
        &[&[check("Visibility", Is::OneOfOrMissing(&["private"]))]],
        &[],
    ),
    // Amazon Cognito, "Unauthenticated identities" and `AllowAdminCreateUserOnly`.
    entrance(
        "AWS::Cognito::IdentityPool",
        &[&[check("AllowUnauthenticatedIdentities", Is::OneOf(OFF))]],
        &[],
    ),
    guard(
        "AWS::Cognito::UserPool",
        &[limit("AdminCreateUserConfig.AllowAdminCreateUserOnly", By::While(Is::OneOf(ON)))],
    ),
    // AWS Mainframe Modernization API, `CreateEnvironment`, which names no default.
    entrance("AWS::M2::Environment", PUBLIC_BY_DEFAULT, &[]),
    // AWS Elemental MediaPackage, "Controlling access": all addresses without a list.
    entrance(
        "AWS::MediaPackage::OriginEndpoint",
        &[&[check("Origination", Is::OneOf(&["deny"]))]],
        &[limit("Whitelist.*", By::Blocks), limit("Authorization", By::WhatIsWritten)],
    ),
    // Amazon OpenSearch Ingestion, "Configuring VPC access": public without subnets, for those whom
    // IAM admits. Amazon Bedrock AgentCore, "Inbound authorization": IAM unless it is written.
    Service {
        by_iam: ALWAYS,
        ..entrance("AWS::OSIS::Pipeline", &[&[check("VpcOptions.SubnetIds", Is::Written)]], &[])
    },
    Service {
        by_iam: &[&[check("AuthorizerConfiguration", Is::Missing)]],
        ..entrance(
            "AWS::BedrockAgentCore::Runtime",
            &[],
            &[limit("AuthorizerConfiguration", By::WhatIsWritten)],
        )
    },
    // AWS Amplify Hosting, "Restrict access to your app".
    entrance(
        "AWS::Amplify::App",
        &[],
        &[limit("BasicAuthConfig.EnableBasicAuth", By::While(Is::OneOf(ON)))],
    ),
    guard(
        "AWS::Amplify::Branch",
        &[limit("BasicAuthConfig.EnableBasicAuth", By::While(Is::OneOf(ON)))],
    ),
];

/// What keeps something out by being there.
///
/// # Source
/// Amazon VPC Lattice, "Listener rules": requests that a rule answers or sends elsewhere get to the
/// next one without it; Application Load Balancers, "Revocation lists".
pub(super) const GUARDS: [&str; 2] =
    ["AWS::ElasticLoadBalancingV2::TrustStoreRevocation", "AWS::VpcLattice::Rule"];

/// # Source
/// AWS IAM User Guide, "AWS service principals".
const SERVICE_PRINCIPALS: &[&str] = &[".amazonaws.com", ".amazonaws.com.cn"];

/// Nothing that calls a function by an API.
const NO_API_EVENT: &[&[Check]] =
    &[&[check("Events", Is::Missing)], &[check("Events.%.Type", Is::NoneOf(&["api", "httpapi"]))]];

const API_EVENT_LIMITS: &[Limit] = &[
    limit("Events.%.Properties.Path", By::Admitted),
    limit("Events.%.Properties.Method", By::Admitted),
    limit("Events.%.Properties.Auth", By::WhatIsWritten),
];

const fn option(
    namespace: &'static str,
    names: &'static [&'static str],
    opens: Opens,
) -> OptionRule {
    OptionRule { namespace, names, opens }
}

/// Options of Elastic Beanstalk that decide who gets to load balancers.
const OF_LOAD_BALANCERS: &[OptionRule] = &[
    option("aws:ec2:vpc", &["ELBScheme"], Opens::Unless(&["internal"])),
    option("aws:ec2:vpc", &["ELBSubnets"], Opens::Unless(&[])),
    option("aws:elb:listener", &[], Opens::OfListener),
    option("aws:elbv2:listener", &[], Opens::OfListener),
    option("aws:elbv2:listenerrule", &[], Opens::OfListener),
    option("aws:elasticbeanstalk:environment:process", &["Port", "Protocol"], Opens::Unless(&[])),
    option("aws:elb", &["ManagedSecurityGroup", "SecurityGroups"], Opens::Unless(&[])),
];

/// Options of Elastic Beanstalk that decide who gets to instances.
const OF_INSTANCES: &[OptionRule] = &[
    option("aws:ec2:vpc", &["AssociatePublicIpAddress"], Opens::With(&["true"])),
    option("aws:ec2:vpc", &["Subnets"], Opens::Unless(&[])),
    option(
        "aws:elasticbeanstalk:environment",
        &["EnvironmentType"],
        Opens::With(&["singleinstance"]),
    ),
    option("aws:autoscaling:launchconfiguration", &["EC2KeyName"], Opens::Written),
    option("aws:autoscaling:launchconfiguration", &["SSHSourceRestriction"], Opens::ByBlock),
    option("aws:autoscaling:launchconfiguration", &["SecurityGroups"], Opens::Unless(&[])),
];

/// How Lightsail and GameLift write openings of instances.
const LIGHTSAIL: &OpeningKeys = &OpeningKeys { blocks: &["Cidrs", "Ipv6Cidrs"] };
const GAMELIFT: &OpeningKeys = &OpeningKeys { blocks: &["IpRange"] };

/// Who may call a method or a route.
const METHOD_LIMITS: &[Limit] = &[
    limit("AuthorizationType", By::While(Is::NoneOf(&["none"]))),
    limit("AuthorizerId", By::WhatIsWritten),
    limit("AuthorizationScopes", By::WhatIsWritten),
    limit("ApiKeyRequired", By::While(Is::OneOf(ON))),
];

/// Whom an authorizer admits.
const AUTHORIZER_LIMITS: &[Limit] = &[
    limit("AuthorizerUri", By::WhatIsWritten),
    limit("ProviderARNs", By::WhatIsWritten),
    limit("JwtConfiguration", By::WhatIsWritten),
    limit("IdentityValidationExpression", By::WhatIsWritten),
];
