//! Custom resources, types of others than AWS, and stack sets: what they make is in no template.

use std::collections::BTreeMap;

use netloom_network::sets::addresses::parse_block;
use netloom_template::{Node, ResourceEntry};

use crate::resources::{Action, ResourceChange};
use crate::traffic::PossibleExposure;

/// A custom resource may do anything with an address block, and with what filters and routes.
pub(super) fn by_custom_resource(
    change: &ResourceChange,
    resource: &ResourceEntry,
    resources: &BTreeMap<&str, &ResourceEntry>,
) -> Option<PossibleExposure> {
    const MAKERS: [&str; 2] =
        ["AWS::CloudFormation::CustomResource", "AWS::CloudFormation::StackSet"];
    const GIVEN: [&str; 3] =
        ["AWS::EC2::NetworkAcl", "AWS::EC2::RouteTable", "AWS::EC2::SecurityGroup"];
    // Types of others than AWS make what their authors like.
    let is_of_aws = change.kind.starts_with("AWS::") && !MAKERS.contains(&change.kind.as_str());
    if is_of_aws {
        return None;
    }
    let is_other = change.action == Action::Added
        || change.properties.iter().any(|one| one.path.starts_with("ServiceToken"));
    let mut named = resource.mentions.iter().filter_map(|one| resources.get(one.id.as_str()));
    let given = named.find(|one| GIVEN.contains(&one.kind.as_str())).filter(|_| is_other);
    let after = change.properties.iter().filter_map(|one| one.after.clone());
    let own = is_other.then(|| texts(&resource.properties)).into_iter().flatten();
    let mut blocks =
        after.chain(own).filter(|text| text.split([' ', ',', '[', ']', '{', '}']).any(is_block));
    let with = given.map(|one| one.id.clone()).or_else(|| blocks.next())?;
    Some(PossibleExposure {
        to: "anything".to_owned(),
        traffic: "all traffic".to_owned(),
        depends_on: format!("what `{}` does with `{with}`", change.id),
    })
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
