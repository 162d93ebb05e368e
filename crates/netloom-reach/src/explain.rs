//! An answer told: the path, every hop that is in the way, the packet that shows it, and what would
//! help.
//!
//! - Comes in: an [`crate::Answer`], which borrows from its network.
//! - Goes out: a [`Report`] that stands on its own, with names, places in the text and sets of
//!   addresses and ports.
//! - Left to others: how it is laid out for people (`netloom`); `aws` has the JSON shape of AWS's
//!   own analyzer.

mod assumed;
pub mod aws;
mod component;
mod help;
mod parties;
mod public_addresses;
mod settled;
mod share;
mod words;

use netloom_diag::Span;

use crate::engine::{Code, Decision, Flow, Hop, PathComponent, Phase, Rule, follow};
use crate::verdict::{Answer, Fate, Verdict};
use netloom_network::Unknown;
use netloom_network::sets::addresses::format_address;
use netloom_network::sets::{Axis, RangeSet};
use netloom_question::{Expect, Header, Prepared, Query};

pub use component::Component;
pub use settled::settled_by;
pub use share::Share;

/// An answer on its own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report {
    /// Whether the claim holds.
    pub verdict: Verdict,
    /// What was claimed.
    pub expect: Expect,
    /// The ways that decide: those that speak against the claim or leave it open; if none does, one
    /// that shows it.
    pub paths: Vec<PathReport>,
    /// What would have to be known.
    pub missing: Vec<Unknown>,
    /// What is assumed, in whole sentences without a stop.
    pub assumptions: Vec<String>,
}

/// One way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PathReport {
    /// The hops there, then those back.
    pub hops: Vec<HopReport>,
    /// One packet that takes it.
    pub packet: Packet,
}

/// One packet, as it begins.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Packet {
    /// The source address.
    pub source: String,
    /// The destination address; the private one for a host that is reached by its public address.
    pub destination: String,
    /// Which interface sends it, where the question is about several of them.
    pub sender: Option<String>,
    /// Which interface it is for, where the question is about several of them.
    pub receiver: Option<String>,
    /// The protocol number.
    pub protocol: u128,
    /// The source port; `None` for what has no ports.
    pub source_port: Option<u128>,
    /// The destination port, or ICMP type and code as `type * 256 + code`; `None` for what has
    /// neither.
    pub destination_port: Option<u128>,
}

impl Packet {
    /// Returns the source address and, where there are several senders, which.
    #[must_use]
    pub fn source_in_words(&self) -> String {
        in_words(&self.source, self.sender.as_deref())
    }

    /// Returns the destination address and, where there are several receivers, which.
    #[must_use]
    pub fn destination_in_words(&self) -> String {
        in_words(&self.destination, self.receiver.as_deref())
    }
}

fn in_words(address: &str, owner: Option<&str>) -> String {
    owner.map_or_else(|| address.to_owned(), |owner| format!("{address} ({owner})"))
}

/// One hop.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HopReport {
    /// There or back.
    pub phase: Phase,
    /// What judges.
    pub component: Component,
    /// The header as sets.
    pub header: HeaderSets,
    /// What comes of it.
    pub decision: DecisionReport,
}

/// A header as sets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HeaderSets {
    /// Source addresses.
    pub sources: RangeSet,
    /// Destination addresses.
    pub destinations: RangeSet,
    /// Protocol numbers.
    pub protocols: RangeSet,
    /// Source ports.
    pub source_ports: RangeSet,
    /// Destination ports, or ICMP types and codes.
    pub destination_ports: RangeSet,
}

/// What a hop does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DecisionReport {
    /// Passes, by this rule.
    Passes(RuleReport),
    /// Drops.
    Drops {
        /// Why.
        code: Code,
        /// By which rule, if it is one.
        rule: Option<RuleReport>,
        /// What of the packets asked about is lost here.
        lost: Vec<Share>,
        /// What would help, as an edit.
        help: String,
    },
    /// Depends on this.
    Depends(Unknown),
}

/// A rule by name and place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RuleReport {
    /// What people find it by.
    pub name: String,
    /// Where it is written; `None` for what no text says, such as a local route.
    pub span: Option<Span>,
    /// What it says, in the JSON shape of AWS's analyzer.
    pub aws: Option<serde_json::Value>,
}

