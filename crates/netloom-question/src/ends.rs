//! The ends that a party stands for: every interface that the description shows, and those that
//! could be launched.

use std::collections::BTreeMap;

use netloom_diag::Span;

use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::Family;
use netloom_network::sets::traffic::Traffic;
use netloom_network::{Endpoint, Id, Interface, Known, Subnet, Unknown};

use crate::{End, InterfaceAt, Launched, Party, Prepared, entries_of};

impl Prepared {
    /// Returns the ends of a party, each for all that the engine cannot distinguish.
    ///
    /// - `missing`: gets what has to be known to tell all of them.
    pub fn ends<'n>(
        &'n self,
        party: &'n Party,
        scope: Scope,
        missing: &mut Vec<Unknown>,
    ) -> Vec<End<'n>> {
        let family = scope.family;
        // Interfaces that nothing can distinguish are one end, so that large fleets cost
        // one question.
        let alike = BTreeMap::new();
        let mut ends = Ends { prepared: self, family, scope, missing, ends: Vec::new(), alike };
        match party {
            Party::Interface(id) => match self.network.interfaces.get(id) {
                Some(interface) => {
                    ends.add_interface(interface);
                    let further =
                        interface.further.iter().filter(|_| scope.reach == Reach::AnyInterface);
                    further
                        .filter_map(|id| self.network.interfaces.get(id))
                        .for_each(|one| ends.add_interface(one));
                }
                None => ends.lacks(id),
            },
            Party::SecurityGroup(id) => ends.add_group(id),
            Party::Subnet(id) => match self.network.subnets.get(id) {
                Some(subnet) => {
                    ends.add_subnet(subnet, None);
                    let resolver = ends.resolver_in(subnet);
                    ends.ends.push(End::Resolver(subnet, resolver));
                }
                None => ends.lacks(id),
            },
            Party::Launched(launched) => ends.add_launched(launched),
            Party::Internet(addresses) => {
                let addresses =
                    addresses.intersection(&family.everything()).difference(&self.own_blocks());
                ends.ends.push(End::Internet(addresses));
            }
            Party::InternetExcept(services) => {
                let addresses = family.public().difference(&self.own_blocks());
                ends.ends.push(End::Internet(self.without_listed(addresses, services)));
            }
            Party::Addresses(addresses) => ends.add_addresses(addresses),
            Party::Service(name) => {
                ends.ends.extend((family == Family::Ipv4).then_some(End::Service(name)))
            }
        }
        ends.ends.retain(|end| !is_empty(end));
        ends.ends
    }

    /// Addresses without those that the description lists as the services'.
    fn without_listed(&self, addresses: RangeSet, services: &[String]) -> RangeSet {
        let lists = services.iter().filter_map(|service| entries_of(&self.network, service));
        lists.flatten().fold(addresses, |rest, (block, _)| rest.difference(block))
    }

    /// The ends that addresses stand for as a server's: what is known to have them, or anything
    /// that could; with what has to be known where it is open what has them.
    pub fn address_ends<'n>(
        &'n self,
        addresses: &RangeSet,
        family: Family,
    ) -> (Vec<End<'n>>, Vec<Unknown>) {
        let mut missing = Vec::new();
        let mut ends = Ends {
            prepared: self,
            family,
            scope: Scope {
                family,
                role: Role::Server,
                reach: Reach::PrimaryInterface,
                asks_names: false,
            },
            missing: &mut missing,
            ends: Vec::new(),
            alike: BTreeMap::new(),
        };
        ends.add_addresses(addresses);
        ends.ends.retain(|end| !is_empty(end));
        (ends.ends, missing)
    }
}

fn is_empty(end: &End<'_>) -> bool {
    match end {
        End::Inside(_, addresses)
        | End::Internet(addresses)
        | End::Elsewhere(addresses)
        | End::Resolver(_, addresses) => addresses.is_empty(),
        End::Service(_) => false,
    }
}

/// By which of its interfaces an instance sends and is reached.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Reach {
    /// By the primary one, as its default route says: what has to reach it reaches this.
    PrimaryInterface,
    /// By any of them: what must not reach it reaches none.
    AnyInterface,
}

/// On which side of a question a party is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Role {
    /// It begins connections. The interfaces of an endpoint begin none.
    Client,
    /// It is to be reached.
    Server,
}

/// Which ends of a party are wanted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Scope {
    /// Of which address family.
    pub family: Family,
    /// On which side.
    pub role: Role,
    /// By which interfaces of instances.
    pub reach: Reach,
    /// Whether packets for name servers are among those asked about.
    pub asks_names: bool,
}

