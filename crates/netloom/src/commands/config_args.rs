//! The arguments of every command that reads a config.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use netloom_config::{LoadOptions, Release};
use netloom_diag::{Diagnostic, FileId, Sources};
use netloom_driver::input_kind::InputKind;
use netloom_driver::observe::LockInput;

use crate::aws::template_in;
use crate::changed::lock_at_revision;
use crate::files::{MAX_TEMPLATE_BYTES, read_source};
use crate::git::Revisions;
use crate::lock_file::LockFile;

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

    /// Neither read nor write the lock file beside the config
    ///
    /// `cluster.yaml.lock` says where each subnet and gateway of `cluster.yaml` stands, so that an
    /// edit of the config moves none of them.
    #[arg(long)]
    no_lock: bool,

    /// A template that was rendered from the config before: what it has stays where it is
    #[arg(long, value_name = "FILE")]
    previous: Option<PathBuf>,
}

/// Whether the lock file may change.
#[derive(clap::Args, Debug, Default)]
pub(super) struct LockedArg {
    /// Fail if the lock file is missing or would change, and say what would; for CI
    #[arg(long, conflicts_with = "no_lock")]
    pub(super) locked: bool,
}

impl ConfigArgs {
    /// Reads the lock file beside an input, where that is a config and locks are to be read.
    ///
    /// - `file`, `path`: the input among the sources, and where it is.
    ///
    /// # Errors
    /// The finding for a lock file that cannot be read.
    pub(super) fn read_lock(
        &self,
        file: FileId,
        path: &Path,
        sources: &mut Sources,
    ) -> Result<Option<LockFile>, Diagnostic> {
        if self.has_lock(file, sources) { LockFile::beside(path, sources) } else { Ok(None) }
    }

    /// Reads the template that was rendered before, where one is given.
    ///
    /// # Errors
    /// The finding for a file that cannot be read.
    pub(super) fn read_previous(
        &self,
        sources: &mut Sources,
    ) -> Result<Option<FileId>, Diagnostic> {
        let previous = self.previous.as_deref();
        let file =
            previous.map(|path| read_source(path, MAX_TEMPLATE_BYTES, sources)).transpose()?;
        let answered = file.and_then(|file| {
            let source = sources.get(file)?;
            let answer = serde_json::from_str(source.text()).ok()?;
            Some((format!("{} (TemplateBody)", source.name()), template_in(&answer)?))
        });
        Ok(answered.map(|(name, text)| sources.add(name, text)).or(file))
    }

    /// Reads the lock file that an input of a revision had beside it.
    ///
    /// # Errors
    /// As [`Self::read_lock`].
    pub(super) fn read_lock_at(
        &self,
        file: FileId,
        path: &Path,
        (revisions, is_old): (&Revisions, bool),
        sources: &mut Sources,
    ) -> Result<Option<LockInput>, Diagnostic> {
        if !self.has_lock(file, sources) {
            return Ok(None);
        }
        lock_at_revision(path, revisions, is_old, sources)
    }

    fn has_lock(&self, file: FileId, sources: &Sources) -> bool {
        let kind = sources.get(file).map(InputKind::of_named);
        !self.no_lock && kind != Some(InputKind::Template)
    }

    /// Returns them as they are typed, for another command that reads the same config.
    pub(super) fn words(&self) -> Vec<OsString> {
        let mut words: Vec<OsString> = Vec::new();
        let mut option = |flag: &str, value: Option<OsString>| {
            words.extend(value.into_iter().flat_map(|value| [OsString::from(flag), value]));
        };
        option("--cluster-template", self.cluster_template.clone().map(OsString::from));
        let release = self.pcluster_version.map(|release| release.to_string());
        option("--pcluster-version", release.map(OsString::from));
        option("--region", self.region.clone().map(OsString::from));
        option("--previous", self.previous.clone().map(OsString::from));
        words.extend(self.no_lock.then(|| OsString::from("--no-lock")));
        words
    }

    /// Returns them as the reader of configs takes them.
    pub(super) fn to_load_options(&self) -> LoadOptions {
        LoadOptions {
            cluster_template: self.cluster_template.clone(),
            release: self.pcluster_version,
            region: self.region.clone(),
        }
    }
}
