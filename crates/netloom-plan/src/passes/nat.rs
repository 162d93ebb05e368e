//! The way out of private subnets: which NAT, and where it stands.

use std::collections::BTreeSet;

use netloom_config::intent::{
    DEFAULT_HEAD_SUBNET, NatMode, PublicAddress, SubnetIntent, SubnetKind, SubnetName, SubnetRef,
    SubnetSize,
};
use netloom_config::{ClusterIntent, Dialect};
use netloom_diag::{Diagnostic, Sourced};
use netloom_net::AzId;
use netloom_net::ids::AllocationId;

use super::demand::Demand;
use super::nodes::NodeUse;
use super::placed_subnets::PlacedSubnet;
use super::wording::{Key, example};
use crate::plan::{NatKey, NatPlace, PlannedNatGateway, SubnetKey, SubnetPlace, ZoneRef};
use crate::{Memory, NatHost, codes};

/// The name of a public subnet that is made only to hold a NAT gateway.
pub(super) const NAT_SUBNET: &str = "nat";

/// How many hosts that subnet has room for: the smallest subnet there is, of which the gateway
/// takes one address.
const NAT_SUBNET_N_HOSTS: u64 = 11;

/// Decides where private subnets send what leaves the VPC.
///
/// Unsaid: one NAT gateway when some private subnet has nodes, unless all of them have a proxy and
/// nothing is public.
pub(crate) fn nat_mode(
    intent: &ClusterIntent,
    placed_subnets: &[PlacedSubnet],
    uses: &[NodeUse],
) -> Sourced<NatMode> {
    intent.network.nat.unwrap_or_else(|| derived_mode(intent, placed_subnets, uses))
}

fn derived_mode(
    intent: &ClusterIntent,
    placed_subnets: &[PlacedSubnet],
    uses: &[NodeUse],
) -> Sourced<NatMode> {
    // Without public addresses 2.x had no way out but a proxy. A NAT gateway has a public address,
    // so it takes a word.
    if intent.dialect == Dialect::V2Ini && intent.head.public_address.value == PublicAddress::None {
        let rule =
            "without public addresses nothing leaves by the internet unless the file says so";
        return Sourced::derived(NatMode::None, rule, intent.head.public_address.span());
    }
    let is_closed = is_closed(intent, placed_subnets);
    // In a closed network a proxy is the way out, so its nodes need no other one.
    let needs_nat = |node_use: &NodeUse| !(is_closed && node_use.has_proxy);
    let needy =
        placed_subnets.iter().filter(|site| site.intent.kind.value == SubnetKind::Private).find(
            |site| uses.iter().any(|node_use| node_use.uses(&site.key.name) && needs_nat(node_use)),
        );
    match needy {
        Some(site) => Sourced::derived(
            NatMode::Single,
            "private nodes leave through one NAT gateway",
            site.intent.name.span(),
        ),
        None => Sourced::defaulted(
            NatMode::None,
            "no private node needs a NAT gateway",
            intent.network.span,
        ),
    }
}

/// Returns whether nothing in the network is public, so that a proxy is reached by a line of the
/// site's own.
///
/// Beside a public head node a proxy may well be on the internet, where private nodes come only
/// through a NAT.
fn is_closed(intent: &ClusterIntent, placed_subnets: &[PlacedSubnet]) -> bool {
    let has_public_subnet =
        placed_subnets.iter().any(|site| site.intent.kind.value == SubnetKind::Public);
    let address = &intent.head.public_address.value;
    let has_public_head =
        matches!(address, PublicAddress::NewElasticIp | PublicAddress::ExistingElasticIp(_));
    !has_public_subnet && !has_public_head
}

