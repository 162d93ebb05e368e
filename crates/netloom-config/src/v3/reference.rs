//! The keys of v3 files, for the reference.

use super::keys::KeyTable;
use super::{
    cluster, compute_resources, deployment, endpoints, head_node, keys, login_nodes,
    network_section, network_subnets, placement, queues, scheduling, settings,
};
use crate::key_reference::{KeyReference, SectionReference};

/// The mappings of the reference, netloom's own first, then in the order of a file.
static TABLES: &[&KeyTable] = &[
    &network_section::NETWORK,
    &network_subnets::SUBNET,
    &endpoints::ENDPOINT,
    &cluster::FILE,
    &head_node::HEAD_NODE,
    &head_node::NETWORKING,
    &head_node::SSH,
    &head_node::DCV,
    &head_node::IMDS,
    &keys::PROXY,
    &login_nodes::LOGIN_NODES,
    &login_nodes::POOL,
    &login_nodes::NETWORKING,
    &login_nodes::SSH,
    &login_nodes::DCV,
    &scheduling::SCHEDULING,
    &settings::SLURM_SETTINGS,
    &settings::DNS,
    &settings::DATABASE,
    &settings::EXTERNAL_SLURMDBD,
    &queues::SLURM_QUEUE,
    &queues::SLURM_NETWORKING,
    &placement::PLACEMENT_GROUP,
    &queues::AWS_BATCH_QUEUE,
    &queues::AWS_BATCH_NETWORKING,
    &compute_resources::SLURM,
    &compute_resources::INSTANCE,
    &compute_resources::EFA,
    &compute_resources::NETWORKING,
    &compute_resources::OVERRIDES,
    &compute_resources::AWS_BATCH,
    &deployment::DEPLOYMENT,
    &deployment::LAMBDA,
    &deployment::STORAGE,
    &deployment::IMDS,
    &deployment::DEV,
];

/// Returns the mappings and their keys.
pub(crate) fn sections() -> Vec<SectionReference> {
    let sections = TABLES.iter().map(|table| SectionReference {
        heading: heading(table),
        keys: table
            .network
            .iter()
            .map(|key| KeyReference {
                name: key.name,
                since: key.since,
                until: key.until,
                is_extension: key.shape.is_some(),
                doc: key.doc,
                default: key.default,
                example: key.example,
            })
            .collect(),
    });
    sections.collect()
}

/// The compute resources of the two schedulers are called the same in findings, which show their
/// line.
fn heading(table: &KeyTable) -> String {
    match table.at {
        "" => "the file".to_owned(),
        at if table.network.iter().any(|key| key.name == "MaxvCpus") => {
            format!("`AwsBatchQueues.{at}`")
        }
        at if at.starts_with("ComputeResources") => format!("`SlurmQueues.{at}`"),
        at => format!("`{at}`"),
    }
}
