//! What is in a template and not followed: which part of the network becomes unknown for it.

use netloom_template::Node;

use crate::building::{Properties, ResourceKind, unknown};
use crate::{Id, Unknown};

use super::attributes::sort_of;
use super::context::{Build, Resource};
use super::coverage::{Change, Kind, Role, doubted_properties, kind_of};
use super::mark_unknown::{blur_route, mark_unknown, names_in};

/// Namespaces whose types route or filter unless it is known that they do not.
const NETWORK_NAMESPACES: &[&str] = &[
    "AWS::EC2::",
    "AWS::NetworkFirewall::",
    "AWS::ElasticLoadBalancing::",
    "AWS::ElasticLoadBalancingV2::",
];

/// Types whose resources may hold anything, also routes for the tables that they are given.
const HOLD_ANYTHING: &[&str] = &[
    "AWS::CloudFormation::Stack",
    "AWS::FMS::Policy",
    "AWS::Serverless::Application",
    "AWS::ServiceCatalog::CloudFormationProvisionedProduct",
];

/// Settings with which a resource changes nothing after all.
const SWITCHED_OFF: &[(&str, &str, &str)] = &[
    ("AWS::EC2::VPCBlockPublicAccessOptions", "InternetGatewayBlockMode", "off"),
    // These modes are followed.
    ("AWS::EC2::VPCBlockPublicAccessOptions", "InternetGatewayBlockMode", "block-bidirectional"),
    ("AWS::EC2::VPCBlockPublicAccessOptions", "InternetGatewayBlockMode", "block-ingress"),
    ("AWS::EC2::VPCEncryptionControl", "Mode", "monitor"),
];

/// Makes unknown what resources and properties touch that are not followed.
pub(super) fn note_what_is_not_understood(build: &mut Build<'_>) {
    let document = build.document;
    for resource in document.resources.iter().filter_map(|entry| Resource::of(entry, document)) {
        let name = resource.entry.kind.as_str();
        match kind_of(name) {
            Some(kind) => match kind.role {
                Role::Nothing(_) | Role::Interfaces(_) => {}
                Role::Changes(reason) => note_changes(build, &resource, kind, reason),
                Role::Followed => note_properties(build, &resource, kind),
            },
            // What a nested stack makes is next to it.
            None if document.joined_stacks.contains(&resource.entry.id) => {}
            None if is_not_understood(name) => {
                let what = format!("`{}` ({name}), which netloom does not follow", resource.id);
                build.network.not_understood.push(unknown(what, resource.entry.kind_span));
            }
            None => {}
        }
    }
    for what in std::mem::take(&mut build.transit_notes) {
        let gateways: Vec<Id> = build.network.transit_gateways.keys().cloned().collect();
        mark_unknown(build, Change::Thing(ResourceKind::TransitGateway), &gateways, &what);
    }
}

fn is_not_understood(name: &str) -> bool {
    let holds_anything = HOLD_ANYTHING.contains(&name) || name.ends_with("::MODULE");
    holds_anything || NETWORK_NAMESPACES.iter().any(|namespace| name.starts_with(namespace))
}

fn note_changes(build: &mut Build<'_>, resource: &Resource<'_>, kind: &Kind, reason: &str) {
    let off = |key: &str, value: &str| {
        let written = resource.properties.plain_text(key);
        written.is_some_and(|written| written.eq_ignore_ascii_case(value))
    };
    if SWITCHED_OFF.iter().any(|(name, key, value)| *name == kind.name && off(key, value)) {
        return;
    }
    if domain_of(build, resource, kind.name).is_some_and(|domain| !is_over_services(&domain)) {
        return;
    }
    let what =
        unknown(format!("`{}` ({}), {reason}", resource.id, kind.name), resource.entry.kind_span);
    note(build, resource, kind, &what);
}

