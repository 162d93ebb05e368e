//! A review as a comment of a pull request, from `templates/review.md.hbs` or a template of the
//! user's own.

use netloom_diag::untrusted::{markdown_code as code, markdown_text};
use netloom_diff::resources::{Action, ResourceChange};
use netloom_diff::{Review, Severity};
use serde::Serialize;

use super::words;
use crate::engine::{Engine, EngineError};

/// The template that is compiled in.
pub const REVIEW_TEMPLATE: &str = include_str!("../../../../templates/review.md.hbs");

/// Why a comment could not be rendered; only a template of the user's own can cause it.
#[derive(thiserror::Error, Debug)]
#[error("the template of reviews cannot be used")]
pub struct MarkdownError {
    /// What is wrong with it.
    #[from]
    source: EngineError,
}

/// The values that a template can use.
#[derive(Serialize)]
struct Values<'a> {
    /// `none`, `low`, `medium`, `high`, `critical`.
    severity: Severity,
    /// A symbol for the severity.
    symbol: &'static str,
    verdict: String,
    notes: Vec<String>,
    connections: Vec<Row>,
    undecided: Vec<String>,
    resources: Vec<ResourceRow>,
    hits: Vec<Row>,
    outputs: Vec<Row>,
    bill_lines: Vec<String>,
    bill: Option<String>,
    /// Whether there is anything to fold away: resources, outputs.
    has_details: bool,
    schemas_of: &'a str,
    /// The whole review, as `--format json` writes it.
    review: serde_json::Value,
}

#[derive(Serialize)]
struct Row {
    what: String,
    text: String,
}

#[derive(Serialize)]
struct ResourceRow {
    id: String,
    kind: String,
    effect: &'static str,
    place: String,
    reasons: Vec<String>,
    properties: Vec<Row>,
    has_details: bool,
}

/// Renders the comment.
///
/// - `template`: Handlebars; [`REVIEW_TEMPLATE`] unless the user has one.
///
/// # Errors
/// The template is malformed, or uses values that there are not.
pub fn markdown(review: &Review, template: &str) -> Result<String, MarkdownError> {
    let mut engine = Engine::new();
    engine.register("review", template)?;
    let is_output_changed = !review.outputs.is_empty() || !review.parameters.is_empty();
    let values = Values {
        severity: review.severity,
        symbol: match review.severity {
            Severity::None | Severity::Low => "✅",
            Severity::Medium => "⚠️",
            Severity::High => "🛑",
            Severity::Critical => "🚨",
        },
        verdict: markdown_text(&review.verdict),
        notes: review.notes.iter().map(|note| markdown_text(note)).collect(),
        connections: review
            .traffic
            .summary()
            .iter()
            .map(|one| Row {
                what: words::turn(one.turn).to_owned(),
                text: markdown_text(&words::connections(one)),
            })
            .collect(),
        undecided: words::undecided(&review.traffic)
            .iter()
            .map(|line| markdown_text(line))
            .collect(),
        resources: review.resources.iter().map(resource).collect(),
        hits: review
            .blast_radius
            .iter()
            .map(|hit| Row {
                what: markdown_text(&hit.who),
                text: markdown_text(&format!("{} (`{}`)", hit.consequence, hit.on)),
            })
            .collect(),
        outputs: outputs_and_parameters(review),
        bill_lines: review
            .bill
            .iter()
            .flat_map(|bill| &bill.lines)
            .map(|line| markdown_text(&format!("{:+.2}: {}", line.monthly, words::line(line))))
            .collect(),
        bill: review.bill.as_ref().map(|bill| markdown_text(&words::bill(bill))),
        has_details: !review.resources.is_empty() || is_output_changed,
        schemas_of: review.schemas_of,
        // For templates of users that go beyond the prepared texts; made inert, because they may
        // print any text of it unescaped.
        review: inert(serde_json::to_value(review).unwrap_or_default()),
    };
    Ok(engine.render("review", &values)?)
}

fn outputs_and_parameters(review: &Review) -> Vec<Row> {
    let outputs = review
        .outputs
        .iter()
        .map(|output| Row { what: code(&output.id), text: words::output(output, "–", code) });
    let parameters = review
        .parameters
        .iter()
        .map(|one| Row { what: code(&one.id), text: change(&one.before, &one.after) });
    outputs.chain(parameters).collect()
}

fn resource(change_of: &ResourceChange) -> ResourceRow {
    let id = match &change_of.action {
        Action::Renamed { from } => format!("{} → {}", code(from), code(&change_of.id)),
        _ => code(&change_of.id),
    };
    let mut reasons: Vec<String> =
        change_of.reasons.iter().map(|reason| markdown_text(reason)).collect();
    for collision in &change_of.collisions {
        reasons.push(markdown_text(&collision.why));
        reasons.push(markdown_text(&format!("instead: {}", collision.safe_way)));
    }
    let properties: Vec<Row> = change_of
        .properties
        .iter()
        .map(|property| Row {
            what: markdown_text(&property.path),
            text: change(&property.before, &property.after),
        })
        .collect();
    // The line of the config where there is one: its template is not in the repository.
    let place = change_of.origin.as_ref().or(change_of.place.as_ref());
    ResourceRow {
        id,
        kind: markdown_text(&change_of.kind),
        effect: words::effect(change_of),
        place: place
            .map(|place| markdown_text(&format!("{}:{}", place.file, place.line)))
            .unwrap_or_default(),
        has_details: !reasons.is_empty() || !properties.is_empty(),
        reasons,
        properties,
    }
}

fn change(before: &Option<String>, after: &Option<String>) -> String {
    words::change(before.as_deref(), after.as_deref(), "–", code)
}

/// The texts of a review for templates of the user's own, each of them inert.
fn inert(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::String(text) => Value::String(markdown_text(&text)),
        Value::Array(items) => Value::Array(items.into_iter().map(inert).collect()),
        Value::Object(entries) => Value::Object(
            entries.into_iter().map(|(key, value)| (markdown_text(&key), inert(value))).collect(),
        ),
        other => other,
    }
}
