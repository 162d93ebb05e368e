//! Custom resources, types that others than AWS registered, and stack sets: they may change what
//! they are given.

use std::collections::BTreeSet;

use crate::building::ResourceKind;
use crate::{Assumption, Id};

use super::attributes::sort_of;
use super::context::{Build, Resource};
use super::mark_unknown::names_in;

/// Notes what each of them is given of the network: answers about it assume that it is
/// left as it is.
///
/// # Source
/// AWS CloudFormation User Guide, "Custom resources": CloudFormation sends the properties to a
/// program and waits.
pub(super) fn note_what_they_are_given(build: &mut Build<'_>) {
    let document = build.document;
    for resource in document.resources.iter().filter_map(|entry| Resource::of(entry, document)) {
        let kind = resource.entry.kind.as_str();
        if !is_custom(kind) {
            continue;
        }
        let names: BTreeSet<Id> = names_in(&resource.entry.properties).into_iter().collect();
        let given: BTreeSet<Id> =
            names.into_iter().filter(|name| is_of_the_network(build, name)).collect();
        if given.is_empty() {
            continue;
        }
        let list: Vec<String> = given.iter().map(|id| format!("`{id}`")).collect();
        let what = format!(
            "`{}` ({kind}) changes nothing of {}, which it is given",
            resource.id,
            list.join(", ")
        );
        build.network.assumptions.push(Assumption {
            what,
            span: resource.entry.kind_span,
            about: given,
        });
    }
}

fn is_custom(kind: &str) -> bool {
    let is_of_others =
        !kind.is_empty() && !kind.starts_with("AWS::") && !kind.ends_with("::MODULE");
    is_of_others
        || matches!(kind, "AWS::CloudFormation::CustomResource" | "AWS::CloudFormation::StackSet")
}

fn is_of_the_network(build: &Build<'_>, name: &Id) -> bool {
    let kind = build.document.resource(name.as_str()).map(|entry| entry.kind.as_str());
    kind.and_then(sort_of).is_some_and(|sort| sort != ResourceKind::Other)
}
