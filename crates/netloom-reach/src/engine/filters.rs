//! Security groups and network ACLs.

use std::rc::Rc;

use super::Code;
use super::Walk;
use super::flow::{
    Assumption, Decision, Flow, HeaderEnd, MissingFact, Names, PathComponent, Phase, Rule,
};
use netloom_network::sets::traffic::Traffic;
use netloom_network::sets::{Axis, Cell, Guard, RangeSet};
use netloom_network::{
    AclChoice, AclEntry, GroupRule, Known, NetworkAcl, Peer, SecurityGroup, Subnet, Unknown,
};
use netloom_question::{Header, InterfaceAt};

/// Which way a filter looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Direction {
    Out,
    In,
}

impl Direction {
    /// The axis of the other end's address.
    pub(super) fn far_address(self, header: Header) -> Axis {
        match self {
            Self::Out => header.destination,
            Self::In => header.source,
        }
    }
}

pub(super) fn missing_fact(unknown: &Unknown) -> MissingFact {
    Rc::new(unknown.clone())
}

/// How a rule sees the packets: what it asks of them, or what is missing to tell; `None` if it
/// cannot match.
pub(super) enum RuleMatch {
    Asks(Guard),
    /// It may match what is within the guard.
    May(Guard, MissingFact),
}

fn traffic_guard(header: Header, traffic: Option<&Traffic>) -> Vec<(Axis, RangeSet)> {
    traffic.map_or_else(Vec::new, |traffic| {
        vec![
            (header.protocol, traffic.protocols.clone()),
            (header.destination_port, traffic.ports.clone()),
        ]
    })
}

