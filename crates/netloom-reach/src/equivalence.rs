//! Which ends the engine cannot distinguish, so that one answer holds for all of them.
//!
//! - Comes in: a [`Prepared`] network and a [`Party`].
//! - Goes out: the party's ends in classes. What becomes of packets between two ends, by protocol
//!   and server port, depends on their classes and on whether they are in one subnet, and on
//!   [`EndpointClasses::surroundings`]: nothing else.
//! - Left to others: asking.
//!
//! Equivalence classes are made of all that the engine looks at, without names that mean nothing
//! and without places in files; so they can be compared between two networks, too. A block counts
//! only by the sets of addresses that hold it: two subnets are alike when every rule, route and
//! entry of an ACL sees both of them whole or neither. A subnet or interface in which a gateway, an
//! endpoint or a forwarder stands is like itself only.
//!
//! Gateways, endpoints and whatever else surrounds two ends count with all their fields, so that a
//! new kind of thing counts by itself. Subnets and interfaces are taken apart by all their fields,
//! so that a new one has to say here whether the engine looks at it.

pub mod seen;
mod sets;

use std::collections::{BTreeMap, BTreeSet};

use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::Family;
use netloom_network::{
    AclChoice, EndpointKind, Id, Interface, Known, Network, NetworkAcl, Peer, RouteTable, Subnet,
    TableChoice, Unknown,
};
use netloom_question::{End, InterfaceAt, Party, Prepared, Reach, Role, Scope, ways_that_may_be};

use seen::{
    Choice, SeenAddresses, SeenGroup, SeenInterface, SeenSubnet, UsedInterface, UsedSubnet,
    nameless, seen, seen_acl, seen_group, seen_table,
};
pub use seen::{Equivalence, Shared, Surroundings};
use sets::{named_sets, used};

/// Ends that the engine cannot distinguish.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EndpointClass<'n> {
    /// What they have in common.
    pub equivalence: Shared<Equivalence>,
    /// The ends, at least one, in the order of the party's subnets.
    pub ends: Vec<End<'n>>,
}

/// The ends of a party.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PartyEnds<'n> {
    /// IPv4 first, then IPv6; each with its classes in the order of their first ends.
    pub families: Vec<(Family, Vec<EndpointClass<'n>>)>,
    /// Ends that may exist and cannot be placed.
    pub missing: Vec<Unknown>,
}

/// What the engine sees of a network.
#[derive(Debug)]
pub struct EndpointClasses<'n> {
    prepared: &'n Prepared,
    /// Every set of addresses that anything in the network goes by, each once.
    named: Vec<RangeSet>,
    /// Subnets and interfaces in which something stands that others use.
    used: BTreeSet<&'n Id>,
    groups: BTreeMap<&'n Id, SeenGroup>,
    tables: BTreeMap<&'n Id, Shared<RouteTable>>,
    acls: BTreeMap<&'n Id, Shared<NetworkAcl>>,
    /// By family; equal ones are one, with a number.
    subnets: BTreeMap<(Family, &'n Id), (usize, Shared<SeenSubnet>)>,
    kinds: BTreeMap<KindKey<'n>, usize>,
    ends: Vec<PartyEnds<'n>>,
}

/// What interfaces are like, where they can be, and which addresses they have: parties with one key
/// have the same ends.
type KindKey<'n> = (SeenInterface, &'n [Known<Id>], Option<&'n RangeSet>);

/// Classes by the number of the subnet and the place of the interface in memory.
type KnownClasses = BTreeMap<(usize, Option<usize>), Shared<Equivalence>>;

impl<'n> EndpointClasses<'n> {
    /// Looks at a network.
    #[must_use]
    pub fn of(prepared: &'n Prepared) -> Self {
        let network = &prepared.network;
        let peers = groups_that_rules_name(network);
        let groups = network.security_groups.iter().map(|(id, group)| {
            (id, SeenGroup::Described(Shared::new(seen_group(group, peers.contains(id)))))
        });
        let tables =
            network.route_tables.iter().map(|(id, table)| (id, Shared::new(seen_table(table))));
        let acls = network.network_acls.iter().map(|(id, acl)| (id, Shared::new(seen_acl(acl))));
        let mut classes = Self {
            prepared,
            named: named_sets(prepared),
            used: used(prepared),
            groups: groups.collect(),
            tables: tables.collect(),
            acls: acls.collect(),
            subnets: BTreeMap::new(),
            kinds: BTreeMap::new(),
            ends: Vec::new(),
        };
        let mut numbers: BTreeMap<Shared<SeenSubnet>, usize> = BTreeMap::new();
        for subnet in network.subnets.values() {
            for family in [Family::Ipv4, Family::Ipv6] {
                let seen = Shared::new(classes.subnet(subnet, family));
                let next = numbers.len();
                let number = *numbers.entry(seen.clone()).or_insert(next);
                classes.subnets.insert((family, &subnet.id), (number, seen));
            }
        }
        classes
    }

