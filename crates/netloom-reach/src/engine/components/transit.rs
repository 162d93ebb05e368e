//! Transit gateways.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::engine::Code;
use crate::engine::Walk;
use crate::engine::filters::{Direction, missing_fact};
use crate::engine::flow::{
    Assumption, Decision, Flow, HeaderEnd, MissingFact, Names, PathComponent, Phase, Rule,
};
use crate::engine::routes::Next;
use crate::engine::walk::is_so;

use super::central_egress::not_followed;
use netloom_diag::Span;
use netloom_network::sets::addresses::Family;
use netloom_network::sets::{Cell, RangeSet};
use netloom_network::{
    Destination, Id, Known, Peer, ResourceKind, Subnet, TransitAttachment, TransitGateway, Unknown,
};
use netloom_question::{Header, InterfaceAt, LegEnd, Wants};

/// Where a table of a transit gateway leads.
enum Way<'n> {
    To(&'n TransitAttachment),
    Blackhole,
    Nowhere,
    /// What is beyond the gateway decides it.
    Depends(MissingFact),
    /// A value that is not given decides it: also what is beyond the gateway is not looked at.
    Open(MissingFact),
}

/// Where and when packets are at a transit gateway.
#[derive(Clone, Copy)]
struct At<'n> {
    gateway: &'n TransitGateway,
    phase: Phase,
    header: Header,
}

/// Returns a transit gateway as a component of a path.
pub(super) fn at_gateway(gateway: &TransitGateway) -> PathComponent<'_> {
    PathComponent::gateway(ResourceKind::TransitGateway, &gateway.id, gateway.span)
}

impl<'n> Walk<'n> {
    /// # Source
    /// Amazon VPC Transit Gateways guide, "Transit gateway attachments to a VPC" and "Route
    /// tables": a zone is served when the attachment has a subnet there; the association says which
    /// table routes, propagation fills it.
    pub(in crate::engine) fn by_transit(
        &mut self,
        mut flow: Flow<'n>,
        subnet: &'n Subnet,
        gateway: &'n TransitGateway,
    ) {
        self.leg(&mut flow, LegEnd::Subnet(subnet), LegEnd::Transit(gateway));
        let at = At { gateway, phase: Phase::Forward, header: flow.header };
        for (flow, attachment) in self.by_its_attachment(flow, subnet, at) {
            for flow in self.unnamed(flow) {
                for (cell, way) in self.transit_lookup(&flow, attachment, at, flow.wants()) {
                    self.take_way(flow.with_cell(cell), (attachment, way), subnet, at);
                }
            }
        }
    }

