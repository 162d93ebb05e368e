//! Rule files and packs: reading them, and their findings where the user wrote what they are about.

use std::collections::BTreeSet;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use netloom_diag::{Diagnostic, FileId, Sources};
use netloom_driver::judging::Rules;
use netloom_guard::packs::{PACKS, pack};

use crate::codes::UNREADABLE_FILE;
use crate::files::{MAX_CONFIG_BYTES, read_source};

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
        // The shortest name of a file is the one that is reported.
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

/// Device and inode; `None` for a link to nothing, which is reported when it is read.
fn identity(path: &Path) -> Option<(u64, u64)> {
    std::fs::metadata(path).ok().map(|metadata| (metadata.dev(), metadata.ino()))
}
