//! Rule files and packs: reading them, and their findings where the user wrote what they are about.

use std::collections::BTreeSet;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use netloom_diag::{Diagnostic, FileId, Severity, Sources};
use netloom_guard::codes::{NO_RULE_APPLIED, RULE_FAILED, RULE_SUPPRESSED};
use netloom_guard::packs::{PACKS, pack};
use netloom_guard::{PolicyReport, RuleFile, WrittenBy, check_policy};

use crate::codes::UNREADABLE_FILE;
use crate::files::{MAX_CONFIG_BYTES, read_source};
use crate::observe::Observed;

/// Rule files among the sources.
#[derive(Debug, Default)]
pub(crate) struct Rules {
    files: Vec<FileId>,
    /// Those that come with netloom: that one of them has nothing to say about a template is no
    /// news.
    from_packs: Vec<FileId>,
    /// Folders by the name that they were given by, with their files.
    folders: Vec<(String, Vec<FileId>)>,
}

impl Rules {
    pub(crate) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

/// Reads what `--rules` names: a pack, a file, or every `*.guard` below a folder, in the order of
/// their names.
pub(crate) fn read_rules(named: &[PathBuf], sources: &mut Sources) -> (Rules, Vec<Diagnostic>) {
    let (mut rules, mut findings) = (Rules::default(), Vec::new());
    let mut seen = BTreeSet::new();
    for name in named {
        if let Some(pack) = name.to_str().and_then(pack).filter(|_| !name.exists()) {
            let files: Vec<FileId> =
                pack.files.iter().map(|file| sources.add(file.name, file.text)).collect();
            rules.from_packs.extend(&files);
            rules.files.extend(files);
            continue;
        }
        let mut paths = vec![name.clone()];
        if name.is_dir() {
            paths = guard_files(name);
            paths.sort();
        }
        if paths.is_empty() {
            let file = sources.add(name.display().to_string(), "");
            let message = format!("`{}` holds no `.guard` file", name.display());
            let finding =
                Diagnostic::new(&UNREADABLE_FILE, netloom_diag::Span::file_start(file), message);
            findings.push(
                finding.help("name a rule file, a folder with some, or a pack: `--rules default`"),
            );
        }
        let n_before = rules.files.len();
        for path in paths {
            // Two names of one file are one file, and each rule runs once.
            if identity(&path).is_some_and(|identity| !seen.insert(identity)) {
                continue;
            }
            match read_source(&path, MAX_CONFIG_BYTES, sources) {
                Ok(file) => rules.files.push(file),
                Err(finding) => {
                    let packs: Vec<String> =
                        PACKS.iter().map(|pack| format!("`{}`", pack.name)).collect();
                    findings.push(finding.help(format!("the packs are {}", packs.join(" and "))));
                }
            }
        }
        if name.is_dir() {
            let files = rules.files.get(n_before..).unwrap_or_default().to_vec();
            rules.folders.push((name.display().to_string(), files));
        }
    }
    (rules, findings)
}

/// Every `*.guard` below a folder, each file and each folder once, by whatever links it is come to.
fn guard_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut rest = vec![folder.to_path_buf()];
    while let Some(folder) = rest.pop() {
        // The shortest name of a file is the one that is told.
        let mut paths: Vec<PathBuf> = std::fs::read_dir(&folder)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .collect();
        paths.sort();
        for path in paths {
            let is_folder = path.is_dir();
            let is_rule_file = path.extension().is_some_and(|extension| extension == "guard");
            let is_new = (is_folder || is_rule_file)
                && identity(&path).is_none_or(|identity| seen.insert(identity));
            match (is_new, is_folder) {
                (true, true) => rest.push(path),
                (true, false) => found.push(path),
                (false, _) => {}
            }
        }
    }
    found
}

/// Device and inode; `None` for a link to nothing, which is told when it is read.
fn identity(path: &Path) -> Option<(u64, u64)> {
    std::fs::metadata(path).ok().map(|metadata| (metadata.dev(), metadata.ino()))
}

/// Puts an input to the rules. A violation in a template that was made from a config stands at the
/// line of the config that asked for the resource, with the line of the template beside it.
pub(crate) fn judge(
    observed: &Observed,
    input: FileId,
    rules: &Rules,
    sources: &Sources,
) -> Option<PolicyReport> {
    let (document, template) = (observed.document.as_ref()?, observed.rendered.unwrap_or(input));
    let files = rules.files.iter().filter_map(|file| {
        let is_built_in = rules.from_packs.contains(file);
        Some(RuleFile { source: sources.get(*file)?, severity: Severity::Error, is_built_in })
    });
    let written_by =
        if observed.rendered.is_some() { WrittenBy::Netloom } else { WrittenBy::People };
    let mut report =
        check_policy(sources.get(template)?, document, &files.collect::<Vec<_>>(), written_by);
    let is_news = |finding: &Diagnostic| {
        finding.code.id != NO_RULE_APPLIED.id
            || !rules.from_packs.contains(&finding.primary.span.file)
    };
    report.diagnostics.retain(is_news);
    for (folder, files) in &rules.folders {
        fold_idle(folder, files, &mut report.diagnostics, sources);
    }
    for finding in &mut report.diagnostics {
        let is_of_resource = [RULE_FAILED.id, RULE_SUPPRESSED.id].contains(&finding.code.id);
        if let Some(origin) = observed.origins.get(&finding.about).filter(|_| is_of_resource) {
            let in_template = finding.primary.span;
            finding.primary.span = *origin;
            *finding = finding.clone().also(in_template, "what was made of it");
        }
    }
    Some(report)
}

/// The most files that one finding names.
const MAX_NAMES: usize = 8;

/// A folder may have rules for everything that a company runs; that most of them have nothing to
/// say is one fact, not hundreds.
fn fold_idle(folder: &str, files: &[FileId], findings: &mut Vec<Diagnostic>, sources: &Sources) {
    let is_idle = |finding: &Diagnostic| {
        finding.code.id == NO_RULE_APPLIED.id && files.contains(&finding.primary.span.file)
    };
    let idle: Vec<FileId> = findings
        .iter()
        .filter(|finding| is_idle(finding))
        .map(|one| one.primary.span.file)
        .collect();
    let ([first, _, ..], n_idle) = (idle.as_slice(), idle.len()) else { return };
    findings.retain(|finding| !is_idle(finding));
    let span = netloom_diag::Span::file_start(*first);
    let finding = if n_idle == files.len() {
        let message = format!(
            "no rule of the {n_idle} files in `{folder}` applies to the template, so nothing was \
             checked"
        );
        Diagnostic::new(&NO_RULE_APPLIED, span, message)
            .help("name the folder that is meant, or the files in it")
    } else {
        let message = format!(
            "{n_idle} of {} files in `{folder}` have no rule that applies to the template",
            files.len()
        );
        Diagnostic::new(&NO_RULE_APPLIED, span, message).severity(Severity::Info)
    };
    let name = |file: &FileId| {
        let name = sources.get(*file)?.name();
        Some(format!("`{}`", name.strip_prefix(folder).unwrap_or(name).trim_start_matches('/')))
    };
    let names = idle.iter().take(MAX_NAMES).filter_map(name);
    let more = if n_idle > MAX_NAMES {
        format!(" and {} more", n_idle - MAX_NAMES)
    } else {
        String::new()
    };
    findings.push(finding.note(format!("they are {}{more}", names.collect::<Vec<_>>().join(", "))));
}
