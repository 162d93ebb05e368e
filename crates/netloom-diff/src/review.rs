//! All that a change does, and how bad it is.

use std::collections::BTreeMap;

use netloom_diag::Sources;
use netloom_reach::Prepared;
use serde::Serialize;

use crate::behaviour::{Effect, schema_date};
use crate::blast_radius::{self, Dependent, Hit};
use crate::contents::Contents;
use crate::dormant::{self, WithoutDefaults};
use crate::money::{self, Bill, Prices};
use crate::outputs::{self, OutputChange, ParameterChange};
use crate::resources::{self, Action, ResourceChange, Update};
use crate::side::{Side, resources as resources_of};
use crate::traffic::{self, Connections, TrafficChange, Turn};
use crate::written::{Written, tree_of};

/// How bad a change is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Nothing changes.
    None,
    /// What changes is changed while it works.
    Low,
    /// Something is interrupted, may be replaced, or somebody loses a connection.
    Medium,
    /// Something is replaced, data is deleted, or the update fails.
    High,
    /// The internet gets in where it did not.
    Critical,
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
    /// The day of the schemas by which effects are told.
    pub schemas_of: &'static str,
}

/// The two sides and what is known around them.
#[derive(Debug)]
pub struct Input<'a> {
    /// The old template.
    pub old: Side<'a>,
    /// The new template.
    pub new: Side<'a>,
    /// The networks of both, where both are known.
    pub networks: Option<(&'a Prepared, &'a Prepared)>,
    /// Nodes that have another name in the old network: new names to old ones.
    pub aliases: BTreeMap<String, String>,
    /// Who uses resources of the old template.
    pub dependents: &'a [Dependent],
    /// What things cost; absent, nothing is said about money.
    pub prices: Option<&'a Prices>,
    /// The texts that the templates were read from.
    pub sources: &'a Sources,
    /// Whether one side is a living VPC: nothing there is made by an update, so nothing collides.
    pub is_drift: bool,
    /// Both templates without the defaults of their parameters, where they have any.
    pub without_defaults: Option<WithoutDefaults<'a>>,
    /// What else to know before reading on, each in a sentence without a full stop.
    pub notes: &'a [String],
    /// The regions of both, where they are known.
    pub regions: Option<(&'a str, &'a str)>,
}

/// Compares two templates.
#[must_use]
pub fn review(input: &Input<'_>) -> Review {
    let other_stack = input.regions.filter(|(old, new)| old != new);
    let tree = |side: &Side<'_>| if input.is_drift { None } else { tree_of(side.document, input.sources) };
    let trees = (tree(&input.old), tree(&input.new));
    let old = (&input.old, &Written::new(trees.0.as_ref(), input.old.document));
    let new = (&input.new, &Written::new(trees.1.as_ref(), input.new.document));
    let update = if input.is_drift {
        Update::Drift
    } else if other_stack.is_some() {
        Update::OtherStack
    } else {
        Update::SameStack
    };
    let resources = resources::compare(old, new, input.sources, update);
    let note = |(old, new): (&str, &str)| {
        format!("the region is `{new}` and was `{old}`: this is another stack, and the old one stays as it is")
    };
    let mut notes: Vec<String> = other_stack.map(note).into_iter().collect();
    if input.is_drift {
        notes.push(
            "drift: effects are those of deploying the new side over the old one, as far as the calls tell".to_owned(),
        );
    }
    notes.extend(input.notes.iter().cloned());
    let outputs = outputs::outputs(old, new, &resources);
    let parameters = outputs::parameters(&input.old, &input.new);
    let mut renamed = input.aliases.clone();
    renamed.extend(resources.iter().filter_map(|change| match &change.action {
        Action::Renamed { from } => Some((change.id.clone(), from.clone())),
        _ => None,
    }));
    let place = |rule| input.new.place_within(rule, input.sources);
    let traffic = match input.networks {
        Some((old, new)) if !resources.is_empty() || old.network != new.network => {
            traffic::compare(old, new, &renamed, &place)
        }
        _ => TrafficChange::default(),
    };
    if input.is_drift && traffic.connections.iter().any(Connections::is_of_the_internet_and_lost) {
        notes.push(
            "the old side lets the internet in where the new one does not; the other way round that is exposure"
                .to_owned(),
        );
    }
    let bill = input.prices.map(|prices| {
        money::compare(&resources_of(old.0.document, old.1), &resources_of(new.0.document, new.1), prices)
    });
    let bill = bill.filter(|bill| !bill.lines.is_empty());
    let blast_radius = blast_radius::find(&resources, input.dependents, &outputs);
    let dormant = input.without_defaults.as_ref().filter(|_| !input.is_drift).and_then(|templates| {
        dormant::note(templates, (&input.old, &input.new), (&resources, &outputs), input.sources)
    });
    let severity = match severity(&resources, &traffic, &outputs, &parameters) {
        Severity::None if dormant.is_some() => Severity::Low,
        severity => severity,
    };
    notes.extend(dormant);
    let verdict = verdict(severity, &resources, &traffic, outputs.is_empty() && parameters.is_empty());
    let schemas_of = schema_date();
    Review { severity, verdict, notes, traffic, resources, blast_radius, outputs, parameters, bill, schemas_of }
}

