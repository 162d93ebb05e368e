//! What every step needs: the network so far, the template, and where references lead.

use std::collections::{BTreeMap, BTreeSet};

use netloom_diag::{Diagnostic, Span};
use netloom_facts::State;
use netloom_template::{Node, Presence, ResourceEntry, TemplateDocument};

use crate::Network;
use crate::building::{
    Properties, ReferenceKind, ResourceKind, describe, ensure, to_unknown, unknown,
};
use crate::{Id, Known, Unknown};

use super::attributes;
use super::launch::Launch;

/// A network under construction.
pub(crate) struct Build<'a> {
    pub(crate) network: &'a mut Network,
    pub(super) document: &'a TemplateDocument,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Whether there was a network before the template.
    pub(super) is_over_facts: bool,
    /// Ids that are names of unknowns: whichever thing a parameter may name.
    pub(super) unnamed: BTreeMap<Id, Unknown>,
    /// What the template refers to and nothing describes.
    pub(super) stand_ins: BTreeSet<Id>,
    /// Interfaces and endpoints that say nothing of security groups.
    pub(super) without_groups: BTreeSet<Id>,
    /// VPCs to which the template gives DHCP options.
    pub(super) dhcp_associations: BTreeSet<Id>,
    /// What changes some transit gateway, and it cannot be determined which.
    pub(super) transit_notes: Vec<Unknown>,
    /// What launch templates and launch configurations say, by logical id.
    pub(super) launches: BTreeMap<Id, Launch>,
    /// Of a document of what lives, what it refers to, in the order met: which call would describe
    /// it is asked at the end. `None` for a template.
    mentions: Option<Vec<Mention>>,
}

/// Something that is referred to, and where.
pub(crate) type Mention = (ResourceKind, Id, Span);

/// A resource that is made, or may be.
pub(crate) struct Resource<'a> {
    pub(super) entry: &'a ResourceEntry,
    pub(crate) id: Id,
    pub(crate) span: Span,
    pub(crate) properties: Properties<'a>,
    /// Why it cannot be known whether it is made.
    pub(super) doubt: Option<Unknown>,
}

impl<'a> Resource<'a> {
    /// Returns the resource unless it is never made.
    pub(super) fn of(entry: &'a ResourceEntry, document: &'a TemplateDocument) -> Option<Self> {
        let doubt = match &entry.presence {
            Presence::Never => return None,
            Presence::Always => None,
            Presence::Unknown(unknown) => Some(to_unknown(unknown)),
        };
        let properties = Properties::of_template(&entry.id, &entry.properties, document);
        Some(Self { entry, id: Id::new(&entry.id), span: entry.span, properties, doubt })
    }

    /// Returns a resource that lives. Its keys go by the name of what it is a part of.
    pub(crate) fn observed(entry: &'a ResourceEntry, state: &'a State<'_>) -> Self {
        let owner = state.owner.unwrap_or(&entry.id);
        let properties = Properties::of_record(owner, &entry.properties);
        let id = Id::new(state.name.as_deref().unwrap_or(&entry.id));
        Self { entry, id, span: entry.span, properties, doubt: None }
    }

    /// Returns the value, or the doubt about the resource if there is one.
    pub(crate) fn sure<T>(&self, known: Known<T>) -> Known<T> {
        self.doubt.clone().map_or(known, Known::Unknown)
    }

    /// Returns an unknown with a name of its own at the place of the resource.
    pub(super) fn unknown(&self, what: impl Into<String>) -> Unknown {
        unknown(what, self.span)
    }
}

impl<'a> Build<'a> {
    pub(super) fn new(network: &'a mut Network, document: &'a TemplateDocument) -> Self {
        let is_over_facts = !network.vpcs.is_empty() || !network.subnets.is_empty();
        Self {
            network,
            document,
            diagnostics: Vec::new(),
            is_over_facts,
            unnamed: BTreeMap::new(),
            stand_ins: BTreeSet::new(),
            without_groups: BTreeSet::new(),
            dhcp_associations: BTreeSet::new(),
            transit_notes: Vec::new(),
            launches: BTreeMap::new(),
            mentions: None,
        }
    }

    /// Begins with a document of what lives: things have their own ids in it, and nothing stands in
    /// for what is not in it before all of it is read.
    ///
    /// - `mentions`: what was referred to before.
    pub(crate) fn over_observed(
        network: &'a mut Network,
        document: &'a TemplateDocument,
        mentions: Vec<Mention>,
    ) -> Self {
        let mentions = Some(mentions);
        Self { is_over_facts: false, mentions, ..Self::new(network, document) }
    }

