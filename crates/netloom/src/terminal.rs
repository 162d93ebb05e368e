//! Standard output and standard error: the one place that writes to them.
//!
//! Results go to standard output, whole or not at all; everything said about the work goes to standard error. A reader that
//! closes the pipe early (`netloom render … | head`) is nobody's fault and is not reported.

use std::io::{ErrorKind, IsTerminal, Write};

use netloom_diag::Style;

use crate::error::CommandError;

/// What the process writes to.
pub(crate) struct Terminal {
    is_colour_allowed: bool,
}

impl Terminal {
    /// Returns the terminal of this process.
    ///
    /// Colours are off when `NO_COLOR` is set to anything but the empty text (no-color.org) or `TERM` is `dumb`.
    pub(crate) fn of_process() -> Self {
        let refuses = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        Self { is_colour_allowed: !refuses && !is_dumb }
    }

    /// Returns how text for standard output is to look.
    pub(crate) fn result_style(&self) -> Style {
        self.style(std::io::stdout().is_terminal())
    }

    /// Returns how text for standard error is to look.
    pub(crate) fn talk_style(&self) -> Style {
        self.style(std::io::stderr().is_terminal())
    }

    fn style(&self, is_terminal: bool) -> Style {
        if is_terminal && self.is_colour_allowed { Style::Coloured } else { Style::Plain }
    }

    /// Writes a result to standard output.
    ///
    /// # Errors
    /// Standard output cannot take it, for another reason than that its reader went away.
    pub(crate) fn result(&self, text: &str) -> Result<(), CommandError> {
        let mut stdout = std::io::stdout().lock();
        let written = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
        match written {
            Err(source) if source.kind() != ErrorKind::BrokenPipe => Err(CommandError::WriteStdout { source }),
            _ => Ok(()),
        }
    }

    /// Writes to standard error; where that is closed there is nobody to tell.
    pub(crate) fn talk(&self, text: &str) {
        let mut stderr = std::io::stderr().lock();
        let _ = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
    }

    /// Says what the tool could not do, why, and the ways out.
    pub(crate) fn report(&self, error: &CommandError) {
        let (on, off) = match self.talk_style() {
            Style::Coloured => ("\u{1b}[1;31m", "\u{1b}[0m"),
            Style::Plain => ("", ""),
        };
        let mut text = format!("{on}error{off}: {error}");
        let mut cause = std::error::Error::source(error);
        while let Some(inner) = cause {
            text.push_str(&format!(": {inner}"));
            cause = inner.source();
        }
        text.push('\n');
        for help in error.help() {
            text.push_str(&format!("  = help: {help}\n"));
        }
        self.talk(&text);
    }
}
