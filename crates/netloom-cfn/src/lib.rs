//! CloudFormation: writes a plan as a template, and reads the outputs of a deployed stack.
//!
//! - Comes in: a [`NetworkPlan`](netloom_plan::NetworkPlan) that leaves nothing to decide; the JSON
//!   text of `aws cloudformation describe-stacks`.
//! - Goes out: a [`Template`] of typed resources with the origin of each, its text as YAML or JSON,
//!   what it weighs against the limits of CloudFormation, and the ids that a stack gave out.
//! - Owned here: logical ids and output names ([`names`]), order of creation (`DependsOn`), tags,
//!   the spelling of AWS.
//! - Left to others: reading templates (`netloom-template`), every address, route and rule
//!   (`netloom-plan`), whether they make sense (`netloom-checks`), running the AWS CLI (`netloom`),
//!   and writing ids into a config (`netloom-config`).
//!
//! | file | one idea |
//! | --- | --- |
//! | `resources/` | one resource type each: its properties in AWS's words, and what replaces it |
//! | `emit/` | one kind of plan object each, as resources |
//! | `names` | every logical id and output name, made from plan keys |
//! | `write/` | the text: JSON, YAML |
//! | `limits`, `capabilities`, `fingerprint` | what a template weighs, asks for, and is known by |
//! | `outputs` | the way back: from a stack's outputs to ids |

mod capabilities;
pub mod codes;
mod emit;
mod fingerprint;
pub mod limits;
mod logical_id;
pub mod names;
pub mod outputs;
pub mod resources;
mod template;
mod value;
mod write;

#[cfg(test)]
mod read_back;
#[cfg(test)]
mod test_plans;

pub use capabilities::capabilities;
pub use emit::{Emitted, emit_template};
pub use fingerprint::fingerprint;
pub use limits::{TemplateSize, check_limits};
pub use logical_id::LogicalId;
pub use outputs::{only_stack_name, read_outputs};
pub use template::{Output, Parameter, Resource, Template};
pub use value::{Tag, Value};
