//! `netloom render`: a config to a template.

use std::path::PathBuf;

use netloom_cfn::TemplateSize;
use netloom_diag::{Diagnostic, FileId, Severity, Sources};
use netloom_network::Network;

use super::beside_args::BesideArgs;
use super::config_args::{ConfigArgs, LockedArg};
use super::{new_lock, put_result, read_lock_or_tell, read_or_tell, tell_findings};
use crate::aws::{PARAMETER_OVERRIDES, TemplateFacts, ZoneQuestion};
use crate::cost::cost_and_egress;
use crate::error::CommandError;
use crate::files::MAX_CONFIG_BYTES;
use crate::outcome::Outcome;
use crate::terminal::Terminal;
use netloom_diag::counting::{counted, grouped};
use netloom_driver::input_kind::InputKind;
use netloom_driver::observe::ObserveOptions;
use netloom_driver::pipeline::{TemplateFormat, render_template};
use netloom_driver::proving::{Objections, objections};

/// Write the CloudFormation template of a cluster's network
///
/// Nothing is written before everything is checked and every claim of the config is proved: with an
/// error in the config, or a refuted claim, there is no output at all, so a pipe never carries half
/// a template. Findings and the size of the template go to standard error.
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
    format: FormArg,

    /// Write the template even if claims are refuted; refuted claims become warnings
    #[arg(long)]
    unproved: bool,

    #[command(flatten)]
    locked: LockedArg,

    #[command(flatten)]
    beside: BesideArgs,

    #[command(flatten)]
    config_args: ConfigArgs,
}

/// The forms of a template.
#[derive(clap::ValueEnum, Clone, Copy, Debug, Default)]
enum FormArg {
    /// YAML, with short tags such as `!Ref`
    #[default]
    Yaml,
    /// JSON, indented by two spaces
    Json,
}

impl From<FormArg> for TemplateFormat {
    fn from(form: FormArg) -> Self {
        match form {
            FormArg::Yaml => Self::Yaml,
            FormArg::Json => Self::Json,
        }
    }
}

/// Renders one config.
pub(crate) fn render(args: &Args, terminal: &Terminal) -> Result<Outcome, CommandError> {
    let mut sources = Sources::default();
    let file = read_or_tell(terminal, &args.config, MAX_CONFIG_BYTES, &mut sources);
    let Some(file) = file else { return Ok(Outcome::CouldNotRun) };
    let lock = read_lock_or_tell(terminal, &args.config_args, (file, &args.config), &mut sources);
    let Some(lock) = lock else { return Ok(Outcome::CouldNotRun) };
    let beside = &args.beside;
    let options = beside.facts.options_or_tell(
        &args.config_args,
        beside.stack_name.as_deref(),
        lock.as_ref(),
        (terminal, &mut sources),
    );
    let Some((options, facts)) = options else { return Ok(Outcome::CouldNotRun) };
    let known = options.beside_config(&sources);
    let (rendered, diagnostics) = match sources.get(file) {
        Some(source) => render_template(source, &known, &options.load, args.format.into()),
        None => (None, Vec::new()),
    };
    let Some(rendered) = rendered else {
        tell_findings(terminal, diagnostics, &sources);
        return Ok(Outcome::Findings);
    };
    let proof = put_to_proof(
        (file, &facts),
        diagnostics,
        args.unproved,
        &options,
        (terminal, &mut sources),
    );
    let Some(proved) = proof else { return Ok(Outcome::Findings) };
    let asked = (lock.as_ref(), args.locked.locked, args.output.as_deref());
    let new_lock = match new_lock(asked, &rendered.lock, (file, &args.config), terminal, &sources)?
    {
        Ok(new_lock) => new_lock,
        Err(outcome) => return Ok(outcome),
    };
    // The new lock is ready by now: nothing is left to fail between the template and its lock.
    put_result(terminal, args.output.as_deref(), &rendered.text)?;
    if let Some(new_lock) = new_lock {
        terminal.talk(&new_lock.put()?);
    }
    terminal.talk(&size_report(&rendered.size, proved.n_proved));
    terminal.talk(&cost_and_egress(proved.egress.as_deref(), proved.document.as_ref()));
    if let Some(vpc) = &rendered.unseen_vpc {
        terminal.talk(&format!(
            "netloom: `{vpc}` was not looked at: its blocks, subnets, routes and gateways are those \
             of the config; `netloom facts` collects them for `--facts DIR`\n"
        ));
    }
    if let Some(question) = TemplateFacts::of_text(&rendered.text).zone_question {
        let is_v2 = sources.get(file).map(InputKind::of_named) == Some(InputKind::ConfigV2);
        terminal.talk(&needs_at_deployment(&question, is_v2));
    }
    Ok(Outcome::Clean)
}

/// Says what was found and what stands against the network; returns what was read and proved,
/// `None` when nothing may be made.
///
/// - The config among the sources, and the network that exists.
/// - `found`: what was found already, without an error among it.
/// - `is_unproved`: whether what stands against it becomes a warning.
pub(super) fn put_to_proof(
    (file, facts): (FileId, &Network),
    found: Vec<Diagnostic>,
    is_unproved: bool,
    options: &ObserveOptions,
    (terminal, sources): (&Terminal, &mut Sources),
) -> Option<Objections> {
    let mut objections = objections(file, sources, facts, options);
    if is_unproved {
        objections.findings.iter_mut().for_each(|finding| finding.severity = Severity::Warning);
    }
    let is_refused = objections.findings.iter().any(Diagnostic::is_error);
    let findings = found.into_iter().chain(std::mem::take(&mut objections.findings)).collect();
    tell_findings(terminal, findings, sources);
    if is_refused {
        terminal.talk("netloom: no template was written; `--unproved` writes it anyway\n");
    }
    (!is_refused).then_some(objections)
}

/// Says which parameter the template needs, and each way to answer it.
fn needs_at_deployment(question: &ZoneQuestion, is_v2: bool) -> String {
    let ZoneQuestion { parameter, subnet } = question;
    let key = if is_v2 { "availability_zone = euw1-az1" } else { "Zones: [euw1-az1]" };
    format!(
        "netloom: the template needs `{parameter}`, the zone id of `{subnet}`: `netloom deploy` asks \
         EC2 for it; with `aws cloudformation deploy` type `{PARAMETER_OVERRIDES} \
         {parameter}=euw1-az1`; or write `{key}` into the config, or type `--facts DIR`\n"
    )
}

/// `netloom: 42 resources, 12,345 bytes, fits inline; 35 claims proved`.
fn size_report(size: &TemplateSize, n_proved: usize) -> String {
    let fit = if size.fits_inline {
        "fits inline"
    } else {
        "too large to be sent inline: deploy with `--s3-bucket`"
    };
    let resources = counted(size.n_resources, "resource");
    format!(
        "netloom: {resources}, {} bytes, {fit}; {} proved\n",
        grouped(size.n_bytes),
        counted(n_proved, "claim")
    )
}
