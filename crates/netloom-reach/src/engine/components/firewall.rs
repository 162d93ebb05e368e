//! Network firewalls, and endpoints of Gateway Load Balancers.

use crate::engine::Code;
use crate::engine::Walk;
use crate::engine::filters::{Direction, missing_fact};
use crate::engine::flow::{
    Decision, Flow, HeaderEnd, MissingFact, Names, PathComponent, Phase, Rule,
};
use crate::engine::listed::where_they_differ;
use netloom_network::sets::addresses::Family;
use netloom_network::sets::{Axis, Cell, Guard, RangeSet};
use netloom_network::{
    Firewall, FirewallKind, Id, Inspection, Known, Route, Subnet, Target, Unknown,
};
use netloom_question::{Covers, Header, LegEnd};

/// An endpoint as a route names it: whose it is, and by which text it is picked.
pub(in crate::engine) type Picked<'n> = (&'n Firewall, &'n str);

/// Where the table of a gateway sends what comes in by it.
pub(in crate::engine) enum Edge<'n> {
    /// Straight to the receiver.
    Local,
    /// To an endpoint of a firewall.
    Inspected(Picked<'n>),
    /// That cannot be determined.
    Open(MissingFact),
}

impl<'n> Walk<'n> {
    /// Through an endpoint of a firewall. Which one, where there are several, is not told: a
    /// further axis of the packets tells it, and where all come to the same it does not matter.
    ///
    /// - `near`: the subnet that the packets left, or that of the receiver for what comes in by a
    ///   gateway.
    ///
    /// # Source
    /// AWS CloudFormation Template Reference, `AWS::NetworkFirewall::Firewall`, `EndpointIds`: in
    /// no particular order.
    pub(in crate::engine) fn by_firewall(
        &mut self,
        mut flow: Flow<'n>,
        from: LegEnd<'n>,
        (firewall, picked): Picked<'n>,
        near: &'n Subnet,
    ) {
        let fork = flow.hops.len();
        // A table that leads back to the endpoint that the packets came from is a loop.
        let same = flow.legs.iter().find_map(|leg| match leg.to {
            LegEnd::Firewall(own, by, home) if own.id == firewall.id && by == picked => Some(home),
            _ => None,
        });
        if let Some(home) = same {
            let (component, header) = (PathComponent::Firewall(firewall, Some(home)), flow.header);
            let decision = Decision::drops(Code::NatSelfLoop);
            flow.push(Phase::Forward, component, header, decision);
            return self.end(flow);
        }
        let homes: Vec<_> = firewall.subnets.iter().collect();
        if let [home] = homes.as_slice() {
            return self.at_endpoint_in(flow, from, ((firewall, picked), home), near);
        }
        if homes.is_empty() {
            let what = format!("where firewall `{}` stands", firewall.id);
            let component = PathComponent::Firewall(firewall, None);
            return self.depends(flow, component, &Unknown { what, span: firewall.span });
        }
        let axis = flow.cell.add_axis(firewall.positions());
        let mut ways = Vec::new();
        for (home, number) in homes.into_iter().zip(0_u128..) {
            let Some(cell) = flow.cell.within(axis, &RangeSet::single(number)) else { continue };
            let flow = flow.with_cell(cell);
            let picked = ((firewall, picked), home);
            ways.push(self.apart(|walk| walk.at_endpoint_in(flow, from, picked, near)));
        }
        let what = format!("which endpoint of firewall `{}` a route leads to", firewall.id);
        let missing = missing_fact(&Unknown { what, span: firewall.span });
        let component = PathComponent::Firewall(firewall, None);
        self.ended.extend(where_they_differ(&ways, (axis, fork), &missing, component));
    }

    /// At the endpoint that stands in a subnet.
    ///
    /// # Source
    /// AWS Network Firewall Developer Guide, "Firewall components": an endpoint protects any subnet
    /// but its own; "Unsupported architectures": Global Accelerator. Amazon VPC User Guide,
    /// "Security group rules": what goes by a middlebox is not admitted by rules that name a group.
    /// Elastic Load Balancing, Gateway Load Balancers, "Network ACLs".
    fn at_endpoint_in(
        &mut self,
        mut flow: Flow<'n>,
        from: LegEnd<'n>,
        (picked, home): (Picked<'n>, &'n Known<Id>),
        near: &'n Subnet,
    ) {
        let firewall = picked.0;
        let home = match home {
            Known::Is(id) => self.network().subnets.get(id).ok_or(self.not_described()),
            Known::Unknown(unknown) => Err(Some(unknown)),
        };
        let home = match home {
            Ok(home) => home,
            Err(missing) => {
                let what = format!("where firewall `{}` stands", firewall.id);
                let own = Unknown { what, span: firewall.span };
                let component = PathComponent::Firewall(firewall, None);
                return self.depends(flow, component, missing.unwrap_or(&own));
            }
        };
        let component = PathComponent::Firewall(firewall, Some(home));
        if !is_followed(&flow, from, home, near) {
            let what = format!(
                "what firewall `{}` does with packets between `{}`, where it stands, and `{}`",
                firewall.id, home.id, near.id
            );
            return self.depends(flow, component, &Unknown { what, span: firewall.span });
        }
        self.leg(&mut flow, from, LegEnd::Firewall(firewall, picked.1, home));
        let header = flow.header;
        for flow in self.acl(flow, home, Direction::In, (Phase::Forward, header)) {
            // Rules that name a group do not see past a middlebox.
            let is_inside = matches!(flow.destination, HeaderEnd::Inside(_));
            let named = if is_inside { self.unnamed(flow) } else { vec![flow] };
            for mut flow in named {
                if is_inside {
                    flow.names = Names::Lost;
                }
                self.inspected(flow, firewall, home);
            }
        }
    }

