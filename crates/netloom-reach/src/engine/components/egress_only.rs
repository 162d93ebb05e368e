//! Egress-only internet gateways, for IPv6.

use crate::engine::flow::{Flow, PathComponent};
use crate::engine::{Code, Walk};
use netloom_network::sets::Guard;
use netloom_network::sets::addresses::Family;
use netloom_network::{EgressOnlyGateway, Known, PublicAccess, ResourceKind, Subnet};
use netloom_question::LegEnd;

impl<'n> Walk<'n> {
    /// # Source
    /// Amazon VPC User Guide, "Egress-only internet gateways": IPv6, outbound, stateful.
    pub(in crate::engine) fn by_egress_only(
        &mut self,
        mut flow: Flow<'n>,
        subnet: &'n Subnet,
        gateway: &'n EgressOnlyGateway,
    ) {
        let component =
            PathComponent::gateway(ResourceKind::EgressOnlyGateway, &gateway.id, gateway.span);
        self.leg(&mut flow, LegEnd::Subnet(subnet), LegEnd::Stateful);
        match &gateway.vpc {
            Known::Unknown(unknown) => return self.depends(flow, component, unknown),
            Known::Is(vpc) if *vpc != subnet.vpc => {
                match self.drop(flow, component, Code::BadStateAttachment) {
                    Some(going_on) => flow = going_on,
                    None => return,
                }
            }
            Known::Is(_) => {}
        }
        let access = match &subnet.public_access {
            Known::Is(access) => Ok(*access != PublicAccess::Blocked),
            Known::Unknown(unknown) => Err(unknown.clone()),
        };
        let Some(flow) = self.not_blocked(flow, component, access) else { return };
        let guard = Guard::new(vec![(flow.header.destination, Family::Ipv6.everything())]);
        for flow in self.drop_outside(flow, component, &guard, Code::AddressFamilyRestriction) {
            self.out_by_ipv6(flow, component);
        }
    }
}
