//! Network load balancers that keep the addresses of clients: what they hand to a target is like a
//! packet of the client, and counts where no packet of the client may arrive.

use crate::engine::Walk;
use crate::engine::filters::Direction;
use crate::engine::flow::{Decision, Flow, HeaderEnd, PathComponent, Phase};
use netloom_network::sets::addresses::Family;
use netloom_network::sets::{Guard, RangeSet};
use netloom_network::{Attachment, Forwarding, Id, Interface, Known, PublicAddress};
use netloom_question::{End, InterfaceAt, ways_that_may_be};

impl<'n> Walk<'n> {
    /// In by every load balancer that may forward to a place and that a client may get to. Whether
    /// one of its packets does get there is not followed; what the groups of the target drop is
    /// dropped all the same.
    pub(in crate::engine) fn come_by_balancers(
        &mut self,
        flow: &Flow<'n>,
        (from, family): (&End<'n>, Family),
        to: InterfaceAt<'n>,
    ) {
        if to.endpoint.is_some() {
            return;
        }
        let header = flow.header;
        for forwarding in &self.network().forwardings {
            let destinations = forwarding.destinations(to.interface);
            for balancer in &forwarding.balancers {
                let balancer = balancer.value().and_then(|id| self.network().interfaces.get(id));
                let sources = self.clients_of(from, balancer, to, family);
                for traffic in &forwarding.traffic {
                    let guard = Guard::new(vec![
                        (header.source, sources.clone()),
                        (header.destination, destinations.clone()),
                        (header.protocol, traffic.protocols.clone()),
                        (header.destination_port, traffic.ports.clone()),
                    ]);
                    if let (Some(cell), _) = flow.cell.split(&guard) {
                        let flow = Flow { is_further_way: true, ..flow.with_cell(cell) };
                        self.come_by_balancer(flow, (forwarding, balancer), to);
                    }
                }
            }
        }
    }

    /// # Source
    /// Elastic Load Balancing, User Guide for Network Load Balancers, "Update the security groups
    /// for your Network Load Balancer": rules of targets admit what is forwarded by the address of
    /// the client and, where they name it, by the group of the load balancer.
    fn come_by_balancer(
        &mut self,
        mut flow: Flow<'n>,
        (forwarding, balancer): (&'n Forwarding, Option<&'n Interface>),
        to: InterfaceAt<'n>,
    ) {
        let (component, header) = (PathComponent::LoadBalancer(forwarding, balancer), flow.header);
        flow.pass(component);
        // One that is not described may have any group.
        flow.source = HeaderEnd::Inside(InterfaceAt {
            subnet: to.subnet,
            interface: balancer,
            endpoint: None,
        });
        let flow = self.has_its_address(flow, to, PathComponent::GroupsIn(to));
        for mut flow in self.groups(flow, to, Direction::In) {
            let decision = Decision::depends(&forwarding.doubt);
            flow.push(Phase::Forward, component, header, decision);
            flow.has_arrived = true;
            self.end(flow);
        }
    }

    /// The clients of an end that may get to a load balancer, by their addresses: all of its VPC,
    /// others where something leads into it, and hosts on the internet where it has public
    /// addresses or may have.
    fn clients_of(
        &self,
        from: &End<'n>,
        balancer: Option<&'n Interface>,
        to: InterfaceAt<'n>,
        family: Family,
    ) -> RangeSet {
        let network = self.network();
        // One that is not described may have any addresses and be anywhere.
        let is_public = balancer.is_none_or(|balancer| match family {
            Family::Ipv4 => balancer.public != PublicAddress::None,
            Family::Ipv6 => {
                balancer.has_ipv6 != Some(Known::Is(false))
                    && balancer.is_closed_to_ipv6_internet != Known::Is(true)
            }
        });
        let subnets = balancer.map_or(&[][..], |balancer| &balancer.subnets);
        let is_open = subnets.is_empty() || subnets.iter().any(|id| id.value().is_none());
        let subnets = subnets.iter().filter_map(Known::value);
        let vpcs: Vec<&Id> = subnets
            .filter_map(|id| Some(&network.subnets.get(id)?.vpc))
            .chain([&to.subnet.vpc])
            .collect();
        let has_ways = || is_open || vpcs.iter().any(|vpc| self.has_private_ways(vpc));
        let gets_there = match from {
            End::Internet(_) => is_public,
            End::Inside(own, _) if is_same(own.interface, balancer) => false,
            End::Inside(own, _) => {
                vpcs.contains(&&own.subnet.vpc)
                    || (family == Family::Ipv6 && is_public)
                    || !network.peerings.is_empty()
                    || !network.transit_gateways.is_empty()
                    || vpcs.iter().any(|vpc| !ways_that_may_be(self.prepared, vpc).is_empty())
                    || is_open
            }
            End::Elsewhere(_) if has_ways() => true,
            End::Elsewhere(_) if is_public => {
                return Family::Ipv4.public().union(&Family::Ipv6.public());
            }
            End::Elsewhere(_) | End::Service(_) | End::Resolver(..) => false,
        };
        if gets_there { family.everything() } else { RangeSet::empty() }
    }

    /// Whether hosts elsewhere may get into a VPC by anything but the internet.
    fn has_private_ways(&self, vpc: &Id) -> bool {
        let network = self.network();
        let is_here = |attachment: &Attachment| match attachment {
            Attachment::To(id, _) => id == vpc,
            Attachment::Unknown(_) => true,
            Attachment::None => false,
        };
        let attachments =
            network.transit_gateways.values().flat_map(|gateway| &gateway.attachments);
        let is_beyond = |id: &Id| network.vpcs.get(id).is_none_or(|vpc| vpc.beyond.is_some());
        let peered = network.peerings.values().filter_map(|peering| {
            let sides = [peering.requester.value()?, peering.accepter.value()?];
            sides.contains(&vpc).then_some(sides)
        });
        network.vpn_gateways.values().any(|gateway| is_here(&gateway.attachment))
            || attachments.into_iter().any(|attachment| attachment.vpc.value() == Some(vpc))
            || peered.flatten().any(is_beyond)
            || !ways_that_may_be(self.prepared, vpc).is_empty()
    }
}

fn is_same(one: Option<&Interface>, other: Option<&Interface>) -> bool {
    matches!((one, other), (Some(one), Some(other)) if one.id == other.id)
}
