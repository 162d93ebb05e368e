//! Takes the `Network` section out.

use netloom_diag::Span;

use super::edits::{Edits, Layout};
use crate::yaml::{Entry, Mapping};

/// Removes the section with the comments inside of it. Comments above it stay, unless they stand
/// directly above it with a blank line before them: then they are about the section.
pub(super) fn remove_network(layout: &Layout<'_>, file: &Mapping, edits: &mut Edits) {
    let Some(at) = file.entries.iter().position(|entry| entry.key == "Network" && !entry.is_merged)
    else {
        return;
    };
    let Some(network) = file.entries.get(at) else { return };
    let range = if file.is_flow {
        let next = file.entries.get(at + 1).filter(|next| !next.is_merged);
        let previous = at.checked_sub(1).and_then(|at| file.entries.get(at));
        match (next, previous) {
            (Some(next), _) => network.key_span.start..next.key_span.start,
            (None, Some(previous)) => {
                previous.value.span.end.max(previous.key_span.end)..end_of(network)
            }
            (None, None) => network.key_span.start..end_of(network),
        }
    } else {
        let start = network.key_span.start
            - layout.before_in_line(network.key_span.start).trim_start_matches('\u{feff}').len();
        own_comments(layout, start)..section_end(layout, end_of(network))
    };
    edits.remove(Span::new(network.key_span.file, range));
}

fn end_of(entry: &Entry) -> usize {
    entry.value.span.end.max(entry.key_span.end)
}

/// Returns where the section starts, with the comment block that belongs to it.
fn own_comments(layout: &Layout<'_>, start: usize) -> usize {
    let before = layout.file.text().get(..start).unwrap_or_default();
    let mut from = start;
    for line in before.split_inclusive('\n').rev() {
        if line.starts_with('#') {
            from -= line.len();
        } else if line.trim().is_empty() {
            return from;
        } else {
            return start;
        }
    }
    start
}

/// Returns the start of the first line behind the section: indented comments below its last value
/// still belong to it.
fn section_end(layout: &Layout<'_>, value_end: usize) -> usize {
    let text = layout.file.text();
    // A block scalar ends behind its last line break already.
    let is_at_line_start =
        value_end > 0 && text.get(..value_end).is_some_and(|before| before.ends_with('\n'));
    let mut end = if is_at_line_start { value_end } else { next_line(text, value_end) };
    let mut seen = end;
    while seen < text.len() {
        let line_end = next_line(text, seen);
        let line = text.get(seen..line_end).unwrap_or_default();
        if line.starts_with([' ', '\t']) && line.trim_start().starts_with('#') {
            end = line_end;
        } else if !line.trim().is_empty() {
            break;
        }
        seen = line_end;
    }
    end
}

/// Returns where the line behind `from` starts.
fn next_line(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    rest.find('\n').map_or(text.len(), |at| from + at + 1)
}
