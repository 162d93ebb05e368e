//! Laws of addresses: sound for every wish, and kept when something is added or reordered.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use netloom_config::ClusterIntent;
use netloom_config::intent::{NatMode, SubnetIntent, SubnetKind, SubnetSize, VpcIntent};
use netloom_net::Ipv4Cidr;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::soundness::assert_sound;
use crate::example::{at, example_intent, example_queue, example_subnet, line, named, parse};
use crate::plan::SubnetKey;
use crate::{Memory, Planned, plan_network};

/// Names beside those that have a place of their own (`head`, `compute`, `nat`), which may come at
/// any time and claim it.
pub(super) const NAMES: [&str; 6] =
    ["gpu", "viz", "scratch", "login", "data", "a-very-long-name-of-a-subnet"];

pub(super) const ZONES: [&str; 6] =
    ["use1-az1", "use1-az2", "use1-az3", "use1-az4", "use1-az5", "use1-az6"];

pub(super) fn sizes() -> impl Strategy<Value = Option<u64>> {
    sizes_up_to(5_000)
}

fn sizes_up_to(max_hosts: u64) -> impl Strategy<Value = Option<u64>> {
    prop_oneof![Just(None), (1_u64..60).prop_map(Some), (1..max_hosts).prop_map(Some)]
}

/// Networks of every size, many of them too tight for what is to be in them.
pub(super) fn intents() -> impl Strategy<Value = ClusterIntent> {
    let tight = intents_of(16..=26, 5_000, 6_000);
    prop_oneof![intents_of(16..=18, 1_000, 1_500), tight, intents_of(21..=24, 20, 12)]
}

/// Networks with room, as most sites have them.
pub(super) fn roomy_intents() -> impl Strategy<Value = ClusterIntent> {
    intents_of(16..=18, 1_000, 1_500)
}

pub(super) fn kinds() -> impl Strategy<Value = SubnetKind> {
    select(vec![SubnetKind::Public, SubnetKind::Private, SubnetKind::Isolated])
}

pub(super) fn subnet(
    number: usize,
    name: &str,
    kind: SubnetKind,
    n_hosts: Option<u64>,
) -> SubnetIntent {
    let mut subnet = example_subnet(number, name, kind);
    if let Some(n_hosts) = n_hosts {
        subnet.size = SubnetSize::Hosts(at(number, n_hosts));
    }
    subnet
}

prop_compose! {
    /// A cluster with some subnets in some zones of a VPC, some of it taken.
    fn intents_of(vpc_bits: RangeInclusive<u8>, max_hosts: u64, max_nodes: u64)(
        vpc_bits in vpc_bits,
        zones in subsequence(ZONES.to_vec(), 1..=5),
        names in subsequence(NAMES.to_vec(), 0..=4).prop_shuffle(),
        wishes in prop::collection::vec((kinds(), sizes_up_to(max_hosts)), 4),
        (head_size, compute_size) in (sizes_up_to(max_hosts), sizes_up_to(max_hosts)),
        n_nodes in 1..max_nodes,
        nat in select(vec![None, Some(NatMode::Single), Some(NatMode::PerZone), Some(NatMode::None)]),
        taken in prop::collection::vec((0_u32..65_536, 20_u8..=28), 0..4),
    ) -> ClusterIntent {
        let vpc = Ipv4Cidr::containing([10, 0, 0, 0].into(), vpc_bits).expect("a block");
        let mut intent = example_intent();
        intent.queues = vec![example_queue("cpu", n_nodes)];
        intent.network.vpc = Some(VpcIntent::New { cidr: at(41, vpc) });
        intent.network.zones = zones.iter().map(|zone| at(44, parse(zone))).collect();
        intent.network.nat = nat.map(|mode| at(45, mode));
        let block = |(offset, bits): &(u32, u8)| Ipv4Cidr::containing((0x0a00_0000 + offset).into(), *bits);
        intent.network.reserved_cidrs = taken.iter().filter_map(block).map(|block| at(47, block)).collect();
        intent.network.subnets = vec![
            subnet(50, "head", SubnetKind::Public, head_size),
            subnet(51, "compute", SubnetKind::Private, compute_size),
        ];
        let others = names.iter().zip(wishes).enumerate();
        intent.network.subnets.extend(others.map(|(index, (name, (kind, n_hosts)))| subnet(52 + index, name, kind, n_hosts)));
        sort(&mut intent);
        intent
    }
}

/// Sorts the subnets by name, as an intent has them.
pub(super) fn sort(intent: &mut ClusterIntent) {
    intent.network.subnets.sort_by(|a, b| a.name.value.cmp(&b.name.value));
}

