//! Which part of a template is what.

use std::borrow::Cow;

use netloom_diag::{Diagnostic, SourceFile, Span};

use super::{Entry, Node, Unknown, Value, codes, with_nearest};

/// The sections that a template may have; `Globals` only belongs to the transform for serverless
/// applications.
///
/// # Source
/// AWS CloudFormation User Guide, "Template sections", and "Hooks".
const SECTIONS: [&str; 11] = [
    "AWSTemplateFormatVersion",
    "Conditions",
    "Description",
    "Hooks",
    "Mappings",
    "Metadata",
    "Outputs",
    "Parameters",
    "Resources",
    "Rules",
    "Transform",
];

/// Transforms that leave every resource of the template as it stands.
///
/// - `AWS::LanguageExtensions` lets functions stand in more places; its loops are understood apart
///   from it.
/// - `AWS::Serverless` makes functions, roles and APIs of resources of its own types; without any
///   it changes nothing.
/// - `AWS::SecretsManager` adds a nested stack with the function that rotates a secret.
/// - `AWS::CodeDeployBlueGreen` is for the hook of a deployment of Amazon ECS: it adds a task set
///   and a deployment group.
///
/// None of them writes a route, a filter or a gateway.
///
/// # Source
/// AWS CloudFormation Template Reference, "Transforms"; AWS SAM Developer Guide, "Generated AWS
/// CloudFormation resources".
const ADDING_TRANSFORMS: [&str; 5] = [
    "AWS::CodeDeployBlueGreen",
    "AWS::LanguageExtensions",
    "AWS::SecretsManager-2020-07-23",
    "AWS::SecretsManager-2024-09-16",
    SERVERLESS,
];

/// The one among these that puts other resources in the place of those of its own types.
const SERVERLESS: &str = "AWS::Serverless-2016-10-31";

/// The types that it replaces.
const SERVERLESS_TYPES: &str = "AWS::Serverless::";

/// The one among these that brings neither resources, attributes nor sections.
const LANGUAGE_EXTENSIONS: &str = "AWS::LanguageExtensions";

/// A template, cut into its sections.
pub(super) struct Sections<'t> {
    pub(super) parameters: Section<'t>,
    pub(super) mappings: Section<'t>,
    pub(super) conditions: Section<'t>,
    pub(super) rules: Section<'t>,
    pub(super) resources: Section<'t>,
    pub(super) outputs: Section<'t>,
    pub(super) metadata: Option<&'t Node>,
    /// What may add resources or change them.
    pub(super) not_understood: Vec<Unknown>,
    /// Whether a transform adds names, attributes or sections that the text does not tell.
    pub(super) has_additions: bool,
    pub(super) rewritten: Rewritten,
}

/// Which resources are not made as they stand in the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Rewritten {
    /// None: no transform changes any.
    #[default]
    None,
    /// Those of the types of the transform for serverless applications.
    Serverless,
    /// Maybe every one: it is not known what a transform changes.
    Any,
}

impl Rewritten {
    pub(super) fn has(self, kind: &str) -> bool {
        match self {
            Self::None => false,
            Self::Serverless => kind.starts_with(SERVERLESS_TYPES),
            Self::Any => true,
        }
    }
}

/// One section: its entries in the order written, loops and transforms left out.
#[derive(Default)]
pub(super) struct Section<'t> {
    /// The bytes of the section's name; absent when it is not written.
    pub(super) name_span: Option<Span>,
    pub(super) entries: Vec<&'t Entry>,
}

impl Section<'_> {
    /// Returns the value of this name.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.key.as_str())
    }
}

impl<'t> Sections<'t> {
    /// Cuts a template up; `None`, with a finding, when it is none.
    pub(super) fn of(
        file: &SourceFile,
        root: &'t Node,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        let Some(entries) = root.as_map() else {
            findings.push(not_a_mapping(file, root));
            return None;
        };
        let (mut not_understood, has_additions) = transforms(root);
        // A transform may add resources and sections of its own; only without one is the text
        // complete.
        if root.get("Resources").is_none() && not_understood.is_empty() {
            findings.push(no_resources(root, entries));
            return None;
        }
        if not_understood.is_empty() && !has_additions {
            let unknown = entries.iter().filter(|entry| !SECTIONS.contains(&entry.key.as_str()));
            findings.extend(unknown.map(unknown_section));
        }
        let mut section = |name: &str| section(root, name, &mut not_understood, findings);
        Some(Self {
            parameters: section("Parameters"),
            mappings: section("Mappings"),
            conditions: section("Conditions"),
            rules: section("Rules"),
            resources: section("Resources"),
            outputs: section("Outputs"),
            metadata: root.get("Metadata"),
            not_understood,
            has_additions,
            rewritten: rewritten(root),
        })
    }
}

fn section<'t>(
    root: &'t Node,
    name: &str,
    not_understood: &mut Vec<Unknown>,
    findings: &mut Vec<Diagnostic>,
) -> Section<'t> {
    let Some(found) = root.entry(name) else { return Section::default() };
    let name_span = Some(found.key_span);
    let Some(entries) = found.node.as_map() else {
        let expected = format!("a mapping with one key for each of its {}", name.to_lowercase());
        findings.push(wrong_shape(
            &format!("section `{name}`"),
            &found.node,
            found.key_span,
            &expected,
        ));
        return Section { name_span, entries: Vec::new() };
    };
    if entries.is_empty() && name == "Resources" {
        let finding =
            Diagnostic::new(&codes::WRONG_SHAPE, found.key_span, "section `Resources` is empty");
        findings.push(finding.help("CloudFormation makes no stack without a resource; write one"));
    }
    let (generators, entries): (Vec<&Entry>, Vec<&Entry>) =
        entries.iter().partition(|entry| is_generator(&entry.key));
    not_understood.extend(generators.into_iter().map(generator));
    Section { name_span, entries }
}

