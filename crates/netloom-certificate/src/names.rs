//! Names come before routes: whether Amazon's resolver answers, and to which endpoint a name of a
//! service leads.

use netloom_network::sets::addresses::Family;
use netloom_network::sets::{Cell, RangeSet};
use netloom_network::{Endpoint, EndpointKind, Known, NameServer, Subnet, Vpc};
use netloom_question::{End, Header, InterfaceAt, Query, near_resolver, to_resolver};

use crate::replay::{ReplayError, demand, replay_error};
use crate::walk::{CheckedEnd, Goes, Replay};
use crate::{Component, DecidedBy};

impl<'n> Replay<'n, '_> {
    /// What becomes of packets for Amazon's resolver; `None` for all others.
    ///
    /// # Source
    /// Amazon VPC User Guide, "Security groups" and "Amazon DNS server".
    pub(crate) fn asks_resolver(
        &mut self,
        from: InterfaceAt<'n>,
    ) -> Result<Option<bool>, ReplayError> {
        let (own, missing) = self.prepared.resolver(from.subnet);
        let near = near_resolver();
        let is_near = self.course.on(Header::FIRST.destination).is_subset(&near);
        let (addresses, missing) = if is_near { (near, None) } else { (own.union(&near), missing) };
        let cell = Cell::new(self.course.packets.clone());
        let guard = to_resolver(addresses);
        if cell.is_apart_from(&guard) {
            return Ok(None);
        }
        demand(
            missing.is_none() && cell.is_within(&guard),
            "packets of which some are for the resolver",
        )?;
        let at = Component::Resolver { subnet: from.subnet.id.clone() };
        match self.vpc(from.subnet).and_then(|vpc| vpc.dns_support.value()) {
            Some(true) => {
                let step = self.hop(&at, false)?;
                demand(
                    step.by == DecidedBy::Unfiltered && step.passes,
                    &format!("what decides at {at}"),
                )?;
                Ok(Some(true))
            }
            Some(false) => self.natural(&at, false, true).map(Some),
            None => replay_error("whether the resolver answers"),
        }
    }

    /// # Source
    /// Amazon Route 53 Developer Guide, "Resolving DNS queries between VPCs and your network": for
    /// clients in the VPC only.
    pub(crate) fn reaches_resolver(&mut self, query: &Query<'n>, subnet: &Subnet) -> Goes {
        match &query.from {
            End::Inside(from, _) if from.subnet.vpc == subnet.vpc => {
                match self.asks_resolver(*from)? {
                    Some(goes) => Ok(goes),
                    None => replay_error("packets that are not for the resolver"),
                }
            }
            _ => self.natural(&Component::Resolver { subnet: subnet.id.clone() }, false, true),
        }
    }

    /// Whether Amazon's resolver is the one that is asked, and nothing but its own answer counts.
    fn asks_amazon(&self, from: InterfaceAt<'n>, vpc: &Vpc) -> Result<(), ReplayError> {
        let Some(servers) = vpc.name_servers.value() else {
            return replay_error("which servers tell names");
        };
        let is_amazons = |server: &NameServer| self.prepared.is_amazons(*server, from.subnet);
        let is_first =
            servers.first().is_some_and(is_amazons) && vpc.dns_support.value() == Some(&true);
        demand(is_first || servers.iter().all(is_amazons), "names by servers other than Amazon's")?;
        let has_ipv6 = from.subnet.ipv6_block.is_some() && *from.has_ipv6() != Known::Is(false);
        demand(!has_ipv6 || from.subnet.dns64 == Known::Is(false), "names by DNS64")
    }

    /// # Source
    /// AWS PrivateLink guide, "Private DNS".
    pub(crate) fn resolve(
        &mut self,
        from: InterfaceAt<'n>,
        name: &'n str,
    ) -> Result<Option<CheckedEnd<'n>>, ReplayError> {
        let Some(vpc) = self.vpc(from.subnet) else {
            return replay_error("a subnet without a VPC");
        };
        self.asks_amazon(from, vpc)?;
        let has_dns = vpc.dns_support.value().copied();
        if !self.natural(
            &Component::Resolver { subnet: from.subnet.id.clone() },
            has_dns == Some(true),
            has_dns == Some(false),
        )? {
            return Ok(None);
        }
        let takes = |endpoint: &&Endpoint| match &endpoint.kind {
            EndpointKind::Interface { private_dns, .. } => {
                endpoint.vpc.value().is_none_or(|id| *id == vpc.id)
                    && endpoint.service.value().is_none_or(|service| service == name)
                    && private_dns.value() != Some(&false)
            }
            _ => false,
        };
        let Some(endpoint) = self.network().endpoints.values().find(takes) else {
            return Ok(Some(CheckedEnd::Service(name)));
        };
        let EndpointKind::Interface { subnets, private_dns, .. } = &endpoint.kind else {
            return replay_error("no interfaces");
        };
        let is_known = private_dns.value().is_some()
            && endpoint.vpc.value().is_some()
            && endpoint.service.value().is_some();
        demand(is_known, "whether an endpoint takes the name")?;
        if vpc.dns_hostnames.value() == Some(&false) {
            let at = Component::InterfaceEndpoint { endpoint: endpoint.id.clone() };
            return self.natural(&at, false, true).map(|_| None);
        }
        demand(vpc.dns_hostnames.value() == Some(&true), "whether private names resolve")?;
        let interface = self.prepared.endpoint_interface(endpoint);
        let mut places = Vec::new();
        for subnet in subnets {
            let Some(subnet) = subnet.value().and_then(|id| self.network().subnets.get(id)) else {
                return replay_error("a subnet of an endpoint is not known");
            };
            places.push(InterfaceAt { subnet, interface, endpoint: Some(endpoint) });
        }
        // Any of the addresses may be the one that the resolver names, so all of them must be
        // accounted for.
        let all = places
            .iter()
            .fold(RangeSet::empty(), |all, place| all.union(&place.addresses(Family::Ipv4)));
        let axis = self.add_axis(all)?;
        self.header.destination = axis;
        let named = self.course.on(axis);
        let place =
            places.into_iter().find(|place| named.is_subset(&place.addresses(Family::Ipv4)));
        place.map_or_else(
            || replay_error("an address that is not the endpoint's"),
            |place| Ok(Some(CheckedEnd::Inside(place))),
        )
    }
}
