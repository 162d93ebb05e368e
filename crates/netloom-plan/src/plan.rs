//! A network in which everything is decided.
//!
//! Objects refer to each other by key. Keys are made of names and zones, never of positions, so
//! that adding an object changes no other object's key.

mod addressing;
mod binding;
mod endpoints;
mod gateways;
mod head_interface;
mod routing;
mod security;
mod subnets;
mod transit_gateway;

pub use addressing::{PlannedVpc, ZoneRef};
pub use binding::PlannedBinding;
pub use endpoints::{EndpointPath, PlannedEndpoint};
pub use gateways::{
    NatKey, NatPlace, PlannedInternetGateway, PlannedNatGateway, PlannedVpnGateway,
};
pub use head_interface::{PlannedHeadInterface, PlannedPublicAddress};
pub use routing::{
    PlannedExistingTable, PlannedRoute, PlannedRouteTable, RouteTableKey, RouteTarget,
};
pub use security::{
    GroupRef, PeerRef, PlannedPlacementGroup, PlannedRule, PlannedSecurityGroup, Protocol,
    RuleDirection, SecurityGroupKey,
};
pub use subnets::{PlannedSubnet, SubnetKey, SubnetPlace};
pub use transit_gateway::{PlannedTransitAttachment, PlannedTransitGateway};

use netloom_config::intent::{Scheduler, SubnetKind, TagsIntent};
use netloom_net::Ipv4Cidr;

/// The network of one cluster.
///
/// A plan is complete: `emit` only spells it out. Every list is sorted by key and free of repeats.
#[derive(Clone, PartialEq, Debug)]
pub struct NetworkPlan {
    /// What the network is, in one sentence without a stop, at most 200 characters: the head of the
    /// template's description.
    pub summary: String,
    /// The scheduler it is for.
    pub scheduler: Scheduler,
    /// The tags of every resource.
    pub tags: TagsIntent,
    /// The VPC; absent when nothing in the plan has to name it.
    pub vpc: Option<PlannedVpc>,
    /// The internet gateway; absent when there is none or nothing refers to it.
    pub internet_gateway: Option<PlannedInternetGateway>,
    /// The virtual private gateway, when one is made.
    pub vpn_gateway: Option<PlannedVpnGateway>,
    /// The transit gateway, which exists.
    pub transit_gateway: Option<PlannedTransitGateway>,
    /// The subnets to make, sorted by key.
    pub subnets: Vec<PlannedSubnet>,
    /// The NAT gateways to make, sorted by key.
    pub nat_gateways: Vec<PlannedNatGateway>,
    /// The route tables to make, sorted by key.
    pub route_tables: Vec<PlannedRouteTable>,
    /// The route tables that exist and that subnets use, sorted by id.
    pub existing_tables: Vec<PlannedExistingTable>,
    /// The VPC endpoints to make, sorted by service.
    pub endpoints: Vec<PlannedEndpoint>,
    /// The security groups to make, sorted by key.
    pub security_groups: Vec<PlannedSecurityGroup>,
    /// The head node's interface, when the template makes it (v2).
    pub head_interface: Option<PlannedHeadInterface>,
    /// The placement groups to make, sorted by name.
    pub placement_groups: Vec<PlannedPlacementGroup>,
    /// Blocks that subnets of this network have, or had: where they are not planned again, they may
    /// still be there.
    pub remembered_blocks: Vec<Ipv4Cidr>,
    /// Which nodes use which subnets and groups, sorted by node group; `bind` writes these into the
    /// config.
    pub bindings: Vec<PlannedBinding>,
}

impl NetworkPlan {
    /// Returns the subnet of this key.
    #[must_use]
    pub fn subnet(&self, key: &SubnetKey) -> Option<&PlannedSubnet> {
        self.subnets.iter().find(|subnet| subnet.key == *key)
    }

    /// Returns whether the plan makes nothing at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !matches!(self.vpc, Some(PlannedVpc::New { .. }))
            && self.subnets.is_empty()
            && self.endpoints.is_empty()
            && self.security_groups.is_empty()
            && self.head_interface.is_none()
            && self.placement_groups.is_empty()
    }

    /// Returns the subnets of this kind, sorted by key.
    pub fn subnets_of_kind(&self, kind: SubnetKind) -> impl Iterator<Item = &PlannedSubnet> {
        self.subnets.iter().filter(move |subnet| subnet.kind.value == kind)
    }
}
