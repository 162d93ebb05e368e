//! Something in a subnet, and the addresses it can have.

use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::{Family, ipv4, rfc1918};
use netloom_network::{Endpoint, Interface, InterfaceKind, Known, PublicAddress, Subnet};

/// Something in a subnet: an interface, or whatever interface may be there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InterfaceAt<'n> {
    /// The subnet.
    pub subnet: &'n Subnet,
    /// The interface; `None` for any at all, whose groups are supposed to admit everything.
    pub interface: Option<&'n Interface>,
    /// The endpoint whose interface it is.
    pub endpoint: Option<&'n Endpoint>,
}

impl InterfaceAt<'_> {
    /// Returns whether it stands for an interface with any security groups, which are supposed to
    /// admit everything.
    #[must_use]
    pub fn may_have_any_group(&self) -> bool {
        self.interface.is_none_or(Interface::may_have_any_group)
    }

    /// Returns whether it stands for something that could be launched, and not for an interface
    /// that is described.
    #[must_use]
    pub fn is_launched(&self) -> bool {
        self.interface.is_none_or(|interface| interface.kind == InterfaceKind::Launched)
    }

    /// Returns the private addresses that the place can have: its own, or any that its subnet can
    /// give out.
    ///
    /// # Source
    /// Amazon VPC User Guide, "Subnet CIDR reservations": the first four and the last of each IPv4
    /// block are AWS's.
    #[must_use]
    pub fn addresses(&self, family: Family) -> RangeSet {
        match family {
            Family::Ipv4 => match self.interface.and_then(|interface| interface.addresses.as_ref())
            {
                Some(own) => own.clone(),
                None => usable(self.subnet),
            },
            Family::Ipv6 => match &self.subnet.ipv6_block {
                None => RangeSet::empty(),
                Some(Known::Is(block)) => block.clone(),
                Some(Known::Unknown(_)) => Family::Ipv6.public(),
            },
        }
    }

    /// Returns whether the place has an IPv6 address; anything in a subnet may.
    pub fn has_ipv6(&self) -> &Known<bool> {
        match self.interface.map(|interface| interface.has_ipv6.as_ref()) {
            None => &HAS_IPV6,
            Some(Some(own)) => own,
            Some(None) => &self.subnet.assigns_ipv6,
        }
    }

    /// Returns whether the place has an IPv6 address to which an internet gateway hands packets.
    #[must_use]
    pub fn has_public_ipv6(&self) -> &Known<bool> {
        let own = self.has_ipv6();
        match self.interface.map(|interface| &interface.is_closed_to_ipv6_internet) {
            _ if *own == Known::Is(false) => own,
            None | Some(Known::Is(false)) => own,
            Some(Known::Is(true)) => &HAS_NO_IPV6,
            Some(unknown) => unknown,
        }
    }

    /// Returns the public IPv4 address, where the description gives it.
    #[must_use]
    pub fn public_address(&self) -> Option<RangeSet> {
        match self.interface.map(|interface| &interface.public) {
            Some(PublicAddress::Elastic(Some(address))) => Some(ipv4(*address)),
            _ => None,
        }
    }
}

static HAS_IPV6: Known<bool> = Known::Is(true);
static HAS_NO_IPV6: Known<bool> = Known::Is(false);

fn usable(subnet: &Subnet) -> RangeSet {
    let Known::Is(block) = &subnet.block else { return rfc1918() };
    let (Some(first), Some(last)) = (block.first(), block.last()) else { return RangeSet::empty() };
    RangeSet::range(first.saturating_add(4), last.saturating_sub(1))
}
