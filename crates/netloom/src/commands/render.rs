//! `netloom render`: a config to a template.

use std::path::PathBuf;

use netloom_cfn::TemplateSize;
use netloom_diag::Sources;

use super::config_args::ConfigArgs;
use super::{counted, grouped, put_result, read_or_tell, tell_findings};
use crate::error::CommandError;
use crate::files::MAX_CONFIG_BYTES;
use crate::outcome::Outcome;
use crate::pipeline::{TemplateFormat, render_template};
use crate::terminal::Terminal;

/// Write the CloudFormation template of a cluster's network
///
/// Nothing is written before everything is checked: with an error in the config there is no output at all, so a pipe never
/// carries half a template. Findings and the size of the template go to standard error.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  netloom render cluster.yaml                      the template, as YAML
  netloom render cluster.ini -o network.yaml       into a file, replaced as a whole
  netloom render cluster.yaml --format json | jq .Outputs
  netloom render cluster.yaml | aws cloudformation create-change-set --stack-name hpc-net \\
      --change-set-name review --change-set-type CREATE --template-body file:///dev/stdin")]
pub(crate) struct Args {
    /// The ParallelCluster config; `-` for standard input
    config: PathBuf,

    /// Write the template into this file, not to standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// The form of the template; both describe the same network
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: TemplateFormat,

    #[command(flatten)]
    config_args: ConfigArgs,
}

/// Renders one config.
pub(crate) fn render(args: &Args, terminal: &Terminal) -> Result<Outcome, CommandError> {
    let mut sources = Sources::default();
    let file = read_or_tell(terminal, &args.config, MAX_CONFIG_BYTES, &mut sources);
    let Some(source) = file.and_then(|file| sources.get(file)) else { return Ok(Outcome::CouldNotRun) };
    let (rendered, diagnostics) = render_template(source, &args.config_args.to_load_options(), args.format);
    let outcome = Outcome::of(&diagnostics);
    tell_findings(terminal, diagnostics, &sources);
    let Some(rendered) = rendered else { return Ok(Outcome::Findings) };
    put_result(terminal, args.output.as_deref(), &rendered.text)?;
    terminal.talk(&size_report(&rendered.size));
    Ok(outcome)
}

/// `netloom: 42 resources, 12,345 bytes, fits inline`.
fn size_report(size: &TemplateSize) -> String {
    let fit = if size.fits_inline { "fits inline" } else { "too large to be sent inline: deploy with `--s3-bucket`" };
    format!("netloom: {}, {} bytes, {fit}\n", counted(size.n_resources, "resource"), grouped(size.n_bytes))
}
