//! What releases of 2.x differ on.

use netloom_diag::{Diagnostic, Severity, Span};

use super::reader::{Reader, Section};
use crate::{Release, codes};

/// Keys that came after 2.0.0.
///
/// # Source
/// AWS ParallelCluster, `CHANGELOG.md`, releases 2.1.0 to 2.11.9.
static SINCE: &[(&str, &str, Release)] = &[
    ("cluster", "enable_efa", Release::new(2, 4, 0)),
    ("cluster", "dcv_settings", Release::new(2, 5, 0)),
    ("cluster", "queue_settings", Release::new(2, 9, 0)),
    ("cluster", "disable_cluster_dns", Release::new(2, 9, 0)),
];

impl Reader<'_> {
    /// Reports a release of another dialect.
    pub(super) fn check_dialect(&mut self, span: Span) {
        if let Some(release) = self.options.release.filter(|release| release.major != 2) {
            let message = format!("ParallelCluster {release} reads YAML, and this file is INI");
            let finding = Diagnostic::new(&codes::RELEASES_DIFFER, span, message)
                .severity(Severity::Error)
                .help("name a release from 2.0 to 2.11 with `--pcluster-version`")
                .help("or convert the file with `pcluster3-config-converter`");
            self.report(finding);
        }
    }

    /// Reports keys that the release that was named does not have yet.
    pub(super) fn check_since(&mut self, section: Section<'_>) {
        let Some(release) = self.options.release else { return };
        for (kind, key, since) in SINCE {
            if *kind != section.kind || release >= *since {
                continue;
            }
            if let Some(option) = section.ini.option(key) {
                let message = format!("`{key}` is newer than {release}: it came with {since}");
                let finding = Diagnostic::new(&codes::NEWER_THAN_RELEASE, option.key_span, message)
                    .severity(Severity::Error)
                    .help(format!("leave it out, or use {since} or newer"));
                self.report(finding);
            }
        }
    }

    /// Reports something that releases after `last` refuse: a warning, or an error when the release
    /// is one of them.
    pub(super) fn gone_after(&mut self, last: Release, span: Span, what: &str, instead: &str) {
        let is_gone = self.options.release.is_some_and(|release| release > last);
        if self.options.release.is_some() && !is_gone {
            return;
        }
        let message = format!("{what} is gone from releases after {last}");
        let finding = Diagnostic::new(&codes::GONE_FROM_RELEASE, span, message).help(instead);
        self.report(if is_gone { finding.severity(Severity::Error) } else { finding });
    }
}
