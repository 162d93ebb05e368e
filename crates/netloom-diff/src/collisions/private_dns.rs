//! A second interface endpoint for the private name of a service.

use super::{Collision, Scene};
use crate::revision::Resource;

/// # Source
/// AWS PrivateLink guide, "Private DNS": one endpoint per VPC and service can have it; EC2 API,
/// "private-dns-enabled cannot be set because there is already a conflicting DNS domain".
pub(super) fn find(_: &str, made: &Resource<'_>, scene: &Scene<'_>) -> Option<Collision> {
    if made.kind() != "AWS::EC2::VPCEndpoint" || !has_private_names(made) {
        return None;
    }
    scene.living("AWS::EC2::VPCEndpoint").find_map(|(id, living)| {
        let collides = has_private_names(living)
            && living.get("ServiceName") == made.get("ServiceName")
            && scene.is_same(living.get("VpcId"), made.get("VpcId"));
        collides.then(|| Collision {
            with: id.to_owned(),
            why: format!("`{id}` has the private name of the service until the update is over"),
            safe_way: format!(
                "set `PrivateDnsEnabled: false` on `{id}` in one update, then make this change"
            ),
        })
    })
}

fn has_private_names(endpoint: &Resource<'_>) -> bool {
    endpoint.is("VpcEndpointType", "Interface") && endpoint.is("PrivateDnsEnabled", "true")
}
