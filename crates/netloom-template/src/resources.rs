//! The resources and outputs of the document.

use std::collections::BTreeSet;

use netloom_diag::{Diagnostic, Span};

use super::dynamic::looked_up_later;
use super::evaluator::{Evaluator, User};
use super::mentions::mentions_of;
use super::sections::{generator, is_generator, wrong_shape};
use super::{
    Entry, Node, OutputEntry, Presence, ResourceEntry, TemplateDocument, Unknown, Value, circles,
    codes, names, rules, with_nearest,
};

/// What a resource may have beside `Type` and `Properties`.
///
/// # Source
/// AWS CloudFormation User Guide, "Resource attributes".
const ATTRIBUTES: [&str; 10] = [
    "Type",
    "Properties",
    // In no page of the template reference; `DescribeStackResources` returns it.
    "Description",
    "DependsOn",
    "Condition",
    "Metadata",
    "CreationPolicy",
    "DeletionPolicy",
    "UpdatePolicy",
    "UpdateReplacePolicy",
];

/// What a custom resource may have besides.
///
/// # Source
/// AWS CloudFormation User Guide, "Walkthrough: Refer to a custom resource": `Version: "1.0"`
/// beside the type; cfn-lint's schema of a resource permits it for custom resources only.
const VERSION: &str = "Version";

/// Returns whether a resource of a type can have an attribute.
fn has_attribute(kind: &str, attribute: &str) -> bool {
    let is_custom = kind == "AWS::CloudFormation::CustomResource" || kind.starts_with("Custom::");
    ATTRIBUTES.contains(&attribute) || (is_custom && attribute == VERSION)
}

/// Works the whole template out.
pub(super) fn read_document(evaluator: &mut Evaluator<'_>) -> TemplateDocument {
    rules::forget_rejected_defaults(evaluator);
    // Conditions first, and which resources are made before any property is read: a reference asks
    // whether its target is there.
    for condition in &evaluator.sections.conditions.entries {
        evaluator.truth(&condition.key);
    }
    let entries = evaluator.sections.resources.entries.as_slice();
    for entry in entries {
        let presence = evaluator.presence_of(&entry.node);
        evaluator.presences.insert(&entry.key, presence);
    }
    let absences = entries.iter().filter_map(|entry| evaluator.absence_of(entry)).collect();
    let resources: Vec<ResourceEntry> =
        entries.iter().map(|entry| evaluator.resource_entry(entry)).collect();
    let outputs = evaluator
        .sections
        .outputs
        .entries
        .iter()
        .map(|entry| evaluator.output_entry(entry))
        .collect();
    if evaluator.not_understood.is_empty() && !evaluator.sections.has_additions {
        names::check_names(evaluator.sections, &mut evaluator.findings);
    }
    let rewritten = evaluator.sections.rewritten;
    circles::check_circles(&resources, &evaluator.links, rewritten, &mut evaluator.findings);
    let mut not_understood = std::mem::take(&mut evaluator.not_understood);
    not_understood.sort_by(|a, b| (a.span, &a.what).cmp(&(b.span, &b.what)));
    not_understood.dedup();
    TemplateDocument {
        resources: resources.into(),
        parameters: std::mem::take(&mut evaluator.parameters),
        outputs,
        metadata: evaluator.sections.metadata.cloned(),
        not_understood,
        absences,
        joined_stacks: BTreeSet::new(),
        files: BTreeSet::from([evaluator.file.id()]),
    }
}

impl<'t> Evaluator<'t> {
    /// Returns whether the stack has what `node` describes, by the key `Condition` in it.
    fn presence_of(&mut self, node: &Node) -> Presence {
        let Some(condition) = node.entry("Condition") else { return Presence::Always };
        match &condition.node.value {
            Value::Text(name) => self.presence(name, condition.node.span),
            _ => {
                let expected = "the name of a condition";
                self.findings.push(wrong_shape(
                    "`Condition`",
                    &condition.node,
                    condition.key_span,
                    expected,
                ));
                Presence::Unknown(self.broken(condition.key_span))
            }
        }
    }

    /// Returns the name of a resource that is never made, and why.
    fn absence_of(&self, entry: &Entry) -> Option<(String, String)> {
        let is_never = self.presences.get(entry.key.as_str()) == Some(&Presence::Never);
        let condition = entry.node.get("Condition").and_then(Node::as_text).filter(|_| is_never)?;
        Some((entry.key.clone(), self.why_false(&condition)))
    }

    fn resource_entry(&mut self, entry: &'t Entry) -> ResourceEntry {
        let presence = self.presences.get(entry.key.as_str()).cloned().unwrap_or(Presence::Always);
        self.user = User { resource: Some(&entry.key), exists: presence == Presence::Always };
        self.check_id(entry);
        let attributes = entry.node.as_map().unwrap_or_default();
        if entry.node.as_map().is_none() {
            let expected = "a mapping with `Type` and `Properties`";
            self.findings.push(wrong_shape(
                &format!("resource `{}`", entry.key),
                &entry.node,
                entry.key_span,
                expected,
            ));
        }
        let (kind, kind_span) = self.kind(entry);
        let n_findings = self.findings.len();
        let properties = self.properties(entry);
        if presence == Presence::Never {
            // Values are worked out only for what is made: a key that a mapping does not have is no
            // fault here.
            let found = self.findings.split_off(n_findings);
            self.findings.extend(found.into_iter().filter(|finding| !is_of_value(finding)));
        }
        ResourceEntry {
            id: entry.key.clone(),
            span: entry.key_span,
            kind_span,
            presence,
            depends_on: entry
                .node
                .entry("DependsOn")
                .map_or_else(Vec::new, |waits| self.depends_on(waits)),
            mentions: mentions_of(&self.resources_by_id, entry.node.get("Properties")),
            properties,
            attributes: attributes
                .iter()
                .filter_map(|attribute| self.attribute_entry(&kind, attribute))
                .collect(),
            kind,
        }
    }

