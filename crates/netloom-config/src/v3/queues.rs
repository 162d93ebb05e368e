//! Queues: `SlurmQueues`, `AwsBatchQueues`, and the `SchedulerQueues` of scheduler plugins.

use netloom_diag::{Diagnostic, Sourced, Span};

use super::compute_resources::{QueueFacts, read_batch, read_slurm};
use super::head_node::read_proxy;
use super::keys::{KeyTable, key, loose, strict};
use super::limits::{check_queues, check_unique, read_name};
use super::placement::read_placement;
use super::reader::{Reader, Section};
use super::security::read_security;
use super::subnet_refs::{SubnetNames, read_subnets};
use crate::intent::{
    ComputeResourceIntent, DEFAULT_COMPUTE_SUBNET, PublicAddress, QueueIntent, Scheduler, SubnetRef,
};
use crate::yaml::{Node, Value};
use crate::{Release, codes};

pub(super) static SLURM_QUEUE: KeyTable = loose(
    "SlurmQueues",
    &[
        key("Name").doc("the name of the queue").example("main"),
        key("Networking").doc("where its nodes are").example("{SubnetIds: [compute]}"),
        key("ComputeResources")
            .doc("the instance types and counts of its nodes")
            .example("[{Name: c6i, InstanceType: c6i.32xlarge, MaxCount: 64}]"),
    ],
    &[
        "CapacityType",
        "AllocationStrategy",
        "ComputeSettings",
        "CustomActions",
        "Iam",
        "Image",
        "CapacityReservationTarget",
        "HealthChecks",
        "CustomSlurmSettings",
        "CustomSettings",
        "Tags",
        "JobExclusiveAllocation",
    ],
);

pub(super) static AWS_BATCH_QUEUE: KeyTable = loose(
    "AwsBatchQueues",
    &[
        key("Name").doc("the name of the queue").example("main"),
        key("Networking").doc("where its nodes are").example("{SubnetIds: [compute]}"),
        key("ComputeResources")
            .doc("the instance types and vCPUs of its nodes")
            .example("[{Name: c6i, InstanceTypes: [c6i.4xlarge], MaxvCpus: 128}]"),
    ],
    &["CapacityType"],
);

pub(super) static SLURM_NETWORKING: KeyTable = strict(
    "SlurmQueues.Networking",
    &[
        key("SubnetIds")
            .doc(
                "the subnets of the nodes, by id or by name; several from release 3.4.0 on, each \
                  in a zone of its own",
            )
            .example("[compute]"),
        key("AssignPublicIp")
            .doc("whether the nodes get public addresses")
            .default("the setting of the subnet")
            .example("false"),
        key("SecurityGroups")
            .doc("security groups for these nodes in place of those that the cluster makes")
            .default("the cluster's own")
            .example("[sg-0123456789abcdef0]"),
        key("AdditionalSecurityGroups")
            .doc("security groups to attach in addition to those that the cluster makes")
            .default("none")
            .example("[sg-0123456789abcdef0]"),
        key("PlacementGroup")
            .doc("a placement group for the nodes of the queue")
            .default("none")
            .example("{Enabled: true}"),
        key("Proxy")
            .doc("the HTTP proxy of these nodes")
            .default("none")
            .example("{HttpProxyAddress: http://10.9.0.5:3128}"),
    ],
);

pub(super) static AWS_BATCH_NETWORKING: KeyTable = strict(
    "AwsBatchQueues.Networking",
    &[
        key("SubnetIds").doc("the subnets of the nodes, by id or by name").example("[compute]"),
        key("AssignPublicIp")
            .doc("whether the nodes get public addresses")
            .default("the setting of the subnet")
            .example("false"),
        key("SecurityGroups")
            .doc("security groups for these nodes in place of those that the cluster makes")
            .default("the cluster's own")
            .example("[sg-0123456789abcdef0]"),
        key("AdditionalSecurityGroups")
            .doc("security groups to attach in addition to those that the cluster makes")
            .default("none")
            .example("[sg-0123456789abcdef0]"),
        key("PlacementGroup")
            .until(0, 0)
            .doc("a placement group for the nodes of the queue")
            .default("none")
            .example("{Enabled: true}"),
        key("Proxy")
            .until(0, 0)
            .doc("the HTTP proxy of these nodes")
            .default("none")
            .example("{HttpProxyAddress: http://10.9.0.5:3128}"),
    ],
);

