//! Instances, interfaces, and what instances are launched with.

use crate::building::ResourceKind;

use super::{Change, Group, Kind, LABELS, followed, interfaces, part};

const CARRIER: &str = "an address in a carrier's network";
const HANDLING: &str = "how connections are timed, queued and named";

pub(super) const KINDS: &[Kind] = &[
    followed(
        "AWS::EC2::NetworkInterface",
        &[
            Group::Followed(&[
                "SubnetId",
                "GroupSet",
                "SourceDestCheck",
                "PrivateIpAddress",
                "PrivateIpAddresses",
            ]),
            Group::Followed(&[
                "PrivateIpAddresses.*.PrivateIpAddress",
                "SecondaryPrivateIpAddressCount",
            ]),
            Group::Followed(&["Ipv6AddressCount", "Ipv6Addresses", "Ipv6Addresses.*.Ipv6Address"]),
            Group::Followed(&["PrivateIpAddresses.*.Primary"]),
            Group::NoInfluence("which of its addresses comes first", &["EnablePrimaryIpv6"]),
            Group::NoInfluence("texts for people", &["Description"]),
            Group::NoInfluence(
                HANDLING,
                &["ConnectionTrackingSpecification", "PublicIpDnsHostnameTypeSpecification"],
            ),
            Group::Followed(&["Ipv4PrefixCount", "Ipv4Prefixes", "Ipv4Prefixes.*.Ipv4Prefix"]),
            Group::Followed(&["Ipv6PrefixCount", "Ipv6Prefixes", "Ipv6Prefixes.*.Ipv6Prefix"]),
            Group::NotUnderstood(
                "another kind of interface",
                &["InterfaceType"],
                &["interface", "efa", "branch", "trunk"],
            ),
            LABELS,
        ],
    ),
    followed(
        "AWS::EC2::Instance",
        &[
            Group::Followed(&[
                "SubnetId",
                "SecurityGroupIds",
                "SecurityGroups",
                "SourceDestCheck",
                "PrivateIpAddress",
            ]),
            Group::Followed(&[
                "Ipv6AddressCount",
                "Ipv6Addresses",
                "Ipv6Addresses.*.Ipv6Address",
                "NetworkInterfaces",
            ]),
            Group::Followed(&[
                "LaunchTemplate",
                "LaunchTemplate.LaunchTemplateId",
                "LaunchTemplate.LaunchTemplateName",
            ]),
            Group::NoInfluence(
                "templates have one version in a stack",
                &["LaunchTemplate.Version"],
            ),
            Group::Followed(&["NetworkInterfaces.*.SubnetId", "NetworkInterfaces.*.GroupSet"]),
            Group::Followed(&[
                "NetworkInterfaces.*.NetworkInterfaceId",
                "NetworkInterfaces.*.DeviceIndex",
            ]),
            Group::Followed(&["NetworkInterfaces.*.AssociatePublicIpAddress"]),
            Group::Followed(&[
                "NetworkInterfaces.*.PrivateIpAddress",
                "NetworkInterfaces.*.PrivateIpAddresses",
            ]),
            Group::Followed(&["NetworkInterfaces.*.PrivateIpAddresses.*.PrivateIpAddress"]),
            Group::Followed(&["NetworkInterfaces.*.SecondaryPrivateIpAddressCount"]),
            Group::Followed(&[
                "NetworkInterfaces.*.Ipv6AddressCount",
                "NetworkInterfaces.*.Ipv6Addresses",
            ]),
            Group::Followed(&["NetworkInterfaces.*.Ipv6Addresses.*.Ipv6Address"]),
            Group::Followed(&["NetworkInterfaces.*.PrivateIpAddresses.*.Primary"]),
            Group::NoInfluence(HANDLING, &["NetworkInterfaces.*.EnaSrdSpecification"]),
            Group::NoInfluence(
                "what becomes of the interface, and texts for people",
                &["NetworkInterfaces.*.DeleteOnTermination", "NetworkInterfaces.*.Description"],
            ),
            Group::NotUnderstood(
                CARRIER,
                &["NetworkInterfaces.*.AssociateCarrierIpAddress"],
                &["false"],
            ),
            Group::NoInfluence("how the instance runs, not where it stands", INSTANCE_SETTINGS),
            LABELS,
        ],
    ),
    followed(
        "AWS::EC2::LaunchTemplate",
        &[
            Group::Followed(&["LaunchTemplateData", "LaunchTemplateName"]),
            Group::Followed(&[
                "LaunchTemplateData.SecurityGroupIds",
                "LaunchTemplateData.SecurityGroups",
            ]),
            Group::Followed(&["LaunchTemplateData.NetworkInterfaces"]),
            Group::Followed(&["LaunchTemplateData.NetworkInterfaces.*.SubnetId"]),
            Group::Followed(&["LaunchTemplateData.NetworkInterfaces.*.Groups"]),
            Group::Followed(&["LaunchTemplateData.NetworkInterfaces.*.NetworkInterfaceId"]),
            Group::Followed(&["LaunchTemplateData.NetworkInterfaces.*.DeviceIndex"]),
            Group::Followed(&["LaunchTemplateData.NetworkInterfaces.*.NetworkCardIndex"]),
            Group::Followed(&["LaunchTemplateData.NetworkInterfaces.*.AssociatePublicIpAddress"]),
            Group::Followed(&["LaunchTemplateData.NetworkInterfaces.*.PrivateIpAddress"]),
            Group::Followed(&["LaunchTemplateData.NetworkInterfaces.*.PrivateIpAddresses"]),
            Group::Followed(&[
                "LaunchTemplateData.NetworkInterfaces.*.PrivateIpAddresses.*.PrivateIpAddress",
            ]),
            Group::Followed(&[
                "LaunchTemplateData.NetworkInterfaces.*.SecondaryPrivateIpAddressCount",
            ]),
            Group::Followed(&["LaunchTemplateData.NetworkInterfaces.*.Ipv6AddressCount"]),
            Group::Followed(&["LaunchTemplateData.NetworkInterfaces.*.Ipv6Addresses"]),
            Group::Followed(&[
                "LaunchTemplateData.NetworkInterfaces.*.Ipv6Addresses.*.Ipv6Address",
            ]),
            Group::Followed(&[
                "LaunchTemplateData.NetworkInterfaces.*.PrivateIpAddresses.*.Primary",
            ]),
            Group::NoInfluence(
                "which of its addresses comes first",
                &["LaunchTemplateData.NetworkInterfaces.*.PrimaryIpv6"],
            ),
            Group::NoInfluence(
                HANDLING,
                &[
                    "LaunchTemplateData.NetworkInterfaces.*.ConnectionTrackingSpecification",
                    "LaunchTemplateData.NetworkInterfaces.*.EnaQueueCount",
                    "LaunchTemplateData.NetworkInterfaces.*.EnaSrdSpecification",
                ],
            ),
            Group::NoInfluence(
                "what becomes of the interface, and texts for people",
                &[
                    "LaunchTemplateData.NetworkInterfaces.*.DeleteOnTermination",
                    "LaunchTemplateData.NetworkInterfaces.*.Description",
                    "VersionDescription",
                ],
            ),
            // One without addresses is never the primary interface.
            Group::NoInfluence(
                "the primary interface has addresses of either kind",
                &["LaunchTemplateData.NetworkInterfaces.*.InterfaceType"],
            ),
            Group::NotUnderstood(
                CARRIER,
                &["LaunchTemplateData.NetworkInterfaces.*.AssociateCarrierIpAddress"],
                &["false"],
            ),
            Group::Followed(&[
                "LaunchTemplateData.NetworkInterfaces.*.Ipv4PrefixCount",
                "LaunchTemplateData.NetworkInterfaces.*.Ipv4Prefixes",
            ]),
            Group::Followed(&["LaunchTemplateData.NetworkInterfaces.*.Ipv4Prefixes.*.Ipv4Prefix"]),
            Group::Followed(&[
                "LaunchTemplateData.NetworkInterfaces.*.Ipv6PrefixCount",
                "LaunchTemplateData.NetworkInterfaces.*.Ipv6Prefixes",
            ]),
            Group::Followed(&["LaunchTemplateData.NetworkInterfaces.*.Ipv6Prefixes.*.Ipv6Prefix"]),
            Group::NoInfluence("how instances run, not where they stand", LAUNCH_SETTINGS),
            LABELS,
        ],
    ),
    part(
        "AWS::EC2::NetworkInterfaceAttachment",
        &[
            ("InstanceId", Change::Thing(ResourceKind::Interface)),
            ("NetworkInterfaceId", Change::Thing(ResourceKind::Interface)),
        ],
        &[
            Group::Followed(&["InstanceId", "NetworkInterfaceId"]),
            Group::NoInfluence("which number it has at the instance", &["DeviceIndex"]),
            Group::NoInfluence(HANDLING, &["EnaQueueCount", "EnaSrdSpecification"]),
            Group::NoInfluence("what becomes of the interface", &["DeleteOnTermination"]),
        ],
    ),
    interfaces("AWS::EC2::EC2Fleet", "launches instances"),
    interfaces("AWS::EC2::SpotFleet", "launches instances"),
];

