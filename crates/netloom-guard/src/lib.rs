//! Policy: rules in the language of AWS CloudFormation Guard, held against a template.
//!
//! - Comes in: a template (its text and the document that [`netloom_template`] made of it) and rule
//!   files.
//! - Goes out: a [`PolicyReport`]: one finding per failed clause at its place in the template, what
//!   was suppressed, and how each rule came out.
//! - Owned here: the packs of rules that netloom brings ([`packs`]), the screening of rule files
//!   before they are run, and everything that turns a report of cfn-guard into findings.
//! - Left to others: the rule language itself (cfn-guard, embedded as a library), reading files,
//!   printing findings.
//!
//! | file | one idea |
//! | --- | --- |
//! | `packs` | the rules that netloom brings |
//! | `nesting` | how deep the brackets of a rule text lie in each other, told without recursion |
//! | `calls` | which rules and variables of a file use each other, and whether in a circle |
//! | `screen` | a rule file that is safe to run, or one finding that says why it is not |
//! | `view` | the template as rules see it: everything worked out, without what is never made |
//! | `places` | from a path in cfn-guard's report back to bytes of the template |
//! | `suppressions` | `Metadata.guard.SuppressedRules` |
//! | `engine` | the only file that knows cfn-guard |
//! | `outcome` | cfn-guard's report as typed values |
//! | `findings` | from failed clauses to findings, suppressions taken off |
//! | `wording` | what was seen and what was expected, in words |
//! | `side_by_side` | work on several threads, in the order in which it went in |
//! | `check` | all of it, in order |

mod calls;
mod check;
pub mod codes;
mod engine;
mod findings;
mod nesting;
mod outcome;
pub mod packs;
mod places;
mod report;
mod screen;
mod side_by_side;
mod suppressions;
mod value_types;
mod view;
mod wording;

pub use check::check_policy;
pub use engine::THREAD;
pub use report::{Outcome, PolicyReport, RuleFile, RuleResult, Suppressed, WrittenBy};

#[cfg(test)]
mod tests;
