//! Connections as they are reported: with names, places and grades, and each once where several parties
//! say the same.

use std::collections::{BTreeMap, BTreeSet};

use netloom_diag::Span;
use netloom_network::sets::Cell;
use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::Family;
use netloom_network::sets::traffic::{ICMP, ICMPV6};
use netloom_network::{Id, Known, Network};

use super::cast::Cast;
use super::launched::Address;
use super::openings::openings;
use super::parties::{TrafficParty, Way};
use super::{Change, Connections, ConnectivityChange, Turned};
use crate::review::Severity;
use crate::revision::SourceLocation;

/// What is reported of pairs so far.
pub(super) struct ConnectivityReport<'a> {
    /// The new network, with launched nodes.
    network: &'a Network,
    place: &'a dyn Fn(Span) -> Option<SourceLocation>,
    connections: Vec<(TrafficParty, TrafficParty, Connections)>,
    undecided: BTreeSet<String>,
}

/// One kind of change, and the traffic that it is about: parties that say this of the same ends say
/// the same.
type Kind = (ConnectivityChange, String, Vec<String>);

impl<'a> ConnectivityReport<'a> {
    pub(super) fn new(
        network: &'a Network,
        place: &'a dyn Fn(Span) -> Option<SourceLocation>,
    ) -> Self {
        Self { network, place, connections: Vec::new(), undecided: BTreeSet::new() }
    }

    /// Tells a pair. What becomes of a node whose groups stay as they are comes of the subnets, of
    /// which nodes in them tell.
    pub(super) fn tell(
        &mut self,
        (from, to): (&TrafficParty, &TrafficParty),
        change: &Change,
        cast: &Cast,
    ) {
        let is_untouched = |who: &TrafficParty| match who {
            TrafficParty::Group(name, _) => !cast.touched.contains(name),
            TrafficParty::Inside(name) => !self.wears(name, &cast.touched),
            _ => true,
        };
        let is_group = |who: &TrafficParty| matches!(who, TrafficParty::Group(..));
        let has_subnets = !cast.places.is_empty();
        if !has_subnets
            || !(is_group(from) || is_group(to))
            || !is_untouched(from)
            || !is_untouched(to)
        {
            return self.put(from, to, change);
        }
        let is_outside = |who: &TrafficParty| {
            !matches!(
                who,
                TrafficParty::Inside(_) | TrafficParty::Group(..) | TrafficParty::Subnet(..)
            )
        };
        // Exposure is reported of everything; what a node of a group gains or loses towards the outside
        // it does by its subnet, which tells that itself.
        let is_by_place = is_outside(from) || is_outside(to);
        let mut change = change.clone();
        change.turns.retain(|turned| match turned.turn {
            ConnectivityChange::Exposed | ConnectivityChange::MayBeExposed => true,
            ConnectivityChange::LostInPart => false,
            ConnectivityChange::OneWay | ConnectivityChange::Gained | ConnectivityChange::Lost => {
                !is_by_place
            }
        });
        self.put(from, to, &change);
    }

    /// Whether an interface has one of these groups.
    fn wears(&self, name: &str, groups: &BTreeSet<String>) -> bool {
        let interface = self.network.interfaces.get(&Id::new(name));
        let mut own = interface.into_iter().flat_map(|one| &one.groups).filter_map(Known::value);
        own.any(|id| groups.contains(id.as_str()))
    }

    fn put(&mut self, from: &TrafficParty, to: &TrafficParty, change: &Change) {
        for turned in &change.turns {
            let connections = self.connections_of(from, to, turned);
            self.connections.push((from.clone(), to.clone(), connections));
        }
        if change.is_undecided {
            let why = change.why.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
            self.undecided.insert(format!("{} to {}{why}", from.name(), to.name()));
        }
    }

    fn connections_of(
        &self,
        from: &TrafficParty,
        to: &TrafficParty,
        turned: &Turned,
    ) -> Connections {
        let Turned { turn, cells, traffic, sources, stopped_by, depends_on } = turned;
        let is_in = matches!(
            turn,
            ConnectivityChange::Exposed
                | ConnectivityChange::MayBeExposed
                | ConnectivityChange::OneWay
        );
        let is_in = is_in || (*turn == ConnectivityChange::Gained && from.way() == Way::FromSite);
        // Only what lets something in has rules to show; what is lost has none left.
        let party = if is_in { to.party(self.network, ToOwned::to_owned) } else { None };
        let rules = party.map(|party| openings(self.network, &party, cells)).unwrap_or_default();
        let mut let_in_by: Vec<SourceLocation> = rules.into_iter().filter_map(self.place).collect();
        let_in_by.sort();
        let_in_by.dedup();
        Connections {
            turn: *turn,
            from: from.name(),
            to: to.name(),
            traffic: traffic.clone(),
            sources: sources.clone(),
            let_in_by,
            stopped_by: stopped_by.iter().map(|code| code.as_str()).collect(),
            depends_on: depends_on.iter().cloned().collect(),
            severity: grade(*turn, from.way(), cells),
        }
    }

