//! One input, read with all that is known beside it, for commands that look at one network.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use netloom_checks::template::NESTED_STACK;
use netloom_diag::{Diagnostic, Sources};
use netloom_driver::nested::observe_whole;
use netloom_driver::observe::{ObserveOptions, Observed};
use netloom_facts::existing::ExistingNetwork;

use super::config_args::ConfigArgs;
use super::network_args::NetworkArgs;
use super::{or_tell, read_lock_or_tell, read_or_tell, tell_findings};
use crate::files::{MAX_TEMPLATE_BYTES, STDIN, read_template_file};
use crate::terminal::Terminal;

/// What was read.
pub(super) struct OneInput {
    /// The input with its network; that of the facts where no input is named.
    pub(super) observed: Observed,
    /// What exists, where facts say.
    pub(super) existing: Option<Arc<ExistingNetwork>>,
}

/// Reads one input, or the facts alone; `None` where something cannot be read, which was reported.
///
/// Only what stops the reading, and what was not read, is reported: whether the network is right is
/// for `check` to say.
pub(super) fn read_one_or_tell(
    input: Option<&PathBuf>,
    (network_args, config_args): (&NetworkArgs, &ConfigArgs),
    terminal: &Terminal,
    sources: &mut Sources,
) -> Option<OneInput> {
    let (facts, mut diagnostics) = network_args.read_facts(sources);
    if diagnostics.iter().any(Diagnostic::is_error) {
        tell_findings(terminal, diagnostics, sources);
        return None;
    }
    let existing = facts.existing.clone();
    let observed = match input {
        None => Observed::of_network(Some(facts.network)),
        Some(input) => {
            let file = read_or_tell(terminal, input, MAX_TEMPLATE_BYTES, sources)?;
            let stacks = network_args.read_stacks(std::slice::from_ref(input), sources);
            let stacks = or_tell(terminal, stacks, sources)?;
            let lock = read_lock_or_tell(terminal, config_args, (file, input), sources)?;
            let lock = lock.map(|lock| lock.input());
            let previous = config_args.read_previous(sources);
            let previous = or_tell(terminal, previous, sources)?;
            let options = network_args.options(config_args, &facts);
            let options = stacks.options_for(input, &options);
            let options = ObserveOptions { lock, previous, ..options };
            let place = (input != Path::new(STDIN)).then_some(input.as_path());
            observe_whole(file, place, &mut read_template_file, sources, &facts.network, &options)
        }
    };
    diagnostics.extend(observed.diagnostics.iter().cloned());
    diagnostics.retain(|finding| finding.is_error() || finding.code.id == NESTED_STACK.id);
    tell_findings(terminal, diagnostics, sources);
    Some(OneInput { observed, existing })
}