    /// Returns what was referred to.
    pub(crate) fn into_mentions(self) -> Vec<Mention> {
        self.mentions.unwrap_or_default()
    }

    /// Returns whether the document is one of what lives: nothing is added to it by default.
    pub(super) fn is_observed(&self) -> bool {
        self.mentions.is_some()
    }

    /// Returns the thing that a key names and sees to it that the network has it; `None` where the
    /// key is absent.
    pub(super) fn id(
        &mut self,
        properties: &Properties<'_>,
        key: &str,
        sort: ResourceKind,
    ) -> Option<Id> {
        if !properties.is_mapping() {
            return Some(self.unnamed_id(properties.why(key), sort));
        }
        let node = properties.get(key).filter(|node| self.may_be_id(node))?;
        Some(self.id_of(node, sort, || properties.missing(key)))
    }

    /// Returns whether a value can name a thing: what an answer has in the place of an id names
    /// none, what a template has there may be worked out later.
    fn may_be_id(&self, node: &Node) -> bool {
        !self.is_observed() || node.as_reference().is_some() || node.as_text().is_some()
    }

    /// Returns the thing that a key names; unknown where the key is absent.
    pub(crate) fn known_id(
        &mut self,
        properties: &Properties<'_>,
        key: &str,
        sort: ResourceKind,
    ) -> Known<Id> {
        let why = || match self.is_observed() {
            true => properties.why(key),
            false => properties.missing(key),
        };
        let untold = Known::Unknown(why());
        self.id(properties, key, sort).map_or(untold, Known::Is)
    }

    /// Returns the thing that a key names, under the name of what is unknown where the key is
    /// absent.
    pub(super) fn needed_id(
        &mut self,
        properties: &Properties<'_>,
        key: &str,
        sort: ResourceKind,
    ) -> Id {
        match self.id(properties, key, sort) {
            Some(id) => id,
            None => self.unnamed_id(properties.missing(key), sort),
        }
    }

    /// Returns the things that a list names, in its order; one unknown for a list that is unknown
    /// as a whole.
    pub(super) fn ids(
        &mut self,
        properties: &Properties<'_>,
        key: &str,
        sort: ResourceKind,
    ) -> Vec<Known<Id>> {
        match properties.items(key) {
            Ok(items) => {
                let id = |node: &Node| match self.may_be_id(node) {
                    true => Known::Is(self.id_of(node, sort, || properties.missing(key))),
                    false => Known::Unknown(properties.missing(key)),
                };
                items.iter().map(id).collect()
            }
            Err(unknown) => vec![Known::Unknown(unknown)],
        }
    }

    /// Returns the thing that a value names; `fallback` names a value that is not an id.
    pub(super) fn id_of(
        &mut self,
        node: &Node,
        sort: ResourceKind,
        fallback: impl Fn() -> Unknown,
    ) -> Id {
        if let (true, Some(reference)) = (self.is_observed(), node.as_reference()) {
            let id = Id::new(&reference.id);
            self.stand_in(sort, &id, node.span, ReferenceKind::ById);
            return id;
        }
        let made = node
            .as_reference()
            .and_then(|reference| attributes::referred_to(self, reference, sort));
        if let Some(id) = made {
            return id;
        }
        if let Some(text) = node.as_text().filter(|text| !text.trim().is_empty()) {
            let id = Id::new(text.trim());
            self.stand_in(sort, &id, node.span, ReferenceKind::ById);
            return id;
        }
        let what = describe(node).map_or_else(fallback, |what| unknown(what, node.span));
        self.unnamed_id(what, sort)
    }

    /// Sees to it that something which the template only refers to is in the network.
    pub(super) fn stand_in(
        &mut self,
        sort: ResourceKind,
        id: &Id,
        span: Span,
        mention: ReferenceKind<'_>,
    ) {
        if let Some(mentions) = &mut self.mentions {
            mentions.push((sort, id.clone(), span));
        } else if ensure(self.network, sort, id, span, mention) {
            self.stand_ins.insert(id.clone());
        }
    }

    fn unnamed_id(&mut self, what: Unknown, sort: ResourceKind) -> Id {
        let id = Id::new(&what.what);
        self.stand_in(sort, &id, what.span, ReferenceKind::ByUnknown(&what.what));
        self.unnamed.entry(id.clone()).or_insert(what);
        id
    }
}
