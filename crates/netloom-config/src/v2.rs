//! ParallelCluster 2.x: INI sections to intent, and back.
//!
//! - Comes in: an `IniFile`.
//! - Goes out: the [`ClusterIntent`] of one cluster section and what it points to, with every
//!   problem of them. Sections that nothing points to are not looked at, as ParallelCluster does
//!   not.
//! - Left to others: the syntax (`ini`), and what follows from the intent.
//!
//! # Source
//! AWS ParallelCluster 2.4.1, `cli/pcluster/cfnconfig.py`; 2.11.9,
//! `cli/src/pcluster/config/mappings.py`, `pcluster_config.py`, `param_types.py`.

mod ambiguous_syntax;
mod bind;
mod cluster;
mod dcv;
mod endpoints;
pub(crate) mod keys;
mod pointers;
mod queues;
pub(crate) mod reader;
mod releases;
#[cfg(test)]
mod tests;
mod vpc;

pub(crate) use bind::bind;

use netloom_diag::{Diagnostic, SourceFile};

use crate::{ClusterIntent, LoadOptions, ini};
use reader::Reader;

/// Reads a v2 file.
pub(crate) fn load(
    file: &SourceFile,
    options: &LoadOptions,
) -> (Option<ClusterIntent>, Vec<Diagnostic>) {
    let (ini, problems) = ini::lex(file);
    let mut reader = Reader::new(file, &ini, options, problems);
    let intent = cluster::read_cluster(&mut reader);
    (intent, reader.into_problems())
}
