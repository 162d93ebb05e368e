//! `netloom check`.

use crate::harness::{DERIVED_YAML, Site, WRONG_INI};

#[test]
fn a_clean_config_ends_with_0() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    site.run(&["check", "cluster.yaml"]).exits(0).says("netloom: 1 file");
}

#[test]
fn findings_go_to_standard_output_and_the_summary_to_standard_error() {
    let site = Site::with("cluster.ini", WRONG_INI);
    let run = site.run(&["check", "cluster.ini"]).exits(1).prints("error[CFG002]").prints("cluster.ini:6:20");
    assert!(run.stderr.starts_with("netloom: 1 file, ") && run.stderr.contains(" error"), "{}", run.stderr);
    assert!(!run.stderr.contains("CFG002"), "{}", run.stderr);
}

#[test]
fn the_one_line_form_stands_alone() {
    let site = Site::with("cluster.ini", WRONG_INI);
    let run = site.run(&["check", "cluster.ini", "--format", "concise"]).exits(1);
    assert!(run.stdout.lines().any(|line| line.starts_with("cluster.ini:6:20: error[CFG002] ")), "{}", run.stdout);
}

#[test]
fn several_files_keep_the_order_in_which_they_were_named() {
    let site = Site::with("b.ini", WRONG_INI);
    site.write("a.ini", WRONG_INI);
    let run = site.run(&["check", "b.ini", "missing.ini", "a.ini", "--format", "json"]).exits(1);
    let records: Vec<serde_json::Value> = serde_json::from_str(&run.stdout).expect("it is a JSON array");
    let mut files: Vec<_> =
        records.iter().map(|record| record["primary"]["file"].as_str().unwrap_or_default()).collect();
    files.dedup();
    assert_eq!(files, ["b.ini", "missing.ini", "a.ini"]);
}

#[test]
fn when_no_file_can_be_read_it_ends_with_2() {
    let site = Site::with("binary.ini", b"\x89PNG\0");
    site.run(&["check", "binary.ini", "missing.ini"]).exits(2).prints("error[FIL004]").prints("error[FIL001]");
}

#[test]
fn a_huge_file_is_refused_at_once() {
    let site = Site::new();
    let file = std::fs::File::create(site.path("huge.ini")).expect("it is new");
    file.set_len(50_000_000).expect("a sparse file");
    site.run(&["check", "huge.ini"]).exits(2).prints("error[FIL006]");
}

#[test]
fn standard_input_can_be_named_once() {
    let site = Site::new();
    site.run(&["check", "-", "-"]).exits(2).prints_nothing().says("standard input is named twice");
}

#[test]
fn no_byte_sequence_makes_it_panic() {
    let site = Site::new();
    for (at, bytes) in
        [&b"\xff\xfe[\0v\0"[..], b"[", b"a: [", b"\xef\xbb\xbf[vpc a]\n", b"- - - -", b"%", b"]]]]"].iter().enumerate()
    {
        for extension in ["ini", "yaml", "txt"] {
            let name = format!("{at}.{extension}");
            site.write(&name, bytes);
            let run = site.run(&["check", &name]);
            assert!((1..=2).contains(&run.code) && !run.stderr.contains("panicked"), "{name}: {run:#?}");
            assert!(run.stdout.contains("error["), "{name}: {run:#?}");
        }
    }
}