/// The first release in which a queue may lie in several subnets.
const SEVERAL_SUBNETS: Release = Release::new(3, 4, 0);

/// Reads the queues of one scheduler, sorted by name.
pub(super) fn read(
    reader: &mut Reader<'_>,
    scheduling: Section<'_>,
    scheduler: Scheduler,
    names: &SubnetNames,
) -> Vec<QueueIntent> {
    let list = list_key(scheduler);
    reader.require(scheduling, list);
    let Some((field, nodes)) = reader.items(scheduling, list) else { return Vec::new() };
    let is_batch = scheduler == Scheduler::AwsBatch;
    if nodes.is_empty() || (is_batch && nodes.len() > 1) {
        let expected = if is_batch { "exactly one" } else { "at least one" };
        let message = format!("`{list}` has {} entries, expected {expected}", nodes.len());
        reader.report(
            Diagnostic::new(&codes::WRONG_LIST_LENGTH, field.key_span, message)
                .help("write one queue"),
        );
    }
    let n_resources: Vec<usize> = nodes.iter().map(n_resources_of).collect();
    if !is_batch {
        check_queues(reader, &n_resources, field.key_span);
    }
    // Names that one queue lists side by side are in one zone each, so the lists of all queues are
    // known before any name is resolved.
    let lists: Vec<Vec<&str>> = nodes.iter().map(subnets_of).collect();
    let names = &names.listed_by(&lists);
    let mut queues: Vec<QueueIntent> =
        nodes.iter().filter_map(|node| read_queue(reader, node, is_batch, names)).collect();
    check_unique(reader, "queue", queues.iter().map(|queue| &queue.name));
    queues.sort_by(|a, b| a.name.value.cmp(&b.name.value));
    queues
}

/// Returns the key that lists the queues of a scheduler.
pub(super) fn list_key(scheduler: Scheduler) -> &'static str {
    match scheduler {
        Scheduler::AwsBatch => "AwsBatchQueues",
        Scheduler::Plugin => "SchedulerQueues",
        Scheduler::Slurm | Scheduler::Sge | Scheduler::Torque => "SlurmQueues",
    }
}

fn n_resources_of(node: &Node) -> usize {
    let resources = node.as_mapping().and_then(|queue| queue.get("ComputeResources"));
    resources
        .and_then(|resources| resources.value.as_sequence())
        .map_or(0, |resources| resources.items.len())
}

/// Returns the texts of `SubnetIds`, whatever they are.
fn subnets_of(node: &Node) -> Vec<&str> {
    let networking = node.as_mapping().and_then(|queue| queue.get("Networking"));
    let items = networking
        .and_then(|networking| networking.value.as_mapping()?.get("SubnetIds"))
        .and_then(|subnets| subnets.value.as_sequence())
        .map_or(&[][..], |subnets| &subnets.items);
    items.iter().filter_map(|item| item.as_scalar().map(|scalar| scalar.text.as_ref())).collect()
}

