//! What ParallelCluster 2.x would misread, or refuse, in a section as a whole, whichever of its
//! keys are asked for.

use netloom_diag::{Diagnostic, Severity, SourceFile, Span};

use super::keys::{self, KINDS};
use super::pointers::squeezed;
use super::reader::{Reader, Section};
use crate::ini::{self, DEFAULT_SECTION, IniOption, InterpolationFault, ValueLine};
use crate::{Release, codes};

/// The first release that takes comments behind values, reads every key of a section, and refuses
/// those it does not know.
///
/// # Source
/// AWS ParallelCluster, `CHANGELOG.md`, 2.5.0; `config/param_types.py`, `from_file`:
/// `config_parser.items(section_name)`.
const STRICT_SINCE: Release = Release::new(2, 5, 0);

impl Reader<'_> {
    /// Checks every key of a section that ParallelCluster reads.
    pub(super) fn check_section(&mut self, section: Section<'_>) {
        for option in &section.ini.options {
            let shapes_network = keys::shapes_network(section.kind, &option.key);
            self.report_swallowed_key(option, shapes_network);
            if shapes_network || !self.is_before_strict() {
                // Releases before 2.5.0 do not ask for keys that are not needed, so this is no
                // error for all of them.
                let is_certain = shapes_network || self.options.release.is_some();
                self.check_interpolation(
                    section,
                    option,
                    if is_certain { Severity::Error } else { Severity::Warning },
                );
            }
            if shapes_network && self.is_before_strict() {
                self.report_comments_in_value(option);
            }
        }
    }

    /// Reports headers that are part of a value: whole sections are hidden behind them.
    pub(super) fn check_swallowed_headers(&mut self) {
        let ini = self.ini;
        let options = ini.sections.iter().flat_map(|section| &section.options);
        for (option, line) in options.filter_map(|option| Some((option, swallowed_line(option)?))) {
            if is_header(&line.text) {
                self.report(swallowed(option, line));
            }
        }
    }

    /// Reports the keys of `[DEFAULT]`, which stand in every section.
    pub(super) fn check_defaults(&mut self) {
        let ini = self.ini;
        let defaults = ini
            .section(DEFAULT_SECTION)
            .map(|section| section.options.as_slice())
            .unwrap_or_default();
        let Some(first) = defaults.iter().find(|option| !keys::is_extension(&option.key)) else {
            return;
        };
        if self.is_before_strict() {
            return;
        }
        let message = format!(
            "`{}` of `[DEFAULT]` stands in every section, and releases from 2.5.0 on refuse it",
            first.key
        );
        let finding = Diagnostic::new(&codes::RELEASES_DIFFER, first.key_span, message)
            .label("sections may have their own keys only")
            .help("move the keys of `[DEFAULT]` into the sections that need them");
        let finding = self.judged(finding, |release| release >= STRICT_SINCE);
        self.report(finding);
    }

    /// Reports a section that looks like one with a fixed name, and is none.
    pub(super) fn report_look_alike(&mut self, name: &str) {
        let ini = self.ini;
        if let Some(section) =
            ini.sections.iter().find(|section| squeezed(&section.name) == squeezed(name))
        {
            let message = format!(
                "`[{}]` is another section than `[{name}]`, so nothing of it is read",
                section.name
            );
            let finding = Diagnostic::new(&codes::POINTS_TO_NOTHING, section.header, message)
                .label("names are taken verbatim")
                .help(format!("write the header as `[{name}]`"));
            self.report(finding);
        }
    }

    /// Reports a further line of a value that was meant to be a key of its own.
    pub(super) fn report_swallowed_key(&mut self, option: &IniOption, shapes_network: bool) {
        let Some(line) = swallowed_line(option).filter(|line| !is_header(&line.text)) else {
            return;
        };
        let key = key_of(&line.text).unwrap_or_default().to_lowercase();
        let hides_network_key = KINDS.iter().any(|(kind, _)| keys::shapes_network(kind, &key));
        let is_known = KINDS.iter().any(|(_, keys)| keys.iter().any(|known| known.name == key));
        if shapes_network || hides_network_key {
            self.report(swallowed(option, line));
        } else if is_known {
            self.report(swallowed(option, line).severity(Severity::Warning));
        }
    }

    fn check_interpolation(
        &mut self,
        section: Section<'_>,
        option: &IniOption,
        severity: Severity,
    ) {
        let option = without_swallowed(option);
        if let Err(fault) = self.interpolated(section, &option.value()) {
            self.report_interpolation(&option, &fault, severity);
        }
    }

    /// Says why the value of a key cannot be had.
    pub(super) fn report_interpolation(
        &mut self,
        option: &IniOption,
        fault: &InterpolationFault,
        severity: Severity,
    ) {
        let (code, message) = match fault {
            InterpolationFault::LonePercent | InterpolationFault::Unclosed => (
                &ini::codes::LONE_PERCENT,
                format!("`{}` has a percent sign that is not doubled", option.key),
            ),
            InterpolationFault::UnknownName(name) => (
                &ini::codes::UNKNOWN_INTERPOLATION,
                format!("`%({name})s` in `{}` is the name of no key here", option.key),
            ),
            InterpolationFault::TooDeep => (
                &ini::codes::UNKNOWN_INTERPOLATION,
                format!("the names in `{}` lead to names more than ten deep", option.key),
            ),
            // Python has no such limit; without one, ten levels of names that each repeat the next
            // one would multiply to more than memory has room for.
            InterpolationFault::TooMany => (
                &ini::codes::UNKNOWN_INTERPOLATION,
                format!("the names in `{}` lead to more values than can be read", option.key),
            ),
        };
        let finding = Diagnostic::new(code, option.value_span(), message).severity(severity);
        self.report(match fault {
            InterpolationFault::LonePercent | InterpolationFault::Unclosed => {
                finding.label("`%` starts an interpolation").help(format!(
                    "write `{} = {}`",
                    option.key,
                    double_lone_percents(&option.value())
                ))
            }
            InterpolationFault::UnknownName(_) => finding.help("write the value out"),
            _ => finding.help("write the value out; a name may not lead back to itself"),
        });
    }

    fn report_comments_in_value(&mut self, option: &IniOption) {
        let comments: Vec<Span> =
            option.lines.iter().filter_map(|line| comment_behind(self.file, line)).collect();
        let Some(release) = self.options.release else { return };
        for span in comments {
            let message = format!(
                "ParallelCluster {release} takes this comment for a part of the value of `{}`",
                option.key
            );
            let finding = Diagnostic::new(&codes::RELEASES_DIFFER, span, message)
                .severity(Severity::Error)
                .help("put the comment on a line of its own; releases from 2.5.0 on take it here");
            self.report(finding);
        }
    }

    fn is_before_strict(&self) -> bool {
        self.options.release.is_some_and(|release| release < STRICT_SINCE)
    }
}

