//! Facts of an existing VPC: every JSON file of a folder.

use std::path::Path;
use std::sync::Arc;

use netloom_diag::{Diagnostic, FileId, Sources, Span};
use netloom_facts::existing::ExistingNetwork;
use netloom_network::{Network, network_of_facts};

use crate::codes::{DIRECTORY, UNREADABLE_FILE};
use crate::files::read_source;

/// The largest file of facts that is read, in bytes: a large account describes its interfaces in
/// some tens of MiB.
pub(crate) const MAX_FACTS_BYTES: u64 = 64 << 20;

/// What exists.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// The network; empty without facts.
    pub(crate) network: Network,
    /// The same as far as planning needs it; absent without facts.
    pub(crate) existing: Option<Arc<ExistingNetwork>>,
}

/// Reads every `*.json` of a folder, in the order of their names.
pub(crate) fn read_facts(folder: &Path, sources: &mut Sources) -> (Facts, Vec<Diagnostic>) {
    let (files, mut diagnostics) = read_fact_files(folder, sources);
    let read: Vec<_> = files.iter().filter_map(|file| sources.get(*file)).collect();
    let built = network_of_facts(&read);
    diagnostics.extend(built.diagnostics);
    let existing = Some(Arc::new(ExistingNetwork::of_facts(&read)));
    (Facts { network: built.network, existing }, diagnostics)
}

/// Reads every `*.json` of a folder, in the order of their names.
pub(crate) fn read_fact_files(
    folder: &Path,
    sources: &mut Sources,
) -> (Vec<FileId>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut paths = match std::fs::read_dir(folder) {
        Ok(entries) => entries.flatten().map(|entry| entry.path()).collect::<Vec<_>>(),
        Err(error) => {
            return (Vec::new(), vec![unreadable_folder(folder, &error, sources)]);
        }
    };
    paths.retain(|path| {
        path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
    });
    // The order of a folder differs between file systems, and so would the order of findings.
    paths.sort();
    let mut files: Vec<FileId> = Vec::new();
    for path in &paths {
        match read_source(path, MAX_FACTS_BYTES, sources) {
            Ok(file) => files.push(file),
            Err(finding) => diagnostics.push(finding),
        }
    }
    if paths.is_empty() {
        diagnostics.push(no_fact_files(folder, sources));
    }
    (files, diagnostics)
}

fn unreadable_folder(folder: &Path, error: &std::io::Error, sources: &mut Sources) -> Diagnostic {
    let name = folder.display().to_string();
    let file = sources.add(name.clone(), "");
    let message = format!("the facts in `{name}` cannot be read: {error}");
    Diagnostic::new(&UNREADABLE_FILE, Span::file_start(file), message).help(
        "name the folder with the output of `aws ec2 describe-vpcs` and the like, one file per \
         call",
    )
}

fn no_fact_files(folder: &Path, sources: &mut Sources) -> Diagnostic {
    let name = folder.display().to_string();
    let file = sources.add(name.clone(), "");
    let message = format!("`{name}` holds no `.json` file");
    Diagnostic::new(&DIRECTORY, Span::file_start(file), message)
        .help(format!("collect them: `netloom facts -o {name}`"))
        .help("or write one per call: `aws ec2 describe-subnets > DIR/subnets.json`")
}
