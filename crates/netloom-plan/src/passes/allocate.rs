//! Which block each subnet gets.
//!
//! ```text
//! VPC 10.0.0.0/16
//! ├── zone block of az1  10.0.0.0/19
//! │   ├── lower half     head first, other names at a place that their name hashes to
//! │   └── upper half     compute
//! ├── zone block of az2  10.0.32.0/19
//! ┆
//! └── zone block 8       10.0.224.0/19: subnets that are too large for a zone block start here, downwards
//! ```
//!
//! A place depends on the subnet's own name and zone and on what holds addresses already, so a further zone or a subnet
//! appended to the file takes free space and moves nothing. Only when two names want one place does the file's order
//! decide, and then a warning says which block to write down.

use netloom_config::intent::{DEFAULT_COMPUTE_SUBNET, DEFAULT_HEAD_SUBNET, SubnetName, SubnetSize};
use netloom_config::{ClusterIntent, Dialect};
use netloom_diag::{Diagnostic, Sourced, Span};
use netloom_net::{
    Ipv4Cidr, MAX_PREFIX_LEN_BITS, MIN_PREFIX_LEN_BITS, aligned_block, first_free_block, free_block_from,
    last_free_block, n_aligned_blocks,
};

use super::sites::Site;
use super::wording::{Key, example};
use super::zones::zone_index;
use crate::codes;
use crate::plan::{PlannedVpc, SubnetKey, ZoneRef};

/// The smallest subnet that is made from a fleet in a VPC with room, in prefix bits: 251 hosts.
const FLEET_MAX_PREFIX_LEN_BITS: u8 = 24;

/// The smallest VPC, in prefix bits, that counts as one with room.
const ROOMY_VPC_PREFIX_LEN_BITS: u8 = 20;

/// A subnet cannot grow, so one that is made from a fleet gets room for a fleet this many times as large.
const FLEET_GROWTH: u64 = 2;

/// Decides the block of every site, in the order of the sites given; a site for which there is none is left out and reported.
pub(crate) fn allocate(
    intent: &ClusterIntent,
    vpc: &PlannedVpc,
    sites: &[Site],
    problems: &mut Vec<Diagnostic>,
) -> Vec<(SubnetKey, Sourced<Ipv4Cidr>)> {
    let mut allocation = Allocation::new(intent, vpc, sites);
    for site in sites {
        if let Some(block) = &site.written {
            allocation.decided.push((site.key.clone(), *block));
        }
    }
    let mut open: Vec<&Site> = sites.iter().filter(|site| site.written.is_none()).collect();
    open.sort_by_key(|site| (turn(&site.key.name), site.file_position(), site.key.clone()));
    for site in open {
        match allocation.place(site) {
            Ok((block, warning)) => {
                allocation.allocated.push(block.value);
                allocation.decided.push((site.key.clone(), block));
                problems.extend(warning);
            }
            Err(problem) => problems.push(*problem),
        }
    }
    allocation.decided.sort_by(|a, b| a.0.cmp(&b.0));
    allocation.decided
}

/// Returns when a name has its turn: the two that every cluster has come first, so that no other name can take their place.
fn turn(name: &SubnetName) -> u8 {
    match name.as_str() {
        DEFAULT_HEAD_SUBNET => 0,
        DEFAULT_COMPUTE_SUBNET => 1,
        _ => 2,
    }
}

/// The state of one allocation.
struct Allocation<'a> {
    dialect: Dialect,
    vpc: &'a PlannedVpc,
    network_span: Span,
    /// Blocks that the file writes, for subnets or as occupied, reserved or on premises.
    held: Vec<Ipv4Cidr>,
    /// Blocks that were decided here.
    allocated: Vec<Ipv4Cidr>,
    decided: Vec<(SubnetKey, Sourced<Ipv4Cidr>)>,
}

impl<'a> Allocation<'a> {
    fn new(intent: &ClusterIntent, vpc: &'a PlannedVpc, sites: &[Site]) -> Self {
        let network = &intent.network;
        let written = sites.iter().filter_map(|site| site.written.as_ref());
        let kept = network.occupied_cidrs.iter().chain(&network.reserved_cidrs).chain(&network.on_premises_cidrs);
        Self {
            dialect: intent.dialect,
            vpc,
            network_span: network.span,
            held: written.chain(kept).map(|block| block.value).collect(),
            allocated: Vec::new(),
            decided: Vec::new(),
        }
    }

