//! What gets through between two ends, by client address, protocol and server port, and how two of these differ.

use netloom_reach::engine::{Header, Journey};
use netloom_reach::sets::{Cell, RangeSet};
use netloom_reach::{Expect, Fate, Prepared};

use super::words::{sources_of, words};
use super::{Change, Turn, Turned};

/// What gets through.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Through {
    some: Vec<Cell>,
    /// Where some packets do not get through.
    gaps: Vec<Cell>,
    /// Where nobody can say.
    open: Vec<Cell>,
    /// Why nobody can say, each reason once.
    pub(super) missing: Vec<String>,
}

impl Through {
    /// Follows a journey.
    ///
    /// - `is_inbound`: one packet that gets in is exposure; elsewhere a connection needs its answer, and the client's address
    ///   counts for nothing, because both sides have addresses of their own.
    pub(super) fn of(prepared: &Prepared, journey: &Journey<'_>, is_inbound: bool) -> Self {
        let expect = if is_inbound { Expect::Unreachable } else { Expect::Reachable };
        let mut through = Self::default();
        for flow in prepared.follow(journey, false) {
            let first = Header::FIRST;
            let keep = |axis| flow.cell.on(axis);
            let source = if is_inbound { keep(first.source) } else { RangeSet::single(0) };
            let cell = Cell::new(vec![source, keep(first.protocol), keep(first.destination_port)]);
            match flow.fate(expect) {
                Fate::Arrives => through.some.push(cell),
                Fate::Dropped => through.gaps.push(cell),
                Fate::Depends => {
                    through.open.push(cell);
                    through.missing.extend(flow.doubts().map(|unknown| unknown.what.clone()));
                }
            }
        }
        through.tidy();
        through
    }

    /// Puts what gets through between other ends beside it.
    pub(super) fn join(&mut self, other: &Self) {
        for (own, others) in
            [(&mut self.some, &other.some), (&mut self.gaps, &other.gaps), (&mut self.open, &other.open)]
        {
            own.extend(others.iter().cloned());
        }
        self.missing.extend(other.missing.iter().cloned());
        self.tidy();
    }

    /// Flows that differ in their hops alone leave equal cells.
    fn tidy(&mut self) {
        for cells in [&mut self.some, &mut self.gaps, &mut self.open] {
            cells.sort();
            cells.dedup();
        }
        self.missing.sort();
        self.missing.dedup();
    }
}

/// What became of the connections between two parties.
///
/// - `where_it_was`: what gets through now where the parties could be before; it alone tells what is lost in part.
/// - `is_lost_told`, `is_gained_told`: whether all ends are known that could make it no loss and no gain.
pub(super) fn difference(
    before: &Through,
    after: &Through,
    where_it_was: &Through,
    is_inbound: bool,
    (is_lost_told, is_gained_told): (bool, bool),
) -> Change {
    let gained = without(&without(&after.some, &before.some), &before.open);
    let lost = without(&without(&before.some, &after.some), &after.open);
    let in_part = without(&without(&meet(&before.some, &after.some), &before.gaps), &complement_of(&where_it_was.gaps));
    let mut change = Change { is_undecided: !is_alike(before, after), ..Change::default() };
    let turns = [
        (if is_inbound { Turn::Exposed } else { Turn::Gained }, gained, is_inbound || is_gained_told),
        (Turn::Lost, lost, is_lost_told),
        (Turn::LostInPart, in_part, is_lost_told),
    ];
    for (turn, cells, is_told) in turns.into_iter().filter(|(_, cells, _)| !cells.is_empty()) {
        if is_told {
            let sources = if is_inbound { sources_of(&cells) } else { Vec::new() };
            change.turns.push(Turned { turn, traffic: words(&cells), sources, cells });
        } else {
            change.is_undecided = true;
        }
    }
    change
}

fn without(cells: &[Cell], others: &[Cell]) -> Vec<Cell> {
    let mut rest = cells.to_vec();
    for other in others {
        rest = rest.iter().flat_map(|cell| cell.minus(other)).collect();
    }
    rest
}

/// Whether both leave open the same.
fn is_alike(before: &Through, after: &Through) -> bool {
    without(&before.open, &after.open).is_empty() && without(&after.open, &before.open).is_empty()
}

fn meet(cells: &[Cell], others: &[Cell]) -> Vec<Cell> {
    let mut both = Vec::new();
    for cell in cells {
        let outside = without(std::slice::from_ref(cell), others);
        both.extend(without(std::slice::from_ref(cell), &outside));
    }
    both
}

/// Everything that is in none of the cells: taking it away leaves what is in one of them.
fn complement_of(cells: &[Cell]) -> Vec<Cell> {
    let everything = RangeSet::range(0, u128::MAX);
    without(&[Cell::new(vec![everything.clone(), everything.clone(), everything])], cells)
}
