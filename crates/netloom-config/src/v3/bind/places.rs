//! The places of a file at which subnets and security groups stand or would stand.

use netloom_diag::Span;

use crate::intent::NodeGroup;
use crate::yaml::{Entry, Mapping, Node};

/// How many subnets a place takes, and under which key.
#[derive(Clone, Copy)]
pub(super) enum Slot {
    /// `SubnetId`, one.
    One,
    /// `SubnetIds`, exactly one.
    OneInList,
    /// `SubnetIds`, several.
    List,
}

impl Slot {
    /// Returns the key.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::One => "SubnetId",
            Self::OneInList | Self::List => "SubnetIds",
        }
    }
}

/// One group of nodes in the file.
pub(super) struct SubnetUse<'t> {
    /// Which nodes; absent when the file does not name them.
    pub(super) group: Option<NodeGroup>,
    /// How their subnets are written.
    pub(super) slot: Slot,
    /// What findings point at: the first key of the owner.
    pub(super) span: Span,
    /// The mapping that has, or would have, `Networking`.
    pub(super) owner: &'t Mapping,
    /// `Networking`, where it is written; `LambdaFunctionsVpcConfig` for the Lambda functions.
    pub(super) networking: Option<&'t Entry>,
}

/// Returns every place, in the order of the schema.
pub(super) fn places(file: &Mapping) -> Vec<SubnetUse<'_>> {
    let mut places = Vec::new();
    if let Some(head) = child(file, "HeadNode") {
        places.push(place(head, Some(NodeGroup::Head), Slot::One, "Networking"));
    }
    // ParallelCluster wants a list here as for queues, and accepts one subnet in it.
    for pool in child(file, "LoginNodes").map(|login| items(login, "Pools")).unwrap_or_default() {
        places.push(place(
            pool,
            name_of(pool).map(NodeGroup::LoginPool),
            Slot::OneInList,
            "Networking",
        ));
    }
    if let Some(scheduling) = child(file, "Scheduling") {
        let lists = [
            ("SlurmQueues", Slot::List),
            ("SchedulerQueues", Slot::List),
            ("AwsBatchQueues", Slot::OneInList),
        ];
        for (list, slot) in lists {
            for queue in items(scheduling, list) {
                places.push(place(queue, name_of(queue).map(NodeGroup::Queue), slot, "Networking"));
            }
        }
    }
    if let Some(deployment) = child(file, "DeploymentSettings") {
        let lambda =
            place(deployment, Some(NodeGroup::Lambda), Slot::List, "LambdaFunctionsVpcConfig");
        // Nodes need a subnet also where the file names none; functions without this key run
        // outside of the VPC, so there is nothing to bind.
        places.extend(Some(lambda).filter(|place| place.networking.is_some()));
    }
    places
}

fn place<'t>(
    owner: &'t Mapping,
    group: Option<NodeGroup>,
    slot: Slot,
    networking: &str,
) -> SubnetUse<'t> {
    let span = owner.first.map_or(owner.span, |first| first.key);
    SubnetUse { group, slot, span, owner, networking: owner.get(networking) }
}

fn child<'t>(parent: &'t Mapping, key: &str) -> Option<&'t Mapping> {
    parent.get(key)?.value.as_mapping()
}

fn items<'t>(parent: &'t Mapping, key: &str) -> Vec<&'t Mapping> {
    let list = parent.get(key).and_then(|entry| entry.value.as_sequence());
    list.map(|list| list.items.iter().filter_map(Node::as_mapping).collect()).unwrap_or_default()
}

fn name_of(mapping: &Mapping) -> Option<String> {
    Some(mapping.get("Name")?.value.as_scalar()?.text.clone())
}
