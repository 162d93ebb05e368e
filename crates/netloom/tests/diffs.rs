//! Changes under `tests/diffs/`, one file and one test each: two configs or templates, and what `netloom diff` reports of them
//! in three forms.
//!
//! Besides, every side against itself changes nothing. `NETLOOM_ACCEPT=1` writes what is reported into the cases, to be read
//! before it is committed.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests read their files and stop at the first difference"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use libtest_mimic::{Arguments, Failed, Trial};
use netloom_tests::case_file::CaseFile;
use similar::TextDiff;

/// The forms of a review: the heading of the expected output, the format, and the language of the fence.
const FORMS: [(&str, &str, &str); 3] =
    [("Terminal", "human", "text"), ("Markdown", "markdown", "markdown"), ("JSON", "json", "json")];

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/diffs");
    let mut cases: Vec<PathBuf> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("one").path()).collect();
    cases.sort();
    cases
}

/// What the command prints, and its exit code.
fn diff(folder: &Path, old: &str, new: &str, format: &str) -> Result<(String, i32), Failed> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_netloom"));
    let output =
        command.current_dir(folder).args(["diff", old, new, "--format", format]).output()?;
    let code = output.status.code().ok_or("a signal ended it")?;
    if code == 2 {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    Ok((String::from_utf8(output.stdout)?, code))
}

/// Compares what is reported with what the case expects, or writes it into the case.
fn check_review(path: &Path) -> Result<(), Failed> {
    let mut case = CaseFile::read(path);
    let folder = tempfile::tempdir()?;
    case.write_files(folder.path());
    let (old, new) = names(&case)?;
    let accepts = std::env::var_os("NETLOOM_ACCEPT").is_some();
    for (heading, format, language) in FORMS {
        let (text, code) = diff(folder.path(), &old, &new, format)?;
        let text = if format == "human" { format!("{text}\nexit code {code}\n") } else { text };
        let text = if text.ends_with('\n') { text } else { format!("{text}\n") };
        if accepts {
            case.set_expected(heading, language, &text);
            continue;
        }
        let expected = case.expected(heading).unwrap_or_default();
        if expected != text {
            let difference = TextDiff::from_lines(expected, &text);
            let difference = difference.unified_diff().header("expected", "reported").to_string();
            return Err(format!("{heading}\n{difference}").into());
        }
        if format == "human" {
            check_width(&text)?;
        }
    }
    if accepts {
        fs::write(path, case.to_text())?;
    }
    Ok(())
}

/// No line of a terminal is longer than 100 columns, unless it is one word.
fn check_width(text: &str) -> Result<(), Failed> {
    let long = text.lines().find(|line| line.chars().count() > 100 && line.trim().contains(' '));
    long.map_or(Ok(()), |line| Err(format!("{} columns: {line}", line.chars().count()).into()))
}

/// A side against itself changes nothing; a nested stack's template beside it may differ all the same.
fn check_against_itself(path: &Path) -> Result<(), Failed> {
    let case = CaseFile::read(path);
    let folder = tempfile::tempdir()?;
    case.write_files(folder.path());
    let (old, new) = names(&case)?;
    for name in [old, new] {
        let (text, code) = diff(folder.path(), &name, &name, "human")?;
        let (verdict, notes) = text.split_once('\n').ok_or("no line")?;
        let is_note = notes.is_empty() || notes.starts_with("note: the resources of nested stack");
        let n_notes = notes.lines().filter(|line| !line.starts_with("  ")).count();
        if (verdict, code) != ("none: nothing changes in the network", 0) || !is_note || n_notes > 1
        {
            return Err(text.into());
        }
    }
    Ok(())
}

/// The names of the two sides.
fn names(case: &CaseFile) -> Result<(String, String), Failed> {
    let name = |stem: &str| {
        case.file(stem).map(|(name, _)| name.to_owned()).ok_or(format!("no `{stem}.…`"))
    };
    Ok((name("old")?, name("new")?))
}

fn main() -> ExitCode {
    let mut trials = Vec::new();
    for path in cases() {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let again = path.clone();
        trials.push(Trial::test(format!("{name}::review"), move || check_review(&path)));
        trials.push(Trial::test(format!("{name}::against_itself"), move || {
            check_against_itself(&again)
        }));
    }
    assert!(trials.len() >= 80, "{} trials", trials.len());
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}
