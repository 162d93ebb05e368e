//! The keys that name targets of routes, which templates and facts have in common.

use crate::{Id, Target};

use super::ResourceKind;

/// How a target is made of its id.
pub(crate) type MakeTarget = fn(Id) -> Target;

/// The keys that name a target of one kind. A route of facts to an instance also names its
/// interface, which says more, so that comes first.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::Route`: exactly one target. Amazon EC2 API,
/// `Route`, which has all but `VpcEndpointId`.
pub(crate) const TARGETS: &[(&str, ResourceKind, MakeTarget)] = &[
    ("NatGatewayId", ResourceKind::NatGateway, Target::NatGateway),
    ("NetworkInterfaceId", ResourceKind::Interface, Target::Interface),
    ("InstanceId", ResourceKind::Interface, Target::Interface),
    ("EgressOnlyInternetGatewayId", ResourceKind::EgressOnlyGateway, Target::EgressOnlyGateway),
    ("VpcPeeringConnectionId", ResourceKind::Peering, Target::Peering),
    ("TransitGatewayId", ResourceKind::TransitGateway, Target::TransitGateway),
    ("VpcEndpointId", ResourceKind::Other, Target::Other),
    ("CarrierGatewayId", ResourceKind::Other, Target::Other),
    ("LocalGatewayId", ResourceKind::Other, Target::Other),
    ("CoreNetworkArn", ResourceKind::Other, Target::Other),
    ("OdbNetworkArn", ResourceKind::Other, Target::Other),
];
