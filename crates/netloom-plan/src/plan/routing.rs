//! Route tables.

use netloom_config::intent::{GatewayId, SubnetKind, SubnetName};
use netloom_diag::{Origin, Sourced};
use netloom_net::ids::RouteTableId;
use netloom_net::{AzId, Ipv4Cidr};

use super::{NatKey, SubnetKey};

/// What tells one route table from the others: the kind of its subnets, for private ones the zone, and
/// the subnet that has ways of its own.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct RouteTableKey {
    /// The kind of its subnets.
    pub kind: SubnetKind,
    /// The zone of private subnets; absent where it is not known, and for other kinds.
    pub zone: Option<AzId>,
    /// The first name of the only subnet that it routes for, where the file says routes of this one
    /// alone.
    pub subnet: Option<SubnetName>,
}

impl RouteTableKey {
    /// Returns the table of all subnets of a kind, and of a zone.
    #[must_use]
    pub fn shared(kind: SubnetKind, zone: Option<AzId>) -> Self {
        Self { kind, zone, subnet: None }
    }
}

/// A route table that exists, which subnets use.
#[derive(Clone, PartialEq, Debug)]
pub struct PlannedExistingTable {
    /// Its id.
    pub id: Sourced<RouteTableId>,
    /// The subnets that use it, sorted, at least one.
    pub subnets: Vec<SubnetKey>,
    /// The routes that it has as the file says it, sorted by destination, which is unique; empty where
    /// the file does not say.
    pub stated: Vec<PlannedRoute>,
}

/// A route table to make.
#[derive(Clone, PartialEq, Debug)]
pub struct PlannedRouteTable {
    /// Its key.
    pub key: RouteTableKey,
    /// Routes beside the VPC's own, sorted by destination; destinations are unique.
    pub routes: Vec<PlannedRoute>,
    /// The subnets that it routes for, sorted, at least one.
    pub subnets: Vec<SubnetKey>,
    /// Whether the virtual private gateway writes the routes that it learns into this table.
    pub learns_from_vpn_gateway: bool,
}

/// One route.
#[derive(Clone, PartialEq, Debug)]
pub struct PlannedRoute {
    /// Where the packets go.
    pub destination: Ipv4Cidr,
    /// The next hop.
    pub target: RouteTarget,
    /// The key or rule that asked for it.
    pub origin: Origin,
}

/// The next hop of a route.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum RouteTarget {
    /// The internet gateway of the plan.
    InternetGateway,
    /// One of the NAT gateways of the plan.
    NatGateway(NatKey),
    /// The head node's interface, which forwards for its neighbours.
    HeadInterface,
    /// A gateway that exists.
    Existing(GatewayId),
}
