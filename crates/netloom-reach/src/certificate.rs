//! Proofs that can be checked without believing the engine: for every packet asked about, the hops it takes and the rule that
//! decides each.
//!
//! - Comes in: an answer that proves its claim.
//! - Goes out: a [`Certificate`], plain data that can be written to a file and read back.
//! - Checked by [`Certificate::replay`], which looks up only what the certificate names, never searches for a way, and shares
//!   nothing with the engine but the network, the sets and the meaning of a question.
//!
//! There is none for what goes to or comes from networks that are not described, beyond a transit gateway or a peering connection,
//! nor for targets that are not followed; such an answer says by what it goes.

mod back;
mod ends;
mod filters;
mod gateways;
mod replay;
mod routes;
mod transit;
mod walk;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::engine::{Code, Flow, Hop, Journey, Phase, Place, Premise, Prepared, Rule, Ruling, Station};
use crate::verdict::{Answer, Expect, Verdict};
use netloom_network::Network;
use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::Family;

use ends::end_name;
pub use replay::Flaw;

/// A proof.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Certificate {
    /// What is proved: that all packets arrive and are answered, or that none arrives.
    pub is_reachable: bool,
    /// The ends that the question is about, IPv4 first, then IPv6.
    pub ends: Vec<Ends>,
    /// One list of courses per pair of ends: all destinations of the first source, then those of the next one.
    pub journeys: Vec<Vec<Course>>,
}

/// The ends of one address family by their names, each for all that are like it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Ends {
    /// Clients.
    pub from: Vec<String>,
    /// Servers.
    pub to: Vec<String>,
}

/// Packets that share their way, and the way.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Course {
    /// Client addresses, server addresses, protocols, client ports, server ports, and one further set for each value that
    /// something on the way picks.
    pub packets: Vec<RangeSet>,
    /// The hops in their order; a drop is the last one.
    pub hops: Vec<Step>,
}

/// One hop.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Step {
    /// Where: the kind of station and the name of what stands there.
    pub at: String,
    /// Whether it is on the way back.
    pub is_reply: bool,
    /// What decides.
    pub by: By,
    /// Whether the packets go on.
    pub passes: bool,
}

/// What decides at a hop.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    /// A rule of a security group, by its position among the rules of that direction.
    Rule {
        /// The group.
        group: String,
        /// The position.
        index: usize,
    },
    /// An entry of the ACL, by its position in the description.
    Entry(usize),
    /// The default ACL.
    DefaultAcl,
    /// A route of the table, by its position in the description.
    Route(usize),
    /// A local route.
    Local,
    /// What the virtual private gateway learned.
    Learned,
    /// The nature of what stands there.
    Nature,
    /// No filter looks.
    Unfiltered,
    /// Nothing admits it, or nothing leads anywhere.
    Nothing,
}

/// Why there is no certificate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NoCertificate {
    /// The answer is not a proof.
    NotProved,
    /// The way goes by something that certificates do not cover.
    NotCovered(String),
}

impl Certificate {
    /// Writes down the proof that an answer found.
    ///
    /// # Errors
    /// The answer does not prove its claim, or by ways that certificates do not cover.
    pub fn of(answer: &Answer<'_>, prepared: &Prepared) -> Result<Self, NoCertificate> {
        if answer.verdict != Verdict::Proved {
            return Err(NoCertificate::NotProved);
        }
        let journey = |(_, flows): &(Journey<'_>, Vec<Flow<'_>>)| {
            flows.iter().map(|flow| course(flow, answer.expect, &prepared.network)).collect()
        };
        let journeys = answer.journeys.iter().map(journey).collect::<Result<_, _>>()?;
        let ends = [Family::Ipv4, Family::Ipv6].map(|family| Ends::of(answer, prepared, family)).to_vec();
        Ok(Self { is_reachable: answer.expect == Expect::Reachable, ends, journeys })
    }
}

impl Ends {
    fn of(answer: &Answer<'_>, prepared: &Prepared, family: Family) -> Self {
        let mut ends = Self::default();
        let mut seen = [BTreeSet::new(), BTreeSet::new()];
        let [sources, destinations] = &mut seen;
        for (journey, _) in answer.journeys.iter().filter(|(journey, _)| journey.family() == family) {
            let (from, to) = (end_name(&journey.from, prepared), end_name(&journey.to, prepared));
            if sources.insert(from.clone()) {
                ends.from.push(from);
            }
            if destinations.insert(to.clone()) {
                ends.to.push(to);
            }
        }
        ends
    }
}

