//! Where a subnet would be if it were alone: the part of the VPC that its zone has, and the place
//! there that its name has.

use netloom_config::intent::{DEFAULT_COMPUTE_SUBNET, DEFAULT_HEAD_SUBNET, SubnetName};
use netloom_net::{
    Ipv4Cidr, MAX_PREFIX_LEN_BITS, aligned_block, first_free_block, free_block_from,
    n_aligned_blocks,
};

use crate::passes::nat::NAT_SUBNET;
use crate::passes::transit_gateway::TRANSIT_SUBNET;
use crate::passes::zones::zone_index;
use crate::plan::ZoneRef;

/// The smallest VPC, in prefix bits, that counts as one with room.
pub(super) const ROOMY_VPC_PREFIX_LEN_BITS: u8 = 20;

/// Returns the part of the VPC that the subnets of a zone are allocated from.
///
/// A region has at most six availability zones, so eight parts leave two for what does not fit; a
/// VPC smaller than a /20 has four. Local Zones and the fifth zone of a small VPC have no part:
/// sharing one would let a further zone move their subnets.
pub(super) fn zone_block(vpc: Ipv4Cidr, zone: &ZoneRef) -> Option<Ipv4Cidr> {
    let bits = if vpc.prefix_len_bits() <= ROOMY_VPC_PREFIX_LEN_BITS { 3 } else { 2 };
    let prefix_len_bits = vpc
        .prefix_len_bits()
        .saturating_add(bits)
        .min(MAX_PREFIX_LEN_BITS)
        .max(vpc.prefix_len_bits());
    aligned_block(vpc, prefix_len_bits, zone_number(zone)?)
}

/// Returns the number that a zone goes by, from 0; a zone shared with an existing subnet goes by 0,
/// known or not.
pub(super) fn zone_number(zone: &ZoneRef) -> Option<u64> {
    match zone {
        ZoneRef::Id(zone) => zone_index(&zone.value),
        ZoneRef::SameAs { .. } => Some(0),
    }
}

/// The part of a zone block that a name has its places in, as numbers of aligned blocks of one size:
/// the first, the first behind it, and the place where a search begins.
struct Places {
    first: u64,
    end: u64,
    from: u64,
}

/// Returns where blocks of a size and a name lie.
///
/// `head` is at the start, `compute` at the start of the upper half, `nat` at the end of the lowest
/// eighth and `transit-gateway` before it, where neither it nor what is named later is in the way. Every other name is at a place
/// in the lower half behind that eighth that its hash chooses.
fn places(name: &SubnetName, zone_block: Ipv4Cidr, prefix_len_bits: u8) -> Places {
    let n_places = n_aligned_blocks(zone_block, prefix_len_bits);
    let (half, eighth) = (n_places / 2, n_places.div_ceil(8));
    match name.as_str() {
        DEFAULT_HEAD_SUBNET => Places { first: 0, end: eighth, from: 0 },
        DEFAULT_COMPUTE_SUBNET => Places { first: half, end: n_places, from: half },
        NAT_SUBNET if eighth > 1 => Places { first: 0, end: eighth, from: eighth - 1 },
        TRANSIT_SUBNET if eighth > 2 => Places { first: 0, end: eighth, from: eighth - 2 },
        other if half > eighth => {
            Places { first: eighth, end: half, from: eighth + fnv_1a(other) % (half - eighth) }
        }
        other => Places { first: 0, end: n_places, from: fnv_1a(other) % n_places.max(1) },
    }
}

/// The sizes of a subnet in the order in which its places are given out, in prefix bits: the one
/// that most have first, then the smaller ones, then the larger ones.
const ORDER_OF_SIZES: [u8; 13] = [24, 25, 26, 27, 28, 23, 22, 21, 20, 19, 18, 17, 16];

/// Returns the number of the aligned block in the zone block that a name prefers.
///
/// A subnet that gets another size is replaced, and CloudFormation makes the new one before it
/// deletes the old one. So the places of one name for different sizes do not overlap, as long as
/// there is room: each keeps off those that come before it in [`ORDER_OF_SIZES`].
fn preferred_place(name: &SubnetName, zone_block: Ipv4Cidr, prefix_len_bits: u8) -> u64 {
    // The subnets of gateways have one size.
    if [NAT_SUBNET, TRANSIT_SUBNET].contains(&name.as_str()) {
        return places(name, zone_block, prefix_len_bits).from;
    }
    let mut own: Vec<Ipv4Cidr> = Vec::new();
    for bits in ORDER_OF_SIZES {
        let Places { first, end, from } = places(name, zone_block, bits);
        let is_wanted = bits == prefix_len_bits;
        // A size that takes more than half of the part leaves no room for others.
        if end.saturating_sub(first) < 2 {
            if is_wanted {
                return from;
            }
            continue;
        }
        let is_free = |number: &u64| {
            let block = aligned_block(zone_block, bits, *number);
            block.is_some_and(|block| !own.iter().any(|other| other.overlaps(block)))
        };
        let number = (from..end).chain(first..from).find(is_free).unwrap_or(from);
        if is_wanted {
            return number;
        }
        own.extend(aligned_block(zone_block, bits, number));
    }
    places(name, zone_block, prefix_len_bits).from
}

/// Returns the 64-bit FNV-1a hash of a text: the same on every machine and in every release.
///
/// # Source
/// The FNV Non-Cryptographic Hash Algorithm, IETF draft-eastlake-fnv, section 6.
pub(super) fn fnv_1a(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Finds a free block in a zone's part of the VPC: the place that the name prefers, then upwards
/// and round.
pub(super) fn free_at_home(
    home: Ipv4Cidr,
    name: &SubnetName,
    taken: &[Ipv4Cidr],
    prefix_len_bits: u8,
) -> Option<Ipv4Cidr> {
    let place = preferred_place(name, home, prefix_len_bits);
    free_block_from(home, taken, prefix_len_bits, place)
        .or_else(|| first_free_block(home, taken, prefix_len_bits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_one_of_the_draft() {
        assert_eq!(fnv_1a(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv_1a("a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv_1a("foobar"), 0x8594_4171_f739_67e8);
    }

    fn check_place(name: &str, prefix_len_bits: u8, expected: &str) {
        let zone_block: Ipv4Cidr = "10.0.32.0/19".parse().expect("a block");
        let name = SubnetName::new(name).expect("a name");
        let place = preferred_place(&name, zone_block, prefix_len_bits);
        let block =
            aligned_block(zone_block, prefix_len_bits, place).map(|block| block.to_string());
        assert_eq!(block.as_deref(), Some(expected));
    }

    #[test]
    fn the_two_subnets_that_every_cluster_has_stand_at_fixed_places() {
        check_place("head", 24, "10.0.32.0/24");
        check_place("compute", 24, "10.0.48.0/24");
        check_place("compute", 20, "10.0.48.0/20");
        check_place("compute", 28, "10.0.49.224/28");
        check_place("compute", 23, "10.0.50.0/23");
        check_place("compute", 21, "10.0.56.0/21");
        check_place("compute", 19, "10.0.32.0/19");
    }
}
