//! What the flows mean: proved, refuted, or unknown.
//!
//! Reaching is for all: every node, every client port, every address must get there, and the answer back. Not reaching is for
//! none: no packet gets there, whether or not anything comes back, since one packet is exposure enough.

use crate::engine::{Flow, Journey, Phase, Premise, Prepared, Ruling};
use crate::network::Unknown;
use crate::question::Question;

/// What is claimed about the packets of a question.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Expect {
    /// All of them arrive, and so do the answers.
    Reachable,
    /// None of them arrives.
    Unreachable,
}

/// Whether a claim holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Verdict {
    /// It holds for every packet.
    Proved,
    /// It does not hold for at least one packet.
    Refuted,
    /// It depends on something that nobody said.
    Unknown,
}

/// The answer to a question.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer<'n> {
    /// Whether the claim holds.
    pub verdict: Verdict,
    /// What was claimed.
    pub expect: Expect,
    /// The journeys asked about, each with the flows that are a partition of its packets.
    pub journeys: Vec<(Journey<'n>, Vec<Flow<'n>>)>,
    /// What would have to be known; empty unless the verdict is unknown.
    pub missing: Vec<Unknown>,
}

/// What becomes of a flow under a claim.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Fate {
    /// It arrives, and what had to come back came back.
    Arrives,
    /// A hop drops it.
    Dropped,
    /// That depends.
    Depends,
}

impl Flow<'_> {
    /// Returns what becomes of the flow, the way back included if the claim is about reaching.
    #[must_use]
    pub fn fate(&self, expect: Expect) -> Fate {
        let counts = |phase: Phase| phase == Phase::Forward || expect == Expect::Reachable;
        let phases = [Phase::Forward, Phase::Reply];
        let any = |is: fn(&Self, Phase) -> bool| phases.into_iter().any(|phase| counts(phase) && is(self, phase));
        if any(Flow::is_dropped) {
            Fate::Dropped
        } else if !self.has_arrived || any(Flow::is_doubtful) {
            Fate::Depends
        } else {
            Fate::Arrives
        }
    }

    /// Doubts about the way back say nothing of whether a packet gets there.
    fn has_doubts(&self, expect: Expect) -> bool {
        self.is_doubtful(Phase::Forward) || (expect == Expect::Reachable && self.is_doubtful(Phase::Reply))
    }
}

impl Prepared {
    /// Answers a question.
    #[must_use]
    pub fn answer<'n>(&'n self, question: &'n Question, expect: Expect) -> Answer<'n> {
        let resolved = self.resolve_question(question);
        let journeys: Vec<_> = resolved
            .journeys
            .into_iter()
            .map(|journey| {
                let flows = self.follow(&journey, false);
                (journey, flows)
            })
            .collect();
        let mut missing = resolved.missing;
        missing.extend(self.network.not_understood.iter().cloned());
        let verdict = judge(expect, &journeys, !missing.is_empty());
        if verdict == Verdict::Unknown {
            let hops = journeys.iter().flat_map(|(_, flows)| flows).flat_map(|flow| &flow.hops);
            missing.extend(hops.filter_map(|hop| match &hop.ruling {
                Ruling::Depends(doubt) => Some(doubt.as_ref().clone()),
                _ => None,
            }));
            missing.sort();
            missing.dedup();
        } else {
            missing.clear();
        }
        Answer { verdict, expect, journeys, missing }
    }
}

fn judge(expect: Expect, journeys: &[(Journey<'_>, Vec<Flow<'_>>)], is_incomplete: bool) -> Verdict {
    let flows = || journeys.iter().flat_map(|(_, flows)| flows);
    let fates = || flows().map(|flow| (flow.fate(expect), flow.has_doubts(expect)));
    let bad = match expect {
        Expect::Reachable => Fate::Dropped,
        Expect::Unreachable => Fate::Arrives,
    };
    let has_any = flows().next().is_some();
    // What is certainly wrong stays wrong whatever else turns out, unless the description itself may be incomplete.
    let is_certain = fates().any(|(fate, has_doubts)| fate == bad && !has_doubts);
    let is_all = has_any && fates().all(|(fate, _)| fate == bad);
    let is_dropped_anyway = expect == Expect::Reachable && is_all;
    if is_incomplete || (!has_any && expect == Expect::Reachable) {
        return Verdict::Unknown;
    }
    if is_certain || is_dropped_anyway {
        Verdict::Refuted
    } else if fates().any(|(fate, _)| fate == bad || fate == Fate::Depends) {
        Verdict::Unknown
    } else {
        Verdict::Proved
    }
}

impl<'n> Answer<'n> {
    /// Returns the flows that speak against the claim, or leave it open, with their journeys.
    pub fn against(&self) -> impl Iterator<Item = (&Journey<'n>, &Flow<'n>)> {
        let good = match self.expect {
            Expect::Reachable => Fate::Arrives,
            Expect::Unreachable => Fate::Dropped,
        };
        let all = self.journeys.iter().flat_map(|(journey, flows)| flows.iter().map(move |flow| (journey, flow)));
        all.filter(move |(_, flow)| flow.fate(self.expect) != good)
    }

    /// Returns what the answer takes for granted, each once, in the order of the hops.
    #[must_use]
    pub fn premises(&self) -> Vec<Premise<'n>> {
        let mut premises: Vec<Premise<'n>> = Vec::new();
        for (_, flows) in &self.journeys {
            for premise in flows.iter().flat_map(|flow| &flow.premises) {
                if !premises.contains(premise) {
                    premises.push(*premise);
                }
            }
        }
        premises
    }
}
