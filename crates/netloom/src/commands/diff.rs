//! `netloom diff`: what a change does.

use std::path::{Path, PathBuf};

use netloom_diag::{Diagnostic, FileId, Sources};
use netloom_diff::money::Prices;
use netloom_diff::{Review, Severity};
use netloom_report::formats::{NamedReview, Reviews};

use super::config_args::ConfigArgs;
use super::format_arg::FormatArg;
use super::network_args::NetworkArgs;
use super::{or_tell, read_or_tell, tell_findings};
use crate::changed::{ChangedInputs, changed_inputs, read_at_revision};
use crate::error::CommandError;
use crate::facts::{Facts, read_fact_files};
use crate::files::{
    MAX_CONFIG_BYTES, MAX_TEMPLATE_BYTES, MAX_TEXT_TEMPLATE_BYTES, STDIN, read_template_file,
    read_text,
};
use crate::git::{GitSide, Revisions};
use crate::outcome::Outcome;
use crate::terminal::Terminal;
use netloom_driver::comparison::{Part, compare};
use netloom_driver::nested::observe_whole;
use netloom_driver::observe::{ObserveOptions, Observed};
use netloom_driver::shared_parameters::options_of_side;

/// Report what a change does to resources, traffic, dependents and the bill
///
/// Compares two configs, two templates, or one of each; or a directory with the `aws ec2
/// describe-…` output of an existing VPC with its config or template, which shows drift. A config
/// is compiled, and its template is compared. What CloudFormation does to each resource comes from
/// AWS's schemas; a replacement is followed through every reference, and updates that will fail
/// because the existing resource still holds a block, an address or a name are reported. Gained and
/// lost connections come from the proofs of `netloom check`: exposure with the line that admits the
/// internet, loss with the code of AWS's Reachability Analyzer for what drops the packets.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  netloom diff old.yaml new.yaml
  netloom diff vpc/ cluster.yaml                      drift of an existing VPC from its config
  netloom diff --git main cluster.yaml                what the working tree changes of one file
  netloom diff --git main..HEAD                       every config and template that differs
  netloom diff --git main...HEAD --format markdown    as a comment of a pull request
  netloom diff old.json new.json --format json | jq .reviews[0].severity

Exit codes:
  0  nothing changes
  1  something changes
  2  could not run
  3  something is replaced or fails, data is lost, or the internet gains access or may gain it

A table of prices, for `--prices` (per hour, of one region):
  {
    \"source\": \"our contract\", \"date\": \"2026-11-23\",
    \"region\": \"eu-west-1\", \"currency\": \"EUR\", \"hours_per_month\": 730,
    \"per_hour\": {
      \"nat_gateway\": 0.048, \"public_ipv4_address\": 0.005,
      \"interface_endpoint_per_zone\": 0.011, \"transit_gateway_attachment\": 0.05,
      \"vpn_connection\": 0.05
    }
  }")]
pub(crate) struct Args {
    /// The old and the new input; with `--git` the files to compare, by default all that differ
    #[arg(value_name = "INPUT")]
    inputs: Vec<PathBuf>,

    /// Compare revisions of a file: `main` with the working tree, `main..HEAD` with each other
    ///
    /// Without inputs, all configs and templates of the repository that differ, also those outside
    /// of the working directory. A file that was moved is compared with what it was under its old name, unless it is named
    /// here.
    #[arg(long, value_name = "REVISIONS")]
    git: Option<String>,

    /// With `--git REVISION`: compare it with what is staged for the next commit, not with the
    /// working tree
    #[arg(long, requires = "git")]
    staged: bool,

    #[command(flatten)]
    format: FormatArg,

