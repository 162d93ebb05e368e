//! An edit of a network, played: what each step reports, and what becomes of each resource.
//!
//! - Comes in: a case of `tests/edits/`, whose input files are configs. The first is deployed
//!   without a memory; each further one is the config after an edit, with the lock of what was
//!   before. A file named `rendered.…` is rendered and not deployed.
//! - Goes out: the steps with their updates, and the text that the case expects.
//! - Left to others: making the resources, which `e2e/edits.py` does.
//!
//! An edit is sound if the config is refused with an error, or if everything that the update makes
//! can be made while everything old is there. What the case does not say to be concerned stays.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter, Write};
use std::fs;
use std::path::{Path, PathBuf};

use netloom_config::LoadOptions;
use netloom_diag::{Diagnostic, FileId, SourceFile, Sources, sort_diagnostics};
use netloom_diff::behaviour::Effect;
use netloom_diff::resources::{Action, ResourceChange};
use netloom_diff::review::Input;
use netloom_diff::{Revision, review};
use netloom_driver::memory::Beside;
use netloom_driver::observe::{LockInput, ObserveOptions};
use netloom_driver::pipeline::{TemplateFormat, compile_beside, render_template};
use netloom_driver::proving::objections;
use netloom_network::Network;
use netloom_template::{ReadOptions, TemplateDocument, read_template};
use serde_json::{Value, json};

use crate::case_file::CaseFile;

/// The heading of what is expected.
pub const HEADING: &str = "What becomes of it";

/// What the lock calls the config, whichever step it is.
const CONFIG: &str = "cluster";

/// The parameter of a template whose head subnet exists, and the zone that it is given.
const ZONE_PARAMETER: &str = "HeadSubnetZoneId";
const HEAD_SUBNET_ZONE: &str = "euw1-az1";

/// A case.
#[derive(Clone, Debug)]
pub struct EditCase {
    /// Its file.
    pub file: CaseFile,
    /// What the edit is about: parts of logical ids. Every other living resource stays as it is.
    pub concerns: Vec<String>,
    /// The code by which an edit that is neither refused nor safe is announced.
    pub told_by: Option<String>,
}

/// What came of one config.
#[derive(Clone, Debug)]
pub struct Step {
    /// The name of its file.
    pub name: String,
    /// Errors, and warnings of the planner: severity, code and line.
    pub findings: Vec<String>,
    /// What there is to do; absent for the first step and when the config is refused.
    pub update: Option<Update>,
    /// Whether it is refused.
    pub is_refused: bool,
}

/// One update of the stack.
#[derive(Clone, Debug)]
pub struct Update {
    /// What is deployed.
    pub before: Deployed,
    /// What is to be deployed.
    pub after: Deployed,
    /// What becomes of each resource, by logical id.
    pub fates: BTreeMap<String, Fate>,
    /// What EC2 does not take: error code and resource, sorted by resource.
    pub failures: Vec<String>,
    /// Whether it is only rendered.
    pub is_rendered_only: bool,
}

/// A template and what is there beside it.
#[derive(Clone, Debug)]
pub struct Deployed {
    /// The template.
    pub template: Value,
    /// The blocks of the existing VPC; empty for one that the template makes.
    pub vpc_blocks: Vec<String>,
    /// Blocks of other subnets in that VPC.
    pub occupied: Vec<String>,
}

/// What becomes of a resource.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fate {
    /// It is as it was.
    Kept,
    /// It stays, with other values of these properties.
    Updated(String),
    /// Another one takes its place because of these properties.
    Replaced(String),
    /// It goes.
    Removed,
    /// It comes.
    Added,
}