/// How many ways are reported at most; more are alike in all but detail.
const MAX_PATHS: usize = 4;

impl Report {
    /// Puts into words how packets get there by another way than past what is named: the claim that
    /// they pass it is refuted, though they arrive.
    ///
    /// - `past`: these packets, at least one; see [`Answer::past`].
    #[must_use]
    pub fn of_other_ways(
        prepared: &Prepared,
        answer: &Answer<'_>,
        past: &[(&Query<'_>, &Flow<'_>)],
    ) -> Self {
        let flows: Vec<Flow<'_>> = past.iter().map(|(_, flow)| (*flow).clone()).collect();
        let sources = parties::several(answer.queries.iter().map(|(query, _)| &query.from));
        let destinations = parties::several(answer.queries.iter().map(|(query, _)| &query.to));
        let reported = past.iter().take(MAX_PATHS).map(|(query, flow)| {
            let mut path = path(prepared, flow, &flows);
            path.packet.sender = parties::name(&query.from, &sources);
            path.packet.receiver = parties::name(&query.to, &destinations);
            path
        });
        Self {
            verdict: Verdict::Refuted,
            expect: answer.expect,
            paths: reported.collect(),
            missing: Vec::new(),
            assumptions: assumptions_of(prepared, answer),
        }
    }

    /// Puts an answer into words.
    #[must_use]
    pub fn of(prepared: &Prepared, answer: &Answer<'_>) -> Self {
        let is_against = |flow: &Flow<'_>| match answer.verdict {
            Verdict::Proved => true,
            Verdict::Refuted => flow.fate(answer.expect) == bad(answer.expect),
            Verdict::Unknown => flow.fate(answer.expect) != good(answer.expect),
        };
        let mut paths: Vec<(Outline, PathReport)> = Vec::new();
        let sources = parties::several(answer.queries.iter().map(|(query, _)| &query.from));
        let destinations = parties::several(answer.queries.iter().map(|(query, _)| &query.to));
        for (query, flows) in &answer.queries {
            if !flows.iter().any(is_against) {
                continue;
            }
            // What is dropped is followed to its end, so that everything in the way is named at
            // once.
            let wants_whole =
                answer.expect == Expect::Reachable && answer.verdict != Verdict::Proved;
            let whole = if wants_whole { follow(prepared, query, true) } else { flows.clone() };
            for flow in whole.iter().filter(|flow| is_against(flow)) {
                let key = outline(flow);
                if paths.iter().any(|(known, _)| *known == key) {
                    continue;
                }
                let mut path = path(prepared, flow, &whole);
                path.packet.sender = parties::name(&query.from, &sources);
                path.packet.receiver = parties::name(&query.to, &destinations);
                paths.push((key, path));
            }
            if answer.verdict == Verdict::Proved && !paths.is_empty() {
                break;
            }
        }
        paths.truncate(if answer.verdict == Verdict::Proved { 1 } else { MAX_PATHS });
        Self {
            verdict: answer.verdict,
            expect: answer.expect,
            paths: paths.into_iter().map(|(_, path)| path).collect(),
            missing: answer.missing.clone(),
            assumptions: assumptions_of(prepared, answer),
        }
    }
}

/// Returns what an answer assumes, in whole sentences without a stop, each once.
#[must_use]
pub fn assumptions_of(prepared: &Prepared, answer: &Answer<'_>) -> Vec<String> {
    let mut assumptions: Vec<String> = answer.assumptions().iter().map(words::assumption).collect();
    assumptions.extend(words::excepted(answer));
    assumptions.extend(words::defaults(&prepared.network.defaults));
    assumptions.extend(assumed::assumptions(&prepared.network, answer));
    assumptions.extend(public_addresses::assumptions(&prepared.network, answer));
    assumptions
}

fn path(prepared: &Prepared, flow: &Flow<'_>, all: &[Flow<'_>]) -> PathReport {
    let hops = flow.hops.iter().map(|hop| hop_report(prepared, hop, flow, all)).collect();
    PathReport { hops, packet: packet(flow) }
}

