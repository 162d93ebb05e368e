//! A template with its nested stacks.

use std::collections::{BTreeMap, BTreeSet};

use netloom_diag::{Diagnostic, FileId, SourceFile, Span};

use super::names::{finish, handed_over, put_under};
use super::{Children, JoinedTemplate, MAX_DEPTH, MAX_STACKS, Part, SEPARATOR, UnreadStack};
use crate::{
    Node, Presence, ReadOptions, Reference, ResourceEntry, TemplateDocument, Unknown, Value, codes,
    read_template,
};

/// The type of nested stacks.
const STACK: &str = "AWS::CloudFormation::Stack";

/// Reads a template and its nested stacks as one document.
///
/// - `children`: the templates of nested stacks by path; those that are missing are listed and stay
///   resources that nothing is known of.
/// - Output: names of the outermost template stay as they are, those of a nested stack begin with
///   its path.
#[must_use]
pub fn join_nested(
    root: &SourceFile,
    options: &ReadOptions,
    children: &Children<'_>,
) -> JoinedTemplate {
    let mut joining = Joining::new(children);
    let template = joining.read(root, options.clone(), "", &[]).map(|mut document| {
        finish(&mut document);
        document
    });
    joining.joined.template = template;
    joining.joined
}

/// Joins one template after the other.
pub(super) struct Joining<'a> {
    children: &'a Children<'a>,
    pub(super) joined: JoinedTemplate,
    n_stacks: usize,
    seen: BTreeSet<(&'static str, Span, String)>,
}

impl<'a> Joining<'a> {
    pub(super) fn new(children: &'a Children<'a>) -> Self {
        Self { children, joined: JoinedTemplate::default(), n_stacks: 0, seen: BTreeSet::new() }
    }

    /// Reads a template with all that is nested in it; names begin with the separator.
    ///
    /// - `stack`: its path; `above`: the files in which it is nested.
    pub(super) fn read(
        &mut self,
        file: &SourceFile,
        mut options: ReadOptions,
        stack: &str,
        above: &[FileId],
    ) -> Option<TemplateDocument> {
        let above = [above, &[file.id()]].concat();
        let mut own = read_template(file, &options);
        let mut nested: BTreeMap<String, TemplateDocument> = BTreeMap::new();
        let mut waiting = match &own.template {
            Some(document) => self.stacks_of(document, file, stack, &above),
            None => BTreeSet::new(),
        };
        // A stack whose parameters refer to outputs of another is read after it, and the parent
        // again with these outputs.
        while let Some(document) = own.template.as_ref().filter(|_| !waiting.is_empty()) {
            let ready: Vec<String> =
                waiting.iter().filter(|id| is_ready(document, id, &waiting)).cloned().collect();
            // Stacks in a circle are an error of the parent, which its reader reports.
            if ready.is_empty() {
                break;
            }
            let mut has_outputs = false;
            for id in ready {
                waiting.remove(&id);
                let Some(entry) = document.resource(&id) else { continue };
                let path = path_of(stack, &id);
                let Some(child) = self.children.get(&path) else { continue };
                let given = self.child_options(entry, stack, &options);
                let Some(child) = self.read(child, given, &path, &above) else { continue };
                for output in &child.outputs {
                    let name = output.id.rsplit(SEPARATOR).next().unwrap_or_default();
                    let value = handed_over(output_value(output));
                    options.attributes.insert((id.clone(), format!("Outputs.{name}")), value);
                    has_outputs = true;
                }
                nested.insert(id, child);
            }
            if has_outputs {
                own = read_template(file, &options);
            }
        }
        self.add(own.diagnostics);
        let mut document = own.template?;
        self.check_outputs(&document, &nested, &options);
        self.joined.parts.push(Part {
            stack: stack.to_owned(),
            file: file.id(),
            options,
            document: document.clone(),
        });
        put_under(&mut document, stack);
        for (id, child) in nested {
            add_nested(&mut document, &path_of(stack, &id), child);
        }
        Some(document)
    }

