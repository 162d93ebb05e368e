//! `Quotas`: what the account was granted beyond the defaults.

use std::collections::BTreeMap;

use netloom_diag::{Diagnostic, Sourced, Span};
use netloom_net::quotas::Quota;

use super::{Place, Sections};
use crate::codes::{DUPLICATE_ENTRY, VALUE_NOT_ALLOWED};
use crate::v2::keys::{self as v2_keys, extension};
use crate::v2::reader as v2;
use crate::v3::keys::{Key, KeyTable, Shape, own, strict};
use crate::v3::reader as v3;
use crate::values::parse_choice;

/// Quotas that are not the default ones.
type Quotas = BTreeMap<Quota, Sourced<u64>>;

pub(super) const V3: &[Key] = &[own("Quotas", Shape::Mapping(&QUOTAS))
    .doc("quotas of the account that are not the default ones")
    .default("the defaults of AWS")
    .example("{ElasticIps: 20, NetworkInterfaces: 20000}")];

static QUOTAS: KeyTable = strict(
    "Network.Quotas",
    &[
        own("ElasticIps", Shape::Count)
            .doc("Elastic IP addresses in the region")
            .default("`5`")
            .example("20"),
        own("NatGatewaysPerZone", Shape::Count)
            .doc("NAT gateways in each zone")
            .default("`5`")
            .example("10"),
        own("NetworkInterfaces", Shape::Count)
            .doc("network interfaces in the region")
            .default("`5000`")
            .example("20000"),
        own("NetworkAddressUsage", Shape::Count)
            .doc("units of network address usage in the VPC")
            .default("`64000`")
            .example("256000"),
        own("InterfaceEndpoints", Shape::Count)
            .doc("interface endpoints in the VPC")
            .default("`50`")
            .example("100"),
        own("Subnets", Shape::Count).doc("subnets in the VPC").default("`200`").example("400"),
    ],
);

pub(super) const V2: &[v2_keys::Key] = &[extension(
    "quotas",
    "quotas of the account that are not the default ones, separated by commas: \
     `elastic_ips`, `nat_gateways_per_zone`, `network_interfaces`, `network_address_usage`, \
     `interface_endpoints`, `subnets`",
)
.default("the defaults of AWS")
.example("elastic_ips=20, network_interfaces=20000")];

pub(super) fn read_v3(reader: &mut v3::Reader<'_>, place: &Place<'_>) -> Quotas {
    let section = place.network.and_then(|network| reader.section(network, "Quotas", &QUOTAS));
    let Some(section) = section else { return Quotas::new() };
    let granted = Quota::ALL.into_iter().filter_map(|quota| {
        let value = reader.integer(section, quota.key(), 1, u64::MAX)?;
        Some((quota, value))
    });
    granted.collect()
}

pub(super) fn read_v2(reader: &mut v2::Reader<'_>, sections: &Sections<'_>) -> Quotas {
    let Some(vpc) = sections.vpc else { return Quotas::new() };
    let mut quotas = Quotas::new();
    for item in reader.list(vpc, "quotas") {
        let Some(parsed) = reader.keep(parse(&item.value, item.span()), &item) else { continue };
        let (quota, value) = parsed.value;
        if let Some(first) = quotas.get(&quota) {
            let message = format!("`{}` is in `quotas` twice", quota.word());
            let twice = Diagnostic::new(&DUPLICATE_ENTRY, item.span(), message)
                .also(first.span(), "first here")
                .help("keep one of them");
            reader.keep(Err::<(), _>(twice), &item);
            continue;
        }
        quotas.insert(quota, Sourced { value, origin: parsed.origin });
    }
    quotas
}

/// Reads a quota such as `elastic_ips=20`.
fn parse(text: &str, span: Span) -> Result<(Quota, u64), Diagnostic> {
    let (word, value) = text.split_once('=').unwrap_or((text, ""));
    let words = Quota::ALL.map(|quota| (quota.word(), quota));
    let quota = parse_choice(word.trim(), span, "quotas", &words)?;
    match value.trim().parse::<u64>() {
        Ok(value) if value > 0 => Ok((quota, value)),
        _ => {
            let word = quota.word();
            let message = format!("`{text}` in `quotas` is not `{word}=` and a whole number");
            Err(Diagnostic::new(&VALUE_NOT_ALLOWED, span, message)
                .help(format!("write `{word}={}`", quota.default_value())))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_quota_has_its_key_and_its_default() {
        let written: Vec<&str> = QUOTAS.network.iter().map(|key| key.name).collect();
        assert_eq!(written, Quota::ALL.map(Quota::key));
        for (key, quota) in QUOTAS.network.iter().zip(Quota::ALL) {
            assert_eq!(key.default, format!("`{}`", quota.default_value()));
        }
    }
}
