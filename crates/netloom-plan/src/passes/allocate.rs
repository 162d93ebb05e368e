//! Which block each subnet gets.
//!
//! ```text
//! VPC 10.0.0.0/16
//! ├── zone block of az1  10.0.0.0/19
//! │   ├── lower half     head first, nat at the end of its first quarter and transit-gateway before
//! │   │                  it, other names behind at a place that they hash to
//! │   └── upper half     compute
//! ├── zone block of az2  10.0.32.0/19
//! ┆
//! └── zone block 8       10.0.224.0/19: subnets for which their zone has no room, az1's at the
//!                        very end, the others before it
//! ```
//!
//! A place depends on the subnet's own name, zone and size and on what the file holds taken, so a
//! further zone or subnet takes free space and moves nothing, and the places of one name for
//! different sizes do not overlap. There are two exceptions, and each says which block to write
//! down: two names of a zone that want one place, where their hashes decide (PLN007), and a subnet
//! for which its zone has no room (PLN013). The latter come last of all and lie at the end of the
//! VPC, where they are least in the way. The order of the file decides nothing.
//!
//! A block that is remembered stays while it has room for the hosts of its subnet. Every other one
//! keeps off all that is remembered, also off what its own subnet had and what nothing has any
//! more: CloudFormation makes the new subnet before it deletes the old one.

mod findings;
mod remembered;
mod sizes;
mod slots;

use std::collections::BTreeSet;

use netloom_config::intent::{DEFAULT_COMPUTE_SUBNET, DEFAULT_HEAD_SUBNET, SubnetName};
use netloom_config::{ClusterIntent, Dialect};
use netloom_diag::{Diagnostic, Sourced, Span};
use netloom_net::{Ipv4Cidr, aligned_block, last_free_block, n_aligned_blocks};

pub(crate) use self::findings::unknown_blocks;
use self::remembered::Remembered;
use self::sizes::sizes;
use self::slots::{fnv_1a, free_at_home, zone_block, zone_number};
use super::nat::NAT_SUBNET;
use super::placed_subnets::PlacedSubnet;
use super::transit_gateway::TRANSIT_SUBNET;
use crate::Memory;
use crate::plan::{PlannedVpc, SubnetKey, ZoneRef};

/// Decides the block of every site, in the order of the placed subnets given; a site for which
/// there is none is left out and reported.
pub(crate) fn allocate(
    intent: &ClusterIntent,
    vpc: &PlannedVpc,
    placed_subnets: &[PlacedSubnet],
    memory: &Memory,
    problems: &mut Vec<Diagnostic>,
) -> Vec<(SubnetKey, Sourced<Ipv4Cidr>)> {
    let remembered = Remembered::of(memory);
    let mut allocation = Allocation::new(intent, vpc, placed_subnets, &remembered);
    // Written blocks first: an allocated one goes around them, never the other way.
    for site in placed_subnets {
        if let Some(block) = &site.written {
            allocation.decided.push((site.key.clone(), *block));
            let in_the_way = remembered.is_in_the_way(intent, site, block);
            if in_the_way.is_none() {
                problems.extend(remembered.is_moved(site, block));
                problems.extend(remembered.reused(site, block.value));
            }
            problems.extend(in_the_way);
        }
    }
    problems.extend(remembered.kept_free(intent, placed_subnets));
    let mut open: Vec<&PlacedSubnet> = Vec::new();
    for site in placed_subnets.iter().filter(|site| site.written.is_none()) {
        match remembered.block_of(site, intent, problems) {
            Some(block) => {
                // Told until it is known that the other subnet is gone.
                problems.extend(remembered.reused(site, block.value));
                allocation.decided.push((site.key.clone(), block));
            }
            None => open.push(site),
        }
    }
    // A subnet that was taken out and comes back goes where it was.
    open.retain(|site| {
        let former = remembered.former_block_of(site, &allocation.taken_by_present());
        if let Some(block) = former {
            allocation.allocated.push(block.value);
            allocation.decided.push((site.key.clone(), block));
        }
        former.is_none()
    });
    open.sort_by_key(|site| {
        let name = site.key.first_name();
        (allocation_turn(name), fnv_1a(name.as_str()), site.key.clone())
    });
    // Every subnet has its turn in its own zone block before one without room there goes elsewhere;
    // else a full zone would displace subnets of the others.
    let mut homeless = Vec::new();
    for site in open {
        match allocation.place_at_home(site) {
            Ok(true) => {}
            Ok(false) => homeless.push(site),
            Err(problem) => problems.push(*problem),
        }
    }
    // What was once a subnet's block is taken only where nothing else is free.
    let mut without_room = Vec::new();
    for site in homeless {
        match allocation.place_elsewhere(site) {
            Ok(true) => {}
            Ok(false) => without_room.push(site),
            Err(problem) => problems.push(*problem),
        }
    }
    allocation.former.clear();
    for site in without_room {
        match allocation.place_anywhere(site) {
            Ok(block) => problems.extend(remembered.reused(site, block)),
            Err(problem) => problems.push(*problem),
        }
    }
    problems.append(&mut allocation.findings);
    allocation.decided.sort_by(|a, b| a.0.cmp(&b.0));
    allocation.decided
}

