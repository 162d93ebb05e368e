//! `netloom bind`: a config and the outputs of its stack to the config that ParallelCluster takes.

use std::path::{Path, PathBuf};

use netloom_diag::Sources;

use super::beside_args::BesideArgs;
use super::config_args::{ConfigArgs, LockedArg};
use super::{new_lock, put_result, read_lock_or_tell, read_or_tell, tell_findings};
use crate::error::CommandError;
use crate::files::{MAX_CONFIG_BYTES, MAX_STACKS_BYTES, STDIN};
use crate::outcome::Outcome;
use crate::terminal::Terminal;
use netloom_driver::pipeline::bind_to_stack;

/// Fill a deployed stack's ids into a ParallelCluster config
///
/// Names of subnets are replaced by the ids of the stack's outputs and netloom's own keys are
/// removed. Comments, order and formatting of everything else stay as they are. With an output
/// missing, or a stack that is not complete or was made from another config, nothing is written.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  aws cloudformation describe-stacks --stack-name hpc-net | netloom bind cluster.yaml --outputs - \
                             -o bound.yaml
  netloom bind cluster.ini --outputs stack.json > ~/.parallelcluster/config")]
pub(crate) struct Args {
    /// The ParallelCluster config that the stack was made from; `-` for standard input
    config: PathBuf,

    /// What `aws cloudformation describe-stacks --stack-name NAME` printed, as JSON; `-` for
    /// standard input
    #[arg(long, value_name = "FILE")]
    outputs: PathBuf,

    /// Write the bound config into this file, not to standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    #[command(flatten)]
    locked: LockedArg,

    #[command(flatten)]
    beside: BesideArgs,

    #[command(flatten)]
    config_args: ConfigArgs,
}

/// Binds one config.
pub(crate) fn bind(args: &Args, terminal: &Terminal) -> Result<Outcome, CommandError> {
    let stdin = Path::new(STDIN);
    if args.config == stdin && args.outputs == stdin {
        return Err(CommandError::StdinTwice);
    }
    let mut sources = Sources::default();
    let config = read_or_tell(terminal, &args.config, MAX_CONFIG_BYTES, &mut sources);
    let outputs = read_or_tell(terminal, &args.outputs, MAX_STACKS_BYTES, &mut sources);
    let (Some(file), Some(outputs)) = (config, outputs) else { return Ok(Outcome::CouldNotRun) };
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
    let (Some(config), Some(outputs)) = (sources.get(file), sources.get(outputs)) else {
        return Ok(Outcome::CouldNotRun);
    };
    let known = options.beside_config(&sources);
    let (bound, diagnostics) = bind_to_stack(config, outputs, &known, &options.load);
    let outcome = Outcome::of(&diagnostics);
    tell_findings(terminal, diagnostics, &sources);
    let Some((text, update)) = bound else { return Ok(Outcome::Findings) };
    let asked = (lock.as_ref(), args.locked.locked, args.output.as_deref());
    let new_lock = match new_lock(asked, &update, (file, &args.config), terminal, &sources)? {
        Ok(new_lock) => new_lock,
        Err(outcome) => return Ok(outcome),
    };
    // The new lock is ready by now: nothing is left to fail between the config and its lock.
    put_result(terminal, args.output.as_deref(), &text)?;
    if let Some(new_lock) = new_lock {
        terminal.talk(&new_lock.put()?);
    }
    // The stack has the fingerprint of this plan, so the plan is deployed.
    if let Some(lock) = lock.as_ref().filter(|_| !args.locked.locked) {
        terminal.talk(&lock.put_deployed(&update, &sources)?.unwrap_or_default());
    }
    Ok(outcome)
}
