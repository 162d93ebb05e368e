//! Routes that are blackholes today and may lead somewhere once the template is deployed.

use netloom_template::Node;

use crate::building::unknown;
use crate::{Id, Known, Target};

use super::context::Build;

/// Takes up the routes of facts that lead nowhere and whose target the template attaches, accepts
/// or puts to use.
///
/// Gateways tell by their attachment what becomes of the packets; of other targets it is not known.
///
/// # Source
/// Amazon VPC User Guide, "Route tables": a route is a blackhole while its target is gone or not
/// attached.
pub(super) fn routes(build: &mut Build<'_>) {
    let document = build.document;
    let is_named = |id: &Id| {
        document.resources.iter().any(|resource| mentions(&resource.properties, id.as_str()))
    };
    for route in build.network.route_tables.values_mut().flat_map(|table| &mut table.routes) {
        let Known::Is(target) = &route.target else { continue };
        let (id, tells) = match target {
            Target::InternetGateway(id) | Target::VpnGateway(id) | Target::TransitGateway(id) => {
                (id, true)
            }
            other => match other.id() {
                Some(id) => (id, false),
                None => continue,
            },
        };
        if !route.is_blackhole || !is_named(id) {
            continue;
        }
        route.is_blackhole = false;
        if !tells {
            let what = format!(
                "whether route `{}` leads to `{id}` once the template is deployed",
                route.name
            );
            route.target = Known::Unknown(unknown(what, route.span));
        }
    }
}

fn mentions(node: &Node, id: &str) -> bool {
    if let Some(list) = node.as_list() {
        return list.iter().any(|item| mentions(item, id));
    }
    if let Some(map) = node.as_map() {
        return map.iter().any(|entry| mentions(&entry.node, id));
    }
    node.as_text().is_some_and(|text| text == id)
}