/// Returns the blocks of the subnets about which nothing is specified: those that must stay.
fn settled(planned: &Planned) -> BTreeMap<SubnetKey, Ipv4Cidr> {
    let is_settled = |key: &SubnetKey| {
        !planned.diagnostics.iter().any(|finding| finding.message.contains(&format!("`{key}`")))
    };
    let subnets =
        planned.plan.iter().flat_map(|plan| &plan.subnets).filter(|subnet| is_settled(&subnet.key));
    subnets.map(|subnet| (subnet.key.clone(), subnet.cidr.value)).collect()
}

/// Returns what of `before` is elsewhere in `after`; what is no longer there at all does not count.
fn moved(before: &Planned, after: &Planned) -> Vec<String> {
    let Some(plan) = &after.plan else { return Vec::new() };
    let stays = settled(before);
    let moved = stays.iter().filter_map(|(key, block)| {
        let now = plan.subnet(key)?.cidr.value;
        (now != *block).then(|| format!("{key} moved from {block} to {now}"))
    });
    moved.collect()
}

/// Returns the same without what is reported beside the new plan: a name that comes may have the
/// place of one that is there, and hashes decide which of the two has it.
fn moved_unsaid(before: &Planned, after: &Planned) -> Vec<String> {
    let is_said = |moved: &String| {
        let key = moved.split(" moved from").next().unwrap_or_default();
        after.diagnostics.iter().any(|finding| finding.message.contains(&format!("`{key}`")))
    };
    moved(before, after).into_iter().filter(|moved| !is_said(moved)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 400,
        // Zones and names are drawn again where the network has them already.
        max_global_rejects: 100_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_plan_is_sound(intent in intents()) {
        if let Some(plan) = plan_network(&intent, &Memory::default()).plan {
            assert_sound(&intent, &plan);
        }
    }

    #[test]
    fn there_is_a_plan_or_an_error(intent in intents()) {
        let planned = plan_network(&intent, &Memory::default());
        prop_assert_eq!(planned.plan.is_none(), planned.diagnostics.iter().any(|finding| finding.is_error()));
    }

    #[test]
    fn a_further_zone_moves_nothing(intent in intents(), zone in select(ZONES.to_vec())) {
        let before = plan_network(&intent, &Memory::default());
        let mut larger = intent;
        let zone = at(44, parse(zone));
        prop_assume!(!larger.network.zones.contains(&zone));
        larger.network.zones.push(zone);
        larger.network.zones.sort_by(|a, b| a.value.cmp(&b.value));
        prop_assert_eq!(moved(&before, &plan_network(&larger, &Memory::default())), Vec::<String>::new());
    }

    #[test]
    fn a_subnet_appended_moves_nothing_unless_it_is_said(
        intent in intents(), name in select(NAMES.to_vec()), kind in kinds(), n_hosts in sizes(),
    ) {
        let before = plan_network(&intent, &Memory::default());
        let mut larger = intent;
        prop_assume!(!larger.network.subnets.iter().any(|subnet| subnet.name.value.as_str() == name));
        larger.network.subnets.push(subnet(90, name, kind, n_hosts));
        sort(&mut larger);
        let after = plan_network(&larger, &Memory::default());
        prop_assert_eq!(moved_unsaid(&before, &after), Vec::<String>::new());
    }

    #[test]
    fn a_further_queue_elsewhere_moves_nothing_unless_it_is_said(intent in intents(), n_nodes in 1_u64..500) {
        let before = plan_network(&intent, &Memory::default());
        let mut larger = intent;
        larger.network.subnets.push(subnet(90, "more", SubnetKind::Private, None));
        sort(&mut larger);
        let mut queue = example_queue("more", n_nodes);
        queue.subnets = vec![at(31, named("more"))];
        larger.queues.push(queue);
        let after = plan_network(&larger, &Memory::default());
        prop_assert_eq!(moved_unsaid(&before, &after), Vec::<String>::new());
    }

    #[test]
    fn the_order_of_the_subnets_in_the_file_changes_nothing(
        (intent, order) in intents().prop_flat_map(|intent| {
            let lines: Vec<usize> = (0..intent.network.subnets.len()).collect();
            (Just(intent), Just(lines).prop_shuffle())
        }),
    ) {
        let before = plan_network(&intent, &Memory::default());
        let mut reordered = intent;
        for (subnet, place) in reordered.network.subnets.iter_mut().zip(order) {
            subnet.name = at(60 + place, subnet.name.value.clone());
            if matches!(subnet.size, SubnetSize::Fleet(_)) {
                subnet.size = SubnetSize::Fleet(line(60 + place));
            }
        }
        let after = plan_network(&reordered, &Memory::default());
        let blocks = |planned: Option<crate::NetworkPlan>| -> Vec<_> {
            let subnets = planned.into_iter().flat_map(|plan| plan.subnets);
            subnets.map(|subnet| (subnet.key, subnet.cidr.value)).collect()
        };
        prop_assert_eq!(blocks(before.plan), blocks(after.plan));
    }
}
