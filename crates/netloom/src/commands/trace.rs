//! `netloom trace`: one question about a network, answered with its path.

use std::path::PathBuf;

use netloom_diag::Sources;
use netloom_driver::traces::{as_json, as_text};
use netloom_question::{Expect, Prepared};
use netloom_reach::explain::Report;
use netloom_reach::{Answer, Verdict};

use super::config_args::ConfigArgs;
use super::network_args::NetworkArgs;
use super::one_input::{OneInput, read_one_or_tell};
use super::question_args::QuestionArgs;
use crate::error::CommandError;
use crate::outcome::Outcome;
use crate::terminal::Terminal;

/// Trace whether, and by which path, traffic gets from A to B
///
/// The question is about all packets at once: every address of the nodes, every port that clients
/// use, and every reply. It is answered from the template alone: proved, refuted with a packet and
/// every hop that drops it, or unknown with the missing input.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  netloom trace cluster.yaml --from queue:cpu --to service:s3
  netloom trace cluster.ini --from internet --to head --port 22
  netloom trace network.yaml --from SubnetCompute --to 10.200.0.0/16 --protocol tcp --port 3128
  netloom trace --facts vpc/ --from i-0123456789abcdef0 --to internet --format json

Names: `head`, `queue:NAME`, `login:NAME` for the nodes of a config; the logical id (in facts the
id) of an interface, instance, launch template, security group or subnet; `internet`; an address or
a block; `service:` and a service such as `s3`; `internet except service:s3` for all of the internet
but what a gateway endpoint leads to.

A security group stands for every interface that has it, and for one that is launched with it in
each subnet of its VPC; a subnet for every interface in it, and for anything that is launched there.
An instance stands for all of its interfaces where the claim is that nothing arrives, and for its
primary one where the claim is that everything does.

Exit codes:
  0  all packets arrive
  1  some do not arrive, or that is undecided
  2  could not run")]
pub(crate) struct Args {
    /// A ParallelCluster config or a CloudFormation template; may be left out with `--facts`
    #[arg(required_unless_present = "facts")]
    input: Option<PathBuf>,

    #[command(flatten)]
    question: QuestionArgs,

    /// How the answer is written
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: TraceFormat,

    #[command(flatten)]
    network_args: NetworkArgs,

    #[command(flatten)]
    config_args: ConfigArgs,
}

/// How an answer is written.
#[derive(clap::ValueEnum, Clone, Copy, Debug, Default)]
enum TraceFormat {
    /// The path, one line per hop
    #[default]
    Human,
    /// In the form of AWS's Reachability Analyzer
    Json,
}

/// Answers one question.
pub(crate) fn trace(args: &Args, terminal: &Terminal) -> Result<Outcome, CommandError> {
    let mut sources = Sources::default();
    // A trace is asked for the path, not for advice about the config.
    let with = (&args.network_args, &args.config_args);
    let read = read_one_or_tell(args.input.as_ref(), with, terminal, &mut sources);
    let Some(OneInput { observed, .. }) = read else { return Ok(Outcome::CouldNotRun) };
    let (network, nodes) = (observed.network, observed.nodes);
    let Some(network) = network else { return Ok(Outcome::CouldNotRun) };
    let question = args.question.question(&network, &nodes)?;
    let prepared = Prepared::new(network);
    let answer = Answer::of(&prepared, &question, Expect::Reachable);
    let report = Report::of(&prepared, &answer);
    let text = match args.format {
        TraceFormat::Human => as_text(&report, args.question.parties(), &sources),
        TraceFormat::Json => as_json(&report),
    };
    terminal.result(&text)?;
    Ok(if report.verdict == Verdict::Proved { Outcome::Clean } else { Outcome::Findings })
}
