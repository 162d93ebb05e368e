//! What the nodes of a cluster must reach of each other.

use netloom_config::intent::Scheduler;
use netloom_config::{Dialect, Release};
use netloom_network::sets::traffic::Traffic;
use netloom_question::{Expect, Party, Question};

use super::{Basis, Claim, NodeEntry};
use crate::proofs::codes::NODES_APART;

/// Head and compute nodes to each other, login nodes to the head node, and nodes of one queue among
/// themselves.
pub(super) fn claims(basis: &Basis<'_>) -> Vec<Claim> {
    let Some(head) = basis.nodes.head() else { return Vec::new() };
    let mut claims = Vec::new();
    let is_batch = basis.intent.scheduler.value == Scheduler::AwsBatch;
    for queue in basis.nodes.queues() {
        // Batch runs containers that know nothing of the head node but its exported directories.
        claims.push(claim(queue, head, "NFS of the head node (tcp 2049)", Traffic::tcp(2049)));
        if !is_batch {
            for (what, traffic) in to_scheduler(basis) {
                claims.push(claim(queue, head, what, traffic));
            }
            claims.push(claim(head, queue, "SSH (tcp 22)", Traffic::tcp(22)));
            for (what, traffic) in to_nodes(basis) {
                claims.push(claim(head, queue, what, traffic));
            }
        }
        if talks_among_itself(basis, queue) {
            let what = "other nodes of the queue (all traffic, which MPI needs)";
            claims.push(claim(queue, queue, what, Traffic::everything()));
        }
    }
    for pool in basis.nodes.login_pools() {
        claims.push(claim(pool, head, "NFS of the head node (tcp 2049)", Traffic::tcp(2049)));
        claims.push(claim(
            pool,
            head,
            "Slurm on the head node (tcp 6819-6829)",
            Traffic::tcp_range(6819, 6829),
        ));
    }
    claims
}

fn claim(from: &NodeEntry, to: &NodeEntry, what: &str, traffic: Traffic) -> Claim {
    let what = if to.words.contains("queue") && from.id != to.id {
        format!("{}: {what}", to.words)
    } else {
        what.to_owned()
    };
    Claim {
        code: &NODES_APART,
        who: from.words.clone(),
        what,
        span: from.span,
        question: Question::new(
            Party::Interface(from.id.clone()),
            Party::Interface(to.id.clone()),
            traffic,
        ),
        expect: Expect::Reachable,
        via: None,
        help: None,
    }
}

fn is_between(basis: &Basis<'_>, first: Release, last: Release) -> bool {
    let newest = match basis.intent.dialect {
        Dialect::V2Ini => Release::new(2, 11, 9),
        Dialect::V3Yaml => Release::NEWEST_KNOWN,
    };
    let release = basis.release.unwrap_or(newest);
    first <= release && release < last
}

/// What the scheduler's server on the head node listens to.
///
/// # Source
/// AWS ParallelCluster cookbook, `slurm.conf.erb`, `SlurmctldPort`: 6817 until 2.8, 6817-6827 in
/// 2.9, 6820-6829 from 2.10.0 on; AWS's page on restricted security groups names 6817-6819 instead.
/// Grid Engine: IANA, `sge-qmaster`. Torque: TORQUE Administrator Guide, `pbs_server`.
fn to_scheduler(basis: &Basis<'_>) -> Vec<(&'static str, Traffic)> {
    match basis.intent.scheduler.value {
        Scheduler::Slurm => {
            if is_between(basis, Release::new(2, 0, 0), Release::new(2, 9, 0)) {
                vec![("slurmctld on the head node (tcp 6817)", Traffic::tcp(6817))]
            } else if is_between(basis, Release::new(2, 9, 0), Release::new(2, 10, 0)) {
                vec![("slurmctld on the head node (tcp 6817-6827)", Traffic::tcp_range(6817, 6827))]
            } else {
                vec![("slurmctld on the head node (tcp 6820-6829)", Traffic::tcp_range(6820, 6829))]
            }
        }
        Scheduler::Sge => vec![("sge_qmaster on the head node (tcp 6444)", Traffic::tcp(6444))],
        Scheduler::Torque => vec![("pbs_server on the head node (tcp 15001)", Traffic::tcp(15001))],
        Scheduler::AwsBatch | Scheduler::Plugin => Vec::new(),
    }
}

/// What the scheduler's daemon on compute nodes listens to.
///
/// # Source
/// AWS ParallelCluster cookbook, `slurm.conf.erb`: slurmd on 6818 in all releases. Grid Engine:
/// IANA, `sge-execd`. Torque: TORQUE Administrator Guide, `pbs_mom`.
fn to_nodes(basis: &Basis<'_>) -> Vec<(&'static str, Traffic)> {
    match basis.intent.scheduler.value {
        Scheduler::Slurm => vec![("slurmd (tcp 6818)", Traffic::tcp(6818))],
        Scheduler::Sge => vec![("sge_execd (tcp 6445)", Traffic::tcp(6445))],
        Scheduler::Torque => {
            vec![("pbs_mom (tcp 15002-15003)", Traffic::tcp_range(15_002, 15_003))]
        }
        Scheduler::AwsBatch | Scheduler::Plugin => Vec::new(),
    }
}

/// Nodes that run one job together: more than one node, or EFA.
fn talks_among_itself(basis: &Basis<'_>, queue: &NodeEntry) -> bool {
    let netloom_config::intent::NodeGroup::Queue(name) = &queue.group else { return false };
    let Some(intent) = basis.intent.queues.iter().find(|queue| queue.name.value == *name) else {
        return false;
    };
    if basis.intent.scheduler.value == Scheduler::AwsBatch {
        return basis.intent.multi_node_parallel.as_ref().is_some_and(|said| said.value);
    }
    let resources = &intent.compute_resources;
    let n_nodes: u64 =
        resources.iter().map(|resource| resource.max_nodes.value).fold(0, u64::saturating_add);
    n_nodes > 1 || resources.iter().any(|resource| resource.has_efa.value)
}
