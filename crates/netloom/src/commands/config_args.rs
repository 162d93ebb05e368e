//! The arguments of every command that reads a config.

use netloom_config::{LoadOptions, Release};

/// How to read the config; what ParallelCluster has an option for is called the same here.
#[derive(clap::Args, Debug, Default)]
pub(super) struct ConfigArgs {
    /// Use this `[cluster …]` section of a 2.x config instead of `[global] cluster_template`
    #[arg(short = 't', long, value_name = "LABEL")]
    cluster_template: Option<String>,

    /// Judge the config by this release of ParallelCluster, such as 3.9.3
    ///
    /// Without it, whatever any release accepts is accepted, with a warning where releases differ.
    #[arg(long, value_name = "VERSION")]
    pcluster_version: Option<Release>,

    /// Plan for this region instead of the one in the config
    #[arg(short, long, value_name = "REGION")]
    pub(super) region: Option<String>,
}

impl ConfigArgs {
    /// Returns them as the reader of configs takes them.
    pub(super) fn to_load_options(&self) -> LoadOptions {
        LoadOptions {
            cluster_template: self.cluster_template.clone(),
            release: self.pcluster_version,
            region: self.region.clone(),
        }
    }
}