/// What the engine sees of an interface in a subnet, its addresses aside. Interfaces that routes
/// lead to are like themselves only.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct EndpointClass<'n> {
    subnet: &'n Id,
    own: Option<&'n Id>,
    may_have_any_group: bool,
    groups: Vec<&'n Known<Id>>,
    flags: [&'n Known<bool>; 4],
    is_public: Option<Known<bool>>,
    accelerated: Option<&'n [Traffic]>,
    has_ipv6: Option<&'n Known<bool>>,
    listens: Option<&'n Known<Vec<Traffic>>>,
}

/// Ends under construction.
struct Ends<'n, 'm> {
    prepared: &'n Prepared,
    family: Family,
    scope: Scope,
    missing: &'m mut Vec<Unknown>,
    ends: Vec<End<'n>>,
    /// Where among the ends each kind of interface stands.
    alike: BTreeMap<EndpointClass<'n>, usize>,
}

impl<'n> Ends<'n, '_> {
    fn lacks(&mut self, id: &Id) {
        self.missing.push(Unknown { what: format!("what `{id}` is"), span: Span::default() });
    }

    /// An interface in each of its subnets.
    fn add_interface(&mut self, interface: &'n Interface) {
        for subnet in &interface.subnets {
            match subnet {
                Known::Unknown(unknown) => self.missing.push(unknown.clone()),
                Known::Is(id) => self.add_in(interface, id, None),
            }
        }
        if interface.subnets.is_empty() && self.family == Family::Ipv4 {
            let what = format!("which subnets `{}` uses", interface.id);
            self.missing.push(Unknown { what, span: interface.span });
        }
    }

    /// Each private address of an interface in one subnet.
    ///
    /// - `within`: the addresses asked about, if not all.
    fn add_in(&mut self, interface: &'n Interface, subnet: &Id, within: Option<&RangeSet>) {
        let Some(subnet) = self.prepared.network.subnets.get(subnet) else { return };
        let secondary = self.prepared.members().secondary(&interface.id).iter();
        let secondary = secondary.filter(|_| !interface.secondary.is_empty());
        for part in [interface].into_iter().chain(secondary) {
            // What has to reach an address has to reach what is known to have it; others may, which
            // matters to what must not.
            let has_written = part.addresses.is_some() && self.family == Family::Ipv4;
            if within.is_some() && self.scope.reach == Reach::PrimaryInterface && !has_written {
                continue;
            }
            self.needs_block(subnet, Some(part));
            let place = InterfaceAt { subnet, interface: Some(part), endpoint: None };
            if self.family == Family::Ipv6 && *place.has_ipv6() == Known::Is(false) {
                continue;
            }
            let addresses = place.addresses(self.family);
            let addresses =
                within.map_or_else(|| addresses.clone(), |within| addresses.intersection(within));
            self.add_place(place, addresses);
        }
    }

    fn needs_block(&mut self, subnet: &Subnet, interface: Option<&Interface>) {
        let has_own = interface.is_some_and(|interface| interface.addresses.is_some());
        if let (Family::Ipv4, Known::Unknown(unknown), false) =
            (self.family, &subnet.block, has_own)
        {
            self.missing.push(unknown.clone());
        }
    }

    /// Adds a place, or its addresses to one that is like it.
    fn add_place(&mut self, place: InterfaceAt<'n>, addresses: RangeSet) {
        if addresses.is_empty() {
            return;
        }
        let Some(interface) = place.interface else {
            return self.ends.push(End::Inside(place, addresses));
        };
        let mut groups: Vec<&Known<Id>> = interface.groups.iter().collect();
        groups.sort();
        groups.dedup();
        // Places that nothing on the way can distinguish but by their addresses are one end: the
        // engine walks it once.
        let key = EndpointClass {
            subnet: &place.subnet.id,
            own: self.prepared.members().is_target(interface).then_some(&interface.id),
            may_have_any_group: interface.may_have_any_group(),
            groups,
            flags: [
                &interface.checks_source_and_destination,
                &interface.is_attached,
                &interface.is_closed_to_ipv6_internet,
                &interface.sends_by_own_address,
            ],
            is_public: interface.public.is_given(),
            accelerated: interface.public.accelerated(),
            has_ipv6: interface.has_ipv6.as_ref(),
            listens: interface.listens.as_ref(),
        };
        let next = self.ends.len();
        let at = *self.alike.entry(key).or_insert(next);
        match self.ends.get_mut(at) {
            Some(End::Inside(_, known)) => *known = known.union(&addresses),
            _ => self.ends.push(End::Inside(place, addresses)),
        }
    }

    /// The interfaces with a security group, and one that is launched with it in each subnet of its
    /// VPC.
    ///
    /// An instance of which nothing says where it is launched can be in any of these subnets.
    /// Interfaces of which not all groups are known may have the group.
    fn add_group(&mut self, id: &'n Id) {
        let (network, members) = (&self.prepared.network, self.prepared.members());
        let Some(launched) = members.launched(Some(id), None) else { return self.lacks(id) };
        for interface in members.with_group(id).iter().filter_map(|id| network.interfaces.get(id)) {
            if !self.counts(interface) {
                continue;
            }
            let unplaced = interface.subnets.iter().any(|subnet| subnet.unknown().is_some());
            let subnets =
                interface.subnets.iter().chain(launched.subnets.iter().filter(|_| unplaced));
            for subnet in subnets.filter_map(Known::value) {
                self.add_in(interface, subnet, None);
            }
        }
        for interface in
            members.with_unknown_groups().iter().filter_map(|id| network.interfaces.get(id))
        {
            let has_group = interface.groups.iter().any(|group| group.value() == Some(id));
            // One of which nothing is known at all is one of those that are launched besides.
            let is_near = interface.subnets.iter().any(|subnet| launched.subnets.contains(subnet));
            if is_near && !has_group {
                self.missing.extend(interface.groups.iter().filter_map(Known::unknown).cloned());
            }
        }
        for endpoint in network.endpoints.values() {
            self.may_be_endpoint(endpoint, id, &launched.subnets);
            self.add_endpoint(endpoint, |interface, _| {
                interface.groups.iter().any(|group| group.value() == Some(id))
            });
        }
        self.add_interface(launched);
    }

    /// Whether an interface is one of those that a claim is about: what has to be reached is what
    /// belongs to something that runs.
    fn counts(&self, interface: &Interface) -> bool {
        self.scope.reach == Reach::AnyInterface || interface.is_attached != Known::Is(false)
    }

    /// An endpoint of which not all groups are known may have the group.
    fn may_be_endpoint(&mut self, endpoint: &Endpoint, group: &Id, near: &[Known<Id>]) {
        let Some(interface) = self.prepared.endpoint_interface(endpoint) else { return };
        let has_group = interface.groups.iter().any(|own| own.value() == Some(group));
        if self.scope.role == Role::Server
            && !has_group
            && interface.subnets.iter().any(|subnet| near.contains(subnet))
        {
            self.missing.extend(interface.groups.iter().filter_map(Known::unknown).cloned());
        }
    }

    /// The interfaces of an endpoint that are wanted, which answer requests and send none.
    ///
    /// # Source
    /// AWS PrivateLink Guide, "Interface endpoints": an endpoint network interface in each subnet,
    /// with the security groups of the endpoint.
    fn add_endpoint(
        &mut self,
        endpoint: &'n Endpoint,
        is_wanted: impl Fn(&Interface, &Id) -> bool,
    ) {
        let interface = self.prepared.endpoint_interface(endpoint);
        let Some(interface) =
            interface.filter(|_| self.scope.role == Role::Server && self.family == Family::Ipv4)
        else {
            return;
        };
        for id in
            interface.subnets.iter().filter_map(Known::value).filter(|id| is_wanted(interface, id))
        {
            let Some(subnet) = self.prepared.network.subnets.get(id) else { continue };
            self.needs_block(subnet, None);
            let place =
                InterfaceAt { subnet, interface: Some(interface), endpoint: Some(endpoint) };
            self.ends.push(End::Inside(place, self.free_addresses(place)));
        }
    }

    /// The interfaces in a subnet, and whatever could be launched there with an address that none
    /// of them has.
    ///
    /// - `within`: the addresses asked about, if not all.
    fn add_subnet(&mut self, subnet: &'n Subnet, within: Option<&RangeSet>) {
        let (network, members) = (&self.prepared.network, self.prepared.members());
        for id in members.in_subnet(&subnet.id).iter().chain(members.in_unknown_subnets()) {
            let Some(interface) = network.interfaces.get(id) else { continue };
            if self.counts(interface) && self.can_be_in(interface, subnet) {
                self.add_in(interface, &subnet.id, within);
            }
        }
        for endpoint in network.endpoints.values().filter(|_| within.is_none()) {
            self.add_endpoint(endpoint, |_, id| *id == subnet.id);
        }
        self.needs_block(subnet, None);
        let place = InterfaceAt { subnet, interface: None, endpoint: None };
        let addresses = self.free_addresses(place);
        let addresses =
            within.map_or_else(|| addresses.clone(), |within| addresses.intersection(within));
        self.add_place(place, addresses);
    }

    /// Whether an interface is in a subnet, or can be since nothing says where it is and its groups
    /// are of the same VPC.
    fn can_be_in(&self, interface: &Interface, subnet: &Subnet) -> bool {
        let is_there = interface.subnets.iter().any(|id| id.value() == Some(&subnet.id));
        let vpc_of = |id: &Id| {
            self.prepared.network.security_groups.get(id).and_then(|group| group.vpc.value())
        };
        is_there
            || interface
                .groups
                .iter()
                .filter_map(Known::value)
                .any(|id| vpc_of(id) == Some(&subnet.vpc))
    }

    fn add_launched(&mut self, launched: &'n Launched) {
        let Some(subnet) = self.prepared.network.subnets.get(&launched.subnet) else {
            return self.lacks(&launched.subnet);
        };
        self.needs_block(subnet, None);
        let is_any = launched.group.is_none() && launched.has_public_address.is_none();
        let members = self.prepared.members();
        let interface = match members.launched(launched.group.as_ref(), launched.has_public_address)
        {
            Some(interface) => Some(interface).filter(|_| !is_any),
            None => return launched.group.iter().for_each(|group| self.lacks(group)),
        };
        let place = InterfaceAt { subnet, interface, endpoint: None };
        if self.family == Family::Ipv6 && *place.has_ipv6() == Known::Is(false) {
            return;
        }
        let addresses = self.free_addresses(place);
        self.add_place(place, addresses);
    }

    /// The addresses of a subnet that no interface has.
    fn free_addresses(&self, place: InterfaceAt<'n>) -> RangeSet {
        let members = self.prepared.members().in_subnet(&place.subnet.id).iter();
        let members = members.filter_map(|id| self.prepared.network.interfaces.get(id));
        // One that may not be made leaves its address to others.
        let members = members.filter(|interface| interface.is_attached.unknown().is_none());
        let own = |interface: &'n Interface| {
            let secondary =
                interface.secondary.iter().filter_map(|secondary| secondary.addresses.as_ref());
            interface.addresses.iter().chain(secondary).flat_map(|set| set.ranges().to_vec())
        };
        place.addresses(self.family).difference(&RangeSet::from_ranges(members.flat_map(own)))
    }

    /// Addresses of a subnet are those of what is there; the rest is outside, and so is what AWS
    /// keeps of a subnet where nothing else of it is asked about. Where a subnet's block is not
    /// known, it is open whether what it may have is outside.
    fn add_addresses(&mut self, addresses: &RangeSet) {
        let asked = addresses.intersection(&self.family.everything());
        let mut rest = asked.clone();
        let mut kept = RangeSet::empty();
        for subnet in self.prepared.network.subnets.values() {
            let block = match self.family {
                Family::Ipv4 => subnet.block.value(),
                Family::Ipv6 => subnet.ipv6_block.as_ref().and_then(Known::value),
            };
            let Some(block) = block else { continue };
            // Subnets of several VPCs may have an address; what must not be reached
            // is none of them.
            let of_all = self.scope.reach == Reach::AnyInterface;
            let part = if of_all { asked.intersection(block) } else { rest.intersection(block) };
            if !part.is_empty() {
                let place = InterfaceAt { subnet, interface: None, endpoint: None };
                if self.scope.role == Role::Server
                    && part.is_disjoint(&place.addresses(self.family))
                {
                    kept = kept.union(&part);
                } else {
                    self.ends
                        .push(End::Resolver(subnet, self.resolver_in(subnet).intersection(&part)));
                }
                self.add_subnet(subnet, Some(&part));
                rest = rest.difference(block);
            }
        }
        for (possible, unknown) in self.prepared.unplaced(self.family) {
            if !rest.is_disjoint(&possible) {
                self.missing.push(unknown.clone());
                rest = rest.difference(&possible);
            }
        }
        self.ends.push(End::Elsewhere(rest.union(&kept)));
    }

    /// The resolver's address in a subnet, where it counts: what must not reach a block does not
    /// reach what answers in it. What has to reach a block reaches what can be there.
    fn resolver_in(&self, subnet: &Subnet) -> RangeSet {
        let counts = self.scope.asks_names && self.scope.reach == Reach::AnyInterface;
        match self.scope.role == Role::Server && self.family == Family::Ipv4 && counts {
            true => self.prepared.resolver_in(subnet),
            false => RangeSet::empty(),
        }
    }
}
