//! Connections gained and lost: who, to whom, on which ports, as sets from the proof engine.
//!
//! Everybody in either network asks everybody else and the internet about all traffic at once, and services about HTTPS. A connection is
//! there when any packet of it gets through; one that only some packets still get through is lost in part.
//!
//! Parties that the engine cannot tell apart share their answers, in one network and, where nothing around them changed, in
//! both; so a network of hundreds of like subnets and groups costs no more than one of a few.

mod answers;
mod openings;
mod parties;
mod summary;
mod through;
mod words;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use netloom_diag::Span;
use netloom_reach::engine::Code;
use netloom_reach::network::{Id, Known, Network};
use netloom_reach::sets::Cell;
use netloom_reach::{Party, Prepared};
use serde::Serialize;

use crate::side::Place;
use answers::{Answers, Kinds};
use openings::openings;
use parties::{Who, insiders, is_many, is_node, services, site, spare_groups};

/// What became of a connection.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Turn {
    /// The internet gets in where it did not.
    Exposed,
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
    pub turn: Turn,
    /// Who begins them.
    pub from: String,
    /// Who is reached.
    pub to: String,
    /// Protocols and server ports: `tcp 22, 443`.
    pub traffic: String,
    /// Blocks of the clients, for those outside that are not all of the internet.
    pub sources: Vec<String>,
    /// Of exposure: where the rules are written that let the internet in, as far as they are in a file.
    pub let_in_by: Vec<Place>,
    /// Of loss: what drops the packets first, in AWS's words; empty where one end is gone.
    pub stopped_by: Vec<&'static str>,
}

/// What changes for traffic.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct TrafficChange {
    /// The connections, exposure first.
    pub connections: Vec<Connections>,
    /// Pairs of which nobody can say what changes, and why, each reason once.
    pub undecided: Vec<String>,
    /// Why nothing was compared, if so.
    pub not_compared: Option<String>,
}

impl Connections {
    /// Whether the internet got in and does not any more.
    pub(crate) fn is_of_the_internet_and_lost(&self) -> bool {
        self.turn == Turn::Lost && self.from == Who::Internet.name()
    }
}

impl TrafficChange {
    /// Returns the connections for people: many of one kind as sets, in one line for each pair of sets.
    #[must_use]
    pub fn summary(&self) -> Vec<Connections> {
        summary::summary(&self.connections)
    }

    /// Returns for people of what nobody can say what changes: pairs, and where these are many, reasons.
    #[must_use]
    pub fn undecided_summary(&self) -> Vec<String> {
        summary::reasons(&self.undecided)
    }
}

/// What becomes of the connections between two parties.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Change {
    turns: Vec<Turned>,
    /// Whether there is something of which nobody can say what becomes of it.
    is_undecided: bool,
    /// What would have to be known.
    why: Option<String>,
}

/// Packets of which one thing became.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Turned {
    turn: Turn,
    /// By source, protocol and port.
    cells: Vec<Cell>,
    /// Protocols and ports in words.
    traffic: String,
    /// The blocks of the clients.
    sources: Vec<String>,
    /// What drops them now.
    stopped_by: Vec<Code>,
}

/// Packets are not followed more often than this for connections within the networks: about ten seconds' worth. Networks come
/// near it when hundreds of nodes are all unlike each other.
const MAX_ASKED: usize = 200_000;

/// Compares the traffic of two networks.
///
/// - `renamed`: old names by new ones.
/// - `place`: where a rule of the new network is written.
#[must_use]
pub fn compare(
    old: &Prepared,
    new: &Prepared,
    renamed: &BTreeMap<String, String>,
    place: &dyn Fn(Span) -> Option<Place>,
) -> TrafficChange {
    compare_within(old, new, renamed, place, MAX_ASKED)
}

