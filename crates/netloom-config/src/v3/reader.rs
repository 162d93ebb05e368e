//! Reads values out of mappings by kind, and notes every problem.
//!
//! Kinds are taken as ParallelCluster's schema library takes them: a number may stand in quotes, a
//! boolean may be `1`, a text may not be a number, and nothing may be null.
//!
//! # Source
//! marshmallow 3, `fields.py`.

use std::collections::BTreeSet;

use netloom_diag::{Diagnostic, Severity, Sourced, Span, nearest_name};

use super::keys::{Key, KeyTable, Others};
use crate::values::parse_choice;
use crate::yaml::{Content, Mapping, Node, Value};
use crate::{LoadOptions, Release, codes};

/// Keys that shape the network and that no release takes in a mapping of other things.
const MISPLACED: [&str; 8] = [
    "SubnetId",
    "SubnetIds",
    "SecurityGroups",
    "AdditionalSecurityGroups",
    "AssignPublicIp",
    "ElasticIp",
    "AllowedIps",
    "HttpProxyAddress",
];

/// The way through one file.
pub(crate) struct Reader<'o> {
    /// What the caller knows beside the file.
    pub(crate) options: &'o LoadOptions,
    /// Every problem so far.
    pub(crate) findings: Vec<Diagnostic>,
    /// The release to hold the file against; absent when any will do.
    pub(crate) release: Option<Release>,
    /// Features that were already said to depend on the release.
    said: BTreeSet<String>,
    /// The youngest feature of a file without a release: its own release, its name, its place.
    youngest: Option<(Release, String, Span)>,
}

/// A mapping and how findings call it.
#[derive(Clone, Copy)]
pub(crate) struct Section<'t> {
    /// The key that holds the mapping; for a list item its first key.
    pub(crate) span: Span,
    /// The keys and values.
    pub(crate) mapping: &'t Mapping,
    /// The path in the file, for messages.
    pub(crate) at: &'static str,
}

/// A key with its value.
#[derive(Clone, Copy)]
pub(crate) struct Field<'t> {
    /// The key.
    pub(crate) name: &'t str,
    /// Where the key stands.
    pub(crate) key_span: Span,
    /// The value.
    pub(crate) node: &'t Node,
}

impl<'t> Section<'t> {
    /// Returns the key `name` with its value, where it is written.
    pub(crate) fn field(&self, name: &str) -> Option<Field<'t>> {
        let entry = self.mapping.get(name)?;
        Some(Field { name: &entry.key, key_span: entry.key_span, node: &entry.value })
    }
}

impl Field<'_> {
    /// Returns the place to show: the value, or the key where the value is nothing or runs over
    /// lines.
    pub(crate) fn span(&self) -> Span {
        let is_short = self.node.as_scalar().is_some() || self.node.is_alias;
        let is_flow = self.node.as_sequence().is_some_and(|sequence| sequence.is_flow);
        if (is_short || is_flow) && !self.node.span.range().is_empty() {
            self.node.span
        } else {
            self.key_span
        }
    }
}

impl<'o> Reader<'o> {
    pub(crate) fn new(options: &'o LoadOptions) -> Self {
        Self {
            options,
            findings: Vec::new(),
            release: options.release,
            said: BTreeSet::new(),
            youngest: None,
        }
    }

    /// Notes a problem.
    pub(crate) fn report(&mut self, finding: Diagnostic) {
        self.findings.push(finding);
    }

    /// Takes the value, or notes the problem.
    pub(crate) fn keep<T>(&mut self, result: Result<T, Diagnostic>) -> Option<T> {
        result.map_err(|finding| self.report(finding)).ok()
    }

