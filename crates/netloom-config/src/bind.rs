//! The way back: a config in which the names that only netloom knows are replaced by the ids that a
//! stack gave out.

use netloom_diag::{Diagnostic, SourceFile};

use crate::load::dialect_of;
use crate::{BoundIds, Dialect, LoadOptions, v2, v3};

/// Returns the text of a config that ParallelCluster takes: subnet names replaced by ids, netloom's
/// own keys removed, and every other byte as it was.
///
/// # Errors
/// The findings of the file when it cannot be read, and
/// [`POINTS_TO_NOTHING`](crate::codes::POINTS_TO_NOTHING) for each name that `ids` has no subnet
/// for.
pub fn bind_config(
    file: &SourceFile,
    options: &LoadOptions,
    ids: &BoundIds,
) -> Result<String, Vec<Diagnostic>> {
    match dialect_of(file) {
        Dialect::V2Ini => v2::bind(file, options, ids),
        Dialect::V3Yaml => v3::bind(file, options, ids),
    }
}
