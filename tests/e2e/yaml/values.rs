//! netloom's values in the notation of `yaml_readings.py`.

use netloom_config::{PlainValue, read_plain_values};
use netloom_diag::{Diagnostic, Sources};
use netloom_template::{Node, Value as TemplateValue, parse_tree};
use serde_json::{Value, json};

/// Returns the values of a cluster configuration; nothing where netloom rejects it.
pub(crate) fn of_config(text: &str) -> Option<Value> {
    let mut sources = Sources::default();
    let id = sources.add("cluster.yaml", text);
    let file = sources.get(id).expect("it was just added");
    read_plain_values(file).ok().map(|value| plain(&value))
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

fn float(value: f64) -> Value {
    let shown = if value.is_nan() { "nan".to_owned() } else { format!("{:016x}", value.to_bits()) };
    json!(["float", shown])
}

/// Returns the values of a template; nothing where netloom rejects it or it is no mapping.
pub(crate) fn of_template(text: &str) -> Option<Value> {
    let mut sources = Sources::default();
    let id = sources.add("template.yaml", text);
    let (root, findings) = parse_tree(sources.get(id).expect("it was just added"));
    let root = root.filter(|root| root.as_map().is_some())?;
    (!findings.iter().any(Diagnostic::is_error)).then(|| tree(&root))
}

fn tree(node: &Node) -> Value {
    match &node.value {
        TemplateValue::Null => json!(["null"]),
        TemplateValue::Bool(value) => json!(["bool", value]),
        TemplateValue::Number(text) if text.contains('.') => float(text.parse().expect("a number")),
        TemplateValue::Number(text) => json!(["int", text]),
        TemplateValue::Text(text) => json!(["text", text]),
        TemplateValue::List(items) => json!(["list", items.iter().map(tree).collect::<Vec<_>>()]),
        TemplateValue::Map(entries) => {
            let entries = entries.iter().map(|entry| (entry.key.clone(), tree(&entry.node)));
            json!(["map", entries.collect::<serde_json::Map<_, _>>()])
        }
        value => json!(["other", format!("{value:?}")]),
    }
}