    /// Reads the mapping under `name`, where it is written.
    pub(crate) fn section<'t>(
        &mut self,
        parent: Section<'t>,
        name: &str,
        table: &KeyTable,
    ) -> Option<Section<'t>> {
        let field = parent.field(name)?;
        self.mapping(field.node, field.span(), field.key_span, name, table)
    }

    /// Reads a list item that is a mapping.
    pub(crate) fn item<'t>(
        &mut self,
        node: &'t Node,
        name: &str,
        table: &KeyTable,
    ) -> Option<Section<'t>> {
        let first = node.as_mapping().and_then(|mapping| mapping.first).map(|first| first.key);
        let span = first.filter(|_| !node.is_alias).unwrap_or(node.span);
        self.mapping(node, span, span, name, table)
    }

    /// Reads a mapping that is the value of a key of any name.
    pub(crate) fn entry<'t>(&mut self, field: Field<'t>, table: &KeyTable) -> Option<Section<'t>> {
        self.mapping(field.node, field.span(), field.key_span, field.name, table)
    }

    fn mapping<'t>(
        &mut self,
        node: &'t Node,
        seen_at: Span,
        key: Span,
        name: &str,
        table: &KeyTable,
    ) -> Option<Section<'t>> {
        let Some(mapping) = node.as_mapping() else {
            self.wrong_kind(node, seen_at, name, "a mapping");
            return None;
        };
        let section = Section { span: key, mapping, at: table.at };
        self.check_keys(mapping, table);
        Some(section)
    }

    fn check_keys(&mut self, mapping: &Mapping, table: &KeyTable) {
        for entry in &mapping.entries {
            match table.network.iter().find(|key| key.name == entry.key) {
                Some(key) => self.check_release(key, table.at, entry.key_span),
                None => self.check_other_key(&entry.key, entry.key_span, table),
            }
        }
    }

    fn check_release(&mut self, key: &Key, at: &str, span: Span) {
        if key.since.is_none() && key.until.is_none() {
            return;
        }
        let feature =
            if at.is_empty() { key.name.to_owned() } else { format!("{at}.{}", key.name) };
        if let Some(since) = key.since {
            self.needs(&feature, since, span);
        }
        if let Some(until) = key.until {
            self.gone(&feature, until, span);
        }
    }

    fn check_other_key(&mut self, name: &str, span: Span, table: &KeyTable) {
        let known = table.network.iter().map(|key| key.name);
        let near = nearest_name(name, known.clone());
        let is_misplaced = MISPLACED.contains(&name);
        match &table.others {
            Others::PassedOver(others) if others.contains(&name) => return,
            Others::PassedOver(_) if near.is_none() && !is_misplaced => return,
            Others::PassedOver(_) | Others::Refused => {}
        }
        let place =
            if table.at.is_empty() { "the file".to_owned() } else { format!("`{}`", table.at) };
        let finding =
            Diagnostic::new(&codes::UNKNOWN_KEY, span, format!("{place} has no key `{name}`"));
        self.report(match near {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None if is_misplaced && known.clone().any(|key| key == "Networking") => {
                finding.help(format!("put `{name}` under `Networking`"))
            }
            None => {
                let keys: Vec<String> = known.map(|key| format!("`{key}`")).collect();
                finding.help(format!("it takes {}", keys.join(", ")))
            }
        });
    }

    /// Says that `feature` came with release `since`: an error when the file is for an older one.
    /// Once per feature.
    ///
    /// A file without a release is for the newest one, which is reported once; see
    /// [`Reader::assumed_release`].
    pub(crate) fn needs(&mut self, feature: &str, since: Release, span: Span) {
        if self.release.is_some_and(|release| release >= since)
            || !self.said.insert(format!("since {feature}"))
        {
            return;
        }
        let Some(release) = self.release else {
            if self.youngest.as_ref().is_none_or(|(known, _, _)| *known < since) {
                self.youngest = Some((since, feature.to_owned(), span));
            }
            return;
        };
        let message =
            format!("`{feature}` came with ParallelCluster {since}, the file is for {release}");
        let finding =
            Diagnostic::new(&codes::NEWER_THAN_RELEASE, span, message).severity(Severity::Error);
        self.report(finding.help(format!("leave it out, or use release {since} or newer")));
    }

    /// Says which release a file without one is taken for, where an older one would refuse it.
    pub(crate) fn assumed_release(&mut self) {
        let Some((since, feature, span)) = self.youngest.take() else { return };
        let newest = Release::NEWEST_KNOWN;
        let message = format!(
            "the file is taken for ParallelCluster {newest}, the newest known; `{feature}` needs \
             {since} or newer"
        );
        let finding =
            Diagnostic::new(&codes::NEWER_THAN_RELEASE, span, message).severity(Severity::Info);
        self.report(
            finding.help(format!(
                "name the release that you use, such as `--pcluster-version {since}`"
            )),
        );
    }

    /// Says that release `until` was the last one to know `feature`; as [`Reader::needs`].
    pub(crate) fn gone(&mut self, feature: &str, until: Release, span: Span) {
        if self.release.is_some_and(|release| release <= until)
            || !self.said.insert(format!("until {feature}"))
        {
            return;
        }
        let finding = Diagnostic::new(
            &codes::GONE_FROM_RELEASE,
            span,
            match self.release {
                Some(release) => {
                    format!(
                        "ParallelCluster {until} was the last release with `{feature}`, the file \
                         is for {release}"
                    )
                }
                None => format!("ParallelCluster {until} was the last release with `{feature}`"),
            },
        );
        let finding = self.weighed(finding);
        self.report(match self.release {
            Some(_) => finding.help(format!("leave it out, or use release {until} or older")),
            None => finding.help(format!(
                "name the release that you use, such as `--pcluster-version {until}`"
            )),
        });
    }

    fn weighed(&self, finding: Diagnostic) -> Diagnostic {
        finding.severity(if self.release.is_some() { Severity::Error } else { Severity::Warning })
    }

    /// Reads the list under `name`, where it is written.
    pub(crate) fn items<'t>(
        &mut self,
        parent: Section<'t>,
        name: &str,
    ) -> Option<(Field<'t>, &'t [Node])> {
        let field = parent.field(name)?;
        match field.node.as_sequence() {
            Some(sequence) => Some((field, &sequence.items)),
            None => {
                self.wrong_kind(field.node, field.span(), name, "a list");
                None
            }
        }
    }

    /// Reads a list of texts, each with its place.
    pub(crate) fn texts(
        &mut self,
        parent: Section<'_>,
        name: &str,
    ) -> Option<Vec<Sourced<String>>> {
        let (field, nodes) = self.items(parent, name)?;
        let texts = nodes
            .iter()
            .map(|node| self.text_of(node, item_span(field, node), &format!("item of {name}")));
        Some(texts.collect::<Vec<_>>().into_iter().flatten().collect())
    }

    /// Reads a text, where it is written.
    pub(crate) fn text(&mut self, parent: Section<'_>, name: &str) -> Option<Sourced<String>> {
        let field = parent.field(name)?;
        self.text_of(field.node, field.span(), name)
    }

    /// Reads a text that has to be there.
    pub(crate) fn required_text(
        &mut self,
        parent: Section<'_>,
        name: &str,
    ) -> Option<Sourced<String>> {
        self.require(parent, name);
        self.text(parent, name)
    }

    /// Says so when `name` is not written.
    pub(crate) fn require(&mut self, parent: Section<'_>, name: &str) {
        if parent.field(name).is_none() {
            let place = if parent.at.is_empty() {
                "the file".to_owned()
            } else {
                format!("`{}`", parent.at)
            };
            let finding = Diagnostic::new(
                &codes::MISSING_KEY,
                parent.span,
                format!("{place} has no `{name}`"),
            );
            self.report(finding.help(format!("add `{name}: …`")));
        }
    }

    /// Reads a node as a text.
    pub(crate) fn text_of(
        &mut self,
        node: &Node,
        span: Span,
        name: &str,
    ) -> Option<Sourced<String>> {
        match node.as_scalar() {
            Some(scalar) if scalar.value == Value::Text => {
                Some(Sourced::written(scalar.text.clone(), span))
            }
            _ => {
                self.wrong_kind(node, span, name, "a text");
                None
            }
        }
    }

    /// Reads a boolean, where it is written.
    pub(crate) fn boolean(&mut self, parent: Section<'_>, name: &str) -> Option<Sourced<bool>> {
        let field = parent.field(name)?;
        let value = field.node.as_scalar().and_then(|scalar| match scalar.value {
            Value::Bool(value) => Some(value),
            Value::Int(number) => truth_of_number(number),
            Value::Float(0.0) => Some(false),
            Value::Float(1.0) => Some(true),
            Value::Text => truth_of_text(&scalar.text),
            Value::Null | Value::Float(_) | Value::Timestamp => None,
        });
        if value.is_none() {
            self.wrong_kind(field.node, field.span(), name, "`true` or `false`");
        }
        value.map(|value| Sourced::written(value, field.span()))
    }

    /// Reads a whole number from `min` to `max`, where it is written.
    pub(crate) fn integer(
        &mut self,
        parent: Section<'_>,
        name: &str,
        min: u64,
        max: u64,
    ) -> Option<Sourced<u64>> {
        let field = parent.field(name)?;
        let number = field.node.as_scalar().and_then(|scalar| match scalar.value {
            Value::Int(number) => Some(number),
            #[expect(
                clippy::cast_possible_truncation,
                reason = "ParallelCluster cuts the fraction off as well"
            )]
            Value::Float(number) => number.is_finite().then_some(number as i128),
            // marshmallow converts a quoted number.
            Value::Text => whole_number(&scalar.text),
            Value::Null | Value::Bool(_) | Value::Timestamp => None,
        });
        let Some(number) = number else {
            self.wrong_kind(field.node, field.span(), name, "a whole number");
            return None;
        };
        let in_range = u64::try_from(number).ok().filter(|number| (min..=max).contains(number));
        if in_range.is_none() {
            let expected =
                if max == u64::MAX { format!("at least {min}") } else { format!("{min} to {max}") };
            let message = format!("`{name}` is {number}, expected {expected}");
            let nearest = if number < i128::from(min) { min } else { max };
            let finding = Diagnostic::new(&codes::VALUE_NOT_ALLOWED, field.span(), message);
            self.report(
                finding.help(format!("write `{name}: {nearest}` or another number in the range")),
            );
        }
        in_range.map(|number| Sourced::written(number, field.span()))
    }

    /// Reads one word out of several, where it is written.
    pub(crate) fn choice<T: Copy>(
        &mut self,
        parent: Section<'_>,
        name: &str,
        choices: &[(&str, T)],
    ) -> Option<Sourced<T>> {
        let text = self.text(parent, name)?;
        let span = text.span();
        self.keep(parse_choice(&text.value, span, name, choices))
            .map(|value| Sourced::written(value, span))
    }

    /// Says that a value is of another kind than expected.
    pub(crate) fn wrong_kind(&mut self, node: &Node, span: Span, name: &str, expected: &str) {
        let seen = match &*node.content {
            Content::Mapping(_) => "a mapping".to_owned(),
            Content::Sequence(_) => "a list".to_owned(),
            Content::Scalar(scalar) => match scalar.value {
                Value::Null => "nothing".to_owned(),
                Value::Bool(_) => format!("the boolean `{}`", scalar.text),
                Value::Int(_) | Value::Float(_) => format!("the number `{}`", scalar.text),
                Value::Timestamp => format!("the date `{}`", scalar.text),
                Value::Text => format!("the text `{}`", scalar.text),
            },
        };
        let is_null = seen == "nothing";
        let finding = Diagnostic::new(
            &codes::WRONG_TYPE,
            span,
            format!("`{name}` is {seen}, expected {expected}"),
        );
        let finding = match (expected, node.as_scalar()) {
            // YAML reads `yes`, `1.10` and `2026-01-01` as other kinds; quotes keep what was typed.
            ("a text", Some(scalar)) if !is_null => {
                finding.help(format!("put it in quotes: `'{}'`", scalar.text))
            }
            ("a list", Some(scalar)) if !is_null => {
                finding.help(format!("write `[{}]`", scalar.text))
            }
            _ if is_null => finding.help(format!("write {expected}, or leave `{name}` out")),
            _ => finding.help(format!("write {expected}")),
        };
        self.report(finding);
    }
}

/// Returns the place of a list item; of its key where the item is empty.
pub(crate) fn item_span(field: Field<'_>, node: &Node) -> Span {
    if node.span.range().is_empty() { field.key_span } else { node.span }
}

fn truth_of_number(number: i128) -> Option<bool> {
    match number {
        0 => Some(false),
        1 => Some(true),
        _ => None,
    }
}

fn truth_of_text(text: &str) -> Option<bool> {
    match text {
        "t" | "T" | "true" | "True" | "TRUE" | "on" | "On" | "ON" | "y" | "Y" | "yes" | "Yes"
        | "YES" | "1" => Some(true),
        "f" | "F" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" | "n" | "N" | "no"
        | "No" | "NO" | "0" => Some(false),
        _ => None,
    }
}

/// A number in quotes, as Python's `int` reads it.
fn whole_number(text: &str) -> Option<i128> {
    let text = text.trim();
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_number = digits
        .split('_')
        .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    is_number.then(|| text.replace('_', "").parse().ok()).flatten()
}