    /// Logical ids hold letters and digits only.
    ///
    /// # Source
    /// AWS CloudFormation User Guide, "Resources", logical id.
    fn check_id(&mut self, entry: &Entry) {
        if !entry.key.is_empty() && entry.key.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return;
        }
        let message = format!("logical id `{}` holds more than letters and digits", entry.key);
        let finding = Diagnostic::new(&codes::WRONG_SHAPE, entry.key_span, message);
        let plain: String = entry.key.chars().filter(char::is_ascii_alphanumeric).collect();
        self.findings.push(if plain.is_empty() {
            finding
        } else {
            finding.help(format!("write `{plain}`"))
        });
    }

    fn kind(&mut self, entry: &Entry) -> (String, Span) {
        let Some(written) = entry.node.entry("Type") else {
            if entry.node.as_map().is_some() {
                let finding = Diagnostic::new(
                    &codes::WRONG_SHAPE,
                    entry.key_span,
                    format!("resource `{}` has no type", entry.key),
                );
                self.findings
                    .push(finding.help("write a type below it, such as `Type: AWS::EC2::Subnet`"));
            }
            return (String::new(), entry.key_span);
        };
        if let Value::Text(kind) = &written.node.value {
            return (kind.clone(), written.node.span);
        }
        let expected = "a type such as `AWS::EC2::Subnet`";
        self.findings.push(wrong_shape("`Type`", &written.node, written.key_span, expected));
        (String::new(), entry.key_span)
    }

    fn depends_on(&mut self, waits: &Entry) -> Vec<(String, Span)> {
        let written = waits.node.as_list().unwrap_or(std::slice::from_ref(&waits.node));
        let mut ids = Vec::new();
        for node in written {
            match &node.value {
                Value::Text(id) if self.resources_by_id.contains_key(id.as_str()) => {
                    ids.push((id.clone(), node.span))
                }
                // Reported with the other names.
                Value::Text(_) => {}
                _ => {
                    let expected = "a logical id or a list of them";
                    self.findings.push(wrong_shape("`DependsOn`", node, waits.key_span, expected));
                }
            }
        }
        ids
    }

    /// Returns the properties as a mapping; what keeps them from being one is reported or not
    /// understood.
    fn properties(&mut self, entry: &Entry) -> Node {
        let empty = |span| Node { span, value: Value::Map(Vec::new()) };
        let Some(written) = entry.node.entry("Properties") else { return empty(entry.key_span) };
        let Some(node) = self.evaluate(&written.node) else { return empty(written.key_span) };
        match &node.value {
            Value::Map(_) => return looked_up_later(node),
            Value::Null => {}
            Value::Unknown(unknown) => {
                let what = format!("the properties of `{}`: {}", entry.key, unknown.what);
                self.not_understood.push(Unknown { what, span: node.span });
            }
            _ => {
                let what = format!("`Properties` of `{}`", entry.key);
                self.findings.push(wrong_shape(&what, &node, written.key_span, "a mapping"));
            }
        }
        empty(node.span)
    }

    fn attribute_entry(&mut self, kind: &str, attribute: &Entry) -> Option<Entry> {
        if is_generator(&attribute.key) {
            self.not_understood.push(generator(attribute));
            return None;
        }
        let n_links = self.links.len();
        let is_known = has_attribute(kind, &attribute.key);
        if !is_known {
            // Transforms bring attributes of their own.
            if self.not_understood.is_empty() && !self.sections.has_additions {
                let message = format!("resources have no attribute `{}`", attribute.key);
                let unknown = Diagnostic::new(&codes::UNKNOWN_KEY, attribute.key_span, message);
                let finding = with_nearest(unknown, &attribute.key, ATTRIBUTES);
                self.findings.push(
                    finding.help("what belongs to the thing itself stands below `Properties`"),
                );
            }
        } else if matches!(
            attribute.key.as_str(),
            "Type" | "Properties" | "DependsOn" | "Condition"
        ) {
            return None;
        }
        let node = self.evaluate(&attribute.node);
        if !is_known {
            // A transform takes them out again, as it does the `Connectors` of AWS SAM.
            self.links.truncate(n_links);
        }
        Some(Entry { key: attribute.key.clone(), key_span: attribute.key_span, node: node? })
    }

    fn output_entry(&mut self, entry: &Entry) -> OutputEntry {
        let presence = self.presence_of(&entry.node);
        self.user = User { resource: None, exists: presence == Presence::Always };
        let value = match entry.node.get("Value") {
            Some(written) => self.evaluate(written),
            None => {
                let message = format!("output `{}` has no value", entry.key);
                let finding = Diagnostic::new(&codes::WRONG_SHAPE, entry.key_span, message);
                self.findings.push(finding.help("write `Value:` below it"));
                None
            }
        };
        let export = entry.node.get("Export").and_then(|export| export.get("Name"));
        OutputEntry {
            id: entry.key.clone(),
            span: entry.key_span,
            presence,
            value: value.unwrap_or(Node { span: entry.key_span, value: Value::Null }),
            export_name: export.and_then(|name| self.evaluate(name)),
        }
    }
}

/// Returns whether a finding is about what a property has, not about how it is written.
fn is_of_value(finding: &Diagnostic) -> bool {
    [codes::UNKNOWN_NAME.id, codes::BAD_ARGUMENTS.id].contains(&finding.code.id)
}
