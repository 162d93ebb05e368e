//! The way into a subnet, and the end of the way there.

use super::Code;
use super::Walk;
use super::filters::Direction;
use super::flow::{Assumption, Decision, Flow, PathComponent, Phase};
use netloom_network::sets::addresses::Family;
use netloom_network::sets::traffic::TCP;
use netloom_network::sets::{Guard, RangeSet};
use netloom_network::{Known, PublicAddress, Unknown};
use netloom_question::{InterfaceAt, LegEnd};

impl<'n> Walk<'n> {
    /// Into the subnet of a place and to it.
    pub(super) fn enter(&mut self, mut flow: Flow<'n>, from: LegEnd<'n>, to: InterfaceAt<'n>) {
        self.leg(&mut flow, from, LegEnd::Subnet(to.subnet));
        if matches!(from, LegEnd::Subnet(subnet) if subnet.id == to.subnet.id) {
            return self.arrive(flow, to);
        }
        let header = flow.header;
        for flow in self.acl(flow, to.subnet, Direction::In, (Phase::Forward, header)) {
            self.arrive(flow, to);
        }
    }

    /// To the interface.
    pub(super) fn arrive(&mut self, flow: Flow<'n>, to: InterfaceAt<'n>) {
        let flow = self.has_its_address(flow, to, PathComponent::GroupsIn(to));
        let admitted = self.groups(flow, to, Direction::In);
        for flow in
            admitted.into_iter().flat_map(|flow| self.at_listeners(flow, to)).collect::<Vec<_>>()
        {
            for mut flow in self.at_endpoint(flow, to) {
                flow.has_arrived = true;
                self.reply(flow);
            }
        }
    }

    /// Where it is not known whether a place has an IPv6 address, what becomes of its packets depends
    /// on it.
    pub(super) fn has_its_address(
        &self,
        mut flow: Flow<'n>,
        place: InterfaceAt<'n>,
        component: PathComponent<'n>,
    ) -> Flow<'n> {
        let header = flow.header;
        let is_ipv4 = flow.cell.on(header.destination).is_subset(&Family::Ipv4.everything());
        if let (false, Known::Unknown(unknown)) = (is_ipv4, place.has_ipv6()) {
            flow.doubt(component, unknown);
        }
        flow
    }

    /// Past the listeners of a load balancer: nothing is accepted but what they are for and the
    /// ICMP that it accepts of itself.
    ///
    /// # Source
    /// Elastic Load Balancing User Guide, "How Elastic Load Balancing works": a load balancer
    /// accepts what its listeners are configured for. VPC Reachability Analyzer guide,
    /// `ELB_LISTENERS_MISMATCH`.
    fn at_listeners(&mut self, mut flow: Flow<'n>, to: InterfaceAt<'n>) -> Vec<Flow<'n>> {
        let Some((interface, listens)) =
            to.interface.and_then(|own| Some((own, own.listens.as_ref()?)))
        else {
            return vec![flow];
        };
        let (component, header) = (PathComponent::Listeners(to), flow.header);
        let listens = match listens {
            Known::Is(listens) => listens,
            Known::Unknown(unknown) => {
                flow.doubt(component, unknown);
                return vec![flow];
            }
        };
        // Each listener is one product of sets; what none of them takes is dropped.
        let guards = listens.iter().map(|traffic| {
            let (protocols, ports) = (traffic.protocols.clone(), traffic.ports.clone());
            Guard::new(vec![(header.protocol, protocols), (header.destination_port, ports)])
        });
        let mut passed = Vec::new();
        let mut rest = vec![flow];
        for guard in guards {
            let mut left = Vec::new();
            for flow in rest {
                let (accepted, others) = flow.cell.split(&guard);
                left.extend(others.into_iter().map(|cell| flow.with_cell(cell)));
                passed.extend(accepted.map(|cell| {
                    let mut flow = flow.with_cell(cell);
                    flow.pass(component);
                    flow
                }));
            }
            rest = left;
        }
        for mut flow in rest {
            let decision = Decision::drops(Code::ElbListenersMismatch);
            flow.push(Phase::Forward, component, header, decision);
            flow.presume(Assumption::NoOtherListeners(interface));
            passed.extend(self.dropped(flow));
        }
        passed
    }

    /// # Source
    /// AWS PrivateLink guide, "Access an AWS service using an interface VPC endpoint": TCP only.
    fn at_endpoint(&mut self, flow: Flow<'n>, to: InterfaceAt<'n>) -> Vec<Flow<'n>> {
        let Some(endpoint) = to.endpoint else { return vec![flow] };
        let component = PathComponent::InterfaceEndpoint(endpoint);
        let Some(flow) = self.admitted(flow, component, endpoint) else { return Vec::new() };
        let guard = Guard::new(vec![(flow.header.protocol, RangeSet::single(TCP))]);
        let mut passed: Vec<_> = self.by_nature(flow, component, &guard, Code::ProtocolRestriction);
        for flow in &mut passed {
            self.depends_on_policy(flow, component, endpoint);
            flow.presume(Assumption::EndpointPolicy(endpoint));
        }
        passed
    }

    /// Splits at a component whose nature it is to pass what is within the guard and to drop the
    /// rest.
    pub(super) fn by_nature(
        &mut self,
        flow: Flow<'n>,
        component: PathComponent<'n>,
        guard: &Guard,
        code: Code,
    ) -> Vec<Flow<'n>> {
        let mut passed = self.drop_outside(flow, component, guard, code);
        for flow in passed.iter_mut().filter(|flow| flow.cell.is_within(guard)) {
            flow.pass(component);
        }
        passed
    }

    /// Drops what is outside the guard; what is within goes on to the next question that the
    /// component asks.
    pub(super) fn drop_outside(
        &mut self,
        flow: Flow<'n>,
        component: PathComponent<'n>,
        guard: &Guard,
        code: Code,
    ) -> Vec<Flow<'n>> {
        let (inside, outside) = flow.cell.split(guard);
        let mut passed = Vec::new();
        for cell in outside {
            let dropped = flow.with_cell(cell);
            passed.extend(self.drop(dropped, component, code));
        }
        passed.extend(inside.map(|cell| Flow { cell, ..flow }));
        passed
    }

    /// Whether a place has a public IPv4 address; `Err` with what is missing to tell.
    ///
    /// # Source
    /// Amazon VPC User Guide, "IP addressing": the interface's own setting, else the subnet's.
    pub(super) fn has_public_address(&self, place: InterfaceAt<'n>) -> Result<bool, &'n Unknown> {
        let by_subnet = || match &place.subnet.maps_public_addresses {
            Known::Is(maps) => Ok(*maps),
            Known::Unknown(unknown) => Err(unknown),
        };
        let Some(interface) = place.interface else { return by_subnet() };
        match &interface.public {
            PublicAddress::None | PublicAddress::ByAccelerator(_) => Ok(false),
            PublicAddress::AtLaunch | PublicAddress::Elastic(_) => Ok(true),
            PublicAddress::SubnetDecides => by_subnet(),
            PublicAddress::Unknown(unknown) => Err(unknown),
        }
    }
}
