//! VPC endpoints.

use netloom_diag::Span;
use netloom_facts::kinds;

use super::{Entries, Network, Part, ResourceKind, Target};
use crate::building::Placeholder;
use crate::kind::KindNames;
use crate::visit::visit_fields;
use crate::{Id, Known, Unknown};

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

impl Part for Endpoint {
    const NAMES: KindNames = KindNames {
        resource_type: "AWS::EC2::VPCEndpoint",
        id_attributes: &["Id"],
        id_prefix: "vpce-",
        homes: &[("VpcId", ResourceKind::Vpc)],
        facts: kinds::ENDPOINTS,
        route: None,
        words: "endpoint",
        path_key: Some("VpcEndpoint"),
    };

    fn placeholder(of: &Placeholder<'_>) -> Self {
        Self {
            id: of.id.clone(),
            span: of.span,
            vpc: of.known("the VPC"),
            service: of.known("the service"),
            kind: EndpointKind::Other,
            denies_everything: Known::Is(false),
        }
    }

    fn forget(network: &mut Network, id: &Id, unknown: &Unknown) -> bool {
        let routes = network.route_tables.values_mut().flat_map(|table| &mut table.routes);
        let led_there = Known::Is(Target::GatewayEndpoint(id.clone()));
        for route in routes.filter(|route| route.target == led_there) {
            route.target = Known::Unknown(unknown.clone());
        }
        Self::change(network, id, |endpoint| {
            endpoint.vpc = Known::Unknown(unknown.clone());
            if let EndpointKind::Interface { private_dns, .. } = &mut endpoint.kind {
                *private_dns = Known::Unknown(unknown.clone());
            }
        })
    }
}
