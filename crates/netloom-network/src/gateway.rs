//! Gateways at the edge of a VPC.

use std::net::Ipv4Addr;

use netloom_diag::Span;

use super::{Id, Known, Unknown};
use crate::visit::visit_fields;

/// Whether and where a gateway is attached.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Attachment {
    /// To this VPC, as said there.
    To(Id, Span),
    /// To none.
    None,
    /// It cannot be known.
    Unknown(Unknown),
}

/// An internet gateway.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct InternetGateway {
    /// Its name.
    pub id: Id,
    /// Where it is described or first referred to.
    pub span: Span,
    /// Its VPC.
    pub attachment: Attachment,
}

visit_fields!(InternetGateway { id, span, attachment });

/// An egress-only internet gateway: IPv6, outbound only, stateful.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct EgressOnlyGateway {
    /// Its name.
    pub id: Id,
    /// Where it is described.
    pub span: Span,
    /// Its VPC.
    pub vpc: Known<Id>,
}

visit_fields!(EgressOnlyGateway { id, span, vpc });

/// A virtual private gateway.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct VpnGateway {
    /// Its name.
    pub id: Id,
    /// Where it is described or first referred to.
    pub span: Span,
    /// Its VPC.
    pub attachment: Attachment,
    /// Whether the description makes it and connects no VPN and no Direct Connect to it.
    pub is_unconnected: bool,
}

visit_fields!(VpnGateway { id, span, attachment, is_unconnected });

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
