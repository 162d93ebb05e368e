//! Route tables.

use netloom_diag::Span;
use netloom_facts::kinds;

use super::{Entries, Network, Part, ResourceKind};
use crate::building::Placeholder;
use crate::building::vpc_of_table;
use crate::kind::KindNames;
use crate::sets::RangeSet;
use crate::visit::visit_fields;
use crate::{Id, Known, Unknown};

/// A route table. The local routes of its VPC are not listed unless their target was changed: every
/// table has them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct RouteTable {
    /// Its name.
    pub id: Id,
    /// Where it is described.
    pub span: Span,
    /// The VPC.
    pub vpc: Id,
    /// Whether subnets without a table of their own use it.
    pub is_main: bool,
    /// The routes, in the order of the description; the routes that gateway endpoints put in are
    /// among them.
    pub routes: Vec<Route>,
    /// The gateways whose routes are propagated into it.
    pub propagations: Vec<Propagation>,
    /// What routes there may be that the description does not hold.
    pub beyond: Option<Unknown>,
    /// The gateways (internet or virtual private) whose incoming traffic it routes.
    pub edges: Vec<Id>,
}

visit_fields!(RouteTable { id, span, vpc, is_main, routes, propagations, beyond, edges });

/// One line of a route table.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Route {
    /// What people find it by: the logical id of the route, or its destination.
    pub name: String,
    /// Where it is described.
    pub span: Span,
    /// What it is for.
    pub destination: Known<Destination>,
    /// Where it leads.
    pub target: Known<Target>,
    /// How it came into the table.
    pub origin: RouteOrigin,
    /// Whether EC2 says that it leads nowhere.
    pub is_blackhole: bool,
}

visit_fields!(Route { span, destination, target, origin, is_blackhole; label name });

/// What a route is for.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Destination {
    /// A block, IPv4 or IPv6, and the length of its prefix.
    Block(RangeSet, u8),
    /// The entries of a prefix list.
    PrefixList(Id),
    /// The addresses of an AWS service in the region, such as `s3`: what a gateway endpoint puts
    /// in.
    Service(String),
}

/// Where a route leads.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Target {
    /// Inside the VPC.
    Local,
    /// An internet gateway.
    InternetGateway(Id),
    /// An egress-only internet gateway.
    EgressOnlyGateway(Id),
    /// A NAT gateway.
    NatGateway(Id),
    /// An interface, or the only interface of an instance.
    Interface(Id),
    /// A virtual private gateway.
    VpnGateway(Id),
    /// A gateway endpoint.
    GatewayEndpoint(Id),
    /// A peering connection.
    Peering(Id),
    /// A transit gateway.
    TransitGateway(Id),
    /// An endpoint of a firewall: which one, where it has several, goes by the text that picks it.
    Firewall(Id, String),
    /// A kind of thing that is known but not followed further, such as a carrier gateway.
    Other(Id),
}

impl Target {
    /// Returns what a route leads to; `None` for the VPC itself.
    #[must_use]
    pub fn id(&self) -> Option<&Id> {
        match self {
            Self::Local => None,
            Self::InternetGateway(id)
            | Self::EgressOnlyGateway(id)
            | Self::NatGateway(id)
            | Self::Interface(id)
            | Self::VpnGateway(id)
            | Self::GatewayEndpoint(id)
            | Self::Peering(id)
            | Self::TransitGateway(id)
            | Self::Firewall(id, _)
            | Self::Other(id) => Some(id),
        }
    }

    /// Returns what a route leads to, to be renamed.
    pub(crate) fn id_mut(&mut self) -> Option<&mut Id> {
        match self {
            Self::Local => None,
            Self::InternetGateway(id)
            | Self::EgressOnlyGateway(id)
            | Self::NatGateway(id)
            | Self::Interface(id)
            | Self::VpnGateway(id)
            | Self::GatewayEndpoint(id)
            | Self::Peering(id)
            | Self::TransitGateway(id)
            | Self::Firewall(id, _)
            | Self::Other(id) => Some(id),
        }
    }

