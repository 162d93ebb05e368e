//! Prefix lists: AWS's own and those of customers.

use netloom_template::Node;

use crate::Known;
use crate::building::{service_in_name, unknown};

use super::context::{Build, all};
use super::records::Record;
use netloom_facts::kinds::PREFIX_LISTS;

pub(super) fn add(build: &mut Build<'_, '_>) {
    build.add("AWS::EC2::PrefixList", all, list);
}

/// Says which call lists the entries, and whose addresses they are.
fn list(build: &mut Build<'_, '_>, record: &Record<'_>) {
    let (id, records) = (record.id(), build.records);
    let all = || records.of_kind(PREFIX_LISTS).iter().filter(|one| one.id() == id);
    let is_list = |node: Option<&Node>| node.and_then(Node::as_list).is_some();
    let is_told = all().any(|one| is_list(one.properties.get("Cidrs")))
        || is_list(records.detail("Entries", &id));
    let service = all().find_map(service);
    let Some(list) = build.network.prefix_lists.get_mut(&id) else { return };
    list.service = service;
    if !is_told {
        let call = format!("aws ec2 get-managed-prefix-list-entries --prefix-list-id {id}");
        let what =
            format!("the entries of `{id}`: run `{call}` into a file with `{id}` in its name");
        list.entries = Known::Unknown(unknown(what, record.span()));
    }
}

/// Returns the service whose addresses a list holds: `s3` for AWS's list
/// `com.amazonaws.eu-west-1.s3`.
fn service(list: &Record<'_>) -> Option<String> {
    let name = list.properties.plain_text("PrefixListName")?;
    name.starts_with("com.amazonaws.").then(|| service_in_name(&name))
}
