//! Subnets times zones: each is one subnet of the template, with its zone and its size.

use netloom_config::intent::{SubnetIntent, SubnetSize};
use netloom_diag::{Diagnostic, Sourced, Span};
use netloom_net::{AzId, Ipv4Cidr};

use super::demand::Demand;
use super::zones::NetworkZones;
use crate::codes;
use crate::plan::{SubnetKey, ZoneRef};

/// One subnet to make, its block not yet decided unless it is written.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct PlacedSubnet {
    pub(crate) key: SubnetKey,
    pub(crate) intent: SubnetIntent,
    pub(crate) zone: ZoneRef,
    /// The block that the file writes for this zone.
    pub(crate) written: Option<Sourced<Ipv4Cidr>>,
    /// How many addresses its nodes need, the NAT gateway in it among them.
    pub(crate) demand: Demand,
    pub(crate) used_by: Vec<String>,
    /// Whether it is made for a NAT gateway alone.
    pub(crate) is_for_nat: bool,
    /// Whether a NAT gateway stands in it, counted in `demand`.
    pub(crate) hosts_nat: bool,
}

impl PlacedSubnet {
    /// Where the subnet is in the file: what decides when two want one place.
    pub(crate) fn file_position(&self) -> Span {
        self.intent.name.span()
    }
}

/// Spreads a subnet over its zones.
pub(crate) fn place_subnet(
    subnet: &SubnetIntent,
    zones: &NetworkZones,
    demand: Demand,
    used_by: &[String],
    problems: &mut Vec<Diagnostic>,
) -> Vec<PlacedSubnet> {
    let places = places_of(subnet, zones);
    let blocks = match &subnet.size {
        SubnetSize::Blocks(blocks) => blocks.as_slice(),
        SubnetSize::Hosts(_) | SubnetSize::Fleet(_) => &[],
    };
    // Which zone would go without a block cannot be guessed.
    if !blocks.is_empty() && blocks.len() != places.len() {
        problems.push(mismatch(subnet, blocks, places.len()));
        return Vec::new();
    }
    let with_blocks = places.into_iter().enumerate().map(|(index, zone)| PlacedSubnet {
        key: SubnetKey {
            name: subnet.name.value.clone(),
            zone: own_zone(&zone),
            renamed_from: subnet.renamed_from.as_ref().map(|first| first.value.clone()),
        },
        intent: subnet.clone(),
        zone,
        written: blocks.get(index).cloned(),
        demand,
        used_by: used_by.to_vec(),
        is_for_nat: false,
        hosts_nat: false,
    });
    with_blocks.collect()
}

fn places_of(subnet: &SubnetIntent, zones: &NetworkZones) -> Vec<ZoneRef> {
    match zones {
        _ if !subnet.zones.is_empty() => subnet.zones.iter().cloned().map(ZoneRef::Id).collect(),
        NetworkZones::Known(zones) => zones.iter().cloned().map(ZoneRef::Id).collect(),
        NetworkZones::SameAs { subnet, zone } => {
            vec![ZoneRef::SameAs { subnet: subnet.clone(), zone: zone.clone() }]
        }
    }
}

/// Returns the zone that goes into the key; a zone shared with an existing subnet does not.
fn own_zone(zone: &ZoneRef) -> Option<AzId> {
    match zone {
        ZoneRef::Id(zone) => Some(zone.value.clone()),
        ZoneRef::SameAs { .. } => None,
    }
}

fn mismatch(subnet: &SubnetIntent, blocks: &[Sourced<Ipv4Cidr>], n_zones: usize) -> Diagnostic {
    let span = blocks.first().map_or(subnet.name.span(), Sourced::span);
    let (name, n_blocks) = (&subnet.name.value, blocks.len());
    let message = format!("subnet `{name}` has {n_blocks} block(s) for {n_zones} zone(s)");
    Diagnostic::new(&codes::BLOCKS_DO_NOT_MATCH_ZONES, span, message)
        .about(format!("subnet.{name}"))
        .help(
            "write one block per zone: `CidrBlocks: {euw1-az1: 10.0.16.0/20, euw1-az2: \
               10.0.48.0/20}`",
        )
        .help("or limit the subnet to one zone: `Zones: [euw1-az1]`")
}
