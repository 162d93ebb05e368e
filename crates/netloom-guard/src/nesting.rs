//! How deep the brackets of a rule text lie in each other, told without recursion.
//!
//! It has to be known before cfn-guard reads the text: its reader recurses at every bracket, and
//! reads the inside of a filter twice at every level.

use std::iter::Peekable;
use std::ops::Range;
use std::str::CharIndices;

/// The deepest nesting of brackets of any kind. The deepest file of AWS's rule registry has seven.
pub(crate) const MAX_BRACKETS: usize = 32;

/// The deepest nesting of square brackets and parentheses, of which each level doubles the reader's
/// work.
pub(crate) const MAX_FILTERS: usize = 8;

/// Returns the bytes of the first bracket that lies too deep, and what is too deep there, in words.
pub(crate) fn too_deep(text: &str) -> Option<(Range<usize>, String)> {
    let mut open = Vec::new();
    let mut n_filters = 0;
    for (at, bracket) in brackets(text) {
        if matches!(bracket, '{' | '[' | '(') {
            open.push(bracket);
            n_filters += usize::from(bracket != '{');
        } else if let Some(closed) = open.pop() {
            n_filters -= usize::from(closed != '{');
        }
        if n_filters > MAX_FILTERS {
            return Some((
                at..at + 1,
                format!("more than {MAX_FILTERS} filters, lists or calls lie in each other"),
            ));
        }
        if open.len() > MAX_BRACKETS {
            return Some((
                at..at + 1,
                format!("more than {MAX_BRACKETS} brackets lie in each other"),
            ));
        }
    }
    None
}

/// Returns the brackets of a rule text that are no part of a text, regular expression, message or
/// comment, with their bytes.
fn brackets(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        loop {
            let (at, c) = rest.next()?;
            match c {
                '{' | '[' | '(' | '}' | ']' | ')' => return Some((at, c)),
                '\'' | '"' | '/' => skip_quoted(&mut rest, c),
                '#' => while rest.next_if(|(_, c)| *c != '\n').is_some() {},
                '<' if rest.next_if(|(_, c)| *c == '<').is_some() => skip_message(&mut rest),
                _ => {}
            }
        }
    })
}

/// Goes behind the closing `quote`; one behind a backslash does not close. A line end does not
/// close either.
fn skip_quoted(rest: &mut Peekable<CharIndices<'_>>, quote: char) {
    // cfn-guard looks at the one sign before the quote: `\\'` does not close.
    let mut last = ' ';
    for (_, c) in rest.by_ref() {
        if c == quote && last != '\\' {
            return;
        }
        last = c;
    }
}

fn skip_message(rest: &mut Peekable<CharIndices<'_>>) {
    let mut last = ' ';
    for (_, c) in rest.by_ref() {
        if c == '>' && last == '>' {
            return;
        }
        last = c;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<usize>) {
        assert_eq!(too_deep(text).map(|(at, _)| at.start), expected, "{text}");
    }

    #[test]
    fn filters_may_lie_in_each_other_eight_deep() {
        check(&"a[".repeat(8), None);
        check(&"a[".repeat(9), Some(17));
        check(&"a[]".repeat(50), None);
        check(&"f(".repeat(9), Some(17));
    }

    #[test]
    fn blocks_may_lie_in_each_other_thirty_two_deep() {
        check(&"{".repeat(32), None);
        check(&"{".repeat(33), Some(32));
        check(&"{}".repeat(500), None);
    }

    #[test]
    fn brackets_in_texts_and_comments_are_none() {
        check(&"'['".repeat(20), None);
        check(&"\"\\\"[\"".repeat(20), None);
        check(&"/[/".repeat(20), None);
        check(&"<<[>>".repeat(20), None);
        check(&"# [\n".repeat(20), None);
    }

    #[test]
    fn closing_brackets_in_texts_and_comments_close_nothing() {
        check(&"[']'".repeat(9), Some(32));
        check(&"[/]/".repeat(9), Some(32));
        check(&"[<<]>>".repeat(9), Some(48));
        check(&"[#]\n".repeat(9), Some(32));
    }

    #[test]
    fn brackets_that_close_nothing_do_no_harm() {
        check("]})", None);
        check(&"}".repeat(100), None);
    }
}
