//! Which keys a mapping takes, and which releases know them.

use crate::Release;

/// A key that shapes the network.
#[derive(Clone, Copy)]
pub(crate) struct Key {
    /// The key as written.
    pub(crate) name: &'static str,
    /// The first release that knows it; absent for the first of the dialect.
    pub(crate) since: Option<Release>,
    /// The last release that knows it; absent when the newest one does.
    pub(crate) until: Option<Release>,
    /// What the key means, in Markdown.
    pub(crate) doc: &'static str,
    /// What holds when the key is left out, in Markdown; empty where it is required or has no
    /// default of its own.
    pub(crate) default: &'static str,
    /// A value as written in a file.
    pub(crate) example: &'static str,
    /// What netloom's own key takes; absent for the keys of ParallelCluster.
    pub(crate) shape: Option<Shape>,
}

/// What a key of netloom's own takes, for the schema of the `Network` section.
#[derive(Clone, Copy)]
pub(crate) enum Shape {
    /// A CIDR block.
    Block,
    /// A list of CIDR blocks.
    Blocks,
    /// A CIDR block for each zone id.
    BlocksByZone,
    /// A list of zone ids.
    Zones,
    /// An id with this prefix, such as `vpc`.
    Id(&'static str),
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// One of these words, or a whole number of at least 1.
    WordOrCount(&'static [&'static str]),
    /// One of these words, or a mapping with the keys of another table.
    WordOrMapping(&'static [&'static str], &'static KeyTable),
    /// One of these words, a list of services, or a mapping from service to the keys of another
    /// table.
    ServicesOr(&'static [&'static str], &'static KeyTable),
    /// A list of ids with this prefix.
    Ids(&'static str),
    /// A list of names of subnets.
    Names,
    /// An id with this prefix for each zone id.
    IdsByZone(&'static str),
    /// A list of ids with this prefix for each zone id.
    IdListsByZone(&'static str),
    /// The id of a gateway for each CIDR block.
    Routes,
    /// A text of at most this many characters.
    Text(usize),
    /// `true` or `false`.
    Boolean,
    /// A whole number of at least 1.
    Count,
    /// A name of a subnet.
    Name,
    /// A list of mappings with the keys of another table.
    List(&'static KeyTable),
    /// A mapping with the keys of another table.
    Mapping(&'static KeyTable),
}

impl Shape {
    /// Returns the keys of the mapping that a value is or holds.
    pub(crate) const fn table(self) -> Option<&'static KeyTable> {
        match self {
            Self::WordOrMapping(_, table)
            | Self::ServicesOr(_, table)
            | Self::List(table)
            | Self::Mapping(table) => Some(table),
            _ => None,
        }
    }
}

/// The keys of one mapping.
pub(crate) struct KeyTable {
    /// The mapping's path, such as `HeadNode.Networking`; empty for the file itself.
    pub(crate) at: &'static str,
    /// The keys that are read.
    pub(crate) network: &'static [Key],
    /// How keys that are not in `network` are taken.
    pub(crate) others: Others,
}

/// How a mapping's other keys are taken.
pub(crate) enum Others {
    /// Every other key is an error.
    Refused,
    /// These are known; others are passed over too, unless they look like a slip of a key that is
    /// read.
    PassedOver(&'static [&'static str]),
}

/// A key that every 3.x release knows.
pub(crate) const fn key(name: &'static str) -> Key {
    Key { name, since: None, until: None, doc: "", default: "", example: "", shape: None }
}

/// A key of netloom's own, which ParallelCluster does not know.
pub(crate) const fn own(name: &'static str, shape: Shape) -> Key {
    Key { shape: Some(shape), ..key(name) }
}

/// A key known from release 3.`minor`.`patch` on.
pub(crate) const fn since(name: &'static str, minor: u16, patch: u16) -> Key {
    Key { since: Some(Release::new(3, minor, patch)), ..key(name) }
}

impl Key {
    /// The same key, with what it means.
    pub(crate) const fn doc(self, doc: &'static str) -> Self {
        Self { doc, ..self }
    }

    /// The same key, with what holds when it is left out.
    pub(crate) const fn default(self, default: &'static str) -> Self {
        Self { default, ..self }
    }

    /// The same key, with a value as written in a file.
    pub(crate) const fn example(self, example: &'static str) -> Self {
        Self { example, ..self }
    }

    /// The same key, known up to release 3.`minor`.`patch`.
    pub(crate) const fn until(self, minor: u16, patch: u16) -> Self {
        Self { until: Some(Release::new(3, minor, patch)), ..self }
    }
}

/// `Proxy` of any nodes.
pub(crate) static PROXY: KeyTable = strict(
    "Networking.Proxy",
    &[key("HttpProxyAddress")
        .doc("the proxy as `http://HOST:PORT`")
        .default("no proxy")
        .example("http://10.9.0.5:3128")],
);

/// Returns the table of a mapping that takes these keys and no others.
pub(crate) const fn strict(at: &'static str, network: &'static [Key]) -> KeyTable {
    KeyTable { at, network, others: Others::Refused }
}

/// Returns the table of a mapping of which only some keys shape the network.
pub(crate) const fn loose(
    at: &'static str,
    network: &'static [Key],
    others: &'static [&'static str],
) -> KeyTable {
    KeyTable { at, network, others: Others::PassedOver(others) }
}