    /// Returns the key by which the EC2 API names it: that of its kind, or that of all gateways.
    ///
    /// # Source
    /// Amazon EC2 API, `AnalysisRouteTableRoute` and `Route`.
    #[must_use]
    pub fn key(&self) -> &'static str {
        let own = self.kind().and_then(|kind| kind.names()?.route);
        own.map_or("GatewayId", |(key, _)| key)
    }

    /// Returns the kind of what a route leads to; `None` for the VPC itself.
    fn kind(&self) -> Option<ResourceKind> {
        Some(match self {
            Self::Local => return None,
            Self::InternetGateway(_) => ResourceKind::InternetGateway,
            Self::EgressOnlyGateway(_) => ResourceKind::EgressOnlyGateway,
            Self::NatGateway(_) => ResourceKind::NatGateway,
            Self::Interface(_) => ResourceKind::Interface,
            Self::VpnGateway(_) => ResourceKind::VpnGateway,
            Self::GatewayEndpoint(_) => ResourceKind::Endpoint,
            Self::Peering(_) => ResourceKind::Peering,
            Self::TransitGateway(_) => ResourceKind::TransitGateway,
            Self::Firewall(..) | Self::Other(_) => ResourceKind::Other,
        })
    }

    /// Returns whether a route for a part of its VPC may lead there: to an interface, a NAT gateway
    /// or an appliance; EC2 takes no other.
    ///
    /// # Source
    /// Amazon VPC User Guide, "Route tables", routing for a middlebox.
    #[must_use]
    pub fn may_be_for_a_part_of_its_vpc(&self) -> bool {
        match self {
            Self::NatGateway(_) | Self::Interface(_) | Self::Firewall(..) | Self::Other(_) => true,
            Self::Local
            | Self::InternetGateway(_)
            | Self::EgressOnlyGateway(_)
            | Self::VpnGateway(_)
            | Self::GatewayEndpoint(_)
            | Self::Peering(_)
            | Self::TransitGateway(_) => false,
        }
    }

    /// Returns whether it is known to be a gateway or a connection: neither the VPC itself, nor an
    /// interface or an appliance.
    #[must_use]
    pub fn is_a_way_out(&self) -> bool {
        match self {
            Self::Local | Self::Interface(_) | Self::Firewall(..) | Self::Other(_) => false,
            Self::InternetGateway(_)
            | Self::EgressOnlyGateway(_)
            | Self::NatGateway(_)
            | Self::VpnGateway(_)
            | Self::GatewayEndpoint(_)
            | Self::Peering(_)
            | Self::TransitGateway(_) => true,
        }
    }
}

/// How a route came into its table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum RouteOrigin {
    /// It is written.
    Static,
    /// A virtual private gateway learned it.
    Propagated,
}

/// Routes that a virtual private gateway puts into a table.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Propagation {
    /// The virtual private gateway.
    pub gateway: Id,
    /// Where it is written.
    pub span: Span,
}

visit_fields!(Propagation { gateway, span });

impl Part for RouteTable {
    const NAMES: KindNames = KindNames {
        resource_type: "AWS::EC2::RouteTable",
        id_attributes: &["RouteTableId"],
        id_prefix: "rtb-",
        homes: &[("VpcId", ResourceKind::Vpc)],
        facts: kinds::ROUTE_TABLES,
        route: None,
        words: "route table",
        path_key: Some("RouteTable"),
    };

    fn placeholder(of: &Placeholder<'_>) -> Self {
        Self {
            id: of.id.clone(),
            span: of.span,
            vpc: vpc_of_table(of.id),
            is_main: false,
            routes: Vec::new(),
            propagations: Vec::new(),
            beyond: Some(of.unknown("the routes")),
            edges: Vec::new(),
        }
    }

    /// There may be more routes in a table, and they may be more specific than its own.
    fn forget(network: &mut Network, id: &Id, unknown: &Unknown) -> bool {
        Self::change(network, id, |table| {
            table.beyond = Some(unknown.clone());
        })
    }
}
