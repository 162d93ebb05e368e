//! Network firewalls with their endpoints, and endpoints of Gateway Load Balancers.

use netloom_template::{Node, Presence, Value};

use crate::building::{Properties, ResourceKind, unknown};
use crate::{Firewall, FirewallKind, Id, Inspection, Known, StatelessRule, Target};

use super::context::{Build, Resource};
use super::coverage::{doubted_properties, kind_of};
use super::stateless_rules::stateless_rules;

const FIREWALL: &str = "AWS::NetworkFirewall::Firewall";
const ASSOCIATION: &str = "AWS::NetworkFirewall::VpcEndpointAssociation";

/// Properties that make something else of a firewall: a proxy, or one that needs no routes.
const OTHERWISE: &[&str] =
    &["NoSourcePreservation", "ProxySettings", "VpcEndpoint", "TransitGatewayId"];

/// # Source
/// AWS CloudFormation Template Reference, `AWS::NetworkFirewall::Firewall`: one endpoint in each
/// subnet of `SubnetMappings`.
pub(super) fn add(build: &mut Build<'_>, resource: &Resource<'_>) {
    let properties = &resource.properties;
    let is_off = |key: &str| properties.get(key).is_none_or(|node| node.as_bool() == Some(false));
    if !OTHERWISE.iter().all(|key| is_off(key)) {
        return;
    }
    let subnets = match properties.items("SubnetMappings") {
        Ok(items) => items
            .iter()
            .map(|item| build.known_id(&properties.within(item), "SubnetId", ResourceKind::Subnet))
            .collect(),
        Err(unknown) => vec![Known::Unknown(unknown)],
    };
    put(build, resource, (FirewallKind::NetworkFirewall, subnets), inspection(build, resource));
}

/// # Source
/// AWS CloudFormation Template Reference, `AWS::NetworkFirewall::VpcEndpointAssociation`: a further
/// endpoint of a firewall, in one subnet.
pub(super) fn associate(build: &mut Build<'_>, resource: &Resource<'_>) {
    let properties = &resource.properties;
    let subnet = match properties.get("SubnetMapping") {
        Some(node) => build.known_id(&properties.within(node), "SubnetId", ResourceKind::Subnet),
        None => Known::Unknown(properties.missing("SubnetMapping")),
    };
    let owner = properties.get("FirewallArn").and_then(Node::as_reference);
    let owner = owner.map(|owner| Id::new(&owner.id));
    let inspection = match owner.and_then(|owner| build.network.firewalls.get(&owner)) {
        Some(firewall) => (firewall.rules.clone(), firewall.inspection.clone()),
        None => (Vec::new(), undecided(resource)),
    };
    put(build, resource, (FirewallKind::NetworkFirewall, vec![subnet]), inspection);
}

/// An endpoint of a Gateway Load Balancer, which stands in one subnet.
///
/// # Source
/// Amazon EC2 API, `CreateVpcEndpoint`, `SubnetIds`: for such an endpoint only one.
pub(super) fn add_of_balancer(build: &mut Build<'_>, resource: &Resource<'_>) {
    let kind = resource.properties.plain_text("VpcEndpointType").unwrap_or_default();
    if kind.eq_ignore_ascii_case("GatewayLoadBalancer") {
        let subnets = build.ids(&resource.properties, "SubnetIds", ResourceKind::Subnet);
        let what = unknown(
            format!("what the appliances behind endpoint `{}` let through", resource.id),
            resource.span,
        );
        let kind = FirewallKind::GatewayLoadBalancer;
        put(build, resource, (kind, subnets), (Vec::new(), Known::Unknown(what)));
    }
}

fn put(
    build: &mut Build<'_>,
    resource: &Resource<'_>,
    (kind, subnets): (FirewallKind, Vec<Known<Id>>),
    (mut rules, inspection): (Vec<StatelessRule>, Known<Inspection>),
) {
    let subnets = subnets.into_iter().map(|subnet| resource.sure(subnet)).collect();
    let (id, span, inspection) = (resource.id.clone(), resource.span, resource.sure(inspection));
    // What is not known as a whole has no rules either.
    if inspection.value().is_none() {
        rules.clear();
    }
    let firewall = Firewall { id: id.clone(), span, kind, subnets, rules, inspection };
    build.network.firewalls.insert(id, firewall);
}

fn undecided(resource: &Resource<'_>) -> Known<Inspection> {
    Known::Unknown(unknown(
        format!("which packets firewall `{}` lets through", resource.id),
        resource.span,
    ))
}

/// What the policy of a firewall does with packets, where the template describes it and no stateful
/// rule decides: by stateless rules, and with every other packet.
fn inspection(
    build: &Build<'_>,
    resource: &Resource<'_>,
) -> (Vec<StatelessRule>, Known<Inspection>) {
    let is_odd = kind_of(FIREWALL)
        .is_none_or(|kind| !doubted_properties(kind, &resource.entry.properties).is_empty());
    let policy = resource.properties.get("FirewallPolicyArn").and_then(Node::as_reference);
    let policy = policy.and_then(|policy| build.document.resource(&policy.id));
    let policy = policy.filter(|policy| matches!(policy.presence, Presence::Always) && !is_odd);
    let policy = policy.and_then(|entry| Resource::of(entry, build.document));
    let found = policy.as_ref().and_then(|policy| {
        of_policy(build, &policy.properties.within(policy.properties.get("FirewallPolicy")?))
    });
    match found {
        Some((rules, inspection)) => (rules, Known::Is(inspection)),
        None => (Vec::new(), undecided(resource)),
    }
}

