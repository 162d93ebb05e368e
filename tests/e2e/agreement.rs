//! The v3 reader against ParallelCluster's own schema: on variations of every network key, both
//! accept or both refuse.
//!
//! Where netloom differs on purpose, `deliberate_differences.md` says so with the reason. A
//! difference that is not listed fails, and so does a line of the list that no longer is a
//! difference.

mod bases;
mod variations;

use std::fmt;
use std::io::Write;
use std::process::{Command, Stdio};
use std::thread;

use netloom_config::{LoadOptions, load_config};
use netloom_diag::{Diagnostic, Sources};

use crate::tools::{here, python_of};
use bases::{BATCH, Base, SLURM};
use variations::{Variation, variations_of};

/// A release to compare with.
struct Upstream {
    release: &'static str,
    /// The environment that it is installed in.
    environment: &'static str,
    /// An operating system that it knows.
    os: &'static str,
    /// The files whose variations it is asked about.
    bases: &'static [&'static Base],
}

const UPSTREAMS: [Upstream; 3] = [
    Upstream { release: "3.16.1", environment: "tools", os: "alinux2023", bases: &[&SLURM] },
    // The last release with AWS Batch.
    Upstream {
        release: "3.15.0",
        environment: "pcluster-3.15",
        os: "alinux2023",
        bases: &[&BATCH],
    },
    Upstream {
        release: "3.9.3",
        environment: "pcluster-3.9",
        os: "alinux2",
        bases: &[&SLURM, &BATCH],
    },
];

/// A line of the list.
struct Difference {
    places: String,
    changes: String,
    releases: String,
    /// Whether netloom is the one that accepts.
    netloom_accepts: bool,
}

impl Difference {
    fn covers(&self, seen: &Disagreement) -> bool {
        self.netloom_accepts == seen.refused_by_netloom.is_none()
            && matches(&self.places, &seen.variation.place)
            && matches(&self.changes, &seen.variation.change)
            && matches(&self.releases, seen.release)
    }
}

/// A text that one side takes and the other does not.
struct Disagreement {
    release: &'static str,
    variation: Variation,
    refused_by_netloom: Option<String>,
    refused_by_upstream: Option<String>,
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Variation { place, change, .. } = &self.variation;
        writeln!(f, "`{place}` | `{change}` | {}", self.release)?;
        writeln!(f, "    netloom:  {}", self.refused_by_netloom.as_deref().unwrap_or("accepts"))?;
        write!(f, "    upstream: {}", self.refused_by_upstream.as_deref().unwrap_or("accepts"))
    }
}

#[test]
fn reader_and_upstream_schema_agree_apart_from_the_listed_differences() {
    let listed = listed_differences();
    let compared: Vec<Vec<Disagreement>> = thread::scope(|scope| {
        let runs: Vec<_> =
            UPSTREAMS.iter().map(|upstream| scope.spawn(|| compare(upstream))).collect();
        runs.into_iter().map(|run| run.join().expect("a comparison ends")).collect()
    });
    let mut is_used = vec![false; listed.len()];
    let mut surprises = Vec::new();
    for disagreement in compared.iter().flatten() {
        let covering: Vec<usize> =
            (0..listed.len()).filter(|row| listed[*row].covers(disagreement)).collect();
        if covering.is_empty() {
            surprises.push(disagreement.to_string());
        }
        for row in covering {
            is_used[row] = true;
        }
    }
    assert!(
        surprises.is_empty(),
        "{} unlisted differences:\n{}",
        surprises.len(),
        surprises.join("\n")
    );
    let stale = listed.iter().zip(&is_used).filter(|(_, is_used)| !**is_used);
    let stale: Vec<String> =
        stale.map(|(row, _)| format!("{} | {}", row.places, row.changes)).collect();
    assert!(stale.is_empty(), "listed and no longer different:\n{}", stale.join("\n"));
}

/// Returns on which variations netloom and a release disagree.
fn compare(upstream: &'static Upstream) -> Vec<Disagreement> {
    let mut variations: Vec<Variation> =
        upstream.bases.iter().flat_map(|base| variations_of(base)).collect();
    for variation in &mut variations {
        variation.text = variation.text.replace("Os: OS", &format!("Os: {}", upstream.os));
    }
    let verdicts = upstream_refusals(upstream, &variations);
    assert_eq!(verdicts.len(), variations.len(), "{} answers about every text", upstream.release);
    println!("{}: {} texts", upstream.release, variations.len());
    let pairs =
        variations.into_iter().zip(verdicts).map(|(variation, refused_by_upstream)| Disagreement {
            release: upstream.release,
            refused_by_netloom: netloom_refusal(upstream.release, &variation.text),
            refused_by_upstream,
            variation,
        });
    pairs
        .filter(|pair| pair.refused_by_netloom.is_none() != pair.refused_by_upstream.is_none())
        .collect()
}

/// Returns why the v3 reader refuses a text for a release, or nothing.
fn netloom_refusal(release: &str, text: &str) -> Option<String> {
    let mut sources = Sources::default();
    let id = sources.add("cluster.yaml", text);
    let file = sources.get(id).expect("it was just added");
    let release = Some(release.parse().expect("a release"));
    let loaded = load_config(file, &LoadOptions { release, ..LoadOptions::default() });
    let errors: Vec<&Diagnostic> =
        loaded.diagnostics.iter().filter(|finding| finding.is_error()).collect();
    let first = errors.first()?;
    Some(format!("[{}] {}", first.code.id, first.message))
}

/// Asks the schema of a release about all texts at once.
fn upstream_refusals(upstream: &Upstream, variations: &[Variation]) -> Vec<Option<String>> {
    let texts: Vec<&str> = variations.iter().map(|variation| variation.text.as_str()).collect();
    let mut child = Command::new(python_of(upstream.environment))
        .arg(here("schema_agreement.py"))
        .env("AWS_DEFAULT_REGION", "eu-west-1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the environments are made by tests/e2e/setup.sh");
    let mut stdin = child.stdin.take().expect("it was piped");
    let texts = serde_json::to_vec(&texts).expect("texts are JSON");
    stdin.write_all(&texts).expect("the schema reads");
    drop(stdin);
    let output = child.wait_with_output().expect("the schema ends");
    assert!(output.status.success(), "schema_agreement.py failed for {}", upstream.release);
    serde_json::from_slice(&output.stdout).expect("the schema answers in JSON")
}

/// Reads the table of the list.
fn listed_differences() -> Vec<Difference> {
    let text =
        std::fs::read_to_string(here("deliberate_differences.md")).expect("the list is readable");
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let [places, changes, releases, who, reason] = cells.as_slice() else {
            panic!("five cells: {row}")
        };
        assert!(!reason.is_empty(), "a reason: {row}");
        Difference {
            places: places.trim_matches('`').to_owned(),
            changes: changes.trim_matches('`').to_owned(),
            releases: (*releases).to_owned(),
            netloom_accepts: match *who {
                "accepts" => true,
                "refuses" => false,
                _ => panic!("`accepts` or `refuses`: {row}"),
            },
        }
    })
    .collect()
}

/// Tells whether a text fits a pattern in which `*` stands for any text.
fn matches(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, rest)) => text.strip_prefix(start).is_some_and(|text| {
            (0..=text.len()).any(|at| text.get(at..).is_some_and(|text| matches(rest, text)))
        }),
    }
}
