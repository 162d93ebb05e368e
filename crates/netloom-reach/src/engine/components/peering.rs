//! Peering connections.

use crate::engine::Code;
use crate::engine::departure::Engine;
use crate::engine::filters::missing_fact;
use crate::engine::flow::{Assumption, Decision, Flow, HeaderEnd, PathComponent, Phase, Rule};
use netloom_network::sets::addresses::Family;
use netloom_network::sets::{Guard, RangeSet};
use netloom_network::{Id, Known, Peering, Subnet};
use netloom_question::LegEnd;

impl<'n> Engine<'n> {
    /// To the other VPC, and no further.
    ///
    /// # Source
    /// Amazon VPC Peering Guide, "VPC peering basics": active, both VPCs route to it, not
    /// transitive, only for addresses of the other VPC, and no way to its gateways or gateway
    /// endpoints.
    pub(in crate::engine) fn by_peering(
        &self,
        mut flow: Flow<'n>,
        subnet: &'n Subnet,
        peering: &'n Peering,
        out: &mut Vec<Flow<'n>>,
    ) {
        let component = PathComponent::Peering(peering);
        let header = flow.header;
        self.may_go_on_to_a_peer(&mut flow, subnet);
        self.leg(&mut flow, LegEnd::Subnet(subnet), LegEnd::Peering(peering));
        let other = match (&peering.requester, &peering.accepter) {
            (Known::Is(one), other) if *one == subnet.vpc => other,
            (other, Known::Is(one)) if *one == subnet.vpc => other,
            (Known::Unknown(unknown), _) | (_, Known::Unknown(unknown)) => {
                return self.depends(flow, component, unknown, out);
            }
            _ => {
                flow.push(
                    Phase::Forward,
                    component,
                    header,
                    Decision::Drops(Code::BadState, Some(Rule::Builtin)),
                );
                return self.end(flow, out);
            }
        };
        match &peering.is_active {
            Known::Is(true) => {}
            Known::Is(false) => {
                flow.push(
                    Phase::Forward,
                    component,
                    header,
                    Decision::Drops(Code::BadState, Some(Rule::Builtin)),
                );
                match self.dropped(flow, out) {
                    Some(going_on) => flow = going_on,
                    None => return,
                }
            }
            Known::Unknown(unknown) => flow.push(
                Phase::Forward,
                component,
                header,
                Decision::Depends(missing_fact(unknown)),
            ),
        }
        match other {
            Known::Unknown(_) => self.beyond_peering(flow, peering, out),
            Known::Is(id) => self.enter_peer(flow, peering, id, out),
        }
    }

    fn enter_peer(
        &self,
        flow: Flow<'n>,
        peering: &'n Peering,
        other: &Id,
        out: &mut Vec<Flow<'n>>,
    ) {
        let component = PathComponent::Peering(peering);
        let is_described = self.network().vpcs.get(other).is_some_and(|vpc| vpc.beyond.is_none());
        if !is_described && !matches!(flow.destination, HeaderEnd::Inside(_)) {
            return self.beyond_peering(flow, peering, out);
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
        for mut flow in
            self.by_nature(flow, component, &guard, Code::PcxRequiresAddressInVpcCidr, out)
        {
            match flow.destination {
                HeaderEnd::Inside(to) if to.subnet.vpc == *other => {
                    self.enter(flow, LegEnd::Peering(peering), to, out)
                }
                _ => {
                    let header = flow.header;
                    let decision =
                        Decision::Drops(Code::NoPossibleDestination, Some(Rule::Builtin));
                    flow.push(Phase::Forward, component, header, decision);
                    self.end(flow, out);
                }
            }
        }
    }

    fn beyond_peering(&self, mut flow: Flow<'n>, peering: &'n Peering, out: &mut Vec<Flow<'n>>) {
        let header = flow.header;
        flow.push(
            Phase::Forward,
            PathComponent::Peering(peering),
            header,
            Decision::Passes(Rule::Builtin),
        );
        flow.presume(Assumption::BeyondPeering(peering));
        flow.has_arrived = true;
        self.reply(flow, out);
    }
}
