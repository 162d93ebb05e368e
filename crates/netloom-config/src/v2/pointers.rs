//! `…_settings` keys: labels of other sections.

use netloom_diag::{Diagnostic, Sourced, nearest_name};

use super::ambiguous_syntax::with_comment_help;
use super::reader::{Reader, Section};
use crate::codes;

/// The longest label, in characters.
///
/// # Source
/// AWS ParallelCluster 2.11.9, `config/mappings.py`, section label `^[a-zA-Z][a-zA-Z0-9-_]{0,29}$`.
const MAX_LABEL_LEN: usize = 30;

/// A key that points to sections.
pub(super) struct Pointer {
    /// The key.
    pub(super) key: &'static str,
    /// The kind of section: `vpc` for `[vpc …]`.
    pub(super) kind: &'static str,
    /// How many labels it takes.
    pub(super) max_labels: usize,
}

impl<'a> Reader<'a> {
    /// Follows a pointer to the sections that are there, in the order written; everything else is
    /// reported.
    pub(super) fn follow(
        &mut self,
        section: Section<'_>,
        pointer: &Pointer,
    ) -> Vec<(Sourced<String>, Section<'a>)> {
        let labels = self.list(section, pointer.key);
        if labels.is_empty() {
            self.report_no_label(section, pointer);
        }
        self.report_too_many(&labels, pointer);
        let mut found: Vec<(Sourced<String>, Section<'a>)> = Vec::new();
        // Labels beyond the limit are reported already. Their sections have to go in any case, so
        // what is wrong inside them is not reported.
        for label in labels.into_iter().take(pointer.max_labels) {
            if let Some((first, _)) = found.iter().find(|(known, _)| known.value == label.value) {
                let message = format!(
                    "`{}` names the section `[{} {}]` twice",
                    pointer.key, pointer.kind, label.value
                );
                let finding = Diagnostic::new(&codes::DUPLICATE_ENTRY, label.span(), message)
                    .also(first.span(), "first here")
                    .help("name it once");
                self.report(finding);
                continue;
            }
            let is_label = self.check_label(&label);
            match self.open(pointer.kind, &format!("{} {}", pointer.kind, label.value)) {
                Some(target) => found.push((label, target)),
                None if is_label => self.report_missing(&label, pointer),
                // A malformed label is reported as such; that its section is missing would say it
                // twice.
                None => {}
            }
        }
        found
    }

    /// Reports a value that is there and names nothing, such as a lone comma.
    fn report_no_label(&mut self, section: Section<'_>, pointer: &Pointer) {
        if let Some(option) =
            self.option(section, pointer.key).filter(|option| option.value().contains(','))
        {
            let message = format!("`{}` names no section", pointer.key);
            let finding = Diagnostic::new(&codes::WRONG_LIST_LENGTH, option.value_span(), message)
                .help(format!("write the label of a `[{} …]` section", pointer.kind));
            self.report(finding);
        }
    }

    fn report_too_many(&mut self, labels: &[Sourced<String>], pointer: &Pointer) {
        if let Some(extra) = labels.get(pointer.max_labels) {
            let (key, max, seen) = (pointer.key, pointer.max_labels, labels.len());
            let message = format!("`{key}` names {seen} sections, expected {max} at most");
            let finding = Diagnostic::new(&codes::WRONG_LIST_LENGTH, extra.span(), message)
                .help(format!("keep {max} of them"));
            self.report(finding);
        }
    }

    /// Reports a label that breaks the rules; returns whether it keeps them.
    fn check_label(&mut self, label: &Sourced<String>) -> bool {
        let text = &label.value;
        let is_label = text.len() <= MAX_LABEL_LEN
            && text.starts_with(|c: char| c.is_ascii_alphabetic())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
        if !is_label {
            let message = format!("`{text}` is not a label");
            let finding = Diagnostic::new(&codes::MALFORMED_NAME, label.span(), message).help(
                "a label starts with a letter and has up to 30 letters, digits, hyphens and \
                       underscores",
            );
            self.report(with_comment_help(finding, text));
        }
        is_label
    }

    fn report_missing(&mut self, label: &Sourced<String>, pointer: &Pointer) {
        let wanted = format!("{} {}", pointer.kind, label.value);
        let message =
            format!("`{}` points to `[{wanted}]`, and there is no such section", pointer.key);
        let mut finding = Diagnostic::new(&codes::POINTS_TO_NOTHING, label.span(), message);
        let names = self.ini.sections.iter();
        let near =
            nearest_name(&squeezed(&wanted), names.clone().map(|section| section.name.as_str()));
        // A name that differs in spaces or case only is the same to the eye, so it is shown.
        let look_alike = names.clone().find(|section| squeezed(&section.name) == squeezed(&wanted));
        if let Some(section) = look_alike {
            finding = finding
                .also(
                    section.header,
                    "another section to ParallelCluster: names are taken verbatim",
                )
                .help(format!("write the header as `[{wanted}]`"));
        } else if let Some(near) = near.filter(|name| name.starts_with(pointer.kind)) {
            let near = near.strip_prefix(pointer.kind).unwrap_or(near).trim();
            finding = finding.help(format!("did you mean `{} = {near}`?", pointer.key));
        } else {
            finding =
                finding.help(format!("add a section `[{wanted}]`, or leave `{}` out", pointer.key));
        }
        self.report(finding);
    }
}

/// Returns a section name in lower case, its spaces cut to one.
pub(super) fn squeezed(name: &str) -> String {
    name.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}
