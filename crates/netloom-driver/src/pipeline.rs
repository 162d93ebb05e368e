//! The stages in their order: text to intent to plan to findings to template.
//!
//! Everything here works on values: no file is read or written. A stage runs as long as there is
//! something for it to run on, even when an earlier one found errors, so that one run reports all
//! there is; only the template waits for a clean plan.

use netloom_cfn::{
    Emitted, Template, TemplateSize, check_limits, emit_template, only_stack_name, read_outputs,
};
use netloom_checks::{EVERYTHING_EXISTS, check_network};
use std::path::Path;

use netloom_config::codes::VALUE_NOT_ALLOWED;
use netloom_config::{ClusterIntent, LoadOptions, bind_config, load_config};
use netloom_diag::{Diagnostic, Origin, SourceFile, Sourced, Span};
use netloom_lock::{
    Lock, lock_changes, lock_of_another_config, lock_of_another_stack, read_lock, write_lock,
};
use netloom_plan::codes::{NO_ZONE, RENAME_CONFLICT, UNKNOWN_VPC_BLOCKS};
use netloom_plan::plan::PlannedVpc;
use netloom_plan::{Memory, NetworkPlan, plan_network};

use crate::codes::NOTHING_TO_MAKE;
use crate::known_facts::with_facts;
use crate::memory::{Beside, remembered};

/// The version that templates carry in their metadata.
pub const TOOL_VERSION: &str = env!("CARGO_PKG_VERSION");

/// What came of one config.
#[derive(Clone, PartialEq, Debug)]
pub struct Compiled {
    /// What the config says; absent when too little of it could be read.
    pub intent: Option<ClusterIntent>,
    /// The network that follows; absent when something could not be decided.
    pub plan: Option<NetworkPlan>,
    /// The template; absent when any finding is an error.
    pub emitted: Option<Emitted>,
    /// What is to be remembered of the plan.
    pub lock: LockUpdate,
    /// The name of the network's stack, as it was given or as the lock has it.
    pub stack_name: Option<String>,
    /// What all stages found, in no particular order.
    pub diagnostics: Vec<Diagnostic>,
}

/// The lock file of a config.
#[derive(Clone, Copy, Debug)]
pub struct LockText<'a> {
    /// Its text; `None` where there is none yet.
    pub file: Option<&'a SourceFile>,
    /// The file name of the config, without folders.
    pub config: &'a str,
}

impl LockText<'_> {
    /// Reads it; an empty lock where it has an error or is that of another config.
    ///
    /// - `config`: what the lock of the config says before anything is planned.
    fn read(self, config: &Lock) -> (Lock, Vec<Diagnostic>) {
        let Some(file) = self.file else { return (Lock::default(), Vec::new()) };
        let (lock, mut findings) = read_lock(file);
        let Some(lock) = lock else { return (Lock::default(), findings) };
        match lock_of_another_config(&lock, config) {
            Some(other) => {
                findings.push(other);
                (Lock::default(), findings)
            }
            None => (lock, findings),
        }
    }
}

/// A lock file as it is to be.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LockUpdate {
    /// The text; empty without a plan.
    pub text: String,
    /// What differs from the lock that was read, one line for each fact; all facts without one.
    pub changes: Vec<String>,
    /// The text once the plan is deployed: what was before is not in the stack.
    pub deployed_text: String,
}

impl Compiled {
    /// Returns whether any finding is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        has_errors(&self.diagnostics)
    }
}

fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(Diagnostic::is_error)
}

/// Runs all stages on one config.
///
/// ```
/// use netloom_driver::pipeline::compile;
/// use netloom_config::LoadOptions;
/// use netloom_diag::Sources;
///
/// let mut sources = Sources::default();
/// let file = sources.add("cluster.yaml", "HeadNode: [\n");
/// let source = sources.get(file).expect("it was just added");
/// let compiled = compile(source, &LoadOptions::default());
/// assert!(compiled.has_errors() && compiled.emitted.is_none());
/// ```
#[must_use]
pub fn compile(source: &SourceFile, options: &LoadOptions) -> Compiled {
    compile_beside(source, &Beside::default(), options)
}

