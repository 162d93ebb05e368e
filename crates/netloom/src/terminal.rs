//! Standard output and standard error: the one place that writes to them.
//!
//! Results go to standard output, whole or not at all; everything said about the work goes to
//! standard error. A result that does not arrive is an error, whether the disk is full or the
//! reader closed the pipe early: what the exit code says of the network would otherwise hold for a
//! text that was never read.

use std::io::{IsTerminal, Write};

use netloom_diag::Style;
use netloom_diag::untrusted::terminal_lines;

use crate::error::CommandError;

/// What the process writes to.
pub(crate) struct Terminal {
    is_colour_allowed: bool,
}

impl Terminal {
    /// Returns the terminal of this process.
    ///
    /// Colours are off when `NO_COLOR` is set to anything but the empty text (no-color.org) or
    /// `TERM` is `dumb`.
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
    /// Standard output cannot take all of it: the disk is full, or its reader went away.
    pub(crate) fn result(&self, text: &str) -> Result<(), CommandError> {
        let mut stdout = std::io::stdout().lock();
        let written = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
        written.map_err(|source| CommandError::WriteStdout { source })
    }

    /// Says something on standard error, whatever text of strangers is in it; where that is closed
    /// it goes unsaid.
    pub(crate) fn talk(&self, text: &str) {
        self.talk_rendered(&terminal_lines(text));
    }

    /// Writes to standard error what is safe for a terminal already.
    pub(crate) fn talk_rendered(&self, text: &str) {
        let mut stderr = std::io::stderr().lock();
        let _ = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
    }

    /// Returns whether there is a user to ask: both the question and the answer go by a terminal.
    pub(crate) fn can_ask(&self) -> bool {
        std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
    }

    /// Asks a question, and returns whether the answer is yes; everything but `y` and `yes` is no,
    /// as is the end of the input.
    pub(crate) fn is_confirmed(&self, question: &str) -> bool {
        self.talk(question);
        let mut answer = String::new();
        let is_read = std::io::stdin().read_line(&mut answer).is_ok();
        is_read && matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes")
    }

    /// Says what the tool could not do, why, and the ways out.
    pub(crate) fn report(&self, error: &CommandError) {
        let (on, off) = match self.talk_style() {
            Style::Coloured => ("\u{1b}[1;31m", "\u{1b}[0m"),
            Style::Plain => ("", ""),
        };
        let mut words = error.to_string();
        let mut cause = std::error::Error::source(error);
        while let Some(inner) = cause {
            words.push_str(&format!(": {inner}"));
            cause = inner.source();
        }
        // Causes of other libraries have several lines, such as the place in a Handlebars template.
        let mut text = format!("{on}error{off}: {}\n", terminal_lines(&words));
        for help in error.help() {
            text.push_str(&format!("  = help: {}\n", terminal_lines(&help)));
        }
        self.talk_rendered(&text);
    }
}
