//! Typed access to the keys of a section; every problem is collected.

use std::collections::BTreeSet;
use std::str::FromStr;

use netloom_diag::{Diagnostic, SourceFile, Sourced, Span, nearest_name};
use netloom_net::Ipv4Cidr;
use netloom_net::ids::IdParseError;

use super::ambiguous_syntax::{swallows_header, with_comment_help, without_swallowed};
use super::keys;
use crate::ini::{self, DEFAULT_SECTION, IniFile, IniOption, IniSection, InterpolationFault};
use crate::intent::AccessSource;
use crate::values::{parse_access_block, parse_block, parse_choice, parse_id};
use crate::{LoadOptions, codes};

/// The words that ParallelCluster 2.x takes for a boolean.
///
/// # Source
/// Python library reference, `configparser.ConfigParser.BOOLEAN_STATES`.
const BOOLEANS: &[(&str, bool)] = &[
    ("true", true),
    ("false", false),
    ("yes", true),
    ("no", false),
    ("on", true),
    ("off", false),
    ("1", true),
    ("0", false),
];

/// The word for no value, until 2.4.1.
const NONE: &str = "NONE";

/// A file being read.
pub(crate) struct Reader<'a> {
    pub(crate) file: &'a SourceFile,
    pub(crate) ini: &'a IniFile,
    pub(crate) options: &'a LoadOptions,
    problems: Vec<Diagnostic>,
    /// The headers of the sections that were opened, each of which is checked once.
    opened: BTreeSet<Span>,
}

