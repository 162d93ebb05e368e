//! What gets through between two ends, by client address, protocol and server port, and how two of
//! these differ.

use std::collections::BTreeSet;

use netloom_network::sets::traffic::{ICMP, ICMPV6};
use netloom_network::sets::{Cell, RangeSet};
use netloom_question::{Expect, Prepared};
use netloom_question::{Header, Query};
use netloom_reach::Fate;
use netloom_reach::engine::{Code, Flow, Phase, follow};

use super::answers::Asking;
use super::parties::Way;
use super::words::{sources_of, words};
use super::{Change, ConnectivityChange, Turned};

/// Packets of which it depends on something whether they get through, and on what: all of it has to
/// be so.
type Open = (Cell, BTreeSet<String>);

/// What gets through.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Through {
    /// Where packets get there, and the answers back.
    some: Vec<Cell>,
    /// Where packets get in from outside, and no answer gets back.
    one_way: Vec<Cell>,
    /// The same where it depends on something whether they get in.
    one_way_open: Vec<Open>,
    /// Where some packets do not get through, and what drops them first.
    gaps: Vec<(Cell, Option<Code>)>,
    /// Where it depends on something.
    open: Vec<Open>,
}

impl Through {
    /// Follows a journey.
    ///
    /// - `way`: the client's address counts where it is outside; elsewhere both networks have
    ///   addresses of their own.
    pub(super) fn of(prepared: &Prepared, journey: &Query<'_>, way: Way) -> Self {
        let mut through = Self::default();
        for flow in follow(prepared, journey, false) {
            let first = Header::FIRST;
            let keep = |axis| flow.cell.on(axis);
            let source = if way == Way::Within { RangeSet::single(0) } else { keep(first.source) };
            let cell = Cell::new(vec![source, keep(first.protocol), keep(first.destination_port)]);
            through.add(&flow, cell, way);
        }
        through.tidy();
        through
    }

    fn add(&mut self, flow: &Flow<'_>, cell: Cell, way: Way) {
        let doubts = || flow.doubts().map(|unknown| unknown.what.clone()).collect();
        // Errors and answers of ICMP have no answer that could tell whether a connection comes of
        // them.
        let is_answered =
            way == Way::Within || flow.hops.iter().any(|hop| hop.phase == Phase::Reply);
        // Where the way in is not known, the answers are not followed, and may get back.
        let has_no_answer = !is_answered && cell.on(1).is_subset(&ping());
        match flow.fate(Expect::Reachable) {
            Fate::Arrives if is_answered => self.some.push(cell),
            Fate::Arrives => self.one_way.push(cell),
            Fate::Depends if has_no_answer && flow.has_arrived => {
                self.one_way_open.push((cell, doubts()))
            }
            Fate::Depends => self.open.push((cell, doubts())),
            Fate::Dropped => {
                self.gaps.push((cell.clone(), flow.dropped_by()));
                // A packet that gets in does harm without an answer, too, though not as much as a
                // connection.
                match flow.fate(Expect::Unreachable) {
                    Fate::Arrives if way != Way::Within => self.one_way.push(cell),
                    Fate::Depends if way != Way::Within => self.one_way_open.push((cell, doubts())),
                    _ => {}
                }
            }
        }
    }

    /// Puts what gets through between other ends beside it.
    pub(super) fn join(&mut self, other: &Self) {
        self.some.extend(other.some.iter().cloned());
        self.one_way.extend(other.one_way.iter().cloned());
        self.one_way_open.extend(other.one_way_open.iter().cloned());
        self.gaps.extend(other.gaps.iter().cloned());
        self.open.extend(other.open.iter().cloned());
        self.tidy();
    }

    /// Flows that differ in their hops alone leave equal cells.
    fn tidy(&mut self) {
        for cells in [&mut self.some, &mut self.one_way] {
            cells.sort();
            cells.dedup();
        }
        for open in [&mut self.open, &mut self.one_way_open] {
            open.sort();
            open.dedup();
        }
        self.gaps.sort();
        self.gaps.dedup();
    }
}

