//! `Tags`: those of the file and those of the network alone.

use netloom_diag::{Diagnostic, Sourced, Span};

use super::{Place, Sections};
use crate::codes;
use crate::v2::keys::{self as v2_keys, extension};
use crate::v2::reader as v2;
use crate::v3::keys::{Key, KeyTable, Shape, own, strict};
use crate::v3::reader as v3;

/// Tags of every resource.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct TagsIntent {
    /// What the `Name` of each resource begins with; absent for the name of the stack.
    pub name_prefix: Option<Sourced<String>>,
    /// The other tags, sorted by key, each key once.
    pub tags: Vec<TagIntent>,
}

/// A tag.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct TagIntent {
    /// Its key: 1 to 128 characters.
    pub key: String,
    /// Its value: at most 256 characters.
    pub value: String,
}

/// The key by which the console calls a resource.
const NAME: &str = "Name";

/// # Source
/// Amazon EC2 User Guide, "Tag your Amazon EC2 resources", "Tag restrictions": 50 tags, keys of 128
/// and values of 256 characters, and `aws:` in any case is AWS's own.
const MAX_TAGS_BESIDE_NAME: usize = 49;
const MAX_KEY_LEN: usize = 128;
const MAX_VALUE_LEN: usize = 256;
const RESERVED_PREFIX: &str = "aws:";

pub(super) const V3: &[Key] = &[own("Tags", Shape::List(&TAG))
    .doc(
        "tags of every resource but placement groups, which a changed tag would replace; beside \
         those of the file, which they override. `Name` is what names of resources begin with",
    )
    .default("the file's own `Tags`")
    .example("[{Key: Project, Value: weather}]")];

static TAG: KeyTable = strict(
    "Network.Tags",
    &[
        own("Key", Shape::Text(MAX_KEY_LEN)).doc("the key").example("Project"),
        own("Value", Shape::Text(MAX_VALUE_LEN)).doc("the value").example("weather"),
    ],
);

pub(super) const V2: &[v2_keys::Key] = &[extension(
    "network_tags",
    "tags of every resource but placement groups, as JSON, beside those of `[cluster …]`, which they \
     override; `Name` is what names of resources begin with",
)
.default("the cluster's own `tags`")
.example("{\"Project\": \"weather\"}")];

/// A tag with the place that it is read from.
type Read = (String, Sourced<String>);

pub(super) fn read_v3(reader: &mut v3::Reader<'_>, place: &Place<'_>) -> TagsIntent {
    let of_file = read_list(reader, place.file);
    let own = place.network.map_or_else(Vec::new, |network| read_list(reader, network));
    let (tags, problems) = merged(of_file, own);
    problems.into_iter().for_each(|problem| reader.report(problem));
    tags
}

fn read_list(reader: &mut v3::Reader<'_>, section: v3::Section<'_>) -> Vec<Read> {
    let Some((_, nodes)) = reader.items(section, "Tags") else { return Vec::new() };
    let tags = nodes.iter().filter_map(|node| {
        let tag = reader.item(node, "item of Tags", &TAG)?;
        let key = reader.required_text(tag, "Key");
        let value = reader.required_text(tag, "Value");
        let (key, value) = (key?, value?);
        Some((key.value.clone(), key.map(|_| value.value)))
    });
    tags.collect()
}

pub(super) fn read_v2(reader: &mut v2::Reader<'_>, sections: &Sections<'_>) -> TagsIntent {
    let of_cluster = read_json(reader, sections.cluster, "tags");
    let own = sections.vpc.map_or_else(Vec::new, |vpc| read_json(reader, vpc, "network_tags"));
    let (tags, problems) = merged(of_cluster, own);
    problems.into_iter().for_each(|problem| reader.report(problem));
    tags
}

