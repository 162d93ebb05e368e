//! The keys that name targets of routes, which templates and facts have in common.

use crate::kind::MakeTarget;
use crate::{ResourceKind, Target};

/// The keys of targets whose kind has none of its own. A route of facts to an instance also names
/// its interface, which says more, so that comes first.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::Route`: exactly one target. Amazon EC2 API,
/// `Route`, which has all but `VpcEndpointId`.
const OTHERS: &[(&str, ResourceKind, MakeTarget)] = &[
    ("InstanceId", ResourceKind::Interface, Target::Interface),
    ("VpcEndpointId", ResourceKind::Other, Target::Other),
    ("CarrierGatewayId", ResourceKind::Other, Target::Other),
    ("LocalGatewayId", ResourceKind::Other, Target::Other),
    ("CoreNetworkArn", ResourceKind::Other, Target::Other),
    ("OdbNetworkArn", ResourceKind::Other, Target::Other),
];

/// Returns the keys that name a target of one kind, with what they name.
pub(crate) fn targets() -> impl Iterator<Item = (&'static str, ResourceKind, MakeTarget)> {
    let own = ResourceKind::all().filter_map(|kind| {
        let (key, make) = kind.names()?.route?;
        Some((key, kind, make))
    });
    own.chain(OTHERS.iter().copied())
}

/// Returns the properties of a route that name its target and fit no other kind of targets.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::Route`.
pub fn route_keys() -> impl Iterator<Item = &'static str> {
    targets().map(|(key, ..)| key)
}
