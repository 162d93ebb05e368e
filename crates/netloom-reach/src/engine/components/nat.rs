//! NAT gateways, and interfaces that forward for others.

use crate::engine::Code;
use crate::engine::Walk;
use crate::engine::filters::{Direction, missing_fact};
use crate::engine::flow::{
    Assumption, Decision, Flow, HeaderEnd, MissingFact, Names, PathComponent, Phase, Rule,
};
use netloom_network::sets::addresses::{Family, behind_nat64, by_nat64, nat64};
use netloom_network::sets::traffic::{ICMP, ICMPV6, TCP, UDP, nat_gateway_ports};
use netloom_network::sets::{Guard, RangeSet};
use netloom_network::{Interface, Known, NatGateway, Subnet, Unknown};
use netloom_question::{InterfaceAt, LegEnd};

impl<'n> Walk<'n> {
    /// Through a NAT gateway: past the ACL of its subnet, then on by the route table of its subnet.
    ///
    /// - `from`: where the stretch to it begins, and the subnet whose table leads there.
    ///
    /// # Source
    /// Amazon VPC User Guide, "NAT gateway basics": TCP, UDP and ICMP, ports 1024 to 65535, a
    /// private address of the subnet it stands in, no security groups; the ACL of its subnet sees
    /// both sides of it.
    pub(in crate::engine) fn by_nat(
        &mut self,
        mut flow: Flow<'n>,
        (from, subnet): (LegEnd<'n>, &'n Subnet),
        nat: &'n NatGateway,
    ) {
        let component = PathComponent::Nat(nat);
        let header = flow.header;
        if flow.hops.iter().any(|hop| hop.component == component) {
            return self.drop_and_end(flow, component, Code::NatSelfLoop);
        }
        // A public NAT gateway works in a subnet that leads to the internet gateway; behind another
        // one without guarantees.
        if matches!(flow.source, HeaderEnd::Nat(_)) {
            let what =
                format!("what NAT gateway `{}` does with what another NAT gateway sends", nat.id);
            return self.depends(flow, component, &Unknown { what, span: nat.span });
        }
        if !nat.is_available {
            match self.drop(flow, component, Code::BadState) {
                Some(going_on) => flow = going_on,
                None => return,
            }
        }
        let Some(home) = &nat.subnet else { return self.by_regional_nat(flow, subnet, nat) };
        let home = match home {
            Known::Is(id) => self.network().subnets.get(id).ok_or(self.not_described()),
            Known::Unknown(unknown) => Err(Some(unknown)),
        };
        let home = match home {
            Ok(home) => home,
            Err(Some(unknown)) => return self.depends(flow, component, unknown),
            Err(None) => return self.end(flow),
        };
        self.leg(&mut flow, from, LegEnd::Subnet(home));
        // Past the edge of the subnet in which a transit gateway entered, which nothing left yet.
        let leaving = match from {
            LegEnd::Transit(_) if home.id != subnet.id => {
                self.acl(flow, subnet, Direction::Out, (Phase::Forward, header))
            }
            _ => vec![flow],
        };
        let mut entering = Vec::new();
        for flow in leaving {
            match home.id == subnet.id {
                true => entering.push(flow),
                false => {
                    entering.extend(self.acl(flow, home, Direction::In, (Phase::Forward, header)));
                }
            }
        }
        for flow in entering {
            for mut flow in self.translated(flow, (component, subnet)) {
                flow.source = HeaderEnd::Nat(nat);
                let place = InterfaceAt { subnet: home, interface: None, endpoint: None };
                flow.header.source = flow.with_address_of(place, self.prepared);
                flow.header.source_port = nat_port(&mut flow);
                self.leave(flow, home);
            }
        }
    }

