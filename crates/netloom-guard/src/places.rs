//! From a path in cfn-guard's report back to bytes of the template.

use std::collections::BTreeMap;

use netloom_diag::Span;
use netloom_template::{Entry, Node, Value};

/// A value of the template that a rule looked at.
#[derive(Clone, Debug)]
pub(crate) struct PropertyPlace<'a> {
    /// The bytes to point at: the value when it is short, the key or the logical id when it is not.
    pub(crate) span: Span,
    /// The value.
    pub(crate) node: &'a Node,
    /// The logical id of the resource; empty outside of resources.
    pub(crate) resource: &'a str,
    /// The way to it as people write it, from the properties of the resource where there is one:
    /// `SecurityGroupIngress[0].CidrIp`; empty for the resource or its properties as a whole.
    pub(crate) property: String,
}

/// The tree that rules are held against, with its resources by logical id.
pub(crate) struct Places<'a> {
    root: &'a Node,
    section: Option<&'a Entry>,
    resources: BTreeMap<&'a str, &'a Entry>,
}

impl<'a> Places<'a> {
    /// Makes ready to find values in `root`.
    pub(crate) fn of(root: &'a Node) -> Self {
        let section = root.entry("Resources");
        let resources = section.and_then(|section| section.node.as_map()).unwrap_or_default();
        Self {
            root,
            section,
            resources: resources.iter().map(|entry| (entry.key.as_str(), entry)).collect(),
        }
    }

    /// Finds the value at a path such as `/Resources/Vpc/Properties/Tags/0/Key`; `None` when there
    /// is none, or for the empty path, which values that a rule gives have.
    ///
    /// cfn-guard writes keys as they are, slashes included, so a key may take several steps.
    pub(crate) fn find(&self, path: &str) -> Option<PropertyPlace<'a>> {
        let mut steps = Vec::new();
        let node = match self.resource_of(path) {
            Some((section, resource, rest)) => {
                steps.extend([Step::Key(section), Step::Key(resource)]);
                if rest.is_empty() {
                    Some(&resource.node)
                } else {
                    descend(&resource.node, rest, &mut steps)
                }
            }
            None => descend(self.root, path.strip_prefix('/')?, &mut steps),
        }?;
        let in_resources = steps.first().is_some_and(|step| step.key() == Some("Resources"));
        let resource = steps.get(1).filter(|_| in_resources);
        let span = match (&resource, steps.last()) {
            // What is missing in a resource is best said of the resource.
            (Some(Step::Key(resource)), _) if steps.len() <= 3 && is_long(node) => {
                resource.key_span
            }
            (_, Some(Step::Key(entry))) if is_long(node) => entry.key_span,
            _ => first_of(node),
        };
        let property = shown(&steps, in_resources);
        Some(PropertyPlace {
            span,
            node,
            resource: resource.and_then(Step::key).unwrap_or_default(),
            property,
        })
    }

    /// Returns the section, the resource and the rest of a path into a resource, without looking
    /// through all of them.
    fn resource_of<'p>(&self, path: &'p str) -> Option<(&'a Entry, &'a Entry, &'p str)> {
        let rest = path.strip_prefix("/Resources/")?;
        let (id, rest) = rest.split_once('/').unwrap_or((rest, ""));
        Some((self.section?, *self.resources.get(id)?, rest))
    }
}

fn shown(steps: &[Step<'_>], in_resources: bool) -> String {
    let n_known = match steps.get(2).and_then(Step::key) {
        _ if !in_resources || steps.len() < 2 => 0,
        Some("Properties") => 3,
        _ => 2,
    };
    let mut shown = String::new();
    for step in steps.iter().skip(n_known) {
        match step {
            Step::Item(n) => shown.push_str(&format!("[{n}]")),
            Step::Key(entry) => {
                shown.push_str(if shown.is_empty() { "" } else { "." });
                shown.push_str(&entry.key);
            }
        }
    }
    shown
}

enum Step<'a> {
    Key(&'a Entry),
    Item(usize),
}

impl<'a> Step<'a> {
    fn key(&self) -> Option<&'a str> {
        match self {
            Self::Key(entry) => Some(&entry.key),
            Self::Item(_) => None,
        }
    }
}

fn descend<'a>(node: &'a Node, path: &str, steps: &mut Vec<Step<'a>>) -> Option<&'a Node> {
    match &node.value {
        Value::Map(entries) => entries.iter().find_map(|entry| {
            // Keys may have a slash in them, so one that fits may still be the wrong one: then its
            // step is taken back.
            let rest = path.strip_prefix(entry.key.as_str())?;
            steps.push(Step::Key(entry));
            let found = match rest.strip_prefix('/') {
                None if rest.is_empty() => Some(&entry.node),
                None => None,
                Some(rest) => descend(&entry.node, rest, steps),
            };
            found.or_else(|| {
                steps.pop();
                None
            })
        }),
        Value::List(items) => {
            let (number, rest) =
                path.split_once('/').map_or((path, None), |(number, rest)| (number, Some(rest)));
            let number = number.parse().ok()?;
            let item = items.get(number)?;
            steps.push(Step::Item(number));
            let found = rest.map_or(Some(item), |rest| descend(item, rest, steps));
            if found.is_none() {
                steps.pop();
            }
            found
        }
        _ => None,
    }
}

fn is_long(node: &Node) -> bool {
    matches!(node.value, Value::Map(_) | Value::List(_))
}

/// Returns the bytes of a short value, or of the first short value in a long one with its key.
fn first_of(node: &Node) -> Span {
    match &node.value {
        Value::Map(entries) => {
            entries.first().map_or(node.span, |entry| match is_long(&entry.node) {
                true => entry.key_span,
                false => entry.key_span.to(entry.node.span),
            })
        }
        Value::List(items) => items.first().map_or(node.span, first_of),
        _ => node.span,
    }
}
