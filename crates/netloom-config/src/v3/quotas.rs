//! `Network.Quotas`: what the account was granted beyond the defaults.

use std::collections::BTreeMap;

use netloom_diag::Sourced;
use netloom_net::quotas::Quota;

use super::keys::{Key, KeyTable, Shape, own, strict};
use super::reader::{Reader, Section};

/// The key of the `Network` section.
pub(super) const KEY: Key = own("Quotas", Shape::Mapping(&QUOTAS))
    .doc("quotas of the account that are not the default ones")
    .default("the defaults of AWS")
    .example("{ElasticIps: 20, NetworkInterfaces: 20000}");

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

/// Reads `Quotas`; empty where it is not written.
pub(super) fn read(reader: &mut Reader<'_>, network: Section<'_>) -> BTreeMap<Quota, Sourced<u64>> {
    let Some(section) = reader.section(network, "Quotas", &QUOTAS) else {
        return BTreeMap::new();
    };
    let granted = Quota::ALL.into_iter().filter_map(|quota| {
        let value = reader.integer(section, quota.key(), 1, u64::MAX)?;
        Some((quota, value))
    });
    granted.collect()
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
