//! What a question is about, found out once more by going through everything that is
//! described: the checker takes no word for it that a certificate speaks of all ends.

use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::{Family, rfc1918};
use netloom_network::{Forwarding, Id, Interface, Known, Network, Route, Subnet, Target};
use netloom_question::{End, InterfaceAt, Party, Prepared, Question, Reach};

use crate::Ends;
use crate::replay::{ReplayError, demand, replay_error};

/// An end and its name.
type Named<'n> = (String, End<'n>);

/// Returns the name of an end, which no other end of its party has.
pub fn end_name(end: &End<'_>, prepared: &Prepared) -> String {
    match end {
        End::Inside(place, _) => place_name(place, prepared),
        End::Internet(_) => "internet".to_owned(),
        End::Resolver(subnet, _) => format!("resolver in {}", subnet.id),
        End::Elsewhere(_) => "elsewhere".to_owned(),
        End::Service(name) => format!("service {name}"),
    }
}

fn place_name(place: &InterfaceAt<'_>, prepared: &Prepared) -> String {
    let Some(interface) = place.interface else {
        return format!("anything launched in {}", place.subnet.id);
    };
    let secondary = prepared.members().secondary(&interface.id);
    let number = secondary.iter().position(|secondary| std::ptr::eq(secondary, interface));
    let number = number
        .map(|number| format!(" by its secondary addresses {}", number + 1))
        .unwrap_or_default();
    format!("{} in {}{number}", interface.id, place.subnet.id)
}

/// Returns the clients and servers that a certificate lists, each with the addresses of all that
/// are like it; none where one of the parties has no end in the address family.
pub(crate) fn listed_ends<'n>(
    prepared: &'n Prepared,
    question: &'n Question,
    (family, reach): (Family, Reach),
    listed: &Ends,
) -> Result<[Vec<End<'n>>; 2], ReplayError> {
    let census = Census { prepared, family, reach, is_server: false, asks_names: false };
    let from = census.ends(&question.from)?;
    let is_inside = from.iter().any(|(_, end)| matches!(end, End::Inside(..)));
    let asks_names = question.asks_names() && is_inside;
    let to = Census { is_server: true, asks_names, ..census }.ends(&question.to)?;
    if from.is_empty() || to.is_empty() {
        demand(listed.from.is_empty() && listed.to.is_empty(), "ends that are not asked about")?;
        return Ok([Vec::new(), Vec::new()]);
    }
    Ok([gather(prepared, from, &listed.from)?, gather(prepared, to, &listed.to)?])
}

fn gather<'n>(
    prepared: &'n Prepared,
    own: Vec<Named<'n>>,
    listed: &[String],
) -> Result<Vec<End<'n>>, ReplayError> {
    let mut ends: Vec<End<'n>> = Vec::new();
    for name in listed {
        match own.iter().find(|(known, _)| known == name) {
            Some((_, end)) => ends.push(end.clone()),
            None => return replay_error(format!("`{name}` is not asked about")),
        }
    }
    for (name, end) in own {
        let Some(alike) = ends.iter_mut().find(|listed| is_alike(&prepared.network, listed, &end))
        else {
            return replay_error(format!("nothing is recorded of `{name}`"));
        };
        if let (End::Inside(_, all), End::Inside(_, addresses)) = (alike, &end) {
            *all = all.union(addresses);
        }
    }
    Ok(ends)
}

