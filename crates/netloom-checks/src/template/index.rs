//! Resources by what their properties name, looked up and not searched for: templates have
//! thousands of resources, and a search for each of them grows with the square.

use std::collections::BTreeMap;

use netloom_network::{Id, Network, RouteTable};
use netloom_template::{Node, Presence, ResourceEntry, TemplateDocument, Value};

use super::context::Context;
use super::homes::{Home, home_of, vpc_of_value};
use super::paths::sameness;

/// The places of resources, in the order of the file.
type Places = Vec<usize>;

/// Types that attach a transit gateway to a VPC.
const TRANSIT_ATTACHMENTS: [&str; 2] =
    ["AWS::EC2::TransitGatewayAttachment", "AWS::EC2::TransitGatewayVpcAttachment"];

/// Resources that are made, or may be, by what a property of theirs refers to as a whole.
pub(super) struct References<'a> {
    /// By type, property and logical id.
    by_id: BTreeMap<&'a str, BTreeMap<&'a str, BTreeMap<&'a str, Places>>>,
}

impl<'a> References<'a> {
    pub(super) fn of(document: &'a TemplateDocument) -> Self {
        let mut by_id: BTreeMap<&str, BTreeMap<&str, BTreeMap<&str, Places>>> = BTreeMap::new();
        for (place, resource) in present(document) {
            let Value::Map(entries) = &resource.properties.value else { continue };
            for entry in entries {
                if let Some(reference) = entry.node.as_reference() {
                    let of_kind = by_id.entry(&resource.kind).or_default();
                    let of_property = of_kind.entry(&entry.key).or_default();
                    of_property.entry(&reference.id).or_default().push(place);
                }
            }
        }
        Self { by_id }
    }

    /// Returns the places of the resources of a type whose property refers to a resource.
    pub(super) fn to(&self, kind: &str, property: &str, id: &str) -> &[usize] {
        let of_property = self.by_id.get(kind).and_then(|of_kind| of_kind.get(property));
        of_property.and_then(|to| to.get(id)).map_or(&[], Vec::as_slice)
    }
}

/// Resources by the VPC that they are of, where it is known.
#[derive(Default)]
pub(super) struct ByHome<'a> {
    /// By type, those whose `VpcId` names the VPC.
    named: BTreeMap<&'a str, BTreeMap<Option<Home>, Places>>,
    /// Attachments of transit gateways, by gateway and VPC.
    transit: BTreeMap<String, BTreeMap<Option<Home>, Places>>,
}

impl<'a> ByHome<'a> {
    /// Needs a context in which references can be followed.
    pub(super) fn of(context: &Context<'a>) -> Self {
        let mut index = Self::default();
        for (place, resource) in present(context.document) {
            if let Some(vpc) = resource.properties.get("VpcId") {
                let of_kind = index.named.entry(&resource.kind).or_default();
                of_kind.entry(vpc_of_value(context, vpc)).or_default().push(place);
            }
        }
        for kind in TRANSIT_ATTACHMENTS {
            for attachment in context.of_kind(kind) {
                let gateway = attachment.properties.get("TransitGatewayId").and_then(sameness);
                let Some((gateway, place)) = gateway.zip(context.place(&attachment.id)) else {
                    continue;
                };
                let by_vpc = index.transit.entry(gateway).or_default();
                by_vpc.entry(home_of(context, attachment)).or_default().push(place);
            }
        }
        index
    }

    /// Returns the places of the resources of a type whose `VpcId` is this VPC, or, for `None`, is
    /// not known.
    pub(super) fn named(&self, kind: &str, vpc: Option<&Home>) -> &[usize] {
        let of_vpc = self.named.get(kind).and_then(|of_kind| of_kind.get(&vpc.cloned()));
        of_vpc.map_or(&[], Vec::as_slice)
    }

    /// Returns the places of the attachments of a transit gateway that are not certainly those of
    /// another VPC.
    pub(super) fn attached(&self, gateway: &str, vpc: Option<&Home>) -> Places {
        let Some(by_vpc) = self.transit.get(gateway) else { return Vec::new() };
        let is_open = |home: &Option<Home>| {
            home.as_ref().zip(vpc).is_none_or(|(home, vpc)| !vpc.differs_from(home))
        };
        let mut places: Places = match vpc {
            // Of a VPC that the template makes, only its own and those without a known VPC.
            Some(Home::Made(_)) => [None, vpc.cloned()]
                .iter()
                .flat_map(|home| by_vpc.get(home).into_iter().flatten().copied())
                .collect(),
            _ => by_vpc
                .iter()
                .filter(|(home, _)| is_open(home))
                .flat_map(|(_, places)| places.iter().copied())
                .collect(),
        };
        places.sort_unstable();
        places
    }
}

/// Returns the first main table of each VPC.
pub(super) fn main_tables(network: &Network) -> BTreeMap<&Id, &RouteTable> {
    let mut tables = BTreeMap::new();
    for table in network.route_tables.values().filter(|table| table.is_main) {
        tables.entry(&table.vpc).or_insert(table);
    }
    tables
}

/// Returns the places of associations of groups with further VPCs that may be of any group.
pub(super) fn associations_of_any_group(document: &TemplateDocument) -> Places {
    present(document)
        .filter(|(_, resource)| is_association_of_any_group(resource))
        .map(|(place, _)| place)
        .collect()
}

fn is_association_of_any_group(resource: &ResourceEntry) -> bool {
    resource.kind == "AWS::EC2::SecurityGroupVpcAssociation"
        && resource.properties.get("GroupId").and_then(Node::as_reference).is_none()
}

fn present(document: &TemplateDocument) -> impl Iterator<Item = (usize, &ResourceEntry)> {
    let numbered = document.resources.iter().enumerate();
    numbered.filter(|(_, resource)| resource.presence != Presence::Never)
}
