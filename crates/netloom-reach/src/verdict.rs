//! What the flows mean: proved, refuted, or unknown.
//!
//! Reaching is for all: every node, every client port, every address must get there, and the answer
//! back. Not reaching is for none: no packet gets there, whether or not anything comes back, since
//! one packet is exposure enough.

use crate::engine::{Assumption, Decision, Flow, Hop, PathComponent, Phase, follow};
use netloom_network::Unknown;
use netloom_question::{End, Expect, Header, Prepared, Query, Question};

/// Whether a claim holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Verdict {
    /// It holds for every packet.
    Proved,
    /// It does not hold for at least one packet.
    Refuted,
    /// It depends on something that is not specified.
    Unknown,
}

/// The answer to a question.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer<'n> {
    /// Whether the claim holds.
    pub verdict: Verdict,
    /// What was claimed.
    pub expect: Expect,
    /// The queries asked about, each with the flows that are a partition of its packets.
    pub queries: Vec<(Query<'n>, Vec<Flow<'n>>)>,
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
        let any = |is: fn(&Self, Phase) -> bool| {
            phases.into_iter().any(|phase| counts(phase) && is(self, phase))
        };
        if any(Flow::is_dropped) {
            Fate::Dropped
        } else if !self.has_arrived || any(Flow::is_doubtful) {
            Fate::Depends
        } else {
            Fate::Arrives
        }
    }

    /// Returns whether a load balancer may hand the packets on with the address of the client.
    fn may_be_forwarded(&self) -> bool {
        let by_balancer = |hop: &Hop<'_>| matches!(hop.component, PathComponent::LoadBalancer(..));
        self.hops.first().is_some_and(by_balancer) && !self.is_dropped(Phase::Forward)
    }

    /// Returns whether the packets may fare otherwise than the flow says. Doubts about the way back
    /// say nothing of whether a packet gets there; and what a filter passes or drops is dropped if
    /// something after it drops it.
    fn has_doubts(&self, expect: Expect) -> bool {
        let counts = |phase: Phase| phase == Phase::Forward || expect == Expect::Reachable;
        self.hops.iter().enumerate().any(|(at, hop)| {
            let is_filter = matches!(
                hop.component,
                PathComponent::GroupsOut(_)
                    | PathComponent::GroupsIn(_)
                    | PathComponent::AclOut(_)
                    | PathComponent::AclIn(_)
            );
            // Before its filter a component tells whether there is such an address at all.
            let mut later = self.hops.iter().skip(at.saturating_add(1));
            let is_last_word =
                !later.any(|later| later.component == hop.component && later.phase == hop.phase);
            // A firewall passes packets or drops them, whatever else it is asked.
            let is_firewall = matches!(hop.component, PathComponent::Firewall(_, Some(_)));
            let is_settled =
                ((is_filter && is_last_word) || is_firewall) && self.fate(expect) == Fate::Dropped;
            counts(hop.phase) && matches!(hop.decision, Decision::Depends(_)) && !is_settled
        })
    }
}

impl<'n> Answer<'n> {
    /// Answers a question about a network.
    #[must_use]
    pub fn of(prepared: &'n Prepared, question: &'n Question, expect: Expect) -> Self {
        let resolved = prepared.resolve_by(question, expect.reach());
        let mut forwarded = Vec::new();
        let queries: Vec<_> = resolved
            .queries
            .into_iter()
            .map(|query| {
                let mut flows = follow(prepared, &query, false);
                if expect == Expect::Reachable {
                    let further = flows.extract_if(.., |flow| flow.is_further_way);
                    forwarded.push(further.filter(Flow::may_be_forwarded).collect::<Vec<_>>());
                }
                (query, flows)
            })
            .collect();
        // What a load balancer may hand on counts against a refutation only, see `is_in_doubt`.
        let mut missing = resolved.missing;
        let is_incomplete = !prepared.network.not_understood.is_empty();
        let mut verdict = judge(expect, &queries, is_incomplete, !missing.is_empty());
        let is_forwarded = forwarded.iter().any(|flows| !flows.is_empty());
        if verdict == Verdict::Refuted && is_forwarded && is_in_doubt(&queries, &forwarded) {
            verdict = Verdict::Unknown;
            let doubts = forwarded.iter().flatten().flat_map(Flow::doubts);
            missing.extend(doubts.cloned());
        }
        missing.extend(prepared.network.not_understood.iter().cloned());
        if verdict == Verdict::Unknown {
            let hops = queries.iter().flat_map(|(_, flows)| flows).flat_map(|flow| &flow.hops);
            missing.extend(hops.filter_map(|hop| match &hop.decision {
                Decision::Depends(missing_fact) => Some(missing_fact.as_ref().clone()),
                _ => None,
            }));
            let flows = queries.iter().flat_map(|(_, flows)| flows);
            missing.extend(
                flows.filter_map(|flow| flow.unplaced.first()).map(|one| one.block.clone()),
            );
            if missing.is_empty() {
                missing.extend(question.excepts().iter().map(|service| Unknown {
                    what: format!(
                        "which part of the internet is `{service}`: run `aws ec2 \
                         describe-prefix-lists`"
                    ),
                    span: netloom_diag::Span::default(),
                }));
            }
            if missing.is_empty() && queries.iter().all(|(_, flows)| flows.is_empty()) {
                let what =
                    "what is asked for: between these two there are no packets of this protocol"
                        .to_owned();
                missing.push(Unknown { what, span: netloom_diag::Span::default() });
            }
            missing.sort();
            missing.dedup();
        } else {
            missing.clear();
        }
        Self { verdict, expect, queries, missing }
    }
}

