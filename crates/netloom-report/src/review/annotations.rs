//! A review as annotations of GitHub Actions: one line per thing that a reviewer should see beside
//! the code.
//!
//! # Source
//! GitHub Docs, "Workflow commands for GitHub Actions": `::error file=…,line=…,title=…::message`.

use netloom_diag::untrusted::{github_data, github_property};
use netloom_diff::data_loss::Contents;
use netloom_diff::resources::{Action, ResourceChange};
use netloom_diff::traffic::ConnectivityChange;
use netloom_diff::{Effect, Review, Severity, SourceLocation};

use super::words;

/// Returns the workflow commands, one per line.
#[must_use]
pub fn annotations(review: &Review) -> String {
    let mut lines = Vec::new();
    lines.push(command(level(review.severity), None, "netloom", &review.verdict));
    let open = review.traffic.undecided_summary();
    lines.extend(
        review.traffic.not_compared.iter().map(|why| command("error", None, "not compared", why)),
    );
    lines.extend(open.iter().map(|pair| command("warning", None, "undecided", pair)));
    for one in &review.traffic.summary() {
        lines.push(command(
            level_of_connections(one.turn, one.severity),
            one.let_in_by.first(),
            words::turn(one.turn),
            &words::connections(one),
        ));
    }
    for hit in review.blast_radius.iter().filter(|hit| hit.is_data_lost) {
        lines.push(command(
            "error",
            None,
            "data lost",
            &format!("{}: {} ({})", hit.who, hit.consequence, hit.on),
        ));
    }
    for change in &review.resources {
        let Some(level) = level_of_resource(change) else { continue };
        let mut told: Vec<String> = change.reasons.clone();
        told.extend(
            change.collisions.iter().map(|one| format!("{}; instead: {}", one.why, one.safe_way)),
        );
        let message =
            if told.is_empty() { words::effect(change).to_owned() } else { told.join("\n") };
        // GitHub shows annotations at lines of files in the repository; the template of a config is
        // not one of these files.
        let place = change.origin.as_ref().or(change.place.as_ref());
        lines.push(command(
            level,
            place,
            &format!("{} {}", change.id, words::effect(change)),
            &message,
        ));
    }
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::None | Severity::Low => "notice",
    }
}

fn level_of_connections(turn: ConnectivityChange, severity: Severity) -> &'static str {
    match turn {
        ConnectivityChange::Exposed | ConnectivityChange::MayBeExposed
            if severity >= Severity::High =>
        {
            "error"
        }
        ConnectivityChange::Exposed
        | ConnectivityChange::MayBeExposed
        | ConnectivityChange::OneWay
        | ConnectivityChange::Lost
        | ConnectivityChange::LostInPart => "warning",
        ConnectivityChange::Gained => "notice",
    }
}

/// `None` where a note in the pull request would be one too many.
fn level_of_resource(change: &ResourceChange) -> Option<&'static str> {
    match (&change.action, change.effect) {
        (_, Effect::WillFail | Effect::Replacement) => Some("error"),
        _ if matches!(change.contents, Some(Contents::Deleted | Contents::MayBeDeleted)) => {
            Some("error")
        }
        (_, Effect::OtherStack) => None,
        (Action::Removed, _)
        | (_, Effect::MayReplace | Effect::SomeInterruption | Effect::Unknown) => Some("warning"),
        _ => None,
    }
}

fn command(level: &str, place: Option<&SourceLocation>, title: &str, message: &str) -> String {
    let at = place.map(location).unwrap_or_default();
    format!("::{level} {at}title={}::{}", github_property(title), github_data(message))
}

fn location(place: &SourceLocation) -> String {
    format!("file={},line={},col={},", github_property(&place.file), place.line, place.column)
}
