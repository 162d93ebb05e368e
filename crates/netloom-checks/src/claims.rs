//! What must be reachable and what must not, from what the config says.
//!
//! - Comes in: a [`ClusterIntent`] and its plan; the [`Network`] that was read back from the
//!   rendered template.
//! - Goes out: the nodes, put into the network as the cluster's own stack will launch them, and
//!   claims about them.
//! - Left to others: whether a claim holds (`netloom-reach`); what a refuted one means to the user
//!   (`proofs`).
//!
//! One file per kind of claim. What nodes must reach follows from their role, the scheduler and the
//! release.

mod assumed;
mod efa;
mod exposure;
mod inside;
mod nodes;
mod private_subnets;
mod services;
mod site;
mod storage;
mod users;
mod way_out;
mod widths;

use netloom_config::{ClusterIntent, Release};
use netloom_diag::{Code, Diagnostic, Span};
use netloom_network::{Id, Network};
use netloom_question::{Expect, Question};

pub use nodes::{ClusterNodes, add_nodes};
pub use private_subnets::claims_of_template;

use nodes::NodeEntry;

/// One thing that must hold.
#[derive(Clone, Debug)]
pub struct Claim {
    /// What is reported if it does not hold.
    pub code: &'static Code,
    /// Who, in words: ``the head node``, ``queue `cpu` ``.
    pub who: String,
    /// What, in words that follow "does not reach" or "is reached by".
    pub what: String,
    /// Where the config says so.
    pub span: Span,
    /// Which packets.
    pub question: Question,
    /// Whether they must arrive or must not.
    pub expect: Expect,
    /// What they have to pass on the way, by its id.
    pub via: Option<Id>,
    /// What to type if it does not hold, where the config decides it: in the place of what the
    /// resource in the way would need.
    pub help: Option<String>,
}

/// What claims are made from.
pub(crate) struct Basis<'a> {
    pub(crate) intent: &'a ClusterIntent,
    pub(crate) release: Option<Release>,
    pub(crate) nodes: &'a ClusterNodes,
    pub(crate) network: &'a Network,
}

/// Returns what must hold of a cluster whose nodes are in the network.
///
/// - `nodes`: what [`add_nodes`] returned.
/// - `release`: the ParallelCluster release; absent, the newest one of the file's dialect.
#[must_use]
pub fn claims_of_cluster(
    intent: &ClusterIntent,
    nodes: &ClusterNodes,
    release: Option<Release>,
    network: &Network,
) -> Vec<Claim> {
    let basis = Basis { intent, release, nodes, network };
    let mut claims = services::claims(&basis);
    claims.extend(way_out::claims(&basis));
    claims.extend(site::claims(&basis));
    claims.extend(inside::claims(&basis));
    claims.extend(storage::claims(&basis));
    claims.extend(users::claims(&basis));
    claims.extend(exposure::claims(&basis));
    claims
}

/// Returns what is wrong with the rules of the nodes' security groups as they are written: those
/// that admit more than the config opens, and those that EFA needs and that are not there.
#[must_use]
pub fn check_node_groups(
    intent: &ClusterIntent,
    nodes: &ClusterNodes,
    network: &Network,
) -> Vec<Diagnostic> {
    let basis = Basis { intent, release: None, nodes, network };
    let mut findings = efa::findings(&basis);
    findings.extend(widths::findings(&basis));
    findings
}
