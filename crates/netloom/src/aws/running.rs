//! Running a program in the user's name: its terminal is ours, and the signals that end us end it.

use std::io::{self, IsTerminal};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, ExitStatus};

use rustix::process::{Pid, Signal, kill_process};
use signal_hook::consts::{SIGCHLD, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2};
use signal_hook::iterator::Signals;

use crate::error::CommandError;
use crate::outcome::Outcome;

/// Signals that no longer end this process but are kept for [`run_and_wait`].
///
/// Taken before anything is made that has to be cleaned up again.
pub(crate) struct HeldSignals(Signals);

impl HeldSignals {
    /// Holds back SIGINT (Ctrl-C), SIGQUIT, SIGTERM, SIGHUP, SIGUSR1 and SIGUSR2 from now on.
    pub(crate) fn hold() -> Result<Self, CommandError> {
        let signals = Signals::new([SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGCHLD]);
        signals.map(Self).map_err(|source| CommandError::Signals { source })
    }
}

/// Runs a command to its end, with our standard input, output and error.
///
/// Signals are passed on to it. Ctrl-C and Ctrl-\ reach it without us: the terminal sends SIGINT
/// and SIGQUIT to both. We wait in any case, so that what it reads stays there as long as it runs.
pub(crate) fn run_and_wait(
    command: &mut Command,
    mut signals: HeldSignals,
) -> Result<Outcome, CommandError> {
    let mut wait = || -> io::Result<ExitStatus> {
        let mut child = command.spawn()?;
        for signal in signals.0.forever() {
            if signal != SIGCHLD {
                pass_on(signal, &child);
            } else if let Some(status) = child.try_wait()? {
                return Ok(status);
            }
        }
        child.wait()
    };
    wait().map(outcome_of).map_err(|source| CommandError::RunAws { source })
}

/// Sends a signal to the child.
///
/// INVARIANT: the child has not been waited for, so its process id cannot stand for another
/// process.
fn pass_on(signal: i32, child: &Child) {
    if matches!(signal, SIGINT | SIGQUIT) && has_terminal() {
        return;
    }
    if let Some(signal) = Signal::from_named_raw(signal) {
        // It may have ended on its own by now; then there is no process to tell.
        let _ = kill_process(Pid::from_child(child), signal);
    }
}

/// Returns whether a terminal is there that sends Ctrl-C to our child, too.
fn has_terminal() -> bool {
    io::stdin().is_terminal() || io::stdout().is_terminal() || io::stderr().is_terminal()
}

/// The exit code, or 128 and the signal's number, as shells count.
fn outcome_of(status: ExitStatus) -> Outcome {
    let code = status.code().or_else(|| status.signal().map(|signal| 128 + signal)).unwrap_or(1);
    Outcome::Passed(u8::try_from(code).unwrap_or(1))
}
