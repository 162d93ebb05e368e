//! Whether a rule that is named admits all of the packets, or none of them.

use netloom_network::sets::RangeSet;
use netloom_network::sets::traffic::Traffic;
use netloom_network::{AclEntry, GroupRule, Id, Interface, Known, Network, Peer, Subnet};
use netloom_question::Header;

use crate::ProofPath;

/// CheckedEnd is at the other end, as the header says at the hop.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Far<'n> {
    /// An interface, by its groups.
    Inside(&'n Interface),
    /// Something in a subnet that may have any group of its VPC.
    Anything(&'n Subnet),
    /// Something in a subnet whose groups are not visible from here.
    Unnamed,
    /// A gateway or a host outside.
    Outside,
    Service(&'n str),
}

/// How much of a set of packets something matches.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Match {
    All,
    None,
    /// Some of it, or it is unknown.
    Open,
}

impl Match {
    fn of(packets: &RangeSet, asked: &RangeSet) -> Self {
        if packets.is_subset(asked) {
            Self::All
        } else if packets.is_disjoint(asked) {
            Self::None
        } else {
            Self::Open
        }
    }

    /// Both must match.
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::None, _) | (_, Self::None) => Self::None,
            (Self::All, Self::All) => Self::All,
            _ => Self::Open,
        }
    }
}

impl ProofPath {
    /// The values that a field has.
    pub(crate) fn on(&self, axis: usize) -> RangeSet {
        self.packets.get(axis).cloned().unwrap_or_default()
    }

    fn has_traffic(&self, header: Header, traffic: &Known<Traffic>) -> Match {
        let Known::Is(traffic) = traffic else { return Match::Open };
        Match::of(&self.on(header.protocol), &traffic.protocols)
            .and(Match::of(&self.on(header.destination_port), &traffic.ports))
    }

    /// What an entry of an ACL matches; `far` is the axis of the other end's address.
    pub(crate) fn meets_entry(&self, header: Header, entry: &AclEntry, far: usize) -> Match {
        let Known::Is(addresses) = &entry.addresses else { return Match::Open };
        self.has_traffic(header, &entry.traffic).and(Match::of(&self.on(far), addresses))
    }

    /// What a rule of a security group matches.
    pub(crate) fn meets_rule(
        &self,
        network: &Network,
        header: Header,
        rule: &GroupRule,
        (far, who): (usize, Far<'_>),
    ) -> Match {
        let peer = match &rule.peer {
            Known::Unknown(_) => Match::Open,
            Known::Is(Peer::Addresses(addresses)) => Match::of(&self.on(far), addresses),
            Known::Is(Peer::Group(id)) => has_group(network, who, id),
            Known::Is(Peer::PrefixList(id)) => {
                match network.prefix_lists.get(id).map(|list| (&list.entries, &list.service)) {
                    Some((Known::Is(blocks), _)) => {
                        let all = blocks
                            .iter()
                            .fold(RangeSet::empty(), |all, (block, _)| all.union(block));
                        Match::of(&self.on(far), &all)
                    }
                    Some((Known::Unknown(_), Some(service))) => match who {
                        Far::Service(name) if name == service => Match::All,
                        Far::Service(_) | Far::Inside(_) | Far::Anything(_) | Far::Unnamed => {
                            Match::None
                        }
                        Far::Outside => Match::Open,
                    },
                    _ => Match::Open,
                }
            }
        };
        self.has_traffic(header, &rule.traffic).and(peer)
    }
}

fn has_group(network: &Network, who: Far<'_>, id: &Id) -> Match {
    match who {
        Far::Outside | Far::Service(_) | Far::Unnamed => Match::None,
        Far::Anything(subnet) => {
            match network.security_groups.get(id).and_then(|group| group.vpc.value()) {
                Some(vpc) if *vpc != subnet.vpc => Match::None,
                _ => Match::Open,
            }
        }
        Far::Inside(interface)
            if interface.groups.iter().any(|group| group.value() == Some(id)) =>
        {
            Match::All
        }
        Far::Inside(interface)
            if interface.groups.iter().any(|group| group.unknown().is_some()) =>
        {
            Match::Open
        }
        Far::Inside(_) => Match::None,
    }
}