    /// Returns all that answers depend on besides the two ends: gateways, endpoints, VPCs and what
    /// stands where these are.
    #[must_use]
    pub fn surroundings(&self) -> Surroundings {
        let network = &self.prepared.network;
        let local = |id: &Id| {
            let ways = ways_that_may_be(self.prepared, id).into_iter().map(|way| way.what);
            (self.prepared.local(id), ways.collect())
        };
        let groups = network.endpoints.values().map(|endpoint| match &endpoint.kind {
            EndpointKind::Interface { groups, .. } => self.groups_of(groups),
            EndpointKind::Gateway { .. } | EndpointKind::Other => Vec::new(),
        });
        let subnets = self.used.iter().filter_map(|id| network.subnets.get(*id));
        let interfaces = self.used.iter().filter_map(|id| network.interfaces.get(*id));
        Surroundings {
            network: Box::new(surrounding(network)),
            vpcs: network.vpcs.keys().map(local).collect(),
            endpoint_groups: groups.collect(),
            subnets: subnets.map(|subnet| self.used_subnet(subnet)).collect(),
            interfaces: interfaces.map(|interface| self.used_interface(interface)).collect(),
        }
    }

    fn used_subnet(&self, subnet: &'n Subnet) -> UsedSubnet {
        let family = |family: Family| Shared::new(self.subnet(subnet, family));
        UsedSubnet {
            families: [Family::Ipv4, Family::Ipv6].map(family),
            block: seen(&subnet.block),
            ipv6_block: seen(&subnet.ipv6_block),
        }
    }

    fn used_interface(&self, interface: &Interface) -> UsedInterface {
        UsedInterface {
            id: interface.id.clone(),
            subnets: seen(&interface.subnets),
            addresses: interface.addresses.clone(),
            interface: self.interface(interface),
        }
    }

    /// Returns the number of the kind that a party is of: parties of one kind have the same ends,
    /// apart from their names.
    pub fn kind(&mut self, party: &'n Party) -> usize {
        let interface = match party {
            Party::Interface(id) => self.prepared.network.interfaces.get(id),
            // Without members all that matters is the one that could be launched.
            Party::SecurityGroup(id) if self.prepared.members().with_group(id).is_empty() => {
                self.prepared.members().launched(Some(id), None)
            }
            _ => None,
        };
        // One without subnets is determined by its name.
        let interface = interface.filter(|interface| !interface.subnets.is_empty());
        let key = interface.map(|interface| {
            (self.interface(interface), interface.subnets.as_slice(), interface.addresses.as_ref())
        });
        if let Some(kind) = key.as_ref().and_then(|key| self.kinds.get(key)) {
            return *kind;
        }
        let kind = self.ends.len();
        self.kinds.extend(key.map(|key| (key, kind)));
        let ends = self.classes(party);
        self.ends.push(ends);
        kind
    }

