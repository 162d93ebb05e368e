//! `netloom docs`: the generated part of the documentation, for `make docs`. Not shown in the help.

use clap::CommandFactory;

use crate::cli::Cli;
use crate::docs::{checks_reference, cli_reference, config_reference, resources_reference};
use crate::error::CommandError;
use crate::outcome::Outcome;
use crate::terminal::Terminal;

/// Print a generated page of the documentation
#[derive(clap::Args, Debug)]
#[command(hide = true)]
pub(crate) struct Args {
    /// Which page
    #[arg(value_enum)]
    page: Page,
}

#[derive(clap::ValueEnum, Clone, Copy, Debug)]
enum Page {
    /// docs/checks.md
    Checks,
    /// docs/cli.md
    Cli,
    /// docs/config.md
    Config,
    /// docs/resources.md
    Resources,
}

/// Prints the page.
pub(crate) fn docs(args: &Args, terminal: &Terminal) -> Result<Outcome, CommandError> {
    let text = match args.page {
        Page::Checks => checks_reference(),
        Page::Cli => cli_reference(&Cli::command()),
        Page::Config => config_reference(),
        Page::Resources => resources_reference(),
    };
    terminal.result(&text)?;
    Ok(Outcome::Clean)
}
