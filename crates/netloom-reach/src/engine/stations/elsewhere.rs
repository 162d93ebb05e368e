//! Hosts outside that are neither named nor on the internet alone: they come in by every gateway that leads outside.

use crate::building::quoted;
use crate::engine::Code;
use crate::engine::departure::Engine;
use crate::engine::filters::doubt;
use crate::engine::flow::{Flow, LegEnd, Phase, Place, Premise, Rule, Ruling, Station, Who};
use crate::network::{Attachment, Known, Route, Unknown};
use crate::sets::addresses::Family;

impl<'n> Engine<'n> {
    /// From hosts elsewhere, by each gateway of the VPC: virtual private and transit gateways, peering connections, and the
    /// internet for public addresses.
    pub(in crate::engine) fn come_from_elsewhere(&self, flow: Flow<'n>, to: Place<'n>, out: &mut Vec<Flow<'n>>) {
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
                self.come_from_site(flow.clone(), gateway, to, out);
            }
        }
        for gateway in network.transit_gateways.values() {
            let attached = gateway.attachments.iter().find(|attachment| attachment.vpc.value() == Some(vpc));
            if let Some(attachment) = attached {
                n_ways += 1;
                self.come_by_transit(flow.clone(), gateway, attachment, to, out);
            }
        }
        for peering in network.peerings.values() {
            let sides = [peering.requester.value(), peering.accepter.value()];
            let is_described = |id: &&crate::network::Id| network.vpcs.get(*id).is_some_and(|vpc| vpc.beyond.is_none());
            if sides.contains(&Some(vpc)) && sides.iter().flatten().filter(|id| **id != vpc).all(|id| !is_described(id))
            {
                n_ways += 1;
                let mut flow = flow.clone();
                let header = flow.header;
                flow.push(Phase::Forward, Station::Peering(peering), header, Ruling::Passes(Rule::Nature));
                flow.presume(Premise::BeyondPeering(peering));
                self.enter(flow, LegEnd::Peering(peering), to, out);
            }
        }
        let public = Family::Ipv4.public().union(&Family::Ipv6.public());
        if let Some(cell) = flow.cell.within(flow.header.source, &public) {
            self.come_from_internet(flow.with_cell(cell), to, out);
        }
        if n_ways > 0 {
            return;
        }
        // Hosts with private addresses that no gateway leads to do not get here.
        let Some(cell) = flow.cell.without(flow.header.source, &public) else { return };
        let mut flow = flow.with_cell(cell);
        let header = flow.header;
        let beyond = self.prepared.vpc_of(to.subnet).and_then(|vpc| vpc.beyond.as_ref());
        let ruling = match beyond {
            Some(unknown) => Ruling::Depends(doubt(unknown)),
            None => Ruling::Drops(Code::NoRouteToDestination, Some(Rule::Nature)),
        };
        flow.push(Phase::Forward, Station::InternetIn(None, to), header, ruling);
        self.end(flow, out);
    }

    /// A target that is not followed.
    pub(in crate::engine) fn by_other(&self, mut flow: Flow<'n>, route: Option<&'n Route>, out: &mut Vec<Flow<'n>>) {
        if let (Some(route), Who::Inside(_) | Who::Nat(_)) = (route, flow.source) {
            let target = match &route.target {
                Known::Is(target) => target.id().map_or_else(|| "the VPC".to_owned(), quoted),
                Known::Unknown(unknown) => unknown.what.clone(),
            };
            let what = format!("what is behind route `{}`, which leads to {target}", route.name);
            let header = flow.header;
            let ruling = Ruling::Depends(doubt(&Unknown { what, span: route.span }));
            flow.push(Phase::Forward, Station::Other(route), header, ruling);
        }
        self.end(flow, out);
    }
}