const INSTANCE_SETTINGS: &[&str] = &[
    "AdditionalInfo",
    "Affinity",
    "AvailabilityZone",
    "BlockDeviceMappings",
    "CpuOptions",
    "CreditSpecification",
    "DisableApiTermination",
    "EbsOptimized",
    "ElasticGpuSpecifications",
    "ElasticInferenceAccelerators",
    "EnclaveOptions",
    "HibernationOptions",
    "HostId",
    "HostResourceGroupArn",
    "IamInstanceProfile",
    "ImageId",
    "InstanceInitiatedShutdownBehavior",
    "InstanceType",
    "KernelId",
    "KeyName",
    "LicenseSpecifications",
    "MetadataOptions",
    "Monitoring",
    "PlacementGroupName",
    "PrivateDnsNameOptions",
    "PropagateTagsToVolumeOnCreation",
    "RamdiskId",
    "SsmAssociations",
    "Tenancy",
    "UserData",
    "Volumes",
];

const LAUNCH_SETTINGS: &[&str] = &[
    "LaunchTemplateData.BlockDeviceMappings",
    "LaunchTemplateData.CapacityReservationSpecification",
    "LaunchTemplateData.CpuOptions",
    "LaunchTemplateData.CreditSpecification",
    "LaunchTemplateData.DisableApiStop",
    "LaunchTemplateData.DisableApiTermination",
    "LaunchTemplateData.EbsOptimized",
    "LaunchTemplateData.EnclaveOptions",
    "LaunchTemplateData.HibernationOptions",
    "LaunchTemplateData.IamInstanceProfile",
    "LaunchTemplateData.ImageId",
    "LaunchTemplateData.InstanceInitiatedShutdownBehavior",
    "LaunchTemplateData.InstanceMarketOptions",
    "LaunchTemplateData.InstanceRequirements",
    "LaunchTemplateData.InstanceType",
    "LaunchTemplateData.KernelId",
    "LaunchTemplateData.KeyName",
    "LaunchTemplateData.LicenseSpecifications",
    "LaunchTemplateData.MaintenanceOptions",
    "LaunchTemplateData.MetadataOptions",
    "LaunchTemplateData.Monitoring",
    "LaunchTemplateData.NetworkPerformanceOptions",
    "LaunchTemplateData.Placement",
    "LaunchTemplateData.PrivateDnsNameOptions",
    "LaunchTemplateData.RamDiskId",
    "LaunchTemplateData.TagSpecifications",
    "LaunchTemplateData.UserData",
];
