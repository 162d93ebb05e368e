//! What the destination of packets is, as far as routes go by it.

use netloom_network::sets::addresses::Family;
use netloom_network::{Destination, Id, Known, Route, Target};

/// What the destination of packets is, as far as routes go by it.
#[derive(Clone, Copy, Debug)]
pub enum Wants<'a> {
    /// A service, by its name: one of its addresses.
    Service(&'a str),
    /// Something in this VPC.
    Inside(&'a Id),
    /// An address outside: hosts, named by their addresses or all of the internet, or a service
    /// that has it.
    Outside {
        /// Whether the addresses were named, so that they may be the VPC's own.
        by_address: bool,
    },
    /// The asking party; in this VPC, or outside. The services that lists are of answer and do not
    /// ask.
    Answer(Option<&'a Id>),
}

impl<'a> Wants<'a> {
    /// The VPC in which it is.
    #[must_use]
    pub fn vpc(self) -> Option<&'a Id> {
        match self {
            Self::Inside(vpc) | Self::Answer(Some(vpc)) => Some(vpc),
            _ => None,
        }
    }

    /// Whether blocks of services' lists count.
    #[must_use]
    pub fn may_be_listed(self) -> bool {
        matches!(self, Self::Outside { .. })
    }
}

/// Returns whether a route may be for a part of a block of its VPC that is not known.
///
/// # Source
/// Amazon VPC User Guide, "VPC CIDR blocks": a VPC has IPv4 blocks from /16 to /28.
#[must_use]
pub fn may_be_in_unknown_block(route: &Route, family: Family) -> bool {
    let shortest = match family {
        Family::Ipv4 => 16,
        Family::Ipv6 => 1,
    };
    let is_of_family = match &route.destination {
        Known::Is(Destination::Block(block, len)) => {
            *len >= shortest && block.is_subset(&family.everything())
        }
        Known::Is(_) => false,
        Known::Unknown(_) => true,
    };
    is_of_family && may_be_inside(route)
}

/// Returns whether a route may be for a part of its VPC, by its target.
#[must_use]
pub fn may_be_inside(route: &Route) -> bool {
    route.target.value().is_none_or(Target::may_be_for_a_part_of_its_vpc)
}