    /// Returns the ends of the parties of a kind, in classes.
    #[must_use]
    pub fn ends(&self, kind: usize) -> Option<&PartyEnds<'n>> {
        self.ends.get(kind)
    }

    fn classes(&self, party: &'n Party) -> PartyEnds<'n> {
        let mut found = PartyEnds::default();
        for family in [Family::Ipv4, Family::Ipv6] {
            // An endpoint begins no connections.
            let scope =
                Scope { family, role: Role::Client, reach: Reach::AnyInterface, asks_names: false };
            let mut classes: Vec<EndpointClass<'n>> = Vec::new();
            let mut place_of: BTreeMap<Shared<Equivalence>, usize> = BTreeMap::new();
            let mut known = KnownClasses::new();
            for end in self.prepared.ends(party, scope, &mut found.missing) {
                let equivalence = self.equivalence(&end, family, &mut known);
                let place = *place_of.entry(equivalence.clone()).or_insert_with(|| {
                    classes.push(EndpointClass { equivalence, ends: Vec::new() });
                    classes.len() - 1
                });
                if let Some(class) = classes.get_mut(place) {
                    class.ends.push(end);
                }
            }
            found.families.push((family, classes));
        }
        found.missing.sort();
        found.missing.dedup();
        found
    }

    fn equivalence(
        &self,
        end: &End<'n>,
        family: Family,
        known: &mut KnownClasses,
    ) -> Shared<Equivalence> {
        let (place, addresses) = match end {
            End::Inside(place, addresses) => (place, addresses),
            End::Internet(addresses) => {
                return Shared::new(Equivalence::Internet(addresses.clone()));
            }
            End::Elsewhere(addresses) => {
                return Shared::new(Equivalence::Elsewhere(addresses.clone()));
            }
            End::Service(name) => return Shared::new(Equivalence::Service((*name).to_owned())),
            End::Resolver(subnet, addresses) => {
                let (vpc, addresses) = (subnet.vpc.clone(), addresses.clone());
                return Shared::new(Equivalence::Resolver { vpc, addresses });
            }
        };
        let interface = || place.interface.map(|interface| Box::new(self.interface(interface)));
        let seen = self.subnets.get(&(family, &place.subnet.id));
        if let (Some((number, subnet)), Some(own)) = (seen, place.interface)
            && own.addresses.is_none()
        {
            // Most ends are of this kind, and many of one interface.
            let class = known.entry((*number, Some(std::ptr::from_ref(own).addr())));
            let subnet = subnet.clone();
            let class = class.or_insert_with(|| {
                let interface = interface();
                Shared::new(Equivalence::Inside { subnet, addresses: None, interface })
            });
            return class.clone();
        }
        let subnet = match seen {
            Some((_, subnet)) => subnet.clone(),
            None => Shared::new(self.subnet(place.subnet, family)),
        };
        let addresses = Some(self.seen(addresses));
        Shared::new(Equivalence::Inside { subnet, addresses, interface: interface() })
    }

    /// The sets that hold these addresses; the addresses themselves where a set holds some of them
    /// only.
    fn seen(&self, addresses: &RangeSet) -> SeenAddresses {
        // No address is in every set; without this, each subnet without IPv6 would depend on every
        // block that is named anywhere.
        if addresses.is_empty() {
            return SeenAddresses::In(Vec::new());
        }
        let mut sets = Vec::new();
        for set in &self.named {
            if addresses.is_subset(set) {
                sets.push(set.clone());
            } else if !addresses.is_disjoint(set) {
                return SeenAddresses::Just(addresses.clone());
            }
        }
        SeenAddresses::In(sets)
    }

    fn subnet(&self, subnet: &'n Subnet, family: Family) -> SeenSubnet {
        let network = &self.prepared.network;
        let Subnet {
            id,
            span: _,
            vpc,
            block,
            ipv6_block: _,
            zone,
            maps_public_addresses,
            assigns_ipv6,
            dns64,
            public_access,
            route_table,
            network_acl,
        } = subnet;
        let table = match self.prepared.table_of(subnet) {
            Ok(table) => chosen(table.and_then(|table| self.tables.get(&table.id))),
            Err(unknown) => Choice::Unknown(unknown.what.clone()),
        };
        let acl = match network_acl {
            AclChoice::Default => Choice::Default,
            AclChoice::Unknown(unknown) => Choice::Unknown(unknown.what.clone()),
            AclChoice::Associated(id, _) => chosen(self.acls.get(id)),
        };
        // Only transit gateways, NAT gateways in manual mode and load balancers ask for the zone.
        let is_zonal = network.nat_gateways.values().any(|nat| nat.zones.is_some())
            || network.forwardings.iter().any(|forwarding| !forwarding.handed_on.is_empty())
            || !network.transit_gateways.is_empty();
        SeenSubnet {
            own: self.used.contains(id).then(|| id.clone()),
            vpc: vpc.clone(),
            table,
            is_table_open: matches!(route_table, TableChoice::Unknown(_)),
            acl,
            zone: is_zonal.then(|| seen(zone)),
            gives: [maps_public_addresses, assigns_ipv6, dns64].map(seen),
            public_access: seen(public_access),
            // A missing fact about the block, and which, is determined by the name of what is
            // unknown.
            block: block.unknown().map(|unknown| unknown.what.clone()),
            family,
            addresses: self.seen(&place_addresses(subnet, family)),
        }
    }

    fn interface(&self, interface: &Interface) -> SeenInterface {
        // Where it is and which addresses it has is part of its ends; what it stands for only
        // shows.
        let Interface {
            id,
            span: _,
            kind: _,
            subnets: _,
            addresses: _,
            secondary,
            twin,
            further,
            groups,
            checks_source_and_destination,
            public,
            has_ipv6,
            is_closed_to_ipv6_internet,
            sends_by_own_address,
            is_attached,
            listens,
        } = interface;
        let is_used =
            self.used.contains(id) || twin.as_ref().is_some_and(|twin| self.used.contains(twin));
        let flags = [
            checks_source_and_destination,
            is_attached,
            is_closed_to_ipv6_internet,
            sends_by_own_address,
        ];
        SeenInterface {
            own: is_used.then(|| id.clone()),
            // Which address it is only shows.
            public: seen(&public.is_given()),
            accelerated: public.accelerated().map(<[_]>::to_vec),
            flags: flags.map(seen),
            has_ipv6: seen(has_ipv6),
            groups: (!interface.may_have_any_group()).then(|| self.groups_of(groups)),
            secondary: seen(secondary),
            further: further.clone(),
            listens: seen(listens),
        }
    }

    /// The groups, in an order that their names do not decide.
    fn groups_of(&self, groups: &[Known<Id>]) -> Vec<Known<SeenGroup>> {
        let one = |group: &Known<Id>| match group {
            Known::Is(id) => {
                let described = self.groups.get(id).cloned();
                Known::Is(described.unwrap_or_else(|| SeenGroup::NotDescribed(id.clone())))
            }
            Known::Unknown(unknown) => Known::Unknown(seen(unknown)),
        };
        let mut groups: Vec<_> = groups.iter().map(one).collect();
        groups.sort();
        groups
    }
}

