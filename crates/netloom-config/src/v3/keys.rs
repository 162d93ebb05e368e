//! Which keys a mapping takes, and which releases know them.

use crate::Release;

/// A key that shapes the network.
pub(super) struct Key {
    /// The key as written.
    pub(super) name: &'static str,
    /// The first release that knows it; absent for the first of the dialect.
    pub(super) since: Option<Release>,
    /// The last release that knows it; absent when the newest one does.
    pub(super) until: Option<Release>,
    /// What netloom's own key says; empty for keys that ParallelCluster's guide describes.
    pub(super) doc: &'static str,
}

/// The keys of one mapping.
pub(super) struct KeyTable {
    /// The mapping's path, such as `HeadNode.Networking`; empty for the file itself.
    pub(super) at: &'static str,
    /// The keys that are read.
    pub(super) network: &'static [Key],
    /// How keys that are not in `network` are taken.
    pub(super) others: Others,
}

/// How a mapping's other keys are taken.
pub(super) enum Others {
    /// Every other key is an error.
    Refused,
    /// These are known; others are passed over too, unless they look like a slip of a key that is read.
    PassedOver(&'static [&'static str]),
}

/// A key that every 3.x release knows.
pub(super) const fn key(name: &'static str) -> Key {
    Key { name, since: None, until: None, doc: "" }
}

/// A key known from release 3.`minor`.`patch` on.
pub(super) const fn since(name: &'static str, minor: u16, patch: u16) -> Key {
    Key { name, since: Some(Release::new(3, minor, patch)), until: None, doc: "" }
}

impl Key {
    /// The same key, with what it says.
    pub(super) const fn says(self, doc: &'static str) -> Self {
        Self { doc, ..self }
    }

    /// The same key, known up to release 3.`minor`.`patch`.
    pub(super) const fn until(self, minor: u16, patch: u16) -> Self {
        Self { until: Some(Release::new(3, minor, patch)), ..self }
    }
}

/// `Proxy` of any nodes.
pub(super) static PROXY: KeyTable = strict("Networking.Proxy", &[key("HttpProxyAddress")]);

/// Returns the table of a mapping that takes these keys and no others.
pub(super) const fn strict(at: &'static str, network: &'static [Key]) -> KeyTable {
    KeyTable { at, network, others: Others::Refused }
}

/// Returns the table of a mapping of which only some keys shape the network.
pub(super) const fn loose(at: &'static str, network: &'static [Key], others: &'static [&'static str]) -> KeyTable {
    KeyTable { at, network, others: Others::PassedOver(others) }
}
