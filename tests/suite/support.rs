//! What the suites share: where the files are, and the pipeline from text to findings and template.

use std::fs;
use std::path::{Path, PathBuf};

use netloom_config::LoadOptions;
use netloom_diag::{FileId, Sources};
use netloom_driver::pipeline::{Compiled, compile};

/// Returns a folder of this workspace member.
pub fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Returns what stands in a folder, sorted by name.
pub fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> =
        entries.map(|entry| entry.expect("a readable folder").path()).collect();
    paths.sort();
    paths
}

/// Returns the last part of a path.
pub fn name_of(path: &Path) -> &str {
    path.file_name().and_then(|name| name.to_str()).expect("a name in UTF-8")
}

/// Returns the configs of all cases as (case, file name, text), sorted.
pub fn case_configs() -> Vec<(String, String, String)> {
    let cases = entries(&folder("cases")).into_iter().filter(|path| path.is_dir());
    let configs =
        cases.flat_map(|case| entries(&case).into_iter().map(move |config| (case.clone(), config)));
    let configs = configs.filter(|(_, config)| name_of(config).starts_with("config."));
    configs
        .map(|(case, config)| {
            let text = fs::read_to_string(&config).expect("a readable case");
            (name_of(&case).to_owned(), name_of(&config).to_owned(), text)
        })
        .collect()
}

/// Takes a text through the whole pipeline under a file name.
pub fn compile_text(name: &str, text: &str) -> (Compiled, Sources) {
    let mut sources = Sources::default();
    let id: FileId = sources.add(name, text);
    let file = sources.get(id).expect("it was just added").clone();
    (compile(&file, &LoadOptions::default()), sources)
}
