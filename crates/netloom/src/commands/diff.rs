//! `netloom diff`: what a change does.

use std::path::{Path, PathBuf};

use netloom_diag::{Diagnostic, FileId, Sources};
use netloom_diff::money::Prices;
use netloom_diff::{Review, Severity};
use netloom_reach::Network;
use netloom_report::machines::{Item, junit, sarif};
use netloom_report::review::{REVIEW_TEMPLATE, annotations, human, markdown};

use super::config_args::ConfigArgs;
use super::network_args::NetworkArgs;
use super::{read_or_tell, tell_findings};
use crate::comparison::{Part, compare};
use crate::error::CommandError;
use crate::facts::read_fact_files;
use crate::files::{MAX_TEMPLATE_BYTES, STDIN};
use crate::git::{ChangedFile, Revisions, file_at};
use crate::observe::{is_template, observe};
use crate::outcome::Outcome;
use crate::terminal::Terminal;

/// Say what a change does: to resources, traffic, whoever depends on them, and the bill
///
/// Two configs, two templates, or one of each; or a folder with the `aws ec2 describe-…` output of a living VPC, against which
/// a config or template shows drift. A config is compiled, and its template is compared. What CloudFormation does to
/// each resource comes from AWS's own schemas; a replacement is followed through every reference, and what AWS refuses to have
/// twice is told before the update fails. Connections gained and lost come from the proofs of `netloom check`: exposure with the
/// line that lets the internet in, loss with what stops the packets, in the words of AWS's Reachability Analyzer; `netloom trace`
/// shows the whole way.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  netloom diff old.yaml new.yaml
  netloom diff vpc/ cluster.yaml                      drift: facts of a living VPC against its config
  netloom diff --git main cluster.yaml                what the working tree changes of one file
  netloom diff --git main..HEAD                       every config and template that differs
  netloom diff --git main...HEAD --format markdown    as a comment of a pull request
  netloom diff old.json new.json --format json | jq .reviews[0].severity

Exit codes:
  0  nothing changes
  1  something changes
  2  could not run
  3  something is replaced or fails, data is lost, or the internet gets in where it did not, or may

A table of prices, for `--prices` (per hour, of one region):
  {\"source\": \"our contract\", \"date\": \"2026-11-23\", \"region\": \"eu-west-1\", \"currency\": \"EUR\", \"hours_per_month\": 730,
   \"per_hour\": {\"nat_gateway\": 0.048, \"public_ipv4_address\": 0.005, \"interface_endpoint_per_zone\": 0.011,
                \"transit_gateway_attachment\": 0.05, \"vpn_connection\": 0.05}}")]
pub(crate) struct Args {
    /// The old and the new input; with `--git` the files to compare, by default all that differ
    #[arg(value_name = "INPUT")]
    inputs: Vec<PathBuf>,

    /// Compare revisions of a file: `main` with the working tree, `main..HEAD` with each other
    ///
    /// A file that was moved is compared with what it was under its old name, unless it is named here.
    #[arg(long, value_name = "REVISIONS")]
    git: Option<String>,

    /// How the review is written
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: ReviewFormat,

    /// Prices to reckon with in place of those that netloom comes with
    #[arg(long, value_name = "FILE")]
    prices: Option<PathBuf>,

    /// A Handlebars template in place of the built-in one, for `--format markdown`
    #[arg(long, value_name = "FILE")]
    template: Option<PathBuf>,

    #[command(flatten)]
    network_args: NetworkArgs,

    #[command(flatten)]
    config_args: ConfigArgs,
}

/// How a review is written.
#[derive(clap::ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
enum ReviewFormat {
    /// For a terminal
    #[default]
    Human,
    /// For programs
    Json,
    /// For a comment of a pull request
    Markdown,
    /// Annotations of GitHub Actions
    Github,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// JUnit XML, for CI servers
    Junit,
}

/// Two texts of what was one file.
struct Pair {
    old: Text,
    new: Text,
    name: String,
    /// The name of the old file, if it is another one.
    moved_from: Option<String>,
}

/// One side of a pair.
enum Text {
    /// A config or a template.
    File(FileId),
    /// The facts of a living VPC.
    Facts(PathBuf),
}

/// A review of one pair.
struct Reviewed {
    name: String,
    review: Review,
}

