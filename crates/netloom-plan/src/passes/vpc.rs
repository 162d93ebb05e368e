//! The VPC: as written, or a block that the written subnets fit into.

use netloom_config::ClusterIntent;
use netloom_config::intent::{NodeGroup, SubnetRef, SubnetSize, VpcIntent};
use netloom_diag::{Diagnostic, Sourced, Span};
use netloom_net::ids::VpcId;
use netloom_net::{Ipv4Cidr, MIN_PREFIX_LEN_BITS};

use super::nodes::NodeUse;
use super::transit_gateway::transit_blocks;
use super::wording::{Key, example};
use crate::plan::PlannedVpc;
use crate::{Memory, RememberedVpc, codes};

/// Decides the VPC; absent when the file names none and nothing has to be made in one.
///
/// A cluster lives in one VPC, so a new one beside a subnet that exists is a problem.
pub(crate) fn plan_vpc(
    intent: &ClusterIntent,
    uses: &[NodeUse],
    has_new_subnets: bool,
    memory: &Memory,
    problems: &mut Vec<Diagnostic>,
) -> Option<PlannedVpc> {
    let vpc = chosen_vpc(intent, has_new_subnets, memory)?;
    // Into a VPC that was made before, subnets may have come since.
    if let PlannedVpc::New { cidr, is_remembered: false } = &vpc {
        problems.extend(existing_subnet_elsewhere(intent, uses, cidr));
    }
    problems.extend(vpc_that_changes(&vpc, memory));
    Some(vpc)
}

fn chosen_vpc(
    intent: &ClusterIntent,
    has_new_subnets: bool,
    memory: &Memory,
) -> Option<PlannedVpc> {
    match &intent.network.vpc {
        Some(VpcIntent::New { cidr }) => Some(new_vpc(*cidr, memory)),
        Some(VpcIntent::Existing { id, cidrs, .. }) => {
            Some(PlannedVpc::Existing { id: id.clone(), cidrs: cidrs.clone() })
        }
        None if has_new_subnets => {
            let cidr = memory.new_vpc().unwrap_or_else(|| default_block(intent));
            Some(new_vpc(cidr, memory))
        }
        None => None,
    }
}

fn new_vpc(cidr: Sourced<Ipv4Cidr>, memory: &Memory) -> PlannedVpc {
    let is_remembered = memory.new_vpc().is_some_and(|old| old.value == cidr.value);
    PlannedVpc::New { cidr, is_remembered }
}

/// Finds a VPC that is another one than before: everything in it is replaced, or the stack would
/// delete the very VPC that the config names.
fn vpc_that_changes(vpc: &PlannedVpc, memory: &Memory) -> Option<Diagnostic> {
    // Of the stack's own VPC the id is known only once it exists, so a config that names it names
    // what the update deletes.
    match (memory.vpc.as_ref()?, vpc) {
        (RememberedVpc::New(old), PlannedVpc::Existing { id, .. }) => Some(
            Diagnostic::new(
                &codes::VPC_OF_THE_STACK,
                id.span(),
                format!(
                    "the VPC `{}` was made with this network, and with {} the update deletes it",
                    old.value, id.value
                ),
            )
            .also(old.span(), "remembered here")
            .about("vpc")
            .help("take the id out: security groups in the VPC can be named by id without it")
            .help(
                "or create another network in that VPC: with another stack, and without the lock \
                 file",
            ),
        ),
        (RememberedVpc::New(old), PlannedVpc::New { cidr, .. }) if old.value != cidr.value => {
            let message = format!(
                "the VPC gets `{}` and had `{}`, so it is replaced, and everything in it",
                cidr.value, old.value
            );
            let kept = format!("keep the block `{}`", old.value);
            Some(vpc_replaced(cidr.span(), message, (old.span(), kept)))
        }
        (RememberedVpc::Existing(old), PlannedVpc::Existing { id, .. })
            if old.value != id.value =>
        {
            let message = format!(
                "the network is in `{}` now, so all of it is replaced by one in `{}`",
                old.value, id.value
            );
            Some(vpc_replaced(id.span(), message, (old.span(), kept_in(&old.value))))
        }
        (RememberedVpc::Existing(old), PlannedVpc::New { cidr, .. }) => {
            let message = format!(
                "the network is in `{}` now, so all of it is replaced by one in a new VPC",
                old.value
            );
            Some(vpc_replaced(cidr.span(), message, (old.span(), kept_in(&old.value))))
        }
        _ => None,
    }
}

fn kept_in(vpc: &VpcId) -> String {
    format!("keep the network in `{vpc}`")
}

