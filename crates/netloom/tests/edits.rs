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

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use netloom_tests::case_file::CaseFile;
use netloom_tests::edit_case::{EditCase, HEADING, Step, edit_files, to_text};
use similar::TextDiff;

/// How many there are at least.
const N_CASES: usize = 370;

/// Cases in which a template remembers less than a lock, and why.
const ONLY_BY_LOCK: [(&str, &str); 3] = [
    ("v2/other-cluster-section", "a template does not tell the section of its cluster"),
    ("vpc/first-vpc-after-subnets-that-exist", "of a template without subnets no VPC is read"),
    ("zones/of-another-region", "a template does not tell its region"),
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
    let faults = case.faults(&steps);
    match &case.unsafe_today {
        None if !faults.is_empty() => Err(faults.join("\n").into()),
        Some(why) if faults.is_empty() => Err(format!("it is sound, and marked: {why}").into()),
        _ => check_with_template(name, &case, &steps),
    }
}

/// The template of before tells what the lock tells, so the first edit comes to the same.
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

fn main() -> ExitCode {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/edits");
    let mut trials = Vec::new();
    for (name, path) in edit_files(&folder) {
        trials.push(Trial::test(name.clone(), move || check_edit(&name, &path)));
    }
    assert!(trials.len() >= N_CASES, "{} edits", trials.len());
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}