    /// # Source
    /// Amazon VPC User Guide, "Regional NAT gateways": no subnet, addresses of its own, leads to
    /// the internet gateway.
    fn by_regional_nat(&mut self, mut flow: Flow<'n>, subnet: &'n Subnet, nat: &'n NatGateway) {
        let component = PathComponent::Nat(nat);
        match nat.vpc.as_ref() {
            Some(Known::Is(vpc)) if *vpc == subnet.vpc => {}
            Some(Known::Unknown(unknown)) => return self.depends(flow, component, unknown),
            _ => match self.drop(flow, component, Code::BadState) {
                Some(going_on) => flow = going_on,
                None => return,
            },
        }
        // In manual mode it serves the zones that it lists, and whether this is one may
        // not be known.
        let flow = serves(nat, subnet).map_or(flow.clone(), |missing| {
            let (mut flow, header) = (flow.clone(), flow.header);
            flow.push(Phase::Forward, component, header, Decision::Depends(missing));
            flow
        });
        // Whether it translates to IPv4 is not documented.
        let flow = match flow.cell.within(flow.header.destination, &nat64()) {
            Some(cell) => {
                let what = format!("what NAT gateway `{}` does with NAT64", nat.id);
                let missing = Unknown { what, span: nat.span };
                self.depends(flow.with_cell(cell), component, &missing);
                flow.cell
                    .without(flow.header.destination, &nat64())
                    .map(|cell| flow.with_cell(cell))
            }
            None => Some(flow),
        };
        let Some(flow) = flow else { return };
        for mut flow in self.translated(flow, (component, subnet)) {
            flow.source = HeaderEnd::Nat(nat);
            match self.attached_internet_gateway(subnet) {
                Ok(Some(gateway)) => self.by_internet_gateway(flow, subnet, gateway),
                Ok(None) => {
                    self.drop_and_end(flow, component, Code::BadStateAttachment);
                }
                Err(unknown) => self.depends(flow, component, unknown),
            }
        }
    }

