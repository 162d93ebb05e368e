//! TCP ports that a cluster opens, with the source of each.

/// An inclusive range of ports; one port has equal ends.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct PortRange {
    /// The lowest port, 0 to 65,535.
    pub first: u16,
    /// The highest port, never below `first`.
    pub last: u16,
}

impl PortRange {
    /// Returns the range of one port.
    #[must_use]
    pub const fn single(port: u16) -> Self {
        Self { first: port, last: port }
    }
}

/// SSH to head and login nodes. Source: AWS ParallelCluster, `Ssh` sections, all releases.
pub const SSH: PortRange = PortRange::single(22);

/// HTTPS, by which nodes call services of AWS. Source: RFC 9110 section 4.2.2.
pub const HTTPS: u16 = 443;

/// NFS, by which the head node exports `/home` and `/shared`. Source: AWS ParallelCluster 3.16.1,
/// `NFS_PORT`.
pub const NFS: PortRange = PortRange::single(2049);

/// `slurmdbd` and `slurmctld` on the head node, reached by login nodes.
///
/// # Source
/// AWS ParallelCluster 3.16.1, `SLURM_PORTS_RANGE`.
pub const SLURM: PortRange = PortRange { first: 6819, last: 6829 };

/// The port of NICE DCV unless the config says another. Source: AWS ParallelCluster, `Dcv/Port`,
/// all releases.
pub const DCV_DEFAULT: u16 = 8443;
