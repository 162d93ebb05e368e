//! Policy on templates: the rules of cfn-guard, embedded, with findings that have a place.
//!
//! - Comes in: the text of a template, and rule files in cfn-guard's own language.
//! - Goes out: [`PolicyReport`]: what is violated where, what is suppressed, what did not apply, and what is wrong with the rules.
//! - Owned here: the packs under `rules/`, and the screening of rule files before the engine sees them: rules that call each
//!   other in a circle, or nest too deep, would end the process.
//! - Left to others: reading templates (`netloom-cfn`), and which line of a config a resource comes from (`netloom`).
//!
//! | file | one idea |
//! | --- | --- |
//! | `rules` | a rule file: its rules, its variables, who refers to whom |
//! | `screen` | circles and depth |
//! | `engine` | cfn-guard, text in and JSON out |
//! | `outcome` | the engine's JSON |
//! | `places` | paths such as `/Resources/Vpc/Properties` as places of the text |
//! | `packs` | the rule packs that netloom comes with |
//! | `report` | all of it put together |

pub mod codes;
mod engine;
mod outcome;
mod packs;
mod places;
mod report;
mod rules;
mod screen;

pub use packs::{PACKS, Pack, pack};
pub use report::{PolicyReport, Violation, check_policy};

#[cfg(test)]
mod tests;
