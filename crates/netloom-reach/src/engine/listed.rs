//! Addresses that a service's list may hold: the route of a gateway endpoint is for these, whatever
//! asks for them.
//!
//! Which they are is in the facts, or it is not known. Then a public address goes one way or the
//! other, and where both come to the same it does not matter which.

use std::rc::Rc;

use super::Walk;
use super::flow::{Decision, Flow, HeaderEnd, Hop, MissingFact, PathComponent, Phase};
use super::routes::{Next, next_of};
use netloom_network::sets::{Guard, RangeSet};
use netloom_network::{Route, RouteTable, Subnet, Unknown};
use netloom_question::{Expect, Header, answered, choices, listable, unlisted};

impl<'n> Walk<'n> {
    /// By the route, or by that of an endpoint if the address is the service's: a further axis of
    /// the packets tells which.
    ///
    /// # Source
    /// AWS PrivateLink Guide, "Gateway endpoints": the table gets a route for the prefix list of
    /// the service.
    pub(super) fn take_unless_listed(
        &mut self,
        flow: Flow<'n>,
        subnet: &'n Subnet,
        table: Option<&'n RouteTable>,
        next: Next<'n>,
    ) {
        let component = PathComponent::Table(subnet, table);
        let mut lists = table.map(|table| unlisted(self.prepared, table)).unwrap_or_default();
        lists.retain(|(service, ..)| !flow.not_of.contains(service));
        let is_open = matches!(flow.destination, HeaderEnd::Outside)
            && !matches!(next, Next::Local | Next::Depends(_));
        if lists.is_empty() || !is_open {
            return self.take(flow, subnet, component, next);
        }
        // Lists hold public addresses, and only some protocols get there: the rest goes
        // one way only.
        let public = listable(self.network());
        if let Some(cell) = flow.cell.without(flow.header.destination, &public) {
            self.take(flow.with_cell(cell), subnet, component, next.clone());
        }
        let Some(cell) = flow.cell.within(flow.header.destination, &public) else { return };
        let flow = flow.with_cell(cell);
        if let Some(cell) = flow.cell.without(flow.header.protocol, &answered()) {
            self.take(flow.with_cell(cell), subnet, component, next.clone());
        }
        let Some(cell) = flow.cell.within(flow.header.protocol, &answered()) else { return };
        let mut flow = flow.with_cell(cell);
        let axis = flow.cell.add_axis(choices(lists.len()));
        let nexts = std::iter::once(next).chain(lists.iter().map(|(_, _, route)| next_of(route)));
        let mut ways = Vec::new();
        for (next, number) in nexts.zip(0_u128..) {
            let Some(cell) = flow.cell.within(axis, &RangeSet::single(number)) else { continue };
            let mut flow = flow.with_cell(cell);
            // What is in no list here is in none farther on, so that it is not asked twice.
            if number == 0 {
                flow.not_of.extend(lists.iter().map(|(service, ..)| *service));
            }
            ways.push(self.apart(|walk| walk.take(flow, subnet, component, next)));
        }
        let doubt = doubt_about(&lists);
        self.ended.extend(where_they_differ(&ways, (axis, flow.hops.len() + 1), &doubt, component));
    }
}

fn doubt_about(lists: &[(&str, usize, &Route)]) -> MissingFact {
    let names: Vec<String> = lists.iter().map(|(service, ..)| format!("`{service}`")).collect();
    let what = format!(
        "which part of the internet is {}, whose addresses go by the endpoint: run `aws ec2 \
         describe-prefix-lists`",
        names.join(" or ")
    );
    Rc::new(Unknown {
        what,
        span: lists.first().map(|(_, _, route)| route.span).unwrap_or_default(),
    })
}

/// Cuts the ways where they come to something else for the same packets, and notes there what it
/// depends on.
///
/// - `fork`: how many axes the packets had before, and how many hops there were up to the table.
pub(super) fn where_they_differ<'n>(
    ways: &[Vec<Flow<'n>>],
    fork: (usize, usize),
    missing_fact: &MissingFact,
    component: PathComponent<'n>,
) -> Vec<Flow<'n>> {
    let mut all = Vec::new();
    for (number, way) in ways.iter().enumerate() {
        let others = ways.iter().enumerate().filter(|(other, _)| *other != number);
        let mut pieces: Vec<(Flow<'n>, [bool; 2])> =
            way.iter().map(|flow| (flow.clone(), [false; 2])).collect();
        for (_, other) in others {
            pieces = pieces.iter().flat_map(|piece| against(piece, other, fork.0)).collect();
        }
        all.extend(pieces.into_iter().map(|(mut flow, [there, back])| {
            let decision = || Decision::Depends(Rc::clone(missing_fact));
            let header = Header::FIRST;
            if there {
                let hop = Hop { phase: Phase::Forward, component, header, decision: decision() };
                flow.hops.insert(fork.1.min(flow.hops.len()), hop);
            } else if back {
                flow.push(Phase::Reply, component, header, decision());
            }
            flow
        }));
    }
    all
}

/// The parts of a flow, each with whether another way of the same packets differs there, and on the
/// way back.
fn against<'n>(
    (flow, differs): &(Flow<'n>, [bool; 2]),
    other: &[Flow<'n>],
    n_axes: usize,
) -> Vec<(Flow<'n>, [bool; 2])> {
    let fates = |flow: &Flow<'_>| [flow.fate(Expect::Unreachable), flow.fate(Expect::Reachable)];
    let [there, back] = fates(flow);
    // Flows of the other way that a further fork parted are alternatives for the same packets: one
    // that comes to something else is enough.
    let mut parts = vec![(flow.clone(), *differs, false)];
    for far in other {
        let same = (0..n_axes).map(|axis| (axis, far.cell.on(axis).clone())).collect();
        let same = Guard::new(same);
        let [far_there, far_back] = fates(far);
        let mut cut = Vec::new();
        for (flow, differs, is_met) in parts {
            let (inside, outside) = flow.cell.split(&same);
            cut.extend(outside.into_iter().map(|cell| (flow.with_cell(cell), differs, is_met)));
            let now = [differs[0] || there != far_there, differs[1] || back != far_back];
            cut.extend(inside.map(|cell| (flow.with_cell(cell), now, true)));
        }
        parts = cut;
    }
    parts
        .into_iter()
        .filter(|(.., is_met)| *is_met)
        .map(|(flow, differs, _)| (flow, differs))
        .collect()
}