fn hop_report(prepared: &Prepared, hop: &Hop<'_>, flow: &Flow<'_>, all: &[Flow<'_>]) -> HopReport {
    let header = sets(hop.header, flow);
    let decision = match &hop.decision {
        Decision::Passes(rule) => DecisionReport::Passes(rule_report(rule, &hop.component)),
        Decision::Depends(missing_fact) => DecisionReport::Depends(missing_fact.as_ref().clone()),
        Decision::Drops(code, rule) => DecisionReport::Drops {
            code: *code,
            rule: rule.as_ref().map(|rule| rule_report(rule, &hop.component)),
            lost: share::lost(hop, all),
            help: help::help(*code, hop, &header, &prepared.network),
        },
    };
    HopReport { phase: hop.phase, component: Component::of(&hop.component), header, decision }
}

fn bad(expect: Expect) -> Fate {
    match expect {
        Expect::Reachable => Fate::Dropped,
        Expect::Unreachable => Fate::Arrives,
    }
}

fn good(expect: Expect) -> Fate {
    match expect {
        Expect::Reachable => Fate::Arrives,
        Expect::Unreachable => Fate::Dropped,
    }
}

/// Path components that drop, with the reason, and missing facts.
type Outline = Vec<(String, Option<Code>)>;

/// What tells ways apart for people: where packets are dropped or undecided, and why. Flows
/// that differ only in sets are alike.
fn outline(flow: &Flow<'_>) -> Outline {
    let telling = flow.hops.iter().filter_map(|hop| match &hop.decision {
        Decision::Drops(code, _) => Some((Component::of(&hop.component).name, Some(*code))),
        Decision::Depends(missing_fact) => Some((missing_fact.what.clone(), None)),
        Decision::Passes(_) => None,
    });
    telling.collect()
}

fn sets(header: Header, flow: &Flow<'_>) -> HeaderSets {
    HeaderSets {
        sources: flow.cell.on(header.source),
        destinations: flow.cell.on(header.destination),
        protocols: flow.cell.on(header.protocol),
        source_ports: flow.cell.on(header.source_port),
        destination_ports: flow.cell.on(header.destination_port),
    }
}

fn packet(flow: &Flow<'_>) -> Packet {
    let header = Header::FIRST;
    let one = |axis: Axis| flow.cell.on(axis).first().unwrap_or_default();
    let protocol = one(header.protocol);
    let has_ports = protocol == netloom_network::sets::traffic::TCP
        || protocol == netloom_network::sets::traffic::UDP;
    let has_type = protocol == netloom_network::sets::traffic::ICMP
        || protocol == netloom_network::sets::traffic::ICMPV6;
    let client = flow.cell.on(header.source);
    // Two nodes of one kind have the same set of addresses; a packet goes from one of them to
    // another.
    let server = flow.cell.on(header.destination);
    let destination =
        if client == server && server.len() > 1 { server.last() } else { server.first() };
    Packet {
        source: format_address(client.first().unwrap_or_default()),
        destination: format_address(destination.unwrap_or_default()),
        sender: None,
        receiver: None,
        protocol,
        source_port: has_ports.then(|| one(header.source_port)),
        destination_port: (has_ports || has_type).then(|| one(header.destination_port)),
    }
}

fn rule_report(rule: &Rule<'_>, component: &PathComponent<'_>) -> RuleReport {
    let (name, span) = match rule {
        Rule::Group(_, rule) => (rule.name.clone(), Some(rule.span)),
        Rule::Acl(_, entry) => (entry.name.clone(), Some(entry.span)),
        Rule::Route(route) => (route.name.clone(), Some(route.span)),
        Rule::Unfiltered => ("not filtered".to_owned(), None),
        Rule::DefaultAcl => ("the default network ACL".to_owned(), None),
        Rule::Local => ("the local route".to_owned(), None),
        Rule::Learned(gateway) => {
            (format!("a route learned by `{}`", gateway.id), Some(gateway.span))
        }
        Rule::Builtin => (Component::of(component).name, None),
    };
    RuleReport { name, span, aws: aws::rule(rule) }
}