/// Returns whether the key stands for entries that CloudFormation puts in its place: a loop or a
/// transform.
#[must_use]
pub fn is_generator(key: &str) -> bool {
    key == "Fn::Transform" || key.starts_with("Fn::ForEach")
}

/// Returns what is not known because of a loop or a transform beside other keys.
pub(super) fn generator(entry: &Entry) -> Unknown {
    let what = match (entry.key.as_str(), entry.node.get("Name").and_then(Node::as_text)) {
        ("Fn::Transform", Some(name)) => format!("the transform `{name}` (`Fn::Transform`)"),
        (key, _) => format!("`{key}`"),
    };
    Unknown { what, span: entry.key_span }
}

/// Returns the transforms at the top of the template that may change anything, and whether one of
/// the others adds to it.
fn transforms(root: &Node) -> (Vec<Unknown>, bool) {
    let mut unknowns: Vec<Unknown> =
        root.entry("Fn::Transform").map(generator).into_iter().collect();
    let mut has_additions = false;
    let Some(written) = root.get("Transform") else { return (unknowns, has_additions) };
    let transforms = written.as_list().unwrap_or(std::slice::from_ref(written));
    for transform in transforms {
        let what = match transform_name(transform) {
            Some(name) if ADDING_TRANSFORMS.contains(&&*name) => {
                has_additions |= name != LANGUAGE_EXTENSIONS;
                continue;
            }
            Some(name) => format!("the transform `{name}`"),
            None => "a transform".to_owned(),
        };
        unknowns.push(Unknown { what, span: transform.span });
    }
    (unknowns, has_additions)
}

fn transform_name(transform: &Node) -> Option<Cow<'_, str>> {
    transform.as_text().or_else(|| transform.get("Name").and_then(Node::as_text))
}

/// Returns what the transforms at the top of the template and beside its resources rewrite.
fn rewritten(root: &Node) -> Rewritten {
    const KEY: &str = "Fn::Transform";
    let resources = root.get("Resources");
    if root.get(KEY).is_some() || resources.is_some_and(|resources| resources.get(KEY).is_some()) {
        return Rewritten::Any;
    }
    if !transforms(root).0.is_empty() {
        return Rewritten::Any;
    }
    let is_serverless = |one: &Node| transform_name(one).is_some_and(|name| name == SERVERLESS);
    let written = root.get("Transform");
    let names = written.map_or(&[][..], |one| one.as_list().unwrap_or(std::slice::from_ref(one)));
    if names.iter().any(is_serverless) { Rewritten::Serverless } else { Rewritten::None }
}

fn not_a_mapping(file: &SourceFile, root: &Node) -> Diagnostic {
    let first_line = file.slice(root.span).lines().next().map_or(0, str::len);
    let message = format!("the file is {}, expected a mapping with `Resources`", kind_of(root));
    Diagnostic::new(&codes::NOT_A_TEMPLATE, root.span.slice(0, first_line), message)
        .help("give the CloudFormation template, as `netloom render CONFIG` writes it")
}

fn no_resources(root: &Node, entries: &[Entry]) -> Diagnostic {
    let place = entries.first().map_or(root.span.slice(0, 1), |entry| entry.key_span);
    let finding =
        Diagnostic::new(&codes::NOT_A_TEMPLATE, place, "the file has no section `Resources`");
    if root.get("HeadNode").is_some() {
        return finding.help(
            "this is a ParallelCluster configuration; `netloom render` makes a template of it",
        );
    }
    let near = entries
        .iter()
        .find(|entry| netloom_diag::nearest_name(&entry.key, ["Resources"]).is_some());
    match near {
        Some(entry) => finding.help(format!("write `Resources` in place of `{}`", entry.key)),
        None => {
            finding.help("give a CloudFormation template, as `netloom render CONFIG` writes it")
        }
    }
}

fn unknown_section(entry: &Entry) -> Diagnostic {
    let message = format!("CloudFormation knows no section `{}`", entry.key);
    with_nearest(
        Diagnostic::new(&codes::UNKNOWN_KEY, entry.key_span, message),
        &entry.key,
        SECTIONS,
    )
}

/// Returns the finding for a value of the wrong shape: `what` is seen as it is, `expected`
/// otherwise.
pub(super) fn wrong_shape(what: &str, seen: &Node, place: Span, expected: &str) -> Diagnostic {
    let span = if seen.span.range().is_empty() { place } else { seen.span };
    let message = format!("{what} is {}, expected {expected}", kind_of(seen));
    Diagnostic::new(&codes::WRONG_SHAPE, span, message).help(format!("write {expected}"))
}

/// Returns what a value is, with its article.
pub(super) fn kind_of(node: &Node) -> &'static str {
    match &node.value {
        Value::Null => "empty",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::Text(_) | Value::Pieces(_) => "a text",
        Value::List(_) => "a list",
        Value::Map(_) => "a mapping",
        Value::Reference(_) => "a reference",
        Value::Unknown(_) => "not known",
    }
}
