//! Where NAT gateways stand: the zones that get one, and the subnet in each.

use std::collections::BTreeSet;

use netloom_config::ClusterIntent;
use netloom_config::intent::{DEFAULT_HEAD_SUBNET, NatMode, SubnetKind, SubnetName, SubnetRef};
use netloom_diag::Sourced;
use netloom_net::AzId;
use netloom_net::ids::AllocationId;

use super::own_subnets::nat_subnet_name;
use crate::passes::placed_subnets::PlacedSubnet;
use crate::plan::{NatKey, SubnetPlace};
use crate::{Memory, NatHost};

/// What decides where NAT gateways stand.
pub(super) struct Hosts<'a> {
    pub(super) intent: &'a ClusterIntent,
    pub(super) placed_subnets: &'a [PlacedSubnet],
    pub(super) memory: &'a Memory,
    pub(super) mode: NatMode,
}

impl<'a> Hosts<'a> {
    /// Returns the zones that get a gateway, sorted: those of private subnets, or one of them for a
    /// single gateway.
    pub(super) fn zones_to_serve(&self) -> BTreeSet<Option<AzId>> {
        let private = self.placed_subnets.iter().filter(|site| is_private(site));
        let zones: BTreeSet<Option<AzId>> = private.map(|site| site.key.zone.clone()).collect();
        let written = &self.intent.network.nat_settings.zones;
        match self.mode {
            NatMode::Regional | NatMode::HeadNode | NatMode::None => BTreeSet::new(),
            _ if !written.is_empty() && !zones.is_empty() => {
                written.iter().map(|zone| Some(zone.value.clone())).collect()
            }
            NatMode::PerZone => zones,
            NatMode::Single | NatMode::Private => self.zone_of_single(&zones).into_iter().collect(),
            NatMode::Count(count) => self.first_zones(zones, count),
        }
    }

    /// Returns this many zones: those in which a gateway is remembered, then those that have a
    /// public subnet already, then the lowest.
    fn first_zones(&self, zones: BTreeSet<Option<AzId>>, count: u64) -> BTreeSet<Option<AzId>> {
        let mut zones: Vec<Option<AzId>> = zones.into_iter().collect();
        zones.sort_by_key(|zone| {
            let is_remembered =
                self.memory.nat_gateways.contains_key(&NatKey { zone: zone.clone() });
            (!is_remembered, self.host_in(zone).is_none(), zone.clone())
        });
        zones.into_iter().take(usize::try_from(count).unwrap_or(usize::MAX)).collect()
    }

    /// Returns the zone of a single gateway: the lowest one, unless a gateway is remembered in
    /// another zone that is still there; its address is on the lists of others.
    fn zone_of_single(&self, zones: &BTreeSet<Option<AzId>>) -> Option<Option<AzId>> {
        // A zone that has a public subnet already is better than one that would need another.
        let with_host = zones.iter().find(|zone| self.host_in(zone).is_some());
        let lowest = with_host.or_else(|| zones.first()).cloned()?;
        let remembered = || self.memory.nat_gateways.keys().map(|key| &key.zone);
        if remembered().any(|zone| *zone == lowest) {
            return Some(lowest);
        }
        let is_there = |zone: &&Option<AzId>| zones.contains(zone) || self.host_in(zone).is_some();
        Some(remembered().find(is_there).cloned().unwrap_or(lowest))
    }

    /// Returns whether the gateway of a zone is remembered in a subnet that is made for it alone, so
    /// that it stays there whatever other public subnet comes.
    pub(super) fn has_own_subnet(&self, zone: &Option<AzId>) -> bool {
        let Some(name) = nat_subnet_name(self.placed_subnets) else { return false };
        let remembered = self.memory.nat_gateways.get(&NatKey { zone: zone.clone() });
        remembered.is_some_and(|nat| nat.value.host == NatHost::Planned(name))
    }

    /// Whether a gateway can stand in a subnet: a public one in a public subnet, a private one in a
    /// subnet whose only routes are the site's.
    fn can_host(&self, site: &PlacedSubnet) -> bool {
        match self.mode {
            NatMode::Private => site.is_for_nat,
            _ => site.intent.kind.value == SubnetKind::Public,
        }
    }

    /// Returns the address that the file gives the gateway of a zone.
    fn address_for(&self, zone: &Option<AzId>) -> Option<AllocationId> {
        let given = &self.intent.network.nat_settings.addresses;
        let own = given.get(zone).or_else(|| given.get(&None))?;
        own.primary.as_ref().map(|address| address.value.clone())
    }

    /// Returns the public site of a zone: the one that a gateway is remembered in, else the head
    /// node's, else the one named `head`, else the first by name.
    pub(super) fn host_in(&self, zone: &Option<AzId>) -> Option<&'a PlacedSubnet> {
        let in_zone =
            self.placed_subnets.iter().filter(|site| self.can_host(site) && site.key.zone == *zone);
        // With another address it is another gateway, which need not stand where the old one does.
        let remembered = self.memory.nat_gateways.get(&NatKey { zone: zone.clone() });
        let remembered = remembered.filter(|nat| nat.value.address == self.address_for(zone));
        in_zone.min_by_key(|site| {
            let name = &site.key.name;
            (
                remembered.is_none_or(|nat| nat.value.host != NatHost::Planned(name.clone())),
                !is_of_head(self.intent, name),
                site.key.first_name().as_str() != DEFAULT_HEAD_SUBNET,
                site.key.clone(),
            )
        })
    }
}

pub(super) fn is_private(site: &PlacedSubnet) -> bool {
    site.intent.kind.value == SubnetKind::Private && !site.intent.ways.lead_out()
}

fn is_of_head(intent: &ClusterIntent, name: &SubnetName) -> bool {
    matches!(
        &intent.head.subnet,
        Some(Sourced { value: SubnetRef::Named(head), .. }) if head == name
    )
}

/// Returns the existing head subnet as the place of a single gateway, when no public subnet is
/// made, or when the gateway is there already.
pub(super) fn existing_host(
    intent: &ClusterIntent,
    placed_subnets: &[PlacedSubnet],
    mode: &Sourced<NatMode>,
    memory: &Memory,
) -> Option<SubnetPlace> {
    let has_private =
        placed_subnets.iter().any(|site| site.intent.kind.value == SubnetKind::Private);
    let has_public = placed_subnets.iter().any(|site| site.intent.kind.value == SubnetKind::Public);
    let shares_a_zone = placed_subnets.iter().all(|site| site.key.zone.is_none());
    let is_one = matches!(mode.value, NatMode::Single | NatMode::Count(1))
        || mode.value == NatMode::PerZone && shares_a_zone;
    if !is_one {
        return None;
    }
    match &intent.head.subnet {
        Some(Sourced { value: SubnetRef::Existing(id), .. }) => {
            let remembered = memory.nat_gateways.get(&NatKey { zone: None });
            let is_there =
                remembered.is_some_and(|nat| nat.value.host == NatHost::Existing(id.clone()));
            (has_private && (!has_public || is_there)).then(|| SubnetPlace::Existing(id.clone()))
        }
        _ => None,
    }
}
