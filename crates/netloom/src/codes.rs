//! Findings about files as such, before anything in them is understood, and about the run as a whole.

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A file that is not there, or that may not be read.
    /// ### Why it matters
    /// Nothing can be said about its network.
    /// ### Example
    /// `netloom render clutser.ini`
    /// ### Instead
    /// `netloom render cluster.ini`, or `-` for standard input.
    /// ### Source
    /// The operating system's answer is part of the message.
    UNREADABLE_FILE = ("FIL001", Error, "unreadable file");

    /// ### What it finds
    /// A folder where a file is expected.
    /// ### Why it matters
    /// A network is made from one file.
    /// ### Example
    /// `netloom check ~/.parallelcluster`
    /// ### Instead
    /// `netloom check ~/.parallelcluster/config`
    /// ### Source
    /// netloom's own rule.
    DIRECTORY = ("FIL002", Error, "folder instead of a file");

    /// ### What it finds
    /// A file with nothing in it but white space.
    /// ### Why it matters
    /// It is often what a failed command before a pipe left behind, so no network is derived from it.
    /// ### Example
    /// `make-config | netloom render -` where `make-config` failed.
    /// ### Instead
    /// `netloom init` writes a config to start from.
    /// ### Source
    /// netloom's own rule.
    EMPTY_FILE = ("FIL003", Error, "empty file");

    /// ### What it finds
    /// A file with a NUL byte.
    /// ### Why it matters
    /// No text has one: it is an archive, a picture, or text in UTF-16.
    /// ### Example
    /// `netloom render cluster.tar.gz`
    /// ### Instead
    /// Name the config itself; `iconv -f UTF-16 -t UTF-8` turns UTF-16 into UTF-8.
    /// ### Source
    /// netloom's own rule.
    BINARY_FILE = ("FIL004", Error, "binary file");

    /// ### What it finds
    /// Bytes that are not UTF-8.
    /// ### Why it matters
    /// Names and comments would be read as something else; YAML and Python read these files as UTF-8, too.
    /// ### Example
    /// An `ü` written as the single byte 0xFC of Latin-1.
    /// ### Instead
    /// `iconv -f LATIN1 -t UTF-8 cluster.ini > cluster-utf8.ini`
    /// ### Source
    /// RFC 3629, "UTF-8, a transformation format of ISO 10646".
    NOT_UTF8 = ("FIL005", Error, "text that is not UTF-8");

    /// ### What it finds
    /// A config or a template above 1 MiB, or an answer of `describe-stacks` above 16 MiB.
    /// ### Why it matters
    /// Cluster configs have a few kilobytes: it is the wrong file.
    /// ### Example
    /// `netloom check slurmctld.log`
    /// ### Instead
    /// `netloom check cluster.yaml`
    /// ### Source
    /// netloom's own limit.
    FILE_TOO_LARGE = ("FIL006", Error, "file too large");

    /// ### What it finds
    /// A config that leaves nothing to make: every subnet it names exists, and the cluster's own stack makes the rest.
    /// ### Why it matters
    /// CloudFormation refuses a template without resources.
    /// ### Example
    /// `netloom render cluster.yaml` where `HeadNode` and all queues have a `subnet-…` id.
    /// ### Instead
    /// Give the file to `pcluster` as it is, or put a name in place of an id to have the subnet made.
    /// ### Source
    /// AWS CloudFormation User Guide, "Resources": at least one resource is required.
    NOTHING_TO_MAKE = ("FIL007", Error, "nothing to make");

    /// ### What it finds
    /// Resources of a template whose conditions are false, with the values that its parameters have and with the other values
    /// that were tried.
    /// ### Why it matters
    /// A fault in them is found only when a stack is made with values that bring them.
    /// ### Example
    /// `Condition: HasThirdZone`, where `HasThirdZone` compares a parameter that the run was given a value for.
    /// ### Instead
    /// `netloom check network.yaml --parameter NumberOfZones=3`
    /// ### Source
    /// AWS CloudFormation User Guide, "Conditions".
    RESOURCES_NEVER_MADE = ("RDT017", Info, "resources that are not checked");
}
