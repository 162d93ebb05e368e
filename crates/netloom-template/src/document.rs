//! A template with every function worked out as far as the template tells.

use std::collections::{BTreeMap, BTreeSet};

use netloom_diag::{Diagnostic, FileId, Span};

use super::{Entry, Node, Reference, ResourceList, Unknown};

/// What is known beside the template.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ReadOptions {
    /// Values of parameters by name, as `--parameter NAME=VALUE` gives them.
    pub parameters: BTreeMap<String, String>,
    /// Parameters that are given a value which is not known: their defaults say nothing.
    pub open_parameters: BTreeSet<String>,
    /// Values that parameters do not have; which ones they have is not known. A value in
    /// `parameters` wins.
    pub other_than: BTreeMap<String, String>,
    /// Whether a parameter without a given value is unknown, even when it has a default: a stack
    /// may have been given another.
    pub without_defaults: bool,
    /// The region that the stack is for: `AWS::Region`, and by it `AWS::Partition` and
    /// `AWS::URLSuffix`.
    pub region: Option<String>,
    /// The name of the stack: `AWS::StackName`.
    pub stack_name: Option<String>,
    /// Values of parameters that another template gives, worked out there. They win over
    /// `parameters`.
    pub parameter_nodes: BTreeMap<String, Node>,
    /// Values of attributes of resources, by logical id and attribute: the outputs of nested
    /// stacks.
    pub attributes: BTreeMap<(String, String), Node>,
    /// What other stacks export, by the name of the export.
    pub imports: BTreeMap<String, Node>,
}

/// What came of reading: a document and every problem of the text, never one or the other.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReadTemplate {
    /// The document; absent when the text is no template at all, of which one finding says why.
    pub template: Option<TemplateDocument>,
    /// The problems, by place.
    pub diagnostics: Vec<Diagnostic>,
}

/// A template with its parameters, conditions and functions worked out; by default one that makes
/// nothing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TemplateDocument {
    /// The resources in the order of the file, those that are never made included.
    pub resources: ResourceList,
    /// The parameters in the order of the file.
    pub parameters: Vec<ParameterEntry>,
    /// The outputs in the order of the file.
    pub outputs: Vec<OutputEntry>,
    /// The section `Metadata` as written, functions included.
    pub metadata: Option<Node>,
    /// What may add resources or change them in ways that the text does not tell: macros, loops,
    /// functions in the place of a resource. While there is any, nothing is proved of the network
    /// as a whole.
    pub not_understood: Vec<Unknown>,
    /// Why each resource that is never made is not made, by its logical id, in words that follow
    /// "is not made".
    pub absences: BTreeMap<String, String>,
    /// The nested stacks whose resources are in this document.
    pub joined_stacks: BTreeSet<String>,
    /// The files that the document is read from.
    pub files: BTreeSet<FileId>,
}

/// A resource.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ResourceEntry {
    /// The logical id.
    pub id: String,
    /// The bytes of the logical id.
    pub span: Span,
    /// The type, such as `AWS::EC2::Subnet`; empty when it is not written.
    pub kind: String,
    /// The bytes of the type; those of the logical id when it is not written.
    pub kind_span: Span,
    /// Whether the stack has it.
    pub presence: Presence,
    /// The resources named in `DependsOn`, in the order written; each is in the template.
    pub depends_on: Vec<(String, Span)>,
    /// What the properties refer to, sorted, also in branches that are not decided and in functions
    /// whose value is unknown.
    pub mentions: Vec<Reference>,
    /// The properties, always a mapping; empty where there are none.
    pub properties: Node,
    /// Everything else but `Type`, `Condition` and `DependsOn`, worked out: `DeletionPolicy`,
    /// `UpdateReplacePolicy`, `Metadata` and so on.
    pub attributes: Vec<Entry>,
}

/// Whether the stack has a resource or an output.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Presence {
    /// It has.
    Always,
    /// It has not: its condition is false.
    Never,
    /// Its condition cannot be decided.
    Unknown(Unknown),
}

/// A parameter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ParameterEntry {
    /// The name.
    pub id: String,
    /// The bytes of the name.
    pub span: Span,
    /// The type, such as `String` or `List<AWS::EC2::Subnet::Id>`; empty when it is not written.
    pub kind: String,
    /// Its value: a text, a number, a list of texts, or unknown.
    pub value: Node,
}

/// An output.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OutputEntry {
    /// The name.
    pub id: String,
    /// The bytes of the name.
    pub span: Span,
    /// Whether the stack has it.
    pub presence: Presence,
    /// Its value.
    pub value: Node,
    /// The name under which other stacks import it.
    pub export_name: Option<Node>,
}

impl ResourceEntry {
    /// Returns a resource that is there, with these properties, at one place and with nothing else
    /// said of it.
    #[must_use]
    pub fn new(id: String, kind: &str, span: Span, properties: Vec<Entry>) -> Self {
        Self {
            id,
            span,
            kind: kind.to_owned(),
            kind_span: span,
            presence: Presence::Always,
            depends_on: Vec::new(),
            mentions: Vec::new(),
            properties: Node::map(properties, span),
            attributes: Vec::new(),
        }
    }
}

impl TemplateDocument {
    /// Returns the resource of this logical id, without a search.
    #[must_use]
    pub fn resource(&self, id: &str) -> Option<&ResourceEntry> {
        self.resources.named(id)
    }

    /// Whether a place is in the text of the document, which may be that of several files.
    #[must_use]
    pub fn has_place(&self, span: Span) -> bool {
        self.files.contains(&span.file)
    }

    /// Returns the resources of this type, in the order of the file, those that are never made
    /// included.
    pub fn of_kind<'a>(&'a self, kind: &str) -> impl Iterator<Item = &'a ResourceEntry> + use<'a> {
        self.resources.of_kind(kind)
    }
}
