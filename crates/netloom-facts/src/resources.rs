//! What the answers list, as the resources that a template would say it with.
//!
//! - Comes in: [`Records`].
//! - Goes out: an [`Observed`]: a [`TemplateDocument`], as every other source of a network becomes,
//!   and of each of its resources a [`State`]: what only what lives has.
//! - Owned here: which property of which type a key of an answer is, and what is a resource of its
//!   own.
//! - Left to others: what a resource means for packets (`netloom-network`), and which of it a
//!   template can be compared with (`netloom-diff`). Both go by one document, so they cannot
//!   disagree about what there is.
//!
//! A thing goes by its own id, a part of one, such as a route, by what it is for.
//!
//! | file | one idea |
//! | --- | --- |
//! | `vpcs`, `prefix_lists`, `gateways`, `transit` | how the records of a family are read |
//! | `tables`, `filters`, `interfaces` | the same of further families |
//! | `blocks` | values as EC2 writes them back |
//! | `state` | what only what lives has |
//! | `reading` | one record, and the resources that are made of it |

mod blocks;
mod filters;
mod gateways;
mod interfaces;
mod prefix_lists;
mod reading;
mod state;
mod tables;
mod transit;
mod vpcs;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use netloom_template::{Node, ResourceEntry, TemplateDocument, Value};

use crate::Records;
use crate::kinds::{
    ADDRESSES, DHCP_OPTIONS, EGRESS_ONLY_GATEWAYS, ENDPOINTS, INSTANCES, INTERFACES,
    INTERNET_GATEWAYS, Kind, NAT_GATEWAYS, NETWORK_ACLS, PEERINGS, PREFIX_LISTS, ROUTE_TABLES,
    SECURITY_GROUPS, SUBNETS, TRANSIT_ATTACHMENTS, TRANSIT_GATEWAYS, TRANSIT_TABLES,
    TRANSIT_VPC_ATTACHMENTS, VPCS, VPN_GATEWAYS,
};

pub use blocks::plain;
use reading::{Reading, Record};
pub use state::{Standing, State};

/// What there is.
#[derive(Debug)]
pub struct Observed<'a> {
    /// The resources, called by their own ids; what one names is a reference where it is listed,
    /// and its id where it is not.
    pub document: TemplateDocument,
    /// The state of each resource of the document, in the same order.
    states: Vec<State<'a>>,
}

/// How a record is read.
type Reader = for<'r, 'a> fn(&mut Reading<'r, 'a>, Record<'a>);

/// How the records of each answer are read, in the order in which the document has them.
const READERS: &[(Kind, Reader)] = &[
    (VPCS, vpcs::vpc),
    (DHCP_OPTIONS, vpcs::dhcp_options),
    (SUBNETS, vpcs::subnet),
    (PREFIX_LISTS, prefix_lists::prefix_list),
    (INTERNET_GATEWAYS, gateways::internet_gateway),
    (VPN_GATEWAYS, gateways::vpn_gateway),
    (NAT_GATEWAYS, gateways::nat_gateway),
    (ENDPOINTS, gateways::endpoint),
    (EGRESS_ONLY_GATEWAYS, gateways::egress_only),
    (PEERINGS, gateways::peering),
    (TRANSIT_GATEWAYS, transit::gateway),
    (TRANSIT_ATTACHMENTS, transit::any_attachment),
    (TRANSIT_VPC_ATTACHMENTS, transit::attachment),
    (TRANSIT_TABLES, transit::table),
    (ROUTE_TABLES, tables::table),
    (NETWORK_ACLS, filters::acl),
    (SECURITY_GROUPS, filters::group),
    (INTERFACES, interfaces::interface),
    (INSTANCES, interfaces::of_instance),
    (ADDRESSES, interfaces::address),
];

impl<'a> Observed<'a> {
    /// Makes resources of all records, each thing once.
    ///
    /// - `targets`: the keys of a route that name what it leads to, beside `GatewayId`.
    #[must_use]
    pub fn of(records: &Records<'a>, targets: impl Iterator<Item = &'static str>) -> Self {
        let mut reading = Reading::new(records, targets.collect());
        let listed = || {
            READERS.iter().flat_map(|(kind, read)| {
                let listed = records.of_kind(*kind).iter();
                listed.filter_map(|one| Some((*kind, record_of(*kind, one)?, *read)))
            })
        };
        // An instance is no resource of the document, and AWS's own prefix lists are in every one.
        let is_linked = |kind: Kind| !matches!(kind, INSTANCES | PREFIX_LISTS);
        let linked = listed().filter(|(kind, ..)| is_linked(*kind));
        reading.ids.extend(linked.map(|(_, record, _)| record.id));
        for (_, record, read) in listed() {
            reading.begin(is_gone(record.node));
            read(&mut reading, record);
        }
        let (resources, states) = reading.finish();
        let files: BTreeSet<_> = resources.iter().map(|one| one.span.file).collect();
        let document =
            TemplateDocument { resources: resources.into(), files, ..TemplateDocument::default() };
        Self { document, states }
    }

    /// Returns every resource with its state.
    pub fn all(&self) -> impl Iterator<Item = (&ResourceEntry, &State<'a>)> {
        self.document.resources.iter().zip(&self.states)
    }

    /// Returns the resources of a type with their states.
    pub fn of_kind(&self, kind: &str) -> impl Iterator<Item = (&ResourceEntry, &State<'a>)> {
        self.all().filter(move |(resource, _)| resource.kind == kind)
    }
}

/// A record under the id that other records name: addresses are named by their allocation.
fn record_of<'a>(kind: Kind, record: &crate::Record<'a>) -> Option<Record<'a>> {
    let id = match kind {
        ADDRESSES => match &record.node.get("AllocationId")?.value {
            Value::Text(id) if !id.is_empty() => id,
            _ => return None,
        },
        _ => record.id,
    };
    Some(Record { node: record.node, id })
}

/// EC2 goes on listing some things for an hour after they were deleted.
///
/// # Source
/// Amazon EC2 API, `NatGateway`, `VpcEndpoint` and `TransitGatewayVpcAttachment`, `State`;
/// `VpcPeeringConnectionStateReason`; `InstanceState`.
fn is_gone(record: &Node) -> bool {
    let part = |key: &str, inner: &str| {
        record.get(key).and_then(|part| part.get(inner)).and_then(Node::as_text)
    };
    let state = record.get("State").and_then(Node::as_text);
    let said = [state, part("State", "Name"), part("Status", "Code")];
    said.into_iter().flatten().any(|state| {
        let state = state.to_ascii_lowercase();
        state.starts_with("delet")
            || matches!(&*state, "rejected" | "expired" | "failed" | "terminated" | "shutting-down")
    })
}
