//! Names that lead nowhere: every function of the template, also in branches that are not chosen.

use std::collections::BTreeSet;

use netloom_diag::{Diagnostic, Span};

use super::functions::{Part, is_variable_name, parse_sub};
use super::sections::{Sections, is_generator};
use super::{Entry, Node, codes, with_nearest};

/// Names that mean something in every template.
///
/// # Source
/// AWS CloudFormation Template Reference, "Pseudo parameters".
const PSEUDO_PARAMETERS: [&str; 8] = [
    "AWS::AccountId",
    "AWS::NoValue",
    "AWS::NotificationARNs",
    "AWS::Partition",
    "AWS::Region",
    "AWS::StackId",
    "AWS::StackName",
    "AWS::URLSuffix",
];

/// How many findings say which name was probably meant.
const MAX_HELPED: usize = 100;

/// Reports names that the template does not have.
///
/// For templates without loops and transforms only: those may bring names in.
pub(super) fn check_names(sections: &Sections<'_>, findings: &mut Vec<Diagnostic>) {
    let mut names = Names::of(sections);
    for entry in &sections.conditions.entries {
        names.check_names_in(&entry.node, NamingContext::Condition);
    }
    for entry in sections.resources.entries.iter().chain(&sections.outputs.entries) {
        names.check_resource_or_output(entry);
    }
    findings.append(&mut names.findings);
}

/// Where a function stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum NamingContext {
    /// In a resource or an output.
    Value,
    /// In the section `Conditions`, where resources have no names.
    Condition,
}

struct Names<'t> {
    resources: BTreeSet<&'t str>,
    parameters: BTreeSet<&'t str>,
    conditions: BTreeSet<&'t str>,
    mappings: BTreeSet<&'t str>,
    findings: Vec<Diagnostic>,
}

impl<'t> Names<'t> {
    fn of(sections: &'t Sections<'_>) -> Self {
        Self {
            resources: sections.resources.names().collect(),
            parameters: sections.parameters.names().collect(),
            conditions: sections.conditions.names().collect(),
            mappings: sections.mappings.names().collect(),
            findings: Vec::new(),
        }
    }

    /// A resource or an output.
    fn check_resource_or_output(&mut self, entry: &Entry) {
        for part in entry.node.as_map().unwrap_or_default() {
            match part.key.as_str() {
                "Condition" => self.condition(&part.node),
                "DependsOn" => {
                    let ids = part.node.as_list().unwrap_or(std::slice::from_ref(&part.node));
                    ids.iter().for_each(|id| self.resource(id, "DependsOn"));
                }
                _ => self.check_names_in(&part.node, NamingContext::Value),
            }
        }
    }

    fn check_names_in(&mut self, node: &Node, place: NamingContext) {
        if let Some(items) = node.as_list() {
            items.iter().for_each(|item| self.check_names_in(item, place));
            return;
        }
        match node.as_map() {
            Some([entry]) => self.check_function(entry, place),
            Some(entries) => {
                entries.iter().for_each(|entry| self.check_names_in(&entry.node, place))
            }
            None => {}
        }
    }

    fn check_function(&mut self, entry: &Entry, place: NamingContext) {
        let argument = &entry.node;
        let first = argument.as_list().and_then(<[Node]>::first).unwrap_or(argument);
        match entry.key.as_str() {
            "Ref" => self.name(argument.as_text().as_deref(), argument.span, "Ref", place),
            "Fn::GetAtt" => self.resource(first, "Fn::GetAtt"),
            "Fn::Sub" => self.substitution(argument, first, place),
            "Condition" if place == NamingContext::Condition => self.condition(argument),
            "Fn::If" => {
                self.condition(first);
                self.check_names_in(argument, place);
            }
            "Fn::FindInMap" => {
                self.mapping(first);
                self.check_names_in(argument, place);
            }
            key if is_generator(key) => {}
            _ => self.check_names_in(argument, place),
        }
    }

