//! `Network.Subnets`: the subnets to make.

use netloom_diag::{Diagnostic, Sourced, Span};
use netloom_net::ids::SubnetId;
use netloom_net::{AzId, Ipv4Cidr, Region};

use super::keys::{Key, KeyTable, Shape, own, strict};
use super::network_values::{has_zone, read_block, read_by_zone, read_zones_of};
use super::reader::{Reader, Section};
use crate::codes;
use crate::intent::{SubnetIntent, SubnetKind, SubnetName, SubnetSize};
use crate::key_lists::{joined, total};
use crate::network_keys::routes::{self, read_ways};
use crate::values::parse_block;
use crate::yaml::Node;

pub(super) static SUBNET: KeyTable =
    strict("Network.Subnets", &joined::<Key, { total(KEY_LISTS) }>(KEY_LISTS));

const KEY_LISTS: &[&[Key]] = &[OWN_KEYS, routes::OF_SUBNET];

const OWN_KEYS: &[Key] = &[
    own("Name", Shape::Name)
        .doc(
            "the name by which the rest of the file refers to the subnet: lower-case \
              letters, digits and hyphens",
        )
        .example("compute"),
    own("Kind", Shape::OneOf(&["public", "private", "isolated"]))
        .doc(
            "`public` (internet gateway), `private` (NAT, Direct Connect or VPN) or \
              `isolated` (no default route)",
        )
        .default("`private`")
        .example("public"),
    own("Zones", Shape::Zones)
        .doc("the zones in which it is created, one subnet in each")
        .default("all of `Network.Zones`")
        .example("[euw1-az2]"),
    own("CidrBlock", Shape::Block)
        .doc("its block, for a subnet in one zone")
        .default("chosen")
        .example("10.20.16.0/20"),
    own("CidrBlocks", Shape::BlocksByZone)
        .doc("its blocks by zone id")
        .default("chosen")
        .example("{euw1-az1: 10.20.16.0/20, euw1-az2: 10.20.48.0/20}"),
    own("Hosts", Shape::Count)
        .doc("how many hosts each zone has room for")
        .default("twice the fleet")
        .example("4000"),
    own("RenamedFrom", Shape::Name)
        .doc(
            "the name that the subnet had before, so that it stays the same subnet under \
              its new name",
        )
        .default("a new name is a new subnet")
        .example("compute"),
];

const KINDS: [(&str, SubnetKind); 3] = [
    ("public", SubnetKind::Public),
    ("private", SubnetKind::Private),
    ("isolated", SubnetKind::Isolated),
];

/// The most hosts of a subnet: a /16 less the five addresses that AWS keeps.
const MAX_HOSTS: u64 = 65_531;

/// Reads the list, sorted by name.
pub(super) fn read_list(
    reader: &mut Reader<'_>,
    network: Section<'_>,
    region: Option<Region>,
    network_zones: &[Sourced<AzId>],
) -> Vec<SubnetIntent> {
    let Some((_, nodes)) = reader.items(network, "Subnets") else { return Vec::new() };
    let vpc_exists = network.field("VpcId").is_some();
    let of_network = OfNetwork { region, network_zones, vpc_exists };
    let mut subnets: Vec<SubnetIntent> =
        nodes.iter().filter_map(|node| read_subnet(reader, node, &of_network)).collect();
    subnets.sort_by(|a, b| (&a.name.value, a.name.span()).cmp(&(&b.name.value, b.name.span())));
    let repeats: Vec<(Span, Span)> = subnets
        .iter()
        .zip(subnets.iter().skip(1))
        .filter(|(earlier, later)| earlier.name.value == later.name.value)
        .map(|(earlier, later)| (earlier.name.span(), later.name.span()))
        .collect();
    for (earlier, later) in repeats {
        let finding =
            Diagnostic::new(&codes::DUPLICATE_ENTRY, later, "two subnets have the same name");
        reader.report(finding.also(earlier, "first here").help("give each its own name"));
    }
    subnets.dedup_by(|later, earlier| later.name.value == earlier.name.value);
    subnets
}

/// What the network says that its subnets are read by.
struct OfNetwork<'t> {
    region: Option<Region>,
    network_zones: &'t [Sourced<AzId>],
    vpc_exists: bool,
}

fn read_subnet(
    reader: &mut Reader<'_>,
    node: &Node,
    &OfNetwork { region, network_zones, vpc_exists }: &OfNetwork<'_>,
) -> Option<SubnetIntent> {
    let subnet = reader.item(node, "item of Subnets", &SUBNET)?;
    let name = reader.required_text(subnet, "Name").and_then(|text| read_name(reader, text));
    let renamed_from = reader.text(subnet, "RenamedFrom").and_then(|text| read_name(reader, text));
    let kind = reader.choice(subnet, "Kind", &KINDS).unwrap_or_else(|| {
        Sourced::defaulted(
            SubnetKind::Private,
            "a subnet is private unless `Kind` says otherwise",
            subnet.span,
        )
    });
    let mut zones = read_zones_of(reader, subnet, region, network_zones);
    // A list that cannot be read still says that the subnet is not in all zones: one stands in for
    // it.
    if zones.is_empty() && subnet.field("Zones").is_some() {
        zones.extend(network_zones.first().cloned());
    }
    let size = read_size(reader, subnet, region, network_zones, &mut zones);
    let ways = read_ways(reader, subnet, vpc_exists);
    Some(SubnetIntent { name: name?, kind, zones, size, renamed_from, ways })
}

