//! What a review says, as marks on a picture.

use netloom_diff::behaviour::Effect;
use netloom_diff::resources::{Action, ResourceChange};
use netloom_diff::traffic::{Connections, ConnectivityChange};
use netloom_diff::{Review, Severity};
use netloom_draw::scene::{Change, Mark, Note, Tone};
use netloom_network::Id;

/// The most lines about resources, and about connections; a review has the rest.
const MOST_NOTES: usize = 16;

/// Returns what a review says of things that may be drawn.
#[must_use]
pub fn change_of(review: &Review) -> Change {
    let mut change = Change::default();
    let tone = if review.severity >= Severity::High { Tone::Bad } else { Tone::Plain };
    change.notes.push(Note { words: review.verdict.clone(), tone });
    for resource in &review.resources {
        for mark in marks_of(resource) {
            change.marks.entry(Id::new(&*resource.id)).or_default().push(mark);
        }
    }
    let mut connections = Vec::new();
    for connection in &review.traffic.connections {
        let mark = mark_of(connection);
        // Lost and gained connections are listed below the picture; exposure is marked in it, too.
        if matches!(connection.turn, ConnectivityChange::Exposed | ConnectivityChange::MayBeExposed)
        {
            let id = connection.to.split(" (").next().unwrap_or_default();
            change.marks.entry(Id::new(id)).or_default().push(mark.clone());
        }
        let Connections { from, to, traffic, .. } = connection;
        let words = format!("{}: {from} to {to}, {traffic}", mark.word);
        connections.push(Note { words, tone: mark.tone });
    }
    let resources = review.resources.iter().filter_map(|resource| {
        let mark = marks_of(resource).into_iter().max_by_key(|mark| mark.tone)?;
        let words = format!("{}: {} ({})", mark.word, resource.id, resource.kind);
        Some(Note { words, tone: mark.tone })
    });
    add_notes(&mut change, connections);
    add_notes(&mut change, resources.collect());
    change
}

fn add_notes(change: &mut Change, notes: Vec<Note>) {
    let n_more = notes.len().saturating_sub(MOST_NOTES);
    change.notes.extend(notes.into_iter().take(MOST_NOTES));
    if n_more > 0 {
        let words = format!("and {n_more} more, which `netloom diff` lists");
        change.notes.push(Note { words, tone: Tone::Plain });
    }
}

/// What becomes of a resource, in a word each.
fn marks_of(resource: &ResourceChange) -> Vec<Mark> {
    let mark = |word: &str, tone| Mark { word: word.to_owned(), tone };
    let mut marks = match &resource.action {
        Action::Added => vec![mark("added", Tone::Good)],
        Action::Removed if resource.is_retained => vec![mark("left behind", Tone::Doubtful)],
        Action::Removed => vec![mark("removed", Tone::Bad)],
        Action::Renamed { .. } => vec![mark("replaced", Tone::Bad)],
        Action::Changed => match resource.effect {
            Effect::Replacement => vec![mark("replaced", Tone::Bad)],
            Effect::MayReplace => vec![mark("may be replaced", Tone::Doubtful)],
            Effect::Unknown => vec![mark("changed, effect unknown", Tone::Doubtful)],
            Effect::SomeInterruption => vec![mark("changed, interrupted", Tone::Doubtful)],
            Effect::WillFail => Vec::new(),
            Effect::OtherStack | Effect::NoInterruption => vec![mark("changed", Tone::Changed)],
        },
    };
    if resource.effect == Effect::WillFail || !resource.collisions.is_empty() {
        marks.push(mark("fails", Tone::Bad));
    }
    marks
}

/// A party is named as in the network, or with more words behind, in parentheses.
fn mark_of(connection: &Connections) -> Mark {
    let (word, tone) = match connection.turn {
        ConnectivityChange::Exposed => ("exposed", Tone::Bad),
        ConnectivityChange::MayBeExposed => ("may be exposed", Tone::Doubtful),
        ConnectivityChange::OneWay => ("reached without answers", Tone::Doubtful),
        ConnectivityChange::Gained => ("gained", Tone::Good),
        ConnectivityChange::Lost => ("lost", Tone::Doubtful),
        ConnectivityChange::LostInPart => ("lost in part", Tone::Doubtful),
    };
    Mark { word: word.to_owned(), tone }
}
