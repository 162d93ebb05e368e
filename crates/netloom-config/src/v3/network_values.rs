//! Zones and blocks, which the `Network` section and its subnets write the same way.

use netloom_diag::{Diagnostic, Sourced, Span};
use netloom_net::{AzId, Ipv4Cidr, Region};

use super::reader::{Field, Reader, Section, item_span};
use crate::codes;
use crate::values::{parse_block, parse_zone};

/// Reads a list of zones, sorted.
pub(crate) fn read_zones(
    reader: &mut Reader<'_>,
    section: Section<'_>,
    region: Option<Region>,
) -> Vec<Sourced<AzId>> {
    let Some((field, nodes)) = reader.items(section, "Zones") else { return Vec::new() };
    if nodes.is_empty() {
        let finding = Diagnostic::new(
            &codes::WRONG_LIST_LENGTH,
            field.span(),
            "`Zones` has no entries, expected at least one",
        );
        reader.report(finding.help("list the zones, or leave `Zones` out"));
    }
    let texts = reader.texts(section, "Zones").unwrap_or_default();
    let mut zones: Vec<Sourced<AzId>> = texts
        .into_iter()
        .filter_map(|text| {
            let zone = reader.keep(parse_zone(&text.value, text.span(), region))?;
            Some(text.map(|_| zone))
        })
        .collect();
    sort_without_repeats(reader, "zone", &mut zones);
    zones
}

/// Reads zones of which each has to be one of the network's, where that lists its own.
pub(crate) fn read_zones_of(
    reader: &mut Reader<'_>,
    section: Section<'_>,
    region: Option<Region>,
    network_zones: &[Sourced<AzId>],
) -> Vec<Sourced<AzId>> {
    let zones = read_zones(reader, section, region);
    let foreign = zones
        .iter()
        .filter(|zone| !network_zones.is_empty() && !has_zone(network_zones, &zone.value));
    for zone in foreign {
        let message = format!("zone `{}` is not one of the network's `Zones`", zone.value);
        let finding = Diagnostic::new(&codes::POINTS_TO_NOTHING, zone.span(), message);
        let finding =
            network_zones.iter().fold(finding, |finding, zone| finding.also(zone.span(), ""));
        reader.report(
            finding.help(format!("add `{}` to `Network.Zones`, or leave it out here", zone.value)),
        );
    }
    zones
}

/// Returns whether a zone is one of these.
pub(crate) fn has_zone(zones: &[Sourced<AzId>], zone: &AzId) -> bool {
    zones.iter().any(|known| known.value == *zone)
}

/// Reads a mapping whose keys are zones, in the order written; absent when it is not written.
///
/// - `expected`: the whole mapping in words.
/// - `read`: reads the value of an entry, whose name and place come first.
pub(crate) fn read_by_zone<T>(
    reader: &mut Reader<'_>,
    section: Section<'_>,
    (name, expected): (&str, &str),
    region: Option<Region>,
    mut read: impl FnMut(&mut Reader<'_>, Field<'_>) -> Option<T>,
) -> Option<Vec<(Sourced<AzId>, T)>> {
    let field = section.field(name)?;
    let Some(mapping) = field.node.as_mapping() else {
        reader.wrong_kind(field.node, field.span(), name, expected);
        return None;
    };
    let mut entries = Vec::new();
    for entry in &mapping.entries {
        let field = Field { name: &entry.key, key_span: entry.key_span, node: &entry.value };
        let zone = reader.keep(parse_zone(&entry.key, entry.key_span, region));
        let value = read(reader, field);
        entries.extend(zone.map(|zone| Sourced::written(zone, entry.key_span)).zip(value));
    }
    Some(entries)
}

/// Reads one block, where it is written.
pub(crate) fn read_block(
    reader: &mut Reader<'_>,
    section: Section<'_>,
    name: &str,
) -> Option<Sourced<Ipv4Cidr>> {
    let text = reader.text(section, name)?;
    reader.keep(parse_block(&text.value, text.span())).map(|block| text.map(|_| block))
}

/// Reads a list of blocks, in the order written.
pub(crate) fn read_blocks(
    reader: &mut Reader<'_>,
    section: Section<'_>,
    name: &str,
) -> Vec<Sourced<Ipv4Cidr>> {
    let Some((field, nodes)) = reader.items(section, name) else { return Vec::new() };
    let blocks = nodes.iter().map(|node| {
        let text = reader.text_of(node, item_span(field, node), &format!("item of {name}"))?;
        reader.keep(parse_block(&text.value, text.span())).map(|block| text.map(|_| block))
    });
    blocks.collect::<Vec<_>>().into_iter().flatten().collect()
}

/// Reads a list of blocks, sorted, none twice.
pub(crate) fn read_sorted_blocks(
    reader: &mut Reader<'_>,
    section: Section<'_>,
    name: &str,
) -> Vec<Sourced<Ipv4Cidr>> {
    let mut blocks = read_blocks(reader, section, name);
    sort_without_repeats(reader, "block", &mut blocks);
    blocks
}

/// Sorts values and reports those that occur twice.
fn sort_without_repeats<T: Ord + std::fmt::Display>(
    reader: &mut Reader<'_>,
    what: &str,
    values: &mut Vec<Sourced<T>>,
) {
    values.sort_by(|a, b| (&a.value, a.span()).cmp(&(&b.value, b.span())));
    let repeats: Vec<(Span, Span, String)> = values
        .iter()
        .zip(values.iter().skip(1))
        .filter(|(earlier, later)| earlier.value == later.value)
        .map(|(earlier, later)| (earlier.span(), later.span(), later.value.to_string()))
        .collect();
    for (earlier, later, text) in repeats {
        let finding = Diagnostic::new(
            &codes::DUPLICATE_ENTRY,
            later,
            format!("{what} `{text}` is listed twice"),
        );
        reader.report(finding.also(earlier, "first here").help("keep one of them"));
    }
    values.dedup_by(|later, earlier| later.value == earlier.value);
}
