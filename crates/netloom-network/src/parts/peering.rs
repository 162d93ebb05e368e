//! Peering connections.

use netloom_diag::Span;
use netloom_facts::kinds;

use super::{Entries, Network, Part, Target};
use crate::building::Placeholder;
use crate::kind::KindNames;
use crate::visit::visit_fields;
use crate::{Id, Known, Unknown};

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

impl Part for Peering {
    const NAMES: KindNames = KindNames {
        resource_type: "AWS::EC2::VPCPeeringConnection",
        id_attributes: &["Id"],
        id_prefix: "pcx-",
        homes: &[],
        facts: kinds::PEERINGS,
        route: Some(("VpcPeeringConnectionId", Target::Peering)),
        words: "peering connection",
        path_key: Some("VpcPeeringConnection"),
    };

    fn placeholder(of: &Placeholder<'_>) -> Self {
        Self {
            id: of.id.clone(),
            span: of.span,
            requester: of.known("the requester VPC"),
            accepter: of.known("the accepter VPC"),
            is_active: of.known("the status"),
        }
    }

    fn forget(network: &mut Network, id: &Id, unknown: &Unknown) -> bool {
        Self::change(network, id, |peering| {
            peering.is_active = Known::Unknown(unknown.clone());
        })
    }
}
