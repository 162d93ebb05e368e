//! Compute nodes: one implicit queue, or the `[queue …]` sections of 2.9.0 and newer.

use std::collections::BTreeMap;

use netloom_diag::{Diagnostic, Sourced, Span};

use super::pointers::Pointer;
use super::reader::{Reader, Section};
use crate::codes;
use crate::intent::{
    ComputeResourceIntent, NodeSecurity, PlacementGroup, PublicAddress, QueueIntent, Scheduler,
    SubnetRef,
};

/// The queue and the compute resource of a cluster that names none.
const IMPLICIT_NAME: &str = "compute";

/// The most nodes of a compute resource, and the most vCPUs of AWS Batch, by default.
///
/// # Source
/// AWS ParallelCluster 2.11.9, `config/mappings.py`: `max_queue_size`, `max_count`, `max_vcpus`.
const DEFAULT_MAX_NODES: u64 = 10;

const QUEUE_SETTINGS: Pointer = Pointer { key: "queue_settings", kind: "queue", max_labels: 5 };
const COMPUTE_RESOURCE_SETTINGS: Pointer =
    Pointer { key: "compute_resource_settings", kind: "compute_resource", max_labels: 3 };

/// Keys of `[cluster …]` that describe the one queue of a cluster without `queue_settings`.
///
/// # Source
/// AWS ParallelCluster 2.11.9, `config/mappings.py`: parameters of `CLUSTER_SIT` that `CLUSTER_HIT`
/// lacks.
const KEYS_WITHOUT_QUEUES: &[&str] = &[
    "placement_group",
    "placement",
    "compute_instance_type",
    "initial_queue_size",
    "max_queue_size",
    "maintain_initial_size",
    "min_vcpus",
    "desired_vcpus",
    "max_vcpus",
    "cluster_type",
    "spot_price",
    "spot_bid_percentage",
];

/// What all queues of a 2.x cluster have in common.
#[derive(Clone)]
pub(super) struct Common {
    pub(super) subnets: Vec<Sourced<SubnetRef>>,
    pub(super) public_address: Sourced<PublicAddress>,
    pub(super) security: NodeSecurity,
    pub(super) proxy: Option<Sourced<String>>,
}

/// Reads the queues, sorted by name, at least one.
pub(super) fn read_queues(
    reader: &mut Reader<'_>,
    cluster: Section<'_>,
    scheduler: Scheduler,
    common: &Common,
) -> Vec<QueueIntent> {
    let implicit = implicit_queue(reader, cluster, scheduler, common);
    if cluster.ini.option(QUEUE_SETTINGS.key).is_none() {
        return vec![implicit];
    }
    check_beside_queues(reader, cluster, scheduler);
    let sections = reader.follow(cluster, &QUEUE_SETTINGS);
    let cluster_efa = cluster.ini.option("enable_efa").map(|option| option.key_span);
    let mut queues = Vec::new();
    let mut referred = BTreeMap::new();
    for (label, section) in sections {
        check_queue_name(reader, &label);
        if let (Some(in_cluster), Some(option)) = (cluster_efa, section.ini.option("enable_efa")) {
            let message = "`enable_efa` stands in the queue and in the cluster";
            let finding = Diagnostic::new(&codes::EXCLUSIVE_KEYS, option.key_span, message)
                .also(in_cluster, "and here")
                .help("keep it in one of the two");
            reader.report(finding);
        }
        let queue = read_queue(reader, label, section, common);
        check_referred_once(reader, &queue, &mut referred);
        queues.push(queue);
    }
    // No label led to a section, which is reported. One queue all the same lets the later stages
    // check the rest of the file.
    if queues.is_empty() {
        queues.push(implicit);
    }
    queues.sort_by(|a, b| a.name.value.cmp(&b.name.value));
    queues
}

/// Checks what a cluster with queues may not have.
///
/// # Source
/// AWS ParallelCluster 2.11.9, `config/validators.py`, `queue_settings_validator`;
/// `config/mappings.py`, `CLUSTER_HIT`.
fn check_beside_queues(reader: &mut Reader<'_>, cluster: Section<'_>, scheduler: Scheduler) {
    let Some(settings) = cluster.ini.option(QUEUE_SETTINGS.key) else { return };
    if scheduler != Scheduler::Slurm {
        let message = "`queue_settings` works with the scheduler `slurm` only";
        let finding = Diagnostic::new(&codes::VALUE_NOT_ALLOWED, settings.key_span, message)
            .help("write `scheduler = slurm`, or leave `queue_settings` out");
        reader.report(finding);
    }
    for option in cluster
        .ini
        .options
        .iter()
        .filter(|option| KEYS_WITHOUT_QUEUES.contains(&option.key.as_str()))
    {
        let message = format!("`{}` and `queue_settings` exclude each other", option.key);
        let finding = Diagnostic::new(&codes::EXCLUSIVE_KEYS, option.key_span, message)
            .also(settings.key_span, "the cluster has queues of its own")
            .help("say it in the `[queue …]` and `[compute_resource …]` sections");
        reader.report(finding);
    }
}

