//! The findings of reviews: what a machine that reads one looks for.

netloom_diag::declare_codes! {
    /// ### What it finds
    /// Connections from the internet that the change lets in and that did not get in before.
    /// ### Why it matters
    /// Whoever scans the internet tries them within minutes.
    /// ### Example
    /// `AllowedIps: 0.0.0.0/0` where an office's block was.
    /// ### Instead
    /// Admit the blocks that need it, or none.
    /// ### Source
    /// The proofs of both templates, as `netloom check` makes them.
    EXPOSED = ("DIF001", Error, "exposed to the internet");

    /// ### What it finds
    /// A resource that cannot be made while the old one is there, or a change that CloudFormation refuses.
    /// ### Why it matters
    /// The update stops and is rolled back, in the middle of whatever it had begun.
    /// ### Example
    /// Another size for a subnet that keeps its first address.
    /// ### Instead
    /// What the message says: mostly two updates, or a value that nothing holds.
    /// ### Source
    /// AWS CloudFormation User Guide, "Update behaviors of stack resources"; the errors of the EC2 API.
    WILL_FAIL = ("DIF002", Error, "the update will fail");

    /// ### What it finds
    /// A resource that CloudFormation makes anew under another id, and deletes.
    /// ### Why it matters
    /// Whoever knows the old id loses it: clusters, file systems, other stacks.
    /// ### Example
    /// Another `CidrBlock` for a subnet.
    /// ### Instead
    /// A further resource in one update, and the old one out in a later one.
    /// ### Source
    /// The resource schemas of CloudFormation, `createOnlyProperties`.
    REPLACED = ("DIF003", Error, "replaced");

    /// ### What it finds
    /// A resource that some values of what changes replace, or of whose type nobody published what changes do.
    /// ### Why it matters
    /// It may be gone and back under another id.
    /// ### Example
    /// `InstanceTenancy` of a VPC.
    /// ### Instead
    /// A change set shows what it is: `aws cloudformation create-change-set`.
    /// ### Source
    /// The resource schemas of CloudFormation, `conditionalCreateOnlyProperties`.
    MAY_REPLACE = ("DIF004", Warning, "may be replaced");

    /// ### What it finds
    /// A resource that is changed with a break.
    /// ### Why it matters
    /// Whatever it does stops for a while.
    /// ### Example
    /// Another `InstanceType` for an instance.
    /// ### Instead
    /// Choose the hour.
    /// ### Source
    /// AWS CloudFormation User Guide, the page of the type, "Update requires: Some interruptions".
    INTERRUPTED = ("DIF005", Warning, "interrupted");

    /// ### What it finds
    /// A resource that goes, and connections that get through no more.
    /// ### Why it matters
    /// Somebody may need them.
    /// ### Example
    /// A NAT gateway taken out of the template.
    /// ### Instead
    /// Nothing, if that is what was wanted.
    /// ### Source
    /// The proofs of both templates, as `netloom check` makes them.
    LOST = ("DIF006", Warning, "removed or lost");

    /// ### What it finds
    /// A resource that is removed or replaced with what is in it: a file system, a volume, a table, a log group.
    /// ### Why it matters
    /// The update makes an empty one, or none, and deletes the old one with the data of those who worked on it.
    /// ### Example
    /// `Encrypted: true` for an `AWS::EFS::FileSystem` that was made without.
    /// ### Instead
    /// `UpdateReplacePolicy: Retain`, and for what is taken out of the template `DeletionPolicy: Retain` in an update before;
    /// then move the data.
    /// ### Source
    /// AWS CloudFormation Template Reference, "`DeletionPolicy` attribute" and "`UpdateReplacePolicy` attribute".
    CONTENTS_DELETED = ("DIF007", Error, "deleted with its contents");
}
