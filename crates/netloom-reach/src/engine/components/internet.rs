//! Internet gateways, and what goes out over IPv6.

use super::firewall::Edge;
use crate::engine::Code;
use crate::engine::Walk;
use crate::engine::flow::{
    Assumption, Decision, Flow, HeaderEnd, Names, PathComponent, Phase, Rule,
};
use crate::engine::walk::is_attached;
use netloom_network::sets::Guard;
use netloom_network::sets::addresses::{Family, rfc1918, rfc6598};
use netloom_network::sets::traffic::Traffic;
use netloom_network::{Id, InternetGateway, Known, PublicAccess, ResourceKind, Subnet, Unknown};
use netloom_question::{InterfaceAt, LegEnd};

impl<'n> Walk<'n> {
    /// Out by an internet gateway, which puts the public address in the private one's place.
    ///
    /// # Source
    /// Amazon VPC User Guide, "Internet gateways": attached, routed to, and a public IPv4 address
    /// on the interface; "NAT gateways": what a private one sends is dropped. Reachability Analyzer
    /// guide, codes `IGW_…`.
    pub(in crate::engine) fn by_internet_gateway(
        &mut self,
        mut flow: Flow<'n>,
        subnet: &'n Subnet,
        gateway: &'n InternetGateway,
    ) {
        let component =
            PathComponent::gateway(ResourceKind::InternetGateway, &gateway.id, gateway.span);
        self.leg(&mut flow, LegEnd::Subnet(subnet), LegEnd::Internet(gateway));
        let at = (Phase::Forward, component, flow.header);
        let attached = is_attached(&gateway.attachment, subnet);
        let Some(flow) = self.require(flow, at, attached, Code::BadStateAttachment) else {
            return;
        };
        let Some(flow) = self.not_blocked_out(flow, component, subnet) else { return };
        let ipv6 = flow.cell.within(flow.header.source, &Family::Ipv6.everything());
        if let Some(cell) = ipv6 {
            self.out_by_ipv6(flow.with_cell(cell), component);
        }
        let Some(cell) = flow.cell.within(flow.header.source, &Family::Ipv4.everything()) else {
            return;
        };
        let Some(flow) = self.sender_is_public(flow.with_cell(cell), component) else {
            return;
        };
        for flow in self.not_private(flow, component, subnet) {
            self.out_there(flow, component);
        }
    }

