//! Findings about files as such, before anything in them is understood, and about the run as a
//! whole.

use netloom_diag::{Code, Diagnostic};

/// The findings that say that something which was named could not be read.
const UNREAD: [&Code; 6] =
    [&UNREADABLE_FILE, &DIRECTORY, &EMPTY_FILE, &BINARY_FILE, &NOT_UTF8, &FILE_TOO_LARGE];

/// Returns whether a finding says that a file could not be read: the run then says nothing about
/// the network.
pub(crate) fn is_unread(finding: &Diagnostic) -> bool {
    UNREAD.iter().any(|code| code.id == finding.code.id)
}

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
    /// It is often what a failed command before a pipe left behind, so no network is derived from
    /// it.
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
    /// Names and comments would be read as something else; YAML and Python read these files as
    /// UTF-8, too.
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
    /// A template for `netloom deploy` that wants the zone of a subnet and names no subnet id.
    /// ### Why it matters
    /// The text would become an argument of `aws`, and `aws` would read one that begins with
    /// hyphens as a flag.
    /// ### Example
    /// `Metadata: {Netloom: {Parameters: {HeadSubnetZoneId: {ZoneOfSubnet: --debug}}}}`
    /// ### Instead
    /// `ZoneOfSubnet: subnet-0123456789abcdef0`
    /// ### Source
    /// AWS ParallelCluster 3.16.1, `schemas/cluster_schema.py`: the form of a subnet id.
    NOT_A_SUBNET_ID = ("FIL008", Error, "text that is no subnet id");

    /// ### What it finds
    /// A config for `netloom deploy` whose region has no form of a region.
    /// ### Why it matters
    /// The AWS CLI makes a host name from it, and sends signed requests there.
    /// ### Example
    /// `Region: eu-west-1.example.com/`
    /// ### Instead
    /// `Region: eu-west-1`
    /// ### Source
    /// AWS Regions and Availability Zones, "AWS Regions": lower-case words and a number, joined by
    /// hyphens.
    NOT_A_REGION = ("FIL009", Error, "text that is no region");

    /// ### What it finds
    /// A file that differs between two revisions, has the name or the words of a template or a
    /// config, and cannot be read.
    /// ### Why it matters
    /// CloudFormation may understand it where netloom does not, and then a review would say that
    /// nothing changes.
    /// ### Example
    /// A template with a byte that is not UTF-8, or with a bracket that never closes.
    /// ### Instead
    /// Mend the file; or look at its change by hand.
    /// ### Source
    /// netloom's own rule.
    CHANGED_FILE_NOT_UNDERSTOOD = ("FIL010", Error, "changed file that is not understood");

    /// ### What it finds
    /// An input of `netloom check --together` that is not a template, or that has the name of
    /// another one.
    /// ### Why it matters
    /// Names of resources begin with the name of their stack, so that every name means one
    /// resource.
    /// ### Example
    /// `netloom check a/network.yaml b/network.yaml --together`
    /// ### Instead
    /// `netloom check a/network.yaml b/network.yaml --together --stack shared=a/network.yaml`
    /// ### Source
    /// netloom's own rule.
    NOT_JOINED = ("FIL012", Error, "input that cannot be one of several stacks");
}
