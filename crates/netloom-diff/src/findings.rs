//! A review as findings: what annotations, SARIF and JUnit tell.

use netloom_diag::Code;

use crate::behaviour::Effect;
use crate::blast_radius::Hit;
use crate::codes;
use crate::data_loss::Contents;
use crate::resources::{Action, ResourceChange};
use crate::review::{Review, Severity};
use crate::revision::SourceLocation;
use crate::traffic::{Connections, ConnectivityChange, TrafficChange};

/// One thing that a reviewer should see beside the code.
#[derive(Clone, PartialEq, Debug)]
pub struct ReviewFinding {
    /// What kind of thing.
    pub code: &'static Code,
    /// What it is, in a sentence without a full stop.
    pub message: String,
    /// How to do better, one entry per way.
    pub help: Vec<String>,
    /// Where.
    pub place: Option<SourceLocation>,
}

impl Review {
    /// Returns what of the review is worth a finding: exposure first, then the resources, the worst
    /// first.
    #[must_use]
    pub fn findings(&self) -> Vec<ReviewFinding> {
        let (possible, certain): (Vec<_>, Vec<_>) = self
            .traffic
            .connections
            .iter()
            .partition(|one| one.turn == ConnectivityChange::MayBeExposed);
        let hits = self.blast_radius.iter().filter(|hit| hit.is_data_lost).map(data_loss);
        possible
            .into_iter()
            .filter_map(connection)
            .chain(undecided(&self.traffic))
            .chain(certain.into_iter().filter_map(connection))
            .chain(hits)
            .chain(self.resources.iter().filter_map(resource))
            .collect()
    }
}

/// Pairs of which it is not known what becomes of their traffic.
fn undecided(traffic: &TrafficChange) -> impl Iterator<Item = ReviewFinding> {
    let finding = |code, message| ReviewFinding { code, message, help: Vec::new(), place: None };
    let pairs = traffic.undecided.iter();
    let pairs = pairs.map(move |pair| {
        finding(&codes::UNDECIDED, format!("it is undecided what changes from {pair}"))
    });
    let not_compared = traffic.not_compared.iter();
    pairs.chain(
        not_compared.map(move |why| {
            finding(&codes::NOT_COMPARED, format!("traffic is not compared: {why}"))
        }),
    )
}

fn data_loss(hit: &Hit) -> ReviewFinding {
    let message = format!("`{}` changes: {}: {}", hit.on, hit.who, hit.consequence);
    ReviewFinding { code: &codes::DATA_LOST, message, help: Vec::new(), place: None }
}

fn connection(one: &Connections) -> Option<ReviewFinding> {
    let (code, verb, end) = match one.turn {
        ConnectivityChange::Exposed if one.severity == Severity::High => {
            (&codes::OPENED_WIDE_TO_FEW, "gets to", "")
        }
        ConnectivityChange::Exposed if one.severity < Severity::High => {
            (&codes::OPENED_TO_FEW, "gets to", "")
        }
        ConnectivityChange::Exposed => (&codes::EXPOSED, "gets to", ""),
        ConnectivityChange::MayBeExposed => (&codes::MAY_BE_EXPOSED, "may get to", ""),
        ConnectivityChange::OneWay => {
            (&codes::LET_IN, "gets packets to", ", though no answer back")
        }
        ConnectivityChange::Gained if one.severity > Severity::Low => {
            (&codes::OPENED_TO_SITE, "gets to", "")
        }
        ConnectivityChange::Lost => (&codes::LOST, "does not get to", " any more"),
        ConnectivityChange::LostInPart => (&codes::LOST, "does not always get to", " any more"),
        ConnectivityChange::Gained => return None,
    };
    let sources = if one.sources.is_empty() {
        String::new()
    } else {
        format!(" from {}", one.sources.join(", "))
    };
    // What stops it says more than what it depends on.
    let cause = match (one.stopped_by.as_slice(), one.depends_on.as_slice()) {
        ([], []) => String::new(),
        ([], missing) => format!("; depends on {}", missing.join(", ")),
        (codes, _) => format!("; stopped by {}", codes.join(", ")),
    };
    let message = format!("{} {verb} `{}`{end}: {}{sources}{cause}", one.from, one.to, one.traffic);
    Some(ReviewFinding { code, message, help: Vec::new(), place: one.let_in_by.first().cloned() })
}

fn resource(change: &ResourceChange) -> Option<ReviewFinding> {
    // An update that fails deletes nothing, and a deleted content outweighs a replacement.
    let code = match (&change.action, change.effect) {
        (_, Effect::WillFail) => &codes::WILL_FAIL,
        _ if change.contents == Some(Contents::Deleted) => &codes::CONTENTS_DELETED,
        (_, Effect::OtherStack) => return None,
        _ if change.contents == Some(Contents::MayBeDeleted) => &codes::CONTENTS_DELETED,
        (Action::Removed, _) => &codes::LOST,
        (_, Effect::Replacement) => &codes::REPLACED,
        (_, Effect::MayReplace | Effect::Unknown) => &codes::MAY_REPLACE,
        (_, Effect::SomeInterruption) => &codes::INTERRUPTED,
        (_, Effect::NoInterruption) => return None,
    };
    let mut why: Vec<String> = change.reasons.clone();
    why.extend(change.collisions.iter().map(|collision| collision.why.clone()));
    let why = if why.is_empty() { String::new() } else { format!(": {}", why.join("; ")) };
    let what = match code.id {
        "DIF002" => "cannot be updated",
        "DIF003" => "is replaced",
        "DIF004" => "may be replaced",
        "DIF005" => "is interrupted",
        "DIF007" if change.contents == Some(Contents::MayBeDeleted) => "may be replaced",
        "DIF007" if change.action != Action::Removed => "is replaced",
        _ => "is removed",
    };
    Some(ReviewFinding {
        code,
        message: format!("`{}` ({}) {what}{why}", change.id, change.kind),
        help: change.collisions.iter().map(|collision| collision.safe_way.clone()).collect(),
        place: change.origin.clone().or_else(|| change.place.clone()),
    })
}
