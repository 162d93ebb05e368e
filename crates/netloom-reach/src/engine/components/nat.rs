//! NAT gateways, and interfaces that forward for others.

use crate::engine::Code;
use crate::engine::departure::Engine;
use crate::engine::filters::{Direction, missing_fact};
use crate::engine::flow::{
    Assumption, Decision, Flow, HeaderEnd, MissingFact, Names, PathComponent, Phase, Rule,
};
use netloom_network::sets::addresses::{Family, behind_nat64, by_nat64, nat64};
use netloom_network::sets::traffic::{ICMP, ICMPV6, TCP, UDP, nat_gateway_ports};
use netloom_network::sets::{Guard, RangeSet};
use netloom_network::{Interface, Known, NatGateway, Subnet, Unknown};
use netloom_question::{InterfaceAt, LegEnd};

impl<'n> Engine<'n> {
    /// Through a NAT gateway: past the ACL of its subnet, then on by the route table of its subnet.
    ///
    /// # Source
    /// Amazon VPC User Guide, "NAT gateway basics": TCP, UDP and ICMP, ports 1024 to 65535, a
    /// private address of the subnet it stands in, no security groups; the ACL of its subnet sees
    /// both sides of it.
    pub(in crate::engine) fn by_nat(
        &self,
        mut flow: Flow<'n>,
        subnet: &'n Subnet,
        nat: &'n NatGateway,
        out: &mut Vec<Flow<'n>>,
    ) {
        let component = PathComponent::Nat(nat);
        let header = flow.header;
        if flow.hops.iter().any(|hop| hop.component == component) {
            flow.push(
                Phase::Forward,
                component,
                header,
                Decision::Drops(Code::NatSelfLoop, Some(Rule::Builtin)),
            );
            return self.end(flow, out);
        }
        // A public NAT gateway works in a subnet that leads to the internet gateway; behind another
        // one without guarantees.
        if matches!(flow.source, HeaderEnd::Nat(_)) {
            let what =
                format!("what NAT gateway `{}` does with what another NAT gateway sends", nat.id);
            return self.depends(flow, component, &Unknown { what, span: nat.span }, out);
        }
        if !nat.is_available {
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
        let Some(home) = &nat.subnet else { return self.by_regional_nat(flow, subnet, nat, out) };
        let home = match home {
            Known::Is(id) => self.network().subnets.get(id).ok_or(self.not_described()),
            Known::Unknown(unknown) => Err(Some(unknown)),
        };
        let home = match home {
            Ok(home) => home,
            Err(Some(unknown)) => return self.depends(flow, component, unknown, out),
            Err(None) => return self.end(flow, out),
        };
        self.leg(&mut flow, LegEnd::Subnet(subnet), LegEnd::Subnet(home));
        let entering = if home.id == subnet.id {
            vec![flow]
        } else {
            self.acl(flow, home, Direction::In, (Phase::Forward, header), out)
        };
        for flow in entering {
            for mut flow in self.translated(flow, (component, subnet), out) {
                flow.source = HeaderEnd::Nat(nat);
                let place = InterfaceAt { subnet: home, interface: None, endpoint: None };
                flow.header.source = flow.cell.add_axis(place.addresses(Family::Ipv4));
                flow.header.source_port = nat_port(&mut flow);
                self.leave(flow, home, out);
            }
        }
    }

    /// # Source
    /// Amazon VPC User Guide, "Regional NAT gateways": no subnet, addresses of its own, leads to
    /// the internet gateway.
    fn by_regional_nat(
        &self,
        mut flow: Flow<'n>,
        subnet: &'n Subnet,
        nat: &'n NatGateway,
        out: &mut Vec<Flow<'n>>,
    ) {
        let component = PathComponent::Nat(nat);
        match nat.vpc.as_ref() {
            Some(Known::Is(vpc)) if *vpc == subnet.vpc => {}
            Some(Known::Unknown(unknown)) => return self.depends(flow, component, unknown, out),
            _ => {
                let header = flow.header;
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
        }
        let flow = serves(nat, subnet).map_or(flow.clone(), |missing| {
            let (mut flow, header) = (flow.clone(), flow.header);
            flow.push(Phase::Forward, component, header, Decision::Depends(missing));
            flow
        });
        for mut flow in self.translated(flow, (component, subnet), out) {
            flow.source = HeaderEnd::Nat(nat);
            match self.attached_internet_gateway(subnet) {
                Ok(Some(gateway)) => self.to_internet(flow, subnet, gateway, out),
                Ok(None) => {
                    let header = flow.header;
                    flow.push(
                        Phase::Forward,
                        component,
                        header,
                        Decision::Drops(Code::BadStateAttachment, Some(Rule::Builtin)),
                    );
                    self.end(flow, out);
                }
                Err(unknown) => self.depends(flow, component, unknown, out),
            }
        }
    }

    /// # Source
    /// Amazon VPC User Guide, "DNS64 and NAT64": a NAT gateway puts the IPv4 address in the place
    /// of one of 64:ff9b::/96.
    fn translated(
        &self,
        flow: Flow<'n>,
        (component, subnet): (PathComponent<'n>, &'n Subnet),
        out: &mut Vec<Flow<'n>>,
    ) -> Vec<Flow<'n>> {
        let carried = Family::Ipv4.everything().union(&nat64());
        let ipv4 = Guard::new(vec![(flow.header.destination, carried)]);
        let protocols = RangeSet::from_ranges(
            [ICMP, TCP, UDP].iter().flat_map(|p| RangeSet::single(*p).ranges().to_vec()),
        );
        let protocols = Guard::new(vec![(flow.header.protocol, protocols)]);
        let carried =
            self.drop_outside(flow, component, &ipv4, Code::AddressFamilyRestriction, out);
        let mut translated = Vec::new();
        for flow in carried {
            match flow.cell.within(flow.header.destination, &nat64()) {
                Some(cell) => {
                    translated.extend(self.by_nat64(flow.with_cell(cell), component, subnet, out))
                }
                None => translated.push(flow),
            }
        }
        translated
            .into_iter()
            .flat_map(|flow| {
                self.by_nature(flow, component, &protocols, Code::ProtocolRestriction, out)
            })
            .collect()
    }

    /// The IPv4 address in the place of the IPv6 one. What a NAT gateway does with private ones,
    /// and with ICMPv6, is not told.
    fn by_nat64(
        &self,
        mut flow: Flow<'n>,
        component: PathComponent<'n>,
        subnet: &'n Subnet,
        out: &mut Vec<Flow<'n>>,
    ) -> Vec<Flow<'n>> {
        let depends = |flow: Flow<'n>, what: &str, out: &mut Vec<Flow<'n>>| {
            let what = format!("what NAT64 does with {what}");
            self.depends(flow, component, &Unknown { what, span: subnet.span }, out);
        };
        let icmp = RangeSet::single(ICMPV6);
        if let Some(cell) = flow.cell.within(flow.header.protocol, &icmp) {
            depends(flow.with_cell(cell), "ICMPv6", out);
        }
        let Some(cell) = flow.cell.without(flow.header.protocol, &icmp) else { return Vec::new() };
        flow = flow.with_cell(cell);
        let public = by_nat64(&self.prepared.translatable(subnet));
        if let Some(cell) = flow.cell.without(flow.header.destination, &public) {
            depends(flow.with_cell(cell), "addresses that are not on the internet", out);
        }
        let Some(cell) = flow.cell.within(flow.header.destination, &public) else {
            return Vec::new();
        };
        flow = flow.with_cell(cell);
        let behind = behind_nat64(&flow.cell.on(flow.header.destination));
        flow.header.destination = flow.cell.add_axis(behind);
        vec![flow]
    }

