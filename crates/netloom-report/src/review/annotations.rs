//! A review as annotations of GitHub Actions: one line per thing that a reviewer should see beside
//! the code.
//!
//! # Source
//! GitHub Docs, "Workflow commands for GitHub Actions": `::error file=…,line=…,title=…::message`.

use netloom_diag::untrusted::{github_data, github_property};
use netloom_diff::data_loss::Contents;
use netloom_diff::resources::Action;
use netloom_diff::traffic::ConnectivityChange;
use netloom_diff::{Effect, Review, Severity, SourceLocation};

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
    let open = review.traffic.undecided_summary();
    lines.extend(
        review.traffic.not_compared.iter().map(|why| command("error", None, "not compared", why)),
    );
    lines.extend(open.iter().map(|pair| command("warning", None, "undecided", pair)));
    for one in &review.traffic.summary() {
        let level = match one.turn {
            ConnectivityChange::Exposed | ConnectivityChange::MayBeExposed
                if one.severity >= Severity::High =>
            {
                "error"
            }
            ConnectivityChange::Exposed
            | ConnectivityChange::MayBeExposed
            | ConnectivityChange::OneWay
            | ConnectivityChange::Lost
            | ConnectivityChange::LostInPart => "warning",
            ConnectivityChange::Gained => "notice",
        };
        lines.push(command(
            level,
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
        let level = match (&change.action, change.effect) {
            (_, Effect::WillFail | Effect::Replacement) => "error",
            _ if matches!(change.contents, Some(Contents::Deleted | Contents::MayBeDeleted)) => {
                "error"
            }
            (_, Effect::OtherStack) => continue,
            (Action::Removed, _)
            | (_, Effect::MayReplace | Effect::SomeInterruption | Effect::Unknown) => "warning",
            _ => continue,
        };
        let mut told: Vec<String> = change.reasons.clone();
        told.extend(
            change.collisions.iter().map(|one| format!("{}; instead: {}", one.why, one.safe_way)),
        );
        let message =
            if told.is_empty() { words::effect(change).to_owned() } else { told.join("\n") };
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

fn command(level: &str, place: Option<&SourceLocation>, title: &str, message: &str) -> String {
    let file = |place: &SourceLocation| {
        format!("file={},line={},col={},", github_property(&place.file), place.line, place.column)
    };
    let at = place.map(file).unwrap_or_default();
    format!("::{level} {at}title={}::{}", github_property(title), github_data(message))
}
