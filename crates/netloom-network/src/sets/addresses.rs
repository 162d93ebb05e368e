//! Addresses as numbers: IPv4 at the lower end, IPv6 above, so that one kind of set holds both and
//! they never meet.
//!
//! An IPv4 address is its own number, 0 to 2³²-1. An IPv6 address is its number, too; those below
//! 2³² (`::/96`) are not routed anywhere, so nothing is lost by their place being taken.

use std::net::{Ipv4Addr, Ipv6Addr};

use netloom_net::Ipv4Cidr;

use super::{Range, RangeSet};

const LAST_IPV4: u128 = u32::MAX as u128;

/// Which of the two, each with routes and rules of its own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Family {
    /// 32 bits.
    Ipv4,
    /// 128 bits.
    Ipv6,
}

impl Family {
    /// Returns every address of the family.
    #[must_use]
    pub fn everything(self) -> RangeSet {
        match self {
            Self::Ipv4 => RangeSet::range(0, LAST_IPV4),
            Self::Ipv6 => RangeSet::range(LAST_IPV4 + 1, u128::MAX),
        }
    }

    /// Returns the addresses that hosts on the internet can have.
    #[must_use]
    pub fn public(self) -> RangeSet {
        match self {
            Self::Ipv4 => self.everything().difference(&not_on_the_internet()),
            Self::Ipv6 => ipv6_block(Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3),
        }
    }
}

/// IPv4 blocks that no host on the internet has.
///
/// # Source
/// RFC 1918 and RFC 6598, the two that AWS's internet gateway rejects by name; IANA IPv4
/// Special-Purpose Address Registry for this network, loopback, link-local, multicast and reserved.
const SPECIAL: [([u8; 4], u8); 9] = [
    ([0, 0, 0, 0], 8),
    ([10, 0, 0, 0], 8),
    ([100, 64, 0, 0], 10),
    ([127, 0, 0, 0], 8),
    ([169, 254, 0, 0], 16),
    ([172, 16, 0, 0], 12),
    ([192, 168, 0, 0], 16),
    ([224, 0, 0, 0], 4),
    ([240, 0, 0, 0], 4),
];

fn not_on_the_internet() -> RangeSet {
    RangeSet::from_ranges(
        SPECIAL.iter().flat_map(|(first, len)| block(*first, *len).ranges().to_vec()),
    )
}

fn block(first: [u8; 4], prefix_len: u8) -> RangeSet {
    let first = u128::from(u32::from(Ipv4Addr::from(first)));
    RangeSet::range(first, first + (1_u128 << (32 - u32::from(prefix_len.min(32)))) - 1)
}

/// Returns the addresses of RFC 1918: 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16.
#[must_use]
pub fn rfc1918() -> RangeSet {
    block([10, 0, 0, 0], 8).union(&block([172, 16, 0, 0], 12)).union(&block([192, 168, 0, 0], 16))
}

/// Returns the addresses of RFC 6598, shared address space: 100.64.0.0/10.
#[must_use]
pub fn rfc6598() -> RangeSet {
    block([100, 64, 0, 0], 10)
}

/// Returns the addresses of RFC 4193, unique local addresses: fc00::/7.
#[must_use]
pub fn unique_local() -> RangeSet {
    ipv6_block(Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0), 7)
}

/// Returns the addresses 169.254.0.0/16 and fd00:ec2::/32, among them the instance metadata
/// service, the resolver and the clock.
///
/// # Source
/// Amazon VPC User Guide, "Security groups" and "Network ACLs": traffic to and from these services
/// is not filtered.
#[must_use]
pub fn link_local() -> RangeSet {
    block([169, 254, 0, 0], 16).union(&instance_services_ipv6())
}

/// Returns the addresses that no route can capture: 169.254.168.0/22 and fd00:ec2::/32.
///
/// # Source
/// Amazon VPC User Guide, "Route tables": routes to it cannot be added, and a wider route does not
/// capture it.
#[must_use]
pub fn reserved_for_aws_services() -> RangeSet {
    block([169, 254, 168, 0], 22).union(&instance_services_ipv6())
}

