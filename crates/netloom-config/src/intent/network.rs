//! The network to create, or the existing one to build into.

use std::collections::BTreeSet;
use std::fmt;

use netloom_diag::{Sourced, Span};
use netloom_net::ids::{InternetGatewayId, VpcId};
use netloom_net::{AzId, Ipv4Cidr};

use super::endpoints::EndpointsIntent;
use super::nat::{NatMode, NatSettings};
use crate::network_keys::{FurtherKeys, SubnetWays};

/// The name of the head node's subnet where the file gives none.
pub const DEFAULT_HEAD_SUBNET: &str = "head";

/// The name of the compute nodes' subnet where the file gives none.
pub const DEFAULT_COMPUTE_SUBNET: &str = "compute";

/// The name of a subnet that netloom makes: 1 to 32 characters, a lower-case letter, then `a-z`,
/// `0-9` and hyphens.
///
/// Names that differ only in hyphens would meet in one logical id; the planner refuses that.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct SubnetName(String);

impl SubnetName {
    /// The longest name, in characters. Logical ids and Name tags are built from it and must stay
    /// readable.
    pub const MAX_LEN: usize = 32;

    /// Returns the name when `text` has the form of one.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let is_name = text.len() <= Self::MAX_LEN
            && text.starts_with(|c: char| c.is_ascii_lowercase())
            && !text.ends_with('-')
            && text
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        is_name.then(|| Self(text.to_owned()))
    }

    /// Returns the name as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Returns the names that some list has beside another name.
///
/// A queue takes one subnet in a zone. Such a subnet is therefore in one zone, and each in another,
/// unless the file writes its zones.
///
/// # Source
/// AWS ParallelCluster 3.16.1, `validators/networking_validators.py`, `QueueSubnetsValidator`.
#[must_use]
pub fn names_side_by_side<'a>(
    lists: impl IntoIterator<Item = BTreeSet<&'a SubnetName>>,
) -> BTreeSet<&'a SubnetName> {
    lists.into_iter().filter(|list| list.len() > 1).flatten().collect()
}

impl fmt::Display for SubnetName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Which addresses the nodes of a subnet can reach and be reached from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum SubnetKind {
    /// Its default route is the internet gateway.
    Public,
    /// Its default route is a NAT gateway, or there is none and it reaches out through a proxy or a
    /// private gateway.
    Private,
    /// It has no default route at all.
    Isolated,
}

/// Who makes the security groups of the nodes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum SecurityGroupsMode {
    /// The template does, with the rules that ParallelCluster would give them.
    Create,
    /// The cluster's own stack does.
    Cluster,
}

/// The VPC.
#[derive(Clone, PartialEq, Debug)]
pub enum VpcIntent {
    /// It is to be made.
    New {
        /// Its primary block.
        cidr: Sourced<Ipv4Cidr>,
    },
    /// It exists.
    Existing {
        /// Its id.
        id: Sourced<VpcId>,
        /// Its IPv4 blocks, the primary one first; empty when the file does not say.
        cidrs: Vec<Sourced<Ipv4Cidr>>,
        /// Its internet gateway; absent when the file does not say.
        internet_gateway: Option<Sourced<InternetGatewayId>>,
    },
}

/// How large a subnet is to be, in each of its zones.
#[derive(Clone, PartialEq, Debug)]
pub enum SubnetSize {
    /// Exactly these blocks: one for a subnet in one zone, else one per zone, in the order of the
    /// subnet's sorted zones.
    Blocks(Vec<Sourced<Ipv4Cidr>>),
    /// Room for this many hosts, 1 to 65,531.
    Hosts(Sourced<u64>),
    /// Room for the largest fleet of the nodes that use it. The span is the subnet's entry.
    Fleet(Span),
}

/// A subnet to make, in one zone or several.
#[derive(Clone, PartialEq, Debug)]
pub struct SubnetIntent {
    /// The name, unique in the network.
    pub name: Sourced<SubnetName>,
    /// Its kind.
    pub kind: Sourced<SubnetKind>,
    /// The zones it is in, sorted; empty for all zones of the network, or for one of them where a
    /// queue lists it beside another one.
    pub zones: Vec<Sourced<AzId>>,
    /// Its size in each zone.
    pub size: SubnetSize,
    /// The name that it had when it was made, from which its logical ids come; absent when the file
    /// does not say.
    pub renamed_from: Option<Sourced<SubnetName>>,
    /// Where it leads, as far as the file says it of this subnet alone.
    pub ways: SubnetWays,
}

/// The network, as far as the file says.
#[derive(Clone, PartialEq, Debug)]
pub struct NetworkIntent {
    /// Where findings about the network point: the `Network` mapping, the `[vpc …]` header, or the
    /// cluster where neither is.
    pub span: Span,
    /// Whether the file has a `Network` section or a `[vpc …]` section at all.
    pub is_written: bool,
    /// The VPC; absent when the file does not say.
    pub vpc: Option<VpcIntent>,
    /// The zones, sorted; empty when the file does not say.
    pub zones: Vec<Sourced<AzId>>,
    /// Subnets to make, sorted by name; empty when the file does not say.
    pub subnets: Vec<SubnetIntent>,
    /// The NAT mode; absent when the file does not say.
    pub nat: Option<Sourced<NatMode>>,
    /// What the file says of NAT gateways beside that.
    pub nat_settings: NatSettings,
    /// VPC endpoints.
    pub endpoints: EndpointsIntent,
    /// Whether a virtual private gateway is to be made, for Direct Connect or VPN; absent when the
    /// file does not say.
    pub virtual_private_gateway: Option<Sourced<bool>>,
    /// Who makes the security groups.
    pub security_groups: Sourced<SecurityGroupsMode>,
    /// Whether the head node's interface and its address are part of the network, too, although the
    /// cluster's stack makes its own.
    pub has_head_interface: Sourced<bool>,
    /// Blocks inside an existing VPC that its present subnets hold, sorted.
    pub occupied_cidrs: Vec<Sourced<Ipv4Cidr>>,
    /// Blocks that no subnet may take, sorted.
    pub reserved_cidrs: Vec<Sourced<Ipv4Cidr>>,
    /// Blocks of the site's own networks, which the VPC must not overlap, sorted.
    pub on_premises_cidrs: Vec<Sourced<Ipv4Cidr>>,
    /// What the keys say that have a file each.
    pub further: FurtherKeys,
}

impl NetworkIntent {
    /// Returns the network of a file that says nothing of it.
    ///
    /// - `rule`: why the cluster's own stack makes the security groups.
    #[must_use]
    pub fn unspecified(span: Span, is_written: bool, rule: &'static str) -> Self {
        Self {
            span,
            is_written,
            vpc: None,
            zones: Vec::new(),
            subnets: Vec::new(),
            nat: None,
            nat_settings: NatSettings::default(),
            endpoints: EndpointsIntent::default(),
            virtual_private_gateway: None,
            security_groups: Sourced::defaulted(SecurityGroupsMode::Cluster, rule, span),
            has_head_interface: Sourced::defaulted(false, rule, span),
            occupied_cidrs: Vec::new(),
            reserved_cidrs: Vec::new(),
            on_premises_cidrs: Vec::new(),
            further: FurtherKeys::default(),
        }
    }
}
