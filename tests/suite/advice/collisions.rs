//! The safe ways of reviews, followed: each pair of templates of `tests/diffs/` whose update fails,
//! changed as its review advises until no part of it collides.

use std::collections::{BTreeMap, BTreeSet};

use netloom_diag::Sources;
use netloom_diff::resources::ResourceChange;
use netloom_diff::review::Input;
use netloom_diff::{Revision, review};
use netloom_template::{ReadOptions, TemplateDocument, read_template};
use netloom_tests::case_file::CaseFile;
use serde_yaml::{Mapping, Value};

use crate::support::{entries, folder, name_of};

/// A template as values.
type Template = Value;

fn read(template: &Template) -> Option<TemplateDocument> {
    let mut sources = Sources::default();
    let text = serde_yaml::to_string(template).expect("values are YAML");
    let file = sources.add("template.yaml", text);
    read_template(sources.get(file)?, &ReadOptions::default()).template
}

/// Returns the resources whose change fails.
fn colliding(old: &Template, new: &Template) -> Vec<ResourceChange> {
    let (Some(old), Some(new)) = (read(old), read(new)) else { return Vec::new() };
    let origins = BTreeMap::new();
    let told = review(&Input::of(
        Revision { document: &old, origins: &origins },
        Revision { document: &new, origins: &origins },
        &Sources::default(),
    ));
    told.resources.into_iter().filter(|change| !change.collisions.is_empty()).collect()
}

fn resources(template: &mut Template) -> &mut Mapping {
    template["Resources"].as_mapping_mut().expect("resources")
}

/// Whether a value mentions a logical id.
fn mentions(value: &Value, id: &str) -> bool {
    match value {
        Value::String(text) => {
            text == id || text.starts_with(&format!("{id}.")) || text.contains(&format!("${{{id}"))
        }
        Value::Sequence(items) => items.iter().any(|item| mentions(item, id)),
        Value::Mapping(all) => all.iter().any(|(_, value)| mentions(value, id)),
        Value::Tagged(tagged) => mentions(&tagged.value, id),
        _ => false,
    }
}

/// Returns a template without a resource and all that refers to it.
fn without(template: &Template, id: &str) -> Template {
    let mut template = template.clone();
    let mut gone = BTreeSet::from([id.to_owned()]);
    while let Some(id) = gone.pop_first() {
        resources(&mut template).remove(id.as_str());
        let left = resources(&mut template).iter();
        let dependents = left.filter(|(_, resource)| mentions(resource, &id));
        gone.extend(dependents.filter_map(|(other, _)| Some(other.as_str()?.to_owned())));
    }
    if let Some(template) = template.as_mapping_mut() {
        template.remove("Outputs");
    }
    template
}

/// Returns a template in which a resource has another logical id.
fn renamed(template: &Template, from: &str, to: &str) -> Template {
    let text = serde_yaml::to_string(template).expect("values are YAML");
    let is_word = |c: char| c.is_ascii_alphanumeric();
    let mut renamed = String::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find(from) {
        let (before, found) = rest.split_at(at);
        let after = &found[from.len()..];
        let is_whole = !before.ends_with(is_word) && !after.starts_with(is_word);
        renamed += before;
        renamed += if is_whole { to } else { from };
        rest = after;
    }
    renamed += rest;
    serde_yaml::from_str(&renamed).expect("it is still YAML")
}

fn with_property(template: &Template, id: &str, key: &str, value: Value) -> Template {
    let mut template = template.clone();
    let resource = resources(&mut template).get_mut(id).and_then(Value::as_mapping_mut);
    let properties = resource.expect("a resource").entry("Properties".into());
    let properties = properties.or_insert_with(|| Mapping::new().into());
    properties.as_mapping_mut().expect("a mapping").insert(key.into(), value);
    template
}

fn without_property(template: &Template, id: &str, key: &str) -> Template {
    let mut template = template.clone();
    let properties = resources(&mut template)[id]["Properties"].as_mapping_mut();
    properties.expect("properties").remove(key);
    template
}

