//! Hosts outside that are neither named nor on the internet alone: they come in by every gateway
//! that leads outside.

use crate::engine::Code;
use crate::engine::Walk;
use crate::engine::flow::{Assumption, Decision, Flow, HeaderEnd, PathComponent, Phase};
use netloom_network::quoted;
use netloom_network::sets::addresses::Family;
use netloom_network::{Attachment, Known, ResourceKind, Route, Unknown};
use netloom_question::{InterfaceAt, LegEnd, ways_that_may_be};

impl<'n> Walk<'n> {
    /// From hosts elsewhere, by each gateway of the VPC: virtual private and transit gateways,
    /// peering connections, and the internet for public addresses.
    pub(in crate::engine) fn come_from_elsewhere(&mut self, flow: Flow<'n>, to: InterfaceAt<'n>) {
        let vpc = &to.subnet.vpc;
        let network = self.network();
        let mut n_ways = 0_usize;
        for gateway in network.vpn_gateways.values() {
            let may_lead_here = match &gateway.attachment {
                Attachment::To(id, _) => id == vpc,
                Attachment::Unknown(_) => true,
                Attachment::None => false,
            };
            if may_lead_here {
                n_ways += 1;
                self.come_from_site(flow.clone(), gateway, to);
            }
        }
        for gateway in network.transit_gateways.values() {
            let attached =
                gateway.attachments.iter().find(|attachment| attachment.vpc.value() == Some(vpc));
            if let Some(attachment) = attached {
                n_ways += 1;
                self.come_by_transit(flow.clone(), gateway, attachment, to);
            }
        }
        for peering in network.peerings.values() {
            let sides = [peering.requester.value(), peering.accepter.value()];
            let is_described = |id: &&netloom_network::Id| {
                network.vpcs.get(*id).is_some_and(|vpc| vpc.beyond.is_none())
            };
            if sides.contains(&Some(vpc))
                && sides.iter().flatten().filter(|id| **id != vpc).all(|id| !is_described(id))
            {
                n_ways += 1;
                let mut flow = flow.clone();
                flow.pass(PathComponent::gateway(ResourceKind::Peering, &peering.id, peering.span));
                flow.presume(Assumption::BeyondPeering(peering));
                self.enter(flow, LegEnd::Peering(peering), to);
            }
        }
        let public =
            Family::Ipv4.public().union(&Family::Ipv6.public()).difference(&network.on_premises);
        let from_internet = flow.cell.within(flow.header.source, &public);
        let further = ways_that_may_be(self.prepared, vpc);
        for unknown in &further {
            n_ways += 1;
            let private = flow.cell.without(flow.header.source, &public).map(|cell| (cell, false));
            for (cell, is_further_way) in
                private.into_iter().chain(from_internet.clone().map(|cell| (cell, true)))
            {
                let flow = Flow { is_further_way, ..flow.with_cell(cell) };
                self.come_by_unknown_way(flow, to, unknown);
            }
        }
        if let Some(cell) = from_internet {
            let mut flow = flow.with_cell(cell);
            let vpc = self.prepared.vpc_of(to.subnet).filter(|_| !further.is_empty());
            vpc.into_iter().for_each(|vpc| flow.presume(Assumption::FromInternet(vpc)));
            self.come_from_internet(flow, to);
        }
        if n_ways > 0 {
            return;
        }
        // Hosts with private addresses that no gateway leads to do not get here.
        let Some(cell) = flow.cell.without(flow.header.source, &public) else { return };
        let flow = flow.with_cell(cell);
        self.drop_and_end(flow, PathComponent::InternetIn(None, to), Code::NoRouteToDestination);
    }

    /// In by a gateway of which it is not known whether and where it leads in: the filters of the
    /// receiver count all the same. What enters in the receiver's own subnet crosses no ACL.
    fn come_by_unknown_way(&mut self, mut flow: Flow<'n>, to: InterfaceAt<'n>, unknown: &Unknown) {
        flow.doubt(PathComponent::InternetIn(None, to), unknown);
        self.leg(&mut flow, LegEnd::Beyond, LegEnd::Subnet(to.subnet));
        self.arrive(flow, to);
    }

    /// A target that is not followed.
    pub(in crate::engine) fn by_other(&mut self, mut flow: Flow<'n>, route: Option<&'n Route>) {
        if let (Some(route), HeaderEnd::Inside(_) | HeaderEnd::Nat(_)) = (route, flow.source) {
            let target = match &route.target {
                Known::Is(target) => target.id().map_or_else(|| "the VPC".to_owned(), quoted),
                Known::Unknown(unknown) => unknown.what.clone(),
            };
            let what = format!("what is behind route `{}`, which leads to {target}", route.name);
            let header = flow.header;
            let decision = Decision::depends(&Unknown { what, span: route.span });
            flow.push(Phase::Forward, PathComponent::Other(route), header, decision);
        }
        self.end(flow);
    }
}
