//! The keys of v3 files, for the reference.

use super::keys::KeyTable;
use super::{
    cluster, compute_resources, deployment, head_node, keys, login_nodes, network_section, network_subnets, queues,
    scheduling,
};
use crate::key_reference::{KeyReference, SectionReference};

/// The mappings of the reference, netloom's own first, then in the order of a file.
static TABLES: &[&KeyTable] = &[
    &network_section::NETWORK,
    &network_subnets::SUBNET,
    &cluster::FILE,
    &head_node::HEAD_NODE,
    &head_node::NETWORKING,
    &head_node::SSH,
    &head_node::DCV,
    &keys::PROXY,
    &login_nodes::POOL,
    &login_nodes::NETWORKING,
    &login_nodes::SSH,
    &scheduling::SCHEDULING,
    &queues::SLURM_QUEUE,
    &queues::SLURM_NETWORKING,
    &queues::AWS_BATCH_NETWORKING,
    &compute_resources::SLURM,
    &compute_resources::AWS_BATCH,
    &compute_resources::EFA,
    &deployment::DEPLOYMENT,
    &deployment::STORAGE,
];

/// Returns the mappings and their keys.
pub(crate) fn sections() -> Vec<SectionReference> {
    let sections = TABLES.iter().map(|table| SectionReference {
        heading: if table.at.is_empty() { "the file".to_owned() } else { format!("`{}`", table.at) },
        keys: table
            .network
            .iter()
            .map(|key| KeyReference {
                name: key.name,
                since: key.since,
                until: key.until,
                is_extension: !key.doc.is_empty(),
                doc: key.doc,
            })
            .collect(),
    });
    sections.collect()
}
