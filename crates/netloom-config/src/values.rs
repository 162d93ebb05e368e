//! Values that both dialects write the same way: ids, blocks, zones, choices.
//!
//! Each function takes the text and its place and returns the typed value, or the one finding that
//! says what was seen, what was expected, and what to type.

use std::str::FromStr;

use netloom_diag::{Diagnostic, Severity, Sourced, Span, nearest_name};
use netloom_net::ids::{AllocationId, IdParseError};
use netloom_net::{AzId, AzIdParseError, Ipv4Cidr, Ipv4CidrParseError, Region};

use crate::codes;
use crate::intent::NatSettings;

/// Reads an AWS id; `what` names the kind in words, such as `subnet`.
pub(crate) fn parse_id<T>(text: &str, span: Span, what: &str) -> Result<T, Diagnostic>
where
    T: FromStr<Err = IdParseError>,
{
    text.parse().map_err(|error: IdParseError| {
        let prefix = error.expected_prefix;
        let seen = if error.has_prefix {
            "has not 8 or 17 letters and digits behind it"
        } else {
            "is not there"
        };
        let article =
            if what.starts_with(['A', 'E', 'I', 'O', 'a', 'e', 'i', 'o']) { "an" } else { "a" };
        let message = format!("`{text}` is not the id of {article} {what}");
        Diagnostic::new(&codes::MALFORMED_ID, span, message)
            .label(format!("`{prefix}` {seen}"))
            .help(format!("write the id as AWS shows it, such as `{prefix}0123456789abcdef0`"))
    })
}

/// Reports the Elastic IP addresses that are given twice: one is with one NAT gateway at a time.
pub(crate) fn repeated_addresses(settings: &NatSettings) -> Vec<Diagnostic> {
    let mut ids: Vec<&Sourced<AllocationId>> = settings
        .addresses
        .values()
        .flat_map(|addresses| addresses.primary.iter().chain(&addresses.secondary))
        .collect();
    ids.sort_by(|a, b| (&a.value, a.span()).cmp(&(&b.value, b.span())));
    let pairs = ids.iter().zip(ids.iter().skip(1));
    let repeats = pairs.filter(|(earlier, later)| earlier.value == later.value);
    let findings = repeats.map(|(earlier, later)| {
        let message = format!("address `{}` is given twice", later.value);
        Diagnostic::new(&codes::DUPLICATE_ENTRY, later.span(), message)
            .also(earlier.span(), "first here")
            .help("give each NAT gateway addresses of its own")
    });
    findings.collect()
}

/// Reads a block that has to be written without host bits, as subnets and VPCs are.
pub(crate) fn parse_block(text: &str, span: Span) -> Result<Ipv4Cidr, Diagnostic> {
    text.parse().map_err(|error| match error {
        Ipv4CidrParseError::HostBitsSet { network } => host_bits(text, span, network),
        error => malformed_cidr(text, span, error),
    })
}

/// Reads a block that says who may connect: host bits are dropped with a warning, as EC2 drops
/// them.
pub(crate) fn parse_access_block(text: &str, span: Span) -> (Option<Ipv4Cidr>, Option<Diagnostic>) {
    match text.parse() {
        Ok(block) => (Some(block), None),
        Err(Ipv4CidrParseError::HostBitsSet { network }) => {
            let finding = host_bits(text, span, network)
                .severity(Severity::Warning)
                .note(format!("EC2 reads it as `{network}`, {} addresses", network.n_addresses()));
            (Some(network), Some(finding))
        }
        Err(error) => (None, Some(malformed_cidr(text, span, error))),
    }
}

fn host_bits(text: &str, span: Span, network: Ipv4Cidr) -> Diagnostic {
    let length = network.prefix_len_bits();
    Diagnostic::new(
        &codes::HOST_BITS_SET,
        span,
        format!("`{text}` has bits set behind its prefix of {length}"),
    )
    .label(format!("the block starts at {}", network.first()))
    .help(format!("write `{network}`"))
}

fn malformed_cidr(text: &str, span: Span, error: Ipv4CidrParseError) -> Diagnostic {
    let finding =
        Diagnostic::new(&codes::MALFORMED_CIDR, span, format!("`{text}` is not an IPv4 block"));
    if text.contains(':') {
        return finding
            .label("no release of ParallelCluster takes IPv6 here")
            .help("write an IPv4 block, such as `10.0.0.0/24`");
    }
    match error {
        Ipv4CidrParseError::MissingPrefixLength => {
            let is_address = text.parse::<std::net::Ipv4Addr>().is_ok();
            finding.label("a block needs a prefix length").help(if is_address {
                format!("write `{text}/32` for this one address, or a block such as `10.0.0.0/24`")
            } else {
                "write a block such as `10.0.0.0/24`".to_owned()
            })
        }
        Ipv4CidrParseError::InvalidAddress => finding
            .label("the address is not four numbers from 0 to 255")
            .help("write a block such as `10.0.0.0/24`"),
        Ipv4CidrParseError::InvalidPrefixLength | Ipv4CidrParseError::HostBitsSet { .. } => finding
            .label("the prefix length is not a number from 0 to 32")
            .help("write a block such as `10.0.0.0/24`"),
    }
}

