//! What every step needs: the network so far, what there is, and what was referred to.

use std::collections::BTreeSet;

use netloom_facts::{Observed, Standing};
use netloom_template::Node;

use crate::Network;
use crate::building::{Properties, ReferenceKind, ResourceKind, ensure, place_what_is_referred_to};
use crate::from_template::context::{Build as TemplateBuild, Mention, Resource};
use crate::from_template::{Step, steps_of};
use crate::{Id, Known};

use super::records::{Record, Records};

/// A network under construction.
pub(crate) struct Build<'r, 'a> {
    pub(crate) network: Network,
    pub(crate) records: &'r Records<'a>,
    /// What there is, as a template would say it.
    pub(super) observed: &'r Observed<'a>,
    /// What records refer to, in the order met; most of it is described.
    mentioned: Vec<Mention>,
}

/// Adds to a thing what only what lives has; of a part, the record is called by what it is a part
/// of.
pub(crate) type Observe = fn(&mut Build<'_, '_>, &Record<'_>);

impl<'r, 'a> Build<'r, 'a> {
    pub(super) fn new(records: &'r Records<'a>, observed: &'r Observed<'a>) -> Self {
        Self { network: Network::default(), records, observed, mentioned: Vec::new() }
    }

    /// Makes things of the resources of a type, each as if a template had it, and then adds what
    /// only what lives has.
    ///
    /// - `is_wanted`: whether a thing is made of one.
    pub(crate) fn add(
        &mut self,
        kind: &str,
        is_wanted: fn(&Self, &Record<'_>, Standing) -> bool,
        observe: Observe,
    ) {
        let observed = self.observed;
        let steps: Vec<Step> = steps_of(kind).collect();
        for (entry, state) in observed.of_kind(kind) {
            let resource = Resource::observed(entry, state);
            let owner = resource.properties.owner;
            let record = Record { properties: Properties::of_record(owner, state.node) };
            if !is_wanted(self, &record, state.standing) {
                continue;
            }
            let mentioned = std::mem::take(&mut self.mentioned);
            let document = &observed.document;
            let mut build = TemplateBuild::over_observed(&mut self.network, document, mentioned);
            steps.iter().for_each(|step| step(&mut build, &resource));
            self.mentioned = build.into_mentions();
            observe(self, &record);
        }
    }

    /// Returns the thing that a key names; unknown where it names none.
    pub(super) fn known_id(
        &mut self,
        properties: &Properties<'_>,
        key: &str,
        sort: ResourceKind,
    ) -> Known<Id> {
        let node = properties.get(key);
        let text = node.and_then(Node::as_text).filter(|text| !text.is_empty());
        let (Some(node), Some(text)) = (node, text) else {
            return Known::Unknown(properties.missing(key));
        };
        let id = Id::new(text);
        self.mentioned.push((sort, id.clone(), node.span));
        Known::Is(id)
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

/// Things are made of all of a type.
pub(crate) fn all(_build: &Build<'_, '_>, _record: &Record<'_>, _standing: Standing) -> bool {
    true
}

/// A template says everything of it.
pub(crate) fn nothing(_build: &mut Build<'_, '_>, _record: &Record<'_>) {}
