//! Where the real tools are: the environments that `setup.sh` makes under `target/e2e/`.

use std::path::{Path, PathBuf};

/// Returns a file of this suite.
pub(crate) fn here(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("e2e").join(name)
}

/// Returns the folder of programs of an environment.
pub(crate) fn bin_of(environment: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/e2e").join(environment).join("bin")
}

/// Returns the Python of an environment.
pub(crate) fn python_of(environment: &str) -> PathBuf {
    bin_of(environment).join("python")
}