fn read_queue(
    reader: &mut Reader<'_>,
    node: &Node,
    is_batch: bool,
    names: &SubnetNames,
) -> Option<QueueIntent> {
    let queue =
        reader.item(node, "queue", if is_batch { &AWS_BATCH_QUEUE } else { &SLURM_QUEUE })?;
    let name = read_name(reader, queue);
    let table = if is_batch { &AWS_BATCH_NETWORKING } else { &SLURM_NETWORKING };
    let networking = reader.section(queue, "Networking", table);
    let subnets = networking
        .map(|networking| read_queue_subnets(reader, networking, is_batch, names))
        .unwrap_or_default();
    let n_subnets: usize = match subnets.as_slice() {
        // Written and unreadable is an error already; what follows from the number would only
        // repeat it.
        [] if networking.is_some_and(|networking| networking.field("SubnetIds").is_some()) => 1,
        [] => names.n_zones_of(DEFAULT_COMPUTE_SUBNET),
        subnets => subnets.iter().map(|subnet| names.n_subnets(&subnet.value)).sum(),
    };
    if n_subnets > 1 && !is_batch {
        let span = subnets.first().map_or(queue.span, Sourced::span);
        reader.needs("a queue over several subnets", SEVERAL_SUBNETS, span);
    }
    let facts = QueueFacts {
        n_subnets,
        placement: networking.and_then(|networking| read_placement(reader, networking)),
        has_capacity_blocks: has_capacity_blocks(queue),
    };
    let public_address =
        networking.and_then(|networking| reader.boolean(networking, "AssignPublicIp"));
    let security =
        networking.map(|networking| read_security(reader, networking)).unwrap_or_default();
    let proxy = networking.and_then(|networking| read_proxy(reader, networking));
    let compute_resources = read_resources(reader, queue, is_batch, &facts);
    // A queue without name or nodes is an error already; nothing can be said about its network.
    let name = name.filter(|_| !compute_resources.is_empty())?;
    Some(QueueIntent {
        name,
        subnets,
        public_address: public_address_of(
            public_address,
            networking.map_or(queue.span, |networking| networking.span),
        ),
        security,
        proxy,
        compute_resources,
    })
}

fn read_queue_subnets(
    reader: &mut Reader<'_>,
    networking: Section<'_>,
    is_batch: bool,
    names: &SubnetNames,
) -> Vec<Sourced<SubnetRef>> {
    read_subnets(reader, networking, names, if is_batch { (1, 1) } else { (1, usize::MAX) })
}

fn public_address_of(assigns: Option<Sourced<bool>>, near: Span) -> Sourced<PublicAddress> {
    let rule = "the subnet decides about public addresses unless `AssignPublicIp` is written";
    assigns.map_or_else(
        || Sourced::defaulted(PublicAddress::SubnetDecides, rule, near),
        |assigns| {
            assigns
                .map(|assigns| if assigns { PublicAddress::OnLaunch } else { PublicAddress::None })
        },
    )
}

fn has_capacity_blocks(queue: Section<'_>) -> bool {
    let kind = queue.field("CapacityType").and_then(|field| field.node.as_scalar());
    kind.is_some_and(|kind| kind.value == Value::Text && kind.text == "CAPACITY_BLOCK")
}

fn read_resources(
    reader: &mut Reader<'_>,
    queue: Section<'_>,
    is_batch: bool,
    facts: &QueueFacts,
) -> Vec<ComputeResourceIntent> {
    reader.require(queue, "ComputeResources");
    let Some((field, nodes)) = reader.items(queue, "ComputeResources") else { return Vec::new() };
    if nodes.is_empty() || (is_batch && nodes.len() > 1) {
        let expected = if is_batch { "exactly one" } else { "at least one" };
        let message =
            format!("`ComputeResources` has {} entries, expected {expected}", nodes.len());
        let finding = Diagnostic::new(&codes::WRONG_LIST_LENGTH, field.key_span, message);
        reader.report(finding.help("write one compute resource"));
    }
    let mut resources: Vec<ComputeResourceIntent> = nodes
        .iter()
        .filter_map(|node| match is_batch {
            true => read_batch(reader, node),
            false => read_slurm(reader, node, facts),
        })
        .collect();
    check_unique(reader, "compute resource", resources.iter().map(|resource| &resource.name));
    resources.sort_by(|a, b| a.name.value.cmp(&b.name.value));
    resources
}
