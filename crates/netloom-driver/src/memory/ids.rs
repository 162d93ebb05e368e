//! Logical ids back to the keys that they come from.
//!
//! An id is made of words without hyphens, so it does not say its name: the names of the config,
//! those that are remembered and those in tags are tried.

use std::collections::BTreeSet;

use netloom_cfn::names;
use netloom_config::ClusterIntent;
use netloom_config::intent::{DEFAULT_COMPUTE_SUBNET, DEFAULT_HEAD_SUBNET, SubnetName, SubnetRef};
use netloom_net::ids::AllocationId;
use netloom_net::{AzId, Region};
use netloom_plan::Memory;
use netloom_plan::plan::{NatKey, SubnetKey};

use netloom_facts::existing::MadeBy;

/// The names of subnets that a config and what is remembered of it know.
pub(super) struct KnownNames {
    names: BTreeSet<SubnetName>,
    /// The addresses that the config gives to NAT gateways.
    given: BTreeSet<AllocationId>,
    /// The zones of the region, for subnets whose answer has only the name of a zone.
    zones: Vec<AzId>,
}

impl KnownNames {
    pub(super) fn of(intent: &ClusterIntent, memory: &Memory) -> Self {
        let listed = intent.network.subnets.iter().flat_map(|subnet| {
            let former = subnet.renamed_from.as_ref().map(|former| former.value.clone());
            std::iter::once(subnet.name.value.clone()).chain(former)
        });
        let queues = intent.queues.iter().flat_map(|queue| &queue.subnets);
        let pools = intent.login_pools.iter().filter_map(|pool| pool.subnet.as_ref());
        let used = queues.chain(pools).chain(&intent.head.subnet);
        let used = used.filter_map(|subnet| match &subnet.value {
            SubnetRef::Named(name) => Some(name.clone()),
            SubnetRef::Existing(_) => None,
        });
        let own = [DEFAULT_HEAD_SUBNET, DEFAULT_COMPUTE_SUBNET, "nat"];
        let own = own.into_iter().filter_map(SubnetName::new);
        let former = memory.former.iter().map(|former| &former.key);
        let remembered = memory.subnets.keys().chain(former).map(|key| key.first_name().clone());
        let addresses = intent.network.nat_settings.addresses.values();
        let given = addresses.flat_map(|one| one.primary.iter().chain(&one.secondary));
        let given = given.map(|address| address.value.clone());
        let region = intent.region.as_ref().and_then(|region| Region::from_name(&region.value));
        Self {
            names: listed.chain(used).chain(own).chain(remembered).collect(),
            given: given.collect(),
            zones: region.map_or_else(Vec::new, Region::zone_ids),
        }
    }

    /// Returns the addresses that the config gives to NAT gateways.
    pub(super) fn given(&self) -> &BTreeSet<AllocationId> {
        &self.given
    }

    /// Returns the key of a subnet that a stack made.
    ///
    /// - `zone`: the zone that it is in.
    /// - `tag`: its `Name` tag, which has its present name.
    pub(super) fn key_of(
        &self,
        made: &MadeBy,
        zone: Option<&AzId>,
        tag: Option<&str>,
    ) -> Option<SubnetKey> {
        if zone.is_none() {
            let zoned = self.zones.iter().find_map(|zone| self.key_in(made, Some(zone), tag));
            return zoned.or_else(|| self.key_in(made, None, tag));
        }
        self.key_in(made, zone, tag)
    }

    /// Returns the zone in the logical id of a subnet, where it is another one than that it is in.
    pub(super) fn other_zone_in_id(&self, made: &MadeBy, zone: &AzId) -> Option<AzId> {
        let named = |key: &SubnetKey| names::subnet(key).as_str() == made.logical_id;
        let in_zone = |zone: Option<&AzId>| {
            let mut keys =
                self.names.iter().map(|name| SubnetKey::new(name.clone(), zone.cloned()));
            keys.any(|key| named(&key))
        };
        // A name may end like a zone.
        if in_zone(None) || in_zone(Some(zone)) {
            return None;
        }
        self.zones.iter().find(|other| in_zone(Some(other))).cloned()
    }

    fn key_in(&self, made: &MadeBy, zone: Option<&AzId>, tag: Option<&str>) -> Option<SubnetKey> {
        let logical_id = made.logical_id.as_str();
        let tagged = tag.and_then(|tag| name_in_tag(tag, &made.stack, zone));
        let spelled = name_in_id(logical_id, zone);
        let firsts = tagged.iter().chain(&spelled).chain(&self.names);
        let made = firsts.flat_map(|first| {
            [zone.cloned(), None].map(|zone| SubnetKey::new(first.clone(), zone))
        });
        let key = made.into_iter().find(|key| names::subnet(key).as_str() == logical_id)?;
        let renamed = tagged.filter(|name| *name != key.name);
        Some(match renamed {
            Some(name) => SubnetKey { name, zone: key.zone, renamed_from: Some(key.name) },
            None => key,
        })
    }
}

/// Returns the name that an id such as `SubnetGpuNodesEuw1Az1` most likely comes from: `gpu-nodes`.
fn name_in_id(logical_id: &str, zone: Option<&AzId>) -> Option<SubnetName> {
    let words = logical_id.strip_prefix("Subnet")?;
    let zone = zone.map(AzId::to_pascal_case).unwrap_or_default();
    let mut name = String::new();
    for character in words.strip_suffix(zone.as_str()).unwrap_or(words).chars() {
        if character.is_ascii_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.push(character.to_ascii_lowercase());
    }
    SubnetName::new(&name)
}

/// Returns the name in a tag such as `hpc-net-compute-euw1-az1`, which begins with that of the stack.
fn name_in_tag(tag: &str, stack: &str, zone: Option<&AzId>) -> Option<SubnetName> {
    let tag = tag.strip_prefix(stack)?.strip_prefix('-')?;
    let with_zone = zone.map(|zone| format!("-{zone}"));
    let name = with_zone.and_then(|end| tag.strip_suffix(end.as_str())).unwrap_or(tag);
    SubnetName::new(name)
}

/// Returns the key of a NAT gateway that a stack made.
///
/// - `zone`: the zone of its subnet.
pub(super) fn nat_key_of(logical_id: &str, zone: Option<&AzId>) -> Option<NatKey> {
    let keys = [zone.cloned(), None].map(|zone| NatKey { zone });
    keys.into_iter().find(|key| names::nat_gateway(key).as_str() == logical_id)
}
