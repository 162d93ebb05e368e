//! What netloom writes reads back with every property, and JSON and YAML agree.

use netloom_diag::Sources;
use netloom_template::{
    Node, Piece, ReadOptions, Reference, TemplateDocument, Value, read_template,
};
use serde_json::Value as Json;

use crate::emit_template;
use crate::test_plans::all_plans;

/// Reads a template without faults.
fn document(text: &str) -> TemplateDocument {
    let mut sources = Sources::default();
    let id = sources.add("template", text);
    let read = read_template(sources.get(id).expect("it was just added"), &ReadOptions::default());
    assert_eq!(read.diagnostics, [], "{text}");
    read.template.expect("a template")
}

/// Returns a resolved value as the JSON that it was emitted from.
fn to_json(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(is_true) => Json::Bool(*is_true),
        Value::Number(number) => serde_json::from_str(number).expect("a number"),
        Value::Text(text) => Json::String(text.clone()),
        Value::List(items) => items.iter().map(to_json).collect(),
        Value::Map(entries) => {
            entries.iter().map(|entry| (entry.key.clone(), to_json(&entry.node))).collect()
        }
        Value::Reference(target) => reference_as_json(target),
        // The reader keeps only the name of what it cannot know; the emitter writes parameters and
        // pseudo parameters, and nothing else that is unknown.
        Value::Unknown(unknown) => match unknown.what.strip_prefix("parameter `") {
            Some(name) => serde_json::json!({ "Ref": name.split('`').next() }),
            None => {
                serde_json::json!({ "Fn::Sub": format!("${{{}}}", unknown.what.trim_matches('`')) })
            }
        },
        Value::Pieces(pieces) => {
            let pieces = pieces.iter().map(|piece| match piece {
                Piece::Text(text) => text.clone(),
                Piece::Reference(reference) => panic!("{reference:?}"),
                Piece::Unknown(unknown) => format!("${{{}}}", unknown.what.trim_matches('`')),
            });
            serde_json::json!({ "Fn::Sub": pieces.collect::<String>() })
        }
    }
}

fn reference_as_json(reference: &Reference) -> Json {
    match &reference.attribute {
        Some(attribute) => serde_json::json!({ "Fn::GetAtt": [reference.id, attribute] }),
        None => serde_json::json!({ "Ref": reference.id }),
    }
}

#[test]
fn what_netloom_writes_reads_back_with_every_property() {
    for plan in all_plans() {
        let template = emit_template(&plan, "1.0.0").template;
        let emitted = template.to_value();
        for text in [template.to_yaml(), template.to_json()] {
            let document = document(&text);
            assert_eq!(document.not_understood, []);
            assert_eq!(document.metadata.as_ref().map(to_json).as_ref(), emitted.get("Metadata"));
            let emitted = emitted["Resources"].as_object().expect("resources");
            assert!(document.resources.iter().map(|resource| &resource.id).eq(emitted.keys()));
            for resource in &document.resources {
                let expected = &emitted[&resource.id];
                assert_eq!(resource.kind, expected["Type"].as_str().unwrap_or_default());
                let properties =
                    expected.get("Properties").cloned().unwrap_or_else(|| serde_json::json!({}));
                assert_eq!(to_json(&resource.properties), properties, "{}", resource.id);
                let waits: Vec<&str> =
                    resource.depends_on.iter().map(|(id, _)| id.as_str()).collect();
                let expected: Vec<&str> = match &expected["DependsOn"] {
                    Json::String(id) => vec![id],
                    Json::Array(ids) => ids.iter().filter_map(Json::as_str).collect(),
                    _ => Vec::new(),
                };
                assert_eq!(waits, expected, "{}", resource.id);
            }
        }
    }
}

#[test]
fn json_and_yaml_read_alike_apart_from_places() {
    for plan in all_plans() {
        let template = emit_template(&plan, "1.0.0").template;
        let shown = |text: &str| {
            let document = document(text);
            let resources = document.resources.iter().map(|resource| {
                format!("{} {} {}", resource.id, resource.kind, to_json(&resource.properties))
            });
            let outputs = document
                .outputs
                .iter()
                .map(|output| format!("{} {}", output.id, to_json(&output.value)));
            let parameters = document
                .parameters
                .iter()
                .map(|parameter| format!("{} {}", parameter.id, parameter.kind));
            resources.chain(outputs).chain(parameters).collect::<Vec<_>>()
        };
        assert_eq!(shown(&template.to_yaml()), shown(&template.to_json()));
    }
}
