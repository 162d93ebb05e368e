//! What target groups of network load balancers carry.

use crate::sets::traffic::{TCP, UDP};

/// Returns the protocols of IP that a target group of network load balancers sends: none for one of
/// other load balancers, all where its protocol is not known.
///
/// # Source
/// Elastic Load Balancing API, `TargetGroup`, and AWS CloudFormation Template Reference,
/// `AWS::ElasticLoadBalancingV2::TargetGroup`: `Protocol`.
pub(crate) fn protocols_of_target_group(protocol: Option<&str>) -> Vec<u128> {
    match protocol.map(str::to_ascii_uppercase).as_deref() {
        Some("TCP" | "TLS") => vec![TCP],
        Some("UDP" | "QUIC") => vec![UDP],
        Some("HTTP" | "HTTPS" | "GENEVE") => Vec::new(),
        // What cannot be known may be any of them.
        _ => vec![TCP, UDP],
    }
}
