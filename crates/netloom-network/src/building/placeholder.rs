//! Stand-ins for what a description refers to and does not hold: everything about them is unknown,
//! by name.

use std::collections::BTreeMap;

use netloom_diag::Span;

use crate::Network;
use crate::sets::addresses::Family;
use crate::sets::traffic::Traffic;
use crate::{
    AclChoice, AclEntry, Attachment, EgressOnlyGateway, Endpoint, EndpointKind, GroupRule, Id,
    Interface, InterfaceKind, InternetGateway, Known, NatGateway, NetworkAcl, Peer, Peering,
    PrefixList, PublicAccess, PublicAddress, RouteTable, SecurityGroup, Subnet, TableChoice,
    TransitGateway, Unknown, Vpc, VpnGateway,
};

use super::everything_to_anywhere;

/// What kind of thing a reference leads to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum ResourceKind {
    /// A VPC.
    Vpc,
    /// A subnet.
    Subnet,
    /// A route table.
    RouteTable,
    /// A network ACL.
    NetworkAcl,
    /// A security group.
    SecurityGroup,
    /// A network interface, or an instance in its place.
    Interface,
    /// An internet gateway.
    InternetGateway,
    /// An egress-only internet gateway.
    EgressOnlyGateway,
    /// A NAT gateway.
    NatGateway,
    /// A virtual private gateway.
    VpnGateway,
    /// A VPC endpoint.
    Endpoint,
    /// A peering connection.
    Peering,
    /// A transit gateway.
    TransitGateway,
    /// A prefix list.
    PrefixList,
    /// A thing that is only named: an attachment or table of a transit gateway, an allocated
    /// address, a launch template.
    Other,
}

/// How a thing that is not described came to be referred to; it decides what its unknown parts are
/// called.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ReferenceKind<'a> {
    /// By its id.
    ById,
    /// By its id, in facts that another call of the AWS CLI would complete.
    ToBeAskedFor(&'a str),
    /// By a value that is itself unknown, of this name.
    ByUnknown(&'a str),
}

struct Placeholder<'a> {
    id: &'a Id,
    span: Span,
    mention: ReferenceKind<'a>,
}

impl Placeholder<'_> {
    fn unknown(&self, part: &str) -> Unknown {
        let what = match self.mention {
            ReferenceKind::ById => format!("{part} of {}", quoted(self.id)),
            ReferenceKind::ToBeAskedFor(call) => {
                format!("{part} of {}: run `aws ec2 {call}`", quoted(self.id))
            }
            ReferenceKind::ByUnknown(what) => what.to_owned(),
        };
        Unknown { what, span: self.span }
    }

    fn known<T>(&self, part: &str) -> Known<T> {
        Known::Unknown(self.unknown(part))
    }
}

/// Puts a stand-in into the network unless there is an entry already; returns whether it did.
pub(crate) fn ensure(
    network: &mut Network,
    sort: ResourceKind,
    id: &Id,
    span: Span,
    mention: ReferenceKind<'_>,
) -> bool {
    let stand_in = Placeholder { id, span, mention };
    match sort {
        ResourceKind::Vpc => put(&mut network.vpcs, id, || stand_in.vpc()),
        ResourceKind::Subnet => put(&mut network.subnets, id, || stand_in.subnet()),
        ResourceKind::RouteTable => put(&mut network.route_tables, id, || stand_in.route_table()),
        ResourceKind::NetworkAcl => put(&mut network.network_acls, id, || stand_in.network_acl()),
        ResourceKind::SecurityGroup => {
            put(&mut network.security_groups, id, || stand_in.security_group())
        }
        ResourceKind::Interface => put(&mut network.interfaces, id, || stand_in.interface()),
        ResourceKind::InternetGateway => {
            put(&mut network.internet_gateways, id, || stand_in.internet_gateway())
        }
        ResourceKind::EgressOnlyGateway => {
            put(&mut network.egress_only_gateways, id, || stand_in.egress_only_gateway())
        }
        ResourceKind::NatGateway => put(&mut network.nat_gateways, id, || stand_in.nat_gateway()),
        ResourceKind::VpnGateway => put(&mut network.vpn_gateways, id, || stand_in.vpn_gateway()),
        ResourceKind::Endpoint => put(&mut network.endpoints, id, || stand_in.endpoint()),
        ResourceKind::Peering => put(&mut network.peerings, id, || stand_in.peering()),
        ResourceKind::TransitGateway => {
            put(&mut network.transit_gateways, id, || stand_in.transit_gateway())
        }
        ResourceKind::PrefixList => put(&mut network.prefix_lists, id, || stand_in.prefix_list()),
        // What is not part of the network has no entry, so a reference to it needs none.
        ResourceKind::Other => false,
    }
}

