//! What a template asks of the one who deploys it.

use netloom_cfn::names;
use netloom_cfn::read::{Entry, Node, parse_tree};
use netloom_diag::Sources;

/// The zone that a template wants to be told, and the subnet whose zone it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct ZoneQuestion {
    /// The parameter of the template.
    pub(crate) parameter: String,
    /// The id of the subnet.
    pub(crate) subnet: String,
}

/// What a template, ours or not, asks of the one who deploys it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct TemplateFacts {
    /// What it needs leave for, sorted.
    pub(crate) capabilities: Vec<&'static str>,
    /// The zone it wants to be told; absent when it has no such parameter.
    pub(crate) zone_question: Option<ZoneQuestion>,
}

impl TemplateFacts {
    /// Reads a template, YAML or JSON; `None` when the text is none: no mapping with `Resources` at its top.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let mut sources = Sources::default();
        let id = sources.add("template", text);
        let template = sources.get(id).and_then(|file| parse_tree(file).0)?;
        let resources = template.get("Resources")?.as_map()?;
        Some(Self { capabilities: capabilities(&template, resources), zone_question: zone_question(&template) })
    }
}

/// Names of IAM things that a template may choose itself, which needs more leave than having AWS choose them.
///
/// # Source
/// AWS CloudFormation API, `CreateStack`, parameter `Capabilities`.
const IAM_NAMES: [&str; 5] = ["RoleName", "UserName", "GroupName", "ManagedPolicyName", "InstanceProfileName"];

fn capabilities(template: &Node, resources: &[Entry]) -> Vec<&'static str> {
    let iam: Vec<&Node> = resources.iter().map(|entry| &entry.node).filter(|resource| is_iam(resource)).collect();
    let is_named = iam.iter().any(|resource| {
        let properties = resource.get("Properties");
        properties.is_some_and(|properties| IAM_NAMES.iter().any(|name| properties.entry(name).is_some()))
    });
    let macros = template.entry("Transform").map(|_| "CAPABILITY_AUTO_EXPAND");
    let roles = match (iam.is_empty(), is_named) {
        (true, _) => None,
        (false, false) => Some("CAPABILITY_IAM"),
        (false, true) => Some("CAPABILITY_NAMED_IAM"),
    };
    macros.into_iter().chain(roles).collect()
}

fn is_iam(resource: &Node) -> bool {
    let kind = resource.get("Type").and_then(Node::as_text);
    kind.is_some_and(|kind| kind.starts_with("AWS::IAM::"))
}

/// The template's own metadata say which subnet a parameter is about.
fn zone_question(template: &Node) -> Option<ZoneQuestion> {
    let parameter = names::HEAD_SUBNET_ZONE_PARAMETER;
    template.get("Parameters")?.entry(parameter)?;
    let path = ["Metadata", names::METADATA_KEY, "Parameters", parameter, "ZoneOfSubnet"];
    let subnet = path.into_iter().try_fold(template, |at, key| at.get(key))?.as_text()?;
    Some(ZoneQuestion { parameter: parameter.to_owned(), subnet: subnet.into_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_capabilities(text: &str, expected: &[&str]) {
        assert_eq!(TemplateFacts::read(text).expect("a template").capabilities, expected, "{text}");
    }

    #[test]
    fn leave_is_asked_for_what_the_template_makes() {
        check_capabilities("Resources: {V: {Type: AWS::EC2::VPC}}", &[]);
        check_capabilities("Resources: {R: {Type: AWS::IAM::Role, Properties: {Path: /}}}", &["CAPABILITY_IAM"]);
        check_capabilities(
            "Resources: {R: {Type: AWS::IAM::Role, Properties: {RoleName: x}}}",
            &["CAPABILITY_NAMED_IAM"],
        );
        check_capabilities("{Transform: AWS::LanguageExtensions, Resources: {}}", &["CAPABILITY_AUTO_EXPAND"]);
    }

    #[test]
    fn configs_and_other_texts_are_no_templates() {
        for text in
            ["Region: eu-west-1\nHeadNode: {}\n", "[vpc Resources]\nvpc_id = 1\n", "Resources: []\n", "Resources", "{"]
        {
            assert_eq!(TemplateFacts::read(text), None, "{text}");
        }
    }

    #[test]
    fn the_subnet_whose_zone_is_asked_for_stands_in_the_metadata() {
        let text = "Metadata: {Netloom: {Parameters: {HeadSubnetZoneId: {ZoneOfSubnet: subnet-01234567}}}}\n\
                    Parameters: {HeadSubnetZoneId: {Type: String}}\nResources: {}\n";
        let question = ZoneQuestion { parameter: "HeadSubnetZoneId".into(), subnet: "subnet-01234567".into() };
        assert_eq!(TemplateFacts::read(text).expect("a template").zone_question, Some(question));
        let without = text.replace("Parameters: {HeadSubnetZoneId: {Type", "Parameters: {Other: {Type");
        assert_eq!(TemplateFacts::read(&without).expect("a template").zone_question, None);
    }

    #[test]
    fn short_forms_of_intrinsic_functions_are_read() {
        let text = "Resources:\n  S:\n    Type: AWS::EC2::Subnet\n    Properties: {VpcId: !Ref V, Id: !GetAtt A.B}\n";
        assert!(TemplateFacts::read(text).is_some());
    }
}