/// Whether all that is dropped may be what a load balancer hands on with the address of the client:
/// then it gets there after all.
///
/// - `forwarded`: what may be handed on, by query.
fn is_in_doubt(queries: &[(Query<'_>, Vec<Flow<'_>>)], forwarded: &[Vec<Flow<'_>>]) -> bool {
    let packets = |flow: &Flow<'_>| flow.cell.project(Header::N_AXES);
    queries.iter().zip(forwarded).all(|((_, flows), forwarded)| {
        let dropped = flows.iter().filter(|flow| flow.fate(Expect::Reachable) == Fate::Dropped);
        dropped.into_iter().all(|flow| {
            let mut rest = vec![packets(flow)];
            for known in forwarded {
                rest = rest.iter().flat_map(|left| left.minus(&packets(known))).collect();
            }
            rest.is_empty()
        })
    })
}

/// - `is_incomplete`: whether something in the description was not understood.
/// - `lacks_ends`: whether there may be ends that are not among the queries; those that are speak
///   for themselves.
fn judge(
    expect: Expect,
    queries: &[(Query<'_>, Vec<Flow<'_>>)],
    is_incomplete: bool,
    lacks_ends: bool,
) -> Verdict {
    let flows = || queries.iter().flat_map(|(_, flows)| flows);
    let fates = || flows().map(|flow| flow.fate(expect));
    let bad = match expect {
        Expect::Reachable => Fate::Dropped,
        Expect::Unreachable => Fate::Arrives,
    };
    let has_any = flows().next().is_some();
    // What is certainly wrong stays wrong whatever else turns out, unless the description itself
    // may be incomplete. Addresses of a block that is not known are any that it could have; a
    // packet with one of them shows nothing, all of them do.
    let is_exact = |query: &Query<'_>| [&query.from, &query.to].into_iter().all(End::is_exact);
    let is_bad = |flow: &Flow<'_>| flow.fate(expect) == bad && !flow.has_doubts(expect);
    let is_certain = queries.iter().any(|(query, flows)| match is_exact(query) {
        true => flows
            .iter()
            .any(|flow| is_bad(flow) && !flow.may_be_none() && query.has_asked(&flow.cell)),
        false => !flows.is_empty() && flows.iter().all(is_bad),
    });
    let is_all = has_any && fates().all(|fate| fate == bad);
    let is_dropped_anyway = expect == Expect::Reachable && is_all;
    if is_incomplete || (!has_any && expect == Expect::Reachable) {
        return Verdict::Unknown;
    }
    if is_certain || is_dropped_anyway {
        Verdict::Refuted
    } else if lacks_ends || fates().any(|fate| fate == bad || fate == Fate::Depends) {
        Verdict::Unknown
    } else {
        Verdict::Proved
    }
}

impl<'n> Answer<'n> {
    /// Returns the flows that speak against the claim, or leave it open, with their queries.
    pub fn against(&self) -> impl Iterator<Item = (&Query<'n>, &Flow<'n>)> {
        let good = match self.expect {
            Expect::Reachable => Fate::Arrives,
            Expect::Unreachable => Fate::Dropped,
        };
        let all = self
            .queries
            .iter()
            .flat_map(|(query, flows)| flows.iter().map(move |flow| (query, flow)));
        all.filter(move |(_, flow)| flow.fate(self.expect) != good)
    }

    /// Returns whether packets get there and no answer to any of them gets back.
    #[must_use]
    pub fn is_without_answer(&self) -> bool {
        let flows = self.queries.iter().flat_map(|(_, flows)| flows);
        let mut arriving =
            flows.filter(|flow| flow.fate(Expect::Unreachable) == Fate::Arrives).peekable();
        arriving.peek().is_some()
            && arriving.all(|flow| flow.fate(Expect::Reachable) == Fate::Dropped)
    }

    /// Returns what the answer assumes, each once, in the order of the hops.
    #[must_use]
    pub fn assumptions(&self) -> Vec<Assumption<'n>> {
        let mut assumptions: Vec<Assumption<'n>> = Vec::new();
        for (_, flows) in &self.queries {
            for assumption in flows.iter().flat_map(|flow| &flow.assumptions) {
                // What must not reach an instance is asked about each of its interfaces.
                let is_moot = matches!(
                    assumption,
                    Assumption::ByPrimaryInterface(_) | Assumption::FromInternet(_)
                );
                if is_moot && self.expect == Expect::Unreachable {
                    continue;
                }
                if !assumptions.contains(assumption) {
                    assumptions.push(*assumption);
                }
            }
        }
        assumptions
    }
}
