//! Security groups and placement groups.

use netloom_diag::{Origin, Sourced};
use netloom_net::Ipv4Cidr;
use netloom_net::ids::{PrefixListId, SecurityGroupId};
use netloom_net::ports::PortRange;

/// What tells one security group from the others.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum SecurityGroupKey {
    /// The head node's.
    Head,
    /// The compute nodes'.
    Compute,
    /// A login pool's, by the pool's name.
    Login(String),
    /// That of the interfaces of VPC endpoints.
    Endpoints,
}

/// A security group, planned or existing.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum GroupRef {
    /// One that the plan makes.
    Planned(SecurityGroupKey),
    /// One that exists.
    Existing(SecurityGroupId),
}

/// A security group to make.
#[derive(Clone, PartialEq, Debug)]
pub struct PlannedSecurityGroup {
    /// Its key.
    pub key: SecurityGroupKey,
    /// The section or rule that asked for it.
    pub origin: Origin,
    /// What it is for, constant over time: EC2 replaces a group whose description changes.
    pub description: String,
    /// Its rules, sorted by direction, then peer, protocol and ports; free of repeats. Without an
    /// outgoing rule the group keeps EC2's default, which lets everything out.
    pub rules: Vec<PlannedRule>,
}

/// Which way the packets of a rule go.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum RuleDirection {
    /// To the members of the group.
    Ingress,
    /// From the members of the group.
    Egress,
}

/// What a rule admits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Protocol {
    /// Everything.
    All,
    /// TCP to these ports.
    Tcp(PortRange),
}

/// The other end of a rule.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum PeerRef {
    /// Every address of a block.
    Cidr(Ipv4Cidr),
    /// Every address of a managed prefix list.
    PrefixList(PrefixListId),
    /// The members of a group.
    Group(GroupRef),
}

/// One rule of a security group.
#[derive(Clone, PartialEq, Debug)]
pub struct PlannedRule {
    /// Its direction.
    pub direction: RuleDirection,
    /// The other end.
    pub peer: PeerRef,
    /// What it admits.
    pub protocol: Protocol,
    /// What it is for, constant over time, in the characters that EC2 takes.
    pub description: String,
    /// The key or rule that asked for it.
    pub origin: Origin,
}

/// A placement group of strategy `cluster` to make.
#[derive(Clone, PartialEq, Debug)]
pub struct PlannedPlacementGroup {
    /// `cluster` for a whole v2 cluster, else `<queue>`, unique in the plan.
    pub name: Sourced<String>,
}
