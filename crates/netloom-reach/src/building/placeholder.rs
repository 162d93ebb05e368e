//! Stand-ins for what a description refers to and does not hold: everything about them is unknown, by name.

use netloom_diag::Span;

use crate::Network;
use crate::network::{
    AclChoice, AclEntry, Attachment, EgressOnlyGateway, Endpoint, EndpointKind, GroupRule, Id, Interface,
    InterfaceKind, InternetGateway, Known, NatGateway, NetworkAcl, Peer, Peering, PrefixList, PublicAddress,
    RouteTable, SecurityGroup, Subnet, TableChoice, TransitGateway, Unknown, Vpc, VpnGateway,
};
use crate::sets::addresses::Family;
use crate::sets::traffic::Traffic;

use super::everything_to_anywhere;

/// What kind of thing a reference leads to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Sort {
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
    /// A thing that is only named: an attachment or table of a transit gateway, an allocated address, a launch template.
    Other,
}

/// How a thing that is not described came to be referred to; it decides what its unknown parts are called.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Mention<'a> {
    /// By its id.
    ById,
    /// By a value that is itself unknown, of this name.
    ByUnknown(&'a str),
}

struct StandIn<'a> {
    id: &'a Id,
    span: Span,
    mention: Mention<'a>,
}

impl StandIn<'_> {
    fn unknown(&self, part: &str) -> Unknown {
        let what = match self.mention {
            Mention::ById => format!("{part} of `{}`", self.id),
            Mention::ByUnknown(what) => what.to_owned(),
        };
        Unknown { what, span: self.span }
    }

    fn known<T>(&self, part: &str) -> Known<T> {
        Known::Unknown(self.unknown(part))
    }
}

/// Puts a stand-in into the network unless there is an entry already.
pub(crate) fn ensure(network: &mut Network, sort: Sort, id: &Id, span: Span, mention: Mention<'_>) {
    let stand_in = StandIn { id, span, mention };
    let key = id.clone();
    match sort {
        Sort::Vpc => _ = network.vpcs.entry(key).or_insert_with(|| stand_in.vpc()),
        Sort::Subnet => _ = network.subnets.entry(key).or_insert_with(|| stand_in.subnet()),
        Sort::RouteTable => _ = network.route_tables.entry(key).or_insert_with(|| stand_in.route_table()),
        Sort::NetworkAcl => _ = network.network_acls.entry(key).or_insert_with(|| stand_in.network_acl()),
        Sort::SecurityGroup => _ = network.security_groups.entry(key).or_insert_with(|| stand_in.security_group()),
        Sort::Interface => _ = network.interfaces.entry(key).or_insert_with(|| stand_in.interface()),
        Sort::InternetGateway => {
            let (id, attachment) = (key.clone(), Attachment::Unknown(stand_in.unknown("the attachment")));
            network.internet_gateways.entry(key).or_insert(InternetGateway { id, span, attachment });
        }
        Sort::EgressOnlyGateway => {
            let (id, vpc) = (key.clone(), stand_in.known("the VPC"));
            network.egress_only_gateways.entry(key).or_insert(EgressOnlyGateway { id, span, vpc });
        }
        Sort::NatGateway => _ = network.nat_gateways.entry(key).or_insert_with(|| stand_in.nat_gateway()),
        Sort::VpnGateway => {
            let (id, attachment) = (key.clone(), Attachment::Unknown(stand_in.unknown("the attachment")));
            network.vpn_gateways.entry(key).or_insert(VpnGateway { id, span, attachment });
        }
        Sort::Endpoint => _ = network.endpoints.entry(key).or_insert_with(|| stand_in.endpoint()),
        Sort::Peering => _ = network.peerings.entry(key).or_insert_with(|| stand_in.peering()),
        Sort::TransitGateway => _ = network.transit_gateways.entry(key).or_insert_with(|| stand_in.transit_gateway()),
        Sort::PrefixList => _ = network.prefix_lists.entry(key).or_insert_with(|| stand_in.prefix_list()),
        Sort::Other => {}
    }
}

/// Returns the name by which the VPC of a subnet goes that says nothing of its VPC.
pub(crate) fn vpc_of_subnet(subnet: &Id) -> Id {
    Id::new(format!("the VPC of `{subnet}`"))
}

/// Returns the name by which the VPC of a route table goes that says nothing of its VPC.
pub(crate) fn vpc_of_table(table: &Id) -> Id {
    Id::new(format!("the VPC of `{table}`"))
}

impl StandIn<'_> {
    fn vpc(&self) -> Vpc {
        Vpc {
            id: self.id.clone(),
            span: self.span,
            blocks: vec![self.known("the blocks")],
            ipv6_blocks: vec![self.known("the IPv6 blocks")],
            dns_support: self.known("DNS support"),
            dns_hostnames: self.known("DNS hostnames"),
            beyond: Some(self.unknown("what else there is in the VPC: routes, gateways, endpoints")),
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
            maps_public_addresses: self.known("whether public addresses are given at launch: `MapPublicIpOnLaunch`"),
            assigns_ipv6: self.known("whether IPv6 addresses are given at launch: `AssignIpv6AddressOnCreation`"),
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
        Interface {
            id: self.id.clone(),
            span: self.span,
            kind: InterfaceKind::Interface,
            subnets: vec![self.known("the subnet")],
            addresses: None,
            groups: vec![self.known("the security groups")],
            checks_source_and_destination: self.known("whether source and destination are checked"),
            public: PublicAddress::Unknown(self.unknown("the public address")),
            has_ipv6: self.known("whether there is an IPv6 address"),
            is_attached: self.known("whether it is attached: the status"),
        }
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
        PrefixList { id: self.id.clone(), span: self.span, entries: self.known("the entries"), service: None }
    }
}

/// Returns the security group that AWS makes with a VPC: everything from itself, everything to anywhere.
///
/// # Source
/// Amazon VPC User Guide, "Default security groups for your VPCs".
pub(crate) fn default_security_group(id: Id, span: Span, vpc: Id) -> SecurityGroup {
    let (traffic, peer) = (Known::Is(Traffic::everything()), Known::Is(Peer::Group(id.clone())));
    let from_itself = GroupRule { name: format!("{id} ingress 1"), span, traffic, peer };
    let to_anywhere = everything_to_anywhere(format!("{id} egress 1"), span);
    SecurityGroup { id, span, vpc: Known::Is(vpc), ingress: vec![from_itself], egress: vec![to_anywhere], beyond: None }
}

/// Returns the entries that AWS gives a default network ACL: everything in and out, IPv4 by rule 100 and IPv6 by rule 101.
///
/// # Source
/// Amazon VPC User Guide, "Default network ACL for a VPC".
pub(crate) fn open_acl_entries(span: Span) -> Vec<AclEntry> {
    let entry = |number: u16, family: Family, is_egress: bool| AclEntry {
        name: format!("rule {number}"),
        span,
        number: Known::Is(number),
        is_egress,
        allows: Known::Is(true),
        traffic: Known::Is(Traffic::everything()),
        addresses: Known::Is(family.everything()),
    };
    let both = |is_egress| [entry(100, Family::Ipv4, is_egress), entry(101, Family::Ipv6, is_egress)];
    both(false).into_iter().chain(both(true)).collect()
}