    /// # Source
    /// Amazon VPC User Guide, "DNS64 and NAT64": a NAT gateway puts the IPv4 address in the place
    /// of one of 64:ff9b::/96.
    fn translated(
        &mut self,
        flow: Flow<'n>,
        (component, subnet): (PathComponent<'n>, &'n Subnet),
    ) -> Vec<Flow<'n>> {
        // The order of the two splits decides which of two reasons is named, not what is dropped.
        let carried = Family::Ipv4.everything().union(&nat64());
        let ipv4 = Guard::new(vec![(flow.header.destination, carried)]);
        let protocols = RangeSet::from_ranges(
            [ICMP, TCP, UDP].iter().flat_map(|p| RangeSet::single(*p).ranges().to_vec()),
        );
        let protocols = Guard::new(vec![(flow.header.protocol, protocols)]);
        let carried = self.drop_outside(flow, component, &ipv4, Code::AddressFamilyRestriction);
        let mut translated = Vec::new();
        for flow in carried {
            match flow.cell.within(flow.header.destination, &nat64()) {
                Some(cell) => {
                    translated.extend(self.by_nat64(flow.with_cell(cell), component, subnet))
                }
                None => translated.push(flow),
            }
        }
        translated
            .into_iter()
            .flat_map(|flow| self.by_nature(flow, component, &protocols, Code::ProtocolRestriction))
            .collect()
    }

    /// The IPv4 address in the place of the IPv6 one. What a NAT gateway does with private ones,
    /// and with ICMPv6, is not told.
    fn by_nat64(
        &mut self,
        mut flow: Flow<'n>,
        component: PathComponent<'n>,
        subnet: &'n Subnet,
    ) -> Vec<Flow<'n>> {
        let open = |what: &str| {
            let what = format!("what NAT64 does with {what}");
            Unknown { what, span: subnet.span }
        };
        let icmp = RangeSet::single(ICMPV6);
        if let Some(cell) = flow.cell.within(flow.header.protocol, &icmp) {
            self.depends(flow.with_cell(cell), component, &open("ICMPv6"));
        }
        let Some(cell) = flow.cell.without(flow.header.protocol, &icmp) else { return Vec::new() };
        flow = flow.with_cell(cell);
        let public = by_nat64(&self.prepared.translatable(subnet));
        if let Some(cell) = flow.cell.without(flow.header.destination, &public) {
            let missing = open("addresses that are not on the internet");
            self.depends(flow.with_cell(cell), component, &missing);
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
        &mut self,
        mut flow: Flow<'n>,
        subnet: &'n Subnet,
        interface: &'n Interface,
    ) {
        let home = interface.subnets.first();
        let home = match home {
            Some(Known::Is(id)) => self.network().subnets.get(id),
            Some(Known::Unknown(unknown)) => {
                return self.depends(flow, PathComponent::Table(subnet, None), unknown);
            }
            None => None,
        };
        let Some(home) = home else { return self.end(flow) };
        let place = InterfaceAt { subnet: home, interface: Some(interface), endpoint: None };
        let component = PathComponent::Forwarder(place);
        let header = flow.header;
        if flow.hops.iter().any(|hop| hop.component == component) {
            return self.drop_and_end(flow, component, Code::NatSelfLoop);
        }
        if let HeaderEnd::Inside(to) = flow.destination {
            // For its own address it is not a way but the end.
            if to.interface.is_some_and(|to| to.is_called(&interface.id)) {
                return self.enter(flow, LegEnd::Subnet(subnet), to);
            }
        }
        self.leg(&mut flow, LegEnd::Subnet(subnet), LegEnd::Subnet(home));
        let entering = if home.id == subnet.id {
            vec![flow]
        } else {
            self.acl(flow, home, Direction::In, (Phase::Forward, header))
        };
        for flow in entering {
            let Some(flow) = self.forwards(flow, component, interface) else { continue };
            for flow in self.groups(flow, place, Direction::In) {
                self.forwarded(flow, place, interface);
            }
        }
    }

    fn forwards(
        &mut self,
        mut flow: Flow<'n>,
        component: PathComponent<'n>,
        interface: &'n Interface,
    ) -> Option<Flow<'n>> {
        let header = flow.header;
        let decision = match (&interface.checks_source_and_destination, &interface.is_attached) {
            (Known::Is(true), _) => Decision::drops(Code::EniSourceDestCheckRestriction),
            (_, Known::Is(false)) => Decision::drops(Code::BadStateRoute),
            (Known::Unknown(unknown), _) | (_, Known::Unknown(unknown)) => {
                Decision::depends(unknown)
            }
            (Known::Is(false), Known::Is(true)) => Decision::Passes(Rule::Builtin),
        };
        let is_dropped = matches!(decision, Decision::Drops(..));
        flow.push(Phase::Forward, component, header, decision);
        if is_dropped {
            return self.dropped(flow);
        }
        flow.presume(Assumption::Forwards(interface));
        Some(flow)
    }

    fn forwarded(&mut self, flow: Flow<'n>, place: InterfaceAt<'n>, interface: &'n Interface) {
        let component = PathComponent::Forwarder(place);
        let primary = self.prepared.vpc_of(place.subnet).and_then(|vpc| vpc.blocks.first());
        let translated = match primary {
            Some(Known::Is(block)) => {
                let guard = Guard::new(vec![(flow.header.source, block.clone())]);
                self.by_nature(flow, component, &guard, Code::PatCidrMismatch)
            }
            Some(Known::Unknown(unknown)) => return self.depends(flow, component, unknown),
            None => return self.depends(flow, component, &unknown_block(place.subnet)),
        };
        for mut flow in translated {
            flow.source = HeaderEnd::Inside(InterfaceAt {
                subnet: place.subnet,
                interface: Some(interface),
                endpoint: None,
            });
            flow.names = Names::Preserved;
            flow.header.source = flow.with_address_of(place, self.prepared);
            flow.header.source_port = nat_port(&mut flow);
            for flow in self.groups(flow, place, Direction::Out) {
                match flow.destination {
                    HeaderEnd::Inside(to) if to.subnet.id == place.subnet.id => {
                        self.enter(flow, LegEnd::Subnet(place.subnet), to);
                    }
                    _ => self.leave(flow, place.subnet),
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
