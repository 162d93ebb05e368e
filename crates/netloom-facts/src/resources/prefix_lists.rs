//! Prefix lists: AWS's own and those of customers.

use netloom_template::{Entry, Node};

use crate::kinds::PREFIX_LISTS;

use super::reading::{Reading, Record, copies};

/// Two answers cover one list, and one of them has its blocks; of a list of a customer a third one
/// has them. Without any of these there are none in it.
///
/// # Source
/// Amazon EC2 API, `DescribePrefixLists` (`Cidrs`), `DescribeManagedPrefixLists` and
/// `GetManagedPrefixListEntries` (`Entries`, each with a `Cidr`).
pub(super) fn prefix_list<'a>(reading: &mut Reading<'_, 'a>, record: Record<'a>) {
    let records = reading.records;
    let first = records.record(PREFIX_LISTS, record.id);
    if first.is_none_or(|first| !std::ptr::eq(first.node, record.node)) {
        return;
    }
    let own = records.of_kind(PREFIX_LISTS).iter().filter(|one| one.id == record.id);
    let mut blocks =
        own.filter_map(|one| one.node.get("Cidrs").filter(|list| list.as_list().is_some()));
    let entry =
        |block: &Node| Node::map(vec![Entry::new("Cidr", block.clone(), block.span)], block.span);
    let entries = match blocks.next_back() {
        Some(blocks) => Some(blocks.as_list().unwrap_or_default().iter().map(entry).collect()),
        None => records.detail("Entries", record.id).and_then(Node::as_list).map(<[_]>::to_vec),
    };
    let span = record.node.span;
    let mut properties = copies(record, &["PrefixListName"]);
    properties.extend(entries.map(|list| Entry::new("Entries", Node::list(list, span), span)));
    reading.add(record, "AWS::EC2::PrefixList", properties);
}
