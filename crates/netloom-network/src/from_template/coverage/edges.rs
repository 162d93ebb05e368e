//! What brings users in from the internet beside gateways.

use super::{Change, Kind, changes, interfaces, nothing};

pub(super) const KINDS: &[Kind] = &[
    nothing("AWS::GlobalAccelerator::Accelerator", "acts through its endpoint groups alone"),
    nothing("AWS::GlobalAccelerator::CrossAccountAttachment", "says who may use a resource"),
    changes(
        "AWS::GlobalAccelerator::EndpointGroup",
        "which brings connections from the internet",
        &[("EndpointConfigurations", Change::Publicity)],
    ),
    nothing("AWS::GlobalAccelerator::Listener", "acts through its endpoint groups alone"),
    interfaces("AWS::EC2::InstanceConnectEndpoint", "sends what its users send"),
    interfaces("AWS::EC2::VerifiedAccessEndpoint", "sends what its users send"),
    nothing("AWS::EC2::VerifiedAccessGroup", "acts through its endpoints alone"),
    nothing("AWS::EC2::VerifiedAccessInstance", "acts through its endpoints alone"),
    nothing("AWS::EC2::VerifiedAccessTrustProvider", "acts through its endpoints alone"),
];
