//! All that a change does, and how bad it is.

use std::collections::{BTreeMap, BTreeSet};

use netloom_diag::Sources;
use netloom_network::{Network, is_without_influence};
use serde::Serialize;

use crate::behaviour::{Effect, schema_date};
use crate::blast_radius::{self, Dependent, Hit};
use crate::doors::{self, doors};
use crate::endpoint_policies;
use crate::entrances::{Sides, entrances};
use crate::forwarding::{forwarded, passed_rules};
use crate::generated::Generated;
use crate::money::{self, Bill, Prices};
use crate::outputs::{self, OutputChange, ParameterChange};
use crate::parameter_dependent::{self, WithoutDefaults};
use crate::resources::{self, Action, ResourceChange, Update};
use crate::revision::{Revision, resources as resources_of};
use crate::revoked::without_revoked;
use crate::source_tree::{SourceTree, trees_of};
use crate::traffic::{self, Connections, Launches, PossibleExposure, TrafficChange};
use crate::verdict::Parts;

/// How bad a change is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Nothing changes.
    None,
    /// What changes is changed while it works.
    Low,
    /// Something is interrupted or may be replaced, a connection is lost, a few addresses get in by
    /// a few ports, clients get in whom IAM admits, or it is undecided what becomes of a connection.
    Medium,
    /// Something is replaced, the update fails, or a few addresses get in by many ports.
    High,
    /// The internet gets in where it did not, or may; or data is lost.
    Critical,
}

impl std::fmt::Display for Severity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        })
    }
}

/// All that a change does.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Review {
    /// How bad it is.
    pub severity: Severity,
    /// The verdict, in one sentence without a full stop.
    pub verdict: String,
    /// What to know before reading on, each in a sentence without a full stop.
    pub notes: Vec<String>,
    /// What becomes of the traffic.
    pub traffic: TrafficChange,
    /// The resources, the worst first.
    pub resources: Vec<ResourceChange>,
    /// Who is hit outside the template.
    pub blast_radius: Vec<Hit>,
    /// The outputs that change.
    pub outputs: Vec<OutputChange>,
    /// The parameters that change.
    pub parameters: Vec<ParameterChange>,
    /// The monthly difference, an estimate; absent without a change of it.
    pub bill: Option<Bill>,
    /// The day of the schemas by which effects are reported.
    pub schemas_of: &'static str,
}

impl Review {
    /// Adds pairs that are undecided, and grades and words the review again.
    pub fn add_undecided(&mut self, pairs: impl IntoIterator<Item = String>) {
        let is_worse = self.verdict.ends_with(WORSE);
        self.traffic.undecided.extend(pairs);
        let told = Parts {
            resources: &self.resources,
            traffic: &self.traffic,
            hits: &self.blast_radius,
            outputs: &self.outputs,
            parameters: &self.parameters,
        };
        self.severity = self.severity.max(told.severity());
        self.verdict = told.verdict(self.severity);
        if is_worse {
            self.verdict.push_str(WORSE);
        }
    }

    /// Raises the grade to what the change is with other values of parameters, which the notes
    /// have.
    pub fn raise_to(&mut self, severity: Severity) {
        if severity <= self.severity {
            return;
        }
        self.severity = severity;
        if !self.verdict.ends_with(WORSE) {
            self.verdict.push_str(WORSE);
        }
    }
}

/// What a verdict ends with that other values make worse.
const WORSE: &str = "; worse with other values, see the notes";

/// The two sides and what is known around them.
#[derive(Debug)]
pub struct Input<'a> {
    /// The old template.
    pub old: Revision<'a>,
    /// The new template.
    pub new: Revision<'a>,
    /// The networks of both, where both are known.
    pub networks: Option<(&'a Network, &'a Network)>,
    /// Which nodes there will be beside those that stand in the networks.
    pub launches: Launches,
    /// Why the traffic of some nodes is not compared, in a sentence without a full stop.
    pub not_compared: Option<String>,
    /// Nodes that have another name in the old network: new names to old ones.
    pub aliases: BTreeMap<String, String>,
    /// Who uses resources of the old template.
    pub dependents: &'a [Dependent],
    /// What things cost; absent, costs are left out.
    pub prices: Option<&'a Prices>,
    /// The texts that the templates were read from.
    pub sources: &'a Sources,
    /// Whether one side is an existing VPC: nothing there is made by an update, so nothing collides.
    pub is_drift: bool,
    /// Both templates without the defaults of their parameters, where they have any.
    pub without_defaults: Option<WithoutDefaults<'a>>,
    /// What else to know before reading on, each in a sentence without a full stop.
    pub notes: &'a [String],
    /// The regions of both, where they are known.
    pub regions: Option<(&'a str, &'a str)>,
    /// The region to compute prices in, where it is known.
    pub region: Option<&'a str>,
}