/// Settings of a policy that do not decide by themselves.
const SETTINGS: &[&str] = &[
    "StatelessDefaultActions",
    "StatelessFragmentDefaultActions",
    "StatelessRuleGroupReferences",
    "StatelessCustomActions",
    "StatefulRuleGroupReferences",
    "StatefulDefaultActions",
    "StatefulEngineOptions",
    "PolicyVariables",
    "EnableTLSSessionHolding",
];

/// # Source
/// AWS Network Firewall API, `FirewallPolicy`: what no stateless rule group matches gets the
/// default actions, whole packets and fragments each their own, one of them a standard action.
/// Developer Guide, "How AWS Network Firewall filters network traffic" and "Managing evaluation
/// order for Suricata compatible rules": what no rule of the stateful engine matches passes, unless
/// a default action drops it.
fn of_policy(
    build: &Build<'_>,
    policy: &Properties<'_>,
) -> Option<(Vec<StatelessRule>, Inspection)> {
    let keys = policy.node.as_map()?;
    let is_setting = |key: &str| SETTINGS.contains(&key);
    if !keys.iter().all(|entry| is_setting(&entry.key) || entry.node.is_absent()) {
        return None;
    }
    let by_actions = |place: &Properties<'_>| of_actions(place, "Actions", policy);
    let rules = stateless_rules(build, policy, &by_actions)?;
    let whole = of_actions(policy, "StatelessDefaultActions", policy)?;
    let fragments = of_actions(policy, "StatelessFragmentDefaultActions", policy)?;
    (whole == fragments).then_some((rules, whole))
}

/// What a list of actions does: of a rule, or of a policy.
fn of_actions(place: &Properties<'_>, key: &str, policy: &Properties<'_>) -> Option<Inspection> {
    let mut standard = texts(place, key)?;
    standard.retain(|action| action.starts_with("aws:"));
    match standard.as_slice() {
        [action] if action == "aws:pass" => Some(Inspection::Passes),
        [action] if action == "aws:drop" => Some(Inspection::Drops),
        [action] if action == "aws:forward_to_sfe" => {
            let has_rules = !policy.items("StatefulRuleGroupReferences").ok()?.is_empty();
            let alerts = texts(policy, "StatefulDefaultActions")?
                .iter()
                .all(|action| action.starts_with("aws:alert"));
            (alerts && !has_rules).then_some(Inspection::Passes)
        }
        _ => None,
    }
}

/// Returns the texts of a list; `None` where one of them is not known.
fn texts(policy: &Properties<'_>, key: &str) -> Option<Vec<String>> {
    let items = policy.items(key).ok()?;
    items.iter().map(|item| item.as_text().map(|text| text.into_owned())).collect()
}

/// Returns the firewall to whose endpoint a route leads, and by which text the endpoint is picked
/// where it has several; `None` for an endpoint of which neither is known.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::NetworkFirewall::Firewall`: `EndpointIds` is a list
/// of texts in no particular order, each a zone and the endpoint in it;
/// `AWS::NetworkFirewall::VpcEndpointAssociation`: `EndpointId`.
pub(super) fn target(build: &Build<'_>, node: &Node) -> Option<Target> {
    let named = |id: &str| build.network.firewalls.get(&Id::new(id));
    let target = |firewall: &Firewall, picked: &str| {
        let is_only_one = firewall.subnets.len() == 1;
        let picked = if is_only_one { String::new() } else { picked.to_owned() };
        Target::Firewall(firewall.id.clone(), picked)
    };
    if let Some(reference) = node.as_reference() {
        let kind = &build.document.resource(&reference.id)?.kind;
        let is_id = match reference.attribute.as_deref() {
            None | Some("Id") => kind == "AWS::EC2::VPCEndpoint",
            Some("EndpointId") => kind == ASSOCIATION,
            _ => false,
        };
        return named(&reference.id).filter(|_| is_id).map(|firewall| target(firewall, ""));
    }
    if let Some(id) = node.as_text() {
        return named(id.trim()).map(|firewall| target(firewall, ""));
    }
    // An endpoint that is picked from a list is known by the words of the function that picks it.
    let Value::Unknown(unknown) = &node.value else { return None };
    let of = |kind: &'static str, attribute: &'static str| {
        build.document.of_kind(kind).map(move |entry| (entry, attribute))
    };
    let mut owners = of(FIREWALL, "EndpointIds")
        .chain(of(ASSOCIATION, "EndpointId"))
        .filter(|(entry, attribute)| unknown.what.contains(&format!("`{}.{attribute}`", entry.id)));
    match (owners.next(), owners.next()) {
        (Some((owner, _)), None) => {
            named(&owner.id).map(|firewall| target(firewall, &unknown.what))
        }
        _ => None,
    }
}
