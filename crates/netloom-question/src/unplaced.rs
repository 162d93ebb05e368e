//! Addresses that a subnet may have whose block is not known.

use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::{Family, rfc1918};
use netloom_network::{Known, Subnet, Unknown};

use crate::{InterfaceAt, Prepared};

impl Prepared {
    /// Returns the addresses that subnets may have whose blocks are not known, and what decides it,
    /// subnet by subnet.
    ///
    /// A subnet lies in its VPC. Where the VPC's blocks are not known either, they are taken to be
    /// private ones in IPv4, as those of what stands in such a subnet are.
    ///
    /// # Source
    /// Amazon VPC User Guide, "Subnet CIDR blocks": a subset of the VPC's block.
    pub(crate) fn unplaced(&self, family: Family) -> impl Iterator<Item = (RangeSet, &Unknown)> {
        let unknown = move |subnet: &'_ Subnet| self.unplaced_in(subnet, family);
        self.network.subnets.values().filter_map(move |subnet| {
            let own = match family {
                Family::Ipv4 => Some(&subnet.block),
                Family::Ipv6 => subnet.ipv6_block.as_ref(),
            };
            Some((unknown(subnet), own.and_then(Known::unknown)?))
        })
    }

    /// Returns the private IPv4 addresses that a place can have; where the block of its subnet is not
    /// known, those that a subnet of its VPC could have.
    #[must_use]
    pub fn ipv4_addresses(&self, place: InterfaceAt<'_>) -> RangeSet {
        let addresses = place.addresses(Family::Ipv4);
        match place.subnet.block.unknown() {
            Some(_) => addresses.intersection(&self.unplaced_in(place.subnet, Family::Ipv4)),
            None => addresses,
        }
    }

    fn unplaced_in(&self, subnet: &Subnet, family: Family) -> RangeSet {
        let vpc = self.vpc_of(subnet).filter(|vpc| vpc.beyond.is_none());
        match vpc.filter(|vpc| self.unknown_block(&vpc.id, family).is_none()) {
            Some(vpc) => self.local(&vpc.id).intersection(&family.everything()),
            None if family == Family::Ipv4 => rfc1918(),
            None => family.public(),
        }
    }
}