impl<'a> Input<'a> {
    /// Two templates with nothing around them, whose networks are not known.
    #[must_use]
    pub fn of(old: Revision<'a>, new: Revision<'a>, sources: &'a Sources) -> Self {
        Self {
            old,
            new,
            networks: None,
            launches: Launches::Any,
            not_compared: None,
            aliases: BTreeMap::new(),
            dependents: &[],
            prices: None,
            sources,
            is_drift: false,
            without_defaults: None,
            notes: &[],
            regions: None,
            region: None,
        }
    }
}

/// Compares two templates.
#[must_use]
pub fn review(input: &Input<'_>) -> Review {
    // The whole order of a review stands here, to be read from top to bottom: each part goes by
    // those before it.
    let other_stack = input.regions.filter(|(old, new)| old != new);
    let tree = |side: &Revision<'_>| {
        if input.is_drift { BTreeMap::new() } else { trees_of(side.document, input.sources) }
    };
    let trees = (tree(&input.old), tree(&input.new));
    let old = (&input.old, &SourceTree::new(&trees.0, input.old.document));
    let new = (&input.new, &SourceTree::new(&trees.1, input.new.document));
    let update = if input.is_drift {
        Update::Drift
    } else if other_stack.is_some() {
        Update::OtherStack
    } else {
        Update::SameStack
    };
    let resources = resources::compare(old, new, input.sources, update);
    let mut notes = notes_before(input, other_stack);
    let outputs = outputs::outputs(old, new, &resources);
    let parameters = outputs::parameters(&input.old, &input.new);
    // What has another name now is one thing on both sides, in traffic as among the resources.
    let mut renamed = input.aliases.clone();
    renamed.extend(resources.iter().filter_map(|change| match &change.action {
        Action::Renamed { from } => Some((change.id.clone(), from.clone())),
        _ => None,
    }));
    let place = |rule| input.new.place_within(rule, input.sources);
    let old_name = |name: &str| renamed.get(name).cloned().unwrap_or_else(|| name.to_owned());
    let revoked = input.networks.filter(|_| update == Update::SameStack);
    let revoked = revoked.and_then(|(old, new)| without_revoked(old, new, &old_name));
    notes.extend(revoked.iter().flat_map(|(_, notes)| notes.clone()));
    let new_network = |new| revoked.as_ref().map_or(new, |(network, _)| network);
    let networks = input.networks.map(|(old, new)| (old, new_network(new)));
    let generated = Generated::of(old.1, new.1);
    let is_changed = !resources.is_empty() || !parameters.is_empty() || !generated.is_empty();
    let mut traffic = match networks {
        Some((old, new)) if is_changed || old != new => {
            traffic::compare(old, new, input.launches, &renamed, &place)
        }
        None if is_changed => TrafficChange::of_unknown_networks(),
        _ => TrafficChange::default(),
    };
    if let Some(why) = input.not_compared.as_ref().filter(|_| is_changed) {
        traffic.not_compared = Some(why.clone());
        traffic.is_any_exposure_possible = true;
    }
    let changes = Changes { resources: &resources, renamed: &renamed };
    if let Some(networks) = input.networks {
        add_ways_in(&mut traffic, input, networks, (old.1, new.1), &changes, &generated);
    }
    add_generated(&mut traffic, generated);
    traffic.undecided.extend(doors::undecided(&resources, input.new.document));
    traffic.undecided.extend(endpoint_policies::undecided(&resources));
    if input.is_drift && traffic.connections.iter().any(Connections::is_of_the_internet_and_lost) {
        notes.push(
            "the old side lets the internet in where the new one does not; the other way round \
             that is exposure"
                .to_owned(),
        );
    }
    let bill = input.prices.map(|prices| {
        money::compare(
            &resources_of(old.0.document, old.1),
            &resources_of(new.0.document, new.1),
            prices,
        )
    });
    let bill = bill.filter(|bill| !bill.lines.is_empty());
    notes.extend(bill.as_ref().and_then(|bill| foreign_prices(bill, input.region)));
    let blast_radius = match other_stack {
        Some(_) => Vec::new(),
        None => blast_radius::find(&resources, input.dependents, &outputs),
    };
    let dormant =
        input.without_defaults.as_ref().filter(|_| !input.is_drift).and_then(|templates| {
            parameter_dependent::note(
                templates,
                (&input.old, &input.new),
                (&resources, &outputs),
                input.sources,
            )
        });
    let told = Parts {
        resources: &resources,
        traffic: &traffic,
        hits: &blast_radius,
        outputs: &outputs,
        parameters: &parameters,
    };
    let severity = match told.severity() {
        Severity::None if dormant.is_some() => Severity::Low,
        severity => severity,
    };
    let verdict = told.verdict(severity);
    notes.extend(dormant);
    let schemas_of = schema_date();
    Review {
        severity,
        verdict,
        notes,
        traffic,
        resources,
        blast_radius,
        outputs,
        parameters,
        bill,
        schemas_of,
    }
}

