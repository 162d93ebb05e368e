//! Changes under `tests/diffs/`: two configs or templates each, and what `netloom diff` says of
//! them in three forms.
//!
//! Besides the snapshots, every case must be deaf to what means nothing: a side against itself
//! changes nothing.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests read their files and stop at the first thing that is not as told"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folders of the cases, or the files of one, sorted.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("one").path()).collect();
    entries.sort();
    entries
}

fn cases() -> Vec<PathBuf> {
    entries(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/diffs"))
}

fn name_of(path: &Path) -> &str {
    path.file_name().and_then(|name| name.to_str()).expect("a name")
}

/// The file of a case that begins with this name.
fn side(case: &Path, name: &str) -> PathBuf {
    let mut files = entries(case).into_iter();
    files
        .find(|path| name_of(path).starts_with(&format!("{name}.")))
        .unwrap_or_else(|| panic!("{}: no {name}", case.display()))
}

/// What the command prints, and its exit code.
fn diff(case: &Path, old: &Path, new: &Path, format: &str) -> (String, i32) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_netloom"));
    command.current_dir(case).args(["diff", name_of(old), name_of(new), "--format", format]);
    let output = command.output().expect("netloom starts");
    let code = output.status.code().expect("it ends");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_ne!(code, 2, "{}: {said}", case.display());
    (String::from_utf8(output.stdout).expect("UTF-8"), code)
}

#[test]
fn every_change_is_told_as_its_snapshots_say() {
    let cases = cases();
    assert!(cases.len() >= 40, "{}", cases.len());
    for case in cases {
        let (old, new) = (side(&case, "old"), side(&case, "new"));
        let about = fs::read_to_string(&old).expect("a file");
        let about = about.lines().find(|line| *line != "{").unwrap_or_default();
        let about =
            about.trim_start_matches(['#', ';', ' ']).trim_start_matches("\"Description\": \"");
        let about = about.trim_end_matches("\",").to_owned();
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(&case);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.set_description(about);
        settings.bind(|| {
            for format in ["human", "markdown", "json"] {
                let (text, code) = diff(&case, &old, &new, format);
                let text =
                    if format == "human" { format!("{text}\nexit code {code}\n") } else { text };
                insta::assert_snapshot!(format, text);
            }
        });
        let lines = diff(&case, &old, &new, "human").0;
        for line in lines.lines().filter(|line| line.chars().count() > 100) {
            assert!(
                !line.trim().contains(' '),
                "{}: {} columns: {line}",
                case.display(),
                line.chars().count()
            );
        }
    }
}

#[test]
fn nothing_changes_between_a_file_and_itself() {
    for case in cases() {
        for name in ["old", "new"] {
            let file = side(&case, name);
            let (text, code) = diff(&case, &file, &file, "human");
            let (verdict, notes) = text.split_once('\n').expect("a line");
            assert_eq!((verdict, code), ("none: nothing changes", 0), "{}", case.display());
            // A file beside the template may differ all the same.
            let is_note =
                notes.is_empty() || notes.starts_with("note: the resources of nested stack");
            assert!(
                is_note && notes.lines().filter(|line| !line.starts_with("  ")).count() <= 1,
                "{notes}"
            );
        }
    }
}
