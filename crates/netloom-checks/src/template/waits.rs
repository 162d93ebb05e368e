//! What must be made before what: one mechanism for every check of the order of creation.
//!
//! CloudFormation makes resources at the same time unless one refers to the other or names it in `DependsOn`. A
//! [`WaitRule`] says which resource has to wait, and for what; whether it does is looked up in the [`Context`], over any
//! number of resources in between.
//!
//! # Source
//! AWS CloudFormation User Guide, "DependsOn attribute", "When a DependsOn attribute is required".

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
    /// What a resource has to wait for: waiting for one of these is enough. Empty where nothing is known to be needed.
    pub(super) needs: for<'a> fn(&'a Context<'_>, &'a ResourceEntry) -> Vec<&'a ResourceEntry>,
    /// What the awaited resource does, behind "which".
    pub(super) does: &'static str,
}

impl WaitRule {
    /// Returns a finding for each resource that may be made before what it needs.
    pub(super) fn findings(&self, context: &Context<'_>) -> Vec<Diagnostic> {
        let waiting = self.kinds.iter().flat_map(|kind| context.of_kind(kind));
        waiting.filter_map(|resource| self.finding(context, resource)).collect()
    }

    fn finding(&self, context: &Context<'_>, resource: &ResourceEntry) -> Option<Diagnostic> {
        let needs = (self.needs)(context, resource);
        if needs.is_empty() {
            return None;
        }
        let before = context.made_before(&resource.id);
        if needs.iter().any(|need| before.contains(&need.id)) {
            return None;
        }
        // A resource that is made first on purpose cannot be told to wait: that would be a circle.
        let first = needs.iter().find(|need| !context.made_before(&need.id).contains(&resource.id))?;
        let message = format!("{} `{}` does not wait for `{}`, which {}", self.noun, resource.id, first.id, self.does);
        let finding = Diagnostic::new(self.code, resource.span, message).also(first.span, "this has to come first");
        Some(finding.help(format!("add `DependsOn: {}` to `{}`", first.id, resource.id)))
    }
}
