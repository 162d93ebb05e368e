//! The keys of v3 files, for the reference.

use super::keys::KeyTable;
use super::{
    cluster, compute_resources, deployment, head_node, keys, login_nodes, network_section,
    placement, queues, scheduling, settings,
};
use crate::key_reference::{KeyReference, SectionReference};

/// The mappings of ParallelCluster, in the order of a file.
static TABLES: &[&KeyTable] = &[
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

/// Returns the mappings and their keys, netloom's own first.
pub(crate) fn sections() -> Vec<SectionReference> {
    let mut tables = Vec::new();
    own_tables(&network_section::NETWORK, &mut tables);
    tables.extend(TABLES);
    let sections = tables.into_iter().map(|table| SectionReference {
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

/// Adds a mapping of netloom's own and those that its keys take, each once, in the order of keys.
fn own_tables(table: &'static KeyTable, tables: &mut Vec<&'static KeyTable>) {
    if tables.iter().any(|known| known.at == table.at) {
        return;
    }
    tables.push(table);
    table
        .network
        .iter()
        .filter_map(|key| key.shape?.table())
        .for_each(|inner| own_tables(inner, tables));
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
