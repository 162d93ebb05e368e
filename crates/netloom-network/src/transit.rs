//! Ways to other networks: peering and transit gateways; and prefix lists.

use netloom_diag::Span;

use super::{Destination, Id, Known, Unknown};
use crate::sets::RangeSet;
use crate::visit::visit_fields;

/// A peering connection between two VPCs.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Peering {
    /// Its name.
    pub id: Id,
    /// Where it is described.
    pub span: Span,
    /// The VPC that asked.
    pub requester: Known<Id>,
    /// The VPC that accepts; not in the description when it belongs to someone else.
    pub accepter: Known<Id>,
    /// Whether EC2 says that it is active; a template's will be when both sides are of one account,
    /// else it is unknown.
    pub is_active: Known<bool>,
}

visit_fields!(Peering { id, span, requester, accepter, is_active });

/// A transit gateway.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct TransitGateway {
    /// Its name.
    pub id: Id,
    /// Where it is described or first referred to.
    pub span: Span,
    /// Its attachments to VPCs.
    pub attachments: Vec<TransitAttachment>,
    /// Its route tables; an attachment without an association uses the one with `is_default`.
    pub tables: Vec<TransitTable>,
    /// What attachments and routes there may be that the description does not hold.
    pub beyond: Option<Unknown>,
}

visit_fields!(TransitGateway { id, span, attachments, tables, beyond });

/// An attachment of a transit gateway to a VPC.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct TransitAttachment {
    /// Its name.
    pub id: Id,
    /// Where it is described.
    pub span: Span,
    /// The VPC.
    pub vpc: Known<Id>,
    /// One subnet per zone that is served.
    pub subnets: Vec<Known<Id>>,
    /// The table that routes what comes from it; `None` when it has none.
    pub association: Option<Known<Id>>,
    /// The tables that learn its VPC's blocks.
    pub propagations: Vec<Known<Id>>,
    /// Whether it carries IPv6; off unless switched on.
    pub carries_ipv6: Known<bool>,
    /// Whether inbound rules of security groups may name groups of VPCs beyond the gateway: both
    /// the gateway and the attachment have to support it, and the gateway does not unless someone
    /// switched it on.
    pub references_groups: Known<bool>,
}

visit_fields!(TransitAttachment {
    id,
    span,
    vpc,
    subnets,
    association,
    propagations,
    carries_ipv6,
    references_groups
});

/// A route table of a transit gateway.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct TransitTable {
    /// Its name.
    pub id: Id,
    /// Where it is described.
    pub span: Span,
    /// Static routes: destination, attachment (`None` for a blackhole), and where it is written.
    pub routes: Vec<(Known<Destination>, Option<Known<Id>>, Span)>,
}

visit_fields!(TransitTable { id, span, routes });

/// A managed prefix list.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct PrefixList {
    /// Its name.
    pub id: Id,
    /// Where it is described.
    pub span: Span,
    /// Its entries, each a block and the length of its prefix.
    pub entries: Known<Vec<(RangeSet, u8)>>,
    /// The service whose addresses it holds, for the lists that AWS keeps: `s3`.
    pub service: Option<String>,
}

visit_fields!(PrefixList { id, span, entries, service });
