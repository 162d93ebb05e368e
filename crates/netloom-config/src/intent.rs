//! What a configuration says about the network, in one form for both dialects.
//!
//! Every value carries its [`Origin`](netloom_diag::Origin). What the file does not say is absent
//! here, unless ParallelCluster itself has a default for it; how an absent network is derived is
//! for `netloom-plan` to decide.

mod aws_use;
mod endpoints;
mod nat;
mod network;
mod nodes;
mod servers;

pub use crate::network_keys::*;
pub use aws_use::{AwsUse, SecretPurpose, SecretUse};
pub use endpoints::{EndpointPolicy, EndpointSettings, EndpointsIntent, ExistingEndpoint};
pub use nat::{NatAddresses, NatMode, NatSettings};
pub use network::{
    DEFAULT_COMPUTE_SUBNET, DEFAULT_HEAD_SUBNET, NetworkIntent, SecurityGroupsMode, SubnetIntent,
    SubnetKind, SubnetName, SubnetSize, VpcIntent, names_side_by_side,
};
pub use nodes::{
    AccessSource, ComputeResourceIntent, DcvIntent, HeadIntent, LoginPoolIntent, NodeGroup,
    NodeSecurity, PlacementGroup, PublicAddress, QueueIntent, SubnetRef,
};

pub use servers::{ServerIntent, ServerKind, StorageIntent, StorageKind, server_address};

use netloom_diag::{Sourced, Span};

/// The two forms in which ParallelCluster configurations are written.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Dialect {
    /// INI, releases 2.0 to 2.11.
    V2Ini,
    /// YAML, releases 3.0 on.
    V3Yaml,
}

/// What gives work to the compute nodes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Scheduler {
    /// Slurm, every release.
    Slurm,
    /// AWS Batch, until 3.15.
    AwsBatch,
    /// Son of Grid Engine, until 2.11.4.
    Sge,
    /// Torque, until 2.11.4.
    Torque,
    /// A scheduler plugin, 3.1.1 to 3.6.1.
    Plugin,
}

/// What one cluster wants of its network.
#[derive(Clone, PartialEq, Debug)]
pub struct ClusterIntent {
    /// The form of the file.
    pub dialect: Dialect,
    /// What findings about the cluster as a whole point at: the `[cluster …]` header, or the first
    /// key of the YAML file.
    pub span: Span,
    /// The release that the file is for; absent when any release of its dialect may read it.
    pub release: Option<crate::Release>,
    /// Whether EFA interfaces have addresses whatever the release: `DevSettings.EfaInterfaceType`
    /// is `efa`.
    pub has_efa_with_addresses: bool,
    /// The label of the cluster's section in a 2.x file.
    pub label: Option<Sourced<String>>,
    /// The region's name as written; unknown names are kept.
    pub region: Option<Sourced<String>>,
    /// The scheduler.
    pub scheduler: Sourced<Scheduler>,
    /// The head node.
    pub head: HeadIntent,
    /// Pools of login nodes, sorted by name.
    pub login_pools: Vec<LoginPoolIntent>,
    /// Queues, sorted by name, at least one; a v2 cluster without `queue_settings` has the queue
    /// `compute`.
    pub queues: Vec<QueueIntent>,
    /// The subnets of the cluster's Lambda functions, in the order written; empty when they run
    /// outside the VPC.
    pub lambda_subnets: Vec<Sourced<SubnetRef>>,
    /// File systems that are mounted over the network, in the order written; of 2.x files none.
    pub storage: Vec<StorageIntent>,
    /// Servers that are named by address, in the order written; of 2.x files none.
    pub servers: Vec<ServerIntent>,
    /// What decides which services of AWS the nodes call.
    pub aws_use: AwsUse,
    /// Whether jobs span several nodes under AWS Batch; absent when it is not specified. Only
    /// netloom has a key for it.
    pub multi_node_parallel: Option<Sourced<bool>>,
    /// The network to create or to build into.
    pub network: NetworkIntent,
}
