//! Central egress: out to the internet through another VPC, to which a transit gateway hands what is
//! for addresses outside of it.

use super::transit::at_gateway;
use crate::engine::Code;
use crate::engine::Walk;
use crate::engine::flow::{Decision, Flow, HeaderEnd, PathComponent, Phase};
use crate::engine::routes::Next;
use netloom_network::sets::addresses::Family;
use netloom_network::sets::{Cell, Guard};
use netloom_network::{
    Known, NatGateway, RouteTable, Subnet, Target, TransitAttachment, TransitGateway, Unknown,
};
use netloom_question::{LegEnd, answered, listable, unlisted};

/// Where a transit gateway hands packets to: which gateway, and by which attachment.
type Handed<'n> = (&'n TransitGateway, &'n TransitAttachment);

impl<'n> Walk<'n> {
    /// Whether it is followed what a VPC does with packets for the internet that a transit gateway
    /// hands to it: every subnet in which they may enter it is known.
    pub(super) fn is_followed_through(
        &self,
        flow: &Flow<'n>,
        attachment: &TransitAttachment,
        from: &Subnet,
    ) -> bool {
        let is_there = |subnet: &Known<_>| {
            let subnet = subnet.value().and_then(|id| self.network().subnets.get(id));
            subnet.is_some_and(|subnet| attachment.vpc.value() == Some(&subnet.vpc))
        };
        matches!(flow.destination, HeaderEnd::Outside | HeaderEnd::Service(_))
            && attachment.vpc.value().is_some_and(|vpc| *vpc != from.vpc)
            && attachment.subnets.iter().all(is_there)
    }

    /// On by the table of the subnet in which the transit gateway enters the VPC.
    ///
    /// # Source
    /// Amazon VPC Transit Gateways guide, "Example: Centralized outbound routing to the internet".
    pub(super) fn through_attachment(
        &mut self,
        mut flow: Flow<'n>,
        (gateway, attachment): Handed<'n>,
    ) {
        let (component, header) = (at_gateway(gateway), flow.header);
        flow.pass(component);
        for (flow, edge) in self.picked(flow, attachment) {
            let edge = match edge {
                Ok(edge) => edge,
                Err(unknown) => {
                    self.depends(flow, component, unknown);
                    continue;
                }
            };
            let (table, parts) = self.lookup(&flow, edge, header, flow.wants());
            for (cell, next) in parts {
                let flow = flow.with_cell(cell);
                self.through_by(flow, (gateway, attachment), (edge, table), next);
            }
        }
    }

    /// By a route to a NAT gateway; other ways are not followed, and neither is what the table may
    /// send to the endpoint of a service.
    fn through_by(
        &mut self,
        mut flow: Flow<'n>,
        handed: Handed<'n>,
        (edge, table): (&'n Subnet, Option<&'n RouteTable>),
        next: Next<'n>,
    ) {
        let (at, header) = (PathComponent::Table(edge, table), flow.header);
        self.presume_no_other_route(&mut flow, at, &next);
        let nat = match &next {
            Next::To(Target::NatGateway(id), _) => self.network().nat_gateways.get(id),
            Next::Local | Next::NoRoute | Next::Blackhole(_) => {
                let decision = Decision::Drops(Code::NoRouteToDestination, next.rule());
                flow.push(Phase::Forward, at, header, decision);
                if let Some(flow) = self.dropped(flow) {
                    self.end(flow);
                }
                return;
            }
            _ => None,
        };
        // What goes another way may arrive all the same: it depends on something that is not
        // followed, and is not dropped.
        let open = not_followed(handed.1);
        let component = at_gateway(handed.0);
        let zonal = |nat: &&NatGateway| nat.subnet.is_some();
        let (Some(nat), Some(rule)) = (nat.filter(zonal), next.rule()) else {
            return self.depends(flow, component, &open);
        };
        let (followed, others) = self.parts_for_nat(&flow, table);
        for cell in others {
            self.depends(flow.with_cell(cell), component, &open);
        }
        for cell in followed {
            let mut flow = flow.with_cell(cell);
            flow.push(Phase::Forward, at, header, Decision::Passes(rule));
            self.by_nat(flow, (LegEnd::Transit(handed.0), edge), nat);
        }
    }

    /// The packets that a table sends to a NAT gateway for certain, and those that it may send to
    /// the endpoint of a service, or that the gateway would have to translate to IPv4.
    fn parts_for_nat(
        &self,
        flow: &Flow<'n>,
        table: Option<&'n RouteTable>,
    ) -> (Vec<Cell>, Vec<Cell>) {
        let header = flow.header;
        let ipv4 = Family::Ipv4.everything();
        let mut others: Vec<Cell> =
            flow.cell.without(header.destination, &ipv4).into_iter().collect();
        let Some(cell) = flow.cell.within(header.destination, &ipv4) else {
            return (Vec::new(), others);
        };
        let mut lists = table.map(|table| unlisted(self.prepared, table)).unwrap_or_default();
        lists.retain(|(service, ..)| !flow.not_of.contains(service));
        if lists.is_empty() || !matches!(flow.destination, HeaderEnd::Outside) {
            return (vec![cell], others);
        }
        let listed = Guard::new(vec![
            (header.destination, listable(self.network())),
            (header.protocol, answered()),
        ]);
        let (doubtful, followed) = cell.split(&listed);
        others.extend(doubtful);
        (followed, others)
    }
}

/// What is open where packets for other addresses come to a VPC by a transit gateway.
pub(super) fn not_followed(attachment: &TransitAttachment) -> Unknown {
    let what = format!("what `{}` does with packets for addresses beyond its VPC", attachment.id);
    Unknown { what, span: attachment.span }
}
