//! Every type and every property of AWS's schemas has something said of it.

use serde_json::Value;

use super::paths::{Said, said};
use super::{Group, Role, all, kind_of};
use crate::from_template::steps;

fn schemas() -> Vec<(String, Vec<String>)> {
    let text = include_str!("../../../data/network-properties.json");
    let table: Value = serde_json::from_str(text).expect("the table is JSON");
    let types = table["types"].as_object().expect("it has types");
    let paths = |paths: &Value| paths.as_array().expect("a list").iter().map(text_of).collect();
    types.iter().map(|(name, listed)| (name.clone(), paths(listed))).collect()
}

fn text_of(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

#[test]
fn every_type_of_the_schemas_is_named() {
    let schemas = schemas();
    let missing: Vec<&str> = schemas
        .iter()
        .map(|(name, _)| name.as_str())
        .filter(|name| kind_of(name).is_none())
        .collect();
    assert!(missing.is_empty(), "say what these do to packets: {missing:#?}");
}

#[test]
fn every_property_of_a_followed_type_is_named() {
    let mut missing = Vec::new();
    for (name, paths) in schemas() {
        let Some(kind) = kind_of(&name).filter(|kind| kind.role == Role::Followed) else {
            continue;
        };
        missing.extend(
            paths
                .iter()
                .filter(|path| said(kind, path) == Said::Nothing)
                .map(|path| format!("{name} {path}")),
        );
    }
    assert!(missing.is_empty(), "say whether these are followed: {missing:#?}");
}

#[test]
fn nothing_is_said_of_what_the_schemas_do_not_have() {
    let schemas = schemas();
    let mut extra = Vec::new();
    for kind in all() {
        let Some((_, paths)) = schemas.iter().find(|(name, _)| name == kind.name) else {
            extra.push(kind.name.to_owned());
            continue;
        };
        let named = kind.properties.iter().flat_map(|group| match group {
            Group::Followed(_) | Group::TargetsOfKinds => group.followed(),
            Group::NoInfluence(_, paths) | Group::NotUnderstood(_, paths, _) => paths.to_vec(),
        });
        let changed = kind.changes.iter().map(|(path, _)| *path);
        let is_label = |path: &str| matches!(path, "Tags" | "TagSpecifications");
        let is_there = |path: &str| is_label(path) || paths.iter().any(|listed| listed == path);
        extra.extend(
            named
                .chain(changed)
                .filter(|path| !is_there(path))
                .map(|path| format!("{} {path}", kind.name)),
        );
    }
    assert!(extra.is_empty(), "the schemas have none of these: {extra:#?}");
}

#[test]
fn no_type_is_named_twice() {
    let mut names: Vec<&str> = all().map(|kind| kind.name).collect();
    let n_names = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), n_names);
}

#[test]
fn what_is_followed_has_a_step_and_what_does_nothing_has_none() {
    for kind in all() {
        let has_step = steps().any(|(name, _)| *name == kind.name);
        match kind.role {
            Role::Followed => assert!(has_step, "{}", kind.name),
            Role::Nothing(_) => assert!(!has_step, "{}", kind.name),
            // What has interfaces may be an end, and what changes things may be followed in part.
            Role::Interfaces(_) | Role::Changes(_) => {}
        }
    }
}

#[test]
fn the_page_names_every_type_once() {
    let page = super::page();
    for kind in all() {
        let row = format!("| `{}` |", kind.name);
        let heading = format!("### {}\n", kind.name);
        assert_eq!(page.matches(&row).count() + page.matches(&heading).count(), 1, "{}", kind.name);
    }
}
