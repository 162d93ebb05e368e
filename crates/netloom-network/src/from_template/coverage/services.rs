//! Services with interfaces in subnets, databases apart.

use super::{Group, Kind, LABELS, followed};

const RUNS: &str = "how it runs, not where it stands";
const FLOATING: &str = "addresses for which the file system writes routes";

pub(super) const KINDS: &[Kind] = &[
    followed(
        "AWS::EFS::MountTarget",
        &[
            Group::Followed(&[
                "SubnetId",
                "SecurityGroups",
                "IpAddress",
                "IpAddressType",
                "Ipv6Address",
            ]),
            Group::NoInfluence(RUNS, &["FileSystemId"]),
        ],
    ),
    followed(
        "AWS::FSx::FileSystem",
        &[
            Group::Followed(&["SubnetIds", "SecurityGroupIds", "NetworkType"]),
            Group::NotUnderstood(
                FLOATING,
                &[
                    "OntapConfiguration.EndpointIpAddressRange",
                    "OntapConfiguration.EndpointIpv6AddressRange",
                    "OpenZFSConfiguration.EndpointIpAddressRange",
                    "OpenZFSConfiguration.EndpointIpv6AddressRange",
                ],
                &[],
            ),
            // The tables that these name are followed as tables with routes more.
            Group::Followed(&[
                "OntapConfiguration.RouteTableIds",
                "OpenZFSConfiguration.RouteTableIds",
            ]),
            Group::NoInfluence(RUNS, FILE_SYSTEM_SETTINGS),
            Group::NoInfluence(RUNS, ONTAP_SETTINGS),
            Group::NoInfluence(RUNS, OPENZFS_SETTINGS),
            LABELS,
        ],
    ),
    followed(
        "AWS::FSx::FileCache",
        &[
            Group::Followed(&["SubnetIds", "SecurityGroupIds"]),
            Group::NoInfluence(RUNS, CACHE_SETTINGS),
            LABELS,
        ],
    ),
    followed(
        "AWS::Lambda::Function",
        &[
            Group::Followed(&["VpcConfig", "VpcConfig.SubnetIds", "VpcConfig.SecurityGroupIds"]),
            Group::Followed(&["VpcConfig.Ipv6AllowedForDualStack"]),
            Group::NotUnderstood(
                "instances of another VPC, on which it runs",
                &["CapacityProviderConfig"],
                &[],
            ),
            Group::NoInfluence(RUNS, FUNCTION_SETTINGS),
            LABELS,
        ],
    ),
    followed(
        "AWS::ECS::Service",
        &[
            Group::Followed(&["NetworkConfiguration", "NetworkConfiguration.AwsvpcConfiguration"]),
            Group::Followed(&["NetworkConfiguration.AwsvpcConfiguration.Subnets"]),
            Group::Followed(&["NetworkConfiguration.AwsvpcConfiguration.SecurityGroups"]),
            Group::Followed(&["NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp"]),
            Group::Followed(&["LoadBalancers.*.TargetGroupArn"]),
            Group::NoInfluence(RUNS, TASK_SETTINGS),
            LABELS,
        ],
    ),
    followed(
        "AWS::EKS::Cluster",
        &[
            Group::Followed(&[
                "ResourcesVpcConfig",
                "ResourcesVpcConfig.SubnetIds",
                "ResourcesVpcConfig.SecurityGroupIds",
            ]),
            Group::NoInfluence(
                "the cluster's own address, which stands outside of the VPC",
                &[
                    "ResourcesVpcConfig.ControlPlaneEgressMode",
                    "ResourcesVpcConfig.EndpointPrivateAccess",
                    "ResourcesVpcConfig.EndpointPublicAccess",
                    "ResourcesVpcConfig.PublicAccessCidrs",
                ],
            ),
            Group::NoInfluence(RUNS, KUBERNETES_SETTINGS),
            LABELS,
        ],
    ),
    followed(
        "AWS::PCS::Cluster",
        &[
            Group::Followed(&["Networking", "Networking.SubnetIds", "Networking.SecurityGroupIds"]),
            Group::NotUnderstood(
                "the addresses that it has",
                &["Networking.NetworkType"],
                &["IPV4"],
            ),
            Group::NoInfluence(RUNS, &["Name", "Scheduler", "Size", "SlurmConfiguration"]),
            LABELS,
        ],
    ),
    followed(
        "AWS::DirectoryService::MicrosoftAD",
        &[
            Group::Followed(&["VpcSettings", "VpcSettings.SubnetIds"]),
            Group::NoInfluence("the VPC of its subnets", &["VpcSettings.VpcId"]),
            Group::NoInfluence(
                RUNS,
                &["CreateAlias", "Edition", "EnableSso", "Name", "Password", "ShortName"],
            ),
            LABELS,
        ],
    ),
    followed(
        "AWS::DirectoryService::SimpleAD",
        &[
            Group::Followed(&["VpcSettings", "VpcSettings.SubnetIds"]),
            Group::NoInfluence("the VPC of its subnets", &["VpcSettings.VpcId"]),
            Group::NoInfluence(
                RUNS,
                &[
                    "CreateAlias",
                    "Description",
                    "EnableSso",
                    "Name",
                    "Password",
                    "ShortName",
                    "Size",
                ],
            ),
            LABELS,
        ],
    ),
];

