//! Custom resources, types of others than AWS, and stack sets: what they make is in no template.

use std::collections::{BTreeMap, BTreeSet};

use netloom_network::sets::addresses::parse_block;
use netloom_template::{Node, ResourceEntry, TemplateDocument};

use crate::properties::PropertyChange;
use crate::resources::{Action, ResourceChange};
use crate::traffic::PossibleExposure;

/// A custom resource may do anything with an address block, and with what filters and routes.
pub(super) fn by_custom_resource(
    change: &ResourceChange,
    resource: &ResourceEntry,
    resources: &BTreeMap<&str, &ResourceEntry>,
) -> Option<PossibleExposure> {
    if is_of_aws(&change.kind) {
        return None;
    }
    let is_other = is_another(change);
    let given = given(resource, resources).filter(|_| is_other);
    let after = change.properties.iter().filter_map(|one| one.after.clone());
    let own = is_other.then(|| texts(&resource.properties)).into_iter().flatten();
    let mut blocks =
        after.chain(own).filter(|text| text.split([' ', ',', '[', ']', '{', '}']).any(is_block));
    let with = given.or_else(|| blocks.next())?;
    Some(PossibleExposure {
        to: "anything".to_owned(),
        traffic: "all traffic".to_owned(),
        depends_on: format!("what `{}` does with `{with}`", change.id),
    })
}

/// What an existing one is given, and changes otherwise, is undecided: which of its properties
/// decides what it does with a group, a route table or an ACL, only its author knows.
pub(crate) fn undecided(changes: &[ResourceChange], new: &TemplateDocument) -> BTreeSet<String> {
    let resources: BTreeMap<&str, &ResourceEntry> =
        new.resources.iter().map(|one| (one.id.as_str(), one)).collect();
    let is_changed = |one: &PropertyChange| !one.path.starts_with("Tags");
    let mut found = BTreeSet::new();
    for change in changes.iter().filter(|change| change.action == Action::Changed) {
        let Some(resource) = resources.get(change.id.as_str()) else { continue };
        if is_of_aws(&change.kind)
            || is_another(change)
            || !change.properties.iter().any(is_changed)
        {
            continue;
        }
        let Some(given) = given(resource, &resources) else { continue };
        let (id, kind) = (&change.id, &change.kind);
        found.insert(format!(
            "the internet to what has `{given}`: what `{id}` ({kind}) does with it"
        ));
    }
    found
}

/// Whether AWS says what the resources of a type make. Types of others than AWS make what their
/// authors like.
fn is_of_aws(kind: &str) -> bool {
    const MAKERS: [&str; 2] =
        ["AWS::CloudFormation::CustomResource", "AWS::CloudFormation::StackSet"];
    kind.starts_with("AWS::") && !MAKERS.contains(&kind)
}

/// Whether it is new, or made by other code than before.
fn is_another(change: &ResourceChange) -> bool {
    change.action == Action::Added
        || change.properties.iter().any(|one| one.path.starts_with("ServiceToken"))
}

/// A group, route table or ACL that a resource names: one of the template, or one by its id.
fn given(resource: &ResourceEntry, resources: &BTreeMap<&str, &ResourceEntry>) -> Option<String> {
    const GIVEN: [&str; 3] =
        ["AWS::EC2::NetworkAcl", "AWS::EC2::RouteTable", "AWS::EC2::SecurityGroup"];
    const IDS: [&str; 4] = ["acl-", "rtb-", "sg-", "sgr-"];
    let mut named = resource.mentions.iter().filter_map(|one| resources.get(one.id.as_str()));
    let made = named.find(|one| GIVEN.contains(&one.kind.as_str()));
    let is_id = |part: &&str| {
        IDS.iter().any(|prefix| {
            part.strip_prefix(prefix).is_some_and(|rest| {
                rest.len() >= 8 && rest.bytes().all(|byte| byte.is_ascii_hexdigit())
            })
        })
    };
    let by_id = || {
        let texts = texts(&resource.properties);
        let parts = texts.iter().flat_map(|text| text.split([' ', ',', '/', '"', '[', ']']));
        parts.filter(is_id).map(str::to_owned).next()
    };
    made.map(|one| one.id.clone()).or_else(by_id)
}

fn texts(node: &Node) -> Vec<String> {
    let own = node.as_text().map(std::borrow::Cow::into_owned);
    let items = node.as_list().unwrap_or_default().iter().flat_map(texts);
    let entries = node.as_map().unwrap_or_default();
    own.into_iter().chain(items).chain(entries.iter().flat_map(|one| texts(&one.node))).collect()
}

fn is_block(text: &str) -> bool {
    parse_block(text).is_some()
}
