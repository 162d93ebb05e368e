//! The way back: the same stretches in the other direction, by each end's own routes and past each
//! ACL again.
//!
//! Security groups and gateways remember whom they let through, so they do not ask again; route
//! tables and ACLs remember nothing. An answer that goes by a firewall by which the packet did not
//! come, or the other way round, is followed no further.
//!
//! # Source
//! Amazon VPC User Guide, "Security group connection tracking" and "Network ACLs", ephemeral ports.

use super::Code;
use super::Walk;
use super::components::firewall::Edge;
use super::filters::{Direction, missing_fact};
use super::flow::{Decision, Flow, Leg, PathComponent, Phase};
use super::routes::Next;
use netloom_network::{Firewall, Subnet, Target, Unknown};
use netloom_question::{Header, LegEnd, Wants, is_unanswered};

impl<'n> Walk<'n> {
    pub(super) fn reply(&mut self, flow: Flow<'n>) {
        let first = Header::FIRST;
        if is_unanswered(&flow.cell.on(first.protocol), &flow.cell.on(first.destination_port)) {
            return self.end(flow);
        }
        let legs = flow.legs.clone();
        let mut flows = vec![flow];
        for (number, leg) in legs.iter().enumerate().rev() {
            let client = client_of(&legs, number);
            let mut next = Vec::with_capacity(flows.len());
            for flow in flows {
                self.back(flow, (leg, client), &mut next);
            }
            flows = next;
        }
        for flow in flows {
            self.end(flow);
        }
    }

    fn back(
        &mut self,
        mut flow: Flow<'n>,
        (leg, client): (&Leg<'n>, Option<&'n Subnet>),
        next: &mut Vec<Flow<'n>>,
    ) {
        // Within a subnet nothing routes and no ACL filters, the answer neither.
        if let (LegEnd::Subnet(from), LegEnd::Subnet(to)) = (leg.from, leg.to)
            && from.id == to.id
        {
            return next.push(flow);
        }
        if matches!(leg.from, LegEnd::Beyond) {
            return next.push(flow);
        }
        // The answer has the header of this stretch, turned round: beyond a NAT gateway
        // it is for it.
        let header = leg.header.reply(&mut flow.cell);
        let left = match leg.to {
            LegEnd::Subnet(subnet) => self.leave_back(flow, (subnet, header), (leg.from, client)),
            LegEnd::Firewall(firewall, _, home) => {
                let passed = self.inspected_back(flow, (firewall, home), header);
                let mut left = Vec::new();
                for flow in passed {
                    left.extend(self.leave_back(flow, (home, header), (leg.from, client)));
                }
                left
            }
            _ => self.come_back_in(flow, leg, header),
        };
        for flow in left {
            match leg.from {
                LegEnd::Transit(gateway) => {
                    let client =
                        flow.legs.iter().find_map(|earlier| match (earlier.from, earlier.to) {
                            (
                                LegEnd::Subnet(client) | LegEnd::Firewall(_, _, client),
                                LegEnd::Transit(_),
                            ) => Some(client),
                            _ => None,
                        });
                    if let LegEnd::Subnet(server) = leg.to {
                        next.extend(self.back_by_transit(flow, server, gateway, (header, client)));
                    }
                }
                LegEnd::Subnet(subnet) | LegEnd::Firewall(_, _, subnet) => match leg.to {
                    LegEnd::Transit(gateway) => {
                        next.extend(self.back_from_transit(flow, subnet, gateway, header));
                    }
                    _ => next.extend(self.acl(flow, subnet, Direction::In, (Phase::Reply, header))),
                },
                _ => next.push(flow),
            }
        }
    }