impl Fate {
    /// Returns the word for it.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Updated(_) => "updated in place",
            Self::Replaced(_) => "replaced",
            Self::Removed => "removed",
            Self::Added => "added",
        }
    }

    fn of(change: &ResourceChange) -> Self {
        let paths: Vec<&str> = change.properties.iter().map(|one| one.path.as_str()).collect();
        let paths = if paths.is_empty() { "by reference".to_owned() } else { paths.join(", ") };
        let is_replaced = change.effect == Effect::Replacement || !change.collisions.is_empty();
        match change.action {
            Action::Added | Action::Renamed { .. } => Self::Added,
            Action::Removed => Self::Removed,
            Action::Changed if is_replaced => Self::Replaced(paths),
            Action::Changed => Self::Updated(paths),
        }
    }
}

impl Display for Fate {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Updated(why) | Self::Replaced(why) => write!(f, "{}: {why}", self.word()),
            Self::Kept | Self::Removed | Self::Added => f.write_str(self.word()),
        }
    }
}

impl EditCase {
    /// Reads a case. Its lines `Concerns: …` and `Told by: …` are for the runner.
    #[must_use]
    pub fn of(file: CaseFile) -> Self {
        let line = |mark: &str| {
            file.about.lines().find_map(|line| line.strip_prefix(mark).map(ToOwned::to_owned))
        };
        let concerns = line("Concerns: ").unwrap_or_default();
        // Between backticks.
        let concerns = concerns.split('`').skip(1).step_by(2).map(ToOwned::to_owned).collect();
        Self { concerns, told_by: line("Told by: "), file }
    }

    /// Plays all steps.
    ///
    /// # Errors
    /// What is wrong with the case itself: the first config does not render.
    pub fn play(&self) -> Result<Vec<Step>, String> {
        let mut steps = Vec::new();
        let mut living: Option<Deployed> = None;
        let mut lock: Option<String> = None;
        for (name, text) in self.file.files() {
            let rendered = Rendered::of(name, text, Remembered::by_lock(lock.as_deref()));
            let is_refused = rendered.deployed.is_none();
            if living.is_none() && is_refused {
                return Err(format!("`{name}` does not render:\n{}", rendered.findings.join("\n")));
            }
            let update = living.as_ref().zip(rendered.deployed.as_ref()).map(|(before, after)| {
                Update::between(before, after, name.starts_with("rendered."))
            });
            let deploys = update
                .as_ref()
                .is_none_or(|update| update.failures.is_empty() && !update.is_rendered_only);
            if let Some(after) = rendered.deployed.filter(|_| deploys) {
                living = Some(after);
            }
            lock = rendered.lock.or(lock);
            steps.push(Step {
                name: name.to_owned(),
                findings: rendered.findings,
                update,
                is_refused,
            });
        }
        Ok(steps)
    }

    /// Returns the update of the first edit as it would be if nothing were remembered; `None` where
    /// that is refused.
    #[must_use]
    pub fn play_without_memory(&self) -> Option<Update> {
        let mut files = self.file.files();
        let mut next = || {
            files.next().and_then(|(name, text)| Rendered::unproved(name, text, NOTHING).deployed)
        };
        let (before, after) = (next()?, next()?);
        Some(Update::between(&before, &after, false))
    }

    /// Returns the update of the first edit as it is when the previous template is what is
    /// remembered; `None` where the edit is refused.
    #[must_use]
    pub fn play_with_template(&self) -> Option<Update> {
        let mut files = self.file.files();
        let (name, text) = files.next()?;
        let before = Rendered::unproved(name, text, NOTHING).deployed?;
        let (name, text) = files.next()?;
        let template = before.template.to_string();
        let known = Remembered { template: Some(&template), ..NOTHING };
        let after = Rendered::of(name, text, known).deployed?;
        Some(Update::between(&before, &after, false))
    }

    /// Returns what contradicts the laws of this suite and no step announces, one line each; and
    /// whether anything is announced that would contradict them.
    #[must_use]
    pub fn untold_faults(&self, steps: &[Step]) -> (Vec<String>, bool) {
        let (told, untold): (Vec<&Step>, Vec<&Step>) = steps.iter().partition(|step| {
            let mut findings = step.findings.iter();
            self.told_by.as_ref().is_some_and(|code| findings.any(|one| one.contains(code)))
        });
        let is_told = !self.faults_of(&told).is_empty();
        let mut untold = self.faults_of(&untold);
        // An advice is followed to its end.
        if steps.last().is_some_and(|last| steps.len() > 2 && last.is_refused) {
            untold.push("the last step is refused".to_owned());
        }
        (untold, is_told)
    }

