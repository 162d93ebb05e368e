//! Packets between two ends.

use netloom_network::sets::addresses::{Family, of_services};
use netloom_network::sets::{Cell, RangeSet};
use netloom_network::{Known, Subnet};

use crate::header::{Header, alike_parts, in_family};
use crate::resolver::to_resolver;
use crate::{InterfaceAt, Prepared};

/// One end of a query.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum End<'n> {
    /// Something in a subnet, and which of its private addresses are asked about.
    Inside(InterfaceAt<'n>, RangeSet),
    /// Hosts on the internet, by their addresses.
    Internet(RangeSet),
    /// Hosts elsewhere outside, by their addresses: on premises or in networks beyond a gateway.
    Elsewhere(RangeSet),
    /// An AWS service, by its name behind the region.
    Service(&'n str),
    /// The resolver of a VPC where it answers in a block of a subnet, by the address it has there:
    /// for names only.
    Resolver(&'n Subnet, RangeSet),
}

impl End<'_> {
    /// Returns whether none of its addresses is one of IPv4.
    fn is_ipv6(&self) -> bool {
        match self {
            Self::Inside(_, addresses) | Self::Internet(addresses) | Self::Elsewhere(addresses) => {
                addresses.is_disjoint(&Family::Ipv4.everything())
            }
            Self::Service(_) | Self::Resolver(..) => false,
        }
    }

    /// Returns whether the addresses are those of the end, and not any that a block could have
    /// that is not given.
    pub fn is_exact(&self) -> bool {
        let Self::Inside(place, addresses) = self else { return true };
        let has_own = place.interface.is_some_and(|interface| interface.addresses.is_some());
        match addresses.is_disjoint(&Family::Ipv4.everything()) {
            true => !matches!(place.subnet.ipv6_block, Some(Known::Unknown(_))),
            false => has_own || place.subnet.block.value().is_some(),
        }
    }
}

/// What is asked: these packets, from there to there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Query<'n> {
    /// The client.
    pub from: End<'n>,
    /// The server.
    pub to: End<'n>,
    /// Protocol numbers.
    pub protocols: RangeSet,
    /// The client's ports.
    pub client_ports: RangeSet,
    /// The server's ports, or ICMP types and codes.
    pub ports: RangeSet,
    /// The services whose addresses are no host's on the internet that is meant.
    pub excepts: &'n [String],
}

impl Query<'_> {
    /// Returns the address family of its packets.
    #[must_use]
    pub fn family(&self) -> Family {
        if self.from.is_ipv6() && self.to.is_ipv6() { Family::Ipv6 } else { Family::Ipv4 }
    }

    /// Returns whether some of these packets are certainly asked about: not all of their hosts on
    /// the internet can be those of the services that are excepted, whose addresses are not known.
    ///
    /// # Source
    /// <https://ip-ranges.amazonaws.com/ip-ranges.json>: all services of AWS together have far less
    /// than an eighth of the addresses of either family.
    #[must_use]
    pub fn has_asked(&self, packets: &Cell) -> bool {
        let family = self.family();
        let is_sure = |addresses: RangeSet| {
            addresses.len() > family.public().len() / 8
                || !addresses.is_subset(&of_services(family))
        };
        let mut ends = [(&self.from, Header::FIRST.source), (&self.to, Header::FIRST.destination)]
            .into_iter()
            .filter(|(end, _)| matches!(end, End::Internet(_)));
        self.excepts.is_empty() || ends.all(|(_, axis)| is_sure(packets.on(axis)))
    }
}

impl Prepared {
    /// Returns the cells that a query asks about, one per kind of traffic; their union is the
    /// question.
    #[must_use]
    pub fn asked(&self, query: &Query<'_>) -> Vec<Cell> {
        let (client, server) = (self.addresses_of(&query.from), self.addresses_of(&query.to));
        let (protocols, ports) = in_family(query.family(), &query.protocols, &query.ports);
        let parts = alike_parts(&protocols, &query.client_ports, &ports);
        let cells = parts.into_iter().map(|(protocols, source_ports, ports)| {
            Cell::new(vec![client.clone(), server.clone(), protocols, source_ports, ports])
        });
        let is_wanted = |cell: Cell| match &query.to {
            End::Resolver(_, addresses) => cell.split(&to_resolver(addresses.clone())).0,
            _ => Some(cell),
        };
        cells.filter_map(is_wanted).filter(|cell| !cell.is_empty()).collect()
    }

    fn addresses_of(&self, end: &End<'_>) -> RangeSet {
        match end {
            End::Inside(_, addresses) | End::Internet(addresses) | End::Elsewhere(addresses) => {
                addresses.clone()
            }
            End::Resolver(_, addresses) => addresses.clone(),
            // What the site has is no service's, public or not.
            End::Service(_) => of_services(Family::Ipv4)
                .difference(&self.own_blocks())
                .difference(&self.network.on_premises),
        }
    }
}
