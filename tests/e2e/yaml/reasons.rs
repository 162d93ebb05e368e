//! Why netloom and PyYAML may read a text differently.

use super::Difference;

/// What is compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Reading {
    /// The parser's steps.
    Steps,
    /// The values of a cluster configuration.
    Config,
    /// The values of a template.
    Template,
}

/// A reason for differences.
pub(crate) struct Reason {
    pub(crate) why: &'static str,
    pub(crate) reading: Reading,
    pub(crate) covers: fn(&Difference) -> bool,
}

pub(crate) const REASONS: &[Reason] = &[
    Reason {
        why: "CloudFormation reads a text that begins as JSON by the rules of JSON",
        reading: Reading::Template,
        covers: |it| it.netloom.is_none() && begins_as_json(&it.text),
    },
    Reason {
        why: "CloudFormation does not support the tags binary, omap, pairs, set and timestamp",
        reading: Reading::Template,
        covers: |it| it.netloom.is_none() && has_rare_tag(&it.text),
    },
    Reason {
        why: "no key of a cluster configuration has a value of bytes, pairs or a set",
        reading: Reading::Config,
        covers: |it| it.netloom.is_none() && has_rare_tag(&it.text),
    },
    Reason {
        why: "in a template, `=`, `<<` and numbers without digits are texts where no key is",
        reading: Reading::Template,
        covers: |it| {
            it.pyyaml.is_none() && ["=", "<<", "0x_"].iter().any(|text| has_value(it, text))
        },
    },
    Reason {
        why: "Python's `int`, which reads what `!!int` marks, knows octals of another language",
        reading: Reading::Config,
        covers: |it| it.code == "YML009" && it.text.contains("!!int 0o"),
    },
    Reason {
        why: "Python's `int`, which reads what `!!int` marks, knows octals of another language",
        reading: Reading::Template,
        covers: |it| it.code == "RDT007" && it.text.contains("!!int 0o"),
    },
    Reason {
        why: "no tag of a function belongs in a cluster configuration, before merged keys either",
        reading: Reading::Config,
        covers: |it| it.code == "YML009" && it.text.contains("<<: !"),
    },
    Reason {
        why: "libyaml, which is asked about tabs, ends a tag at a comma",
        reading: Reading::Steps,
        covers: |it| both(it) && it.text.contains('\t') && it.text.contains('!'),
    },
    Reason {
        why: "libyaml, which is asked about tabs, rejects some texts for other reasons",
        reading: Reading::Steps,
        covers: rejected_by_libyaml,
    },
    Reason {
        why: "libyaml, which is asked about tabs, rejects some texts for other reasons",
        reading: Reading::Template,
        covers: rejected_by_libyaml,
    },
    Reason {
        why: "JSON has no infinite numbers, so a template keeps the text",
        reading: Reading::Template,
        covers: |it| {
            both(it) && [".inf", ".INF", ".nan", ".NaN"].iter().any(|n| it.text.contains(n))
        },
    },
];

fn begins_as_json(text: &str) -> bool {
    let is_space = |c: char| c.is_whitespace() || c == '\u{feff}';
    let inside = text.trim_start_matches(is_space).strip_prefix(['{', '[']);
    inside.is_some_and(|inside| {
        let first = inside.trim_start_matches(|c| is_space(c) || matches!(c, '{' | '['));
        first.starts_with(|c: char| matches!(c, '"' | '-' | '}' | ']') || c.is_ascii_digit())
    })
}

fn has_rare_tag(text: &str) -> bool {
    ["binary", "omap", "pairs", "set", "timestamp"]
        .iter()
        .any(|name| text.contains(&format!("!!{name} ")))
}

fn rejected_by_libyaml(difference: &Difference) -> bool {
    difference.pyyaml.is_none() && difference.netloom.is_some() && difference.text.contains('\t')
}

/// Whether netloom reads this text somewhere.
fn has_value(difference: &Difference, text: &str) -> bool {
    let value = format!(r#"["text","{text}"]"#);
    difference.netloom.as_ref().is_some_and(|read| read.to_string().contains(&value))
}

fn both(difference: &Difference) -> bool {
    difference.netloom.is_some() && difference.pyyaml.is_some()
}
