//! Laws: what netloom writes reads back, JSON and YAML agree, and nothing panics.

use proptest::prelude::*;
use serde_json::Value as Json;

use super::*;
use crate::emit_template;
use crate::test_plans::all_plans;

/// Returns a resolved value as the JSON that it was emitted from.
fn to_json(node: &Node) -> Json {
    let reference = |reference: &Reference| match &reference.attribute {
        Some(attribute) => serde_json::json!({ "Fn::GetAtt": [reference.id, attribute] }),
        None => serde_json::json!({ "Ref": reference.id }),
    };
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(is_true) => Json::Bool(*is_true),
        Value::Number(number) => serde_json::from_str(number).expect("a number"),
        Value::Text(text) => Json::String(text.clone()),
        Value::List(items) => items.iter().map(to_json).collect(),
        Value::Map(entries) => entries.iter().map(|entry| (entry.key.clone(), to_json(&entry.node))).collect(),
        Value::Reference(target) => reference(target),
        Value::Unknown(unknown) => match unknown.what.strip_prefix("parameter `") {
            Some(name) => serde_json::json!({ "Ref": name.split('`').next() }),
            None => serde_json::json!({ "Fn::Sub": format!("${{{}}}", unknown.what.trim_matches('`')) }),
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
                let properties = expected.get("Properties").cloned().unwrap_or_else(|| serde_json::json!({}));
                assert_eq!(to_json(&resource.properties), properties, "{}", resource.id);
                let waits: Vec<&str> = resource.depends_on.iter().map(|(id, _)| id.as_str()).collect();
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
            let resources = document
                .resources
                .iter()
                .map(|resource| format!("{} {} {}", resource.id, resource.kind, show(&resource.properties)));
            let outputs = document.outputs.iter().map(|output| format!("{} {}", output.id, show(&output.value)));
            let parameters = document.parameters.iter().map(|parameter| format!("{} {}", parameter.id, parameter.kind));
            resources.chain(outputs).chain(parameters).collect::<Vec<_>>()
        };
        assert_eq!(shown(&template.to_yaml()), shown(&template.to_json()));
    }
}

#[test]
fn five_hundred_resources_are_read_whole() {
    let subnet = |n: usize| {
        format!(
            "  S{n}:\n    Type: AWS::EC2::Subnet\n    Properties:\n      VpcId: !Ref Vpc\n      \
             CidrBlock: !Select [{}, !Cidr [!GetAtt Vpc.CidrBlock, 256, 8]]\n      \
             Tags: [{{Key: Name, Value: !Sub '${{AWS::StackName}}-{n}'}}]\n",
            n % 256
        )
    };
    let text = format!(
        "Resources:\n  Vpc: {{Type: AWS::EC2::VPC, Properties: {{CidrBlock: 10.0.0.0/16}}}}\n{}",
        (0..499).map(subnet).collect::<String>()
    );
    let document = document(&text);
    assert_eq!(document.resources.len(), 500);
    let last = document.resource("S498").and_then(|subnet| subnet.properties.get("CidrBlock")).map(show);
    assert_eq!(last.as_deref(), Some("'10.0.242.0/24'"));
}

/// Every span lies in the text, on boundaries of characters.
fn check_spans(node: &Node, text: &str) {
    assert!(text.get(node.span.range()).is_some(), "{node:?}");
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| check_spans(item, text)),
        Value::Map(entries) => entries.iter().for_each(|entry| {
            assert!(text.get(entry.key_span.range()).is_some(), "{entry:?}");
            check_spans(&entry.node, text);
        }),
        _ => {}
    }
}

fn check_any(text: &str) {
    let read = read(text);
    assert!(read.template.is_some() || !read.diagnostics.is_empty(), "{text:?}");
    for finding in &read.diagnostics {
        assert!(text.get(finding.primary.span.range()).is_some(), "{finding:?} in {text:?}");
        assert!(!finding.message.contains('\n') && !finding.message.is_empty());
    }
    for resource in read.template.iter().flat_map(|document| &document.resources) {
        assert!(resource.properties.as_map().is_some());
        check_spans(&resource.properties, text);
    }
}

/// Pieces that templates are made of, in any order.
fn fragments() -> impl Strategy<Value = String> {
    let fragment = prop_oneof![
        "[a-zA-Z0-9 \n:{}\\[\\],'\"!&*<|>#%@?\\-\t\\\\$/.ä\u{85}]{0,6}",
        proptest::sample::select(vec![
            "Resources:\n",
            "  A:\n    Type: A::B::C\n",
            "    Properties:\n      P: ",
            "!Ref A\n",
            "!Sub '${A.B}'\n",
            "!If [C, ",
            "!Cidr [10.0.0.0/8, 3, ",
            "!Select [0, ",
            "!GetAZs ''",
            "]\n",
            "{\"Resources\": {",
            "\"Ref\": ",
            "Fn::ForEach::X: ",
            "Fn::Join: [',', ",
            "Conditions: {C: ",
            "!Equals [a, ",
            "!Not [",
            "!And [",
            "}",
            "&a ",
            "*a",
            "<<: ",
            "Parameters: {P: {Type: String, Default: ",
            "Transform: ",
            "\\ud83d",
            "--- ",
            "!Split ['', ",
        ])
        .prop_map(str::to_owned),
    ];
    proptest::collection::vec(fragment, 0..20).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in ".*") {
        check_any(&text);
    }

    #[test]
    fn any_order_of_fragments_is_read_without_panic(text in fragments()) {
        check_any(&text);
        check_any(&format!("Resources:\n  A:\n    Type: A::B::C\n    Properties:\n      P: {text}"));
    }

    #[test]
    fn templates_with_a_few_bytes_changed_are_read_without_panic(
        plan in 0..4_usize,
        is_json: bool,
        edits in proptest::collection::vec((any::<proptest::sample::Index>(), 0..12_usize, fragments()), 1..4),
    ) {
        let template = emit_template(&all_plans()[plan], "1.0.0").template;
        let mut text = if is_json { template.to_json() } else { template.to_yaml() };
        for (at, n_removed, inserted) in edits {
            let mut chars: Vec<char> = text.chars().collect();
            let at = at.index(chars.len() + 1);
            let end = (at + n_removed).min(chars.len());
            chars.splice(at..end, inserted.chars());
            text = chars.into_iter().collect();
        }
        check_any(&text);
    }
}
