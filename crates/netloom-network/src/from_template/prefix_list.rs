//! Managed prefix lists.

use crate::building::{Properties, block_of};
use crate::sets::RangeSet;
use crate::{Known, PrefixList, Unknown};

use super::context::{Build, Resource};

/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::PrefixList`: `Entries`, each with a `Cidr`.
pub(super) fn add(build: &mut Build<'_>, resource: &Resource<'_>) {
    let entries = entries(&resource.properties).map_or_else(Known::Unknown, Known::Is);
    let (id, entries) = (resource.id.clone(), resource.sure(entries));
    build
        .network
        .prefix_lists
        .insert(id.clone(), PrefixList { id, span: resource.span, entries, service: None });
}

fn entries(properties: &Properties<'_>) -> Result<Vec<(RangeSet, u8)>, Unknown> {
    let block = |entry: Properties<'_>| {
        entry.get("Cidr").and_then(block_of).ok_or_else(|| entry.why("Cidr"))
    };
    properties.items("Entries")?.iter().map(|entry| block(properties.within(entry))).collect()
}
