//! The file systems, the directory and the database that the nodes use.

use netloom_config::intent::{ServerKind, StorageIntent, StorageKind};
use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::ipv4;
use netloom_network::sets::traffic::{TCP, Traffic};
use netloom_network::{Id, Known};
use netloom_reach::{Expect, Launched, Party, Question};

use super::{Basis, Claim, NodeEntry};
use crate::proofs::codes::STORAGE_OUT_OF_REACH;

/// Every node to the file systems that ParallelCluster makes, and to the servers that the config names by address. Where a file
/// system stands that exists already, or a server that has a name only, no config says.
pub(super) fn claims(basis: &Basis<'_>) -> Vec<Claim> {
    let storage = basis.intent.storage.iter().filter(|storage| storage.is_made);
    let mut claims: Vec<Claim> = storage.flat_map(|storage| to_storage(basis, storage)).collect();
    for server in &basis.intent.servers {
        let what = match server.kind {
            ServerKind::Database => "the accounting database",
            ServerKind::Slurmdbd => "slurmdbd",
            ServerKind::Directory => "the directory",
        };
        let to = Party::Addresses(ipv4(server.address));
        for node in
            basis.nodes.entries.iter().filter(|node| server.kind == ServerKind::Directory || is_head(basis, node))
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

fn claim(node: &NodeEntry, span: netloom_diag::Span, what: String, to: Party, traffic: Traffic) -> Claim {
    Claim {
        code: &STORAGE_OUT_OF_REACH,
        who: node.words.clone(),
        what,
        span,
        question: Question::new(Party::Interface(node.id.clone()), to, traffic),
        expect: Expect::Reachable,
    }
}

/// # Source
/// AWS ParallelCluster, `cluster_stack.py`: mount targets of an EFS file system stand in a subnet of each zone of the compute
/// nodes and of the head node, a Lustre file system in the first compute subnet; security groups of their own admit the nodes.
/// Amazon FSx for Lustre User Guide, "Limiting file system access with Amazon VPC": 988 and 1018-1023.
fn to_storage(basis: &Basis<'_>, storage: &StorageIntent) -> Vec<Claim> {
    let mut claims = Vec::new();
    match storage.kind {
        StorageKind::Efs => {
            for node in &basis.nodes.entries {
                for subnet in subnets_of(basis, node) {
                    let what = format!("the file system's mount target in `{subnet}` (tcp 2049)");
                    claims.push(claim(node, storage.span, what, launched_in(subnet), Traffic::tcp(2049)));
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

/// What ParallelCluster makes in a subnet, beside the nodes that are there.
fn launched_in(subnet: Id) -> Party {
    Party::Launched(Launched { subnet, group: None, has_public_address: None })
}

fn subnets_of(basis: &Basis<'_>, node: &NodeEntry) -> Vec<Id> {
    let interface = basis.network.interfaces.get(&node.id);
    interface.map(|interface| interface.subnets.iter().filter_map(Known::value).cloned().collect()).unwrap_or_default()
}
