//! The order of the decisions.

use std::collections::BTreeMap;

use netloom_config::ClusterIntent;
use netloom_config::intent::{PublicAddress, SubnetIntent, SubnetKind, SubnetSize, VpcIntent};
use netloom_diag::{Diagnostic, Sourced};

use crate::Memory;
use crate::passes::allocate::unknown_blocks;
use crate::passes::bindings::{places, plan_bindings};
use crate::passes::demand::demand_on;
use crate::passes::egress_changes::egress_changes;
use crate::passes::endpoints::{
    Situation, addresses_taken, endpoint_group, plan_endpoints, wanted_endpoints,
};
use crate::passes::gateways::{plan_internet_gateway, plan_vpn_gateway, unknown_gateway};
use crate::passes::head_interface::plan_head_interface;
use crate::passes::kept_since::gateway_kept_since;
use crate::passes::nat_addresses::with_given_addresses;
use crate::passes::nat_moves::gateways_that_move;
use crate::passes::nodes::{NodeUse, node_uses};
use crate::passes::placed_subnets::{PlacedSubnet, place_subnet};
use crate::passes::placement_groups::plan_placement_groups;
use crate::passes::remade::remade_subnets;
use crate::passes::renames::{Renamed, renamed};
use crate::passes::retained_too_late::retained_too_late;
use crate::passes::routing::{Gateways, plan_existing_tables, plan_route_tables, table_key};
use crate::passes::security_groups::plan_security_groups;
use crate::passes::summary::{Parts, summary};
use crate::passes::transit_gateway::{attachment_sites, plan_transit_gateway, two_ways_out};
use crate::passes::{allocate, nat, subnets, vpc, zones};
use crate::plan::{
    NetworkPlan, PlannedNatGateway, PlannedSubnet, PlannedVpc, SubnetKey, SubnetPlace,
};

/// What came of planning.
#[derive(Clone, PartialEq, Debug)]
pub struct Planned {
    /// The plan; absent when something could not be decided.
    pub plan: Option<NetworkPlan>,
    /// What could not be decided, and what was decided in a way worth knowing; in no particular
    /// order.
    pub diagnostics: Vec<Diagnostic>,
}

/// Decides the network of a cluster.
///
/// What is remembered stays where it is as long as the config leaves room for it.
///
/// The plan is there whenever everything could be decided, even where written blocks clash: judging
/// is for the checks.
///
/// Findings have the codes of [`codes`](crate::codes).
#[must_use]
pub fn plan_network(intent: &ClusterIntent, memory: &Memory) -> Planned {
    let mut problems = Vec::new();
    let plan = decide(intent, memory, &mut problems);
    let is_whole = !problems.iter().any(Diagnostic::is_error);
    Planned { plan: plan.filter(|_| is_whole), diagnostics: problems }
}

