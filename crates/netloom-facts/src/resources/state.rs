//! What only what lives has: no template says it.

use std::borrow::Cow;

use netloom_template::Node;

/// What is known of a resource beside its properties.
#[derive(Clone, Debug)]
pub struct State<'a> {
    /// The record that it is made of, or the part of a record.
    pub node: &'a Node,
    /// Of a part, the thing that it is a part of: the table of a route, the ACL of an entry.
    pub owner: Option<&'a str>,
    /// Of a part, what people find it by in what it is a part of: the destination of a route.
    pub name: Option<String>,
    /// What became of it, and whether a template could make it.
    pub standing: Standing,
}

/// How a resource that is listed stands to a template.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// A template could have made it.
    Made,
    /// Every VPC has one: the main route table, the default security group, the default ACL.
    OfTheVpc,
    /// It is a route that a gateway endpoint has put in: of a template, the endpoint says it.
    OfEndpoint,
    /// It came with something else, or it is not known whether it did: a route that was learned, a
    /// block of IPv6.
    ByItself,
    /// It was deleted a while ago, and is listed still.
    Gone,
}

impl<'a> State<'a> {
    /// Returns what the record has under a key; `None` where that is no text.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<Cow<'a, str>> {
        self.node.get(key).and_then(Node::as_text)
    }

    /// Returns whether the record has this text under a key.
    #[must_use]
    pub fn is(&self, key: &str, wanted: &str) -> bool {
        self.text(key).is_some_and(|own| own == wanted)
    }

    /// Returns whether the record says yes under a key.
    #[must_use]
    pub fn is_true(&self, key: &str) -> bool {
        self.node.get(key).and_then(Node::as_bool) == Some(true)
    }

    /// Returns the value of a tag; `None` for a part, and for what has no such tag.
    #[must_use]
    pub fn tag(&self, name: &str) -> Option<String> {
        let record = self.owner.is_none().then_some(self.node)?;
        let tags = tags_of(record)?.as_list()?;
        let is_it =
            |tag: &&Node| tag.get("Key").and_then(Node::as_text).is_some_and(|key| key == name);
        Some(tags.iter().find(is_it)?.get("Value")?.as_text()?.into_owned())
    }
}

/// Returns the tags of a record; network interfaces have them under a key of their own.
///
/// # Source
/// Amazon EC2 API, `NetworkInterface`: `TagSet`.
pub(super) fn tags_of(record: &Node) -> Option<&Node> {
    record.get("Tags").or_else(|| record.get("TagSet"))
}
