//! Transit gateways.

use crate::engine::Code;
use crate::engine::departure::Engine;
use crate::engine::filters::doubt;
use crate::engine::flow::{Flow, LegEnd, Phase, Place, Premise, Rule, Ruling, Station, Who};
use crate::network::{Destination, Id, Known, Subnet, TransitAttachment, TransitGateway, TransitTable, Unknown};
use crate::sets::{Cell, RangeSet};

/// Where a table of a transit gateway leads.
enum Way<'n> {
    To(&'n Id),
    Blackhole,
    Nowhere,
    Depends(&'n Unknown),
}

impl<'n> Engine<'n> {
    /// # Source
    /// Amazon VPC Transit Gateways guide, "Transit gateway attachments to a VPC" and "Route tables": a zone is served when the
    /// attachment has a subnet there; the association says which table routes, propagation fills it.
    pub(in crate::engine) fn by_transit(
        &self,
        mut flow: Flow<'n>,
        subnet: &'n Subnet,
        gateway: &'n TransitGateway,
        out: &mut Vec<Flow<'n>>,
    ) {
        let station = Station::TransitGateway(gateway);
        self.leg(&mut flow, LegEnd::Subnet(subnet), LegEnd::Transit(gateway));
        let Some((flow, attachment)) = self.attached_to_transit(flow, subnet, gateway, Phase::Forward, out) else {
            return;
        };
        let (parts, _) = self.transit_lookup(&flow, attachment, gateway, flow.header.destination);
        for (cell, way) in parts {
            let mut flow = flow.with_cell(cell);
            let header = flow.header;
            match way {
                Way::To(vpc) => match flow.destination {
                    Who::Inside(to) if to.subnet.vpc == *vpc => {
                        flow.push(Phase::Forward, station, header, Ruling::Passes(Rule::Nature));
                        self.enter(flow, LegEnd::Transit(gateway), to, out);
                    }
                    _ => self.drop_at(flow, station, Code::NoPossibleDestination, out),
                },
                Way::Blackhole => self.drop_at(flow, station, Code::TgwRtbBadStateRoute, out),
                Way::Depends(_) if matches!(flow.destination, Who::Outside | Who::Service(_)) => {
                    flow.push(Phase::Forward, station, header, Ruling::Passes(Rule::Nature));
                    flow.presume(Premise::BeyondTransit(gateway));
                    flow.has_arrived = true;
                    self.reply(flow, out);
                }
                Way::Depends(unknown) => self.depends(flow, station, unknown, out),
                Way::Nowhere => self.drop_at(flow, station, Code::TgwRtbNoRouteToTgwAttachment, out),
            }
        }
    }

    fn drop_at(&self, mut flow: Flow<'n>, station: Station<'n>, code: Code, out: &mut Vec<Flow<'n>>) {
        let header = flow.header;
        flow.push(Phase::Forward, station, header, Ruling::Drops(code, Some(Rule::Nature)));
        self.end(flow, out);
    }

    /// In from networks that are not described.
    pub(in crate::engine) fn come_by_transit(
        &self,
        mut flow: Flow<'n>,
        gateway: &'n TransitGateway,
        to: Place<'n>,
        out: &mut Vec<Flow<'n>>,
    ) {
        let header = flow.header;
        flow.push(Phase::Forward, Station::TransitGateway(gateway), header, Ruling::Passes(Rule::Nature));
        flow.presume(Premise::BeyondTransit(gateway));
        self.enter(flow, LegEnd::Transit(gateway), to, out);
    }

    /// The way back from a subnet by a transit gateway, to whom it came from.
    pub(in crate::engine) fn back_by_transit(
        &self,
        flow: Flow<'n>,
        subnet: &'n Subnet,
        gateway: &'n TransitGateway,
        (header, client): (crate::engine::Header, Option<&'n Subnet>),
        out: &mut Vec<Flow<'n>>,
    ) -> Vec<Flow<'n>> {
        let attached = self.attached_to_transit_at(flow, subnet, gateway, (Phase::Reply, header), out);
        let Some((flow, attachment)) = attached else { return Vec::new() };
        let (parts, _) = self.transit_lookup(&flow, attachment, gateway, header.destination);
        let mut passed = Vec::new();
        for (cell, way) in parts {
            let mut flow = flow.with_cell(cell);
            let ruling = match way {
                Way::To(vpc) if client.is_some_and(|client| client.vpc == *vpc) => Ruling::Passes(Rule::Nature),
                Way::To(_) => Ruling::Drops(Code::AsymmetricReply, Some(Rule::Nature)),
                Way::Depends(_) if client.is_none() => Ruling::Passes(Rule::Nature),
                Way::Depends(unknown) => Ruling::Depends(doubt(unknown)),
                Way::Blackhole => Ruling::Drops(Code::TgwRtbBadStateRoute, Some(Rule::Nature)),
                Way::Nowhere => Ruling::Drops(Code::TgwRtbNoRouteToTgwAttachment, Some(Rule::Nature)),
            };
            let is_dropped = matches!(ruling, Ruling::Drops(..));
            flow.push(Phase::Reply, Station::TransitGateway(gateway), header, ruling);
            if is_dropped {
                passed.extend(self.dropped(flow, out))
            } else {
                passed.push(flow)
            };
        }
        passed
    }

    fn attached_to_transit(
        &self,
        flow: Flow<'n>,
        subnet: &'n Subnet,
        gateway: &'n TransitGateway,
        phase: Phase,
        out: &mut Vec<Flow<'n>>,
    ) -> Option<(Flow<'n>, &'n TransitAttachment)> {
        let header = flow.header;
        self.attached_to_transit_at(flow, subnet, gateway, (phase, header), out)
    }

    fn attached_to_transit_at(
        &self,
        mut flow: Flow<'n>,
        subnet: &'n Subnet,
        gateway: &'n TransitGateway,
        (phase, header): (Phase, crate::engine::Header),
        out: &mut Vec<Flow<'n>>,
    ) -> Option<(Flow<'n>, &'n TransitAttachment)> {
        let station = Station::TransitGateway(gateway);
        let attachment = gateway.attachments.iter().find(|attachment| attachment.vpc.value() == Some(&subnet.vpc));
        let Some(attachment) = attachment else {
            let missing = gateway.attachments.iter().find_map(|attachment| attachment.vpc.unknown());
            let ruling = match missing.or(gateway.beyond.as_ref()) {
                Some(unknown) => Ruling::Depends(doubt(unknown)),
                None => Ruling::Drops(Code::BadStateAttachment, Some(Rule::Nature)),
            };
            flow.push(phase, station, header, ruling);
            self.end(flow, out);
            return None;
        };
        let mut serves = false;
        let mut missing = None;
        for id in &attachment.subnets {
            let other = id.value().and_then(|id| self.network().subnets.get(id));
            match other.map(|other| (&other.zone, &subnet.zone)) {
                Some((Known::Is(one), Known::Is(other))) => serves |= one == other,
                Some((Known::Unknown(unknown), _) | (_, Known::Unknown(unknown))) => missing = Some(unknown),
                None => missing = id.unknown().or(missing),
            }
        }
        if serves {
            return Some((flow, attachment));
        }
        let ruling = match missing {
            Some(unknown) => Ruling::Depends(doubt(unknown)),
            None => Ruling::Drops(Code::TgwRouteAzRestriction, Some(Rule::Nature)),
        };
        let is_dropped = matches!(ruling, Ruling::Drops(..));
        flow.push(phase, station, header, ruling);
        let flow = if is_dropped { self.dropped(flow, out) } else { Some(flow) };
        flow.map(|flow| (flow, attachment))
    }

    /// Splits by the routes of the attachment's table: longest prefix first, a static route before a learned one.
    fn transit_lookup(
        &self,
        flow: &Flow<'n>,
        attachment: &'n TransitAttachment,
        gateway: &'n TransitGateway,
        destination: crate::sets::Axis,
    ) -> (Vec<(Cell, Way<'n>)>, Option<&'n TransitTable>) {
        let everything = RangeSet::range(0, u128::MAX);
        let whole = |way| (vec![(flow.cell.clone(), way)], None);
        let table = match &attachment.association {
            None => match &gateway.beyond {
                Some(unknown) => return whole(Way::Depends(unknown)),
                None => return whole(Way::Nowhere),
            },
            Some(Known::Unknown(unknown)) => return whole(Way::Depends(unknown)),
            Some(Known::Is(id)) => id,
        };
        let described = gateway.tables.iter().find(|described| described.id == *table);
        let mut ways: Vec<(u8, u8, RangeSet, Way<'n>)> = Vec::new();
        for (to, target, _) in described.map_or(&[][..], |table| &table.routes) {
            let way = match target {
                None => Way::Blackhole,
                Some(Known::Unknown(unknown)) => Way::Depends(unknown),
                Some(Known::Is(id)) => match gateway.attachments.iter().find(|attachment| attachment.id == *id) {
                    Some(attachment) => attachment.vpc.value().map_or(Way::Nowhere, Way::To),
                    None => gateway.beyond.as_ref().map_or(Way::Nowhere, Way::Depends),
                },
            };
            match to {
                Known::Is(Destination::Block(block, len)) => ways.push((u8::MAX - len, 0, block.clone(), way)),
                Known::Is(_) => {}
                Known::Unknown(unknown) => ways.push((0, 0, everything.clone(), Way::Depends(unknown))),
            }
        }
        for other in
            gateway.attachments.iter().filter(|other| other.propagations.iter().any(|to| to.value() == Some(table)))
        {
            let Some(vpc) = other.vpc.value() else { continue };
            for block in self.prepared.local_blocks(vpc) {
                let n_bits = block.len().max(1).ilog2();
                ways.push((
                    u8::MAX - u8::try_from(32_u32.saturating_sub(n_bits)).unwrap_or(0),
                    1,
                    block.clone(),
                    Way::To(vpc),
                ));
            }
        }
        ways.sort_by_key(|(len, rank, ..)| (*len, *rank));
        let mut rest = Some(flow.cell.clone());
        let mut parts = Vec::new();
        for (_, _, block, way) in ways {
            let Some(cell) = rest.take() else { break };
            rest = cell.without(destination, &block);
            parts.extend(cell.within(destination, &block).map(|cell| (cell, way)));
        }
        let otherwise = gateway.beyond.as_ref().map_or(Way::Nowhere, Way::Depends);
        parts.extend(rest.map(|cell| (cell, otherwise)));
        (parts, described)
    }
}