/// Returns when a name has its turn: those that have a place of their own come first, so that no
/// other name can take it.
fn allocation_turn(name: &SubnetName) -> u8 {
    match name.as_str() {
        DEFAULT_HEAD_SUBNET => 0,
        DEFAULT_COMPUTE_SUBNET => 1,
        NAT_SUBNET => 2,
        TRANSIT_SUBNET => 3,
        _ => 4,
    }
}

/// The state of one allocation.
struct Allocation<'a> {
    dialect: Dialect,
    vpc: &'a PlannedVpc,
    network_span: Span,
    /// The subnets that are in several zones, so that each needs a block per zone.
    in_several_zones: BTreeSet<SubnetName>,
    /// Blocks that the file writes, for subnets or as occupied or reserved, and those that are
    /// remembered.
    held: Vec<Ipv4Cidr>,
    /// Blocks that the file writes as occupied or reserved, or for subnets, each with its place, where
    /// nothing is remembered.
    pushing: Vec<Sourced<Ipv4Cidr>>,
    /// Blocks that subnets had before.
    former: Vec<Ipv4Cidr>,
    /// Blocks that were decided here.
    allocated: Vec<Ipv4Cidr>,
    decided: Vec<(SubnetKey, Sourced<Ipv4Cidr>)>,
    /// What is worth knowing about the blocks decided.
    findings: Vec<Diagnostic>,
}

impl<'a> Allocation<'a> {
    fn new(
        intent: &ClusterIntent,
        vpc: &'a PlannedVpc,
        placed_subnets: &[PlacedSubnet],
        remembered: &Remembered<'_>,
    ) -> Self {
        let network = &intent.network;
        let written = placed_subnets.iter().filter_map(|site| site.written.as_ref());
        // A VPC that overlaps the site is an error of its own, which a missing block would only
        // hide.
        let kept = network.occupied_cidrs.iter().chain(&network.reserved_cidrs);
        // With a memory nothing that is there moves, whatever is written.
        let is_first = remembered.blocks().next().is_none();
        let pushing = written.clone().chain(kept.clone()).filter(|_| is_first).copied().collect();
        let names = placed_subnets.iter().map(|site| &site.key.name);
        let several = names.filter(|name| {
            placed_subnets.iter().filter(|site| site.key.name == **name).count() > 1
        });
        Self {
            dialect: intent.dialect,
            vpc,
            network_span: network.span,
            in_several_zones: several.cloned().collect(),
            held: written.chain(kept).map(|block| block.value).chain(remembered.blocks()).collect(),
            pushing,
            former: remembered.former_blocks(),
            allocated: Vec::new(),
            decided: Vec::new(),
            findings: Vec::new(),
        }
    }

