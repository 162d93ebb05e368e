//! One IPv4 block in CIDR notation, always without host bits.

use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

/// How many addresses of each IPv4 subnet AWS keeps for itself: the first
/// four and the last.
///
/// # Source
/// Amazon VPC User Guide, "Subnet CIDR blocks".
pub const N_AWS_RESERVED_ADDRESSES: u64 = 5;

/// An IPv4 block: a network address and a prefix length of 0 to 32 bits.
///
/// Ordered by first address, then from the larger block to the smaller one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Ipv4Cidr {
    // INVARIANT: every bit of `first` behind `prefix_len_bits` is zero.
    first: u32,
    prefix_len_bits: u8,
}

/// Why a text is not an IPv4 block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ipv4CidrParseError {
    /// There is no `/`.
    MissingPrefixLength,
    /// The part before the `/` is not four numbers from 0 to 255.
    InvalidAddress,
    /// The part behind the `/` is not a number from 0 to 32.
    InvalidPrefixLength,
    /// Bits are set behind the prefix.
    HostBitsSet {
        /// The block that the address lies in.
        network: Ipv4Cidr,
    },
}

impl Ipv4Cidr {
    /// Every IPv4 address, `0.0.0.0/0`: the destination of a default route, and the world as a
    /// source.
    pub const EVERYTHING: Self = Self { first: 0, prefix_len_bits: 0 };

    /// Returns the block of `prefix_len_bits` that holds `address`, or `None`
    /// when the length is over 32.
    #[must_use]
    pub fn containing(address: Ipv4Addr, prefix_len_bits: u8) -> Option<Self> {
        let mask = mask(prefix_len_bits)?;
        Some(Self { first: u32::from(address) & mask, prefix_len_bits })
    }

    /// Returns the first address, the network address.
    #[must_use]
    pub fn first(self) -> Ipv4Addr {
        Ipv4Addr::from(self.first)
    }

    /// Returns the last address of the block.
    #[must_use]
    pub fn last(self) -> Ipv4Addr {
        let hosts = mask(self.prefix_len_bits).map_or(0, |mask| !mask);
        Ipv4Addr::from(self.first | hosts)
    }

    /// Returns the prefix length, 0 to 32 bits.
    #[must_use]
    pub fn prefix_len_bits(self) -> u8 {
        self.prefix_len_bits
    }

    /// Returns how many addresses the block holds, 1 to 2^32.
    #[must_use]
    pub fn n_addresses(self) -> u64 {
        1_u64 << (32 - self.prefix_len_bits)
    }

    /// Returns how many addresses a subnet of this block gives to hosts:
    /// all of them less the five that AWS keeps, and never under 0.
    #[must_use]
    pub fn n_host_addresses(self) -> u64 {
        self.n_addresses().saturating_sub(N_AWS_RESERVED_ADDRESSES)
    }

    /// Returns whether every address of `other` lies in this block.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.first() <= other.first() && other.last() <= self.last()
    }

    /// Returns whether the two blocks share an address.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.first() <= other.last() && other.first() <= self.last()
    }
}

impl FromStr for Ipv4Cidr {
    type Err = Ipv4CidrParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (address, length) =
            text.split_once('/').ok_or(Ipv4CidrParseError::MissingPrefixLength)?;
        let address: Ipv4Addr = address.parse().map_err(|_| Ipv4CidrParseError::InvalidAddress)?;
        // `u8::from_str` takes a sign and leading zeros, CIDR notation does not.
        let is_number = length.bytes().all(|byte| byte.is_ascii_digit())
            && (length == "0" || !length.starts_with('0'));
        let prefix_len_bits = length
            .parse()
            .ok()
            .filter(|_| is_number)
            .ok_or(Ipv4CidrParseError::InvalidPrefixLength)?;
        let network = Self::containing(address, prefix_len_bits)
            .ok_or(Ipv4CidrParseError::InvalidPrefixLength)?;
        if network.first() == address {
            Ok(network)
        } else {
            Err(Ipv4CidrParseError::HostBitsSet { network })
        }
    }
}

impl fmt::Display for Ipv4Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.first(), self.prefix_len_bits)
    }
}

/// Returns the network mask of a prefix length, or `None` over 32 bits.
fn mask(prefix_len_bits: u8) -> Option<u32> {
    match prefix_len_bits {
        0 => Some(0),
        1..=32 => Some(u32::MAX << (32 - prefix_len_bits)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<(&str, &str, u64), Ipv4CidrParseError>) {
        let seen = text.parse::<Ipv4Cidr>();
        let seen = seen.map(|cidr| {
            (cidr.first().to_string(), cidr.last().to_string(), cidr.n_host_addresses())
        });
        let expected = expected.map(|(first, last, n)| (first.to_owned(), last.to_owned(), n));
        assert_eq!(seen, expected, "{text}");
    }

    #[test]
    fn blocks_are_read_with_their_bounds_and_room_for_hosts() {
        check("10.0.0.0/16", Ok(("10.0.0.0", "10.0.255.255", 65_531)));
        check("10.0.0.240/28", Ok(("10.0.0.240", "10.0.0.255", 11)));
        check("10.0.0.1/32", Ok(("10.0.0.1", "10.0.0.1", 0)));
        check("0.0.0.0/0", Ok(("0.0.0.0", "255.255.255.255", 4_294_967_291)));
    }

    #[test]
    fn what_is_not_a_block_is_refused_with_its_reason() {
        check("10.0.0.0", Err(Ipv4CidrParseError::MissingPrefixLength));
        check("10.0.0/16", Err(Ipv4CidrParseError::InvalidAddress));
        check("10.0.0.256/16", Err(Ipv4CidrParseError::InvalidAddress));
        check("10.0.0.0/33", Err(Ipv4CidrParseError::InvalidPrefixLength));
        check("10.0.0.0/+16", Err(Ipv4CidrParseError::InvalidPrefixLength));
        check("10.0.0.0/08", Err(Ipv4CidrParseError::InvalidPrefixLength));
        check("10.0.0.0/", Err(Ipv4CidrParseError::InvalidPrefixLength));
    }

    #[test]
    fn host_bits_name_the_block_that_was_meant() {
        let network = Ipv4Cidr::containing(Ipv4Addr::new(10, 0, 0, 0), 24);
        let seen = "10.0.0.7/24".parse::<Ipv4Cidr>();
        assert_eq!(seen.err(), network.map(|network| Ipv4CidrParseError::HostBitsSet { network }));
    }

    #[test]
    fn a_block_contains_and_overlaps_its_parts_and_not_its_neighbour() {
        let [vpc, left, right] =
            ["10.0.0.0/16", "10.0.0.0/24", "10.0.1.0/24"].map(|text| text.parse::<Ipv4Cidr>().ok());
        let (Some(vpc), Some(left), Some(right)) = (vpc, left, right) else {
            unreachable!("the three blocks above are well formed")
        };
        assert!(vpc.contains(left) && vpc.contains(right) && !left.contains(vpc));
        assert!(vpc.overlaps(left) && left.overlaps(vpc) && !left.overlaps(right));
    }
}
