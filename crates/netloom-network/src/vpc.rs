//! VPCs and subnets.

use std::net::IpAddr;

use netloom_diag::Span;

use super::{Id, Known, Unknown};
use crate::sets::RangeSet;
use crate::visit::visit_fields;

/// A VPC.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Vpc {
    /// Its name.
    pub id: Id,
    /// Where it is described or, if it is not, first referred to.
    pub span: Span,
    /// Its IPv4 blocks, the primary one first.
    pub blocks: Vec<Known<RangeSet>>,
    /// Its IPv6 blocks; usually Amazon's choice and so unknown.
    pub ipv6_blocks: Vec<Known<RangeSet>>,
    /// Whether Amazon's resolver answers.
    pub dns_support: Known<bool>,
    /// Whether instances get names, which private names of endpoints need.
    pub dns_hostnames: Known<bool>,
    /// The servers that its DHCP options give for names, in the order in which clients ask them.
    pub name_servers: Known<Vec<NameServer>>,
    /// What there may be in it that the description does not hold, for a VPC that exists already:
    /// routes of its main table, attached gateways. `None` when the description holds all of it.
    pub beyond: Option<Unknown>,
}

visit_fields!(Vpc {
    id,
    span,
    blocks,
    ipv6_blocks,
    dns_support,
    dns_hostnames,
    name_servers,
    beyond
});

/// A server that clients ask for names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum NameServer {
    /// Amazon's resolver, which every VPC with DNS support has.
    Amazon,
    /// Amazon's resolver again, which instances of the Nitro system have in a VPC without DHCP
    /// options.
    AmazonWithoutOptions,
    /// The server with this address.
    Address(IpAddr),
}

/// A subnet.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Subnet {
    /// Its name.
    pub id: Id,
    /// Where it is described or first referred to.
    pub span: Span,
    /// The VPC.
    pub vpc: Id,
    /// Its IPv4 block; empty for an IPv6-only subnet.
    pub block: Known<RangeSet>,
    /// Its IPv6 block; `None` when it has none.
    pub ipv6_block: Option<Known<RangeSet>>,
    /// The zone, as an id or a name, whichever is written; two subnets are in one zone when the
    /// texts are equal.
    pub zone: Known<String>,
    /// Whether interfaces get a public IPv4 address at launch unless they say otherwise.
    pub maps_public_addresses: Known<bool>,
    /// Whether interfaces get an IPv6 address at launch.
    pub assigns_ipv6: Known<bool>,
    /// Whether the resolver answers with addresses of 64:ff9b::/96 for names that have IPv4
    /// addresses only.
    pub dns64: Known<bool>,
    /// What VPC Block Public Access leaves of the ways to the internet.
    pub public_access: Known<PublicAccess>,
    /// Which table routes what leaves it.
    pub route_table: TableChoice,
    /// Which ACL filters what crosses its edge.
    pub network_acl: AclChoice,
}

visit_fields!(Subnet {
    id,
    span,
    vpc,
    block,
    ipv6_block,
    zone,
    maps_public_addresses,
    assigns_ipv6,
    dns64,
    public_access,
    route_table,
    network_acl
});

/// What VPC Block Public Access leaves of the ways to the internet.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum PublicAccess {
    /// Nothing is blocked.
    Open,
    /// The block is there, and an exclusion opens both directions.
    Excluded,
    /// An exclusion opens the way out, and for answers to it.
    Outbound,
    /// Only NAT gateways and egress-only internet gateways carry traffic.
    TranslatedOnly,
    /// Nothing passes an internet gateway or an egress-only one.
    Blocked,
}

/// Which route table a subnet has.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum TableChoice {
    /// The one it is associated with, and where that is written.
    Associated(Id, Span),
    /// None is, so it is the main table of its VPC: the table with `is_main`, or only local routes
    /// if there is none.
    Main,
    /// It cannot be known.
    Unknown(Unknown),
}

/// Which network ACL a subnet has.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum AclChoice {
    /// The one it is associated with, and where that is written.
    Associated(Id, Span),
    /// The default one of its VPC as AWS makes it: everything is admitted.
    Default,
    /// It cannot be known.
    Unknown(Unknown),
}
