//! Fleets: Auto Scaling groups and AWS Batch.

use super::{Change, Group, Kind, LABELS, changes, followed};

const VERSION: &str = "templates have one version in a stack";

pub(super) const KINDS: &[Kind] = &[
    followed(
        "AWS::AutoScaling::LaunchConfiguration",
        &[
            Group::Followed(&["AssociatePublicIpAddress", "SecurityGroups"]),
            Group::NotUnderstood(
                "a network that is no VPC",
                &["ClassicLinkVPCId", "ClassicLinkVPCSecurityGroups"],
                &[],
            ),
            Group::NotUnderstood("the instance whose settings are copied", &["InstanceId"], &[]),
            Group::NoInfluence("how instances run, not where they stand", CONFIGURATION_SETTINGS),
        ],
    ),
    followed(
        "AWS::AutoScaling::AutoScalingGroup",
        &[
            Group::Followed(&[
                "VPCZoneIdentifier",
                "AvailabilityZones",
                "AvailabilityZoneIds",
                "InstanceId",
            ]),
            Group::Followed(&["LaunchConfigurationName", "LaunchTemplate", "MixedInstancesPolicy"]),
            Group::Followed(&[
                "LaunchTemplate.LaunchTemplateId",
                "LaunchTemplate.LaunchTemplateName",
            ]),
            Group::Followed(&["MixedInstancesPolicy.LaunchTemplate"]),
            Group::Followed(&["MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification"]),
            Group::Followed(&[
                "MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.LaunchTemplateId",
            ]),
            Group::Followed(&[
                "MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.LaunchTemplateName",
            ]),
            Group::Followed(&["MixedInstancesPolicy.LaunchTemplate.Overrides"]),
            Group::Followed(&[
                "MixedInstancesPolicy.LaunchTemplate.Overrides.*.LaunchTemplateSpecification",
            ]),
            Group::Followed(&[
                "MixedInstancesPolicy.LaunchTemplate.Overrides.*.LaunchTemplateSpecification.LaunchTemplateId",
                "MixedInstancesPolicy.LaunchTemplate.Overrides.*.LaunchTemplateSpecification.LaunchTemplateName",
            ]),
            Group::NoInfluence(
                VERSION,
                &[
                    "LaunchTemplate.Version",
                    "MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.Version",
                    "MixedInstancesPolicy.LaunchTemplate.Overrides.*.LaunchTemplateSpecification.Version",
                ],
            ),
            Group::NoInfluence(
                "which kinds of instances are launched, and how many",
                &[
                    "MixedInstancesPolicy.InstancesDistribution",
                    "MixedInstancesPolicy.LaunchTemplate.Overrides.*.ImageId",
                    "MixedInstancesPolicy.LaunchTemplate.Overrides.*.InstanceRequirements",
                    "MixedInstancesPolicy.LaunchTemplate.Overrides.*.InstanceType",
                    "MixedInstancesPolicy.LaunchTemplate.Overrides.*.WeightedCapacity",
                ],
            ),
            Group::NoInfluence(
                "who sends to the instances, from interfaces of its own",
                &["LoadBalancerNames"],
            ),
            Group::Followed(&["TargetGroupARNs", "TrafficSources", "TrafficSources.*.Identifier"]),
            Group::NoInfluence("of what kind it is", &["TrafficSources.*.Type"]),
            Group::NoInfluence("how many instances there are and when", GROUP_SETTINGS),
            LABELS,
        ],
    ),
    // Amazon EMR Management Guide, "Working with Amazon EMR-managed security groups": EMR writes
    // rules into them.
    changes(
        "AWS::EMR::Cluster",
        "which writes rules into the groups that it manages",
        &[
            ("Instances.EmrManagedMasterSecurityGroup", Change::FurtherRules),
            ("Instances.EmrManagedSlaveSecurityGroup", Change::FurtherRules),
            ("Instances.ServiceAccessSecurityGroup", Change::FurtherRules),
        ],
    ),
    followed(
        "AWS::Batch::ComputeEnvironment",
        &[
            Group::Followed(&[
                "ComputeResources",
                "ComputeResources.Subnets",
                "ComputeResources.SecurityGroupIds",
            ]),
            Group::Followed(&["ComputeResources.Type", "ComputeResources.LaunchTemplate"]),
            Group::Followed(&["ComputeResources.LaunchTemplate.LaunchTemplateId"]),
            Group::Followed(&["ComputeResources.LaunchTemplate.LaunchTemplateName"]),
            Group::NoInfluence(
                VERSION,
                &[
                    "ComputeResources.LaunchTemplate.Version",
                    "ComputeResources.LaunchTemplate.UserdataType",
                ],
            ),
            Group::NotUnderstood(
                "other launch templates for some kinds of instances",
                &["ComputeResources.LaunchTemplate.Overrides"],
                &[],
            ),
            Group::NotUnderstood(
                "instances that the service launches by a template of its own",
                &["ComputeResources.ManagedInstancesProvider"],
                &[],
            ),
            Group::NoInfluence("which instances are launched, and how many", COMPUTE_SETTINGS),
            Group::NoInfluence("how jobs are run", ENVIRONMENT_SETTINGS),
            LABELS,
        ],
    ),
];

