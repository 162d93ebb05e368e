//! Gateway endpoints.

use crate::engine::Code;
use crate::engine::Walk;
use crate::engine::flow::{Assumption, Flow, HeaderEnd, PathComponent};
use netloom_network::sets::traffic::{ICMP, TCP};
use netloom_network::sets::{Guard, RangeSet};
use netloom_network::{Endpoint, Known, Subnet};
use netloom_question::LegEnd;

impl<'n> Walk<'n> {
    /// Out to a service by its gateway endpoint.
    ///
    /// # Source
    /// AWS PrivateLink guide, "Gateway endpoints": for clients of the same VPC, IPv4. Reachability
    /// Analyzer guide, `VPCE_GATEWAY_PROTOCOL_RESTRICTION`: TCP and ICMP echo only.
    pub(in crate::engine) fn by_gateway_endpoint(
        &mut self,
        mut flow: Flow<'n>,
        subnet: &'n Subnet,
        endpoint: &'n Endpoint,
    ) {
        let component = PathComponent::GatewayEndpoint(endpoint);
        let header = flow.header;
        self.leg(&mut flow, LegEnd::Subnet(subnet), LegEnd::Stateful);
        match &endpoint.vpc {
            Known::Unknown(unknown) => return self.depends(flow, component, unknown),
            Known::Is(vpc) if *vpc != subnet.vpc => {
                let code = Code::VpceGatewayEgressSourceAddressRestriction;
                match self.drop(flow, component, code) {
                    Some(going_on) => flow = going_on,
                    None => return,
                }
            }
            Known::Is(_) => {}
        }
        if let HeaderEnd::Outside | HeaderEnd::Inside(_) | HeaderEnd::Nat(_) = flow.destination {
            // Addresses of the service, asked about without its name: the endpoint carries them as
            // the service's.
            flow.presume(Assumption::EndpointPolicy(endpoint));
        }
        let Some(flow) = self.admitted(flow, component, endpoint) else { return };
        let protocols = RangeSet::single(TCP).union(&RangeSet::single(ICMP));
        let guard = Guard::new(vec![(header.protocol, protocols)]);
        for mut flow in
            self.by_nature(flow, component, &guard, Code::VpceGatewayProtocolRestriction)
        {
            self.depends_on_policy(&mut flow, component, endpoint);
            flow.presume(Assumption::EndpointPolicy(endpoint));
            flow.has_arrived = true;
            self.reply(flow);
        }
    }

    /// Past the policy of an endpoint, which is taken to admit the requests unless it denies all of
    /// them.
    pub(in crate::engine) fn admitted(
        &mut self,
        flow: Flow<'n>,
        component: PathComponent<'n>,
        endpoint: &'n Endpoint,
    ) -> Option<Flow<'n>> {
        if endpoint.denies_everything != Known::Is(true) {
            return Some(flow);
        }
        self.drop(flow, component, Code::EndpointPolicyDenies)
    }

    /// Notes that it is not known whether the policy admits what the endpoint carries.
    pub(in crate::engine) fn depends_on_policy(
        &self,
        flow: &mut Flow<'n>,
        component: PathComponent<'n>,
        endpoint: &'n Endpoint,
    ) {
        if let Known::Unknown(unknown) = &endpoint.denies_everything {
            flow.doubt(component, unknown);
        }
    }
}
