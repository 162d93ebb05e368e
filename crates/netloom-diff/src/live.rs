//! An existing VPC as a template, so that it can be compared with one: drift.
//!
//! - Comes in: what the AWS CLI describes, one file per call, as `netloom-facts` makes resources of
//!   it.
//! - Goes out: a [`LiveVpc`]: every thing that those calls tell and a template could make.
//! - [`LiveVpc::against`] holds it to a template: what belongs to the stack, under the names that
//!   the template has, and the template as far as the calls cover it, in the same form. What no
//!   call tells is neither there nor missing, but unknown.
//!
//! | file | one idea |
//! | --- | --- |
//! | `types/` | the types that the answers cover, what of them is compared |
//! | `rules` | rules of security groups in one form |
//! | `align` | what is what in the template: by CloudFormation's tags, else by what it is for |
//! | `belonging` | whose a thing is: the stack's, changed by hand, or none of its business |
//! | `nodes` | both networks, with the same nodes in them |
//! | `template`, `drift` | a template as far as facts tell; both sides without what cannot be compared |
//!
//! # Source
//! AWS CloudFormation User Guide, "Resource tags"; AWS CLI Command Reference, `ec2 describe-…`.

mod align;
mod belonging;
mod drift;
mod nodes;
mod rules;
mod template;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use netloom_diag::SourceFile;
use netloom_facts::kinds::KINDS;
use netloom_facts::{Answers, Kind, Observed, Records, Standing, State};
use netloom_network::route_keys;
use netloom_template::{Entry, Node, ResourceEntry, TemplateDocument};

pub use drift::Drift;
use types::{Type, type_of};

/// What the calls describe.
#[derive(Clone, Debug, Default)]
pub struct LiveVpc {
    things: Vec<LiveResource>,
    /// The kinds of answers whose last page is there.
    complete: BTreeSet<Kind>,
}

/// One thing that lives; things are called by their own ids, and those without one by what they are
/// for.
#[derive(Clone, Debug)]
struct LiveResource {
    entry: ResourceEntry,
    /// The logical id and the stack that CloudFormation wrote on it.
    logical_id: Option<String>,
    stack: Option<String>,
    /// Whether a service of AWS made it for itself.
    is_managed: bool,
    /// Whether it is what every VPC has: the main table, the default group, the default ACL.
    is_of_the_vpc: bool,
    /// What it is a part of: the table of a route, the ACL of an entry.
    owner: Option<String>,
}

impl LiveResource {
    /// Takes what there is as far as it is compared; `None` for what no template makes, and for
    /// types that are not compared.
    fn of(
        document: &TemplateDocument,
        resource: &ResourceEntry,
        state: &State<'_>,
    ) -> Option<Self> {
        let of = type_of(&resource.kind)?;
        let is_of_the_vpc = match state.standing {
            Standing::Made => false,
            Standing::OfTheVpc => true,
            Standing::OfEndpoint | Standing::ByItself | Standing::Gone => return None,
        };
        let mut entry = resource.clone();
        entry.properties = compared_properties(document, resource, of);
        let stack = ["stack-id", "stack-name"];
        Some(Self {
            entry,
            logical_id: state.tag("aws:cloudformation:logical-id"),
            stack: stack.iter().find_map(|name| state.tag(&format!("aws:cloudformation:{name}"))),
            is_managed: state.owner.is_none() && state.is_true("RequesterManaged"),
            is_of_the_vpc,
            owner: state.owner.map(str::to_owned),
        })
    }
}

/// Returns the properties that are compared, the rules of a group in one form whether they stand in
/// it or beside it.
fn compared_properties(document: &TemplateDocument, resource: &ResourceEntry, of: &Type) -> Node {
    let (compared, span) = (of.compared(), resource.span);
    let is_group = resource.kind == "AWS::EC2::SecurityGroup";
    let is_rules = |key: &str| is_group && rules::WAYS.iter().any(|(inline, _)| *inline == key);
    let is_compared = |key: &str| compared.iter().any(|(own, _)| *own == key) && !is_rules(key);
    let own = resource.properties.as_map().unwrap_or_default().iter();
    let mut entries: Vec<Entry> = own.filter(|entry| is_compared(&entry.key)).cloned().collect();
    let ways = rules::WAYS.into_iter().filter(|_| is_group);
    entries.extend(ways.map(|way| {
        Entry::new(way.0, Node::list(rules::of_group(document, resource, way), span), span)
    }));
    Node::map(entries, resource.properties.span)
}

impl LiveVpc {
    /// Reads the answers of calls; what is wrong with them is reported where the network is built.
    #[must_use]
    pub fn read(files: &[&SourceFile]) -> Self {
        let answers = Answers::parse(files, &mut Vec::new());
        let records = Records::of(&answers, &mut Vec::new());
        let complete = KINDS.iter().copied().filter(|kind| records.is_complete(*kind)).collect();
        let observed = Observed::of(&records, route_keys());
        let things = observed
            .all()
            .filter_map(|(resource, state)| LiveResource::of(&observed.document, resource, state));
        Self { things: things.collect(), complete }
    }

    /// Returns everything under CloudFormation's logical ids, else under their own.
    #[must_use]
    pub fn document(&self) -> TemplateDocument {
        let mut n_of: BTreeMap<&str, usize> = BTreeMap::new();
        for id in self.things.iter().filter_map(|thing| thing.logical_id.as_deref()) {
            *n_of.entry(id).or_default() += 1;
        }
        let is_only = |id: &&String| n_of.get(id.as_str()) == Some(&1);
        let names: BTreeMap<String, String> = self
            .things
            .iter()
            .filter_map(|thing| {
                Some((thing.entry.id.clone(), thing.logical_id.as_ref().filter(is_only)?.clone()))
            })
            .collect();
        // What a default thing is for is determined by its parts.
        let things = self.things.iter().filter(|thing| !thing.is_of_the_vpc);
        document(things.map(|thing| thing.entry.clone()).collect(), &names)
    }
}

/// A document with these resources, called by other names where there are some.
fn document(
    mut resources: Vec<ResourceEntry>,
    names: &BTreeMap<String, String>,
) -> TemplateDocument {
    for resource in &mut resources {
        if let Some(name) = names.get(&resource.id) {
            resource.id.clone_from(name);
        }
        resource.properties.rename_references(&|id| names.get(id).cloned());
    }
    TemplateDocument { resources: resources.into(), ..TemplateDocument::default() }
}
