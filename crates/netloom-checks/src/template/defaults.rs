//! Which findings rest on defaults of parameters.
//!
//! A check looks at values and not at where they come from. The template knows which functions rest
//! on which parameters, by their places, and a finding is at the places of the values it is about.

use netloom_diag::{Diagnostic, Span};
use netloom_template::TemplateDocument;
use netloom_template::joined::SEPARATOR;

/// How many parameters a note names.
const MAX_NAMES: usize = 3;

/// Notes of each finding which parameters have their defaults where it looks.
pub(super) fn note_defaults(document: &TemplateDocument, findings: &mut [Diagnostic]) {
    if findings.is_empty() {
        return;
    }
    let uses = Uses::of(document);
    for finding in findings {
        let labels = std::iter::once(&finding.primary).chain(&finding.secondary);
        let mut names: Vec<&str> = labels.flat_map(|label| uses.at(label.span)).collect();
        names.sort_unstable();
        names.dedup();
        if let Some(note) = note(&names) {
            finding.notes.push(note);
        }
    }
}

fn note(names: &[&str]) -> Option<String> {
    let quoted: Vec<String> =
        names.iter().take(MAX_NAMES).map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(MAX_NAMES);
    let listed = match quoted.as_slice() {
        [] => return None,
        [one] => format!("the default of parameter {one}"),
        [first @ .., last] if more == 0 => {
            format!("the defaults of the parameters {} and {last}", first.join(", "))
        }
        all => format!("the defaults of the parameters {} and {more} more", all.join(", ")),
    };
    // The parameters of a nested stack are given by its parent.
    let own = names.iter().take(MAX_NAMES).find(|name| !name.contains(SEPARATOR));
    Some(match own {
        Some(own) => {
            format!("this rests on {listed}; `--parameter {own}=VALUE` checks with another value")
        }
        None => format!("this rests on {listed}"),
    })
}

/// The places of functions that rest on defaults, in order of their starts.
struct Uses<'a> {
    uses: Vec<(Span, &'a str)>,
    /// Up to each use, the last byte that one of them covers in the file.
    ends: Vec<usize>,
}

impl<'a> Uses<'a> {
    fn of(document: &'a TemplateDocument) -> Self {
        let defaults = document.parameters.iter().filter(|parameter| parameter.is_default());
        let mut uses: Vec<(Span, &str)> = defaults
            .flat_map(|parameter| parameter.uses.iter().map(|at| (*at, parameter.id.as_str())))
            .collect();
        uses.sort_unstable();
        let mut ends = Vec::with_capacity(uses.len());
        let mut last = None;
        for (span, _) in &uses {
            let before = ends.last().copied().filter(|_| last == Some(span.file)).unwrap_or(0);
            ends.push(span.end.max(before));
            last = Some(span.file);
        }
        Self { uses, ends }
    }

    /// The parameters of the uses that have bytes in common with a place.
    fn at(&self, place: Span) -> Vec<&'a str> {
        let begins_before =
            |span: &Span| (span.file, span.start) < (place.file, place.end.max(place.start + 1));
        let n_before = self.uses.partition_point(|(span, _)| begins_before(span));
        let before = self.uses.iter().zip(&self.ends).take(n_before).rev();
        before
            .take_while(|((span, _), end)| span.file == place.file && **end > place.start)
            .filter(|((span, _), _)| span.end > place.start)
            .map(|((_, name), _)| *name)
            .collect()
    }
}
