//! NAT gateways.

use std::net::Ipv4Addr;

use netloom_diag::Span;
use netloom_facts::kinds;

use super::{Entries, Network, Part, ResourceKind, Target};
use crate::building::Placeholder;
use crate::kind::KindNames;
use crate::visit::visit_fields;
use crate::{Id, Known, Unknown};

/// A NAT gateway.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct NatGateway {
    /// Its name.
    pub id: Id,
    /// Where it is described.
    pub span: Span,
    /// The subnet it stands in; `None` for a regional one, which stands in none.
    pub subnet: Option<Known<Id>>,
    /// The VPC of a regional one.
    pub vpc: Option<Known<Id>>,
    /// Whether it is a public one, the default, and not a private one.
    pub is_public: Known<bool>,
    /// Whether an Elastic IP address is given to it. Regional ones get theirs by themselves.
    pub has_address: Known<bool>,
    /// The public address, where the description gives it.
    pub public_address: Option<Ipv4Addr>,
    /// The zones that a regional one in manual mode serves, as ids or names; `None` for one that
    /// follows the workloads.
    pub zones: Option<Vec<Known<String>>>,
    /// Whether EC2 says that it works; a template's always will.
    pub is_available: bool,
}

visit_fields!(NatGateway {
    id,
    span,
    subnet,
    vpc,
    is_public,
    has_address,
    public_address,
    zones,
    is_available
});

impl Part for NatGateway {
    const NAMES: KindNames = KindNames {
        resource_type: "AWS::EC2::NatGateway",
        id_attributes: &["NatGatewayId"],
        id_prefix: "nat-",
        homes: &[("SubnetId", ResourceKind::Subnet), ("VpcId", ResourceKind::Vpc)],
        facts: kinds::NAT_GATEWAYS,
        route: Some(("NatGatewayId", Target::NatGateway)),
        words: "NAT gateway",
        path_key: Some("NatGateway"),
    };

    fn placeholder(of: &Placeholder<'_>) -> Self {
        Self {
            id: of.id.clone(),
            span: of.span,
            subnet: Some(of.known("the subnet")),
            vpc: None,
            is_public: of.known("the connectivity type"),
            has_address: of.known("the public address"),
            public_address: None,
            zones: None,
            is_available: true,
        }
    }

    fn forget(network: &mut Network, id: &Id, unknown: &Unknown) -> bool {
        Self::change(network, id, |gateway| {
            gateway.is_public = Known::Unknown(unknown.clone());
            gateway.has_address = Known::Unknown(unknown.clone());
        })
    }
}