    /// Returns what contradicts the laws of this suite in these steps, one line each.
    fn faults_of(&self, steps: &[&Step]) -> Vec<String> {
        let mut found = Vec::new();
        let updates = steps.iter().filter_map(|step| Some((step, step.update.as_ref()?)));
        for (step, update) in updates.filter(|(_, update)| !update.is_rendered_only) {
            let is_concerned = |id: &str| self.concerns.iter().any(|part| id.contains(part));
            let touched = update.fates.iter().filter(|(id, fate)| {
                !matches!(fate, Fate::Kept | Fate::Added)
                    && !is_concerned(id)
                    && !update.follows_tables(id, fate)
            });
            found.extend(
                touched.map(|(id, fate)| {
                    format!("{}: `{id}` is not concerned and is {fate}", step.name)
                }),
            );
            found.extend(update.failures.iter().map(|failure| format!("{}: {failure}", step.name)));
        }
        found
    }
}

impl Update {
    /// Whether this is a gateway endpoint that gets the tables that come, and loses those that go:
    /// there is no resource for the route of an endpoint in one table.
    fn follows_tables(&self, id: &str, fate: &Fate) -> bool {
        let is_table =
            |id: &str| id.starts_with("RouteTable") && !id.starts_with("RouteTableAssociation");
        let comes_or_goes = |fate: &Fate| matches!(fate, Fate::Added | Fate::Removed);
        let moves = self.fates.iter().any(|(id, fate)| is_table(id) && comes_or_goes(fate));
        let of_tables =
            |why: &str| why.split(", ").all(|property| property.starts_with("RouteTableIds"));
        moves && id.starts_with("Endpoint") && matches!(fate, Fate::Updated(why) if of_tables(why))
    }

    fn between(before: &Deployed, after: &Deployed, is_rendered_only: bool) -> Self {
        let (old, new) = (before.document(), after.document());
        let origins = BTreeMap::new();
        let sources = Sources::default();
        let told = review(&Input::of(
            Revision { document: &old, origins: &origins },
            Revision { document: &new, origins: &origins },
            &sources,
        ));
        let kept = before.ids().into_iter().map(|id| (id, Fate::Kept));
        let mut fates: BTreeMap<String, Fate> = kept.collect();
        let mut failures = Vec::new();
        for change in &told.resources {
            fates.insert(change.id.clone(), Fate::of(change));
            if let Action::Renamed { from } = &change.action {
                fates.insert(from.clone(), Fate::Removed);
            }
            failures.extend(change.collisions.iter().map(|collision| {
                let (code, id, with) = (error_of(&change.kind), &change.id, &collision.with);
                format!("{code} on {id}, beside {with}")
            }));
        }
        failures.sort();
        Self { before: before.clone(), after: after.clone(), fates, failures, is_rendered_only }
    }
}

impl Deployed {
    fn document(&self) -> TemplateDocument {
        let mut sources = Sources::default();
        let file = sources.add("template.json", self.template.to_string());
        let source = sources.get(file).cloned();
        let zone = [(ZONE_PARAMETER.to_owned(), HEAD_SUBNET_ZONE.to_owned())];
        let options = ReadOptions { parameters: zone.into(), ..ReadOptions::default() };
        let read = source.and_then(|file| read_template(&file, &options).template);
        read.unwrap_or_default()
    }

    fn ids(&self) -> Vec<String> {
        let resources = self.template.get("Resources").and_then(Value::as_object);
        resources.into_iter().flat_map(|all| all.keys().cloned()).collect()
    }

    /// Returns it as the runner over EC2 takes it.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({
            "template": self.template,
            "parameters": {ZONE_PARAMETER: HEAD_SUBNET_ZONE},
            "vpc_blocks": self.vpc_blocks,
            "occupied": self.occupied,
        })
    }
}

