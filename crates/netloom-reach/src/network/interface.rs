//! Interfaces, and what stands for some.

use std::net::Ipv4Addr;

use netloom_diag::Span;

use super::{Id, Known, Unknown};
use crate::sets::RangeSet;

/// What an entry stands for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum InterfaceKind {
    /// A network interface of its own.
    Interface,
    /// An instance: its primary interface.
    Instance,
    /// Every instance launched from a template, in any of its subnets.
    LaunchTemplate,
    /// Every instance of a Batch compute environment or an Auto Scaling group.
    Fleet,
    /// A mount target, file system or database.
    Service,
    /// Nodes that the cluster's own stack will launch: not in the description, but known to come.
    ClusterNode,
}

/// An interface, or every interface of one kind: all are alike but for the address, which is any free one of their subnet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Interface {
    /// The name of what it belongs to.
    pub id: Id,
    /// Where that is described.
    pub span: Span,
    /// What it stands for.
    pub kind: InterfaceKind,
    /// The subnets in which it can be; several for a fleet.
    pub subnets: Vec<Known<Id>>,
    /// The private IPv4 addresses it has; `None` when AWS picks one of the subnet's.
    pub addresses: Option<RangeSet>,
    /// Its security groups.
    pub groups: Vec<Known<Id>>,
    /// Whether EC2 drops packets that are neither from nor to it.
    pub checks_source_and_destination: Known<bool>,
    /// Its public IPv4 address.
    pub public: PublicAddress,
    /// Whether it has an IPv6 address; `None` when its subnet decides.
    pub has_ipv6: Option<Known<bool>>,
    /// Whether it belongs to something that runs. An interface that a template makes for an instance of another stack counts
    /// as attached.
    pub is_attached: Known<bool>,
}

/// Which public IPv4 address an interface has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PublicAddress {
    /// None, whatever the subnet says.
    None,
    /// One at launch, whatever the subnet says.
    AtLaunch,
    /// What the subnet says.
    SubnetDecides,
    /// An Elastic IP address and, where the description gives it, which.
    Elastic(Option<Ipv4Addr>),
    /// It cannot be known.
    Unknown(Unknown),
}
