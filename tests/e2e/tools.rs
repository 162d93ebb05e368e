//! Where the real programs are: netloom's own, and the environments that `setup.sh` makes under
//! `target/e2e/`.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// The environment with the emulator, the AWS CLI, cfn-lint and the newest ParallelCluster.
pub(crate) const TOOLS: &str = "tools";

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

/// Returns netloom's program: the one that `NETLOOM_BIN` names, else that of this very build,
/// brought up to date.
pub(crate) fn netloom() -> PathBuf {
    static PROGRAM: LazyLock<PathBuf> = LazyLock::new(|| {
        if let Some(path) = env::var_os("NETLOOM_BIN") {
            return PathBuf::from(path);
        }
        // As the tests of the whole workspace are built, so that nothing is compiled twice.
        let build = ["build", "--quiet", "--locked", "--workspace", "--bin", "netloom"];
        let status = Command::new(env!("CARGO"))
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .args(build)
            .status();
        assert!(status.is_ok_and(|status| status.success()), "netloom builds");
        // This program is `target/debug/deps/e2e-…`.
        let program = env::current_exe().expect("this program has a path");
        program.ancestors().nth(2).expect("a build folder").join("netloom")
    });
    PROGRAM.clone()
}
