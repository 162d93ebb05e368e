//! `netloom draw`: pictures of a network, of a path in it, of a change to it, and of its addresses.

use std::path::{Path, PathBuf};

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use netloom_diag::{Diagnostic, Sources};
use netloom_draw::address_map::AddressMap;
use netloom_draw::scene::{Scene, with_changes, with_path, with_removed};
use netloom_draw::{DrawFormat, FORMATS, format_by_name, scene_of_network};
use netloom_driver::drawing::change::change_of;
use netloom_driver::drawing::extras_of;
use netloom_driver::drawing::path::{head_of_path, steps_of};
use netloom_driver::observe::Observed;
use netloom_facts::existing::ExistingNetwork;
use netloom_network::Network;
use netloom_question::{Expect, Prepared};
use netloom_reach::explain::Report;
use netloom_reach::{Answer, Verdict};

use super::config_args::ConfigArgs;
use super::diff::{Asked, Compared, compare_pair, outcome_of, pair_of_inputs};
use super::network_args::NetworkArgs;
use super::one_input::{OneInput, read_one_or_tell};
use super::question_args::QuestionArgs;
use super::{put_result, tell_findings};
use crate::error::CommandError;
use crate::outcome::Outcome;
use crate::terminal::Terminal;

/// Draw the network of a config, a template or facts
///
/// Zones are columns; subnets stand in them with their blocks, the addresses that nodes need and
/// those that are free, who lives there and where their routes lead. Gateways stand on the edge of
/// the VPC, the internet and the site outside. The same input gives the same bytes.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  netloom draw cluster.yaml -o network.svg
  netloom draw cluster.yaml --format text
  netloom draw --facts vpc/ -o vpc.svg
  netloom draw cluster.yaml --cidr --format text               whose blocks, and what is free
  netloom draw cluster.yaml --path --from internet --to head --port 22 -o path.svg
  netloom draw --diff old.yaml new.yaml --format mermaid       for a comment of a pull request
  netloom draw network.yaml --format dot | dot -Tpng -o network.png

`--path` numbers the hops of the answer of `netloom trace`, there and back, and marks the hop that
drops the packets; its parties and traffic are those of `netloom trace`. `--diff` marks what `netloom
diff` says: added, removed, replaced, fails, exposed. Colours come with words everywhere.

Exit codes:
  0  the picture is drawn
  1  `--path`: not all packets arrive, or that is undecided; `--diff`: something changes
  2  could not run
  3  `--diff`: something is replaced or fails, data is lost, or the internet gains access or may gain
     it")]
pub(crate) struct Args {
    /// A ParallelCluster config or a CloudFormation template; with `--diff` the old and the new one,
    /// with `--facts` it may be left out
    #[arg(value_name = "INPUT", required_unless_present = "facts")]
    inputs: Vec<PathBuf>,

    /// Write the picture into this file, not to standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// The format of the picture
    #[arg(
        long,
        value_name = "FORMAT",
        value_parser = format_parser(),
        default_value = FORMATS[0].name
    )]
    format: Chosen,

    /// Draw the address map: whose each block is, what is free, what growth has left; as SVG or text
    #[arg(long, conflicts_with_all = ["path", "diff"])]
    cidr: bool,

    /// Draw the path from `--from` to `--to` and back
    #[arg(long, requires_all = ["from", "to"], conflicts_with = "diff")]
    path: bool,

    /// With `--path`: the client of the connection
    #[arg(long, value_name = "PARTY", requires = "path")]
    from: Option<String>,

    /// With `--path`: the server
    #[arg(long, value_name = "PARTY", requires = "path")]
    to: Option<String>,

    /// With `--path`: `tcp`, `udp`, `icmp` (a ping), `all`, or a number
    #[arg(long, default_value = "tcp", value_name = "PROTOCOL")]
    protocol: String,

    /// With `--path`: a port, a range such as 1024-2048, or several with commas; by default 443 for
    /// services, else every port
    #[arg(long, value_name = "PORT", requires = "path")]
    port: Option<String>,

    /// Draw what a change does: two configs, templates, or directories with facts
    #[arg(long)]
    diff: bool,

    #[command(flatten)]
    network_args: NetworkArgs,

    #[command(flatten)]
    config_args: ConfigArgs,
}

/// A format, by its name.
#[derive(Clone, Copy, Debug)]
struct Chosen(DrawFormat);

fn format_parser() -> impl TypedValueParser<Value = Chosen> {
    let values = FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.about));
    PossibleValuesParser::new(values)
        .try_map(|name| format_by_name(&name).map(Chosen).ok_or("no such format"))
}

