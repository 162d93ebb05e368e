//! Virtual private gateways: Direct Connect and VPN.

use crate::engine::Code;
use crate::engine::Walk;
use crate::engine::flow::{Assumption, Decision, Flow, HeaderEnd, PathComponent, Phase, Rule};
use netloom_network::sets::addresses::Family;
use netloom_network::{Attachment, ResourceKind, Subnet, Unknown, VpnGateway};
use netloom_question::{InterfaceAt, LegEnd};

impl<'n> Walk<'n> {
    /// Out to the site.
    ///
    /// # Source
    /// AWS Site-to-Site VPN User Guide, "Virtual private gateway"; Amazon VPC User Guide: a NAT
    /// gateway's or an endpoint's traffic does not come from there, and what is sent there is for
    /// the site.
    pub(in crate::engine) fn by_vpn_gateway(
        &mut self,
        mut flow: Flow<'n>,
        subnet: &'n Subnet,
        gateway: &'n VpnGateway,
    ) {
        let header = flow.header;
        let component = PathComponent::gateway(ResourceKind::VpnGateway, &gateway.id, gateway.span);
        self.leg(&mut flow, LegEnd::Subnet(subnet), LegEnd::Vpn(gateway));
        let decision = match &gateway.attachment {
            Attachment::To(vpc, _) if *vpc == subnet.vpc => Decision::Passes(Rule::Builtin),
            Attachment::Unknown(unknown) => Decision::depends(unknown),
            _ => Decision::drops(Code::BadStateAttachment),
        };
        let at = (Phase::Forward, component, header);
        let Some(flow) = self.judge(flow, at, decision) else { return };
        let mut flow = match self.past_the_site(flow, component, gateway) {
            Some(flow) => flow,
            None => return,
        };
        match flow.destination {
            HeaderEnd::Inside(_) => {
                self.drop_and_end(flow, component, Code::NoPossibleDestination);
            }
            HeaderEnd::Outside | HeaderEnd::Service(_) | HeaderEnd::Nat(_) => {
                flow.presume(Assumption::SiteKnowsTheWay(gateway));
                flow.has_arrived = true;
                self.reply(flow);
            }
        }
    }

    /// What is for the internet and sent to a gateway that nothing connects to a site: whether
    /// anything leads on from there is not known. Private addresses are taken to be the site's,
    /// which may be connected by another stack.
    fn past_the_site(
        &mut self,
        flow: Flow<'n>,
        component: PathComponent<'n>,
        gateway: &'n VpnGateway,
    ) -> Option<Flow<'n>> {
        let public = Family::Ipv4
            .public()
            .union(&Family::Ipv6.public())
            .difference(&self.network().on_premises);
        if !gateway.is_unconnected || matches!(flow.destination, HeaderEnd::Inside(_)) {
            return Some(flow);
        }
        if let Some(cell) = flow.cell.within(flow.header.destination, &public) {
            let what = format!(
                "what leads on to the internet from `{}`, which nothing connects to a site",
                gateway.id
            );
            self.depends(flow.with_cell(cell), component, &Unknown { what, span: gateway.span });
        }
        flow.cell.without(flow.header.destination, &public).map(|cell| flow.with_cell(cell))
    }

    /// In from the site: every subnet can be entered, whether or not its own table leads back.
    pub(in crate::engine) fn come_from_site(
        &mut self,
        mut flow: Flow<'n>,
        gateway: &'n VpnGateway,
        to: InterfaceAt<'n>,
    ) {
        let header = flow.header;
        let component = PathComponent::gateway(ResourceKind::VpnGateway, &gateway.id, gateway.span);
        let decision = match &gateway.attachment {
            Attachment::Unknown(unknown) => Decision::depends(unknown),
            _ => Decision::Passes(Rule::Builtin),
        };
        flow.push(Phase::Forward, component, header, decision);
        flow.presume(Assumption::SiteKnowsTheWay(gateway));
        self.past_the_edge(flow, (&gateway.id, component), LegEnd::Vpn(gateway), to);
    }
}
