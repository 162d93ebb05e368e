//! How much of what was asked about is lost at a hop.

use crate::engine::{Decision, Flow, Hop, PathComponent, Phase};
use netloom_network::sets::{Axis, RangeSet};
use netloom_question::Header;

/// So many of so many.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Share {
    /// Of what: `source addresses`, `destination ports`.
    pub of: &'static str,
    /// Which are lost.
    pub lost: RangeSet,
    /// How many there are.
    pub n_asked: u128,
}

type Field = (&'static str, fn(Header) -> Axis);

const FIELDS: [Field; 4] = [
    ("source addresses", |header| header.source),
    ("destination addresses", |header| header.destination),
    ("source ports", |header| header.source_port),
    ("destination ports", |header| header.destination_port),
];

/// The fields of which a hop drops some and not all; none when it drops everything that comes to
/// it.
pub(super) fn lost(hop: &Hop<'_>, all: &[Flow<'_>]) -> Vec<Share> {
    let mut shares = Vec::new();
    for (of, axis) in FIELDS {
        let mut asked = RangeSet::empty();
        let mut lost = RangeSet::empty();
        for flow in all {
            for other in
                flow.hops.iter().filter(|other| is_same(other.phase, &other.component, hop))
            {
                let set = flow.cell.on(axis(other.header));
                if matches!(other.decision, Decision::Drops(..)) {
                    lost = lost.union(&set);
                }
                asked = asked.union(&set);
            }
        }
        if !lost.is_empty() && lost != asked {
            shares.push(Share { of, n_asked: asked.len(), lost });
        }
    }
    shares
}

fn is_same(phase: Phase, component: &PathComponent<'_>, hop: &Hop<'_>) -> bool {
    phase == hop.phase && *component == hop.component
}