fn compare_within(
    old: &Prepared,
    new: &Prepared,
    renamed: &BTreeMap<String, String>,
    place: &dyn Fn(Span) -> Option<Place>,
    max_asked: usize,
) -> TrafficChange {
    let (before, after) = (insiders(&old.network), insiders(&new.network));
    let old_name = |name: &str| renamed.get(name).cloned().unwrap_or_else(|| name.to_owned());
    // Those that are gone need no list of what they do not reach any more.
    let is_asked = |name: &&String| before.contains(&old_name(name)) || is_node(&new.network, name);
    let inside: Vec<Who> = after.iter().filter(is_asked).cloned().map(Who::Inside).collect();
    let spare = spare_groups(&new.network).into_iter().filter(|name| !after.contains(name));
    let services: BTreeSet<String> = services(&old.network).into_iter().chain(services(&new.network)).collect();
    let outside: Vec<Who> = services.into_iter().map(Who::Service).collect();
    let clients: Vec<Who> = [Who::Internet].into_iter().chain(site(&old.network, &new.network)).collect();

    let spare: Vec<Who> = spare.map(Who::Inside).collect();
    let all: Vec<Who> = inside.iter().chain(&spare).chain(&outside).chain(&clients).cloned().collect();
    let parties: Vec<(Option<Party>, Option<Party>)> =
        all.iter().map(|who| (who.party(&old.network, old_name), who.party(&new.network, ToOwned::to_owned))).collect();
    let mut answers = Answers::new(old, new, new_places(old, new, old_name));
    let mut inside_kinds: BTreeMap<Kinds, Vec<&Who>> = BTreeMap::new();
    let mut others: Vec<(Kinds, &Who)> = Vec::new();
    let mut spare_kinds: BTreeMap<Kinds, Vec<&Who>> = BTreeMap::new();
    for (at, (who, (old_party, new_party))) in all.iter().zip(&parties).enumerate() {
        let kinds = answers.kinds(old_party.as_ref(), new_party.as_ref());
        match who {
            Who::Inside(_) if at >= inside.len() => spare_kinds.entry(kinds).or_default().push(who),
            Who::Inside(_) => inside_kinds.entry(kinds).or_default().push(who),
            _ => others.push((kinds, who)),
        }
    }

    let mut told = Told { network: &new.network, place, connections: Vec::new(), undecided: BTreeSet::new() };
    // The ways in and out first: there are as many as there are nodes, and exposure is among them.
    for (kinds, insiders) in &inside_kinds {
        for (other, who) in &others {
            let is_client = !matches!(who, Who::Service(_));
            if is_client {
                let change = answers.change(*other, *kinds, matches!(who, Who::Internet));
                insiders.iter().for_each(|to| told.tell(who, to, &change));
            }
            let change = answers.change(*kinds, *other, false);
            insiders.iter().for_each(|from| told.tell(from, who, &change));
        }
    }
    let internet = others.iter().find(|(_, who)| matches!(who, Who::Internet));
    for ((kinds, groups), (other, who)) in spare_kinds.iter().flat_map(|kinds| internet.map(|other| (kinds, other))) {
        let mut change = answers.change(*other, *kinds, true);
        // Nobody is known to have such a group, so nobody is known to lose anything.
        change.turns.retain(|turned| turned.turn == Turn::Exposed);
        groups.iter().for_each(|to| told.tell(who, to, &change));
    }
    let mut not_asked: BTreeSet<String> = BTreeSet::new();
    let n_before = answers.n_asked;
    for (from_kinds, froms) in &inside_kinds {
        for (to_kinds, tos) in &inside_kinds {
            if answers.n_asked - n_before >= max_asked {
                not_asked.extend(froms.iter().map(|who| who.name()));
                continue;
            }
            let change = answers.change(*from_kinds, *to_kinds, false);
            if change == Change::default() {
                continue;
            }
            for from in froms {
                for to in tos {
                    let (from_name, to_name) = (from.name(), to.name());
                    if from_name != to_name || is_many(&new.network, &to_name) {
                        told.tell(from, to, &change);
                    }
                }
            }
        }
    }
    told.connections.sort();
    let not_asked: Vec<String> = not_asked.into_iter().collect();
    let not_compared = (!not_asked.is_empty()).then(|| {
        let names = not_asked.join("`, `");
        format!("connections within the network from `{names}`, at least to some: the nodes are all unlike each other")
    });
    TrafficChange { connections: told.connections, undecided: told.undecided.into_iter().collect(), not_compared }
}

/// The subnets of the new network that the old one has not, where its parties are groups that could be in any of them.
fn new_places<'n>(old: &Prepared, new: &'n Prepared, old_name: impl Fn(&str) -> String) -> BTreeSet<&'n str> {
    if !new.network.interfaces.is_empty() {
        return BTreeSet::new();
    }
    let is_new = |id: &&str| !old.network.subnets.contains_key(&Id::new(old_name(id)));
    new.network.subnets.keys().map(Id::as_str).filter(is_new).collect()
}

/// What is told of pairs so far.
struct Told<'a> {
    /// The new network.
    network: &'a Network,
    place: &'a dyn Fn(Span) -> Option<Place>,
    connections: Vec<Connections>,
    undecided: BTreeSet<String>,
}

impl Told<'_> {
    fn tell(&mut self, from: &Who, to: &Who, change: &Change) {
        for Turned { turn, cells, traffic, sources, stopped_by } in &change.turns {
            let party = if *turn == Turn::Exposed { to.party(self.network, ToOwned::to_owned) } else { None };
            let rules = party.map(|party| openings(self.network, &party, cells)).unwrap_or_default();
            let mut let_in_by: Vec<Place> = rules.into_iter().filter_map(self.place).collect();
            let_in_by.sort();
            let_in_by.dedup();
            self.connections.push(Connections {
                turn: *turn,
                from: from.name(),
                to: to.name(),
                traffic: traffic.clone(),
                sources: sources.clone(),
                let_in_by,
                stopped_by: stopped_by.iter().map(|code| code.as_str()).collect(),
            });
        }
        if change.is_undecided {
            let why = change.why.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
            self.undecided.insert(format!("{} to {}{why}", from.name(), to.name()));
        }
    }
}

/// Returns whether anything of the network is known at all.
#[must_use]
pub fn is_described(network: &Network) -> bool {
    !network.vpcs.is_empty() && network.subnets.values().any(|subnet| matches!(subnet.block, Known::Is(_)))
}
