//! What gets through between two ends, by client address, protocol and server port, and how two of these differ.

use std::collections::BTreeSet;

use netloom_reach::engine::{Code, Header, Journey};
use netloom_reach::sets::{Cell, RangeSet};
use netloom_reach::{Expect, Fate, Prepared};

use super::words::{sources_of, words};
use super::{Change, Turn, Turned};

/// What gets through.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Through {
    some: Vec<Cell>,
    /// Where some packets do not get through, and what drops them first.
    gaps: Vec<(Cell, Option<Code>)>,
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
                Fate::Dropped => through.gaps.push((cell, flow.dropped_by())),
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
        self.some.extend(other.some.iter().cloned());
        self.gaps.extend(other.gaps.iter().cloned());
        self.open.extend(other.open.iter().cloned());
        self.missing.extend(other.missing.iter().cloned());
        self.tidy();
    }

    /// Flows that differ in their hops alone leave equal cells.
    fn tidy(&mut self) {
        for cells in [&mut self.some, &mut self.open] {
            cells.sort();
            cells.dedup();
        }
        self.gaps.sort();
        self.gaps.dedup();
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
    let was_whole = without(&meet(&before.some, &after.some), &cells_of(&before.gaps));
    let in_part = without(&was_whole, &complement_of(&cells_of(&where_it_was.gaps)));
    let mut change = Change { is_undecided: !is_alike(before, after), ..Change::default() };
    let turns = [
        (if is_inbound { Turn::Exposed } else { Turn::Gained }, gained, is_inbound || is_gained_told),
        (Turn::Lost, lost, is_lost_told),
        (Turn::LostInPart, in_part, is_lost_told),
    ];
    for (turn, cells, is_told) in turns.into_iter().filter(|(_, cells, _)| !cells.is_empty()) {
        if is_told {
            let sources = if is_inbound { sources_of(&cells) } else { Vec::new() };
            let stopped_by = match turn {
                Turn::Lost | Turn::LostInPart => codes(&where_it_was.gaps, &cells),
                Turn::Exposed | Turn::Gained => Vec::new(),
            };
            change.turns.push(Turned { turn, traffic: words(&cells), sources, stopped_by, cells });
        } else {
            change.is_undecided = true;
        }
    }
    change
}

fn cells_of(gaps: &[(Cell, Option<Code>)]) -> Vec<Cell> {
    let mut cells: Vec<Cell> = gaps.iter().map(|(cell, _)| cell.clone()).collect();
    cells.dedup();
    cells
}

/// What drops packets of these cells, each code once.
fn codes(gaps: &[(Cell, Option<Code>)], cells: &[Cell]) -> Vec<Code> {
    let meets = |gap: &Cell| cells.iter().any(|cell| (0..3).all(|axis| !cell.on(axis).is_disjoint(&gap.on(axis))));
    let codes: BTreeSet<Code> = gaps.iter().filter(|(gap, _)| meets(gap)).filter_map(|(_, code)| *code).collect();
    codes.into_iter().collect()
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
