//! Quotas of an account that the network of a cluster uses up, with their defaults.
//!
//! # Source
//! Amazon VPC User Guide, "Amazon VPC quotas" and "Network Address Usage for your VPC", 2026-11.

/// A quota of an account in one region.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Quota {
    /// Elastic IP addresses of the account in the region.
    ElasticIps,
    /// NAT gateways of the account in one zone.
    NatGatewaysPerZone,
    /// Network interfaces of the account in the region.
    NetworkInterfaces,
    /// Units of network address usage of one VPC.
    NetworkAddressUsage,
    /// Interface endpoints of one VPC.
    InterfaceEndpoints,
    /// Subnets of one VPC.
    Subnets,
}

impl Quota {
    /// Every quota, in the order of the enum.
    pub const ALL: [Self; 6] = [
        Self::ElasticIps,
        Self::NatGatewaysPerZone,
        Self::NetworkInterfaces,
        Self::NetworkAddressUsage,
        Self::InterfaceEndpoints,
        Self::Subnets,
    ];

    /// Returns what an account has unless it was granted more, at least 5.
    #[must_use]
    pub const fn default_value(self) -> u64 {
        match self {
            Self::ElasticIps | Self::NatGatewaysPerZone => 5,
            Self::NetworkInterfaces => 5_000,
            Self::NetworkAddressUsage => 64_000,
            Self::InterfaceEndpoints => 50,
            Self::Subnets => 200,
        }
    }

    /// Returns its key in a 3.x config: `ElasticIps`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::ElasticIps => "ElasticIps",
            Self::NatGatewaysPerZone => "NatGatewaysPerZone",
            Self::NetworkInterfaces => "NetworkInterfaces",
            Self::NetworkAddressUsage => "NetworkAddressUsage",
            Self::InterfaceEndpoints => "InterfaceEndpoints",
            Self::Subnets => "Subnets",
        }
    }

    /// Returns its word in a 2.x config: `elastic_ips`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::ElasticIps => "elastic_ips",
            Self::NatGatewaysPerZone => "nat_gateways_per_zone",
            Self::NetworkInterfaces => "network_interfaces",
            Self::NetworkAddressUsage => "network_address_usage",
            Self::InterfaceEndpoints => "interface_endpoints",
            Self::Subnets => "subnets",
        }
    }

    /// Returns what it counts, in the plural: `Elastic IP addresses in the region`.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::ElasticIps => "Elastic IP addresses in the region",
            Self::NatGatewaysPerZone => "NAT gateways in a zone",
            Self::NetworkInterfaces => "network interfaces in the region",
            Self::NetworkAddressUsage => "units of network address usage in the VPC",
            Self::InterfaceEndpoints => "interface endpoints in the VPC",
            Self::Subnets => "subnets in the VPC",
        }
    }
}

/// The units of network address usage that a NAT gateway counts for, as does each zone of an
/// interface endpoint or of a load balancer.
///
/// # Source
/// Amazon VPC User Guide, "Network Address Usage for your VPC".
pub const N_USAGE_UNITS_OF_GATEWAY: u64 = 6;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_words_are_each_of_one_quota() {
        for quota in Quota::ALL {
            let same = Quota::ALL.iter().filter(|other| {
                other.key() == quota.key()
                    || other.word() == quota.word()
                    || other.in_words() == quota.in_words()
            });
            assert_eq!(same.count(), 1, "{quota:?}");
        }
    }
}
