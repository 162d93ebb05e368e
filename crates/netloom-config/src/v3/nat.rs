//! `Network.Nat`: a word, or a mapping with the zones and addresses of the NAT gateways.

use netloom_diag::{Diagnostic, Sourced, Span};
use netloom_net::ids::AllocationId;
use netloom_net::{AzId, Region};

use super::keys::{KeyTable, Shape, own, strict};
use super::network_values::read_zones;
use super::reader::{Field, Reader, Section, item_span};
use crate::codes;
use crate::intent::{NatMode, NatSettings};
use crate::values::{parse_choice, parse_id, parse_zone};
use crate::yaml::Node;

/// The words for modes that a new config may write.
pub(super) const MODE_WORDS: [&str; 5] = ["single", "per-zone", "regional", "private", "none"];

const MODES: [(&str, NatMode); 5] = [
    ("single", NatMode::Single),
    ("per-zone", NatMode::PerZone),
    ("regional", NatMode::Regional),
    ("private", NatMode::Private),
    ("none", NatMode::None),
];

/// The largest number of gateways that can be asked for: more than any region has zones.
const MAX_GATEWAYS: u64 = 16;

pub(super) static NAT: KeyTable = strict(
    "Network.Nat",
    &[
        own("Mode", Shape::WordOrCount(&MODE_WORDS))
            .doc("`single`, one `per-zone`, one `regional`, one `private` (to the site), `none`, or how many, each in another zone")
            .default("one for each of `Zones`, else as `Nat` has it")
            .example("2"),
        own("Zones", Shape::Zones)
            .doc("the zones in which the NAT gateways stand")
            .default("those of the private subnets, the lowest first")
            .example("[euw1-az1]"),
        own("AllocationIds", Shape::IdsByZone("eipalloc"))
            .doc("Elastic IP addresses that exist, for the NAT gateway of each zone")
            .default("a new address for each gateway")
            .example("{euw1-az1: eipalloc-0123456789abcdef0}"),
        own("SecondaryAllocationIds", Shape::IdListsByZone("eipalloc"))
            .doc("further Elastic IP addresses that exist, for more connections to one destination")
            .default("none")
            .example("{euw1-az1: [eipalloc-0123456789abcdef0]}"),
        own("Retain", Shape::Boolean)
            .doc(
                "whether new addresses stay in the account when the template no longer has them, \
                 because they are on the lists of others",
            )
            .default("`false`")
            .example("true"),
    ],
);

/// What `Nat` says.
#[derive(Default)]
pub(super) struct Nat {
    pub(super) mode: Option<Sourced<NatMode>>,
    pub(super) settings: NatSettings,
}

/// Reads `Nat`, where it is written.
pub(super) fn read(
    reader: &mut Reader<'_>,
    network: Section<'_>,
    region: Option<Region>,
    network_zones: &[Sourced<AzId>],
) -> Nat {
    let Some(field) = network.field("Nat") else { return Nat::default() };
    if field.node.as_mapping().is_none() {
        let text = field.node.as_scalar().map(|scalar| scalar.text.as_str()).unwrap_or_default();
        if text.parse::<i64>().is_ok() {
            let message = format!("`Nat` is `{text}`, expected a word or a mapping");
            reader.report(
                Diagnostic::new(&codes::WRONG_TYPE, field.span(), message)
                    .help(format!("write `Nat: {{Mode: {text}}}`")),
            );
            return Nat::default();
        }
        let mode = read_word(reader, network, "Nat");
        return Nat { mode, settings: NatSettings::default() };
    }
    let Some(section) = reader.section(network, "Nat", &NAT) else { return Nat::default() };
    let zones = read_zones(reader, section, region);
    for zone in &zones {
        check_known(reader, zone, network_zones);
    }
    let mut settings = NatSettings { zones, ..NatSettings::default() };
    read_primary(reader, section, region, &mut settings);
    read_secondary(reader, section, region, &mut settings);
    check_repeats(reader, &settings);
    settings.retain = reader.boolean(section, "Retain");
    let mode = read_mode(reader, section).or_else(|| mode_of_zones(&settings));
    check_count(reader, mode.as_ref(), &settings);
    Nat { mode, settings }
}

/// Reads a word or a number.
fn read_mode(reader: &mut Reader<'_>, section: Section<'_>) -> Option<Sourced<NatMode>> {
    let field = section.field("Mode")?;
    let text = field.node.as_scalar().map(|scalar| scalar.text.clone()).unwrap_or_default();
    if text.parse::<i64>().is_ok() {
        let count = reader.integer(section, "Mode", 1, MAX_GATEWAYS)?;
        return Some(count.map(NatMode::Count));
    }
    read_word(reader, section, "Mode")
}

fn read_word(
    reader: &mut Reader<'_>,
    section: Section<'_>,
    name: &str,
) -> Option<Sourced<NatMode>> {
    let text = reader.text(section, name)?;
    // Understood, so that the planner can say why it does not work.
    if text.value == "head-node" {
        return Some(text.map(|_| NatMode::HeadNode));
    }
    let mode = reader.keep(parse_choice(&text.value, text.span(), name, &MODES))?;
    Some(text.map(|_| mode))
}

