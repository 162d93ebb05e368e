//! VPCs.

use std::net::IpAddr;

use netloom_diag::Span;

use netloom_facts::kinds;

use super::{Entries, Network, Part};
use crate::building::Placeholder;
use crate::kind::KindNames;
use crate::sets::RangeSet;
use crate::visit::visit_fields;
use crate::{AclChoice, Id, Known, Unknown};

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

impl Part for Vpc {
    const NAMES: KindNames = KindNames {
        resource_type: "AWS::EC2::VPC",
        id_attributes: &["VpcId"],
        id_prefix: "vpc-",
        homes: &[],
        facts: kinds::VPCS,
        route: None,
        words: "VPC",
        path_key: None,
    };

    fn placeholder(of: &Placeholder<'_>) -> Self {
        Self {
            id: of.id.clone(),
            span: of.span,
            blocks: vec![of.known("the blocks")],
            ipv6_blocks: vec![of.known("the IPv6 blocks")],
            dns_support: of.known("DNS support"),
            dns_hostnames: of.known("DNS hostnames"),
            name_servers: of.known("the DHCP options"),
            beyond: Some(of.unknown("the routes, gateways and endpoints")),
        }
    }

    fn forget(network: &mut Network, id: &Id, unknown: &Unknown) -> bool {
        forget_crossings(network, id, unknown);
        forget_names(network, id, unknown);
        forget_ways(network, id, unknown)
    }
}

/// Makes unknown which ways lead into a VPC and out of it.
pub(crate) fn forget_ways(network: &mut Network, vpc: &Id, unknown: &Unknown) -> bool {
    Vpc::change(network, vpc, |vpc| vpc.beyond = Some(unknown.clone()))
}

/// Makes unknown which names the resolver of a VPC answers.
pub(crate) fn forget_names(network: &mut Network, vpc: &Id, unknown: &Unknown) -> bool {
    Vpc::change(network, vpc, |vpc| vpc.dns_support = Known::Unknown(unknown.clone()))
}

/// Makes unknown what crosses the edges of the subnets of a VPC.
pub(crate) fn forget_crossings(network: &mut Network, vpc: &Id, unknown: &Unknown) -> bool {
    for subnet in network.subnets.values_mut().filter(|subnet| subnet.vpc == *vpc) {
        subnet.network_acl = AclChoice::Unknown(unknown.clone());
    }
    network.vpcs.contains_key(vpc)
}
