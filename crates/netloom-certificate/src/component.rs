//! The path components that certificates name.

use std::fmt;

use netloom_network::{Id, ResourceKind};
use netloom_question::InterfaceAt;
use serde::{Deserialize, Serialize};

use crate::{Certificate, ProofPath};

/// A path component: what kind it is, and which one.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Component {
    /// The resolver of the VPC that a client in the subnet asks.
    Resolver {
        /// The subnet.
        subnet: Id,
    },
    /// The security groups of what sends.
    GroupsOut {
        /// What sends.
        of: Place,
    },
    /// The security groups of what receives.
    GroupsIn {
        /// What receives.
        of: Place,
    },
    /// The network ACL of a subnet, for what leaves it.
    AclOut {
        /// The subnet.
        subnet: Id,
    },
    /// The network ACL of a subnet, for what enters it.
    AclIn {
        /// The subnet.
        subnet: Id,
    },
    /// The route table of a subnet.
    RouteTable {
        /// The subnet.
        subnet: Id,
    },
    /// An internet gateway, outbound.
    InternetGateway {
        /// The gateway.
        gateway: Id,
    },
    /// An internet gateway, inbound.
    InternetGatewayIn {
        /// The gateway; `None` where the VPC has none.
        gateway: Option<Id>,
        /// What receives.
        to: Place,
    },
    /// An egress-only internet gateway.
    EgressOnlyGateway {
        /// The gateway.
        gateway: Id,
    },
    /// A NAT gateway.
    NatGateway {
        /// The gateway.
        gateway: Id,
    },
    /// An interface that forwards for others.
    Forwarder {
        /// The interface.
        of: Place,
    },
    /// The listeners of a load balancer.
    Listeners {
        /// The load balancer.
        of: Place,
    },
    /// A load balancer that keeps the addresses of clients.
    LoadBalancer {
        /// The load balancer; `None` for one that is not described.
        balancer: Option<Id>,
        /// The target group that it forwards to.
        target_group: Id,
    },
    /// A gateway endpoint.
    GatewayEndpoint {
        /// The endpoint.
        endpoint: Id,
    },
    /// An interface endpoint.
    InterfaceEndpoint {
        /// The endpoint.
        endpoint: Id,
    },
    /// A virtual private gateway.
    VpnGateway {
        /// The gateway.
        gateway: Id,
    },
    /// A peering connection.
    Peering {
        /// The connection.
        peering: Id,
    },
    /// A transit gateway.
    TransitGateway {
        /// The gateway.
        gateway: Id,
    },
    /// An endpoint of a firewall.
    Firewall {
        /// The firewall.
        firewall: Id,
        /// The subnet of the endpoint; `None` for one of several.
        subnet: Option<Id>,
    },
    /// A target that is not followed.
    Target {
        /// The route that leads to it.
        route: String,
    },
}

impl Component {
    /// Returns a gateway or connection as certificates name it; a kind that they do not cover as a
    /// target that is not followed.
    #[must_use]
    pub fn of_gateway(kind: ResourceKind, id: &Id) -> Self {
        let id = id.clone();
        match kind {
            ResourceKind::InternetGateway => Self::InternetGateway { gateway: id },
            ResourceKind::EgressOnlyGateway => Self::EgressOnlyGateway { gateway: id },
            ResourceKind::NatGateway => Self::NatGateway { gateway: id },
            ResourceKind::VpnGateway => Self::VpnGateway { gateway: id },
            ResourceKind::Peering => Self::Peering { peering: id },
            ResourceKind::TransitGateway => Self::TransitGateway { gateway: id },
            _ => Self::Target { route: id.to_string() },
        }
    }