    /// Past VPC Block Public Access on the way out. What a NAT gateway sends is blocked where it
    /// stands; whether an exclusion there is enough for other subnets is not documented.
    ///
    /// # Source
    /// Amazon VPC User Guide, "Block public access to VPCs and subnets".
    fn not_blocked_out(
        &mut self,
        flow: Flow<'n>,
        component: PathComponent<'n>,
        subnet: &'n Subnet,
    ) -> Option<Flow<'n>> {
        // NAT gateways are let out where others are not, each judged where it stands.
        let access = match (&subnet.public_access, flow.source) {
            (Known::Unknown(unknown), _) => Err(unknown.clone()),
            (Known::Is(PublicAccess::Open), _) => Ok(true),
            (Known::Is(PublicAccess::Blocked), _) => Ok(false),
            (Known::Is(PublicAccess::TranslatedOnly), HeaderEnd::Nat(_)) => Ok(true),
            (Known::Is(PublicAccess::TranslatedOnly), _) => Ok(false),
            (Known::Is(own), HeaderEnd::Nat(nat)) => {
                let client = flow.legs.iter().find_map(|leg| match leg.from {
                    LegEnd::Subnet(client) => Some(client),
                    _ => None,
                });
                let is_alike =
                    client.is_some_and(|client| client.public_access.value() == Some(own));
                if is_alike && nat.subnet.is_some() {
                    Ok(true)
                } else {
                    let what = format!(
                        "whether the exclusion of `{}` from the block of public access covers what \
                         `{}` translates",
                        subnet.id, nat.id
                    );
                    Err(Unknown { what, span: nat.span })
                }
            }
            (Known::Is(PublicAccess::Excluded | PublicAccess::Outbound), _) => Ok(true),
        };
        self.not_blocked(flow, component, access)
    }

    pub(super) fn not_blocked(
        &mut self,
        flow: Flow<'n>,
        component: PathComponent<'n>,
        is_open: Result<bool, Unknown>,
    ) -> Option<Flow<'n>> {
        let at = (Phase::Forward, component, flow.header);
        let is_open = is_open.as_ref().copied();
        self.require(flow, at, is_open, Code::VpcBlockPublicAccessEnabled)
    }

    fn sender_is_public(
        &mut self,
        mut flow: Flow<'n>,
        component: PathComponent<'n>,
    ) -> Option<Flow<'n>> {
        // Behind a NAT gateway it is the gateway that needs the public address.
        let code = match flow.source {
            HeaderEnd::Nat(nat) => match (&nat.is_public, &nat.has_address) {
                (Known::Is(false), _) => Some(Code::NatPrivateToIgw),
                (Known::Unknown(unknown), _) | (_, Known::Unknown(unknown)) => {
                    flow.doubt(component, unknown);
                    None
                }
                (Known::Is(true), Known::Is(has)) => {
                    (!has && nat.subnet.is_some()).then_some(Code::NatWithoutAddress)
                }
            },
            HeaderEnd::Inside(place) => match self.public_address_of(&mut flow, place) {
                Ok(true) => None,
                Ok(false) => Some(Code::IgwPublicIpAssociationForEgress),
                Err(unknown) => {
                    flow.doubt(component, unknown);
                    None
                }
            },
            HeaderEnd::Outside | HeaderEnd::Service(_) => {
                Some(Code::IgwPublicIpAssociationForEgress)
            }
        };
        match code {
            Some(code) => self.drop(flow, component, code),
            None => Some(flow),
        }
    }

    /// Drops what is for private addresses.
    fn not_private(
        &mut self,
        flow: Flow<'n>,
        component: PathComponent<'n>,
        subnet: &'n Subnet,
    ) -> Vec<Flow<'n>> {
        let destination = flow.header.destination;
        let mut flows = vec![flow];
        for (private, code) in [
            (self.prepared.local(&subnet.vpc), Code::IgwDestinationAddressInVpcCidrs),
            (rfc1918(), Code::IgwDestinationAddressNotInRfc1918Egress),
            (rfc6598(), Code::IgwDestinationAddressNotInRfc6598Egress),
        ] {
            let mut passed = Vec::new();
            for flow in flows {
                if let Some(cell) = flow.cell.within(destination, &private) {
                    let dropped = flow.with_cell(cell);
                    passed.extend(self.drop(dropped, component, code));
                }
                passed.extend(
                    flow.cell.without(destination, &private).map(|cell| flow.with_cell(cell)),
                );
            }
            flows = passed;
        }
        flows
    }

    fn out_there(&mut self, mut flow: Flow<'n>, component: PathComponent<'n>) {
        flow.pass(component);
        flow.presume(Assumption::PublicAccessIsNotBlocked);
        flow.has_arrived = true;
        self.reply(flow);
    }

    /// Out with an address that nothing translates: to the internet, or by it to another VPC, where
    /// rules that name a group do not count.
    ///
    /// # Source
    /// Amazon VPC User Guide, "Internet gateways": IPv6 addresses are public; "Security group
    /// rules": a rule that names a group is about private addresses within the VPC and its peers.
    pub(super) fn out_by_ipv6(&mut self, flow: Flow<'n>, component: PathComponent<'n>) {
        let HeaderEnd::Inside(to) = flow.destination else {
            return self.out_there(flow, component);
        };
        for mut flow in self.unnamed(flow) {
            flow.pass(component);
            flow.names = Names::Lost;
            self.come_from_internet(flow, to);
        }
    }

    /// In by the internet gateway of the VPC, to the public address of a place.
    ///
    /// # Source
    /// Amazon VPC User Guide, "Internet gateways"; Reachability Analyzer guide, codes
    /// `IGW_…_INGRESS`; "Gateway route tables".
    pub(in crate::engine) fn come_from_internet(&mut self, flow: Flow<'n>, to: InterfaceAt<'n>) {
        let header = flow.header;
        let gateway = match self.attached_internet_gateway(to.subnet) {
            Ok(gateway) => gateway,
            Err(unknown) => return self.depends_and_enters(flow, to, unknown),
        };
        let component = PathComponent::InternetIn(gateway, to);
        let Some(gateway) = gateway else {
            return self.drop_and_end(flow, component, Code::BadStateAttachment);
        };
        let access = crosses_inward(to.subnet);
        let Some(flow) = self.not_blocked(flow, component, access) else { return };
        if let Some(cell) = flow.cell.within(header.destination, &Family::Ipv6.everything()) {
            let flow = flow.with_cell(cell);
            let decision = match to.has_public_ipv6() {
                Known::Is(false) => Decision::drops(Code::IgwPrivateIpAssociationForIngress),
                Known::Unknown(unknown) => Decision::depends(unknown),
                Known::Is(true) => Decision::Passes(Rule::Builtin),
            };
            let at = (Phase::Forward, component, header);
            if let Some(flow) = self.judge(flow, at, decision) {
                let from = LegEnd::Internet(gateway);
                self.enter_from_internet(flow, (gateway, from), to);
            }
        }
        let Some(cell) = flow.cell.within(header.destination, &Family::Ipv4.everything()) else {
            return;
        };
        let flow = flow.with_cell(cell);
        // What Global Accelerator brings needs no public address.
        let accelerated = to.interface.and_then(|interface| interface.public.accelerated());
        if let Some(traffic) = accelerated {
            for flow in self.accelerated(flow, component, traffic) {
                self.past_private_sources(flow, component, (gateway, LegEnd::Accelerator), to);
            }
        } else if let Some(flow) = self.receiver_is_public(flow, component, to) {
            let from = LegEnd::Internet(gateway);
            self.past_private_sources(flow, component, (gateway, from), to);
        }
    }

    /// What Global Accelerator brings to something without a public address.
    ///
    /// # Source
    /// AWS Global Accelerator Developer Guide, "Secure VPC connections in AWS Global Accelerator":
    /// the VPC needs an internet gateway, the subnet no route to it.
    fn accelerated(
        &mut self,
        flow: Flow<'n>,
        component: PathComponent<'n>,
        traffic: &[Traffic],
    ) -> Vec<Flow<'n>> {
        let header = flow.header;
        let mut passed = Vec::new();
        let mut rest = vec![flow];
        for traffic in traffic {
            let (protocols, ports) = (traffic.protocols.clone(), traffic.ports.clone());
            let guard =
                Guard::new(vec![(header.protocol, protocols), (header.destination_port, ports)]);
            let mut left = Vec::new();
            for flow in rest {
                let (brought, others) = flow.cell.split(&guard);
                left.extend(others.into_iter().map(|cell| flow.with_cell(cell)));
                passed.extend(brought.map(|cell| flow.with_cell(cell)));
            }
            rest = left;
        }
        for flow in rest {
            let code = Code::IgwPrivateIpAssociationForIngress;
            passed.extend(self.drop(flow, component, code));
        }
        passed
    }

    /// Past the gateway, which takes nothing from private addresses.
    fn past_private_sources(
        &mut self,
        flow: Flow<'n>,
        component: PathComponent<'n>,
        (gateway, from): (&'n InternetGateway, LegEnd<'n>),
        to: InterfaceAt<'n>,
    ) {
        let header = flow.header;
        for (private, code) in [
            (rfc1918(), Code::IgwSourceAddressNotInRfc1918Ingress),
            (rfc6598(), Code::IgwSourceAddressNotInRfc6598Ingress),
        ] {
            if let Some(cell) = flow.cell.within(header.source, &private) {
                let dropped = flow.with_cell(cell);
                self.drop_and_end(dropped, component, code);
            }
        }
        let private = rfc1918().union(&rfc6598());
        if let Some(cell) = flow.cell.without(header.source, &private) {
            let mut flow = flow.with_cell(cell);
            flow.pass(component);
            self.enter_from_internet(flow, (gateway, from), to);
        }
    }

    fn receiver_is_public(
        &mut self,
        mut flow: Flow<'n>,
        component: PathComponent<'n>,
        to: InterfaceAt<'n>,
    ) -> Option<Flow<'n>> {
        let is_attached = to.interface.map_or(&Known::Is(true), |interface| &interface.is_attached);
        let has_address = match (self.public_address_of(&mut flow, to), is_attached) {
            (Ok(false), _) | (_, Known::Is(false)) => Ok(false),
            (Err(unknown), _) | (_, Known::Unknown(unknown)) => Err(unknown),
            (Ok(true), Known::Is(true)) => Ok(true),
        };
        let at = (Phase::Forward, component, flow.header);
        self.require(flow, at, has_address, Code::IgwPrivateIpAssociationForIngress)
    }

    /// Whether a place has a public address; of what is launched in a subnet, that is an
    /// assumption.
    fn public_address_of(
        &self,
        flow: &mut Flow<'n>,
        place: InterfaceAt<'n>,
    ) -> Result<bool, &'n Unknown> {
        if place.interface.is_none() {
            flow.presume(Assumption::AddressesOfTheSubnet(place.subnet));
        }
        self.has_public_address(place)
    }

    /// It is not known whether the VPC has an internet gateway; what the subnet and the groups say
    /// counts all the same.
    fn depends_and_enters(&mut self, mut flow: Flow<'n>, to: InterfaceAt<'n>, unknown: &Unknown) {
        let component = PathComponent::InternetIn(None, to);
        flow.doubt(component, unknown);
        let Some(flow) = self.receiver_is_public(flow, component, to) else { return };
        self.enter(flow, LegEnd::Stateful, to);
    }

    fn enter_from_internet(
        &mut self,
        mut flow: Flow<'n>,
        (gateway, from): (&'n InternetGateway, LegEnd<'n>),
        to: InterfaceAt<'n>,
    ) {
        flow.presume(Assumption::PublicAccessIsNotBlocked);
        let component = PathComponent::InternetIn(Some(gateway), to);
        self.past_the_edge(flow, (&gateway.id, component), from, to);
    }

    /// In by a gateway: its own route table may send what comes in to a firewall first, or to an
    /// appliance of which nothing can say what it does.
    pub(in crate::engine) fn past_the_edge(
        &mut self,
        flow: Flow<'n>,
        (gateway, component): (&Id, PathComponent<'n>),
        from: LegEnd<'n>,
        to: InterfaceAt<'n>,
    ) {
        let header = flow.header;
        for (cell, edge) in self.at_the_edge(&flow.cell, gateway, header.destination) {
            let mut flow = flow.with_cell(cell);
            match edge {
                Edge::Local => {}
                Edge::Open(missing) => {
                    flow.push(Phase::Forward, component, header, Decision::Depends(missing));
                }
                Edge::Inspected(picked) => {
                    self.by_firewall(flow, from, picked, to.subnet);
                    continue;
                }
            }
            self.enter(flow, from, to);
        }
    }
}

/// Whether VPC Block Public Access lets packets from the internet into a subnet.
fn crosses_inward(subnet: &Subnet) -> Result<bool, Unknown> {
    match &subnet.public_access {
        Known::Is(access) => Ok(matches!(access, PublicAccess::Open | PublicAccess::Excluded)),
        Known::Unknown(unknown) => Err(unknown.clone()),
    }
}
