//! `netloom check`: configs to findings.

use std::path::{Path, PathBuf};

use netloom_diag::{Diagnostic, Severity, Sources, render_concise, render_human, render_json, sort_diagnostics};

use super::config_args::ConfigArgs;
use super::counted;
use crate::error::CommandError;
use crate::files::{MAX_CONFIG_BYTES, STDIN, read_source};
use crate::outcome::Outcome;
use crate::pipeline::compile;
use crate::terminal::Terminal;

/// Say what is wrong with the network of configs
///
/// All problems of all files are reported in one run, in the order of the files and of their lines. The findings are the
/// result and go to standard output; a summary goes to standard error.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  netloom check cluster.yaml
  netloom check clusters/*.ini --format concise    one line per finding, as editors know it
  netloom check cluster.yaml --format json         an array of records
  git show HEAD:cluster.ini | netloom check -

`netloom explain CODE` prints the page of a finding.")]
pub(crate) struct Args {
    /// ParallelCluster configs; `-` for standard input
    #[arg(required = true, value_name = "CONFIG")]
    configs: Vec<PathBuf>,

    /// How findings are written
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: FindingsFormat,

    /// Exit with 1 on warnings, too
    #[arg(long)]
    deny_warnings: bool,

    #[command(flatten)]
    config_args: ConfigArgs,
}

/// How findings are written.
#[derive(clap::ValueEnum, Clone, Copy, Debug, Default)]
enum FindingsFormat {
    /// With the lines of the file they are about
    #[default]
    Human,
    /// One line per finding
    Concise,
    /// A JSON array
    Json,
}

/// Checks all configs.
pub(crate) fn check(args: &Args, terminal: &Terminal) -> Result<Outcome, CommandError> {
    if args.configs.iter().filter(|config| config.as_path() == Path::new(STDIN)).count() > 1 {
        return Err(CommandError::StdinTwice);
    }
    let mut findings = Findings::default();
    for config in &args.configs {
        findings.add(config, &args.config_args);
    }
    sort_diagnostics(&mut findings.diagnostics, &findings.sources);
    terminal.result(&findings.render(args.format, terminal))?;
    terminal.talk(&findings.summary());
    Ok(findings.outcome(args.deny_warnings))
}

/// What a run over several files found.
#[derive(Default)]
struct Findings {
    sources: Sources,
    diagnostics: Vec<Diagnostic>,
    n_files_read: usize,
}

impl Findings {
    fn add(&mut self, config: &Path, config_args: &ConfigArgs) {
        let file = match read_source(config, MAX_CONFIG_BYTES, &mut self.sources) {
            Ok(file) => file,
            Err(finding) => return self.diagnostics.push(finding),
        };
        self.n_files_read += 1;
        if let Some(source) = self.sources.get(file) {
            self.diagnostics.extend(compile(source, &config_args.to_load_options()).diagnostics);
        }
    }

    fn render(&self, format: FindingsFormat, terminal: &Terminal) -> String {
        match format {
            FindingsFormat::Human => render_human(&self.diagnostics, &self.sources, terminal.result_style()),
            FindingsFormat::Concise => render_concise(&self.diagnostics, &self.sources),
            FindingsFormat::Json => render_json(&self.diagnostics, &self.sources),
        }
    }

    fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|finding| finding.severity == severity).count()
    }

    /// `netloom: 3 files, 1 error, 2 warnings`.
    fn summary(&self) -> String {
        let mut text = format!("netloom: {}", counted(self.sources.files().len(), "file"));
        let counts = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "note")];
        for (severity, noun) in counts {
            let n = self.count(severity);
            if n > 0 {
                text.push_str(&format!(", {}", counted(n, noun)));
            }
        }
        text.push_str(if self.diagnostics.is_empty() { ", nothing to report\n" } else { "\n" });
        text
    }

    fn outcome(&self, deny_warnings: bool) -> Outcome {
        if self.n_files_read == 0 {
            Outcome::CouldNotRun
        } else if deny_warnings && self.count(Severity::Warning) > 0 {
            Outcome::Findings
        } else {
            Outcome::of(&self.diagnostics)
        }
    }
}