/// # Source
/// AWS ParallelCluster 2.11.9, `config/mappings.py`, `tags`: a JSON object.
fn read_json(reader: &mut v2::Reader<'_>, section: v2::Section<'_>, name: &str) -> Vec<Read> {
    let Some(text) = reader.text(section, name) else { return Vec::new() };
    let parsed: Option<serde_json::Map<String, serde_json::Value>> =
        serde_json::from_str(&text.value).ok();
    let tags = parsed.as_ref().and_then(|map| {
        let tags = map.iter().map(|(key, value)| {
            let value = value.as_str()?.to_owned();
            Some((key.clone(), text.clone().map(|_| value)))
        });
        tags.collect::<Option<Vec<Read>>>()
    });
    if tags.is_none() {
        let message = format!("`{name}` is not a JSON object of texts");
        reader.report(Diagnostic::new(&codes::VALUE_NOT_ALLOWED, text.span(), message).help(
            format!("write `{name} = {{\"Project\": \"weather\"}}`, with the values in quotes"),
        ));
    }
    tags.unwrap_or_default()
}

/// Joins the tags of the file and those of the network, which win.
fn merged(of_file: Vec<Read>, own: Vec<Read>) -> (TagsIntent, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    for list in [&of_file, &own] {
        for (index, (key, value)) in list.iter().enumerate() {
            problems.extend(fault(key, value));
            if let Some((_, first)) = list.iter().take(index).find(|(other, _)| other == key) {
                let message = format!("tag `{key}` is written twice");
                problems.push(
                    Diagnostic::new(&codes::DUPLICATE_ENTRY, value.span(), message)
                        .also(first.span(), "first here")
                        .help("keep one of them"),
                );
            }
        }
    }
    // The `Name` of the file is that of instances.
    let name_prefix = own.iter().find(|(key, _)| key == NAME).map(|(_, value)| value.clone());
    let is_overridden = |key: &String| own.iter().any(|(other, _)| other == key);
    let kept = of_file.iter().filter(|(key, _)| !is_overridden(key)).chain(&own);
    let mut tags: Vec<TagIntent> = kept
        .filter(|(key, _)| key != NAME)
        .map(|(key, value)| TagIntent { key: key.clone(), value: value.value.clone() })
        .collect();
    tags.sort();
    tags.dedup_by(|later, earlier| later.key == earlier.key);
    if tags.len() > MAX_TAGS_BESIDE_NAME
        && let Some((_, last)) = own.last().or(of_file.last())
    {
        problems.push(too_many(tags.len(), last.span()));
    }
    (TagsIntent { name_prefix, tags }, problems)
}

fn too_many(n_tags: usize, span: Span) -> Diagnostic {
    let message = format!(
        "every resource gets {n_tags} tags beside `Name`, expected at most {MAX_TAGS_BESIDE_NAME}"
    );
    Diagnostic::new(&codes::WRONG_LIST_LENGTH, span, message)
        .help(format!("leave {} of them out", n_tags.saturating_sub(MAX_TAGS_BESIDE_NAME)))
}

fn fault(key: &str, value: &Sourced<String>) -> Option<Diagnostic> {
    let (key_len, value_len) = (key.chars().count(), value.value.chars().count());
    let is_reserved =
        key.get(..RESERVED_PREFIX.len()).is_some_and(|p| p.eq_ignore_ascii_case(RESERVED_PREFIX));
    let (message, help) = if key.is_empty() || key_len > MAX_KEY_LEN {
        let message = format!("the key of a tag has {key_len} characters, expected 1 to 128");
        (message, "write a shorter key, such as `Project`")
    } else if value_len > MAX_VALUE_LEN {
        let message = format!("tag `{key}` has {value_len} characters, expected at most 256");
        (message, "write a shorter value")
    } else if is_reserved {
        (format!("tag `{key}` begins with `aws:`, which is AWS's own"), "choose another key")
    } else {
        return None;
    };
    Some(Diagnostic::new(&codes::VALUE_NOT_ALLOWED, value.span(), message).help(help))
}
