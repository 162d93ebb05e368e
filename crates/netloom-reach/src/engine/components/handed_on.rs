//! What network load balancers certainly hand on: where the listener, the registration and every
//! filter are known, packets that get to the listener get to the target.

use crate::engine::Decision;
use crate::engine::Walk;
use crate::engine::filters::Direction;
use crate::engine::flow::{Assumption, Flow, HeaderEnd, Names, PathComponent, Phase};
use crate::engine::routes::Next;
use netloom_network::sets::addresses::Family;
use netloom_network::{Forwarding, HandedOn, Id, Interface, Known, Subnet};
use netloom_question::{End, Header, InterfaceAt, Wants};

impl<'n> Walk<'n> {
    /// The packets of a client that a listener hands on to a place: a further way, of which nothing
    /// is open but whether the target is healthy and is picked.
    ///
    /// # Source
    /// Elastic Load Balancing, User Guide for Network Load Balancers, "Edit target group
    /// attributes" (client IP preservation), "Cross-zone load balancing" (off by default: each node
    /// forwards to the targets of its zone).
    pub(in crate::engine) fn come_by_listeners(
        &mut self,
        flow: &Flow<'n>,
        (from, family): (&End<'n>, Family),
        to: InterfaceAt<'n>,
    ) {
        let Some(target) = to.interface.filter(|_| family == Family::Ipv4) else { return };
        let network = self.network();
        // An instance gets packets at its primary address.
        if !network.interfaces.get(&target.id).is_some_and(|own| std::ptr::eq(own, target)) {
            return;
        }
        for forwarding in &network.forwardings {
            let own = forwarding.handed_on.iter().filter(|handed| handed.target == target.id);
            for handed in own {
                let Some(balancer) = network.interfaces.get(&handed.balancer) else { continue };
                let asks = match from {
                    End::Inside(own, _) => own.interface.map(|own| &own.id),
                    _ => None,
                };
                let is_one = |id: &Id| asks == Some(id);
                if is_one(&balancer.id) || is_one(&target.id) {
                    continue;
                }
                for door in self.doors(balancer, to.subnet) {
                    let way = (forwarding, handed, door);
                    self.come_by_listener(flow, from, way, to);
                }
            }
        }
    }

    /// Where a load balancer stands in the zone of a target.
    fn doors(&self, balancer: &'n Interface, near: &Subnet) -> Vec<InterfaceAt<'n>> {
        let subnets = balancer.subnets.iter().filter_map(Known::value);
        let subnets = subnets.filter_map(|id| self.network().subnets.get(id));
        let zones = subnets.filter(|subnet| {
            let is_same = subnet.zone.value().is_some() && subnet.zone.value() == near.zone.value();
            subnet.vpc == near.vpc && (subnet.id == near.id || is_same)
        });
        let door = |subnet| InterfaceAt { subnet, interface: Some(balancer), endpoint: None };
        zones.map(door).collect()
    }

    fn come_by_listener(
        &mut self,
        flow: &Flow<'n>,
        from: &End<'n>,
        (forwarding, handed, door): (&'n Forwarding, &'n HandedOn, InterfaceAt<'n>),
        to: InterfaceAt<'n>,
    ) {
        let first = Header::FIRST;
        let cell = flow.cell.within(first.protocol, &handed.accepts.protocols);
        let Some(cell) = cell.and_then(|cell| cell.within(first.destination_port, &handed.port))
        else {
            return;
        };
        // To the listener first, under its address and port: these are two further axes.
        let mut flow = Flow { is_further_way: true, ..flow.with_cell(cell) };
        flow.header.destination = flow.with_address_of(door, self.prepared);
        flow.header.destination_port = flow.cell.add_axis(handed.accepts.ports.clone());
        flow.destination = HeaderEnd::Inside(door);
        let arriving = self.apart(|walk| match from {
            End::Inside(own, _) => walk.begin_inside(flow, *own),
            End::Internet(_) => walk.come_from_internet(flow, door),
            End::Elsewhere(_) => walk.come_from_elsewhere(flow, door),
            End::Service(_) | End::Resolver(..) => {}
        });
        let is_it =
            |at: &InterfaceAt<'n>| at.interface.is_some_and(|own| own.id == handed.balancer);
        let is_certain = |flow: &Flow<'n>| {
            let mut hops = flow.hops.iter();
            hops.any(|hop| matches!(&hop.component, PathComponent::GroupsIn(at) if is_it(at)))
                && flow.has_arrived
                && !flow.is_dropped(Phase::Forward)
                && !flow.is_doubtful(Phase::Forward)
        };
        for flow in arriving.into_iter().filter(is_certain) {
            self.hand_on(flow, (forwarding, door), to);
        }
    }

    /// From the load balancer to the target, with the address of the client kept.
    ///
    /// # Source
    /// Elastic Load Balancing, User Guide for Network Load Balancers, "Update the security groups
    /// for your Network Load Balancer".
    fn hand_on(
        &mut self,
        mut flow: Flow<'n>,
        (forwarding, door): (&'n Forwarding, InterfaceAt<'n>),
        to: InterfaceAt<'n>,
    ) {
        let first = Header::FIRST;
        flow.hops.retain(|hop| hop.phase == Phase::Forward);
        flow.legs.clear();
        flow.has_arrived = false;
        flow.is_further_way = true;
        flow.names = Names::Preserved;
        flow.header.destination = first.destination;
        flow.header.destination_port = first.destination_port;
        flow.source = HeaderEnd::Inside(door);
        flow.destination = HeaderEnd::Inside(to);
        let component = PathComponent::LoadBalancer(forwarding, door.interface);
        flow.pass(component);
        flow.presume(Assumption::TargetsAreHealthy(forwarding));
        let mut arriving = Vec::new();
        // What is dropped here is none of the client's own packets, which have flows of their own.
        self.apart(|walk| {
            for flow in walk.groups(flow, door, Direction::Out) {
                for flow in walk.across(flow, door.subnet, to.subnet) {
                    arriving.extend(walk.groups(flow, to, Direction::In));
                }
            }
        });
        let is_certain =
            |flow: &Flow<'n>| !flow.is_dropped(Phase::Forward) && !flow.is_doubtful(Phase::Forward);
        for mut flow in arriving.into_iter().filter(is_certain) {
            flow.has_arrived = true;
            self.end(flow);
        }
    }

    /// From one subnet of a VPC into another one, by local routes only.
    fn across(&mut self, flow: Flow<'n>, from: &'n Subnet, to: &'n Subnet) -> Vec<Flow<'n>> {
        if from.id == to.id {
            return vec![flow];
        }
        let header = flow.header;
        let mut crossed = Vec::new();
        // Any route but the local one could lead past what is looked at here.
        for flow in self.acl(flow, from, Direction::Out, (Phase::Forward, header)) {
            let (table, parts) = self.lookup(&flow, from, header, Wants::Inside(&to.vpc));
            for (cell, next) in parts.into_iter().filter(|(_, next)| matches!(next, Next::Local)) {
                let mut flow = flow.with_cell(cell);
                let component = PathComponent::Table(from, table);
                let decision = next.rule().map(Decision::Passes);
                decision
                    .into_iter()
                    .for_each(|own| flow.push(Phase::Forward, component, header, own));
                crossed.extend(self.acl(flow, to, Direction::In, (Phase::Forward, header)));
            }
        }
        crossed
    }
}
