//! File systems that exist, to which no way is looked at.

use netloom_diag::Diagnostic;

use crate::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A file system that is given by id, and whose interfaces are not seen.
    /// ### Why it matters
    /// The config does not give its addresses, so whether nodes reach it is neither proved nor
    /// refuted.
    /// ### Example
    /// `FsxLustreSettings: {FileSystemId: fs-0123456789abcdef0}`, or `fsx_fs_id =
    /// fs-0123456789abcdef0`.
    /// ### Instead
    /// `--facts` with `aws ec2 describe-network-interfaces` of its VPC: every node's way to it is
    /// then a claim. Or a claim about its addresses in a claims file, `--claims FILE`.
    /// ### Source
    /// AWS ParallelCluster User Guide, "SharedStorage", `FileSystemId`.
    EXISTING_FILE_SYSTEM = ("NET076", Info, "way to an existing file system not checked");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let existing = context.intent.storage.iter().filter(|storage| !storage.is_made);
    let findings = existing.map(|storage| {
        let message = "whether nodes reach this existing file system is not checked: its \
                       addresses are not known";
        Diagnostic::new(&EXISTING_FILE_SYSTEM, storage.span, message)
            .help(
                "check with `--facts` and `aws ec2 describe-network-interfaces`, which shows \
                   its interfaces",
            )
            .help(
                "or write a claim about its addresses into a claims file, and check with \
                   `--claims FILE`",
            )
    });
    findings.collect()
}

#[cfg(test)]
mod tests {
    use crate::example::{check_ini, check_yaml};

    #[test]
    fn a_file_system_of_an_ini_file_is_noted_when_it_exists() {
        let storage = |id: &str| {
            format!("fsx_settings = work\n\n[fsx work]\nshared_dir = /work\n{id}\n[vpc site]")
        };
        let after = "max_queue_size = 50\n\n[vpc site]";
        check_ini(
            after,
            &format!("max_queue_size = 50\n{}", storage("fsx_fs_id = fs-0123456789abcdef0\n")),
            &["NET076"],
        );
        check_ini(
            after,
            &format!("max_queue_size = 50\n{}", storage("storage_capacity = 1200\n")),
            &[],
        );
    }

    #[test]
    fn only_a_file_system_that_exists_is_noted() {
        let storage = |settings: &str| {
            format!(
                "SharedStorage:\n  - MountDir: /a\n    Name: a\n    StorageType: \
                 FsxLustre\n{settings}Network:"
            )
        };
        let existing = "    FsxLustreSettings:\n      FileSystemId: fs-0123456789abcdef0\n";
        check_yaml("Network:", &storage(existing), &["NET076"]);
        let made = "    FsxLustreSettings:\n      StorageCapacity: 1200\n";
        check_yaml("Network:", &storage(made), &[]);
    }
}