    /// The nested stacks whose templates can be read; the others are noted.
    fn stacks_of(
        &mut self,
        document: &TemplateDocument,
        file: &SourceFile,
        stack: &str,
        above: &[FileId],
    ) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for entry in document.of_kind(STACK) {
            let path = path_of(stack, &entry.id);
            let child = self.children.get(&path).copied();
            let is_made = entry.presence != Presence::Never;
            let is_circle = child.is_some_and(|child| above.contains(&child.id()));
            let may_be_given = above.len() <= MAX_DEPTH && self.n_stacks < MAX_STACKS && !is_circle;
            if child.is_some() && may_be_given {
                // With other values of parameters it may be made, so its file is asked for.
                if is_made {
                    self.n_stacks += 1;
                    found.insert(entry.id.clone());
                }
                continue;
            }
            let url = entry.properties.get("TemplateURL").and_then(Node::as_text);
            self.joined.unread.push(UnreadStack {
                stack: path,
                parent: file.id(),
                url: url.map(|url| url.into_owned()),
                span: entry.span,
                may_be_given,
                is_made,
            });
        }
        found
    }

    /// What a nested stack is read with: the parameters that its parent gives.
    fn child_options(
        &self,
        entry: &ResourceEntry,
        stack: &str,
        parent: &ReadOptions,
    ) -> ReadOptions {
        let mut options = ReadOptions {
            region: parent.region.clone(),
            without_defaults: parent.without_defaults,
            imports: parent.imports.clone(),
            ..ReadOptions::default()
        };
        let mut alone = TemplateDocument {
            resources: vec![entry.clone()].into(),
            ..TemplateDocument::default()
        };
        put_under(&mut alone, stack);
        let given =
            alone.resources.pop().and_then(|entry| entry.properties.get("Parameters").cloned());
        for parameter in given.as_ref().and_then(Node::as_map).unwrap_or_default() {
            options
                .parameter_nodes
                .insert(parameter.key.clone(), handed_over(parameter.node.clone()));
        }
        options
    }

    /// An output that a nested stack does not have is an error where it is used.
    fn check_outputs(
        &mut self,
        document: &TemplateDocument,
        nested: &BTreeMap<String, TemplateDocument>,
        options: &ReadOptions,
    ) {
        let mut findings = Vec::new();
        let values = document.resources.iter().map(|resource| &resource.properties);
        for value in values.chain(document.outputs.iter().map(|output| &output.value)) {
            each_reference(value, &mut |reference, span| {
                let Some(child) = nested.get(&reference.id) else { return };
                let Some(name) =
                    reference.attribute.as_deref().and_then(|name| name.strip_prefix("Outputs."))
                else {
                    return;
                };
                if options
                    .attributes
                    .contains_key(&(reference.id.clone(), format!("Outputs.{name}")))
                {
                    return;
                }
                // Names of the child are put under its stack by now; the user wrote the last part.
                let known: Vec<&str> = child
                    .outputs
                    .iter()
                    .filter_map(|output| output.id.rsplit(SEPARATOR).next())
                    .collect();
                let message = format!("nested stack `{}` has no output `{name}`", reference.id);
                let finding = Diagnostic::new(&codes::UNKNOWN_NAME, span, message);
                findings.push(crate::with_nearest(finding, name, known));
            });
        }
        self.add(findings);
    }

    /// The same fault is found with several sets of values, and reported once.
    pub(super) fn add(&mut self, findings: Vec<Diagnostic>) {
        for finding in findings {
            if self.seen.insert((finding.code.id, finding.primary.span, finding.message.clone())) {
                self.joined.diagnostics.push(finding);
            }
        }
    }
}

fn path_of(stack: &str, id: &str) -> String {
    if stack.is_empty() { id.to_owned() } else { format!("{stack}{SEPARATOR}{id}") }
}

/// Whether a stack refers to no other one that is not read yet.
fn is_ready(document: &TemplateDocument, id: &str, waiting: &BTreeSet<String>) -> bool {
    let Some(entry) = document.resource(id) else { return true };
    !entry.mentions.iter().any(|mention| mention.id != id && waiting.contains(&mention.id))
}

/// The value of an output; one that may not exist is not known.
fn output_value(output: &crate::OutputEntry) -> Node {
    let span = output.value.span;
    let what = match &output.presence {
        Presence::Always => return output.value.clone(),
        Presence::Never => format!("output `{}`, which the stack does not have", output.id),
        Presence::Unknown(unknown) => {
            format!("output `{}`, because of {}", output.id, unknown.what)
        }
    };
    Node { span, value: Value::Unknown(Unknown { what, span }) }
}

/// Adds the resources of a nested stack, which wait for what the stack waits for; what waits for
/// the stack waits for all of them.
fn add_nested(document: &mut TemplateDocument, path: &str, child: TemplateDocument) {
    let id = format!("{SEPARATOR}{path}");
    document.joined_stacks.insert(id.clone());
    let Some(stack) = document.resources.iter_mut().find(|resource| resource.id == id) else {
        return;
    };
    let mut before: Vec<(String, Span)> = stack.depends_on.clone();
    before.extend(stack.mentions.iter().map(|mention| (mention.id.clone(), stack.span)));
    stack
        .depends_on
        .extend(child.resources.iter().map(|resource| (resource.id.clone(), resource.span)));
    let presence = stack.presence.clone();
    for mut resource in child.resources {
        resource.depends_on.extend(before.iter().cloned());
        if let (Presence::Unknown(_), Presence::Always) = (&presence, &resource.presence) {
            resource.presence = presence.clone();
        }
        document.resources.push(resource);
    }
    let given =
        |parameter: &crate::ParameterEntry| parameter.value.span.file == parameter.span.file;
    document.parameters.extend(child.parameters.into_iter().filter(given));
    document.not_understood.extend(child.not_understood);
    document.absences.extend(child.absences);
    document.joined_stacks.extend(child.joined_stacks);
    document.files.extend(child.files);
}

fn each_reference(node: &Node, on: &mut impl FnMut(&Reference, Span)) {
    match &node.value {
        Value::Reference(reference) => on(reference, node.span),
        Value::Pieces(pieces) => pieces.iter().for_each(|piece| {
            if let crate::Piece::Reference(reference) = piece {
                on(reference, node.span);
            }
        }),
        Value::List(items) => items.iter().for_each(|item| each_reference(item, on)),
        Value::Map(entries) => entries.iter().for_each(|entry| each_reference(&entry.node, on)),
        _ => {}
    }
}