/// Adds what to do about a comment sign that opens no comment, for values that cannot be read.
pub(super) fn with_comment_help(finding: Diagnostic, value: &str) -> Diagnostic {
    match value.chars().find(|c| matches!(c, '#' | ';')) {
        Some(sign) => finding
            .help(format!("put a space before `{sign}` if a comment is meant to start there")),
        None => finding,
    }
}

/// Returns an option with the lines of its value before the first one that was meant to stand
/// alone.
pub(super) fn without_swallowed(option: &IniOption) -> IniOption {
    let mut kept = option.clone();
    if let Some(line) = swallowed_line(option) {
        kept.lines.retain(|kept| kept.span.start < line.span.start);
    }
    kept
}

fn swallowed(option: &IniOption, line: &ValueLine) -> Diagnostic {
    let message =
        format!("`{}` is indented, so it is part of the value of `{}`", line.text, option.key);
    Diagnostic::new(&ini::codes::SWALLOWED_KEY, line.span, message)
        .label("read as a further line of the value above")
        .also(option.key_span, "the key that it goes to")
        .help("start it in the first column")
}

/// Returns the first further line of a value that looks like a header or like a key.
fn swallowed_line(option: &IniOption) -> Option<&ValueLine> {
    option.lines.iter().skip(1).find(|line| is_header(&line.text) || key_of(&line.text).is_some())
}

/// Returns whether a value has swallowed the header of a section, so that what follows belongs to
/// that section.
pub(super) fn swallows_header(option: &IniOption) -> bool {
    swallowed_line(option).is_some_and(|line| is_header(&line.text))
}

/// Returns whether a line is the header of a section that is read.
fn is_header(line: &str) -> bool {
    let name = line.strip_prefix('[').and_then(|rest| rest.split_once(']')).map(|(name, _)| name);
    name.and_then(|name| name.split_whitespace().next())
        .is_some_and(|kind| KINDS.iter().any(|(known, _)| *known == kind))
}

/// Returns the key of a line `key = value` or `key: value` where the key is a word, as a line of a
/// value hardly ever has.
fn key_of(line: &str) -> Option<&str> {
    let (key, value) = line.split_once(['=', ':'])?;
    let key = key.trim_end();
    let is_word = key.starts_with(|c: char| c.is_ascii_alphabetic())
        && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    (is_word && !value.starts_with("//")).then_some(key)
}

/// Returns the comment that stands behind a line of a value.
fn comment_behind(file: &SourceFile, line: &ValueLine) -> Option<Span> {
    let rest = file.text().get(line.span.end..)?.split(['\n', '\r']).next()?;
    let comment = rest.trim();
    let start = line.span.end + rest.find(comment)?;
    (!comment.is_empty() && !line.text.is_empty()).then(|| file.span(start..start + comment.len()))
}

/// Doubles every percent sign that is neither doubled nor the start of a name.
fn double_lone_percents(raw: &str) -> String {
    raw.replace("%%", "%").replace('%', "%%").replace("%%(", "%(")
}
