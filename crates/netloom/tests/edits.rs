//! Edits under `tests/edits/`, one file and one test each: configs before and after, and what
//! becomes of each resource that lives.
//!
//! `NETLOOM_ACCEPT=1` writes it into the cases, to be read before it is committed.
//! `tests/e2e/edits.rs` makes the same updates through EC2's API.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests read their files and stop at the first difference"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use netloom_tests::case_file::CaseFile;
use netloom_tests::edit_case::{EditCase, HEADING, Step, edit_files, play_between, to_text};
use similar::TextDiff;

/// How many there are at least.
const N_CASES: usize = 390;

/// Cases in which a template remembers less than a lock, and why.
const ONLY_BY_LOCK: [(&str, &str); 2] = [
    ("v2/other-cluster-section", "a template does not tell the section of its cluster"),
    ("vpc/first-vpc-after-subnets-that-exist", "of a template without subnets no VPC is read"),
];

/// Plays a case; what its update does is what the case expects, and it is sound.
fn check_edit(name: &str, path: &Path) -> Result<(), Failed> {
    let case = EditCase::of(CaseFile::read(path));
    let steps = case.play()?;
    if steps.len() < 2 {
        return Err("a case has a config before and one after".into());
    }
    let text = to_text(&steps);
    if std::env::var_os("NETLOOM_ACCEPT").is_some() {
        let mut file = case.file.clone();
        file.set_expected(HEADING, "text", &text);
        fs::write(path, file.to_text())?;
    } else {
        let expected = case.file.expected(HEADING).unwrap_or_default();
        if expected != text {
            let difference = TextDiff::from_lines(expected, &text);
            let difference = difference.unified_diff().header("expected", "reported").to_string();
            return Err(difference.into());
        }
    }
    let (untold, is_told) = case.untold_faults(&steps);
    match &case.told_by {
        _ if !untold.is_empty() => Err(untold.join("\n").into()),
        Some(code) if !is_told => {
            Err(format!("it is sound, and `{code}` is to announce it").into())
        }
        _ => check_with_template(name, &case, &steps),
    }
}

/// The previous template tells what the lock tells, so the first edit comes to the same.
fn check_with_template(name: &str, case: &EditCase, steps: &[Step]) -> Result<(), Failed> {
    let by_lock = steps.get(1).and_then(|step| step.update.as_ref()).map(|update| &update.fates);
    let update = case.play_with_template();
    let by_template = update.as_ref().map(|update| &update.fates);
    let why = ONLY_BY_LOCK.iter().find(|(case, _)| *case == name);
    match why {
        None if by_lock != by_template => {
            Err(format!("by the lock {by_lock:#?}\nby the template {by_template:#?}").into())
        }
        Some((_, why)) if by_lock == by_template => {
            Err(format!("they come to the same, and it is listed: {why}").into())
        }
        _ => Ok(()),
    }
}

/// Any config of the corpus is an edit of any other one: render rejects it, or it deploys.
fn check_any_after_any(folder: &Path) -> Result<(), Failed> {
    let mut configs = BTreeSet::new();
    for path in edit_files(folder).values() {
        let case = CaseFile::read(path);
        configs.extend(case.files().map(|(name, text)| (name.to_owned(), text.to_owned())));
    }
    let configs: Vec<(&str, &str)> =
        configs.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let is_ini = |config: &(&str, &str)| config.0.ends_with(".ini");
    // The configs stand by file name and text, so a neighbour is much the same and others are not.
    let n_successors = if std::env::var_os("NETLOOM_SLOW_TESTS").is_some() { 60 } else { 2 };
    let (mut n_played, mut failures) = (0_usize, Vec::new());
    for (index, before) in configs.iter().enumerate() {
        let successors = configs.iter().cycle().skip(index + 1).step_by(37).take(n_successors);
        for after in successors.filter(|after| is_ini(after) == is_ini(before)) {
            let Some((update, _)) = play_between(&[*before, *after]) else { continue };
            n_played += 1;
            if !update.failures.is_empty() {
                let failures_of_it = update.failures.join("\n");
                failures.push(format!("{}\nthen\n{}\n{failures_of_it}", before.1, after.1));
            }
        }
    }
    assert!(n_played > 300, "{n_played} updates");
    if failures.is_empty() { Ok(()) } else { Err(failures.join("\n\n").into()) }
}

fn main() -> ExitCode {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/edits");
    let mut trials = Vec::new();
    for (name, path) in edit_files(&folder) {
        trials.push(Trial::test(name.clone(), move || check_edit(&name, &path)));
    }
    trials.push(Trial::test("any_after_any", move || check_any_after_any(&folder)));
    assert!(trials.len() >= N_CASES, "{} edits", trials.len());
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}