/// A list of zones says how many gateways there are.
fn mode_of_zones(settings: &NatSettings) -> Option<Sourced<NatMode>> {
    let first = settings.zones.first()?;
    let rule = "a NAT gateway in each of the zones listed for them";
    let mode = match settings.zones.len() {
        1 => NatMode::Single,
        several => NatMode::Count(u64::try_from(several).unwrap_or(MAX_GATEWAYS)),
    };
    Some(Sourced::derived(mode, rule, first.span()))
}

fn check_known(reader: &mut Reader<'_>, zone: &Sourced<AzId>, network_zones: &[Sourced<AzId>]) {
    if network_zones.is_empty() || network_zones.iter().any(|known| known.value == zone.value) {
        return;
    }
    let message = format!("zone `{}` is not one of the network's `Zones`", zone.value);
    let finding = Diagnostic::new(&codes::POINTS_TO_NOTHING, zone.span(), message);
    let finding = network_zones.iter().fold(finding, |finding, zone| finding.also(zone.span(), ""));
    reader.report(
        finding.help(format!("add `{}` to `Network.Zones`, or leave it out here", zone.value)),
    );
}

/// As many zones as gateways, where both are written.
fn check_count(reader: &mut Reader<'_>, mode: Option<&Sourced<NatMode>>, settings: &NatSettings) {
    let (Some(mode), Some(first)) = (mode, settings.zones.first()) else { return };
    let n_zones = u64::try_from(settings.zones.len()).unwrap_or(u64::MAX);
    let n_gateways = match mode.value {
        NatMode::Single => 1,
        NatMode::Private => n_zones,
        NatMode::Count(count) => count,
        NatMode::PerZone => n_zones,
        NatMode::Regional | NatMode::None | NatMode::HeadNode => 0,
    };
    if n_gateways == n_zones {
        return;
    }
    let message = format!("`Zones` has {n_zones} zone(s) for {n_gateways} NAT gateway(s)");
    let finding = Diagnostic::new(&codes::WRONG_LIST_LENGTH, first.span(), message)
        .also(mode.span(), "this many gateways");
    reader.report(finding.help(match n_gateways {
        0 => "leave `Zones` out".to_owned(),
        _ => format!("list {n_gateways}, or leave `Mode` out to have a gateway in each"),
    }));
}

fn read_primary(
    reader: &mut Reader<'_>,
    section: Section<'_>,
    region: Option<Region>,
    settings: &mut NatSettings,
) {
    let expected = "a mapping from zone to the id of an address";
    for (zone, span, node) in by_zone(reader, section, "AllocationIds", expected, region) {
        let id = read_allocation(
            reader,
            node,
            item_span(Field { name: "AllocationIds", key_span: span, node }, node),
        );
        settings.addresses.entry(Some(zone)).or_default().primary = id;
    }
}

fn read_secondary(
    reader: &mut Reader<'_>,
    section: Section<'_>,
    region: Option<Region>,
    settings: &mut NatSettings,
) {
    let name = "SecondaryAllocationIds";
    let expected = "a mapping from zone to a list of ids of addresses";
    for (zone, span, node) in by_zone(reader, section, name, expected, region) {
        let Some(list) = node.as_sequence() else {
            reader.wrong_kind(node, node.span, name, "a list of ids of addresses for each zone");
            continue;
        };
        let field = Field { name, key_span: span, node };
        let ids: Vec<_> = list
            .items
            .iter()
            .filter_map(|item| read_allocation(reader, item, item_span(field, item)))
            .collect();
        settings.addresses.entry(Some(zone)).or_default().secondary = ids;
    }
}

/// An address is with one gateway at a time.
fn check_repeats(reader: &mut Reader<'_>, settings: &NatSettings) {
    let mut ids: Vec<&Sourced<AllocationId>> = settings
        .addresses
        .values()
        .flat_map(|addresses| addresses.primary.iter().chain(&addresses.secondary))
        .collect();
    ids.sort_by(|a, b| (&a.value, a.span()).cmp(&(&b.value, b.span())));
    for pair in ids.windows(2) {
        let [first, second] = pair else { continue };
        if first.value == second.value {
            let message = format!("address `{}` is given twice", second.value);
            reader.report(
                Diagnostic::new(&codes::DUPLICATE_ENTRY, second.span(), message)
                    .also(first.span(), "first here")
                    .help("give each NAT gateway addresses of its own"),
            );
        }
    }
}

/// Returns the entries of a mapping whose keys are zones, each with the place of its zone.
fn by_zone<'t>(
    reader: &mut Reader<'_>,
    section: Section<'t>,
    name: &str,
    expected: &str,
    region: Option<Region>,
) -> Vec<(AzId, Span, &'t Node)> {
    let Some(field) = section.field(name) else { return Vec::new() };
    let Some(mapping) = field.node.as_mapping() else {
        reader.wrong_kind(field.node, field.span(), name, expected);
        return Vec::new();
    };
    let entries = mapping.entries.iter().filter_map(|entry| {
        let zone = reader.keep(parse_zone(&entry.key, entry.key_span, region))?;
        Some((zone, entry.key_span, &entry.value))
    });
    entries.collect()
}

fn read_allocation(
    reader: &mut Reader<'_>,
    node: &Node,
    span: Span,
) -> Option<Sourced<AllocationId>> {
    let text = reader.text_of(node, span, "the id of an address")?;
    let id = reader.keep(parse_id(&text.value, text.span(), "Elastic IP address"))?;
    Some(text.map(|_| id))
}
