//! Peering connections.

use crate::engine::Code;
use crate::engine::Walk;
use crate::engine::flow::{Assumption, Flow, HeaderEnd, PathComponent, Phase};
use crate::engine::walk::is_so;
use netloom_network::sets::addresses::Family;
use netloom_network::sets::{Guard, RangeSet};
use netloom_network::{Id, Known, Peering, ResourceKind, Subnet};
use netloom_question::LegEnd;

impl<'n> Walk<'n> {
    /// To the other VPC, and no further.
    ///
    /// # Source
    /// Amazon VPC Peering Guide, "VPC peering basics": active, both VPCs route to it, not
    /// transitive, only for addresses of the other VPC, and no way to its gateways or gateway
    /// endpoints.
    pub(in crate::engine) fn by_peering(
        &mut self,
        mut flow: Flow<'n>,
        subnet: &'n Subnet,
        peering: &'n Peering,
    ) {
        let component = PathComponent::gateway(ResourceKind::Peering, &peering.id, peering.span);
        self.may_go_on_to_a_peer(&mut flow, subnet);
        self.leg(&mut flow, LegEnd::Subnet(subnet), LegEnd::Peering(peering));
        let other = match (&peering.requester, &peering.accepter) {
            (Known::Is(one), other) if *one == subnet.vpc => other,
            (other, Known::Is(one)) if *one == subnet.vpc => other,
            (Known::Unknown(unknown), _) | (_, Known::Unknown(unknown)) => {
                return self.depends(flow, component, unknown);
            }
            _ => {
                return self.drop_and_end(flow, component, Code::BadState);
            }
        };
        let at = (Phase::Forward, component, flow.header);
        let active = is_so(&peering.is_active);
        let Some(flow) = self.require(flow, at, active, Code::BadState) else { return };
        match other {
            Known::Unknown(_) => self.beyond_peering(flow, peering),
            Known::Is(id) => self.enter_peer(flow, peering, id),
        }
    }

    fn enter_peer(&mut self, flow: Flow<'n>, peering: &'n Peering, other: &Id) {
        let component = PathComponent::gateway(ResourceKind::Peering, &peering.id, peering.span);
        let is_described = self.network().vpcs.get(other).is_some_and(|vpc| vpc.beyond.is_none());
        if !is_described && !matches!(flow.destination, HeaderEnd::Inside(_)) {
            return self.beyond_peering(flow, peering);
        }
        // Something in a VPC has an address in one of its blocks, also where these are not known.
        let is_there = matches!(flow.destination, HeaderEnd::Inside(to) if to.subnet.vpc == *other);
        let chosen = |family: Family| match self.prepared.unknown_block(other, family) {
            Some(_) if is_there => family.everything(),
            Some(_) if family == Family::Ipv6 => family.public(),
            _ => RangeSet::empty(),
        };
        let blocks = [Family::Ipv4, Family::Ipv6]
            .into_iter()
            .fold(self.prepared.local(other), |all, family| all.union(&chosen(family)));
        let guard = Guard::new(vec![(flow.header.destination, blocks)]);
        for flow in self.by_nature(flow, component, &guard, Code::PcxRequiresAddressInVpcCidr) {
            match flow.destination {
                HeaderEnd::Inside(to) if to.subnet.vpc == *other => {
                    self.enter(flow, LegEnd::Peering(peering), to)
                }
                _ => {
                    self.drop_and_end(flow, component, Code::NoPossibleDestination);
                }
            }
        }
    }

    fn beyond_peering(&mut self, mut flow: Flow<'n>, peering: &'n Peering) {
        flow.pass(PathComponent::gateway(ResourceKind::Peering, &peering.id, peering.span));
        flow.presume(Assumption::BeyondPeering(peering));
        flow.has_arrived = true;
        self.reply(flow);
    }
}