/// Returns the update from the first config to the last one, and what is reported of it, where those
/// between are rendered and not deployed; `None` where one of the two is refused.
///
/// - `configs`: file names and texts. One between that is refused leaves no trace.
///
/// Nothing is proved: that refuses some, and makes none safer.
#[must_use]
pub fn play_between(configs: &[(&str, &str)]) -> Option<(Update, Vec<String>)> {
    let ((name, text), rest) = configs.split_first()?;
    let first = Rendered::unproved(name, text, NOTHING);
    let before = first.deployed?;
    let mut lock = first.lock;
    let ((name, text), between) = rest.split_last()?;
    for (name, text) in between {
        let known = Remembered::by_lock(lock.as_deref());
        lock = Rendered::unproved(name, text, known).lock.or(lock);
    }
    let last = Rendered::unproved(name, text, Remembered::by_lock(lock.as_deref()));
    Some((Update::between(&before, &last.deployed?, false), last.findings))
}

/// An edit that is reported something about, with advice.
#[derive(Clone, Debug)]
pub struct AdvisedEdit {
    /// The config that is deployed, as name and text.
    pub old: (String, String),
    /// The config after the edit.
    pub new: (String, String),
    /// What is deployed.
    pub before: Deployed,
    /// The lock file of what is deployed.
    pub lock: Option<String>,
    /// What is reported of the edit.
    pub advised: Vec<Advised>,
}

/// A finding with its advice.
#[derive(Clone, Debug)]
pub struct Advised {
    /// The code.
    pub code: &'static str,
    /// Whether the config is refused for it.
    pub is_error: bool,
    /// The message.
    pub message: String,
    /// What it is about, such as `subnet.compute`.
    pub about: String,
    /// The part of the new config that it points at; empty where it points at the lock.
    pub at: std::ops::Range<usize>,
    /// What to type, one line for each way.
    pub helps: Vec<String>,
}

impl AdvisedEdit {
    /// Returns the same with another config after the edit.
    #[must_use]
    pub fn with(&self, (name, text): (String, String)) -> Self {
        let advised = advised(&name, &text, Remembered::by_lock(self.lock.as_deref()));
        Self { new: (name, text), advised, ..self.clone() }
    }
}

impl EditCase {
    /// Returns each edit of the case, with what is reported of it.
    #[must_use]
    pub fn advised_edits(&self) -> Vec<AdvisedEdit> {
        let mut found = Vec::new();
        let mut living: Option<((&str, &str), Deployed)> = None;
        let mut lock: Option<String> = None;
        for (name, text) in self.file.files() {
            let known = Remembered::by_lock(lock.as_deref());
            if let Some(((old_name, old), before)) = &living {
                found.push(AdvisedEdit {
                    old: ((*old_name).to_owned(), (*old).to_owned()),
                    new: (name.to_owned(), text.to_owned()),
                    before: before.clone(),
                    lock: lock.clone(),
                    advised: advised(name, text, known),
                });
            }
            let rendered = Rendered::of(name, text, known);
            if name.starts_with("rendered.") {
                lock = rendered.lock.or(lock);
                continue;
            }
            let Some(after) = rendered.deployed else { continue };
            let is_sound = living.as_ref().is_none_or(|(_, before)| {
                Update::between(before, &after, false).failures.is_empty()
            });
            if is_sound {
                living = Some(((name, text), after));
                lock = rendered.lock.or(lock);
            }
        }
        found
    }
}

/// Returns what `netloom check` reports of a config, with its advice.
fn advised(name: &str, text: &str, known: Remembered<'_>) -> Vec<Advised> {
    let (mut sources, file, options) = inputs(name, text, known);
    let mut found = Vec::new();
    if let Some(source) = sources.get(file) {
        let compiled =
            compile_beside(source, &options.beside_config(&sources), &LoadOptions::default());
        let is_sound = !compiled.has_errors();
        found.extend(compiled.diagnostics);
        if is_sound {
            found.extend(objections(file, &mut sources, &Network::default(), &options).findings);
        }
    }
    let advised = found.into_iter().map(|one| Advised {
        code: one.code.id,
        is_error: one.is_error(),
        at: if one.primary.span.file == file { one.primary.span.range() } else { 0..0 },
        message: one.message,
        about: one.about,
        helps: one.help,
    });
    advised.collect()
}

