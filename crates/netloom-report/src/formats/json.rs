//! For programs, by the schemas that `netloom schema` prints.

use netloom_diag::render_json;
use netloom_diag::untrusted::json_document;
use serde_json::{Value, json};

use super::{Findings, NamedReview, Renderer, Reviews};
use crate::review::MarkdownError;

pub(super) struct Json;

impl Renderer for Json {
    fn findings(&self, findings: &Findings<'_>) -> String {
        render_json(findings.diagnostics, findings.sources)
    }

    fn reviews(&self, reviews: &Reviews<'_>) -> Result<String, MarkdownError> {
        let records: Vec<Value> = reviews.reviews.iter().map(record).collect();
        let mut whole = json!({ "reviews": records });
        if let Some(object) = whole.as_object_mut().filter(|_| !reviews.not_reviewed.is_empty()) {
            let messages =
                reviews.not_reviewed.iter().map(|finding| finding.message.clone().into()).collect();
            object.insert("not_understood".to_owned(), Value::Array(messages));
        }
        Ok(json_document(&format!("{whole:#}\n")))
    }
}

fn record(reviewed: &NamedReview) -> Value {
    // A review holds no map with keys that are not strings, so it always becomes an object.
    let mut record = serde_json::to_value(&reviewed.review).unwrap_or_default();
    if let Some(object) = record.as_object_mut() {
        object.insert("file".to_owned(), reviewed.name.clone().into());
    }
    record
}
