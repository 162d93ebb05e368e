//! What a change of a template does: to resources, to traffic, to its dependents, to the
//! bill.
//!
//! - Comes in: two read templates, with the networks they describe and, where they were made from
//!   configs, what those say.
//! - Goes out: a [`Review`], plain data in a fixed order.
//! - Owned here: what CloudFormation does to a resource when a property changes, what AWS rejects
//!   to have twice, and prices.
//! - Left to others: reading (`netloom-template`), following packets (`netloom-reach`), telling it
//!   (`netloom-report`).
//!
//! | file | one idea |
//! | --- | --- |
//! | `behaviour` | the table of what each property does, from AWS's schemas |
//! | `value`, `source_tree` | values without their places; what unknown ones are worked out from |
//! | `identity` | attributes that are ids |
//! | `distinguished` | unknown values that only their texts distinguish |
//! | `kept` | what an update leaves although the template has it no more |
//! | `generated`, `forwarding`, `doors`, `entrances` | loops, load balancers, services: what they open that no packet of the network shows |
//! | `macro_inputs` | what macros read of the template beside their own text |
//! | `properties` | what changed in one resource, sets as sets |
//! | `resources` | added, removed, changed |
//! | `renames`, `propagation` | what is the same under another name; what changes because it refers to something new |
//! | `collisions/` | replacements that AWS rejects, one rule per file |
//! | `data_loss` | what becomes of what is in a resource that is deleted |
//! | `live/` | an existing VPC as a template: drift |
//! | `parameter_dependent` | what differs only with other parameters |
//! | `further_values` | values that parameters accept now, or that pick changed rows of mappings |
//! | `outputs` | outputs, exports and parameters |
//! | `blast_radius` | what hangs on an id that changes |
//! | `traffic` | connections gained and lost, as sets |
//! | `revoked` | rules that go with their duplicates |
//! | `money` | the monthly difference |
//! | `review`, `verdict`, `findings` | all of it, how bad it is, and what of it is worth a finding |

pub mod behaviour;
pub mod blast_radius;
pub mod codes;
pub mod collisions;
pub mod data_loss;
mod distinguished;
mod doors;
mod endpoint_policies;
mod entrances;
pub mod findings;
mod forwarding;
pub mod further_values;
mod generated;
mod identity;
mod kept;
pub mod live;
mod macro_inputs;
pub mod money;
pub mod outputs;
pub mod parameter_dependent;
mod propagation;
pub mod properties;
mod renames;
pub mod resources;
pub mod review;
pub mod revision;
mod revoked;
mod source_tree;
pub mod traffic;
mod value;
mod verdict;

pub use behaviour::Effect;
pub use distinguished::distinguished;
pub use findings::ReviewFinding;
pub use kept::with_kept;
pub use review::{Review, Severity, review};
pub use revision::{Revision, SourceLocation};

#[cfg(test)]
mod tests;