/// Plays configs one after the other over what is deployed; returns why one of them is refused or
/// fails.
///
/// - `lock`: the lock file of what is deployed.
///
/// # Errors
/// One line that says which config, and why.
pub fn play_on(
    before: &Deployed,
    lock: Option<&str>,
    configs: &[(String, String)],
) -> Result<Deployed, String> {
    let (mut living, mut lock) = (before.clone(), lock.map(ToOwned::to_owned));
    for (step, (name, text)) in configs.iter().enumerate() {
        let rendered = Rendered::of(name, text, Remembered::by_lock(lock.as_deref()));
        let Some(after) = rendered.deployed else {
            return Err(format!(
                "step {step} is refused: {}\n{text}",
                rendered.findings.join(", ")
            ));
        };
        let update = Update::between(&living, &after, false);
        if !update.failures.is_empty() {
            return Err(format!("step {step} fails: {}\n{text}", update.failures.join(", ")));
        }
        (living, lock) = (after, rendered.lock.or(lock));
    }
    Ok(living)
}

/// Returns why a config that is another network of its own is refused.
///
/// # Errors
/// One line that says why.
pub fn play_beside(name: &str, text: &str) -> Result<Deployed, String> {
    let rendered = Rendered::of(name, text, NOTHING);
    rendered.deployed.ok_or_else(|| format!("refused: {}\n{text}", rendered.findings.join(", ")))
}

/// Returns the cases of a folder and of the folders in it by name, such as `zones/appended`,
/// sorted.
///
/// # Panics
/// A folder that cannot be read.
#[must_use]
pub fn edit_files(folder: &Path) -> BTreeMap<String, PathBuf> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder of cases") {
        let path = entry.expect("an entry of it").path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            let below = edit_files(&path).into_iter();
            found.extend(below.map(|(case, path)| (format!("{name}/{case}"), path)));
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.insert(name, path);
        }
    }
    found
}

/// What EC2 calls the collision of a resource of this type.
///
/// # Source
/// Amazon EC2 API Reference, "Error codes for the Amazon EC2 API".
fn error_of(kind: &str) -> &'static str {
    match kind {
        "AWS::EC2::Subnet" => "InvalidSubnet.Conflict",
        "AWS::EC2::Route" => "RouteAlreadyExists",
        "AWS::EC2::NetworkInterface" => "InvalidIPAddress.InUse",
        "AWS::EC2::SecurityGroupIngress"
        | "AWS::EC2::SecurityGroupEgress"
        | "AWS::EC2::SecurityGroup" => "InvalidPermission.Duplicate",
        _ => "Resource.AlreadyAssociated",
    }
}

/// What is remembered beside a config, as texts.
#[derive(Clone, Copy)]
struct Remembered<'a> {
    lock: Option<&'a str>,
    template: Option<&'a str>,
}

const NOTHING: Remembered<'static> = Remembered { lock: None, template: None };

impl<'a> Remembered<'a> {
    fn by_lock(lock: Option<&'a str>) -> Self {
        Self { lock, ..NOTHING }
    }
}

/// A config, rendered with what is remembered.
struct Rendered {
    deployed: Option<Deployed>,
    lock: Option<String>,
    findings: Vec<String>,
}

impl Rendered {
    /// Does what `netloom render` does.
    fn of(name: &str, text: &str, known: Remembered<'_>) -> Self {
        let mut rendered = Self::unproved(name, text, known);
        if rendered.deployed.is_none() {
            return rendered;
        }
        let (mut sources, file, options) = inputs(name, text, known);
        let mut found = objections(file, &mut sources, &Network::default(), &options).findings;
        if !found.is_empty() {
            sort_diagnostics(&mut found, &sources);
            rendered.findings.extend(found.iter().map(|one| line_of(one, &sources)));
            (rendered.deployed, rendered.lock) = (None, None);
        }
        rendered
    }

