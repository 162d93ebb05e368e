//! Connections gained and lost: from where, to where, on which ports, as sets from the proof
//! engine.
//!
//! Parties are all that stands, a node with each security group in any subnet of its VPC, and a
//! node in each subnet, the launched ones with a public address of their own and without one;
//! interface endpoints are reached and begin nothing. Each
//! is asked about all traffic to and from the internet and the site, HTTPS to services, and about
//! each other. A connection is there when any packet of it gets through and its answer back; one
//! that only some packets still get through is lost in part. Packets that get in from outside
//! without an answer are reported as such. What depends on something that is not known counts as
//! exposure, unless it depended on the same before.
//!
//! Parties that the engine cannot distinguish share their answers, in one network and, where nothing
//! around them changed, in both; so a network of hundreds of like subnets and groups costs no more
//! than one of a few.

mod answers;
mod asking;
mod cast;
mod endpoints;
mod launched;
mod openings;
mod parties;
mod readdressed;
mod site;
mod summary;
mod through;
mod told;
mod words;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use netloom_diag::Span;
use netloom_network::sets::Cell;
use netloom_network::{Id, Known, Network, Unknown};
use netloom_question::Prepared;
use netloom_reach::engine::Code;
use serde::Serialize;

use crate::review::Severity;
use crate::revision::SourceLocation;
use answers::Answers;
use asking::{Questions, parties};
use cast::{Cast, new_subnets};
use endpoints::with_endpoints;
use launched::with_launched;
use parties::TrafficParty;
use readdressed::readdressed;
use told::ConnectivityReport;

/// What became of a connection.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConnectivityChange {
    /// The internet gets in where it did not.
    Exposed,
    /// The internet gets in, as far as is known: it depends on something that no file says, and did
    /// not before.
    MayBeExposed,
    /// Packets from outside get in where they did not, and no answer gets back.
    OneWay,
    /// It is there now.
    Gained,
    /// It is gone.
    Lost,
    /// Some packets do not get through any more.
    LostInPart,
}

/// A set of connections.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Connections {
    /// What became of them.
    pub turn: ConnectivityChange,
    /// TrafficParty begins them.
    pub from: String,
    /// TrafficParty is reached.
    pub to: String,
    /// Protocols and server ports: `tcp 22, 443`.
    pub traffic: String,
    /// Blocks of the clients, for those outside that are not all of the internet.
    pub sources: Vec<String>,
    /// Of exposure: where the rules are written that let the internet in, as far as they are in a
    /// file.
    pub let_in_by: Vec<SourceLocation>,
    /// Of loss: what drops the packets first, in AWS's words; empty where one end is gone.
    pub stopped_by: Vec<&'static str>,
    /// Of what may be: all that it depends on.
    pub depends_on: Vec<String>,
    /// How bad it is.
    pub severity: Severity,
}

/// A connection from the internet of which it is known only what it depends on.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct PossibleExposure {
    /// What may be reached.
    pub(crate) to: String,
    /// By which packets, in words.
    pub(crate) traffic: String,
    /// What it depends on.
    pub(crate) depends_on: String,
}

impl PossibleExposure {
    /// Anything may be reached.
    pub(crate) fn of_anything(depends_on: String) -> Self {
        Self { to: "anything".to_owned(), traffic: "all traffic".to_owned(), depends_on }
    }
}

/// What changes for traffic.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct TrafficChange {
    /// The connections, exposure first.
    pub connections: Vec<Connections>,
    /// Pairs that are undecided, and why, each reason once.
    pub undecided: Vec<String>,
    /// Why not everything was compared, if so.
    pub not_compared: Option<String>,
    /// Whether what was not compared may be exposure.
    #[serde(skip)]
    pub is_any_exposure_possible: bool,
}

impl Connections {
    /// Whether the internet got in and does not any more.
    pub(crate) fn is_of_the_internet_and_lost(&self) -> bool {
        self.turn == ConnectivityChange::Lost && self.from == TrafficParty::Internet.name()
    }
}

