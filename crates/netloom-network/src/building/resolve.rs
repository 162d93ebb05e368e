//! The last step of building: where things are that do not say it themselves.
//!
//! A subnet that is only referred to says nothing of its VPC. What it is used with does: EC2 joins
//! only what is in one VPC.
//!
//! # Source
//! Amazon EC2 API, `CreateRoute` (a route to a gateway that is attached elsewhere or not at all is
//! refused: "route table and network gateway belong to different networks"), `AssociateRouteTable`,
//! `CreateNetworkInterface`, `CreateVpcEndpoint`.

use std::collections::BTreeSet;

use crate::Network;
use crate::{Attachment, EndpointKind, Id, Known, Route, Subnet, TableChoice, Target};

use super::{ReferenceKind, ResourceKind, ensure, vpc_of_subnet, vpc_of_table};

/// Gives every subnet and table that is only referred to a VPC: the one that its use shows, else
/// one of its own; and an entry to every VPC that has none. `stand_ins` are the ids of what is
/// nowhere described.
pub(crate) fn place_what_is_referred_to(network: &mut Network, stand_ins: &BTreeSet<Id>) {
    // Twice: a table can show where a subnet is, and that subnet where another table is.
    for _ in 0..2 {
        place_subnets(network);
        place_tables(network);
    }
    attach_gateways(network, stand_ins);
    ensure_vpcs(network);
}

fn place_subnets(network: &mut Network) {
    let lost: Vec<Id> = network
        .subnets
        .values()
        .filter(|s| s.vpc == vpc_of_subnet(&s.id))
        .map(|s| s.id.clone())
        .collect();
    for id in lost {
        let vpc = vpc_shown_by_table(network, &id)
            .or_else(|| vpc_shown_by_interfaces(network, &id))
            .or_else(|| vpc_shown_by_endpoints(network, &id))
            .or_else(|| vpc_shown_by_routes(network, &id));
        if let (Some(vpc), Some(subnet)) = (vpc, network.subnets.get_mut(&id)) {
            subnet.vpc = vpc;
        }
    }
}

fn vpc_shown_by_table(network: &Network, subnet: &Id) -> Option<Id> {
    let TableChoice::Associated(table, _) = &network.subnets.get(subnet)?.route_table else {
        return None;
    };
    let table = network.route_tables.get(table)?;
    (table.vpc != vpc_of_table(&table.id)).then(|| table.vpc.clone())
}

fn vpc_shown_by_interfaces(network: &Network, subnet: &Id) -> Option<Id> {
    let inside = network.interfaces.values().filter(|interface| has(&interface.subnets, subnet));
    inside.flat_map(|interface| &interface.groups).find_map(|group| vpc_of_group(network, group))
}

fn vpc_of_group(network: &Network, group: &Known<Id>) -> Option<Id> {
    network.security_groups.get(group.value()?)?.vpc.value().cloned()
}

fn vpc_shown_by_endpoints(network: &Network, subnet: &Id) -> Option<Id> {
    network.endpoints.values().find_map(|endpoint| match &endpoint.kind {
        EndpointKind::Interface { subnets, .. } if has(subnets, subnet) => {
            endpoint.vpc.value().cloned()
        }
        _ => None,
    })
}

/// A NAT gateway or interface that a table routes to is in the VPC of the table.
fn vpc_shown_by_routes(network: &Network, subnet: &Id) -> Option<Id> {
    let is_inside = |target: &Target| match target {
        Target::NatGateway(id) => {
            network.nat_gateways.get(id).and_then(|nat| nat.subnet.as_ref()?.value())
                == Some(subnet)
        }
        Target::Interface(id) => {
            network.interfaces.get(id).is_some_and(|interface| has(&interface.subnets, subnet))
        }
        _ => false,
    };
    let leads_there = |route: &Route| route.target.value().is_some_and(is_inside);
    let mut placed =
        network.route_tables.values().filter(|table| table.vpc != vpc_of_table(&table.id));
    placed.find(|table| table.routes.iter().any(leads_there)).map(|table| table.vpc.clone())
}

fn has(ids: &[Known<Id>], id: &Id) -> bool {
    ids.iter().any(|known| known.value() == Some(id))
}

fn place_tables(network: &mut Network) {
    let lost: Vec<Id> = network
        .route_tables
        .values()
        .filter(|t| t.vpc == vpc_of_table(&t.id))
        .map(|t| t.id.clone())
        .collect();
    for id in lost {
        let vpc = network
            .subnets
            .values()
            .find(|s| is_associated(s, &id) && s.vpc != vpc_of_subnet(&s.id));
        if let (Some(vpc), Some(table)) =
            (vpc.map(|s| s.vpc.clone()), network.route_tables.get_mut(&id))
        {
            table.vpc = vpc;
        }
    }
}

fn is_associated(subnet: &Subnet, table: &Id) -> bool {
    matches!(&subnet.route_table, TableChoice::Associated(own, _) if own == table)
}

/// Attaches gateways that are nowhere described where a table routes to them.
fn attach_gateways(network: &mut Network, stand_ins: &BTreeSet<Id>) {
    for table in network.route_tables.values() {
        for route in table.routes.iter().filter(|route| !route.is_blackhole) {
            let attachment = match &route.target {
                Known::Is(Target::InternetGateway(id)) if stand_ins.contains(id) => {
                    network.internet_gateways.get_mut(id).map(|gateway| &mut gateway.attachment)
                }
                Known::Is(Target::VpnGateway(id)) if stand_ins.contains(id) => {
                    network.vpn_gateways.get_mut(id).map(|gateway| &mut gateway.attachment)
                }
                _ => None,
            };
            if let Some(attachment) =
                attachment.filter(|attachment| matches!(attachment, Attachment::Unknown(_)))
            {
                *attachment = Attachment::To(table.vpc.clone(), route.span);
            }
        }
    }
}

fn ensure_vpcs(network: &mut Network) {
    let subnets = network.subnets.values().map(|subnet| (subnet.vpc.clone(), subnet.span));
    let tables = network.route_tables.values().map(|table| (table.vpc.clone(), table.span));
    let used: Vec<_> = subnets.chain(tables).collect();
    let mut seen = BTreeSet::new();
    for (vpc, span) in used.into_iter().filter(|(vpc, _)| seen.insert(vpc.clone())) {
        // A name that is a phrase already needs no "of" before it.
        let what = vpc.as_str().to_owned();
        let mention =
            if what.contains(' ') { ReferenceKind::ByUnknown(&what) } else { ReferenceKind::ById };
        ensure(network, ResourceKind::Vpc, &vpc, span, mention);
    }
}
