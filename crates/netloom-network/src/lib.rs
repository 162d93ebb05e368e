//! What there is: the graph that packets travel, as a template or the facts of an existing VPC
//! describe it.
//!
//! - Comes in: a template as `netloom-template` reads it, or the answers of `aws ec2 describe-…`.
//! - Goes out: a [`Network`] and every problem on the way.
//! - Owned here: what the properties of AWS's resources mean for a network, and exact sets of
//!   addresses and packets.
//! - Left to others: where packets go in it (`netloom-reach`).
//!
//! Everything is found by its [`Id`]: the logical id in a template, AWS's id in facts, and for what
//! a template only refers to the text of the reference. What cannot be known stands as
//! [`Known::Unknown`] with its name; what is wrong or unusual stands as it was written, for the
//! engine to find out what comes of it.
//!
//! The parts are plain data in AWS's words; who builds them keeps two promises. Whatever a subnet,
//! group or interface refers to and the description does not hold is in the network all the same,
//! marked as not known. And nothing is left out because it was not understood: it becomes unknown,
//! or goes to [`Network::not_understood`].
//!
//! | file | one idea |
//! | --- | --- |
//! | `sets/` | finite unions of ranges, and products of them: exact, no solver |
//! | `vpc`, `routing`, `filter`, `interface`, `gateway`, `endpoint`, `firewall`, `forwarding`, `transit` | the parts of a network, with their places in the text |
//! | `visit` | one walk over all parts: renaming and comparing go by it |
//! | `building/` | what both readers have in common |
//! | `from_template/` | the network that a template describes: one file per family of resource types |
//! | `from_facts/` | the network that the AWS CLI describes: one file per family of resources |

mod building;
mod endpoint;
mod filter;
mod firewall;
mod forwarding;
pub mod from_facts;
pub mod from_template;
mod gateway;
mod interface;
mod known;
mod renamed;
mod routing;
pub mod sets;
mod transit;
mod visit;
mod vpc;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use netloom_diag::Span;
use serde::{Deserialize, Serialize};

use crate::sets::RangeSet;
use crate::visit::visit_fields;

pub use building::{BuiltNetwork, quoted};
pub use endpoint::{Endpoint, EndpointKind};
pub use filter::{AclEntry, GroupRule, NetworkAcl, Peer, SecurityGroup};
pub use firewall::{Firewall, FirewallKind, Inspection, StatelessRule};
pub use forwarding::{Forwarding, HandedOn};
pub use from_facts::network_of_facts;
pub use from_template::{add_template, is_without_influence, network_of_template};
pub use gateway::{Attachment, EgressOnlyGateway, InternetGateway, NatGateway, VpnGateway};
pub use interface::{Interface, InterfaceKind, PublicAddress, SecondaryAddresses};
pub use known::{Known, Unknown};
pub use routing::{Destination, Propagation, Route, RouteOrigin, RouteTable, Target};
pub use transit::{Peering, PrefixList, TransitAttachment, TransitGateway, TransitTable};
pub use visit::{Visit, Visitor};
pub use vpc::{AclChoice, NameServer, PublicAccess, Subnet, TableChoice, Vpc};

/// The name by which a thing is found: `SubnetHeadEuw1Az1` in a template,
/// `subnet-0123456789abcdef0` in facts.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Hash, Serialize, Deserialize)]
pub struct Id(String);

impl Id {
    /// Takes the name as it is.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// Returns the name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

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

/// The place of a thing in the CloudFormation stack that made it.
///
/// # Source
/// AWS CloudFormation User Guide, "Resource tag": the tags `aws:cloudformation:stack-name` and
/// `aws:cloudformation:logical-id`, which CloudFormation alone can write.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct StackResource {
    /// The name of the stack.
    pub stack: String,
    /// The logical id in its template.
    pub logical_id: String,
}

/// Something that is assumed of some things.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Assumption {
    /// A whole sentence without a stop.
    pub what: String,
    /// Where the reason for it is.
    pub span: Span,
    /// The things it is about.
    pub about: BTreeSet<Id>,
}

visit_fields!(Assumption { what, span, about });
