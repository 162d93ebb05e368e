//! `netloom check`: configs, templates and facts to findings.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use netloom_checks::proofs::codes::CLAIM_UNDECIDED;
use netloom_checks::{Certify, Proofs};
use netloom_diag::untrusted::json_document;
use netloom_diag::{Diagnostic, FileId, Severity, Sources, Span, sort_diagnostics, terminal_text};
use netloom_guard::codes::{RULE_FILE_NOT_READ, TEMPLATE_NOT_JUDGED};
use netloom_guard::{Outcome as RuleOutcome, PolicyReport};
use netloom_network::Network;
use netloom_report::formats::{self, Format};
use netloom_template::codes::SYNTAX_ERROR;

use super::config_args::ConfigArgs;
use super::diff::changed_or_named;
use super::format_arg::FormatArg;
use super::network_args::{NetworkArgs, Stacks};
use super::put_file;
use crate::codes::{NOT_JOINED, is_unread};
use crate::cost::cost_and_egress;
use crate::error::CommandError;
use crate::files::{MAX_TEMPLATE_BYTES, STDIN, read_source, read_template_file};
use crate::git::{NewEnd, Revisions};
use crate::outcome::Outcome;
use crate::policy::read_rules;
use crate::terminal::Terminal;
use netloom_diag::counting::{counted, grouped};
use netloom_driver::input_kind::InputKind;
use netloom_driver::judging::{Rules, judge};
use netloom_driver::nested::observe_whole;
use netloom_driver::observe::{LockInput, ObserveOptions, Observed, StackFile};
use netloom_driver::other_values::{Other, findings_with_other_values, others, with_values};
use netloom_driver::proving::{ProveOptions, prove};
use netloom_driver::resting_on_defaults::note_defaults;

