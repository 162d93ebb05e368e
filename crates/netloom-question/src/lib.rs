//! What is asked of a network, before anything answers it.
//!
//! - Comes in: a [`Network`](netloom_network::Network); two parties and the traffic between them.
//! - Goes out: [`Query`]s, one per pair of [`End`]s that the parties stand for, and a [`Prepared`]
//!   network in which answers are looked up.
//! - Owned here: what both that finds answers (`netloom-reach`) and that checks them
//!   (`netloom-certificate`) have to agree about, so that neither needs the other.
//! - Left to others: following packets.
//!
//! | file | one idea |
//! | --- | --- |
//! | `question`, `naming`, `expect` | what can be asked and claimed, and how people write it |
//! | `ends`, `members` | what a party stands for: what is there, and what could be launched |
//! | `query`, `header`, `interface_at` | the packets of a question, set by set |
//! | `prepared` | a network with what every question needs looked up once |
//! | `wants`, `listed`, `resolver`, `ways_in`, `leg_end` | what routes, names and gateways go by |

mod ends;
mod expect;
mod header;
mod interface_at;
mod leg_end;
mod listed;
mod members;
mod naming;
mod prepared;
mod query;
mod question;
mod resolver;
mod unplaced;
mod wants;
mod ways_in;

pub use ends::{Reach, Role, Scope};
pub use expect::Expect;
pub use header::{Header, is_unanswered};
pub use interface_at::InterfaceAt;
pub use leg_end::LegEnd;
pub use listed::{answered, choices, listable, unlisted};
pub use members::Members;
pub use naming::{NotAParty, traffic_from_words};
pub use prepared::{Candidate, Covers, Prepared, entries_of};
pub use query::{End, Query};
pub use question::{Launched, Party, Question, Resolved};
pub use resolver::{DNS, near_resolver, number_of, to_resolver};
pub use wants::{Wants, may_be_in_unknown_block, may_be_inside};
pub use ways_in::ways_that_may_be;
