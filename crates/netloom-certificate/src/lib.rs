//! Proofs that can be checked without believing what found them: for every packet asked about, the
//! hops it takes and the rule that decides each.
//!
//! - Comes in: a [`Certificate`], plain data that can be written to a file and read back; the
//!   network and the question that it is about.
//! - Goes out: nothing, or the first [`ReplayError`].
//! - Owned here: what a proof is. [`Certificate::replay`] looks up only what the certificate names,
//!   never searches for a way, and cannot call the engine, which this crate does not depend on.
//! - Left to others: finding proofs and writing them down (`netloom-reach`).
//!
//! | file | one idea |
//! | --- | --- |
//! | `replay` | a certificate held against a network: every packet of the question, each once |
//! | `ends` | what a party stands for, found a second time |
//! | `component` | what stands on the way |
//! | `walk`, `back` | the hops on the way there and back, in the order in which they have to stand |
//! | `names`, `filters`, `routes`, `gateways`, `transit`, `balancers`, `firewalls` | whether what is named decides so |

mod back;
mod balancers;
mod component;
mod ends;
mod filters;
mod firewalls;
mod gateways;
mod names;
mod replay;
mod routes;
mod transit;
mod walk;

use netloom_network::sets::RangeSet;
use serde::{Deserialize, Serialize};

pub use component::{Component, Place};
pub use ends::end_name;
pub use replay::ReplayError;

/// A proof.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Certificate {
    /// What is proved: that all packets arrive and are answered, or that none arrives.
    pub is_reachable: bool,
    /// The ends that the question is about, IPv4 first, then IPv6.
    pub ends: Vec<Ends>,
    /// One list of courses per pair of ends: all destinations of the first source, then those of
    /// the next one.
    pub queries: Vec<Vec<ProofPath>>,
}

/// The ends of one address family by their names, each for all that are like it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Ends {
    /// Clients.
    pub from: Vec<String>,
    /// Servers.
    pub to: Vec<String>,
}

/// Packets that share their way, and the way.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ProofPath {
    /// Client addresses, server addresses, protocols, client ports, server ports, and one further
    /// set for each value that something on the way picks.
    pub packets: Vec<RangeSet>,
    /// The hops in their order; a drop is the last one.
    pub hops: Vec<PathHop>,
}

/// One hop.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PathHop {
    /// Where.
    pub at: Component,
    /// Whether it is on the way back.
    pub is_reply: bool,
    /// What decides.
    pub by: DecidedBy,
    /// Whether the packets go on.
    pub passes: bool,
}

/// What decides at a hop.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DecidedBy {
    /// A rule of a security group, by its position among the rules of that direction.
    Rule {
        /// The group.
        group: String,
        /// The position.
        index: usize,
    },
    /// An entry of the ACL, by its position in the description.
    Entry(usize),
    /// The default ACL.
    DefaultAcl,
    /// A route of the table, by its position in the description.
    Route(usize),
    /// A local route.
    Local,
    /// What the virtual private gateway learned.
    Learned,
    /// The nature of what stands there.
    Builtin,
    /// No filter looks.
    Unfiltered,
    /// Nothing admits it, or nothing leads anywhere.
    Nothing,
}
