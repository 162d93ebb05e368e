//! Writing down what the engine found as a proof that can be checked without believing it.
//!
//! - Comes in: an answer that proves its claim.
//! - Goes out: a [`Certificate`].
//! - Left to others: whether it holds, which `netloom-certificate` decides without this crate.
//!
//! There is none for what goes to or comes from networks that are not described, beyond a transit
//! gateway or a peering connection, nor for targets that are not followed; such an answer says by
//! what it goes.

use std::collections::BTreeSet;

use netloom_certificate::{Certificate, Component, DecidedBy, Ends, PathHop, ProofPath, end_name};
use netloom_network::sets::addresses::Family;
use netloom_network::{Network, RouteTable};
use netloom_question::{Expect, Prepared, Query};

use crate::engine::{Assumption, Code, Decision, Flow, Hop, PathComponent, Phase, Rule};
use crate::verdict::{Answer, Verdict};

/// Why there is no certificate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NoCertificate {
    /// The answer is not a proof.
    NotProved,
    /// The way goes by something that certificates do not cover.
    NotCovered(String),
}

/// Writes down the proof that an answer found.
///
/// # Errors
/// The answer does not prove its claim, or by ways that certificates do not cover.
pub fn certify(answer: &Answer<'_>, prepared: &Prepared) -> Result<Certificate, NoCertificate> {
    if answer.verdict != Verdict::Proved {
        return Err(NoCertificate::NotProved);
    }
    let query = |(_, flows): &(Query<'_>, Vec<Flow<'_>>)| {
        flows.iter().map(|flow| course(flow, answer.expect, &prepared.network)).collect()
    };
    let queries = answer.queries.iter().map(query).collect::<Result<_, _>>()?;
    let ends =
        [Family::Ipv4, Family::Ipv6].map(|family| ends_of(answer, prepared, family)).to_vec();
    Ok(Certificate { is_reachable: answer.expect == Expect::Reachable, ends, queries })
}

fn ends_of(answer: &Answer<'_>, prepared: &Prepared, family: Family) -> Ends {
    let mut ends = Ends::default();
    let mut seen = [BTreeSet::new(), BTreeSet::new()];
    let [sources, destinations] = &mut seen;
    for (query, _) in answer.queries.iter().filter(|(query, _)| query.family() == family) {
        let (from, to) = (end_name(&query.from, prepared), end_name(&query.to, prepared));
        if sources.insert(from.clone()) {
            ends.from.push(from);
        }
        if destinations.insert(to.clone()) {
            ends.to.push(to);
        }
    }
    ends
}

fn course(flow: &Flow<'_>, expect: Expect, network: &Network) -> Result<ProofPath, NoCertificate> {
    let counts = |hop: &&Hop<'_>| hop.phase == Phase::Forward || expect == Expect::Reachable;
    let is_beyond = |assumption: &Assumption<'_>| {
        matches!(assumption, Assumption::BeyondTransit(_) | Assumption::BeyondPeering(_))
    };
    if flow.assumptions.iter().any(is_beyond) {
        return Err(NoCertificate::NotCovered("a network that is not described".to_owned()));
    }
    let is_by_server =
        |hop: &Hop<'_>| matches!(hop.decision, Decision::Drops(Code::NameServerNotReached, _));
    if flow.assumptions.iter().any(|p| matches!(p, Assumption::NameServers(_)))
        || flow.hops.iter().any(is_by_server)
    {
        return Err(NoCertificate::NotCovered("names by servers other than Amazon's".to_owned()));
    }
    let mut hops = Vec::new();
    for (index, hop) in flow.hops.iter().enumerate().filter(|(_, hop)| counts(hop)) {
        // What is open at a component that drops the packets anyway needs no answer.
        let is_moot = matches!(hop.decision, Decision::Depends(_))
            && flow
                .hops
                .get(index + 1)
                .is_some_and(|next| next.component == hop.component && is_drop(next));
        // Where nothing may arrive, it is enough that a firewall may pass it.
        let may_pass = expect == Expect::Unreachable
            && matches!(hop.decision, Decision::Depends(_))
            && matches!(hop.component, PathComponent::Firewall(_, Some(_)));
        if may_pass {
            let at = component_of(&hop.component);
            hops.push(PathHop { at, is_reply: false, by: DecidedBy::Builtin, passes: true });
        } else if !is_moot {
            hops.push(step(hop, network)?);
        }
    }
    Ok(ProofPath { packets: flow.cell.sets().to_vec(), hops })
}