    /// Through an interface that forwards: its own groups see the packet as it is, then it goes on
    /// as the interface's own.
    ///
    /// # Source
    /// Amazon VPC User Guide, "NAT instances": source/destination check off, a public address,
    /// rules for the private subnet's traffic. AWS ParallelCluster 2.x, `configure-pat.sh`:
    /// translates what comes from the primary block of the VPC.
    pub(in crate::engine) fn by_forwarder(
        &self,
        mut flow: Flow<'n>,
        subnet: &'n Subnet,
        interface: &'n Interface,
        out: &mut Vec<Flow<'n>>,
    ) {
        let home = interface.subnets.first();
        let home = match home {
            Some(Known::Is(id)) => self.network().subnets.get(id),
            Some(Known::Unknown(unknown)) => {
                return self.depends(flow, PathComponent::Table(subnet, None), unknown, out);
            }
            None => None,
        };
        let Some(home) = home else { return self.end(flow, out) };
        let place = InterfaceAt { subnet: home, interface: Some(interface), endpoint: None };
        let component = PathComponent::Forwarder(place);
        let header = flow.header;
        if flow.hops.iter().any(|hop| hop.component == component) {
            flow.push(
                Phase::Forward,
                component,
                header,
                Decision::Drops(Code::NatSelfLoop, Some(Rule::Builtin)),
            );
            return self.end(flow, out);
        }
        if let HeaderEnd::Inside(to) = flow.destination {
            // For its own address it is not a way but the end.
            if to.interface.is_some_and(|to| to.is_called(&interface.id)) {
                return self.enter(flow, LegEnd::Subnet(subnet), to, out);
            }
        }
        self.leg(&mut flow, LegEnd::Subnet(subnet), LegEnd::Subnet(home));
        let entering = if home.id == subnet.id {
            vec![flow]
        } else {
            self.acl(flow, home, Direction::In, (Phase::Forward, header), out)
        };
        for flow in entering {
            let Some(flow) = self.forwards(flow, component, interface, out) else { continue };
            for flow in self.groups(flow, place, Direction::In, out) {
                self.forwarded(flow, place, interface, out);
            }
        }
    }

