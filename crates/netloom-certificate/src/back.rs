//! The way back. Security groups and gateways remember whom they let through; route tables and ACLs
//! remember nothing.

use netloom_network::Target;
use netloom_network::sets::RangeSet;
use netloom_network::sets::traffic::{
    ECHO_REPLY, ECHO_REPLY_V6, ECHO_REQUEST, ECHO_REQUEST_V6, ICMP, ICMPV6,
};
use netloom_question::{Header, LegEnd, Wants};

use crate::Component;
use crate::firewalls::is_at;
use crate::replay::{ReplayError, demand};
use crate::routes::{Leads, leads};
use crate::walk::{Goes, Replay};

impl Replay<'_, '_> {
    /// The stretches of the way from the last to the first, each by its own routes and past each
    /// ACL again.
    pub(crate) fn back(&mut self) -> Goes {
        let (icmp, types) = (
            self.course.on(Header::FIRST.protocol),
            self.course.on(Header::FIRST.destination_port),
        );
        let is = |set: &RangeSet, number: u128| *set == RangeSet::single(number);
        let answer = if is(&icmp, ICMP) && is(&types, ECHO_REQUEST) {
            Some(ECHO_REPLY)
        } else if is(&icmp, ICMPV6) && is(&types, ECHO_REQUEST_V6) {
            Some(ECHO_REPLY_V6)
        } else {
            None
        };
        if answer.is_none() && (is(&icmp, ICMP) || is(&icmp, ICMPV6)) {
            return Ok(true);
        }
        for (number, (there, from, to)) in self.legs.clone().into_iter().enumerate().rev() {
            let from = self.begun_at(number).unwrap_or(from);
            if matches!((from, to), (LegEnd::Subnet(from), LegEnd::Subnet(to)) if from.id == to.id)
            {
                continue;
            }
            let (source_port, destination_port) = match answer {
                Some(answer) => (there.source_port, self.add_axis(RangeSet::single(answer))?),
                None => (there.destination_port, there.source_port),
            };
            let (source, destination) = (there.destination, there.source);
            let header = Header { source, destination, source_port, destination_port, ..there };
            if let LegEnd::Firewall(firewall, _, home) = to
                && !self.inspected_back((firewall, home), header)?
            {
                return Ok(false);
            }
            if let LegEnd::Subnet(subnet) | LegEnd::Firewall(_, _, subnet) = to {
                if !self.acl(subnet, true, header, true)? {
                    return Ok(false);
                }
                // Answers to Global Accelerator go back by its interface in the subnet.
                if from == LegEnd::Accelerator {
                    continue;
                }
                let step = self.hop(&Component::RouteTable { subnet: subnet.id.clone() }, true)?;
                let client = self.client_of(number);
                let addresses = self.course.on(header.destination);
                let found =
                    leads(self.prepared, subnet, &addresses, Wants::Answer(client), &step.by);
                let is_way = match (found, from) {
                    (Some(Leads::Inside), LegEnd::Subnet(client)) => client.vpc == subnet.vpc,
                    (Some(Leads::To(Target::InternetGateway(id))), LegEnd::Internet(gateway)) => {
                        *id == gateway.id
                    }
                    (
                        Some(Leads::To(Target::VpnGateway(id)) | Leads::Learned(id)),
                        LegEnd::Vpn(gateway),
                    ) => *id == gateway.id,
                    (Some(Leads::To(Target::Peering(id))), LegEnd::Peering(peering)) => {
                        *id == peering.id
                    }
                    (Some(Leads::To(Target::TransitGateway(id))), LegEnd::Transit(gateway)) => {
                        *id == gateway.id
                    }
                    (Some(Leads::To(Target::Firewall(id, picked))), from) => {
                        is_at(from, (id, picked))
                    }
                    _ => false,
                };
                demand(
                    step.passes && is_way,
                    &format!("the answer does not come back from {}", subnet.id),
                )?;
            }
            self.comes_back_in((from, to), &self.course.on(header.destination))?;
            if let (LegEnd::Transit(gateway), LegEnd::Subnet(server)) = (from, to) {
                self.back_by_transit(server, gateway, header)?;
            }
            let goes = match (from, to) {
                (LegEnd::Subnet(subnet), LegEnd::Transit(gateway)) => {
                    self.back_from_transit(subnet, gateway, header)?
                }
                (LegEnd::Subnet(subnet) | LegEnd::Firewall(_, _, subnet), _) => {
                    self.acl(subnet, false, header, true)?
                }
                _ => true,
            };
            if !goes {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// In by a gateway: by the endpoint of the firewall that the packets went by, or by none.
    fn comes_back_in(
        &self,
        (from, to): (LegEnd<'_>, LegEnd<'_>),
        addresses: &RangeSet,
    ) -> Result<(), ReplayError> {
        let edge = match to {
            LegEnd::Subnet(_) | LegEnd::Firewall(..) => return Ok(()),
            LegEnd::Internet(gateway) => self.at_the_edge(&gateway.id, addresses)?,
            LegEnd::Vpn(gateway) => self.at_the_edge(&gateway.id, addresses)?,
            _ => None,
        };
        let is_symmetric = match edge {
            Some(picked) => is_at(from, picked),
            None => !matches!(from, LegEnd::Firewall(..)),
        };
        demand(is_symmetric, "an answer that a firewall sees in one direction only")
    }
}
