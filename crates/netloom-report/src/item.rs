//! One finding of a check or of a review, for formats that treat both alike.

use netloom_diag::{Code, Diagnostic, Label, Severity, Sources};
use netloom_diff::ReviewFinding;

/// One finding, from a check or from a review.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    /// Its kind.
    pub(crate) code: &'static Code,
    /// How much it weighs.
    pub(crate) severity: Severity,
    /// What it is.
    pub(crate) message: String,
    /// What to do.
    pub(crate) help: Vec<String>,
    /// Where; absent for what is nowhere in particular.
    pub(crate) place: Option<Region>,
    /// Other places that explain it.
    pub(crate) related: Vec<(Region, String)>,
}

/// A part of a file; lines and columns from 1, the end is behind the last character.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Region {
    /// The file.
    pub(crate) file: String,
    /// The first line.
    pub(crate) line: usize,
    /// The first column.
    pub(crate) column: usize,
    /// The last line.
    pub(crate) end_line: usize,
    /// The column behind the last character.
    pub(crate) end_column: usize,
}

impl Item {
    /// Returns a finding of a check.
    pub(crate) fn of(finding: &Diagnostic, sources: &Sources) -> Self {
        let related = finding.secondary.iter();
        Self {
            code: finding.code,
            severity: finding.severity,
            message: finding.message.clone(),
            help: finding.help.clone(),
            place: region(&finding.primary, sources),
            related: related
                .filter_map(|label| Some((region(label, sources)?, label.text.clone())))
                .collect(),
        }
    }

    /// Returns a finding of a review.
    pub(crate) fn of_review(finding: &ReviewFinding) -> Self {
        let place = finding.place.as_ref().map(|place| Region {
            file: place.file.clone(),
            line: place.line,
            column: place.column,
            end_line: place.line,
            end_column: place.column,
        });
        Self {
            code: finding.code,
            severity: finding.code.severity,
            message: finding.message.clone(),
            help: finding.help.clone(),
            place,
            related: Vec::new(),
        }
    }
}

fn region(label: &Label, sources: &Sources) -> Option<Region> {
    let source = sources.get(label.span.file)?;
    let (from, to) = (sources.line_column(label.span), source.line_column(label.span.range().end));
    let file = source.name().to_owned();
    Some(Region {
        file,
        line: from.line,
        column: from.column,
        end_line: to.line,
        end_column: to.column,
    })
}
