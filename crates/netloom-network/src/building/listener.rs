//! What load balancers accept of all that their security groups let in.

use netloom_template::Node;

use crate::sets::RangeSet;
use crate::sets::traffic::{ICMP, ICMPV6, TCP, Traffic, UDP, all_ports};

/// Returns what a listener accepts by its protocol and port; `None` for a protocol that is not
/// known.
///
/// # Source
/// Elastic Load Balancing, User Guides for Application and Network Load Balancers, "Listeners":
/// HTTP, HTTPS and TLS are carried by TCP, QUIC by UDP. User Guide for Classic Load Balancers: HTTP,
/// HTTPS, TCP and SSL, all of which are carried by TCP.
pub(crate) fn accepted_by_listener(protocol: &str, port: &Node) -> Option<Vec<Traffic>> {
    let port = port_of(port)?;
    let carried: &[u128] = match protocol.to_ascii_uppercase().as_str() {
        "HTTP" | "HTTPS" | "TCP" | "TLS" | "SSL" => &[TCP],
        "UDP" | "QUIC" => &[UDP],
        "TCP_UDP" | "TCP_QUIC" => &[TCP, UDP],
        _ => return None,
    };
    Some(carried.iter().map(|protocol| Traffic::new(*protocol, port.clone())).collect())
}

/// Returns the port of a listener.
pub(crate) fn port_of(node: &Node) -> Option<RangeSet> {
    let port = u16::try_from(node.as_integer()?).ok()?;
    Some(RangeSet::single(port.into()))
}

/// Returns what a load balancer accepts beside what its listeners are for.
///
/// # Source
/// Elastic Load Balancing, User Guide for Application Load Balancers, "Security groups for your
/// Application Load Balancer": ICMP that its groups let in is for Path MTU Discovery.
pub(crate) fn pings() -> Vec<Traffic> {
    [ICMP, ICMPV6].map(|protocol| Traffic::new(protocol, all_ports())).into()
}

/// Returns the only ICMP that a network load balancer accepts: type 3, destination unreachable.
///
/// # Source
/// Elastic Load Balancing, User Guide for Network Load Balancers, "Listeners for your Network Load
/// Balancers": other ICMP is dropped.
pub(crate) fn unreachable_messages() -> Traffic {
    Traffic::new(ICMP, RangeSet::range(3 * 256, 3 * 256 + 255))
}
