//! The way there, hop by hop: what the next component has to be, and whether what is named decides
//! so.

use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::{Family, link_local};
use netloom_network::sets::traffic::{TCP, Traffic};
use netloom_network::{AclChoice, Id, Known, NatGateway, Network, Peer, Route, Subnet, Vpc};
use netloom_question::{
    End, Header, InterfaceAt, LegEnd, Prepared, Query, Wants, answered, choices, listable,
    near_resolver, unlisted,
};

use crate::Component;
use crate::filters::{Far, Match};
use crate::gateways::policy;
use crate::replay::{ReplayError, demand, everything, replay_error};
use crate::routes::{Leads, leads, target};
use crate::{DecidedBy, PathHop, ProofPath};

/// Whether packets go on after a hop.
pub(crate) type Goes = Result<bool, ReplayError>;

/// What sends at the moment, and what is to receive.
#[derive(Clone, Copy)]
pub(crate) enum CheckedEnd<'n> {
    Inside(InterfaceAt<'n>),
    /// Something in a subnet, beyond what covers its groups.
    Unnamed,
    Nat(&'n NatGateway),
    Outside,
    Service(&'n str),
}

impl<'n> CheckedEnd<'n> {
    pub(crate) fn far(self) -> Far<'n> {
        match self {
            Self::Inside(place) => match place.interface.filter(|_| !place.may_have_any_group()) {
                Some(interface) => Far::Inside(interface),
                None => Far::Anything(place.subnet),
            },
            Self::Unnamed => Far::Unnamed,
            Self::Nat(_) | Self::Outside => Far::Outside,
            Self::Service(name) => Far::Service(name),
        }
    }
}

pub(crate) struct Replay<'n, 'c> {
    pub(crate) prepared: &'n Prepared,
    pub(crate) course: &'c ProofPath,
    /// Whether packets are to arrive, so that everything on the way has to pass them for certain.
    pub(crate) is_reachable: bool,
    pub(crate) next: usize,
    pub(crate) header: Header,
    /// What the further axes range over.
    pub(crate) domains: Vec<RangeSet>,
    pub(crate) legs: Vec<(Header, LegEnd<'n>, LegEnd<'n>)>,
    pub(crate) passed: Vec<&'n Id>,
    /// Whose outbound rule named the group of the receiver.
    pub(crate) named: Option<InterfaceAt<'n>>,
    /// The services of which it is decided that the destination is none of their addresses.
    pub(crate) not_of: Vec<&'n str>,
    /// Whether the destination was named by its addresses.
    pub(crate) names_addresses: bool,
}

impl<'n, 'c> Replay<'n, 'c> {
    pub(crate) fn new(prepared: &'n Prepared, course: &'c ProofPath, is_reachable: bool) -> Self {
        let header = Header::FIRST;
        Self {
            prepared,
            course,
            is_reachable,
            next: 0,
            header,
            domains: Vec::new(),
            legs: Vec::new(),
            passed: Vec::new(),
            named: None,
            not_of: Vec::new(),
            names_addresses: false,
        }
    }

    pub(crate) fn network(&self) -> &'n Network {
        &self.prepared.network
    }

    /// The packets that the course accounts for: what cannot be picked needs no account.
    pub(crate) fn covered(&self) -> Vec<RangeSet> {
        let sets = self.course.packets.iter().enumerate().take(Header::N_AXES + self.domains.len());
        sets.map(|(axis, set)| {
            match axis.checked_sub(Header::N_AXES).and_then(|further| self.domains.get(further)) {
                Some(domain) => set.union(&everything().difference(domain)),
                None => set.clone(),
            }
        })
        .collect()
    }

    pub(crate) fn add_axis(&mut self, domain: RangeSet) -> Result<usize, ReplayError> {
        self.domains.push(domain);
        let axis = Header::N_AXES + self.domains.len() - 1;
        demand(self.course.packets.len() > axis, "a value that is picked on the way is missing")?;
        Ok(axis)
    }

    pub(crate) fn hop(
        &mut self,
        at: &Component,
        is_reply: bool,
    ) -> Result<&'c PathHop, ReplayError> {
        let Some(step) = self.course.hops.get(self.next) else {
            return replay_error(format!("no hop at {at}"));
        };
        demand(
            step.at == *at && step.is_reply == is_reply,
            &format!("`{}` where `{at}` comes next", step.at),
        )?;
        self.next += 1;
        Ok(step)
    }

    /// A hop where nothing is named: packets go on if `passes`, and are dropped if `drops`; neither
    /// is not known.
    pub(crate) fn natural(&mut self, at: &Component, passes: bool, drops: bool) -> Goes {
        self.natural_on(at, false, passes, drops)
    }

    pub(crate) fn natural_on(
        &mut self,
        at: &Component,
        is_reply: bool,
        passes: bool,
        drops: bool,
    ) -> Goes {
        let step = self.hop(at, is_reply)?;
        demand(step.by == DecidedBy::Builtin, &format!("what decides at {at}"))?;
        demand(
            if step.passes { passes && !drops } else { drops },
            &format!("what happens at {at}"),
        )?;
        Ok(step.passes)
    }

    /// All addresses of a course are of one family, until NAT64 translates them.
    pub(crate) fn is_ipv6(&self) -> bool {
        self.course.on(self.header.destination).is_disjoint(&Family::Ipv4.everything())
    }

    /// The outbound rules of the sender once more, where those that name a group do not count.
    pub(crate) fn unnamed(&mut self, from: CheckedEnd<'n>) -> Goes {
        match (self.named, from) {
            (Some(place), CheckedEnd::Inside(_)) => self.groups(place, true, Far::Unnamed),
            _ => Ok(true),
        }
    }

    pub(crate) fn forward(&mut self, query: &Query<'n>) -> Goes {
        let is_of = |family: Family| {
            [0, 1].iter().all(|axis| self.course.on(*axis).is_subset(&family.everything()))
        };
        demand(is_of(Family::Ipv4) || is_of(Family::Ipv6), "addresses of both families")?;
        // Addresses that were named may be the VPC's own, which hosts on the internet are not.
        self.names_addresses = matches!(query.to, End::Elsewhere(_));
        self.not_of.extend(query.excepts.iter().map(String::as_str));
        if self
            .course
            .hops
            .first()
            .is_some_and(|first| matches!(first.at, Component::LoadBalancer { .. }))
        {
            return self.by_balancer(query);
        }
        if let End::Resolver(subnet, _) = &query.to {
            return self.reaches_resolver(query, subnet);
        }
        if let End::Inside(from, _) = &query.from
            && let Some(goes) = self.asks_resolver(*from)?
        {
            return Ok(goes);
        }
        let beside = link_local().difference(&near_resolver());
        if let (End::Inside(from, _), true) = (&query.from, self.course.on(1).is_subset(&beside)) {
            return self.beside(*from);
        }
        demand(self.course.on(1).is_disjoint(&beside), "addresses that certificates do not cover")?;
        // Names come before everything else: which address a service has decides where packets go.
        let mut to = match &query.to {
            End::Inside(place, _) => CheckedEnd::Inside(*place),
            End::Internet(_) | End::Elsewhere(_) | End::Resolver(..) => CheckedEnd::Outside,
            End::Service(name) => CheckedEnd::Service(name),
        };
        match &query.from {
            End::Inside(from, _) => {
                if let CheckedEnd::Service(name) = to {
                    match self.resolve(*from, name)? {
                        Some(found) => to = found,
                        None => return Ok(false),
                    }
                }
                if !self.groups(*from, true, to.far())? {
                    return Ok(false);
                }
                match to {
                    CheckedEnd::Inside(place) if place.subnet.id == from.subnet.id => {
                        self.arrive(place, CheckedEnd::Inside(*from))
                    }
                    _ => self.leave(from.subnet, CheckedEnd::Inside(*from), to),
                }
            }
            End::Internet(_) => match to {
                CheckedEnd::Inside(place) => self.come_from_internet(place, CheckedEnd::Outside),
                _ => replay_error("a query that does not touch the network"),
            },
            End::Elsewhere(_) => match to {
                CheckedEnd::Inside(place) => self.come_from_elsewhere(place),
                _ => replay_error("a query that does not touch the network"),
            },
            End::Service(_) | End::Resolver(..) => {
                replay_error("a beginning that certificates do not cover")
            }
        }
    }

    /// The metadata service and the clock, which nothing filters.
    ///
    /// # Source
    /// Amazon EC2 User Guide, "Instance metadata" and "Amazon Time Sync Service".
    fn beside(&mut self, from: InterfaceAt<'n>) -> Goes {
        let is = |axis: usize, value: u32| self.course.on(axis) == RangeSet::single(value.into());
        let first = Header::FIRST;
        let is_at = |last: u8| is(first.destination, u32::from_be_bytes([169, 254, 169, last]));
        let has = |protocol: u32, port: u32| {
            is(first.protocol, protocol) && is(first.destination_port, port)
        };
        let is_licence = (is_at(250) || is_at(251)) && has(6, 1688);
        let is_known = (is_at(254) && has(6, 80)) || (is_at(123) && has(17, 123)) || is_licence;
        demand(is_known, "addresses that certificates do not cover")?;
        let at = Component::GroupsOut { of: from.into() };
        let step = self.hop(&at, false)?;
        demand(step.by == DecidedBy::Unfiltered && step.passes, &format!("what decides at {at}"))?;
        Ok(true)
    }

    pub(crate) fn groups(&mut self, place: InterfaceAt<'n>, is_out: bool, who: Far<'_>) -> Goes {
        let at = match is_out {
            true => Component::GroupsOut { of: place.into() },
            false => Component::GroupsIn { of: place.into() },
        };
        let step = self.hop(&at, false)?;
        demand(
            !self.is_ipv6() || place.has_ipv6().value().is_some(),
            "whether something has an IPv6 address",
        )?;
        if is_out {
            self.named = None;
        }
        // Anything launched could have groups that admit it, so that no rule has to be named.
        let Some(interface) = place.interface.filter(|_| !place.may_have_any_group()) else {
            demand(
                step.by == DecidedBy::Unfiltered && step.passes,
                &format!("what decides at {at}"),
            )?;
            return Ok(true);
        };
        demand(
            !is_out || interface.sends_by_own_address == Known::Is(true),
            "whose addresses something sends from",
        )?;
        let far = if is_out { self.header.destination } else { self.header.source };
        let rules_of = |id: &Id| {
            let group = self.network().security_groups.get(id)?;
            Some((group, if is_out { &group.egress } else { &group.ingress }))
        };
        match (&step.by, step.passes) {
            (DecidedBy::Rule { group, index }, true) => {
                let own = interface
                    .groups
                    .iter()
                    .filter_map(Known::value)
                    .find(|id| id.as_str() == group);
                let rule = own.and_then(rules_of).and_then(|(_, rules)| rules.get(*index));
                let Some(rule) = rule else {
                    return replay_error(format!("a rule that {at} does not have"));
                };
                let matched = self.course.meets_rule(self.network(), self.header, rule, (far, who));
                demand(matched == Match::All, &format!("the rule at {at} does not admit it"))?;
                if is_out && matches!(rule.peer, Known::Is(Peer::Group(_))) {
                    self.named = Some(place);
                }
                Ok(true)
            }
            // That no rule admits it needs all groups and all of their rules.
            (DecidedBy::Nothing, false) => {
                for group in &interface.groups {
                    let Some((group, rules)) = group.value().and_then(rules_of) else {
                        return replay_error("an unknown group");
                    };
                    demand(group.beyond.is_none(), "a group with rules that are not known")?;
                    for rule in rules {
                        let matched =
                            self.course.meets_rule(self.network(), self.header, rule, (far, who));
                        demand(
                            matched == Match::None,
                            &format!("rule `{}` may admit it", rule.name),
                        )?;
                    }
                }
                Ok(false)
            }
            _ => replay_error(format!("what decides at {at}")),
        }
    }

    pub(crate) fn acl(
        &mut self,
        subnet: &'n Subnet,
        is_out: bool,
        header: Header,
        is_reply: bool,
    ) -> Goes {
        let at = match is_out {
            true => Component::AclOut { subnet: subnet.id.clone() },
            false => Component::AclIn { subnet: subnet.id.clone() },
        };
        let step = self.hop(&at, is_reply)?;
        let acl = match &subnet.network_acl {
            AclChoice::Associated(id, _) => self.network().network_acls.get(id),
            AclChoice::Default => None,
            AclChoice::Unknown(_) => return replay_error(format!("whose entries count at {at}")),
        };
        let Some(acl) = acl else {
            demand(
                step.by == DecidedBy::DefaultAcl && step.passes,
                &format!("what decides at {at}"),
            )?;
            return Ok(true);
        };
        demand(acl.beyond.is_none(), "an ACL with entries that are not known")?;
        let far = if is_out { header.destination } else { header.source };
        let decides = match &step.by {
            DecidedBy::Entry(index) => Some(acl.entries.get(*index))
                .filter(|entry| entry.is_some())
                .ok_or(ReplayError(at.to_string()))?,
            DecidedBy::Nothing => None,
            _ => return replay_error(format!("what decides at {at}")),
        };
        // The named entry decides if none before it matches any of the packets.
        let number = decides.map(|entry| entry.number.value().copied());
        for entry in acl.entries.iter().filter(|entry| entry.is_egress == is_out) {
            let is_it = decides.is_some_and(|decides| std::ptr::eq(decides, entry));
            let Some(own) = entry.number.value() else {
                return replay_error("an entry without a number");
            };
            let comes_first =
                number.is_none_or(|number| number.is_none_or(|number| *own <= number));
            if !is_it && comes_first {
                let matched = self.course.meets_entry(header, entry, far);
                demand(
                    matched == Match::None,
                    &format!("entry `{}` comes first at {at}", entry.name),
                )?;
            }
        }
        let Some(entry) = decides else {
            demand(!step.passes, &format!("nothing admits it at {at}"))?;
            return Ok(false);
        };
        let matched = self.course.meets_entry(header, entry, far);
        let decides = entry.is_egress == is_out
            && matched == Match::All
            && entry.allows.value() == Some(&step.passes);
        demand(decides, &format!("entry `{}` does not decide so at {at}", entry.name))?;
        Ok(step.passes)
    }

    pub(crate) fn vpc(&self, subnet: &Subnet) -> Option<&'n Vpc> {
        self.network().vpcs.get(&subnet.vpc)
    }

    pub(crate) fn leave(
        &mut self,
        subnet: &'n Subnet,
        from: CheckedEnd<'n>,
        to: CheckedEnd<'n>,
    ) -> Goes {
        if !self.acl(subnet, true, self.header, false)? {
            return Ok(false);
        }
        let at = Component::RouteTable { subnet: subnet.id.clone() };
        let step = self.hop(&at, false)?;
        let addresses = self.course.on(self.header.destination);
        let wants = match to {
            CheckedEnd::Service(name) => Wants::Service(name),
            CheckedEnd::Inside(place) => Wants::Inside(&place.subnet.vpc),
            CheckedEnd::Outside | CheckedEnd::Nat(_) | CheckedEnd::Unnamed => {
                Wants::Outside { by_address: self.names_addresses }
            }
        };
        let is_open = matches!(to, CheckedEnd::Outside) && step.by != DecidedBy::Local;
        let leads = match if is_open { self.list_of(subnet, &addresses)? } else { None } {
            Some((index, route)) => target(route).filter(|_| step.by == DecidedBy::Route(index)),
            None => leads(self.prepared, subnet, &addresses, wants, &step.by),
        };
        let Some(leads) = leads else {
            return replay_error(format!("not what {at} say"));
        };
        demand(
            step.passes != matches!(leads, Leads::Nowhere),
            &format!("what happens by the {at}"),
        )?;
        match leads {
            Leads::Nowhere => Ok(false),
            Leads::Inside => match to {
                CheckedEnd::Inside(place) if place.subnet.vpc == subnet.vpc => {
                    self.enter(LegEnd::Subnet(subnet), place, from)
                }
                // The address is the VPC's, and nothing that is asked about has it.
                _ => {
                    let step = self.hop(&at, false)?;
                    demand(
                        step.by == DecidedBy::Local && !step.passes,
                        &format!("what happens by the {at}"),
                    )?;
                    Ok(false)
                }
            },
            Leads::Learned(id) => self.out_to_site(subnet, id, to),
            Leads::To(target) => self.out_by(subnet, target, (from, to)),
        }
    }

    /// The route of the service in whose list the addresses are: picked on the way, where the list
    /// is not told.
    fn list_of(
        &mut self,
        subnet: &'n Subnet,
        addresses: &RangeSet,
    ) -> Result<Option<(usize, &'n Route)>, ReplayError> {
        let Ok(Some(table)) = self.prepared.table_of(subnet) else { return Ok(None) };
        let mut lists = unlisted(self.prepared, table);
        lists.retain(|(service, ..)| !self.not_of.contains(service));
        let public = listable(self.network());
        let protocols = self.course.on(self.header.protocol);
        if lists.is_empty() || addresses.is_disjoint(&public) || protocols.is_disjoint(&answered())
        {
            return Ok(None);
        }
        let is_sure = addresses.is_subset(&public) && protocols.is_subset(&answered());
        demand(is_sure, "packets of which some may be for a list")?;
        let axis = self.add_axis(choices(lists.len()))?;
        let picked = self.course.on(axis);
        if picked == RangeSet::single(0) {
            self.not_of.extend(lists.iter().map(|(service, ..)| *service));
            return Ok(None);
        }
        let mut numbered = (1_u128..).zip(&lists);
        let found = numbered.find(|(number, _)| picked == RangeSet::single(*number));
        found.map_or_else(
            || replay_error("a list that cannot be picked"),
            |(_, (_, index, route))| Ok(Some((*index, *route))),
        )
    }

    pub(crate) fn enter(
        &mut self,
        from: LegEnd<'n>,
        place: InterfaceAt<'n>,
        sender: CheckedEnd<'n>,
    ) -> Goes {
        self.legs.push((self.header, from, LegEnd::Subnet(place.subnet)));
        let is_same = matches!(from, LegEnd::Subnet(subnet) if subnet.id == place.subnet.id);
        if !is_same && !self.acl(place.subnet, false, self.header, false)? {
            return Ok(false);
        }
        self.arrive(place, sender)
    }

    pub(crate) fn arrive(&mut self, place: InterfaceAt<'n>, sender: CheckedEnd<'n>) -> Goes {
        if !self.groups(place, false, sender.far())? {
            return Ok(false);
        }
        if let Some(listens) = place.interface.and_then(|interface| interface.listens.as_ref())
            && !self.accepted(place, listens.value().map(Vec::as_slice))?
        {
            return Ok(false);
        }
        let Some(endpoint) = place.endpoint else { return Ok(true) };
        let protocols = self.course.on(self.header.protocol);
        let tcp = RangeSet::single(TCP);
        let at = Component::InterfaceEndpoint { endpoint: endpoint.id.clone() };
        let (denies, admits) = policy(endpoint);
        let passes = admits && protocols.is_subset(&tcp);
        self.natural(&at, passes, denies || protocols.is_disjoint(&tcp))
    }
}

impl<'n> Replay<'n, '_> {
    /// Whether a load balancer accepts the packets, by a listener or of itself: one of these that
    /// accepts all of them, or none that accepts any.
    ///
    /// # Source
    /// Elastic Load Balancing User Guide, "How Elastic Load Balancing works".
    fn accepted(&mut self, place: InterfaceAt<'n>, listens: Option<&[Traffic]>) -> Goes {
        let Some(listens) = listens else { return replay_error("what a load balancer listens to") };
        let protocols = self.course.on(self.header.protocol);
        let ports = self.course.on(self.header.destination_port);
        let has =
            |own: &Traffic| protocols.is_subset(&own.protocols) && ports.is_subset(&own.ports);
        let has_none =
            |own: &Traffic| protocols.is_disjoint(&own.protocols) || ports.is_disjoint(&own.ports);
        let passes = listens.iter().any(has);
        let drops = listens.iter().all(has_none);
        self.natural(&Component::Listeners { of: place.into() }, passes, drops)
    }
}
