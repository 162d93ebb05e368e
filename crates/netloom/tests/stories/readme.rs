//! What the README shows of its examples is what netloom prints.

use std::fs;
use std::path::PathBuf;

use crate::harness::Site;

/// Returns the commands on `examples/` that a page shows, each with the lines below it.
fn shown(page: &str) -> Vec<(Vec<String>, Vec<String>)> {
    let blocks = page.split("```console\n").skip(1).filter_map(|block| block.split("```").next());
    let on_examples = |block: &&str| block.starts_with("$ netloom") && block.contains(" examples/");
    let split = |block: &str| {
        let mut lines = block.lines().map(str::to_owned);
        let command = lines.next().unwrap_or_default();
        (command.split(' ').skip(2).map(str::to_owned).collect(), lines.collect())
    };
    blocks.filter(on_examples).map(split).collect()
}

/// Expects each line of `shown` in `printed`, in order; `…` stands for any number of lines, and
/// others follow each other.
fn check_shown(shown: &[String], printed: &str) {
    let mut printed = printed.lines();
    let mut may_skip = false;
    for line in shown {
        if line.trim() == "…" {
            may_skip = true;
            continue;
        }
        let next = if may_skip { printed.find(|next| next == line) } else { printed.next() };
        assert_eq!(
            next,
            Some(line.as_str()),
            "the README shows a line that netloom does not print there"
        );
        may_skip = false;
    }
}

#[test]
fn the_readme_shows_what_its_examples_print() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = fs::read_to_string(root.join("README.md")).expect("the README");
    let shown = shown(&page);
    assert_eq!(shown.len(), 2, "one finding and one trace");
    let site = Site::new();
    for name in ["too-small.ini", "return-ports.yaml"] {
        let path = format!("examples/{name}");
        site.write(&path, fs::read(root.join(&path)).expect("an example"));
    }
    for (arguments, lines) in shown {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        check_shown(&lines, &site.run(&arguments).exits(1).stdout);
    }
}
