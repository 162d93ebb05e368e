//! A zone that the region does not have.

use std::collections::BTreeSet;

use netloom_diag::{Diagnostic, Sourced};
use netloom_net::AzId;

use crate::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// The id of an availability zone that has the form of one, and that the table of the region's
    /// zones does not list.
    /// ### Why it matters
    /// EC2 creates no subnet in a zone that does not exist: the stack fails. The zone can be newer
    /// than the table.
    /// ### Example
    /// `Zones: [euw1-az9]`; the region eu-west-1 has euw1-az1, euw1-az2 and euw1-az3.
    /// ### Instead
    /// `Zones: [euw1-az3]`
    /// ### Source
    /// AWS Regions and Availability Zones, "Availability Zone IDs"; Amazon EC2 API,
    /// `DescribeAvailabilityZones`.
    ZONE_THAT_THE_REGION_DOES_NOT_HAVE = ("NET063", Warning, "zone that the region does not have");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let network = &context.intent.network;
    let of_subnets = network.subnets.iter().flat_map(|subnet| &subnet.zones);
    let mut seen = BTreeSet::new();
    let unseen =
        network.zones.iter().chain(of_subnets).filter(|zone| seen.insert(zone.value.clone()));
    unseen.filter_map(finding).collect()
}

fn finding(zone: &Sourced<AzId>) -> Option<Diagnostic> {
    let region = zone.value.region()?;
    let zones = region.zone_ids();
    // Local Zones come and go, and no table here lists them.
    if zones.contains(&zone.value) || zone.value.is_local() {
        return None;
    }
    let listed: Vec<String> = zones.iter().map(|zone| format!("`{zone}`")).collect();
    let message = format!("region `{region}` has no zone `{}` as far as known", zone.value);
    Some(
        Diagnostic::new(&ZONE_THAT_THE_REGION_DOES_NOT_HAVE, zone.span(), message)
            .about("network")
            .help(format!("write one of {}", listed.join(", ")))
            .help(format!("or look: `aws ec2 describe-availability-zones --region {region}`")),
    )
}

#[cfg(test)]
mod tests {
    use crate::example::check_yaml;

    fn check_zone(zone: &str, expected: &[&str]) {
        check_yaml("  Subnets:\n", &format!("  Zones: [{zone}]\n  Subnets:\n"), expected);
    }

    #[test]
    fn zones_beyond_the_table_are_found() {
        check_zone("euw1-az3", &[]);
        check_zone("euw1-az4", &["NET063"]);
        check_zone("euw1-az9", &["NET063"]);
        check_zone("euw1-lon1-az9", &[]);
    }
}
