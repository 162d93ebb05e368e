//! A value at a place of the file, before or after its functions are worked out.

use std::borrow::Cow;

use netloom_diag::Span;

/// A value and the place where it is written.
///
/// What a function gave stands where the function stands; what an alias or a branch of `Fn::If`
/// brought in stands where that is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Node {
    /// The bytes of the value, quotes and brackets included. A block mapping or list reaches from
    /// its first key or item to the end of its last one.
    pub span: Span,
    /// What it is.
    pub value: Value,
}

/// A key and its value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// The key as text.
    pub key: String,
    /// The bytes of the key.
    pub key_span: Span,
    /// The value.
    pub node: Node,
}

/// What a value is.
///
/// The last three exist only in a resolved document ([`super::read_template`]), never in plain
/// trees ([`super::parse_tree`]).
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Value {
    /// Nothing: `null`, `~`, or a key without a value.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number as written; YAML's octal, hexadecimal and other special spellings as the decimal
    /// number that they mean.
    Number(String),
    /// A text.
    Text(String),
    /// Items in the order written.
    List(Vec<Node>),
    /// Entries in the order written, no key twice.
    Map(Vec<Entry>),
    /// A resource of the template, or one of its attributes.
    Reference(Reference),
    /// A text with parts that are known only after deployment, as `Fn::Sub` and `Fn::Join` give;
    /// two parts or more, no two texts side by side.
    Pieces(Vec<Piece>),
    /// A value that the template alone does not tell.
    Unknown(Unknown),
}

/// A resource of the template (`Ref`), or one of its attributes (`Fn::GetAtt`).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Reference {
    /// The logical id; the template has a resource of this id.
    pub id: String,
    /// The attribute, such as `GroupId` or `Outputs.VpcId`; absent for `Ref`.
    pub attribute: Option<String>,
}

/// A part of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Piece {
    /// Known; not empty.
    Text(String),
    /// What a resource gives.
    Reference(Reference),
    /// Not known.
    Unknown(Unknown),
}

/// What is not known, in words that fit behind "because of" and "depends on".
///
/// Two unknowns with equal words stand for one value, wherever they are written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unknown {
    /// Such as ``parameter `VpcCidr` has no value``, ``import `net-VpcId` ``, `` `AWS::AccountId`
    /// `` or ``the zones of the region (`Fn::GetAZs`), item 0``.
    pub what: String,
    /// Where it is written.
    pub span: Span,
}

impl Entry {
    /// Returns a key with a value, both at one place.
    #[must_use]
    pub fn new(key: &str, node: Node, span: Span) -> Self {
        Self { key: key.to_owned(), key_span: span, node }
    }
}

impl Node {
    /// Returns a text.
    #[must_use]
    pub fn text(text: &str, span: Span) -> Self {
        Self { span, value: Value::Text(text.to_owned()) }
    }

    /// Returns a list.
    #[must_use]
    pub fn list(items: Vec<Self>, span: Span) -> Self {
        Self { span, value: Value::List(items) }
    }

    /// Returns a mapping.
    #[must_use]
    pub fn map(entries: Vec<Entry>, span: Span) -> Self {
        Self { span, value: Value::Map(entries) }
    }

    /// Returns a reference to the resource of this logical id.
    #[must_use]
    pub fn reference(id: &str, span: Span) -> Self {
        Self { span, value: Value::Reference(Reference { id: id.to_owned(), attribute: None }) }
    }