impl<'n> Walk<'n> {
    /// The security groups of a place: everything that a rule of any of them admits goes on.
    ///
    /// # Source
    /// Amazon VPC User Guide, "Security group rules": rules only allow, the rules of all groups are
    /// put together.
    pub(super) fn groups(
        &mut self,
        flow: Flow<'n>,
        place: InterfaceAt<'n>,
        direction: Direction,
    ) -> Vec<Flow<'n>> {
        let component = match direction {
            Direction::Out => PathComponent::GroupsOut(place),
            Direction::In => PathComponent::GroupsIn(place),
        };
        let header = flow.header;
        if place.may_have_any_group() {
            let mut flow = flow;
            flow.presume(Assumption::GroupsOfTheSubnet(place.subnet));
            flow.push(Phase::Forward, component, header, Decision::Passes(Rule::Unfiltered));
            return vec![flow];
        }
        let (far, names) = match direction {
            Direction::Out => (flow.destination, Names::Preserved),
            Direction::In => (flow.source, flow.names.clone()),
        };
        self.groups_for(flow, (place, direction, component), (far, &names))
    }

    /// The security groups of the sender once more, for what goes by something that does not tell
    /// them whom it is for.
    pub(super) fn groups_without_names(
        &mut self,
        flow: Flow<'n>,
        place: InterfaceAt<'n>,
    ) -> Vec<Flow<'n>> {
        let far = flow.destination;
        self.groups_for(
            flow,
            (place, Direction::Out, PathComponent::GroupsOut(place)),
            (far, &Names::Lost),
        )
    }

    fn groups_for(
        &mut self,
        flow: Flow<'n>,
        (place, direction, component): (InterfaceAt<'n>, Direction, PathComponent<'n>),
        (far, names): (HeaderEnd<'n>, &Names),
    ) -> Vec<Flow<'n>> {
        let header = flow.header;
        // Rules of all groups count together, in whatever order: groups only admit.
        let mut sights = Vec::new();
        let mut doubts = Vec::new();
        for group in place.interface.map_or(&[][..], |interface| &interface.groups) {
            match group {
                Known::Unknown(unknown) => doubts.push(unknown),
                Known::Is(id) => match self.network().security_groups.get(id) {
                    Some(group) => {
                        doubts.extend(group.beyond.as_ref());
                        let rules = if direction == Direction::Out {
                            &group.egress
                        } else {
                            &group.ingress
                        };
                        for rule in rules {
                            if let Some(rule_match) =
                                self.rule_match(group, rule, (far, names), direction, header)
                            {
                                sights.push((group, rule, rule_match));
                            }
                        }
                    }
                    None => doubts.extend(self.not_described()),
                },
            }
        }
        self.admit_any(flow, (place, direction, component), &sights, &doubts)
    }

    fn admit_any(
        &mut self,
        flow: Flow<'n>,
        (place, direction, component): (InterfaceAt<'n>, Direction, PathComponent<'n>),
        sights: &[(&'n SecurityGroup, &'n GroupRule, RuleMatch)],
        doubts: &[&Unknown],
    ) -> Vec<Flow<'n>> {
        let header = flow.header;
        let pass = |cell: Cell, decision: Decision<'n>| {
            let mut part = flow.with_cell(cell);
            part.push(Phase::Forward, component, header, decision);
            part
        };
        // One rule that admits all of it saves cutting it up.
        let whole = sights.iter().find_map(|(group, rule, rule_match)| match rule_match {
            RuleMatch::Asks(guard) if flow.cell.is_within(guard) => Some(Rule::Group(group, rule)),
            _ => None,
        });
        if let Some(rule) = whole {
            return vec![pass(flow.cell.clone(), Decision::Passes(rule))];
        }
        let mut passed = Vec::new();
        let mut rest = vec![flow.cell.clone()];
        for (group, rule, rule_match) in sights {
            if let RuleMatch::Asks(guard) = rule_match {
                rest = cut(rest, guard, |inside| {
                    passed.push(pass(inside, Decision::Passes(Rule::Group(group, rule))))
                });
            }
        }
        for (_, _, rule_match) in sights {
            if let RuleMatch::May(guard, missing_fact) = rule_match {
                rest = cut(rest, guard, |inside| {
                    passed.push(pass(inside, Decision::Depends(Rc::clone(missing_fact))))
                });
            }
        }
        for unknown in doubts.iter().take(1) {
            passed.extend(rest.drain(..).map(|cell| pass(cell, Decision::depends(unknown))));
        }
        for cell in rest {
            let code = self.mismatch(&flow, place, direction);
            let dropped = pass(cell, Decision::Drops(code, None));
            passed.extend(self.dropped(dropped));
        }
        passed
    }

    fn rule_match(
        &self,
        group: &'n SecurityGroup,
        rule: &'n GroupRule,
        (far, names): (HeaderEnd<'n>, &Names),
        direction: Direction,
        header: Header,
    ) -> Option<RuleMatch> {
        // What of the rule is not known is left out of the guard, which then holds all
        // it may admit.
        let mut guard = traffic_guard(header, rule.traffic.value());
        let mut missing = rule.traffic.unknown().map(missing_fact);
        match &rule.peer {
            Known::Unknown(unknown) => missing = Some(missing_fact(unknown)),
            Known::Is(Peer::Addresses(addresses)) => {
                guard.push((direction.far_address(header), addresses.clone()))
            }
            Known::Is(Peer::Group(id)) => {
                missing = missing.or(self.has_group(far, id)?);
                match names {
                    Names::Preserved => {}
                    Names::Lost => return None,
                    Names::Depends(missing_fact) => {
                        missing = missing.or_else(|| Some(Rc::clone(missing_fact)))
                    }
                }
            }
            Known::Is(Peer::PrefixList(id)) => match self.network().prefix_lists.get(id) {
                Some(list) => match (&list.entries, &list.service, far) {
                    (Known::Is(entries), _, _) => {
                        let all = RangeSet::from_ranges(
                            entries.iter().flat_map(|(block, _)| block.ranges().to_vec()),
                        );
                        guard.push((direction.far_address(header), all));
                    }
                    (Known::Unknown(_), Some(service), HeaderEnd::Service(name))
                        if service == name => {}
                    (Known::Unknown(_), Some(_), HeaderEnd::Service(_) | HeaderEnd::Inside(_)) => {
                        return None;
                    }
                    (Known::Unknown(unknown), _, _) => missing = Some(missing_fact(unknown)),
                },
                None => {
                    let what = format!("the entries of prefix list `{id}`");
                    missing = Some(Rc::new(Unknown { what, span: group.span }));
                }
            },
        }
        let guard = Guard::new(guard);
        Some(missing.map_or_else(
            || RuleMatch::Asks(guard.clone()),
            |missing| RuleMatch::May(guard.clone(), missing),
        ))
    }

    /// Whether the far end has the group: `None` no, `Some(None)` yes, `Some(Some(missing fact))`
    /// that depends.
    fn has_group(
        &self,
        far: HeaderEnd<'n>,
        id: &netloom_network::Id,
    ) -> Option<Option<MissingFact>> {
        let HeaderEnd::Inside(place) = far else { return None };
        let Some(interface) = place.interface.filter(|interface| !interface.may_have_any_group())
        else {
            let vpc = self.network().security_groups.get(id).and_then(|group| group.vpc.value());
            if vpc.is_some_and(|vpc| *vpc != place.subnet.vpc) {
                return None;
            }
            let what = format!(
                "whether the interfaces in `{}` have security group `{id}`",
                place.subnet.id
            );
            return Some(Some(Rc::new(Unknown { what, span: place.subnet.span })));
        };
        if interface.groups.iter().any(|group| group.value() == Some(id)) {
            return Some(None);
        }
        interface.groups.iter().find_map(Known::unknown).map(|unknown| Some(missing_fact(unknown)))
    }

    fn mismatch(&self, flow: &Flow<'n>, place: InterfaceAt<'n>, direction: Direction) -> Code {
        let groups = place.interface.map_or(&[][..], |interface| &interface.groups);
        let rules = groups
            .iter()
            .filter_map(Known::value)
            .filter_map(|id| self.network().security_groups.get(id));
        let rules = rules.flat_map(|group| {
            if direction == Direction::Out { &group.egress } else { &group.ingress }
        });
        // Which of AWS's codes fits best: no rule at all, an endpoint, a name that was
        // lost on the way.
        let rules: Vec<&GroupRule> = rules.collect();
        if rules.is_empty() {
            return Code::SgHasNoRules;
        }
        if place.endpoint.is_some() {
            return Code::EndpointSgExcludesClient;
        }
        let first = flow.hops.iter().find_map(|hop| match hop.component {
            PathComponent::GroupsOut(place) => place.interface,
            _ => None,
        });
        let is_rewritten =
            matches!(flow.source, HeaderEnd::Nat(_)) || flow.names != Names::Preserved;
        let names_first = |rule: &&GroupRule| match (&rule.peer, first) {
            (Known::Is(Peer::Group(id)), Some(first)) => {
                first.groups.iter().any(|group| group.value() == Some(id))
            }
            _ => false,
        };
        if direction == Direction::In && is_rewritten && rules.iter().any(names_first) {
            return Code::SgReferencesNotPreserved;
        }
        Code::EniSgRulesMismatch
    }

    /// The network ACL of a subnet: the first entry that matches decides.
    ///
    /// # Source
    /// Amazon VPC User Guide, "Network ACLs": stateless, in the order of the numbers, and what none
    /// matches is denied.
    pub(super) fn acl(
        &mut self,
        flow: Flow<'n>,
        subnet: &'n Subnet,
        direction: Direction,
        (phase, header): (Phase, Header),
    ) -> Vec<Flow<'n>> {
        let component = match direction {
            Direction::Out => PathComponent::AclOut(subnet),
            Direction::In => PathComponent::AclIn(subnet),
        };
        let rule_on = |decision: Decision<'n>, cell: Cell| {
            let mut part = flow.with_cell(cell);
            part.push(phase, component, header, decision);
            part
        };
        let acl = match &subnet.network_acl {
            AclChoice::Default => {
                return vec![rule_on(Decision::Passes(Rule::DefaultAcl), flow.cell.clone())];
            }
            AclChoice::Unknown(unknown) => {
                return vec![rule_on(Decision::depends(unknown), flow.cell.clone())];
            }
            AclChoice::Associated(id, _) => match self.network().network_acls.get(id) {
                Some(acl) => acl,
                None => {
                    return vec![rule_on(Decision::Passes(Rule::DefaultAcl), flow.cell.clone())];
                }
            },
        };
        let entries = match ordered(acl, direction) {
            Ok(entries) => entries,
            Err(unknown) => {
                return vec![rule_on(Decision::depends(unknown), flow.cell.clone())];
            }
        };
        let mut passed = Vec::new();
        let mut rest = vec![flow.cell.clone()];
        for entry in entries {
            if rest.is_empty() {
                break;
            }
            // An entry that is not wholly known decides nothing for certain of what it may match.
            let mut inside = Vec::new();
            rest = cut(rest, &entry_guard(entry, direction, header), |cell| inside.push(cell));
            let missing =
                [entry.traffic.unknown(), entry.addresses.unknown(), entry.allows.unknown()];
            for cell in inside {
                match (missing.iter().find_map(|missing| *missing), entry.allows.value()) {
                    (Some(unknown), _) => passed.push(rule_on(Decision::depends(unknown), cell)),
                    (None, Some(true)) => {
                        passed.push(rule_on(Decision::Passes(Rule::Acl(acl, entry)), cell))
                    }
                    (None, _) => {
                        let decision = Decision::Drops(
                            Code::SubnetAclRestriction,
                            Some(Rule::Acl(acl, entry)),
                        );
                        passed.extend(self.dropped(rule_on(decision, cell)));
                    }
                }
            }
        }
        for cell in rest {
            passed.extend(
                self.dropped(rule_on(Decision::Drops(Code::SubnetAclRestriction, None), cell)),
            );
        }
        passed
    }
}

