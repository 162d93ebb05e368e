//! VPC endpoints.

use netloom_diag::Span;

use super::{Id, Known};
use crate::visit::visit_fields;

/// A VPC endpoint.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Endpoint {
    /// Its name.
    pub id: Id,
    /// Where it is described.
    pub span: Span,
    /// The VPC.
    pub vpc: Known<Id>,
    /// What follows the region in the name of the service: `s3`, `logs`, `ecr.api`. The whole name
    /// for services of others.
    pub service: Known<String>,
    /// Gateway or interface.
    pub kind: EndpointKind,
    /// Whether its policy denies every request; which of them another one admits is assumed.
    pub denies_everything: Known<bool>,
}

visit_fields!(Endpoint { id, span, vpc, service, kind, denies_everything });

/// How an endpoint is reached.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum EndpointKind {
    /// By routes to the service's prefix list. The routes also stand in the tables.
    Gateway {
        /// The tables that get the route.
        route_tables: Vec<Known<Id>>,
    },
    /// By an interface in each of these subnets.
    Interface {
        /// At most one per zone.
        subnets: Vec<Known<Id>>,
        /// The security groups of the interfaces.
        groups: Vec<Known<Id>>,
        /// Whether the service's own name leads to it in the whole VPC.
        private_dns: Known<bool>,
    },
    /// Of another kind: resource and service network, which are not followed, and Gateway Load
    /// Balancer, which is a firewall.
    Other,
}