/// Compares and tells.
pub(crate) fn diff(args: &Args, terminal: &Terminal) -> Result<Outcome, CommandError> {
    let mut sources = Sources::default();
    let (facts, found) = args.network_args.read_facts(&mut sources);
    tell_findings(terminal, found.into_iter().filter(Diagnostic::is_error).collect(), &sources);
    let prices = read_prices(args)?;
    let Some(pairs) = pairs(args, terminal, &mut sources)? else { return Ok(Outcome::CouldNotRun) };
    let mut reviews = Vec::new();
    let mut has_failed = false;
    for pair in pairs {
        match compare_pair(&pair, args, &facts, prices.as_ref(), terminal, &mut sources) {
            Some(review) => reviews.push(Reviewed { name: pair.name, review }),
            None => has_failed = true,
        }
    }
    if has_failed {
        return Ok(Outcome::CouldNotRun);
    }
    terminal.result(&render(args, &reviews, terminal)?)?;
    let worst = reviews.iter().map(|reviewed| reviewed.review.severity).max().unwrap_or(Severity::None);
    Ok(match worst {
        Severity::None => Outcome::Clean,
        Severity::Low | Severity::Medium => Outcome::Findings,
        Severity::High | Severity::Critical => Outcome::Grave,
    })
}

fn read_prices(args: &Args) -> Result<Option<Prices>, CommandError> {
    let Some(path) = &args.prices else { return Ok(Prices::built_in()) };
    let cannot = |why: String| CommandError::Prices { path: path.display().to_string(), why };
    let text = std::fs::read_to_string(path).map_err(|error| cannot(error.to_string()))?;
    Prices::read(&text).map(Some).map_err(|error| cannot(error.to_string()))
}

/// `None` after a file that cannot be read, which was told.
fn pairs(args: &Args, terminal: &Terminal, sources: &mut Sources) -> Result<Option<Vec<Pair>>, CommandError> {
    if let Some(revisions) = &args.git {
        return git_pairs(&Revisions::parse(revisions)?, args, sources).map(Some);
    }
    let [old, new] = args.inputs.as_slice() else { return Err(CommandError::NotAPair { n: args.inputs.len() }) };
    if old.as_path() == Path::new(STDIN) && new.as_path() == Path::new(STDIN) {
        return Err(CommandError::StdinTwice);
    }
    let mut read = |path: &PathBuf| {
        if path.is_dir() {
            return Some(Text::Facts(path.clone()));
        }
        read_or_tell(terminal, path, MAX_TEMPLATE_BYTES, sources).map(Text::File)
    };
    let (Some(old), Some(new_text)) = (read(old), read(new)) else { return Ok(None) };
    Ok(Some(vec![Pair { old, new: new_text, name: new.display().to_string(), moved_from: None }]))
}

fn git_pairs(revisions: &Revisions, args: &Args, sources: &mut Sources) -> Result<Vec<Pair>, CommandError> {
    let is_named = !args.inputs.is_empty();
    let files: Vec<ChangedFile> = if is_named {
        args.inputs.iter().map(|path| ChangedFile::unmoved(path.display().to_string())).collect()
    } else {
        revisions.changed_files()?
    };
    let mut pairs = Vec::new();
    for file in files {
        let old = file_at(&revisions.old, Path::new(&file.old))?;
        let new = match &revisions.new {
            Some(revision) => file_at(revision, Path::new(&file.new))?,
            None => std::fs::read_to_string(&file.new).ok(),
        };
        let name = file.new.clone();
        if is_named && old.is_none() && new.is_none() {
            let said = format!("neither side has `{name}`");
            return Err(CommandError::Git { asked: name, said });
        }
        // Whatever else lies in the repository is none of our business.
        if !is_named && !old.iter().chain(&new).any(|text| is_ours(&name, text)) {
            continue;
        }
        // What one side does not have is a template without a resource.
        let text = |side: Option<String>| side.unwrap_or_else(|| "Resources: {}\n".to_owned());
        let old = sources.add(format!("{} ({})", file.old, revisions.old), text(old));
        let new = sources.add(name.clone(), text(new));
        pairs.push(Pair { old: Text::File(old), new: Text::File(new), name, moved_from: file.moved_from() });
    }
    Ok(pairs)
}

