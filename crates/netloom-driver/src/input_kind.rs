//! What kind of input a file is, decided in one place, by what the file says when it is parsed.
//!
//! - Comes in: the name of a file and its text or bytes.
//! - Goes out: an [`InputKind`].
//! - Left to others: reading the file, and what is wrong with it.
//!
//! A word in a comment decides nothing, and neither does the layout: minified JSON, a flow mapping,
//! `? Resources` and a byte-order mark are read by the parsers that read the file afterwards.

use netloom_diag::{SourceFile, Sources};
use netloom_template::{Node, Value, parse_tree};

/// Keys that only templates have at their top.
const TEMPLATE_KEYS: [&str; 2] = ["Resources", "AWSTemplateFormatVersion"];

/// Keys that ParallelCluster's v3 configs have at their top; every config needs both.
const CONFIG_KEYS: [&str; 2] = ["HeadNode", "Scheduling"];

/// Beginnings of section names that only ParallelCluster's v2 configs have.
const INI_SECTIONS: [&str; 4] = ["cluster ", "vpc ", "queue ", "compute_resource "];

/// Endings of files that hold templates and v3 configs, in lower case.
const TREE_ENDINGS: [&str; 4] = ["yaml", "yml", "json", "template"];

/// Endings of files that hold v2 configs, in lower case.
const INI_ENDINGS: [&str; 3] = ["ini", "cfg", "conf"];

/// What a file holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum InputKind {
    /// A CloudFormation template.
    Template,
    /// A ParallelCluster configuration, v3 YAML.
    ConfigV3,
    /// A ParallelCluster configuration, v2 INI.
    ConfigV2,
    /// Text that cannot be parsed and has the marks of a template or a config: a review must not
    /// pass over it.
    Unclear,
    /// Something else.
    Other,
}

impl InputKind {
    /// Returns what a text is.
    ///
    /// - `name`: the file's name; its ending decides only where the text alone leaves a choice.
    ///
    /// A mapping with `Resources` at its top is a template, whatever else it has. The result is
    /// [`Self::Unclear`] only for a text that cannot be parsed.
    #[must_use]
    pub fn detect(name: &str, text: &str) -> Self {
        let mut sources = Sources::default();
        let file = sources.add(name, text);
        sources.get(file).map_or(Self::Other, Self::of_source)
    }

    fn of_source(source: &SourceFile) -> Self {
        let (name, text) = (source.name(), source.text());
        if is_ini(name, text) {
            return if has_cluster_sections(text) { Self::ConfigV2 } else { Self::Other };
        }
        if has_plain_resources_key(name, text) {
            return Self::Template;
        }
        let tree = parse_tree(source);
        if let Some(kind) = tree.root.as_ref().and_then(kind_of_tree) {
            return kind;
        }
        let is_broken = tree.root.is_none() && !tree.findings.is_empty();
        if is_broken && has_marks(name, text) { Self::Unclear } else { Self::Other }
    }

    /// Returns what the bytes of a file are; bytes that are not UTF-8 make a template or config
    /// [`Self::Unclear`].
    #[must_use]
    pub fn detect_bytes(name: &str, bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::detect(name, text),
            Err(_) => match Self::detect(name, &String::from_utf8_lossy(bytes)) {
                Self::Other => Self::Other,
                _ => Self::Unclear,
            },
        }
    }

    /// Returns what an input is that was named by the user: a template, or a config of either form.
    /// A text that cannot be parsed is read as what its marks say, so that the reader can report
    /// the place of the fault.
    #[must_use]
    pub fn of_named(source: &SourceFile) -> Self {
        match Self::of_source(source) {
            Self::Unclear | Self::Other => Self::by_marks(source.name(), source.text()),
            kind => kind,
        }
    }

    fn by_marks(name: &str, text: &str) -> Self {
        if is_ini(name, text) {
            Self::ConfigV2
        } else if lines_with_keys(text, &TEMPLATE_KEYS) || text.contains("\"AWS::") {
            Self::Template
        } else {
            Self::ConfigV3
        }
    }
}

/// What the top of a parsed text says; `None` when it says nothing.
fn kind_of_tree(root: &Node) -> Option<InputKind> {
    let Value::Map(entries) = &root.value else { return None };
    let has = |keys: &[&str]| entries.iter().any(|entry| keys.contains(&entry.key.as_str()));
    // A note such as `Resources: see below` is a mapping of one text, and no template.
    let is_note = entries.iter().all(|entry| matches!(entry.node.value, Value::Text(_)))
        && !has(&["AWSTemplateFormatVersion"]);
    if has(&TEMPLATE_KEYS) && !is_note {
        return Some(InputKind::Template);
    }
    has(&CONFIG_KEYS).then_some(InputKind::ConfigV3)
}

fn ending(name: &str) -> Option<String> {
    name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase())
}

fn has_ending(name: &str, endings: &[&str]) -> bool {
    ending(name).is_some_and(|ending| endings.contains(&ending.as_str()))
}