fn decide(
    intent: &ClusterIntent,
    memory: &Memory,
    problems: &mut Vec<Diagnostic>,
) -> Option<NetworkPlan> {
    let uses = node_uses(intent);
    let wanted = subnets::wanted_subnets(intent, &uses, problems);
    let Renamed { subnets: wanted, memory } = renamed(wanted, memory, problems);
    let memory = &memory;
    problems.extend(subnets::names_that_meet(&wanted));
    problems.extend(nat::head_node_problem(intent));
    let vpc = vpc::plan_vpc(intent, &uses, !wanted.is_empty(), memory, problems);

    // In another VPC everything is new; that all of it is replaced was reported with the VPC.
    let nothing = Memory::default();
    let is_same = vpc.as_ref().is_some_and(|vpc| memory.is_of(vpc));
    let memory = if is_same { memory } else { &nothing };

    let placed_subnets = if wanted.is_empty() {
        Vec::new()
    } else if let Some(placed_subnets) = placed_subnets(intent, &uses, &wanted, memory, problems) {
        placed_subnets
    } else {
        problems.extend(missing_beside_zones(intent, vpc.as_ref(), &wanted));
        return None;
    };
    // NAT before blocks: a NAT gateway may need a subnet of its own, and takes an address in the
    // one that it is in.
    let nat_mode = nat::nat_mode(intent, &placed_subnets, &uses);
    let mut all_sites = placed_subnets;
    all_sites.extend(nat::host_sites(intent, &all_sites, &nat_mode, memory));

    let nat_gateways = nat::plan_nat_gateways(intent, &all_sites, &nat_mode, memory);
    let nat_gateways = with_given_addresses(nat_gateways, intent, &nat_mode, problems);
    problems.extend(two_ways_out(intent));
    let attached = vpc.as_ref().map(|vpc| attachment_sites(intent, vpc, &all_sites));
    let attached = attached.unwrap_or_default();
    let situation = vpc.as_ref().map(|vpc| {
        let nat = (nat_gateways.as_slice(), nat_mode.value);
        Situation::new(intent, &uses, vpc, &all_sites, nat, memory)
    });
    let wanted_endpoints = wanted_endpoints(situation.as_ref(), problems);
    let mut counted_sites = with_endpoints(&all_sites, &addresses_taken(&wanted_endpoints));
    counted_sites.extend(attached.iter().cloned());
    let subnets = vpc.as_ref().map_or_else(Vec::new, |vpc| {
        plan_subnets(intent, vpc, &counted_sites, &uses, &nat_gateways, memory, problems)
    });
    problems.extend(remade_subnets(&subnets, memory));
    problems.extend(gateways_since(intent, (&nat_gateways, &all_sites, &subnets), memory));
    let internet_gateway = vpc
        .as_ref()
        .and_then(|vpc| plan_internet_gateway(intent, vpc, &all_sites, &nat_gateways, problems));
    let vpn_gateway = vpc.as_ref().and_then(|vpc| plan_vpn_gateway(intent, vpc, &subnets));
    let attached: Vec<SubnetKey> = attached.into_iter().map(|site| site.key).collect();
    let transit_gateway = plan_transit_gateway(intent, &attached);
    let has_line = vpn_gateway.is_some() || transit_gateway.is_some();
    problems.extend(nat::private_without_line(&nat_mode, has_line, intent.dialect));
    let doors = Gateways {
        intent,
        internet_gateway: internet_gateway.as_ref(),
        vpn_gateway: vpn_gateway.as_ref(),
        nat_gateways: &nat_gateways,
        nat_mode: &nat_mode,
    };
    let route_tables = plan_route_tables(&subnets, &doors);
    let existing_tables = plan_existing_tables(intent, &subnets);
    let endpoints = plan_endpoints(situation.as_ref(), wanted_endpoints, &route_tables, problems);
    let mut security_groups = plan_security_groups(intent, vpc.as_ref(), problems);
    security_groups.extend(endpoint_group(&endpoints, vpc.as_ref(), &subnets));
    let head_subnet = places(uses.first()?, &subnets, memory).into_iter().next();
    let head_interface = plan_head_interface(intent, &security_groups, head_subnet);
    let parts = Parts {
        vpc: vpc.as_ref(),
        vpn_gateway: vpn_gateway.as_ref(),
        transit_gateway: transit_gateway.as_ref(),
        subnets: &subnets,
        nat_gateways: &nat_gateways,
        nat_mode: nat_mode.value,
    };
    Some(NetworkPlan {
        summary: summary(intent, &uses, &parts),
        scheduler: intent.scheduler.value,
        tags: intent.network.further.tags.clone(),
        bindings: plan_bindings(intent, &uses, &subnets, &security_groups, memory),
        vpc,
        internet_gateway,
        vpn_gateway,
        transit_gateway,
        subnets,
        nat_gateways,
        route_tables,
        existing_tables,
        endpoints,
        security_groups,
        head_interface,
        placement_groups: plan_placement_groups(intent),
        remembered_blocks: memory.blocks().collect(),
    })
}

/// What becomes of the NAT gateways that are remembered, and of their addresses.
///
/// - The gateways, the sites of subnets, and the subnets.
fn gateways_since(
    intent: &ClusterIntent,
    (nat_gateways, sites, subnets): (&[PlannedNatGateway], &[PlacedSubnet], &[PlannedSubnet]),
    memory: &Memory,
) -> Vec<Diagnostic> {
    let (settings, dialect) = (&intent.network.nat_settings, intent.dialect);
    let mut findings: Vec<Diagnostic> =
        egress_changes(nat_gateways, intent.network.span, memory).into_iter().collect();
    findings.extend(retained_too_late(nat_gateways, settings, memory, dialect));
    let private_zones = nat::private_zones(sites);
    findings.extend(gateway_kept_since(nat_gateways, settings, &private_zones, memory));
    findings.extend(gateways_that_move(nat_gateways, subnets, memory, dialect));
    findings
}

/// What else the file does not say of an existing VPC, for a file without zones: nothing is placed
/// then, and one run is to report all that is missing.
fn missing_beside_zones(
    intent: &ClusterIntent,
    vpc: Option<&PlannedVpc>,
    wanted: &[SubnetIntent],
) -> Vec<Diagnostic> {
    let Some(PlannedVpc::Existing { id, cidrs }) = vpc else { return Vec::new() };
    let without_block = wanted
        .iter()
        .filter(|subnet| cidrs.is_empty() && !matches!(subnet.size, SubnetSize::Blocks(_)));
    let gateway = match &intent.network.vpc {
        Some(VpcIntent::Existing { internet_gateway, .. }) => internet_gateway.as_ref(),
        _ => None,
    };
    let mut public =
        wanted.iter().filter(|subnet| gateway.is_none() && subnet.kind.value == SubnetKind::Public);
    let public = public.next();
    without_block
        .map(|subnet| unknown_blocks(&subnet.name, intent.dialect))
        .chain(public.map(|subnet| unknown_gateway(intent, id, &subnet.name)))
        .collect()
}

