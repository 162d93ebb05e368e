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
mod consistency;
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
    /// The label of the cluster's section, for a 2.x config.
    pub cluster: Option<Sourced<String>>,
    /// The region of the network, where the config says it.
    pub region: Option<Sourced<String>>,
    /// The name of the stack that the network was deployed as.
    pub stack: Option<Sourced<String>>,
    /// Where everything stands.
    pub memory: Memory,
}

/// Finds what shows that a lock belongs to another config.
///
/// - `config`: what the lock of the config says before anything is planned.
#[must_use]
pub fn lock_of_another_config(lock: &Lock, config: &Lock) -> Option<Diagnostic> {
    let differs = |written: &Option<Sourced<String>>, wanted: &Option<Sourced<String>>| {
        let (written, wanted) = (written.as_ref()?, wanted.as_ref()?);
        let values = (written.value.clone(), wanted.value.clone());
        (written.value != wanted.value).then_some((written.span(), values))
    };
    if let Some((span, (written, wanted))) = differs(&lock.config, &config.config) {
        return Some(
            another(span, format!("the lock is of `{written}`, and the config is `{wanted}`"))
                .help(format!("if the config was renamed, write `Config: {wanted}` here"))
                .help("if it was copied for another network, delete the lock"),
        );
    }
    if let Some((span, (written, wanted))) = differs(&lock.cluster, &config.cluster) {
        let message =
            format!("the lock is of `[cluster {written}]`, and this is `[cluster {wanted}]`");
        return Some(another(span, message).help(format!(
            "a file has one lock: put `[cluster {wanted}]` into a file of its own"
        )));
    }
    let (span, (written, wanted)) = differs(&lock.region, &config.region)?;
    let message =
        format!("the lock is of a network in `{written}`, and the config is for `{wanted}`");
    Some(
        another(span, message)
            .help("for a network in another region, copy the config under another name"),
    )
}

fn another(span: Span, message: String) -> Diagnostic {
    Diagnostic::new(&codes::LOCK_OF_ANOTHER_CONFIG, span, message)
}

/// Finds that a lock remembers what another stack is: the plan may be right for both, but what is
/// deployed in one says nothing of the other.
#[must_use]
pub fn lock_of_another_stack(lock: &Lock, stack_name: &str) -> Option<Diagnostic> {
    let own = lock.stack.as_ref().filter(|own| own.value != stack_name)?;
    let message =
        format!("the lock is of stack `{}`, and this run is for stack `{stack_name}`", own.value);
    Some(
        Diagnostic::new(&codes::LOCK_OF_ANOTHER_STACK, own.span(), message)
            .note(format!("what `{stack_name}` has deployed is not written into this lock"))
            .help(format!("for the network of this lock: `--stack-name {}`", own.value))
            .help("for another network, copy the config under another name, without its lock")
            .help(format!("if the stack has a new name, write `Stack: {stack_name}` here")),
    )
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