    /// Price table to use instead of the built-in one
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

/// Two texts of what was one file.
pub(super) struct Pair {
    old: Text,
    new: Text,
    pub(super) name: String,
    /// The name of the old file, if it is another one.
    moved_from: Option<String>,
    /// Where the two files are, for what is beside them; `None` for standard input.
    places: [Option<PathBuf>; 2],
    /// The revisions that the texts are of.
    revisions: Option<Revisions>,
}

/// One side of a pair.
pub(super) enum Text {
    /// A config or a template; `None` where a revision has no such file.
    File(Option<FileId>),
    /// The facts of an existing VPC.
    Facts(PathBuf),
}

/// Compares and tells.
pub(crate) fn diff(args: &Args, terminal: &Terminal) -> Result<Outcome, CommandError> {
    let mut sources = Sources::default();
    let (facts, found) = args.network_args.read_facts(&mut sources);
    let errors: Vec<Diagnostic> = found.into_iter().filter(Diagnostic::is_error).collect();
    if !errors.is_empty() {
        tell_findings(terminal, errors, &sources);
        return Ok(Outcome::CouldNotRun);
    }
    let prices = read_prices(args)?;
    let Some((pairs, not_understood)) = pairs_to_compare(args, terminal, &mut sources)? else {
        return Ok(Outcome::CouldNotRun);
    };
    let mut reviews = Vec::new();
    let mut has_failed = false;
    for pair in pairs {
        let compared =
            compare_pair(&pair, &args.asked(), &facts, prices.as_ref(), terminal, &mut sources);
        match compared.map(|compared| compared.review) {
            Some(review) => reviews.push(NamedReview { name: pair.name, review }),
            None => has_failed = true,
        }
    }
    tell_findings(terminal, not_understood.clone(), &sources);
    if has_failed {
        return Ok(Outcome::CouldNotRun);
    }
    terminal.result(&render(args, &reviews, &not_understood, terminal, &sources)?)?;
    let worst =
        reviews.iter().map(|reviewed| reviewed.review.severity).max().unwrap_or(Severity::None);
    // What is not understood may be anything.
    Ok(if not_understood.is_empty() { outcome_of(worst) } else { Outcome::CouldNotRun })
}

/// How a run ends that reviewed a change.
pub(super) fn outcome_of(severity: Severity) -> Outcome {
    match severity {
        Severity::None => Outcome::Clean,
        Severity::Low | Severity::Medium => Outcome::Findings,
        Severity::High | Severity::Critical => Outcome::Grave,
    }
}

fn read_prices(args: &Args) -> Result<Option<Prices>, CommandError> {
    let Some(path) = &args.prices else { return Ok(Prices::built_in()) };
    let cannot = |why: String| CommandError::Prices { path: path.display().to_string(), why };
    let text = read_text(path, MAX_CONFIG_BYTES).map_err(|error| cannot(error.to_string()))?;
    Prices::read(&text).map(Some).map_err(|error| cannot(error.to_string()))
}

/// What to compare, and what of it is not understood.
type Pairs = (Vec<Pair>, Vec<Diagnostic>);

/// `None` after a file that cannot be read, which was reported.
fn pairs_to_compare(
    args: &Args,
    terminal: &Terminal,
    sources: &mut Sources,
) -> Result<Option<Pairs>, CommandError> {
    if let Some(revisions) = &args.git {
        let revisions = Revisions::parse(revisions, args.staged)?;
        return git_pairs(&revisions, &args.inputs, sources).map(Some);
    }
    let pair = pair_of_inputs(&args.inputs, terminal, sources)?;
    Ok(pair.map(|pair| (vec![pair], Vec::new())))
}

/// Two inputs; `None` after one that cannot be read, which was reported.
pub(super) fn pair_of_inputs(
    inputs: &[PathBuf],
    terminal: &Terminal,
    sources: &mut Sources,
) -> Result<Option<Pair>, CommandError> {
    let [old_path, new] = inputs else {
        return Err(CommandError::NotAPair { n: inputs.len() });
    };
    // Standard input can be read once only.
    if old_path.as_path() == Path::new(STDIN) && new.as_path() == Path::new(STDIN) {
        return Err(CommandError::StdinTwice);
    }
    let mut read = |path: &PathBuf| {
        if path.is_dir() {
            return Some(Text::Facts(path.clone()));
        }
        read_or_tell(terminal, path, MAX_TEMPLATE_BYTES, sources).map(|file| Text::File(Some(file)))
    };
    let (Some(old), Some(new_text)) = (read(old_path), read(new)) else { return Ok(None) };
    let places =
        [old_path, new].map(|path| (path.as_path() != Path::new(STDIN)).then(|| path.clone()));
    Ok(Some(Pair {
        old,
        new: new_text,
        name: new.display().to_string(),
        moved_from: None,
        places,
        revisions: None,
    }))
}

fn git_pairs(
    revisions: &Revisions,
    named: &[PathBuf],
    sources: &mut Sources,
) -> Result<Pairs, CommandError> {
    let changed = changed_or_named(revisions, named, sources)?;
    let pairs = changed.inputs.into_iter().map(|input| Pair {
        old: Text::File(input.old),
        new: Text::File(input.new),
        places: [
            Some(PathBuf::from(input.moved_from.as_ref().unwrap_or(&input.name))),
            Some(PathBuf::from(&input.name)),
        ],
        revisions: Some(revisions.clone()),
        name: input.name,
        moved_from: input.moved_from,
    });
    Ok((pairs.collect(), changed.not_understood))
}

/// The configs and templates that differ, or those that are named.
pub(super) fn changed_or_named(
    revisions: &Revisions,
    named: &[PathBuf],
    sources: &mut Sources,
) -> Result<ChangedInputs, CommandError> {
    if named.is_empty() {
        return Ok(changed_inputs(&revisions.changed_files()?, revisions, false, sources));
    }
    let mut files = Vec::new();
    for path in named {
        let file = revisions.file(path)?;
        if matches!((&file.old.side, &file.new.side), (GitSide::Absent, GitSide::Absent)) {
            let name = path.display().to_string();
            let said = format!("neither side has `{name}`");
            return Err(CommandError::Git { asked: name, said });
        }
        files.push(file);
    }
    Ok(changed_inputs(&files, revisions, true, sources))
}

/// The arguments that say how sides are read.
pub(super) struct Asked<'a> {
    pub(super) inputs: &'a [PathBuf],
    pub(super) network_args: &'a NetworkArgs,
    pub(super) config_args: &'a ConfigArgs,
}