    /// Decides one block; the warning says that the file's order had a part in it.
    fn place(&self, site: &Site) -> Result<(Sourced<Ipv4Cidr>, Option<Diagnostic>), Box<Diagnostic>> {
        let Some(primary) = self.vpc.cidrs().first().map(|block| block.value) else {
            return Err(Box::new(self.unknown_blocks(site)));
        };
        let wish = self.wish(site, primary)?;
        let zone_block = zone_block(primary, &site.zone);
        for prefix_len_bits in wish.prefix_lens_bits {
            let place = preferred_place(&site.key.name, zone_block, prefix_len_bits);
            if let Some((block, is_first_choice)) = self.free_place(zone_block, place, prefix_len_bits) {
                let warning = (!is_first_choice).then(|| self.depends_on_order(site, block));
                return Ok((Sourced { value: block, origin: wish.origin }, warning));
            }
        }
        Err(Box::new(self.no_free_block(site, wish.n_hosts)))
    }

    /// Finds a free block: the preferred place, then upwards in the zone block and round, then anywhere from the end down.
    ///
    /// The flag says whether no other allocated subnet had a part in the choice.
    fn free_place(&self, zone_block: Ipv4Cidr, place: u64, prefix_len_bits: u8) -> Option<(Ipv4Cidr, bool)> {
        let search = |taken: &[Ipv4Cidr]| {
            let in_zone = free_block_from(zone_block, taken, prefix_len_bits, place)
                .or_else(|| first_free_block(zone_block, taken, prefix_len_bits));
            let blocks = self.vpc.cidrs().iter();
            in_zone.or_else(|| blocks.rev().find_map(|block| last_free_block(block.value, taken, prefix_len_bits)))
        };
        let all: Vec<Ipv4Cidr> = self.held.iter().chain(&self.allocated).copied().collect();
        let block = search(&all)?;
        Some((block, search(&self.held) == Some(block)))
    }

    /// Decides which sizes to try, the best first.
    fn wish(&self, site: &Site, primary: Ipv4Cidr) -> Result<Wish, Box<Diagnostic>> {
        let is_roomy = primary.prefix_len_bits() <= ROOMY_VPC_PREFIX_LEN_BITS;
        let wish = match &site.intent.size {
            SubnetSize::Hosts(hosts) => prefix_len_for(hosts.value).map(|exact| Wish {
                prefix_lens_bits: vec![exact],
                n_hosts: hosts.value,
                origin: netloom_diag::Origin::Derived { rule: "sized for the hosts written", from: hosts.span() },
            }),
            SubnetSize::Blocks(_) | SubnetSize::Fleet(_) => prefix_len_for(site.n_hosts_needed).map(|exact| {
                let grown = prefix_len_for(site.n_hosts_needed.saturating_mul(FLEET_GROWTH)).unwrap_or(exact);
                let roomy = if is_roomy { grown.min(FLEET_MAX_PREFIX_LEN_BITS) } else { grown };
                Wish {
                    prefix_lens_bits: vec![roomy, exact],
                    n_hosts: site.n_hosts_needed,
                    origin: netloom_diag::Origin::Derived {
                        rule: "sized for twice the addresses that its nodes can need",
                        from: site.file_position(),
                    },
                }
            }),
        };
        wish.ok_or_else(|| Box::new(too_large(site)))
    }

    fn unknown_blocks(&self, site: &Site) -> Diagnostic {
        let name = &site.key.name;
        let message = format!("subnet `{name}` needs a block, and the blocks of the existing VPC are not known");
        Diagnostic::new(&codes::UNKNOWN_VPC_BLOCKS, site.file_position(), message)
            .about(format!("subnet.{name}"))
            .help(format!("say what the VPC has: {}", example(Key::VpcBlocks, self.dialect)))
            .help(format!("or write the subnet's own block: {}", example(Key::SubnetBlock, self.dialect)))
    }

    fn no_free_block(&self, site: &Site, n_hosts: u64) -> Diagnostic {
        let name = &site.key.name;
        let blocks: Vec<String> = self.vpc.cidrs().iter().map(|block| block.value.to_string()).collect();
        let message =
            format!("no block for the {n_hosts} hosts of subnet `{}` is free in {}", site.key, blocks.join(", "));
        let vpc_span = self.vpc.cidrs().first().map_or(self.network_span, Sourced::span);
        let size = prefix_len_for(n_hosts).map_or(String::new(), |bits| format!(", which takes a /{bits}"));
        Diagnostic::new(&codes::NO_FREE_BLOCK, site.file_position(), message)
            .label(format!("{n_hosts} hosts and the 5 addresses that AWS keeps{size}"))
            .also(vpc_span, "the VPC")
            .about(format!("subnet.{name}"))
            .help("give the VPC a larger block, or the subnet fewer hosts")
    }

