//! Load balancers with what only those of another type have.

use netloom_diag::Diagnostic;
use netloom_template::{Node, ResourceEntry};

use super::super::context::{Context, text};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A listener with a protocol that its load balancer does not have: HTTP or HTTPS on a network
    /// load balancer, TCP, TLS or UDP on an application load balancer, any protocol on a gateway
    /// load balancer; and a gateway load balancer with security groups or a scheme.
    /// ### Why it matters
    /// Elastic Load Balancing rejects it, and the stack is rolled back. Without `Type` a load
    /// balancer is an application load balancer.
    /// ### Example
    /// `Type: network` and a listener with `Protocol: HTTPS`
    /// ### Instead
    /// `Protocol: TLS`, or `Type: application`
    /// ### Source
    /// Elastic Load Balancing API, `CreateListener`, `Protocol`; `CreateLoadBalancer`,
    /// `SecurityGroups`: application and network load balancers, `Scheme`: none for a gateway load
    /// balancer.
    SETTING_OF_ANOTHER_BALANCER = ("CFN069", Error, "load balancer with what its type does not \
                                  have");
}

const APPLICATION: [&str; 2] = ["HTTP", "HTTPS"];
const NETWORK: [&str; 6] = ["TCP", "TLS", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC"];

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let listeners = context.of_kind("AWS::ElasticLoadBalancingV2::Listener");
    let listeners = listeners.filter_map(|listener| foreign_protocol(context, listener));
    let balancers = || context.of_kind("AWS::ElasticLoadBalancingV2::LoadBalancer");
    let groups = balancers().filter_map(groups_of_gateway);
    listeners.chain(groups).chain(balancers().filter_map(scheme_of_gateway)).collect()
}

fn foreign_protocol(context: &Context<'_>, listener: &ResourceEntry) -> Option<Diagnostic> {
    let balancer = context.resource_of(listener.properties.get("LoadBalancerArn")?)?;
    let kind = kind_of(balancer)?;
    let node = listener.properties.get("Protocol").filter(|node| !node.is_absent())?;
    let protocol = node.as_text()?.into_owned();
    let own: &[&str] = match kind.as_str() {
        "application" => &APPLICATION,
        "network" => &NETWORK,
        "gateway" => &[],
        _ => return None,
    };
    // What is in neither list is misspelt, or newer than these lists.
    let is_known = APPLICATION.iter().chain(&NETWORK).any(|known| *known == protocol);
    let is_own = own.contains(&protocol.as_str());
    if balancer.kind != "AWS::ElasticLoadBalancingV2::LoadBalancer" || !is_known || is_own {
        return None;
    }
    let (expected, help) = match own {
        [] => ("none".to_owned(), "remove `Protocol` and `Port`".to_owned()),
        own => {
            let own: Vec<String> = own.iter().map(|name| format!("`{name}`")).collect();
            (own.join(", "), format!("write one of these, or give `{}` another type", balancer.id))
        }
    };
    let message = format!(
        "listener `{}` of {kind} load balancer `{}` has protocol `{protocol}`, expected {expected}",
        listener.id, balancer.id
    );
    let finding = Diagnostic::new(&SETTING_OF_ANOTHER_BALANCER, node.span, message);
    Some(finding.also(balancer.span, "the load balancer").help(help))
}

fn groups_of_gateway(balancer: &ResourceEntry) -> Option<Diagnostic> {
    let entry = balancer.properties.entry("SecurityGroups")?;
    let is_given = match entry.node.as_list() {
        Some(groups) => groups.iter().any(|group| group.first_unknown().is_none()),
        None => entry.node.as_text().is_some() || entry.node.as_reference().is_some(),
    };
    if kind_of(balancer).as_deref() != Some("gateway") || !is_given {
        return None;
    }
    let message = format!(
        "gateway load balancer `{}` has security groups, which only others have",
        balancer.id
    );
    let finding = Diagnostic::new(&SETTING_OF_ANOTHER_BALANCER, entry.key_span, message);
    Some(finding.help("remove `SecurityGroups`; those of the appliances filter"))
}

fn scheme_of_gateway(balancer: &ResourceEntry) -> Option<Diagnostic> {
    let entry = balancer.properties.entry("Scheme")?;
    let scheme = entry.node.as_text()?;
    if kind_of(balancer).as_deref() != Some("gateway") {
        return None;
    }
    let message = format!(
        "gateway load balancer `{}` has scheme `{scheme}`, which only others have",
        balancer.id
    );
    let finding = Diagnostic::new(&SETTING_OF_ANOTHER_BALANCER, entry.key_span, message);
    Some(finding.help("remove `Scheme`; endpoints lead to a gateway load balancer"))
}

/// The type is application unless it is written; `None` where it is not known.
pub(super) fn kind_of(balancer: &ResourceEntry) -> Option<String> {
    match balancer.properties.get("Type").filter(|node: &&Node| !node.is_absent()) {
        Some(_) => text(balancer, "Type"),
        None => Some("application".to_owned()),
    }
}
