//! The lock file: where the parts of a network stand, written down beside its config.
//!
//! - Comes in: a [`Lock`], or the text of a lock file.
//! - Goes out: the text, or the [`Lock`] with the place of every value and every problem of the
//!   text.
//! - Owned here: what the keys of the file are called, and when a lock belongs to a config.
//! - Left to others: what is kept (`netloom-plan`), and reading and writing files (`netloom`).
//!
//! The file is made to be read in reviews: sorted, one line per fact, and the same bytes for the
//! same network.

pub mod codes;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub use codes::CODES;
pub use read::read_lock;
pub use write::write_lock;

use netloom_diag::{Diagnostic, Sourced, Span};
use netloom_plan::Memory;

/// The version of the format that is read and written.
pub const VERSION: i128 = 1;

/// What a lock file holds.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Lock {
    /// The file name of the config that it belongs to, without folders.
    pub config: Option<Sourced<String>>,
    /// The region of the network, where the config says it.
    pub region: Option<Sourced<String>>,
    /// Where everything stands.
    pub memory: Memory,
}

/// Finds what shows that a lock belongs to another config.
///
/// - `config`, `region`: the file name of the config and its region.
#[must_use]
pub fn lock_of_another_config(
    lock: &Lock,
    config: &str,
    region: Option<&str>,
) -> Option<Diagnostic> {
    if let Some(written) = &lock.config
        && written.value != config
    {
        let message = format!("the lock is of `{}`, and the config is `{config}`", written.value);
        return Some(
            another(written.span(), message)
                .help(format!("if the config was renamed, write `Config: {config}` here"))
                .help("if it was copied for another network, delete the lock"),
        );
    }
    let (written, region) = (lock.region.as_ref()?, region?);
    (written.value != region).then(|| {
        let message = format!(
            "the lock is of a network in `{}`, and the config is for `{region}`",
            written.value
        );
        another(written.span(), message)
            .help("for a network in another region, copy the config under another name")
            .help("or try it without a lock: `--no-lock`")
    })
}

fn another(span: Span, message: String) -> Diagnostic {
    Diagnostic::new(&codes::LOCK_OF_ANOTHER_CONFIG, span, message)
}

/// Returns what differs between two locks, one line for each fact: `- …` for those that go, `+ …`
/// for those that come.
#[must_use]
pub fn lock_changes(old: &Lock, new: &Lock) -> Vec<String> {
    let (old, new) = (write::facts(old), write::facts(new));
    let gone = old.iter().filter(|fact| !new.contains(fact)).map(|fact| format!("- {fact}"));
    let added = new.iter().filter(|fact| !old.contains(fact)).map(|fact| format!("+ {fact}"));
    gone.chain(added).collect()
}
