//! The hops of an answer as steps over a picture.

use netloom_diag::{Sources, Span};
use netloom_draw::scene::{Outcome, Step};
use netloom_reach::Verdict;
use netloom_reach::engine::Phase;
use netloom_reach::explain::{DecisionReport, HopReport, Report};

/// Returns the line above a path: who asks for whom, and the verdict.
#[must_use]
pub fn head_of_path(report: &Report, (from, to): (&str, &str)) -> String {
    let verdict = match report.verdict {
        Verdict::Proved => "proved: every packet arrives, and so does every answer",
        Verdict::Refuted => "refuted: not every packet gets there and back",
        Verdict::Unknown => "unknown: that depends on something that no input says",
    };
    format!("{from} to {to}: {verdict}")
}

/// Returns the steps of the first way that a report shows; empty where it shows none.
#[must_use]
pub fn steps_of(report: &Report, sources: &Sources) -> Vec<Step> {
    let hops = report.paths.first().map(|path| path.hops.as_slice()).unwrap_or_default();
    hops.iter().map(|hop| step(hop, sources)).collect()
}

fn step(hop: &HopReport, sources: &Sources) -> Step {
    let component = &hop.component;
    let (outcome, what) = match &hop.decision {
        // A component without rules of its own passes by itself.
        DecisionReport::Passes(rule) if rule.name == component.name => {
            (Outcome::Passed, "passes".to_owned())
        }
        DecisionReport::Passes(rule) => {
            let place = place(rule.span, sources);
            (Outcome::Passed, format!("passes by {}{place}", rule.name))
        }
        DecisionReport::Depends(unknown) => {
            (Outcome::Undecided, format!("depends on {}", unknown.what))
        }
        DecisionReport::Drops { code, rule, help, .. } => {
            let rule = rule.as_ref().filter(|rule| rule.span.is_some());
            let by = rule.map_or(String::new(), |rule| format!(" by {}", rule.name));
            let span = rule.and_then(|rule| rule.span).or(Some(component.span));
            let place = place(span, sources);
            (Outcome::Dropped, format!("dropped, {code}{by}{place}; {help}"))
        }
    };
    Step {
        is_reply: hop.phase == Phase::Reply,
        id: component.id.clone(),
        subnet: component.subnet.clone(),
        words: format!("{}: {what}", component.name),
        outcome,
    }
}

fn place(span: Option<Span>, sources: &Sources) -> String {
    let file = span.and_then(|span| Some((span, sources.get(span.file)?)));
    file.map_or(String::new(), |(span, file)| {
        format!(" ({}:{})", file.name(), sources.line_column(span).line)
    })
}