fn course(flow: &Flow<'_>, expect: Expect, network: &Network) -> Result<Course, NoCertificate> {
    let counts = |hop: &&Hop<'_>| hop.phase == Phase::Forward || expect == Expect::Reachable;
    let is_beyond = |premise: &Premise<'_>| matches!(premise, Premise::BeyondTransit(_) | Premise::BeyondPeering(_));
    if flow.premises.iter().any(is_beyond) {
        return Err(NoCertificate::NotCovered("a network that is not described".to_owned()));
    }
    let is_by_server = |hop: &Hop<'_>| matches!(hop.ruling, Ruling::Drops(Code::NameServerNotReached, _));
    if flow.premises.iter().any(|p| matches!(p, Premise::NameServers(_))) || flow.hops.iter().any(is_by_server) {
        return Err(NoCertificate::NotCovered("names by servers other than Amazon's".to_owned()));
    }
    let is_regional = |hop: &Hop<'_>| matches!(hop.station, Station::Nat(nat) if nat.subnet.is_none());
    if flow.hops.iter().any(is_regional) {
        return Err(NoCertificate::NotCovered("a NAT gateway that stands in no subnet".to_owned()));
    }
    let mut hops = Vec::new();
    for (index, hop) in flow.hops.iter().enumerate().filter(|(_, hop)| counts(hop)) {
        // What is open at a station that drops the packets anyway needs no answer.
        let is_moot = matches!(hop.ruling, Ruling::Depends(_))
            && flow.hops.get(index + 1).is_some_and(|next| next.station == hop.station && is_drop(next));
        if !is_moot {
            hops.push(step(hop, network)?);
        }
    }
    Ok(Course { packets: flow.cell.sets().to_vec(), hops })
}

fn is_drop(hop: &Hop<'_>) -> bool {
    matches!(hop.ruling, Ruling::Drops(..))
}

fn step(hop: &Hop<'_>, network: &Network) -> Result<Step, NoCertificate> {
    let at = name(&hop.station);
    let not_covered = || NoCertificate::NotCovered(at.clone());
    let (rule, passes) = match &hop.ruling {
        Ruling::Passes(rule) => (Some(rule), true),
        Ruling::Drops(_, rule) => (rule.as_ref(), false),
        Ruling::Depends(_) => return Err(not_covered()),
    };
    let by = match rule {
        None => By::Nothing,
        Some(rule) => by(rule, &hop.station, network).ok_or_else(not_covered)?,
    };
    Ok(Step { at, is_reply: hop.phase == Phase::Reply, by, passes })
}

fn by(rule: &Rule<'_>, station: &Station<'_>, network: &Network) -> Option<By> {
    let by = match rule {
        Rule::Group(group, rule) => {
            let rules = if matches!(station, Station::GroupsOut(_)) { &group.egress } else { &group.ingress };
            let index = rules.iter().position(|own| std::ptr::eq(own, *rule))?;
            By::Rule { group: group.id.to_string(), index }
        }
        Rule::Acl(acl, entry) => By::Entry(acl.entries.iter().position(|own| std::ptr::eq(own, *entry))?),
        Rule::Route(route) => {
            let mut tables = network.route_tables.values();
            By::Route(tables.find_map(|table| table.routes.iter().position(|own| std::ptr::eq(own, *route)))?)
        }
        Rule::DefaultAcl => By::DefaultAcl,
        Rule::Local => By::Local,
        Rule::Learned(_) => By::Learned,
        Rule::Nature => By::Nature,
        Rule::Unfiltered => By::Unfiltered,
    };
    Some(by)
}

/// The name of a station: what kind it is, and whose.
fn name(station: &Station<'_>) -> String {
    let who = |place: &Place<'_>| match (place.endpoint, place.interface) {
        (Some(endpoint), _) => format!("{} in {}", endpoint.id, place.subnet.id),
        (None, Some(interface)) => format!("{} in {}", interface.id, place.subnet.id),
        (None, None) => place.subnet.id.to_string(),
    };
    match station {
        Station::Resolver(subnet) => format!("resolver for {}", subnet.id),
        Station::GroupsOut(place) => format!("groups out of {}", who(place)),
        Station::GroupsIn(place) => format!("groups into {}", who(place)),
        Station::AclOut(subnet) => format!("acl out of {}", subnet.id),
        Station::AclIn(subnet) => format!("acl into {}", subnet.id),
        Station::Table(subnet, _) => format!("routes of {}", subnet.id),
        Station::InternetOut(gateway) => format!("internet gateway {}", gateway.id),
        Station::InternetIn(gateway, place) => {
            let gateway = gateway.map_or_else(|| "missing".to_owned(), |gateway| gateway.id.to_string());
            format!("internet gateway {gateway} to {}", who(place))
        }
        Station::EgressOnly(gateway) => format!("egress-only gateway {}", gateway.id),
        Station::Nat(nat) => format!("nat gateway {}", nat.id),
        Station::Forwarder(place) => format!("forwarder {}", who(place)),
        Station::Listeners(place) => format!("listeners of {}", who(place)),
        Station::GatewayEndpoint(endpoint) => format!("gateway endpoint {}", endpoint.id),
        Station::InterfaceEndpoint(endpoint) => format!("interface endpoint {}", endpoint.id),
        Station::VpnGateway(gateway) => format!("vpn gateway {}", gateway.id),
        Station::Peering(peering) => format!("peering {}", peering.id),
        Station::TransitGateway(gateway) => format!("transit gateway {}", gateway.id),
        Station::Other(route) => format!("target of {}", route.name),
    }
}