/// Check configs and templates for network faults
///
/// A config is checked as written, then compiled, and its template is read back and proved: nodes
/// reach the services they need, and nothing else is exposed. A claim that does not hold is
/// reported with a packet and with every hop that drops it. Third-party templates are checked as
/// they are; claims about them come from a claims file.
///
/// All problems of all files are reported in one run, in the order of the files and of their lines.
/// The findings are the result and go to standard output; a summary goes to standard error.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  netloom check cluster.yaml
  netloom check clusters/*.ini --format concise    one line per finding, as editors know it
  netloom check cluster.yaml --format json         an array of records
  netloom check clusters/*.yaml --format sarif     for code scanning; `junit` for CI servers
  netloom check cluster.yaml --facts vpc/          with what is known of the existing VPC
  netloom check network.yaml --claims claims.yaml --parameter VpcCidr=10.0.0.0/16
  netloom check --facts vpc/ --claims claims.yaml  an existing VPC alone
  netloom check cluster.yaml --certificates proofs.json   with proofs that can be replayed
  netloom check --git main...HEAD                  every config and template that a branch changes
  netloom check cluster.yaml --rules default --rules company/   with rules of policy
  git show HEAD:cluster.ini | netloom check -

A claims file:
  claims:
    - {from: internet, to: HeadNode, port: 22, expect: unreachable}
    - {from: SubnetCompute, to: 'service:s3', port: 443, expect: reachable, via: NatGateway}
Names are those of `netloom trace --help`; `protocol` is tcp by default;
`via` is what all packets have to pass.

`netloom explain CODE` prints the page of a finding.")]
pub(crate) struct Args {
    /// ParallelCluster configs or CloudFormation templates; `-` for standard input
    #[arg(required_unless_present_any = ["facts", "git"], value_name = "INPUT")]
    inputs: Vec<PathBuf>,

    /// Check every config and template that differs between revisions, as the new one has it; those
    /// of `netloom diff --git`
    #[arg(long, value_name = "REVISIONS", conflicts_with = "inputs")]
    git: Option<String>,

    /// With `--git REVISION`: check what is staged for the next commit, not the working tree
    #[arg(long, requires = "git")]
    staged: bool,

    /// The inputs are stacks of one network: what one exports is what another imports
    ///
    /// Resources are named by their stack: `network/Vpc` by the file, or by the name that `--stack`
    /// gives the file.
    #[arg(long)]
    together: bool,

    /// Claims that must hold for every input
    #[arg(long, value_name = "FILE")]
    claims: Option<PathBuf>,

    /// cfn-guard rules that every template must pass: a file, a directory, or a pack; may be
    /// repeated
    ///
    /// The packs are `default`, for network teams, and `strict`, for audits. Exempt a resource with
    /// `Metadata.guard.SuppressedRules`. Rules run on the resolved template; strings that
    /// CloudFormation accepts as numbers or booleans are converted.
    #[arg(long, value_name = "RULES")]
    rules: Vec<PathBuf>,

    /// Write proved claims with their certificates to this file: JSON, one record per claim
    ///
    /// A certificate lists, for all packets of a claim, the hops and the rule or route that decides
    /// at each. It is replayed before it is written.
    #[arg(long, value_name = "FILE")]
    certificates: Option<PathBuf>,

    /// Report undecided claims of the claims file as notes, not as errors
    #[arg(long, requires = "claims")]
    allow_undecided: bool,

    /// List the proved claims on standard error
    #[arg(short, long)]
    verbose: bool,

    #[command(flatten)]
    format: FormatArg,

    /// Exit with 1 on warnings as well
    #[arg(long)]
    deny_warnings: bool,

    #[command(flatten)]
    network_args: NetworkArgs,

    #[command(flatten)]
    config_args: ConfigArgs,
}

/// Checks all inputs.
pub(crate) fn check(args: &Args, terminal: &Terminal) -> Result<Outcome, CommandError> {
    let all = args.inputs.iter().chain(&args.claims);
    if all.filter(|input| input.as_path() == Path::new(STDIN)).count() > 1 {
        return Err(CommandError::StdinTwice);
    }
    if args.inputs.is_empty()
        && args.git.is_none()
        && (args.claims.is_none() || !args.rules.is_empty())
    {
        return Err(CommandError::NothingAsked);
    }
    let mut findings = Findings { is_by_revision: args.git.is_some(), ..Findings::default() };
    let (facts, found) = args.network_args.read_facts(&mut findings.sources);
    // Facts that were read in part are a network that does not exist; nothing is proved of it.
    findings.has_unread |= found.iter().any(Diagnostic::is_error);
    findings.diagnostics.extend(found);
    let claims = args.claims.as_ref().and_then(|claims| findings.read(claims));
    findings.claims = claims;
    let (rules, found) = read_rules(&args.rules, &mut findings.sources);
    findings.has_unread |= found.iter().any(is_unread);
    findings.diagnostics.extend(found);
    let mut options = args.network_args.options(&args.config_args, &facts);
    let previous = args.config_args.read_previous(&mut findings.sources);
    options.previous = findings.keep(previous).flatten();
    let facts = facts.network;
    let prove = ProveOptions {
        release: options.load.release,
        claims,
        allow_undecided: args.allow_undecided,
        certify: if args.certificates.is_some() { Certify::Yes } else { Certify::No },
    };
    let stacks = args.network_args.read_stacks(&args.inputs, &mut findings.sources);
    let stacks = findings.keep(stacks).unwrap_or_default();
    let basis = Basis {
        facts: &facts,
        prove,
        rules: &rules,
        options: &options,
        stacks: &stacks,
        config_args: &args.config_args,
    };
    if !findings.has_unread {
        if args.together && !args.inputs.is_empty() {
            findings.add_together(&args.inputs, &basis);
        } else {
            args.inputs.iter().for_each(|input| findings.add(input, &basis));
        }
        if let Some(revisions) = &args.git {
            findings.add_changed(&Revisions::parse(revisions, args.staged)?, &basis)?;
        } else if args.inputs.is_empty() {
            findings.judge(Observed::of_network(Some(facts.clone())), &basis);
        }
    }
    if let Some(path) = args.certificates.as_ref().filter(|_| !findings.has_unread) {
        findings.write_certificates(path)?;
    }
    sort_diagnostics(&mut findings.diagnostics, &findings.sources);
    terminal.result(&findings.render(args.format.get(), terminal))?;
    if args.verbose {
        terminal.talk(&findings.proved_claims());
    }
    // Of many files the lines would be noise.
    if findings.n_inputs == 1 {
        terminal.talk(&findings.cost);
    }
    terminal.talk(&findings.summary());
    Ok(findings.outcome(args.deny_warnings))
}

/// What all inputs have in common.
struct Basis<'a> {
    facts: &'a Network,
    prove: ProveOptions,
    rules: &'a Rules,
    options: &'a ObserveOptions,
    stacks: &'a Stacks,
    config_args: &'a ConfigArgs,
}

/// Whether a finding says that a claim does not hold.
fn is_refuted(finding: &Diagnostic) -> bool {
    finding.is_error()
        && finding.code.id.starts_with("RCH")
        && finding.code.id != CLAIM_UNDECIDED.id
}

/// What a run over several files found.
#[derive(Default)]
struct Findings {
    sources: Sources,
    diagnostics: Vec<Diagnostic>,
    /// Whether anything that was named could not be read.
    has_unread: bool,
    /// The claims file.
    claims: Option<FileId>,
    n_inputs: usize,
    /// Whether the inputs are those that differ between revisions, of which there may be none.
    is_by_revision: bool,
    proofs: Proofs,
    /// The inputs as they were named.
    inputs: Vec<String>,
    rules: RuleCounts,
    /// What the last config costs, and by which addresses its nodes leave.
    cost: String,
}

/// How the rules of policies came out, over all inputs.
#[derive(Default)]
struct RuleCounts {
    n_passed: usize,
    n_failed: usize,
    n_suppressed: usize,
}

impl RuleCounts {
    /// `; 12 rules: 10 passed, 1 failed, 1 suppressed`; nothing when no rule applied.
    fn summary(&self) -> String {
        let n_rules = self.n_passed + self.n_failed + self.n_suppressed;
        if n_rules == 0 {
            return String::new();
        }
        let mut text = format!("; {}: {} passed", counted(n_rules, "rule"), grouped(self.n_passed));
        for (n, what) in [(self.n_failed, "failed"), (self.n_suppressed, "suppressed")] {
            if n > 0 {
                text.push_str(&format!(", {} {what}", grouped(n)));
            }
        }
        text
    }
}

impl Findings {
    /// Reads a file; `None` when it cannot be read, which is a finding.
    fn read(&mut self, path: &Path) -> Option<FileId> {
        let read = read_source(path, MAX_TEMPLATE_BYTES, &mut self.sources);
        self.keep(read)
    }

    /// Returns what was read; `None` when it cannot be read, which is a finding.
    fn keep<T>(&mut self, read: Result<T, Diagnostic>) -> Option<T> {
        let kept = read.map_err(|finding| self.diagnostics.push(finding)).ok();
        self.has_unread |= kept.is_none();
        kept
    }

    fn add(&mut self, input: &Path, basis: &Basis<'_>) {
        self.n_inputs += 1;
        self.inputs.push(input.display().to_string());
        if let Some(file) = self.read(input) {
            let lock = basis.config_args.read_lock(file, input, &mut self.sources);
            // What keeps `render` from writing is an error here, too.
            let orphan = lock.as_ref().ok().and_then(Option::as_ref);
            self.diagnostics.extend(orphan.and_then(|lock| lock.refuse_orphan(file)));
            let lock = lock.map(|lock| lock.map(|lock| lock.input()));
            self.look_at(file, (input != Path::new(STDIN)).then_some(input), lock, basis);
        }
    }

    /// Every config and template that the new end of a comparison has and the old one does not have
    /// like that.
    fn add_changed(
        &mut self,
        revisions: &Revisions,
        basis: &Basis<'_>,
    ) -> Result<(), CommandError> {
        let changed = changed_or_named(revisions, &[], &mut self.sources)?;
        // Beside a file of another revision are the files of the working tree, which may be others.
        let has_children = revisions.new == NewEnd::WorkingTree;
        self.has_unread |= !changed.not_understood.is_empty();
        self.diagnostics.extend(changed.not_understood);
        for input in changed.inputs {
            let Some(file) = input.new else { continue };
            self.n_inputs += 1;
            let path = PathBuf::from(&input.name);
            let side = (revisions, false);
            let lock = basis.config_args.read_lock_at(file, &path, side, &mut self.sources);
            self.look_at(file, has_children.then_some(path.as_path()), lock, basis);
            self.inputs.push(input.name);
        }
        Ok(())
    }

    /// - `lock`: the lock file beside the input, or why it cannot be read.
    fn look_at(
        &mut self,
        file: FileId,
        path: Option<&Path>,
        lock: Result<Option<LockInput>, Diagnostic>,
        basis: &Basis<'_>,
    ) {
        let lock = match lock {
            Ok(lock) => lock,
            Err(finding) => {
                self.has_unread = true;
                self.diagnostics.push(finding);
                return;
            }
        };
        let stacks = basis.stacks;
        let options = stacks.options_for(path.unwrap_or(Path::new(STDIN)), basis.options);
        let options = ObserveOptions { lock, ..options };
        self.look_at_with(file, path, &options, basis);
    }

    fn look_at_with(
        &mut self,
        file: FileId,
        path: Option<&Path>,
        options: &ObserveOptions,
        basis: &Basis<'_>,
    ) {
        let mut read = read_template_file;
        let mut observed =
            observe_whole(file, path, &mut read, &mut self.sources, basis.facts, options);
        note_defaults(&mut observed, &self.sources, basis.facts);
        let others = others(&observed, &self.sources, basis.facts);
        let more = findings_with_other_values(&observed, &others, &self.sources, basis.facts);
        observed.diagnostics.extend(more);
        if !basis.rules.is_empty() {
            self.check_rules(&observed, file, basis.rules);
        }
        if observed.intent.is_some() {
            self.cost = cost_and_egress(observed.egress.as_deref(), observed.document.as_ref());
        }
        let proved = self.judge(observed, basis);
        self.judge_others(others, &proved, basis);
    }

    /// Several templates are one network.
    fn add_together(&mut self, inputs: &[PathBuf], basis: &Basis<'_>) {
        let mut stacks: Vec<StackFile> = basis.stacks.beside.clone();
        for input in inputs {
            self.n_inputs += 1;
            self.inputs.push(input.display().to_string());
            let Some(file) = self.read(input) else { continue };
            let name = basis.stacks.names.get(input).cloned();
            let stem = input
                .file_stem()
                .map(|stem| stem.to_string_lossy().into_owned())
                .unwrap_or_default();
            let prefix = name.clone().unwrap_or(stem);
            if let Some(finding) = self.not_joined(file, &prefix, &stacks) {
                self.diagnostics.push(finding);
                continue;
            }
            stacks.push(StackFile { prefix, name, file });
        }
        let (Some(last), Some(path)) = (stacks.pop(), inputs.last()) else { return };
        // Without one of its stacks the network is a different one, and findings about it would be
        // wrong.
        if self.has_unread {
            return;
        }
        let options = ObserveOptions {
            prefix: last.prefix,
            stack_name: last.name,
            beside: stacks,
            ..basis.options.clone()
        };
        self.look_at_with(last.file, (path != Path::new(STDIN)).then_some(path), &options, basis);
    }

    /// Why an input cannot be one of several stacks.
    fn not_joined(&self, file: FileId, prefix: &str, stacks: &[StackFile]) -> Option<Diagnostic> {
        let source = self.sources.get(file)?;
        let finding = |message| Diagnostic::new(&NOT_JOINED, Span::file_start(file), message);
        if InputKind::of_named(source) != InputKind::Template {
            let message =
                format!("`{}` is not a template, and `--together` joins templates", source.name());
            return Some(finding(message).help("check it without `--together`"));
        }
        let same = stacks.iter().find(|stack| stack.prefix == prefix)?;
        let twice = finding(format!("two stacks are called `{prefix}`"))
            .also(Span::file_start(same.file), "the other one");
        Some(twice.help(format!("name one of them: `--stack NAME={}`", source.name())))
    }

    fn check_rules(&mut self, observed: &Observed, file: FileId, rules: &Rules) {
        // Each template is judged as a file of its own, with the values that it has in the whole.
        for part in observed.parts.iter().filter(|_| observed.network.is_some()) {
            let own =
                Observed { document: Some(part.document.clone()), ..Observed::of_network(None) };
            if let Some(report) = judge(&own, part.file, rules, &self.sources) {
                self.count_rules(report);
            }
        }
        if !observed.parts.is_empty() && observed.network.is_some() {
            return;
        }
        // What cannot be read may say anything; its own findings come first.
        let report = observed
            .network
            .is_some()
            .then(|| judge(observed, file, rules, &self.sources))
            .flatten();
        let Some(report) = report else {
            let message = "rules were not evaluated because the input has errors";
            let finding = Diagnostic::new(&TEMPLATE_NOT_JUDGED, Span::file_start(file), message);
            return self.diagnostics.push(finding.help("fix the errors first"));
        };
        self.count_rules(report);
    }

    fn count_rules(&mut self, report: PolicyReport) {
        let n_of = |outcome| report.rules.iter().filter(|rule| rule.outcome == outcome).count();
        self.rules.n_passed += n_of(RuleOutcome::Passed);
        self.rules.n_failed += n_of(RuleOutcome::Failed);
        self.rules.n_suppressed += n_of(RuleOutcome::Suppressed);
        self.diagnostics.extend(report.diagnostics);
    }

    /// Puts an input to the proof; returns what was found, by what distinguishes findings.
    fn judge(
        &mut self,
        mut observed: Observed,
        basis: &Basis<'_>,
    ) -> BTreeSet<(&'static str, Span)> {
        let proofs = prove(&mut observed, &basis.prove, &self.sources);
        let found = proofs
            .diagnostics
            .iter()
            .map(|finding| (finding.code.id, finding.primary.span))
            .collect();
        self.diagnostics.extend(observed.diagnostics);
        self.diagnostics.extend(proofs.diagnostics);
        self.proofs.n_proved += proofs.n_proved;
        self.proofs.n_refuted += proofs.n_refuted;
        self.proofs.n_unknown += proofs.n_unknown;
        self.proofs.holds.extend(proofs.holds);
        self.proofs.assumptions.extend(proofs.assumptions);
        self.proofs.proved.extend(proofs.proved);
        found
    }

    /// Claims are asked with other values of parameters, too; what these refute is a warning, for a
    /// stack may never have them.
    fn judge_others(
        &mut self,
        others: Vec<Other>,
        found: &BTreeSet<(&'static str, Span)>,
        basis: &Basis<'_>,
    ) {
        let mut seen = found.clone();
        for Other { values, mut observed } in others {
            let options = ProveOptions { certify: Certify::No, ..basis.prove };
            let refuted = prove(&mut observed, &options, &self.sources)
                .diagnostics
                .into_iter()
                .filter(is_refuted);
            for mut finding in refuted {
                if seen.insert((finding.code.id, finding.primary.span)) {
                    finding.severity = Severity::Warning;
                    self.diagnostics.push(with_values(finding, &values));
                }
            }
        }
    }

    fn write_certificates(&self, path: &Path) -> Result<(), CommandError> {
        let cannot = |source| CommandError::WriteFile { path: path.to_path_buf(), source };
        let mut text = serde_json::to_string_pretty(&self.proofs.proved)
            .map_err(|error| cannot(error.into()))?;
        text.push('\n');
        put_file(path, &json_document(&text))
    }

    fn render(&self, format: Format, terminal: &Terminal) -> String {
        format.renderer.findings(&formats::Findings {
            diagnostics: &self.diagnostics,
            sources: &self.sources,
            files: &self.inputs,
            style: terminal.result_style(),
            version: env!("CARGO_PKG_VERSION"),
        })
    }

    fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|finding| finding.severity == severity).count()
    }

    /// `netloom: 3 files, 1 error, 2 warnings; 44 claims: 43 proved, 1 refuted`.
    fn summary(&self) -> String {
        let mut text = format!("netloom: {}", self.looked_at());
        let counts =
            [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "note")];
        for (severity, noun) in counts {
            let n = self.count(severity);
            if n > 0 {
                text.push_str(&format!(", {}", counted(n, noun)));
            }
        }
        if self.diagnostics.is_empty() {
            text.push_str(", nothing to report");
        }
        text.push_str(&self.proofs_summary());
        text.push_str(&self.rules.summary());
        text.push('\n');
        text
    }

    fn looked_at(&self) -> String {
        if self.inputs.is_empty() && !self.is_by_revision {
            "the facts".to_owned()
        } else {
            counted(self.n_inputs, "file")
        }
    }

    fn proofs_summary(&self) -> String {
        let proofs = &self.proofs;
        let n_claims = proofs.n_proved + proofs.n_refuted + proofs.n_unknown;
        if n_claims == 0 {
            return "; 0 claims".to_owned();
        }
        let kinds = [
            (proofs.n_proved, "proved"),
            (proofs.n_refuted, "refuted"),
            (proofs.n_unknown, "undecided"),
        ];
        let shown: Vec<String> = kinds
            .iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, kind)| format!("{} {kind}", grouped(*n)))
            .collect();
        format!("; {}: {}", counted(n_claims, "claim"), shown.join(", "))
    }

    /// One line per claim that holds, and one per assumption of any of them.
    fn proved_claims(&self) -> String {
        let proofs = &self.proofs;
        let claims = proofs.holds.iter().map(|claim| format!("proved: {}\n", terminal_text(claim)));
        let distinct: BTreeSet<&String> = proofs.assumptions.iter().collect();
        let assumptions = distinct
            .into_iter()
            .map(|assumption| format!("assuming: {}\n", terminal_text(assumption)));
        claims.chain(assumptions).collect()
    }

    fn outcome(&self, deny_warnings: bool) -> Outcome {
        // What is asked for and cannot be read was not checked, whatever else was.
        let is_not_read = |finding: &Diagnostic| {
            finding.code.id == RULE_FILE_NOT_READ.id
                || (finding.code.id == SYNTAX_ERROR.id
                    && self.claims == Some(finding.primary.span.file))
        };
        if self.has_unread || self.diagnostics.iter().any(is_not_read) {
            Outcome::CouldNotRun
        } else if deny_warnings && self.count(Severity::Warning) > 0 {
            Outcome::Findings
        } else {
            Outcome::of(&self.diagnostics)
        }
    }
}