/// One way that a review shows: what it says, and the templates that are deployed one after the
/// other.
type Way = (&'static str, Vec<Template>);

/// Returns the ways of a collision: each alternative that its text has, typed.
fn ways(old: &Template, new: &Template, change: &ResourceChange) -> Vec<Way> {
    let mut ways: Vec<Way> = Vec::new();
    for collision in &change.collisions {
        let text = &collision.safe_way;
        let id = change.id.as_str();
        let quoted: Vec<&str> = text.split('`').skip(1).step_by(2).collect();
        let first = quoted.first().copied().unwrap_or_default();
        let mut way = |said: &'static str, templates: &dyn Fn() -> Vec<Template>| {
            if text.contains(said) {
                ways.push((said, templates()));
            }
        };
        way("keep the logical id", &|| {
            let kept = quoted.iter().rev().find(|id| old["Resources"].get(**id).is_some());
            let kept = kept.copied().unwrap_or(first);
            // What has the id already in the new template is what there is one of.
            let mut template = new.clone();
            resources(&mut template).remove(kept);
            vec![renamed(&template, id, kept)]
        });
        way("in two updates: first remove the old one", &|| {
            vec![without(old, &collision.with), new.clone()]
        });
        way("in one update, then write the rule", &|| vec![without(old, first), new.clone()]);
        way("in one update, when no node", &|| vec![without(old, first), new.clone()]);
        way("or leave it out", &|| vec![without_property(new, id, first)]);
        way("give the entry another number", &|| {
            vec![with_property(new, id, "RuleNumber", 7_321.into())]
        });
        way("a block that is free until the update is over", &|| {
            // One that no template of the cases has, in each of their VPCs.
            let blocks = ["10.0.251.0/28", "10.9.251.0/28", "10.1.251.0/28", "192.168.251.0/28"];
            let blocks =
                blocks.iter().map(|block| with_property(new, id, "CidrBlock", (*block).into()));
            blocks
                .filter(|new| colliding(old, new).iter().all(|other| other.id != id))
                .take(1)
                .collect()
        });
        way("an address of its own", &|| {
            let mut template = new.clone();
            let address = serde_yaml::from_str("{Type: AWS::EC2::EIP, Properties: {Domain: vpc}}");
            resources(&mut template).insert("OwnAddress".into(), address.expect("YAML"));
            let value = serde_yaml::from_str("!GetAtt OwnAddress.AllocationId").expect("YAML");
            vec![with_property(&template, id, "AllocationId", value)]
        });
        way("a gateway of its own", &|| {
            let attached = resources(&mut new.clone())[id]["Properties"].clone();
            let gateway = ["InternetGatewayId", "VpnGatewayId"].iter().find_map(|key| {
                match &attached[*key] {
                    Value::Tagged(tagged) => tagged.value.as_str().map(ToOwned::to_owned),
                    _ => None,
                }
            });
            let template = renamed(new, id, "OwnAttachment");
            vec![
                gateway
                    .map_or(template.clone(), |gateway| renamed(&template, &gateway, "OwnGateway")),
            ]
        });
        way("`PrivateDnsEnabled: false`", &|| {
            let endpoint = quoted.get(1).copied().unwrap_or_default();
            vec![with_property(old, endpoint, "PrivateDnsEnabled", false.into()), new.clone()]
        });
    }
    ways
}

/// Whether a change of this resource still fails on the way.
fn still_fails(old: &Template, steps: &[Template], id: &str) -> Option<String> {
    let mut living = old;
    for (number, step) in steps.iter().enumerate() {
        let failing = colliding(living, step);
        if let Some(change) = failing.iter().find(|change| change.id == id) {
            let why: Vec<&str> = change.collisions.iter().map(|one| one.why.as_str()).collect();
            return Some(format!("step {number}: {}", why.join("; ")));
        }
        living = step;
    }
    steps.is_empty().then(|| "nothing to type".to_owned())
}

#[test]
fn the_safe_way_of_a_review_ends_in_an_update_that_deploys() {
    let mut failures = Vec::new();
    let mut n_ways: BTreeMap<&str, usize> = BTreeMap::new();
    for path in entries(&folder("diffs")) {
        let case = CaseFile::read(&path);
        let template = |stem: &str| -> Option<Template> {
            let (_, text) = case.file(stem)?;
            let template: Template = serde_yaml::from_str(text).ok()?;
            template.get("Resources").and_then(Value::as_mapping)?;
            Some(template)
        };
        let (Some(old), Some(new)) = (template("old"), template("new")) else { continue };
        for change in colliding(&old, &new) {
            let ways = ways(&old, &new, &change);
            if ways.is_empty() {
                failures.push(format!("{}: no way for {change:#?}", name_of(&path)));
            }
            for (said, steps) in ways {
                *n_ways.entry(said).or_default() += 1;
                if let Some(why) = still_fails(&old, &steps, &change.id) {
                    let name = name_of(&path);
                    failures.push(format!("{name}: `{}`: \"{said}\": {why}", change.id));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{}\n{}", failures.len(), failures.join("\n"));
    assert!(n_ways.len() >= 9, "{n_ways:?}");
}
