//! Names, and how many of a thing there may be in which release.
//!
//! # Source
//! AWS ParallelCluster 3.0.0 to 3.16.1, `validators/cluster_validators.py`: `NameValidator`,
//! `DuplicateNameValidator`, `MaxCountValidator`; `constants.py`.

use std::collections::BTreeMap;

use netloom_diag::{Diagnostic, Severity, Sourced, Span};

use super::reader::{Reader, Section};
use crate::{Release, codes};

/// The longest name of a queue, a compute resource or a pool, in characters.
const MAX_NAME_LEN: usize = 25;

/// The most pools of login nodes, from 3.11.0 on; before it was one.
const MAX_POOLS: usize = 10;

/// The first release with another number of pools than one.
const SEVERAL_POOLS: Release = Release::new(3, 11, 0);

/// The most queues, and the most compute resources of all queues, from 3.6.0 on.
const MAX_QUEUES: usize = 50;

/// The most queues until 3.5.1.
const MAX_QUEUES_BEFORE_3_6: usize = 10;

/// The most compute resources of one queue until 3.5.1.
const MAX_RESOURCES_BEFORE_3_6: usize = 5;

/// The first release with the higher limits.
const HIGHER_LIMITS: Release = Release::new(3, 6, 0);

/// Reads `Name` of a queue, a compute resource or a pool.
pub(super) fn read_name(reader: &mut Reader<'_>, section: Section<'_>) -> Option<Sourced<String>> {
    let name = reader.required_text(section, "Name")?;
    let text = name.value.as_str();
    let fault = if text == "default" {
        Some("the word `default` is not allowed")
    } else if text.chars().count() > MAX_NAME_LEN {
        Some("at most 25 characters are allowed")
    } else if !text.starts_with(|c: char| c.is_ascii_lowercase())
        || !text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    {
        Some("a lower-case letter, then lower-case letters, digits and hyphens are expected")
    } else {
        None
    };
    if let Some(fault) = fault {
        let finding = Diagnostic::new(
            &codes::MALFORMED_NAME,
            name.span(),
            format!("`{text}` is not a name here: {fault}"),
        );
        reader.report(finding.help(format!("write `{}`", valid_name(text))));
    }
    Some(name)
}

/// Returns the valid name that is nearest to `text`.
fn valid_name(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let allowed: String = lower
        .chars()
        .map(|c| if c.is_ascii_lowercase() || c.is_ascii_digit() { c } else { '-' })
        .collect();
    let name = allowed.trim_start_matches(|c: char| !c.is_ascii_lowercase());
    let cut: String = name.chars().take(MAX_NAME_LEN).collect();
    match cut.trim_end_matches('-') {
        "" | "default" => "queue-1".to_owned(),
        name => name.to_owned(),
    }
}

/// Reports every name that occurs twice.
pub(super) fn check_unique<'n>(
    reader: &mut Reader<'_>,
    what: &str,
    names: impl Iterator<Item = &'n Sourced<String>>,
) {
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    for name in names {
        if let Some(earlier) = seen.insert(&name.value, name.span()) {
            let finding = Diagnostic::new(
                &codes::DUPLICATE_ENTRY,
                name.span(),
                format!("{what} `{}` occurs twice", name.value),
            );
            reader.report(finding.also(earlier, "first here").help("give each its own name"));
        }
    }
}

/// Checks the number of pools of login nodes.
pub(super) fn check_pools(reader: &mut Reader<'_>, n_pools: usize, span: Span) {
    if n_pools > MAX_POOLS {
        let message =
            format!("`LoginNodes.Pools` has {n_pools} entries, expected at most {MAX_POOLS}");
        let finding = Diagnostic::new(&codes::WRONG_LIST_LENGTH, span, message);
        reader.report(finding.help(format!("keep {MAX_POOLS} pools")));
    } else if n_pools != 1 {
        let what = if n_pools == 0 {
            "an empty list of login node pools"
        } else {
            "more than one pool of login nodes"
        };
        reader.needs(what, SEVERAL_POOLS, span);
    }
}

/// Checks the number of queues and of their compute resources.
pub(super) fn check_queues(reader: &mut Reader<'_>, n_resources: &[usize], span: Span) {
    let n_queues = n_resources.len();
    let total: usize = n_resources.iter().sum();
    for (what, count) in [("queues", n_queues), ("compute resources", total)] {
        if count > MAX_QUEUES {
            let message = format!("the cluster has {count} {what}, expected at most {MAX_QUEUES}");
            let finding = Diagnostic::new(&codes::WRONG_LIST_LENGTH, span, message);
            reader.report(finding.help(format!("keep {MAX_QUEUES} {what}")));
        }
    }
    if n_queues > MAX_QUEUES_BEFORE_3_6 {
        releases_differ(reader, &format!("{n_queues} queues"), MAX_QUEUES_BEFORE_3_6, span);
    }
    if let Some(count) = n_resources.iter().find(|count| **count > MAX_RESOURCES_BEFORE_3_6) {
        releases_differ(
            reader,
            &format!("{count} compute resources in one queue"),
            MAX_RESOURCES_BEFORE_3_6,
            span,
        );
    }
}

fn releases_differ(reader: &mut Reader<'_>, seen: &str, max: usize, span: Span) {
    let severity = match reader.release {
        Some(release) if release >= HIGHER_LIMITS => return,
        Some(_) => Severity::Error,
        None => Severity::Warning,
    };
    let message =
        format!("{seen} need ParallelCluster {HIGHER_LIMITS} or newer; older releases take {max}");
    let finding = Diagnostic::new(&codes::RELEASES_DIFFER, span, message).severity(severity);
    reader.report(finding.help(format!("use release {HIGHER_LIMITS} or newer, or keep {max}")));
}
