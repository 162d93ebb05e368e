//! `netloom draw`: a picture of a network.

use std::path::{Path, PathBuf};

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use netloom_diag::Sources;
use netloom_draw::{DrawFormat, FORMATS, format_by_name, scene_of_network};
use netloom_driver::drawing::extras_of;

use super::config_args::ConfigArgs;
use super::network_args::NetworkArgs;
use super::one_input::{OneInput, read_one_or_tell};
use super::put_result;
use crate::error::CommandError;
use crate::outcome::Outcome;
use crate::terminal::Terminal;

/// Draw the network of a config, a template or facts
///
/// Zones are columns, subnets stand in them with their blocks, the addresses that nodes need and
/// that are free, who lives there and where their routes lead. Gateways stand on the edge of the
/// VPC, the internet and the site outside.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  netloom draw cluster.yaml -o network.svg
  netloom draw --facts vpc/ -o vpc.svg

Exit codes:
  0  the picture is drawn
  2  could not run")]
pub(crate) struct Args {
    /// A ParallelCluster config or a CloudFormation template; may be left out with `--facts`
    #[arg(required_unless_present = "facts")]
    input: Option<PathBuf>,

    /// Write the picture into this file, not to standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// The format of the picture
    #[arg(long, value_name = "FORMAT", value_parser = format_parser(), default_value = FORMATS[0].name)]
    format: Chosen,

    #[command(flatten)]
    network_args: NetworkArgs,

    #[command(flatten)]
    config_args: ConfigArgs,
}

/// A format, by its name.
#[derive(Clone, Copy, Debug)]
struct Chosen(DrawFormat);

fn format_parser() -> impl TypedValueParser<Value = Chosen> {
    let values = FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.about));
    PossibleValuesParser::new(values)
        .try_map(|name| format_by_name(&name).map(Chosen).ok_or("no such format"))
}

/// Draws one network.
pub(crate) fn draw(args: &Args, terminal: &Terminal) -> Result<Outcome, CommandError> {
    let mut sources = Sources::default();
    let with = (&args.network_args, &args.config_args);
    let read = read_one_or_tell(args.input.as_ref(), with, terminal, &mut sources);
    let Some(OneInput { observed, existing }) = read else { return Ok(Outcome::CouldNotRun) };
    let Some(network) = &observed.network else { return Ok(Outcome::CouldNotRun) };
    let extras = extras_of(&title(args), &observed, existing.as_deref());
    let text = (args.format.0.scene)(&scene_of_network(network, &extras));
    put_result(terminal, args.output.as_deref(), &text)?;
    Ok(Outcome::Clean)
}

/// The name of the file or folder, without those around it.
fn title(args: &Args) -> String {
    let path = args.input.as_deref().or(args.network_args.facts.as_deref());
    let name = path.and_then(Path::file_name).unwrap_or_default().to_string_lossy();
    format!("Network of {name}")
}
