//! Which records describe what things are referred to.

use netloom_facts::Kind;
use netloom_facts::kinds::{
    EGRESS_ONLY_GATEWAYS, ENDPOINTS, INTERFACES, INTERNET_GATEWAYS, NAT_GATEWAYS, NETWORK_ACLS,
    PEERINGS, PREFIX_LISTS, ROUTE_TABLES, SECURITY_GROUPS, SUBNETS, TRANSIT_GATEWAYS, VPCS,
    VPN_GATEWAYS,
};

use crate::building::ResourceKind;

/// Returns the kind of record that describes things of this sort.
pub(super) fn kind_of(sort: ResourceKind) -> Option<Kind> {
    Some(match sort {
        ResourceKind::Vpc => VPCS,
        ResourceKind::Subnet => SUBNETS,
        ResourceKind::RouteTable => ROUTE_TABLES,
        ResourceKind::NetworkAcl => NETWORK_ACLS,
        ResourceKind::SecurityGroup => SECURITY_GROUPS,
        ResourceKind::Interface => INTERFACES,
        ResourceKind::InternetGateway => INTERNET_GATEWAYS,
        ResourceKind::EgressOnlyGateway => EGRESS_ONLY_GATEWAYS,
        ResourceKind::NatGateway => NAT_GATEWAYS,
        ResourceKind::VpnGateway => VPN_GATEWAYS,
        ResourceKind::Endpoint => ENDPOINTS,
        ResourceKind::Peering => PEERINGS,
        ResourceKind::TransitGateway => TRANSIT_GATEWAYS,
        ResourceKind::PrefixList => PREFIX_LISTS,
        ResourceKind::Other => return None,
    })
}
