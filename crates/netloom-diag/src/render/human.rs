//! Findings as rustc lays them out: header, the offending lines with underlines, facts and ways
//! out.

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use std::collections::BTreeMap;

use crate::render::render_concise;
use crate::untrusted::{EscapedSource, escaped_source};
use crate::{Diagnostic, FileId, Label, Severity, SourceFile, Sources, terminal_text};

/// Whether text carries terminal colours.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Style {
    /// Text only; what files, pipes and snapshots get.
    #[default]
    Plain,
    /// ANSI colours.
    Coloured,
}

/// How many findings are drawn with their lines; the others follow one per line. Drawing looks
/// through the whole file each time, and longer output is not read.
const MAX_DRAWN: usize = 200;

/// Returns the findings in the order given, an empty line behind each.
///
/// Beyond two hundred they follow in the concise form, so that nothing is lost and a hopeless file
/// is still quick.
#[must_use]
pub fn render_human(diagnostics: &[Diagnostic], sources: &Sources, style: Style) -> String {
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Coloured => Renderer::styled(),
    };
    let (drawn, listed) = diagnostics.split_at(diagnostics.len().min(MAX_DRAWN));
    let mut out = String::new();
    let shown = shown_files(drawn, sources);
    for diagnostic in drawn {
        out.push_str(&render_one(diagnostic, sources, &shown, &renderer));
        out.push_str("\n\n");
    }
    out + &render_concise(listed, sources)
}

/// The texts of the files that findings are about, as they are drawn.
type Shown<'a> = BTreeMap<FileId, EscapedSource<'a>>;

fn shown_files<'a>(drawn: &[Diagnostic], sources: &'a Sources) -> Shown<'a> {
    let mut shown = Shown::new();
    for label in drawn.iter().flat_map(|one| std::iter::once(&one.primary).chain(&one.secondary)) {
        if let Some(file) = sources.get(label.span.file) {
            shown.entry(file.id()).or_insert_with(|| escaped_source(file.text()));
        }
    }
    shown
}

fn render_one(
    diagnostic: &Diagnostic,
    sources: &Sources,
    shown: &Shown<'_>,
    renderer: &Renderer,
) -> String {
    let title = level(diagnostic.severity)
        .primary_title(terminal_text(&diagnostic.message))
        .id(diagnostic.code.id);
    let mut group = annotate_snippets::Group::with_title(title);
    let primary = diagnostic.primary.span.file;
    // One block per file, the file of the primary place first.
    for file in sources.files().iter().filter(|file| file.id() == primary) {
        // Of a file that is missing or empty there is no line to show.
        group = match file.text().is_empty() {
            true => group.element(Origin::path(terminal_text(file.name()).into_owned())),
            false => group.elements(snippet(diagnostic, file, shown)),
        };
    }
    for file in sources.files().iter().filter(|file| file.id() != primary) {
        if diagnostic.secondary.iter().any(|label| label.span.file == file.id()) {
            group = group.elements(snippet(diagnostic, file, shown));
        }
    }
    for note in &diagnostic.notes {
        group = group.element(Level::NOTE.message(terminal_text(note)));
    }
    for help in &diagnostic.help {
        group = group.element(Level::HELP.message(terminal_text(help)));
    }
    renderer.render(&[group])
}

fn snippet<'a>(
    diagnostic: &'a Diagnostic,
    file: &SourceFile,
    shown: &'a Shown<'_>,
) -> Option<Snippet<'a, annotate_snippets::Annotation<'a>>> {
    let shown = shown.get(&file.id())?;
    let secondary = diagnostic.secondary.iter().filter(|label| label.span.file == file.id());
    let mut snippet =
        Snippet::source(shown.text.as_ref()).path(terminal_text(file.name()).into_owned());
    if diagnostic.primary.span.file == file.id() {
        snippet = snippet.annotation(annotation(
            AnnotationKind::Primary,
            &diagnostic.primary,
            file,
            shown,
        ));
    }
    Some(snippet.annotations(
        secondary.map(|label| annotation(AnnotationKind::Context, label, file, shown)),
    ))
}

fn annotation<'a>(
    kind: AnnotationKind,
    label: &'a Label,
    file: &SourceFile,
    shown: &EscapedSource<'_>,
) -> annotate_snippets::Annotation<'a> {
    let range = within(label.span.range(), file.text());
    let annotation = kind.span(shown.offset(range.start)..shown.offset(range.end));
    if label.text.is_empty() { annotation } else { annotation.label(terminal_text(&label.text)) }
}

/// Cuts a range to the text and to its first line, so that a finding about a whole section
/// underlines one line.
fn within(range: std::ops::Range<usize>, text: &str) -> std::ops::Range<usize> {
    let start = range.start.min(text.len());
    let end = range.end.clamp(start, text.len());
    let covered = text.get(start..end).unwrap_or_default();
    let first_line = covered.trim_start_matches(['\r', '\n']);
    let first_line = first_line.split(['\r', '\n']).next().unwrap_or_default();
    if first_line.is_empty() { start..end.min(start) } else { start..start + first_line.len() }
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Code, Span};

    static OVERLAP: Code =
        Code { id: "NET014", severity: Severity::Error, title: "overlapping subnets", page: "" };

    fn overlap() -> (Diagnostic, Sources) {
        let mut sources = Sources::default();
        let id = sources
            .add("network.ini", "[vpc a]\ncidr = 10.0.0.0/24\n\n[vpc b]\ncidr = 10.0.0.128/25\n");
        let diagnostic =
            Diagnostic::new(&OVERLAP, Span::new(id, 43..56), "subnet `b` overlaps subnet `a`")
                .label("`b` is written here")
                .also(Span::new(id, 15..26), "`a` covers 10.0.0.0 to 10.0.0.255")
                .help("use 10.0.1.0/25, the next free block of this size");
        (diagnostic, sources)
    }

    #[test]
    fn both_places_and_the_way_out_are_drawn() {
        let (diagnostic, sources) = overlap();
        let expected = "\
error[NET014]: subnet `b` overlaps subnet `a`
 --> network.ini:5:8
  |
2 | cidr = 10.0.0.0/24
  |        ----------- `a` covers 10.0.0.0 to 10.0.0.255
...
5 | cidr = 10.0.0.128/25
  |        ^^^^^^^^^^^^^ `b` is written here
  |
  = help: use 10.0.1.0/25, the next free block of this size

";
        assert_eq!(render_human(&[diagnostic], &sources, Style::Plain), expected);
    }

    #[test]
    fn findings_beyond_the_drawn_ones_follow_one_per_line() {
        let (diagnostic, sources) = overlap();
        let text = render_human(&vec![diagnostic; MAX_DRAWN + 2], &sources, Style::Plain);
        assert_eq!(text.matches("error[NET014]: subnet").count(), MAX_DRAWN);
        assert_eq!(text.matches("network.ini:5:8: error[NET014] subnet").count(), 2);
    }

    #[test]
    fn a_span_outside_the_text_is_drawn_at_its_end() {
        let (mut diagnostic, sources) = overlap();
        diagnostic.primary.span.end = 5_000;
        diagnostic.primary.span.start = 4_000;
        assert!(render_human(&[diagnostic], &sources, Style::Plain).contains("--> network.ini:"));
    }

    #[test]
    fn control_characters_of_the_file_do_not_reach_the_terminal() {
        let (mut diagnostic, sources) = overlap();
        diagnostic.message = "key `\u{1b}[2J`".to_owned();
        let text = render_human(&[diagnostic], &sources, Style::Plain);
        assert!(text.contains("key `\\u{1b}[2J`"), "{text}");
    }
}
