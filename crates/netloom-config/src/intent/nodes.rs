//! The machines of a cluster, as far as they shape its network.

use netloom_diag::{Sourced, Span};
use netloom_net::Ipv4Cidr;
use netloom_net::ids::{PrefixListId, SecurityGroupId, SubnetId};

use super::SubnetName;

/// The subnet that nodes are put into: one that exists, or one that netloom makes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum SubnetRef {
    /// It exists; the config gives its id.
    Existing(SubnetId),
    /// The `Network` section, or a derived network, has it under this name.
    Named(SubnetName),
}

/// Nodes that the config describes in one place.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum NodeGroup {
    /// The head node.
    Head,
    /// A pool of login nodes, by name.
    LoginPool(String),
    /// A queue, by name.
    Queue(String),
    /// The cluster's Lambda functions.
    Lambda,
}

/// How a node gets an address that the internet can answer to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PublicAddress {
    /// It gets none.
    None,
    /// The subnet's own setting decides (`MapPublicIpOnLaunch`).
    SubnetDecides,
    /// Each launched interface asks for one.
    OnLaunch,
    /// A new Elastic IP address is bound to the interface.
    NewElasticIp,
    /// An Elastic IP address that exists, by address or allocation id as written.
    ExistingElasticIp(String),
}

/// Who may connect.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum AccessSource {
    /// An IPv4 block; host bits of the file are dropped, as EC2 drops them.
    Cidr(Ipv4Cidr),
    /// A managed prefix list.
    PrefixList(PrefixListId),
}

/// Security groups that the config names for some nodes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct NodeSecurity {
    /// Groups that take the place of those made for the cluster, sorted; empty when none do.
    pub replacing: Vec<Sourced<SecurityGroupId>>,
    /// Groups attached beside those made for the cluster, sorted.
    pub additional: Vec<Sourced<SecurityGroupId>>,
}

/// Remote desktops through NICE DCV.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DcvIntent {
    /// The TCP port.
    pub port: Sourced<u16>,
    /// Who may connect.
    pub allowed_from: Sourced<AccessSource>,
}

/// The head node.
#[derive(Clone, PartialEq, Debug)]
pub struct HeadIntent {
    /// Where findings about the head node point: its section or mapping.
    pub span: Span,
    /// Its subnet; absent when the file does not say.
    pub subnet: Option<Sourced<SubnetRef>>,
    /// Its public address.
    pub public_address: Sourced<PublicAddress>,
    /// Its security groups.
    pub security: NodeSecurity,
    /// Who may connect by SSH.
    pub ssh_allowed_from: Sourced<AccessSource>,
    /// Remote desktops; absent when off.
    pub dcv: Option<DcvIntent>,
    /// The HTTP proxy that it uses, as written.
    pub proxy: Option<Sourced<String>>,
}

/// One pool of login nodes.
#[derive(Clone, PartialEq, Debug)]
pub struct LoginPoolIntent {
    /// The name, unique among the pools.
    pub name: Sourced<String>,
    /// Its subnet; absent when the file does not say. ParallelCluster takes exactly one.
    pub subnet: Option<Sourced<SubnetRef>>,
    /// How many nodes it runs.
    pub count: Sourced<u32>,
    /// Its security groups.
    pub security: NodeSecurity,
    /// Who may connect by SSH; the head node's when the pool does not say.
    pub ssh_allowed_from: Sourced<AccessSource>,
    /// Remote desktops; absent when off.
    pub dcv: Option<DcvIntent>,
    /// The HTTP proxy that its nodes use, as written.
    pub proxy: Option<Sourced<String>>,
}

/// One queue of compute nodes.
#[derive(Clone, PartialEq, Debug)]
pub struct QueueIntent {
    /// The name, unique among the queues.
    pub name: Sourced<String>,
    /// Its subnets in the order written; empty when the file does not say.
    pub subnets: Vec<Sourced<SubnetRef>>,
    /// The public addresses of its nodes.
    pub public_address: Sourced<PublicAddress>,
    /// Its security groups.
    pub security: NodeSecurity,
    /// The HTTP proxy that its nodes use, as written.
    pub proxy: Option<Sourced<String>>,
    /// What it launches, sorted by name, at least one.
    pub compute_resources: Vec<ComputeResourceIntent>,
}

/// The placement group of some nodes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PlacementGroup {
    /// None.
    None,
    /// One is made for them.
    Managed,
    /// One that exists, by name.
    Existing(String),
}

/// A kind of node that a queue launches, and how many of it at most.
#[derive(Clone, PartialEq, Debug)]
pub struct ComputeResourceIntent {
    /// The name, unique in its queue.
    pub name: Sourced<String>,
    /// The instance types it may launch, in the order written; empty for `optimal` and other Batch
    /// families.
    pub instance_types: Vec<Sourced<String>>,
    /// How many nodes there can be at once. For AWS Batch the count of vCPUs is the upper bound of
    /// it.
    pub max_nodes: Sourced<u64>,
    /// Whether its nodes use the Elastic Fabric Adapter.
    pub has_efa: Sourced<bool>,
    /// Its placement group.
    pub placement_group: Sourced<PlacementGroup>,
}
