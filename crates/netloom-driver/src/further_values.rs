//! What a change does with values that parameters accept now, or that pick changed rows of a
//! mapping.
//!
//! - Comes in: a review, and both sides of it.
//! - Goes out: the review, with what may be exposed with such a value.
//! - Left to others: which values those are (`netloom-diff`), and values that turn conditions
//!   (`comparison`).

use std::collections::BTreeSet;

use netloom_diag::Sources;
use netloom_diff::Review;
use netloom_diff::further_values::{FurtherCause, FurtherValue, further_values};
use netloom_diff::review::Severity;
use netloom_diff::traffic::{Connections, ConnectivityChange, Launches};

use crate::comparison::review_of_pair;
use crate::observe::Observed;
use crate::other_values::Reading;

/// The most values that are tried: each is one more reading, and one more comparison.
const MAX_TRIED: usize = 24;

/// How many connections are named for one value.
const MAX_CONNECTIONS: usize = 3;

/// Adds what is exposed with further values, and is not with those that the sides are read with.
///
/// A value that a stack may have already counts as what it exposes; one that has to be given with
/// an update leaves undecided whether anything is exposed.
pub(crate) fn add_further_values(
    review: &mut Review,
    (old, new): (&Observed, &Observed),
    launches: Launches,
    sources: &Sources,
) {
    let readings = (Reading::of(old, sources, &old.facts), Reading::of(new, sources, &new.facts));
    let (Some(before), Some(after)) = readings else { return };
    let (Some(old_file), Some(new_file)) = (before.file(), after.file()) else { return };
    // The widest value of a parameter says what its other ones would.
    let mut told: BTreeSet<String> = BTreeSet::new();
    let is_given = |one: &FurtherValue| new.options.parameters.contains_key(&one.parameter);
    let further = further_values(old_file, new_file).into_iter().filter(|one| !is_given(one));
    let (mut n_tried, mut untried) = (0, BTreeSet::new());
    for one in further {
        if told.contains(&one.parameter) {
            continue;
        }
        if n_tried == MAX_TRIED {
            untried.insert(one.parameter);
            continue;
        }
        n_tried += 1;
        let values = one.as_other_values();
        let later = after.observe(new, &values);
        let earlier = one.cause.is_of_both_sides().then(|| before.observe(old, &values));
        let earlier = earlier.as_ref().unwrap_or(old);
        // With a value that makes no template of it, there is nothing to deploy.
        if later.network.is_none() || earlier.network.is_none() {
            continue;
        }
        let Some(other) = review_of_pair((earlier, &later), launches, sources) else { continue };
        let added = Added::of(&one, review, &other);
        if added.severity() > Severity::Low {
            added.tell(review, &one, &other);
            told.insert(one.parameter);
        }
    }
    if !untried.is_empty() {
        let names: Vec<String> = untried.into_iter().collect();
        let names = names.join("`, `");
        review.add_undecided([format!(
            "the internet to anything: further values of parameters `{names}` are not tried"
        )]);
    }
}

/// What a value does beside what the review has already.
struct Added {
    connections: Vec<Connections>,
    undecided: Vec<String>,
}

impl Added {
    /// One that has to be given with an update is of interest for what it lets in: what it loses,
    /// the update that gives it loses.
    fn of(further: &FurtherValue, review: &Review, other: &Review) -> Self {
        let is_told = |one: &Connections| {
            is_loss(one) && !further.cause.is_of_both_sides()
                || one.severity == Severity::Low
                || review.traffic.connections.contains(one)
        };
        let connections = other.traffic.connections.iter().filter(|one| !is_told(one));
        let undecided = other.traffic.undecided.iter();
        let undecided = undecided.filter(|one| !review.traffic.undecided.contains(one));
        Self {
            connections: connections.cloned().collect(),
            undecided: undecided.cloned().collect(),
        }
    }

    fn severity(&self) -> Severity {
        let undecided = (!self.undecided.is_empty()).then_some(Severity::Medium);
        let all = self.connections.iter().map(|one| one.severity).chain(undecided);
        all.max().unwrap_or(Severity::None)
    }

    fn tell(&self, review: &mut Review, further: &FurtherValue, other: &Review) {
        let severity = self.severity();
        let (words, verdict) = (further.in_words(), &other.verdict);
        let worst = self.connections.iter().filter(|one| one.severity == severity);
        let pairs = worst.map(|one| format!("{} to {} by {}", one.from, one.to, one.traffic));
        let pairs: Vec<String> = pairs.take(MAX_CONNECTIONS).collect();
        match further.cause {
            FurtherCause::ChangedRow | FurtherCause::UsedFurther => {
                review.raise_to(severity);
                let shown = match pairs.is_empty() {
                    true => String::new(),
                    false => format!(" ({})", pairs.join("; ")),
                };
                review.notes.push(format!("{words} this is {severity}: {verdict}{shown}"));
            }
            FurtherCause::NotExcluded | FurtherCause::UsedFurtherUnlisted => {
                review.notes.push(format!("{words}, this is {severity}: {verdict}"));
            }
            FurtherCause::AcceptedNow | FurtherCause::Listed if pairs.is_empty() => {
                let pairs = self.undecided.iter().filter_map(|pair| pair.split_once(": "));
                let pairs = pairs.take(MAX_CONNECTIONS).map(|(pair, _)| format!("{pair}: {words}"));
                review.add_undecided(pairs);
            }
            FurtherCause::AcceptedNow | FurtherCause::Listed => {
                review.add_undecided(pairs.into_iter().map(|pair| format!("{pair}: {words}")));
            }
        }
    }
}

fn is_loss(one: &Connections) -> bool {
    matches!(one.turn, ConnectivityChange::Lost | ConnectivityChange::LostInPart)
}
