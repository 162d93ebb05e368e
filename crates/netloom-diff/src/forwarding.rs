//! What load balancers forward: clients reach targets by them that no packet of theirs reaches.
//!
//! - Comes in: the resources that change, and the new template.
//! - Goes out: the listeners, rules and target groups by which the internet may get to further
//!   targets.
//! - Left to others: packets to the load balancers themselves, which are asked of the networks.
//!
//! A target may be an address, an instance of a fleet or a task that no template shows, so that it
//! is not followed who is behind a load balancer. What is added or changed counts as exposure
//! unless the load balancer is internal, or forwards nothing.
//!
//! # Source
//! Elastic Load Balancing User Guide, "How Elastic Load Balancing works"; AWS CloudFormation
//! Template Reference, `AWS::ElasticLoadBalancingV2::Listener`.

use netloom_template::{Node, Presence, ResourceEntry, TemplateDocument};

use crate::resources::{Action, ResourceChange};

const LOAD_BALANCER: &str = "AWS::ElasticLoadBalancingV2::LoadBalancer";
const CLASSIC_LOAD_BALANCER: &str = "AWS::ElasticLoadBalancing::LoadBalancer";
const LISTENER: &str = "AWS::ElasticLoadBalancingV2::Listener";
const LISTENER_RULE: &str = "AWS::ElasticLoadBalancingV2::ListenerRule";
const TARGET_GROUP: &str = "AWS::ElasticLoadBalancingV2::TargetGroup";

/// Actions that answer by themselves.
const ANSWERS: [&str; 2] = ["redirect", "fixed-response"];

/// Properties that say which targets there are, and on which ports.
const FORWARDS: [&str; 12] = [
    "Actions",
    "Conditions",
    "DefaultActions",
    "Instances",
    "ListenerArn",
    "Listeners",
    "LoadBalancerArn",
    "Port",
    "Priority",
    "Protocol",
    "TargetType",
    "Targets",
];

/// Returns what may let the internet in to further targets, each in words.
pub(crate) fn forwarders(changes: &[ResourceChange], new: &TemplateDocument) -> Vec<String> {
    let changed = changes.iter().filter(|change| may_forward_more(change));
    let resources = changed.filter_map(|change| new.resource(&change.id));
    let open = resources
        .filter(|resource| resource.presence != Presence::Never && !is_harmless(resource, new));
    open.map(|resource| format!("which targets `{}` ({}) forwards to", resource.id, resource.kind))
        .collect()
}

fn may_forward_more(change: &ResourceChange) -> bool {
    let is_touched = || {
        let names =
            change.properties.iter().filter_map(|property| property.path.split(['.', '[']).next());
        names.into_iter().any(|name| FORWARDS.contains(&name))
    };
    match (change.kind.as_str(), &change.action) {
        (LISTENER | LISTENER_RULE | CLASSIC_LOAD_BALANCER, Action::Added) => true,
        // A target group alone forwards nothing; a listener that is new or changed names it.
        (
            LISTENER | LISTENER_RULE | CLASSIC_LOAD_BALANCER | TARGET_GROUP,
            Action::Changed | Action::Renamed { .. },
        ) => is_touched(),
        _ => false,
    }
}

/// Whether a resource forwards nothing, or nothing from the internet.
fn is_harmless(resource: &ResourceEntry, new: &TemplateDocument) -> bool {
    match resource.kind.as_str() {
        CLASSIC_LOAD_BALANCER => is_internal(resource),
        LISTENER => answers_itself(resource, "DefaultActions") || is_of_internal(resource, new),
        LISTENER_RULE => answers_itself(resource, "Actions") || all_are_internal(new),
        _ => all_are_internal(new),
    }
}

fn answers_itself(resource: &ResourceEntry, property: &str) -> bool {
    let Some(actions) = resource.properties.get(property).and_then(Node::as_list) else {
        return false;
    };
    let answers = |action: &Node| {
        action
            .get("Type")
            .and_then(Node::as_text)
            .is_some_and(|kind| ANSWERS.contains(&kind.as_ref()))
    };
    !actions.is_empty() && actions.iter().all(answers)
}

fn is_of_internal(listener: &ResourceEntry, new: &TemplateDocument) -> bool {
    let arn = listener.properties.get("LoadBalancerArn").and_then(Node::as_reference);
    arn.and_then(|arn| new.resource(&arn.id)).is_some_and(is_internal)
}

/// Whether every load balancer of the template is internal; one of another stack may be none of
/// these.
fn all_are_internal(new: &TemplateDocument) -> bool {
    let mut all = new.of_kind(LOAD_BALANCER).peekable();
    let mut listeners = new.of_kind(LISTENER);
    all.peek().is_some()
        && all.all(is_internal)
        && listeners.all(|listener| is_of_internal(listener, new))
}

fn is_internal(load_balancer: &ResourceEntry) -> bool {
    load_balancer
        .properties
        .get("Scheme")
        .and_then(Node::as_text)
        .is_some_and(|scheme| scheme == "internal")
}
