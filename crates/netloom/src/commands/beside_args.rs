//! What commands that write something from a config know beside it: what exists, and which stack is
//! its own.

use std::path::PathBuf;

use netloom_diag::{Diagnostic, Sources};
use netloom_driver::observe::ObserveOptions;
use netloom_network::Network;

use super::config_args::ConfigArgs;
use super::tell_findings;
use crate::facts::{Facts, read_facts};
use crate::lock_file::LockFile;
use crate::terminal::Terminal;

/// The facts alone, for a command that has the name of the stack in a flag of its own.
#[derive(clap::Args, Debug, Default)]
pub(super) struct FactsArg {
    /// Facts of the region or the VPC, as `netloom facts` collects them: existing subnets keep their
    /// blocks, and zones, blocks and gateways are known
    #[arg(long, value_name = "DIR")]
    pub(super) facts: Option<PathBuf>,
}

/// What is known beside a config.
#[derive(clap::Args, Debug, Default)]
pub(super) struct BesideArgs {
    #[command(flatten)]
    pub(super) facts: FactsArg,

    /// The name of this network's stack: with `--facts`, what it made stays where it is, and what
    /// others made is occupied
    #[arg(long, value_name = "NAME", requires = "facts")]
    pub(super) stack_name: Option<String>,
}

impl FactsArg {
    /// Returns how a config is read with all that is known beside it, and the network that exists;
    /// `None` where something cannot be read, which was reported.
    pub(super) fn options_or_tell(
        &self,
        config_args: &ConfigArgs,
        stack_name: Option<&str>,
        lock: Option<&LockFile>,
        (terminal, sources): (&Terminal, &mut Sources),
    ) -> Option<(ObserveOptions, Network)> {
        let (facts, mut findings) = match &self.facts {
            Some(folder) => read_facts(folder, sources),
            None => (Facts::default(), Vec::new()),
        };
        let previous = config_args.read_previous(sources).unwrap_or_else(|finding| {
            findings.push(finding);
            None
        });
        // Facts that were read in part are a network that does not exist.
        let is_unread = findings.iter().any(Diagnostic::is_error);
        tell_findings(terminal, findings, sources);
        let options = ObserveOptions {
            load: config_args.to_load_options(),
            lock: lock.map(LockFile::input),
            previous,
            existing: facts.existing,
            stack_name: stack_name.map(str::to_owned),
            ..ObserveOptions::default()
        };
        (!is_unread).then_some((options, facts.network))
    }
}