impl TrafficChange {
    /// What is reported where one of the networks is not known.
    pub(crate) fn of_unknown_networks() -> Self {
        let why = "a side has errors, so that its network is not known: whether anything is \
                   exposed is undecided";
        Self {
            not_compared: Some(why.to_owned()),
            is_any_exposure_possible: true,
            ..Self::default()
        }
    }

    /// Adds what was not understood and is new, or changed: it may let in anything.
    ///
    /// - `is_touched`: whether the resource at a place changed.
    /// - `is_told`: whether words about it are among those of loops and transforms already.
    pub(crate) fn add_not_understood(
        &mut self,
        old: &Network,
        new: &Network,
        is_touched: &dyn Fn(Span) -> bool,
        is_told: &dyn Fn(&str) -> bool,
    ) {
        let before: BTreeSet<&str> =
            old.not_understood.iter().map(|unknown| unknown.what.as_str()).collect();
        let is_new = |unknown: &&Unknown| {
            !before.contains(unknown.what.as_str()) || is_touched(unknown.span)
        };
        let new: BTreeSet<&str> =
            new.not_understood.iter().filter(is_new).map(|unknown| unknown.what.as_str()).collect();
        let new = new.into_iter().filter(|what| !is_told(what));
        let new = new.map(|what| PossibleExposure::of_anything(what.to_owned()));
        self.add_possible_exposures(new);
    }

    /// Turns losses into what is undecided: something that is not known may bring them back.
    ///
    /// - `why`: what that is, in words.
    pub(crate) fn doubt_losses(&mut self, why: &str) {
        let is_loss = |one: &Connections| {
            matches!(one.turn, ConnectivityChange::Lost | ConnectivityChange::LostInPart)
        };
        let lost = self.connections.iter().filter(|one| is_loss(one));
        let pairs: BTreeSet<String> =
            lost.map(|one| format!("{} to {}: {why}", one.from, one.to)).collect();
        self.connections.retain(|one| !is_loss(one));
        let undecided: BTreeSet<String> = self.undecided.drain(..).chain(pairs).collect();
        self.undecided = undecided.into_iter().collect();
    }

    /// What has begun to reach what, by name.
    pub(crate) fn gained(&self) -> BTreeSet<(String, String)> {
        let gained = self.connections.iter().filter(|one| one.turn == ConnectivityChange::Gained);
        gained.map(|one| (one.from.clone(), one.to.clone())).collect()
    }

    /// Adds exposures of which it is known only what they depend on.
    pub(crate) fn add_possible_exposures(
        &mut self,
        exposures: impl IntoIterator<Item = PossibleExposure>,
    ) {
        self.connections.extend(exposures.into_iter().map(|one| Connections {
            turn: ConnectivityChange::MayBeExposed,
            from: TrafficParty::Internet.name(),
            to: one.to,
            traffic: one.traffic,
            sources: Vec::new(),
            let_in_by: Vec::new(),
            stopped_by: Vec::new(),
            depends_on: vec![one.depends_on],
            severity: Severity::Critical,
        }));
        self.connections.sort();
    }

    /// Returns how bad it is; what is undecided counts as what it could be.
    #[must_use]
    pub fn severity(&self) -> Severity {
        let connections = self.connections.iter().map(|one| one.severity);
        let is_open = !self.undecided.is_empty() || self.not_compared.is_some();
        let open = is_open.then_some(Severity::Medium);
        let any = self.is_any_exposure_possible.then_some(Severity::Critical);
        connections.chain(open).chain(any).max().unwrap_or(Severity::None)
    }

    /// Returns the connections for people: many of one kind as sets, in one line for each pair of
    /// sets.
    #[must_use]
    pub fn summary(&self) -> Vec<Connections> {
        summary::summary(&self.connections)
    }

    /// Returns for people of what is undecided: pairs, and where these are many,
    /// reasons.
    #[must_use]
    pub fn undecided_summary(&self) -> Vec<String> {
        summary::reasons(&self.undecided)
    }
}