    fn depends_on_order(&self, site: &Site, block: Ipv4Cidr) -> Diagnostic {
        let name = &site.key.name;
        let message = format!("subnet `{}` got `{block}` because another subnet holds its own place", site.key);
        Diagnostic::new(&codes::BLOCK_DEPENDS_ON_ORDER, site.file_position(), message)
            .about(format!("subnet.{name}"))
            .help(format!(
                "write {} `{block}` so that it stays when the file changes",
                example(Key::SubnetBlock, self.dialect)
            ))
    }
}

/// The sizes to try for one subnet.
struct Wish {
    /// Prefix lengths, the best first.
    prefix_lens_bits: Vec<u8>,
    n_hosts: u64,
    origin: netloom_diag::Origin,
}

/// Returns the prefix length of the smallest subnet with room for this many hosts, `None` when a /16 is too small.
fn prefix_len_for(n_hosts: u64) -> Option<u8> {
    let has_room = |bits: &u8| {
        let block = Ipv4Cidr::containing([0, 0, 0, 0].into(), *bits);
        block.is_some_and(|block| block.n_host_addresses() >= n_hosts)
    };
    (MIN_PREFIX_LEN_BITS..=MAX_PREFIX_LEN_BITS).rev().find(has_room)
}

/// Returns the part of the VPC that the subnets of a zone are allocated from.
///
/// A region has at most six zones, so eight parts leave two for what does not fit; a VPC smaller than a /20 has four.
fn zone_block(vpc: Ipv4Cidr, zone: &ZoneRef) -> Ipv4Cidr {
    let bits = if vpc.prefix_len_bits() <= ROOMY_VPC_PREFIX_LEN_BITS { 3 } else { 2 };
    let prefix_len_bits =
        vpc.prefix_len_bits().saturating_add(bits).min(MAX_PREFIX_LEN_BITS).max(vpc.prefix_len_bits());
    let index = match zone {
        ZoneRef::Id(zone) => zone_index(&zone.value),
        ZoneRef::SameAs { .. } => 0,
    };
    let n_blocks = n_aligned_blocks(vpc, prefix_len_bits).max(1);
    aligned_block(vpc, prefix_len_bits, index % n_blocks).unwrap_or(vpc)
}

/// Returns the number of the aligned block in the zone block that a name prefers.
///
/// `head` is at the start, `compute` at the start of the upper half, every other name at a place in the lower half that its
/// hash chooses, the lowest eighth of the zone block left to `head`.
fn preferred_place(name: &SubnetName, zone_block: Ipv4Cidr, prefix_len_bits: u8) -> u64 {
    let n_places = n_aligned_blocks(zone_block, prefix_len_bits);
    let (half, eighth) = (n_places / 2, n_places.div_ceil(8));
    match name.as_str() {
        DEFAULT_HEAD_SUBNET => 0,
        DEFAULT_COMPUTE_SUBNET => half,
        other if half > eighth => eighth + fnv_1a(other) % (half - eighth),
        other => fnv_1a(other) % n_places.max(1),
    }
}

/// Returns the 64-bit FNV-1a hash of a text: the same on every machine and in every release.
///
/// # Source
/// The FNV Non-Cryptographic Hash Algorithm, IETF draft-eastlake-fnv, section 6.
fn fnv_1a(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn too_large(site: &Site) -> Diagnostic {
    let name = &site.key.name;
    let (n_hosts, span) = match &site.intent.size {
        SubnetSize::Hosts(hosts) => (hosts.value, hosts.span()),
        SubnetSize::Blocks(_) | SubnetSize::Fleet(_) => (site.n_hosts_needed, site.file_position()),
    };
    let message = format!("subnet `{name}` would need room for {n_hosts} hosts, more than the 65531 of a /16");
    Diagnostic::new(&codes::SUBNET_TOO_LARGE, span, message)
        .about(format!("subnet.{name}"))
        .help("spread the nodes over several subnets or zones, or lower the largest count of nodes")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_size(n_hosts: u64, expected: Option<u8>) {
        assert_eq!(prefix_len_for(n_hosts), expected, "{n_hosts}");
    }

    #[test]
    fn a_subnet_has_room_for_its_hosts_and_the_five_that_aws_keeps() {
        check_size(0, Some(28));
        check_size(11, Some(28));
        check_size(12, Some(27));
        check_size(251, Some(24));
        check_size(252, Some(23));
        check_size(65_531, Some(16));
        check_size(65_532, None);
    }

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
        let block = aligned_block(zone_block, prefix_len_bits, place).map(|block| block.to_string());
        assert_eq!(block.as_deref(), Some(expected));
    }

    #[test]
    fn the_two_subnets_that_every_cluster_has_stand_at_fixed_places() {
        check_place("head", 24, "10.0.32.0/24");
        check_place("compute", 24, "10.0.48.0/24");
        check_place("compute", 20, "10.0.48.0/20");
        check_place("compute", 19, "10.0.32.0/19");
    }
}
