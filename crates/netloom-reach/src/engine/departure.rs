//! Where queries begin, and the way out of a subnet.

use super::filters::Direction;
use super::flow::{Decision, Flow, HeaderEnd, Leg, PathComponent, Phase, Rule};
use super::routes::Next;
use super::{Code, Walk};
use netloom_network::sets::addresses::link_local;
use netloom_network::sets::traffic::{TCP, UDP};
use netloom_network::sets::{Cell, Guard, RangeSet};
use netloom_network::{Attachment, InternetGateway, Known, Subnet, Unknown};
use netloom_question::{End, InterfaceAt, LegEnd, Query, near_resolver, number_of};

/// What answers instances at 169.254.169.x: the metadata service, the clock, the activation of
/// Windows.
const SERVICES_BESIDE: [(u8, u128, u128); 4] =
    [(254, TCP, 80), (123, UDP, 123), (250, TCP, 1688), (251, TCP, 1688)];

impl<'n> Walk<'n> {
    /// From where the query begins; what load balancers make of it begins there, too.
    pub(super) fn begin(&mut self, flow: Flow<'n>, query: &Query<'n>) {
        if let End::Inside(to, _) = &query.to {
            self.come_by_balancers(&flow, (&query.from, query.family()), *to);
            self.come_by_listeners(&flow, (&query.from, query.family()), *to);
        }
        match (&query.from, &query.to) {
            (from, End::Resolver(subnet, _)) => self.ask_resolver_of(flow, from, subnet),
            (End::Inside(from, _), _) => self.begin_inside(flow, *from),
            (End::Internet(_), End::Inside(to, _)) => self.come_from_internet(flow, *to),
            (End::Elsewhere(_), End::Inside(to, _)) => self.come_from_elsewhere(flow, *to),
            _ => self.end(flow),
        }
    }

    pub(super) fn begin_inside(&mut self, mut flow: Flow<'n>, from: InterfaceAt<'n>) {
        // By other addresses there are other rules and ways.
        let sends_by = from.interface.map(|interface| &interface.sends_by_own_address);
        if let Some(Known::Unknown(unknown)) = sends_by {
            let decision = Decision::depends(unknown);
            flow.push(Phase::Forward, PathComponent::GroupsOut(from), flow.header, decision);
            flow.has_arrived = true;
            return self.end(flow);
        }
        let mut named = Vec::new();
        for flow in self.past_the_resolver(flow, from) {
            let Some(flow) = self.past_services_beside(flow, from) else { continue };
            let flow = self.has_its_address(flow, from, PathComponent::GroupsOut(from));
            named.extend(self.resolve(flow, from));
        }
        for flow in named {
            for flow in self.groups(flow, from, Direction::Out) {
                match flow.destination {
                    // Within a subnet nothing routes and no ACL filters.
                    HeaderEnd::Inside(to) if to.subnet.id == from.subnet.id => {
                        self.arrive(flow, to)
                    }
                    _ => self.leave(flow, from.subnet),
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
    fn past_services_beside(&mut self, flow: Flow<'n>, from: InterfaceAt<'n>) -> Option<Flow<'n>> {
        let header = flow.header;
        let beside = link_local().difference(&near_resolver());
        let rest = flow.cell.without(header.destination, &beside).map(|cell| flow.with_cell(cell));
        let mut near: Vec<Cell> =
            flow.cell.within(header.destination, &beside).into_iter().collect();
        for (last, protocol, port) in SERVICES_BESIDE {
            let guard = Guard::new(vec![
                (header.destination, RangeSet::single(number_of([169, 254, 169, last].into()))),
                (header.protocol, RangeSet::single(protocol)),
                (header.destination_port, RangeSet::single(port)),
            ]);
            let mut left = Vec::new();
            for cell in near {
                let (known, others) = cell.split(&guard);
                if let Some(cell) = known {
                    let passes = Decision::Passes(Rule::Unfiltered);
                    self.end_beside(flow.with_cell(cell), from, passes);
                }
                left.extend(others);
            }
            near = left;
        }
        let what = "whether anything answers at these link-local addresses".to_owned();
        let missing = std::rc::Rc::new(Unknown { what, span: from.subnet.span });
        for cell in near {
            let depends = Decision::Depends(std::rc::Rc::clone(&missing));
            self.end_beside(flow.with_cell(cell), from, depends);
        }
        rest
    }

    /// What is for a link-local address is there at once, if anything is.
    fn end_beside(&mut self, mut flow: Flow<'n>, from: InterfaceAt<'n>, decision: Decision<'n>) {
        let header = flow.header;
        flow.push(Phase::Forward, PathComponent::GroupsOut(from), header, decision);
        flow.has_arrived = true;
        self.end(flow);
    }

    /// Out of a subnet: its ACL, its route table, and whatever that leads to.
    pub(super) fn leave(&mut self, flow: Flow<'n>, subnet: &'n Subnet) {
        let header = flow.header;
        for flow in self.acl(flow, subnet, Direction::Out, (Phase::Forward, header)) {
            let (table, parts) = self.lookup(&flow, subnet, header, flow.wants());
            for (cell, next) in parts {
                self.take_unless_listed(flow.with_cell(cell), subnet, table, next);
            }
        }
    }

    /// By the route, whatever services' lists may hold.
    pub(super) fn take(
        &mut self,
        mut flow: Flow<'n>,
        subnet: &'n Subnet,
        component: PathComponent<'n>,
        next: Next<'n>,
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
            Next::Local => self.inside(flow, subnet),
            Next::To(target, route) => self.towards(flow, subnet, target, Some(route)),
            Next::Learned(gateway) => self.by_vpn_gateway(flow, subnet, gateway),
            Next::Depends(_) => self.end(flow),
            Next::NoRoute | Next::Blackhole(_) => {
                if let Some(flow) = self.dropped(flow) {
                    self.as_intended(flow, subnet)
                }
            }
        }
    }

    /// To an address of the VPC.
    pub(super) fn inside(&mut self, mut flow: Flow<'n>, subnet: &'n Subnet) {
        match flow.destination {
            HeaderEnd::Inside(to) if to.subnet.vpc == subnet.vpc => {
                self.enter(flow, LegEnd::Subnet(subnet), to)
            }
            _ => {
                // The address is the VPC's, and nothing that is asked about has it.
                let header = flow.header;
                let decision = Decision::Drops(Code::NoPossibleDestination, Some(Rule::Local));
                flow.push(Phase::Forward, PathComponent::Table(subnet, None), header, decision);
                if let Some(flow) = self.dropped(flow) {
                    self.end(flow);
                }
            }
        }
    }

    /// After a route that leads nowhere: the way that the network has for such packets, if it has
    /// one.
    fn as_intended(&mut self, flow: Flow<'n>, subnet: &'n Subnet) {
        if let HeaderEnd::Inside(to) = flow.destination {
            if to.subnet.vpc == subnet.vpc {
                return self.enter(flow, LegEnd::Subnet(subnet), to);
            }
            return self.end(flow);
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
            (Some(gateway), _, HeaderEnd::Nat(_)) => {
                self.by_internet_gateway(flow, subnet, gateway)
            }
            (Some(gateway), _, _) if is_public => self.by_internet_gateway(flow, subnet, gateway),
            (_, Some(nat), HeaderEnd::Inside(_)) => {
                self.by_nat(flow, (LegEnd::Subnet(subnet), subnet), nat)
            }
            _ => self.end(flow),
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