pub(super) fn read_name(
    reader: &mut Reader<'_>,
    text: Sourced<String>,
) -> Option<Sourced<SubnetName>> {
    let name = SubnetName::new(&text.value).filter(|_| text.value.parse::<SubnetId>().is_err());
    if name.is_none() {
        let message = format!("`{}` is not a subnet name", text.value);
        let finding = Diagnostic::new(&codes::MALFORMED_NAME, text.span(), message)
            .label("1 to 32 characters: a lower-case letter, then `a-z`, `0-9` and hyphens");
        reader.report(finding.help("write a name such as `compute` or `storage-1`"));
    }
    name.map(|name| text.map(|_| name))
}

fn read_size(
    reader: &mut Reader<'_>,
    subnet: Section<'_>,
    region: Option<Region>,
    network_zones: &[Sourced<AzId>],
    zones: &mut Vec<Sourced<AzId>>,
) -> SubnetSize {
    let written: Vec<_> =
        ["CidrBlock", "CidrBlocks", "Hosts"].iter().filter_map(|name| subnet.field(name)).collect();
    for (first, later) in written.iter().zip(written.iter().skip(1)) {
        let message = format!("`{}` and `{}` exclude each other", first.name, later.name);
        let finding = Diagnostic::new(&codes::EXCLUSIVE_KEYS, later.key_span, message);
        reader.report(
            finding
                .also(first.key_span, "the size is written here already")
                .help("keep one of them"),
        );
    }
    let block = read_block(reader, subnet, "CidrBlock");
    let by_zone = read_blocks_by_zone(reader, subnet, region);
    let hosts = reader.integer(subnet, "Hosts", 1, MAX_HOSTS);
    let n_zones = if zones.is_empty() { network_zones.len() } else { zones.len() };
    if let Some(field) = subnet.field("CidrBlock").filter(|_| n_zones > 1) {
        let message = format!("`CidrBlock` gives one block to a subnet in {n_zones} zones");
        let finding = Diagnostic::new(&codes::WRONG_LIST_LENGTH, field.span(), message);
        let example = zones
            .iter()
            .chain(network_zones)
            .next()
            .map_or_else(String::new, |zone| zone.value.to_string());
        reader.report(finding.help(format!(
            "write `CidrBlocks: {{{example}: …, …}}` with a block for each zone, or `Zones` with \
             one zone"
        )));
    }
    match (block, by_zone, hosts) {
        (Some(block), _, _) => SubnetSize::Blocks(vec![block]),
        (None, Some(by_zone), _) => {
            check_zones_match(
                reader,
                subnet,
                &by_zone,
                if zones.is_empty() { network_zones } else { zones },
            );
            // The keys of `CidrBlocks` are zones, so they are the subnet's where `Zones` is absent.
            if zones.is_empty() {
                zones.extend(by_zone.iter().map(|(zone, _)| zone.clone()));
            }
            SubnetSize::Blocks(by_zone.into_iter().map(|(_, block)| block).collect())
        }
        (None, None, Some(hosts)) => SubnetSize::Hosts(hosts),
        (None, None, None) => SubnetSize::Fleet(subnet.span),
    }
}

/// Reads `CidrBlocks`, a mapping from zone to block, sorted by zone; absent when it is not written
/// or holds nothing to use.
fn read_blocks_by_zone(
    reader: &mut Reader<'_>,
    subnet: Section<'_>,
    region: Option<Region>,
) -> Option<Vec<(Sourced<AzId>, Sourced<Ipv4Cidr>)>> {
    let expected = ("CidrBlocks", "a mapping from zone to block");
    let mut blocks = read_by_zone(reader, subnet, expected, region, |reader, entry| {
        let text = reader.text_of(entry.node, entry.span(), entry.name)?;
        reader.keep(parse_block(&text.value, text.span())).map(|block| text.map(|_| block))
    })?;
    blocks.sort_by(|(a, _), (b, _)| a.value.cmp(&b.value));
    (!blocks.is_empty()).then_some(blocks)
}

/// Blocks and zones have to be the same ones.
fn check_zones_match(
    reader: &mut Reader<'_>,
    subnet: Section<'_>,
    blocks: &[(Sourced<AzId>, Sourced<Ipv4Cidr>)],
    zones: &[Sourced<AzId>],
) {
    if zones.is_empty() {
        return;
    }
    let span = subnet.field("CidrBlocks").map_or(subnet.span, |field| field.key_span);
    for zone in
        zones.iter().filter(|zone| !blocks.iter().any(|(known, _)| known.value == zone.value))
    {
        let message = format!("`CidrBlocks` has no block for zone `{}`", zone.value);
        let finding = Diagnostic::new(&codes::MISSING_KEY, span, message)
            .also(zone.span(), "the subnet is to lie here too");
        reader.report(finding.help(format!("add `{}: …`", zone.value)));
    }
    for (zone, _) in blocks.iter().filter(|(zone, _)| !has_zone(zones, &zone.value)) {
        let message = format!("the subnet does not lie in zone `{}`", zone.value);
        let finding = Diagnostic::new(&codes::POINTS_TO_NOTHING, zone.span(), message);
        reader.report(
            finding.help(format!("add `{}` to `Zones`, or leave the block out", zone.value)),
        );
    }
}
