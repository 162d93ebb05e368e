//! Prefix lists that EC2 does not make: too many entries, entries of the other family, a reserved
//! name.

use std::collections::BTreeSet;

use netloom_diag::Diagnostic;
use netloom_network::sets::addresses::{Family, parse_block};
use netloom_template::{Node, ResourceEntry};

use super::super::context::{Context, is_looked_up, text};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A prefix list with more entries than its `MaxEntries`, with an entry of the other address
    /// family than its `AddressFamily`, or with a name that begins with `com.amazonaws`.
    /// ### Why it matters
    /// EC2 rejects the list, and the stack is rolled back.
    /// ### Example
    /// `MaxEntries: 1` with two `Entries`
    /// ### Instead
    /// `MaxEntries: 2`, or more for entries to come. It counts against the quota of each security
    /// group and route table that refers to the list.
    /// ### Source
    /// EC2 API, `CreateManagedPrefixList`: `MaxEntries`, `PrefixListName` ("cannot start with
    /// com.amazonaws"); Amazon VPC User Guide, "Prefix lists concepts and rules": a list supports
    /// one type of addresses.
    PREFIX_LIST_REFUSED = ("CFN080", Error, "prefix list that EC2 rejects");
}

const RESERVED: &str = "com.amazonaws";

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let lists = context.of_kind("AWS::EC2::PrefixList");
    lists.flat_map(|list| [too_many(list), foreign(list), reserved(list)]).flatten().collect()
}

/// The blocks of the entries that there are for certain.
fn blocks(list: &ResourceEntry) -> Vec<(&Node, String)> {
    let entries = list.properties.get("Entries").and_then(Node::as_list).unwrap_or_default();
    let blocks = entries.iter().filter_map(|entry| {
        let node = entry.get("Cidr")?;
        let block = node.as_text().filter(|text| !is_looked_up(text))?;
        Some((node, block.trim().to_owned()))
    });
    blocks.collect()
}

fn too_many(list: &ResourceEntry) -> Option<Diagnostic> {
    let node = list.properties.get("MaxEntries")?;
    let max = usize::try_from(node.as_integer()?).ok()?;
    let n_entries = blocks(list).into_iter().map(|(_, block)| block).collect::<BTreeSet<_>>().len();
    if n_entries <= max {
        return None;
    }
    let message =
        format!("prefix list `{}` has {n_entries} entries and `MaxEntries` {max}", list.id);
    let finding = Diagnostic::new(&PREFIX_LIST_REFUSED, node.span, message);
    Some(finding.help(format!("write `MaxEntries: {n_entries}` or more")))
}

fn foreign(list: &ResourceEntry) -> Option<Diagnostic> {
    let name = text(list, "AddressFamily")?;
    let family = match name.as_str() {
        "IPv4" => Family::Ipv4,
        "IPv6" => Family::Ipv6,
        _ => return None,
    };
    let is_foreign = |block: &str| {
        parse_block(block).is_some_and(|(block, _)| !block.is_subset(&family.everything()))
    };
    let (node, block) = blocks(list).into_iter().find(|(_, block)| is_foreign(block))?;
    let message = format!("prefix list `{}` of family {name} has entry `{block}`", list.id);
    let finding = Diagnostic::new(&PREFIX_LIST_REFUSED, node.span, message);
    Some(finding.help("move it to a list of its own with the other `AddressFamily`"))
}

fn reserved(list: &ResourceEntry) -> Option<Diagnostic> {
    let node = list.properties.get("PrefixListName")?;
    let name = node.as_text()?;
    if !name.starts_with(RESERVED) {
        return None;
    }
    let message =
        format!("prefix list `{}` is called `{name}`, a name of AWS's own lists", list.id);
    let finding = Diagnostic::new(&PREFIX_LIST_REFUSED, node.span, message);
    Some(finding.help(format!("write a name that does not begin with `{RESERVED}`")))
}