/// Whether a file is a config or a template, by its name and what it begins with.
fn is_ours(name: &str, text: &str) -> bool {
    let has_ending = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    let is_config = |keys: &[&str]| text.lines().any(|line| keys.iter().any(|key| line.starts_with(key)));
    (has_ending(&[".yaml", ".yml", ".json", ".template"]) && (is_template(text) || is_config(&["HeadNode:"])))
        || (has_ending(&[".ini", ".cfg", "config"]) && is_config(&["[cluster "]))
}

/// `None` when one of the two gives no template, which was told.
fn compare_pair(
    pair: &Pair,
    args: &Args,
    facts: &Network,
    prices: Option<&Prices>,
    terminal: &Terminal,
    sources: &mut Sources,
) -> Option<Review> {
    let options = args.network_args.options(&args.config_args);
    let mut side = |text: &Text| match text {
        Text::File(file) => Part::written(observe(*file, sources, facts, &options)),
        Text::Facts(folder) => {
            let (files, diagnostics) = read_fact_files(folder, sources);
            Part::living(&files, diagnostics, sources)
        }
    };
    let (mut old, mut new) = (side(&pair.old), side(&pair.new));
    let mut review = compare((&mut old, &mut new), prices, &options, sources);
    if let (Some(review), Some(old)) = (&mut review, &pair.moved_from) {
        review.notes.insert(0, format!("the file was `{old}`; whether the stack is the same is for you to know"));
    }
    for side in [&old.observed, &new.observed] {
        // Whether the network is right is for `check` to say; here only what keeps the comparison from being one.
        if side.document.is_none() {
            let errors = side.diagnostics.iter().filter(|finding| finding.is_error()).cloned().collect();
            tell_findings(terminal, errors, sources);
        }
    }
    review
}

fn render(args: &Args, reviews: &[Reviewed], terminal: &Terminal) -> Result<String, CommandError> {
    if args.format == ReviewFormat::Json {
        let records: Vec<serde_json::Value> = reviews.iter().map(record).collect();
        return Ok(format!("{:#}\n", serde_json::json!({ "reviews": records })));
    }
    if matches!(args.format, ReviewFormat::Sarif | ReviewFormat::Junit) {
        let findings = reviews.iter().flat_map(|reviewed| reviewed.review.findings());
        let items: Vec<Item> = findings.map(|finding| Item::of_review(&finding)).collect();
        let names: Vec<String> = reviews.iter().map(|reviewed| reviewed.name.clone()).collect();
        let is_sarif = args.format == ReviewFormat::Sarif;
        return Ok(if is_sarif { sarif(&items, env!("CARGO_PKG_VERSION")) } else { junit(&items, &names) });
    }
    let own = match &args.template {
        Some(path) => Some(
            std::fs::read_to_string(path)
                .map_err(|source| CommandError::ReadTemplates { path: path.clone(), source })?,
        ),
        None => None,
    };
    let mut text = String::new();
    for reviewed in reviews {
        let review = &reviewed.review;
        let part = match args.format {
            ReviewFormat::Human => human(review, terminal.result_style()),
            ReviewFormat::Markdown => markdown(review, own.as_deref().unwrap_or(REVIEW_TEMPLATE))
                .map_err(|source| CommandError::RenderReview { source })?,
            ReviewFormat::Github | ReviewFormat::Json | ReviewFormat::Sarif | ReviewFormat::Junit => {
                annotations(review)
            }
        };
        if reviews.len() > 1 && args.format != ReviewFormat::Github {
            let mark = if args.format == ReviewFormat::Markdown { "### " } else { "" };
            text.push_str(&format!("{}{mark}{}\n", if text.is_empty() { "" } else { "\n" }, reviewed.name));
        }
        text.push_str(&part);
    }
    if reviews.is_empty() && args.format == ReviewFormat::Human {
        text.push_str("none: no config or template differs\n");
    }
    Ok(text)
}

fn record(reviewed: &Reviewed) -> serde_json::Value {
    let mut record = serde_json::to_value(&reviewed.review).unwrap_or_default();
    if let Some(object) = record.as_object_mut() {
        object.insert("file".to_owned(), reviewed.name.clone().into());
    }
    record
}
