//! The engine: follows every packet of a question at once, hop by hop, and splits the set where
//! hops disagree.
//!
//! - Comes in: a [`Prepared`](netloom_question::Prepared) network, where from, where to, which traffic.
//! - Goes out: [`Flow`]s, a partition of the packets asked about: each with its hops, each hop with
//!   the rule that ruled.
//! - Left to others: what the flows mean for a claim (`verdict`), whether the hops are right
//!   (`netloom-certificate`), explaining it (`explain`).
//!
//! Every guard is a product of sets and every rewrite puts a set in another's place, so the
//! partition is exact. Where a hop depends on something unspecified, the flow continues with a
//! missing fact. A packet that a hop drops ends there; when the whole blocked path is asked for, it
//! goes on as if it had passed, so that everything in its way is named at once.

mod arrival;
mod code;
mod components;
mod departure;
mod filters;
mod flow;
mod listed;
mod names;
mod reply;
mod resolver;
mod routes;
#[cfg(test)]
mod tests;
mod walk;

pub use code::Code;
pub use flow::{
    Assumption, Decision, Flow, HeaderEnd, Hop, Leg, MissingFact, Names, PathComponent, Phase, Rule,
};
pub use walk::follow;

use walk::Walk;