/// Runs all stages on one config, with what is remembered of its network and what exists.
///
/// - `beside`: a lock file with an error in it lets nothing be made.
#[must_use]
pub fn compile_beside(source: &SourceFile, beside: &Beside<'_>, options: &LoadOptions) -> Compiled {
    let loaded = load_config(source, options);
    let mut diagnostics = loaded.diagnostics;
    let mut new = new_lock(source, beside.lock, loaded.intent.as_ref());
    let (old, found) = beside.lock.map(|lock| lock.read(&new)).unwrap_or_default();
    diagnostics.extend(found);
    let other_stack = beside.stack_name.and_then(|name| lock_of_another_stack(&old, name));
    let is_of_stack = other_stack.is_none();
    diagnostics.extend(other_stack);
    let remembered_name = old.stack.as_ref().map(|stack| stack.value.as_str());
    let beside = &Beside { stack_name: beside.stack_name.or(remembered_name), ..*beside };
    let (mut intent, mut memory) = (loaded.intent, Memory::default());
    if let Some(intent) = &mut intent {
        memory = remembered(beside, &old, intent, &mut diagnostics);
        with_facts(intent, beside, &memory, &mut diagnostics);
    }
    let plan = intent.as_ref().and_then(|intent| {
        let planned = plan_network(intent, &memory);
        // What the planner lacks because of an error in the file is not reported beside that error.
        let fresh: Vec<Diagnostic> = planned
            .diagnostics
            .into_iter()
            .filter(|finding| !is_echo(finding, &diagnostics))
            .collect();
        diagnostics.extend(fresh);
        let plan = planned.plan?;
        diagnostics.extend(check_network(intent, &plan));
        diagnostics.extend(refused_next_time(intent, &memory, &plan));
        Some(plan)
    });
    let sound_plan = plan.as_ref().filter(|_| !has_errors(&diagnostics));
    let emitted = sound_plan.map(|plan| emit_template(plan, TOOL_VERSION));
    diagnostics.extend(emitted.iter().flat_map(|emitted| &emitted.diagnostics).cloned());
    let sound = emitted.filter(|_| !has_errors(&diagnostics));
    let lock = plan.as_ref().map(|plan| {
        new.memory = memory.after(plan);
        new.stack.clone_from(&old.stack);
        let (text, changes) = (write_lock(&new), lock_changes(&old, &new));
        if is_of_stack {
            new.memory = std::mem::take(&mut new.memory).deployed();
            new.stack = beside.stack_name.map(|name| Sourced {
                value: name.to_owned(),
                origin: Origin::Written(Span::file_start(source.id())),
            });
        }
        LockUpdate { text, changes, deployed_text: write_lock(&new) }
    });
    let lock = lock.unwrap_or_default();
    let stack_name = beside.stack_name.map(str::to_owned);
    Compiled { intent, plan, emitted: sound, lock, stack_name, diagnostics }
}

/// Returns the lock of a config, with nothing remembered yet.
fn new_lock(
    source: &SourceFile,
    lock: Option<LockText<'_>>,
    intent: Option<&ClusterIntent>,
) -> Lock {
    // A link has another name than its config, and a revision has one of its own among the sources.
    let own = || Path::new(source.name()).file_name().unwrap_or_default().to_string_lossy();
    let name = lock.map_or_else(|| own().into_owned(), |lock| lock.config.to_owned());
    let origin = Origin::Written(Span::file_start(source.id()));
    Lock {
        config: Some(Sourced { value: name, origin }),
        cluster: intent.and_then(|intent| intent.label.clone()),
        region: intent.and_then(|intent| intent.region.clone()),
        stack: None,
        memory: Memory::default(),
    }
}

/// Returns the errors that the same config has once its plan is remembered: a former name that stays
/// in the file may mean another subnet by then, and the lock would refuse its own config.
fn refused_next_time(
    intent: &ClusterIntent,
    memory: &Memory,
    plan: &NetworkPlan,
) -> Vec<Diagnostic> {
    if intent.network.subnets.iter().all(|subnet| subnet.renamed_from.is_none()) {
        return Vec::new();
    }
    let next = plan_network(intent, &memory.after(plan)).diagnostics;
    next.into_iter().filter(|finding| *finding.code == RENAME_CONFLICT).collect()
}

/// Whether what the planner lacks may be what could not be read: an echo of the first finding is
/// noise.
///
/// A word that is none of a key's choices stands for no zone and no block, so a lack of these is
/// reported beside it. It may have been for NAT, so the subnet that NAT adds is an echo.
fn is_echo(finding: &Diagnostic, unread: &[Diagnostic]) -> bool {
    let mut errors = unread.iter().filter(|finding| finding.is_error()).peekable();
    let is_read = errors.peek().is_none();
    let are_words = errors.all(|error| *error.code == VALUE_NOT_ALLOWED);
    let is_of_zones_or_blocks = [&NO_ZONE, &UNKNOWN_VPC_BLOCKS]
        .into_iter()
        .any(|code| *finding.code == *code && finding.about != "subnet.nat");
    finding.is_error() && !is_read && !(are_words && is_of_zones_or_blocks)
}

