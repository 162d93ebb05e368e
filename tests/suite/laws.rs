//! Laws that hold for every case: the order of sections and keys changes no byte, and the two
//! writings of a template describe one graph.

use std::collections::BTreeMap;

use crate::support::{case_configs, compile_text};
use proptest::prelude::*;

/// Returns the template of a config as YAML, empty when nothing is emitted.
fn template_of(name: &str, text: &str) -> String {
    let compiled = compile_text(name, text).0;
    compiled.emitted.map(|emitted| emitted.template.to_yaml()).unwrap_or_default()
}

/// Cuts an INI text into sections, and each into its header and its options, comments left out.
fn ini_sections(text: &str) -> Vec<(String, Vec<String>)> {
    let mut sections: Vec<(String, Vec<String>)> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with([';', '#']))
    {
        match (line.starts_with('['), sections.last_mut()) {
            (true, _) => sections.push((line.to_owned(), Vec::new())),
            (false, Some((_, options))) if line.starts_with([' ', '\t']) => {
                let option =
                    options.last_mut().expect("a continuation line has an option above it");
                *option += "\n";
                *option += line;
            }
            (false, Some((_, options))) => options.push(line.to_owned()),
            (false, None) => panic!("`{line}` stands before the first section"),
        }
    }
    sections
}

/// Puts a list into the order that a seed gives it.
fn shuffled<T>(mut items: Vec<T>, seed: u64) -> Vec<T> {
    // A linear congruential generator is random enough to leave no order out.
    let mut state = seed;
    for index in (1..items.len()).rev() {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        items.swap(index, usize::try_from(state >> 33).expect("31 bits fit") % (index + 1));
    }
    items
}

fn shuffled_ini(text: &str, seed: u64) -> String {
    let sections = shuffled(ini_sections(text), seed).into_iter().map(|(header, options)| {
        let options: String =
            shuffled(options, seed).iter().map(|option| format!("{option}\n")).collect();
        format!("{header}\n{options}\n")
    });
    sections.collect()
}

fn shuffled_yaml(value: serde_yaml::Value, seed: u64) -> serde_yaml::Value {
    use serde_yaml::Value;
    match value {
        Value::Mapping(mapping) => {
            let entries = shuffled(mapping.into_iter().collect(), seed);
            Value::Mapping(
                entries.into_iter().map(|(key, value)| (key, shuffled_yaml(value, seed))).collect(),
            )
        }
        Value::Sequence(items) => {
            Value::Sequence(items.into_iter().map(|item| shuffled_yaml(item, seed)).collect())
        }
        scalar => scalar,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_sections_and_keys_changes_no_byte(seed: u64) {
        for (case, config, text) in case_configs() {
            let reordered = if config.ends_with(".ini") {
                shuffled_ini(&text, seed)
            } else {
                let value = serde_yaml::from_str(&text).expect("cases are YAML");
                serde_yaml::to_string(&shuffled_yaml(value, seed)).expect("a value can be written")
            };
            prop_assert_eq!(template_of(&config, &reordered), template_of(&config, &text), "{}: \
                                        {}", case, reordered);
        }
    }

    #[test]
    fn any_text_is_read_without_panic(text in "(?s).{0,400}", is_ini: bool) {
        compile_text(if is_ini { "config.ini" } else { "config.yaml" }, &text);
    }

    #[test]
    fn a_damaged_case_is_read_without_panic(seed: usize, with in "(?s).{0,6}") {
        let configs = case_configs();
        let (_, config, text) = &configs[seed % configs.len()];
        let at = text.char_indices().map(|(at, _)| at).nth(seed / configs.len() % text.chars().count()).unwrap_or(0);
        let mut damaged = text.clone();
        damaged.insert_str(at, &with);
        compile_text(config, &damaged);
    }
}

#[test]
fn json_and_yaml_describe_the_same_graph() {
    for (case, config, text) in case_configs() {
        let Some(emitted) = compile_text(&config, &text).0.emitted else { continue };
        let json: serde_json::Value =
            serde_json::from_str(&emitted.template.to_json()).expect("JSON");
        let yaml: serde_yaml::Value =
            serde_yaml::from_str(&emitted.template.to_yaml()).expect("YAML");
        assert_eq!(long_form(yaml), json, "{case}/{config}");
    }
}

/// Returns YAML with the short forms of CloudFormation's functions written out, as JSON.
fn long_form(value: serde_yaml::Value) -> serde_json::Value {
    use serde_yaml::Value;
    match value {
        Value::Tagged(tagged) => {
            let name = tagged.tag.to_string();
            let name = name.trim_start_matches('!');
            let argument = long_form(tagged.value);
            let argument = match (name, argument.as_str().and_then(|text| text.split_once('.'))) {
                ("GetAtt", Some((resource, attribute))) => serde_json::json!([resource, attribute]),
                _ => argument,
            };
            let name = if name == "Ref" { name.to_owned() } else { format!("Fn::{name}") };
            serde_json::Value::Object([(name, argument)].into_iter().collect())
        }
        Value::Mapping(mapping) => {
            let entries = mapping.into_iter().map(|(key, value)| {
                (key.as_str().expect("keys are texts").to_owned(), long_form(value))
            });
            serde_json::Value::Object(entries.collect())
        }
        Value::Sequence(items) => items.into_iter().map(long_form).collect(),
        scalar => serde_json::to_value(scalar).expect("a scalar of YAML is one of JSON"),
    }
}

#[test]
fn one_network_written_in_ini_and_in_yaml_is_one_plan() {
    let mut by_case: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for (case, config, text) in case_configs() {
        by_case.entry(case).or_default().push((config, text));
    }
    let pairs = by_case.iter().filter(|(_, configs)| configs.len() == 2);
    let mut n_pairs = 0;
    for (case, configs) in pairs {
        let networks: Vec<String> =
            configs.iter().map(|(config, text)| network_of(config, text)).collect();
        assert_eq!(networks[0], networks[1], "{case}");
        n_pairs += 1;
    }
    assert!(n_pairs >= 4, "only {n_pairs} cases are written in both dialects");
}

/// Returns the part of a plan that both dialects can say: VPC, subnets, gateways and routes,
/// without origins.
fn network_of(config: &str, text: &str) -> String {
    let Some(plan) = compile_text(config, text).0.plan else { return String::new() };
    let subnets = plan
        .subnets
        .iter()
        .map(|subnet| (subnet.key.clone(), subnet.kind.value, subnet.cidr.value));
    let tables = plan.route_tables.iter().map(|table| {
        let routes: Vec<_> =
            table.routes.iter().map(|route| (route.destination, route.target.clone())).collect();
        (table.key.clone(), table.subnets.clone(), routes, table.learns_from_vpn_gateway)
    });
    let nats = plan.nat_gateways.iter().map(|nat| nat.key.clone());
    let blocks: Vec<_> =
        plan.vpc.iter().flat_map(|vpc| vpc.cidrs()).map(|block| block.value).collect();
    format!(
        "{blocks:?}\n{:#?}\n{:#?}\n{:#?}",
        subnets.collect::<Vec<_>>(),
        tables.collect::<Vec<_>>(),
        nats.collect::<Vec<_>>()
    )
}
