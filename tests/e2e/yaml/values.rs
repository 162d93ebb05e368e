//! netloom's values in the notation of `yaml_readings.py`.

use netloom_config::{PlainValue, read_plain_values};
use netloom_diag::{Diagnostic, Sources};
use netloom_template::{Node, Value as TemplateValue, parse_tree};
use serde_json::{Value, json};

/// Returns the values of a cluster configuration; or the code of the first error.
pub(crate) fn of_config(text: &str) -> Result<Value, String> {
    let mut sources = Sources::default();
    let id = sources.add("cluster.yaml", text);
    let file = sources.get(id).expect("it was just added");
    read_plain_values(file).map(|value| plain(&value)).map_err(|found| first_error(&found))
}

fn plain(value: &PlainValue) -> Value {
    match value {
        PlainValue::Null => json!(["null"]),
        PlainValue::Bool(value) => json!(["bool", value]),
        PlainValue::Int(value) => json!(["int", value.to_string()]),
        PlainValue::Float(value) => float(*value),
        PlainValue::Timestamp => json!(["time"]),
        PlainValue::Text(text) => json!(["text", text]),
        PlainValue::List(items) => json!(["list", items.iter().map(plain).collect::<Vec<_>>()]),
        PlainValue::Map(entries) => {
            let entries = entries.iter().map(|(key, value)| (key.clone(), plain(value)));
            json!(["map", entries.collect::<serde_json::Map<_, _>>()])
        }
    }
}

fn first_error(findings: &[Diagnostic]) -> String {
    let code = findings.iter().find(|finding| finding.is_error()).map(|finding| finding.code.id);
    code.unwrap_or_default().to_owned()
}

fn float(value: f64) -> Value {
    let shown = if value.is_nan() { "nan".to_owned() } else { format!("{:016x}", value.to_bits()) };
    json!(["float", shown])
}

/// Returns the values of a template; or the code of the first error;
/// an empty one where it is not a mapping.
pub(crate) fn of_template(text: &str) -> Result<Value, String> {
    let mut sources = Sources::default();
    let id = sources.add("template.yaml", text);
    let parsed = parse_tree(sources.get(id).expect("it was just added"));
    let code = first_error(&parsed.findings);
    let root = parsed.root.as_ref().filter(|root| code.is_empty() && root.as_map().is_some());
    root.map(tree).ok_or(code)
}

fn tree(node: &Node) -> Value {
    match &node.value {
        TemplateValue::Null => json!(["null"]),
        TemplateValue::Bool(value) => json!(["bool", value]),
        TemplateValue::Number(text) if text.contains('.') => float(text.parse().expect("a number")),
        TemplateValue::Number(text) => {
            // Numbers beyond all machine words stay as they are written.
            let number = text.parse::<i128>().map_or_else(|_| text.clone(), |n| n.to_string());
            json!(["int", number])
        }
        TemplateValue::Text(text) => json!(["text", text]),
        TemplateValue::List(items) => json!(["list", items.iter().map(tree).collect::<Vec<_>>()]),
        TemplateValue::Map(entries) => {
            let entries = entries.iter().map(|entry| (entry.key.clone(), tree(&entry.node)));
            json!(["map", entries.collect::<serde_json::Map<_, _>>()])
        }
        value => json!(["other", format!("{value:?}")]),
    }
}
