//! What stands between subnets and the world, as [`crate::replay`] needs it: who may pass, and who
//! may not.

use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::{Family, behind_nat64, by_nat64, nat64, rfc1918, rfc6598};
use netloom_network::sets::traffic::{ICMP, ICMPV6, TCP, Traffic, UDP, nat_gateway_ports};
use netloom_network::{
    Attachment, Endpoint, Id, Known, NatGateway, PublicAccess, PublicAddress, Subnet, Target,
};
use netloom_question::{InterfaceAt, LegEnd};

use crate::replay::{ReplayError, demand, replay_error};
use crate::walk::{CheckedEnd, Goes, Replay};
use crate::{Component, Place};

impl<'n> Replay<'n, '_> {
    /// Whether something has a public address of its own; `None` if unknown.
    pub(crate) fn is_public(who: CheckedEnd<'_>) -> Option<bool> {
        match who {
            CheckedEnd::Nat(nat) => Some(*nat.is_public.value()? && *nat.has_address.value()?),
            CheckedEnd::Inside(place) => match place.interface.map(|interface| &interface.public) {
                Some(PublicAddress::None | PublicAddress::ByAccelerator(_)) => Some(false),
                Some(PublicAddress::AtLaunch | PublicAddress::Elastic(_)) => Some(true),
                Some(PublicAddress::SubnetDecides) | None => {
                    place.subnet.maps_public_addresses.value().copied()
                }
                Some(PublicAddress::Unknown(_)) => None,
            },
            CheckedEnd::Outside | CheckedEnd::Service(_) | CheckedEnd::Unnamed => Some(false),
        }
    }

    /// Out of a subnet to what a route leads to.
    pub(crate) fn out_by(
        &mut self,
        subnet: &'n Subnet,
        target: &'n Target,
        (from, to): (CheckedEnd<'n>, CheckedEnd<'n>),
    ) -> Goes {
        match target {
            Target::VpnGateway(id) => self.out_to_site(subnet, id, to),
            Target::InternetGateway(id) => self.out_to_internet(subnet, id, (from, to)),
            Target::EgressOnlyGateway(id) => self.out_by_egress_only(subnet, id, (from, to)),
            Target::Peering(id) => self.by_peering(subnet, id, (from, to)),
            Target::TransitGateway(id) => self.by_transit(subnet, id, (from, to)),
            Target::NatGateway(id) => self.by_nat((LegEnd::Subnet(subnet), subnet), id, (from, to)),
            Target::GatewayEndpoint(id) => self.by_endpoint(subnet, id),
            Target::Interface(id) => self.by_forwarder(subnet, id, (from, to)),
            Target::Firewall(id, picked) => {
                self.by_firewall(LegEnd::Subnet(subnet), (id, picked), subnet, (from, to))
            }
            Target::Local | Target::Other(_) => {
                replay_error("a target that certificates do not cover")
            }
        }
    }

    /// # Source
    /// Amazon VPC User Guide, "Internet gateways".
    pub(crate) fn out_to_internet(
        &mut self,
        subnet: &'n Subnet,
        id: &Id,
        (from, to): (CheckedEnd<'n>, CheckedEnd<'n>),
    ) -> Goes {
        let Some(gateway) = self.network().internet_gateways.get(id) else {
            return replay_error("a gateway that is not there");
        };
        self.legs.push((self.header, LegEnd::Subnet(subnet), LegEnd::Internet(gateway)));
        let is_open = self.may_leave(subnet, from);
        if self.is_ipv6() {
            let is_attached = both(self.is_attached(&gateway.attachment, subnet), is_open);
            return self.out_by_ipv6(
                &Component::InternetGateway { gateway: id.clone() },
                is_attached,
                (from, to),
            );
        }
        let Some(vpc) = self.vpc(subnet) else { return replay_error("a subnet without a VPC") };
        // A private destination is dropped even where it is routed to the internet.
        let own = vpc
            .blocks
            .iter()
            .filter_map(Known::value)
            .fold(rfc1918().union(&rfc6598()), |all, block| all.union(block));
        let addresses = self.course.on(self.header.destination);
        let is_attached = self.is_attached(&gateway.attachment, subnet);
        let is_public = Self::is_public(from);
        let passes = is_attached == Some(true)
            && is_open == Some(true)
            && is_public == Some(true)
            && addresses.is_disjoint(&own);
        let drops = is_attached == Some(false)
            || is_open == Some(false)
            || is_public == Some(false)
            || addresses.is_subset(&own);
        self.natural(&Component::InternetGateway { gateway: id.clone() }, passes, drops)
    }

    /// # Source
    /// Amazon VPC User Guide, "Egress-only internet gateways".
    pub(crate) fn out_by_egress_only(
        &mut self,
        subnet: &'n Subnet,
        id: &Id,
        ends: (CheckedEnd<'n>, CheckedEnd<'n>),
    ) -> Goes {
        let Some(gateway) = self.network().egress_only_gateways.get(id) else {
            return replay_error("a gateway that is not there");
        };
        self.legs.push((self.header, LegEnd::Subnet(subnet), LegEnd::Stateful));
        let is_open = subnet.public_access.value().map(|access| *access != PublicAccess::Blocked);
        let is_here = gateway.vpc.value().map(|vpc| *vpc == subnet.vpc && self.is_ipv6());
        let is_here = both(is_here, is_open);
        self.out_by_ipv6(&Component::EgressOnlyGateway { gateway: id.clone() }, is_here, ends)
    }

    /// To the internet, or by it to another VPC.
    fn out_by_ipv6(
        &mut self,
        at: &Component,
        is_attached: Option<bool>,
        (from, to): (CheckedEnd<'n>, CheckedEnd<'n>),
    ) -> Goes {
        let inside = if let CheckedEnd::Inside(place) = to { Some(place) } else { None };
        if inside.is_some() && is_attached == Some(true) && !self.unnamed(from)? {
            return Ok(false);
        }
        let goes = self.natural(at, is_attached == Some(true), is_attached == Some(false))?;
        match inside.filter(|_| goes) {
            Some(place) => self.come_from_internet(place, CheckedEnd::Unnamed),
            None => Ok(goes),
        }
    }

    /// Whether VPC Block Public Access lets a sender out of a subnet; `None` where that cannot be
    /// determined.
    ///
    /// # Source
    /// Amazon VPC User Guide, "Block public access to VPCs and subnets".
    fn may_leave(&self, subnet: &Subnet, from: CheckedEnd<'_>) -> Option<bool> {
        let access = *subnet.public_access.value()?;
        let nat = if let CheckedEnd::Nat(nat) = from { Some(nat) } else { None };
        match access {
            PublicAccess::Open => Some(true),
            PublicAccess::Blocked => Some(false),
            PublicAccess::TranslatedOnly => Some(nat.is_some()),
            PublicAccess::Excluded | PublicAccess::Outbound => {
                let Some(nat) = nat else { return Some(true) };
                let client = self.legs.iter().find_map(|(_, from, _)| match from {
                    LegEnd::Subnet(client) => client.public_access.value(),
                    _ => None,
                });
                (nat.subnet.is_some() && client == Some(&access)).then_some(true)
            }
        }
    }

    pub(crate) fn is_attached(&self, attachment: &Attachment, subnet: &Subnet) -> Option<bool> {
        match attachment {
            Attachment::To(vpc, _) => Some(*vpc == subnet.vpc),
            Attachment::None => Some(false),
            Attachment::Unknown(_) => None,
        }
    }

    pub(crate) fn come_from_internet(
        &mut self,
        place: InterfaceAt<'n>,
        sender: CheckedEnd<'n>,
    ) -> Goes {
        let gateways = self.network().internet_gateways.values();
        let mut here = gateways
            .filter(|gateway| self.is_attached(&gateway.attachment, place.subnet) != Some(false));
        let sources = self.course.on(self.header.source);
        let private = rfc1918().union(&rfc6598());
        let is_attached =
            place.interface.map_or(Some(true), |interface| interface.is_attached.value().copied());
        let is_ipv6 = self.is_ipv6();
        let accelerated = place.interface.and_then(|interface| interface.public.accelerated());
        let is_public = match is_ipv6 {
            true => place.has_public_ipv6().value().copied(),
            false if accelerated.is_some() => self.is_accelerated(accelerated),
            false => Self::is_public(CheckedEnd::Inside(place)),
        };
        let is_attached = if is_ipv6 { Some(true) } else { is_attached };
        let is_open = place.subnet.public_access.value();
        let is_open =
            is_open.map(|access| matches!(access, PublicAccess::Open | PublicAccess::Excluded));
        let passes = is_public == Some(true)
            && is_open == Some(true)
            && is_attached == Some(true)
            && sources.is_disjoint(&private);
        let drops = is_public == Some(false)
            || is_open == Some(false)
            || is_attached == Some(false)
            || sources.is_subset(&private);
        // A VPC that is not described as a whole may have a gateway that is not described either.
        let Some(gateway) = here.next() else {
            let is_missing = self.vpc(place.subnet).is_some_and(|vpc| vpc.beyond.is_none());
            return self.natural(
                &Component::InternetGatewayIn { gateway: None, to: place.into() },
                false,
                is_missing || drops,
            );
        };
        demand(
            self.is_attached(&gateway.attachment, place.subnet) == Some(true),
            "whether the gateway is attached",
        )?;
        if !self.natural(
            &Component::InternetGatewayIn { gateway: Some(gateway.id.clone()), to: place.into() },
            passes,
            drops,
        )? {
            return Ok(false);
        }
        let from = match accelerated.is_some() && !is_ipv6 {
            true => LegEnd::Accelerator,
            false => LegEnd::Internet(gateway),
        };
        self.past_the_edge(&gateway.id, from, place, sender)
    }

    /// Whether Global Accelerator brings all the packets, or none of them.
    ///
    /// # Source
    /// AWS Global Accelerator Developer Guide, "Secure VPC connections".
    fn is_accelerated(&self, traffic: Option<&[Traffic]>) -> Option<bool> {
        let protocols = self.course.on(self.header.protocol);
        let ports = self.course.on(self.header.destination_port);
        let traffic = traffic.unwrap_or_default();
        let has_all =
            |own: &Traffic| protocols.is_subset(&own.protocols) && ports.is_subset(&own.ports);
        let has_none =
            |own: &Traffic| protocols.is_disjoint(&own.protocols) || ports.is_disjoint(&own.ports);
        if traffic.iter().all(has_none) {
            return Some(false);
        }
        traffic.iter().any(has_all).then_some(true)
    }

    pub(crate) fn come_from_elsewhere(&mut self, place: InterfaceAt<'n>) -> Goes {
        let first = self.course.hops.first().map(|hop| &hop.at);
        let Some(Component::VpnGateway { gateway: id }) = first else {
            let public = Family::Ipv4
                .public()
                .union(&Family::Ipv6.public())
                .difference(&self.network().on_premises);
            if let Some(at @ Component::InternetGatewayIn { gateway: None, .. }) = first
                && self.course.on(self.header.source).is_disjoint(&public)
            {
                // No client with a private address gets in, whatever gateway there is.
                return self.natural(at, false, true);
            }
            return self.come_from_internet(place, CheckedEnd::Outside);
        };
        let Some(gateway) = self.network().vpn_gateways.get(id) else {
            return replay_error("a gateway that is not there");
        };
        demand(
            self.is_attached(&gateway.attachment, place.subnet) == Some(true),
            "whether the gateway is attached",
        )?;
        self.natural(&Component::VpnGateway { gateway: id.clone() }, true, false)?;
        self.past_the_edge(&gateway.id, LegEnd::Vpn(gateway), place, CheckedEnd::Outside)
    }

    pub(crate) fn out_to_site(&mut self, subnet: &'n Subnet, id: &Id, to: CheckedEnd<'n>) -> Goes {
        let Some(gateway) = self.network().vpn_gateways.get(id) else {
            return replay_error("a gateway that is not there");
        };
        self.legs.push((self.header, LegEnd::Subnet(subnet), LegEnd::Vpn(gateway)));
        let is_attached = self.is_attached(&gateway.attachment, subnet);
        let at = Component::VpnGateway { gateway: id.clone() };
        let public = Family::Ipv4
            .public()
            .union(&Family::Ipv6.public())
            .difference(&self.network().on_premises);
        let is_led_on = !gateway.is_unconnected
            || matches!(to, CheckedEnd::Inside(_))
            || is_attached != Some(true);
        let addresses = self.course.on(self.header.destination);
        demand(
            is_led_on || addresses.is_disjoint(&public),
            "what leads on from a gateway without a site",
        )?;
        if !self.natural(&at, is_attached == Some(true), is_attached == Some(false))? {
            return Ok(false);
        }
        if matches!(to, CheckedEnd::Inside(_)) {
            return self.natural(&at, false, true);
        }
        Ok(true)
    }

    /// # Source
    /// Amazon VPC User Guide, "NAT gateway basics".
    pub(crate) fn by_nat(
        &mut self,
        (begin, subnet): (LegEnd<'n>, &'n Subnet),
        id: &'n Id,
        (from, to): (CheckedEnd<'n>, CheckedEnd<'n>),
    ) -> Goes {
        let Some(nat) = self.network().nat_gateways.get(id) else {
            return replay_error("a gateway that is not there");
        };
        let at = Component::NatGateway { gateway: id.clone() };
        if self.passed.contains(&id) {
            return self.natural(&at, false, true);
        }
        demand(!matches!(from, CheckedEnd::Nat(_)), "a NAT gateway behind a NAT gateway")?;
        self.passed.push(id);
        if !nat.is_available {
            return self.natural(&at, false, true);
        }
        let Some(home) = &nat.subnet else { return self.by_regional_nat(subnet, nat, to) };
        let home = home.value().and_then(|id| self.network().subnets.get(id));
        let Some(home) = home else { return replay_error("a NAT gateway without a subnet") };
        self.legs.push((self.header, begin, LegEnd::Subnet(home)));
        let is_by_transit = matches!(begin, LegEnd::Transit(_));
        if home.id != subnet.id {
            let is_out = !is_by_transit || self.acl(subnet, true, self.header, false)?;
            if !is_out || !self.acl(home, false, self.header, false)? {
                return Ok(false);
            }
        }
        let carried = carried_by_nat();
        let protocols = self.course.on(self.header.protocol);
        let addresses = self.course.on(self.header.destination);
        // Behind 64:ff9b::/96 are IPv4 addresses: from here on the packets are for those.
        if addresses.is_subset(&nat64()) {
            let is_followed = protocols.is_disjoint(&RangeSet::single(ICMPV6))
                && addresses.is_subset(&by_nat64(&self.prepared.translatable(subnet)));
            demand(is_followed, "what NAT64 does")?;
            self.header.destination = self.add_axis(behind_nat64(&addresses))?;
        }
        let passes = protocols.is_subset(&carried) && !self.is_ipv6();
        if !self.natural(
            &at,
            passes,
            protocols.is_disjoint(&carried) || addresses_are_lost(&addresses),
        )? {
            return Ok(false);
        }
        self.translate(InterfaceAt { subnet: home, interface: None, endpoint: None })?;
        self.leave(home, CheckedEnd::Nat(nat), to)
    }

    /// One that stands in no subnet hands packets to the internet gateway of its VPC.
    ///
    /// # Source
    /// Amazon VPC User Guide, "Regional NAT gateways".
    fn by_regional_nat(
        &mut self,
        subnet: &'n Subnet,
        nat: &'n NatGateway,
        to: CheckedEnd<'n>,
    ) -> Goes {
        let at = Component::NatGateway { gateway: nat.id.clone() };
        let Some(vpc) = nat.vpc.as_ref().and_then(Known::value) else {
            return replay_error("a NAT gateway without a VPC");
        };
        if *vpc != subnet.vpc {
            return self.natural(&at, false, true);
        }
        let is_served = nat.zones.as_ref().is_none_or(|zones| {
            let zone = subnet.zone.value();
            zone.is_some() && zones.iter().any(|one| one.value() == zone)
        });
        let protocols = self.course.on(self.header.protocol);
        let carried = carried_by_nat();
        let addresses = self.course.on(self.header.destination);
        demand(addresses.is_disjoint(&nat64()), "what NAT64 does")?;
        let drops = protocols.is_disjoint(&carried) || self.is_ipv6();
        demand(is_served || drops, "whether the gateway serves the zone")?;
        let passes = protocols.is_subset(&carried) && !self.is_ipv6();
        if !self.natural(&at, passes, drops)? {
            return Ok(false);
        }
        let gateways = self.network().internet_gateways.values();
        let own = gateways.map(|gateway| (self.is_attached(&gateway.attachment, subnet), gateway));
        let own: Vec<_> = own.filter(|(is_here, _)| *is_here != Some(false)).collect();
        let is_beyond = self.vpc(subnet).is_none_or(|vpc| vpc.beyond.is_some());
        match own.iter().find(|(is_here, _)| *is_here == Some(true)) {
            Some((_, gateway)) => {
                self.out_to_internet(subnet, &gateway.id, (CheckedEnd::Nat(nat), to))
            }
            None if own.is_empty() && !is_beyond => self.natural(&at, false, true),
            None => replay_error("an internet gateway that may be attached"),
        }
    }

    /// # Source
    /// Amazon VPC User Guide, "NAT instances"; AWS ParallelCluster 2.x translates what comes from
    /// the primary block of the VPC.
    pub(crate) fn by_forwarder(
        &mut self,
        subnet: &'n Subnet,
        id: &'n Id,
        (from, to): (CheckedEnd<'n>, CheckedEnd<'n>),
    ) -> Goes {
        let Some(interface) = self.network().interfaces.get(id) else {
            return replay_error("an interface that is not there");
        };
        let home = interface
            .subnets
            .first()
            .and_then(Known::value)
            .and_then(|id| self.network().subnets.get(id));
        let Some(home) = home else { return replay_error("an interface without a subnet") };
        let at = Component::Forwarder {
            of: Place { subnet: home.id.clone(), interface: Some(id.clone()) },
        };
        if self.passed.contains(&id) {
            return self.natural(&at, false, true);
        }
        // What is for the interface itself is received, not forwarded.
        if let CheckedEnd::Inside(place) = to
            && place.interface.is_some_and(|own| own.is_called(id))
        {
            return self.enter(LegEnd::Subnet(subnet), place, from);
        }
        self.passed.push(id);
        self.legs.push((self.header, LegEnd::Subnet(subnet), LegEnd::Subnet(home)));
        if home.id != subnet.id && !self.acl(home, false, self.header, false)? {
            return Ok(false);
        }
        let checks = interface.checks_source_and_destination.value();
        let is_attached = interface.is_attached.value();
        let drops = checks == Some(&true) || is_attached == Some(&false);
        if !self.natural(&at, checks == Some(&false) && is_attached == Some(&true), drops)? {
            return Ok(false);
        }
        let place = InterfaceAt { subnet: home, interface: Some(interface), endpoint: None };
        if !self.groups(place, false, from.far())? {
            return Ok(false);
        }
        let primary = self.vpc(home).and_then(|vpc| vpc.blocks.first()?.value());
        let Some(primary) = primary else {
            return replay_error("a VPC whose primary block is not known");
        };
        let sources = self.course.on(self.header.source);
        if !self.natural(&at, sources.is_subset(primary), sources.is_disjoint(primary))? {
            return Ok(false);
        }
        self.translate(place)?;
        if !self.groups(place, true, to.far())? {
            return Ok(false);
        }
        match to {
            CheckedEnd::Inside(near) if near.subnet.id == home.id => {
                self.enter(LegEnd::Subnet(home), near, CheckedEnd::Inside(place))
            }
            _ => self.leave(home, CheckedEnd::Inside(place), to),
        }
    }

    /// Puts an address of the place, and a port of its own, into what it sends on.
    pub(crate) fn translate(&mut self, place: InterfaceAt<'n>) -> Result<(), ReplayError> {
        self.header.source = self.add_axis(place.addresses(Family::Ipv4))?;
        let ported = RangeSet::single(TCP).union(&RangeSet::single(UDP));
        if self.course.on(self.header.protocol).is_subset(&ported) {
            self.header.source_port = self.add_axis(nat_gateway_ports())?;
        }
        Ok(())
    }

    pub(crate) fn by_endpoint(&mut self, subnet: &'n Subnet, id: &Id) -> Goes {
        let Some(endpoint) = self.network().endpoints.get(id) else {
            return replay_error("an endpoint that is not there");
        };
        self.legs.push((self.header, LegEnd::Subnet(subnet), LegEnd::Stateful));
        demand(endpoint.vpc.value() == Some(&subnet.vpc), "an endpoint of another VPC")?;
        let carried = RangeSet::single(TCP).union(&RangeSet::single(ICMP));
        let protocols = self.course.on(self.header.protocol);
        let at = Component::GatewayEndpoint { endpoint: id.clone() };
        let (denies, admits) = policy(endpoint);
        let passes = admits && protocols.is_subset(&carried);
        self.natural(&at, passes, denies || protocols.is_disjoint(&carried))
    }
}

/// The protocols that NAT gateways carry.
///
/// # Source
/// Amazon VPC User Guide, "NAT gateway basics".
fn carried_by_nat() -> RangeSet {
    RangeSet::single(TCP).union(&RangeSet::single(UDP)).union(&RangeSet::single(ICMP))
}

/// Whether the policy of an endpoint denies every request, and whether it may admit some; neither
/// where that is not known.
pub(crate) fn policy(endpoint: &Endpoint) -> (bool, bool) {
    (endpoint.denies_everything == Known::Is(true), endpoint.denies_everything == Known::Is(false))
}

/// Whether both are so; `None` where that cannot be determined.
fn both(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// Whether a NAT gateway carries none of these addresses.
fn addresses_are_lost(addresses: &RangeSet) -> bool {
    addresses.is_disjoint(&Family::Ipv4.everything().union(&nat64()))
}