/// Draws one network, or the difference of two.
pub(crate) fn draw(args: &Args, terminal: &Terminal) -> Result<Outcome, CommandError> {
    let mut sources = Sources::default();
    if args.diff {
        return draw_change(args, terminal, &mut sources);
    }
    if args.inputs.len() > 1 {
        return Err(CommandError::NotOneToDraw { n: args.inputs.len() });
    }
    let with = (&args.network_args, &args.config_args);
    let read = read_one_or_tell(args.inputs.first(), with, terminal, &mut sources);
    let Some(OneInput { observed, existing }) = read else { return Ok(Outcome::CouldNotRun) };
    let Some(network) = &observed.network else { return Ok(Outcome::CouldNotRun) };
    let title = format!("Network of {}", name_of_input(args));
    if args.cidr {
        let Some(write) = args.format.0.map else {
            return Err(CommandError::NoMapInFormat { format: args.format.0.name });
        };
        let title = format!("Addresses of {}", name_of_input(args));
        let extras = extras_of(&title, &observed, existing.as_deref());
        put_result(terminal, args.output.as_deref(), &write(&AddressMap::of(network, &extras)))?;
        return Ok(Outcome::Clean);
    }
    let scene = scene_of(&title, network, &observed, existing.as_deref());
    let (scene, outcome) = match question_of(args) {
        Some(question) => with_answer(scene, &question, network, &observed, &sources)?,
        None => (scene, Outcome::Clean),
    };
    put_result(terminal, args.output.as_deref(), &(args.format.0.scene)(&scene))?;
    Ok(outcome)
}

/// The name of the file or folder, without those around it.
fn name_of_input(args: &Args) -> String {
    let path = args.inputs.last().map(PathBuf::as_path).or(args.network_args.facts.as_deref());
    match path {
        Some(path) => path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned(),
        None => String::new(),
    }
}

fn scene_of(
    title: &str,
    network: &Network,
    observed: &Observed,
    existing: Option<&ExistingNetwork>,
) -> Scene {
    scene_of_network(network, &extras_of(title, observed, existing))
}

fn question_of(args: &Args) -> Option<QuestionArgs> {
    let (from, to) = (args.from.clone()?, args.to.clone()?);
    Some(QuestionArgs { from, to, protocol: args.protocol.clone(), port: args.port.clone() })
}

/// The path of an answer over a picture.
fn with_answer(
    scene: Scene,
    question: &QuestionArgs,
    network: &Network,
    observed: &Observed,
    sources: &Sources,
) -> Result<(Scene, Outcome), CommandError> {
    let asked = question.question(network, &observed.nodes)?;
    let prepared = Prepared::new(network.clone());
    let answer = Answer::of(&prepared, &asked, Expect::Reachable);
    let report = Report::of(&prepared, &answer);
    let head = head_of_path(&report, question.parties());
    let scene = with_path(scene, &head, &steps_of(&report, sources));
    let is_proved = report.verdict == Verdict::Proved;
    Ok((scene, if is_proved { Outcome::Clean } else { Outcome::Findings }))
}

/// Draws what a change does.
fn draw_change(
    args: &Args,
    terminal: &Terminal,
    sources: &mut Sources,
) -> Result<Outcome, CommandError> {
    let (facts, found) = args.network_args.read_facts(sources);
    let errors: Vec<Diagnostic> = found.into_iter().filter(Diagnostic::is_error).collect();
    if !errors.is_empty() {
        tell_findings(terminal, errors, sources);
        return Ok(Outcome::CouldNotRun);
    }
    let Some(pair) = pair_of_inputs(&args.inputs, terminal, sources)? else {
        return Ok(Outcome::CouldNotRun);
    };
    let asked = Asked {
        inputs: &args.inputs,
        network_args: &args.network_args,
        config_args: &args.config_args,
    };
    let compared = compare_pair(&pair, &asked, &facts, None, terminal, sources);
    let Some(Compared { review, old, new }) = compared else { return Ok(Outcome::CouldNotRun) };
    let (Some(before), Some(after)) = (&old.network, &new.network) else {
        return Ok(Outcome::CouldNotRun);
    };
    let names = args.inputs.iter().map(|path| display_name(path));
    let title = format!("Change from {}", names.collect::<Vec<_>>().join(" to "));
    let mut extras = extras_of(&title, &new, facts.existing.as_deref());
    // What is only on the old side has the names that it has there.
    let former = extras_of(&title, &old, None);
    extras.names.extend(missing_from(&extras.names, former.names));
    extras.residents.extend(missing_from(&extras.residents, former.residents));
    let scene = scene_of_network(&with_removed(before, after), &extras);
    let scene = with_changes(scene, &change_of(&review));
    put_result(terminal, args.output.as_deref(), &(args.format.0.scene)(&scene))?;
    Ok(outcome_of(review.severity))
}

fn display_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// What of a map another one has no entry for.
fn missing_from<K: Ord, V>(
    map: &std::collections::BTreeMap<K, V>,
    other: std::collections::BTreeMap<K, V>,
) -> Vec<(K, V)> {
    other.into_iter().filter(|(key, _)| !map.contains_key(key)).collect()
}
