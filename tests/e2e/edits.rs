//! Every edit of `tests/edits/`, made through EC2's API in the emulator: what is new and what
//! replaces something while all that is old lives.
//!
//! `crates/netloom/tests/edits.rs` holds the expected texts against what netloom says; here EC2
//! must agree with them.

use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use netloom_tests::case_file::CaseFile;
use netloom_tests::edit_case::{EditCase, Fate, HEADING, Update, edit_files, to_text};
use serde_json::{Value, json};

use crate::tools::{TOOLS, here, python_of};

/// The errors of EC2 where nothing is remembered: each kind that the corpus has.
const CODES: [&str; 2] = ["InvalidSubnet.Conflict", "Resource.AlreadyAssociated"];

/// Plays all updates at once: to start the emulator for each would take most of the time.
fn outcomes(updates: &[&Update]) -> Vec<Value> {
    let input = updates
        .iter()
        .map(|update| json!({"before": update.before.to_json(), "after": update.after.to_json()}));
    let input = Value::Array(input.collect()).to_string();
    let mut process = Command::new(python_of(TOOLS))
        .arg(here("edits.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the environments are made by tests/e2e/setup.sh");
    let mut stdin = process.stdin.take().expect("it was piped");
    stdin.write_all(input.as_bytes()).expect("it reads to the end");
    drop(stdin);
    let output = process.wait_with_output().expect("it ends");
    assert!(output.status.success(), "edits.py ended with {}", output.status);
    serde_json::from_slice(&output.stdout).expect("it writes JSON")
}

/// Returns what EC2 sees otherwise, one line each.
fn differences(update: &Update, outcome: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let is_tried = |failure: &&str| {
        let id = failure.split(" on ").nth(1);
        !outcome["skipped"].as_array().is_some_and(|all| all.iter().any(|one| one.as_str() == id))
    };
    // The API rejects a call and does not name what is in the way.
    let failures = update.failures.iter().filter_map(|failure| failure.split(", beside").next());
    let expected: Vec<&str> = failures.filter(is_tried).collect();
    if outcome["failures"] != json!(expected) {
        found.push(format!("expected {expected:?}, EC2 rejects {}", outcome["failures"]));
    }
    // Behind a failure nothing is made.
    let fates = update.fates.iter().filter(|_| update.failures.is_empty());
    found.extend(
        fates
            .filter(|(id, fate)| outcome["fates"][id] != fate.word())
            .map(|(id, fate)| format!("{id}: expected {fate}, it is {}", outcome["fates"][id])),
    );
    found
}

/// An update, and what EC2 makes of it.
struct Played {
    name: String,
    update: Update,
    /// Absent for an update that changes nothing, which needs no call.
    outcome: Option<Value>,
}

/// All updates: with what is remembered, and those that fail where nothing is.
struct Corpus {
    remembered: Vec<Played>,
    colliding: Vec<Played>,
}

static CORPUS: LazyLock<Corpus> = LazyLock::new(|| {
    let (mut remembered, mut colliding) = (Vec::new(), Vec::new());
    for (name, path) in edit_files(&here("../edits")) {
        let case = EditCase::of(CaseFile::read(&path));
        let steps = case.play().unwrap_or_else(|error| panic!("{name}: {error}"));
        let expected = case.file.expected(HEADING);
        assert_eq!(expected, Some(to_text(&steps).as_str()), "{name}: `--test edits` first");
        remembered.extend(steps.into_iter().filter_map(|step| {
            let update = step.update.filter(|update| !update.is_rendered_only)?;
            Some((format!("{name} {}", step.name), update))
        }));
        let update = case.play_without_memory().filter(|update| !update.failures.is_empty());
        colliding.extend(update.map(|update| (name, update)));
    }
    let is_change =
        |update: &Update| update.before.template["Resources"] != update.after.template["Resources"];
    let all = remembered.iter().chain(&colliding).map(|(_, update)| update);
    let changing: Vec<&Update> = all.filter(|update| is_change(update)).collect();
    let mut outcomes = outcomes(&changing).into_iter();
    let mut played = |updates: Vec<(String, Update)>| {
        let all = updates.into_iter().map(|(name, update)| {
            let outcome = is_change(&update).then(|| outcomes.next().expect("one for each"));
            Played { name, update, outcome }
        });
        all.collect()
    };
    Corpus { remembered: played(remembered), colliding: played(colliding) }
});

/// Expects of EC2 what the case expects of each update.
fn expect_same(played: &[Played]) {
    let compared = played.iter().flat_map(|Played { name, update, outcome }| {
        let found = match outcome {
            Some(outcome) => differences(update, outcome),
            None => touched(update),
        };
        found.into_iter().map(move |line| format!("{name}: {line}"))
    });
    let compared: Vec<String> = compared.collect();
    assert!(compared.is_empty(), "{}", compared.join("\n"));
}

/// Returns the resources that an update without changes is expected to change.
fn touched(update: &Update) -> Vec<String> {
    let touched = update.fates.iter().filter(|(_, fate)| **fate != Fate::Kept);
    touched.map(|(id, fate)| format!("{id}: expected {fate}, and nothing changes")).collect()
}

#[test]
fn ec2_takes_every_edit_that_deploys() {
    assert!(CORPUS.remembered.len() > 300, "{} updates", CORPUS.remembered.len());
    expect_same(&CORPUS.remembered);
}

#[test]
fn ec2_rejects_what_collides_where_nothing_is_remembered() {
    let failures = CORPUS.colliding.iter().flat_map(|played| &played.update.failures);
    let codes: BTreeSet<&str> = failures.filter_map(|text| text.split(" on ").next()).collect();
    assert_eq!(codes, CODES.into());
    expect_same(&CORPUS.colliding);
}
