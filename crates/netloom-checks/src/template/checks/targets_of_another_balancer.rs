//! Target groups whose protocol is none of their load balancer's type.

use netloom_diag::Diagnostic;
use netloom_template::{Node, ResourceEntry};

use super::super::context::{Context, text};
use super::super::paths::values_at;
use super::setting_of_another_balancer::kind_of;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A listener, or a rule of one, that forwards to a target group with a protocol that its load
    /// balancer does not have: TCP behind an application load balancer, HTTP behind a network load
    /// balancer, anything but GENEVE behind a gateway load balancer.
    /// ### Why it matters
    /// Elastic Load Balancing rejects the listener or the rule, and the stack is rolled back.
    /// ### Example
    /// `Type: network`, and a target group with `Protocol: HTTP` that its listener forwards to
    /// ### Instead
    /// `Protocol: TCP` in the target group; `HealthCheckProtocol: HTTP` may stay.
    /// ### Source
    /// Elastic Load Balancing API, `CreateTargetGroup`, `Protocol`; error
    /// `IncompatibleProtocols`.
    TARGETS_OF_ANOTHER_BALANCER = ("CFN083", Error, "target group of another type of load balancer");
}

/// The protocols of targets, by the type of the load balancer.
const PROTOCOLS: [(&str, &[&str]); 3] = [
    ("application", &["HTTP", "HTTPS"]),
    ("network", &["TCP", "TLS", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC"]),
    ("gateway", &["GENEVE"]),
];

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let listeners = context.of_kind("AWS::ElasticLoadBalancingV2::Listener");
    let by_listeners = listeners
        .flat_map(|listener| findings(context, listener, Some(listener), "DefaultActions[]"));
    let rules = context.of_kind("AWS::ElasticLoadBalancingV2::ListenerRule");
    let by_rules = rules.flat_map(|rule| {
        let listener = rule.properties.get("ListenerArn");
        let listener = listener.and_then(|node| context.resource_of(node));
        findings(context, rule, listener, "Actions[]")
    });
    by_listeners.chain(by_rules).collect()
}

/// Returns what is wrong with the targets of a listener or of a rule.
fn findings(
    context: &Context<'_>,
    owner: &ResourceEntry,
    listener: Option<&ResourceEntry>,
    actions: &str,
) -> Vec<Diagnostic> {
    let balancer = listener.and_then(|listener| listener.properties.get("LoadBalancerArn"));
    let balancer = balancer.and_then(|node| context.resource_of(node));
    let balancer = balancer.filter(|one| one.kind == "AWS::ElasticLoadBalancingV2::LoadBalancer");
    let Some((balancer, kind)) = balancer.and_then(|own| Some((own, kind_of(own)?))) else {
        return Vec::new();
    };
    let Some((_, own)) = PROTOCOLS.iter().find(|(name, _)| *name == kind) else {
        return Vec::new();
    };
    let paths = ["TargetGroupArn", "ForwardConfig.TargetGroups[].TargetGroupArn"];
    let named = paths.iter().flat_map(|path| values_at_each(&owner.properties, actions, path));
    let mut found = Vec::new();
    for node in named {
        let Some((group, protocol)) = protocol_of(context, node) else { continue };
        // What is in no list is misspelt, or newer than these lists.
        let is_known = PROTOCOLS.iter().any(|(_, all)| all.contains(&protocol.as_str()));
        if !is_known || own.contains(&protocol.as_str()) {
            continue;
        }
        let expected: Vec<String> = own.iter().map(|name| format!("`{name}`")).collect();
        let message = format!(
            "`{}` of {kind} load balancer `{}` forwards to `{}` with protocol `{protocol}`, \
             expected {}",
            owner.id,
            balancer.id,
            group.id,
            expected.join(", ")
        );
        found.push(
            Diagnostic::new(&TARGETS_OF_ANOTHER_BALANCER, node.span, message)
                .also(group.span, "the target group")
                .help(format!("write one of these as `Protocol` of `{}`", group.id)),
        );
    }
    found.truncate(1);
    found
}

fn values_at_each<'a>(properties: &'a Node, list: &str, path: &str) -> Vec<&'a Node> {
    let items = values_at(properties, list).into_iter();
    items.flat_map(|item| values_at(item, path)).collect()
}

/// The target group that a value refers to, and its protocol.
fn protocol_of<'a>(context: &Context<'a>, node: &Node) -> Option<(&'a ResourceEntry, String)> {
    let group = context.resource_of(node)?;
    let is_group = group.kind == "AWS::ElasticLoadBalancingV2::TargetGroup";
    let protocol = text(group, "Protocol").filter(|_| is_group)?;
    Some((group, protocol))
}
