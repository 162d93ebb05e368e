//! `netloom deploy`: a config or a template to a stack, through the installed `aws`.

mod announcement;
mod next_step;

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

use netloom_cfn::limits::MAX_INLINE_BYTES;
use netloom_config::{LoadOptions, load_config};
use netloom_diag::{Diagnostic, FileId, SourceFile, Sources};

use self::announcement::{Announced, announce, merged_parameters};
use self::next_step::next_step;
use super::beside_args::FactsArg;
use super::config_args::{ConfigArgs, LockedArg};
use super::render::put_to_proof;
use super::{new_lock, read_lock_or_tell, read_or_tell, tell_findings};
use crate::aws::{
    AWS, HeldSignals, NO_EXECUTION, OwnFlags, TemplateFacts, TemplateFile, UserFlags, ZoneQuestion,
    ask_stack, ask_zone, deploy_arguments, is_installed, run_and_wait, shell_words,
};
use crate::codes::NOT_A_REGION;
use crate::error::CommandError;
use crate::files::{MAX_CONFIG_BYTES, STDIN};
use crate::lock_file::{LockFile, NewLock};
use crate::outcome::Outcome;
use crate::terminal::Terminal;
use netloom_diag::counting::grouped;
use netloom_driver::observe::ObserveOptions;
use netloom_driver::pipeline::{LockUpdate, TemplateFormat, render_template};

/// Deploy the network of a config, or a template, with the installed `aws`
///
/// Says first what the deployment does to the stack, by comparing the template that is deployed now
/// with the new one as `netloom diff` does, and what the network costs; then asks. Without a
/// terminal, `--yes` takes the place of the question. With `-- --no-execute-changeset` nothing is
/// asked and nothing deployed, and the lock file stays as it is.
///
/// Runs `aws cloudformation deploy` with the template in an unnamed temporary file, and passes its
/// output and exit code through. An empty change set is a success.
///
/// Everything is checked and proved first, as `netloom check` does; an error or a refuted claim
/// stops the deployment. A third-party template, or one from `netloom render`, is deployed as it
/// is. If a template has a parameter for the zone of an existing subnet, EC2 is asked for it. The
/// region of the config is passed on; flags after `--` may repeat it, or specify it where the
/// config does not, and `netloom bind` then needs the same `--region`.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  netloom deploy cluster.yaml --stack-name hpc-net
  netloom deploy cluster.yaml --stack-name hpc-net --yes              in a pipeline
  netloom deploy cluster.ini --stack-name hpc-net -- --profile hpc --no-execute-changeset
  netloom render cluster.yaml | netloom deploy - --stack-name hpc-net --yes -- --region eu-west-1

To remove a network:
  pcluster delete-cluster --cluster-name CLUSTER          first, and wait until it is gone
  aws cloudformation delete-stack --stack-name hpc-net    then; a subnet in use cannot be deleted")]
pub(crate) struct Args {
    /// A ParallelCluster config or a CloudFormation template; `-` for standard input
    input: PathBuf,

    /// The stack to create or to update
    #[arg(long, value_name = "NAME", value_parser = stack_name)]
    stack_name: String,

    /// Send the template through this S3 bucket; needed above 51,200 bytes
    #[arg(long, value_name = "BUCKET")]
    s3_bucket: Option<String>,

    /// Deploy without asking, as where there is no terminal to ask on
    #[arg(short, long)]
    yes: bool,

    /// Deploy even if `netloom check` finds an error or refutes a claim; what it finds becomes a
    /// warning
    #[arg(long)]
    unproved: bool,

    #[command(flatten)]
    locked: LockedArg,

    #[command(flatten)]
    facts: FactsArg,

    #[command(flatten)]
    config_args: ConfigArgs,

    /// Flags for `aws cloudformation deploy`
    #[arg(last = true, value_name = "AWS FLAGS")]
    aws_flags: Vec<OsString>,
}