/// Returns what is wrong with a region's name: it is the name of a zone, or this build does not
/// know it.
pub(crate) fn unknown_region(region: &Sourced<String>) -> Option<Diagnostic> {
    let name = region.value.as_str();
    if Region::from_name(name).is_some() {
        return None;
    }
    if let Err(AzIdParseError::IsZoneName { region: Some(of_zone) }) = name.parse::<AzId>() {
        let (seen, flag) = match region.origin.is_written() {
            true => (format!("`{name}`"), ""),
            false => (format!("`--region {name}`"), "--region "),
        };
        let message = format!("{seen} is the name of a zone, expected the name of a region");
        return Some(
            Diagnostic::new(&codes::ZONE_AS_REGION, region.span(), message)
                .help(format!("write `{flag}{of_zone}`")),
        );
    }
    let near = nearest_name(name, Region::all().map(Region::name));
    // The finding needs a place in the file, and what is wrong stands on the command line.
    if !region.origin.is_written() {
        let message = format!("region `{name}` of `--region` is not known to this build");
        let finding = Diagnostic::new(&codes::UNKNOWN_REGION, region.span(), message)
            .label("`--region` decides");
        return Some(match near {
            Some(near) => finding.help(format!("did you mean `--region {near}`?")),
            None => finding.help("give the region as AWS names it, such as `--region eu-west-1`"),
        });
    }
    let message = format!("region `{name}` is not known to this build");
    let finding = Diagnostic::new(&codes::UNKNOWN_REGION, region.span(), message);
    Some(match near {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding.help("write the region as AWS names it, such as `eu-west-1`"),
    })
}

/// Reads a zone id and compares it with the region, where that is known.
pub(crate) fn parse_zone(
    text: &str,
    span: Span,
    region: Option<Region>,
) -> Result<AzId, Diagnostic> {
    let zone: AzId = text.parse().map_err(|error| not_a_zone(text, span, region, &error))?;
    match region {
        Some(region) if zone.region() != Some(region) => {
            let finding = Diagnostic::new(
                &codes::ZONE_NOT_AN_ID,
                span,
                format!("zone `{zone}` is not in region `{region}`"),
            );
            Err(finding.help(format!("write one of {}", zone_list(region))))
        }
        _ => Ok(zone),
    }
}

fn not_a_zone(
    text: &str,
    span: Span,
    region: Option<Region>,
    error: &AzIdParseError,
) -> Diagnostic {
    let finding = Diagnostic::new(
        &codes::ZONE_NOT_AN_ID,
        span,
        format!("`{text}` is not an availability zone id"),
    );
    match error {
        AzIdParseError::IsZoneName { region: named } => {
            let named_zone =
                finding.label("the name of a zone, which differs between accounts").help(
                    "`aws ec2 describe-availability-zones --query \
                 'AvailabilityZones[].[ZoneName,ZoneId]'` lists the ids",
                );
            match named.or(region) {
                Some(region) => named_zone.help(format!("write one of {}", zone_list(region))),
                None => named_zone,
            }
        }
        AzIdParseError::Malformed => {
            let example = region.map_or_else(|| "such as `euw1-az1`".to_owned(), zone_list);
            finding.help(format!("write a zone id: {example}"))
        }
    }
}

fn zone_list(region: Region) -> String {
    let zones: Vec<String> = region.zone_ids().iter().map(|zone| format!("`{zone}`")).collect();
    zones.join(", ")
}

/// Reads one word out of a list of choices, case as given; the finding lists them all.
pub(crate) fn parse_choice<T: Copy>(
    text: &str,
    span: Span,
    key: &str,
    choices: &[(&str, T)],
) -> Result<T, Diagnostic> {
    if let Some((_, value)) = choices.iter().find(|(word, _)| *word == text) {
        return Ok(*value);
    }
    let words: Vec<String> = choices.iter().map(|(word, _)| format!("`{word}`")).collect();
    let finding = Diagnostic::new(
        &codes::VALUE_NOT_ALLOWED,
        span,
        format!("`{key}` is `{text}`, expected one of {}", words.join(", ")),
    );
    Err(match nearest_name(text, choices.iter().map(|(word, _)| *word)) {
        Some(word) => finding.help(format!("did you mean `{word}`?")),
        None => finding.help(format!("write one of {}", words.join(", "))),
    })
}
