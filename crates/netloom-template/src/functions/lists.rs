//! `Fn::Split`, `Fn::Select` and `Fn::GetAZs`.

use std::fmt::Display;

use netloom_diag::Span;

use super::cidr::Cut;
use super::derived;
use crate::evaluator::{Evaluator, in_words};
use crate::pieces::split_pieces;
use crate::sections::kind_of;
use crate::{Entry, Node, Unknown, Value};

impl Evaluator<'_> {
    /// `Fn::Split: [delimiter, text]`.
    pub(super) fn call_split(&mut self, entry: &Entry, span: Span) -> Node {
        let Some([delimiter, text]) = self.arguments(entry, 2..=2) else {
            return Node { span, value: self.broken(span).into() };
        };
        let Some(delimiter) = delimiter.as_text().filter(|delimiter| !delimiter.is_empty()) else {
            let message =
                "`Fn::Split` starts with the text to split at, which is not empty".to_owned();
            return self.bad_arguments(delimiter.span, message, "");
        };
        let text = self.argument(entry, text);
        let value = match text.as_text() {
            Some(text) => {
                let parts = text.split(&*delimiter);
                Value::List(
                    parts.map(|part| Node { span, value: Value::Text(part.to_owned()) }).collect(),
                )
            }
            None => match &text.value {
                // A reference stands for an id, so a delimiter that no id has in it splits the text
                // around it.
                Value::Pieces(pieces) if split_pieces(pieces, &delimiter, span).is_some() => {
                    Value::List(split_pieces(pieces, &delimiter, span).unwrap_or_default())
                }
                value @ (Value::Unknown(_) | Value::Reference(_) | Value::Pieces(_)) => {
                    derived(value, &format!("split at `{delimiter}`"), span)
                }
                _ => {
                    let message = format!("`Fn::Split` has {}, expected a text", kind_of(&text));
                    return self.bad_arguments(text.span, message, "");
                }
            },
        };
        self.result(value, span)
    }

    /// `Fn::Select: [index, list]`; of an unknown list, the item is an unknown that names list and
    /// index.
    pub(super) fn call_select(&mut self, entry: &Entry, span: Span) -> Node {
        let Some([index, list]) = self.arguments(entry, 2..=2) else {
            return Node { span, value: self.broken(span).into() };
        };
        let index = self.argument(entry, index);
        // One block is worked out, not all 256 that the list may hold.
        let cut = match list.as_map() {
            Some([cidr]) if cidr.key == "Fn::Cidr" => Some(self.cut(cidr, list.span)),
            _ => None,
        };
        let list = match cut {
            Some(Ok(cut)) => return self.selected_block(&cut, &index, span),
            Some(Err(list)) => list,
            None => self.argument(entry, list),
        };
        let Some(number) = index.as_integer() else {
            return self.selected_by(&index, span);
        };
        match list.value {
            Value::List(items) => {
                let n_items = items.len();
                let item =
                    usize::try_from(number).ok().and_then(|number| items.into_iter().nth(number));
                match item {
                    Some(item) => item,
                    None => self.no_item(number, n_items, span),
                }
            }
            value @ (Value::Unknown(_) | Value::Reference(_)) => {
                let value = derived(&value, &format!("item {number}"), span);
                self.result(value, span)
            }
            _ => {
                let message = format!("`Fn::Select` has {}, expected a list", kind_of(&list));
                self.bad_arguments(list.span, message, "")
            }
        }
    }

    fn selected_block(&mut self, cut: &Cut, index: &Node, span: Span) -> Node {
        let Some(number) = index.as_integer() else {
            return self.selected_by(index, span);
        };
        match u128::try_from(number).ok().and_then(|number| cut.block(number)) {
            Some(block) => self.result(Value::Text(block), span),
            None => self.no_item(number, cut.count, span),
        }
    }

    fn no_item(&mut self, number: i64, n_items: impl Display, span: Span) -> Node {
        let message = format!("`Fn::Select` asks for item {number} of a list of {n_items}");
        self.bad_arguments(span, message, "the first item is number 0")
    }

    fn selected_by(&mut self, index: &Node, span: Span) -> Node {
        if matches!(index.value, Value::Unknown(_) | Value::Reference(_) | Value::Pieces(_)) {
            let what =
                format!("the item picked by {} ({})", in_words(&index.value), self.place(span));
            return Node { span, value: Value::Unknown(Unknown { what, span }) };
        }
        let message =
            format!("`Fn::Select` starts with {}, expected a whole number", in_words(&index.value));
        self.bad_arguments(index.span, message, "the first item is number 0")
    }

    /// `Fn::GetAZs: region`: which zones there are, and in which order, only the account knows.
    pub(super) fn call_get_azs(&mut self, entry: &Entry, span: Span) -> Node {
        let region = self.argument(entry, &entry.node);
        let is_own =
            |region: &str| region.is_empty() || self.options.region.as_deref() == Some(region);
        let of = match (region.as_text(), &region.value) {
            (Some(name), _) if is_own(&name) => "the region".to_owned(),
            (_, Value::Unknown(unknown)) if unknown.what == "`AWS::Region`" => {
                "the region".to_owned()
            }
            (_, value) => in_words(value),
        };
        let what = format!("the zones of {of} (`Fn::GetAZs`)");
        Node { span, value: Value::Unknown(Unknown { what, span }) }
    }
}