fn severity(
    resources: &[ResourceChange],
    traffic: &TrafficChange,
    outputs: &[OutputChange],
    parameters: &[ParameterChange],
) -> Severity {
    let has = |turn: Turn| traffic.connections.iter().any(|connections| connections.turn == turn);
    let worst = resources.iter().map(|change| change.effect).max();
    let has_removed = resources.iter().any(|change| change.action == Action::Removed);
    let has_deleted = resources.iter().any(|change| change.contents == Some(Contents::Deleted));
    match worst {
        _ if has(Turn::Exposed) => Severity::Critical,
        Some(Effect::Replacement | Effect::WillFail) => Severity::High,
        _ if has_deleted => Severity::High,
        _ if has(Turn::Lost) || has(Turn::LostInPart) || has_removed => Severity::Medium,
        _ if outputs.iter().any(|output| output.export_before.is_some() && output.consequence.is_some()) => {
            Severity::Medium
        }
        Some(Effect::SomeInterruption | Effect::MayReplace | Effect::Unknown) => Severity::Medium,
        Some(Effect::NoInterruption) => Severity::Low,
        None if outputs.is_empty() && parameters.is_empty() && traffic.connections.is_empty() => Severity::None,
        None => Severity::Low,
    }
}

fn verdict(
    severity: Severity,
    resources: &[ResourceChange],
    traffic: &TrafficChange,
    is_output_untouched: bool,
) -> String {
    if severity == Severity::None {
        return "nothing changes".to_owned();
    }
    let count = |is: &dyn Fn(&&ResourceChange) -> bool| resources.iter().filter(is).count();
    let by_effect = |effect: Effect| count(&|change| change.effect == effect && change.action == Action::Changed);
    let failing = count(&|change| change.effect == Effect::WillFail);
    let turns = |turn: Turn| traffic.connections.iter().filter(|connections| connections.turn == turn).count();
    let parts = [
        (turns(Turn::Exposed), "exposed to the internet"),
        (failing, "will fail"),
        (count(&|change| change.contents == Some(Contents::Deleted)), "deleted with their contents"),
        (by_effect(Effect::Replacement), "replaced"),
        (
            count(&|change| matches!(change.action, Action::Renamed { .. }) && change.effect != Effect::WillFail),
            "renamed",
        ),
        (by_effect(Effect::MayReplace), "may be replaced"),
        (by_effect(Effect::Unknown), "changed with unknown effect"),
        (by_effect(Effect::SomeInterruption), "interrupted"),
        (by_effect(Effect::NoInterruption), "changed in place"),
        (count(&|change| change.action == Action::Added && change.effect != Effect::WillFail), "added"),
        (count(&|change| change.action == Action::Removed), "removed"),
        (turns(Turn::Lost) + turns(Turn::LostInPart), "connections lost"),
        (turns(Turn::Gained), "connections gained"),
    ];
    let one = |n: usize, what: &str| match n {
        1 => what.replace("connections", "connection").replace("their", "its"),
        _ => what.to_owned(),
    };
    let told: Vec<String> =
        parts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {}", one(*n, what))).collect();
    match told.as_slice() {
        [] if is_output_untouched => "nothing changes while the parameters have these values".to_owned(),
        [] => "only outputs or parameters change".to_owned(),
        told => told.join(", "),
    }
}
