//! Reads ParallelCluster configurations into a [`ClusterIntent`].
//!
//! - Comes in: the text of one file, v2 INI or v3 YAML, and [`LoadOptions`].
//! - Goes out: the intent with the origin of every value, and every problem of the file at once.
//! - Owned here: what file keys are called, which releases know them, and how a bound file is
//!   written back.
//! - Left to others: what follows from the intent (`netloom-plan`), whether it makes sense as a
//!   network (`netloom-checks`), and reading files (`netloom`).

mod bind;
mod bound_ids;
pub mod codes;
mod endpoint_words;
mod ini;
pub mod intent;
mod key_lists;
mod key_reference;
mod load;
mod network_keys;
pub mod reference;
mod release;
mod v2;
mod v3;
mod values;
pub mod yaml;

pub use bind::bind_config;
pub use bound_ids::BoundIds;
pub use ini::codes as ini_codes;
pub use intent::{ClusterIntent, Dialect};
pub use load::{LoadOptions, Loaded, load_config};
pub use release::{Release, ReleaseParseError};
pub use v3::codes as v3_codes;
pub use yaml::{PlainValue, codes as yaml_codes, read_plain_values};
