//! `Network.Nat`: a word, or a mapping with the zones and addresses of the NAT gateways.

use std::collections::BTreeMap;

use netloom_diag::{Diagnostic, Sourced, Span};
use netloom_net::ids::AllocationId;
use netloom_net::{AzId, Region};

use super::keys::{KeyTable, Shape, own, strict};
use super::network_values::{read_by_zone, read_zones_of};
use super::reader::{Reader, Section, item_span};
use crate::codes;
use crate::intent::{NatAddresses, NatMode, NatSettings};
use crate::values::{parse_choice, parse_id, repeated_addresses};
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
            .doc(
                "`single`, one `per-zone`, one `regional`, one `private` (to the site), `none`, or \
                 how many, each in another zone",
            )
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
        // A number is plausible here, since `Mode` takes one: the help shows where it goes.
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
    let settings = NatSettings {
        zones: read_zones_of(reader, section, region, network_zones),
        addresses: read_addresses(reader, section, region),
        retain: reader.boolean(section, "Retain"),
    };
    for finding in repeated_addresses(&settings) {
        reader.report(finding);
    }
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

/// Reads the addresses that exist, by the zone of their gateway.
fn read_addresses(
    reader: &mut Reader<'_>,
    section: Section<'_>,
    region: Option<Region>,
) -> BTreeMap<Option<AzId>, NatAddresses> {
    let mut addresses: BTreeMap<Option<AzId>, NatAddresses> = BTreeMap::new();
    // The two keys are read one after the other and belong together by their zones.
    let one = ("AllocationIds", "a mapping from zone to the id of an address");
    let primary = read_by_zone(reader, section, one, region, |reader, entry| {
        read_allocation(reader, entry.node, entry.span())
    });
    for (zone, id) in primary.unwrap_or_default() {
        addresses.entry(Some(zone.value)).or_default().primary = Some(id);
    }
    let several = ("SecondaryAllocationIds", "a mapping from zone to a list of ids of addresses");
    let secondary = read_by_zone(reader, section, several, region, |reader, entry| {
        let Some(list) = entry.node.as_sequence() else {
            let expected = "a list of ids of addresses for each zone";
            reader.wrong_kind(entry.node, entry.span(), several.0, expected);
            return None;
        };
        let ids = list
            .items
            .iter()
            .filter_map(|item| read_allocation(reader, item, item_span(entry, item)));
        Some(ids.collect())
    });
    for (zone, ids) in secondary.unwrap_or_default() {
        addresses.entry(Some(zone.value)).or_default().secondary = ids;
    }
    addresses
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