    /// Returns the connections, each once, sorted, and the pairs that are undecided.
    pub(super) fn finish(self) -> (Vec<Connections>, Vec<String>) {
        let covered = self.covered();
        let is_told = |(from, to, one): &(TrafficParty, TrafficParty, Connections)| {
            !covered
                .get(&kind(one))
                .is_some_and(|pairs| pairs.contains(&(from.clone(), to.clone())))
        };
        let mut connections: Vec<Connections> =
            self.connections.into_iter().filter(is_told).map(|(_, _, one)| one).collect();
        connections.sort();
        (connections, self.undecided.into_iter().collect())
    }

    /// Pairs of which other pairs say the same already: a group's launched node of what its members
    /// say, and a node with a public address of its own of what one with its subnet's says.
    fn covered(&self) -> BTreeMap<Kind, BTreeSet<(TrafficParty, TrafficParty)>> {
        let mut covered: BTreeMap<Kind, BTreeSet<(TrafficParty, TrafficParty)>> = BTreeMap::new();
        let mut known: BTreeMap<&TrafficParty, Vec<TrafficParty>> = BTreeMap::new();
        let told: BTreeSet<&TrafficParty> =
            self.connections.iter().flat_map(|(from, to, _)| [from, to]).collect();
        // Asked once for each party, since most parties are in many connections.
        for (from, to, one) in &self.connections {
            for who in [from, to] {
                known.entry(who).or_insert_with(|| {
                    let mut all = self.stood_for_by(who);
                    all.retain(|one| told.contains(one));
                    all
                });
            }
            let both = |who: &TrafficParty| {
                known
                    .get(who)
                    .into_iter()
                    .flatten()
                    .cloned()
                    .chain([who.clone()])
                    .collect::<Vec<_>>()
            };
            let pairs = covered.entry(kind(one)).or_default();
            for a in both(from) {
                for b in both(to) {
                    if a != *from || b != *to {
                        pairs.insert((a.clone(), b));
                    }
                }
            }
        }
        covered
    }

    /// The launched nodes that a party is an example of.
    fn stood_for_by(&self, who: &TrafficParty) -> Vec<TrafficParty> {
        match who {
            TrafficParty::Inside(name) => {
                let Some(interface) = self.network.interfaces.get(&Id::new(name.clone())) else {
                    return Vec::new();
                };
                let groups = interface.groups.iter().filter_map(Known::value);
                let subnets = interface.subnets.iter().filter_map(Known::value);
                let addresses = super::launched::ADDRESSES;
                groups
                    .flat_map(|id| {
                        addresses.map(|address| TrafficParty::Group(id.to_string(), address))
                    })
                    .chain(subnets.flat_map(|id| {
                        addresses.map(|address| TrafficParty::Subnet(id.to_string(), address))
                    }))
                    .collect()
            }
            TrafficParty::Group(name, Address::OfSubnet) => {
                vec![TrafficParty::Group(name.clone(), Address::AtLaunch)]
            }
            TrafficParty::Subnet(name, Address::OfSubnet) => {
                vec![TrafficParty::Subnet(name.clone(), Address::AtLaunch)]
            }
            _ => Vec::new(),
        }
    }
}

fn kind(one: &Connections) -> Kind {
    (one.turn, one.traffic.clone(), one.sources.clone())
}

/// As many addresses as a site has, at most: a /16 of IPv4, a /48 of IPv6.
const MAX_SITE: (u128, u128) = (1 << 16, 1 << 80);

/// So many ports are still a service, or a few.
const MAX_PORTS: u128 = 1024;

/// How bad it is: by what becomes possible, for how many, and for which packets. The page of DIF013
/// has the rule for a few addresses.
fn grade(turn: ConnectivityChange, way: Way, cells: &[Cell]) -> Severity {
    match (turn, way) {
        (ConnectivityChange::Exposed | ConnectivityChange::MayBeExposed, _)
            if is_few(cells) && is_narrow(cells) =>
        {
            Severity::Medium
        }
        (ConnectivityChange::Exposed | ConnectivityChange::MayBeExposed, _) if is_few(cells) => {
            Severity::High
        }
        (ConnectivityChange::Exposed | ConnectivityChange::MayBeExposed, _) => Severity::Critical,
        (ConnectivityChange::OneWay | ConnectivityChange::Gained, Way::FromSite)
        | (
            ConnectivityChange::OneWay | ConnectivityChange::Lost | ConnectivityChange::LostInPart,
            _,
        ) => Severity::Medium,
        (ConnectivityChange::Gained, _) => Severity::Low,
    }
}

/// Whether the clients are no more than those of one site.
fn is_few(cells: &[Cell]) -> bool {
    let clients = cells.iter().fold(RangeSet::empty(), |all, cell| all.union(&cell.on(0)));
    let n_of = |family: Family| clients.intersection(&family.everything()).len();
    n_of(Family::Ipv4) <= MAX_SITE.0 && n_of(Family::Ipv6) <= MAX_SITE.1
}

/// Whether the packets are those of a few services.
fn is_narrow(cells: &[Cell]) -> bool {
    let ping = RangeSet::single(ICMP).union(&RangeSet::single(ICMPV6));
    cells.iter().all(|cell| {
        let protocols = cell.on(1);
        protocols.is_subset(&ping) || (protocols.len() <= 2 && cell.on(2).len() <= MAX_PORTS)
    })
}
