//! One of the two templates, with its resources at hand.

use std::collections::BTreeMap;

use netloom_diag::{Sources, Span};
use netloom_template::{Presence, ResourceEntry, TemplateDocument};
use serde::Serialize;

use crate::identity::Identities;
use crate::source_tree::SourceTree;
use crate::value::{Open, Plain};

/// A place in a file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct SourceLocation {
    /// The file.
    pub file: String,
    /// Its line, from 1.
    pub line: usize,
    /// Its column, from 1.
    pub column: usize,
}

impl SourceLocation {
    /// Returns where a span begins; `None` for what is in no file.
    #[must_use]
    pub fn of(span: Span, sources: &Sources) -> Option<Self> {
        let file = sources.get(span.file).filter(|_| span != Span::default())?;
        let place = sources.line_column(span);
        Some(Self { file: file.name().to_owned(), line: place.line, column: place.column })
    }
}

/// One of the two templates.
#[derive(Clone, Copy, Debug)]
pub struct Revision<'a> {
    /// The template.
    pub document: &'a TemplateDocument,
    /// For templates that were made from a config: where the config says that there is such a
    /// resource.
    pub origins: &'a BTreeMap<String, Span>,
}

impl Revision<'_> {
    /// Returns where a value of the template is written, and for one that was made from a config,
    /// where that asks for the resource that the value belongs to.
    pub(crate) fn place_within(&self, value: Span, sources: &Sources) -> Option<SourceLocation> {
        let owner = self.owner_of(value);
        let origin = owner.and_then(|owner| self.origins.get(&owner.id));
        SourceLocation::of(*origin.unwrap_or(&value), sources)
    }

    /// Returns the logical id of the resource that a place of the template belongs to.
    pub(crate) fn resource_of(&self, place: Span) -> Option<&str> {
        self.owner_of(place).map(|owner| owner.id.as_str())
    }

    fn owner_of(&self, value: Span) -> Option<&ResourceEntry> {
        let holds = |entry: &&ResourceEntry| {
            [entry.span, entry.kind_span, entry.properties.span].into_iter().any(|own| {
                own.file == value.file && own.start <= value.start && value.end <= own.end
            })
        };
        self.document.resources.iter().find(holds)
    }
}

/// A resource of a side that may be made.
#[derive(Debug)]
pub(crate) struct Resource<'a> {
    pub(crate) entry: &'a ResourceEntry,
    pub(crate) properties: Plain,
    /// What decides whether the stack has it; `None` where it always has.
    pub(crate) condition: Option<Open>,
}

impl Resource<'_> {
    pub(crate) fn kind(&self) -> &str {
        &self.entry.kind
    }

    pub(crate) fn get(&self, property: &str) -> Option<&Plain> {
        self.properties.get(property)
    }

    /// The text of a property, where it is known.
    pub(crate) fn text(&self, property: &str) -> Option<&str> {
        match self.get(property) {
            Some(Plain::Scalar(text)) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn is(&self, property: &str, text: &str) -> bool {
        self.text(property).is_some_and(|own| own.eq_ignore_ascii_case(text))
    }

    /// The text of an attribute such as `DeletionPolicy`.
    pub(crate) fn attribute(&self, name: &str) -> Option<String> {
        let attribute = self.entry.attributes.iter().find(|entry| entry.key == name)?;
        Plain::of(&attribute.node).map(|value| value.text())
    }

    /// Whether CloudFormation keeps what it would delete: `DeletionPolicy` or, on replacement,
    /// `UpdateReplacePolicy`.
    pub(crate) fn is_retained(&self, attribute: &str) -> bool {
        self.attribute(attribute).is_some_and(|text| text.starts_with("Retain"))
    }
}

pub(crate) type Resources<'a> = BTreeMap<&'a str, Resource<'a>>;

/// The resources of a template that the stack has or may have.
///
/// - `written`: tells values apart that are unknown for the same reason.
pub(crate) fn resources<'a>(
    document: &'a TemplateDocument,
    written: &SourceTree<'_>,
) -> Resources<'a> {
    let identities = Identities::of(document);
    let made = document.resources.iter().filter(|entry| !matches!(entry.presence, Presence::Never));
    made.map(|entry| {
        let properties =
            Plain::written(&entry.properties, written).unwrap_or(Plain::Map(BTreeMap::new()));
        let properties = properties.by_ids(&|reference| identities.is_id(reference));
        let condition = match &entry.presence {
            Presence::Unknown(unknown) => Some(Open {
                words: unknown.what.clone(),
                is_text: false,
                meaning: Box::new(
                    written
                        .condition(unknown.span)
                        .unwrap_or_else(|| Plain::Scalar(unknown.what.clone())),
                ),
            }),
            Presence::Always | Presence::Never => None,
        };
        (entry.id.as_str(), Resource { entry, properties, condition })
    })
    .collect()
}