    /// Returns the text; numbers and booleans as CloudFormation turns them into texts; `None` for
    /// anything else.
    #[must_use]
    pub fn as_text(&self) -> Option<Cow<'_, str>> {
        match &self.value {
            Value::Text(text) | Value::Number(text) => Some(Cow::Borrowed(text)),
            Value::Bool(is_true) => Some(Cow::Borrowed(if *is_true { "true" } else { "false" })),
            _ => None,
        }
    }

    /// Returns the boolean, also of a text that says `true` or `false` in any case.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match &self.value {
            Value::Bool(is_true) => Some(*is_true),
            Value::Text(text) if text.eq_ignore_ascii_case("true") => Some(true),
            Value::Text(text) if text.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        }
    }

    /// Returns the whole number, also of a text that is one.
    #[must_use]
    pub fn as_integer(&self) -> Option<i64> {
        match &self.value {
            Value::Number(text) | Value::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// Returns the items of a list; `None` for anything else.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Node]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// Returns the entries of a mapping; `None` for anything else.
    #[must_use]
    pub fn as_map(&self) -> Option<&[Entry]> {
        match &self.value {
            Value::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// Returns the entry of this key; `None` when there is none, or this is not a mapping.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.as_map()?.iter().find(|entry| entry.key == key)
    }

    /// Returns the value of this key; `None` when there is none, or this is not a mapping.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.node)
    }

    /// Gives the resources that references anywhere within it name other names.
    ///
    /// - `name`: the new name; `None` for a resource that keeps its own.
    pub fn rename_references(&mut self, name: &impl Fn(&str) -> Option<String>) {
        let rename = |reference: &mut Reference| {
            if let Some(new) = name(&reference.id) {
                reference.id = new;
            }
        };
        match &mut self.value {
            Value::Reference(reference) => rename(reference),
            Value::Pieces(pieces) => {
                for piece in pieces {
                    if let Piece::Reference(reference) = piece {
                        rename(reference);
                    }
                }
            }
            Value::List(items) => items.iter_mut().for_each(|item| item.rename_references(name)),
            Value::Map(entries) => {
                entries.iter_mut().for_each(|entry| entry.node.rename_references(name));
            }
            _ => {}
        }
    }

    /// Returns the resource, or attribute of one, that the whole value is.
    #[must_use]
    pub fn as_reference(&self) -> Option<&Reference> {
        match &self.value {
            Value::Reference(reference) => Some(reference),
            _ => None,
        }
    }

    /// Returns what is not known when the whole value is not.
    #[must_use]
    pub fn as_unknown(&self) -> Option<&Unknown> {
        match &self.value {
            Value::Unknown(unknown) => Some(unknown),
            _ => None,
        }
    }

    /// Returns whether nothing is written: `null` or a key without a value.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        self.value == Value::Null
    }

    /// Returns the first unknown in the value or anywhere in it, in the order written. References
    /// are known.
    #[must_use]
    pub fn first_unknown(&self) -> Option<&Unknown> {
        match &self.value {
            Value::Unknown(unknown) => Some(unknown),
            Value::Pieces(pieces) => pieces.iter().find_map(|piece| match piece {
                Piece::Unknown(unknown) => Some(unknown),
                Piece::Text(_) | Piece::Reference(_) => None,
            }),
            Value::List(items) => items.iter().find_map(Self::first_unknown),
            Value::Map(entries) => entries.iter().find_map(|entry| entry.node.first_unknown()),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::Text(_)
            | Value::Reference(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(value: Value) -> Node {
        Node { span: Span::default(), value }
    }

    fn text(text: &str) -> Node {
        node(Value::Text(text.to_owned()))
    }

    fn unknown(what: &str) -> Unknown {
        Unknown { what: what.to_owned(), span: Span::default() }
    }

    #[test]
    fn values_are_taken_for_texts_as_cloudformation_takes_them() {
        assert_eq!(text("a").as_text().as_deref(), Some("a"));
        assert_eq!(node(Value::Number("1.10".into())).as_text().as_deref(), Some("1.10"));
        assert_eq!(node(Value::Bool(true)).as_text().as_deref(), Some("true"));
        assert_eq!(node(Value::Null).as_text(), None);
    }

    #[test]
    fn truth_values_and_numbers_may_be_written_as_texts() {
        assert_eq!(text("True").as_bool(), Some(true));
        assert_eq!(text("FALSE").as_bool(), Some(false));
        assert_eq!(text("yes").as_bool(), None);
        assert_eq!(text(" 443").as_integer(), Some(443));
        assert_eq!(node(Value::Number("-1".into())).as_integer(), Some(-1));
        assert_eq!(text("4.5").as_integer(), None);
        assert_eq!(text("99999999999999999999").as_integer(), None);
    }

    #[test]
    fn the_first_unknown_is_found_at_any_depth() {
        let pieces = vec![
            Piece::Text("a".into()),
            Piece::Unknown(unknown("x")),
            Piece::Unknown(unknown("y")),
        ];
        let entry =
            Entry { key: "k".into(), key_span: Span::default(), node: node(Value::Pieces(pieces)) };
        let tree = node(Value::List(vec![
            text("a"),
            node(Value::Map(vec![entry])),
            node(unknown("z").into()),
        ]));
        assert_eq!(tree.first_unknown(), Some(&unknown("x")));
        let reference = node(Value::Reference(Reference { id: "Vpc".into(), attribute: None }));
        assert_eq!((reference.first_unknown(), reference.as_reference().is_some()), (None, true));
    }
}