    fn substitution(&mut self, argument: &Node, text: &Node, place: NamingContext) {
        let variables = argument.as_list().and_then(|list| list.get(1));
        for entry in variables.and_then(Node::as_map).unwrap_or_default() {
            self.check_names_in(&entry.node, place);
        }
        let Some(written) = text.as_text() else { return };
        for part in parse_sub(&written) {
            let Part::Variable(name) = part else { continue };
            if !is_variable_name(name)
                || variables.is_some_and(|variables| variables.get(name).is_some())
            {
                continue;
            }
            match name.split_once('.') {
                Some((id, _)) => self.resource_name(id, text.span, "Fn::Sub"),
                None => self.name(Some(name), text.span, "Fn::Sub", place),
            }
        }
    }

    /// The name of a parameter or, outside of conditions, of a resource.
    fn name(&mut self, name: Option<&str>, span: Span, function: &str, place: NamingContext) {
        let Some(name) = name else { return };
        let is_resource = self.resources.contains(name);
        if self.parameters.contains(name) || PSEUDO_PARAMETERS.contains(&name) {
            return;
        }
        if is_resource && place == NamingContext::Condition {
            let message = format!("a condition names the resource `{name}`, expected a parameter");
            let finding = Diagnostic::new(&codes::UNKNOWN_NAME, span, message);
            self.findings.push(
                finding.help("conditions are decided before there are resources; use a parameter"),
            );
        } else if !is_resource {
            let known = PSEUDO_PARAMETERS
                .into_iter()
                .chain(self.parameters.iter().chain(&self.resources).copied());
            let unknown = unknown_name(function, "resource or parameter", name, span);
            self.findings.push(if self.is_many() {
                unknown
            } else {
                with_nearest(unknown, name, known)
            });
        }
    }

    /// The logical id that `node` is, or starts with as `Id.Attribute`.
    fn resource(&mut self, node: &Node, function: &str) {
        let Some(text) = node.as_text() else { return };
        let id = if function == "Fn::GetAtt" {
            text.split('.').next().unwrap_or_default()
        } else {
            &text
        };
        self.resource_name(id, node.span, function);
    }

    fn resource_name(&mut self, id: &str, span: Span, function: &str) {
        if !self.resources.contains(id) {
            let finding = unknown_name(function, "resource", id, span);
            self.report(finding, id, |names| &names.resources);
        }
    }

    fn condition(&mut self, node: &Node) {
        let Some(name) = node.as_text().filter(|name| !self.conditions.contains(name.as_ref()))
        else {
            return;
        };
        let finding = unknown_name("Condition", "condition", &name, node.span);
        self.report(finding, &name, |names| &names.conditions);
    }

    fn mapping(&mut self, node: &Node) {
        let Some(name) = node.as_text().filter(|name| !self.mappings.contains(name.as_ref()))
        else {
            return;
        };
        let finding = unknown_name("Fn::FindInMap", "mapping", &name, node.span);
        self.report(finding, &name, |names| &names.mappings);
    }

    fn report(&mut self, finding: Diagnostic, seen: &str, known: fn(&Self) -> &BTreeSet<&'t str>) {
        let is_many = self.is_many();
        let finding = if is_many {
            finding
        } else {
            with_nearest(finding, seen, known(self).iter().copied())
        };
        self.findings.push(finding);
    }

    /// Returns whether there are more findings than are worth a help; looking for near
    /// names takes long.
    fn is_many(&self) -> bool {
        self.findings.len() >= MAX_HELPED
    }
}

fn unknown_name(function: &str, what: &str, name: &str, span: Span) -> Diagnostic {
    // A message is one line, whatever a file calls a name.
    let name = name.replace('\n', "\\n");
    Diagnostic::new(
        &codes::UNKNOWN_NAME,
        span,
        format!("`{function}` names `{name}`, and the template has no such {what}"),
    )
}
