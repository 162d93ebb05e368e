//! The readers, reviews and rules on whatever a file may hold: they return findings and never
//! panic, nothing is proved of a template with an error in it, and nothing differs from itself.
//!
//! Each target takes the real inputs of its kind and spoils them at random: cut, repeated, swapped,
//! bytes changed, words of the format put in. `make test` tries 6,000 per target,
//! `NETLOOM_SLOW_TESTS=1` a million. `fuzz/` has the same targets for libFuzzer. An input that
//! crashed belongs into `tests/invalid/`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{entries, folder};
use netloom_tests::case_file::CaseFile;
use netloom_tests::targets::{
    SEPARATOR, claims, config_ini, config_yaml, drift, facts, review, rules, template,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

/// Words that mean something to one of the readers.
const WORDS: [&str; 24] = [
    "!Ref ",
    "!GetAtt ",
    "!Sub ",
    "Fn::If",
    "Fn::ForEach::x",
    "&a ",
    "*a",
    "<<: ",
    "? ",
    "- ",
    "|",
    ">-",
    "{",
    "}",
    "[",
    "]",
    "\u{feff}",
    "\r\n",
    "\t",
    "\0",
    "[vpc ",
    "%(",
    "0.0.0.0/0",
    "99999999999999999999",
];

/// One way to spoil a text; positions are shares of its length.
#[derive(Clone, Debug)]
enum Spoil {
    Cut(u16, u16),
    Repeat(u16, u16),
    Swap(u16, u16),
    Put(u16, usize),
    Byte(u16, u8),
    DropLine(u16),
}

fn spoil() -> impl Strategy<Value = Spoil> {
    prop_oneof![
        (any::<u16>(), 0_u16..400).prop_map(|(at, n)| Spoil::Cut(at, n)),
        (any::<u16>(), 0_u16..400).prop_map(|(at, n)| Spoil::Repeat(at, n)),
        (any::<u16>(), any::<u16>()).prop_map(|(a, b)| Spoil::Swap(a, b)),
        (any::<u16>(), 0..WORDS.len()).prop_map(|(at, word)| Spoil::Put(at, word)),
        (any::<u16>(), any::<u8>()).prop_map(|(at, byte)| Spoil::Byte(at, byte)),
        any::<u16>().prop_map(Spoil::DropLine),
    ]
}

fn place(bytes: &[u8], share: u16) -> usize {
    usize::from(share) * bytes.len() / 65_536
}

fn spoilt(seed: &[u8], spoils: &[Spoil]) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for one in spoils {
        match one {
            Spoil::Cut(at, n) => {
                let from = place(&bytes, *at);
                let to = (from + usize::from(*n)).min(bytes.len());
                bytes.drain(from..to);
            }
            Spoil::Repeat(at, n) => {
                let from = place(&bytes, *at);
                let part = bytes[from..(from + usize::from(*n)).min(bytes.len())].to_vec();
                bytes.splice(from..from, part);
            }
            Spoil::Swap(a, b) if !bytes.is_empty() => {
                let (a, b) = (place(&bytes, *a), place(&bytes, *b));
                bytes.swap(a, b);
            }
            Spoil::Put(at, word) => {
                let at = place(&bytes, *at);
                bytes.splice(at..at, WORDS[*word].bytes());
            }
            Spoil::Byte(at, byte) if !bytes.is_empty() => {
                let at = place(&bytes, *at);
                bytes[at] = *byte;
            }
            Spoil::DropLine(at) => {
                let at = place(&bytes, *at);
                let from = bytes[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |n| n + 1);
                let to = bytes[at..]
                    .iter()
                    .position(|byte| *byte == b'\n')
                    .map_or(bytes.len(), |n| at + n + 1);
                bytes.drain(from..to);
            }
            Spoil::Swap(..) | Spoil::Byte(..) => {}
        }
    }
    bytes
}

fn seeds(folders: &[&str], wanted: fn(&Path) -> bool) -> Vec<Vec<u8>> {
    let mut paths: Vec<PathBuf> = Vec::new();
    let mut rest: Vec<PathBuf> = folders.iter().map(|name| folder(name)).collect();
    while let Some(path) = rest.pop() {
        if path.is_dir() {
            rest.extend(entries(&path));
        } else if wanted(&path) {
            paths.push(path);
        }
    }
    paths.sort();
    let seeds: Vec<Vec<u8>> = paths.iter().map(|path| fs::read(path).expect("a seed")).collect();
    assert!(seeds.len() > 5, "{folders:?}");
    seeds.into_iter().filter(|seed| seed.len() < 40_000).collect()
}

