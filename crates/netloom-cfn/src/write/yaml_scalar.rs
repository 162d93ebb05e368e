//! Texts as YAML scalars that every reader takes for texts.
//!
//! YAML 1.1 and 1.2 disagree on what is a text. CloudFormation and PyYAML read 1.1, where `yes` is
//! a boolean, `22:30` the number 1350, `0755` the number 493 and `2010-09-09` a date; most Rust
//! crates read 1.2. A text is written without quotes only when both take it for the same text.

use std::borrow::Cow;

use netloom_net::Ipv4Cidr;

/// Returns `text` as a scalar on one line, quoted only where it has to be.
pub(super) fn scalar(text: &str) -> Cow<'_, str> {
    if is_word(text) || text.parse::<Ipv4Cidr>().is_ok() {
        return Cow::Borrowed(text);
    }
    if !text.chars().all(is_printable) {
        return Cow::Owned(double_quoted(text));
    }
    // What the syntax of YAML asks to be quoted is for serde_yaml to know; it writes one line, for
    // the text has no line end.
    let line = serde_yaml::to_string(text).unwrap_or_default();
    let written = line.trim_end_matches('\n');
    if written != text {
        Cow::Owned(if written.is_empty() { double_quoted(text) } else { written.to_owned() })
    } else if text.starts_with(|c: char| c.is_ascii_alphabetic()) && !is_word_of_yaml_1_1(text) {
        // No number and no date of YAML 1.1 starts with a letter.
        Cow::Borrowed(text)
    } else {
        Cow::Owned(format!("'{}'", text.replace('\'', "''")))
    }
}

/// Returns whether `text` is letters and digits from a letter on, as logical ids and types are, and
/// not a word that YAML 1.1 takes for something else: the quick way for most texts.
fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && !is_word_of_yaml_1_1(text)
}

/// Returns whether YAML 1.1 takes the word for a boolean, for null, or for an infinity, in any
/// case.
///
/// # Source
/// YAML 1.1 type repository, "bool", "null" and "float".
fn is_word_of_yaml_1_1(text: &str) -> bool {
    const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Returns whether the character stands for itself in a quoted or plain scalar of one line.
fn is_printable(c: char) -> bool {
    matches!(c, ' '..='~') || c.is_alphanumeric()
}

/// Returns `text` in double quotes, every character that is not plainly printable as an escape.
///
/// # Source
/// YAML 1.1, section 5.6, "Escape sequences"; the same in YAML 1.2.
fn double_quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if is_printable(c) => out.push(c),
            c => out.push_str(&format!("\\U{:08X}", u32::from(c))),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(scalar(text), expected);
    }

    #[test]
    fn plain_texts_stay_plain() {
        for text in [
            "Vpc",
            "AWS::EC2::VPC",
            "10.0.0.0/16",
            "queue cpu",
            "euw1-az1",
            "subnet-0123456789abcdef0",
            "ipsec.1",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn what_yaml_1_1_takes_for_something_else_is_quoted() {
        for text in [
            "2010-09-09",
            "22:30",
            "0755",
            "-1",
            "1e3",
            "12345678901234e5",
            "0b101",
            "0x1f",
            "1_000",
            ".5",
            "+1",
            "~",
            "yes",
            "No",
            "ON",
            "off",
            "y",
            "N",
            "true",
            "null",
            "190:20:30.15",
            "<<",
            "=",
            "1234567890123456",
        ] {
            check(text, &format!("'{text}'"));
        }
    }

    #[test]
    fn what_the_syntax_takes_for_something_else_is_quoted() {
        check("", "''");
        check("a: b", "'a: b'");
        check("a #b", "'a #b'");
        check("${AWS::StackName}-head", "'${AWS::StackName}-head'");
        check("it's", "it's");
        check("'quoted'", "'''quoted'''");
        check(" blank", "' blank'"); // words: keep
        check("a\nb\"\u{7f}", "\"a\\nb\\\"\\U0000007F\"");
    }
}
