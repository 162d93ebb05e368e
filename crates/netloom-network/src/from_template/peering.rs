//! Peering connections.

use crate::building::ResourceKind;
use crate::{Known, Peering};

use super::context::{Build, Resource};

/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::VPCPeeringConnection`: CloudFormation accepts
/// the connection itself when both VPCs are of one account and region; with `PeerOwnerId` or
/// `PeerRegion` it takes a role on the other side.
pub(super) fn add(build: &mut Build<'_>, resource: &Resource<'_>) {
    let properties = &resource.properties;
    let is_foreign = ["PeerOwnerId", "PeerRegion"].iter().any(|key| properties.get(key).is_some());
    let is_active = match is_foreign {
        true => Known::Unknown(
            resource.unknown(format!("whether the other side accepts `{}`", resource.id)),
        ),
        false => Known::Is(true),
    };
    let peering = Peering {
        id: resource.id.clone(),
        span: resource.span,
        requester: build.known_id(properties, "VpcId", ResourceKind::Vpc),
        accepter: build.known_id(properties, "PeerVpcId", ResourceKind::Vpc),
        is_active: resource.sure(is_active),
    };
    build.network.peerings.insert(resource.id.clone(), peering);
}
