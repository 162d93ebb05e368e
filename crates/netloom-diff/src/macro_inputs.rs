//! What macros, transforms and SAM's `Globals` read of a template beside their own text.
//!
//! - Comes in: the files of a template as written.
//! - Goes out: for each reader the sections that it reads, without their places.
//!
//! # Source
//! AWS CloudFormation User Guide, "Template macros": a macro of the section `Transform` gets the
//! whole template and the values of parameters. AWS SAM Developer Guide, "Globals section".

use std::collections::{BTreeMap, BTreeSet};

use netloom_template::Node;

use crate::value::Plain;

/// One section that one reader reads: the reader in words, the section, and what is in it.
pub(crate) type Input = (String, String, Plain);

/// What is put in from another file may use these.
const USED_BY_INCLUDED: [&str; 3] = ["Conditions", "Mappings", "Parameters"];

/// What no macro makes resources from, what is compared resource by resource, and what is compared
/// as generators.
const NOT_READ: [&str; 6] =
    ["AWSTemplateFormatVersion", "Description", "Globals", "Outputs", "Resources", "Transform"];

/// What only lays out the console or tells people what something is.
const FOR_PEOPLE: [&str; 4] = [
    "AWS::CloudFormation::Designer",
    "AWS::CloudFormation::Interface",
    "ConstraintDescription",
    "Description",
];

/// The macros of a template, in the order of their turns.
pub(crate) fn macros_in_turn(root: &Node) -> Vec<String> {
    let Some(written) = root.get("Transform") else { return Vec::new() };
    let transforms = written.as_list().unwrap_or(std::slice::from_ref(written));
    transforms.iter().filter_map(name_of).collect()
}

fn name_of(transform: &Node) -> Option<String> {
    let name = transform.as_text().or_else(|| transform.get("Name").and_then(Node::as_text));
    name.map(std::borrow::Cow::into_owned)
}

/// Whether AWS runs it by a text that is public.
pub(crate) fn is_of_aws(name: &str) -> bool {
    name.starts_with("AWS::")
}

/// Returns what every transform of a file reads.
pub(crate) fn inputs(root: &Node) -> BTreeSet<Input> {
    let mut names: BTreeSet<String> = macros_in_turn(root).into_iter().collect();
    add_called(root, &mut names);
    let mut found = BTreeSet::new();
    for name in names.iter().filter(|name| !is_of_aws(name) || *name == "AWS::Include") {
        let is_read = |section: &str| match is_of_aws(name) {
            true => USED_BY_INCLUDED.contains(&section),
            false => !NOT_READ.contains(&section),
        };
        for entry in root.as_map().unwrap_or_default().iter().filter(|one| is_read(&one.key)) {
            if let Some(read) = Plain::of(&entry.node) {
                found.insert((name.clone(), entry.key.clone(), without_words(read)));
            }
        }
        if !is_of_aws(name)
            && let Some(metadata) = metadata_of_resources(root)
        {
            found.insert((name.clone(), "Resources.*.Metadata".to_owned(), metadata));
        }
    }
    found
}

/// The transforms that functions call.
fn add_called(node: &Node, names: &mut BTreeSet<String>) {
    for entry in node.as_map().unwrap_or_default() {
        if entry.key == "Fn::Transform" {
            names.extend(name_of(&entry.node));
        }
        add_called(&entry.node, names);
    }
    node.as_list().unwrap_or_default().iter().for_each(|item| add_called(item, names));
}

fn metadata_of_resources(root: &Node) -> Option<Plain> {
    let resources = root.get("Resources")?.as_map()?;
    let metadata = resources.iter().filter_map(|one| {
        let metadata = Plain::of(one.node.get("Metadata")?)?;
        Some((one.key.clone(), without_words(metadata)))
    });
    let metadata: BTreeMap<String, Plain> = metadata.collect();
    (!metadata.is_empty()).then_some(Plain::Map(metadata))
}

fn without_words(value: Plain) -> Plain {
    match value {
        Plain::Map(entries) => {
            let kept = entries.into_iter().filter(|(key, _)| !FOR_PEOPLE.contains(&key.as_str()));
            Plain::Map(kept.map(|(key, value)| (key, without_words(value))).collect())
        }
        other => other,
    }
}

/// Whether SAM can make a way in of what `Globals` says of a kind of resources: of functions only
/// a URL leads in, and where they stand decides whom they reach.
pub(crate) fn is_way_in(kind: &str, property: &str) -> bool {
    kind != "Function" || matches!(property, "FunctionUrlConfig" | "VpcConfig")
}