/// Returns the domain that a resource answers for; `None` for what has none, or where it cannot be
/// known.
fn domain_of(build: &Build<'_>, resource: &Resource<'_>, kind: &str) -> Option<String> {
    let name = |node: &Node, key: &str| {
        node.get(key).and_then(Node::as_text).map(|text| text.into_owned())
    };
    match kind {
        "AWS::Route53::HostedZone" => name(&resource.entry.properties, "Name"),
        "AWS::Route53Resolver::ResolverRuleAssociation" => {
            let rule = resource.properties.get("ResolverRuleId")?.as_reference()?;
            name(&build.document.resource(&rule.id)?.properties, "DomainName")
        }
        _ => None,
    }
}

/// Domains under which AWS services have their names.
///
/// # Source
/// AWS General Reference, "AWS service endpoints".
const SERVICE_DOMAINS: &[&str] =
    &["amazonaws.com", "amazonaws.com.cn", "api.aws", "amazonaws.eu", "aws.eu"];

/// Returns whether the names of services are in a domain, or it is one of them.
fn is_over_services(domain: &str) -> bool {
    let domain = domain.trim_end_matches('.').to_ascii_lowercase();
    let is_in = |inner: &str, outer: &str| inner == outer || inner.ends_with(&format!(".{outer}"));
    domain.is_empty()
        || SERVICE_DOMAINS.iter().any(|own| is_in(own, &domain) || is_in(&domain, own))
}

/// Makes unknown what a resource is a part of or changes.
fn note(build: &mut Build<'_>, resource: &Resource<'_>, kind: &Kind, what: &Unknown) {
    for (key, change) in kind.changes {
        let Some(node) = at(&resource.properties, key) else { continue };
        let is_there = mark_unknown(build, *change, &names_in(node), what);
        // Over facts a name without a value may be that of anything that is there.
        if !is_there && build.is_over_facts && node.first_unknown().is_some() {
            build.network.not_understood.push(what.clone());
        }
    }
}

/// Returns the value at a path.
fn at<'a>(properties: &Properties<'a>, path: &str) -> Option<&'a Node> {
    match path.split_once('.') {
        None => properties.get(path),
        Some((first, rest)) => at(&properties.within(properties.get(first)?), rest),
    }
}

fn note_properties(build: &mut Build<'_>, resource: &Resource<'_>, kind: &Kind) {
    for doubted in doubted_properties(kind, &resource.entry.properties) {
        let what = format!("`{}` of `{}`, {}", doubted.path, resource.id, doubted.reason);
        let what = unknown(what, doubted.span);
        blur_route(build.network, &resource.id, &what);
        note(build, resource, kind, &what);
        if kind.changes.is_empty() {
            note_thing(build, resource, kind, &what);
        }
    }
}

/// Makes a thing unknown, and whatever takes over what is known of it.
fn note_thing(build: &mut Build<'_>, resource: &Resource<'_>, kind: &Kind, what: &Unknown) {
    let own = [resource.id.clone()];
    let sort = sort_of(kind.name)
        .filter(|sort| *sort != ResourceKind::Other)
        .unwrap_or(ResourceKind::Interface);
    let is_there = mark_unknown(build, Change::Thing(sort), &own, what);
    let users = users_of(build, &resource.id);
    let is_used = sort == ResourceKind::Interface
        && mark_unknown(build, Change::Thing(ResourceKind::Interface), &users, what);
    let is_launch = build.launches.contains_key(&resource.id);
    if !is_there && !is_used && !is_launch {
        build.network.not_understood.push(what.clone());
    }
}

/// Types that take over what an interface or a launch template says.
const USERS: &[&str] =
    &["AWS::EC2::Instance", "AWS::AutoScaling::AutoScalingGroup", "AWS::Batch::ComputeEnvironment"];

fn users_of(build: &Build<'_>, id: &Id) -> Vec<Id> {
    let uses = |node: &Node| names_in(node).contains(id);
    let users =
        build.document.resources.iter().filter(|entry| USERS.contains(&entry.kind.as_str()));
    users.filter(|entry| uses(&entry.properties)).map(|entry| Id::new(&entry.id)).collect()
}