/// Both sides of every change of configs or templates in YAML, as one input each.
fn changes() -> Vec<Vec<u8>> {
    let pair = |path: PathBuf| {
        let case = CaseFile::read(&path);
        let ((old_name, old), (_, new)) = (case.file("old")?, case.file("new")?);
        let is_yaml = old_name.ends_with(".yaml");
        is_yaml.then(|| [old.as_bytes(), SEPARATOR.as_bytes(), new.as_bytes()].concat())
    };
    let mut paths = entries(&folder("diffs"));
    paths.sort();
    let pairs: Vec<Vec<u8>> =
        paths.into_iter().filter_map(pair).filter(|pair| pair.len() < 40_000).collect();
    assert!(pairs.len() > 5);
    pairs
}

fn is(path: &Path, name: &str) -> bool {
    path.to_string_lossy().ends_with(name)
}

/// How many inputs a target gets that takes well under a millisecond for one.
const N_QUICK: u32 = 6_000;

/// How many a target gets that builds networks, or runs rules, for each.
const N_SLOW: u32 = 1_500;

fn fuzz(seeds: &[Vec<u8>], n_inputs: u32, target: fn(&[u8])) {
    let is_long = std::env::var_os("NETLOOM_SLOW_TESTS").is_some();
    let cases = if is_long { 1_000_000 } else { n_inputs };
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let mut runner =
        TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let inputs = (0..seeds.len(), prop::collection::vec(spoil(), 1..6));
    let result = runner.run(&inputs, |(seed, spoils)| {
        target(&spoilt(&seeds[seed], &spoils));
        Ok(())
    });
    if let Err(TestError::Fail(why, (seed, spoils))) = result {
        let input = spoilt(&seeds[seed], &spoils);
        panic!("{}\n{}", why.message(), String::from_utf8_lossy(&input));
    }
}

#[test]
fn the_template_reader_survives_anything() {
    fuzz(
        &seeds(&["networks", "invalid/templates", "suite/faults"], |path| {
            is(path, ".yaml") || is(path, ".json")
        }),
        N_QUICK,
        template,
    );
}

#[test]
fn the_facts_reader_survives_anything() {
    fuzz(
        &seeds(&["networks/living-vpc/facts", "invalid/facts"], |path| is(path, ".json")),
        N_QUICK,
        facts,
    );
}

#[test]
fn the_reader_of_2_x_configs_survives_anything() {
    fuzz(&seeds(&["cases", "invalid"], |path| is(path, ".ini")), N_QUICK, config_ini);
}

#[test]
fn the_reader_of_3_x_configs_survives_anything() {
    fuzz(&seeds(&["cases", "invalid"], |path| is(path, ".yaml")), N_QUICK, config_yaml);
}

#[test]
fn the_reader_of_claims_survives_anything() {
    fuzz(
        &seeds(&["networks", "invalid/claims"], |path| {
            is(path, "claims.yaml") || is(path, "claims")
        }),
        N_SLOW,
        claims,
    );
}

#[test]
fn reviews_survive_anything() {
    fuzz(&changes(), N_SLOW, review);
}

#[test]
fn drift_survives_anything() {
    let facts = seeds(&["networks/living-vpc/facts", "invalid/facts"], |path| is(path, ".json"));
    // One text with what all calls say, as drift looks at them together.
    let object = |bytes: &Vec<u8>| {
        serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(bytes).ok()
    };
    let whole: serde_json::Map<String, serde_json::Value> =
        facts.iter().filter_map(object).flatten().collect();
    let whole = serde_json::to_vec_pretty(&whole).expect("facts");
    let facts = facts.into_iter().chain(vec![whole; 20]);
    let mut templates = seeds(&["networks"], |path| is(path, "template.yaml")).into_iter().cycle();
    let pairs = facts.map(|facts| {
        [facts, SEPARATOR.as_bytes().to_vec(), templates.next().expect("many")].concat()
    });
    fuzz(&pairs.collect::<Vec<_>>(), N_SLOW, drift);
}

#[test]
fn rule_files_survive_anything() {
    fuzz(&seeds(&["../crates/netloom-guard/rules"], |path| is(path, ".guard")), N_SLOW, rules);
}