    /// Returns whether something of this id stands there, other than an end of the question.
    #[must_use]
    pub fn is_of(&self, id: &Id) -> bool {
        match self {
            Self::InternetGateway { gateway }
            | Self::EgressOnlyGateway { gateway }
            | Self::NatGateway { gateway }
            | Self::VpnGateway { gateway }
            | Self::TransitGateway { gateway } => gateway == id,
            Self::InternetGatewayIn { gateway, .. } => gateway.as_ref() == Some(id),
            Self::Forwarder { of } | Self::Listeners { of } => of.interface.as_ref() == Some(id),
            Self::LoadBalancer { balancer, target_group } => {
                target_group == id || balancer.as_ref() == Some(id)
            }
            Self::GatewayEndpoint { endpoint } | Self::InterfaceEndpoint { endpoint } => {
                endpoint == id
            }
            Self::Peering { peering } => peering == id,
            Self::Firewall { firewall, .. } => firewall == id,
            Self::Resolver { .. }
            | Self::GroupsOut { .. }
            | Self::GroupsIn { .. }
            | Self::AclOut { .. }
            | Self::AclIn { .. }
            | Self::RouteTable { .. }
            | Self::Target { .. } => false,
        }
    }
}

impl Certificate {
    /// Returns whether every packet passes something of this id on the way there, going by the hops
    /// that are written down. A route table is named by its subnet, so that this is false of one.
    #[must_use]
    pub fn goes_by(&self, id: &Id) -> bool {
        let forward = |course: &ProofPath| {
            course.hops.iter().any(|hop| !hop.is_reply && hop.passes && hop.at.is_of(id))
        };
        self.queries.iter().flatten().all(forward)
    }
}

/// Something in a subnet.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Place {
    /// The subnet.
    pub subnet: Id,
    /// The interface or endpoint; `None` for anything launched there.
    pub interface: Option<Id>,
}

impl From<InterfaceAt<'_>> for Place {
    fn from(place: InterfaceAt<'_>) -> Self {
        let endpoint = place.endpoint.map(|endpoint| &endpoint.id);
        let interface = endpoint.or(place.interface.map(|interface| &interface.id));
        Self { subnet: place.subnet.id.clone(), interface: interface.cloned() }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.interface {
            Some(interface) => write!(f, "{interface} in {}", self.subnet),
            None => self.subnet.fmt(f),
        }
    }
}

impl fmt::Display for Component {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // One match over all of them, so that a new component does not compile without its words.
        match self {
            Self::Resolver { subnet } => write!(f, "resolver for {subnet}"),
            Self::GroupsOut { of } => write!(f, "groups out of {of}"),
            Self::GroupsIn { of } => write!(f, "groups into {of}"),
            Self::AclOut { subnet } => write!(f, "acl out of {subnet}"),
            Self::AclIn { subnet } => write!(f, "acl into {subnet}"),
            Self::RouteTable { subnet } => write!(f, "routes of {subnet}"),
            Self::InternetGateway { gateway } => write!(f, "internet gateway {gateway}"),
            Self::InternetGatewayIn { gateway: Some(gateway), to } => {
                write!(f, "internet gateway {gateway} to {to}")
            }
            Self::InternetGatewayIn { gateway: None, to } => {
                write!(f, "internet gateway missing to {to}")
            }
            Self::EgressOnlyGateway { gateway } => write!(f, "egress-only gateway {gateway}"),
            Self::NatGateway { gateway } => write!(f, "nat gateway {gateway}"),
            Self::Forwarder { of } => write!(f, "forwarder {of}"),
            Self::Listeners { of } => write!(f, "listeners of {of}"),
            Self::LoadBalancer { balancer: Some(balancer), target_group } => {
                write!(f, "load balancer {balancer} for {target_group}")
            }
            Self::LoadBalancer { balancer: None, target_group } => {
                write!(f, "load balancer one unknown for {target_group}")
            }
            Self::GatewayEndpoint { endpoint } => write!(f, "gateway endpoint {endpoint}"),
            Self::InterfaceEndpoint { endpoint } => write!(f, "interface endpoint {endpoint}"),
            Self::VpnGateway { gateway } => write!(f, "vpn gateway {gateway}"),
            Self::Peering { peering } => write!(f, "peering {peering}"),
            Self::TransitGateway { gateway } => write!(f, "transit gateway {gateway}"),
            Self::Firewall { firewall, subnet: Some(subnet) } => {
                write!(f, "firewall {firewall} in {subnet}")
            }
            Self::Firewall { firewall, subnet: None } => {
                write!(f, "firewall {firewall} in one of several")
            }
            Self::Target { route } => write!(f, "target of {route}"),
        }
    }
}
