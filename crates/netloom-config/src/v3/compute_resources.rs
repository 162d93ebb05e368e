//! `ComputeResources` of a queue.

use std::collections::BTreeMap;

use netloom_diag::{Diagnostic, Sourced, Span};

use super::codes as v3_codes;
use super::keys::{KeyTable, key, loose, since, strict};
use super::limits::read_name;
use super::placement::{PlacementSetting, no_placement, read_placement};
use super::reader::{Reader, Section};
use crate::codes;
use crate::intent::{ComputeResourceIntent, PlacementGroup};
use crate::yaml::Node;

pub(super) static SLURM: KeyTable = loose(
    "ComputeResources",
    &[
        key("Name").doc("the name of the compute resource").example("c6i"),
        key("InstanceType").doc("the one instance type").example("c6i.32xlarge"),
        since("Instances", 3, 0)
            .doc("several instance types")
            .example("[{InstanceType: c6i.32xlarge}, {InstanceType: c6a.32xlarge}]"),
        key("MinCount").doc("how many nodes always run").default("`0`").example("2"),
        key("MaxCount")
            .doc("how many nodes can run; subnets are sized by it")
            .default("`10`")
            .example("64"),
        key("Efa").doc("the Elastic Fabric Adapter").default("off").example("{Enabled: true}"),
        since("Networking", 3, 0)
            .doc("a placement group for this compute resource alone")
            .default("the queue's")
            .example("{PlacementGroup: {Enabled: true}}"),
        since("LaunchTemplateOverrides", 15, 0)
            .doc(
                "a launch template whose network interfaces replace those that ParallelCluster \
                  would set",
            )
            .default("none")
            .example("{LaunchTemplateId: lt-0123456789abcdef0, Version: 1}"),
    ],
    &[
        "SpotPrice",
        "DisableSimultaneousMultithreading",
        "SchedulableMemory",
        "CapacityReservationTarget",
        "HealthChecks",
        "CustomSlurmSettings",
        "Tags",
        "StaticNodePriority",
        "DynamicNodePriority",
        "CustomSettings",
    ],
);

pub(super) static AWS_BATCH: KeyTable = loose(
    "ComputeResources",
    &[
        key("Name").doc("the name of the compute resource").example("c6i"),
        key("InstanceTypes").doc("the instance types").example("[c6i.4xlarge]"),
        key("MaxvCpus")
            .doc("how many vCPUs can run; subnets are sized by it")
            .default("`10`")
            .example("128"),
    ],
    &["MinvCpus", "DesiredvCpus", "SpotBidPercentage"],
);

pub(super) static INSTANCE: KeyTable = strict(
    "ComputeResources.Instances",
    &[key("InstanceType").doc("an instance type").example("c6i.32xlarge")],
);
pub(super) static EFA: KeyTable = strict(
    "ComputeResources.Efa",
    &[
        key("Enabled").doc("whether the nodes use EFA").default("`false`").example("true"),
        key("GdrSupport")
            .doc("whether GPUs reach the adapter directly; always so from release 3.7.0 on")
            .default("`false`")
            .example("true"),
    ],
);
pub(super) static NETWORKING: KeyTable = strict(
    "ComputeResources.Networking",
    &[key("PlacementGroup")
        .doc("a placement group for these nodes")
        .default("the queue's")
        .example("{Enabled: true}")],
);
pub(super) static OVERRIDES: KeyTable = strict(
    "ComputeResources.LaunchTemplateOverrides",
    &[
        key("LaunchTemplateId")
            .doc("the id of the launch template")
            .example("lt-0123456789abcdef0"),
        key("Version").doc("its version").example("1"),
    ],
);

/// The most nodes of a compute resource, and vCPUs of a Batch one, where the file gives no number.
const DEFAULT_MAX: u64 = 10;

/// What a queue says that its compute resources depend on.
pub(super) struct QueueFacts {
    /// How many subnets the queue lies in, at least 1.
    pub(super) n_subnets: usize,
    /// The queue's own placement setting.
    pub(super) placement: Option<PlacementSetting>,
    /// Whether the queue buys capacity blocks, which bring their own placement.
    pub(super) has_capacity_blocks: bool,
}

