//! Transit gateways.

use netloom_diag::Span;
use netloom_facts::kinds;

use super::{Network, Part, Target};
use crate::building::Placeholder;
use crate::kind::KindNames;
use crate::visit::visit_fields;
use crate::{Destination, Id, Known, Unknown};

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

impl Part for TransitGateway {
    const NAMES: KindNames = KindNames {
        resource_type: "AWS::EC2::TransitGateway",
        id_attributes: &["Id"],
        id_prefix: "tgw-",
        homes: &[],
        facts: kinds::TRANSIT_GATEWAYS,
        route: Some(("TransitGatewayId", Target::TransitGateway)),
        words: "transit gateway",
        path_key: Some("TransitGateway"),
    };

    fn placeholder(of: &Placeholder<'_>) -> Self {
        Self {
            id: of.id.clone(),
            span: of.span,
            attachments: Vec::new(),
            tables: Vec::new(),
            beyond: Some(of.unknown("the attachments and routes")),
        }
    }

    /// The name may also be that of an attachment or a table of the gateway. What enters is routed
    /// by a table that cannot be determined, so nothing that crosses the gateway can.
    fn forget(network: &mut Network, id: &Id, unknown: &Unknown) -> bool {
        let is_it = |gateway: &&mut Self| {
            let attachments = gateway.attachments.iter().map(|attachment| &attachment.id);
            let mut parts = attachments.chain(gateway.tables.iter().map(|table| &table.id));
            gateway.id == *id || parts.any(|part| part == id)
        };
        let Some(gateway) = network.transit_gateways.values_mut().find(is_it) else {
            return false;
        };
        gateway.beyond = Some(unknown.clone());
        for attachment in &mut gateway.attachments {
            attachment.association = Some(Known::Unknown(unknown.clone()));
        }
        true
    }
}
