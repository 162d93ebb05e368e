//! Connections gained and lost: who, to whom, on which ports, as sets from the proof engine.
//!
//! Everybody in either network asks everybody else, the internet and the services about all traffic at once. A connection is
//! there when any packet of it gets through; one that only some packets still get through is lost in part.

use std::collections::{BTreeMap, BTreeSet};

use netloom_reach::engine::Header;
use netloom_reach::network::{Endpoint, EndpointKind, Id, InterfaceKind, Known, Network};
use netloom_reach::sets::addresses::{Family, rfc1918, to_blocks};
use netloom_reach::sets::traffic::{ICMP, TCP, Traffic, UDP, all_ports, format_ports, format_protocol};
use netloom_reach::sets::{Cell, RangeSet};
use netloom_reach::{Expect, Fate, Party, Prepared, Question};
use serde::Serialize;

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

/// More nodes than these are not compared pair by pair.
const MAX_PARTIES: usize = 48;

/// Compares the traffic of two networks.
///
/// - `renamed`: old names by new ones.
#[must_use]
pub fn compare(old: &Prepared, new: &Prepared, renamed: &BTreeMap<String, String>) -> TrafficChange {
    let (before, after) = (insiders(&old.network), insiders(&new.network));
    let old_name = |name: &str| renamed.get(name).cloned().unwrap_or_else(|| name.to_owned());
    // Those that are gone need no list of what they do not reach any more.
    let names: Vec<String> =
        after.iter().filter(|name| before.contains(&old_name(name)) || is_node(&new.network, name)).cloned().collect();
    if names.len() > MAX_PARTIES {
        let not_compared = Some(format!("{} nodes and groups, more than {MAX_PARTIES}", names.len()));
        return TrafficChange { not_compared, ..TrafficChange::default() };
    }
    let mut compared = TrafficChange::default();
    let mut undecided = BTreeSet::new();
    let services: BTreeSet<String> = services(&old.network).into_iter().chain(services(&new.network)).collect();
    let site = site(&old.network, &new.network);
    for to in &names {
        for from in [Who::Internet].into_iter().chain(site.clone()) {
            compare_pair((old, new), &(from, Who::Inside(to.clone())), &old_name, &mut compared, &mut undecided);
        }
        for from in names.iter().filter(|from| *from != to || is_many(&new.network, to)) {
            let pair = (Who::Inside(from.clone()), Who::Inside(to.clone()));
            compare_pair((old, new), &pair, &old_name, &mut compared, &mut undecided);
        }
    }
    for from in &names {
        let outside = services.iter().cloned().map(Who::Service).chain([Who::Internet]).chain(site.clone());
        for to in outside {
            compare_pair((old, new), &(Who::Inside(from.clone()), to), &old_name, &mut compared, &mut undecided);
        }
    }
    compared.connections.sort();
    compared.undecided = undecided.into_iter().collect();
    compared
}

#[derive(Clone)]
enum Who {
    Inside(String),
    Internet,
    /// Private addresses of neither network: what a virtual private gateway leads to.
    Site(RangeSet),
    Service(String),
}

impl Who {
    fn party(&self, network: &Network, name: impl Fn(&str) -> String) -> Option<Party> {
        match self {
            Self::Internet => Some(Party::internet()),
            Self::Site(addresses) => Some(Party::Addresses(addresses.clone())),
            Self::Service(service) => Some(Party::Service(service.clone())),
            Self::Inside(own) => {
                let id = Id::new(name(own));
                if network.interfaces.contains_key(&id) {
                    Some(Party::Interface(id))
                } else if network.security_groups.contains_key(&id) {
                    Some(Party::SecurityGroup(id))
                } else {
                    network.subnets.contains_key(&id).then_some(Party::Subnet(id))
                }
            }
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Inside(name) => name.clone(),
            Self::Internet => "the internet".to_owned(),
            Self::Site(_) => "the site".to_owned(),
            Self::Service(service) => format!("service {service}"),
        }
    }
}

fn is_node(network: &Network, name: &str) -> bool {
    network.interfaces.contains_key(&Id::new(name))
}

