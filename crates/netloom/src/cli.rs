//! The arguments, and which command they start.

use std::ffi::OsString;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand};
use netloom_diag::untrusted::terminal_lines;

use crate::commands::{
    bind, check, deploy, diff, docs, draw, egress, explain, facts, init, render, schema, trace,
};
use crate::error::CommandError;
use crate::outcome::Outcome;
use crate::terminal::Terminal;

/// Compiles the network of an HPC cluster from its ParallelCluster configuration
///
/// netloom reads the ParallelCluster config of a site (2.x INI or 3.x YAML), decides every address,
/// route and gateway of the network around it, and writes that as a CloudFormation template.
#[derive(Parser, Debug)]
#[command(name = "netloom", version, after_long_help = EXIT_CODES, disable_help_subcommand = false)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "\
A file named `-` is standard input. Results go to standard output, everything else to standard \
                          error.

Exit codes:
  0  nothing wrong, or warnings only
  1  something is wrong with the network as written; `diff`: something changes
  2  netloom could not do its work: bad arguments, nothing to read, nowhere to write
  3  `diff`: something is replaced, fails or is exposed, or data is deleted
`netloom deploy` exits with the code of `aws` once that has run.";

#[derive(Subcommand, Debug)]
enum Command {
    Init(init::Args),
    Render(render::Args),
    Check(check::Args),
    Trace(trace::Args),
    Diff(diff::Args),
    Draw(draw::Args),
    Bind(bind::Args),
    Egress(egress::Args),
    Deploy(deploy::Args),
    Facts(facts::Args),
    Explain(explain::Args),
    Schema(schema::Args),
    Docs(docs::Args),
}

/// Runs the command that these arguments ask for; the first one is the program's own name.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        // Help and version are no errors and go to standard output; clap knows which is which.
        Err(asked) => {
            let text = asked.to_string();
            if terminal_lines(&text) == text {
                let _ = asked.print();
            } else {
                Terminal::of_process().talk(&text);
            }
            return if asked.use_stderr() {
                Outcome::CouldNotRun.into()
            } else {
                Outcome::Clean.into()
            };
        }
    };
    say_panics_of_rules_once();
    survive_file_size_limits();
    let terminal = Terminal::of_process();
    has_memory()
        .and_then(|()| cli.command.run(&terminal))
        .unwrap_or_else(|error| {
            terminal.report(&error);
            Outcome::CouldNotRun
        })
        .into()
}

/// Address space that a run may need; pages that are not touched cost nothing.
const NEEDED_BYTES: usize = 96 << 20;

/// Memory that cannot be had ends the process without a word where it is asked for; here it can be
/// told.
fn has_memory() -> Result<(), CommandError> {
    let reserved = Vec::<u8>::new().try_reserve_exact(NEEDED_BYTES);
    reserved.map_err(|_| CommandError::LittleMemory { n_mebibytes: NEEDED_BYTES >> 20 })
}

/// A write beyond the limit for files (`ulimit -f`) is to fail with an error that can be reported,
/// not to end the process.
fn survive_file_size_limits() {
    // A signal that is caught is one that does not end the process; whether it came is of no
    // interest. Where it cannot be caught, it stays as it was.
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, Arc::default());
}

/// A rule that cfn-guard panics over is reported as a finding; the words of the panic would be
/// noise beside it.
fn say_panics_of_rules_once() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().name() != Some(netloom_guard::THREAD) {
            usual(panic);
        }
    }));
}

impl Command {
    fn run(self, terminal: &Terminal) -> Result<Outcome, CommandError> {
        match self {
            Self::Init(args) => init::init(&args, terminal),
            Self::Render(args) => render::render(&args, terminal),
            Self::Check(args) => check::check(&args, terminal),
            Self::Trace(args) => trace::trace(&args, terminal),
            Self::Diff(args) => diff::diff(&args, terminal),
            Self::Draw(args) => draw::draw(&args, terminal),
            Self::Bind(args) => bind::bind(&args, terminal),
            Self::Egress(args) => egress::egress(&args, terminal),
            Self::Deploy(args) => deploy::deploy(&args, terminal),
            Self::Facts(args) => facts::facts(&args, terminal),
            Self::Explain(args) => explain::explain(&args, terminal),
            Self::Schema(args) => schema::schema(&args, terminal),
            Self::Docs(args) => docs::docs(&args, terminal),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Cli;

    #[test]
    fn the_arguments_do_not_contradict_each_other() {
        Cli::command().debug_assert();
    }
}