const CONFIGURATION_SETTINGS: &[&str] = &[
    "BlockDeviceMappings",
    "EbsOptimized",
    "IamInstanceProfile",
    "ImageId",
    "InstanceMonitoring",
    "InstanceType",
    "KernelId",
    "KeyName",
    "LaunchConfigurationName",
    "MetadataOptions",
    "PlacementTenancy",
    "RamDiskId",
    "SpotPrice",
    "UserData",
];

const GROUP_SETTINGS: &[&str] = &[
    "AutoScalingGroupName",
    "AvailabilityZoneDistribution",
    "AvailabilityZoneImpairmentPolicy",
    "CapacityRebalance",
    "CapacityReservationSpecification",
    "Context",
    "Cooldown",
    "DefaultInstanceWarmup",
    "DeletionProtection",
    "DesiredCapacity",
    "DesiredCapacityType",
    "HealthCheckGracePeriod",
    "HealthCheckType",
    "InstanceLifecyclePolicy",
    "InstanceMaintenancePolicy",
    "LifecycleHookSpecificationList",
    "MaxInstanceLifetime",
    "MaxSize",
    "MetricsCollection",
    "MinSize",
    "NewInstancesProtectedFromScaleIn",
    "NotificationConfiguration",
    "NotificationConfigurations",
    "PlacementGroup",
    "ServiceLinkedRoleARN",
    "SkipZonalShiftValidation",
    "TerminationPolicies",
];

const COMPUTE_SETTINGS: &[&str] = &[
    "ComputeResources.AllocationStrategy",
    "ComputeResources.BidPercentage",
    "ComputeResources.CapacityTags",
    "ComputeResources.DesiredvCpus",
    "ComputeResources.Ec2Configuration",
    "ComputeResources.Ec2KeyPair",
    "ComputeResources.ImageId",
    "ComputeResources.InstanceRole",
    "ComputeResources.InstanceTypes",
    "ComputeResources.MaxvCpus",
    "ComputeResources.MinvCpus",
    "ComputeResources.PlacementGroup",
    "ComputeResources.ScalingPolicy",
    "ComputeResources.SpotIamFleetRole",
    "ComputeResources.Tags",
    "ComputeResources.UpdateToLatestImageVersion",
];

const ENVIRONMENT_SETTINGS: &[&str] = &[
    "ComputeEnvironmentName",
    "Context",
    "EcsSettings",
    "EksConfiguration",
    "ReplaceComputeEnvironment",
    "ServiceRole",
    "State",
    "Type",
    "UnmanagedvCpus",
    "UpdatePolicy",
];
