//! Stacks: a network that is cut into nested stacks is the network that it was, and so is one
//! behind conditions.
//!
//! Random networks, and the templates of all cases, are cut into a parent and two nested stacks:
//! one that refers to nothing outside of it and gives outputs, and one to which nothing outside
//! refers and which takes parameters. Resources that no other one refers to are put behind
//! conditions, or taken away.

use std::collections::{BTreeMap, BTreeSet};

use netloom_cfn::emit_template;
use netloom_diag::{Diagnostic, Sources};
use netloom_network::sets::traffic::Traffic;
use netloom_network::{Id, network_of_template};
use netloom_question::{Expect, Party, Prepared, Question};
use netloom_reach::{Answer, Verdict};
use netloom_template::joined::{Children, join_nested};
use netloom_template::{ReadOptions, TemplateDocument};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Map, Value, json};

use crate::random_networks::blueprint::blueprint;

/// How many networks are drawn.
const N_NETWORKS: u32 = 150;

/// The stack that gives outputs, and the one that takes parameters.
const GIVES: &str = "Gives";
const TAKES: &str = "Takes";

/// What a resource refers to by `Ref` and `Fn::GetAtt`, as they are written, and by `DependsOn`.
fn references(resource: &Value) -> Vec<Value> {
    fn walk(value: &Value, found: &mut Vec<Value>) {
        match value {
            Value::Object(map)
                if map.len() == 1
                    && (map.contains_key("Ref") || map.contains_key("Fn::GetAtt")) =>
            {
                found.push(value.clone());
            }
            Value::Object(map) => map.values().for_each(|value| walk(value, found)),
            Value::Array(items) => items.iter().for_each(|value| walk(value, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    walk(&resource["Properties"], &mut found);
    found
}

fn id_of(reference: &Value) -> String {
    match (&reference["Ref"], &reference["Fn::GetAtt"]) {
        (Value::String(id), _) => id.clone(),
        (_, Value::String(path)) => path.split('.').next().unwrap_or_default().to_owned(),
        (_, path) => path[0].as_str().unwrap_or_default().to_owned(),
    }
}

fn waits(resource: &Value) -> Vec<String> {
    match &resource["DependsOn"] {
        Value::String(id) => vec![id.clone()],
        Value::Array(ids) => ids.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// What each resource needs, and by whom each is needed.
fn needs(resources: &Map<String, Value>) -> BTreeMap<String, BTreeSet<String>> {
    let of = |resource: &Value| -> BTreeSet<String> {
        let named =
            references(resource).iter().map(id_of).chain(waits(resource)).collect::<Vec<_>>();
        named.into_iter().filter(|id| resources.contains_key(id)).collect()
    };
    resources.iter().map(|(id, resource)| (id.clone(), of(resource))).collect()
}

/// Everything that these reach over `edges`, themselves included.
fn closure(of: BTreeSet<String>, edges: &BTreeMap<String, BTreeSet<String>>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut rest: Vec<String> = of.into_iter().collect();
    while let Some(id) = rest.pop() {
        if found.insert(id.clone()) {
            rest.extend(edges.get(&id).into_iter().flatten().cloned());
        }
    }
    found
}

/// A template cut into three, and where each resource is.
struct Cut {
    parent: Value,
    gives: Value,
    takes: Value,
    stacks: BTreeMap<String, &'static str>,
}

impl Cut {
    /// - `chosen`: for each resource in turn, whether the two stacks grow from it.
    fn of(template: &Value, chosen: &[u8]) -> Self {
        let resources = template["Resources"].as_object().expect("resources");
        let needs = needs(resources);
        let mut needed_by: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (id, others) in &needs {
            others.iter().for_each(|other| {
                needed_by.entry(other.clone()).or_default().insert(id.clone());
            });
        }
        let pick = |which: u8| -> BTreeSet<String> {
            let picked =
                resources.keys().zip(chosen.iter().cycle()).filter(|(_, drawn)| **drawn == which);
            picked.map(|(id, _)| id.clone()).collect()
        };
        let gives = closure(pick(0), &needs);
        let takes: BTreeSet<String> =
            closure(pick(1), &needed_by).difference(&gives).cloned().collect();
        let stack_of = |id: &String| {
            if gives.contains(id) {
                GIVES
            } else if takes.contains(id) {
                TAKES
            } else {
                ""
            }
        };
        let mut cut = Self {
            parent: json!({ "Resources": {} }),
            gives: json!({ "Resources": {}, "Outputs": {} }),
            takes: json!({ "Resources": {}, "Parameters": {} }),
            stacks: resources.keys().map(|id| (id.clone(), stack_of(id))).collect(),
        };
        let mut parameters = Map::new();
        let mut takes_wait: BTreeSet<String> = BTreeSet::new();
        for (id, resource) in resources {
            let mut resource = resource.clone();
            let here = cut.stacks[id];
            let mut outside: Vec<String> = waits(&resource);
            outside.retain(|id| cut.stacks[id] != here);
            let mut inside = waits(&resource);
            inside.retain(|id| cut.stacks[id] == here);
            match here {
                GIVES => assert!(outside.is_empty(), "{id} waits for {outside:?}"),
                TAKES => takes_wait.extend(outside.iter().map(|id| match cut.stacks[id] {
                    "" => id.clone(),
                    stack => stack.to_owned(),
                })),
                _ => inside.extend(outside.iter().map(|_| GIVES.to_owned()).take(1)),
            }
            if resource.get("DependsOn").is_some() {
                resource["DependsOn"] = json!(inside);
            }
            cut.rewrite(&mut resource["Properties"], here, &mut parameters);
            let place = match here {
                GIVES => &mut cut.gives,
                TAKES => &mut cut.takes,
                _ => &mut cut.parent,
            };
            place["Resources"][id] = resource;
        }
        let stack = |file: &str| json!({ "Type": "AWS::CloudFormation::Stack", "Properties": { "TemplateURL": file } });
        if !gives.is_empty() {
            cut.parent["Resources"][GIVES] = stack("gives.json");
        }
        if !takes.is_empty() {
            let mut takes = stack("takes.json");
            takes["Properties"]["Parameters"] = Value::Object(parameters);
            takes["DependsOn"] = json!(takes_wait);
            cut.parent["Resources"][TAKES] = takes;
        }
        cut
    }

    /// Puts an output or a parameter in the place of each reference to another template.
    fn rewrite(&mut self, value: &mut Value, here: &str, parameters: &mut Map<String, Value>) {
        match value {
            Value::Object(map)
                if map.len() == 1
                    && (map.contains_key("Ref") || map.contains_key("Fn::GetAtt")) =>
            {
                let id = id_of(value);
                let Some(there) = self.stacks.get(&id).copied().filter(|there| *there != here)
                else {
                    return;
                };
                let given = if there == GIVES { self.output(value) } else { value.clone() };
                *value = match here {
                    TAKES => {
                        let name = format!(
                            "P{}",
                            self.takes["Parameters"].as_object().map_or(0, Map::len)
                        );
                        self.takes["Parameters"][&name] = json!({ "Type": "String" });
                        parameters.insert(name.clone(), given);
                        json!({ "Ref": name })
                    }
                    _ => given,
                };
            }
            Value::Object(map) => {
                map.values_mut().for_each(|value| self.rewrite(value, here, parameters))
            }
            Value::Array(items) => {
                items.iter_mut().for_each(|value| self.rewrite(value, here, parameters))
            }
            _ => {}
        }
    }

    fn output(&mut self, value: &Value) -> Value {
        let outputs = self.gives["Outputs"].as_object_mut().expect("outputs");
        let name = format!("O{}", outputs.len());
        outputs.insert(name.clone(), json!({ "Value": value }));
        json!({ "Fn::GetAtt": [GIVES, format!("Outputs.{name}")] })
    }

    /// The name that a resource has in the whole.
    fn name(&self, id: &str) -> String {
        match self.stacks.get(id) {
            Some(stack) if !stack.is_empty() => format!("{stack}/{id}"),
            _ => id.to_owned(),
        }
    }
}

fn read(texts: &[(&str, &Value)], parameters: &[(&str, &str)]) -> TemplateDocument {
    let mut sources = Sources::default();
    let files: Vec<_> =
        texts.iter().map(|(name, text)| (*name, sources.add(*name, text.to_string()))).collect();
    let children: Children<'_> = files[1..]
        .iter()
        .map(|(name, file)| ((*name).to_owned(), sources.get(*file).expect("added")))
        .collect();
    let options = ReadOptions {
        region: Some("eu-west-1".to_owned()),
        parameters: parameters
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        ..ReadOptions::default()
    };
    let joined = join_nested(sources.get(files[0].1).expect("added"), &options, &children);
    let errors: Vec<&Diagnostic> =
        joined.diagnostics.iter().filter(|finding| finding.is_error()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(joined.unread, []);
    joined.template.expect("a template")
}

/// Every question between some ends of a network: interfaces, groups, subnets and the internet.
fn verdicts(
    document: &TemplateDocument,
    ids: &[String],
    name: impl Fn(&str) -> String,
) -> Vec<(String, Verdict)> {
    let network = network_of_template(document).network;
    let party = |id: &str, name: &str| {
        let named = Id::new(name);
        match id {
            _ if network.interfaces.contains_key(&named) => Party::Interface(named),
            _ if network.security_groups.contains_key(&named) => Party::SecurityGroup(named),
            _ => Party::Subnet(named),
        }
    };
    let mut parties: Vec<(String, Party)> =
        ids.iter().map(|id| (id.clone(), party(id, &name(id)))).collect();
    parties.push(("internet".to_owned(), Party::internet()));
    parties.push(("s3".to_owned(), Party::Service("s3".to_owned())));
    let prepared = Prepared::new(network.clone());
    let mut found = Vec::new();
    for (from, asking) in parties.iter().filter(|(name, _)| name != "s3") {
        for (to, asked) in parties.iter().filter(|(name, _)| name != from) {
            let question = Question::new(
                asking.clone(),
                asked.clone(),
                Traffic::new(6, netloom_network::sets::RangeSet::single(443)),
            );
            for expect in [Expect::Reachable, Expect::Unreachable] {
                found.push((
                    format!("{from} to {to}, {expect:?}"),
                    Answer::of(&prepared, &question, expect).verdict,
                ));
            }
        }
    }
    found
}

/// Up to six ends of a template, spread over it.
fn ends(template: &Value) -> Vec<String> {
    let resources = template["Resources"].as_object().expect("resources");
    let is_end = |kind: &str| {
        ["Instance", "NetworkInterface", "SecurityGroup", "Subnet"]
            .iter()
            .any(|end| kind == format!("AWS::EC2::{end}"))
    };
    let found: Vec<String> = resources
        .iter()
        .filter(|(_, resource)| resource["Type"].as_str().is_some_and(is_end))
        .map(|(id, _)| id.clone())
        .collect();
    let step = found.len().div_ceil(6).max(1);
    found.into_iter().step_by(step).collect()
}

/// A cut template says what the whole one says.
fn check_cut(template: &Value, chosen: &[u8]) -> usize {
    let ids = ends(template);
    let whole = verdicts(&read(&[("whole.json", template)], &[]), &ids, str::to_owned);
    let cut = Cut::of(template, chosen);
    let texts = [("parent.json", &cut.parent), (GIVES, &cut.gives), (TAKES, &cut.takes)];
    let used: Vec<_> = texts
        .into_iter()
        .filter(|(_, text)| !text["Resources"].as_object().unwrap().is_empty())
        .collect();
    let used =
        if cut.parent["Resources"].as_object().unwrap().is_empty() { texts.to_vec() } else { used };
    let parts = verdicts(&read(&used, &[]), &ids, |id| cut.name(id));
    for (whole, part) in whole.iter().zip(&parts) {
        assert_eq!(whole, part, "{:#}\n{:#}\n{:#}", cut.parent, cut.gives, cut.takes);
    }
    cut.stacks.values().collect::<BTreeSet<_>>().len()
}

/// Leaves behind conditions are there when these are true, and not there when they are false.
fn check_conditions(template: &Value, chosen: &[u8]) {
    let mut behind = template.clone();
    let mut without = template.clone();
    let resources = template["Resources"].as_object().expect("resources");
    let needed: BTreeSet<String> = needs(resources).into_values().flatten().collect();
    behind["Parameters"] = json!({
        "Yes": { "Type": "String", "Default": "no" },
        "No": { "Type": "String", "Default": "no" },
    });
    behind["Conditions"] = json!({
        "Is": { "Fn::Equals": [{ "Ref": "Yes" }, "yes"] },
        "IsNot": { "Fn::Not": [{ "Fn::Or": [{ "Condition": "Is" }, { "Fn::Equals": [{ "Ref": "No" }, "yes"] }] }] },
    });
    for ((id, _), drawn) in resources.iter().zip(chosen.iter().cycle()) {
        if needed.contains(id) || *drawn > 1 {
            continue;
        }
        behind["Resources"][id]["Condition"] = json!(if *drawn == 0 { "Is" } else { "IsNot" });
        if *drawn == 1 {
            without["Resources"].as_object_mut().unwrap().remove(id);
        }
    }
    let ids = ends(&without);
    let expected = verdicts(&read(&[("without.json", &without)], &[]), &ids, str::to_owned);
    let seen = verdicts(&read(&[("behind.json", &behind)], &[("Yes", "yes")]), &ids, str::to_owned);
    assert_eq!(expected, seen, "{behind:#}");
}

fn runner() -> TestRunner {
    let config = Config { cases: N_NETWORKS, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

fn choices() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(prop_oneof![1 => Just(0_u8), 1 => Just(1), 4 => Just(2)], 7..40)
}

#[test]
fn random_networks_cut_into_nested_stacks_are_what_they_were() {
    let n_cut = std::cell::Cell::new(0_usize);
    let outcome = runner().run(&(blueprint(), choices()), |(blueprint, chosen)| {
        let text = blueprint.without_lists().template();
        let template: Value = serde_json::from_str(&text).expect("JSON");
        n_cut.set(n_cut.get() + usize::from(check_cut(&template, &chosen) == 3));
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    assert!(n_cut.get() > 40, "{} networks are cut into three", n_cut.get());
}

#[test]
fn random_networks_behind_conditions_are_what_they_were() {
    let outcome = runner().run(&(blueprint(), choices()), |(blueprint, chosen)| {
        check_conditions(&serde_json::from_str(&blueprint.template()).expect("JSON"), &chosen);
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn the_templates_of_all_cases_cut_into_nested_stacks_are_what_they_were() {
    for (name, file, text) in crate::support::case_configs() {
        let (compiled, _) = crate::support::compile_text(&file, &text);
        let Some(plan) = &compiled.plan else { continue };
        let emitted = emit_template(plan, "1.0.0").template;
        let mut template: Value = serde_json::from_str(&emitted.to_json()).expect("JSON");
        template.as_object_mut().expect("a template").retain(|key, _| key == "Resources");
        if template.get("Resources").is_none()
            || template.to_string().contains("\"HeadSubnetZoneId\"")
        {
            continue;
        }
        for chosen in [[0_u8, 2, 2, 1, 2], [2, 1, 2, 0, 2], [2, 2, 0, 2, 1]] {
            assert!(check_cut(&template, &chosen) >= 1, "{name}");
        }
    }
}