fn put<T>(entries: &mut BTreeMap<Id, T>, id: &Id, make: impl FnOnce() -> T) -> bool {
    if entries.contains_key(id) {
        return false;
    }
    entries.insert(id.clone(), make());
    true
}

/// Returns an id as it stands in a sentence; one that is a phrase stands as it is.
pub fn quoted(id: &Id) -> String {
    if id.as_str().contains(' ') { id.to_string() } else { format!("`{id}`") }
}

/// Returns the name by which the VPC of a subnet goes that says nothing of its VPC.
pub(crate) fn vpc_of_subnet(subnet: &Id) -> Id {
    Id::new(format!("the VPC of {}", quoted(subnet)))
}

/// Returns the name by which the VPC of a route table goes that says nothing of its VPC.
pub(crate) fn vpc_of_table(table: &Id) -> Id {
    Id::new(format!("the VPC of {}", quoted(table)))
}

impl Placeholder<'_> {
    fn vpc(&self) -> Vpc {
        Vpc {
            id: self.id.clone(),
            span: self.span,
            blocks: vec![self.known("the blocks")],
            ipv6_blocks: vec![self.known("the IPv6 blocks")],
            dns_support: self.known("DNS support"),
            dns_hostnames: self.known("DNS hostnames"),
            name_servers: self.known("the DHCP options"),
            beyond: Some(self.unknown("the routes, gateways and endpoints")),
        }
    }

    fn subnet(&self) -> Subnet {
        Subnet {
            id: self.id.clone(),
            span: self.span,
            vpc: vpc_of_subnet(self.id),
            block: self.known("the block"),
            ipv6_block: Some(self.known("the IPv6 block")),
            zone: self.known("the zone"),
            maps_public_addresses: self.known("`MapPublicIpOnLaunch`"),
            assigns_ipv6: self.known("`AssignIpv6AddressOnCreation`"),
            dns64: self.known("`EnableDns64`"),
            // As everywhere, unless options of the account are described.
            public_access: Known::Is(PublicAccess::Open),
            route_table: TableChoice::Unknown(self.unknown("the route table")),
            network_acl: AclChoice::Unknown(self.unknown("the network ACL")),
        }
    }

    fn route_table(&self) -> RouteTable {
        RouteTable {
            id: self.id.clone(),
            span: self.span,
            vpc: vpc_of_table(self.id),
            is_main: false,
            routes: Vec::new(),
            propagations: Vec::new(),
            beyond: Some(self.unknown("the routes")),
            edges: Vec::new(),
        }
    }

    fn network_acl(&self) -> NetworkAcl {
        let beyond = Some(self.unknown("the entries"));
        NetworkAcl { id: self.id.clone(), span: self.span, entries: Vec::new(), beyond }
    }

    fn security_group(&self) -> SecurityGroup {
        SecurityGroup {
            id: self.id.clone(),
            span: self.span,
            vpc: self.known("the VPC"),
            ingress: Vec::new(),
            egress: Vec::new(),
            beyond: Some(self.unknown("the rules")),
        }
    }

    fn interface(&self) -> Interface {
        let places = (vec![self.known("the subnet")], vec![self.known("the security groups")]);
        Interface {
            checks_source_and_destination: self.known("the source and destination check"),
            public: PublicAddress::Unknown(self.unknown("the public address")),
            has_ipv6: Some(self.known("the IPv6 addresses")),
            is_attached: self.known("the attachment"),
            ..Interface::new(self.id.clone(), self.span, InterfaceKind::Interface, places)
        }
    }

    fn internet_gateway(&self) -> InternetGateway {
        let attachment = Attachment::Unknown(self.unknown("the attachment"));
        InternetGateway { id: self.id.clone(), span: self.span, attachment }
    }

    fn egress_only_gateway(&self) -> EgressOnlyGateway {
        EgressOnlyGateway { id: self.id.clone(), span: self.span, vpc: self.known("the VPC") }
    }

    fn vpn_gateway(&self) -> VpnGateway {
        let attachment = Attachment::Unknown(self.unknown("the attachment"));
        VpnGateway { id: self.id.clone(), span: self.span, attachment, is_unconnected: false }
    }

    fn nat_gateway(&self) -> NatGateway {
        NatGateway {
            id: self.id.clone(),
            span: self.span,
            subnet: Some(self.known("the subnet")),
            vpc: None,
            is_public: self.known("the connectivity type"),
            has_address: self.known("the public address"),
            public_address: None,
            zones: None,
            is_available: true,
        }
    }

    fn endpoint(&self) -> Endpoint {
        Endpoint {
            id: self.id.clone(),
            span: self.span,
            vpc: self.known("the VPC"),
            service: self.known("the service"),
            kind: EndpointKind::Other,
            denies_everything: Known::Is(false),
        }
    }

    fn peering(&self) -> Peering {
        Peering {
            id: self.id.clone(),
            span: self.span,
            requester: self.known("the requester VPC"),
            accepter: self.known("the accepter VPC"),
            is_active: self.known("the status"),
        }
    }

    fn transit_gateway(&self) -> TransitGateway {
        TransitGateway {
            id: self.id.clone(),
            span: self.span,
            attachments: Vec::new(),
            tables: Vec::new(),
            beyond: Some(self.unknown("the attachments and routes")),
        }
    }

    fn prefix_list(&self) -> PrefixList {
        PrefixList {
            id: self.id.clone(),
            span: self.span,
            entries: self.known("the entries"),
            service: None,
        }
    }
}

