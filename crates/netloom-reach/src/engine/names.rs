//! Names come before routes: which address a service's name has inside a VPC.

use std::rc::Rc;

use super::Code;
use super::Walk;
use super::filters::missing_fact;
use super::flow::{Assumption, Decision, Flow, HeaderEnd, MissingFact, PathComponent, Phase};
use super::resolver::Answers;
use netloom_network::sets::RangeSet;
use netloom_network::{Endpoint, EndpointKind, Known, NameServer, Unknown, Vpc};
use netloom_question::InterfaceAt;

impl<'n> Walk<'n> {
    /// The name of a service, looked up from a place: its public addresses, or those of an
    /// interface endpoint that took it.
    ///
    /// # Source
    /// AWS PrivateLink guide, "Private DNS": with it the service's own name leads to the endpoint
    /// in the whole VPC, and the VPC needs `enableDnsSupport` and `enableDnsHostnames`. Amazon VPC
    /// User Guide, "DNS attributes".
    pub(super) fn resolve(&mut self, flow: Flow<'n>, from: InterfaceAt<'n>) -> Vec<Flow<'n>> {
        let HeaderEnd::Service(name) = flow.destination else { return vec![flow] };
        let Some(vpc) = self.prepared.vpc_of(from.subnet) else { return vec![flow] };
        let component = PathComponent::Resolver(from.subnet);
        let header = flow.header;
        let mut resolved = Vec::new();
        // Without an answer there is no packet to follow, so the name comes before every other hop.
        for (mut flow, answers) in self.answering(&flow, vpc, from) {
            match answers {
                Answers::Amazon => {
                    flow.pass(component);
                    if !self.is_asked_first(vpc, from) {
                        flow.presume(Assumption::NameServers(vpc));
                    } else if vpc.name_servers == Known::Is(vec![NameServer::AmazonWithoutOptions])
                    {
                        flow.presume(Assumption::InstancesOnNitro(vpc));
                    }
                    flow = self.by_dns64(flow, from);
                    resolved.extend(self.by_amazon(flow, (vpc, name)));
                }
                Answers::Others(assumptions) => {
                    flow.pass(component);
                    assumptions.into_iter().for_each(|assumption| flow.presume(assumption));
                    flow.presume(Assumption::NameServers(vpc));
                    resolved.extend(self.perhaps_by_amazon(flow, (vpc, name)));
                }
                Answers::Depends(missing) => {
                    flow.push(Phase::Forward, component, header, Decision::Depends(missing));
                    resolved.extend(self.perhaps_by_amazon(flow, (vpc, name)));
                }
                Answers::None(code) => {
                    if let Some(flow) = self.drop(flow, component, code) {
                        resolved.extend(self.by_amazon(flow, (vpc, name)));
                    }
                }
            }
        }
        resolved
    }

    /// Whether clients ask Amazon's resolver before any other.
    fn is_asked_first(&self, vpc: &Vpc, from: InterfaceAt<'n>) -> bool {
        let first = vpc.name_servers.value().and_then(|servers| servers.first());
        first.is_some_and(|server| self.prepared.is_amazons(*server, from.subnet))
    }

    /// With DNS64 a name without an IPv6 address gets one of 64:ff9b::/96, and clients that have
    /// IPv6 mostly take it.
    ///
    /// # Source
    /// Amazon VPC User Guide, "DNS64 and NAT64"; RFC 6724.
    fn by_dns64(&self, mut flow: Flow<'n>, from: InterfaceAt<'n>) -> Flow<'n> {
        let has_ipv6 = from.subnet.ipv6_block.is_some() && *from.has_ipv6() != Known::Is(false);
        let missing = match &from.subnet.dns64 {
            Known::Is(false) => None,
            Known::Is(true) => {
                let what = format!(
                    "whether clients in `{}` take the IPv6 addresses of DNS64",
                    from.subnet.id
                );
                Some(Rc::new(Unknown { what, span: from.subnet.span }))
            }
            Known::Unknown(unknown) => Some(missing_fact(unknown)),
        };
        if let Some(missing) = missing.filter(|_| has_ipv6) {
            let header = flow.header;
            flow.push(
                Phase::Forward,
                PathComponent::Resolver(from.subnet),
                header,
                Decision::Depends(missing),
            );
        }
        flow
    }

    /// The endpoints that take a name in a VPC, or may: each with what is not known about it.
    fn takers(&self, (vpc, name): (&Vpc, &str)) -> Vec<(&'n Endpoint, Option<&'n Unknown>)> {
        let mut takers = Vec::new();
        for endpoint in self.network().endpoints.values() {
            let EndpointKind::Interface { private_dns, .. } = &endpoint.kind else { continue };
            let is_here = endpoint.vpc.value().is_none_or(|id| *id == vpc.id);
            let is_it = endpoint.service.value().is_none_or(|service| service == name);
            if is_here && is_it && private_dns.value() != Some(&false) {
                let missing =
                    private_dns.unknown().or(endpoint.service.unknown()).or(endpoint.vpc.unknown());
                takers.push((endpoint, missing));
            }
        }
        takers
    }

    /// As Amazon's resolver tells: the first endpoint that takes the name.
    fn by_amazon(&mut self, mut flow: Flow<'n>, of: (&Vpc, &str)) -> Vec<Flow<'n>> {
        let mut flows = Vec::new();
        for (endpoint, missing) in self.takers(of) {
            if let Some(missing) = missing {
                let [public, taken] = forked(&flow, endpoint, &missing_fact(missing));
                flows.extend(taken.into_iter().flat_map(|taken| self.taken(taken, endpoint, of.0)));
                let Some(public) = public else { return flows };
                flow = public;
                continue;
            }
            flows.extend(self.taken(flow, endpoint, of.0));
            return flows;
        }
        flows.push(flow);
        flows
    }

    /// As a server tells that may ask Amazon's resolver or not: private names lead to endpoints
    /// only if it does.
    fn perhaps_by_amazon(&mut self, mut flow: Flow<'n>, of: (&Vpc, &str)) -> Vec<Flow<'n>> {
        let mut flows = Vec::new();
        for (endpoint, missing) in self.takers(of) {
            let what = format!(
                "whether the name servers of `{}` ask Amazon's resolver, which alone knows the \
                 private name of `{}`",
                of.0.id, endpoint.id
            );
            let servers = Unknown { what, span: of.0.span };
            let [public, taken] =
                forked(&flow, endpoint, &missing_fact(missing.unwrap_or(&servers)));
            flows.extend(taken.into_iter().flat_map(|taken| self.taken(taken, endpoint, of.0)));
            let Some(public) = public else { return flows };
            flow = public;
        }
        flows.push(flow);
        flows
    }

    fn taken(&mut self, mut flow: Flow<'n>, endpoint: &'n Endpoint, vpc: &Vpc) -> Vec<Flow<'n>> {
        if vpc.dns_hostnames.value() == Some(&false) || vpc.dns_support.value() == Some(&false) {
            match self.drop(
                flow,
                PathComponent::InterfaceEndpoint(endpoint),
                Code::PrivateDnsRequiresHostnames,
            ) {
                Some(going_on) => flow = going_on,
                None => return Vec::new(),
            }
        }
        self.to_endpoint(&flow, endpoint)
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
                    flow.doubt(PathComponent::InterfaceEndpoint(endpoint), unknown);
                }
                flows.push(flow);
                continue;
            };
            let interface = self.prepared.endpoint_interface(endpoint);
            let place = InterfaceAt { subnet, interface, endpoint: Some(endpoint) };
            flow.destination = HeaderEnd::Inside(place);
            flow.header.destination = flow.with_address_of(place, self.prepared);
            flow.presume(Assumption::ServiceInZone(endpoint));
            flows.push(flow);
        }
        flows
    }
}

/// The packets whose name an endpoint did not take, and those whose name it took: a further axis
/// tells which.
fn forked<'n>(
    flow: &Flow<'n>,
    endpoint: &'n Endpoint,
    missing: &MissingFact,
) -> [Option<Flow<'n>>; 2] {
    let mut flow = flow.clone();
    let axis = flow.cell.add_axis(RangeSet::range(0, 1));
    let (component, header) = (PathComponent::InterfaceEndpoint(endpoint), flow.header);
    flow.push(Phase::Forward, component, header, Decision::Depends(Rc::clone(missing)));
    [0, 1].map(|number| Some(flow.with_cell(flow.cell.within(axis, &RangeSet::single(number))?)))
}