    /// Past the inspection, and on by the table of the endpoint's subnet.
    ///
    /// # Source
    /// AWS Networking & Content Delivery blog, "Best practices for deploying Gateway Load
    /// Balancer": in two-arm mode appliances send what is for the internet out by themselves.
    fn inspected(&mut self, flow: Flow<'n>, firewall: &'n Firewall, home: &'n Subnet) {
        for (cell, does) in by_rules(firewall, &flow.cell, flow.header) {
            self.inspected_as(flow.with_cell(cell), (firewall, home), does);
        }
    }

    fn inspected_as(
        &mut self,
        flow: Flow<'n>,
        (firewall, home): (&'n Firewall, &'n Subnet),
        does: Known<Inspection>,
    ) {
        let (component, header) = (PathComponent::Firewall(firewall, Some(home)), flow.header);
        let is_ipv4 = flow.cell.on(header.destination).is_subset(&Family::Ipv4.everything());
        let decision = match &does {
            Known::Is(Inspection::Drops) => Decision::drops(Code::FirewallRulesRestriction),
            Known::Is(Inspection::Passes) if is_ipv4 => Decision::Passes(Rule::Builtin),
            Known::Is(Inspection::Passes) => {
                let what = format!("whether firewall `{}` carries IPv6", firewall.id);
                Decision::depends(&Unknown { what, span: firewall.span })
            }
            Known::Unknown(unknown) => Decision::depends(unknown),
        };
        let at = (Phase::Forward, component, header);
        let Some(flow) = self.judge(flow, at, decision) else { return };
        let is_near =
            matches!(flow.destination, HeaderEnd::Inside(to) if to.subnet.vpc == home.vpc);
        if firewall.kind == FirewallKind::GatewayLoadBalancer && !is_near {
            return self.end(flow);
        }
        self.leave(flow, home)
    }

