//! Protocols and ports as numbers.
//!
//! A header has a protocol (0 to 255) and two ports. ICMP has a type and a code instead, which
//! stand in the place of the destination port as `type * 256 + code`. What has neither has 0 in
//! both places, and no rule looks at them.

use super::{Range, RangeSet};

/// ICMP.
pub const ICMP: u128 = 1;
/// TCP.
pub const TCP: u128 = 6;
/// UDP.
pub const UDP: u128 = 17;
/// ICMPv6.
pub const ICMPV6: u128 = 58;

/// An ICMP echo request, `ping`, in the place of a destination port: type 8, code 0.
pub const ECHO_REQUEST: u128 = 8 * 256;
/// What answers it: type 0, code 0.
pub const ECHO_REPLY: u128 = 0;
/// An ICMPv6 echo request: type 128, code 0.
pub const ECHO_REQUEST_V6: u128 = 128 * 256;
/// What answers it: type 129, code 0.
pub const ECHO_REPLY_V6: u128 = 129 * 256;

/// Returns every protocol.
#[must_use]
pub fn all_protocols() -> RangeSet {
    RangeSet::range(0, 255)
}

/// Returns every port, and every ICMP type and code.
#[must_use]
pub fn all_ports() -> RangeSet {
    RangeSet::range(0, 65_535)
}

/// Returns the ports that clients on Linux use.
///
/// # Source
/// `net.ipv4.ip_local_port_range` of Amazon Linux 2, Ubuntu and Red Hat, on which ParallelCluster's
/// images are built: 32768 to 60999.
#[must_use]
pub fn linux_client_ports() -> RangeSet {
    RangeSet::range(32_768, 60_999)
}

/// Returns the ports that a NAT gateway uses towards its destinations.
///
/// # Source
/// Amazon VPC User Guide, "NAT gateway basics" and "Network ACLs", ephemeral ports: 1024 to 65535.
#[must_use]
pub fn nat_gateway_ports() -> RangeSet {
    RangeSet::range(1024, 65_535)
}

/// Which packets, addresses aside: a product of protocols and ports.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Traffic {
    /// Protocol numbers.
    pub protocols: RangeSet,
    /// Destination ports, or ICMP types and codes.
    pub ports: RangeSet,
}

impl Traffic {
    /// Everything: what security groups write as protocol `-1`.
    #[must_use]
    pub fn everything() -> Self {
        Self { protocols: all_protocols(), ports: all_ports() }
    }

    /// One protocol, these ports.
    #[must_use]
    pub fn new(protocol: u128, ports: RangeSet) -> Self {
        Self { protocols: RangeSet::single(protocol), ports }
    }

    /// TCP to one port.
    #[must_use]
    pub fn tcp(port: u16) -> Self {
        Self::new(TCP, RangeSet::single(u128::from(port)))
    }

    /// TCP to ports from `first` to `last`.
    #[must_use]
    pub fn tcp_range(first: u16, last: u16) -> Self {
        Self::new(TCP, RangeSet::range(u128::from(first), u128::from(last)))
    }
}

/// Returns ICMP types and codes in the place of ports; -1 or absent is all of them.
///
/// `None` when a code is given for all types, which EC2 rejects, or a number is above 255.
#[must_use]
pub fn icmp(kind: Option<i64>, code: Option<i64>) -> Option<RangeSet> {
    match (kind.filter(|kind| *kind != -1), code.filter(|code| *code != -1)) {
        (None, None) => Some(all_ports()),
        (None, Some(_)) => None,
        (Some(kind), code) => {
            let kind = u128::from(u8::try_from(kind).ok()?) * 256;
            match code {
                None => Some(RangeSet::range(kind, kind + 255)),
                Some(code) => Some(RangeSet::single(kind + u128::from(u8::try_from(code).ok()?))),
            }
        }
    }
}

/// Returns the number of a protocol as templates and facts write it: a name or a number; `-1` is
/// all, as is `all`.
///
/// # Source
/// EC2 API, `IpPermission.IpProtocol`: tcp, udp, icmp, icmpv6, or a number; -1 for all.
#[must_use]
pub fn parse_protocols(text: &str) -> Option<RangeSet> {
    let number = match text.trim().to_ascii_lowercase().as_str() {
        "-1" | "all" => return Some(all_protocols()),
        "tcp" => TCP,
        "udp" => UDP,
        "icmp" => ICMP,
        "icmpv6" => ICMPV6,
        number => u128::from(number.parse::<u8>().ok()?),
    };
    Some(RangeSet::single(number))
}

/// Returns a protocol as people write it.
#[must_use]
pub fn format_protocol(number: u128) -> String {
    match number {
        TCP => "tcp".to_owned(),
        UDP => "udp".to_owned(),
        ICMP => "icmp".to_owned(),
        ICMPV6 => "icmpv6".to_owned(),
        other => format!("protocol {other}"),
    }
}

/// Returns ports as people write them: `22`, `1024-65535`, `all`.
#[must_use]
pub fn format_ports(ports: &RangeSet) -> String {
    if *ports == all_ports() {
        return "all".to_owned();
    }
    ports.ranges().iter().map(format_port_range).collect::<Vec<_>>().join(", ")
}

fn format_port_range(range: &Range) -> String {
    match (range.first, range.last) {
        (first, last) if first == last => first.to_string(),
        (first, last) => format!("{first}-{last}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn protocols_are_names_or_numbers() {
        assert_eq!(parse_protocols("TCP"), Some(RangeSet::single(6)));
        assert_eq!(parse_protocols("50"), Some(RangeSet::single(50)));
        assert_eq!(parse_protocols("-1"), Some(all_protocols()));
        assert_eq!(parse_protocols("300"), None);
        assert_eq!(parse_protocols("http"), None);
    }

    #[test]
    fn a_code_without_a_type_is_nothing() {
        assert_eq!(icmp(None, Some(4)), None);
        assert_eq!(icmp(Some(3), Some(4)), Some(RangeSet::single(3 * 256 + 4)));
        assert_eq!(icmp(Some(8), Some(-1)), Some(RangeSet::range(2048, 2303)));
        assert_eq!(icmp(Some(-1), None), Some(all_ports()));
    }
}
