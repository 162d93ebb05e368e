//! Reachability: which packets get where, decided from a description alone, before anything is deployed.
//!
//! - Comes in: a CloudFormation template as text was read, or the facts of a living VPC; a question.
//! - Goes out: a [`Network`], the observed graph; an answer: proved, refuted with a packet and the whole blocked path, or
//!   unknown with what would have to be known.
//! - Owned here: header sets and the semantics of EC2 routing and filtering, rule by rule.
//! - Left to others: reading templates (`netloom-cfn`), what ought to be reachable (`netloom-checks`), and telling it.
//!
//! | file | one idea |
//! | --- | --- |
//! | `sets/` | finite unions of ranges, and products of them: exact, no solver |
//! | `from_template/` | the network that a template describes: one file per family of resource types |
//! | `network/` | what there is: one file per kind of thing, every part with its place in the text |

mod building;
pub mod from_template;
pub mod network;
pub mod sets;

pub use building::BuiltNetwork;
pub use from_template::{add_template, network_of_template};
pub use network::Network;
