//! Documents with their directives and markers.

use super::{Parser, Place, Spanned, State};
use crate::event::Event;
use crate::token::{Fault, Kind};

fn is_directive(kind: &Kind) -> bool {
    matches!(kind, Kind::Version { .. } | Kind::TagHandle { .. } | Kind::OtherDirective)
}

fn ends_document(kind: &Kind) -> bool {
    is_directive(kind) || matches!(kind, Kind::DocumentStart | Kind::DocumentEnd | Kind::StreamEnd)
}

impl Parser<'_> {
    /// The first document needs no marker.
    pub(super) fn first_document(&mut self) -> Result<Option<Spanned>, Fault> {
        let is_marked = self.next_is(|kind| {
            is_directive(kind) || matches!(kind, Kind::DocumentStart | Kind::StreamEnd)
        })?;
        if is_marked {
            return self.document();
        }
        self.forget_document();
        self.add_usual_handles();
        self.states.push(State::DocumentEnd);
        self.state = State::Node(Place::Block);
        let at = self.next_start()?;
        Ok(Some((Event::DocumentStart, at..at)))
    }

    pub(super) fn document(&mut self) -> Result<Option<Spanned>, Fault> {
        while self.take_if(|kind| *kind == Kind::DocumentEnd)?.is_some() {}
        if self.next_is(|kind| *kind == Kind::StreamEnd)? {
            self.state = State::End;
            return Ok(None);
        }
        self.forget_document();
        self.directives()?;
        let Some(marker) = self.take_if(|kind| *kind == Kind::DocumentStart)? else {
            return Err(self.unexpected("`---`")?);
        };
        self.states.push(State::DocumentEnd);
        self.state = State::DocumentContent;
        Ok(Some((Event::DocumentStart, marker.range)))
    }

    pub(super) fn document_content(&mut self) -> Result<Spanned, Fault> {
        if self.next_is(ends_document)? {
            let at = self.next_start()?;
            self.states.pop();
            return Ok(self.empty(at, State::DocumentEnd));
        }
        self.node(Place::Block)
    }

    pub(super) fn document_end(&mut self) -> Result<(), Fault> {
        self.take_if(|kind| *kind == Kind::DocumentEnd)?;
        self.state = State::Document;
        Ok(())
    }

    fn forget_document(&mut self) {
        self.handles.clear();
        self.anchors.clear();
    }

    fn directives(&mut self) -> Result<(), Fault> {
        let mut has_version = false;
        while let Some(token) = self.take_if(is_directive)? {
            let at = token.range.start;
            let fault = |message: &str| Fault { at, message: message.to_owned() };
            match token.kind {
                Kind::Version { .. } if has_version => {
                    return Err(fault("a second `%YAML` in one document"));
                }
                Kind::Version { major } if major.trim_start_matches('0') != "1" => {
                    return Err(fault("a version of YAML that is not 1"));
                }
                Kind::Version { .. } => has_version = true,
                Kind::TagHandle { handle, prefix } => {
                    let earlier = self.handles.insert(handle, prefix);
                    earlier.map_or(Ok(()), |_| Err(fault("a second `%TAG` for one handle")))?;
                }
                _ => {}
            }
        }
        self.add_usual_handles();
        Ok(())
    }

    fn add_usual_handles(&mut self) {
        for (handle, prefix) in [("!", "!"), ("!!", "tag:yaml.org,2002:")] {
            self.handles.entry(handle.to_owned()).or_insert_with(|| prefix.to_owned());
        }
    }
}
