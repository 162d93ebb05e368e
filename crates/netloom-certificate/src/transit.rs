//! Ways to other VPCs: peering connections and transit gateways.

use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::Family;
use netloom_network::{Destination, Id, Known, Subnet, Target, TransitAttachment, TransitGateway};
use netloom_question::{Header, LegEnd, Wants, answered, listable, unlisted};

use crate::Component;
use crate::replay::{ReplayError, demand, replay_error};
use crate::routes::{Leads, has_no_way_out, leads};
use crate::walk::{CheckedEnd, Goes, Replay};

/// A route of a transit gateway's table: its block, whether it is learned, and the attachment it
/// leads to.
type Way<'n> = (&'n RangeSet, bool, Option<&'n TransitAttachment>);

impl<'n> Replay<'n, '_> {
    /// # Source
    /// Amazon VPC Peering Guide, "VPC peering basics".
    pub(crate) fn by_peering(
        &mut self,
        subnet: &'n Subnet,
        id: &Id,
        (from, to): (CheckedEnd<'n>, CheckedEnd<'n>),
    ) -> Goes {
        let Some(peering) = self.network().peerings.get(id) else {
            return replay_error("a connection that is not there");
        };
        self.may_go_on_to_a_peer(subnet)?;
        self.legs.push((self.header, LegEnd::Subnet(subnet), LegEnd::Peering(peering)));
        let (Known::Is(one), Known::Is(other), Known::Is(is_active)) =
            (&peering.requester, &peering.accepter, &peering.is_active)
        else {
            return replay_error("a connection that is not known");
        };
        let at = Component::Peering { peering: id.clone() };
        if !is_active || ![one, other].contains(&&subnet.vpc) {
            return self.natural(&at, false, true);
        }
        let beyond = if *one == subnet.vpc { other } else { one };
        // Into a VPC that is not described nothing can be followed.
        let is_described = self.network().vpcs.get(beyond).is_some_and(|vpc| vpc.beyond.is_none());
        demand(is_described, "a VPC that is not described")?;
        let (addresses, blocks) =
            (self.course.on(self.header.destination), self.prepared.local(beyond));
        let is_chosen =
            self.is_ipv6() && self.prepared.unknown_block(beyond, Family::Ipv6).is_some();
        demand(!is_chosen, "a block of another VPC that AWS chooses")?;
        if !self.natural(&at, addresses.is_subset(&blocks), addresses.is_disjoint(&blocks))? {
            return Ok(false);
        }
        match to {
            CheckedEnd::Inside(place) if place.subnet.vpc == *beyond => {
                self.enter(LegEnd::Peering(peering), place, from)
            }
            _ => self.natural(&at, false, true),
        }
    }

    /// # Source
    /// Amazon VPC Transit Gateways guide, "Transit gateway attachments to a VPC", "Route tables"
    /// and "Network ACLs".
    pub(crate) fn by_transit(
        &mut self,
        subnet: &'n Subnet,
        id: &Id,
        (from, to): (CheckedEnd<'n>, CheckedEnd<'n>),
    ) -> Goes {
        let Some(gateway) = self.network().transit_gateways.get(id) else {
            return replay_error("a gateway that is not there");
        };
        self.legs.push((self.header, LegEnd::Subnet(subnet), LegEnd::Transit(gateway)));
        let Some(own) = self.by_its_attachment(subnet, gateway, self.header, false)? else {
            return Ok(false);
        };
        if !self.unnamed(from)? {
            return Ok(false);
        }
        let at = Component::TransitGateway { gateway: id.clone() };
        let addresses = self.course.on(self.header.destination);
        let Some(other) = self.onward(gateway, own, &addresses)? else {
            return self.natural(&at, false, true);
        };
        let place = match to {
            CheckedEnd::Inside(place) if other.vpc.value() == Some(&place.subnet.vpc) => place,
            _ => {
                let subnets = other
                    .subnets
                    .iter()
                    .map(|id| id.value().and_then(|id| self.network().subnets.get(id)));
                let is_lost = |edge: Option<&Subnet>| {
                    edge.is_some_and(|edge| {
                        edge.vpc != subnet.vpc && has_no_way_out(self.prepared, edge, &addresses)
                    })
                };
                let is_lost = subnets.into_iter().all(is_lost);
                let is_outside = matches!(to, CheckedEnd::Outside | CheckedEnd::Service(_));
                if is_lost || !is_outside {
                    return self.natural(&at, false, is_lost);
                }
                return self.through(subnet, (gateway, other), (from, to));
            }
        };
        self.natural(&at, true, false)?;
        if !self.carries(&at, other, false)? {
            return Ok(false);
        }
        // Both attachments have to let rules beyond the gateway see whose packets they are.
        let sender = match (own.references_groups.value(), other.references_groups.value()) {
            (Some(false), _) | (_, Some(false)) => CheckedEnd::Unnamed,
            (Some(true), Some(true)) => from,
            _ => return replay_error("whether rules beyond the gateway may name groups"),
        };
        self.legs.push((self.header, LegEnd::Transit(gateway), LegEnd::Subnet(place.subnet)));
        Ok(self.past_edges(other, place.subnet, self.header, false)?
            && self.arrive(place, sender)?)
    }

    /// Through another VPC, out to the internet: by the table of whichever subnet the gateway
    /// enters it in, to a NAT gateway.
    ///
    /// # Source
    /// Amazon VPC Transit Gateways guide, "Example: Centralized outbound routing to the internet".
    fn through(
        &mut self,
        client: &Subnet,
        (gateway, attachment): (&'n TransitGateway, &'n TransitAttachment),
        (from, to): (CheckedEnd<'n>, CheckedEnd<'n>),
    ) -> Goes {
        let at = Component::TransitGateway { gateway: gateway.id.clone() };
        self.natural(&at, true, false)?;
        let edge = self.picked(attachment)?;
        let is_its = attachment.vpc.value() == Some(&edge.vpc) && edge.vpc != client.vpc;
        demand(is_its, "a subnet of another VPC")?;
        let addresses = self.course.on(self.header.destination);
        demand(!self.is_ipv6(), "IPv6 through another VPC")?;
        let wants = match to {
            CheckedEnd::Service(name) => Wants::Service(name),
            _ => Wants::Outside { by_address: self.names_addresses },
        };
        let at = Component::RouteTable { subnet: edge.id.clone() };
        let step = self.hop(&at, false)?;
        match leads(self.prepared, edge, &addresses, wants, &step.by) {
            Some(Leads::Nowhere | Leads::Inside) if !step.passes => Ok(false),
            Some(Leads::To(Target::NatGateway(id))) if step.passes => {
                demand(!self.may_be_listed(edge, to), "what the table sends to an endpoint")?;
                self.by_nat((LegEnd::Transit(gateway), edge), id, (from, to))
            }
            _ => replay_error(format!("what happens by the {at}")),
        }
    }

    /// Whether the table of a subnet may send these packets to the endpoint of a service.
    fn may_be_listed(&self, subnet: &Subnet, to: CheckedEnd<'_>) -> bool {
        let Ok(Some(table)) = self.prepared.table_of(subnet) else { return true };
        let mut lists = unlisted(self.prepared, table);
        lists.retain(|(service, ..)| !self.not_of.contains(service));
        let (addresses, protocols) =
            (self.course.on(self.header.destination), self.course.on(self.header.protocol));
        matches!(to, CheckedEnd::Outside)
            && !lists.is_empty()
            && !addresses.is_disjoint(&listable(self.network()))
            && !protocols.is_disjoint(&answered())
    }

    /// From the server's subnet to the client's VPC.
    pub(crate) fn back_by_transit(
        &mut self,
        server: &'n Subnet,
        gateway: &'n TransitGateway,
        header: Header,
    ) -> Result<(), ReplayError> {
        let client = self.legs.iter().find_map(|(_, from, to)| match (from, to) {
            (LegEnd::Subnet(client), LegEnd::Transit(_)) => Some(*client),
            _ => None,
        });
        let Some(own) = self.by_its_attachment(server, gateway, header, true)? else {
            return replay_error("an answer that a transit gateway does not take");
        };
        let other = self.onward(gateway, own, &self.course.on(header.destination))?;
        let leads_back = client
            .is_some_and(|client| other.is_some_and(|way| way.vpc.value() == Some(&client.vpc)));
        self.natural_on(
            &Component::TransitGateway { gateway: gateway.id.clone() },
            true,
            leads_back,
            false,
        )
        .map(|_| ())
    }

    /// From the gateway to the client's subnet.
    pub(crate) fn back_from_transit(
        &mut self,
        client: &'n Subnet,
        gateway: &'n TransitGateway,
        header: Header,
    ) -> Goes {
        let attachment = gateway
            .attachments
            .iter()
            .find(|attachment| attachment.vpc.value() == Some(&client.vpc));
        let Some(attachment) = attachment else {
            return replay_error("an attachment that is not there");
        };
        self.past_edges(attachment, client, header, true)
    }

    /// To the attachment of a VPC: in the zone, for the family, past the ACL of its subnet there.
    fn by_its_attachment(
        &mut self,
        subnet: &'n Subnet,
        gateway: &'n TransitGateway,
        header: Header,
        is_reply: bool,
    ) -> Result<Option<&'n TransitAttachment>, ReplayError> {
        let at = Component::TransitGateway { gateway: gateway.id.clone() };
        let is_whole =
            gateway.beyond.is_none() && gateway.attachments.iter().all(|a| a.vpc.value().is_some());
        demand(is_whole, "a transit gateway that is not known")?;
        let own = gateway
            .attachments
            .iter()
            .find(|attachment| attachment.vpc.value() == Some(&subnet.vpc));
        let Some(own) = own else {
            return self.natural_on(&at, is_reply, false, true).map(|_| None);
        };
        let subnets =
            own.subnets.iter().map(|id| id.value().and_then(|id| self.network().subnets.get(id)));
        let Some(subnets) = subnets.collect::<Option<Vec<&Subnet>>>() else {
            return replay_error("an unknown subnet");
        };
        let zone = subnet.zone.value();
        let is_known = zone.is_some() && subnets.iter().all(|other| other.zone.value().is_some());
        // Within the zone the packets go by the subnet of the attachment there; in another zone
        // they are dropped.
        let near = subnets.iter().find(|other| other.id == subnet.id);
        let near = near
            .or_else(|| subnets.iter().find(|other| zone.is_some() && other.zone.value() == zone));
        let Some(near) = near else {
            return self.natural_on(&at, is_reply, false, is_known).map(|_| None);
        };
        let goes = self.carries(&at, own, is_reply)? && self.acl(near, false, header, is_reply)?;
        Ok(goes.then_some(own))
    }

    fn carries(&mut self, at: &Component, attachment: &TransitAttachment, is_reply: bool) -> Goes {
        match attachment.carries_ipv6.value() {
            _ if !self.is_ipv6() => Ok(true),
            Some(true) => Ok(true),
            Some(false) => self.natural_on(at, is_reply, false, true),
            None => replay_error("whether an attachment carries IPv6"),
        }
    }

    /// Past the ACLs between the subnet that the gateway picks and the one that is entered, which
    /// are none if they are the same.
    fn past_edges(
        &mut self,
        attachment: &'n TransitAttachment,
        subnet: &'n Subnet,
        header: Header,
        is_reply: bool,
    ) -> Goes {
        let edge = self.picked(attachment)?;
        Ok(edge.id == subnet.id
            || (self.acl(edge, true, header, is_reply)?
                && self.acl(subnet, false, header, is_reply)?))
    }

    /// The subnet in which the gateway enters a VPC: one of those of its attachment, picked on the
    /// way.
    fn picked(&mut self, attachment: &'n TransitAttachment) -> Result<&'n Subnet, ReplayError> {
        let n_subnets = u128::try_from(attachment.subnets.len()).unwrap_or_default();
        let Some(last) = n_subnets.checked_sub(1) else {
            return replay_error("an attachment without subnets");
        };
        let axis = self.add_axis(RangeSet::range(0, last))?;
        let picked = self.course.on(axis);
        let mut numbered = (0..n_subnets).zip(&attachment.subnets);
        let edge = numbered.find(|(number, _)| picked == RangeSet::single(*number));
        let edge = edge.and_then(|(_, id)| self.network().subnets.get(id.value()?));
        edge.map_or_else(|| replay_error("a subnet that the gateway cannot pick"), Ok)
    }

    /// The attachment to which the table of another one leads all of these addresses; `None` for
    /// nowhere.
    fn onward(
        &self,
        gateway: &'n TransitGateway,
        from: &TransitAttachment,
        addresses: &RangeSet,
    ) -> Result<Option<&'n TransitAttachment>, ReplayError> {
        let Some(table) = &from.association else { return Ok(None) };
        let Some(table) = table.value() else { return replay_error("a table that is not known") };
        let ways = self.ways(gateway, table)?;
        let meeting: Vec<&Way<'_>> =
            ways.iter().filter(|(block, ..)| !addresses.is_disjoint(block)).collect();
        // Blocks hold each other or are apart, so the longest prefix is the block within all
        // others.
        let beats = |own: &Way<'_>, other: &Way<'_>| {
            std::ptr::eq(own, other)
                || (own.0.is_subset(other.0) && (own.0 != other.0 || (!own.1 && other.1)))
        };
        let best = meeting.iter().find(|own| meeting.iter().all(|other| beats(own, other)));
        match best {
            Some((block, _, to)) if addresses.is_subset(block) => Ok(*to),
            None if meeting.is_empty() => Ok(None),
            _ => replay_error("addresses that a transit gateway sends different ways"),
        }
    }

    fn has_unknown_block(&self, vpc: &Id) -> bool {
        let families = [Family::Ipv4, Family::Ipv6];
        families.iter().any(|family| self.prepared.unknown_block(vpc, *family).is_some())
    }

    fn ways(&self, gateway: &'n TransitGateway, table: &Id) -> Result<Vec<Way<'n>>, ReplayError> {
        let mut ways = Vec::new();
        let described = gateway.tables.iter().find(|described| described.id == *table);
        for (to, target, _) in described.map_or(&[][..], |table| &table.routes) {
            let (Known::Is(Destination::Block(block, _)), None | Some(Known::Is(_))) = (to, target)
            else {
                return replay_error("a route of a transit gateway that is not known");
            };
            let id = target.as_ref().and_then(Known::value);
            ways.push((
                block,
                false,
                id.and_then(|id| gateway.attachments.iter().find(|other| other.id == *id)),
            ));
        }
        for other in &gateway.attachments {
            if other.propagations.iter().any(|to| to.value() == Some(table)) {
                let is_open = other.vpc.value().is_some_and(|vpc| self.has_unknown_block(vpc));
                demand(!is_open, "what a table learns of a block that is not known")?;
                let blocks =
                    other.vpc.value().map_or(&[][..], |vpc| self.prepared.local_blocks(vpc));
                ways.extend(blocks.iter().map(|block| (block, true, Some(other))));
            // Where an attachment propagates to is not known, this table may learn its blocks.
            } else {
                demand(
                    other.propagations.iter().all(|to| to.value().is_some()),
                    "what a table may learn",
                )?;
            }
        }
        Ok(ways)
    }
}
