//! ParallelCluster 3.x: YAML mappings to intent.
//!
//! One file per section of the configuration. Keys that shape the network are read strictly; the
//! rest of the file is passed over, so that a valid file of any release is accepted.
//!
//! # Source
//! AWS ParallelCluster 3.0.0 to 3.16.1, `schemas/cluster_schema.py`, `schemas/common_schema.py`,
//! `validators/`.

mod access;
mod aws_use;
mod bind;
mod cluster;
pub mod codes;
mod compute_resources;
mod deployment;
mod endpoints;
mod head_node;
pub(crate) mod keys;
mod limits;
mod login_nodes;
mod nat;
mod network_section;
mod network_subnets;
pub(crate) mod network_values;
mod placement;
mod queues;
pub(crate) mod reader;
pub(crate) mod reference;
mod scheduling;
pub(crate) mod schema;
mod security;
mod servers;
mod settings;
mod subnet_refs;

use netloom_diag::{Diagnostic, SourceFile};

use crate::yaml::parse_yaml;
use crate::{BoundIds, ClusterIntent, LoadOptions};

/// Reads a v3 file.
pub(crate) fn load(
    file: &SourceFile,
    options: &LoadOptions,
) -> (Option<ClusterIntent>, Vec<Diagnostic>) {
    let (root, mut findings) = parse_yaml(file);
    let Some(root) = root else { return (None, findings) };
    let mut reader = reader::Reader::new(options);
    let intent = cluster::read(&mut reader, &root);
    reader.assumed_release();
    findings.append(&mut reader.findings);
    (intent, findings)
}

/// Writes ids in place of netloom's keys.
pub(crate) fn bind(
    file: &SourceFile,
    options: &LoadOptions,
    ids: &BoundIds,
) -> Result<String, Vec<Diagnostic>> {
    bind::bind(file, options, ids)
}

#[cfg(test)]
mod tests;
