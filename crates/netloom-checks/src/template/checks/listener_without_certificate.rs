//! Listeners that decrypt, without a certificate.

use netloom_diag::Diagnostic;
use netloom_template::{Node, ResourceEntry};

use super::super::context::{Context, text};
use super::super::paths::values_at;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A listener with protocol HTTPS or TLS, or HTTPS or SSL of a classic load balancer, that has
    /// no certificate of its own.
    /// ### Why it matters
    /// Elastic Load Balancing rejects the listener, and the stack is rolled back. An
    /// `AWS::ElasticLoadBalancingV2::ListenerCertificate` adds further certificates to a listener
    /// that has one.
    /// ### Example
    /// `Protocol: HTTPS` and no `Certificates`
    /// ### Instead
    /// `Certificates: [{CertificateArn: !Ref Certificate}]`
    /// ### Source
    /// Elastic Load Balancing API, `CreateListener`, `Certificates`: exactly one for HTTPS and TLS
    /// listeners; version 2012-06-01, `CreateLoadBalancerListeners`, `SSLCertificateId`, and User
    /// Guide for Classic Load Balancers, "HTTPS listeners": a certificate on the load balancer.
    LISTENER_WITHOUT_CERTIFICATE = ("CFN084", Error, "listener without a certificate");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let listeners =
        context.of_kind("AWS::ElasticLoadBalancingV2::Listener").filter_map(of_listener);
    let classic = context.of_kind("AWS::ElasticLoadBalancing::LoadBalancer");
    listeners.chain(classic.flat_map(of_classic)).collect()
}

fn of_listener(listener: &ResourceEntry) -> Option<Diagnostic> {
    let protocol = text(listener, "Protocol")?;
    let certificates = listener.properties.get("Certificates");
    if !["HTTPS", "TLS"].contains(&protocol.as_str()) || !is_nothing(certificates) {
        return None;
    }
    let message =
        format!("listener `{}` with protocol `{protocol}` has no certificate", listener.id);
    let node = listener.properties.get("Protocol")?;
    let finding = Diagnostic::new(&LISTENER_WITHOUT_CERTIFICATE, node.span, message);
    Some(finding.help("write `Certificates: [{CertificateArn: ARN}]`"))
}

fn of_classic(balancer: &ResourceEntry) -> Vec<Diagnostic> {
    let listeners = values_at(&balancer.properties, "Listeners[]").into_iter();
    let findings = listeners.filter_map(|listener| {
        let node = listener.get("Protocol")?;
        let protocol = node.as_text()?.to_ascii_uppercase();
        let certificate = listener.get("SSLCertificateId");
        if !["HTTPS", "SSL"].contains(&protocol.as_str()) || !is_nothing(certificate) {
            return None;
        }
        let message = format!(
            "a listener of `{}` with protocol `{protocol}` has no certificate",
            balancer.id
        );
        let finding = Diagnostic::new(&LISTENER_WITHOUT_CERTIFICATE, node.span, message);
        Some(finding.help("write `SSLCertificateId: ARN`"))
    });
    findings.collect()
}

/// Whether there is certainly no value.
fn is_nothing(node: Option<&Node>) -> bool {
    node.is_none_or(|node| {
        node.is_absent() || node.as_list().is_some_and(|items| items.iter().all(Node::is_absent))
    })
}