/// What is to know before reading on, whatever changes.
fn notes_before(input: &Input<'_>, other_stack: Option<(&str, &str)>) -> Vec<String> {
    let of_region = other_stack.map(|(old, new)| {
        format!(
            "the region is `{new}` and was `{old}`: this is another stack, and the old one stays \
             as it is"
        )
    });
    let of_drift = input.is_drift.then(|| {
        "drift: effects are those of deploying the new side over the old one, as far as the calls \
         tell"
            .to_owned()
    });
    of_region.into_iter().chain(of_drift).chain(input.notes.iter().cloned()).collect()
}

/// What changes, and the old names of what has new ones.
struct Changes<'a> {
    resources: &'a [ResourceChange],
    renamed: &'a BTreeMap<String, String>,
}

/// Adds what no packet of the networks shows: what is not understood, load balancers, services.
fn add_ways_in(
    traffic: &mut TrafficChange,
    input: &Input<'_>,
    (before, after): (&Network, &Network),
    (old_written, new_written): (&SourceTree<'_>, &SourceTree<'_>),
    changes: &Changes<'_>,
    generated: &Generated,
) {
    let influential = changes.resources.iter().filter(|one| has_influence(one));
    let changed: BTreeSet<&str> = influential.map(|one| one.id.as_str()).collect();
    let touched = |span| input.new.resource_of(span).is_some_and(|id| changed.contains(id));
    let is_generated = |what: &str| generated.made.iter().any(|made| made.contains(what));
    traffic.add_not_understood(before, after, &touched, &is_generated);
    let earlier = |name: &str| changes.renamed.get(name).cloned();
    let (old, new) = ((input.old.document, old_written), (input.new.document, new_written));
    let further = forwarded(old, new, (after, &traffic.gained()), &earlier);
    let passed = passed_rules(old, new, (after, further.as_slice()), &earlier);
    traffic.add_possible_exposures(passed);
    traffic.add_possible_exposures(further);
    traffic.add_possible_exposures(doors(changes.resources, input.new.document, after));
    let found = entrances(&Sides::new(old, new, &earlier), &traffic.gained());
    traffic.add_possible_exposures(found.exposures);
    traffic.undecided.extend(found.undecided);
}

/// Adds what loops and transforms make otherwise.
fn add_generated(traffic: &mut TrafficChange, generated: Generated) {
    // What a new loop or transform makes may be what is gone.
    let makes_resources = |what: &&String| !what.contains("`Globals`");
    if let Some(what) = generated.made.iter().find(makes_resources) {
        traffic.doubt_losses(what);
    }
    let made = generated.made.into_iter().map(PossibleExposure::of_anything);
    traffic.add_possible_exposures(made);
    traffic.undecided.extend(generated.unmade);
}

/// Whether a change may change what becomes of packets: of a resource that stays, some property has
/// influence on them.
fn has_influence(change: &ResourceChange) -> bool {
    let is_influential = |path: &str| !is_without_influence(&change.kind, &as_pattern(path));
    change.action != Action::Changed
        || change.effect >= Effect::MayReplace
        || change.properties.is_empty()
        || change.properties.iter().any(|property| is_influential(&property.path))
}

/// A path with `*` for the items of lists: `Listeners[0].Port` is `Listeners.*.Port`.
fn as_pattern(path: &str) -> String {
    let names = path.split('.').map(|name| match name.split_once('[') {
        Some((list, _)) => format!("{list}.*"),
        None => name.to_owned(),
    });
    names.collect::<Vec<_>>().join(".")
}

/// Prices differ between regions, by a half and more.
fn foreign_prices(bill: &Bill, region: Option<&str>) -> Option<String> {
    let region = region.filter(|region| *region != bill.region)?;
    let known = &bill.region;
    Some(format!(
        "the bill is by prices of `{known}`, and the region is `{region}`: `--prices` takes a \
         table of its prices"
    ))
}
