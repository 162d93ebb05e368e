//! `netloom trace`: one question about a network, answered with its path.

use netloom_reach::explain::Report;
use std::path::{Path, PathBuf};

use netloom_checks::ClusterNodes;
use netloom_checks::template::NESTED_STACK;
use netloom_diag::{Diagnostic, Sources};
use netloom_network::Id;
use netloom_network::Network;
use netloom_question::{Expect, Party, Prepared, Question};
use netloom_question::{NotAParty, traffic_from_words};
use netloom_reach::{Answer, Verdict};

use super::config_args::ConfigArgs;
use super::network_args::NetworkArgs;
use super::{or_tell, read_lock_or_tell, read_or_tell, tell_findings};
use crate::error::CommandError;
use crate::files::{MAX_TEMPLATE_BYTES, STDIN, read_template_file};
use crate::outcome::Outcome;
use crate::terminal::Terminal;
use netloom_driver::nested::observe_whole;
use netloom_driver::observe::ObserveOptions;
use netloom_driver::traces::{as_json, as_text};

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

    /// The client of the connection
    #[arg(long, value_name = "PARTY")]
    from: String,

    /// The server
    #[arg(long, value_name = "PARTY")]
    to: String,

    /// `tcp`, `udp`, `icmp` (a ping), `all`, or a number
    #[arg(long, default_value = "tcp", value_name = "PROTOCOL")]
    protocol: String,

    /// A port, a range such as 1024-2048, or several with commas; by default 443 for services, else
    /// every port
    #[arg(long, value_name = "PORT")]
    port: Option<String>,

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
    let (facts, mut diagnostics) = args.network_args.read_facts(&mut sources);
    if diagnostics.iter().any(Diagnostic::is_error) {
        tell_findings(terminal, diagnostics, &sources);
        return Ok(Outcome::CouldNotRun);
    }
    let (network, nodes) = match &args.input {
        None => (Some(facts.network), ClusterNodes::default()),
        Some(input) => {
            let Some(file) = read_or_tell(terminal, input, MAX_TEMPLATE_BYTES, &mut sources) else {
                return Ok(Outcome::CouldNotRun);
            };
            let stacks = args.network_args.read_stacks(std::slice::from_ref(input), &mut sources);
            let Some(stacks) = or_tell(terminal, stacks, &sources) else {
                return Ok(Outcome::CouldNotRun);
            };
            let lock = read_lock_or_tell(terminal, &args.config_args, (file, input), &mut sources);
            let Some(lock) = lock else { return Ok(Outcome::CouldNotRun) };
            let lock = lock.map(|lock| lock.input());
            let previous = args.config_args.read_previous(&mut sources);
            let Some(previous) = or_tell(terminal, previous, &sources) else {
                return Ok(Outcome::CouldNotRun);
            };
            let options = args.network_args.options(&args.config_args, &facts);
            let options = stacks.options_for(input, &options);
            let options = ObserveOptions { lock, previous, ..options };
            let place = (input != Path::new(STDIN)).then_some(input.as_path());
            let observed = observe_whole(
                file,
                place,
                &mut read_template_file,
                &mut sources,
                &facts.network,
                &options,
            );
            diagnostics.extend(observed.diagnostics);
            (observed.network, observed.nodes)
        }
    };
    // A trace is asked for the path, not for advice about the config: only what stops the reading,
    // and what was not read.
    diagnostics.retain(|finding| finding.is_error() || finding.code.id == NESTED_STACK.id);
    tell_findings(terminal, diagnostics, &sources);
    let Some(network) = network else { return Ok(Outcome::CouldNotRun) };
    let question = question(args, &network, &nodes)?;
    let prepared = Prepared::new(network);
    let answer = Answer::of(&prepared, &question, Expect::Reachable);
    let report = Report::of(&prepared, &answer);
    let text = match args.format {
        TraceFormat::Human => as_text(&report, (&args.from, &args.to), &sources),
        TraceFormat::Json => as_json(&report),
    };
    terminal.result(&text)?;
    Ok(if report.verdict == Verdict::Proved { Outcome::Clean } else { Outcome::Findings })
}

fn question(
    args: &Args,
    network: &Network,
    nodes: &ClusterNodes,
) -> Result<Question, CommandError> {
    let from = party(&args.from, network, nodes)?;
    let to = party(&args.to, network, nodes)?;
    let port = match (&args.port, &to, args.protocol.as_str()) {
        (None, Party::Service(_), "tcp") => Some("443"),
        (port, _, _) => port.as_deref(),
    };
    let traffic = traffic_from_words(&args.protocol, port)
        .map_err(|expected| CommandError::WrongTraffic { expected })?;
    Ok(Question::new(from, to, traffic))
}

fn party(text: &str, network: &Network, nodes: &ClusterNodes) -> Result<Party, CommandError> {
    if let Some(id) = nodes.named(text) {
        return Ok(Party::Interface(id.clone()));
    }
    let no_end = |text: &str| network.no_ends.get(&Id::new(text)).cloned();
    Party::from_text(text, network).map_err(|NotAParty { nearest: near, known, service }| {
        match (no_end(text), service) {
            (Some(why), _) => CommandError::NoEnd { why },
            (None, Some(seen)) => CommandError::UnknownService { seen, near },
            (None, None) => CommandError::UnknownParty { seen: text.to_owned(), near, known },
        }
    })
}
