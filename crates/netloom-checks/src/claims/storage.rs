//! The file systems, the directory and the database that the nodes use.

use netloom_config::intent::{ServerKind, StorageIntent, StorageKind};
use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::ipv4;
use netloom_network::sets::traffic::{TCP, Traffic};
use netloom_network::{Id, Known};
use netloom_question::{Expect, Launched, Party, Question};

use super::{Basis, Claim, NodeEntry};
use crate::proofs::codes::STORAGE_OUT_OF_REACH;

/// Every node to the file systems that ParallelCluster makes, to those that exist and whose
/// interfaces are seen, and to the servers that the config names by address. Where another file
/// system stands, or a server that has a name only, no config says.
pub(super) fn claims(basis: &Basis<'_>) -> Vec<Claim> {
    let storage = basis.intent.storage.iter();
    let mut claims: Vec<Claim> = storage
        .flat_map(|storage| match storage.is_made {
            true => to_storage(basis, storage),
            false => to_existing(basis, storage),
        })
        .collect();
    for server in &basis.intent.servers {
        let what = match server.kind {
            ServerKind::Database => "the accounting database",
            ServerKind::Slurmdbd => "slurmdbd",
            ServerKind::Directory => "the directory",
        };
        let to = Party::Addresses(ipv4(server.address));
        for node in basis
            .nodes
            .entries
            .iter()
            .filter(|node| server.kind == ServerKind::Directory || is_head(basis, node))
        {
            let what = format!("{what} at {} (tcp {})", server.address, server.port);
            claims.push(claim(node, server.span, what, to.clone(), Traffic::tcp(server.port)));
        }
    }
    claims
}

fn is_head(basis: &Basis<'_>, node: &NodeEntry) -> bool {
    basis.nodes.head().is_some_and(|head| head.id == node.id)
}

fn claim(
    node: &NodeEntry,
    span: netloom_diag::Span,
    what: String,
    to: Party,
    traffic: Traffic,
) -> Claim {
    Claim {
        code: &STORAGE_OUT_OF_REACH,
        who: node.words.clone(),
        what,
        span,
        question: Question::new(Party::Interface(node.id.clone()), to, traffic),
        expect: Expect::Reachable,
        via: None,
        help: None,
    }
}

/// # Source
/// AWS ParallelCluster, `cluster_stack.py`: mount targets of an EFS file system stand in a subnet
/// of each zone of the compute nodes and of the head node, a Lustre file system in the first
/// compute subnet; security groups of their own admit the nodes. Amazon FSx for Lustre User Guide,
/// "Limiting file system access with Amazon VPC": 988 and 1018-1023.
fn to_storage(basis: &Basis<'_>, storage: &StorageIntent) -> Vec<Claim> {
    let mut claims = Vec::new();
    match storage.kind {
        StorageKind::Efs => {
            for node in &basis.nodes.entries {
                for subnet in subnets_of(basis, node) {
                    let what = format!("the file system's mount target in `{subnet}` (tcp 2049)");
                    claims.push(claim(
                        node,
                        storage.span,
                        what,
                        launched_in(subnet),
                        Traffic::tcp(2049),
                    ));
                }
            }
        }
        StorageKind::FsxLustre => {
            let first = basis.nodes.queues().min_by_key(|queue| queue.span.start);
            let home = first.and_then(|queue| subnets_of(basis, queue).into_iter().next());
            let lustre = RangeSet::single(988).union(&RangeSet::range(1018, 1023));
            for node in home.iter().flat_map(|_| &basis.nodes.entries) {
                let Some(home) = home.clone() else { continue };
                let what = format!("the Lustre file system in `{home}` (tcp 988, 1018-1023)");
                let traffic = Traffic::new(TCP, lustre.clone());
                claims.push(claim(node, storage.span, what, launched_in(home), traffic));
            }
        }
        // ParallelCluster mounts these and never makes them.
        StorageKind::FsxOpenZfs | StorageKind::FsxOntap | StorageKind::FileCache => {}
    }
    claims
}

/// Every node to the interfaces of a file system that exists; to those of an EFS file system that
/// are in the node's zone, if one is, because its name leads there.
///
/// # Source
/// AWS ParallelCluster 3.16.1, `constants.py`, `FSX_PORTS` and `EFS_PORT`; Amazon EFS User Guide,
/// "Mounting with a DNS name".
fn to_existing(basis: &Basis<'_>, storage: &StorageIntent) -> Vec<Claim> {
    let Some(id) = &storage.id else { return Vec::new() };
    let interfaces = basis.network.file_systems.get(&Id::new(id.as_str()));
    let (ports, words) = match storage.kind {
        StorageKind::Efs => (RangeSet::single(2049), "2049"),
        StorageKind::FsxLustre | StorageKind::FileCache => {
            (RangeSet::single(988).union(&RangeSet::range(1018, 1023)), "988, 1018-1023")
        }
        StorageKind::FsxOpenZfs => {
            let ports = RangeSet::single(111).union(&RangeSet::single(2049));
            (ports.union(&RangeSet::range(20_001, 20_003)), "111, 2049, 20001-20003")
        }
        StorageKind::FsxOntap => {
            let ports =
                RangeSet::single(111).union(&RangeSet::single(635)).union(&RangeSet::single(2049));
            (ports.union(&RangeSet::single(4046)), "111, 635, 2049, 4046")
        }
    };
    let mut claims = Vec::new();
    for node in &basis.nodes.entries {
        let zones = zones_of(basis, &node.id);
        let is_near =
            |interface: &&Id| zones_of(basis, interface).iter().any(|zone| zones.contains(zone));
        let all: Vec<&Id> = interfaces.into_iter().flatten().collect();
        let near: Vec<&Id> = all.iter().copied().filter(is_near).collect();
        // The name of an EFS file system leads to the mount target in the zone of the client. Where
        // that zone has none, any of them may be mounted by its address.
        let wanted = if storage.kind == StorageKind::Efs && !near.is_empty() { near } else { all };
        for interface in wanted {
            let what = format!("the file system `{id}` at `{interface}` (tcp {words})");
            let traffic = Traffic::new(TCP, ports.clone());
            claims.push(claim(
                node,
                storage.span,
                what,
                Party::Interface(interface.clone()),
                traffic,
            ));
        }
    }
    claims
}

fn zones_of<'a>(basis: &'a Basis<'_>, interface: &Id) -> Vec<&'a str> {
    let interface = basis.network.interfaces.get(interface);
    interface
        .into_iter()
        .flat_map(|interface| interface.subnets.iter().filter_map(Known::value))
        .filter_map(|subnet| basis.network.subnets.get(subnet))
        .filter_map(|subnet| subnet.zone.value().map(AsRef::as_ref))
        .collect()
}

/// What ParallelCluster makes in a subnet, beside the nodes that are there.
fn launched_in(subnet: Id) -> Party {
    Party::Launched(Launched { subnet, group: None, has_public_address: None })
}

fn subnets_of(basis: &Basis<'_>, node: &NodeEntry) -> Vec<Id> {
    let interface = basis.network.interfaces.get(&node.id);
    interface
        .map(|interface| interface.subnets.iter().filter_map(Known::value).cloned().collect())
        .unwrap_or_default()
}
