//! Which services get an endpoint.

use std::collections::BTreeMap;

use netloom_config::intent::{EndpointSettings, NodeGroup, SubnetKind};
use netloom_diag::{Diagnostic, Origin, Sourced};
use netloom_net::endpoints::{EndpointType, endpoint_type};

use super::Situation;
use crate::codes;
use crate::passes::nodes::NodeUse;
use crate::plan::PlannedVpc;
use crate::service_needs::{release_of, services_needed};

/// What asked for an endpoint, and its settings.
type Reason = (Origin, EndpointSettings);

const FREE: &str = "a gateway endpoint costs nothing, and NAT gateways are paid by the gigabyte";
const NEEDED: &str = "nodes that reach nothing else reach AWS by endpoints";

/// Decides the services, each with what asked for it.
pub(super) fn services(
    situation: &Situation<'_>,
    problems: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Reason> {
    let endpoints = &situation.intent.network.endpoints;
    let mut wanted = BTreeMap::new();
    for (service, settings) in &endpoints.listed {
        match endpoints.holder_of_name(service) {
            Some(known) => problems.push(taken(service, settings, &known.id)),
            None => {
                wanted.insert(service.clone(), (settings.origin, settings.value.clone()));
            }
        }
    }
    for (service, origin) in automatic(situation) {
        if endpoints.holder_of_name(service).is_none() {
            let settings = endpoints.settings_of_auto.clone();
            wanted.entry(service.to_owned()).or_insert((origin, settings));
        }
    }
    wanted
}

/// What `auto` adds, or what a file gets that says nothing of endpoints.
fn automatic(situation: &Situation<'_>) -> BTreeMap<&'static str, Origin> {
    let auto = situation.intent.network.endpoints.is_auto.as_ref();
    let is_new = matches!(situation.vpc, PlannedVpc::New { .. });
    if auto.map_or(!is_new, |auto| !auto.value) {
        return BTreeMap::new();
    }
    let mut services = gateways(situation, auto);
    let closed = situation.uses.iter().filter_map(|group| {
        // Without a word, a private subnet without NAT is a mistake to report, and none to pay for.
        let kind = closed_kind(situation, group)?;
        (auto.is_some() || kind.value == SubnetKind::Isolated).then_some((group, kind))
    });
    let closed: Vec<_> = closed.collect();
    for (group, kind) in closed {
        let origin =
            auto.map_or(Origin::Derived { rule: NEEDED, from: kind.span() }, |auto| auto.origin);
        for service in needs(situation, &group.nodes) {
            services.entry(service).or_insert(origin);
        }
    }
    services
}

/// The endpoints that cost nothing: of S3 wherever a table is not public, of DynamoDB where nodes
/// behind such a table call it.
fn gateways(
    situation: &Situation<'_>,
    auto: Option<&Sourced<bool>>,
) -> BTreeMap<&'static str, Origin> {
    let is_inner = |site: &&crate::passes::placed_subnets::PlacedSubnet| {
        site.intent.kind.value != SubnetKind::Public
    };
    let inner: Vec<_> = situation.sites.iter().filter(is_inner).collect();
    let Some(first) = inner.iter().min_by_key(|site| &site.key) else { return BTreeMap::new() };
    let origin = auto
        .map_or(Origin::Derived { rule: FREE, from: first.intent.name.span() }, |auto| auto.origin);
    let users =
        situation.uses.iter().filter(|group| inner.iter().any(|site| group.uses(&site.key.name)));
    let called = users.flat_map(|group| needs(situation, &group.nodes));
    std::iter::once("s3")
        .chain(called.filter(|service| endpoint_type(service) == EndpointType::Gateway))
        .map(|service| (service, origin))
        .collect()
}

fn needs(situation: &Situation<'_>, nodes: &NodeGroup) -> impl Iterator<Item = &'static str> {
    let release = release_of(situation.intent);
    services_needed(situation.intent, release, nodes).into_iter().map(|need| need.service)
}

/// Returns the kind of a subnet of some nodes that has no way out; `None` where they have one.
fn closed_kind(situation: &Situation<'_>, group: &NodeUse) -> Option<Sourced<SubnetKind>> {
    if group.has_proxy || group.nodes == NodeGroup::Lambda {
        return None;
    }
    let mut own = situation.sites.iter().filter(|site| group.uses(&site.key.name));
    let closed = own.find(|site| situation.is_closed_site(site))?;
    Some(closed.intent.kind)
}

fn taken(service: &str, listed: &Sourced<EndpointSettings>, id: &str) -> Diagnostic {
    let message = format!("the VPC has an endpoint of `{service}` already: `{id}`");
    Diagnostic::new(&codes::ENDPOINT_EXISTS, listed.span(), message)
        .about(format!("endpoint.{service}"))
        .help(format!("leave `{service}` out: nodes reach the service by `{id}`"))
}
