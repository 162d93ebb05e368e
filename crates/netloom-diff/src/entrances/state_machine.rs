//! State machines: what their definitions let in when they run.
//!
//! # Source
//! AWS Step Functions Developer Guide, "Run Amazon ECS or Fargate tasks with Step Functions"
//! (parameters of `RunTask`, `AssignPublicIp` among them) and "Learning to use AWS service SDK
//! integrations" (`arn:aws:states:::aws-sdk:ec2:authorizeSecurityGroupIngress`). Amazon EC2 API, the
//! pages of the actions.

use super::{Entrances, Sides};
use crate::revision::Resource;
use crate::traffic::PossibleExposure;

const KINDS: [&str; 2] = ["AWS::StepFunctions::StateMachine", "AWS::Serverless::StateMachine"];

/// What holds the definition, and what is put into it.
const DEFINITIONS: [&str; 3] = ["Definition", "DefinitionString", "DefinitionSubstitutions"];

/// Calls of EC2 that may let something in, in lower case.
const OPENING_CALLS: [&str; 14] = [
    "associateaddress",
    "associateroutetable",
    "attachinternetgateway",
    "authorizesecuritygroupingress",
    "createnetworkaclentry",
    "createroute",
    "modifyinstanceattribute",
    "modifynetworkinterfaceattribute",
    "modifysecuritygrouprules",
    "modifysubnetattribute",
    "replacenetworkaclassociation",
    "replacenetworkaclentry",
    "replaceroute",
    "replaceroutetableassociation",
];

/// Adds state machines whose definition is another one and may let something in.
pub(super) fn add(sides: &Sides<'_>, found: &mut Entrances) {
    for (id, resource) in &sides.after {
        if !KINDS.contains(&resource.kind()) {
            continue;
        }
        let Some(opening) = opening(&definition(resource)) else { continue };
        let earlier = sides.earlier(id).map(definition);
        let later = sides.by_old_names(&resource.properties);
        let is_same = sides.earlier(id).is_some_and(|earlier| {
            DEFINITIONS.iter().all(|key| earlier.get(key) == later.get(key))
        });
        if is_same || earlier.is_some_and(|earlier| earlier == definition(resource)) {
            continue;
        }
        found.exposures.insert(PossibleExposure {
            to: (*id).to_owned(),
            traffic: "all that its tasks admit".to_owned(),
            depends_on: format!("what `{id}` does with {opening}"),
        });
    }
}

/// The definition as a text without spaces, quotes and backslashes, in lower case.
fn definition(resource: &Resource<'_>) -> String {
    let texts =
        DEFINITIONS.iter().filter_map(|key| resource.get(key)).map(|one| one.text_in_full());
    let is_plain = |letter: &char| !letter.is_whitespace() && !"\"'\\".contains(*letter);
    texts.collect::<String>().to_lowercase().chars().filter(is_plain).collect()
}

/// What of a definition may let something in, in words.
fn opening(definition: &str) -> Option<String> {
    let mut addresses = definition.split("assignpublicip").skip(1);
    // The name of the parameter may end in `.$`, for a value that is known when it runs.
    if addresses.any(|rest| !rest.starts_with(":disabled")) {
        return Some("`AssignPublicIp`".to_owned());
    }
    let call = |name: &&&str| definition.contains(&format!("aws-sdk:ec2:{name}"));
    OPENING_CALLS.iter().find(call).map(|name| format!("calls of `{name}`"))
}

#[cfg(test)]
mod tests {
    use super::opening;

    #[track_caller]
    fn check(definition: &str, expected: bool) {
        assert_eq!(opening(definition).is_some(), expected, "{definition}");
    }

    #[test]
    fn a_task_with_a_public_address_lets_in() {
        check("{assignpublicip:enabled}", true);
        check("{assignpublicip.$:$.address}", true);
        check("{assignpublicip:disabled}", false);
        check("{assignpublicip:disabled},{assignpublicip:enabled}", true);
    }

    #[test]
    fn a_call_that_opens_a_group_lets_in() {
        check("arn:aws:states:::aws-sdk:ec2:authorizesecuritygroupingress", true);
        check("arn:aws:states:::aws-sdk:ec2:describesecuritygroups", false);
    }
}