/// In which form a template is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum TemplateFormat {
    /// YAML, with short tags such as `!Ref`.
    #[default]
    Yaml,
    /// JSON, indented by two spaces.
    Json,
}

impl TemplateFormat {
    /// Returns the template in this form.
    #[must_use]
    pub fn text_of(self, template: &Template) -> String {
        match self {
            Self::Yaml => template.to_yaml(),
            Self::Json => template.to_json(),
        }
    }
}

/// A template as text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RenderedTemplate {
    /// The text, ending in a line feed.
    pub text: String,
    /// What it weighs against the limits of CloudFormation.
    pub size: TemplateSize,
    /// The region that the config is for, when it or the options say.
    pub region: Option<String>,
    /// The lock file that belongs to it.
    pub lock: LockUpdate,
    /// An existing VPC of which nothing is known but what the config says.
    pub unseen_vpc: Option<String>,
}

/// Compiles a config and writes its template.
///
/// The template is absent exactly when a finding is an error; that there is nothing to make is one,
/// too.
#[must_use]
pub fn render_template(
    source: &SourceFile,
    beside: &Beside<'_>,
    options: &LoadOptions,
    format: TemplateFormat,
) -> (Option<RenderedTemplate>, Vec<Diagnostic>) {
    let compiled = compile_beside(source, beside, options);
    let mut diagnostics = compiled.diagnostics;
    let (Some(intent), Some(plan), Some(emitted)) =
        (compiled.intent, compiled.plan, compiled.emitted)
    else {
        return (None, diagnostics);
    };
    if plan.is_empty() {
        // To `check` it is a fact; here it is why there is no template, and saying it twice does
        // not help.
        diagnostics.retain(|finding| finding.code.id != EVERYTHING_EXISTS.id);
        diagnostics.push(nothing_to_make(source, &intent));
        return (None, diagnostics);
    }
    let text = format.text_of(&emitted.template);
    diagnostics.extend(check_limits(&emitted.template, &text, intent.span));
    if has_errors(&diagnostics) {
        return (None, diagnostics);
    }
    let size = TemplateSize::of(&emitted.template, &text);
    let region = intent.region.map(|region| region.value);
    let lock = compiled.lock;
    let unseen_vpc = match (&plan.vpc, beside.existing) {
        (Some(PlannedVpc::Existing { id, .. }), None) => Some(id.value.to_string()),
        _ => None,
    };
    (Some(RenderedTemplate { text, size, region, lock, unseen_vpc }), diagnostics)
}

fn nothing_to_make(source: &SourceFile, intent: &ClusterIntent) -> Diagnostic {
    let message =
        format!("`{}` leaves nothing to make: every subnet that it names exists", source.name());
    Diagnostic::new(&NOTHING_TO_MAKE, intent.network.span, message)
        .help("give the file to `pcluster` as it is")
        .help("or put a name such as `compute` in place of a subnet id to have that subnet made")
}

/// Compiles a config and writes the ids that its stack gave out into it.
///
/// - `outputs`: the JSON of `aws cloudformation describe-stacks`.
///
/// The bound text is absent exactly when a finding is an error.
#[must_use]
pub fn bind_to_stack(
    source: &SourceFile,
    outputs: &SourceFile,
    beside: &Beside<'_>,
    options: &LoadOptions,
) -> (Option<(String, LockUpdate)>, Vec<Diagnostic>) {
    // The answer of one stack says its name.
    let answered = only_stack_name(outputs);
    let beside = &Beside { stack_name: beside.stack_name.or(answered.as_deref()), ..*beside };
    let compiled = compile_beside(source, beside, options);
    let mut diagnostics = compiled.diagnostics;
    let Some(plan) = compiled.plan.filter(|_| !has_errors(&diagnostics)) else {
        return (None, diagnostics);
    };
    match read_outputs(outputs, &plan).and_then(|ids| bind_config(source, options, &ids)) {
        Ok(text) => (Some((text, compiled.lock)), diagnostics),
        Err(found) => {
            diagnostics.extend(found);
            (None, diagnostics)
        }
    }
}
