//! Gateway endpoints.

use crate::engine::Code;
use crate::engine::departure::Engine;
use crate::engine::flow::{Flow, LegEnd, Phase, Premise, Rule, Ruling, Station, Who};
use netloom_network::sets::traffic::{ICMP, TCP};
use netloom_network::sets::{Guard, RangeSet};
use netloom_network::{Endpoint, Known, Subnet};

impl<'n> Engine<'n> {
    /// Out to a service by its gateway endpoint.
    ///
    /// # Source
    /// AWS PrivateLink guide, "Gateway endpoints": for clients of the same VPC, IPv4. Reachability Analyzer guide,
    /// `VPCE_GATEWAY_PROTOCOL_RESTRICTION`: TCP and ICMP echo only.
    pub(in crate::engine) fn by_gateway_endpoint(
        &self,
        mut flow: Flow<'n>,
        subnet: &'n Subnet,
        endpoint: &'n Endpoint,
        out: &mut Vec<Flow<'n>>,
    ) {
        let station = Station::GatewayEndpoint(endpoint);
        let header = flow.header;
        self.leg(&mut flow, LegEnd::Subnet(subnet), LegEnd::Stateful);
        match &endpoint.vpc {
            Known::Unknown(unknown) => return self.depends(flow, station, unknown, out),
            Known::Is(vpc) if *vpc != subnet.vpc => {
                let code = Code::VpceGatewayEgressSourceAddressRestriction;
                flow.push(Phase::Forward, station, header, Ruling::Drops(code, Some(Rule::Nature)));
                match self.dropped(flow, out) {
                    Some(going_on) => flow = going_on,
                    None => return,
                }
            }
            Known::Is(_) => {}
        }
        if let Who::Outside | Who::Inside(_) | Who::Nat(_) = flow.destination {
            // Addresses of the service, asked about without its name: the endpoint carries them as the service's.
            flow.presume(Premise::EndpointPolicy(endpoint));
        }
        let Some(flow) = self.admitted(flow, station, endpoint, out) else { return };
        let protocols = RangeSet::single(TCP).union(&RangeSet::single(ICMP));
        let guard = Guard::new(vec![(header.protocol, protocols)]);
        for mut flow in self.by_nature(flow, station, &guard, Code::VpceGatewayProtocolRestriction, out) {
            flow.presume(Premise::EndpointPolicy(endpoint));
            flow.has_arrived = true;
            self.reply(flow, out);
        }
    }

    /// Past the policy of an endpoint, which is taken to admit the requests unless it denies all of them.
    pub(in crate::engine) fn admitted(
        &self,
        mut flow: Flow<'n>,
        station: Station<'n>,
        endpoint: &'n Endpoint,
        out: &mut Vec<Flow<'n>>,
    ) -> Option<Flow<'n>> {
        if !endpoint.denies_everything {
            return Some(flow);
        }
        let header = flow.header;
        let ruling = Ruling::Drops(Code::EndpointPolicyDenies, Some(Rule::Nature));
        flow.push(Phase::Forward, station, header, ruling);
        self.dropped(flow, out)
    }
}
