//! The way into a subnet, and the end of the way there.

use super::Code;
use super::departure::Engine;
use super::filters::{Direction, doubt};
use super::flow::{Flow, LegEnd, Phase, Place, Premise, Rule, Ruling, Station};
use netloom_network::sets::addresses::Family;
use netloom_network::sets::traffic::TCP;
use netloom_network::sets::{Guard, RangeSet};
use netloom_network::{Known, PublicAddress, Unknown};

impl<'n> Engine<'n> {
    /// Into the subnet of a place and to it.
    pub(super) fn enter(&self, mut flow: Flow<'n>, from: LegEnd<'n>, to: Place<'n>, out: &mut Vec<Flow<'n>>) {
        self.leg(&mut flow, from, LegEnd::Subnet(to.subnet));
        if matches!(from, LegEnd::Subnet(subnet) if subnet.id == to.subnet.id) {
            return self.arrive(flow, to, out);
        }
        let header = flow.header;
        for flow in self.acl(flow, to.subnet, Direction::In, (Phase::Forward, header), out) {
            self.arrive(flow, to, out);
        }
    }

    /// To the interface.
    pub(super) fn arrive(&self, flow: Flow<'n>, to: Place<'n>, out: &mut Vec<Flow<'n>>) {
        let flow = self.has_its_address(flow, to, Station::GroupsIn(to));
        for flow in self.groups(flow, to, Direction::In, out) {
            for mut flow in self.at_endpoint(flow, to, out) {
                flow.has_arrived = true;
                self.reply(flow, out);
            }
        }
    }

    /// Where nobody said whether a place has an IPv6 address, what becomes of its packets depends on it.
    pub(super) fn has_its_address(&self, mut flow: Flow<'n>, place: Place<'n>, station: Station<'n>) -> Flow<'n> {
        let header = flow.header;
        let is_ipv4 = flow.cell.on(header.destination).is_subset(&Family::Ipv4.everything());
        if let (false, Known::Unknown(unknown)) = (is_ipv4, place.has_ipv6()) {
            flow.push(Phase::Forward, station, header, Ruling::Depends(doubt(unknown)));
        }
        flow
    }

    /// # Source
    /// AWS PrivateLink guide, "Access an AWS service using an interface VPC endpoint": TCP only.
    fn at_endpoint(&self, flow: Flow<'n>, to: Place<'n>, out: &mut Vec<Flow<'n>>) -> Vec<Flow<'n>> {
        let Some(endpoint) = to.endpoint else { return vec![flow] };
        let station = Station::InterfaceEndpoint(endpoint);
        let Some(flow) = self.admitted(flow, station, endpoint, out) else { return Vec::new() };
        let guard = Guard::new(vec![(flow.header.protocol, RangeSet::single(TCP))]);
        let mut passed: Vec<_> = self.by_nature(flow, station, &guard, Code::ProtocolRestriction, out);
        for flow in &mut passed {
            flow.presume(Premise::EndpointPolicy(endpoint));
        }
        passed
    }

    /// Splits at a station whose nature it is to pass what is within the guard and to drop the rest.
    pub(super) fn by_nature(
        &self,
        flow: Flow<'n>,
        station: Station<'n>,
        guard: &Guard,
        code: Code,
        out: &mut Vec<Flow<'n>>,
    ) -> Vec<Flow<'n>> {
        let header = flow.header;
        let mut passed = self.drop_outside(flow, station, guard, code, out);
        for flow in passed.iter_mut().filter(|flow| flow.cell.is_within(guard)) {
            flow.push(Phase::Forward, station, header, Ruling::Passes(Rule::Nature));
        }
        passed
    }

    /// Drops what is outside the guard; what is within goes on to the next question that the station asks.
    pub(super) fn drop_outside(
        &self,
        flow: Flow<'n>,
        station: Station<'n>,
        guard: &Guard,
        code: Code,
        out: &mut Vec<Flow<'n>>,
    ) -> Vec<Flow<'n>> {
        let header = flow.header;
        let (inside, outside) = flow.cell.split(guard);
        let mut passed = Vec::new();
        for cell in outside {
            let mut dropped = flow.with_cell(cell);
            dropped.push(Phase::Forward, station, header, Ruling::Drops(code, Some(Rule::Nature)));
            passed.extend(self.dropped(dropped, out));
        }
        passed.extend(inside.map(|cell| Flow { cell, ..flow }));
        passed
    }

    /// Whether a place has a public IPv4 address; `Err` with what is missing to tell.
    ///
    /// # Source
    /// Amazon VPC User Guide, "IP addressing": the interface's own setting, else the subnet's.
    pub(super) fn has_public_address(&self, place: Place<'n>) -> Result<bool, &'n Unknown> {
        let by_subnet = || match &place.subnet.maps_public_addresses {
            Known::Is(maps) => Ok(*maps),
            Known::Unknown(unknown) => Err(unknown),
        };
        let Some(interface) = place.interface else { return by_subnet() };
        match &interface.public {
            PublicAddress::None => Ok(false),
            PublicAddress::AtLaunch | PublicAddress::Elastic(_) => Ok(true),
            PublicAddress::SubnetDecides => by_subnet(),
            PublicAddress::Unknown(unknown) => Err(unknown),
        }
    }
}