fn chosen<T: Ord + Clone>(one: Option<&Shared<T>>) -> Choice<T> {
    one.map_or(Choice::Default, |one| Choice::This(one.clone()))
}

/// Security groups that a rule names as its peer: for these it matters who has them.
fn groups_that_rules_name(network: &Network) -> BTreeSet<&Id> {
    let groups = network.security_groups.values();
    let rules = groups.flat_map(|group| group.ingress.iter().chain(&group.egress));
    let peers = rules.filter_map(|rule| match rule.peer.value() {
        Some(Peer::Group(id)) => Some(id),
        _ => None,
    });
    peers.collect()
}

/// The part of a network that surrounds all ends; subnets and interfaces, with the tables, ACLs and
/// groups that they have, are ends.
fn surrounding(network: &Network) -> Network {
    let is_edge = |table: &&RouteTable| !table.edges.is_empty();
    let edges = network.route_tables.values().filter(is_edge).enumerate();
    // Which table it is by name, and whether it is a main one too, is nothing to what comes in.
    let edges = edges.map(|(number, table)| {
        let edge = RouteTable { edges: table.edges.clone(), ..seen_table(table) };
        (Id::new(number.to_string()), edge)
    });
    let mut surrounding = Network {
        route_tables: edges.collect(),
        subnets: BTreeMap::new(),
        network_acls: BTreeMap::new(),
        security_groups: BTreeMap::new(),
        interfaces: BTreeMap::new(),
        // What is only shown.
        defaults: Vec::new(),
        assumptions: Vec::new(),
        file_systems: BTreeMap::new(),
        stacks: BTreeMap::new(),
        no_ends: BTreeMap::new(),
        ..network.clone()
    };
    for endpoint in surrounding.endpoints.values_mut() {
        // They count by their rules.
        if let EndpointKind::Interface { groups, .. } = &mut endpoint.kind {
            groups.clear();
        }
    }
    for forwarding in &mut surrounding.forwardings {
        forwarding.id = nameless();
        forwarding.doubt.what.clear();
    }
    seen(&surrounding)
}

/// What an interface of the subnet can have whose address is not written down.
fn place_addresses(subnet: &Subnet, family: Family) -> RangeSet {
    InterfaceAt { subnet, interface: None, endpoint: None }.addresses(family)
}
