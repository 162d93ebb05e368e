//! Load balancers that keep the addresses of clients: each is one more way to its targets, which a
//! proof that nothing arrives has to account for.

use netloom_network::sets::addresses::Family;
use netloom_network::sets::traffic::Traffic;
use netloom_network::sets::{Cell, RangeSet};
use netloom_network::{Attachment, Forwarding, Interface, Known, Network, PublicAddress};
use netloom_question::{End, InterfaceAt, Prepared, Query, ways_that_may_be};

use crate::Component;
use crate::filters::Far;
use crate::replay::replay_error;
use crate::walk::{Goes, Replay};
use netloom_question::Header;

/// One way by a load balancer.
pub(crate) struct ByBalancer<'n> {
    pub(crate) at: Component,
    forwarding: &'n Forwarding,
    balancer: Option<&'n Interface>,
    place: InterfaceAt<'n>,
    sources: RangeSet,
}

impl ByBalancer<'_> {
    /// Returns those of the packets that go by it.
    pub(crate) fn packets(&self, cell: &Cell) -> Vec<Cell> {
        let first = Header::FIRST;
        let destinations = self.forwarding.destinations(self.place.interface);
        let of = |traffic: &Traffic| {
            cell.within(first.source, &self.sources)?
                .within(first.destination, &destinations)?
                .within(first.protocol, &traffic.protocols)?
                .within(first.destination_port, &traffic.ports)
        };
        self.forwarding.traffic.iter().filter_map(of).collect()
    }
}

/// Returns the ways by load balancers that packets of a query may go.
///
/// # Source
/// Elastic Load Balancing, User Guide for Network Load Balancers, "Edit target group attributes".
pub(crate) fn by_balancers<'n>(prepared: &'n Prepared, query: &Query<'n>) -> Vec<ByBalancer<'n>> {
    let End::Inside(place, _) = &query.to else { return Vec::new() };
    let mut ways = Vec::new();
    for forwarding in prepared.network.forwardings.iter().filter(|_| place.endpoint.is_none()) {
        for id in &forwarding.balancers {
            let balancer = id.value().and_then(|id| prepared.network.interfaces.get(id));
            let sources = clients(prepared, query, balancer);
            let at = Component::LoadBalancer {
                balancer: balancer.map(|balancer| balancer.id.clone()),
                target_group: forwarding.id.clone(),
            };
            ways.push(ByBalancer { at, forwarding, balancer, place: *place, sources });
        }
    }
    ways
}

/// Who may get to a load balancer: anything, unless it is certain that nothing does.
fn clients(prepared: &Prepared, query: &Query<'_>, balancer: Option<&Interface>) -> RangeSet {
    let network = &prepared.network;
    let all = Family::Ipv4.everything().union(&Family::Ipv6.everything());
    let Some(balancer) = balancer else { return all };
    let End::Inside(target, _) = &query.to else { return all };
    let has_no_public_address = match query.family() {
        Family::Ipv4 => balancer.public == PublicAddress::None,
        Family::Ipv6 => {
            balancer.has_ipv6 == Some(Known::Is(false))
                || balancer.is_closed_to_ipv6_internet == Known::Is(true)
        }
    };
    // A load balancer in another VPC is reached from there, too.
    let mut vpcs = vec![&target.subnet.vpc];
    for subnet in &balancer.subnets {
        match subnet.value().and_then(|id| network.subnets.get(id)) {
            Some(subnet) => vpcs.push(&subnet.vpc),
            None => return all,
        }
    }
    let has_ways = vpcs.iter().any(|vpc| !ways_that_may_be(prepared, vpc).is_empty());
    match &query.from {
        End::Internet(_) if has_no_public_address => RangeSet::empty(),
        End::Inside(own, _) => {
            let is_itself = own.interface.is_some_and(|own| own.id == balancer.id);
            let is_near = vpcs.contains(&&own.subnet.vpc);
            let is_joined = !network.peerings.is_empty() || !network.transit_gateways.is_empty();
            let is_by_ipv6 = query.family() == Family::Ipv6 && !has_no_public_address;
            let is_far = !is_near && !is_joined && !has_ways && !is_by_ipv6;
            if is_itself || is_far { RangeSet::empty() } else { all }
        }
        End::Elsewhere(_) if !has_ways && vpcs.iter().all(|vpc| is_closed(network, vpc)) => {
            match has_no_public_address {
                true => RangeSet::empty(),
                false => Family::Ipv4.public().union(&Family::Ipv6.public()),
            }
        }
        End::Service(_) | End::Resolver(..) => RangeSet::empty(),
        End::Internet(_) | End::Elsewhere(_) => all,
    }
}

/// Whether no gateway leads into a VPC but internet gateways and peerings with what is described.
fn is_closed(network: &Network, vpc: &netloom_network::Id) -> bool {
    let no_vpn = network.vpn_gateways.values().all(|gateway| match &gateway.attachment {
        Attachment::To(id, _) => id != vpc,
        Attachment::None => true,
        Attachment::Unknown(_) => false,
    });
    let mut attachments =
        network.transit_gateways.values().flat_map(|gateway| &gateway.attachments);
    let no_transit = attachments.all(|attachment| attachment.vpc.value() != Some(vpc));
    let no_peer = network.peerings.values().all(|peering| {
        let sides = [peering.requester.value(), peering.accepter.value()];
        let is_described = |id: &&netloom_network::Id| {
            network.vpcs.get(*id).is_some_and(|vpc| vpc.beyond.is_none())
        };
        !sides.contains(&Some(vpc))
            || sides.iter().all(|side| side.is_none_or(|id| is_described(&id)))
    });
    no_vpn && no_transit && no_peer
}

impl<'n> Replay<'n, '_> {
    /// By a load balancer: nothing but the groups of the target can keep packets out for certain.
    pub(crate) fn by_balancer(&mut self, query: &Query<'n>) -> Goes {
        let first = self.course.hops.first().map(|hop| &hop.at);
        let ways = by_balancers(self.prepared, query);
        let Some(way) = ways.into_iter().find(|way| Some(&way.at) == first) else {
            return replay_error("a load balancer that is not there");
        };
        self.natural(&way.at, true, false)?;
        let far = match way.balancer {
            Some(balancer) => Far::Inside(balancer),
            None => Far::Anything(way.place.subnet),
        };
        if self.groups(way.place, false, far)? {
            return replay_error("what comes by a load balancer");
        }
        Ok(false)
    }
}