/// Reads the name of a stack: a letter, then letters, digits and hyphens, at most 128 characters.
///
/// # Source
/// AWS CloudFormation API, `CreateStack`, parameter `StackName`.
fn stack_name(text: &str) -> Result<String, String> {
    let is_name = text.len() <= 128
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if is_name {
        Ok(text.to_owned())
    } else {
        Err("expected a letter, then up to 127 letters, digits and hyphens".to_owned())
    }
}

/// Deploys one config or template.
// Long, because it is the order of the steps and nothing else: nothing is asked of AWS before
// everything is proved, and nothing is written or deployed before the user says yes.
pub(crate) fn deploy(args: &Args, terminal: &Terminal) -> Result<Outcome, CommandError> {
    let mut user = UserFlags::new(args.aws_flags.clone())?;
    let mut sources = Sources::default();
    let file = read_or_tell(terminal, &args.input, MAX_CONFIG_BYTES, &mut sources);
    let Some(file) = file else { return Ok(Outcome::CouldNotRun) };
    let lock = read_lock_or_tell(terminal, &args.config_args, (file, &args.input), &mut sources);
    let Some(lock) = lock else { return Ok(Outcome::CouldNotRun) };
    let known = args.facts.options_or_tell(
        &args.config_args,
        Some(&args.stack_name),
        lock.as_ref(),
        (terminal, &mut sources),
    );
    let Some((mut options, facts)) = known else { return Ok(Outcome::CouldNotRun) };
    options.parameters = user.parameters();
    let deployable = deployable(file, &mut options, &user, &sources, terminal)?;
    let Some((deployable, found)) = deployable else { return Ok(Outcome::Findings) };
    let asked = (file, &facts);
    if put_to_proof(asked, found, args.unproved, &options, (terminal, &mut sources)).is_none() {
        return Ok(Outcome::Findings);
    }
    let own = own_flags(args, &deployable, &user);
    refuse_too_large(&deployable.text, &own, &user)?;
    // Only now: what is wrong with the input is reported also on a machine without the AWS CLI.
    if !is_installed() {
        return Err(CommandError::NoAws {
            by_hand: by_hand(&args.input, deployable.is_from_config, &own, &user),
        });
    }
    let is_held = user.has(NO_EXECUTION);
    let is_to_be_asked = !args.yes && !is_held;
    if is_to_be_asked && !terminal.can_ask() {
        return Err(CommandError::CannotAsk);
    }
    if let Some(question) = &deployable.facts.zone_question {
        answer_zone(question, &own, &mut user, terminal)?;
    }
    let Ok(new_lock) = deployable.lock.as_ref().map_or(Ok(Ok(None)), |update| {
        let asked = (lock.as_ref(), args.locked.locked, None);
        new_lock(asked, update, (file, &args.input), terminal, &sources)
    })?
    else {
        return Ok(Outcome::Findings);
    };
    let deployed = ask_stack(&own, &user);
    let stack = deployed.as_ref().ok().and_then(Option::as_ref);
    options.parameters = merged_parameters(user.parameters(), stack, &deployable.facts.parameters);
    let announced = Announced {
        stack_name: &own.stack_name,
        file,
        input: &args.input,
        options: &options,
        facts: &facts,
    };
    let n_failing = announce(&announced, &deployed, (terminal, &mut sources));
    // Where a person is asked, it is for that person to say.
    if n_failing > 0 && args.yes && !args.unproved {
        terminal.talk(
            "netloom: nothing was deployed, since the update would fail; `--unproved` deploys it \
             anyway\n",
        );
        return Ok(Outcome::Findings);
    }
    if is_to_be_asked && !terminal.is_confirmed("Deploy? [y/N] ") {
        terminal.talk("netloom: nothing was deployed\n");
        return Ok(Outcome::CouldNotRun);
    }
    let run = || run_aws(&deployable.text, &own, &user);
    let outcome = match new_lock.zip(lock.as_ref()) {
        Some((_, lock)) if is_held => {
            terminal.talk(&format!(
                "netloom: `{}` stays as it is: nothing is deployed before the change set is \
                 executed; `netloom bind` writes it then\n",
                lock.name()
            ));
            run()?
        }
        Some((new_lock, lock)) => run_with_lock(run, new_lock, (lock, &sources), terminal)?,
        None => run()?,
    };
    if is_success(outcome) && !is_held && deployable.is_from_config {
        let records = lock.as_ref().zip(deployable.lock.as_ref()).filter(|_| !args.locked.locked);
        if let Some((lock, update)) = records {
            terminal.talk(&lock.put_deployed(update, &sources)?.unwrap_or_default());
        }
        let flags = args.words_for_bind();
        terminal.talk(&next_step((&args.input, sources.get(file)), &flags, &own, &user));
    }
    Ok(outcome)
}

