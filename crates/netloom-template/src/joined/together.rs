//! Stacks beside each other, which import what others export.

use std::collections::BTreeMap;

use netloom_diag::{Diagnostic, SourceFile, Span};

use super::names::{finish, handed_over};
use super::nested::Joining;
use super::{Children, JoinedTemplate, SEPARATOR};
use crate::{Node, ReadOptions, TemplateDocument, Value, codes, with_nearest};

/// A stack.
#[derive(Clone, Copy, Debug)]
pub struct StackInput<'a> {
    /// What its names begin with: the name of the stack, or what the file is called.
    pub prefix: &'a str,
    /// The name of the stack, where it is known.
    pub stack_name: Option<&'a str>,
    /// Its template.
    pub file: &'a SourceFile,
}

/// Reads several stacks as one document.
///
/// - `options`: for all of them; a value of a parameter is for every stack that has the parameter.
/// - `children`: the templates of nested stacks, by paths that begin with the prefix of the stack.
#[must_use]
pub fn join_stacks(
    stacks: &[StackInput<'_>],
    options: &ReadOptions,
    children: &Children<'_>,
) -> JoinedTemplate {
    let mut exports = Exports::default();
    // An export may be made of an import, so exports are read until no more become known.
    for _ in 0..=stacks.len() {
        let (joined, found) = read_once(stacks, options, children, &exports);
        if found.values == exports.values {
            return finished(joined, &found);
        }
        exports = found;
    }
    read_once(stacks, options, children, &exports).0
}

#[derive(Default)]
struct Exports {
    values: BTreeMap<String, Node>,
    places: BTreeMap<String, Span>,
    twice: Vec<(String, Span, Span)>,
    /// Names that depend on what is not known, such as the name of the stack.
    has_open_names: bool,
}

fn read_once(
    stacks: &[StackInput<'_>],
    options: &ReadOptions,
    children: &Children<'_>,
    known: &Exports,
) -> (JoinedTemplate, Exports) {
    let mut joining = Joining::new(children);
    let mut exports = Exports::default();
    let mut whole: Option<TemplateDocument> = None;
    for stack in stacks {
        let own = own_options(stack, options, &known.values);
        let Some(document) = joining.read(stack.file, own, stack.prefix, &[]) else { continue };
        exports.add(&document);
        whole = Some(match whole {
            None => document,
            Some(first) => beside(first, document),
        });
    }
    joining.joined.template = whole;
    (joining.joined, exports)
}

fn own_options(
    stack: &StackInput<'_>,
    options: &ReadOptions,
    imports: &BTreeMap<String, Node>,
) -> ReadOptions {
    let named =
        crate::read_template(stack.file, &ReadOptions::default()).template.unwrap_or_default();
    let is_own = |name: &str| named.parameters.iter().any(|parameter| parameter.id == name);
    let parameters = options.parameters.iter().filter(|(name, _)| is_own(name));
    ReadOptions {
        parameters: parameters.map(|(name, value)| (name.clone(), value.clone())).collect(),
        stack_name: stack.stack_name.map(str::to_owned),
        imports: imports.clone(),
        ..options.clone()
    }
}

impl Exports {
    fn add(&mut self, document: &TemplateDocument) {
        for output in &document.outputs {
            let Some(name) = &output.export_name else { continue };
            let Some(text) = name.as_text() else {
                self.has_open_names = true;
                continue;
            };
            match self.places.get(text.as_ref()) {
                Some(first) => self.twice.push((text.into_owned(), name.span, *first)),
                None => {
                    self.values
                        .insert(text.clone().into_owned(), handed_over(output.value.clone()));
                    self.places.insert(text.into_owned(), name.span);
                }
            }
        }
    }
}

fn beside(mut first: TemplateDocument, other: TemplateDocument) -> TemplateDocument {
    first.resources.extend(other.resources);
    first.parameters.extend(other.parameters);
    first.outputs.extend(other.outputs);
    first.not_understood.extend(other.not_understood);
    first.absences.extend(other.absences);
    first.joined_stacks.extend(other.joined_stacks);
    first.files.extend(other.files);
    first
}

fn finished(mut joined: JoinedTemplate, exports: &Exports) -> JoinedTemplate {
    for (name, again, first) in &exports.twice {
        let message = format!(
            "two stacks export `{name}`, and an account and region have one export of a name"
        );
        let finding =
            Diagnostic::new(&codes::EXPORT_TWICE, *again, message).also(*first, "the other export");
        joined.diagnostics.push(finding.help("give one of them another name"));
    }
    let Some(document) = &mut joined.template else { return joined };
    // Any stack may export what another one imports, so nothing is missing before all are joined.
    let mut missing: BTreeMap<String, Span> = BTreeMap::new();
    let values = document.resources.iter().map(|resource| &resource.properties);
    for value in values.chain(document.outputs.iter().map(|output| &output.value)) {
        note_imports(value, &mut missing);
    }
    for (name, span) in missing {
        let message = format!("no stack that was given exports `{name}`");
        let unmet = Diagnostic::new(&codes::IMPORT_WITHOUT_EXPORT, span, message);
        let finding = with_nearest(unmet, &name, exports.values.keys().map(String::as_str))
            .help("add the stack that exports it: `--stack NAME=FILE`");
        joined.diagnostics.push(if exports.has_open_names {
            finding.note(
                "some exports depend on the name of their stack: `--stack NAME=FILE` specifies it",
            )
        } else {
            finding
        });
    }
    finish(document);
    joined
}

fn note_imports(node: &Node, missing: &mut BTreeMap<String, Span>) {
    match &node.value {
        Value::Unknown(unknown) => {
            let name =
                unknown.what.strip_prefix("import `").and_then(|rest| rest.split('`').next());
            if let Some(name) = name.filter(|name| !name.contains([SEPARATOR, '$'])) {
                missing.entry(name.to_owned()).or_insert(unknown.span);
            }
        }
        Value::List(items) => items.iter().for_each(|item| note_imports(item, missing)),
        Value::Map(entries) => entries.iter().for_each(|entry| note_imports(&entry.node, missing)),
        _ => {}
    }
}