/// The entries of one direction in their order; what is missing if that cannot be determined.
pub(crate) fn ordered(acl: &NetworkAcl, direction: Direction) -> Result<Vec<&AclEntry>, &Unknown> {
    if let Some(beyond) = &acl.beyond {
        return Err(beyond);
    }
    let mut entries = Vec::new();
    for entry in acl.entries.iter().filter(|entry| entry.is_egress == (direction == Direction::Out))
    {
        match &entry.number {
            Known::Is(number) => entries.push((*number, entry)),
            Known::Unknown(unknown) => return Err(unknown),
        }
    }
    entries.sort_by_key(|(number, _)| *number);
    Ok(entries.into_iter().map(|(_, entry)| entry).collect())
}

/// What an entry asks; unknown parts ask nothing.
pub(super) fn entry_guard(entry: &AclEntry, direction: Direction, header: Header) -> Guard {
    let mut guard = traffic_guard(header, entry.traffic.value());
    guard.extend(
        entry.addresses.value().map(|addresses| (direction.far_address(header), addresses.clone())),
    );
    Guard::new(guard)
}

fn cut(cells: Vec<Cell>, guard: &Guard, mut inside: impl FnMut(Cell)) -> Vec<Cell> {
    let mut rest = Vec::with_capacity(cells.len());
    for cell in cells {
        let (within, outside) = cell.split(guard);
        if let Some(within) = within {
            inside(within);
        }
        rest.extend(outside);
    }
    rest
}