impl Args {
    /// The words by which `netloom bind` reads the config as it was read here.
    fn words_for_bind(&self) -> Vec<OsString> {
        let mut words = self.config_args.words();
        if let Some(facts) = &self.facts.facts {
            words.extend(["--facts".into(), facts.clone().into()]);
            words.extend(["--stack-name".into(), self.stack_name.clone().into()]);
        }
        words
    }
}

/// What netloom says to `aws` itself.
fn own_flags(args: &Args, deployable: &Deployable, user: &UserFlags) -> OwnFlags {
    OwnFlags {
        stack_name: args.stack_name.clone(),
        region: deployable.region.clone().filter(|_| !user.has("--region")),
        s3_bucket: args.s3_bucket.clone(),
        capabilities: if user.has("--capabilities") {
            Vec::new()
        } else {
            deployable.facts.capabilities.clone()
        },
    }
}

fn is_success(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Clean | Outcome::Passed(0))
}

/// Puts the lock in its place and runs `aws`; where that fails, the old lock comes back.
fn run_with_lock(
    run: impl FnOnce() -> Result<Outcome, CommandError>,
    new_lock: NewLock,
    (lock, sources): (&LockFile, &Sources),
    terminal: &Terminal,
) -> Result<Outcome, CommandError> {
    // Before `aws` runs: a stack without its lock would be planned as a new network.
    let old = lock.prepare_old(sources)?;
    terminal.talk(&new_lock.put()?);
    let outcome = run();
    if !outcome.as_ref().is_ok_and(|outcome| is_success(*outcome)) {
        terminal.talk(&old.put()?);
    }
    outcome
}

/// A template and what is to be known about it.
struct Deployable {
    text: String,
    facts: TemplateFacts,
    /// The region that it is for, when the config or the arguments say.
    region: Option<String>,
    is_from_config: bool,
    /// The lock file of a config.
    lock: Option<LockUpdate>,
}

/// Returns what is to be deployed and what was found on the way; `None` when there are errors in
/// it, which are reported.
///
/// - `options`: gets the region that a config is planned for.
fn deployable(
    file: FileId,
    options: &mut ObserveOptions,
    user: &UserFlags,
    sources: &Sources,
    terminal: &Terminal,
) -> Result<Option<(Deployable, Vec<Diagnostic>)>, CommandError> {
    let Some(source) = sources.get(file) else { return Ok(None) };
    let refused = |diagnostics| {
        tell_findings(terminal, diagnostics, sources);
        Ok(None)
    };
    if let Some(facts) = TemplateFacts::read(source) {
        if !facts.diagnostics.is_empty() {
            return refused(facts.diagnostics);
        }
        let (text, region) = (source.text().to_owned(), options.load.region.clone());
        return Ok(Some((
            Deployable { text, facts, region, is_from_config: false, lock: None },
            Vec::new(),
        )));
    }
    options.load.region = region_to_plan_for(source, &options.load, user)?;
    let beside = options.beside_config(sources);
    let (rendered, mut diagnostics) =
        render_template(source, &beside, &options.load, TemplateFormat::Yaml);
    let Some(rendered) = rendered else { return refused(diagnostics) };
    if let Some(region) = rendered.region.as_deref().filter(|region| !is_region(region)) {
        diagnostics.push(not_a_region(region, source));
        return refused(diagnostics);
    }
    // Read from the text that is deployed, so that a config and a template have their facts from
    // one reader.
    let facts = TemplateFacts::of_text(&rendered.text);
    let (text, region) = (rendered.text, rendered.region);
    let lock = Some(rendered.lock);
    Ok(Some((Deployable { text, facts, region, is_from_config: true, lock }, diagnostics)))
}