const FILE_SYSTEM_SETTINGS: &[&str] = &[
    "BackupId",
    "FileSystemType",
    "FileSystemTypeVersion",
    "KmsKeyId",
    "LustreConfiguration",
    "StorageCapacity",
    "StorageType",
    "WindowsConfiguration",
];

const ONTAP_SETTINGS: &[&str] = &[
    "OntapConfiguration.AutomaticBackupRetentionDays",
    "OntapConfiguration.DailyAutomaticBackupStartTime",
    "OntapConfiguration.DeploymentType",
    "OntapConfiguration.DiskIopsConfiguration",
    "OntapConfiguration.FsxAdminPassword",
    "OntapConfiguration.HAPairs",
    "OntapConfiguration.PreferredSubnetId",
    "OntapConfiguration.ThroughputCapacity",
    "OntapConfiguration.ThroughputCapacityPerHAPair",
    "OntapConfiguration.WeeklyMaintenanceStartTime",
];

const OPENZFS_SETTINGS: &[&str] = &[
    "OpenZFSConfiguration.AutomaticBackupRetentionDays",
    "OpenZFSConfiguration.CopyTagsToBackups",
    "OpenZFSConfiguration.CopyTagsToVolumes",
    "OpenZFSConfiguration.DailyAutomaticBackupStartTime",
    "OpenZFSConfiguration.DeploymentType",
    "OpenZFSConfiguration.DiskIopsConfiguration",
    "OpenZFSConfiguration.Options",
    "OpenZFSConfiguration.PreferredSubnetId",
    "OpenZFSConfiguration.ReadCacheConfiguration",
    "OpenZFSConfiguration.RootVolumeConfiguration",
    "OpenZFSConfiguration.ThroughputCapacity",
    "OpenZFSConfiguration.WeeklyMaintenanceStartTime",
];

const CACHE_SETTINGS: &[&str] = &[
    "CopyTagsToDataRepositoryAssociations",
    "DataRepositoryAssociations",
    "FileCacheType",
    "FileCacheTypeVersion",
    "KmsKeyId",
    "LustreConfiguration",
    "StorageCapacity",
];

const FUNCTION_SETTINGS: &[&str] = &[
    "Architectures",
    "Code",
    "CodeSigningConfigArn",
    "DeadLetterConfig",
    "Description",
    "DurableConfig",
    "Environment",
    "EphemeralStorage",
    "FileSystemConfigs",
    "FunctionName",
    "FunctionScalingConfig",
    "Handler",
    "ImageConfig",
    "KmsKeyArn",
    "Layers",
    "LoggingConfig",
    "MemorySize",
    "PackageType",
    "PublishToLatestPublished",
    "RecursiveLoop",
    "ReservedConcurrentExecutions",
    "Role",
    "Runtime",
    "RuntimeManagementConfig",
    "SnapStart",
    "TenancyConfig",
    "Timeout",
    "TracingConfig",
];

const TASK_SETTINGS: &[&str] = &[
    "AvailabilityZoneRebalancing",
    "CapacityProviderStrategy",
    "Cluster",
    "DeploymentConfiguration",
    "DeploymentController",
    "DesiredCount",
    "EnableECSManagedTags",
    "EnableExecuteCommand",
    "ForceNewDeployment",
    "GatewayConnectors",
    "HealthCheckGracePeriodSeconds",
    "LaunchType",
    "LoadBalancers",
    "Monitoring",
    "PlacementConstraints",
    "PlacementStrategies",
    "PlatformVersion",
    "PropagateTags",
    "Role",
    "SchedulingStrategy",
    "ServiceConnectConfiguration",
    "ServiceName",
    "ServiceRegistries",
    "TaskDefinition",
    "VolumeConfigurations",
    "VpcLatticeConfigurations",
];

const KUBERNETES_SETTINGS: &[&str] = &[
    "AccessConfig",
    "ActiveCertificateAuthorityId",
    "BootstrapSelfManagedAddons",
    "CertificateAuthority",
    "ComputeConfig",
    "ControlPlaneScalingConfig",
    "DeletionProtection",
    "EncryptionConfig",
    "Force",
    "KubeApiServerConfig",
    "KubeControllerManagerConfig",
    "KubeSchedulerConfig",
    "KubernetesNetworkConfig",
    "Logging",
    "Name",
    "OutpostConfig",
    "RemoteNetworkConfig",
    "RoleArn",
    "RollbackConfig",
    "StorageConfig",
    "UpgradePolicy",
    "Version",
    "ZonalShiftConfig",
];
