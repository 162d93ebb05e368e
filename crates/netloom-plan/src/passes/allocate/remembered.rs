//! Blocks that are remembered: which ones stay, and what contradicts them.

use std::collections::BTreeMap;

use netloom_config::intent::{Scheduler, SubnetSize};
use netloom_config::{ClusterIntent, Dialect};
use netloom_diag::{Diagnostic, Sourced, Span};
use netloom_net::{AzId, Ipv4Cidr};

use crate::memory::{FormerSubnet, REMEMBERED};
use crate::passes::kept_since::ASK_THE_STACK;
use crate::passes::placed_subnets::PlacedSubnet;
use crate::passes::wording::{Key, example};
use crate::plan::{NatKey, SubnetKey, ZoneRef};
use crate::{Memory, NatHost, RememberedNat, codes};

/// The blocks that stand in the VPC of the plan.
pub(super) struct Remembered<'a> {
    blocks: BTreeMap<&'a SubnetKey, &'a Sourced<Ipv4Cidr>>,
    former: Vec<&'a FormerSubnet>,
    head_subnet_zone: Option<&'a AzId>,
    nat_gateways: &'a BTreeMap<NatKey, Sourced<RememberedNat>>,
}

impl<'a> Remembered<'a> {
    /// Returns the blocks that are remembered.
    pub(super) fn of(memory: &'a Memory) -> Self {
        Self {
            blocks: memory.subnets.iter().collect(),
            former: memory.former.iter().collect(),
            head_subnet_zone: memory.head_subnet_zone.as_ref().map(|zone| &zone.value),
            nat_gateways: &memory.nat_gateways,
        }
    }

    /// Returns whether a NAT gateway with a public address is remembered in a subnet.
    fn hosts_a_gateway(&self, key: &SubnetKey) -> bool {
        self.nat_gateways.iter().any(|(nat, host)| {
            let is_here = matches!(&host.value.host, NatHost::Planned(name) if *name == key.name);
            is_here && nat.zone == key.zone && !host.value.is_private
        })
    }

    /// Returns the blocks that subnets had before.
    pub(super) fn former_blocks(&self) -> Vec<Ipv4Cidr> {
        self.former.iter().map(|former| former.block.value).collect()
    }

    /// Returns the block that a subnet had when it was last there, where nothing has it now.
    pub(super) fn former_block_of(
        &self,
        site: &PlacedSubnet,
        taken: &[Ipv4Cidr],
    ) -> Option<Sourced<Ipv4Cidr>> {
        let last = self.former.iter().rev().find(|former| former.key == site.key)?.block;
        let is_free = !taken.iter().any(|block| block.overlaps(last.value));
        let has_room = last.value.n_host_addresses() >= n_hosts_needed(site);
        (is_free && has_room).then(|| Sourced::derived(last.value, REMEMBERED, last.span()))
    }

    /// Says that a block was another subnet's, which may still be there.
    pub(super) fn reused(&self, site: &PlacedSubnet, block: Ipv4Cidr) -> Option<Diagnostic> {
        let is_own = |key: &SubnetKey, old: Ipv4Cidr| *key == site.key && old == block;
        let former = self.former.iter().find(|former| {
            let overlaps = former.block.value.overlaps(block);
            overlaps && !former.is_gone && !is_own(&former.key, former.block.value)
        })?;
        let (key, old) = (&former.key, former.block);
        let message = format!(
            "subnet `{}` gets `{block}`, which overlaps `{}` that subnet `{key}` had before",
            site.key, old.value
        );
        Some(
            Diagnostic::new(&codes::BLOCK_REUSED, site.file_position(), message)
                .also(old.span(), "remembered here")
                .about(format!("subnet.{}", site.key.name))
                .help(format!(
                    "deploy the config without subnet `{}` first, if that has not been done",
                    site.key.name
                )),
        )
    }

    /// Returns all blocks.
    pub(super) fn blocks(&self) -> impl Iterator<Item = Ipv4Cidr> {
        self.blocks.values().map(|block| block.value)
    }