    /// An answer at the endpoint of a firewall: stateless rules know of no connections.
    ///
    /// # Source
    /// AWS Network Firewall Developer Guide, "Stateless and stateful rules engines".
    pub(in crate::engine) fn inspected_back(
        &mut self,
        flow: Flow<'n>,
        (firewall, home): (&'n Firewall, &'n Subnet),
        header: Header,
    ) -> Vec<Flow<'n>> {
        if firewall.rules.is_empty() {
            return vec![flow];
        }
        let at = (Phase::Reply, PathComponent::Firewall(firewall, Some(home)), header);
        let mut passed = Vec::new();
        for (cell, does) in by_rules(firewall, &flow.cell, header) {
            let decision = match &does {
                Known::Is(Inspection::Passes) => Decision::Passes(Rule::Builtin),
                Known::Is(Inspection::Drops) => Decision::drops(Code::FirewallRulesRestriction),
                Known::Unknown(unknown) => Decision::depends(unknown),
            };
            passed.extend(self.judge(flow.with_cell(cell), at, decision));
        }
        passed
    }

    /// What is for a peer and comes from a firewall.
    ///
    /// # Source
    /// AWS Network Firewall Developer Guide, "Unsupported architectures": VPC peering.
    pub(in crate::engine) fn may_go_on_to_a_peer(&self, flow: &mut Flow<'n>, subnet: &Subnet) {
        if let Some(LegEnd::Firewall(firewall, _, home)) = flow.legs.last().map(|leg| leg.to)
            && home.id == subnet.id
        {
            let what = format!("whether firewall `{}` takes what is for a peer", firewall.id);
            let missing = missing_fact(&Unknown { what, span: firewall.span });
            let (component, header) = (PathComponent::Firewall(firewall, Some(home)), flow.header);
            flow.push(Phase::Forward, component, header, Decision::Depends(missing));
        }
    }

    /// Where a gateway's own route table sends what comes in.
    ///
    /// # Source
    /// Amazon VPC User Guide, "Gateway route tables": the longest route, to an interface or to an
    /// endpoint of a Gateway Load Balancer; all else is local.
    pub(in crate::engine) fn at_the_edge(
        &self,
        cell: &Cell,
        gateway: &Id,
        destination: Axis,
    ) -> Vec<(Cell, Edge<'n>)> {
        let mut parts = Vec::new();
        let mut rest = Some(cell.clone());
        let tables =
            self.network().route_tables.values().filter(|table| table.edges.contains(gateway));
        let tables: Vec<_> = tables.collect();
        let everything = RangeSet::range(0, u128::MAX);
        let mut routes: Vec<(&RangeSet, Edge<'n>)> = Vec::new();
        for table in &tables {
            // A route that is not described may be the longest for any packet.
            if let Some(beyond) = &table.beyond {
                routes.push((&everything, Edge::Open(missing_fact(beyond))));
            }
            for candidate in self.prepared.candidates(table) {
                let Some(route) = table.routes.get(candidate.route) else { continue };
                let edge = if tables.len() == 1 { self.edge_of(route) } else { open(route) };
                match &candidate.covers {
                    Covers::Addresses(addresses) => routes.push((addresses, edge)),
                    _ => routes.push((&everything, open(route))),
                }
            }
        }
        for (addresses, edge) in routes {
            let Some(cell) = rest.take() else { break };
            rest = cell.without(destination, addresses);
            parts.extend(cell.within(destination, addresses).map(|cell| (cell, edge)));
        }
        parts.extend(rest.map(|cell| (cell, Edge::Local)));
        parts
    }

    fn edge_of(&self, route: &'n Route) -> Edge<'n> {
        match &route.target {
            Known::Is(Target::Local) => Edge::Local,
            Known::Is(Target::Firewall(id, picked)) if !route.is_blackhole => {
                match self.network().firewalls.get(id) {
                    Some(firewall) => Edge::Inspected((firewall, picked)),
                    None => open(route),
                }
            }
            _ => open(route),
        }
    }

    /// The way of an answer that is not the way of the packet, by a firewall in one direction only:
    /// it ends here, since whether the firewall lets it through is not known.
    ///
    /// # Source
    /// AWS Network Firewall Developer Guide, "Avoiding asymmetric routing"; Elastic Load Balancing,
    /// Gateway Load Balancers, "Asymmetric flows".
    pub(in crate::engine) fn unseen(
        &mut self,
        mut flow: Flow<'n>,
        header: Header,
        firewall: &'n Firewall,
    ) {
        let decision = Decision::Depends(one_way(firewall));
        flow.push(Phase::Reply, PathComponent::Firewall(firewall, None), header, decision);
        self.end(flow);
    }
}

/// Splits packets by what a firewall does with them: by the first rule that is for them.
fn by_rules(firewall: &Firewall, cell: &Cell, header: Header) -> Vec<(Cell, Known<Inspection>)> {
    let mut rest = vec![cell.clone()];
    let mut parts = Vec::new();
    for rule in &firewall.rules {
        for (protocols, source_ports, destination_ports) in rule.parts() {
            let guard = Guard::new(vec![
                (header.source, rule.sources.clone()),
                (header.destination, rule.destinations.clone()),
                (header.protocol, protocols),
                (header.source_port, source_ports),
                (header.destination_port, destination_ports),
            ]);
            let mut left = Vec::new();
            for cell in rest {
                let (own, others) = cell.split(&guard);
                parts.extend(own.map(|cell| (cell, Known::Is(rule.does))));
                left.extend(others);
            }
            rest = left;
        }
    }
    parts.extend(rest.into_iter().map(|cell| (cell, firewall.inspection.clone())));
    parts
}

fn one_way(firewall: &Firewall) -> MissingFact {
    let what = format!(
        "whether firewall `{}` lets connections through of which it sees one direction only",
        firewall.id
    );
    missing_fact(&Unknown { what, span: firewall.span })
}

fn open<'n>(route: &Route) -> Edge<'n> {
    let what = format!("what is behind route `{}` of the gateway's own table", route.name);
    Edge::Open(missing_fact(&Unknown { what, span: route.span }))
}

/// Whether it is known what becomes of packets at an endpoint: those of other subnets of its VPC,
/// to which the internet is as open as to its own.
fn is_followed(flow: &Flow<'_>, from: LegEnd<'_>, home: &Subnet, near: &Subnet) -> bool {
    let is_own = matches!(flow.destination, HeaderEnd::Inside(to) if to.subnet.id == home.id);
    let access = (near.public_access.value(), home.public_access.value());
    near.id != home.id
        && !is_own
        && near.vpc == home.vpc
        && access.0.is_some()
        && access.0 == access.1
        && from != LegEnd::Accelerator
}
