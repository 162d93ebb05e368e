//! Where queries begin, and the way out of a subnet.

use super::Code;
use super::filters::{Direction, missing_fact};
use super::flow::{Assumption, Decision, Flow, HeaderEnd, Leg, Names, PathComponent, Phase, Rule};
use super::routes::Next;
use netloom_network::sets::addresses::link_local;
use netloom_network::sets::traffic::{TCP, UDP};
use netloom_network::sets::{Cell, Guard, RangeSet};
use netloom_network::{
    Attachment, InternetGateway, Known, Network, PublicAddress, Subnet, Target, Unknown,
};
use netloom_question::{
    End, Header, InterfaceAt, LegEnd, Prepared, Query, near_resolver, number_of,
};

/// What answers instances at 169.254.169.x: the metadata service, the clock, the activation of
/// Windows.
const SERVICES_BESIDE: [(u8, u128, u128); 4] =
    [(254, TCP, 80), (123, UDP, 123), (250, TCP, 1688), (251, TCP, 1688)];

pub(crate) struct Engine<'n> {
    pub(super) prepared: &'n Prepared,
    whole_path: bool,
}

/// Follows the packets of a query and returns them as flows: each packet is in one of them.
///
/// - `whole_path`: packets that a hop drops go on as if it had passed them, so that all that is in
///   the way is named. Without it they end where they are dropped first.
#[must_use]
pub fn follow<'n>(prepared: &'n Prepared, query: &Query<'n>, whole_path: bool) -> Vec<Flow<'n>> {
    Engine { prepared, whole_path }.follow(query)
}

