//! Aligned blocks in a larger block, and the first or last of them that are free.

use std::net::Ipv4Addr;

use crate::Ipv4Cidr;

/// Returns how many aligned blocks of `prefix_len_bits` lie in `within`; 0 when they are larger
/// than it, or over 32 bits.
#[must_use]
pub fn n_aligned_blocks(within: Ipv4Cidr, prefix_len_bits: u8) -> u64 {
    match prefix_len_bits.checked_sub(within.prefix_len_bits()) {
        Some(bits) if prefix_len_bits <= 32 => 1 << bits,
        _ => 0,
    }
}

/// Returns the aligned block of this size and number, counted from 0 at the start of `within`.
#[must_use]
pub fn aligned_block(within: Ipv4Cidr, prefix_len_bits: u8, number: u64) -> Option<Ipv4Cidr> {
    if number >= n_aligned_blocks(within, prefix_len_bits) {
        return None;
    }
    let offset = number << (32 - prefix_len_bits);
    let first = u32::try_from(u64::from(u32::from(within.first())) + offset).ok()?;
    Ipv4Cidr::containing(Ipv4Addr::from(first), prefix_len_bits)
}

/// Returns the lowest aligned block of `prefix_len_bits` in `within` that shares no address with
/// any of `taken`.
#[must_use]
pub fn first_free_block(
    within: Ipv4Cidr,
    taken: &[Ipv4Cidr],
    prefix_len_bits: u8,
) -> Option<Ipv4Cidr> {
    free_block_from(within, taken, prefix_len_bits, 0)
}

/// Returns the lowest free block whose number, counted from 0 at the start of `within`, is
/// `from_number` or more.
#[must_use]
pub fn free_block_from(
    within: Ipv4Cidr,
    taken: &[Ipv4Cidr],
    prefix_len_bits: u8,
    from_number: u64,
) -> Option<Ipv4Cidr> {
    let mut number = from_number;
    loop {
        let candidate = aligned_block(within, prefix_len_bits, number)?;
        // Jumping behind the holder that reaches furthest keeps a search for a /28 behind a /17 at
        // one step.
        let Some(holder_end) =
            taken.iter().filter(|block| block.overlaps(candidate)).map(|block| block.last()).max()
        else {
            return Some(candidate);
        };
        number = number_behind(within, prefix_len_bits, holder_end);
    }
}

/// Returns the highest aligned block of `prefix_len_bits` in `within` that shares no address with
/// any of `taken`.
#[must_use]
pub fn last_free_block(
    within: Ipv4Cidr,
    taken: &[Ipv4Cidr],
    prefix_len_bits: u8,
) -> Option<Ipv4Cidr> {
    let mut number = n_aligned_blocks(within, prefix_len_bits).checked_sub(1)?;
    loop {
        let candidate = aligned_block(within, prefix_len_bits, number)?;
        let Some(holder_start) =
            taken.iter().filter(|block| block.overlaps(candidate)).map(|block| block.first()).min()
        else {
            return Some(candidate);
        };
        number = number_of(within, prefix_len_bits, holder_start).checked_sub(1)?;
    }
}

/// Returns the number of the aligned block that holds `address`, 0 for addresses below `within`.
fn number_of(within: Ipv4Cidr, prefix_len_bits: u8, address: Ipv4Addr) -> u64 {
    let offset = u32::from(address).saturating_sub(u32::from(within.first()));
    u64::from(offset) >> (32 - prefix_len_bits)
}

/// Returns the number of the first aligned block that starts behind `address`.
fn number_behind(within: Ipv4Cidr, prefix_len_bits: u8, address: Ipv4Addr) -> u64 {
    number_of(within, prefix_len_bits, address) + 1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cidr(text: &str) -> Ipv4Cidr {
        text.parse().expect("a block")
    }

    fn check(
        within: &str,
        taken: &[&str],
        prefix_len_bits: u8,
        first: Option<&str>,
        last: Option<&str>,
    ) {
        let taken: Vec<Ipv4Cidr> = taken.iter().map(|text| cidr(text)).collect();
        assert_eq!(first_free_block(cidr(within), &taken, prefix_len_bits), first.map(cidr));
        assert_eq!(last_free_block(cidr(within), &taken, prefix_len_bits), last.map(cidr));
    }

    #[test]
    fn the_first_and_the_last_free_block_are_found() {
        check("10.0.0.0/16", &[], 24, Some("10.0.0.0/24"), Some("10.0.255.0/24"));
        check("10.0.0.0/16", &["10.0.0.0/17"], 28, Some("10.0.128.0/28"), Some("10.0.255.240/28"));
        check("10.0.0.0/24", &["10.0.0.64/26"], 25, Some("10.0.0.128/25"), Some("10.0.0.128/25"));
        check("10.0.0.0/24", &["10.0.0.0/8"], 25, None, None);
        check("10.0.0.0/24", &[], 23, None, None);
        check("10.0.0.0/24", &[], 33, None, None);
        check("0.0.0.0/0", &["0.0.0.0/1"], 32, Some("128.0.0.0/32"), Some("255.255.255.255/32"));
    }

    /// The slow obvious search: the specification of the fast ones.
    fn free_blocks(within: Ipv4Cidr, taken: &[Ipv4Cidr], prefix_len_bits: u8) -> Vec<Ipv4Cidr> {
        let blocks = (0..n_aligned_blocks(within, prefix_len_bits))
            .filter_map(|number| aligned_block(within, prefix_len_bits, number));
        blocks.filter(|block| !taken.iter().any(|holder| holder.overlaps(*block))).collect()
    }

    proptest! {
        #[test]
        fn the_fast_searches_agree_with_the_slow_one(
            taken in prop::collection::vec((0_u32..65_536, 18_u8..=28), 0..12),
            prefix_len_bits in 18_u8..=28,
            from in 0_u64..2_000,
        ) {
            let within = cidr("10.0.0.0/18");
            let base = u32::from(within.first());
            let taken: Vec<Ipv4Cidr> = taken
                .iter()
                .filter_map(|(offset, bits)| Ipv4Cidr::containing(Ipv4Addr::from(base + offset), *bits))
                .collect();
            let free = free_blocks(within, &taken, prefix_len_bits);
            prop_assert_eq!(first_free_block(within, &taken, prefix_len_bits), free.first().copied());
            prop_assert_eq!(last_free_block(within, &taken, prefix_len_bits), free.last().copied());
            let start = aligned_block(within, prefix_len_bits, from);
            let expected = start.and_then(|start| free.iter().copied().find(|block| *block >= start));
            prop_assert_eq!(free_block_from(within, &taken, prefix_len_bits, from), expected);
        }
    }
}