/// - `old`, `kept`: where the former VPC is remembered, and what keeps it.
fn vpc_replaced(span: Span, message: String, (old, kept): (Span, String)) -> Diagnostic {
    Diagnostic::new(&codes::VPC_REPLACED, span, message)
        .also(old, "remembered here")
        .about("vpc")
        .help(kept)
        .help(
            "or make a network beside it: copy the config under another name, and deploy it as \
             another stack",
        )
}

/// Finds nodes in a subnet that exists, which cannot lie in a VPC that is yet to be made.
fn existing_subnet_elsewhere(
    intent: &ClusterIntent,
    uses: &[NodeUse],
    new_vpc: &Sourced<Ipv4Cidr>,
) -> Option<Diagnostic> {
    let nodes = uses.iter().filter(|node_use| node_use.nodes != NodeGroup::Lambda);
    let mut subnets =
        nodes.flat_map(|node_use| node_use.subnets.iter().map(move |subnet| (node_use, subnet)));
    let (node_use, subnet, id) = subnets.find_map(|(node_use, subnet)| match &subnet.value {
        SubnetRef::Existing(id) => Some((node_use, subnet, id)),
        SubnetRef::Named(_) => None,
    })?;
    let message =
        format!("{} is in subnet `{id}`, which exists, and the VPC is to be made", node_use.words);
    let finding = Diagnostic::new(&codes::EXISTING_SUBNET_BESIDE_NEW_VPC, subnet.span(), message)
        .about("vpc")
        .help(format!(
            "specify the VPC that the subnet is in: {}, and its blocks: {}",
            example(Key::VpcId, intent.dialect),
            example(Key::VpcBlocks, intent.dialect)
        ));
    Some(if new_vpc.origin.is_written() {
        finding.also(new_vpc.span(), "the VPC to be made")
    } else {
        finding
    })
}

/// Returns the block of a VPC that is not described.
fn default_block(intent: &ClusterIntent) -> Sourced<Ipv4Cidr> {
    if let Some(block) = block_around_written_subnets(intent) {
        return block;
    }
    let kept_free = kept_free_blocks(intent);
    let block = private_blocks().find(|block| !kept_free.iter().any(|kept| kept.overlaps(*block)));
    let rule = "the first private /16 that no reserved and no on-premises block touches";
    Sourced::defaulted(block.unwrap_or_else(first_private_block), rule, intent.network.span)
}

/// Returns the /16 that holds every written subnet block, when they share one.
fn block_around_written_subnets(intent: &ClusterIntent) -> Option<Sourced<Ipv4Cidr>> {
    let written = intent.network.subnets.iter().flat_map(|subnet| match &subnet.size {
        SubnetSize::Blocks(blocks) => blocks.as_slice(),
        SubnetSize::Hosts(_) | SubnetSize::Fleet(_) => &[],
    });
    let around =
        |block: &Sourced<Ipv4Cidr>| Ipv4Cidr::containing(block.value.first(), MIN_PREFIX_LEN_BITS);
    let mut blocks = written.filter_map(|block| Some((around(block)?, block.span())));
    let (first, span) = blocks.next()?;
    let is_shared = blocks.all(|(block, _)| block == first);
    is_shared
        .then(|| Sourced::derived(first, "the /16 around the subnet blocks that are written", span))
}

/// Returns the blocks that no new VPC may touch.
fn kept_free_blocks(intent: &ClusterIntent) -> Vec<Ipv4Cidr> {
    let network = &intent.network;
    let routed = transit_blocks(intent).into_iter().map(|block| block.value);
    network
        .on_premises_cidrs
        .iter()
        .chain(&network.reserved_cidrs)
        .map(|block| block.value)
        .chain(routed.filter(|block| *block != Ipv4Cidr::EVERYTHING))
        .collect()
}

/// Returns the private blocks of 16 prefix bits in the order of trial, without the one that Docker
/// takes for its bridge.
///
/// # Source
/// RFC 1918 section 3; Amazon VPC User Guide, "VPC CIDR blocks", on 172.17.0.0/16.
fn private_blocks() -> impl Iterator<Item = Ipv4Cidr> {
    let tens = (0..=255).map(|second| (10, second));
    let hundreds = (16..=31).filter(|second| *second != 17).map(|second| (172, second));
    let pairs = tens.chain(hundreds).chain(std::iter::once((192, 168)));
    pairs.filter_map(|(first, second)| {
        Ipv4Cidr::containing([first, second, 0, 0].into(), MIN_PREFIX_LEN_BITS)
    })
}

/// Returns 10.0.0.0/16, for a site that keeps every private block free: the checks then report the
/// clash.
fn first_private_block() -> Ipv4Cidr {
    Ipv4Cidr::containing([10, 0, 0, 0].into(), MIN_PREFIX_LEN_BITS)
        .or_else(|| private_blocks().next())
        .unwrap_or(Ipv4Cidr::EVERYTHING)
}
