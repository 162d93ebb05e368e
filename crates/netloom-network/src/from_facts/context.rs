//! What every step needs: the network so far, the records, and what was referred to.

use std::collections::BTreeSet;

use netloom_diag::Span;
use netloom_template::Node;

use crate::Network;
use crate::building::{Properties, ReferenceKind, ResourceKind, ensure, place_what_is_referred_to};
use crate::{Id, Known};

use super::records::Records;

/// A network under construction.
pub(crate) struct Build<'r, 'a> {
    pub(crate) network: Network,
    pub(crate) records: &'r Records<'a>,
    /// What records refer to, in the order met; most of it is described.
    mentioned: Vec<(ResourceKind, Id, Span)>,
}

impl<'r, 'a> Build<'r, 'a> {
    pub(super) fn new(records: &'r Records<'a>) -> Self {
        Self { network: Network::default(), records, mentioned: Vec::new() }
    }

    /// Returns the thing that a key names; `None` where the key is absent or no text.
    pub(super) fn id(
        &mut self,
        properties: &Properties<'_>,
        key: &str,
        sort: ResourceKind,
    ) -> Option<Id> {
        self.id_of(properties.get(key)?, sort)
    }

    /// Returns the thing that a value names; `None` for a value that is no text.
    pub(super) fn id_of(&mut self, node: &Node, sort: ResourceKind) -> Option<Id> {
        let id = Id::new(node.as_text().filter(|text| !text.is_empty())?);
        self.mentioned.push((sort, id.clone(), node.span));
        Some(id)
    }

    /// Returns the thing that a key names; unknown where it names none.
    pub(super) fn known_id(
        &mut self,
        properties: &Properties<'_>,
        key: &str,
        sort: ResourceKind,
    ) -> Known<Id> {
        self.id(properties, key, sort)
            .map_or_else(|| Known::Unknown(properties.missing(key)), Known::Is)
    }

    /// Returns the thing that a key names, under the name of the key where it names none.
    pub(super) fn needed_id(
        &mut self,
        properties: &Properties<'_>,
        key: &str,
        sort: ResourceKind,
    ) -> Id {
        self.id(properties, key, sort).unwrap_or_else(|| {
            let missing = properties.missing(key);
            let id = Id::new(missing.what);
            self.mentioned.push((sort, id.clone(), missing.span));
            id
        })
    }

    /// Returns the things that a list of ids names.
    pub(super) fn ids(
        &mut self,
        properties: &Properties<'_>,
        key: &str,
        sort: ResourceKind,
    ) -> Vec<Known<Id>> {
        match properties.items(key) {
            Ok(items) => {
                let known = |id: Option<Id>| {
                    id.map_or_else(|| Known::Unknown(properties.missing(key)), Known::Is)
                };
                items.iter().map(|node| known(self.id_of(node, sort))).collect()
            }
            Err(unknown) => vec![Known::Unknown(unknown)],
        }
    }

    /// Returns the security groups in a list of `GroupId` and `GroupName`.
    pub(super) fn groups(&mut self, properties: &Properties<'_>) -> Vec<Known<Id>> {
        match properties.items("Groups") {
            Ok(items) => {
                let group = |node| {
                    self.known_id(&properties.within(node), "GroupId", ResourceKind::SecurityGroup)
                };
                items.iter().map(group).collect()
            }
            Err(unknown) => vec![Known::Unknown(unknown)],
        }
    }

    /// Puts in a stand-in for whatever was referred to and is not described, and returns the
    /// network.
    pub(super) fn finish(mut self) -> Network {
        let mut stand_ins = BTreeSet::new();
        for (sort, id, span) in std::mem::take(&mut self.mentioned) {
            let untold = sort.names().filter(|of| !self.records.is_complete(of.facts));
            let call = untold.map(|of| of.facts.call);
            let mention = call.map_or(ReferenceKind::ById, ReferenceKind::ToBeAskedFor);
            if ensure(&mut self.network, sort, &id, span, mention) {
                stand_ins.insert(id);
            }
        }
        place_what_is_referred_to(&mut self.network, &stand_ins);
        self.network
    }
}
