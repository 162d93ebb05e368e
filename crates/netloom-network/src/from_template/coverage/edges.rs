//! What brings users in from the internet beside gateways.

use super::{Change, Group, Kind, interfaces, nothing, part};

pub(super) const KINDS: &[Kind] = &[
    nothing("AWS::GlobalAccelerator::Accelerator", "acts through its endpoint groups alone"),
    nothing("AWS::GlobalAccelerator::CrossAccountAttachment", "says who may use a resource"),
    part(
        "AWS::GlobalAccelerator::EndpointGroup",
        &[("EndpointConfigurations", Change::Publicity)],
        &[
            Group::Followed(&[
                "EndpointConfigurations",
                "EndpointConfigurations.*.EndpointId",
                "EndpointConfigurations.*.Weight",
                "ListenerArn",
                "TrafficDialPercentage",
                "PortOverrides",
                "PortOverrides.*.EndpointPort",
                "PortOverrides.*.ListenerPort",
            ]),
            Group::NoInfluence(
                "keeps the addresses of clients at load balancers, which are not followed here",
                &["EndpointConfigurations.*.ClientIPPreservationEnabled"],
            ),
            Group::NoInfluence(
                "where the endpoints are and who may use them",
                &["EndpointGroupRegion", "EndpointConfigurations.*.AttachmentArn"],
            ),
            Group::NoInfluence(
                "how the health of endpoints is checked",
                &[
                    "HealthCheckIntervalSeconds",
                    "HealthCheckPath",
                    "HealthCheckPort",
                    "HealthCheckProtocol",
                    "ThresholdCount",
                ],
            ),
        ],
    ),
    nothing("AWS::GlobalAccelerator::Listener", "acts through its endpoint groups alone"),
    interfaces("AWS::EC2::InstanceConnectEndpoint", "sends what its users send"),
    interfaces("AWS::EC2::VerifiedAccessEndpoint", "sends what its users send"),
    nothing("AWS::EC2::VerifiedAccessGroup", "acts through its endpoints alone"),
    nothing("AWS::EC2::VerifiedAccessInstance", "acts through its endpoints alone"),
    nothing("AWS::EC2::VerifiedAccessTrustProvider", "acts through its endpoints alone"),
];