    /// Returns the block that a subnet keeps; says why where it cannot keep the one it had.
    pub(super) fn block_of(
        &self,
        site: &PlacedSubnet,
        intent: &ClusterIntent,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<Sourced<Ipv4Cidr>> {
        let old = self.blocks.get(&site.key)?;
        if let Some((before, now)) = self.zone_change(site) {
            let message = format!(
                "subnet `{}` is in `{before}` and would be in `{}`, so it is replaced",
                site.key, now.value
            );
            problems.push(block_changes(site, now.span(), message, old));
            return None;
        }
        if old.value.n_host_addresses() < n_hosts_needed(site) {
            problems.push(too_small(site, old, intent));
            return None;
        }
        problems.extend(self.kept_since(site, old, intent.dialect));
        Some(Sourced::derived(old.value, REMEMBERED, old.span()))
    }

    /// Says that a subnet stays in the block that an earlier plan gave it, where it has room in the
    /// one that it had before, too.
    fn kept_since(
        &self,
        site: &PlacedSubnet,
        kept: &Sourced<Ipv4Cidr>,
        dialect: Dialect,
    ) -> Option<Diagnostic> {
        let is_elsewhere = |former: &&&FormerSubnet| former.block.value != kept.value;
        let former = self.former.iter().rev().filter(|former| !former.is_gone);
        let mut former = former.filter(is_elsewhere);
        let before = former.find(|former| former.key == site.key)?.block;
        if before.value.n_host_addresses() < n_hosts_needed(site) {
            return None;
        }
        let message = format!(
            "subnet `{}` stays at `{}`, where the last run put it, and has room at `{}`, where it \
             was before",
            site.key, kept.value, before.value
        );
        Some(
            Diagnostic::new(&codes::KEPT_SINCE, site.file_position(), message)
                .also(kept.span(), "remembered here")
                .also(before.span(), "where it was")
                .about(format!("subnet.{}", site.key.name))
                .help(format!(
                    "if the stack still has it at `{}`, since the last run was not deployed: write \
                     that block in {}",
                    before.value,
                    example(Key::SubnetBlock, dialect)
                ))
                .help(ASK_THE_STACK),
        )
    }

    /// Returns the zone that a subnet shares with an existing one, before and now, where they differ.
    fn zone_change<'s>(&self, site: &'s PlacedSubnet) -> Option<(&'a AzId, &'s Sourced<AzId>)> {
        let before = self.head_subnet_zone?;
        match &site.zone {
            ZoneRef::SameAs { zone: Some(now), .. } if now.value != *before => Some((before, now)),
            _ => None,
        }
    }

    /// Finds a written block that overlaps one which another subnet has, so that the update would
    /// fail: both would exist at one time.
    pub(super) fn is_in_the_way(
        &self,
        intent: &ClusterIntent,
        site: &PlacedSubnet,
        written: &Sourced<Ipv4Cidr>,
    ) -> Option<Diagnostic> {
        let key = &site.key;
        let has_moved = self.zone_change(site).is_some();
        // A subnet in another zone is a new one, for which even its own former block is taken.
        let (other, old) = self.blocks.iter().find(|(other, old)| {
            let is_unchanged = **other == key && old.value == written.value && !has_moved;
            old.value.overlaps(written.value) && !is_unchanged
        })?;
        let holder = if *other == key {
            format!("`{}`, which it has now", old.value)
        } else {
            format!("`{}`, which subnet `{other}` has now", old.value)
        };
        let message = format!(
            "`{}` of subnet `{key}` overlaps {holder}, and CloudFormation creates a subnet before \
             it deletes the old one",
            written.value
        );
        Some(
            Diagnostic::new(&codes::BLOCK_IN_USE, written.span(), message)
                .also(old.span(), "remembered here")
                .about(format!("subnet.{}", key.name))
                .help(format!(
                    "write a block that no subnet has, in {}",
                    example(Key::SubnetBlock, intent.dialect)
                ))
                .help(if *other == key && !has_moved {
                    format!("or leave it as it is: `{}`", old.value)
                } else {
                    format!(
                        "or take subnet `{other}` out and deploy first; once its block is free, \
                         write it"
                    )
                }),
        )
    }