/// Whether a text has the form of a region: the AWS CLI makes a host name from it.
fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let is_word =
        |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_number =
        |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    match parts.as_slice() {
        [words @ .., number] => words.len() >= 2 && words.iter().all(is_word) && is_number(number),
        [] => false,
    }
}

fn not_a_region(region: &str, source: &SourceFile) -> Diagnostic {
    let at = source.text().find(region).unwrap_or_default();
    let message = format!("`{region}` is no region, expected one such as `eu-west-1`");
    Diagnostic::new(&NOT_A_REGION, source.span(at..at + region.len()), message)
        .help("write the name of a region")
}

/// Returns the region of `--region`, else of the config, else of the flags for `aws`, which must
/// not name another one: a template pins zones of its region.
fn region_to_plan_for(
    source: &SourceFile,
    options: &LoadOptions,
    user: &UserFlags,
) -> Result<Option<String>, CommandError> {
    let planned = load_config(source, options)
        .intent
        .and_then(|intent| intent.region)
        .map(|region| region.value);
    match (planned, user.value("--region").map(str::to_owned)) {
        (Some(planned), Some(deployed)) if planned != deployed => {
            Err(CommandError::OtherRegion { planned, deployed })
        }
        (planned, deployed) => Ok(planned.or(deployed)),
    }
}

/// Has EC2 answer what the template asks, unless the user did.
fn answer_zone(
    question: &ZoneQuestion,
    own: &OwnFlags,
    user: &mut UserFlags,
    terminal: &Terminal,
) -> Result<(), CommandError> {
    if user.sets_parameter(&question.parameter) {
        return Ok(());
    }
    let zone = ask_zone(question, own, user)?;
    terminal.talk(&format!("netloom: `{}` is in zone {zone}\n", question.subnet));
    user.set_parameter(&question.parameter, zone.as_str());
    Ok(())
}

fn refuse_too_large(text: &str, own: &OwnFlags, user: &UserFlags) -> Result<(), CommandError> {
    let has_bucket = own.s3_bucket.is_some() || user.has("--s3-bucket");
    if text.len() <= MAX_INLINE_BYTES || has_bucket {
        return Ok(());
    }
    Err(CommandError::NeedsBucket {
        n_bytes: grouped(text.len()),
        limit: grouped(MAX_INLINE_BYTES),
    })
}

/// Runs `aws cloudformation deploy` on the template.
fn run_aws(text: &str, own: &OwnFlags, user: &UserFlags) -> Result<Outcome, CommandError> {
    // INVARIANT: signals are held before the file is made, so that none can end us and leave one
    // with a name behind.
    let signals = HeldSignals::hold()?;
    let file = TemplateFile::new(text)?;
    run_and_wait(Command::new(AWS).args(deploy_arguments(file.path(), own, user)), signals)
}

/// Returns what to type where `aws` is.
fn by_hand(input: &Path, is_from_config: bool, own: &OwnFlags, user: &UserFlags) -> String {
    let file =
        if is_from_config || input == Path::new(STDIN) { Path::new("network.yaml") } else { input };
    let arguments = deploy_arguments(file, own, user);
    let words = std::iter::once(OsStr::new(AWS)).chain(arguments.iter().map(OsString::as_os_str));
    let deploy = shell_words(words);
    if !is_from_config {
        return deploy;
    }
    let render = shell_words([OsStr::new("netloom"), OsStr::new("render"), input.as_os_str()]);
    format!("{render} -o network.yaml && {deploy}")
}
