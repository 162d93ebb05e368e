//! What the nodes use and ParallelCluster does not run on them: file systems, a directory, a
//! database.

use std::net::Ipv4Addr;

use netloom_diag::Span;

/// A file system of `SharedStorage`, or of an `[efs …]` or `[fsx …]` section, that is mounted over
/// the network, volumes of the head node aside.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StorageIntent {
    /// What kind it is, which decides its ports.
    pub kind: StorageKind,
    /// Whether ParallelCluster makes it; one that exists stands in a place that the file does not
    /// tell.
    pub is_made: bool,
    /// The id of one that exists, where the file gives that of the file system and not of a volume:
    /// `fs-…`, `fc-…`.
    pub id: Option<String>,
    /// The place of its `StorageType`.
    pub span: Span,
}

/// The kinds of file systems.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum StorageKind {
    /// Amazon EFS.
    Efs,
    /// Amazon FSx for Lustre.
    FsxLustre,
    /// Amazon FSx for OpenZFS, from 3.2.0 on; never made by ParallelCluster.
    FsxOpenZfs,
    /// Amazon FSx for NetApp ONTAP, from 3.2.0 on; never made by ParallelCluster.
    FsxOntap,
    /// Amazon File Cache, from 3.7.0 on; never made by ParallelCluster.
    FileCache,
}

/// A server that the file names by its address; one that it names otherwise stands in a place that
/// it does not tell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ServerIntent {
    /// What it is.
    pub kind: ServerKind,
    /// Its address.
    pub address: Ipv4Addr,
    /// Its TCP port.
    pub port: u16,
    /// The place of the value.
    pub span: Span,
}

/// The kinds of servers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum ServerKind {
    /// The database of Slurm accounting, for the head node.
    Database,
    /// A slurmdbd that runs elsewhere, for the head node.
    Slurmdbd,
    /// A directory of users, for every node.
    Directory,
}

/// Reads `scheme://address:port`, `address:port` or `address`; `None` unless an address is what it
/// names.
#[must_use]
pub fn server_address(text: &str, default_port: u16) -> Option<(Ipv4Addr, u16)> {
    let behind_scheme = text.split_once("://").map_or(text, |(_, rest)| rest);
    let host = behind_scheme.split('/').next().unwrap_or_default();
    let (address, port) = match host.split_once(':') {
        Some((address, port)) => (address, port.parse().ok()?),
        None => (host, default_port),
    };
    Some((address.parse().ok()?, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_are_taken() {
        let address = Ipv4Addr::new(10, 0, 9, 4);
        assert_eq!(server_address("10.0.9.4:3307", 3306), Some((address, 3307)));
        assert_eq!(server_address("ldaps://10.0.9.4", 636), Some((address, 636)));
        assert_eq!(server_address("ldap://10.0.9.4/", 389), Some((address, 389)));
        assert_eq!(server_address("ldaps://corp.example.com", 636), None);
        assert_eq!(server_address("10.0.9.4:many", 3306), None);
    }
}
