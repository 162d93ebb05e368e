//! Pictures of what an input describes.
//!
//! - Comes in: an input as it was read, and what exists.
//! - Goes out: what a picture shows that no network says ([`Extras`]): what people call subnets, who
//!   lives in them, how many addresses they need.
//! - Left to others: how it looks (`netloom-draw`).

pub mod change;
pub mod path;

use std::collections::BTreeMap;

use netloom_cfn::names::METADATA_KEY;
use netloom_config::ClusterIntent;
use netloom_config::intent::{NodeGroup, QueueIntent, Scheduler};
use netloom_draw::Extras;
use netloom_draw::scene::Kind;
use netloom_facts::existing::ExistingNetwork;
use netloom_network::Id;
use netloom_template::{Node, TemplateDocument};

use crate::observe::Observed;
use netloom_diag::counting::{counted, grouped};

/// Returns what a picture of an input shows beside its network.
///
/// - `title`: what the picture is of.
/// - `existing`: what exists, where facts say.
#[must_use]
pub fn extras_of(title: &str, observed: &Observed, existing: Option<&ExistingNetwork>) -> Extras {
    let mut names = existing.map(names_of_existing).unwrap_or_default();
    names.extend(observed.document.as_ref().map(names_in_metadata).unwrap_or_default());
    let subnets = || observed.subnets.iter();
    names.extend(subnets().map(|(id, subnet)| (id.clone(), subnet.name.clone())));
    let options = &observed.options;
    let named = observed.intent.as_ref().and_then(|intent| intent.region.as_ref());
    let region = options.load.region.clone().or_else(|| named.map(|region| region.value.clone()));
    Extras {
        title: title.to_owned(),
        region,
        names,
        residents: observed.intent.as_ref().map(|i| residents_of(i, observed)).unwrap_or_default(),
        n_needed: subnets().map(|(id, subnet)| (id.clone(), subnet.n_needed)).collect(),
    }
}

/// The `Name` tags of subnets that exist.
fn names_of_existing(existing: &ExistingNetwork) -> BTreeMap<Id, String> {
    let subnets = existing.subnets.iter();
    let named = subnets.filter_map(|subnet| {
        let name = subnet.name_tag.as_ref().filter(|name| !name.trim().is_empty())?;
        Some((Id::new(subnet.id.as_str()), name.clone()))
    });
    named.collect()
}

/// What a template of netloom's own says of the names that its config has for subnets.
fn names_in_metadata(document: &TemplateDocument) -> BTreeMap<Id, String> {
    let subnets =
        document.metadata.as_ref().and_then(|all| all.get(METADATA_KEY)?.get("Subnets")?.as_map());
    let named = subnets.into_iter().flatten().filter_map(|entry| {
        let name = entry.node.get("Name").and_then(Node::as_text)?;
        Some((Id::new(entry.key.clone()), name.into_owned()))
    });
    named.collect()
}

/// The nodes of a cluster, by their entries in its network.
fn residents_of(intent: &ClusterIntent, observed: &Observed) -> BTreeMap<Id, (Kind, String)> {
    let words = |group: &NodeGroup| match group {
        NodeGroup::Head => Some((Kind::HeadNode, "head node".to_owned())),
        NodeGroup::LoginPool(name) => {
            let pool = intent.login_pools.iter().find(|pool| pool.name.value == *name)?;
            let n = usize::try_from(pool.count.value).unwrap_or(usize::MAX);
            Some((Kind::LoginNodes, format!("login pool {name}, {}", counted(n, "node"))))
        }
        NodeGroup::Queue(name) => {
            let queue = intent.queues.iter().find(|queue| queue.name.value == *name)?;
            Some((Kind::ComputeNodes, format!("queue {name}, {}", fleet(queue, intent))))
        }
        NodeGroup::Lambda => None,
    };
    let nodes = observed.nodes.iter();
    nodes.filter_map(|(group, id, _)| Some((id.clone(), words(group)?))).collect()
}

/// How many nodes a queue has at most; AWS Batch counts vCPUs.
fn fleet(queue: &QueueIntent, intent: &ClusterIntent) -> String {
    let n = queue.compute_resources.iter().map(|resource| resource.max_nodes.value);
    let n = n.fold(0, u64::saturating_add);
    let unit = match (intent.scheduler.value, n) {
        (Scheduler::AwsBatch, _) => "vCPUs",
        (_, 1) => "node",
        _ => "nodes",
    };
    format!("up to {} {unit}", grouped(n))
}
