//! Amazon's resolver and the servers that a VPC gives in its place.

use crate::engine::follow;
use std::net::IpAddr;
use std::rc::Rc;

use super::Code;
use super::Walk;
use super::filters::missing_fact;
use super::flow::{Assumption, Decision, Flow, MissingFact, PathComponent, Phase, Rule};
use crate::verdict::Fate;
use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::Family;
use netloom_network::sets::traffic::{TCP, UDP, linux_client_ports};
use netloom_network::{Known, NameServer, Subnet, Unknown, Vpc};
use netloom_question::{
    DNS, End, Expect, Header, InterfaceAt, Query, near_resolver, number_of, to_resolver,
};

/// What answers for names.
pub(super) enum Answers<'n> {
    /// Amazon's resolver.
    Amazon,
    /// Other servers, which are taken to know the services; and what is assumed on the
    /// way to them.
    Others(Vec<Assumption<'n>>),
    /// That depends.
    Depends(MissingFact),
    /// None.
    None(Code),
}

impl<'n> Walk<'n> {
    /// Splits off what is for the resolver, at the base of the VPC plus two or at 169.254.169.253:
    /// no filter sees it and no route is asked. On other ports nothing answers there, and packets
    /// are judged like any others.
    ///
    /// # Source
    /// Amazon VPC User Guide, "Security groups", "Network ACLs" and "Amazon DNS server".
    pub(super) fn past_the_resolver(
        &mut self,
        flow: Flow<'n>,
        from: InterfaceAt<'n>,
    ) -> Vec<Flow<'n>> {
        let support = self.prepared.vpc_of(from.subnet).map(|vpc| &vpc.dns_support);
        let mut others = vec![flow];
        for (addresses, missing) in [(near_resolver(), None), self.prepared.resolver(from.subnet)] {
            // What is for the first address is no longer there for the second one.
            let mut rest = Vec::new();
            for flow in others {
                let (near, apart) = flow.cell.split(&to_resolver(addresses.clone()));
                rest.extend(apart.into_iter().map(|cell| flow.with_cell(cell)));
                let Some(cell) = near else { continue };
                let mut near = flow.with_cell(cell);
                let decision = match (missing, support) {
                    (Some(unknown), _) | (None, Some(Known::Unknown(unknown))) => {
                        Decision::depends(unknown)
                    }
                    (None, Some(Known::Is(false))) => Decision::drops(Code::DnsSupportDisabled),
                    (None, _) => Decision::Passes(Rule::Unfiltered),
                };
                near.has_arrived = !matches!(decision, Decision::Drops(..));
                near.push(
                    Phase::Forward,
                    PathComponent::Resolver(from.subnet),
                    flow.header,
                    decision,
                );
                self.end(near);
            }
            others = rest;
        }
        others
    }

    /// To the resolver of the VPC of a subnet, which answers clients in that VPC only.
    ///
    /// # Source
    /// Amazon Route 53 Developer Guide, "Resolving DNS queries between VPCs and your network": from
    /// outside by inbound endpoints; Amazon VPC Peering Guide, "VPC peering limitations": not from
    /// a peer either.
    pub(super) fn ask_resolver_of(&mut self, flow: Flow<'n>, from: &End<'n>, subnet: &'n Subnet) {
        if let End::Inside(from, _) = from
            && from.subnet.vpc == subnet.vpc
        {
            // What is asked about is for the resolver, so that nothing is left.
            self.past_the_resolver(flow, *from);
            return;
        }
        self.drop_and_end(flow, PathComponent::Resolver(subnet), Code::NoPossibleDestination);
    }

    /// Splits by who answers for names: clients ask the servers in their order, and the next one
    /// when one does not answer.
    ///
    /// # Source
    /// Amazon VPC User Guide, "DHCP option sets" (`domain-name-servers`); RFC 1035, 4.2: names are
    /// asked for on port 53 of UDP, and of TCP where the answer is long.
    pub(super) fn answering(
        &self,
        flow: &Flow<'n>,
        vpc: &'n Vpc,
        from: InterfaceAt<'n>,
    ) -> Vec<(Flow<'n>, Answers<'n>)> {
        let servers = match &vpc.name_servers {
            Known::Is(servers) => servers,
            Known::Unknown(unknown) => {
                return vec![(flow.clone(), Answers::Depends(missing_fact(unknown)))];
            }
        };
        let mut answered = Vec::new();
        // Who gets no answer from one server asks the next.
        let mut rest = Some(flow.clone());
        for server in servers {
            let Some(flow) = rest.take() else { break };
            if self.prepared.is_amazons(*server, from.subnet) {
                match &vpc.dns_support {
                    Known::Is(true) => answered.push((flow, Answers::Amazon)),
                    Known::Unknown(unknown) => {
                        answered.push((flow, Answers::Depends(missing_fact(unknown))))
                    }
                    Known::Is(false) => rest = Some(flow),
                }
                continue;
            }
            let NameServer::Address(address) = server else { continue };
            let reach = self.reach_of(from, *address);
            let of = |sources: &RangeSet| {
                flow.cell.within(Header::FIRST.source, sources).map(|cell| flow.with_cell(cell))
            };
            answered.extend(
                of(&reach.by).map(|flow| (flow, Answers::Others(reach.assumptions.clone()))),
            );
            answered.extend(
                of(&reach.perhaps_by)
                    .map(|flow| (flow, Answers::Depends(reach.missing_fact(vpc, *address)))),
            );
            let others = reach.by.union(&reach.perhaps_by);
            rest =
                flow.cell.without(Header::FIRST.source, &others).map(|cell| flow.with_cell(cell));
        }
        let is_amazon_alone =
            servers.iter().all(|server| self.prepared.is_amazons(*server, from.subnet));
        let code =
            if is_amazon_alone { Code::DnsSupportDisabled } else { Code::NameServerNotReached };
        answered.extend(rest.map(|flow| (flow, Answers::None(code))));
        answered
    }

    /// From which of its addresses a place reaches a name server, by UDP and by TCP.
    fn reach_of(&self, from: InterfaceAt<'n>, server: IpAddr) -> Reach<'n> {
        let family = if server.is_ipv4() { Family::Ipv4 } else { Family::Ipv6 };
        let own = from.addresses(Family::Ipv4);
        let mut reach = Reach::default();
        let mut fates = Vec::new();
        let (ends, missing) =
            self.prepared.address_ends(&RangeSet::single(number_of(server)), family);
        // Whether a subnet has the address whose block is not known.
        if ends.is_empty() && !missing.is_empty() {
            return Reach { perhaps_by: own, missing, ..reach };
        }
        for to in ends {
            for protocol in [UDP, TCP] {
                let query = Query {
                    from: End::Inside(from, from.addresses(family)),
                    to: to.clone(),
                    protocols: RangeSet::single(protocol),
                    client_ports: linux_client_ports(),
                    ports: RangeSet::single(DNS),
                    excepts: &[],
                };
                for flow in follow(self.prepared, &query, false) {
                    let fate = flow.fate(Expect::Reachable);
                    reach.missing.extend(flow.doubts().cloned());
                    flow.assumptions
                        .iter()
                        .filter(|_| fate == Fate::Arrives)
                        .for_each(|p| reach.assumptions.push(*p));
                    fates.push((flow.cell.on(Header::FIRST.source), fate));
                }
            }
        }
        let with = |wanted: Fate| {
            let all = fates.iter().filter(|(_, fate)| *fate == wanted);
            all.fold(RangeSet::empty(), |all, (sources, _)| all.union(sources))
        };
        let [arrives, dropped, depends] = [Fate::Arrives, Fate::Dropped, Fate::Depends].map(with);
        // What is asked over IPv6 is asked from another address of the same client.
        let by_address = |sources: RangeSet| match family {
            Family::Ipv4 => sources,
            Family::Ipv6 if sources.is_empty() => sources,
            Family::Ipv6 => own.clone(),
        };
        reach.by = by_address(arrives.difference(&dropped).difference(&depends));
        reach.perhaps_by = by_address(arrives.union(&depends)).difference(&reach.by);
        reach
    }
}

/// From which addresses a name server is reached.
#[derive(Default)]
struct Reach<'n> {
    by: RangeSet,
    /// From these perhaps, or by one protocol only.
    perhaps_by: RangeSet,
    assumptions: Vec<Assumption<'n>>,
    missing: Vec<Unknown>,
}

impl Reach<'_> {
    fn missing_fact(&self, vpc: &Vpc, server: IpAddr) -> MissingFact {
        let partly = || Unknown {
            what: format!("whether name server {server} of `{}` answers", vpc.id),
            span: vpc.span,
        };
        Rc::new(self.missing.first().cloned().unwrap_or_else(partly))
    }
}