fn instance_services_ipv6() -> RangeSet {
    ipv6_block(Ipv6Addr::new(0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0), 32)
}

/// Returns the addresses that AWS's services can have: public ones that are in no block for
/// documentation or tests.
///
/// # Source
/// RFC 5737 (192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24), RFC 3849 (2001:db8::/32), RFC 2544
/// (198.18.0.0/15), RFC 6890 (192.0.0.0/24).
#[must_use]
pub fn of_services(family: Family) -> RangeSet {
    let ipv4 = [
        block([192, 0, 0, 0], 24),
        block([192, 0, 2, 0], 24),
        block([198, 18, 0, 0], 15),
        block([198, 51, 100, 0], 24),
        block([203, 0, 113, 0], 24),
    ];
    let ipv6 = ipv6_block(Ipv6Addr::new(0x2001, 0x0db8, 0, 0, 0, 0, 0, 0), 32);
    let others =
        RangeSet::from_ranges(ipv4.iter().chain([&ipv6]).flat_map(|block| block.ranges().to_vec()));
    family.public().difference(&others)
}

/// Returns the IPv6 addresses that stand for IPv4 addresses: 64:ff9b::/96.
///
/// # Source
/// RFC 6052; Amazon VPC User Guide, "DNS64 and NAT64": a NAT gateway translates them.
#[must_use]
pub fn nat64() -> RangeSet {
    let first = u128::from(NAT64);
    RangeSet::range(first, first | LAST_IPV4)
}

const NAT64: Ipv6Addr = Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0);

/// Returns the IPv4 addresses that addresses of 64:ff9b::/96 stand for.
#[must_use]
pub fn behind_nat64(addresses: &RangeSet) -> RangeSet {
    let mapped = addresses.intersection(&nat64());
    let behind = mapped
        .ranges()
        .iter()
        .map(|range| Range { first: range.first & LAST_IPV4, last: range.last & LAST_IPV4 });
    RangeSet::from_ranges(behind.collect::<Vec<_>>())
}

/// Returns the addresses of 64:ff9b::/96 that stand for IPv4 addresses.
#[must_use]
pub fn by_nat64(ipv4: &RangeSet) -> RangeSet {
    let first = u128::from(NAT64);
    let ipv4 = ipv4.intersection(&Family::Ipv4.everything());
    let mapped = ipv4
        .ranges()
        .iter()
        .map(|range| Range { first: first | range.first, last: first | range.last });
    RangeSet::from_ranges(mapped.collect::<Vec<_>>())
}

/// Returns one IPv4 address.
#[must_use]
pub fn ipv4(address: Ipv4Addr) -> RangeSet {
    RangeSet::single(u128::from(u32::from(address)))
}

/// Returns the addresses of an IPv4 block.
#[must_use]
pub fn ipv4_block(cidr: Ipv4Cidr) -> RangeSet {
    RangeSet::range(u128::from(u32::from(cidr.first())), u128::from(u32::from(cidr.last())))
}

/// Returns the addresses of an IPv6 block; bits behind the prefix are ignored, and `::/0` is every
/// IPv6 address.
#[must_use]
pub fn ipv6_block(first: Ipv6Addr, prefix_len: u8) -> RangeSet {
    if prefix_len == 0 {
        return Family::Ipv6.everything();
    }
    let n_host_bits = 128_u32.saturating_sub(u32::from(prefix_len));
    let host_bits = if n_host_bits == 0 { 0 } else { u128::MAX >> (128 - n_host_bits) };
    let first = u128::from(first) & !host_bits;
    RangeSet::range(first, first | host_bits).difference(&Family::Ipv4.everything())
}

/// Returns the block that `text` writes, IPv4 or IPv6, and the length of its prefix; host bits are
/// cleared, as EC2 does.
///
/// `None` when it is not a block. A bare address is not a block.
#[must_use]
pub fn parse_block(text: &str) -> Option<(RangeSet, u8)> {
    let (address, prefix_len) = text.trim().split_once('/')?;
    if prefix_len.is_empty() || !prefix_len.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let prefix_len: u8 = prefix_len.parse().ok()?;
    if let Ok(address) = address.parse::<Ipv4Addr>() {
        let mask = u32::MAX.checked_shl(32_u32.checked_sub(u32::from(prefix_len))?).unwrap_or(0);
        let first = u32::from(address) & mask;
        return Some((RangeSet::range(u128::from(first), u128::from(first | !mask)), prefix_len));
    }
    let address = address.parse::<Ipv6Addr>().ok()?;
    (prefix_len <= 128).then(|| (ipv6_block(address, prefix_len), prefix_len))
}

