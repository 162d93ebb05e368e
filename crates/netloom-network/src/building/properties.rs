//! Reading one mapping: a value where there is one, its name where it cannot be known.

use std::borrow::Cow;

use netloom_diag::Span;
use netloom_template::{Node, Piece, Reference, TemplateDocument, Value};

use crate::sets::RangeSet;
use crate::{Known, Unknown};

use super::block_of;

/// How many references to attributes are followed one behind the other; more than that is a circle.
const MAX_STEPS: usize = 8;

/// The keys of a resource, a rule or a record, and whom they belong to.
#[derive(Clone, Copy)]
pub(crate) struct Properties<'a> {
    /// What people find the owner by; part of the names of what is unknown.
    pub(crate) owner: &'a str,
    /// The mapping; anything else has no keys.
    pub(crate) node: &'a Node,
    /// Where references to attributes lead.
    document: Option<&'a TemplateDocument>,
}

impl<'a> Properties<'a> {
    /// Takes the keys of a part of a template.
    pub(crate) fn of_template(
        owner: &'a str,
        node: &'a Node,
        document: &'a TemplateDocument,
    ) -> Self {
        Self { owner, node, document: Some(document) }
    }

    /// Takes the keys of a record of facts.
    pub(crate) fn of_record(owner: &'a str, node: &'a Node) -> Self {
        Self { owner, node, document: None }
    }

    /// Returns the place of the whole mapping.
    pub(crate) fn span(&self) -> Span {
        self.node.span
    }

    /// Returns the keys of another mapping of the same owner.
    pub(crate) fn within(&self, node: &'a Node) -> Self {
        Self { node, ..*self }
    }

    /// Returns the value of a key; `None` when the key is absent or has none.
    pub(crate) fn get(&self, key: &str) -> Option<&'a Node> {
        let node = self.node.get(key).filter(|node| !node.is_absent())?;
        Some(self.document.map_or(node, |document| follow(document, node)))
    }

    /// Returns the name of a key as an unknown: `` `CidrBlock` of `Vpc` ``.
    pub(crate) fn missing(&self, key: &str) -> Unknown {
        unknown(self.name(key), self.get(key).map_or(self.node.span, |node| node.span))
    }

    fn name(&self, key: &str) -> String {
        format!("`{key}` of `{}`", self.owner)
    }

    /// Returns why the value of a key cannot be used: its own name if it has one, else that of the
    /// key.
    pub(crate) fn why(&self, key: &str) -> Unknown {
        // A mapping that is unknown as a whole has no keys; its own name says more than theirs.
        let node = self.get(key).unwrap_or(self.node);
        describe(node).map_or_else(|| self.missing(key), |what| unknown(what, node.span))
    }

    /// Returns a boolean; `default` where the key is absent.
    pub(crate) fn bool_or(&self, key: &str, default: bool) -> Known<bool> {
        match self.get(key) {
            None if self.is_mapping() => Known::Is(default),
            None => Known::Unknown(self.why(key)),
            Some(node) => node.as_bool().map_or_else(|| Known::Unknown(self.why(key)), Known::Is),
        }
    }

    /// Returns a text; `None` where the key is absent.
    pub(crate) fn text(&self, key: &str) -> Option<Known<Cow<'a, str>>> {
        let node = self.get(key)?;
        Some(node.as_text().map_or_else(|| Known::Unknown(self.why(key)), Known::Is))
    }

    /// Returns a text that is written or known; `None` where it is absent or unknown.
    pub(crate) fn plain_text(&self, key: &str) -> Option<Cow<'a, str>> {
        self.get(key).and_then(Node::as_text)
    }

    /// Returns a whole number; `None` where the key is absent.
    pub(crate) fn integer(&self, key: &str) -> Option<Known<i64>> {
        let node = self.get(key)?;
        Some(node.as_integer().map_or_else(|| Known::Unknown(self.why(key)), Known::Is))
    }

    /// Returns a block; `None` where the key is absent.
    pub(crate) fn block(&self, key: &str) -> Option<Known<(RangeSet, u8)>> {
        let node = self.get(key)?;
        Some(block_of(node).map_or_else(|| Known::Unknown(self.why(key)), Known::Is))
    }

    /// Returns the addresses of a block; `None` where the key is absent.
    pub(crate) fn addresses(&self, key: &str) -> Option<Known<RangeSet>> {
        Some(match self.block(key)? {
            Known::Is((addresses, _)) => Known::Is(addresses),
            Known::Unknown(unknown) => Known::Unknown(unknown),
        })
    }

    /// Returns the items of a list: none where the key is absent, and `Err` where the list as a
    /// whole is unknown.
    ///
    /// One value in the place of a list counts as a list of one, as CloudFormation takes it.
    pub(crate) fn items(&self, key: &str) -> Result<&'a [Node], Unknown> {
        match self.get(key) {
            None if self.is_mapping() => Ok(&[]),
            None => Err(self.why(key)),
            Some(node) => match &node.value {
                Value::List(items) => Ok(items),
                Value::Text(_) | Value::Map(_) => Ok(std::slice::from_ref(node)),
                // `Ref` of a resource is one id; an attribute may be a list.
                Value::Reference(reference) if reference.attribute.is_none() => {
                    Ok(std::slice::from_ref(node))
                }
                _ => Err(self.why(key)),
            },
        }
    }

    /// Returns whether this is a part of a template, and not a record of facts.
    pub(crate) fn is_of_template(&self) -> bool {
        self.document.is_some()
    }

    /// Returns whether this is a mapping at all.
    pub(crate) fn is_mapping(&self) -> bool {
        self.node.as_map().is_some()
    }
}

