//! Facts about an existing VPC: what `aws ec2 describe-…` and its like say.
//!
//! - Comes in: files, each the JSON answer of one call; a file is known by the key at its top, not
//!   by its name.
//! - Goes out: [`Records`], by kind, each once, and of which kinds all are there; and an
//!   [`Observed`], the document that a template becomes, with the state of each of its resources.
//! - Owned here: which answers are understood, by which call each is obtained, pages, what is
//!   wrong with answers, and which resource of which type a record is.
//! - Left to others: what a resource means for packets (`netloom-network`), and what of it a
//!   template can be compared with (`netloom-diff`). Both go by one document, so they cannot
//!   disagree about what there is.
//!
//! | file | one idea |
//! | --- | --- |
//! | `kinds` | the answers that are understood, a line each |
//! | `records` | the records of all files, and what is missing among them |
//! | `resources/` | the records as resources of a template, and what only what lives has |
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
