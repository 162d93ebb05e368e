//! What must be made before what: one mechanism for every check of the order of creation.
//!
//! CloudFormation makes resources at the same time unless one refers to the other or names it in
//! `DependsOn`. A [`WaitRule`] says which resource has to wait, and for what; whether it does is
//! looked up in the [`Context`], over any number of resources in between.
//!
//! # Source
//! AWS CloudFormation User Guide, "DependsOn attribute", "When a DependsOn attribute is required".

use std::collections::{BTreeMap, BTreeSet};

use netloom_diag::{Code, Diagnostic};
use netloom_template::ResourceEntry;

use super::context::Context;

/// One kind of resource that must be made after another one.
pub(super) struct WaitRule {
    /// The finding about one that does not wait.
    pub(super) code: &'static Code,
    /// The types that have to wait.
    pub(super) kinds: &'static [&'static str],
    /// The word for such a resource in a message.
    pub(super) noun: &'static str,
    /// What a resource has to wait for: waiting for one of these is enough. Empty where nothing is
    /// known to be needed.
    pub(super) needs: for<'a> fn(&'a Context<'_>, &'a ResourceEntry) -> Vec<&'a ResourceEntry>,
    /// What the awaited resource does, behind "which".
    pub(super) does: &'static str,
}

impl WaitRule {
    /// Returns a finding for each resource that may be made before what it needs.
    ///
    /// What comes after and before the needs is looked up once for all resources of the same needs:
    /// a table of thousands of routes waits for one attachment.
    pub(super) fn findings(&self, context: &Context<'_>) -> Vec<Diagnostic> {
        let (mut after, mut before) = (BTreeMap::new(), BTreeMap::new());
        let waiting = self.kinds.iter().flat_map(|kind| context.of_kind(kind));
        let findings = waiting.filter_map(|resource| {
            let place = context.place(&resource.id)?;
            let needs: Vec<(usize, &ResourceEntry)> = (self.needs)(context, resource)
                .into_iter()
                .filter_map(|need| Some((context.place(&need.id)?, need)))
                .collect();
            if needs.is_empty() {
                return None;
            }
            let places: Vec<usize> = needs.iter().map(|(place, _)| *place).collect();
            let after = after
                .entry(places)
                .or_insert_with_key(|places: &Vec<usize>| context.made_after(places));
            if after.contains(&place) {
                return None;
            }
            // A resource that is made first on purpose cannot be determined to wait: that would be
            // a circle.
            let (_, first) = needs.iter().find(|(at, need)| {
                let before: &BTreeSet<usize> =
                    before.entry(*at).or_insert_with(|| context.made_before(&need.id));
                !before.contains(&place)
            })?;
            Some(self.finding(resource, first))
        });
        findings.collect()
    }

    fn finding(&self, resource: &ResourceEntry, first: &ResourceEntry) -> Diagnostic {
        let message = format!(
            "{} `{}` does not wait for `{}`, which {}",
            self.noun, resource.id, first.id, self.does
        );
        let finding = Diagnostic::new(self.code, resource.span, message)
            .also(first.span, "this has to come first");
        finding.help(format!("add `DependsOn: {}` to `{}`", first.id, resource.id))
    }
}
