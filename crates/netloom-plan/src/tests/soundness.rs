//! What every plan keeps, whatever was asked for.

use netloom_config::ClusterIntent;
use netloom_config::intent::SubnetSize;
use netloom_diag::Origin;
use netloom_net::{MAX_PREFIX_LEN_BITS, MIN_PREFIX_LEN_BITS};

use crate::NetworkPlan;
use crate::plan::{GroupRef, PeerRef, RouteTarget, SubnetPlace};

/// Asserts that a plan is complete: blocks fit, lists are sorted, and whatever is referred to is
/// there.
pub(super) fn assert_sound(intent: &ClusterIntent, plan: &NetworkPlan) {
    assert!(plan.summary.len() <= 200, "{}", plan.summary);
    assert_blocks_fit(intent, plan);
    assert_sorted(plan);
    assert_references_lead_somewhere(plan);
    for origin in origins(plan) {
        assert!(origin.span().end > 0, "{origin:?} leads to no line");
    }
}

fn assert_blocks_fit(intent: &ClusterIntent, plan: &NetworkPlan) {
    let vpc = plan.vpc.as_ref().map_or(&[][..], |vpc| vpc.cidrs());
    let network = &intent.network;
    let kept = network
        .occupied_cidrs
        .iter()
        .chain(&network.reserved_cidrs)
        .chain(&network.on_premises_cidrs);
    let kept: Vec<_> = kept.map(|block| block.value).collect();
    for (index, subnet) in plan.subnets.iter().enumerate() {
        let block = subnet.cidr.value;
        assert!(
            (MIN_PREFIX_LEN_BITS..=MAX_PREFIX_LEN_BITS).contains(&block.prefix_len_bits()),
            "{block}"
        );
        let is_written = network.subnets.iter().any(|intent| {
            intent.name.value == subnet.key.name && matches!(intent.size, SubnetSize::Blocks(_))
        });
        if is_written {
            continue;
        }
        assert!(
            vpc.iter().any(|vpc| vpc.value.contains(block)),
            "{} is outside of the VPC",
            subnet.key
        );
        assert!(
            !kept.iter().any(|kept| kept.overlaps(block)),
            "{} is on a block that is kept free",
            subnet.key
        );
        assert!(
            block.n_host_addresses() >= hosts_of(intent, plan, index),
            "{} is too small",
            subnet.key
        );
        for other in plan.subnets.iter().filter(|other| other.key != subnet.key) {
            assert!(!other.cidr.value.overlaps(block), "{} overlaps {}", subnet.key, other.key);
        }
    }
}

/// A written number of hosts counts, even where the nodes need more: that is for the checks to say.
fn hosts_of(intent: &ClusterIntent, plan: &NetworkPlan, index: usize) -> u64 {
    let subnet = &plan.subnets[index];
    let listed = intent.network.subnets.iter().find(|listed| listed.name.value == subnet.key.name);
    match listed.map(|listed| &listed.size) {
        Some(SubnetSize::Hosts(hosts)) => hosts.value,
        _ => subnet.n_hosts_needed,
    }
}

fn assert_sorted(plan: &NetworkPlan) {
    assert!(plan.subnets.is_sorted_by(|a, b| a.key < b.key));
    assert!(plan.nat_gateways.is_sorted_by(|a, b| a.key < b.key));
    assert!(plan.route_tables.is_sorted_by(|a, b| a.key < b.key));
    assert!(plan.security_groups.is_sorted_by(|a, b| a.key < b.key));
    assert!(plan.placement_groups.is_sorted_by(|a, b| a.name.value < b.name.value));
    assert!(plan.bindings.is_sorted_by(|a, b| a.nodes < b.nodes));
    for table in &plan.route_tables {
        assert!(table.routes.is_sorted_by(|a, b| a.destination < b.destination));
        assert!(!table.subnets.is_empty() && table.subnets.is_sorted_by(|a, b| a < b));
    }
    for group in &plan.security_groups {
        let key =
            |rule: &crate::plan::PlannedRule| (rule.direction, rule.peer.clone(), rule.protocol);
        assert!(group.rules.is_sorted_by(|a, b| key(a) < key(b)));
        for rule in &group.rules {
            assert!(rule.description.chars().all(is_allowed_in_rule), "{}", rule.description);
        }
    }
}

