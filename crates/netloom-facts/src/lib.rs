//! Facts about an existing VPC: what `aws ec2 describe-…` and its like say.
//!
//! - Comes in: files, each the JSON answer of one call; a file is known by the key at its top, not
//!   by its name.
//! - Goes out: [`Records`], by kind, each once, and of which kinds all are there.
//! - Owned here: which answers are understood, by which call each is obtained, pages, and what is
//!   wrong with answers.
//! - Left to others: what a record means for packets (`netloom-network`), and as a resource of a
//!   template (`netloom-diff`). Both read these records, so they cannot disagree about what there
//!   is.
//!
//! | file | one idea |
//! | --- | --- |
//! | `kinds` | the answers that are understood, a line each |
//! | `records` | the records of all files, and what is missing among them |
//! | `existing` | what there is, as far as planning needs it |
//! | `codes` | the findings FAC |

pub mod codes;
pub mod existing;
pub mod kinds;
mod records;
pub mod resources;

pub use kinds::Kind;
pub use records::{Answers, Record, Records};
pub use resources::{Observed, Standing, State};
