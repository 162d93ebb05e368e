//! AWS regions: names, partitions, and the availability zones that new subnets may be put into.
//!
//! # Source
//! AWS Regions and Availability Zones, "Availability Zone IDs"; Amazon EC2 API,
//! `DescribeAvailabilityZones`, as recorded.

mod zones;

use std::fmt;

use self::zones::REGIONS;
use crate::AzId;

/// A group of regions with its own accounts and names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Partition {
    /// The commercial regions, `aws`.
    Commercial,
    /// The regions in China, `aws-cn`.
    China,
    /// AWS GovCloud (US), `aws-us-gov`.
    GovCloud,
    /// AWS Top Secret, `aws-iso`.
    Iso,
    /// AWS Secret, `aws-iso-b`.
    IsoB,
    /// `aws-iso-e`.
    IsoE,
    /// `aws-iso-f`.
    IsoF,
    /// The AWS European Sovereign Cloud, `aws-eusc`.
    EuropeanSovereign,
}

impl Partition {
    /// Returns the partition of a region by the beginning of its name, known to this build or not.
    ///
    /// # Source
    /// botocore, `data/endpoints.json`, `regionRegex` of each partition.
    #[must_use]
    pub fn of_region(name: &str) -> Self {
        let starts = [
            ("cn-", Self::China),
            ("us-gov-", Self::GovCloud),
            ("us-isof-", Self::IsoF),
            ("us-isob-", Self::IsoB),
            ("us-iso-", Self::Iso),
            ("eu-isoe-", Self::IsoE),
            ("eusc-", Self::EuropeanSovereign),
        ];
        let found = starts.into_iter().find(|(start, _)| name.starts_with(start));
        found.map_or(Self::Commercial, |(_, partition)| partition)
    }

    /// Returns the name that stands in ARNs: `aws-cn`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Commercial => "aws",
            Self::China => "aws-cn",
            Self::GovCloud => "aws-us-gov",
            Self::Iso => "aws-iso",
            Self::IsoB => "aws-iso-b",
            Self::IsoE => "aws-iso-e",
            Self::IsoF => "aws-iso-f",
            Self::EuropeanSovereign => "aws-eusc",
        }
    }

    /// Returns what the host names of its services end in: `amazonaws.com.cn`.
    ///
    /// # Source
    /// botocore, `data/endpoints.json`, `dnsSuffix` of each partition.
    #[must_use]
    pub fn dns_suffix(self) -> &'static str {
        match self {
            Self::Commercial | Self::GovCloud => "amazonaws.com",
            Self::China => "amazonaws.com.cn",
            Self::Iso => "c2s.ic.gov",
            Self::IsoB => "sc2s.sgov.gov",
            Self::IsoE => "cloud.adc-e.uk",
            Self::IsoF => "csp.hci.ic.gov",
            Self::EuropeanSovereign => "amazonaws.eu",
        }
    }
}

/// A region that this build knows.
///
/// Ordered by name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Region(&'static RegionFacts);

#[derive(PartialEq, Eq, PartialOrd, Ord, Debug)]
struct RegionFacts {
    name: &'static str,
    zone_id_prefix: &'static str,
    zone_numbers: &'static [u8],
}

impl Region {
    /// Returns the region of this name, such as `eu-west-1`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        REGIONS.iter().find(|facts| facts.name == name).map(Self)
    }

    /// Returns the region whose zone ids start with this text, such as `euw1`.
    #[must_use]
    pub fn from_zone_id_prefix(prefix: &str) -> Option<Self> {
        REGIONS.iter().find(|facts| facts.zone_id_prefix == prefix).map(Self)
    }

    /// Returns every region, sorted by name.
    pub fn all() -> impl Iterator<Item = Self> {
        REGIONS.iter().map(Self)
    }

    /// Returns the name, such as `eu-west-1`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// Returns the partition that the region belongs to.
    #[must_use]
    pub fn partition(self) -> Partition {
        Partition::of_region(self.name())
    }

    /// Returns the ids of the region's availability zones without Local Zones: two to six, sorted.
    ///
    /// An account may see fewer: new accounts do not get every zone of the oldest regions.
    #[must_use]
    pub fn zone_ids(self) -> Vec<AzId> {
        let ids = self
            .0
            .zone_numbers
            .iter()
            .map(|number| format!("{}-az{number}", self.0.zone_id_prefix));
        ids.filter_map(|id| id.parse().ok()).collect()
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_sorted_and_their_zones_lead_back_to_them() {
        assert!(REGIONS.is_sorted_by(|a, b| a.name < b.name));
        for region in Region::all() {
            let zones = region.zone_ids();
            assert_eq!(zones.len(), region.0.zone_numbers.len());
            assert!(zones.len() >= 2 && zones.is_sorted(), "{region}");
            assert!(zones.iter().all(|zone| zone.region() == Some(region)), "{region}");
        }
    }

    #[test]
    fn the_partition_follows_from_the_name() {
        let partition = |name| Region::from_name(name).map(Region::partition);
        assert_eq!(partition("eu-west-1"), Some(Partition::Commercial));
        assert_eq!(partition("cn-north-1"), Some(Partition::China));
        assert_eq!(partition("us-gov-east-1"), Some(Partition::GovCloud));
        assert_eq!(partition("eu-west-9"), None);
    }
}
