//! A review as findings: what annotations, SARIF and JUnit tell.

use netloom_diag::Code;

use crate::behaviour::Effect;
use crate::codes;
use crate::contents::Contents;
use crate::resources::{Action, ResourceChange};
use crate::review::Review;
use crate::side::Place;
use crate::traffic::{Connections, Turn};

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
    pub place: Option<Place>,
}

impl Review {
    /// Returns what of the review is worth a finding: exposure first, then the resources, the worst first.
    #[must_use]
    pub fn findings(&self) -> Vec<ReviewFinding> {
        let traffic = self.traffic.connections.iter().filter_map(connection);
        traffic.chain(self.resources.iter().filter_map(resource)).collect()
    }
}

fn connection(one: &Connections) -> Option<ReviewFinding> {
    let (code, verb, end) = match one.turn {
        Turn::Exposed => (&codes::EXPOSED, "gets to", ""),
        Turn::Lost => (&codes::LOST, "does not get to", " any more"),
        Turn::LostInPart => (&codes::LOST, "does not always get to", " any more"),
        Turn::Gained => return None,
    };
    let sources = if one.sources.is_empty() { String::new() } else { format!(" from {}", one.sources.join(", ")) };
    let cause = match one.stopped_by.as_slice() {
        [] => String::new(),
        codes => format!("; stopped by {}", codes.join(", ")),
    };
    let message = format!("{} {verb} `{}`{end}: {}{sources}{cause}", one.from, one.to, one.traffic);
    Some(ReviewFinding { code, message, help: Vec::new(), place: one.let_in_by.first().cloned() })
}

fn resource(change: &ResourceChange) -> Option<ReviewFinding> {
    let code = match (&change.action, change.effect) {
        (_, Effect::WillFail) => &codes::WILL_FAIL,
        _ if change.contents == Some(Contents::Deleted) => &codes::CONTENTS_DELETED,
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