fn is_drop(hop: &Hop<'_>) -> bool {
    matches!(hop.decision, Decision::Drops(..))
}

fn step(hop: &Hop<'_>, network: &Network) -> Result<PathHop, NoCertificate> {
    let at = component_of(&hop.component);
    let not_covered = || NoCertificate::NotCovered(at.to_string());
    let (rule, passes) = match &hop.decision {
        Decision::Passes(rule) => (Some(rule), true),
        Decision::Drops(_, rule) => (rule.as_ref(), false),
        Decision::Depends(_) => return Err(not_covered()),
    };
    let by = match rule {
        None => DecidedBy::Nothing,
        Some(rule) => by(rule, &hop.component, network).ok_or_else(not_covered)?,
    };
    Ok(PathHop { at, is_reply: hop.phase == Phase::Reply, by, passes })
}

fn by(rule: &Rule<'_>, component: &PathComponent<'_>, network: &Network) -> Option<DecidedBy> {
    let by = match rule {
        Rule::Group(group, rule) => {
            let rules = if matches!(component, PathComponent::GroupsOut(_)) {
                &group.egress
            } else {
                &group.ingress
            };
            let index = rules.iter().position(|own| std::ptr::eq(own, *rule))?;
            DecidedBy::Rule { group: group.id.to_string(), index }
        }
        Rule::Acl(acl, entry) => {
            DecidedBy::Entry(acl.entries.iter().position(|own| std::ptr::eq(own, *entry))?)
        }
        Rule::Route(route) => {
            let index =
                |table: &RouteTable| table.routes.iter().position(|own| std::ptr::eq(own, *route));
            // Nearly every route is one of the table that judges.
            let own = match component {
                PathComponent::Table(_, Some(table)) => index(table),
                _ => None,
            };
            let any = || network.route_tables.values().find_map(index);
            DecidedBy::Route(own.or_else(any)?)
        }
        Rule::DefaultAcl => DecidedBy::DefaultAcl,
        Rule::Local => DecidedBy::Local,
        Rule::Learned(_) => DecidedBy::Learned,
        Rule::Builtin => DecidedBy::Builtin,
        Rule::Unfiltered => DecidedBy::Unfiltered,
    };
    Some(by)
}

/// The component as certificates name it.
pub(crate) fn component_of(component: &PathComponent<'_>) -> Component {
    match component {
        PathComponent::Resolver(subnet) => Component::Resolver { subnet: subnet.id.clone() },
        PathComponent::GroupsOut(place) => Component::GroupsOut { of: (*place).into() },
        PathComponent::GroupsIn(place) => Component::GroupsIn { of: (*place).into() },
        PathComponent::AclOut(subnet) => Component::AclOut { subnet: subnet.id.clone() },
        PathComponent::AclIn(subnet) => Component::AclIn { subnet: subnet.id.clone() },
        PathComponent::Table(subnet, _) => Component::RouteTable { subnet: subnet.id.clone() },
        PathComponent::Gateway(at) => Component::of_gateway(at.kind, at.id),
        PathComponent::InternetIn(gateway, place) => Component::InternetGatewayIn {
            gateway: gateway.map(|gateway| gateway.id.clone()),
            to: (*place).into(),
        },
        PathComponent::Nat(nat) => Component::NatGateway { gateway: nat.id.clone() },
        PathComponent::Forwarder(place) => Component::Forwarder { of: (*place).into() },
        PathComponent::Listeners(place) => Component::Listeners { of: (*place).into() },
        PathComponent::LoadBalancer(forwarding, balancer) => Component::LoadBalancer {
            balancer: balancer.map(|balancer| balancer.id.clone()),
            target_group: forwarding.id.clone(),
        },
        PathComponent::GatewayEndpoint(endpoint) => {
            Component::GatewayEndpoint { endpoint: endpoint.id.clone() }
        }
        PathComponent::InterfaceEndpoint(endpoint) => {
            Component::InterfaceEndpoint { endpoint: endpoint.id.clone() }
        }
        PathComponent::Firewall(firewall, home) => Component::Firewall {
            firewall: firewall.id.clone(),
            subnet: home.map(|home| home.id.clone()),
        },
        PathComponent::Other(route) => Component::Target { route: route.name.clone() },
    }
}