/// Whether nothing on the way can tell two ends apart but by their addresses.
fn is_alike(network: &Network, one: &End<'_>, other: &End<'_>) -> bool {
    let (End::Inside(one, _), End::Inside(other, _)) = (one, other) else { return one == other };
    if one.subnet.id != other.subnet.id {
        return false;
    }
    if let (Some(a), Some(b)) = (one.endpoint, other.endpoint) {
        return a.id == b.id;
    }
    if one.endpoint.is_some() || other.endpoint.is_some() {
        return false;
    }
    let (Some(a), Some(b)) = (one.interface, other.interface) else {
        return one.interface.is_none() && other.interface.is_none();
    };
    let has_all =
        |a: &Interface, b: &Interface| a.groups.iter().all(|group| b.groups.contains(group));
    let is_target = |interface: &Interface| {
        let mut routes = network.route_tables.values().flat_map(|table| &table.routes);
        let by_route = |route: &Route| matches!(&route.target, Known::Is(Target::Interface(id)) if interface.is_called(id));
        let by_balancer = |forwarding: &Forwarding| {
            let mut ids = forwarding
                .targets
                .iter()
                .chain(forwarding.balancers.iter().filter_map(Known::value));
            ids.any(|id| interface.is_called(id))
        };
        routes.any(by_route) || network.forwardings.iter().any(by_balancer)
    };
    // The addresses of what routes or load balancers name decide where packets go, so that such a
    // thing is like no other.
    std::ptr::eq(a, b)
        || (has_all(a, b)
            && has_all(b, a)
            && a.may_have_any_group() == b.may_have_any_group()
            && a.public.is_given() == b.public.is_given()
            && a.public.accelerated() == b.public.accelerated()
            && a.has_ipv6 == b.has_ipv6
            && a.sends_by_own_address == b.sends_by_own_address
            && a.is_closed_to_ipv6_internet == b.is_closed_to_ipv6_internet
            && a.is_attached == b.is_attached
            && a.listens == b.listens
            && a.checks_source_and_destination == b.checks_source_and_destination
            && (a.id == b.id || (!is_target(a) && !is_target(b))))
}

/// Goes through the network for the ends of a party in one address family, one by one.
#[derive(Clone, Copy)]
struct Census<'n> {
    prepared: &'n Prepared,
    family: Family,
    reach: Reach,
    /// Whether the party is to be reached.
    is_server: bool,
    /// Whether packets for name servers are asked about, from inside.
    asks_names: bool,
}

