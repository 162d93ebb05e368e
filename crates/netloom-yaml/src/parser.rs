//! Tokens to events.
//!
//! The parser does not call itself: what is to come is a stack of states, so hostile depth costs
//! memory and no more.
//!
//! # Source
//! PyYAML 6.0.3, `parser.py` and, for anchors, `composer.py`.

mod blocks;
mod documents;
mod flows;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::event::{Event, Properties, Tag};
use crate::scanner::Scanner;
use crate::token::{Fault, Kind, Style, Token};

/// An event and the bytes of what it is about: of a scalar or an alias as a whole, of a collection
/// the bracket, if it has one. Properties are not counted in.
pub type Spanned = (Event, Range<usize>);

/// Reads a text event by event.
///
/// Tabs between values are taken for spaces as libyaml takes them; [`Parser::tabs`] has them, for
/// PyYAML in pure Python takes none.
pub struct Parser<'t> {
    scanner: Scanner<'t>,
    state: State,
    states: Vec<State>,
    handles: BTreeMap<String, String>,
    anchors: BTreeSet<String>,
}

/// What is expected next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    FirstDocument,
    Document,
    DocumentContent,
    DocumentEnd,
    Node(Place),
    SequenceEntry,
    IndentlessEntry,
    MappingKey,
    MappingValue,
    FlowEntry { is_first: bool },
    PairKey,
    PairValue,
    PairEnd,
    FlowKey { is_first: bool },
    FlowValue,
    FlowEmptyValue,
    End,
}

/// Where a value stands, which decides how it may be written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Place {
    Block,
    /// The value or key of a mapping, whose list needs no indentation.
    InMapping,
    Flow,
}

