//! The way back: the same stretches in the other direction, by each end's own routes and past each
//! ACL again.
//!
//! Security groups and gateways remember whom they let through, so they do not ask again; route
//! tables and ACLs remember nothing.
//!
//! # Source
//! Amazon VPC User Guide, "Security group connection tracking" and "Network ACLs", ephemeral ports.

use super::Code;
use super::departure::Engine;
use super::filters::Direction;
use super::flow::{Decision, Flow, Leg, PathComponent, Phase};
use super::routes::Next;
use netloom_network::{Subnet, Target};
use netloom_question::{Header, LegEnd, Wants, is_unanswered};

impl<'n> Engine<'n> {
    pub(super) fn reply(&self, flow: Flow<'n>, out: &mut Vec<Flow<'n>>) {
        let first = Header::FIRST;
        if is_unanswered(&flow.cell.on(first.protocol), &flow.cell.on(first.destination_port)) {
            return self.end(flow, out);
        }
        let legs = flow.legs.clone();
        let mut flows = vec![flow];
        for leg in legs.iter().rev() {
            let mut next = Vec::with_capacity(flows.len());
            for flow in flows {
                self.back(flow, leg, &mut next, out);
            }
            flows = next;
        }
        for flow in flows {
            self.end(flow, out);
        }
    }

    fn back(
        &self,
        mut flow: Flow<'n>,
        leg: &Leg<'n>,
        next: &mut Vec<Flow<'n>>,
        out: &mut Vec<Flow<'n>>,
    ) {
        if let (LegEnd::Subnet(from), LegEnd::Subnet(to)) = (leg.from, leg.to)
            && from.id == to.id
        {
            return next.push(flow);
        }
        if matches!(leg.from, LegEnd::Beyond) {
            return next.push(flow);
        }
        let header = leg.header.reply(&mut flow.cell);
        let left = match leg.to {
            LegEnd::Subnet(subnet) => self.leave_back(flow, subnet, leg.from, header, out),
            _ => vec![flow],
        };
        for flow in left {
            match leg.from {
                LegEnd::Transit(gateway) => {
                    let client =
                        flow.legs.iter().find_map(|earlier| match (earlier.from, earlier.to) {
                            (LegEnd::Subnet(client), LegEnd::Transit(_)) => Some(client),
                            _ => None,
                        });
                    if let LegEnd::Subnet(server) = leg.to {
                        next.extend(self.back_by_transit(
                            flow,
                            server,
                            gateway,
                            (header, client),
                            out,
                        ));
                    }
                }
                LegEnd::Subnet(subnet) => match leg.to {
                    LegEnd::Transit(gateway) => {
                        next.extend(self.back_from_transit(flow, subnet, gateway, header, out));
                    }
                    _ => next.extend(self.acl(
                        flow,
                        subnet,
                        Direction::In,
                        (Phase::Reply, header),
                        out,
                    )),
                },
                _ => next.push(flow),
            }
        }
    }

    fn leave_back(
        &self,
        flow: Flow<'n>,
        subnet: &'n Subnet,
        back_to: LegEnd<'n>,
        header: Header,
        out: &mut Vec<Flow<'n>>,
    ) -> Vec<Flow<'n>> {
        let mut passed = Vec::new();
        for flow in self.acl(flow, subnet, Direction::Out, (Phase::Reply, header), out) {
            // No route decides.
            if matches!(back_to, LegEnd::Accelerator) {
                passed.push(flow);
                continue;
            }
            let client =
                if let LegEnd::Subnet(client) = back_to { Some(&client.vpc) } else { None };
            let (table, parts) = self.lookup(&flow, subnet, header, Wants::Answer(client));
            for (cell, next) in parts {
                let mut flow = flow.with_cell(cell);
                self.presume_no_other_route(&mut flow, PathComponent::Table(subnet, table), &next);
                let decision = match (&next, next.rule()) {
                    (Next::Depends(missing), _) => Decision::Depends(std::rc::Rc::clone(missing)),
                    (Next::Blackhole(_), rule) => Decision::Drops(Code::BadStateRoute, rule),
                    (_, None) => Decision::Drops(Code::NoRouteToDestination, None),
                    (next, Some(rule)) if leads_back(next, back_to, subnet) => {
                        Decision::Passes(rule)
                    }
                    (_, rule) => Decision::Drops(Code::AsymmetricReply, rule),
                };
                let is_dropped = matches!(decision, Decision::Drops(..));
                flow.push(Phase::Reply, PathComponent::Table(subnet, table), header, decision);
                if is_dropped {
                    passed.extend(self.dropped(flow, out))
                } else {
                    passed.push(flow)
                };
            }
        }
        passed
    }
}

fn leads_back(next: &Next<'_>, to: LegEnd<'_>, from: &Subnet) -> bool {
    match (next, to) {
        (Next::Local, LegEnd::Subnet(subnet)) => subnet.vpc == from.vpc,
        (Next::To(Target::InternetGateway(id), _), LegEnd::Internet(gateway)) => *id == gateway.id,
        // It came in by an internet gateway of which it is not known whether the VPC has it.
        (Next::To(Target::InternetGateway(_), _), LegEnd::Stateful) => true,
        (Next::To(Target::VpnGateway(id), _), LegEnd::Vpn(gateway)) => *id == gateway.id,
        (Next::Learned(learned), LegEnd::Vpn(gateway)) => learned.id == gateway.id,
        (Next::To(Target::Peering(id), _), LegEnd::Peering(peering)) => *id == peering.id,
        (Next::To(Target::TransitGateway(id), _), LegEnd::Transit(gateway)) => *id == gateway.id,
        _ => false,
    }
}