    /// In by a gateway, by its own table if it has one.
    fn come_back_in(&mut self, flow: Flow<'n>, leg: &Leg<'n>, header: Header) -> Vec<Flow<'n>> {
        if !matches!(leg.from, LegEnd::Subnet(_) | LegEnd::Firewall(..)) {
            return vec![flow];
        }
        // Only gateways with a table of their own can send an answer another way than
        // the local one.
        let parts = match leg.to {
            LegEnd::Internet(gateway) => {
                self.at_the_edge(&flow.cell, &gateway.id, header.destination)
            }
            LegEnd::Vpn(gateway) => self.at_the_edge(&flow.cell, &gateway.id, header.destination),
            _ => vec![(flow.cell.clone(), Edge::Local)],
        };
        let mut passed = Vec::new();
        for (cell, edge) in parts {
            let mut flow = flow.with_cell(cell);
            match (edge, leg.from) {
                (Edge::Open(missing), LegEnd::Subnet(subnet) | LegEnd::Firewall(_, _, subnet)) => {
                    let component = PathComponent::Table(subnet, None);
                    flow.push(Phase::Reply, component, header, Decision::Depends(missing));
                    self.end(flow);
                }
                (Edge::Inspected((firewall, picked)), from) if !is_at(from, firewall, picked) => {
                    self.unseen(flow, header, firewall)
                }
                (Edge::Local, LegEnd::Firewall(firewall, ..)) => {
                    self.unseen(flow, header, firewall)
                }
                _ => passed.push(flow),
            }
        }
        passed
    }

    /// The firewall that sees an answer but did not see the packet, or the other way round.
    fn one_way_by(&self, next: &Next<'n>, back_to: LegEnd<'n>) -> Option<&'n Firewall> {
        match (next, back_to) {
            (Next::Depends(_) | Next::NoRoute | Next::Blackhole(_), _) => None,
            (Next::To(Target::Firewall(id, picked), _), _) => {
                let firewall = self.network().firewalls.get(id)?;
                (!is_at(back_to, firewall, picked)).then_some(firewall)
            }
            (_, LegEnd::Firewall(firewall, ..)) => Some(firewall),
            _ => None,
        }
    }

    fn leave_back(
        &mut self,
        flow: Flow<'n>,
        (subnet, header): (&'n Subnet, Header),
        (back_to, client): (LegEnd<'n>, Option<&'n Subnet>),
    ) -> Vec<Flow<'n>> {
        let mut passed = Vec::new();
        for flow in self.acl(flow, subnet, Direction::Out, (Phase::Reply, header)) {
            // No route decides.
            if matches!(back_to, LegEnd::Accelerator) {
                passed.push(flow);
                continue;
            }
            let client = client.map(|client| &client.vpc);
            let (table, parts) = self.lookup(&flow, subnet, header, Wants::Answer(client));
            for (cell, next) in parts {
                let mut flow = flow.with_cell(cell);
                self.presume_no_other_route(&mut flow, PathComponent::Table(subnet, table), &next);
                if let Some(firewall) = self.one_way_by(&next, back_to) {
                    self.unseen(flow, header, firewall);
                    continue;
                }
                if let Next::To(Target::Other(_), route) = &next {
                    let what = format!("what answers do behind route `{}`", route.name);
                    let missing = missing_fact(&Unknown { what, span: route.span });
                    let component = PathComponent::Other(route);
                    flow.push(Phase::Reply, component, header, Decision::Depends(missing));
                    self.end(flow);
                    continue;
                }
                let decision = match (&next, next.rule()) {
                    (Next::Depends(missing), _) => Decision::Depends(std::rc::Rc::clone(missing)),
                    (Next::Blackhole(_), rule) => Decision::Drops(Code::BadStateRoute, rule),
                    (_, None) => Decision::Drops(Code::NoRouteToDestination, None),
                    (next, Some(rule)) if leads_back(next, back_to, subnet) => {
                        Decision::Passes(rule)
                    }
                    (_, rule) => Decision::Drops(Code::AsymmetricReply, rule),
                };
                let at = (Phase::Reply, PathComponent::Table(subnet, table), header);
                passed.extend(self.judge(flow, at, decision));
            }
        }
        passed
    }
}

/// The subnet of the client at the beginning of a stretch, firewalls on the way left out; `None`
/// for one outside.
fn client_of<'n>(legs: &[Leg<'n>], number: usize) -> Option<&'n Subnet> {
    let earlier = legs.iter().take(number.saturating_add(1)).rev();
    let mut begun =
        earlier.map(|leg| leg.from).skip_while(|from| matches!(from, LegEnd::Firewall(..)));
    match begun.next() {
        Some(LegEnd::Subnet(client)) => Some(client),
        _ => None,
    }
}

fn is_at(at: LegEnd<'_>, firewall: &Firewall, picked: &str) -> bool {
    matches!(at, LegEnd::Firewall(own, by, _) if own.id == firewall.id && by == picked)
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
        (Next::To(Target::Firewall(id, picked), _), LegEnd::Firewall(firewall, by, _)) => {
            *id == firewall.id && picked == by
        }
        _ => false,
    }
}