    /// The outbound rules of the sender once more, without those that name a group.
    ///
    /// # Source
    /// AWS Networking blog, "Introducing security group referencing for AWS Transit Gateway":
    /// outbound rules that name a group do not count for what goes by a transit gateway.
    pub(super) fn unnamed(&mut self, flow: Flow<'n>) -> Vec<Flow<'n>> {
        let by_name =
            flow.hops.iter().rev().find_map(|hop| match (&hop.component, &hop.decision) {
                (PathComponent::GroupsOut(place), Decision::Passes(Rule::Group(_, rule))) => {
                    Some(matches!(rule.peer, Known::Is(Peer::Group(_))).then_some(*place))
                }
                // It depends on the groups of the receiver, so a rule named one.
                (PathComponent::GroupsOut(place), Decision::Depends(_)) => Some(Some(*place)),
                (PathComponent::GroupsOut(_), _) => Some(None),
                _ => None,
            });
        match (by_name.flatten(), flow.source) {
            (Some(place), HeaderEnd::Inside(_)) => self.groups_without_names(flow, place),
            _ => vec![flow],
        }
    }

    fn take_way(
        &mut self,
        mut flow: Flow<'n>,
        (attachment, way): (&'n TransitAttachment, Way<'n>),
        subnet: &'n Subnet,
        at: At<'n>,
    ) {
        let (component, header) = (at_gateway(at.gateway), flow.header);
        let drop_by = |code| Decision::drops(code);
        let decision = match (&way, flow.destination) {
            (Way::To(other), destination) => match (other.vpc.value(), destination) {
                (Some(vpc), HeaderEnd::Inside(to)) if to.subnet.vpc == *vpc => {
                    Decision::Passes(Rule::Builtin)
                }
                _ => self.beyond_attachment(&flow, other, subnet),
            },
            (Way::Blackhole, _) => drop_by(Code::TgwRtbBadStateRoute),
            (Way::Nowhere, _) => drop_by(Code::TgwRtbNoRouteToTgwAttachment),
            (Way::Depends(_), HeaderEnd::Outside | HeaderEnd::Service(_))
                if !may_use_other_tables(at.gateway, attachment) =>
            {
                flow.pass(component);
                flow.presume(Assumption::BeyondTransit(at.gateway));
                flow.has_arrived = true;
                return self.reply(flow);
            }
            (Way::Depends(unknown) | Way::Open(unknown), _) => {
                Decision::Depends(Rc::clone(unknown))
            }
        };
        if let (Way::To(other), Decision::Depends(_)) = (&way, &decision)
            && self.is_followed_through(&flow, other, subnet)
        {
            return self.through_attachment(flow, (at.gateway, other));
        }
        // Beyond an attachment nothing else is followed but to what is asked for.
        let passes = matches!(decision, Decision::Passes(_));
        flow.push(Phase::Forward, component, header, decision);
        match (way, flow.destination) {
            (Way::To(other), HeaderEnd::Inside(to)) if passes => {
                flow.names = names(attachment, other);
                let Some(flow) = self.carries(flow, other, at) else { return };
                self.enter_from_transit(flow, other, to, at.gateway);
            }
            _ => self.end(flow),
        }
    }

    /// Into the subnet of a place, by whichever interface of the attachment the gateway picks:
    /// packets that enter in the subnet of the place cross no edge.
    ///
    /// # Source
    /// Amazon VPC Transit Gateways guide, "Network ACLs".
    fn enter_from_transit(
        &mut self,
        mut flow: Flow<'n>,
        attachment: &'n TransitAttachment,
        to: InterfaceAt<'n>,
        gateway: &'n TransitGateway,
    ) {
        self.leg(&mut flow, LegEnd::Transit(gateway), LegEnd::Subnet(to.subnet));
        let at = At { gateway, phase: Phase::Forward, header: flow.header };
        for flow in self.past_edges(flow, attachment, to.subnet, at) {
            self.arrive(flow, to);
        }
    }

    /// Past the edge of the subnet where the gateway has its interface and past that of the subnet
    /// itself.
    fn past_edges(
        &mut self,
        flow: Flow<'n>,
        attachment: &'n TransitAttachment,
        subnet: &'n Subnet,
        At { gateway, phase, header }: At<'n>,
    ) -> Vec<Flow<'n>> {
        let mut passed = Vec::new();
        // The gateway picks the interface, so that each of them has to pass what any of
        // them may get.
        for (mut flow, edge) in self.picked(flow, attachment) {
            match edge {
                Ok(edge) if edge.id == subnet.id => passed.push(flow),
                Ok(edge) => {
                    for flow in self.acl(flow, edge, Direction::Out, (phase, header)) {
                        passed.extend(self.acl(flow, subnet, Direction::In, (phase, header)));
                    }
                }
                Err(unknown) => {
                    flow.push(phase, at_gateway(gateway), header, Decision::depends(unknown));
                    passed.extend(self.acl(flow, subnet, Direction::In, (phase, header)));
                }
            }
        }
        passed
    }