impl<'n> Engine<'n> {
    pub(super) fn network(&self) -> &'n Network {
        &self.prepared.network
    }

    /// What stands for things that the network refers to and does not hold; its builders promise
    /// there are none.
    pub(super) fn not_described(&self) -> Option<&'n Unknown> {
        self.network().not_understood.first()
    }

    fn follow(&self, query: &Query<'n>) -> Vec<Flow<'n>> {
        let mut out = Vec::new();
        for cell in self.prepared.asked(query) {
            let flow = Flow {
                cell,
                header: Header::FIRST,
                source: who(&query.from),
                destination: who(&query.to),
                hops: Vec::new(),
                legs: Vec::new(),
                assumptions: premises_of_ends(query),
                names: Names::Preserved,
                not_of: Vec::new(),
                names_addresses: matches!(query.to, End::Elsewhere(_)),
                is_further_way: false,
                has_arrived: false,
            };
            if let End::Inside(to, _) = &query.to {
                self.come_by_balancers(&flow, (&query.from, query.family()), *to, &mut out);
                self.come_by_listeners(&flow, (&query.from, query.family()), *to, &mut out);
            }
            match (&query.from, &query.to) {
                (from, End::Resolver(subnet, _)) => {
                    self.to_resolver_of(flow, from, subnet, &mut out)
                }
                (End::Inside(from, _), _) => self.begin_inside(flow, *from, &mut out),
                (End::Internet(_), End::Inside(to, _)) => {
                    self.come_from_internet(flow, *to, &mut out)
                }
                (End::Elsewhere(_), End::Inside(to, _)) => {
                    self.come_from_elsewhere(flow, *to, &mut out)
                }
                _ => self.end(flow, &mut out),
            }
        }
        out
    }

    pub(super) fn begin_inside(
        &self,
        mut flow: Flow<'n>,
        from: InterfaceAt<'n>,
        out: &mut Vec<Flow<'n>>,
    ) {
        // By other addresses there are other rules and ways.
        let sends_by = from.interface.map(|interface| &interface.sends_by_own_address);
        if let Some(Known::Unknown(unknown)) = sends_by {
            let decision = Decision::Depends(missing_fact(unknown));
            flow.push(Phase::Forward, PathComponent::GroupsOut(from), flow.header, decision);
            flow.has_arrived = true;
            return self.end(flow, out);
        }
        let others = self.past_the_resolver(flow, from, out).into_iter();
        let others = others
            .filter_map(|flow| self.past_services_beside(flow, from, out))
            .collect::<Vec<_>>();
        let others = others
            .into_iter()
            .map(|flow| self.has_its_address(flow, from, PathComponent::GroupsOut(from)));
        for flow in others.flat_map(|flow| self.resolve(flow, from, out)).collect::<Vec<_>>() {
            for flow in self.groups(flow, from, Direction::Out, out) {
                match flow.destination {
                    // Within a subnet nothing routes and no ACL filters.
                    HeaderEnd::Inside(to) if to.subnet.id == from.subnet.id => {
                        self.arrive(flow, to, out)
                    }
                    _ => self.leave(flow, from.subnet, out),
                }
            }
        }
    }

    /// Splits off what is for link-local addresses: neither groups nor ACLs see what is for the
    /// clock, the metadata service or the activation of Windows, and whether anything answers
    /// elsewhere is not known.
    ///
    /// # Source
    /// Amazon VPC User Guide, "Security groups" and "Network ACLs": what they do not filter. Amazon
    /// EC2 User Guide, "Instance metadata" (169.254.169.254) and "Amazon Time Sync Service"
    /// (169.254.169.123).
    fn past_services_beside(
        &self,
        flow: Flow<'n>,
        from: InterfaceAt<'n>,
        out: &mut Vec<Flow<'n>>,
    ) -> Option<Flow<'n>> {
        let header = flow.header;
        let beside = link_local().difference(&near_resolver());
        let rest = flow.cell.without(header.destination, &beside).map(|cell| flow.with_cell(cell));
        let mut near: Vec<Cell> =
            flow.cell.within(header.destination, &beside).into_iter().collect();
        let end = |cell: Cell, decision: Decision<'n>, out: &mut Vec<Flow<'n>>| {
            let mut near = flow.with_cell(cell);
            near.push(Phase::Forward, PathComponent::GroupsOut(from), header, decision);
            near.has_arrived = true;
            self.end(near, out);
        };
        for (last, protocol, port) in SERVICES_BESIDE {
            let guard = Guard::new(vec![
                (header.destination, RangeSet::single(number_of([169, 254, 169, last].into()))),
                (header.protocol, RangeSet::single(protocol)),
                (header.destination_port, RangeSet::single(port)),
            ]);
            let mut left = Vec::new();
            for cell in near {
                let (known, others) = cell.split(&guard);
                known
                    .into_iter()
                    .for_each(|cell| end(cell, Decision::Passes(Rule::Unfiltered), out));
                left.extend(others);
            }
            near = left;
        }
        let what = "whether anything answers at these link-local addresses".to_owned();
        let missing = std::rc::Rc::new(Unknown { what, span: from.subnet.span });
        near.into_iter()
            .for_each(|cell| end(cell, Decision::Depends(std::rc::Rc::clone(&missing)), out));
        rest
    }

    /// Out of a subnet: its ACL, its route table, and whatever that leads to.
    pub(super) fn leave(&self, flow: Flow<'n>, subnet: &'n Subnet, out: &mut Vec<Flow<'n>>) {
        let header = flow.header;
        for flow in self.acl(flow, subnet, Direction::Out, (Phase::Forward, header), out) {
            let (table, parts) = self.lookup(&flow, subnet, header, flow.wants());
            for (cell, next) in parts {
                self.take_unless_listed(flow.with_cell(cell), subnet, table, next, out);
            }
        }
    }

    /// By the route, whatever services' lists may hold.
    pub(super) fn take(
        &self,
        mut flow: Flow<'n>,
        subnet: &'n Subnet,
        component: PathComponent<'n>,
        next: Next<'n>,
        out: &mut Vec<Flow<'n>>,
    ) {
        let header = flow.header;
        self.presume_no_other_route(&mut flow, component, &next);
        let decision = match (&next, next.rule()) {
            (Next::Depends(missing_fact), _) => Decision::Depends(std::rc::Rc::clone(missing_fact)),
            (Next::Blackhole(_), rule) => Decision::Drops(Code::BadStateRoute, rule),
            (_, Some(rule)) => Decision::Passes(rule),
            (_, None) => Decision::Drops(Code::NoRouteToDestination, None),
        };
        flow.push(Phase::Forward, component, header, decision);
        match next {
            Next::Local => self.inside(flow, subnet, out),
            Next::To(target, route) => self.towards(flow, subnet, target, Some(route), out),
            Next::Learned(gateway) => self.to_site(flow, subnet, gateway, out),
            Next::Depends(_) => self.end(flow, out),
            Next::NoRoute | Next::Blackhole(_) => {
                if let Some(flow) = self.dropped(flow, out) {
                    self.as_intended(flow, subnet, out)
                }
            }
        }
    }

    fn towards(
        &self,
        flow: Flow<'n>,
        subnet: &'n Subnet,
        target: &'n Target,
        route: Option<&'n netloom_network::Route>,
        out: &mut Vec<Flow<'n>>,
    ) {
        let network = self.network();
        match target {
            Target::Local => return self.inside(flow, subnet, out),
            Target::InternetGateway(id) => {
                if let Some(gateway) = network.internet_gateways.get(id) {
                    return self.to_internet(flow, subnet, gateway, out);
                }
            }
            Target::EgressOnlyGateway(id) => {
                if let Some(gateway) = network.egress_only_gateways.get(id) {
                    return self.by_egress_only(flow, subnet, gateway, out);
                }
            }
            Target::NatGateway(id) => {
                if let Some(gateway) = network.nat_gateways.get(id) {
                    return self.by_nat(flow, subnet, gateway, out);
                }
            }
            Target::Interface(id) => {
                if let Some(interface) = network.interfaces.get(id) {
                    return self.by_forwarder(flow, subnet, interface, out);
                }
            }
            Target::VpnGateway(id) => {
                if let Some(gateway) = network.vpn_gateways.get(id) {
                    return self.to_site(flow, subnet, gateway, out);
                }
            }
            Target::GatewayEndpoint(id) => {
                if let Some(endpoint) = network.endpoints.get(id) {
                    return self.by_gateway_endpoint(flow, subnet, endpoint, out);
                }
            }
            Target::Peering(id) => {
                if let Some(peering) = network.peerings.get(id) {
                    return self.by_peering(flow, subnet, peering, out);
                }
            }
            Target::TransitGateway(id) => {
                if let Some(gateway) = network.transit_gateways.get(id) {
                    return self.by_transit(flow, subnet, gateway, out);
                }
            }
            Target::Firewall(id, picked) => {
                if let Some(firewall) = network.firewalls.get(id) {
                    let from = LegEnd::Subnet(subnet);
                    return self.by_firewall(flow, from, (firewall, picked), subnet, out);
                }
            }
            Target::Other(_) => {}
        }
        self.by_other(flow, route, out);
    }

    /// To an address of the VPC.
    fn inside(&self, mut flow: Flow<'n>, subnet: &'n Subnet, out: &mut Vec<Flow<'n>>) {
        match flow.destination {
            HeaderEnd::Inside(to) if to.subnet.vpc == subnet.vpc => {
                self.enter(flow, LegEnd::Subnet(subnet), to, out)
            }
            _ => {
                // The address is the VPC's, and nothing that is asked about has it.
                let header = flow.header;
                let decision = Decision::Drops(Code::NoPossibleDestination, Some(Rule::Local));
                flow.push(Phase::Forward, PathComponent::Table(subnet, None), header, decision);
                if let Some(flow) = self.dropped(flow, out) {
                    self.end(flow, out);
                }
            }
        }
    }

    /// After a route that leads nowhere: the way that the network has for such packets, if it has
    /// one.
    fn as_intended(&self, flow: Flow<'n>, subnet: &'n Subnet, out: &mut Vec<Flow<'n>>) {
        if let HeaderEnd::Inside(to) = flow.destination {
            if to.subnet.vpc == subnet.vpc {
                return self.enter(flow, LegEnd::Subnet(subnet), to, out);
            }
            return self.end(flow, out);
        }
        let is_public = matches!(flow.source, HeaderEnd::Inside(place) if self.has_public_address(place).is_ok_and(|has| has));
        let gateway = self.attached_internet_gateway(subnet).ok().flatten();
        let nat = self.network().nat_gateways.values().find(|nat| {
            let home = nat.subnet.as_ref().and_then(Known::value);
            let home = home.and_then(|id| self.network().subnets.get(id));
            home.is_some_and(|home| home.vpc == subnet.vpc && home.id != subnet.id)
                && nat.is_public.value() == Some(&true)
        });
        match (gateway, nat, flow.source) {
            (Some(gateway), _, HeaderEnd::Nat(_)) => self.to_internet(flow, subnet, gateway, out),
            (Some(gateway), _, _) if is_public => self.to_internet(flow, subnet, gateway, out),
            (_, Some(nat), HeaderEnd::Inside(_)) => self.by_nat(flow, subnet, nat, out),
            _ => self.end(flow, out),
        }
    }

    /// The internet gateway of a subnet's VPC; `Err` if it may have one that is not described.
    pub(super) fn attached_internet_gateway(
        &self,
        subnet: &'n Subnet,
    ) -> Result<Option<&'n InternetGateway>, &'n Unknown> {
        let mut missing = None;
        for gateway in self.network().internet_gateways.values() {
            match &gateway.attachment {
                Attachment::To(vpc, _) if *vpc == subnet.vpc => return Ok(Some(gateway)),
                Attachment::Unknown(unknown) => missing = Some(unknown),
                _ => {}
            }
        }
        let beyond = self.prepared.vpc_of(subnet).and_then(|vpc| vpc.beyond.as_ref());
        missing.or(beyond).map_or(Ok(None), Err)
    }

    /// A flow that was dropped: it ends here, or it goes on because the whole path is asked for.
    pub(super) fn dropped(&self, flow: Flow<'n>, out: &mut Vec<Flow<'n>>) -> Option<Flow<'n>> {
        if self.whole_path {
            return Some(flow);
        }
        out.push(flow);
        None
    }

    /// A flow whose way is over.
    pub(super) fn end(&self, flow: Flow<'n>, out: &mut Vec<Flow<'n>>) {
        out.push(flow);
    }

    /// A flow that depends on something: it goes no further, since the next hop is unknown.
    pub(super) fn depends(
        &self,
        mut flow: Flow<'n>,
        component: PathComponent<'n>,
        unknown: &Unknown,
        out: &mut Vec<Flow<'n>>,
    ) {
        let header = flow.header;
        flow.push(Phase::Forward, component, header, Decision::Depends(missing_fact(unknown)));
        self.end(flow, out);
    }

    /// Adds a stretch; one that begins in a subnet begins at the endpoint of the firewall there if the
    /// packets are at it.
    pub(super) fn leg(&self, flow: &mut Flow<'n>, from: LegEnd<'n>, to: LegEnd<'n>) {
        let from = match (from, flow.legs.last().map(|leg| leg.to)) {
            (LegEnd::Subnet(subnet), Some(at @ LegEnd::Firewall(_, _, home)))
                if home.id == subnet.id =>
            {
                at
            }
            _ => from,
        };
        flow.legs.push(Leg { header: flow.header, from, to });
    }
}

/// What is assumed of ends that could be launched with a security group, and of instances
/// with several interfaces.
fn premises_of_ends<'n>(query: &Query<'n>) -> Vec<Assumption<'n>> {
    let mut assumptions = Vec::new();
    for end in [&query.from, &query.to] {
        let End::Inside(place, _) = end else { continue };
        let launched = place.interface.filter(|interface| {
            place.is_launched()
                && !place.may_have_any_group()
                && interface.public == PublicAddress::SubnetDecides
        });
        let assumption = launched
            .map(Assumption::LaunchedWith)
            .filter(|assumption| !assumptions.contains(assumption));
        assumptions.extend(assumption);
        let several = place.interface.filter(|interface| !interface.further.is_empty());
        let assumption = several
            .map(Assumption::ByPrimaryInterface)
            .filter(|assumption| !assumptions.contains(assumption));
        assumptions.extend(assumption);
    }
    assumptions
}

fn who<'n>(end: &End<'n>) -> HeaderEnd<'n> {
    match end {
        End::Inside(place, _) => HeaderEnd::Inside(*place),
        End::Internet(_) | End::Elsewhere(_) | End::Resolver(..) => HeaderEnd::Outside,
        End::Service(name) => HeaderEnd::Service(name),
    }
}
