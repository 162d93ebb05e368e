//! Reachability: which packets get where, decided from a description alone, before anything is
//! deployed.
//!
//! - Comes in: a [`Network`](netloom_network::Network), as a template or the facts of an existing
//!   VPC describe it; a question.
//! - Goes out: an answer: proved, refuted with a packet and the whole blocked path, or unknown with
//!   the missing input.
//! - Owned here: the semantics of EC2 routing and filtering, rule by rule.
//! - Left to others: building networks (`netloom-network`), who is meant by a question
//!   (`netloom-question`), what ought to be reachable (`netloom-checks`), and reporting it.
//!
//! | file | one idea |
//! | --- | --- |
//! | `engine/` | packets followed from hop to hop, one file per kind of gateway |
//! | `equivalence` | ends that the engine cannot distinguish: one answer for all of them |
//! | `verdict`, `explain/` | what the flows mean for a claim, and the answer in words |
//! | `via` | whether packets pass what they are to pass |
//! | `certify` | a proof written down for `netloom-certificate` to check |

mod certify;
pub mod engine;
pub mod equivalence;
pub mod explain;
mod verdict;
mod via;

pub use certify::{NoCertificate, certify};
pub use equivalence::EndpointClasses;
pub use verdict::{Answer, Fate, Verdict};
pub use via::path_components;
