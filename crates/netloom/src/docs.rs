//! The generated part of the documentation: Markdown from the codes and from the arguments.

use clap::Command;
use netloom_config::Dialect;
use netloom_config::reference::{KeyReference, key_reference};

use netloom_reach::engine::Code as Drop;

use crate::registry::{all_codes, page_of};

/// The width of help texts on the page, in characters.
const HELP_WIDTH: usize = 100;

const GENERATED: &str = "<!-- Written by `make docs`; edit the code, not this page. -->\n";

/// Returns docs/checks.md: every code with its page, sorted by code.
#[must_use]
pub fn checks_reference() -> String {
    let mut text =
        format!("{GENERATED}\n# Findings\n\n`netloom explain CODE` prints one of these pages.\n\n");
    text.push_str("| code | severity | finding |\n| --- | --- | --- |\n");
    for code in all_codes() {
        let anchor = code.id.to_ascii_lowercase();
        text.push_str(&format!(
            "| [{}](#{anchor}) | {} | {} |\n",
            code.id, code.severity, code.title
        ));
    }
    for code in all_codes() {
        text.push_str(&format!("\n## {}\n\n{}: {}\n", code.id, code.severity, code.title));
        for line in page_of(code).lines() {
            // A heading stands between empty lines.
            let is_heading = line.starts_with("### ");
            text.push_str(&if is_heading { format!("\n{line}\n\n") } else { format!("{line}\n") });
        }
    }
    text.push_str(
        "\n## What drops packets\n\nAs `netloom trace`, `check` and `diff` say it; the names are \
         those of AWS's Reachability Analyzer, \
         apart from netloom's own.\n\n| code | meaning |\n| --- | --- |\n",
    );
    text.extend(Drop::ALL.iter().map(|drop| format!("| `{drop}` | {} |\n", drop.meaning())));
    text
}

/// Returns docs/resources.md: what is made of every type of network resources.
#[must_use]
pub fn resources_reference() -> String {
    format!("{GENERATED}\n{}", netloom_network::from_template::coverage_page())
}

/// Returns docs/config.md: the keys that are read, by dialect and section.
#[must_use]
pub fn config_reference() -> String {
    let mut text = format!(
        "{GENERATED}\n# Config keys\n\nThe keys that shape the network. Those in **bold** are \
         netloom's own; `netloom bind` removes \
         them. Other keys of a cluster file are ignored, see [scope.md](scope.md).\n"
    );
    for (dialect, title) in [(Dialect::V3Yaml, "v3 YAML"), (Dialect::V2Ini, "v2 INI")] {
        text.push_str(&format!("\n## {title}\n"));
        for section in key_reference(dialect) {
            text.push_str(&format!(
                "\n### {}\n\n| key | releases | meaning | default | example |\n| --- | --- | --- \
                 | --- | --- |\n",
                section.heading
            ));
            text.extend(section.keys.iter().map(key_row));
        }
    }
    text
}

fn key_row(key: &KeyReference) -> String {
    let name =
        if key.is_extension { format!("**`{}`**", key.name) } else { format!("`{}`", key.name) };
    let releases = match (key.since, key.until) {
        (None, None) => String::new(),
        (Some(since), None) => format!("from {since}"),
        (None, Some(until)) => format!("until {until}"),
        (Some(since), Some(until)) => format!("{since} to {until}"),
    };
    let example = if key.example.is_empty() { String::new() } else { format!("`{}`", key.example) };
    format!("| {name} | {releases} | {} | {} | {example} |\n", key.doc, key.default)
}

/// Returns docs/cli.md: the long help of the program and of each command that is not hidden.
#[must_use]
pub fn cli_reference(program: &Command) -> String {
    let mut program = program.clone().term_width(HELP_WIDTH);
    program.build();
    let mut text = format!("{GENERATED}\n# Commands\n\n{}", help_block(&mut program.clone()));
    for command in program.get_subcommands().filter(|command| !command.is_hide_set()) {
        let mut command = command.clone().term_width(HELP_WIDTH);
        text.push_str(&format!("\n## netloom {}\n\n", command.get_name()));
        text.push_str(&help_block(&mut command));
    }
    text
}

fn help_block(command: &mut Command) -> String {
    let help = command.render_long_help().to_string();
    let lines: String =
        help.trim_end().lines().map(|line| format!("{}\n", line.trim_end())).collect();
    format!("```text\n{lines}```\n")
}