/// What became of the connections between two parties.
///
/// - `where_it_was`: what gets through now where the parties could be before; it alone tells what
///   is lost in part.
/// - `is_lost_told`, `is_gained_told`: whether all ends are known that could make it no loss and no
///   gain.
pub(super) fn difference(
    (before, after): (&Through, &Through),
    where_it_was: &Through,
    asking: &Asking,
    (is_lost_told, is_gained_told): (bool, bool),
) -> Change {
    let mut change = Change::default();
    let Asking { way, clients: all, is_living, .. } = asking;
    let way = *way;
    let told = |cells: &[Cell]| {
        (words(cells), if way == Way::Within { Vec::new() } else { sources_of(cells, all) })
    };
    let mut tell = |turn: ConnectivityChange,
                    cells: Vec<Cell>,
                    stopped_by: Vec<Code>,
                    depends_on: BTreeSet<String>| {
        if !cells.is_empty() {
            let (traffic, sources) = told(&cells);
            change.turns.push(Turned { turn, traffic, sources, stopped_by, depends_on, cells });
        }
    };
    let gained = without(&after.some, &before.some);
    // What was possible and is certain now gained nothing that is known, unless it is exposure.
    let is_from_internet = way == Way::FromInternet;
    let is_news = is_from_internet && !is_living;
    let gained = if is_news { gained } else { without(&gained, &cells_of(&before.open)) };
    let lost = without(&without(&before.some, &after.some), &cells_of(&after.open));
    // What may have been dropped for some was not known to be whole.
    let was_whole = without(&meet(&before.some, &after.some), &cells_of(&before.gaps));
    let was_whole = without(&was_whole, &cells_of(&before.open));
    let in_part = without(&was_whole, &complement_of(&cells_of(&where_it_was.gaps)));
    let (widened, widened_by) = beyond(&after.open, &before.some, &before.open);
    let (narrowed, narrowed_by) = beyond(&before.open, &after.some, &after.open);
    let unsure = meet(&without(&before.some, &after.some), &cells_of(&after.open));

    let is_connected = !gained.is_empty() || !widened.is_empty();
    let is_of_calls = *is_living && way == Way::FromSite;
    if is_from_internet || (is_gained_told && !is_of_calls) {
        let turn =
            if is_from_internet { ConnectivityChange::Exposed } else { ConnectivityChange::Gained };
        tell(turn, gained, Vec::new(), BTreeSet::new());
    }
    if is_from_internet {
        tell(ConnectivityChange::MayBeExposed, widened.clone(), Vec::new(), widened_by.clone());
    }
    // By which gateways a site comes to an existing VPC is determined by calls that need not have been made.
    let is_told = way == Way::FromInternet || (way == Way::FromSite && !is_living);
    if is_told {
        let mut alone = one_way(before, after);
        if *is_living {
            let open = before.open.iter().chain(&before.one_way_open).map(|(cell, _)| cell.clone());
            alone = without(&alone, &open.collect::<Vec<_>>());
        }
        // What has no answer anyway says nothing beside connections.
        alone.retain(|cell| !is_connected || !cell.on(1).is_subset(&ping()));
        tell(ConnectivityChange::OneWay, alone, Vec::new(), BTreeSet::new());
    }
    if is_lost_told {
        let stopped_by = codes(&where_it_was.gaps, &lost);
        tell(ConnectivityChange::Lost, lost, stopped_by, BTreeSet::new());
        let stopped_by = codes(&where_it_was.gaps, &in_part);
        tell(ConnectivityChange::LostInPart, in_part, stopped_by, BTreeSet::new());
    }
    let is_widened = !is_from_internet && !widened.is_empty();
    if is_widened || !narrowed.is_empty() || !unsure.is_empty() {
        let of_unsure =
            after.open.iter().filter(|_| !unsure.is_empty()).flat_map(|(_, reasons)| reasons);
        change.is_undecided = true;
        change.why = widened_by
            .iter()
            .filter(|_| is_widened)
            .chain(&narrowed_by)
            .chain(of_unsure)
            .next()
            .cloned();
    }
    change
}

/// What may get through as far as nothing says that it did before, and what that depends on. What
/// depended on the same things, or on some of them only, got through before in every case in which
/// it does now.
fn beyond(open: &[Open], certain: &[Cell], before: &[Open]) -> (Vec<Cell>, BTreeSet<String>) {
    let (mut cells, mut reasons) = (Vec::new(), BTreeSet::new());
    for (cell, on) in open {
        let implied =
            before.iter().filter(|(_, earlier)| earlier.is_subset(on)).map(|(cell, _)| cell);
        let implied: Vec<Cell> = implied.cloned().collect();
        let rest = without(&without(std::slice::from_ref(cell), certain), &implied);
        if !rest.is_empty() {
            cells.extend(rest);
            reasons.extend(on.iter().cloned());
        }
    }
    cells.sort();
    cells.dedup();
    (cells, reasons)
}

/// Packets that get in, or may, and did not, and of which no answer gets back.
fn one_way(before: &Through, after: &Through) -> Vec<Cell> {
    let certain: Vec<Cell> = before.some.iter().chain(&before.one_way).cloned().collect();
    let possible: Vec<Open> = before.open.iter().chain(&before.one_way_open).cloned().collect();
    let mut cells = without(&after.one_way, &certain);
    cells.extend(beyond(&after.one_way_open, &certain, &possible).0);
    // What gets an answer by another way is reported as a connection.
    let told: Vec<Cell> = after.some.iter().cloned().chain(cells_of(&after.open)).collect();
    without(&cells, &told)
}

/// Protocols some of whose packets have no answer.
fn ping() -> RangeSet {
    RangeSet::single(ICMP).union(&RangeSet::single(ICMPV6))
}

fn cells_of<T: PartialEq>(open: &[(Cell, T)]) -> Vec<Cell> {
    let mut cells: Vec<Cell> = open.iter().map(|(cell, _)| cell.clone()).collect();
    cells.dedup();
    cells
}

/// What drops packets of these cells, each code once.
fn codes(gaps: &[(Cell, Option<Code>)], cells: &[Cell]) -> Vec<Code> {
    let meets = |gap: &Cell| {
        cells.iter().any(|cell| (0..3).all(|axis| !cell.on(axis).is_disjoint(&gap.on(axis))))
    };
    let codes: BTreeSet<Code> =
        gaps.iter().filter(|(gap, _)| meets(gap)).filter_map(|(_, code)| *code).collect();
    codes.into_iter().collect()
}

fn without(cells: &[Cell], others: &[Cell]) -> Vec<Cell> {
    let mut rest = cells.to_vec();
    for other in others {
        if rest.is_empty() {
            break;
        }
        rest = rest.iter().flat_map(|cell| cell.minus(other)).collect();
    }
    rest
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