    /// Does the same without the proofs.
    fn unproved(name: &str, text: &str, known: Remembered<'_>) -> Self {
        let (sources, file, options) = inputs(name, text, known);
        let Some(source) = sources.get(file) else {
            return Self { deployed: None, lock: None, findings: Vec::new() };
        };
        let known = options.beside_config(&sources);
        let (rendered, mut found) =
            render_template(source, &known, &options.load, TemplateFormat::Json);
        let template = rendered.as_ref().and_then(|one| serde_json::from_str(&one.text).ok());
        sort_diagnostics(&mut found, &sources);
        let findings = found.iter().filter(|one| is_told(one)).map(|one| line_of(one, &sources));
        Self {
            findings: findings.collect(),
            deployed: template.map(|template| Deployed::around(template, source, &known)),
            lock: rendered.map(|one| one.lock.text),
        }
    }
}

/// Returns a config and what is remembered of it as sources.
fn inputs(name: &str, text: &str, known: Remembered<'_>) -> (Sources, FileId, ObserveOptions) {
    let mut sources = Sources::default();
    let file = sources.add(name, text);
    let lock = known.lock.map(|text| sources.add(format!("{CONFIG}.lock"), text));
    let previous = known.template.map(|text| sources.add("previous.json", text));
    let lock = Some(LockInput { file: lock, config: CONFIG.to_owned() });
    (sources, file, ObserveOptions { lock, previous, ..ObserveOptions::default() })
}

impl Deployed {
    /// Returns a template with what its config says to be there.
    fn around(template: Value, source: &SourceFile, known: &Beside<'_>) -> Self {
        let compiled = compile_beside(source, known, &LoadOptions::default());
        let blocks = |all: &[netloom_diag::Sourced<netloom_net::Ipv4Cidr>]| {
            all.iter().map(|block| block.value.to_string()).collect()
        };
        let vpc = compiled.plan.as_ref().and_then(|plan| plan.vpc.as_ref());
        let occupied = compiled.intent.as_ref().map(|intent| &intent.network.occupied_cidrs);
        Self {
            template,
            vpc_blocks: vpc.map(|vpc| blocks(vpc.cidrs())).unwrap_or_default(),
            occupied: occupied.map(|all| blocks(all)).unwrap_or_default(),
        }
    }
}

/// Errors, and all that the planner reports.
fn is_told(finding: &Diagnostic) -> bool {
    finding.is_error() || finding.code.id.starts_with("PLN")
}

fn line_of(finding: &Diagnostic, sources: &Sources) -> String {
    let place = sources.line_column(finding.primary.span);
    let name = sources.get(finding.primary.span.file).map_or("", SourceFile::name);
    format!("{}[{}] {name}:{}", finding.severity, finding.code.id, place.line)
}

/// Returns the text that a case expects.
#[must_use]
pub fn to_text(steps: &[Step]) -> String {
    let mut text = String::new();
    for (index, step) in steps.iter().enumerate() {
        let separator = if index == 0 { "" } else { "\n" };
        let outcome = match &step.update {
            _ if step.is_refused => "is refused".to_owned(),
            None => "deploys".to_owned(),
            Some(update) if update.is_rendered_only => "is rendered and not deployed".to_owned(),
            Some(update) if update.failures.is_empty() => "deploys".to_owned(),
            Some(update) => format!("fails: {}", update.failures.join("; ")),
        };
        let _ = writeln!(text, "{separator}{} {outcome}", step.name);
        for finding in &step.findings {
            let _ = writeln!(text, "  {finding}");
        }
        for (id, fate) in step.update.iter().flat_map(|update| &update.fates) {
            let _ = writeln!(text, "  {id} {fate}");
        }
    }
    text
}
