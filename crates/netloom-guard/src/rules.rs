//! A rule file as far as it has to be understood before the engine sees it: which rules and variables there are, and who refers
//! to whom.

use std::collections::{BTreeMap, BTreeSet};

/// What a name is.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Name {
    Rule(String),
    /// A variable, of the whole file or of one rule.
    Variable(String),
}

impl Name {
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Rule(name) => name.clone(),
            Self::Variable(name) => format!("%{name}"),
        }
    }
}

/// Where something stands: byte offset and length.
pub(crate) type At = (usize, usize);

/// What a file declares.
#[derive(Debug, Default)]
pub(crate) struct Declared {
    /// Each name, where it is declared, and what its body refers to.
    pub(crate) names: BTreeMap<Name, (At, BTreeSet<Name>)>,
    /// Where brackets first lie too deep in each other.
    pub(crate) too_deep: Option<At>,
}

impl Declared {
    pub(crate) fn rules(&self) -> impl Iterator<Item = &str> {
        self.names.keys().filter_map(|name| match name {
            Name::Rule(name) => Some(name.as_str()),
            Name::Variable(_) => None,
        })
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Token<'a> {
    Word(&'a str),
    /// `%name`
    Variable(&'a str),
    Open,
    Close,
    Dot,
    Equals,
    Other,
}

/// Brackets deeper than this are more than rules need and less than the engine's stack holds.
const MAX_DEPTH: usize = 64;

/// Returns what a rule file declares; whatever is no Guard is for the engine to refuse.
pub(crate) fn declared(text: &str) -> Declared {
    let tokens = tokens(text);
    let mut declared = Declared::default();
    let mut depth = 0_usize;
    // Whose body the tokens belong to: a rule until its braces close, a variable until the next declaration.
    let mut rule: Option<(Name, usize)> = None;
    let mut variable: Option<Name> = None;
    let mut place = 0;
    while let Some((token, at)) = tokens.get(place) {
        let here = place;
        let after = |n: usize| tokens.get(here + n).map(|(token, _)| *token);
        let before = place.checked_sub(1).and_then(|earlier| tokens.get(earlier)).map(|(token, _)| *token);
        match token {
            Token::Open => {
                depth += 1;
                if depth > MAX_DEPTH && declared.too_deep.is_none() {
                    declared.too_deep = Some(*at);
                }
            }
            Token::Close => {
                depth = depth.saturating_sub(1);
                if rule.as_ref().is_some_and(|(_, outer)| depth == *outer) && text.get(at.0..at.0 + 1) == Some("}") {
                    rule = None;
                    variable = None;
                }
            }
            Token::Word("let") if before != Some(Token::Dot) => {
                if let (Some(Token::Word(name)), Some(Token::Equals)) = (after(1), after(2)) {
                    let name = Name::Variable(name.to_owned());
                    declared.names.entry(name.clone()).or_insert_with(|| (*at, BTreeSet::new()));
                    variable = Some(name);
                    place += 2;
                }
            }
            Token::Word("rule") if depth == 0 => {
                if let Some(Token::Word(name)) = after(1) {
                    let name = Name::Rule(name.to_owned());
                    declared.names.entry(name.clone()).or_insert_with(|| (*at, BTreeSet::new()));
                    rule = Some((name, 0));
                    variable = None;
                    place += 1;
                }
            }
            Token::Word(word) if before != Some(Token::Dot) => {
                // A new clause ends the value of a variable unless brackets are open; being wrong here only adds references.
                let own = rule.as_ref().map(|(name, _)| name.clone());
                refer(&mut declared, own.as_ref(), Name::Rule((*word).to_owned()));
            }
            Token::Variable(name) => {
                let own = variable.clone().or_else(|| rule.as_ref().map(|(name, _)| name.clone()));
                refer(&mut declared, own.as_ref(), Name::Variable((*name).to_owned()));
            }
            Token::Word(_) | Token::Dot | Token::Equals | Token::Other => {}
        }
        // The value of a variable ends with its line, unless the line leaves brackets open.
        let ends_line = tokens
            .get(place + 1)
            .is_none_or(|(_, next)| text.get(at.0..next.0).is_some_and(|between| between.contains('\n')));
        let inner = rule.as_ref().map_or(0, |_| 1);
        if ends_line && depth <= inner && !matches!(tokens.get(place + 1), Some((Token::Dot, _))) {
            variable = None;
        }
        place += 1;
    }
    let known: BTreeSet<Name> = declared.names.keys().cloned().collect();
    for (_, references) in declared.names.values_mut() {
        references.retain(|name| known.contains(name));
    }
    declared
}

fn refer(declared: &mut Declared, own: Option<&Name>, to: Name) {
    if let Some((_, references)) = own.and_then(|own| declared.names.get_mut(own)) {
        references.insert(to);
    }
}

/// Words, variables and brackets with their places; comments, strings and regular expressions are passed over.
fn tokens(text: &str) -> Vec<(Token<'_>, At)> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::new();
    let mut place = 0;
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80;
    while let Some(byte) = bytes.get(place) {
        let start = place;
        place += 1;
        let token = match byte {
            b'#' => {
                place = end_of(bytes, place, |byte| byte == b'\n');
                continue;
            }
            b'"' | b'\'' => {
                place = end_of_string(bytes, place, *byte);
                Token::Other
            }
            b'/' if may_begin_regex(&tokens) => {
                place = end_of_string(bytes, place, b'/');
                Token::Other
            }
            b'<' if bytes.get(place) == Some(&b'<') => {
                let rest = text.get(place..).unwrap_or_default();
                place = rest.find(">>").map_or(bytes.len(), |end| place + end + 2);
                continue;
            }
            b'{' | b'[' | b'(' => Token::Open,
            b'}' | b']' | b')' => Token::Close,
            b'.' => Token::Dot,
            b'=' if bytes.get(place) != Some(&b'=')
                && !matches!(bytes.get(start.wrapping_sub(1)), Some(b'=' | b'!' | b'<' | b'>')) =>
            {
                Token::Equals
            }
            b':' if bytes.get(place) == Some(&b'=') => {
                place += 1;
                Token::Equals
            }
            b'%' => {
                place = end_of(bytes, place, |byte| !is_word(byte));
                Token::Variable(text.get(start + 1..place).unwrap_or_default())
            }
            byte if is_word(*byte) => {
                place = end_of(bytes, place, |byte| !is_word(byte));
                Token::Word(text.get(start..place).unwrap_or_default())
            }
            byte if byte.is_ascii_whitespace() => continue,
            _ => Token::Other,
        };
        tokens.push((token, (start, place - start)));
    }
    tokens
}

/// A slash begins a regular expression where a value may stand: behind an operator or an opening bracket.
fn may_begin_regex(tokens: &[(Token<'_>, At)]) -> bool {
    !matches!(tokens.last(), Some((Token::Close | Token::Dot, _)))
}

fn end_of(bytes: &[u8], from: usize, is_end: impl Fn(u8) -> bool) -> usize {
    bytes.iter().skip(from).position(|byte| is_end(*byte)).map_or(bytes.len(), |n| from + n)
}

fn end_of_string(bytes: &[u8], from: usize, quote: u8) -> usize {
    let mut place = from;
    while let Some(byte) = bytes.get(place) {
        place += 1;
        match byte {
            b'\\' => place += 1,
            byte if *byte == quote => return place.min(bytes.len()),
            b'\n' if quote == b'/' => return place,
            _ => {}
        }
    }
    bytes.len()
}
