//! A second gateway endpoint for a service in one route table.

use super::{Collision, IN_TWO_STEPS, Scene};
use crate::revision::Resource;
use crate::value::Plain;

/// # Source
/// AWS PrivateLink guide, "Gateway endpoints": one route per service in a table; EC2 API,
/// `RouteAlreadyExists`.
pub(super) fn find(_: &str, made: &Resource<'_>, scene: &Scene<'_>) -> Option<Collision> {
    let tables = tables_of(made)?;
    scene.living("AWS::EC2::VPCEndpoint").find_map(|(id, living)| {
        let is_shared = |old: &Plain| tables.iter().any(|new| scene.is_same(Some(old), Some(new)));
        let collides = living.get("ServiceName") == made.get("ServiceName")
            && tables_of(living)?.iter().any(is_shared);
        collides.then(|| Collision {
            with: id.to_owned(),
            why: format!(
                "a route table of it has the routes of `{id}` for the same service until \
                          the update is over"
            ),
            safe_way: IN_TWO_STEPS.to_owned(),
        })
    })
}

fn tables_of<'a>(endpoint: &'a Resource<'_>) -> Option<&'a [Plain]> {
    let is_gateway = endpoint.kind() == "AWS::EC2::VPCEndpoint"
        && endpoint.text("VpcEndpointType").is_none_or(|kind| kind.eq_ignore_ascii_case("Gateway"));
    match endpoint.get("RouteTableIds").filter(|_| is_gateway) {
        Some(Plain::List(tables)) => Some(tables),
        _ => None,
    }
}