/// Whether a text is INI: the first line that says anything is the header of a section, or the name
/// has an ending of INI and the text is not a mapping with keys of a template.
fn is_ini(name: &str, text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    let first = text
        .lines()
        .map(str::trim_end)
        .find(|line| !line.is_empty() && !line.starts_with(['#', ';']));
    let is_header = first.is_some_and(is_section_header);
    if has_ending(name, &INI_ENDINGS) {
        is_header || !lines_with_keys(text, &TEMPLATE_KEYS)
    } else {
        is_header
    }
}

fn is_section_header(line: &str) -> bool {
    let name = line.strip_prefix('[').and_then(|rest| rest.split_once(']')).map(|(name, _)| name);
    name.is_some_and(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))
}

fn has_cluster_sections(text: &str) -> bool {
    let names =
        text.lines().filter_map(|line| line.trim_start_matches('\u{feff}').strip_prefix('['));
    names.into_iter().any(|name| INI_SECTIONS.iter().any(|section| name.starts_with(section)))
}

/// The usual layout of a YAML template, known without parsing: `Resources:` at the start of a line
/// is a key of the top, since everything inside of another key is indented.
fn has_plain_resources_key(name: &str, text: &str) -> bool {
    has_ending(name, &["yaml", "yml", "template"])
        && text.lines().any(|line| line.trim_end() == "Resources:")
}

/// Whether a line outside of comments begins with one of these keys, quoted or not.
fn lines_with_keys(text: &str, keys: &[&str]) -> bool {
    text.lines().any(|line| begins_with_key(line, keys))
}

fn begins_with_key(line: &str, keys: &[&str]) -> bool {
    let line = line.trim_start_matches(|c: char| {
        c.is_whitespace() || matches!(c, '{' | '?' | '"' | '\'' | '\u{feff}')
    });
    keys.iter().any(|key| {
        let rest = line.strip_prefix(key).map(str::trim_start);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '"', '\'']))
    })
}

/// Whether a text that cannot be parsed may be a template or a config all the same.
fn has_marks(name: &str, text: &str) -> bool {
    let mentions_types = text.contains("AWS::");
    let is_tree = has_ending(name, &TREE_ENDINGS);
    (mentions_types && (is_tree || lines_with_keys(text, &TEMPLATE_KEYS)))
        || (is_tree && lines_with_keys(text, &CONFIG_KEYS))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, text: &str, expected: InputKind) {
        assert_eq!(InputKind::detect(name, text), expected, "{name}: {text}");
    }

    #[test]
    fn templates_are_known_in_every_layout() {
        let texts = [
            "AWSTemplateFormatVersion: '2010-09-09'\nResources: {}\n",
            "{\"Description\":\"x\",\"Resources\":{\"V\":{\"Type\":\"AWS::EC2::VPC\"}}}",
            "Resources :\n  V: {Type: AWS::EC2::VPC}\n",
            "{Description: x, Resources: {V: {Type: AWS::EC2::VPC}}}\n",
            "\u{feff}Resources:\n  V: {Type: AWS::EC2::VPC}\n",
            "? Resources\n: {V: {Type: AWS::EC2::VPC}}\n",
            "\"\\x52esources\":\n  V: {Type: AWS::EC2::VPC}\n",
            "---\n# a comment\n'Resources': {}\n",
        ];
        for name in ["network.yaml", "network.json", "NETWORK.YAML", "network.txt", "network", "-"]
        {
            texts.iter().for_each(|text| check(name, text, InputKind::Template));
        }
    }

    #[test]
    fn a_word_in_a_comment_decides_nothing() {
        let comment = "# replaces our AWSTemplateFormatVersion 2010-09-09 stack: Resources\n";
        check("a.ini", &format!("{comment}[cluster default]\nkey_name = k\n"), InputKind::ConfigV2);
        check("a", &format!("{comment}[cluster default]\nkey_name = k\n"), InputKind::ConfigV2);
        check(
            "a.yaml",
            &format!("{comment}HeadNode:\n  InstanceType: c5.large\n"),
            InputKind::ConfigV3,
        );
        check("a.ini", "[cluster default]\nResources = 1\nResources: 2\n", InputKind::ConfigV2);
    }

    #[test]
    fn files_of_other_tools_are_something_else() {
        check("setup.cfg", "[metadata]\nname = x\n", InputKind::Other);
        check("values.yaml", "image: {{ .Values.image }}\n", InputKind::Other);
        check("package.json", "{\"name\": \"x\", \"scripts\": {}}", InputKind::Other);
        check("README.md", "# Title\n\nResources: see AWS::EC2::VPC\n", InputKind::Other);
        check("notes.txt", "", InputKind::Other);
    }

    #[test]
    fn a_broken_template_is_unclear_and_read_as_one() {
        let text = "Resources:\n  V: {Type: AWS::EC2::VPC\n";
        check("network.json", text, InputKind::Unclear);
        check("network.txt", text, InputKind::Unclear);
        let mut sources = Sources::default();
        let file = sources.add("network.json", text);
        assert_eq!(sources.get(file).map(InputKind::of_named), Some(InputKind::Template));
        let bytes = b"Resources:\n  V: {Type: AWS::EC2::VPC} # \xFC\n";
        assert_eq!(InputKind::detect_bytes("network.yaml", bytes), InputKind::Unclear);
        assert_eq!(InputKind::detect_bytes("logo.png", b"\x89PNG\r\n\x1a\n\0"), InputKind::Other);
    }
}
