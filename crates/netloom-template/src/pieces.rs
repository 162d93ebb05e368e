//! Texts with parts that are known only after deployment, cut at a separator.

use netloom_diag::Span;

use super::{Node, Piece, Value};

/// Returns the parts of a text between separators; `None` where a part that is not known may hold
/// one.
///
/// Ids and names of AWS that a reference stands for hold letters, digits and `-_.:/@`, so no other
/// separator is in them.
pub(super) fn split_pieces(pieces: &[Piece], separator: &str, span: Span) -> Option<Vec<Node>> {
    if separator.is_empty() || separator.chars().any(may_be_in_an_id) {
        return None;
    }
    let mut parts: Vec<Vec<Piece>> = vec![Vec::new()];
    for piece in pieces {
        match piece {
            Piece::Unknown(_) => return None,
            Piece::Reference(_) => parts.last_mut()?.push(piece.clone()),
            Piece::Text(text) => {
                for (place, text) in text.split(separator).enumerate() {
                    if place > 0 {
                        parts.push(Vec::new());
                    }
                    if !text.is_empty() {
                        parts.last_mut()?.push(Piece::Text(text.to_owned()));
                    }
                }
            }
        }
    }
    Some(parts.into_iter().map(|part| Node { span, value: of_pieces(part) }).collect())
}

fn may_be_in_an_id(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-_.:/@".contains(c)
}

/// Returns pieces as the simplest value that they are.
pub(super) fn of_pieces(mut pieces: Vec<Piece>) -> Value {
    match (pieces.len(), pieces.pop()) {
        (_, None) => Value::Text(String::new()),
        (1, Some(Piece::Text(text))) => Value::Text(text),
        (1, Some(Piece::Reference(reference))) => Value::Reference(reference),
        (1, Some(Piece::Unknown(unknown))) => Value::Unknown(unknown),
        (_, Some(last)) => {
            pieces.push(last);
            Value::Pieces(pieces)
        }
    }
}

impl Node {
    /// The same value without spaces around it, as lists of parameters are read.
    pub(super) fn trimmed(self) -> Self {
        let value = match self.value {
            Value::Text(text) => Value::Text(text.trim().to_owned()),
            Value::Pieces(mut pieces) => {
                if let Some(Piece::Text(first)) = pieces.first_mut() {
                    *first = first.trim_start().to_owned();
                }
                if let Some(Piece::Text(last)) = pieces.last_mut() {
                    *last = last.trim_end().to_owned();
                }
                pieces.retain(|piece| !matches!(piece, Piece::Text(text) if text.is_empty()));
                of_pieces(pieces)
            }
            value => value,
        };
        Self { value, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Reference;

    fn split(pieces: &[Piece], separator: &str) -> Option<Vec<Value>> {
        let items = split_pieces(pieces, separator, Span::default())?;
        Some(items.into_iter().map(|item| item.trimmed().value).collect())
    }

    fn reference(id: &str) -> Reference {
        Reference { id: id.to_owned(), attribute: None }
    }

    #[test]
    fn ids_joined_by_commas_are_the_items_of_a_list() {
        let (a, b) = (Piece::Reference(reference("A")), Piece::Reference(reference("B")));
        let joined =
            [a.clone(), Piece::Text(", ".to_owned()), b, Piece::Text(",subnet-1".to_owned())];
        let items = vec![
            Value::Reference(reference("A")),
            Value::Reference(reference("B")),
            Value::Text("subnet-1".to_owned()),
        ];
        assert_eq!(split(&joined, ","), Some(items));
        // An id may hold a hyphen, so where a text is cut at one is not known.
        assert_eq!(split(&[a, Piece::Text("-x".to_owned())], "-"), None);
    }
}