/// What becomes of the connections between two parties.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Change {
    turns: Vec<Turned>,
    /// Whether there is something whose fate is undecided.
    is_undecided: bool,
    /// What would have to be known.
    why: Option<String>,
}

/// Packets of which one thing became.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Turned {
    turn: ConnectivityChange,
    /// By source, protocol and port.
    cells: Vec<Cell>,
    /// Protocols and ports in words.
    traffic: String,
    /// The blocks of the clients.
    sources: Vec<String>,
    /// What drops them now.
    stopped_by: Vec<Code>,
    /// What it depends on whether they get through.
    depends_on: BTreeSet<String>,
}

/// Packets are not followed more often than this for connections within the networks: about ten
/// seconds' worth. Networks come near it when hundreds of nodes are all unlike each other.
const MAX_ASKED: usize = 200_000;

/// Which nodes there will be that the networks do not hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Launches {
    /// Any: with each security group, in each subnet, and where a VPC exists already in subnets
    /// that no file describes.
    Any,
    /// Any in subnets that are described, because all that there is was asked for.
    Described,
    /// Those of a cluster, which stand in both networks; beside them only interfaces with security
    /// groups that none of them has.
    OfCluster,
}

/// Compares the traffic of two networks.
///
/// - `renamed`: old names by new ones.
/// - `place`: where a rule of the new network is written.
#[must_use]
pub fn compare(
    old: &Network,
    new: &Network,
    launches: Launches,
    renamed: &BTreeMap<String, String>,
    place: &dyn Fn(Span) -> Option<SourceLocation>,
) -> TrafficChange {
    compare_within(old, new, (launches, MAX_ASKED), renamed, place)
}

fn compare_within(
    old: &Network,
    new: &Network,
    (launches, max_asked): (Launches, usize),
    renamed: &BTreeMap<String, String>,
    place: &dyn Fn(Span) -> Option<SourceLocation>,
) -> TrafficChange {
    let old_name = |name: &str| renamed.get(name).cloned().unwrap_or_else(|| name.to_owned());
    let (old, new) = (&with_endpoints(old, launches), &with_endpoints(new, launches));
    let cast = Cast::of(old, new, launches, &old_name);
    let new_subnets = new_subnets(old, new, &old_name);
    // What no call told of an existing VPC is no change.
    let readdressed = match launches {
        Launches::Described => Vec::new(),
        Launches::Any | Launches::OfCluster => readdressed(old, new, &old_name),
    };
    let (old, new) = (with_launched(old, launches), with_launched(new, launches));
    let (old, new) = (Prepared::new(old), Prepared::new(new));
    let parties = parties(&cast, (&old.network, &new.network), &old_name);
    let mut questions = Questions {
        answers: Answers::new(&old, &new, new_subnets.iter().map(Id::as_str).collect()),
        told: ConnectivityReport::new(&new.network, place),
        parties: &parties,
        network: &new.network,
        is_living: launches == Launches::Described,
        max_asked,
        not_asked: BTreeSet::new(),
    };
    questions.ask(&cast);
    let Questions { told, not_asked, .. } = questions;
    let (connections, mut undecided) = told.finish();
    // A line about their exposure covers the addresses, too.
    let is_told = |one: &String| {
        connections.iter().any(|told| {
            told.severity > Severity::Low && one.starts_with(&format!("{} to ", told.to))
        })
    };
    undecided.extend(readdressed.into_iter().filter(|one| !is_told(one)));
    let not_asked: Vec<String> = not_asked.into_iter().collect();
    let not_compared = (!not_asked.is_empty()).then(|| {
        let names = not_asked.join("`, `");
        format!(
            "connections within the network from `{names}`, at least to some: the nodes are \
                 all unlike each other"
        )
    });
    TrafficChange { connections, undecided, not_compared, is_any_exposure_possible: false }
}

/// Returns whether anything of the network is known at all.
#[must_use]
pub fn is_described(network: &Network) -> bool {
    !network.vpcs.is_empty()
        && network.subnets.values().any(|subnet| matches!(subnet.block, Known::Is(_)))
}