impl Args {
    fn asked(&self) -> Asked<'_> {
        Asked {
            inputs: &self.inputs,
            network_args: &self.network_args,
            config_args: &self.config_args,
        }
    }
}

/// Two sides as they were compared, and what was found.
pub(super) struct Compared {
    pub(super) review: Review,
    pub(super) old: Observed,
    pub(super) new: Observed,
}

/// `None` when one of the two gives no template, which was reported.
pub(super) fn compare_pair(
    pair: &Pair,
    args: &Asked<'_>,
    facts: &Facts,
    prices: Option<&Prices>,
    terminal: &Terminal,
    sources: &mut Sources,
) -> Option<Compared> {
    let options = args.network_args.options(args.config_args, facts);
    let facts = &facts.network;
    let previous = args.config_args.read_previous(sources);
    let options = ObserveOptions { previous: or_tell(terminal, previous, sources)?, ..options };
    let stacks = args.network_args.read_stacks(args.inputs, sources);
    let stacks = or_tell(terminal, stacks, sources)?;
    let (old_file, new_file) = (file_of(&pair.old), file_of(&pair.new));
    let mut side = |text: &Text, place: &Option<PathBuf>, is_old: bool| match text {
        Text::File(Some(file)) => {
            let revisions = pair.revisions.as_ref();
            let mut read = |path: &Path, sources: &mut Sources| match revisions {
                Some(revisions) => read_at_revision(path, revisions, is_old, sources),
                None => read_template_file(path, sources),
            };
            let input = place.as_deref().unwrap_or(Path::new(STDIN));
            let options = stacks.options_for(input, &options);
            let other = if is_old { new_file } else { old_file };
            let options = options_of_side(options, (Some(*file), other), sources);
            let lock = match revisions {
                Some(revisions) => {
                    args.config_args.read_lock_at(*file, input, (revisions, is_old), sources)
                }
                None => args
                    .config_args
                    .read_lock(*file, input, sources)
                    .map(|lock| lock.map(|lock| lock.input())),
            };
            // The finding of a lock that cannot be read is that of a side that cannot be compared.
            let lock = match lock {
                Ok(lock) => lock,
                Err(finding) => {
                    let diagnostics = vec![finding];
                    return Part::written(Observed { diagnostics, ..Observed::of_network(None) });
                }
            };
            let options = ObserveOptions { lock, ..options };
            Part::written(observe_whole(
                *file,
                place.as_deref(),
                &mut read,
                sources,
                facts,
                &options,
            ))
        }
        Text::File(None) => Part::absent(facts),
        Text::Facts(folder) => {
            let (files, diagnostics) = read_fact_files(folder, sources);
            Part::living(&files, diagnostics, sources)
        }
    };
    let [old_place, new_place] = &pair.places;
    let (mut old, mut new) = (side(&pair.old, old_place, true), side(&pair.new, new_place, false));
    let mut review = compare((&mut old, &mut new), prices, &options, sources);
    if let (Some(review), Some(old)) = (&mut review, &pair.moved_from) {
        review.notes.insert(
            0,
            format!("the file was `{old}`; whether the stack is the same is for you to know"),
        );
    }
    for side in [&old.observed, &new.observed] {
        // Whether the network is right is for `check` to say; here only what keeps the comparison
        // from being one.
        if side.document.is_none() {
            let errors =
                side.diagnostics.iter().filter(|finding| finding.is_error()).cloned().collect();
            tell_findings(terminal, errors, sources);
        }
    }
    Some(Compared { review: review?, old: old.observed, new: new.observed })
}

fn file_of(text: &Text) -> Option<FileId> {
    match text {
        Text::File(file) => *file,
        Text::Facts(_) => None,
    }
}

fn render(
    args: &Args,
    reviews: &[NamedReview],
    not_reviewed: &[Diagnostic],
    terminal: &Terminal,
    sources: &Sources,
) -> Result<String, CommandError> {
    let read = |path: &PathBuf| {
        read_text(path, MAX_TEXT_TEMPLATE_BYTES)
            .map_err(|source| CommandError::ReadTemplates { path: path.clone(), source })
    };
    let template = args.template.as_ref().map(read).transpose()?;
    let reviews = Reviews {
        reviews,
        not_reviewed,
        sources,
        style: terminal.result_style(),
        template: template.as_deref(),
        version: env!("CARGO_PKG_VERSION"),
    };
    args.format
        .get()
        .renderer
        .reviews(&reviews)
        .map_err(|source| CommandError::RenderReview { source })
}
