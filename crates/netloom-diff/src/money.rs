//! What the change costs a month, as an estimate: what is paid by the hour whether it is used or
//! not.
//!
//! Traffic is paid by the gigabyte and is in no template, so it is not in here.

use std::collections::BTreeMap;

use netloom_template::TemplateDocument;
use serde::{Deserialize, Serialize};

use crate::revision::{Resource, Resources, resources};
use crate::source_tree::SourceTree;
use crate::value::Plain;

/// Prices of one region.
///
/// # Source
/// The file says where it has them from, and of which day.
#[derive(Clone, PartialEq, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Prices {
    /// Where the prices are from.
    pub source: String,
    /// The day on which they were looked up.
    pub date: String,
    /// The region that they are of.
    pub region: String,
    /// The currency, such as `USD`.
    pub currency: String,
    /// Hours of a month.
    pub hours_per_month: u32,
    /// Prices by what is paid for.
    pub per_hour: BTreeMap<Item, f64>,
}

/// What is paid by the hour.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    /// A NAT gateway.
    NatGateway,
    /// A public IPv4 address, in use or not.
    PublicIpv4Address,
    /// An interface endpoint in one zone.
    InterfaceEndpointPerZone,
    /// A VPC at a transit gateway.
    TransitGatewayAttachment,
    /// A VPN connection.
    VpnConnection,
}

impl Item {
    /// Returns the item in words, in the singular.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::NatGateway => "NAT gateway",
            Self::PublicIpv4Address => "public IPv4 address",
            Self::InterfaceEndpointPerZone => "interface endpoint in a zone",
            Self::TransitGatewayAttachment => "transit gateway attachment",
            Self::VpnConnection => "VPN connection",
        }
    }
}

/// One line of the bill.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Line {
    /// What it is for.
    pub item: Item,
    /// How many there were.
    pub before: usize,
    /// How many there are.
    pub after: usize,
    /// The difference a month.
    pub monthly: f64,
}

/// The monthly difference.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Bill {
    /// The lines that change.
    pub lines: Vec<Line>,
    /// Their sum.
    pub monthly: f64,
    /// The currency.
    pub currency: String,
    /// The region of the prices.
    pub region: String,
    /// The day of the prices.
    pub date: String,
}

impl Prices {
    /// Returns the prices that come with the program.
    #[must_use]
    pub fn built_in() -> Option<Self> {
        Self::read(include_str!("../data/prices.json")).ok()
    }

    /// Reads a table of prices.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn read(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }
}

/// Returns what a whole template costs a month: its lines against nothing.
#[must_use]
pub fn monthly_bill(document: &TemplateDocument, prices: &Prices) -> Bill {
    // Prices go by types and counts, so nothing hangs on what unknown values are worked out from.
    let no_trees = BTreeMap::new();
    let all = resources(document, &SourceTree::new(&no_trees, document));
    compare(&Resources::new(), &all, prices)
}

/// Compares what is paid by the hour.
pub(crate) fn compare(before: &Resources<'_>, after: &Resources<'_>, prices: &Prices) -> Bill {
    let kept = before
        .iter()
        .filter(|(id, old)| !after.contains_key(*id) && old.is_retained("DeletionPolicy"));
    // What CloudFormation leaves behind is still paid for.
    let (old, new) =
        (counts(before.values()), counts(after.values().chain(kept.map(|(_, old)| old))));
    let mut lines = Vec::new();
    for (item, price) in &prices.per_hour {
        let (before, after) =
            (old.get(item).copied().unwrap_or(0), new.get(item).copied().unwrap_or(0));
        if before != after {
            let difference = as_number(after) - as_number(before);
            let monthly = cents(difference * price * f64::from(prices.hours_per_month));
            lines.push(Line { item: *item, before, after, monthly });
        }
    }
    let monthly = cents(lines.iter().map(|line| line.monthly).sum());
    let Prices { currency, region, date, .. } = prices.clone();
    Bill { lines, monthly, currency, region, date }
}

fn as_number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

fn cents(amount: f64) -> f64 {
    (amount * 100.0).round() / 100.0
}

fn counts<'r, 'd: 'r>(
    resources: impl Iterator<Item = &'r Resource<'d>> + Clone,
) -> BTreeMap<Item, usize> {
    let mut counts: BTreeMap<Item, usize> = BTreeMap::new();
    for resource in resources.clone() {
        let (item, n) = match resource.kind() {
            "AWS::EC2::NatGateway" => (Item::NatGateway, 1),
            "AWS::EC2::EIP" => (Item::PublicIpv4Address, 1),
            "AWS::EC2::VPCEndpoint" if resource.is("VpcEndpointType", "Interface") => {
                (Item::InterfaceEndpointPerZone, length_of(resource, "SubnetIds"))
            }
            "AWS::EC2::TransitGatewayAttachment" | "AWS::EC2::TransitGatewayVpcAttachment" => {
                (Item::TransitGatewayAttachment, 1)
            }
            "AWS::EC2::VPNConnection" => (Item::VpnConnection, 1),
            "AWS::EC2::Instance" if has_public_address(resource, resources.clone()) => {
                (Item::PublicIpv4Address, 1)
            }
            _ => continue,
        };
        *counts.entry(item).or_default() += n;
    }
    counts
}

fn length_of(resource: &Resource<'_>, property: &str) -> usize {
    match resource.get(property) {
        Some(Plain::List(items)) => items.len(),
        _ => 1,
    }
}

/// An instance that gets an address when it starts.
fn has_public_address<'r, 'd: 'r>(
    instance: &Resource<'_>,
    mut all: impl Iterator<Item = &'r Resource<'d>>,
) -> bool {
    let Some(Plain::Reference(subnet)) = instance.get("SubnetId") else { return false };
    all.any(|other| other.entry.id == subnet.id && other.is("MapPublicIpOnLaunch", "true"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prices_are_read_and_dated() {
        let prices = Prices::built_in().expect("prices");
        assert_eq!(prices.per_hour.get(&Item::NatGateway), Some(&0.045));
        assert!(prices.date.as_str() >= "2026-11");
    }
}