    fn forwards(
        &self,
        mut flow: Flow<'n>,
        component: PathComponent<'n>,
        interface: &'n Interface,
        out: &mut Vec<Flow<'n>>,
    ) -> Option<Flow<'n>> {
        let header = flow.header;
        let decision = match (&interface.checks_source_and_destination, &interface.is_attached) {
            (Known::Is(true), _) => {
                Decision::Drops(Code::EniSourceDestCheckRestriction, Some(Rule::Builtin))
            }
            (_, Known::Is(false)) => Decision::Drops(Code::BadStateRoute, Some(Rule::Builtin)),
            (Known::Unknown(unknown), _) | (_, Known::Unknown(unknown)) => {
                Decision::Depends(missing_fact(unknown))
            }
            (Known::Is(false), Known::Is(true)) => Decision::Passes(Rule::Builtin),
        };
        let is_dropped = matches!(decision, Decision::Drops(..));
        flow.push(Phase::Forward, component, header, decision);
        if is_dropped {
            return self.dropped(flow, out);
        }
        flow.presume(Assumption::Forwards(interface));
        Some(flow)
    }

    fn forwarded(
        &self,
        flow: Flow<'n>,
        place: InterfaceAt<'n>,
        interface: &'n Interface,
        out: &mut Vec<Flow<'n>>,
    ) {
        let component = PathComponent::Forwarder(place);
        let primary = self.prepared.vpc_of(place.subnet).and_then(|vpc| vpc.blocks.first());
        let translated = match primary {
            Some(Known::Is(block)) => {
                let guard = Guard::new(vec![(flow.header.source, block.clone())]);
                self.by_nature(flow, component, &guard, Code::PatCidrMismatch, out)
            }
            Some(Known::Unknown(unknown)) => return self.depends(flow, component, unknown, out),
            None => return self.depends(flow, component, &unknown_block(place.subnet), out),
        };
        for mut flow in translated {
            flow.source = HeaderEnd::Inside(InterfaceAt {
                subnet: place.subnet,
                interface: Some(interface),
                endpoint: None,
            });
            flow.names = Names::Preserved;
            flow.header.source = flow.cell.add_axis(place.addresses(Family::Ipv4));
            flow.header.source_port = nat_port(&mut flow);
            for flow in self.groups(flow, place, Direction::Out, out) {
                match flow.destination {
                    HeaderEnd::Inside(to) if to.subnet.id == place.subnet.id => {
                        self.enter(flow, LegEnd::Subnet(place.subnet), to, out);
                    }
                    _ => self.leave(flow, place.subnet, out),
                }
            }
        }
    }
}

/// Why it is not known whether a NAT gateway serves the zone of a subnet: its zones are chosen by
/// hand, and this is none.
///
/// # Source
/// Amazon VPC User Guide, "Regional NAT gateways", manual mode.
fn serves(nat: &NatGateway, subnet: &Subnet) -> Option<MissingFact> {
    let zones = nat.zones.as_ref()?;
    let is_there =
        subnet.zone.value().is_some_and(|zone| zones.iter().any(|own| own.value() == Some(zone)));
    let what = format!(
        "whether NAT gateway `{}` serves the zone of `{}`, which it does not list",
        nat.id, subnet.id
    );
    (!is_there).then(|| missing_fact(&Unknown { what, span: nat.span }))
}

fn unknown_block(subnet: &Subnet) -> Unknown {
    Unknown { what: format!("the primary block of the VPC of `{}`", subnet.id), span: subnet.span }
}

/// The port in place of the client's; what has no ports keeps having none.
fn nat_port(flow: &mut Flow<'_>) -> netloom_network::sets::Axis {
    let ported = RangeSet::single(TCP).union(&RangeSet::single(UDP));
    if flow.cell.on(flow.header.protocol).is_subset(&ported) {
        flow.cell.add_axis(nat_gateway_ports())
    } else {
        flow.header.source_port
    }
}