/// Whether a name stands for several nodes, which may talk to each other.
fn is_many(network: &Network, name: &str) -> bool {
    let interface = network.interfaces.get(&Id::new(name));
    interface.is_none_or(|interface| match interface.kind {
        InterfaceKind::Interface | InterfaceKind::Instance | InterfaceKind::Service => false,
        InterfaceKind::ClusterNode => name != "head",
        InterfaceKind::LaunchTemplate | InterfaceKind::Fleet => true,
    })
}

/// Interfaces; without any, security groups, which stand for interfaces that have them; without those, subnets.
fn insiders(network: &Network) -> BTreeSet<String> {
    let interfaces: BTreeSet<String> = network.interfaces.keys().map(ToString::to_string).collect();
    if !interfaces.is_empty() {
        return interfaces;
    }
    let groups: BTreeSet<String> = network.security_groups.keys().map(ToString::to_string).collect();
    if groups.is_empty() { network.subnets.keys().map(ToString::to_string).collect() } else { groups }
}

/// The site, where either network has a line to it.
fn site(old: &Network, new: &Network) -> Option<Who> {
    let has_line = [old, new].iter().any(|network| !network.vpn_gateways.is_empty());
    let blocks = [old, new].into_iter().flat_map(|network| network.vpcs.values()).flat_map(|vpc| &vpc.blocks);
    let rest = blocks.filter_map(Known::value).fold(rfc1918(), |rest, block| rest.difference(block));
    has_line.then_some(Who::Site(rest))
}

/// Services that an endpoint is for, and S3, which every node needs.
fn services(network: &Network) -> Vec<String> {
    let of = |endpoint: &Endpoint| match endpoint.kind {
        EndpointKind::Other => None,
        _ => endpoint.service.value().cloned(),
    };
    network.endpoints.values().filter_map(of).chain(["s3".to_owned()]).collect()
}

/// What gets through, by client address, protocol and server port.
#[derive(Default)]
struct Through {
    some: Vec<Cell>,
    /// Where some packets do not get through.
    gaps: Vec<Cell>,
    /// Where nobody can say.
    open: Vec<Cell>,
    missing: Vec<String>,
}

fn through(prepared: &Prepared, from: Party, to: Party, expect: Expect) -> Through {
    let question = Question::new(from, to, Traffic::everything());
    let answer = prepared.answer(&question, expect);
    let mut through = Through::default();
    for flow in answer.journeys.iter().flat_map(|(_, flows)| flows) {
        let first = Header::FIRST;
        let keep = |axis| flow.cell.on(axis);
        let cell = Cell::new(vec![keep(first.source), keep(first.protocol), keep(first.destination_port)]);
        match flow.fate(expect) {
            Fate::Arrives => through.some.push(cell),
            Fate::Dropped => through.gaps.push(cell),
            Fate::Depends => through.open.push(cell),
        }
    }
    through.missing = answer.missing.iter().map(|unknown| unknown.what.clone()).collect();
    through
}

fn without(cells: &[Cell], others: &[Cell]) -> Vec<Cell> {
    let mut rest = cells.to_vec();
    for other in others {
        rest = rest.iter().flat_map(|cell| cell.minus(other)).collect();
    }
    rest
}

/// Cells whose client addresses count for nothing, because both sides have addresses of their own.
fn anywhere(cells: &mut [Vec<Cell>]) {
    for cell in cells.iter_mut().flatten() {
        let sets = cell.sets().iter().enumerate();
        *cell = Cell::new(sets.map(|(axis, set)| if axis == 0 { RangeSet::single(0) } else { set.clone() }).collect());
    }
}

