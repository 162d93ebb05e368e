//! `netloom egress`: a config to the hosts that a proxy or a firewall has to let its nodes reach.

use std::path::PathBuf;

use clap::ValueEnum;
use netloom_diag::Sources;
use netloom_driver::outside::formats::OutsideFormat;
use netloom_driver::outside::outside_destinations;
use netloom_driver::pipeline::compile_beside;

use super::beside_args::BesideArgs;
use super::config_args::ConfigArgs;
use super::{put_result, read_lock_or_tell, read_or_tell, tell_findings};
use crate::error::CommandError;
use crate::files::MAX_CONFIG_BYTES;
use crate::outcome::Outcome;
use crate::terminal::Terminal;

/// List the hosts that a proxy or a firewall has to let the nodes reach
///
/// The list follows from the cluster: its scheduler and release, login nodes, directory, accounting,
/// Session Manager. Services that a VPC endpoint of the network leads to are not in it, for calls to
/// them do not leave the VPC.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  netloom egress cluster.yaml
  netloom egress cluster.yaml --format squid -o /etc/squid/conf.d/hpc.conf
  netloom egress cluster.yaml --format network-firewall -o group.json
  aws network-firewall create-rule-group --type STATEFUL --capacity 100 --rule-group-name hpc \
                             --rule-group file://group.json")]
pub(crate) struct Args {
    /// The ParallelCluster config; `-` for standard input
    config: PathBuf,

    /// The output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Table)]
    format: Format,

    /// Write the list into this file, not to standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    #[command(flatten)]
    beside: BesideArgs,

    #[command(flatten)]
    config_args: ConfigArgs,
}

/// How the list is written.
#[derive(ValueEnum, Clone, Copy, Debug)]
enum Format {
    /// Columns for people
    Table,
    /// For programs
    Json,
    /// Lines of a configuration of Squid
    Squid,
    /// A stateful rule group of AWS Network Firewall
    NetworkFirewall,
}

impl From<Format> for OutsideFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::Table => Self::Table,
            Format::Json => Self::Json,
            Format::Squid => Self::Squid,
            Format::NetworkFirewall => Self::NetworkFirewall,
        }
    }
}

/// Lists the hosts of one config.
pub(crate) fn egress(args: &Args, terminal: &Terminal) -> Result<Outcome, CommandError> {
    let mut sources = Sources::default();
    let config = read_or_tell(terminal, &args.config, MAX_CONFIG_BYTES, &mut sources);
    let Some(file) = config else { return Ok(Outcome::CouldNotRun) };
    let lock = read_lock_or_tell(terminal, &args.config_args, (file, &args.config), &mut sources);
    let Some(lock) = lock else { return Ok(Outcome::CouldNotRun) };
    let beside = &args.beside;
    let options = beside.facts.options_or_tell(
        &args.config_args,
        beside.stack_name.as_deref(),
        lock.as_ref(),
        (terminal, &mut sources),
    );
    let Some((options, _)) = options else { return Ok(Outcome::CouldNotRun) };
    let Some(config) = sources.get(file) else { return Ok(Outcome::CouldNotRun) };
    let compiled = compile_beside(config, &options.beside_config(&sources), &options.load);
    let outcome = Outcome::of(&compiled.diagnostics);
    tell_findings(terminal, compiled.diagnostics, &sources);
    let (Some(intent), Some(plan)) = (compiled.intent, compiled.plan) else {
        return Ok(Outcome::Findings);
    };
    let Some(outside) = outside_destinations(&intent, &plan) else {
        terminal.talk("netloom: host names have the region in them: give it with `--region`\n");
        return Ok(Outcome::CouldNotRun);
    };
    let text = OutsideFormat::from(args.format).text_of(&outside);
    put_result(terminal, args.output.as_deref(), &text)?;
    Ok(outcome)
}
