//! Adds keys to a mapping, in its own style.

use netloom_diag::Span;

use super::edits::{Edit, Edits, Layout, Quote};
use super::places::SubnetUse;
use crate::yaml::Mapping;

/// A key to add to `Networking`.
pub(super) struct Addition {
    key: &'static str,
    values: Vec<String>,
    is_list: bool,
}

impl Addition {
    /// A key with one text.
    pub(super) fn text(key: &'static str, value: String) -> Self {
        Self { key, values: vec![value], is_list: false }
    }

    /// A key with a list.
    pub(super) fn list(key: &'static str, values: Vec<String>) -> Self {
        Self { key, values, is_list: true }
    }

    fn flow(&self, quote: Quote) -> String {
        let quoted: Vec<String> = self.values.iter().map(|value| quote.around(value)).collect();
        let joined = quoted.join(", ");
        let value = if self.is_list { format!("[{joined}]") } else { joined };
        format!("{}: {value}", quote.around(self.key))
    }

    /// Lines without indentation of their own.
    fn block(&self) -> Vec<String> {
        if self.is_list {
            let items = self.values.iter().map(|value| format!("  - {value}"));
            std::iter::once(format!("{}:", self.key)).chain(items).collect()
        } else {
            vec![format!("{}: {}", self.key, self.values.concat())]
        }
    }
}

/// Adds keys to `networking`, or a `Networking` with them to the place's owner.
pub(super) fn add_keys(
    layout: &Layout<'_>,
    place: &SubnetUse<'_>,
    networking: Option<&Mapping>,
    additions: Vec<Addition>,
    edits: &mut Edits,
) {
    let target = networking.unwrap_or(place.owner);
    if target.is_flow {
        edits.add(into_flow(layout, target, &additions, networking.is_none()));
        return;
    }
    let inner: Vec<String> = additions.iter().flat_map(Addition::block).collect();
    let lines = match networking {
        Some(_) => inner,
        None => std::iter::once("Networking:".to_owned())
            .chain(inner.into_iter().map(|line| format!("  {line}")))
            .collect(),
    };
    edits.add(into_block(layout, target, &lines));
}

fn into_flow(layout: &Layout<'_>, target: &Mapping, additions: &[Addition], is_new: bool) -> Edit {
    let quote = target.first.map_or(Quote::None, |first| layout.quote_at(first.key));
    let written: Vec<String> = additions.iter().map(|addition| addition.flow(quote)).collect();
    let inner = written.join(", ");
    let keys = if is_new { format!("{}: {{{inner}}}", quote.around("Networking")) } else { inner };
    let at = target.span.start + 1;
    let text = if target.first.is_some() { format!("{keys}, ") } else { keys };
    Edit { span: Span::new(target.span.file, at..at), text }
}

/// Adds lines below the first entry where that stands on one line, else above it.
fn into_block(layout: &Layout<'_>, target: &Mapping, lines: &[String]) -> Edit {
    let (key, scalar) = target.first.map_or((target.span, None), |first| (first.key, first.scalar));
    // The first key may stand behind the hyphen of a list item, so the indentation is its column,
    // in spaces.
    let indent =
        " ".repeat(layout.before_in_line(key.start).chars().filter(|c| *c != '\u{feff}').count());
    let line_break = layout.line_break;
    let end_of_line = layout.line_end(key.start);
    if let Some(value) = scalar.filter(|value| value.start >= key.end && value.end <= end_of_line) {
        let text: String = lines.iter().map(|line| format!("{line_break}{indent}{line}")).collect();
        return Edit { span: Span::new(value.file, end_of_line..end_of_line), text };
    }
    let text: String = lines.iter().map(|line| format!("{line}{line_break}{indent}")).collect();
    Edit { span: Span::new(key.file, key.start..key.start), text }
}