impl<'t> Parser<'t> {
    /// Reads a text from its beginning.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        Self {
            scanner: Scanner::new(text),
            state: State::FirstDocument,
            states: Vec::new(),
            handles: BTreeMap::new(),
            anchors: BTreeSet::new(),
        }
    }

    /// Returns the bytes of tabs that were taken for spaces so far, in order.
    #[must_use]
    pub fn tabs(&self) -> &[usize] {
        self.scanner.tabs()
    }

    /// Returns the next event; nothing behind the last document.
    ///
    /// # Errors
    /// [`Fault`] where the text is no YAML, or an alias has no anchor before it. Reading ends
    /// there.
    pub fn next_event(&mut self) -> Result<Option<Spanned>, Fault> {
        let outcome = self.step();
        if outcome.is_err() {
            self.state = State::End;
        }
        outcome
    }

    fn step(&mut self) -> Result<Option<Spanned>, Fault> {
        loop {
            let event = match self.state {
                State::FirstDocument => self.first_document()?,
                State::Document => self.document()?,
                State::DocumentContent => Some(self.document_content()?),
                State::DocumentEnd => {
                    self.document_end()?;
                    continue;
                }
                State::Node(place) => Some(self.node(place)?),
                State::SequenceEntry => Some(self.sequence_entry()?),
                State::IndentlessEntry => Some(self.indentless_entry()?),
                State::MappingKey => Some(self.mapping_key()?),
                State::MappingValue => Some(self.mapping_value()?),
                State::FlowEntry { is_first } => Some(self.flow_entry(is_first)?),
                State::PairKey => Some(self.pair_key()?),
                State::PairValue => Some(self.pair_value()?),
                State::PairEnd => Some(self.pair_end()?),
                State::FlowKey { is_first } => Some(self.flow_key(is_first)?),
                State::FlowValue => Some(self.flow_value()?),
                State::FlowEmptyValue => {
                    Some(self.empty_before(State::FlowKey { is_first: false })?)
                }
                State::End => None,
            };
            return Ok(event);
        }
    }

    fn next_is(&mut self, is_wanted: impl Fn(&Kind) -> bool) -> Result<bool, Fault> {
        Ok(self.scanner.peek()?.is_some_and(|token| is_wanted(&token.kind)))
    }

    /// Returns the byte at which the next token begins.
    fn next_start(&mut self) -> Result<usize, Fault> {
        Ok(self.scanner.peek()?.map_or(0, |token| token.range.start))
    }

    /// Takes the next token if it is wanted.
    fn take_if(&mut self, is_wanted: impl Fn(&Kind) -> bool) -> Result<Option<Token>, Fault> {
        if self.next_is(is_wanted)? { self.scanner.take() } else { Ok(None) }
    }

    /// Returns the fault that something else stands here than is expected.
    fn unexpected(&mut self, expected: &str) -> Result<Fault, Fault> {
        let (at, seen) = match self.scanner.peek()? {
            Some(token) => (token.range.start, token.kind.name()),
            None => (0, Kind::StreamEnd.name()),
        };
        Ok(Fault { at, message: format!("{seen} stands where {expected} is expected") })
    }

    fn return_to_state(&mut self) {
        self.state = self.states.pop().unwrap_or(State::End);
    }

    /// Reads a value, and continues with a state behind it.
    fn node_then(&mut self, place: Place, then: State) -> Result<Spanned, Fault> {
        self.states.push(then);
        self.node(place)
    }

    /// Returns a value that is not written, at a byte.
    fn empty(&mut self, at: usize, then: State) -> Spanned {
        self.state = then;
        empty_scalar(at, Properties::default())
    }

    /// Returns a value that is not written, before the next token.
    fn empty_before(&mut self, then: State) -> Result<Spanned, Fault> {
        let at = self.next_start()?;
        Ok(self.empty(at, then))
    }

    fn node(&mut self, place: Place) -> Result<Spanned, Fault> {
        if let Some(token) = self.take_if(|kind| matches!(kind, Kind::Alias(_)))? {
            return self.alias(token);
        }
        let (properties, end) = self.properties()?;
        let is_block = place != Place::Flow;
        if place == Place::InMapping && self.next_is(|kind| *kind == Kind::BlockEntry)? {
            let at = self.next_start()?;
            self.state = State::IndentlessEntry;
            return Ok((Event::SequenceStart { is_flow: false, properties }, at..at));
        }
        let begins_value = |kind: &Kind| match kind {
            Kind::Scalar { .. } | Kind::FlowSequenceStart | Kind::FlowMappingStart => true,
            Kind::BlockSequenceStart | Kind::BlockMappingStart => is_block,
            _ => false,
        };
        let Some(token) = self.take_if(begins_value)? else {
            return match end {
                Some(end) => {
                    self.return_to_state();
                    Ok(empty_scalar(end, properties))
                }
                None => Err(self.unexpected("a value")?),
            };
        };
        Ok((self.begin(token.kind, properties), token.range))
    }

    /// The event of a value's first token; what follows of it is the next state.
    fn begin(&mut self, kind: Kind, properties: Properties) -> Event {
        let is_flow = matches!(kind, Kind::FlowSequenceStart | Kind::FlowMappingStart);
        match kind {
            Kind::Scalar { text, style } => {
                self.return_to_state();
                Event::Scalar { text, style, properties }
            }
            Kind::FlowSequenceStart => {
                self.state = State::FlowEntry { is_first: true };
                Event::SequenceStart { is_flow, properties }
            }
            Kind::BlockSequenceStart => {
                self.state = State::SequenceEntry;
                Event::SequenceStart { is_flow, properties }
            }
            _ => {
                self.state =
                    if is_flow { State::FlowKey { is_first: true } } else { State::MappingKey };
                Event::MappingStart { is_flow, properties }
            }
        }
    }

    fn alias(&mut self, token: Token) -> Result<Spanned, Fault> {
        let Kind::Alias(name) = token.kind else { return Err(self.unexpected("an alias")?) };
        if !self.anchors.contains(&name) {
            let message = format!("no anchor `&{name}` precedes this alias");
            return Err(Fault { at: token.range.start, message });
        }
        self.return_to_state();
        Ok((Event::Alias(name), token.range))
    }

    /// Reads an anchor and a tag in any order; the byte behind them if there are any.
    fn properties(&mut self) -> Result<(Properties, Option<usize>), Fault> {
        let mut properties = Properties::default();
        let mut end = None;
        loop {
            let (has_anchor, has_tag) = (properties.anchor.is_some(), properties.tag.is_some());
            let is_wanted = |kind: &Kind| match kind {
                Kind::Anchor(_) => !has_anchor,
                Kind::Tag { .. } => !has_tag,
                _ => false,
            };
            let Some(token) = self.take_if(is_wanted)? else { return Ok((properties, end)) };
            end = Some(token.range.end);
            match token.kind {
                Kind::Tag { handle, suffix } => {
                    properties.tag = Some(self.resolved(handle, suffix, token.range)?);
                }
                Kind::Anchor(name) => {
                    if !self.anchors.insert(name.clone()) {
                        let message = format!("a second anchor is called `&{name}`");
                        return Err(Fault { at: token.range.start, message });
                    }
                    properties.anchor = Some(name);
                }
                _ => {}
            }
        }
    }

    fn resolved(
        &self,
        handle: Option<String>,
        suffix: String,
        range: Range<usize>,
    ) -> Result<Tag, Fault> {
        let Some(handle) = handle else { return Ok(Tag { name: suffix, range }) };
        match self.handles.get(&handle) {
            Some(prefix) => Ok(Tag { name: format!("{prefix}{suffix}"), range }),
            None => {
                let message = format!("no `%TAG` declares the handle `{handle}`");
                Err(Fault { at: range.start, message })
            }
        }
    }
}

fn empty_scalar(at: usize, properties: Properties) -> Spanned {
    (Event::Scalar { text: String::new(), style: Style::Plain, properties }, at..at)
}