/// Finds a head node that is to be the NAT and cannot.
pub(crate) fn head_node_problem(intent: &ClusterIntent) -> Option<Diagnostic> {
    let mode = intent.network.nat.as_ref().filter(|mode| mode.value == NatMode::HeadNode)?;
    let single = example(Key::Nat, intent.dialect);
    if intent.dialect == Dialect::V3Yaml {
        let message =
            "the head node of ParallelCluster 3 forwards nothing, so it cannot be the NAT";
        return Some(
            Diagnostic::new(&codes::HEAD_NODE_CANNOT_NAT, mode.span(), message)
                .label("only 2.x head nodes masquerade")
                .help(format!("write {single}")),
        );
    }
    if !intent.network.has_head_interface.value {
        let message = "the cluster's own stack makes the head node's interface, so no route of \
                       this template can lead to it";
        return Some(
            Diagnostic::new(&codes::HEAD_NODE_CANNOT_NAT, mode.span(), message)
                .help(format!("write {single}"))
                .help(
                    "or leave the compute subnet to 2.x, which routes it to the head node: give \
                     `pcluster` the file with `vpc_id`, `master_subnet_id` and \
                     `compute_subnet_cidr`",
                )
                .help(
                    "or write `cluster_resources = true` for the template of 2.4 as a whole, with \
                     an interface that no node uses",
                ),
        );
    }
    let address = &intent.head.public_address;
    (address.value == PublicAddress::None).then(|| {
        let message = "the head node cannot be the NAT without a public address of its own";
        Diagnostic::new(&codes::HEAD_NODE_CANNOT_NAT, mode.span(), message)
            .also(address.span(), "the head node gets no public address")
            .help("set `use_public_ips = true`")
            .help(format!("or let a NAT gateway do it: {single}"))
    })
}

/// Finds a private NAT gateway that leads nowhere.
pub(crate) fn private_without_line(
    mode: &Sourced<NatMode>,
    has_vpn_gateway: bool,
    dialect: Dialect,
) -> Option<Diagnostic> {
    (mode.value == NatMode::Private && !has_vpn_gateway).then(|| {
        let message = "a private NAT gateway leads to the site, and there is no virtual private \
                       gateway to it";
        Diagnostic::new(&codes::PRIVATE_NAT_WITHOUT_LINE, mode.span(), message)
            .about("nat-gateway")
            .help(match dialect {
                Dialect::V2Ini => "write `virtual_private_gateway = true` in `[vpc …]`",
                Dialect::V3Yaml => "write `VirtualPrivateGateway: true` under `Network`",
            })
            .help(format!("or write {}", example(Key::Nat, dialect)))
    })
}

/// Returns public subnets that have to be made only to hold NAT gateways: one per zone that needs a
/// gateway and has no public subnet.
pub(crate) fn host_sites(
    intent: &ClusterIntent,
    placed_subnets: &[PlacedSubnet],
    mode: &Sourced<NatMode>,
    memory: &Memory,
) -> Vec<PlacedSubnet> {
    if existing_host(intent, placed_subnets, mode, memory).is_some() {
        return Vec::new();
    }
    let hosts = Hosts { intent, placed_subnets, memory, mode: mode.value };
    let zones = hosts.zones_to_serve();
    zones
        .into_iter()
        .filter(|zone| hosts.host_in(zone).is_none() || hosts.has_own_subnet(zone))
        .filter_map(|zone| nat_site(placed_subnets, zone, mode))
        .collect()
}

fn nat_site(
    placed_subnets: &[PlacedSubnet],
    zone: Option<AzId>,
    mode: &Sourced<NatMode>,
) -> Option<PlacedSubnet> {
    let neighbour = placed_subnets.iter().find(|site| site.key.zone == zone);
    let (kind, rule) = match mode.value {
        NatMode::Private => (
            SubnetKind::Isolated,
            "a private NAT gateway stands in a subnet of its own, which the site's routes lead from",
        ),
        _ => (SubnetKind::Public, "a NAT gateway stands in a public subnet"),
    };
    let name = nat_subnet_name(placed_subnets)?;
    let zone_ref = match (&zone, neighbour.map(|site| &site.zone)) {
        (_, Some(same @ ZoneRef::SameAs { .. })) => same.clone(),
        (Some(zone), _) => ZoneRef::Id(Sourced::derived(zone.clone(), rule, mode.span())),
        (None, _) => return None,
    };
    Some(PlacedSubnet {
        key: SubnetKey::new(name.clone(), zone),
        intent: SubnetIntent {
            name: Sourced::derived(name, rule, mode.span()),
            kind: Sourced::derived(kind, rule, mode.span()),
            zones: Vec::new(),
            size: SubnetSize::Hosts(Sourced::derived(NAT_SUBNET_N_HOSTS, rule, mode.span())),
            renamed_from: None,
        },
        zone: zone_ref,
        written: None,
        demand: Demand::default(),
        used_by: Vec::new(),
        is_for_nat: true,
        hosts_nat: false,
    })
}

