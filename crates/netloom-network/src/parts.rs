//! The parts of a network: one list of the kinds of things there are, and a file for each kind.
//!
//! A new kind is a file here, its `mod`, its field of [`Network`] and its line in the list below;
//! the lists do not compile without each other. What a kind has to say of itself is [`Part`].

mod attachment;
mod egress_only_gateway;
mod endpoint;
mod firewall;
mod forwarding;
mod interface;
mod internet_gateway;
mod nat_gateway;
mod network_acl;
mod peering;
mod prefix_list;
mod route_table;
mod security_group;
mod subnet;
mod transit_gateway;
pub(crate) mod vpc;
mod vpn_gateway;

use std::collections::BTreeMap;

pub use attachment::Attachment;
pub use egress_only_gateway::EgressOnlyGateway;
pub use endpoint::{Endpoint, EndpointKind};
pub use firewall::{Firewall, FirewallKind, Inspection, StatelessRule};
pub use forwarding::{Forwarding, HandedOn};
pub use interface::{Interface, InterfaceKind, PublicAddress, SecondaryAddresses};
pub use internet_gateway::InternetGateway;
pub use nat_gateway::NatGateway;
pub use network_acl::{AclEntry, NetworkAcl};
pub use peering::Peering;
pub use prefix_list::PrefixList;
pub use route_table::{Destination, Propagation, Route, RouteOrigin, RouteTable, Target};
pub use security_group::{GroupRule, Peer, SecurityGroup};
pub use subnet::{AclChoice, PublicAccess, Subnet, TableChoice};
pub use transit_gateway::{TransitAttachment, TransitGateway, TransitTable};
pub use vpc::{NameServer, Vpc};
pub use vpn_gateway::VpnGateway;

use crate::kind::{Entries, Part, resource_kinds};
use crate::sets::RangeSet;
use crate::visit::visit_fields;
use crate::{Assumption, Id, StackResource, Unknown};

/// Everything that packets can meet.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Network {
    /// VPCs, also those that are only referred to.
    pub vpcs: BTreeMap<Id, Vpc>,
    /// Subnets.
    pub subnets: BTreeMap<Id, Subnet>,
    /// Route tables, gateways' tables among them.
    pub route_tables: BTreeMap<Id, RouteTable>,
    /// Network ACLs; a subnet without one has its VPC's default, which admits everything.
    pub network_acls: BTreeMap<Id, NetworkAcl>,
    /// Security groups.
    pub security_groups: BTreeMap<Id, SecurityGroup>,
    /// Interfaces and everything that stands for some: instances, launch templates, mount targets.
    pub interfaces: BTreeMap<Id, Interface>,
    /// Internet gateways.
    pub internet_gateways: BTreeMap<Id, InternetGateway>,
    /// Egress-only internet gateways, for IPv6.
    pub egress_only_gateways: BTreeMap<Id, EgressOnlyGateway>,
    /// NAT gateways.
    pub nat_gateways: BTreeMap<Id, NatGateway>,
    /// Virtual private gateways: the way to Direct Connect and VPN.
    pub vpn_gateways: BTreeMap<Id, VpnGateway>,
    /// VPC endpoints of all kinds.
    pub endpoints: BTreeMap<Id, Endpoint>,
    /// Network firewalls, and endpoints of Gateway Load Balancers.
    pub firewalls: BTreeMap<Id, Firewall>,
    /// Peering connections.
    pub peerings: BTreeMap<Id, Peering>,
    /// Transit gateways.
    pub transit_gateways: BTreeMap<Id, TransitGateway>,
    /// Prefix lists whose entries are known, or which are known to be a service's.
    pub prefix_lists: BTreeMap<Id, PrefixList>,
    /// What load balancers forward with the address of the client kept.
    pub forwardings: Vec<Forwarding>,
    /// Parameters that were given no value and have their default, by name and in the order of the
    /// template.
    pub defaults: Vec<String>,
    /// Addresses that the site has as its owner says, public ones among them.
    pub on_premises: RangeSet,
    /// What was there and may matter to any answer, but was not understood.
    pub not_understood: Vec<Unknown>,
    /// What no description says and each answer about certain things assumes.
    pub assumptions: Vec<Assumption>,
    /// The interfaces of file systems, by the id of the file system, as facts tell it.
    pub file_systems: BTreeMap<Id, Vec<Id>>,
    /// What says that a CloudFormation stack made a thing of facts, by the id of the thing.
    pub stacks: BTreeMap<Id, StackResource>,
    /// Names of the description that are no end of a claim, and why, as whole sentences without a
    /// stop.
    pub no_ends: BTreeMap<Id, String>,
}

visit_fields!(Network {
    vpcs,
    subnets,
    route_tables,
    network_acls,
    security_groups,
    interfaces,
    internet_gateways,
    egress_only_gateways,
    nat_gateways,
    vpn_gateways,
    endpoints,
    firewalls,
    peerings,
    transit_gateways,
    prefix_lists,
    forwardings,
    defaults,
    on_premises,
    not_understood,
    assumptions,
    file_systems,
    stacks,
    no_ends
});

resource_kinds! {
    /// A VPC.
    Vpc: vpcs,
    /// A subnet.
    Subnet: subnets,
    /// A route table.
    RouteTable: route_tables,
    /// A network ACL.
    NetworkAcl: network_acls,
    /// A security group.
    SecurityGroup: security_groups,
    /// A network interface, or an instance in its place.
    Interface: interfaces,
    /// An internet gateway.
    InternetGateway: internet_gateways,
    /// An egress-only internet gateway.
    EgressOnlyGateway: egress_only_gateways,
    /// A NAT gateway.
    NatGateway: nat_gateways,
    /// A virtual private gateway.
    VpnGateway: vpn_gateways,
    /// A VPC endpoint.
    Endpoint: endpoints,
    /// A peering connection.
    Peering: peerings,
    /// A transit gateway.
    TransitGateway: transit_gateways,
    /// A prefix list.
    PrefixList: prefix_lists,
}