impl<'n> Census<'n> {
    fn network(self) -> &'n Network {
        &self.prepared.network
    }

    fn ends(self, party: &'n Party) -> Result<Vec<Named<'n>>, ReplayError> {
        // Every party in one match: what each stands for is worked out here once more, beside what
        // the engine says of it, and a new one does not compile without it.
        let mut ends: Vec<End<'n>> = Vec::new();
        match party {
            Party::Interface(id) => {
                let Some(interface) = self.network().interfaces.get(id) else {
                    return replay_error("an unknown interface");
                };
                ends = self.in_its_subnets(interface)?;
                for id in interface.further.iter().filter(|_| self.reach == Reach::AnyInterface) {
                    let Some(further) = self.network().interfaces.get(id) else {
                        return replay_error("an unknown interface");
                    };
                    ends.extend(self.in_its_subnets(further)?);
                }
            }
            Party::SecurityGroup(id) => ends = self.with_group(id)?,
            Party::Subnet(id) => {
                let subnet = self.subnet(id)?;
                ends = self.in_subnet(subnet, None)?;
                ends.push(End::Resolver(subnet, self.resolver_in(subnet)));
            }
            Party::Launched(launched) => {
                let subnet = self.subnet(&launched.subnet)?;
                let chosen = launched.group.is_some() || launched.has_public_address.is_some();
                let members = self.prepared.members();
                let interface =
                    members.launched(launched.group.as_ref(), launched.has_public_address);
                demand(interface.is_some(), "an unknown group")?;
                ends = self.launched(subnet, interface.filter(|_| chosen), None)?;
            }
            Party::Internet(addresses) => {
                let addresses = addresses.intersection(&self.family.everything());
                ends.push(End::Internet(addresses.difference(&self.own_blocks())));
            }
            Party::InternetExcept(services) => {
                let lists = self.network().prefix_lists.values().filter(|list| {
                    list.service.as_ref().is_some_and(|service| services.contains(service))
                });
                let listed = lists.filter_map(|list| list.entries.value()).flatten();
                let own = self.own_blocks();
                let apart = listed.fold(own, |all, (block, _)| all.union(block));
                ends.push(End::Internet(self.family.public().difference(&apart)));
            }
            Party::Addresses(addresses) => ends = self.at(addresses)?,
            Party::Service(name) => {
                ends.extend((self.family == Family::Ipv4).then_some(End::Service(name)))
            }
        }
        let is_there = |end: &End<'n>| match end {
            End::Inside(_, addresses)
            | End::Internet(addresses)
            | End::Elsewhere(addresses)
            | End::Resolver(_, addresses) => !addresses.is_empty(),
            End::Service(_) => true,
        };
        Ok(ends
            .into_iter()
            .filter(is_there)
            .map(|end| (end_name(&end, self.prepared), end))
            .collect())
    }

    /// The blocks of the VPCs; where one is not known, what is known of it is the subnets in it.
    fn own_blocks(self) -> RangeSet {
        let vpcs = self.network().vpcs.values();
        let blocks = vpcs.flat_map(|vpc| vpc.blocks.iter().chain(&vpc.ipv6_blocks));
        let subnets = self.network().subnets.values();
        let subnets = subnets.flat_map(|subnet| [Some(&subnet.block), subnet.ipv6_block.as_ref()]);
        let blocks = blocks.chain(subnets.flatten()).filter_map(Known::value);
        blocks.fold(RangeSet::empty(), |all, block| all.union(block))
    }

    fn subnet(self, id: &Id) -> Result<&'n Subnet, ReplayError> {
        self.network()
            .subnets
            .get(id)
            .ok_or_else(|| ReplayError(format!("`{id}` is not described")))
    }

    fn in_its_subnets(self, interface: &'n Interface) -> Result<Vec<End<'n>>, ReplayError> {
        demand(!interface.subnets.is_empty(), "an interface without a subnet")?;
        let mut ends = Vec::new();
        for subnet in &interface.subnets {
            let Some(id) = subnet.value() else {
                return replay_error("an interface in an unknown subnet");
            };
            ends.extend(self.parts(interface, self.subnet(id)?)?);
        }
        Ok(ends)
    }

    /// The primary address and the secondary ones.
    fn parts(
        self,
        interface: &'n Interface,
        subnet: &'n Subnet,
    ) -> Result<Vec<End<'n>>, ReplayError> {
        let mut ends = Vec::new();
        for part in [interface].into_iter().chain(self.prepared.members().secondary(&interface.id))
        {
            let is_open = self.family == Family::Ipv4
                && part.addresses.is_none()
                && subnet.block.value().is_none();
            demand(!is_open, "a subnet whose block is not known")?;
            let place = InterfaceAt { subnet, interface: Some(part), endpoint: None };
            if self.family == Family::Ipv4 || place.has_ipv6().value() != Some(&false) {
                ends.push(End::Inside(place, place.addresses(self.family)));
            }
        }
        Ok(ends)
    }

    fn with_group(self, id: &Id) -> Result<Vec<End<'n>>, ReplayError> {
        let Some(group) = self.network().security_groups.get(id) else {
            return replay_error("an unknown group");
        };
        let Some(launched) = self.prepared.members().launched(Some(id), None) else {
            return replay_error("an unknown group");
        };
        let Some(vpc) = group.vpc.value() else {
            return replay_error("a group whose VPC is not known");
        };
        let home = || self.network().subnets.values().filter(|subnet| subnet.vpc == *vpc);
        let mut ends = Vec::new();
        for interface in
            self.network().interfaces.values().filter(|interface| self.counts(interface))
        {
            // An interface with an unknown group may be a member; the list of ends
            // would not be whole.
            let is_in = |subnet: &Subnet| {
                interface.subnets.iter().any(|own| own.value() == Some(&subnet.id))
            };
            if !interface.groups.iter().any(|own| own.value() == Some(id)) {
                let may_be =
                    interface.groups.iter().any(|own| own.value().is_none()) && home().any(is_in);
                demand(!may_be, &format!("whether `{}` has the group", interface.id))?;
                continue;
            }
            let is_lost = interface.subnets.iter().any(|own| own.value().is_none());
            for subnet in self.network().subnets.values() {
                if is_in(subnet) || (is_lost && subnet.vpc == *vpc) {
                    ends.extend(self.parts(interface, subnet)?);
                }
            }
        }
        ends.extend(self.endpoints(|interface, _| {
            interface.groups.iter().any(|own| own.value() == Some(id))
        })?);
        demand(home().next().is_some(), "a group of a VPC without subnets")?;
        for subnet in home() {
            ends.extend(self.parts(launched, subnet)?);
        }
        Ok(ends)
    }

    /// What has to be reached is what belongs to something that runs.
    fn counts(self, interface: &Interface) -> bool {
        self.reach == Reach::AnyInterface || interface.is_attached.value() != Some(&false)
    }

    /// - `within`: the addresses asked about, if not all.
    fn in_subnet(
        self,
        subnet: &'n Subnet,
        within: Option<&RangeSet>,
    ) -> Result<Vec<End<'n>>, ReplayError> {
        let mut ends = Vec::new();
        for interface in
            self.network().interfaces.values().filter(|interface| self.counts(interface))
        {
            let is_in = interface.subnets.iter().any(|own| own.value() == Some(&subnet.id));
            let is_lost = interface.subnets.iter().any(|own| own.value().is_none());
            let groups = interface.groups.iter().filter_map(|group| group.value());
            let vpcs = groups.filter_map(|id| self.network().security_groups.get(id)?.vpc.value());
            if is_in || (is_lost && vpcs.into_iter().any(|vpc| *vpc == subnet.vpc)) {
                ends.extend(self.parts(interface, subnet)?);
            }
        }
        if let Some(within) = within {
            // What has to reach an address has to reach what is known to have it.
            ends.retain(|end| match end {
                End::Inside(place, _) if self.reach == Reach::PrimaryInterface => {
                    self.family == Family::Ipv4
                        && place.interface.is_some_and(|part| part.addresses.is_some())
                }
                _ => true,
            });
            for end in &mut ends {
                if let End::Inside(_, addresses) = end {
                    *addresses = addresses.intersection(within);
                }
            }
        }
        if within.is_none() {
            ends.extend(self.endpoints(|_, home| home.id == subnet.id)?);
        }
        ends.extend(self.launched(subnet, None, within)?);
        Ok(ends)
    }

    /// The interfaces of endpoints that are wanted; they answer requests and send none.
    fn endpoints(
        self,
        is_wanted: impl Fn(&Interface, &Subnet) -> bool,
    ) -> Result<Vec<End<'n>>, ReplayError> {
        let mut ends = Vec::new();
        if !self.is_server || self.family == Family::Ipv6 {
            return Ok(ends);
        }
        for endpoint in self.network().endpoints.values() {
            let Some(interface) = self.prepared.endpoint_interface(endpoint) else { continue };
            demand(
                interface.groups.iter().all(|own| own.value().is_some()),
                "an endpoint with unknown groups",
            )?;
            for subnet in interface.subnets.iter().filter_map(Known::value) {
                let subnet = self.subnet(subnet)?;
                if is_wanted(interface, subnet) {
                    for end in self.launched(subnet, Some(interface), None)? {
                        let End::Inside(place, free) = end else { continue };
                        ends.push(End::Inside(
                            InterfaceAt { endpoint: Some(endpoint), ..place },
                            free,
                        ));
                    }
                }
            }
        }
        Ok(ends)
    }

    fn launched(
        self,
        subnet: &'n Subnet,
        interface: Option<&'n Interface>,
        within: Option<&RangeSet>,
    ) -> Result<Vec<End<'n>>, ReplayError> {
        demand(
            self.family == Family::Ipv6 || subnet.block.value().is_some(),
            "a subnet whose block is not known",
        )?;
        let place = InterfaceAt { subnet, interface, endpoint: None };
        if self.family == Family::Ipv6 && place.has_ipv6().value() == Some(&false) {
            return Ok(Vec::new());
        }
        // What is there keeps its addresses; what is launched gets one of the others.
        let mut free = place.addresses(self.family);
        for taken in self.network().interfaces.values() {
            let is_in = taken.subnets.iter().any(|own| own.value() == Some(&subnet.id));
            if is_in && taken.is_attached.value().is_some() {
                let secondary =
                    taken.secondary.iter().filter_map(|secondary| secondary.addresses.as_ref());
                free = taken
                    .addresses
                    .iter()
                    .chain(secondary)
                    .fold(free, |free, own| free.difference(own));
            }
        }
        Ok(vec![End::Inside(
            place,
            within.map_or_else(|| free.clone(), |within| free.intersection(within)),
        )])
    }

    /// Addresses in subnets are those of what is there; the rest is outside.
    fn at(self, addresses: &RangeSet) -> Result<Vec<End<'n>>, ReplayError> {
        let asked = addresses.intersection(&self.family.everything());
        let mut rest = asked.clone();
        let mut ends = Vec::new();
        let mut outside = RangeSet::empty();
        for subnet in self.network().subnets.values() {
            let block = match self.family {
                Family::Ipv4 => subnet.block.value(),
                Family::Ipv6 => subnet.ipv6_block.as_ref().and_then(Known::value),
            };
            // Each subnet that may have an address must not be reached there; one of several has to
            // be.
            let among = if self.reach == Reach::AnyInterface { &asked } else { &rest };
            let Some(part) =
                block.map(|block| among.intersection(block)).filter(|part| !part.is_empty())
            else {
                continue;
            };
            ends.extend(self.in_subnet(subnet, Some(&part))?);
            rest = rest.difference(&part);
            // Nothing has the addresses that AWS keeps.
            let given =
                InterfaceAt { subnet, interface: None, endpoint: None }.addresses(self.family);
            if self.is_server && part.intersection(&given).is_empty() {
                outside = outside.union(&part);
            } else {
                ends.push(End::Resolver(subnet, self.resolver_in(subnet).intersection(&part)));
            }
        }
        for subnet in self.network().subnets.values() {
            demand(!self.may_have(subnet, &rest), "addresses that an unknown block may have")?;
        }
        ends.push(End::Elsewhere(rest.union(&outside)));
        Ok(ends)
    }

    /// Whether a subnet whose block is not known may have one of these addresses: one of its VPC's
    /// blocks, or where these are not known any private one, or in IPv6 any at all.
    fn may_have(self, subnet: &Subnet, addresses: &RangeSet) -> bool {
        let is_ipv4 = self.family == Family::Ipv4;
        let own = if is_ipv4 { Some(&subnet.block) } else { subnet.ipv6_block.as_ref() };
        if own.is_none_or(|own| own.value().is_some()) {
            return false;
        }
        let vpc = self.network().vpcs.get(&subnet.vpc).filter(|vpc| vpc.beyond.is_none());
        let blocks = vpc.map(|vpc| if is_ipv4 { &vpc.blocks } else { &vpc.ipv6_blocks });
        match blocks.filter(|blocks| blocks.iter().all(|block| block.value().is_some())) {
            Some(blocks) => {
                blocks.iter().filter_map(Known::value).any(|block| !block.is_disjoint(addresses))
            }
            None if is_ipv4 => !addresses.is_disjoint(&rfc1918()),
            None => !addresses.is_empty(),
        }
    }

    /// Nothing has the addresses that AWS keeps, but at one of them the resolver answers.
    fn resolver_in(self, subnet: &Subnet) -> RangeSet {
        let is_claimed_of_all = self.reach == Reach::AnyInterface && self.family == Family::Ipv4;
        let block =
            subnet.block.value().filter(|_| self.is_server && self.asks_names && is_claimed_of_all);
        let vpc = self.network().vpcs.get(&subnet.vpc);
        let base = vpc.and_then(|vpc| vpc.blocks.first()?.value()?.first());
        match (block, base, vpc.and_then(|vpc| vpc.blocks.first())) {
            (Some(block), Some(base), _) => {
                RangeSet::single(base.saturating_add(2)).intersection(block)
            }
            // Which of the subnets is at the base of the VPC is not known.
            (Some(block), None, Some(_)) => self.prepared.resolver(subnet).0.intersection(block),
            _ => RangeSet::empty(),
        }
    }
}