/// Reads one compute resource of a Slurm queue or of a scheduler plugin's.
pub(super) fn read_slurm(
    reader: &mut Reader<'_>,
    node: &Node,
    queue: &QueueFacts,
) -> Option<ComputeResourceIntent> {
    let resource = reader.item(node, "item of ComputeResources", &SLURM)?;
    let name = read_name(reader, resource);
    let instance_types = read_instance_types(reader, resource, queue);
    let max_nodes = read_counts(reader, resource);
    let has_efa = read_efa(reader, resource);
    let networking = reader.section(resource, "Networking", &NETWORKING);
    let own = networking.and_then(|networking| read_placement(reader, networking));
    let placement = own.or_else(|| queue.placement.clone());
    if let Some(overrides) = reader.section(resource, "LaunchTemplateOverrides", &OVERRIDES) {
        reader.required_text(overrides, "LaunchTemplateId");
        reader.require(overrides, "Version");
        reader.integer(overrides, "Version", 1, u64::MAX);
    }
    check_placement(reader, resource, queue, &has_efa, placement.as_ref());
    let placement_group =
        placement.map_or_else(|| no_placement(resource.span), |placement| placement.group);
    Some(ComputeResourceIntent { name: name?, instance_types, max_nodes, has_efa, placement_group })
}

/// Reads the compute resource of an AWS Batch queue.
pub(super) fn read_batch(reader: &mut Reader<'_>, node: &Node) -> Option<ComputeResourceIntent> {
    let resource = reader.item(node, "item of ComputeResources", &AWS_BATCH)?;
    let name = read_name(reader, resource);
    reader.require(resource, "InstanceTypes");
    let instance_types = reader.texts(resource, "InstanceTypes").unwrap_or_default();
    let max_nodes = reader.integer(resource, "MaxvCpus", 1, u64::MAX).unwrap_or_else(|| {
        Sourced::defaulted(
            DEFAULT_MAX,
            "AWS Batch uses at most 10 vCPUs unless `MaxvCpus` says otherwise",
            resource.span,
        )
    });
    Some(ComputeResourceIntent {
        name: name?,
        // Families such as `c5`, and `optimal`, leave the choice to AWS Batch.
        instance_types: instance_types
            .into_iter()
            .filter(|kind| kind.value.contains('.'))
            .collect(),
        max_nodes,
        has_efa: Sourced::defaulted(false, "AWS Batch queues have no EFA", resource.span),
        placement_group: no_placement(resource.span),
    })
}

fn read_instance_types(
    reader: &mut Reader<'_>,
    resource: Section<'_>,
    queue: &QueueFacts,
) -> Vec<Sourced<String>> {
    let single = reader.text(resource, "InstanceType");
    let several = read_instances(reader, resource);
    match (&single, several.first()) {
        (Some(single), Some(_)) => {
            let key_span =
                resource.field("Instances").map_or(resource.span, |field| field.key_span);
            let finding = Diagnostic::new(
                &codes::EXCLUSIVE_KEYS,
                key_span,
                "`InstanceType` and `Instances` exclude each other",
            );
            reader.report(
                finding
                    .also(single.span(), "a type is named here already")
                    .help("keep `Instances`"),
            );
        }
        // A capacity reservation fixes the type, so a resource with one may leave both keys out.
        (None, None) if resource.field("CapacityReservationTarget").is_none() => {
            let message = "the compute resource says neither `InstanceType` nor `Instances`";
            let finding = Diagnostic::new(&codes::MISSING_KEY, resource.span, message);
            reader.report(finding.help("add `InstanceType: …`, such as `c5.large`"));
        }
        _ => {}
    }
    // In a queue over several subnets ParallelCluster accepts only `Instances`, even for a single
    // type.
    if let Some(single) = single.as_ref().filter(|_| queue.n_subnets > 1) {
        let message =
            format!("`InstanceType` names one type in a queue over {} subnets", queue.n_subnets);
        let finding =
            Diagnostic::new(&v3_codes::INSTANCE_TYPE_OVER_SUBNETS, single.span(), message);
        reader.report(
            finding.help(format!("write `Instances: [{{InstanceType: {}}}]`", single.value)),
        );
    }
    single.into_iter().chain(several).collect()
}

