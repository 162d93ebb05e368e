use proptest::prelude::*;
use serde_json::{Value, json};

use super::to_yaml;
use crate::emit_template;
use crate::test_plans::{all_plans, public_private_plan};

fn check(value: &Value, expected: &str) {
    assert_eq!(to_yaml(value), expected);
    assert_eq!(read_back(expected), *value);
}

/// Reads YAML with another reader than the one that wrote it, and writes short tags out in the long
/// form.
fn read_back(yaml: &str) -> Value {
    long_form(serde_yaml::from_str(yaml).unwrap_or_else(|error| panic!("{error}\n{yaml}")))
}

fn long_form(value: serde_yaml::Value) -> Value {
    match value {
        serde_yaml::Value::Tagged(tagged) => {
            let argument = tagged.value.as_str().expect("the argument is a text").to_owned();
            match tagged.tag.to_string().as_str() {
                "!Ref" => json!({ "Ref": argument }),
                "!Sub" => json!({ "Fn::Sub": argument }),
                "!GetAtt" => {
                    json!({ "Fn::GetAtt": argument.split_once('.').map(|(id, name)| [id, name]) })
                }
                tag => panic!("unknown tag {tag}"),
            }
        }
        serde_yaml::Value::Sequence(items) => items.into_iter().map(long_form).collect(),
        serde_yaml::Value::Mapping(entries) => {
            let entry = |(key, value): (serde_yaml::Value, _)| {
                (key.as_str().expect("keys are texts").to_owned(), long_form(value))
            };
            Value::Object(entries.into_iter().map(entry).collect())
        }
        other => serde_json::to_value(other).expect("scalars have a JSON form"),
    }
}

#[test]
fn blocks_are_indented_by_two_and_lists_stand_under_their_key() {
    let value =
        json!({ "A": { "List": [{ "K": "x", "L": [1, true] }, [], ["a", "b"]], "None": {} } });
    check(
        &value,
        "A:\n  List:\n    - K: x\n      L:\n        - 1\n        - true\n    - []\n    - - \
         a\n      - b\n  None: {}\n",
    );
}

#[test]
fn functions_have_their_short_form() {
    let value = json!({
        "A": {
            "Ref": { "Ref": "Vpc" },
            "Att": [{ "Fn::GetAtt": ["Eip", "AllocationId"] }],
            "Sub": { "Fn::Sub": "${AWS::StackName}-x" },
        },
    });
    check(
        &value,
        "A:\n  Ref: !Ref Vpc\n  Att:\n    - !GetAtt Eip.AllocationId\n  Sub: !Sub \
         '${AWS::StackName}-x'\n",
    );
}

#[test]
fn resources_are_kept_apart_by_an_empty_line() {
    let value =
        json!({ "Description": "d", "Resources": { "A": { "Type": "T" }, "B": { "Type": "T" } } });
    check(&value, "Description: d\n\nResources:\n  A:\n    Type: T\n\n  B:\n    Type: T\n");
}

#[test]
fn both_forms_describe_the_same_template() {
    for plan in all_plans() {
        let template = emit_template(&plan, "1.0.0").template;
        let json: Value = serde_json::from_str(&template.to_json()).expect("the JSON form is JSON");
        assert_eq!(read_back(&template.to_yaml()), json, "{}", plan.summary);
    }
}

#[test]
fn equal_plans_have_equal_texts() {
    let text = || emit_template(&public_private_plan(), "1.0.0").template.to_yaml();
    assert_eq!(text(), text());
}

fn any_value() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        "\\PC{0,12}",
        "[-+.0-9eExXoO_:]{0,8}",
        "(yes|No|on|null|~|0[0-7]{3}|[0-9]{4}-[0-9]{2}-[0-9]{2})",
        any::<String>()
    ];
    let leaf = prop_oneof![
        text.prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from)
    ];
    leaf.prop_recursive(4, 48, 5, |inner| {
        let key = prop_oneof!["[A-Z][a-z]{0,6}", "\\PC{0,8}"];
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::btree_map(key, inner, 0..5)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
            "[A-Za-z0-9]{1,9}".prop_map(|id| json!({ "Ref": id })),
            "\\PC{0,9}".prop_map(|text| json!({ "Fn::Sub": text })),
            ("[A-Za-z0-9]{1,9}", "[A-Za-z.]{0,9}")
                .prop_map(|(id, name)| json!({ "Fn::GetAtt": [id, name] })),
        ]
    })
}

proptest! {
    #[test]
    fn yaml_reads_back_as_the_value_that_was_written(value in any_value(), rest in any_value()) {
        let document = json!({ "A": value, "Resources": { "R": rest } });
        prop_assert_eq!(read_back(&to_yaml(&document)), document);
    }
}