/// Names something that is not known.
pub(crate) fn unknown(what: impl Into<String>, span: Span) -> Unknown {
    Unknown { what: what.into(), span }
}

/// Takes over the name that the reader of templates gave.
pub(crate) fn to_unknown(unknown: &netloom_template::Unknown) -> Unknown {
    Unknown { what: unknown.what.clone(), span: unknown.span }
}

/// Returns the name of what is unknown in a value; `None` for a value that is written out.
pub(crate) fn describe(node: &Node) -> Option<String> {
    match &node.value {
        Value::Reference(reference) => Some(name_of(reference)),
        Value::Pieces(pieces) => {
            let unknown = node.first_unknown().map(|unknown| unknown.what.clone());
            let what = unknown.or_else(|| {
                pieces.iter().find_map(|piece| match piece {
                    Piece::Reference(reference) => Some(name_of(reference)),
                    Piece::Text(_) | Piece::Unknown(_) => None,
                })
            })?;
            // The known pieces tell one text from another: `…/32` is not `…/0`.
            Some(match pieces.as_slice() {
                [_] => what,
                pieces => format!("{what} (in `{}`)", with_gaps(pieces)),
            })
        }
        _ => node.first_unknown().map(|unknown| unknown.what.clone()),
    }
}

/// The text with `…` for what is not known.
fn with_gaps(pieces: &[Piece]) -> String {
    let text = |piece: &Piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Reference(_) | Piece::Unknown(_) => "…".to_owned(),
    };
    pieces.iter().map(text).collect()
}

fn name_of(reference: &Reference) -> String {
    match &reference.attribute {
        None => format!("`{}`", reference.id),
        Some(attribute) => format!("`{}.{attribute}`", reference.id),
    }
}

/// Follows references to attributes that repeat a property, such as `Vpc.CidrBlock`, to where it is
/// written.
fn follow<'a>(document: &'a TemplateDocument, node: &'a Node) -> &'a Node {
    let mut at = node;
    for _ in 0..MAX_STEPS {
        match repeated_property(document, at) {
            Some(next) => at = next,
            None => return at,
        }
    }
    at
}

/// # Source
/// AWS CloudFormation Template Reference, "Return values" of `AWS::EC2::VPC`, `AWS::EC2::Subnet`,
/// `AWS::EC2::SecurityGroup`, `AWS::EC2::Instance` and `AWS::EC2::NetworkInterface`: attributes
/// that are as the property of the same name says.
fn repeated_property<'a>(document: &'a TemplateDocument, node: &Node) -> Option<&'a Node> {
    let reference = node.as_reference()?;
    let attribute = reference.attribute.as_deref()?;
    let resource = document.resource(&reference.id)?;
    let is_repeated = match resource.kind.as_str() {
        "AWS::EC2::VPC" => attribute == "CidrBlock",
        "AWS::EC2::Subnet" => {
            matches!(
                attribute,
                "CidrBlock" | "VpcId" | "AvailabilityZone" | "AvailabilityZoneId" | "Ipv6CidrBlock"
            )
        }
        "AWS::EC2::SecurityGroup" | "AWS::EC2::NetworkInterface" => attribute == "VpcId",
        "AWS::EC2::Instance" => attribute == "AvailabilityZone",
        _ => false,
    };
    resource.properties.get(attribute).filter(|node| is_repeated && !node.is_absent())
}
