//! Typed access to the keys of a section; every problem is collected.

use std::str::FromStr;

use netloom_diag::{Diagnostic, SourceFile, Sourced, Span, nearest_name};
use netloom_net::Ipv4Cidr;
use netloom_net::ids::IdParseError;

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

/// A file being read.
pub(super) struct Reader<'a> {
    pub(super) file: &'a SourceFile,
    pub(super) ini: &'a IniFile,
    pub(super) options: &'a LoadOptions,
    problems: Vec<Diagnostic>,
}

/// A section being read.
#[derive(Clone, Copy)]
pub(super) struct Section<'a> {
    /// What it is: `vpc` for `[vpc public]`.
    pub(super) kind: &'static str,
    pub(super) ini: &'a IniSection,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        file: &'a SourceFile,
        ini: &'a IniFile,
        options: &'a LoadOptions,
        problems: Vec<Diagnostic>,
    ) -> Self {
        Self { file, ini, options, problems }
    }

    pub(super) fn into_problems(self) -> Vec<Diagnostic> {
        self.problems
    }

    pub(super) fn report(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
    }

    /// Opens a section and reports its keys that are nearly keys that shape the network.
    pub(super) fn open(&mut self, kind: &'static str, name: &str) -> Option<Section<'a>> {
        let section = Section { kind, ini: self.ini.section(name)? };
        self.report_unknown_keys(section);
        Some(section)
    }

    fn report_unknown_keys(&mut self, section: Section<'_>) {
        let known = keys::keys_of(section.kind);
        let network = || known.iter().filter(|key| key.shapes_network).map(|key| key.name);
        for option in section.ini.options.iter().filter(|option| !known.iter().any(|key| key.name == option.key)) {
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
                    finding.help(format!("`[{} …]` has the keys {}", section.kind, names.join(", ")))
                }
            });
        }
    }

    /// Returns the value of a key: the section's own, or that of `[DEFAULT]`; absent when there is none, or an empty one,
    /// which is reported.
    pub(super) fn text(&mut self, section: Section<'_>, key: &str) -> Option<Sourced<String>> {
        let option = self.option(section, key)?;
        let raw = self.single_line_or_all(&option);
        let span = option.value_span();
        if raw.is_empty() {
            let finding = Diagnostic::new(&codes::EMPTY_VALUE, option.key_span, format!("`{key}` has no value"));
            self.report(finding.help(format!("write `{key} = …`, or leave the key out")));
            return None;
        }
        match ini::interpolate(&raw, &|name| self.raw_value(section, name)) {
            Ok(value) => Some(Sourced::written(value, span)),
            Err(fault) => {
                self.report_interpolation(&option, &raw, &fault);
                None
            }
        }
    }

    fn option(&self, section: Section<'_>, key: &str) -> Option<IniOption> {
        let own = section.ini.option(key);
        own.or_else(|| self.ini.section(DEFAULT_SECTION)?.option(key)).cloned()
    }

    fn raw_value(&self, section: Section<'_>, key: &str) -> Option<String> {
        let own = section.ini.option(key);
        own.or_else(|| self.ini.section(DEFAULT_SECTION)?.option(key)).map(IniOption::value)
    }

    /// Returns the value, or only its first line when a further line looks like a key that was meant to stand alone.
    fn single_line_or_all(&mut self, option: &IniOption) -> String {
        let swallowed = option.lines.iter().skip(1).find(|line| looks_like_key(&line.text));
        let Some(line) = swallowed else { return option.value() };
        let message = format!("`{}` is indented, so it is part of the value of `{}`", line.text, option.key);
        let finding = Diagnostic::new(&ini::codes::SWALLOWED_KEY, line.span, message)
            .label("read as a further line of the value above")
            .also(option.key_span, "the key that it goes to")
            .help("start it in the first column");
        self.report(finding);
        option.lines.first().map(|line| line.text.clone()).unwrap_or_default()
    }

    fn report_interpolation(&mut self, option: &IniOption, raw: &str, fault: &InterpolationFault) {
        let value = option.value_span();
        let finding = match fault {
            InterpolationFault::LonePercent | InterpolationFault::Unclosed => {
                let message = format!("`{}` has a percent sign that is not doubled", option.key);
                let doubled = double_lone_percents(raw);
                Diagnostic::new(&ini::codes::LONE_PERCENT, value, message)
                    .label("`%` starts an interpolation")
                    .help(format!("write `{} = {doubled}`", option.key))
            }
            InterpolationFault::UnknownName(name) => {
                let message = format!("`%({name})s` in `{}` is the name of no key here", option.key);
                Diagnostic::new(&ini::codes::UNKNOWN_INTERPOLATION, value, message)
                    .help(format!("add a key `{name}` to the section or to `[DEFAULT]`, or write the value out"))
            }
            InterpolationFault::TooDeep => {
                let message = format!("the names in `{}` lead to names more than ten deep", option.key);
                Diagnostic::new(&ini::codes::UNKNOWN_INTERPOLATION, value, message)
                    .help("write the value out; a name may not lead back to itself")
            }
        };
        self.report(finding);
    }

    /// Returns a boolean.
    pub(super) fn boolean(&mut self, section: Section<'_>, key: &str) -> Option<Sourced<bool>> {
        let text = self.text(section, key)?;
        let parsed = parse_choice(&text.value.to_lowercase(), text.span(), key, BOOLEANS);
        self.keep(parsed.map_err(|finding| expected_boolean(finding, key, &text.value)), &text)
    }

    /// Returns a count from 0 up.
    pub(super) fn count(&mut self, section: Section<'_>, key: &str) -> Option<Sourced<u64>> {
        let text = self.text(section, key)?;
        let parsed = text.value.trim().parse::<u32>().map(u64::from).map_err(|_| {
            let message = format!("`{key}` is `{}`, expected a whole number from 0 up", text.value);
            Diagnostic::new(&codes::VALUE_NOT_ALLOWED, text.span(), message).help(format!("write `{key} = 10`"))
        });
        self.keep(parsed, &text)
    }

    /// Returns one word out of a list of choices.
    pub(super) fn choice<T: Copy>(
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
    pub(super) fn id<T>(&mut self, section: Section<'_>, key: &str, what: &str) -> Option<Sourced<T>>
    where
        T: FromStr<Err = IdParseError>,
    {
        let text = self.text(section, key)?;
        if text.value == "NONE" {
            self.report_none(key, &text);
            return None;
        }
        let parsed = parse_id(&text.value, text.span(), what);
        self.keep(parsed, &text)
    }

    /// Returns a block without host bits; `NONE` is none, as until 2.4.1.
    pub(super) fn block(&mut self, section: Section<'_>, key: &str) -> Option<Sourced<Ipv4Cidr>> {
        let text = self.text(section, key)?;
        if text.value == "NONE" {
            self.report_none(key, &text);
            return None;
        }
        let parsed = parse_block(&text.value, text.span());
        self.keep(parsed, &text)
    }

    /// Returns the blocks of a list separated by commas, in the order written.
    pub(super) fn blocks(&mut self, section: Section<'_>, key: &str) -> Vec<Sourced<Ipv4Cidr>> {
        let items = self.list(section, key);
        let blocks = items.iter().filter_map(|item| {
            let parsed = parse_block(&item.value, item.span());
            self.keep(parsed, item)
        });
        blocks.collect()
    }

    /// Returns a block that says who may connect.
    pub(super) fn access(&mut self, section: Section<'_>, key: &str) -> Option<Sourced<AccessSource>> {
        let text = self.text(section, key)?;
        let (block, problem) = parse_access_block(&text.value, text.span());
        self.problems.extend(problem);
        block.map(|block| Sourced { value: AccessSource::Cidr(block), origin: text.origin })
    }

    /// Returns the items of a list separated by commas, each with its place, empty ones left out.
    pub(super) fn list(&mut self, section: Section<'_>, key: &str) -> Vec<Sourced<String>> {
        let Some(text) = self.text(section, key) else { return Vec::new() };
        let Some(option) = self.option(section, key) else { return Vec::new() };
        let items = option.lines.iter().flat_map(|line| items_of(&line.text, line.span));
        let items: Vec<Sourced<String>> = items.collect();
        // A list with interpolated names has no place for each item.
        if items.iter().any(|item| item.value.contains('%')) {
            let names = text.value.split([',', '\n']).map(str::trim).filter(|name| !name.is_empty());
            return names.map(|name| Sourced { value: name.to_owned(), origin: text.origin }).collect();
        }
        items
    }

    /// Keeps a parsed value with the place of its text, or collects the finding.
    pub(super) fn keep<T>(&mut self, parsed: Result<T, Diagnostic>, text: &Sourced<String>) -> Option<Sourced<T>> {
        match parsed {
            Ok(value) => Some(Sourced { value, origin: text.origin }),
            Err(problem) => {
                self.report(problem);
                None
            }
        }
    }

    fn report_none(&mut self, key: &str, text: &Sourced<String>) {
        let message = format!("`{key}` is `NONE`, which releases from 2.5.0 on refuse");
        let finding = Diagnostic::new(&codes::RELEASES_DIFFER, text.span(), message).help("leave the key out");
        let finding = self.judged(finding, |release| release >= crate::Release::new(2, 5, 0));
        self.report(finding);
    }

    /// Makes a finding about releases an error when the release that was named is one that refuses.
    pub(super) fn judged(&self, finding: Diagnostic, refuses: impl Fn(crate::Release) -> bool) -> Diagnostic {
        match self.options.release {
            Some(release) if refuses(release) => finding.severity(netloom_diag::Severity::Error),
            _ => finding,
        }
    }
}

/// `key = value` or `key: value` where the key is a word, as a line of a value hardly ever is.
fn looks_like_key(line: &str) -> bool {
    line.split_once(['=', ':']).is_some_and(|(key, value)| {
        let key = key.trim_end();
        !key.is_empty()
            && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            && key.starts_with(|c: char| c.is_ascii_alphabetic())
            && !value.starts_with("//")
    })
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

/// Doubles every percent sign that is neither doubled nor the start of a name.
fn double_lone_percents(raw: &str) -> String {
    raw.replace("%%", "%").replace('%', "%%").replace("%%(", "%(")
}

fn expected_boolean(finding: Diagnostic, key: &str, seen: &str) -> Diagnostic {
    let span = finding.primary.span;
    Diagnostic::new(&codes::VALUE_NOT_ALLOWED, span, format!("`{key}` is `{seen}`, expected `true` or `false`"))
        .help(format!("write `{key} = true` or `{key} = false`"))
}
