//! Two listeners of one load balancer on one port.

use std::collections::BTreeMap;

use netloom_diag::Diagnostic;
use netloom_template::ResourceEntry;

use super::super::context::{Context, identity, text};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// Two listeners of one load balancer with one port, both of which carry TCP or both UDP.
    /// ### Why it matters
    /// Elastic Load Balancing rejects the second one (`DuplicateListener`), and the stack is rolled
    /// back.
    /// ### Example
    /// A listener with `Port: 80` that forwards, and one with `Port: 80` that redirects
    /// ### Instead
    /// One listener, and an `AWS::ElasticLoadBalancingV2::ListenerRule` for the other action.
    /// ### Source
    /// Elastic Load Balancing API, `CreateListener`, error `DuplicateListener`: a listener with the
    /// specified port already exists.
    TWO_LISTENERS_ON_ONE_PORT = ("CFN085", Error, "two listeners on one port");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut first: BTreeMap<(String, i64, bool), &ResourceEntry> = BTreeMap::new();
    let listeners = context.of_kind("AWS::ElasticLoadBalancingV2::Listener");
    for listener in listeners.filter(|listener| context.is_certain(listener)) {
        let Some(node) = listener.properties.get("Port") else { continue };
        let balancer = identity(listener.properties.get("LoadBalancerArn"));
        let (Some(balancer), Some(port)) = (balancer, node.as_integer()) else { continue };
        for &is_udp in carried(listener) {
            let key = (balancer.clone(), port, is_udp);
            let Some(other) = first.get(&key).filter(|other| other.id != listener.id) else {
                first.entry(key).or_insert(listener);
                continue;
            };
            let message = format!(
                "listeners `{}` and `{}` of one load balancer both have port {port}",
                other.id, listener.id
            );
            findings.push(
                Diagnostic::new(&TWO_LISTENERS_ON_ONE_PORT, node.span, message)
                    .also(other.span, "the first one")
                    .help("write another port, or a rule of the first listener"),
            );
            break;
        }
    }
    findings
}

/// By what a listener is carried: TCP, UDP (`true`), or both; nothing where that is not known.
fn carried(listener: &ResourceEntry) -> &'static [bool] {
    match text(listener, "Protocol").as_deref() {
        Some("HTTP" | "HTTPS" | "TCP" | "TLS") => &[false],
        Some("UDP" | "QUIC") => &[true],
        Some("TCP_UDP" | "TCP_QUIC") => &[false, true],
        _ => &[],
    }
}
