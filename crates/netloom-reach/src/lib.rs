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
//! | `network/` | what there is: one file per kind of thing, every part with its place in the text |
//! | `from_template/` | the network that a template describes: one file per family of resource types |
//! | `from_facts/` | the network that the AWS CLI describes: one file per family of things |
//! | `question`, `engine/` | packets followed from hop to hop, one file per kind of gateway |
//! | `likeness` | ends that the engine cannot tell apart: one answer for all of them |
//! | `verdict`, `explain/` | what the flows mean for a claim, and the answer told |
//! | `certificate/` | a proof written down, and a checker that believes nothing |

mod building;
pub mod certificate;
pub mod engine;
pub mod explain;
pub mod from_facts;
pub mod from_template;
pub mod likeness;
pub mod network;
pub mod question;
pub mod sets;
pub mod verdict;

pub use building::BuiltNetwork;
pub use certificate::Certificate;
pub use engine::Prepared;
pub use from_facts::network_of_facts;
pub use from_template::{add_template, network_of_template};
pub use likeness::Likeness;
pub use network::Network;
pub use question::{Launched, Party, Question};
pub use verdict::{Answer, Expect, Fate, Verdict};