fn compare_pair(
    (old, new): (&Prepared, &Prepared),
    (from, to): &(Who, Who),
    old_name: &dyn Fn(&str) -> String,
    compared: &mut TrafficChange,
    undecided: &mut BTreeSet<String>,
) {
    let is_inbound = matches!(from, Who::Internet);
    // One packet that gets in is exposure; elsewhere a connection needs its answer.
    let expect = if is_inbound { Expect::Unreachable } else { Expect::Reachable };
    let same = |name: &str| name.to_owned();
    let ask = |prepared: &Prepared, name: &dyn Fn(&str) -> String| match (
        from.party(&prepared.network, name),
        to.party(&prepared.network, name),
    ) {
        (Some(from), Some(to)) => through(prepared, from, to, expect),
        _ => Through::default(),
    };
    let (mut before, mut after) = (ask(old, old_name), ask(new, &same));
    if !is_inbound {
        for side in [&mut before, &mut after] {
            let mut all =
                [std::mem::take(&mut side.some), std::mem::take(&mut side.gaps), std::mem::take(&mut side.open)];
            anywhere(&mut all);
            [side.some, side.gaps, side.open] = all;
        }
    }
    let gained = without(&without(&after.some, &before.some), &before.open);
    let lost = without(&without(&before.some, &after.some), &after.open);
    let in_part = without(&without(&meet(&before.some, &after.some), &before.gaps), &complement_of(&after.gaps));
    if !is_alike(&before, &after) {
        let why = after.missing.iter().chain(&before.missing).next();
        undecided.insert(format!(
            "{} to {}{}",
            from.name(),
            to.name(),
            why.map(|why| format!(": {why}")).unwrap_or_default()
        ));
    }
    let turns = [
        (if is_inbound { Turn::Exposed } else { Turn::Gained }, gained),
        (Turn::Lost, lost),
        (Turn::LostInPart, in_part),
    ];
    for (turn, cells) in turns {
        if cells.is_empty() {
            continue;
        }
        let sources = if is_inbound { sources_of(&cells) } else { Vec::new() };
        compared.connections.push(Connections {
            turn,
            from: from.name(),
            to: to.name(),
            traffic: words(&cells),
            sources,
        });
    }
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

fn sources_of(cells: &[Cell]) -> Vec<String> {
    let all = cells.iter().fold(RangeSet::empty(), |all, cell| all.union(&cell.on(0)));
    let rest = Family::Ipv4.public().difference(&all);
    if rest.is_empty() {
        return Vec::new();
    }
    let (blocks, others) = (to_blocks(&all), to_blocks(&rest));
    if others.len() < blocks.len() { vec![format!("anywhere but {}", others.join(", "))] } else { blocks }
}

/// `tcp 22, 443; udp 53`.
fn words(cells: &[Cell]) -> String {
    const NAMED: [u128; 3] = [TCP, UDP, ICMP];
    let mut ports_of: BTreeMap<u128, RangeSet> = BTreeMap::new();
    let mut others = RangeSet::empty();
    for cell in cells {
        let protocols = cell.on(1);
        for protocol in NAMED.into_iter().filter(|protocol| protocols.contains(*protocol)) {
            let of = ports_of.entry(protocol).or_default();
            *of = of.union(&cell.on(2));
        }
        others = NAMED.iter().fold(others.union(&protocols), |rest, named| rest.difference(&RangeSet::single(*named)));
    }
    // Protocols that have the same ports are told together; those without ports have all of them.
    let mut by_ports: BTreeMap<RangeSet, Vec<String>> = BTreeMap::new();
    for (protocol, ports) in &ports_of {
        let has_ports = *protocol != ICMP && ports.len() < all_ports().len();
        let ports = if has_ports { ports.clone() } else { all_ports() };
        by_ports.entry(ports).or_default().push(format_protocol(*protocol));
    }
    if !others.is_empty() {
        let few = others.len() <= 3;
        let names = others.ranges().iter().flat_map(|range| range.first..=range.last);
        let names = if few { names.map(format_protocol).collect() } else { vec!["other protocols".to_owned()] };
        by_ports.entry(all_ports()).or_default().extend(names);
    }
    let has_all = by_ports.get(&all_ports()).is_some_and(|names| names.len() == NAMED.len() + 1);
    if has_all && others.len() > 3 {
        return "all traffic".to_owned();
    }
    let mut parts: Vec<String> = Vec::new();
    for (ports, mut names) in by_ports {
        names.sort_by_key(|name| (name == "other protocols", name.clone()));
        let ports = if ports == all_ports() { String::new() } else { format!(" {}", format_ports(&ports)) };
        parts.push(format!("{}{ports}", names.join(", ")));
    }
    parts.sort();
    parts.join("; ")
}

/// Returns whether anything of the network is known at all.
#[must_use]
pub fn is_described(network: &Network) -> bool {
    !network.vpcs.is_empty() && network.subnets.values().any(|subnet| matches!(subnet.block, Known::Is(_)))
}
