//! What is remembered of a network, from every source there is: the lock file beside the config, a
//! template that was rendered before, and what is deployed.
//!
//! - Comes in: the sources as [`Beside`].
//! - Goes out: one [`Memory`], and what the sources say against each other.
//!
//! | file | one idea |
//! | --- | --- |
//! | `from_template` | a template that netloom wrote |
//! | `from_existing` | subnets and gateways that a stack made |
//! | `ids` | logical ids back to the keys that they come from |
//! | `joined` | two memories as one, and their contradictions |

mod from_existing;
mod from_template;
mod ids;
mod joined;

use netloom_config::ClusterIntent;
use netloom_diag::{Diagnostic, Severity, SourceFile};
use netloom_lock::Lock;
use netloom_lock::codes::{MEMORY_CONTRADICTED, NO_SUBNETS_IN_FACTS};
use netloom_net::Region;
use netloom_plan::Memory;

use self::ids::KnownNames;
use crate::pipeline::LockText;
use netloom_facts::existing::ExistingNetwork;

pub(crate) use self::from_existing::stack_of_same_ids;

/// What messages call the sources beside the lock file.
const PREVIOUS: &str = "the previous template";
const DEPLOYED: &str = "what is deployed";

/// What is known beside a config.
#[derive(Clone, Copy, Debug, Default)]
pub struct Beside<'a> {
    /// Its lock file.
    pub lock: Option<LockText<'a>>,
    /// A template that was rendered from it before.
    pub previous: Option<&'a SourceFile>,
    /// What exists; absent without facts.
    pub existing: Option<&'a ExistingNetwork>,
    /// The name of the stack that the network is, or will be.
    pub stack_name: Option<&'a str>,
}

/// Returns what is remembered by all sources together.
///
/// - `lock`: what the lock file says.
pub(crate) fn remembered(
    beside: &Beside<'_>,
    lock: &Lock,
    intent: &ClusterIntent,
    findings: &mut Vec<Diagnostic>,
) -> Memory {
    let mut memory = lock.memory.clone();
    let names = KnownNames::of(intent, &memory);
    if let Some(previous) = beside.previous {
        let before = from_template::memory_of(previous, findings);
        findings.extend(other_region(&before, intent, PREVIOUS));
        memory = joined::joined(memory, before, PREVIOUS, findings);
    }
    if let (Some(existing), Some(stack)) = (beside.existing, beside.stack_name) {
        if existing.subnets.is_empty() {
            findings.push(no_subnets(stack, intent));
        } else if memory.vpc.is_some() && !existing.has_stack(stack) {
            findings.push(nothing_of(stack, intent));
        }
        let deployed = from_existing::memory_of(existing, stack, (&names, &memory), findings);
        findings.extend(other_region(&deployed, intent, DEPLOYED));
        memory = joined::joined(memory, deployed, DEPLOYED, findings);
    }
    memory
}

fn no_subnets(stack: &str, intent: &ClusterIntent) -> Diagnostic {
    let message = format!("the facts have no subnets, so they say nothing of stack `{stack}`");
    Diagnostic::new(&NO_SUBNETS_IN_FACTS, intent.network.span, message)
        .about("vpc")
        .help("collect them all: `netloom facts --region REGION -o DIR`")
}

fn nothing_of(stack: &str, intent: &ClusterIntent) -> Diagnostic {
    let message = format!(
        "nothing in the facts is of stack `{stack}`: it is not deployed yet, or its name is another one"
    );
    Diagnostic::new(&NO_SUBNETS_IN_FACTS, intent.network.span, message)
        .severity(Severity::Info)
        .about("vpc")
        .help("`aws cloudformation describe-stacks` lists the names")
}

/// Finds a memory of another region than that of the config, in which nothing of it is.
fn other_region(memory: &Memory, intent: &ClusterIntent, source: &str) -> Option<Diagnostic> {
    let region = intent.region.as_ref()?;
    let own = Region::from_name(&region.value)?;
    let zoned = memory.subnets.iter().filter_map(|(key, block)| Some((key.zone.as_ref()?, block)));
    let (zone, block) = zoned.into_iter().find(|(zone, _)| zone.region() != Some(own))?;
    let message =
        format!("{source} is of another region: `{zone}` is not a zone of `{}`", region.value);
    Some(
        Diagnostic::new(&MEMORY_CONTRADICTED, block.span(), message)
            .also(region.span(), "the region of the config")
            .help("give the input of the network in the region of the config"),
    )
}
