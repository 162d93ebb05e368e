//! A review as annotations of GitHub Actions: one line per thing that a reviewer should see beside the code.
//!
//! # Source
//! GitHub Docs, "Workflow commands for GitHub Actions": `::error file=…,line=…,title=…::message`.

use netloom_diag::untrusted::{github_data, github_property};
use netloom_diff::contents::Contents;
use netloom_diff::resources::Action;
use netloom_diff::traffic::Turn;
use netloom_diff::{Effect, Place, Review, Severity};

use super::words;

/// Returns the workflow commands, one per line.
#[must_use]
pub fn annotations(review: &Review) -> String {
    let mut lines = Vec::new();
    let level = match review.severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::None | Severity::Low => "notice",
    };
    lines.push(command(level, None, "netloom", &review.verdict));
    for one in &review.traffic.summary() {
        let level = match one.turn {
            Turn::Exposed => "error",
            Turn::Lost | Turn::LostInPart => "warning",
            Turn::Gained => "notice",
        };
        lines.push(command(level, one.let_in_by.first(), words::turn(one.turn), &words::connections(one)));
    }
    for change in &review.resources {
        let level = match (&change.action, change.effect) {
            (_, Effect::WillFail | Effect::Replacement) => "error",
            _ if change.contents == Some(Contents::Deleted) => "error",
            (Action::Removed, _) | (_, Effect::MayReplace | Effect::SomeInterruption | Effect::Unknown) => "warning",
            _ => continue,
        };
        let mut told: Vec<String> = change.reasons.clone();
        told.extend(change.collisions.iter().map(|one| format!("{}; instead: {}", one.why, one.safe_way)));
        let message = if told.is_empty() { words::effect(change).to_owned() } else { told.join("\n") };
        let place = change.origin.as_ref().or(change.place.as_ref());
        lines.push(command(level, place, &format!("{} {}", change.id, words::effect(change)), &message));
    }
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

fn command(level: &str, place: Option<&Place>, title: &str, message: &str) -> String {
    let file =
        |place: &Place| format!("file={},line={},col={},", github_property(&place.file), place.line, place.column);
    let at = place.map(file).unwrap_or_default();
    format!("::{level} {at}title={}::{}", github_property(title), github_data(message))
}