    /// The subnets of an attachment, one of which the gateway picks: a further axis of the packets,
    /// by position.
    pub(super) fn picked(
        &self,
        mut flow: Flow<'n>,
        attachment: &'n TransitAttachment,
    ) -> Vec<(Flow<'n>, Result<&'n Subnet, &'n Unknown>)> {
        let axis = flow.cell.add_axis(picks(attachment));
        let subnets = attachment.subnets.iter().zip(0_u128..);
        let edge = |subnet: &'n Known<Id>| match subnet {
            Known::Unknown(unknown) => Some(Err(unknown)),
            Known::Is(id) => match self.network().subnets.get(id) {
                Some(subnet) => Some(Ok(subnet)),
                None => self.not_described().map(Err),
            },
        };
        let one = |(subnet, number)| {
            let cell = flow.cell.within(axis, &RangeSet::single(number))?;
            Some((flow.with_cell(cell), edge(subnet)?))
        };
        subnets.filter_map(one).collect()
    }

    /// What a VPC does with packets that a transit gateway hands to it and that are for no interface
    /// there: its route tables are followed only as far as to say that they lead nowhere.
    fn beyond_attachment(
        &self,
        flow: &Flow<'n>,
        attachment: &'n TransitAttachment,
        from: &'n Subnet,
    ) -> Decision<'n> {
        let header = flow.header;
        let is_lost = attachment.subnets.iter().all(|subnet| {
            let subnet = subnet.value().and_then(|id| self.network().subnets.get(id));
            subnet.is_some_and(|subnet| {
                let (_, parts) = self.lookup(flow, subnet, header, Wants::Answer(None));
                let leads_nowhere = |next: &Next<'_>| {
                    matches!(next, Next::Local | Next::NoRoute | Next::Blackhole(_))
                };
                subnet.vpc != from.vpc && parts.iter().all(|(_, next)| leads_nowhere(next))
            })
        });
        if is_lost && attachment.vpc.value().is_some() {
            return Decision::drops(Code::NoPossibleDestination);
        }
        Decision::depends(&not_followed(attachment))
    }

    /// In from networks that are not described.
    pub(in crate::engine) fn come_by_transit(
        &mut self,
        mut flow: Flow<'n>,
        gateway: &'n TransitGateway,
        attachment: &'n TransitAttachment,
        to: InterfaceAt<'n>,
    ) {
        let header = flow.header;
        flow.pass(at_gateway(gateway));
        flow.presume(Assumption::BeyondTransit(gateway));
        let at = At { gateway, phase: Phase::Forward, header };
        let Some(flow) = self.carries(flow, attachment, at) else { return };
        self.enter_from_transit(flow, attachment, to, gateway);
    }

    /// The way back from a subnet by a transit gateway, to whom it came from.
    pub(in crate::engine) fn back_by_transit(
        &mut self,
        flow: Flow<'n>,
        subnet: &'n Subnet,
        gateway: &'n TransitGateway,
        (header, client): (Header, Option<&'n Subnet>),
    ) -> Vec<Flow<'n>> {
        let at = At { gateway, phase: Phase::Reply, header };
        let mut passed = Vec::new();
        for (flow, attachment) in self.by_its_attachment(flow, subnet, at) {
            let wants = Wants::Answer(client.map(|client| &client.vpc));
            for (cell, way) in self.transit_lookup(&flow, attachment, at, wants) {
                let flow = flow.with_cell(cell);
                let decision = match way {
                    Way::To(other)
                        if client.is_some_and(|client| other.vpc.value() == Some(&client.vpc)) =>
                    {
                        Decision::Passes(Rule::Builtin)
                    }
                    Way::To(_) => Decision::drops(Code::AsymmetricReply),
                    Way::Depends(_) if client.is_none() => Decision::Passes(Rule::Builtin),
                    Way::Depends(unknown) | Way::Open(unknown) => Decision::Depends(unknown),
                    Way::Blackhole => Decision::drops(Code::TgwRtbBadStateRoute),
                    Way::Nowhere => Decision::drops(Code::TgwRtbNoRouteToTgwAttachment),
                };
                let at = (Phase::Reply, at_gateway(gateway), header);
                passed.extend(self.judge(flow, at, decision));
            }
        }
        passed
    }

    /// The end of the way back: from a transit gateway into the client's subnet.
    pub(in crate::engine) fn back_from_transit(
        &mut self,
        flow: Flow<'n>,
        client: &'n Subnet,
        gateway: &'n TransitGateway,
        header: Header,
    ) -> Vec<Flow<'n>> {
        let at = At { gateway, phase: Phase::Reply, header };
        match gateway
            .attachments
            .iter()
            .find(|attachment| attachment.vpc.value() == Some(&client.vpc))
        {
            Some(attachment) => self.past_edges(flow, attachment, client, at),
            // It could not have left by a gateway that is not attached.
            None => vec![flow],
        }
    }

    /// From a subnet to a transit gateway: by the attachment of its VPC, in the subnet that the
    /// attachment has in its zone.
    fn by_its_attachment(
        &mut self,
        mut flow: Flow<'n>,
        subnet: &'n Subnet,
        at: At<'n>,
    ) -> Vec<(Flow<'n>, &'n TransitAttachment)> {
        let At { gateway, phase, header } = at;
        let component = at_gateway(gateway);
        let attachment = gateway
            .attachments
            .iter()
            .find(|attachment| attachment.vpc.value() == Some(&subnet.vpc));
        let Some(attachment) = attachment else {
            let missing =
                gateway.attachments.iter().find_map(|attachment| attachment.vpc.unknown());
            let decision = match missing.or(gateway.beyond.as_ref()) {
                Some(unknown) => Decision::depends(unknown),
                None => Decision::drops(Code::BadStateAttachment),
            };
            flow.push(phase, component, header, decision);
            self.end(flow);
            return Vec::new();
        };
        let mut edge = None;
        let mut missing = None;
        for id in &attachment.subnets {
            let other = id.value().and_then(|id| self.network().subnets.get(id));
            match other.map(|other| (other, &other.zone, &subnet.zone)) {
                // A subnet is in its own zone, whichever that is.
                Some((other, _, _)) if other.id == subnet.id => edge = Some(other),
                Some((other, Known::Is(one), Known::Is(own))) if one == own => {
                    edge = edge.or(Some(other))
                }
                Some((_, Known::Is(_), Known::Is(_))) => {}
                Some((_, Known::Unknown(unknown), _) | (_, _, Known::Unknown(unknown))) => {
                    missing = Some(unknown)
                }
                None => missing = id.unknown().or(missing),
            }
        }
        let Some(edge) = edge else {
            let decision = match missing {
                Some(unknown) => Decision::depends(unknown),
                None => Decision::drops(Code::TgwRouteAzRestriction),
            };
            let is_dropped = matches!(decision, Decision::Drops(..));
            flow.push(phase, component, header, decision);
            if is_dropped {
                return self.dropped(flow).map(|flow| (flow, attachment)).into_iter().collect();
            }
            self.end(flow);
            return Vec::new();
        };
        let Some(flow) = self.carries(flow, attachment, at) else { return Vec::new() };
        let past = self.acl(flow, edge, Direction::In, (phase, header));
        past.into_iter().map(|flow| (flow, attachment)).collect()
    }

    /// # Source
    /// AWS CloudFormation Template Reference, `AWS::EC2::TransitGatewayAttachment` `Options`: IPv6
    /// has to be switched on.
    fn carries(
        &mut self,
        flow: Flow<'n>,
        attachment: &TransitAttachment,
        At { gateway, phase, header }: At<'n>,
    ) -> Option<Flow<'n>> {
        let component = at_gateway(gateway);
        if flow.cell.on(header.destination).is_subset(&Family::Ipv4.everything()) {
            return Some(flow);
        }
        let carries = is_so(&attachment.carries_ipv6);
        self.require(flow, (phase, component, header), carries, Code::AddressFamilyRestriction)
    }

    /// Splits by the routes of the attachment's table: longest prefix first, a static route before
    /// a learned one.
    fn transit_lookup(
        &self,
        flow: &Flow<'n>,
        attachment: &'n TransitAttachment,
        At { gateway, header, .. }: At<'n>,
        wants: Wants<'_>,
    ) -> Vec<(Cell, Way<'n>)> {
        let everything = RangeSet::range(0, u128::MAX);
        let whole = |way| vec![(flow.cell.clone(), way)];
        let table = match &attachment.association {
            None => match &gateway.beyond {
                Some(unknown) => return whole(Way::Depends(missing_fact(unknown))),
                None => return whole(Way::Nowhere),
            },
            Some(Known::Unknown(unknown)) => return whole(Way::Depends(missing_fact(unknown))),
            Some(Known::Is(id)) => id,
        };
        let described = gateway.tables.iter().find(|described| described.id == *table);
        // Of several with one id the first one counts, as everywhere.
        let attachments: BTreeMap<&Id, &'n TransitAttachment> = gateway
            .attachments
            .iter()
            .rev()
            .map(|attachment| (&attachment.id, attachment))
            .collect();
        let mut ways: Vec<(u8, u8, RangeSet, Way<'n>)> = Vec::new();
        for (to, target, _) in described.map_or(&[][..], |table| &table.routes) {
            let way = match target {
                None => Way::Blackhole,
                Some(Known::Unknown(unknown)) => Way::Depends(missing_fact(unknown)),
                Some(Known::Is(id)) => match attachments.get(id).copied() {
                    Some(attachment) => {
                        attachment.vpc.unknown().map_or(Way::To(attachment), depends)
                    }
                    None => gateway.beyond.as_ref().map_or(Way::Nowhere, depends),
                },
            };
            match to {
                Known::Is(Destination::Block(block, len)) => {
                    ways.push((u8::MAX - len, 0, block.clone(), way))
                }
                Known::Is(_) => {}
                Known::Unknown(unknown) => {
                    let way = Way::Open(missing_fact(unknown));
                    ways.push((0, 0, everything.clone(), way));
                }
            }
        }
        // Longest prefix first; of two equal ones the static route, which has the lower rank.
        ways.extend(self.learned(gateway, table));
        ways.extend(self.learned_unknown(wants, gateway, table));
        ways.sort_by_key(|(len, rank, ..)| (*len, *rank));
        let mut rest = Some(flow.cell.clone());
        let mut parts = Vec::new();
        for (_, _, block, way) in ways {
            let Some(cell) = rest.take() else { break };
            rest = cell.without(header.destination, &block);
            parts.extend(cell.within(header.destination, &block).map(|cell| (cell, way)));
        }
        let otherwise = gateway.beyond.as_ref().map_or(Way::Nowhere, depends);
        parts.extend(rest.map(|cell| (cell, otherwise)));
        parts
    }

    /// The routes for blocks that are not known which a table learns: something in such a VPC has
    /// an address in one of them, and addresses that were named may.
    fn learned_unknown(
        &self,
        wants: Wants<'_>,
        gateway: &'n TransitGateway,
        table: &Id,
    ) -> Vec<(u8, u8, RangeSet, Way<'n>)> {
        let described = gateway.tables.iter().find(|described| described.id == *table);
        // A static route may be for a part of the block, or for all of it.
        let has_longer = described.is_some_and(|table| table.routes.iter().any(may_be_longer));
        let mut ways = Vec::new();
        for other in &gateway.attachments {
            let is_learned = other.propagations.iter().any(|to| to.value() == Some(table));
            let Some(vpc) = other.vpc.value().filter(|_| is_learned) else { continue };
            for family in [Family::Ipv4, Family::Ipv6] {
                let Some(unknown) = self.prepared.unknown_block(vpc, family) else { continue };
                let is_named = matches!(wants, Wants::Outside { by_address: true });
                let way = match wants.vpc() == Some(vpc) {
                    true if !has_longer => Way::To(other),
                    false if !is_named => continue,
                    _ => Way::Open(missing_fact(unknown)),
                };
                ways.push((0, 0, family.everything(), way));
            }
        }
        ways
    }

    /// The routes that a table learns from the attachments that propagate into it: the blocks of
    /// their VPCs.
    ///
    /// # Source
    /// Amazon VPC Transit Gateways guide, "Transit gateway attachments to a VPC": of VPCs with the
    /// same block only the one that was attached first is in the table.
    fn learned(&self, gateway: &'n TransitGateway, table: &Id) -> Vec<(u8, u8, RangeSet, Way<'n>)> {
        let mut ways: Vec<(u8, u8, RangeSet, Way<'n>)> = Vec::new();
        for other in &gateway.attachments {
            let is_learned = other.propagations.iter().any(|to| to.value() == Some(table));
            let unknown =
                if is_learned { None } else { other.propagations.iter().find_map(Known::unknown) };
            let blocks = match &other.vpc {
                _ if !is_learned && unknown.is_none() => continue,
                Known::Is(vpc) => self.prepared.local_blocks(vpc),
                // Whose blocks the table learns is not known, and so neither is where anything
                // goes.
                Known::Unknown(unknown) => {
                    ways.push((0, 0, RangeSet::range(0, u128::MAX), depends(unknown)));
                    continue;
                }
            };
            for block in blocks {
                match ways.iter_mut().find(|(_, rank, learned, _)| *rank == 1 && learned == block) {
                    Some((.., way)) => {
                        let what = format!(
                            "which of the VPCs with the same block is attached to `{}` first",
                            gateway.id
                        );
                        *way = depends(&Unknown { what, span: other.span });
                    }
                    None => {
                        let way = unknown.map_or(Way::To(other), depends);
                        ways.push((u8::MAX - prefix_len(block), 1, block.clone(), way));
                    }
                }
            }
        }
        ways
    }
}

fn depends<'n>(unknown: &Unknown) -> Way<'n> {
    Way::Depends(missing_fact(unknown))
}

/// Whether a route may be for a part of a VPC's block or for all of it.
///
/// # Source
/// Amazon VPC User Guide, "VPC CIDR blocks": a VPC has IPv4 blocks from /16 to /28.
fn may_be_longer((to, ..): &(Known<Destination>, Option<Known<Id>>, Span)) -> bool {
    match to {
        Known::Is(Destination::Block(block, len)) => {
            *len >= 16 || !block.is_subset(&Family::Ipv4.everything())
        }
        Known::Is(_) => false,
        Known::Unknown(_) => true,
    }
}

/// Whether an attachment may use this or that table of a gateway that has some described: what one
/// of them has, the other may lack.
fn may_use_other_tables(gateway: &TransitGateway, attachment: &TransitAttachment) -> bool {
    !gateway.tables.is_empty() && matches!(attachment.association, Some(Known::Unknown(_)))
}

/// Whether inbound rules beyond the gateway see whose packets they are.
fn names(from: &TransitAttachment, to: &TransitAttachment) -> Names {
    match (&from.references_groups, &to.references_groups) {
        (Known::Is(false), _) | (_, Known::Is(false)) => Names::Lost,
        (Known::Unknown(unknown), _) | (_, Known::Unknown(unknown)) => {
            Names::Depends(missing_fact(unknown))
        }
        (Known::Is(true), Known::Is(true)) => Names::Preserved,
    }
}

/// The positions of an attachment's subnets.
pub(crate) fn picks(attachment: &TransitAttachment) -> RangeSet {
    match u128::try_from(attachment.subnets.len()).unwrap_or_default().checked_sub(1) {
        Some(last) => RangeSet::range(0, last),
        None => RangeSet::empty(),
    }
}

/// The length of the prefix of a block, 0 to 32 for IPv4 and 0 to 128 for IPv6.
fn prefix_len(block: &RangeSet) -> u8 {
    let n_bits = if block.is_subset(&Family::Ipv4.everything()) { 32 } else { 128 };
    let size = block.first().zip(block.last()).map_or(0, |(first, last)| last - first);
    let n_host_bits = size.checked_add(1).map_or(128, |size| size.max(1).ilog2());
    u8::try_from(n_bits - n_host_bits.min(n_bits)).unwrap_or_default()
}
