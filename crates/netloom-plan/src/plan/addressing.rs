//! The VPC, and where in the world a subnet lies.

use netloom_diag::Sourced;
use netloom_net::ids::{SubnetId, VpcId};
use netloom_net::{AzId, Ipv4Cidr};

/// The VPC of a plan.
#[derive(Clone, PartialEq, Debug)]
pub enum PlannedVpc {
    /// The template makes it, with DNS resolution and DNS host names on, as ParallelCluster
    /// requires.
    New {
        /// Its primary block.
        cidr: Sourced<Ipv4Cidr>,
        /// Whether an earlier plan made it already, so that things may have come into it since.
        is_remembered: bool,
    },
    /// It exists.
    Existing {
        /// Its id.
        id: Sourced<VpcId>,
        /// Its blocks, the primary one first; empty when it is not specified.
        cidrs: Vec<Sourced<Ipv4Cidr>>,
    },
}

impl PlannedVpc {
    /// Returns its blocks, the primary one first; empty when they are unknown.
    #[must_use]
    pub fn cidrs(&self) -> &[Sourced<Ipv4Cidr>] {
        match self {
            Self::New { cidr, .. } => std::slice::from_ref(cidr),
            Self::Existing { cidrs, .. } => cidrs,
        }
    }
}

/// The availability zone of a subnet.
#[derive(Clone, PartialEq, Debug)]
pub enum ZoneRef {
    /// A zone by its id.
    Id(Sourced<AzId>),
    /// The zone of a subnet that exists, which the new one must share.
    SameAs {
        /// The subnet that exists: the head node's.
        subnet: Sourced<SubnetId>,
        /// Its zone when the config says it; else it is a parameter of the template.
        zone: Option<Sourced<AzId>>,
    },
}
