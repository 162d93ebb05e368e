//! `netloom schema`: the JSON Schemas of what netloom reads and writes.

use netloom_config::reference::network_schema;

use crate::error::CommandError;
use crate::outcome::Outcome;
use crate::terminal::Terminal;

/// Print the JSON Schema of a format
///
/// For editors, which complete and check files by it, and for programs that read findings and
/// reviews.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  netloom schema --for claims > claims.schema.json
  netloom schema --for diff | jq .properties.reviews")]
pub(crate) struct Args {
    /// Which format
    #[arg(long = "for", value_name = "FORMAT", value_enum)]
    format: SchemaOf,
}

/// The formats that have a schema.
#[derive(clap::ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum SchemaOf {
    /// What `netloom check --format json` writes
    Check,
    /// What `netloom diff --format json` writes
    Diff,
    /// The `Network` section of a 3.x config
    Config,
    /// A claims file
    Claims,
    /// The lock file beside a config
    Lock,
}

/// Prints one.
pub(crate) fn schema(args: &Args, terminal: &Terminal) -> Result<Outcome, CommandError> {
    terminal.result(&match args.format {
        SchemaOf::Check => include_str!("../../../../schemas/check.json").to_owned(),
        SchemaOf::Diff => include_str!("../../../../schemas/diff.json").to_owned(),
        SchemaOf::Config => format!("{:#}\n", network_schema()),
        SchemaOf::Lock => include_str!("../../../../schemas/lock.json").to_owned(),
        SchemaOf::Claims => include_str!("../../../../schemas/claims.json").to_owned(),
    })?;
    Ok(Outcome::Clean)
}
