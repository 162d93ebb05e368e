//! The records of facts with their keys as properties.

use std::collections::BTreeMap;

use netloom_diag::Span;
use netloom_facts::Kind;
use netloom_facts::kinds::KINDS;
use netloom_template::Node;

use crate::building::{Properties, unknown};
use crate::{Id, Unknown};

/// One thing as a call describes it.
#[derive(Clone, Copy)]
pub(crate) struct Record<'a> {
    pub(crate) properties: Properties<'a>,
}

impl<'a> Record<'a> {
    /// Returns the id.
    pub(crate) fn id(&self) -> Id {
        Id::new(self.properties.owner)
    }

    /// Returns the place of the record.
    pub(crate) fn span(&self) -> Span {
        self.properties.span()
    }

    /// Returns whether the record has this text under a key.
    pub(super) fn is(&self, key: &str, wanted: &str) -> bool {
        self.properties.plain_text(key).is_some_and(|own| own == wanted)
    }

    /// Returns the mappings in a list of the record, such as its associations.
    pub(super) fn parts(&self, key: &str) -> impl Iterator<Item = Properties<'a>> + use<'a> {
        let properties = self.properties;
        properties.items(key).unwrap_or_default().iter().map(move |node| properties.within(node))
    }

    /// Returns a mapping in the record.
    pub(super) fn part(&self, key: &str) -> Option<Properties<'a>> {
        self.properties.get(key).map(|node| self.properties.within(node))
    }
}

/// What all files say.
pub(crate) struct Records<'a> {
    by_kind: BTreeMap<Kind, Vec<Record<'a>>>,
    facts: &'a netloom_facts::Records<'a>,
}

impl<'a> Records<'a> {
    pub(super) fn of(facts: &'a netloom_facts::Records<'a>) -> Self {
        let by_kind = KINDS.iter().map(|kind| {
            let records = facts.of_kind(*kind).iter().map(with_properties).collect();
            (*kind, records)
        });
        Self { by_kind: by_kind.collect(), facts }
    }

    /// Returns the records of a kind, in the order of the files.
    pub(crate) fn of_kind(&self, kind: Kind) -> &[Record<'a>] {
        self.by_kind.get(&kind).map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns the record of one thing.
    pub(super) fn record(&self, kind: Kind, id: &'a str) -> Option<Record<'a>> {
        self.facts.record(kind, id).map(with_properties)
    }

    /// Returns whether all things of a kind are described.
    pub(super) fn is_complete(&self, kind: Kind) -> bool {
        self.facts.is_complete(kind)
    }

    /// Returns the name of all that a call would give.
    pub(super) fn missing(kind: Kind, span: Span) -> Unknown {
        unknown(kind.all_of_them(), span)
    }

    /// Returns what an answer of this key says of one thing.
    pub(super) fn detail(&self, key: &str, owner: &Id) -> Option<&'a Node> {
        self.facts.detail(key, owner.as_str())
    }
}

fn with_properties<'a>(record: &netloom_facts::Record<'a>) -> Record<'a> {
    Record { properties: Properties::of_record(record.id, record.node) }
}
