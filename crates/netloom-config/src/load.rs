//! The way in: text to intent.

use netloom_diag::{Diagnostic, SourceFile};

use crate::{ClusterIntent, Dialect, Release, v2, v3};

/// What the caller knows beside the file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LoadOptions {
    /// The `[cluster …]` section to take, as ParallelCluster's `-t`; `[global] cluster_template`,
    /// then `default`, when absent.
    pub cluster_template: Option<String>,
    /// The release that the file is for; when absent, the newest known one of the dialect; what
    /// only an older one accepts is a warning.
    pub release: Option<Release>,
    /// The region, as ParallelCluster's `-r`; it wins over the file's.
    pub region: Option<String>,
}

/// What came of reading a file.
#[derive(Clone, PartialEq, Debug)]
pub struct Loaded {
    /// The form that the file was taken for.
    pub dialect: Dialect,
    /// What it says; absent when so little could be read that nothing can be said about its
    /// network. When a finding is an error the intent may still be here, so that later stages can
    /// report theirs in the same run.
    pub intent: Option<ClusterIntent>,
    /// Every problem, in no particular order.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads one configuration.
///
/// The form is determined by the file's name (`.ini`, `.cfg`, `.conf`; `.yaml`, `.yml`, `.json`),
/// else by its content: INI has a line that is a `[section]` header.
#[must_use]
pub fn load_config(file: &SourceFile, options: &LoadOptions) -> Loaded {
    let dialect = dialect_of(file);
    let (intent, diagnostics) = match dialect {
        Dialect::V2Ini => v2::load(file, options),
        Dialect::V3Yaml => v3::load(file, options),
    };
    Loaded { dialect, intent, diagnostics }
}

/// Tells INI from YAML by name, else by content.
pub(crate) fn dialect_of(file: &SourceFile) -> Dialect {
    let extension =
        file.name().rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    match extension.as_deref() {
        Some("ini" | "cfg" | "conf") => Dialect::V2Ini,
        Some("yaml" | "yml" | "json") => Dialect::V3Yaml,
        _ if file.text().lines().any(is_section_header) => Dialect::V2Ini,
        _ => Dialect::V3Yaml,
    }
}

/// Whether a text is INI by what it says, whatever the name of its file: its first line that says
/// anything is the header of a section, and another line gives a key a value.
pub(crate) fn looks_like_ini(text: &str) -> bool {
    let mut lines = text
        .trim_start_matches('\u{feff}')
        .split(['\n', '\r'])
        .map(str::trim_end)
        .filter(|line| !line.is_empty() && !line.starts_with(['#', ';']));
    let is_header = |line: &str| is_section_header(line) && line.ends_with(']');
    lines.next().is_some_and(is_header) && lines.any(|line| line.contains('='))
}

fn is_section_header(line: &str) -> bool {
    line.strip_prefix('[').is_some_and(|rest| {
        rest.contains(']') && rest.starts_with(|c: char| c.is_ascii_alphabetic())
    })
}