fn placed_subnets(
    intent: &ClusterIntent,
    uses: &[NodeUse],
    wanted: &[SubnetIntent],
    memory: &Memory,
    problems: &mut Vec<Diagnostic>,
) -> Option<Vec<PlacedSubnet>> {
    // A file in which every subnet has its zones needs no region, so the lack of one is not
    // reported then.
    let need_zones = wanted.iter().any(|subnet| subnet.zones.is_empty());
    let zones = if need_zones {
        zones::network_zones(intent, problems)?
    } else {
        zones::NetworkZones::Known(intent.network.zones.clone())
    };
    let own_zones = zones::zones_side_by_side(intent, wanted, uses, &zones, memory, problems);
    let mut placed_subnets = Vec::new();
    for subnet in wanted {
        let name = &subnet.name.value;
        let own_zones = own_zones
            .get(name)
            .map(|zone| vec![zone.clone()])
            .or_else(|| zones::remembered_zones(intent, subnet, memory))
            .map(zones::NetworkZones::Known);
        let users = uses.iter().filter(|node_use| node_use.uses(name));
        let used_by: Vec<String> = users.map(|node_use| node_use.words.clone()).collect();
        placed_subnets.extend(place_subnet(
            subnet,
            own_zones.as_ref().unwrap_or(&zones),
            demand_on(intent, uses, name),
            &used_by,
            problems,
        ));
    }
    Some(placed_subnets)
}

fn plan_subnets(
    intent: &ClusterIntent,
    vpc: &PlannedVpc,
    placed_subnets: &[PlacedSubnet],
    uses: &[NodeUse],
    nat_gateways: &[PlannedNatGateway],
    memory: &Memory,
    problems: &mut Vec<Diagnostic>,
) -> Vec<PlannedSubnet> {
    let hosts_nat = |key: &SubnetKey| {
        nat_gateways.iter().any(|nat| nat.host() == Some(&SubnetPlace::Planned(key.clone())))
    };
    // A NAT gateway takes one address, which has to be known before the size of its subnet is
    // chosen.
    let placed_subnets: Vec<PlacedSubnet> =
        placed_subnets.iter().cloned().map(|site| with_nat(site, &hosts_nat)).collect();
    let blocks = allocate::allocate(intent, vpc, &placed_subnets, memory, problems);
    let with_block = placed_subnets.iter().filter_map(|site| {
        let (_, cidr) = blocks.iter().find(|(key, _)| *key == site.key)?;
        let kind = site.intent.kind;
        Some(PlannedSubnet {
            key: site.key.clone(),
            origin: site.intent.name.origin,
            kind,
            zone: site.zone.clone(),
            cidr: *cidr,
            maps_public_addresses: maps_public_addresses(site, uses),
            n_hosts_needed: site.demand.present,
            n_hosts_needed_by_older: site.demand.older,
            used_by: site.used_by.clone(),
            route_table: table_key(kind.value, &site.key, &site.intent.ways),
            existing_table: site.intent.ways.route_table.clone(),
            own_routes: site.intent.ways.routes.clone(),
        })
    });
    let mut planned: Vec<PlannedSubnet> = with_block.collect();
    planned.sort_by(|a, b| a.key.cmp(&b.key));
    planned
}

/// Counts the interfaces of endpoints among those who use a subnet.
fn with_endpoints(sites: &[PlacedSubnet], taken: &BTreeMap<SubnetKey, u64>) -> Vec<PlacedSubnet> {
    let mut sites = sites.to_vec();
    for site in &mut sites {
        if let Some(n_interfaces) = taken.get(&site.key) {
            site.demand = site.demand.plus(*n_interfaces);
            site.used_by.push("VPC endpoints".to_owned());
        }
    }
    sites
}

/// Counts the NAT gateway among those who use a subnet.
fn with_nat(mut site: PlacedSubnet, hosts_nat: &impl Fn(&SubnetKey) -> bool) -> PlacedSubnet {
    if hosts_nat(&site.key) {
        site.hosts_nat = true;
        site.demand = site.demand.plus(1);
        site.used_by.push("NAT gateway".to_owned());
    }
    site.used_by.sort();
    site
}

/// Decides whether instances get a public address without asking.
///
/// Only where some node relies on its subnet for it: an instance with several interfaces cannot be
/// launched into a subnet that gives public addresses, so the flag stays off wherever it is
/// not needed.
///
/// # Source
/// Amazon EC2 User Guide, "IP addressing for your instances": no public address with more than one
/// interface.
fn maps_public_addresses(site: &PlacedSubnet, uses: &[NodeUse]) -> Sourced<bool> {
    let kind = site.intent.kind;
    if kind.value != SubnetKind::Public {
        return kind.map(|_| false);
    }
    let users = uses.iter().filter(|node_use| node_use.uses(&site.key.name));
    let mut addresses = users.filter_map(|node_use| node_use.public_address.as_ref());
    match addresses.find(|address| address.value == PublicAddress::SubnetDecides) {
        Some(address) => Sourced::derived(
            true,
            "its nodes rely on their subnet for a public address",
            address.span(),
        ),
        None => {
            Sourced::derived(false, "its nodes have public addresses by other means", kind.span())
        }
    }
}
