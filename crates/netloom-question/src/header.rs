//! Which axis of a cell is which field of a header, at one point of the way.

use netloom_network::sets::addresses::Family;
use netloom_network::sets::traffic::{
    ECHO_REPLY, ECHO_REPLY_V6, ECHO_REQUEST, ECHO_REQUEST_V6, ICMP, ICMPV6, TCP, UDP, all_ports,
};
use netloom_network::sets::{Axis, Cell, RangeSet};

/// The fields of a header as axes of the flow's cell.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Header {
    /// The source address.
    pub source: Axis,
    /// The destination address.
    pub destination: Axis,
    /// The protocol.
    pub protocol: Axis,
    /// The source port; 0 for what has no ports.
    pub source_port: Axis,
    /// The destination port, or type and code of ICMP; 0 for what has neither.
    pub destination_port: Axis,
}

impl Header {
    /// The header at the beginning of every question: client and server address, protocol, client
    /// and server port.
    pub const FIRST: Self =
        Self { source: 0, destination: 1, protocol: 2, source_port: 3, destination_port: 4 };

    /// The axes of a question, before any rewrite adds more.
    pub const N_AXES: usize = 5;

    /// Returns the header of what comes back: ends and ports change places.
    ///
    /// The answer to an ICMP echo request has a type of its own, which becomes a further axis of
    /// the cell.
    pub fn reply(self, cell: &mut Cell) -> Self {
        let (source_port, destination_port) =
            match echo_reply(&cell.on(self.protocol), &cell.on(self.destination_port)) {
                Some(answer) => (self.source_port, cell.add_axis(RangeSet::single(answer))),
                None => (self.destination_port, self.source_port),
            };
        Self {
            source: self.destination,
            destination: self.source,
            protocol: self.protocol,
            source_port,
            destination_port,
        }
    }
}

fn echo_reply(protocols: &RangeSet, types: &RangeSet) -> Option<u128> {
    let is = |set: &RangeSet, number: u128| *set == RangeSet::single(number);
    if is(protocols, ICMP) && is(types, ECHO_REQUEST) {
        Some(ECHO_REPLY)
    } else if is(protocols, ICMPV6) && is(types, ECHO_REQUEST_V6) {
        Some(ECHO_REPLY_V6)
    } else {
        None
    }
}

/// Returns whether these packets are ICMP that is no echo request: nothing answers it.
pub fn is_unanswered(protocols: &RangeSet, types: &RangeSet) -> bool {
    let is_icmp = *protocols == RangeSet::single(ICMP) || *protocols == RangeSet::single(ICMPV6);
    is_icmp && echo_reply(protocols, types).is_none()
}

/// Returns the protocols and ports that packets of a family can have: each has an ICMP of its own,
/// and a ping of IPv4 is one of IPv6 between hosts that have IPv6 addresses.
///
/// # Source
/// RFC 4443: ICMPv6 is protocol 58 of IPv6 and its echo request is type 128; RFC 792: ICMP is
/// protocol 1 of IPv4, type 8.
pub(crate) fn in_family(
    family: Family,
    protocols: &RangeSet,
    ports: &RangeSet,
) -> (RangeSet, RangeSet) {
    let (icmp, icmpv6) = (RangeSet::single(ICMP), RangeSet::single(ICMPV6));
    match family {
        Family::Ipv4 => (protocols.difference(&icmpv6), ports.clone()),
        Family::Ipv6 if protocols.is_disjoint(&icmp) || !protocols.is_disjoint(&icmpv6) => {
            (protocols.difference(&icmp), ports.clone())
        }
        // Types of ICMP mean something else in ICMPv6; all of them are all of them.
        Family::Ipv6 if *protocols == icmp && *ports != all_ports() => {
            match ports.contains(ECHO_REQUEST) {
                true => (icmpv6, RangeSet::single(ECHO_REQUEST_V6)),
                false => (RangeSet::empty(), RangeSet::empty()),
            }
        }
        Family::Ipv6 => (protocols.difference(&icmp).union(&icmpv6), ports.clone()),
    }
}

/// Cuts traffic into parts that are alike in what stands for their ports: each is protocols, source
/// ports and destination ports.
pub(crate) fn alike_parts(
    protocols: &RangeSet,
    client_ports: &RangeSet,
    ports: &RangeSet,
) -> Vec<(RangeSet, RangeSet, RangeSet)> {
    let none = RangeSet::single(0);
    let with_ports = RangeSet::single(TCP).union(&RangeSet::single(UDP));
    let mut parts =
        vec![(protocols.intersection(&with_ports), client_ports.clone(), ports.clone())];
    for (icmp, echo) in [(ICMP, ECHO_REQUEST), (ICMPV6, ECHO_REQUEST_V6)] {
        let icmp = protocols.intersection(&RangeSet::single(icmp));
        let echo = RangeSet::single(echo);
        parts.push((icmp.clone(), none.clone(), ports.intersection(&echo)));
        parts.push((icmp, none.clone(), ports.difference(&echo)));
    }
    let icmp = RangeSet::single(ICMP).union(&RangeSet::single(ICMPV6));
    parts.push((protocols.difference(&with_ports).difference(&icmp), none.clone(), none));
    parts.retain(|(protocols, source_ports, ports)| {
        !protocols.is_empty() && !source_ports.is_empty() && !ports.is_empty()
    });
    parts
}
