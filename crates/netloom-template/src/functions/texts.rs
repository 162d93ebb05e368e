//! `Fn::Join` and `Fn::Base64`, and texts with parts that are not known.

use netloom_diag::Span;

use super::derived;
use crate::evaluator::{Evaluator, MAX_RESULT_BYTES, NODE_BYTES};
use crate::sections::kind_of;
use crate::{Entry, Node, Piece, Value};

impl Evaluator<'_> {
    /// `Fn::Join: [delimiter, list]`.
    pub(super) fn call_join(&mut self, entry: &Entry, span: Span) -> Node {
        let Some([delimiter, list]) = self.arguments(entry, 2..=2) else {
            return Node { span, value: self.broken(span).into() };
        };
        let Some(delimiter) = delimiter.as_text() else {
            let message = format!(
                "`Fn::Join` starts with {}, expected the text between the items",
                kind_of(delimiter)
            );
            return self.bad_arguments(delimiter.span, message, "");
        };
        let list = self.argument(entry, list);
        let items = match list.value {
            Value::List(items) => items,
            // The number of items is not known, so no part of the text is.
            value @ (Value::Unknown(_) | Value::Reference(_)) => {
                let value = derived(&value, &format!("joined by `{delimiter}`"), span);
                return self.result(value, span);
            }
            _ => {
                let message = format!("`Fn::Join` has {}, expected a list", kind_of(&list));
                return self.bad_arguments(
                    list.span,
                    message,
                    "write `!Join [delimiter, [first, second]]`",
                );
            }
        };
        let mut draft = Draft::default();
        for (place, item) in items.into_iter().enumerate() {
            if place > 0 {
                draft.push_text(&delimiter);
            }
            self.push_value(&item, &entry.key, &mut draft);
        }
        self.finished(draft, span)
    }

    /// `Fn::Base64: text`.
    pub(super) fn call_base64(&mut self, entry: &Entry, span: Span) -> Node {
        let argument = self.argument(entry, &entry.node);
        let value = match argument.as_text() {
            Some(text) => Value::Text(base64(text.as_bytes())),
            None => match &argument.value {
                value @ (Value::Unknown(_) | Value::Reference(_) | Value::Pieces(_)) => {
                    derived(value, "in Base64", span)
                }
                _ => {
                    let message =
                        format!("`Fn::Base64` has {}, expected a text", kind_of(&argument));
                    return self.bad_arguments(argument.span, message, "");
                }
            },
        };
        self.result(value, span)
    }
}

/// A text that is put together.
#[derive(Default)]
pub(super) struct Draft {
    pieces: Vec<Piece>,
    n_bytes: usize,
}

impl Draft {
    /// Adds a text to the last piece, or as a new one.
    pub(super) fn push_text(&mut self, text: &str) {
        self.n_bytes = self.n_bytes.saturating_add(text.len());
        match self.pieces.last_mut() {
            // What has grown beyond the bounds is given up when it is finished; it need not grow
            // further.
            _ if text.is_empty() || self.n_bytes > MAX_RESULT_BYTES => {}
            Some(Piece::Text(last)) => last.push_str(text),
            _ => self.push(Piece::Text(text.to_owned())),
        }
    }

    /// Adds a piece behind the last one.
    pub(super) fn push(&mut self, piece: Piece) {
        self.n_bytes = self.n_bytes.saturating_add(NODE_BYTES);
        if self.n_bytes <= MAX_RESULT_BYTES {
            self.pieces.push(piece);
        }
    }
}

impl Evaluator<'_> {
    /// Returns the value that a draft has become: a single piece stands for itself.
    pub(super) fn finished(&mut self, draft: Draft, span: Span) -> Node {
        if draft.n_bytes > MAX_RESULT_BYTES {
            return self.beyond_bounds(span);
        }
        let mut pieces = draft.pieces;
        if pieces.len() > 1 {
            return self.result(Value::Pieces(pieces), span);
        }
        let value = match pieces.pop() {
            None => Value::Text(String::new()),
            Some(Piece::Text(text)) => Value::Text(text),
            Some(Piece::Reference(reference)) => Value::Reference(reference),
            Some(Piece::Unknown(unknown)) => Value::Unknown(unknown),
        };
        self.result(value, span)
    }
}

/// Returns the bytes in Base64 with padding.
///
/// # Source
/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let is_padding = place > chunk.len();
            out.push(if is_padding { '=' } else { digit(bits >> (18 - 6 * place) & 0x3f) });
        }
    }
    out
}

fn digit(six_bits: u32) -> char {
    let digit = match u8::try_from(six_bits).unwrap_or_default() {
        bits @ 0..26 => b'A' + bits,
        bits @ 26..52 => b'a' + bits - 26,
        bits @ 52..62 => b'0' + bits - 52,
        62 => b'+',
        _ => b'/',
    };
    char::from(digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_rfc() {
        let check = |text: &str, expected: &str| assert_eq!(base64(text.as_bytes()), expected);
        check("", "");
        check("f", "Zg==");
        check("fo", "Zm8=");
        check("foo", "Zm9v");
        check("foobar", "Zm9vYmFy");
        check("\u{7ff}\u{3ff}", "37/Pvw==");
    }
}
