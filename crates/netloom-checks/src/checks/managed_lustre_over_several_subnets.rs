//! A Lustre file system that ParallelCluster makes, and queues over several subnets.

use std::collections::BTreeSet;

use netloom_config::intent::StorageKind;
use netloom_diag::Diagnostic;

use crate::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A Lustre file system that ParallelCluster creates, in a cluster whose queues have more than
    /// one subnet between them.
    /// ### Why it matters
    /// Such a file system is in one subnet, and ParallelCluster does not create the cluster.
    /// ### Example
    /// `StorageType: FsxLustre` without `FileSystemId`, and `SubnetIds: [compute]` with two
    /// `Network.Zones`.
    /// ### Instead
    /// `Zones: [euw1-az1]` for the subnet `compute`, which all queues use; or `FileSystemId` of a
    /// file system that exists.
    /// ### Source
    /// AWS ParallelCluster 3.16.1, `validators/cluster_validators.py`,
    /// `ManagedFsxMultiAzValidator`, since 3.4.0.
    MANAGED_LUSTRE_OVER_SEVERAL_SUBNETS =
        ("NET064", Error, "managed Lustre file system with compute nodes in several subnets");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let places: BTreeSet<_> = context.queues().flat_map(|(_, nodes)| nodes.places).collect();
    if places.len() < 2 {
        return Vec::new();
    }
    let storage = &context.intent.storage;
    let made =
        storage.iter().filter(|storage| storage.kind == StorageKind::FsxLustre && storage.is_made);
    let findings = made.map(|storage| {
        let message = format!(
            "ParallelCluster creates this file system in one subnet, and the queues have {} \
             subnets",
            places.len()
        );
        Diagnostic::new(&MANAGED_LUSTRE_OVER_SEVERAL_SUBNETS, storage.span, message)
            .about("storage")
            .help(
                "use one subnet in one zone for all queues: one name in `SubnetIds`, and \
                   `Zones` with one zone in its entry under `Network.Subnets`",
            )
            .help(
                "or name a file system that exists: `FileSystemId: fs-…` under \
                   `FsxLustreSettings`",
            )
    });
    findings.collect()
}

#[cfg(test)]
mod tests {
    use crate::example::check_yaml;

    const LUSTRE: &str = "SharedStorage:\n  - Name: work\n    MountDir: /work\n    StorageType: \
                          FsxLustre\n    FsxLustreSettings:\n";

    fn check_lustre(settings: &str, zones: &str, expected: &[&str]) {
        check_yaml(
            "          InstanceType: c5.xlarge\n          MaxCount: 50\n      \
             Networking:\n        SubnetIds: [compute]\nNetwork:\n",
            &format!(
                "          Instances: [{{InstanceType: c5.xlarge}}]\n          MaxCount: \
                 50\n      Networking:\n        SubnetIds: [compute]\n{LUSTRE}      \
                 {settings}\nNetwork:\n{zones}"
            ),
            expected,
        );
    }

    #[test]
    fn a_managed_file_system_over_two_zones_is_found() {
        check_lustre("StorageCapacity: 1200", "  Zones: [euw1-az1, euw1-az2]\n", &["NET064"]);
    }

    #[test]
    fn one_zone_is_taken() {
        check_lustre("StorageCapacity: 1200", "  Zones: [euw1-az1]\n", &[]);
    }

    #[test]
    fn a_file_system_that_exists_is_taken() {
        check_lustre("FileSystemId: fs-01234567", "  Zones: [euw1-az1, euw1-az2]\n", &["NET076"]);
    }
}