/// Returns the security group that AWS makes with a VPC: everything from itself, everything to
/// anywhere.
///
/// # Source
/// Amazon VPC User Guide, "Default security groups for your VPCs".
pub(crate) fn default_security_group(id: Id, span: Span, vpc: Id) -> SecurityGroup {
    let (traffic, peer) = (Known::Is(Traffic::everything()), Known::Is(Peer::Group(id.clone())));
    let from_itself = GroupRule { name: format!("{id} ingress 1"), span, traffic, peer };
    let to_anywhere = everything_to_anywhere(format!("{id} egress 1"), span);
    SecurityGroup {
        id,
        span,
        vpc: Known::Is(vpc),
        ingress: vec![from_itself],
        egress: vec![to_anywhere],
        beyond: None,
    }
}

/// Returns the entries that AWS gives a default network ACL: everything in and out, IPv4 by rule
/// 100 and IPv6 by rule 101.
///
/// # Source
/// Amazon VPC User Guide, "Default network ACL for a VPC".
pub(crate) fn open_acl_entries(span: Span) -> Vec<AclEntry> {
    [false, true]
        .into_iter()
        .flat_map(|is_egress| {
            [
                open_entry(100, Family::Ipv4, is_egress, span),
                open_entry(101, Family::Ipv6, is_egress, span),
            ]
        })
        .collect()
}

fn open_entry(number: u16, family: Family, is_egress: bool, span: Span) -> AclEntry {
    AclEntry {
        name: format!("rule {number}"),
        span,
        number: Known::Is(number),
        is_egress,
        allows: Known::Is(true),
        traffic: Known::Is(Traffic::everything()),
        addresses: Known::Is(family.everything()),
    }
}
