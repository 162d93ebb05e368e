//! No edit passes unseen: every template that a case renders, and those of the AWS CDK, edited in
//! one place at a time; what reviewers are reported is that edit.

use std::collections::BTreeMap;

use crate::support::{entries, folder, name_of};
use netloom_config::LoadOptions;
use netloom_diag::Sources;
use netloom_diff::resources::{Action, ResourceChange};
use netloom_diff::review::{Input, Review};
use netloom_diff::{Revision, review};
use netloom_driver::pipeline::compile;
use netloom_template::{ReadOptions, TemplateDocument, read_template};
use netloom_tests::case_file::CaseFile;
use serde_json::{Value, json};

/// The templates with their names.
fn templates() -> Vec<(String, Value)> {
    let mut found = Vec::new();
    for case in entries(&folder("cases")) {
        for config in ["config.ini", "config.yaml"].map(|name| case.join(name)) {
            let Ok(text) = std::fs::read_to_string(&config) else { continue };
            let mut sources = Sources::default();
            let file = sources.add(name_of(&config), text);
            let compiled = compile(sources.get(file).expect("added"), &LoadOptions::default());
            let Some(emitted) = &compiled.emitted else { continue };
            let template: Value = serde_json::from_str(&emitted.template.to_json()).expect("JSON");
            found.push((format!("{}/{}", name_of(&case), name_of(&config)), template));
        }
    }
    for case in
        entries(&folder("diffs")).into_iter().filter(|case| name_of(case).starts_with("cdk-"))
    {
        let file = CaseFile::read(&case);
        let (_, text) = file.file("new").expect("a template");
        found.push((name_of(&case).to_owned(), serde_json::from_str(text).expect("JSON")));
    }
    found
}

fn read(template: &Value) -> TemplateDocument {
    let mut sources = Sources::default();
    let file = sources.add("template.json", template.to_string());
    read_template(sources.get(file).expect("added"), &ReadOptions::default())
        .template
        .expect("a template")
}

fn compare(old: &TemplateDocument, new: &Value) -> Review {
    let new = read(new);
    let origins = BTreeMap::new();
    review(&Input::of(
        Revision { document: old, origins: &origins },
        Revision { document: &new, origins: &origins },
        &Sources::default(),
    ))
}

fn of<'a>(review: &'a Review, id: &str) -> Option<&'a ResourceChange> {
    review.resources.iter().find(|change| change.id == id)
}

/// The paths of all values below, as JSON pointers.
fn leaves(at: &str, value: &Value, found: &mut Vec<String>) {
    let escaped = |key: &str| key.replace('~', "~0").replace('/', "~1");
    match value {
        Value::Object(all) => all
            .iter()
            .for_each(|(key, value)| leaves(&format!("{at}/{}", escaped(key)), value, found)),
        Value::Array(all) => all
            .iter()
            .enumerate()
            .for_each(|(key, value)| leaves(&format!("{at}/{key}"), value, found)),
        _ => found.push(at.to_owned()),
    }
}

/// Another value of the same type.
fn other(value: &Value) -> Value {
    match value {
        Value::Bool(is_so) => json!(!is_so),
        Value::Number(number) => json!(number.as_i64().unwrap_or(0) + 1),
        Value::String(text) => json!(format!("{text}0")),
        other => panic!("{other} is no leaf"),
    }
}

fn ids(template: &Value) -> Vec<String> {
    template["Resources"].as_object().expect("resources").keys().cloned().collect()
}

#[test]
fn a_value_that_changes_is_a_change_of_its_property() {
    let mut n_edits = 0_usize;
    for (name, template) in templates() {
        let old = read(&template);
        for id in ids(&template) {
            let Some(properties) = template["Resources"][&id].get("Properties") else { continue };
            let mut found = Vec::new();
            leaves("", properties, &mut found);
            for pointer in found {
                let mut new = template.clone();
                let value =
                    new["Resources"][&id]["Properties"].pointer_mut(&pointer).expect("it is there");
                *value = other(value);
                let property = pointer.split('/').nth(1).expect("a property");
                let told = compare(&old, &new);
                let is_told = of(&told, &id).is_some_and(|change| {
                    change.action == Action::Changed
                        && change
                            .properties
                            .iter()
                            .any(|one| one.path.split(['.', '[']).next() == Some(property))
                });
                assert!(is_told, "{name}: {id}{pointer}: {:#?}", told.resources);
                n_edits += 1;
            }
        }
    }
    assert!(n_edits > 1000, "{n_edits}");
}

#[test]
fn a_resource_that_goes_is_removed_and_one_that_comes_is_added() {
    for (name, template) in templates() {
        for id in ids(&template) {
            let mut without = template.clone();
            without["Resources"].as_object_mut().expect("resources").remove(&id);
            let gone = compare(&read(&template), &without);
            assert_eq!(
                of(&gone, &id).map(|change| &change.action),
                Some(&Action::Removed),
                "{name}: {id}"
            );
            let comes = compare(&read(&without), &template);
            assert_eq!(
                of(&comes, &id).map(|change| &change.action),
                Some(&Action::Added),
                "{name}: {id}"
            );
        }
    }
}

#[test]
fn a_resource_with_another_name_is_renamed_and_nothing_else_changes_by_it() {
    for (name, template) in templates() {
        for id in ids(&template) {
            // A name in quotes is that of the resource wherever a template refers to it; in texts
            // it stands in `${…}`.
            let text = template.to_string().replace(&format!("\"{id}\""), "\"Renamed0\"");
            let text = text
                .replace(&format!("${{{id}}}"), "${Renamed0}")
                .replace(&format!("${{{id}."), "${Renamed0.");
            let new: Value = serde_json::from_str(&text).expect("JSON");
            let told = compare(&read(&template), &new);
            let change = of(&told, "Renamed0")
                .unwrap_or_else(|| panic!("{name}: {id}: {:#?}", told.resources));
            assert_eq!(change.action, Action::Renamed { from: id.clone() }, "{name}: {id}");
            assert!(change.properties.is_empty(), "{name}: {id}: {change:#?}");
            for follower in told.resources.iter().filter(|other| other.id != "Renamed0") {
                assert_eq!(follower.action, Action::Changed, "{name}: {id}: {follower:#?}");
                let mut gone: Vec<String> = follower
                    .properties
                    .iter()
                    .flat_map(|one| &one.before)
                    .map(|text| text.replace(&id, "Renamed0"))
                    .collect();
                let mut comes: Vec<String> =
                    follower.properties.iter().flat_map(|one| one.after.clone()).collect();
                gone.sort();
                comes.sort();
                assert_eq!(gone, comes, "{name}: {id}: {follower:#?}");
            }
        }
    }
}