/// Reports compute resources that two queues name.
///
/// # Source
/// AWS ParallelCluster 2.11.9, `config/param_types.py`, `_add_sections`: "Only one reference to
/// each section is allowed".
fn check_referred_once(
    reader: &mut Reader<'_>,
    queue: &QueueIntent,
    referred: &mut BTreeMap<String, Span>,
) {
    for resource in &queue.compute_resources {
        let (name, span) = (&resource.name.value, resource.name.span());
        if let Some(first) = referred.get(name) {
            let message = format!("`[compute_resource {name}]` belongs to another queue already");
            let finding = Diagnostic::new(&codes::DUPLICATE_ENTRY, span, message)
                .also(*first, "first here")
                .help("give each queue compute resources of its own");
            reader.report(finding);
        } else {
            referred.insert(name.clone(), span);
        }
    }
}

fn read_queue(
    reader: &mut Reader<'_>,
    label: Sourced<String>,
    section: Section<'_>,
    common: &Common,
) -> QueueIntent {
    let header = section.ini.header;
    let has_efa = reader
        .boolean(section, "enable_efa")
        .unwrap_or_else(|| Sourced::defaulted(false, "EFA is off by default", header));
    let placement_group = read_placement_group(reader, section);
    let mut resources: Vec<ComputeResourceIntent> = Vec::new();
    for (name, target) in reader.follow(section, &COMPUTE_RESOURCE_SETTINGS) {
        let max_nodes = reader.count(target, "max_count");
        let instance_type = reader.text(target, "instance_type");
        // These two do not shape the network; they are read so that a bad number is reported.
        reader.count(target, "min_count");
        reader.count(target, "initial_count");
        resources.push(ComputeResourceIntent {
            name,
            instance_types: instance_type.into_iter().collect(),
            max_nodes: max_nodes.unwrap_or_else(|| default_max(target.ini.header)),
            has_efa,
            placement_group: placement_group.clone(),
        });
    }
    if section.ini.option(COMPUTE_RESOURCE_SETTINGS.key).is_none() {
        let message = format!("`[{}]` has no `compute_resource_settings`", section.ini.name);
        let finding = Diagnostic::new(&codes::MISSING_KEY, header, message).help(
            "write `compute_resource_settings = …` with the labels of one to three \
             `[compute_resource …]` sections",
        );
        reader.report(finding);
    }
    resources.sort_by(|a, b| a.name.value.cmp(&b.name.value));
    QueueIntent {
        name: label,
        subnets: common.subnets.clone(),
        public_address: common.public_address.clone(),
        security: common.security.clone(),
        proxy: common.proxy.clone(),
        compute_resources: resources,
    }
}

/// Reads the compute nodes of a cluster without `queue_settings`.
fn implicit_queue(
    reader: &mut Reader<'_>,
    cluster: Section<'_>,
    scheduler: Scheduler,
    common: &Common,
) -> QueueIntent {
    let header = cluster.ini.header;
    let max_key = if scheduler == Scheduler::AwsBatch { "max_vcpus" } else { "max_queue_size" };
    let max_nodes = reader.count(cluster, max_key);
    for key in ["initial_queue_size", "min_vcpus", "desired_vcpus"] {
        reader.count(cluster, key);
    }
    let types = reader.list(cluster, "compute_instance_type");
    let has_efa = reader.choice(cluster, "enable_efa", &[("compute", true)]);
    let rule = "a cluster without `queue_settings` has one queue";
    let resource = ComputeResourceIntent {
        name: Sourced::defaulted(IMPLICIT_NAME.to_owned(), rule, header),
        // `optimal` and bare families leave the choice to AWS Batch.
        instance_types: types.into_iter().filter(|name| name.value.contains('.')).collect(),
        max_nodes: max_nodes.unwrap_or_else(|| default_max(header)),
        has_efa: has_efa
            .unwrap_or_else(|| Sourced::defaulted(false, "EFA is off by default", header)),
        placement_group: read_placement_group(reader, cluster),
    };
    QueueIntent {
        name: Sourced::defaulted(IMPLICIT_NAME.to_owned(), rule, header),
        subnets: common.subnets.clone(),
        public_address: common.public_address.clone(),
        security: common.security.clone(),
        proxy: common.proxy.clone(),
        compute_resources: vec![resource],
    }
}

fn read_placement_group(reader: &mut Reader<'_>, section: Section<'_>) -> Sourced<PlacementGroup> {
    let rule = "no placement group by default";
    match reader.text(section, "placement_group") {
        None => Sourced::defaulted(PlacementGroup::None, rule, section.ini.header),
        Some(text) => text.map(|name| match name.as_str() {
            "NONE" => PlacementGroup::None,
            "DYNAMIC" => PlacementGroup::Managed,
            _ => PlacementGroup::Existing(name),
        }),
    }
}

/// Checks a queue label beyond what every label has to be.
///
/// # Source
/// AWS ParallelCluster 2.11.9, `config/validators.py`, `queue_settings_validator`.
fn check_queue_name(reader: &mut Reader<'_>, label: &Sourced<String>) {
    let name = &label.value;
    let is_name = name != "default"
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if !is_name {
        let finding = Diagnostic::new(
            &codes::MALFORMED_NAME,
            label.span(),
            format!(
                "`{name}` is \
                                        not a name for a queue"
            ),
        )
        .help(
            "a queue's name starts with a lower-case letter, has lower-case letters, digits \
                   and hyphens, and is not `default`",
        );
        reader.report(finding);
    }
}

fn default_max(near: Span) -> Sourced<u64> {
    Sourced::defaulted(
        DEFAULT_MAX_NODES,
        "ParallelCluster's own default for the largest fleet",
        near,
    )
}