/// Returns `nat`, or `nat-2` and so on where the file has a subnet whose logical id, which drops
/// hyphens, would be the same.
fn nat_subnet_name(placed_subnets: &[PlacedSubnet]) -> Option<SubnetName> {
    let is_free = |name: &String| {
        !placed_subnets
            .iter()
            .any(|site| without_hyphens(site.key.first_name().as_str()) == without_hyphens(name))
    };
    let numbered =
        (2..=placed_subnets.len().saturating_add(2)).map(|number| format!("{NAT_SUBNET}-{number}"));
    std::iter::once(NAT_SUBNET.to_owned())
        .chain(numbered)
        .find(is_free)
        .and_then(|name| SubnetName::new(&name))
}

fn without_hyphens(name: &str) -> String {
    name.replace('-', "")
}

/// Decides the NAT gateways, sorted by key.
pub(crate) fn plan_nat_gateways(
    intent: &ClusterIntent,
    placed_subnets: &[PlacedSubnet],
    mode: &Sourced<NatMode>,
    memory: &Memory,
) -> Vec<PlannedNatGateway> {
    let settings = &intent.network.nat_settings;
    let gateway = |zone: Option<AzId>, place: NatPlace| PlannedNatGateway {
        key: NatKey { zone },
        origin: mode.origin,
        place,
        address: None,
        secondary_addresses: Vec::new(),
        is_private: mode.value == NatMode::Private,
        retains_address: settings.retain.as_ref().is_some_and(|retain| retain.value),
    };
    if let Some(host) = existing_host(intent, placed_subnets, mode, memory) {
        return vec![gateway(None, NatPlace::Subnet(host))];
    }
    if mode.value == NatMode::Regional && placed_subnets.iter().any(is_private) {
        return vec![gateway(None, NatPlace::Vpc)];
    }
    let hosts = Hosts { intent, placed_subnets, memory, mode: mode.value };
    let zones = hosts.zones_to_serve().into_iter();
    zones
        .filter_map(|zone| {
            let host = hosts.host_in(&zone)?;
            Some(gateway(zone, NatPlace::Subnet(SubnetPlace::Planned(host.key.clone()))))
        })
        .collect()
}

/// What decides where NAT gateways stand.
struct Hosts<'a> {
    intent: &'a ClusterIntent,
    placed_subnets: &'a [PlacedSubnet],
    memory: &'a Memory,
    mode: NatMode,
}

impl<'a> Hosts<'a> {
    /// Returns the zones that get a gateway, sorted: those of private subnets, or one of them for a
    /// single gateway.
    fn zones_to_serve(&self) -> BTreeSet<Option<AzId>> {
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
    fn has_own_subnet(&self, zone: &Option<AzId>) -> bool {
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
    fn host_in(&self, zone: &Option<AzId>) -> Option<&'a PlacedSubnet> {
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

/// Returns the zones of private subnets; several times where there are several in one.
pub(crate) fn private_zones(placed_subnets: &[PlacedSubnet]) -> Vec<AzId> {
    let private = placed_subnets.iter().filter(|site| is_private(site));
    private.filter_map(|site| site.key.zone.clone()).collect()
}

fn is_private(site: &PlacedSubnet) -> bool {
    site.intent.kind.value == SubnetKind::Private
}

fn is_of_head(intent: &ClusterIntent, name: &SubnetName) -> bool {
    matches!(
        &intent.head.subnet,
        Some(Sourced { value: SubnetRef::Named(head), .. }) if head == name
    )
}

/// Returns the existing head subnet as the place of a single gateway, when no public subnet is
/// made, or when the gateway is there already.
fn existing_host(
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
