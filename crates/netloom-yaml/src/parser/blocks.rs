//! Lists and mappings without brackets.

use super::{Parser, Place, Spanned, State};
use crate::event::Event;
use crate::token::{Fault, Kind};

fn ends_entry_of_mapping(kind: &Kind) -> bool {
    matches!(kind, Kind::Key | Kind::Value | Kind::BlockEnd)
}

impl Parser<'_> {
    pub(super) fn sequence_entry(&mut self) -> Result<Spanned, Fault> {
        if let Some(dash) = self.take_if(|kind| *kind == Kind::BlockEntry)? {
            let is_empty =
                self.next_is(|kind| matches!(kind, Kind::BlockEntry | Kind::BlockEnd))?;
            return if is_empty {
                Ok(self.empty(dash.range.end, State::SequenceEntry))
            } else {
                self.node_then(Place::Block, State::SequenceEntry)
            };
        }
        self.block_end(Event::SequenceEnd, "a further item or the end of the list")
    }

    /// A list in the column of the key that it belongs to.
    pub(super) fn indentless_entry(&mut self) -> Result<Spanned, Fault> {
        if let Some(dash) = self.take_if(|kind| *kind == Kind::BlockEntry)? {
            let is_empty =
                self.next_is(|kind| *kind == Kind::BlockEntry || ends_entry_of_mapping(kind))?;
            return if is_empty {
                Ok(self.empty(dash.range.end, State::IndentlessEntry))
            } else {
                self.node_then(Place::Block, State::IndentlessEntry)
            };
        }
        let at = self.next_start()?;
        self.return_to_state();
        Ok((Event::SequenceEnd, at..at))
    }

    pub(super) fn mapping_key(&mut self) -> Result<Spanned, Fault> {
        if let Some(key) = self.take_if(|kind| *kind == Kind::Key)? {
            return if self.next_is(ends_entry_of_mapping)? {
                Ok(self.empty(key.range.end, State::MappingValue))
            } else {
                self.node_then(Place::InMapping, State::MappingValue)
            };
        }
        self.block_end(Event::MappingEnd, "a further key or the end of the mapping")
    }

    pub(super) fn mapping_value(&mut self) -> Result<Spanned, Fault> {
        let Some(colon) = self.take_if(|kind| *kind == Kind::Value)? else {
            return self.empty_before(State::MappingKey);
        };
        if self.next_is(ends_entry_of_mapping)? {
            return Ok(self.empty(colon.range.end, State::MappingKey));
        }
        self.node_then(Place::InMapping, State::MappingKey)
    }

    fn block_end(&mut self, event: Event, expected: &str) -> Result<Spanned, Fault> {
        let Some(end) = self.take_if(|kind| *kind == Kind::BlockEnd)? else {
            return Err(self.unexpected(expected)?);
        };
        self.return_to_state();
        Ok((event, end.range))
    }
}
