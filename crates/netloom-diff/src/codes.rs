//! The findings of reviews: what a machine that reads one looks for.

netloom_diag::declare_codes! {
    /// ### What it finds
    /// Connections from the internet that the change lets in and that did not get in before.
    /// ### Why it matters
    /// Scanners try them within minutes.
    /// ### Example
    /// `AllowedIps: 0.0.0.0/0` where an office's block was.
    /// ### Instead
    /// Admit the blocks that need it, or none.
    /// ### Source
    /// The proofs of both templates, as `netloom check` makes them.
    EXPOSED = ("DIF001", Error, "exposed to the internet");

    /// ### What it finds
    /// A resource that cannot be made while the old one is there, or a change that CloudFormation
    /// refuses.
    /// ### Why it matters
    /// The update stops and is rolled back, in the middle of whatever it had begun.
    /// ### Example
    /// Another size for a subnet that keeps its first address.
    /// ### Instead
    /// What the message says: mostly two updates, or a value that nothing holds.
    /// ### Source
    /// AWS CloudFormation User Guide, "Update behaviors of stack resources"; the errors of the EC2
    /// API.
    WILL_FAIL = ("DIF002", Error, "the update will fail");

    /// ### What it finds
    /// A resource that CloudFormation recreates under another id, and deletes.
    /// ### Why it matters
    /// The old id stops working: clusters, file systems, other stacks.
    /// ### Example
    /// Another `CidrBlock` for a subnet.
    /// ### Instead
    /// A further resource in one update, and the old one out in a later one.
    /// ### Source
    /// The resource schemas of CloudFormation, `createOnlyProperties`.
    REPLACED = ("DIF003", Error, "replaced");

    /// ### What it finds
    /// A resource that some values of what changes replace, or whose type is not in netloom's table of
    /// AWS's schemas, so that it is not known what changes do.
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
    /// They may be in use.
    /// ### Example
    /// A NAT gateway taken out of the template.
    /// ### Instead
    /// Nothing, if that is what was wanted.
    /// ### Source
    /// The proofs of both templates, as `netloom check` makes them.
    LOST = ("DIF006", Warning, "removed or lost");

    /// ### What it finds
    /// A resource that is removed or replaced with what is in it: a file system, a volume, a table,
    /// a log group.
    /// ### Why it matters
    /// The update makes an empty one, or none, and deletes the old one with the data of those who
    /// worked on it.
    /// ### Example
    /// `Encrypted: true` for an `AWS::EFS::FileSystem` that was made without.
    /// ### Instead
    /// `UpdateReplacePolicy: Retain`, and for what is taken out of the template `DeletionPolicy:
    /// Retain` in an update before; then move the data.
    /// ### Source
    /// AWS CloudFormation Template Reference, "`DeletionPolicy` attribute" and
    /// "`UpdateReplacePolicy` attribute".
    CONTENTS_DELETED = ("DIF007", Error, "deleted with its contents");

    /// ### What it finds
    /// Connections from the internet that the change may let in: it depends on something that no
    /// file says, such as the routes of a subnet that exists already, and did not before, or on
    /// other things.
    /// ### Why it matters
    /// What cannot be excluded is exposure until the missing fact is known.
    /// ### Example
    /// `AllowedIps: 0.0.0.0/0` for a head node in `subnet-0123456789abcdef0`.
    /// ### Instead
    /// Give the facts of the VPC with `--facts`, or the values of parameters with `--parameter`.
    /// ### Source
    /// The proofs of both templates, as `netloom check` makes them.
    MAY_BE_EXPOSED = ("DIF008", Error, "may be exposed to the internet");

    /// ### What it finds
    /// Connections of which it is not known whether they are lost or gained.
    /// ### Why it matters
    /// A review that passes over them says less than it seems to say.
    /// ### Example
    /// Another rule for nodes in a subnet whose route table is in no file.
    /// ### Instead
    /// Give the facts of the VPC with `--facts`, or the values of parameters with `--parameter`.
    /// ### Source
    /// The proofs of both templates, as `netloom check` makes them.
    UNDECIDED = ("DIF009", Warning, "undecided connections");

    /// ### What it finds
    /// Traffic that was not compared: a side has errors, the roles of nodes are in one file only,
    /// or there are too many unlike nodes.
    /// ### Why it matters
    /// Exposure may be among what was not compared.
    /// ### Example
    /// A config against a template that does not say which nodes live where.
    /// ### Instead
    /// Mend the errors that `netloom check` reports, or compare two configs.
    /// ### Source
    /// The proofs of both templates, as `netloom check` makes them.
    NOT_COMPARED = ("DIF010", Error, "traffic not compared");

    /// ### What it finds
    /// Packets from outside that get in where they did not, and of which no answer gets back.
    /// ### Why it matters
    /// No connection comes of it; a single packet can do harm all the same, and one further route
    /// makes it exposure.
    /// ### Example
    /// `MapPublicIpOnLaunch: true` for a subnet whose default route leads to a NAT gateway.
    /// ### Instead
    /// Leave public addresses to subnets that are public.
    /// ### Source
    /// Amazon VPC User Guide, "Internet gateways" and "Routing".
    LET_IN = ("DIF011", Warning, "packets let in without an answer");

    /// ### What it finds
    /// Data outside of the template that is lost with a resource: a file system of the cluster in a
    /// subnet that goes.
    /// ### Why it matters
    /// The cluster cannot move it, and no update brings it back.
    /// ### Example
    /// Another name for the subnet of a Lustre file system that the cluster creates.
    /// ### Instead
    /// Keep the name, or export the data before the update.
    /// ### Source
    /// AWS ParallelCluster User Guide, "SharedStorage section": a file system that the cluster
    /// creates is replaced with its subnet.
    DATA_LOST = ("DIF012", Error, "data lost");

    /// ### What it finds
    /// Connections from a few addresses of the internet that the change lets in by a few ports.
    /// A few addresses are as many as one site has: at most 65,536 of IPv4, as many as a /16 has,
    /// and at most a /48 of IPv6. A few ports are at most 1,024 of TCP or UDP, or pings. The change
    /// is medium, and the exit code 1; DIF015 is for more ports, and DIF001 for more addresses.
    /// ### Why it matters
    /// It is an opening, though not to everything that scans the internet.
    /// ### Example
    /// `AllowedIps: 192.0.2.0/23` where `192.0.2.0/24` was.
    /// ### Instead
    /// Nothing, if these are the addresses that need it.
    /// ### Source
    /// The proofs of both templates, as `netloom check` makes them.
    OPENED_TO_FEW = ("DIF013", Warning, "opened to a few addresses");

    /// ### What it finds
    /// Connections that come in by a virtual private gateway, a transit gateway or a peering
    /// connection and did not before.
    /// ### Why it matters
    /// Other networks get in: a site, other VPCs, other accounts.
    /// ### Example
    /// A rule for 10.99.0.0/16, to which a transit gateway leads.
    /// ### Instead
    /// Nothing, if these networks need it.
    /// ### Source
    /// The proofs of both templates, as `netloom check` makes them.
    OPENED_TO_SITE = ("DIF014", Warning, "opened to other networks");

    /// ### What it finds
    /// Connections from a few addresses of the internet, as many as DIF013 says, that the change
    /// lets in by more than 1,024 ports, or by protocols beside TCP, UDP and pings. The change is
    /// high, and the exit code 3.
    /// ### Why it matters
    /// So many ports are no service, but all that a node listens on.
    /// ### Example
    /// `IpProtocol: -1` with `CidrIp: 192.0.2.0/24`.
    /// ### Instead
    /// Specify the ports that these addresses need.
    /// ### Source
    /// The proofs of both templates, as `netloom check` makes them.
    OPENED_WIDE_TO_FEW = ("DIF015", Error, "opened to a few addresses by many ports");
}