/// Amazon EC2 API Reference, `IpRange`, `Description`: letters, digits, spaces and some signs,
/// without the apostrophe.
fn is_allowed_in_rule(character: char) -> bool {
    character.is_ascii_alphanumeric() || " ._-:/()#,@[]+=&;{}!$*".contains(character)
}

fn assert_references_lead_somewhere(plan: &NetworkPlan) {
    let is_there = |place: &SubnetPlace| match place {
        SubnetPlace::Planned(key) => plan.subnet(key).is_some(),
        SubnetPlace::Existing(_) => true,
    };
    let has_group = |group: &GroupRef| match group {
        GroupRef::Planned(key) => plan.security_groups.iter().any(|group| group.key == *key),
        GroupRef::Existing(_) => true,
    };
    assert!(plan.nat_gateways.iter().filter_map(|nat| nat.host()).all(is_there));
    assert!(plan.bindings.iter().all(|binding| !binding.subnets.is_empty()));
    assert!(plan.bindings.iter().all(|binding| binding.subnets.iter().all(is_there)));
    assert!(plan.bindings.iter().all(|binding| binding.groups.iter().all(has_group)));
    for subnet in &plan.subnets {
        let table = plan.route_tables.iter().find(|table| table.key == subnet.route_table);
        assert!(
            table.is_some_and(|table| table.subnets.contains(&subnet.key)),
            "{} has no table",
            subnet.key
        );
    }
    for table in &plan.route_tables {
        for route in &table.routes {
            let has_target = match &route.target {
                RouteTarget::InternetGateway => plan.internet_gateway.is_some(),
                RouteTarget::NatGateway(key) => plan.nat_gateways.iter().any(|nat| nat.key == *key),
                RouteTarget::HeadInterface => plan.head_interface.is_some(),
                RouteTarget::Existing(_) => true,
            };
            assert!(has_target, "{:?} goes nowhere", table.key);
        }
    }
    for group in &plan.security_groups {
        for rule in &group.rules {
            assert!(
                !matches!(&rule.peer, PeerRef::Group(peer) if !has_group(peer)),
                "{:?} names no group",
                group.key
            );
        }
    }
    if let Some(interface) = &plan.head_interface {
        assert!(is_there(&interface.subnet) && !interface.groups.is_empty());
        assert!(interface.groups.iter().all(has_group));
    }
}

fn origins(plan: &NetworkPlan) -> Vec<Origin> {
    let mut origins = Vec::new();
    for subnet in &plan.subnets {
        origins.extend([
            subnet.origin,
            subnet.kind.origin,
            subnet.cidr.origin,
            subnet.maps_public_addresses.origin,
        ]);
    }
    origins.extend(plan.vpc.iter().flat_map(|vpc| vpc.cidrs().iter().map(|block| block.origin)));
    origins.extend(plan.vpn_gateway.iter().map(|gateway| gateway.origin));
    origins.extend(plan.nat_gateways.iter().map(|nat| nat.origin));
    origins.extend(
        plan.route_tables.iter().flat_map(|table| table.routes.iter().map(|route| route.origin)),
    );
    for group in &plan.security_groups {
        origins.push(group.origin);
        origins.extend(group.rules.iter().map(|rule| rule.origin));
    }
    origins.extend(
        plan.head_interface.iter().flat_map(|head| [head.origin, head.public_address.origin]),
    );
    origins.extend(plan.placement_groups.iter().map(|group| group.name.origin));
    origins
}
