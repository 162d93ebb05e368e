//! A second internet or virtual private gateway for a VPC, or a second VPC for a gateway.

use super::{Collision, IN_TWO_STEPS, Scene};
use crate::revision::Resource;

const GATEWAYS: [&str; 2] = ["InternetGatewayId", "VpnGatewayId"];

/// # Source
/// Amazon VPC quotas: one internet gateway and one virtual private gateway can be attached to a VPC
/// at a time; EC2 API, `AttachInternetGateway` and `AttachVpnGateway`, each of which attaches a
/// gateway to one VPC, error `Resource.AlreadyAssociated`.
pub(super) fn find(_: &str, made: &Resource<'_>, scene: &Scene<'_>) -> Option<Collision> {
    if made.kind() != "AWS::EC2::VPCGatewayAttachment" {
        return None;
    }
    scene.living("AWS::EC2::VPCGatewayAttachment").find_map(|(id, living)| {
        let has_both = |key: &str| living.get(key).is_some() && made.get(key).is_some();
        if GATEWAYS.iter().any(|key| has_both(key))
            && scene.is_same(living.get("VpcId"), made.get("VpcId"))
        {
            return Some(Collision {
                with: id.to_owned(),
                why: format!(
                    "the VPC has the gateway of `{id}` until the update is over, and \
                     accepts one"
                ),
                safe_way: format!("keep the logical id `{id}`, or {IN_TWO_STEPS}"),
            });
        }
        GATEWAYS.iter().any(|key| scene.is_same(living.get(key), made.get(key))).then(|| {
            Collision {
            with: id.to_owned(),
            why: "the gateway is attached to the old VPC until the update is over, and to no more \
                  than one".to_owned(),
            safe_way: "give the new VPC a gateway of its own: another logical id for the gateway \
                       and its attachment"
                .to_owned(),
        }
        })
    })
}
