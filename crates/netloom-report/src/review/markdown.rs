//! A review as a comment of a pull request, from `templates/review.md.hbs` or a template of the user's own.

use handlebars::{Handlebars, no_escape};
use netloom_diff::resources::{Action, ResourceChange};
use netloom_diff::{Review, Severity};
use serde::Serialize;

use super::words;

/// The template that is compiled in.
pub const REVIEW_TEMPLATE: &str = include_str!("../../../../templates/review.md.hbs");

/// Why a comment could not be rendered; only a template of the user's own can cause it.
#[derive(thiserror::Error, Debug)]
#[error("the template of reviews cannot be used")]
pub struct MarkdownError {
    /// What Handlebars says.
    #[from]
    source: Box<handlebars::RenderError>,
}

/// The values that a template can use.
#[derive(Serialize)]
struct Values<'a> {
    /// `none`, `low`, `medium`, `high`, `critical`.
    severity: Severity,
    /// A symbol for the severity.
    symbol: &'static str,
    verdict: &'a str,
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
    let mut engine = Handlebars::new();
    engine.register_escape_fn(no_escape);
    engine.set_strict_mode(true);
    let is_output_changed = !review.outputs.is_empty() || !review.parameters.is_empty();
    let values = Values {
        severity: review.severity,
        symbol: match review.severity {
            Severity::None | Severity::Low => "✅",
            Severity::Medium => "⚠️",
            Severity::High => "🛑",
            Severity::Critical => "🚨",
        },
        verdict: &review.verdict,
        notes: review.notes.iter().map(|note| cell(note)).collect(),
        connections: review
            .traffic
            .summary()
            .iter()
            .map(|one| Row { what: words::turn(one.turn).to_owned(), text: cell(&words::connections(one)) })
            .collect(),
        undecided: words::undecided(&review.traffic).iter().map(|line| cell(line)).collect(),
        resources: review.resources.iter().map(resource).collect(),
        hits: review
            .blast_radius
            .iter()
            .map(|hit| Row { what: cell(&hit.who), text: cell(&format!("{} (`{}`)", hit.consequence, hit.on)) })
            .collect(),
        outputs: review
            .outputs
            .iter()
            .map(|output| Row { what: output.id.clone(), text: cell(&words::output(output, "–", code)) })
            .chain(
                review
                    .parameters
                    .iter()
                    .map(|one| Row { what: one.id.clone(), text: cell(&change(&one.before, &one.after)) }),
            )
            .collect(),
        bill_lines: review
            .bill
            .iter()
            .flat_map(|bill| &bill.lines)
            .map(|line| format!("{:+.2}: {}", line.monthly, words::line(line)))
            .collect(),
        bill: review.bill.as_ref().map(words::bill),
        has_details: !review.resources.is_empty() || is_output_changed,
        schemas_of: review.schemas_of,
        review: serde_json::to_value(review).unwrap_or_default(),
    };
    Ok(engine.render_template(template, &values).map_err(Box::new)?)
}

fn resource(change_of: &ResourceChange) -> ResourceRow {
    let id = match &change_of.action {
        Action::Renamed { from } => format!("`{from}` → `{}`", change_of.id),
        _ => format!("`{}`", change_of.id),
    };
    let mut reasons: Vec<String> = change_of.reasons.iter().map(|reason| cell(reason)).collect();
    for collision in &change_of.collisions {
        reasons.push(cell(&collision.why));
        reasons.push(cell(&format!("instead: {}", collision.safe_way)));
    }
    let properties: Vec<Row> = change_of
        .properties
        .iter()
        .map(|property| Row { what: cell(&property.path), text: cell(&change(&property.before, &property.after)) })
        .collect();
    let place = change_of.origin.as_ref().or(change_of.place.as_ref());
    ResourceRow {
        id,
        kind: change_of.kind.clone(),
        effect: words::effect(change_of),
        place: place.map(|place| format!("{}:{}", place.file, place.line)).unwrap_or_default(),
        has_details: !reasons.is_empty() || !properties.is_empty(),
        reasons,
        properties,
    }
}

fn change(before: &Option<String>, after: &Option<String>) -> String {
    words::change(before.as_deref(), after.as_deref(), "–", code)
}

fn code(value: &str) -> String {
    format!("`{value}`")
}

/// Text for a cell of a table: one line, no bars, no HTML.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;").replace(['\n', '\r'], " ")
}