    /// Finds a written block that is another one than the subnet has.
    pub(super) fn is_moved(
        &self,
        site: &PlacedSubnet,
        written: &Sourced<Ipv4Cidr>,
    ) -> Option<Diagnostic> {
        let old = self.blocks.get(&site.key).filter(|old| old.value != written.value)?;
        let message = format!(
            "subnet `{}` gets `{}` and has `{}`, so it is replaced",
            site.key, written.value, old.value
        );
        Some(block_changes(site, written.span(), message, old))
    }

    /// Finds blocks that the file keeps free or calls occupied and that a subnet of the network
    /// has.
    pub(super) fn kept_free(
        &self,
        intent: &ClusterIntent,
        placed_subnets: &[PlacedSubnet],
    ) -> Vec<Diagnostic> {
        let network = &intent.network;
        let kept = network.occupied_cidrs.iter().chain(&network.reserved_cidrs);
        // A block that is written is the file's own contradiction, which a check reports.
        let is_planned = |key: &SubnetKey| {
            placed_subnets.iter().any(|site| site.key == *key && site.written.is_none())
        };
        let mut found = Vec::new();
        for block in kept {
            let own = self
                .blocks
                .iter()
                .find(|(key, old)| old.value.overlaps(block.value) && is_planned(key));
            let Some((key, old)) = own else { continue };
            let message = format!(
                "`{}` is to be kept free, and subnet `{key}` has `{}` of it",
                block.value, old.value
            );
            let mut finding = Diagnostic::new(&codes::BLOCK_IN_USE, block.span(), message)
                .also(old.span(), "remembered here")
                .about(format!("subnet.{}", key.name))
                .help(format!(
                    "take `{}` out of the list: what this network has itself needs no entry",
                    block.value
                ));
            // A NAT gateway cannot move with its address, and neither can its subnet.
            if !self.hosts_a_gateway(key) {
                finding = finding.help(format!(
                    "or move the subnet: write a free block for it in {}",
                    example(Key::SubnetBlock, intent.dialect)
                ));
            }
            found.push(finding);
        }
        found
    }
}

/// Returns how many hosts a block must have room for to stay. Room for more, which a new block
/// gets, is not needed.
fn n_hosts_needed(site: &PlacedSubnet) -> u64 {
    match &site.intent.size {
        SubnetSize::Hosts(hosts) => hosts.value,
        SubnetSize::Blocks(_) | SubnetSize::Fleet(_) => site.demand.present,
    }
}

fn too_small(site: &PlacedSubnet, old: &Sourced<Ipv4Cidr>, intent: &ClusterIntent) -> Diagnostic {
    let (key, n_hosts) = (&site.key, n_hosts_needed(site));
    let message = format!(
        "subnet `{key}` needs room for {n_hosts} hosts and has `{}`, so it is replaced",
        old.value
    );
    let span = match &site.intent.size {
        SubnetSize::Hosts(hosts) => hosts.span(),
        SubnetSize::Blocks(_) | SubnetSize::Fleet(_) => site.file_position(),
    };
    let finding = block_changes(site, span, message, old)
        .label(format!("{} addresses there", old.value.n_host_addresses()));
    // A 2.x file has one compute subnet, and AWS Batch one queue.
    let has_one_queue = intent.scheduler.value == Scheduler::AwsBatch;
    if intent.dialect == Dialect::V2Ini || has_one_queue {
        return finding;
    }
    finding.help("or add a subnet for the further nodes, which replaces nothing")
}

fn block_changes(
    site: &PlacedSubnet,
    span: Span,
    message: String,
    old: &Sourced<Ipv4Cidr>,
) -> Diagnostic {
    Diagnostic::new(&codes::BLOCK_CHANGES, span, message)
        .also(old.span(), "remembered here")
        .about(format!("subnet.{}", site.key.name))
        .help("stop the nodes of the subnet before the update: a subnet in use cannot be deleted")
}
