//! What a template asks of the one who deploys it.

use std::collections::BTreeSet;

use netloom_cfn::names;
use netloom_diag::{Diagnostic, SourceFile, Sources};
use netloom_net::ids::SubnetId;
use netloom_template::{Entry, Node, parse_tree};

use crate::codes::NOT_A_SUBNET_ID;

/// The zone that a template wants to be given, and the subnet whose zone it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct ZoneQuestion {
    /// The parameter of the template.
    pub(crate) parameter: String,
    /// The id of the subnet; parsed, because it becomes an argument of `aws`.
    pub(crate) subnet: SubnetId,
}

/// What a template, ours or not, asks of the one who deploys it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct TemplateFacts {
    /// What it needs leave for, sorted.
    pub(crate) capabilities: Vec<&'static str>,
    /// The zone it wants to be given; absent when it has no such parameter.
    pub(crate) zone_question: Option<ZoneQuestion>,
    /// The names of its parameters.
    pub(crate) parameters: BTreeSet<String>,
    /// What is wrong with the part of the template that netloom acts upon.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl TemplateFacts {
    /// Reads a template that is none of the sources, such as a rendered one.
    pub(crate) fn of_text(text: &str) -> Self {
        let mut sources = Sources::default();
        let file = sources.add("template", text);
        sources.get(file).and_then(Self::read).unwrap_or_default()
    }

    /// Reads a template, YAML or JSON; `None` when the text is none: no mapping with `Resources` at
    /// its top.
    pub(crate) fn read(source: &SourceFile) -> Option<Self> {
        let tree = parse_tree(source);
        let template = tree.root.as_ref()?;
        let resources = template.get("Resources")?.as_map()?;
        let mut diagnostics = Vec::new();
        let zone_question = zone_question(template, &mut diagnostics);
        let parameters = template.get("Parameters").and_then(Node::as_map).unwrap_or_default();
        Some(Self {
            capabilities: capabilities(template, resources),
            zone_question,
            parameters: parameters.iter().map(|entry| entry.key.clone()).collect(),
            diagnostics,
        })
    }
}

/// Names of IAM things that a template may choose itself, which needs more leave than having AWS
/// choose them.
///
/// # Source
/// AWS CloudFormation API, `CreateStack`, parameter `Capabilities`.
const IAM_NAMES: [&str; 5] =
    ["RoleName", "UserName", "GroupName", "ManagedPolicyName", "InstanceProfileName"];

fn capabilities(template: &Node, resources: &[Entry]) -> Vec<&'static str> {
    let iam: Vec<&Node> =
        resources.iter().map(|entry| &entry.node).filter(|resource| is_iam(resource)).collect();
    let is_named = iam.iter().any(|resource| {
        let properties = resource.get("Properties");
        properties
            .is_some_and(|properties| IAM_NAMES.iter().any(|name| properties.entry(name).is_some()))
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
fn zone_question(template: &Node, diagnostics: &mut Vec<Diagnostic>) -> Option<ZoneQuestion> {
    let parameter = names::HEAD_SUBNET_ZONE_PARAMETER;
    template.get("Parameters")?.entry(parameter)?;
    let path = ["Metadata", names::METADATA_KEY, "Parameters", parameter, "ZoneOfSubnet"];
    let subnet = path.into_iter().try_fold(template, |at, key| at.get(key))?;
    let text = subnet.as_text().unwrap_or_default();
    match text.parse() {
        Ok(subnet) => Some(ZoneQuestion { parameter: parameter.to_owned(), subnet }),
        Err(_) => {
            let message = format!("the zone of `{text}` is wanted, which is no subnet id");
            let finding = Diagnostic::new(&NOT_A_SUBNET_ID, subnet.span, message);
            diagnostics.push(
                finding
                    .help("write the id of the subnet, `subnet-` and 8 or 17 letters and digits")
                    .help(format!(
                        "or take the key out and type `-- --parameter-overrides {parameter}=ZONE`"
                    )),
            );
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<TemplateFacts> {
        let mut sources = Sources::default();
        let file = sources.add("template", text);
        TemplateFacts::read(sources.get(file).expect("it was just added"))
    }

    fn check_capabilities(text: &str, expected: &[&str]) {
        assert_eq!(read(text).expect("a template").capabilities, expected, "{text}");
    }

    #[test]
    fn leave_is_asked_for_what_the_template_makes() {
        check_capabilities("Resources: {V: {Type: AWS::EC2::VPC}}", &[]);
        check_capabilities(
            "Resources: {R: {Type: AWS::IAM::Role, Properties: {Path: /}}}",
            &["CAPABILITY_IAM"],
        );
        check_capabilities(
            "Resources: {R: {Type: AWS::IAM::Role, Properties: {RoleName: x}}}",
            &["CAPABILITY_NAMED_IAM"],
        );
        check_capabilities(
            "{Transform: AWS::LanguageExtensions, Resources: {}}",
            &["CAPABILITY_AUTO_EXPAND"],
        );
    }

    #[test]
    fn configs_and_other_texts_are_no_templates() {
        for text in [
            "Region: eu-west-1\nHeadNode: {}\n",
            "[vpc Resources]\nvpc_id = 1\n",
            "Resources: []\n",
            "Resources",
            "{",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn the_subnet_whose_zone_is_asked_for_stands_in_the_metadata() {
        let text = "Metadata: {Netloom: {Parameters: {HeadSubnetZoneId: {ZoneOfSubnet: \
                    subnet-01234567}}}}\n\
                    Parameters: {HeadSubnetZoneId: {Type: String}}\nResources: {}\n";
        let question = ZoneQuestion {
            parameter: "HeadSubnetZoneId".into(),
            subnet: "subnet-01234567".parse().expect("an id"),
        };
        assert_eq!(read(text).expect("a template").zone_question, Some(question));
        let without =
            text.replace("Parameters: {HeadSubnetZoneId: {Type", "Parameters: {Other: {Type");
        assert_eq!(read(&without).expect("a template").zone_question, None);
    }

    #[test]
    fn a_text_that_is_no_subnet_id_is_a_finding_and_no_question() {
        for value in [
            "--endpoint-url=http://stranger.example/",
            "subnet-",
            "vpc-01234567",
            "[a]",
            "'subnet-0123456 -x'",
        ] {
            let text = format!(
                "Metadata: {{Netloom: {{Parameters: {{HeadSubnetZoneId: {{ZoneOfSubnet: \
                 {value}}}}}}}}}\n\
                 Parameters: {{HeadSubnetZoneId: {{Type: String}}}}\nResources: {{}}\n"
            );
            let facts = read(&text).expect("a template");
            assert_eq!(facts.zone_question, None, "{value}");
            assert_eq!(facts.diagnostics.len(), 1, "{value}");
        }
    }

    #[test]
    fn short_forms_of_intrinsic_functions_are_read() {
        let text = "Resources:\n  S:\n    Type: AWS::EC2::Subnet\n    Properties: {VpcId: !Ref V, \
                    Id: !GetAtt A.B}\n";
        assert!(read(text).is_some());
    }
}
