//! Lists and mappings in brackets.

use super::{Parser, Place, Spanned, State};
use crate::event::{Event, Properties};
use crate::token::{Fault, Kind};

fn ends_item(kind: &Kind) -> bool {
    matches!(kind, Kind::FlowEntry | Kind::FlowSequenceEnd)
}

fn ends_entry(kind: &Kind) -> bool {
    matches!(kind, Kind::FlowEntry | Kind::FlowMappingEnd)
}

impl Parser<'_> {
    pub(super) fn flow_entry(&mut self, is_first: bool) -> Result<Spanned, Fault> {
        if !self.next_is(|kind| *kind == Kind::FlowSequenceEnd)? {
            if !is_first {
                self.expect_comma("`,` or `]`")?;
            }
            if let Some(key) = self.take_if(|kind| *kind == Kind::Key)? {
                self.state = State::PairKey;
                let properties = Properties::default();
                let start = key.range.start;
                return Ok((Event::MappingStart { is_flow: false, properties }, start..start));
            }
            if !self.next_is(|kind| *kind == Kind::FlowSequenceEnd)? {
                return self.node_then(Place::Flow, State::FlowEntry { is_first: false });
            }
        }
        self.flow_end(Event::SequenceEnd)
    }

    /// The key of a mapping of one entry, as in `[a: b]`; its indicator is taken.
    pub(super) fn pair_key(&mut self) -> Result<Spanned, Fault> {
        if self.next_is(|kind| *kind == Kind::Value || ends_item(kind))? {
            self.empty_before(State::PairValue)
        } else {
            self.node_then(Place::Flow, State::PairValue)
        }
    }

    pub(super) fn pair_value(&mut self) -> Result<Spanned, Fault> {
        let Some(colon) = self.take_if(|kind| *kind == Kind::Value)? else {
            return self.empty_before(State::PairEnd);
        };
        if self.next_is(ends_item)? {
            return Ok(self.empty(colon.range.end, State::PairEnd));
        }
        self.node_then(Place::Flow, State::PairEnd)
    }

    pub(super) fn pair_end(&mut self) -> Result<Spanned, Fault> {
        let at = self.next_start()?;
        self.state = State::FlowEntry { is_first: false };
        Ok((Event::MappingEnd, at..at))
    }

    pub(super) fn flow_key(&mut self, is_first: bool) -> Result<Spanned, Fault> {
        if !self.next_is(|kind| *kind == Kind::FlowMappingEnd)? {
            if !is_first {
                self.expect_comma("`,` or `}`")?;
            }
            if let Some(key) = self.take_if(|kind| *kind == Kind::Key)? {
                return if self.next_is(|kind| *kind == Kind::Value || ends_entry(kind))? {
                    Ok(self.empty(key.range.end, State::FlowValue))
                } else {
                    self.node_then(Place::Flow, State::FlowValue)
                };
            }
            if !self.next_is(|kind| *kind == Kind::FlowMappingEnd)? {
                return self.node_then(Place::Flow, State::FlowEmptyValue);
            }
        }
        self.flow_end(Event::MappingEnd)
    }

    pub(super) fn flow_value(&mut self) -> Result<Spanned, Fault> {
        let next = State::FlowKey { is_first: false };
        let Some(colon) = self.take_if(|kind| *kind == Kind::Value)? else {
            return self.empty_before(next);
        };
        if self.next_is(ends_entry)? {
            return Ok(self.empty(colon.range.end, next));
        }
        self.node_then(Place::Flow, next)
    }

    fn expect_comma(&mut self, expected: &str) -> Result<(), Fault> {
        match self.take_if(|kind| *kind == Kind::FlowEntry)? {
            Some(_) => Ok(()),
            None => Err(self.unexpected(expected)?),
        }
    }

    /// Takes the closing bracket, which is the next token.
    fn flow_end(&mut self, event: Event) -> Result<Spanned, Fault> {
        let end = self.scanner.take()?.map_or(0..0, |token| token.range);
        self.return_to_state();
        Ok((event, end))
    }
}