    /// Decides a block in the part of the VPC that the site's zone has, and returns whether there
    /// is one.
    ///
    /// The exact size there is better than a larger one elsewhere: nothing that comes later can
    /// move it.
    fn place_at_home(&mut self, site: &PlacedSubnet) -> Result<bool, Box<Diagnostic>> {
        let primary = self.primary_block(site)?;
        let sizes = sizes(site, primary)?;
        let Some(home) = zone_block(primary, &site.zone) else { return Ok(false) };
        let search = |taken: &[Ipv4Cidr]| {
            first_that_fits(&sizes, |bits| free_at_home(home, site.key.first_name(), taken, bits))
        };
        let Some(block) = search(&self.taken_blocks()) else { return Ok(false) };
        let fixed: Vec<Ipv4Cidr> = self.held.iter().chain(&self.former).copied().collect();
        let is_own_choice = search(&fixed).is_some_and(|own| own.value == block.value);
        let finding = match (is_own_choice, search(&[])) {
            (false, _) => Some(self.depends_on_another(site, block.value)),
            (true, Some(own)) if own.value != block.value => {
                self.pushed_away(site, own.value, block.value)
            }
            (true, _) => None,
        };
        self.decide(site, block, finding);
        Ok(true)
    }

    /// Decides a block anywhere in the VPC, and returns whether there is one.
    fn place_elsewhere(&mut self, site: &PlacedSubnet) -> Result<bool, Box<Diagnostic>> {
        let sizes = sizes(site, self.primary_block(site)?)?;
        let taken = self.taken_blocks();
        let found = first_that_fits(&sizes, |bits| self.free_elsewhere(&site.zone, &taken, bits));
        let Some(block) = found else { return Ok(false) };
        self.decide(site, block, Some(self.outside_zone_part(site, block.value)));
        Ok(true)
    }

    /// Decides a block at home or elsewhere, or says that there is none.
    fn place_anywhere(&mut self, site: &PlacedSubnet) -> Result<Ipv4Cidr, Box<Diagnostic>> {
        if !(self.place_at_home(site)? || self.place_elsewhere(site)?) {
            return Err(Box::new(self.no_free_block(site)));
        }
        self.allocated.last().copied().ok_or_else(|| Box::new(self.no_free_block(site)))
    }

    fn decide(
        &mut self,
        site: &PlacedSubnet,
        block: Sourced<Ipv4Cidr>,
        finding: Option<Diagnostic>,
    ) {
        self.allocated.push(block.value);
        self.decided.push((site.key.clone(), block));
        self.findings.extend(finding);
    }

    /// Returns everything that a new block must keep off.
    fn taken_blocks(&self) -> Vec<Ipv4Cidr> {
        let mut taken = self.taken_by_present();
        taken.extend(&self.former);
        taken
    }

    /// Returns the same without what subnets had before.
    fn taken_by_present(&self) -> Vec<Ipv4Cidr> {
        self.held.iter().chain(&self.allocated).copied().collect()
    }

    fn primary_block(&self, site: &PlacedSubnet) -> Result<Ipv4Cidr, Box<Diagnostic>> {
        let primary = self.vpc.cidrs().first().map(|block| block.value);
        primary.ok_or_else(|| Box::new(unknown_blocks(&site.intent.name, self.dialect)))
    }

    /// Finds a free block in the VPC: counted by zone from the end of the primary block, else the
    /// last one of all.
    fn free_elsewhere(
        &self,
        zone: &ZoneRef,
        taken: &[Ipv4Cidr],
        prefix_len_bits: u8,
    ) -> Option<Ipv4Cidr> {
        let mut blocks = self.vpc.cidrs().iter().map(|block| block.value);
        let own = blocks.next().and_then(|primary| {
            let from_end =
                n_aligned_blocks(primary, prefix_len_bits).checked_sub(1 + zone_number(zone)?)?;
            aligned_block(primary, prefix_len_bits, from_end)
        });
        own.filter(|own| !taken.iter().any(|block| block.overlaps(*own))).or_else(|| {
            let from_last = self.vpc.cidrs().iter().rev();
            from_last
                .map(|block| block.value)
                .find_map(|block| last_free_block(block, taken, prefix_len_bits))
        })
    }
}

/// Returns the first size for which there is a block, as that block.
fn first_that_fits(
    sizes: &[Sourced<u8>],
    find: impl Fn(u8) -> Option<Ipv4Cidr>,
) -> Option<Sourced<Ipv4Cidr>> {
    sizes.iter().find_map(|size| find(size.value).map(|block| size.map(|_| block)))
}
