//! Each rule with the cases beside it, in cfn-guard's own test format.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use cfn_guard::commands::Executable as _;
use cfn_guard::utils::reader::Reader;
use cfn_guard::utils::writer::{WriteBuffer, Writer};
use cfn_guard::{CommandBuilder as _, TestBuilder};
use netloom_diag::Sources;
use netloom_template::{Node, ReadOptions, parse_tree, read_template};

use super::*;
use crate::view::to_json;
use crate::{Outcome, RuleFile, WrittenBy, check_policy};

/// Returns the rule files of all packs with their cases: pack file, path of the rules, path of the
/// cases.
fn files() -> Vec<(&'static PackFile, PathBuf, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let paths = PACKS.iter().flat_map(|pack| {
        let folder = if pack.name == "default" { root.clone() } else { root.join(pack.name) };
        pack.files.iter().map(move |file| {
            let name = file.name.rsplit_once('/').expect("the pack stands before the name").1;
            let cases =
                format!("{}_tests.yaml", name.strip_suffix(".guard").expect("rules end in .guard"));
            (file, folder.join(name), folder.join("tests").join(cases))
        })
    });
    paths.collect()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the cases are read as users' tools read them, from files"
)]
fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Returns how each rule came out for `input`, a template.
fn outcomes(file: &PackFile, input: &Node) -> BTreeMap<String, &'static str> {
    let mut sources = Sources::default();
    let template = sources.add("case.json", to_json(input));
    let rules = sources.add(file.name, file.text);
    let [template, rules] = [template, rules].map(|id| sources.get(id).expect("it was just added"));
    let document =
        read_template(template, &ReadOptions::default()).template.expect("it is a template");
    let report = check_policy(template, &document, &[RuleFile::of_site(rules)], WrittenBy::People);
    let word = |outcome| match outcome {
        Outcome::Passed => "PASS",
        Outcome::Failed | Outcome::Suppressed => "FAIL",
        Outcome::NotApplicable => "SKIP",
    };
    report.rules.into_iter().map(|rule| (rule.name, word(rule.outcome))).collect()
}

/// Runs the cases of a file; returns the verdicts that were seen, by rule.
fn check(file: &PackFile, cases: &Path) -> BTreeMap<String, BTreeSet<&'static str>> {
    let mut sources = Sources::default();
    let id = sources.add(cases.display().to_string(), read(cases));
    let tree = parse_tree(sources.get(id).expect("it was just added"));
    assert_eq!(tree.findings, [], "{}", cases.display());
    let mut verdicts: BTreeMap<String, BTreeSet<&'static str>> = BTreeMap::new();
    for case in tree.root.as_ref().and_then(Node::as_list).expect("cases are a list") {
        let name = case.get("name").and_then(Node::as_text).expect("a case has a name");
        let seen = outcomes(file, case.get("input").expect("a case has an input"));
        let expected =
            case.get("expectations").and_then(|node| node.get("rules")).and_then(Node::as_map);
        for expected in expected.expect("a case has expectations") {
            let outcome = seen.get(&expected.key).copied().unwrap_or("no such rule");
            let wanted = expected.node.as_text().expect("an outcome is a word");
            assert_eq!(outcome, wanted, "{} in case `{name}` of {}", expected.key, cases.display());
            verdicts.entry(expected.key.clone()).or_default().insert(outcome);
        }
    }
    verdicts
}

#[test]
fn every_rule_comes_out_as_its_cases_say_and_has_one_of_each_outcome() {
    for (file, _, cases) in files() {
        let verdicts = check(file, &cases);
        let rules = file.text.lines().filter_map(|line| line.strip_prefix("rule "));
        let rules =
            rules.filter(|rule| !rule.contains('(')).filter_map(|rule| rule.split(' ').next());
        for rule in rules {
            let seen = verdicts.get(rule).map(|seen| seen.iter().copied().collect::<Vec<_>>());
            assert_eq!(
                seen,
                Some(vec!["FAIL", "PASS", "SKIP"]),
                "cases of {rule} in {}",
                file.name
            );
        }
    }
}

#[test]
fn the_cases_pass_the_test_command_of_cfn_guard_as_well() {
    for (_, rules, cases) in files() {
        let command = TestBuilder::default()
            .rules(Some(rules.display().to_string()))
            .test_data(Some(cases.display().to_string()))
            .try_build()
            .expect("rules and cases are all that it needs");
        let mut writer = Writer::new_with_err(WriteBuffer::Vec(vec![]), WriteBuffer::Vec(vec![]))
            .expect("in memory");
        let code = command.execute(&mut writer, &mut Reader::default()).expect("it runs");
        let told = writer.into_string().expect("it tells in UTF-8");
        assert_eq!(code, 0, "{}: {told}", cases.display());
    }
}

#[test]
fn packs_hold_every_rule_file_there_is_and_no_rule_twice() {
    let mut names = BTreeSet::new();
    for (file, path, _) in files() {
        assert_eq!(read(&path), file.text);
        for rule in file.text.lines().filter_map(|line| line.strip_prefix("rule ")) {
            let name = rule.split([' ', '(']).next().expect("a rule has a name");
            assert!(names.insert(name), "rule {name} occurs twice");
        }
    }
    for pack in PACKS {
        assert!(pack.files.is_sorted_by_key(|file| file.name), "files of {}", pack.name);
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let on_disk = [root.clone(), root.join("strict")].into_iter().flat_map(|folder| {
        let entries = folder
            .read_dir()
            .expect("the folder is there")
            .map(|entry| entry.expect("it can be read").path());
        entries
            .filter(|path| path.extension().is_some_and(|end| end == "guard"))
            .collect::<Vec<_>>()
    });
    assert_eq!(on_disk.count(), files().len());
}

#[test]
fn packs_are_found_by_name() {
    assert_eq!(pack("default").map(|pack| pack.files.len()), Some(7));
    assert_eq!(pack("strict").map(|pack| pack.files.len()), Some(6));
    assert_eq!(pack("lenient"), None);
}