fn read_instances(reader: &mut Reader<'_>, resource: Section<'_>) -> Vec<Sourced<String>> {
    let nodes = reader.items(resource, "Instances").map(|(_, nodes)| nodes).unwrap_or_default();
    let mut types: Vec<Sourced<String>> = Vec::new();
    let mut seen: BTreeMap<String, Span> = BTreeMap::new();
    for node in nodes {
        let Some(instance) = reader.item(node, "item of Instances", &INSTANCE) else { continue };
        let Some(kind) = reader.required_text(instance, "InstanceType") else { continue };
        if let Some(earlier) = seen.insert(kind.value.clone(), kind.span()) {
            let message = format!("instance type `{}` is listed twice", kind.value);
            let finding = Diagnostic::new(&codes::DUPLICATE_ENTRY, kind.span(), message);
            reader.report(finding.also(earlier, "first here").help("keep one of them"));
        }
        types.push(kind);
    }
    types
}

fn read_counts(reader: &mut Reader<'_>, resource: Section<'_>) -> Sourced<u64> {
    let min = reader.integer(resource, "MinCount", 0, u64::MAX);
    let max = reader.integer(resource, "MaxCount", 1, u64::MAX).unwrap_or_else(|| {
        Sourced::defaulted(
            DEFAULT_MAX,
            "ParallelCluster launches at most 10 nodes unless `MaxCount` says otherwise",
            resource.span,
        )
    });
    if let Some(min) = min.filter(|min| min.value > max.value) {
        let message =
            format!("`MinCount` is {}, more than `MaxCount`, which is {}", min.value, max.value);
        let finding = Diagnostic::new(&v3_codes::MIN_ABOVE_MAX, min.span(), message)
            .also(max.span(), max.origin.rule().unwrap_or("the largest count is written here"));
        reader.report(finding.help(format!("write `MaxCount: {}`", min.value)));
    }
    max
}

fn read_efa(reader: &mut Reader<'_>, resource: Section<'_>) -> Sourced<bool> {
    let off =
        Sourced::defaulted(false, "ParallelCluster uses EFA only when told to", resource.span);
    let Some(efa) = reader.section(resource, "Efa", &EFA) else { return off };
    let enabled = reader.boolean(efa, "Enabled").unwrap_or(off);
    let gdr = reader.boolean(efa, "GdrSupport");
    if let Some(gdr) = gdr.filter(|gdr| gdr.value && !enabled.value) {
        let finding = Diagnostic::new(
            &v3_codes::GDR_WITHOUT_EFA,
            gdr.span(),
            "`GdrSupport` is on where EFA is off",
        );
        reader.report(finding.help("add `Enabled: true`, or leave `GdrSupport` out"));
    }
    enabled
}

fn check_placement(
    reader: &mut Reader<'_>,
    resource: Section<'_>,
    queue: &QueueFacts,
    has_efa: &Sourced<bool>,
    placement: Option<&PlacementSetting>,
) {
    // Several subnets are in several zones, and neither EFA nor a placement group reaches across a
    // zone.
    if queue.n_subnets > 1 {
        let group = placement
            .filter(|placement| placement.group.value != PlacementGroup::None)
            .map(|placement| ("a placement group", placement.group.span()));
        let efa = has_efa.value.then(|| ("EFA", has_efa.span()));
        for (what, span) in [efa, group].into_iter().flatten() {
            let message = format!("{what} is on in a queue over {} subnets", queue.n_subnets);
            let finding = Diagnostic::new(&v3_codes::ONE_ZONE_ONLY, span, message);
            reader.report(
                finding.note("a queue takes one subnet per zone").help("write one queue per zone"),
            );
        }
        return;
    }
    let is_decided =
        placement.is_some_and(|placement| placement.is_explicit) || queue.has_capacity_blocks;
    if has_efa.value && !is_decided {
        let message = "EFA is on and nothing says whether a placement group is used";
        let finding =
            Diagnostic::new(&v3_codes::EFA_WITHOUT_PLACEMENT_GROUP, has_efa.span(), message);
        reader.report(finding.also(resource.span, "for this compute resource").help(
            "add `PlacementGroup: {Enabled: true}` to the `Networking` of the queue, or \
                       `{Enabled: false}`",
        ));
    }
}
