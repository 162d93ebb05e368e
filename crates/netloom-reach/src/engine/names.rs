//! Names come before routes: which address a service's name has inside a VPC.

use super::Code;
use super::departure::Engine;
use super::filters::doubt;
use super::flow::{Flow, Phase, Place, Premise, Rule, Ruling, Station, Who};
use crate::network::{Endpoint, EndpointKind, Known};
use crate::sets::addresses::Family;

impl<'n> Engine<'n> {
    /// The name of a service, looked up from a place: its public addresses, or those of an interface endpoint that took it.
    ///
    /// # Source
    /// AWS PrivateLink guide, "Private DNS": with it the service's own name leads to the endpoint in the whole VPC, and the
    /// VPC needs `enableDnsSupport` and `enableDnsHostnames`. Amazon VPC User Guide, "DNS attributes".
    pub(super) fn resolve(&self, mut flow: Flow<'n>, from: Place<'n>, out: &mut Vec<Flow<'n>>) -> Vec<Flow<'n>> {
        let Who::Service(name) = flow.destination else { return vec![flow] };
        let station = Station::Resolver(from.subnet);
        let header = flow.header;
        let Some(vpc) = self.prepared.vpc_of(from.subnet) else { return vec![flow] };
        match &vpc.dns_support {
            Known::Is(true) => flow.push(Phase::Forward, station, header, Ruling::Passes(Rule::Nature)),
            Known::Unknown(unknown) => flow.push(Phase::Forward, station, header, Ruling::Depends(doubt(unknown))),
            Known::Is(false) => {
                flow.push(Phase::Forward, station, header, Ruling::Drops(Code::DnsSupportDisabled, Some(Rule::Nature)));
                match self.dropped(flow, out) {
                    Some(going_on) => flow = going_on,
                    None => return Vec::new(),
                }
            }
        }
        for endpoint in self.network().endpoints.values() {
            let EndpointKind::Interface { private_dns, .. } = &endpoint.kind else { continue };
            let is_here = endpoint.vpc.value().is_none_or(|id| *id == vpc.id);
            let is_it = endpoint.service.value().is_none_or(|service| service == name);
            if !is_here || !is_it || private_dns.value() == Some(&false) {
                continue;
            }
            let missing = private_dns.unknown().or(endpoint.service.unknown()).or(endpoint.vpc.unknown());
            if let Some(missing) = missing {
                flow.push(
                    Phase::Forward,
                    Station::InterfaceEndpoint(endpoint),
                    header,
                    Ruling::Depends(doubt(missing)),
                );
                continue;
            }
            if vpc.dns_hostnames.value() == Some(&false) || vpc.dns_support.value() == Some(&false) {
                let ruling = Ruling::Drops(Code::PrivateDnsRequiresHostnames, Some(Rule::Nature));
                flow.push(Phase::Forward, Station::InterfaceEndpoint(endpoint), header, ruling);
                match self.dropped(flow, out) {
                    Some(going_on) => flow = going_on,
                    None => return Vec::new(),
                }
            }
            return self.to_endpoint(&flow, endpoint);
        }
        vec![flow]
    }

    /// Any of the endpoint's interfaces may be the one that the resolver names.
    fn to_endpoint(&self, flow: &Flow<'n>, endpoint: &'n Endpoint) -> Vec<Flow<'n>> {
        let EndpointKind::Interface { subnets, .. } = &endpoint.kind else { return Vec::new() };
        let mut flows = Vec::new();
        for subnet in subnets {
            let mut flow = flow.clone();
            let found = subnet.value().and_then(|id| self.network().subnets.get(id));
            let Some(subnet) = found else {
                if let Some(unknown) = subnet.unknown().or(self.not_described()) {
                    let header = flow.header;
                    flow.push(
                        Phase::Forward,
                        Station::InterfaceEndpoint(endpoint),
                        header,
                        Ruling::Depends(doubt(unknown)),
                    );
                }
                flows.push(flow);
                continue;
            };
            let interface = self.prepared.endpoint_interface(endpoint);
            let place = Place { subnet, interface, endpoint: Some(endpoint) };
            flow.destination = Who::Inside(place);
            flow.header.destination = flow.cell.add_axis(place.addresses(Family::Ipv4));
            flow.presume(Premise::ServiceInZone(endpoint));
            flows.push(flow);
        }
        flows
    }
}
