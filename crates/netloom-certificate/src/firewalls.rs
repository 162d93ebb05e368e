//! Firewalls on the way: where their endpoints stand, whether they pass packets, and the route
//! tables of gateways that lead to them.

use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::Family;
use netloom_network::{Destination, Firewall, FirewallKind, Id, Inspection, Known, Subnet, Target};
use netloom_question::{Header, InterfaceAt, LegEnd};

use crate::Component;
use crate::replay::{ReplayError, demand, replay_error};
use crate::walk::{CheckedEnd, Goes, Replay};

/// An endpoint as a route names it.
pub(crate) type Picked<'n> = (&'n Id, &'n str);

impl<'n> Replay<'n, '_> {
    /// Through an endpoint: past the ACL of its subnet, the inspection, and on by the table of the
    /// subnet. That it may pass is enough to go on where nothing may arrive.
    ///
    /// # Source
    /// AWS Network Firewall Developer Guide, "How AWS Network Firewall works" and "Firewall
    /// components"; Amazon VPC User Guide, "Security group rules".
    pub(crate) fn by_firewall(
        &mut self,
        from: LegEnd<'n>,
        (id, picked): Picked<'n>,
        near: &'n Subnet,
        (sender, to): (CheckedEnd<'n>, CheckedEnd<'n>),
    ) -> Goes {
        let Some(firewall) = self.network().firewalls.get(id) else {
            return replay_error("a firewall that is not there");
        };
        // Packets that come back to an endpoint that they passed go round for ever.
        let same = self.legs.iter().find_map(|(_, _, to)| match to {
            LegEnd::Firewall(own, by, home) if own.id == *id && *by == picked => Some(*home),
            _ => None,
        });
        if let Some(home) = same {
            return self.natural(
                &Component::Firewall { firewall: id.clone(), subnet: Some(home.id.clone()) },
                false,
                true,
            );
        }
        let home = self.home_of(firewall)?;
        let inside = if let CheckedEnd::Inside(place) = to { Some(place) } else { None };
        let access = (near.public_access.value(), home.public_access.value());
        let is_followed = near.id != home.id
            && near.vpc == home.vpc
            && inside.is_none_or(|place: InterfaceAt<'_>| place.subnet.id != home.id)
            && access.0.is_some()
            && access.0 == access.1
            && !matches!(from, LegEnd::Accelerator);
        demand(is_followed, "what a firewall does in its own subnet or elsewhere")?;
        self.legs.push((self.header, from, LegEnd::Firewall(firewall, picked, home)));
        if !self.acl(home, false, self.header, false)? {
            return Ok(false);
        }
        let mut sender = sender;
        if inside.is_some() {
            if !self.unnamed(sender)? {
                return Ok(false);
            }
            if matches!(sender, CheckedEnd::Inside(_)) {
                sender = CheckedEnd::Unnamed;
            }
        }
        let is_ipv4 = self.course.on(self.header.destination).is_subset(&Family::Ipv4.everything());
        // That it may pass proves nothing of what has to arrive.
        let (passes, drops) = match self.ruled(firewall, self.header)? {
            Some(Inspection::Drops) => (false, true),
            Some(Inspection::Passes) if is_ipv4 => (true, false),
            Some(Inspection::Passes) | None => (!self.is_reachable, false),
        };
        if !self.natural(
            &Component::Firewall { firewall: id.clone(), subnet: Some(home.id.clone()) },
            passes,
            drops,
        )? {
            return Ok(false);
        }
        let is_near = inside.is_some_and(|place| place.subnet.vpc == home.vpc);
        demand(
            firewall.kind == FirewallKind::NetworkFirewall || is_near,
            "what appliances send out by themselves",
        )?;
        self.leave(home, sender, to)
    }

    /// What a firewall does with the packets: by the first rule that is for all of them, where none
    /// before it is for some. `None` where that is not known.
    fn ruled(
        &self,
        firewall: &Firewall,
        header: Header,
    ) -> Result<Option<Inspection>, ReplayError> {
        let on = |axis: usize| self.course.on(axis);
        for rule in &firewall.rules {
            for (protocols, source_ports, destination_ports) in rule.parts() {
                let asked = [
                    (on(header.source), &rule.sources),
                    (on(header.destination), &rule.destinations),
                    (on(header.protocol), &protocols),
                    (on(header.source_port), &source_ports),
                    (on(header.destination_port), &destination_ports),
                ];
                if asked.iter().all(|(own, of_rule)| own.is_subset(of_rule)) {
                    return Ok(Some(rule.does));
                }
                let is_apart = asked.iter().any(|(own, of_rule)| own.is_disjoint(of_rule));
                demand(is_apart, "packets of which a rule of a firewall is for some")?;
            }
        }
        Ok(firewall.inspection.value().copied())
    }

    /// An answer at the endpoint of a firewall, for which its rules are as for any packet.
    pub(crate) fn inspected_back(
        &mut self,
        (firewall, home): (&Firewall, &Subnet),
        header: Header,
    ) -> Goes {
        if firewall.rules.is_empty() {
            return Ok(true);
        }
        let does = self.ruled(firewall, header)?;
        let at =
            Component::Firewall { firewall: firewall.id.clone(), subnet: Some(home.id.clone()) };
        let (passes, drops) = (does == Some(Inspection::Passes), does == Some(Inspection::Drops));
        self.natural_on(&at, true, passes, drops)
    }

    /// The subnet of the endpoint: the only one, or whichever is picked.
    fn home_of(&mut self, firewall: &'n Firewall) -> Result<&'n Subnet, ReplayError> {
        let home = match firewall.subnets.as_slice() {
            [home] => Some(home),
            several => {
                let axis = self.add_axis(firewall.positions())?;
                let picked = self.course.on(axis);
                let mut numbered = several.iter().zip(0_u128..);
                numbered.find(|(_, n)| picked == RangeSet::single(*n)).map(|(home, _)| home)
            }
        };
        let home = home.and_then(Known::value).and_then(|id| self.network().subnets.get(id));
        home.map_or_else(|| replay_error("where a firewall stands"), Ok)
    }

    /// The endpoint to which the table of a gateway sends what comes in; `None` if it goes straight
    /// to the receiver.
    ///
    /// # Source
    /// Amazon VPC User Guide, "Gateway route tables".
    pub(crate) fn at_the_edge(
        &self,
        gateway: &Id,
        addresses: &RangeSet,
    ) -> Result<Option<Picked<'n>>, ReplayError> {
        let mut tables =
            self.network().route_tables.values().filter(|table| table.edges.contains(gateway));
        let Some(table) = tables.next() else { return Ok(None) };
        demand(tables.next().is_none() && table.beyond.is_none(), "which table a gateway has")?;
        let mut longest: Option<(u8, &RangeSet, &'n Known<Target>, bool)> = None;
        for route in &table.routes {
            let Known::Is(Destination::Block(block, len)) = &route.destination else {
                return replay_error("what a route of a gateway's table is for");
            };
            let meets = !addresses.is_disjoint(block);
            if meets && longest.is_none_or(|(best, ..)| *len > best) {
                longest = Some((*len, block, &route.target, route.is_blackhole));
            }
        }
        let Some((_, block, target, is_blackhole)) = longest else { return Ok(None) };
        demand(addresses.is_subset(block), "packets of which some go by another route")?;
        match target {
            Known::Is(Target::Local) if !is_blackhole => Ok(None),
            Known::Is(Target::Firewall(id, picked)) if !is_blackhole => Ok(Some((id, picked))),
            _ => replay_error("what is behind a route of a gateway's own table"),
        }
    }

    /// Into the VPC of a place by a gateway.
    pub(crate) fn past_the_edge(
        &mut self,
        gateway: &Id,
        from: LegEnd<'n>,
        place: InterfaceAt<'n>,
        sender: CheckedEnd<'n>,
    ) -> Goes {
        let addresses = self.course.on(self.header.destination);
        match self.at_the_edge(gateway, &addresses)? {
            None => self.enter(from, place, sender),
            Some(picked) => {
                self.by_firewall(from, picked, place.subnet, (sender, CheckedEnd::Inside(place)))
            }
        }
    }

    /// Whether a firewall passes what is for a peer: no proof that it does.
    ///
    /// # Source
    /// AWS Network Firewall Developer Guide, "Unsupported architectures".
    pub(crate) fn may_go_on_to_a_peer(&mut self, subnet: &Subnet) -> Goes {
        match self.legs.last() {
            Some((_, _, LegEnd::Firewall(firewall, _, home))) if home.id == subnet.id => {
                let at = Component::Firewall {
                    firewall: firewall.id.clone(),
                    subnet: Some(home.id.clone()),
                };
                self.natural(&at, !self.is_reachable, false)
            }
            _ => Ok(true),
        }
    }

    /// Where a stretch begins: at the endpoint of a firewall at which the one before it ended.
    pub(crate) fn begun_at(&self, number: usize) -> Option<LegEnd<'n>> {
        let (_, from, _) = self.legs.get(number)?;
        let before = number.checked_sub(1).and_then(|before| self.legs.get(before));
        match (from, before) {
            (LegEnd::Subnet(subnet), Some((_, _, at @ LegEnd::Firewall(_, _, home))))
                if home.id == subnet.id =>
            {
                Some(*at)
            }
            _ => Some(*from),
        }
    }

    /// The VPC of the client at the beginning of a stretch, firewalls on the way left out.
    pub(crate) fn client_of(&self, number: usize) -> Option<&'n Id> {
        let begun = (0..=number).rev().filter_map(|number| self.begun_at(number));
        match begun.into_iter().find(|from| !matches!(from, LegEnd::Firewall(..)))? {
            LegEnd::Subnet(client) => Some(&client.vpc),
            _ => None,
        }
    }
}

/// Whether a stretch begins at the endpoint that a route names.
pub(crate) fn is_at(at: LegEnd<'_>, (id, picked): (&Id, &str)) -> bool {
    matches!(at, LegEnd::Firewall(own, by, _) if own.id == *id && by == picked)
}
