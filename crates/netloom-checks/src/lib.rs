//! What can be wrong with a planned network: one file per check.
//!
//! - Comes in: a [`ClusterIntent`] and the [`NetworkPlan`] made from it.
//! - Goes out: findings, each at a line of the config, with what to type.
//! - Left to others: what a file says wrongly (`netloom-config`), and what cannot be decided
//!   (`netloom-plan`).
//!
//! A check changes nothing and depends on no other check. To add one, write `checks/<fault>.rs` and
//! a line in [`CHECKS`].

mod checks;
pub mod claims;
pub mod claims_file;
mod context;
#[cfg(test)]
mod example;
pub mod facts;
mod held_blocks;
pub mod proofs;
mod quota_needs;
pub mod template;
mod wording;

pub use checks::everything_exists::EVERYTHING_EXISTS;
pub use checks::existing_file_system::EXISTING_FILE_SYSTEM;
pub use checks::{CHECKS, Check};
pub use claims::{
    Claim, ClusterNodes, add_nodes, check_node_groups, claims_of_cluster, claims_of_template,
};
pub use claims_file::read_claims;
pub use facts::{FACTS_CHECKS, check_against_facts};
pub use proofs::{Certify, Proof, Proofs, Proved, prove_claims};

pub use template::{check_document_limits, check_template};

use netloom_config::ClusterIntent;
use netloom_diag::Diagnostic;
use netloom_plan::NetworkPlan;

use context::Context;

/// Runs every check; the findings are in the order of the checks.
#[must_use]
pub fn check_network(intent: &ClusterIntent, plan: &NetworkPlan) -> Vec<Diagnostic> {
    let context = Context::new(intent, plan);
    CHECKS.iter().flat_map(|check| check.run(&context)).collect()
}