/// A section being read.
#[derive(Clone, Copy)]
pub(crate) struct Section<'a> {
    /// What it is: `vpc` for `[vpc public]`.
    pub(crate) kind: &'static str,
    pub(crate) ini: &'a IniSection,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(
        file: &'a SourceFile,
        ini: &'a IniFile,
        options: &'a LoadOptions,
        problems: Vec<Diagnostic>,
    ) -> Self {
        Self { file, ini, options, problems, opened: BTreeSet::new() }
    }

    pub(crate) fn into_problems(self) -> Vec<Diagnostic> {
        self.problems
    }

    pub(crate) fn report(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
    }

    /// Opens a section; the first time, it is checked as a whole.
    pub(crate) fn open(&mut self, kind: &'static str, name: &str) -> Option<Section<'a>> {
        let section = Section { kind, ini: self.ini.section(name)? };
        if self.opened.insert(section.ini.header) {
            self.report_unknown_keys(section);
            self.check_section(section);
        }
        Some(section)
    }

    /// Opens a section whose name is fixed, such as `[global]`; one that only looks like it is
    /// reported.
    pub(crate) fn open_fixed(&mut self, name: &'static str) -> Option<Section<'a>> {
        let section = self.open(name, name);
        if section.is_none() {
            self.report_look_alike(name);
        }
        section
    }

    /// Checks that the sections which the cluster names, and which do not shape the network, have
    /// no keys of other sections.
    pub(crate) fn check_keys_of_unread_sections(&mut self, cluster: Section<'_>) {
        for (kind, _) in keys::UNREAD_KINDS {
            let Some(labels) =
                self.option(cluster, &format!("{kind}_settings")).map(|option| option.value())
            else {
                continue;
            };
            for label in labels.split(',') {
                let Some(ini) = self.ini.section(&format!("{kind} {}", label.trim())) else {
                    continue;
                };
                if self.opened.insert(ini.header) {
                    self.report_unknown_keys(Section { kind, ini });
                }
            }
        }
    }

    fn report_unknown_keys(&mut self, section: Section<'_>) {
        let known = keys::keys_of(section.kind);
        let network = || known.iter().filter(|key| key.shapes_network).map(|key| key.name);
        // Behind a swallowed header the keys are those of its section; the header itself is
        // reported.
        let own = section.ini.options.iter().take_while(|option| !swallows_header(option)).count();
        let options = section.ini.options.iter().enumerate();
        for (index, option) in
            options.filter(|(_, option)| !known.iter().any(|key| key.name == option.key))
        {
            let homes = keys::kinds_with(&option.key, section.kind);
            if !homes.is_empty() && index > own {
                continue;
            }
            if !homes.is_empty() {
                self.report(key_of_another_section(section, option, &homes));
                continue;
            }
            let near = nearest_name(&option.key, network());
            if near.is_none() && !keys::is_strict(section.kind) {
                continue;
            }
            let message = format!("unknown key `{}` in `[{}]`", option.key, section.ini.name);
            let finding = Diagnostic::new(&codes::UNKNOWN_KEY, option.key_span, message);
            self.report(match near {
                Some(near) => finding.help(format!("did you mean `{near}`?")),
                None => {
                    let names: Vec<String> = network().map(|name| format!("`{name}`")).collect();
                    finding.help(format!(
                        "`[{} …]` has the keys {}",
                        section.kind,
                        names.join(", ")
                    ))
                }
            });
        }
    }

    /// Returns the value of a key: the section's own, or that of `[DEFAULT]`; absent when there is
    /// none, or an empty one, which is reported.
    pub(crate) fn text(&mut self, section: Section<'_>, key: &str) -> Option<Sourced<String>> {
        let whole = self.option(section, key)?;
        let option = without_swallowed(&whole);
        let raw = option.value();
        if raw.is_empty() {
            let finding = Diagnostic::new(
                &codes::EMPTY_VALUE,
                option.key_span,
                format!("`{key}` has no value"),
            );
            self.report(finding.help(format!("write `{key} = …`, or leave the key out")));
            return None;
        }
        // What is wrong with a section's own keys was said when it was opened.
        let is_own = section.ini.option(key).is_some();
        if !is_own {
            self.report_swallowed_key(&whole, true);
        }
        match self.interpolated(section, &raw) {
            Ok(value) => Some(Sourced::written(value, option.value_span())),
            Err(fault) => {
                if !is_own {
                    self.report_interpolation(&option, &fault, netloom_diag::Severity::Error);
                }
                None
            }
        }
    }

    /// Returns the option of a key: the section's own, or that of `[DEFAULT]`.
    pub(crate) fn option(&self, section: Section<'_>, key: &str) -> Option<IniOption> {
        section.ini.option(key).or_else(|| self.ini.section(DEFAULT_SECTION)?.option(key)).cloned()
    }

    /// Returns whether a key says something: `NONE` says nothing, as until 2.4.1.
    pub(crate) fn says(&self, section: Section<'_>, key: &str) -> bool {
        self.option(section, key).is_some_and(|option| option.value() != NONE)
    }

    /// Returns a value with names replaced by the values of the section and of `[DEFAULT]`.
    pub(crate) fn interpolated(
        &self,
        section: Section<'_>,
        raw: &str,
    ) -> Result<String, InterpolationFault> {
        ini::interpolate(raw, &|name| self.option(section, name).map(|option| option.value()))
    }

    /// Returns a boolean.
    pub(crate) fn boolean(&mut self, section: Section<'_>, key: &str) -> Option<Sourced<bool>> {
        let text = self.text(section, key)?;
        let parsed = parse_choice(&text.value.to_lowercase(), text.span(), key, BOOLEANS);
        self.keep(parsed.map_err(|finding| expected_boolean(finding, key, &text.value)), &text)
    }

    /// Returns a count from 0 up.
    pub(crate) fn count(&mut self, section: Section<'_>, key: &str) -> Option<Sourced<u64>> {
        let text = self.text(section, key)?;
        let parsed = text.value.trim().parse::<u32>().map(u64::from).map_err(|_| {
            let message = format!("`{key}` is `{}`, expected a whole number from 0 up", text.value);
            Diagnostic::new(&codes::VALUE_NOT_ALLOWED, text.span(), message)
                .help(format!("write `{key} = 10`"))
        });
        self.keep(parsed, &text)
    }

    /// Returns one word out of a list of choices.
    pub(crate) fn choice<T: Copy>(
        &mut self,
        section: Section<'_>,
        key: &str,
        choices: &[(&str, T)],
    ) -> Option<Sourced<T>> {
        let text = self.text(section, key)?;
        let parsed = parse_choice(&text.value, text.span(), key, choices);
        self.keep(parsed, &text)
    }

    /// Returns an AWS id; `NONE` is none, as until 2.4.1.
    pub(crate) fn id<T>(
        &mut self,
        section: Section<'_>,
        key: &str,
        what: &str,
    ) -> Option<Sourced<T>>
    where
        T: FromStr<Err = IdParseError>,
    {
        let text = self.text(section, key)?;
        if text.value == NONE {
            self.report_none(key, &text);
            return None;
        }
        let parsed = parse_id(&text.value, text.span(), what);
        self.keep(parsed, &text)
    }

    /// Returns a block without host bits; `NONE` is none, as until 2.4.1.
    pub(crate) fn block(&mut self, section: Section<'_>, key: &str) -> Option<Sourced<Ipv4Cidr>> {
        let text = self.text(section, key)?;
        if text.value == NONE {
            self.report_none(key, &text);
            return None;
        }
        let parsed = parse_block(&text.value, text.span());
        self.keep(parsed, &text)
    }

    /// Returns the blocks of a list separated by commas, in the order written.
    pub(crate) fn blocks(&mut self, section: Section<'_>, key: &str) -> Vec<Sourced<Ipv4Cidr>> {
        let items = self.list(section, key);
        let blocks = items.iter().filter_map(|item| {
            let parsed = parse_block(&item.value, item.span());
            self.keep(parsed, item)
        });
        blocks.collect()
    }

    /// Returns a block that says who may connect.
    pub(crate) fn access(
        &mut self,
        section: Section<'_>,
        key: &str,
    ) -> Option<Sourced<AccessSource>> {
        let text = self.text(section, key)?;
        let (block, problem) = parse_access_block(&text.value, text.span());
        self.problems.extend(problem);
        block.map(|block| Sourced { value: AccessSource::Cidr(block), origin: text.origin })
    }

    /// Returns the items of a list separated by commas, each with its place, empty ones left out.
    pub(crate) fn list(&mut self, section: Section<'_>, key: &str) -> Vec<Sourced<String>> {
        let Some(text) = self.text(section, key) else { return Vec::new() };
        let Some(option) = self.option(section, key) else { return Vec::new() };
        let option = without_swallowed(&option);
        let items: Vec<Sourced<String>> =
            option.lines.iter().flat_map(|line| items_of(&line.text, line.span)).collect();
        // A list with interpolated names has no place for each item.
        if items.iter().any(|item| item.value.contains('%')) {
            let names =
                text.value.split([',', '\n']).map(str::trim).filter(|name| !name.is_empty());
            return names
                .map(|name| Sourced { value: name.to_owned(), origin: text.origin })
                .collect();
        }
        items
    }

    /// Keeps a parsed value with the place of its text, or collects the finding.
    pub(crate) fn keep<T>(
        &mut self,
        parsed: Result<T, Diagnostic>,
        text: &Sourced<String>,
    ) -> Option<Sourced<T>> {
        match parsed {
            Ok(value) => Some(Sourced { value, origin: text.origin }),
            Err(problem) => {
                self.report(with_comment_help(problem, &text.value));
                None
            }
        }
    }

    fn report_none(&mut self, key: &str, text: &Sourced<String>) {
        let message = format!("`{key}` is `NONE`, which releases from 2.5.0 on refuse");
        let finding = Diagnostic::new(&codes::RELEASES_DIFFER, text.span(), message)
            .help("leave the key out");
        let finding = self.judged(finding, |release| release >= crate::Release::new(2, 5, 0));
        self.report(finding);
    }

    /// Makes a finding about releases an error when the release that was named is one that refuses.
    pub(crate) fn judged(
        &self,
        finding: Diagnostic,
        refuses: impl Fn(crate::Release) -> bool,
    ) -> Diagnostic {
        match self.options.release {
            Some(release) if refuses(release) => finding.severity(netloom_diag::Severity::Error),
            _ => finding,
        }
    }
}

fn key_of_another_section(section: Section<'_>, option: &IniOption, homes: &[&str]) -> Diagnostic {
    let sections: Vec<String> =
        homes
            .iter()
            .map(|home| {
                if keys::is_fixed(home) { format!("`[{home}]`") } else { format!("`[{home} …]`") }
            })
            .collect();
    let message = format!(
        "`{}` is in `[{}]`, expected in {}",
        option.key,
        section.ini.name,
        sections.join(" or ")
    );
    let finding = Diagnostic::new(&codes::KEY_OF_ANOTHER_SECTION, option.key_span, message);
    match homes.first() {
        Some(home) if keys::is_fixed(home) => finding.help(format!("move it to `[{home}]`")),
        Some(home) if *home == "compute_resource" => finding.help(
            "move it to a `[compute_resource …]` section that a queue's \
                          `compute_resource_settings` names",
        ),
        Some(home) if *home == "cluster" => finding.help("move it to the `[cluster …]` section"),
        Some(home) => finding.help(format!(
            "move it to a section `[{home} default]`, and write `{home}_settings = default` in \
             `[cluster …]`"
        )),
        None => finding,
    }
}

/// Cuts one line of a list at its commas.
fn items_of(line: &str, span: Span) -> Vec<Sourced<String>> {
    let mut at = 0;
    let items = line.split(',').map(|piece| {
        let start = at + piece.len() - piece.trim_start().len();
        at += piece.len() + 1;
        let name = piece.trim();
        Sourced::written(name.to_owned(), span.slice(start, name.len()))
    });
    items.filter(|item| !item.value.is_empty()).collect()
}

fn expected_boolean(finding: Diagnostic, key: &str, seen: &str) -> Diagnostic {
    let span = finding.primary.span;
    Diagnostic::new(
        &codes::VALUE_NOT_ALLOWED,
        span,
        format!("`{key}` is `{seen}`, expected `true` or `false`"),
    )
    .help(format!("write `{key} = true` or `{key} = false`"))
}