/// Returns one address as people write it.
#[must_use]
pub fn format_address(number: u128) -> String {
    match u32::try_from(number) {
        Ok(ipv4) => Ipv4Addr::from(ipv4).to_string(),
        Err(_) => Ipv6Addr::from(number).to_string(),
    }
}

/// Returns a set of addresses as the fewest blocks, lowest first: `10.0.0.0/24`, `2001:db8::/32`.
#[must_use]
pub fn to_blocks(addresses: &RangeSet) -> Vec<String> {
    let mut blocks = Vec::new();
    let halves = [Family::Ipv4, Family::Ipv6]
        .map(|family| (family, addresses.intersection(&family.everything())));
    for (family, part) in halves {
        let n_bits = if family == Family::Ipv4 { 32 } else { 128 };
        part.ranges().iter().for_each(|range| push_blocks(*range, n_bits, &mut blocks));
    }
    blocks
}

fn push_blocks(range: Range, n_bits: u32, blocks: &mut Vec<String>) {
    // `::/0` begins above the numbers that IPv4 took; seen from outside it is the whole family all
    // the same.
    if n_bits == 128 && range.first == LAST_IPV4 + 1 && range.last == u128::MAX {
        return blocks.push("::/0".to_owned());
    }
    let mut first = range.first;
    loop {
        let n_aligned = if first == 0 { n_bits } else { first.trailing_zeros().min(n_bits) };
        let left = range.last - first;
        let n_fitting = left.checked_add(1).map_or(128, u128::ilog2);
        let n_host_bits = n_aligned.min(n_fitting);
        blocks.push(format!("{}/{}", format_address(first), n_bits - n_host_bits));
        let step = 1_u128.checked_shl(n_host_bits).unwrap_or(0);
        match first.checked_add(step).filter(|next| step > 0 && *next <= range.last) {
            Some(next) => first = next,
            None => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check_blocks(text: &str) {
        let (set, _) = parse_block(text).expect("a block");
        assert_eq!(to_blocks(&set), [text]);
    }

    #[test]
    fn blocks_read_and_write_alike() {
        for text in
            ["10.0.0.0/8", "0.0.0.0/0", "192.0.2.7/32", "::/0", "2001:db8::/32", "2001:db8::1/128"]
        {
            check_blocks(text);
        }
    }

    #[test]
    fn host_bits_are_cleared() {
        assert_eq!(parse_block("100.68.0.18/18"), parse_block("100.68.0.0/18"));
    }

    #[test]
    fn what_is_no_block_is_none() {
        for text in
            ["10.0.0.0", "10.0.0/8", "10.0.0.0/33", "10.0.0.0/+8", "10.0.0.0/", "::/129", "all", ""]
        {
            assert_eq!(parse_block(text), None, "{text}");
        }
    }

    #[test]
    fn the_internet_has_no_private_addresses() {
        let public = Family::Ipv4.public();
        assert!(
            public.is_disjoint(&rfc1918())
                && public.is_disjoint(&rfc6598())
                && public.is_disjoint(&link_local())
        );
        assert!(public.contains(u128::from(u32::from(Ipv4Addr::new(52, 1, 2, 3)))));
    }

    proptest! {
        #[test]
        fn a_set_is_the_union_of_its_blocks(first in 0_u128..=LAST_IPV4, len in 0_u128..100_000) {
            let set = RangeSet::range(first, (first + len).min(LAST_IPV4));
            let blocks = to_blocks(&set);
            let union = blocks.iter().filter_map(|block| parse_block(block)).fold(RangeSet::empty(), |all, (b, _)| all.union(&b));
            prop_assert_eq!(union, set);
        }
    }
}
