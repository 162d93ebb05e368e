//! The cases under `tests/cases/`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::emulator::Emulator;

/// A config of a case.
pub(crate) struct Case {
    /// The folder's name.
    pub(crate) name: String,
    /// `config.ini` or `config.yaml`.
    pub(crate) file_name: String,
    /// The file.
    pub(crate) text: String,
}

/// Returns the configs of all cases that are written in this form, sorted by name.
pub(crate) fn cases(extension: &str) -> Vec<Case> {
    let file_name = format!("config.{extension}");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let folders = fs::read_dir(folder)
        .expect("the cases are readable")
        .map(|entry| entry.expect("readable").path());
    let texts = folders.filter_map(|folder| {
        let text = fs::read_to_string(folder.join(&file_name)).ok()?;
        Some(Case {
            name: folder.file_name()?.to_str()?.to_owned(),
            file_name: file_name.clone(),
            text,
        })
    });
    let mut cases: Vec<Case> = texts.collect();
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(!cases.is_empty(), "no case is written as {file_name}");
    cases
}

/// Returns the config of one case.
pub(crate) fn case(name: &str, extension: &str) -> Case {
    let mut cases = cases(extension);
    cases.retain(|case| case.name == name);
    cases.pop().unwrap_or_else(|| panic!("there is no case {name} in {extension}"))
}

/// Cases that the emulator cannot deploy, and why.
const NOT_DEPLOYED: [(&str, &str); 10] = [
    ("nat-given-address", "the address has to be allocated before the stack"),
    ("nat-two-zones-retained", "its addresses have to be allocated before the stack"),
    ("nat-regional", "the emulator wants a subnet for every NAT gateway"),
    ("nat-private", "the emulator gives every NAT gateway an address"),
    ("isolated-strict-policies", "its bucket and the group of its functions have to exist before"),
    ("transit-gateway-central-egress", "its transit gateway has to exist before the stack"),
    ("transit-gateway-to-the-site", "its transit gateway has to exist before the stack"),
    ("site-route-table", "its route table has to exist before the stack"),
    ("subnets-with-ways-of-their-own", "its gateways have to exist before the stack"),
    ("private-endpoints-listed", "the emulator offers no instance types in China"),
];

/// How many cases run side by side. The stories of one form are the longest tests there are, and
/// what is last to end would keep one core waiting.
const N_WORKERS: usize = 2;

/// Runs a story on every case of a form, each in an empty account, and reports all that fail; with
/// `NETLOOM_CASE` in the environment on that case alone.
pub(crate) fn for_each_case(
    extension: &str,
    story: impl Fn(&Emulator, &Case) -> Result<(), String> + Sync,
) {
    let only = std::env::var("NETLOOM_CASE").ok();
    let mut cases = cases(extension);
    cases.retain(|case| only.as_ref().is_none_or(|only| *only == case.name));
    cases.retain(|case| !NOT_DEPLOYED.iter().any(|(name, _)| *name == case.name));
    let next = AtomicUsize::new(0);
    let worker = || {
        let emulator = Emulator::start();
        let mut failures = Vec::new();
        while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            emulator.reset();
            if let Err(failure) = story(&emulator, case) {
                failures.push(format!("== {}/{}\n{failure}", case.name, case.file_name));
            }
        }
        failures
    };
    let failures = thread::scope(|scope| {
        let workers: Vec<_> = (0..N_WORKERS).map(|_| scope.spawn(worker)).collect();
        let ended = workers.into_iter().map(|worker| worker.join().expect("a story panicked"));
        ended.flatten().collect::<BTreeSet<String>>()
    });
    let all = failures.iter().map(String::as_str).collect::<Vec<_>>().join("\n");
    assert!(failures.is_empty(), "{} cases fail:\n{all}", failures.len());
}
