//! Prefix lists: AWS's own and those of customers.

use netloom_template::Node;

use crate::building::{Properties, block_of, service_in_name, unknown};
use crate::sets::RangeSet;
use crate::{Id, Known, PrefixList};

use super::context::Build;
use super::records::{Record, Records};
use netloom_facts::kinds::PREFIX_LISTS;

pub(super) fn add(build: &mut Build<'_, '_>) {
    let records = build.records;
    for record in records.of_kind(PREFIX_LISTS) {
        let id = record.id();
        let told = blocks_in_record(record).or_else(|| entries(records, record, &id));
        let service = service(&record.properties);
        let list = build.network.prefix_lists.entry(id.clone()).or_insert_with(|| {
            let call = format!("aws ec2 get-managed-prefix-list-entries --prefix-list-id {id}");
            let what =
                format!("the entries of `{id}`: run `{call}` into a file with `{id}` in its name");
            let entries = Known::Unknown(unknown(what, record.span()));
            PrefixList { id: id.clone(), span: record.span(), entries, service: None }
        });
        // Two answers cover one list: one has the blocks.
        if let Some(told) = told {
            list.entries = told;
        }
        list.service = list.service.take().or(service);
    }
}

/// # Source
/// Amazon EC2 API, `DescribePrefixLists`: `Cidrs`.
fn blocks_in_record(record: &Record<'_>) -> Option<Known<Vec<(RangeSet, u8)>>> {
    let blocks = record.properties.get("Cidrs")?.as_list()?;
    Some(all_known(blocks.iter().map(block_of), &record.properties, "Cidrs"))
}

/// # Source
/// Amazon EC2 API, `GetManagedPrefixListEntries`: `Entries`, each with a `Cidr`.
fn entries(
    records: &Records<'_>,
    record: &Record<'_>,
    id: &Id,
) -> Option<Known<Vec<(RangeSet, u8)>>> {
    let entries = records.detail("Entries", id)?.as_list()?;
    let blocks = entries.iter().map(|entry| entry.get("Cidr").and_then(block_of));
    Some(all_known(blocks, &record.properties, "Entries"))
}

fn all_known(
    blocks: impl Iterator<Item = Option<(RangeSet, u8)>>,
    properties: &Properties<'_>,
    key: &str,
) -> Known<Vec<(RangeSet, u8)>> {
    let blocks: Option<Vec<_>> = blocks.collect();
    blocks.map_or_else(|| Known::Unknown(properties.missing(key)), Known::Is)
}

/// Returns the service whose addresses a list holds: `s3` for AWS's list
/// `com.amazonaws.eu-west-1.s3`.
fn service(properties: &Properties<'_>) -> Option<String> {
    let name = properties.get("PrefixListName").and_then(Node::as_text)?;
    name.starts_with("com.amazonaws.").then(|| service_in_name(&name))
}
