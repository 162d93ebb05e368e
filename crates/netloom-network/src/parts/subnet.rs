//! Subnets.

use netloom_diag::Span;
use netloom_facts::kinds;

use super::{Entries, Network, Part, ResourceKind};
use crate::building::Placeholder;
use crate::building::vpc_of_subnet;
use crate::kind::KindNames;
use crate::sets::RangeSet;
use crate::visit::visit_fields;
use crate::{Id, Known, Unknown};

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

impl Part for Subnet {
    const NAMES: KindNames = KindNames {
        resource_type: "AWS::EC2::Subnet",
        id_attributes: &["SubnetId"],
        id_prefix: "subnet-",
        homes: &[("VpcId", ResourceKind::Vpc)],
        facts: kinds::SUBNETS,
        route: None,
        words: "subnet",
        path_key: None,
    };

    fn placeholder(of: &Placeholder<'_>) -> Self {
        Self {
            id: of.id.clone(),
            span: of.span,
            vpc: vpc_of_subnet(of.id),
            block: of.known("the block"),
            ipv6_block: Some(of.known("the IPv6 block")),
            zone: of.known("the zone"),
            maps_public_addresses: of.known("`MapPublicIpOnLaunch`"),
            assigns_ipv6: of.known("`AssignIpv6AddressOnCreation`"),
            dns64: of.known("`EnableDns64`"),
            // As everywhere, unless options of the account are described.
            public_access: Known::Is(PublicAccess::Open),
            route_table: TableChoice::Unknown(of.unknown("the route table")),
            network_acl: AclChoice::Unknown(of.unknown("the network ACL")),
        }
    }

    fn forget(network: &mut Network, id: &Id, unknown: &Unknown) -> bool {
        Self::change(network, id, |subnet| {
            subnet.route_table = TableChoice::Unknown(unknown.clone());
            subnet.network_acl = AclChoice::Unknown(unknown.clone());
            subnet.maps_public_addresses = Known::Unknown(unknown.clone());
            subnet.assigns_ipv6 = Known::Unknown(unknown.clone());
        })
    }
}
