//! Findings about keys and values that both dialects share. Syntax has its codes beside each
//! reader.

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A key that shapes the network, or is in a section that does, and that no release of
    /// ParallelCluster and no extension of netloom knows.
    /// ### Why it matters
    /// ParallelCluster 2.4 and older ignored such a key silently; later releases refuse the whole
    /// file. Either way the network is not the one that was meant.
    /// ### Example
    /// `compute_subnet_cdir = 10.0.1.0/24`
    /// ### Instead
    /// `compute_subnet_cidr = 10.0.1.0/24`
    /// ### Source
    /// AWS ParallelCluster 2.11.9, `config/mappings.py`; 3.16.1, `schemas/cluster_schema.py`.
    UNKNOWN_KEY = ("CFG001", Error, "unknown key");

    /// ### What it finds
    /// An id that has not the form AWS gives to ids of that kind: prefix, hyphen, 8 or 17
    /// characters of `0-9a-z`.
    /// ### Why it matters
    /// A placeholder or a cut id fails only when the stack is made, minutes later.
    /// ### Example
    /// `master_subnet_id = subnet-<public>`
    /// ### Instead
    /// `master_subnet_id = subnet-0123456789abcdef0`
    /// ### Source
    /// AWS ParallelCluster 2.11.9, `config/mappings.py`; 3.16.1, `schemas/cluster_schema.py`.
    MALFORMED_ID = ("CFG002", Error, "malformed id");

    /// ### What it finds
    /// A text that is not an IPv4 block in CIDR notation: four numbers from 0 to 255, a slash, a
    /// prefix length from 0 to 32.
    /// ### Why it matters
    /// No release of ParallelCluster and no CloudFormation resource takes it. IPv6 blocks are
    /// refused by every release.
    /// ### Example
    /// `compute_subnet_cidr = 10.0.1.0`
    /// ### Instead
    /// `compute_subnet_cidr = 10.0.1.0/24`
    /// ### Source
    /// AWS ParallelCluster 2.11.9, `config/validators.py`; 3.16.1, `schemas/common_schema.py`.
    MALFORMED_CIDR = ("CFG003", Error, "malformed CIDR block");

    /// ### What it finds
    /// A block whose address has bits set behind the prefix.
    /// ### Why it matters
    /// EC2 cuts the bits off silently or refuses the block, so the template and the network would
    /// differ. Where the block says who may connect, it is only a warning: EC2 reads `1.2.3.4/8` as
    /// `1.0.0.0/8`, which is more than most people mean.
    /// ### Example
    /// `compute_subnet_cidr = 10.0.1.7/24`
    /// ### Instead
    /// `compute_subnet_cidr = 10.0.1.0/24`
    /// ### Source
    /// Amazon EC2 API, `CreateSubnet` and `AuthorizeSecurityGroupIngress`.
    HOST_BITS_SET = ("CFG004", Error, "host bits set in a CIDR block");

    /// ### What it finds
    /// A value that the key does not take: a word that is none of its choices, or a number out of
    /// its range.
    /// ### Why it matters
    /// ParallelCluster refuses the file, or reads something else than was meant.
    /// ### Example
    /// `use_public_ips = nope`
    /// ### Instead
    /// `use_public_ips = false`
    /// ### Source
    /// AWS ParallelCluster 2.11.9, `config/mappings.py`; 3.16.1, `schemas/cluster_schema.py`.
    VALUE_NOT_ALLOWED = ("CFG005", Error, "value not allowed");

    /// ### What it finds
    /// A key or a section that ParallelCluster requires and the file does not have.
    /// ### Why it matters
    /// The cluster cannot be made without it.
    /// ### Example
    /// A `[vpc public]` section with `master_subnet_id` and no `vpc_id`.
    /// ### Instead
    /// Write both, or neither to have netloom make them.
    /// ### Source
    /// AWS ParallelCluster 2.11.9, `config/mappings.py`; 3.16.1, `schemas/cluster_schema.py`.
    MISSING_KEY = ("CFG006", Error, "missing key");

    /// ### What it finds
    /// Two keys of which only one can hold.
    /// ### Why it matters
    /// ParallelCluster 2.x let `compute_subnet_id` win over `compute_subnet_cidr` without a word;
    /// 3.x refuses `SecurityGroups` beside `AdditionalSecurityGroups`.
    /// ### Example
    /// `compute_subnet_id = subnet-0123456789abcdef0` and `compute_subnet_cidr = 10.0.1.0/24` in
    /// one section.
    /// ### Instead
    /// Keep one of them.
    /// ### Source
    /// AWS ParallelCluster 2.11.9, `aws-parallelcluster.cfn.json`, condition
    /// `CreateComputeSubnetForCompute`; 3.16.1, `schemas/cluster_schema.py`.
    EXCLUSIVE_KEYS = ("CFG007", Error, "keys that exclude each other");

    /// ### What it finds
    /// A list with fewer or more entries than ParallelCluster takes.
    /// ### Why it matters
    /// ParallelCluster refuses the file.
    /// ### Example
    /// Two `SubnetIds` for a pool of login nodes.
    /// ### Instead
    /// One.
    /// ### Source
    /// AWS ParallelCluster 3.16.1, `schemas/cluster_schema.py`; 2.11.9, `config/mappings.py`.
    WRONG_LIST_LENGTH = ("CFG008", Error, "wrong number of entries");

    /// ### What it finds
    /// Two things of one kind with the same name, or one thing listed twice.
    /// ### Why it matters
    /// Addresses and logical ids go by name, and ParallelCluster refuses it.
    /// ### Example
    /// Two entries `Name: compute` under `Network.Subnets`.
    /// ### Instead
    /// Give each its own name.
    /// ### Source
    /// AWS ParallelCluster 3.16.1, `validators/cluster_validators.py`.
    DUPLICATE_ENTRY = ("CFG009", Error, "duplicate entry");

    /// ### What it finds
    /// A name or a section label with characters, a length or a word that it may not have.
    /// ### Why it matters
    /// Names become parts of host names, logical ids and tags.
    /// ### Example
    /// `- Name: GPU_queue`
    /// ### Instead
    /// `- Name: gpu-queue`
    /// ### Source
    /// AWS ParallelCluster 2.11.9, `config/param_types.py`; 3.16.1,
    /// `validators/cluster_validators.py`.
    MALFORMED_NAME = ("CFG010", Error, "malformed name");

    /// ### What it finds
    /// A name that points to nothing: a `…_settings` key to a section that is not in the file, or a
    /// subnet name that the `Network` section does not have.
    /// ### Why it matters
    /// What it should point to would be left out. Section names are taken verbatim: `[vpc  public]`
    /// with two spaces is another section than `[vpc public]`.
    /// ### Example
    /// `vpc_settings = publc` with a section `[vpc public]`.
    /// ### Instead
    /// `vpc_settings = public`
    /// ### Source
    /// AWS ParallelCluster 2.11.9, `config/pcluster_config.py`.
    POINTS_TO_NOTHING = ("CFG011", Error, "name that points to nothing");

    /// ### What it finds
    /// A zone that is not an availability zone id of the cluster's region.
    /// ### Why it matters
    /// The name `eu-west-1a` stands for different physical zones in different accounts; the id
    /// `euw1-az1` for the same one in all, so a template with ids can be reviewed.
    /// ### Example
    /// `availability_zone = eu-west-1a`
    /// ### Instead
    /// `availability_zone = euw1-az1`
    /// ### Source
    /// AWS Resource Access Manager User Guide, "Availability Zone IDs for your AWS resources".
    ZONE_NOT_AN_ID = ("CFG012", Error, "zone that is not a zone id of the region");

    /// ### What it finds
    /// A region name that this build does not know.
    /// ### Why it matters
    /// It may be a misspelling, or newer than this build; zones cannot be derived for it.
    /// ### Example
    /// `aws_region_name = eu-wset-1`
    /// ### Instead
    /// `aws_region_name = eu-west-1`
    /// ### Source
    /// AWS Regions and Availability Zones.
    UNKNOWN_REGION = ("CFG013", Warning, "unknown region");

    /// ### What it finds
    /// A key that has no effect beside another one.
    /// ### Why it matters
    /// What it seems to say does not hold.
    /// ### Example
    /// `ssh_from = 192.0.2.0/24` beside `vpc_security_group_id`: the group's own rules decide who
    /// may connect.
    /// ### Instead
    /// Leave it out, and put the rule where it counts.
    /// ### Source
    /// AWS ParallelCluster 2.11.9, `aws-parallelcluster.cfn.json`, condition
    /// `CreateSecurityGroups`.
    KEY_WITHOUT_EFFECT = ("CFG014", Warning, "key without effect");

    /// ### What it finds
    /// No cluster to read: the file has no cluster section of the label asked for.
    /// ### Why it matters
    /// ParallelCluster takes the label from `-t`, else from `[global] cluster_template`, else
    /// `default`.
    /// ### Example
    /// `cluster_template = prod` and no `[cluster prod]`.
    /// ### Instead
    /// Name a label that is there, with `cluster_template` or `--cluster-template`.
    /// ### Source
    /// AWS ParallelCluster 2.11.9, `config/pcluster_config.py`.
    NO_SUCH_CLUSTER = ("CFG015", Error, "no such cluster");

    /// ### What it finds
    /// A key with nothing behind it.
    /// ### Why it matters
    /// ParallelCluster 2.x takes it for the empty text and refuses it, or passes it on.
    /// ### Example
    /// `compute_subnet_cidr =`
    /// ### Instead
    /// Write a value, or leave the key out.
    /// ### Source
    /// AWS ParallelCluster 2.4.1, `cfnconfig.py`; 2.11.9, `config/param_types.py`.
    EMPTY_VALUE = ("CFG016", Error, "empty value");

    /// ### What it finds
    /// A YAML value of the wrong kind: a mapping where a list is expected, a text where a number
    /// is, or nothing (`null`).
    /// ### Why it matters
    /// ParallelCluster refuses the file.
    /// ### Example
    /// `SubnetIds: compute`
    /// ### Instead
    /// `SubnetIds: [compute]`
    /// ### Source
    /// AWS ParallelCluster 3.16.1, `schemas/cluster_schema.py`.
    WRONG_TYPE = ("CFG017", Error, "value of the wrong kind");

    /// ### What it finds
    /// A scheduler that no release of ParallelCluster has.
    /// ### Why it matters
    /// What the compute nodes need of the network depends on it.
    /// ### Example
    /// `scheduler = slrum`
    /// ### Instead
    /// `scheduler = slurm`
    /// ### Source
    /// AWS ParallelCluster 2.11.9, `config/mappings.py`; 3.16.1, `constants.py`.
    UNKNOWN_SCHEDULER = ("CFG018", Error, "unknown scheduler");

    /// ### What it finds
    /// A key of an INI file in a section of the wrong kind.
    /// ### Why it matters
    /// ParallelCluster 2.x does not accept it there, and what it says has no effect.
    /// ### Example
    /// `scaledown_idletime = 30` in `[cluster default]`
    /// ### Instead
    /// `scaling_settings = default` in `[cluster default]`, and the key in a section `[scaling
    /// default]`.
    /// ### Source
    /// AWS ParallelCluster 2.11.9, `config/mappings.py` and `config/cfn_param_types.py`.
    KEY_OF_ANOTHER_SECTION = ("CFG109", Error, "key of another section");

    /// ### What it finds
    /// The name of an availability zone where the name of a region belongs.
    /// ### Why it matters
    /// Commands of AWS that are sent to a region of that name fail.
    /// ### Example
    /// `Region: eu-west-1a`
    /// ### Instead
    /// `Region: eu-west-1`
    /// ### Source
    /// AWS Regions and Availability Zones.
    ZONE_AS_REGION = ("CFG110", Error, "zone in the place of a region");

    /// ### What it finds
    /// A key or a value that the release named by `--pcluster-version` does not have yet. Where no
    /// release is named, the file is taken for the newest one, and a note names the youngest key of
    /// the file.
    /// ### Why it matters
    /// An older release refuses the file.
    /// ### Example
    /// `LoginNodes` with `--pcluster-version 3.6.1`.
    /// ### Instead
    /// Leave the key out, or use the release that brought it.
    /// ### Source
    /// AWS ParallelCluster, `CHANGELOG.md` and `schemas/cluster_schema.py` of the releases 3.0.0 to
    /// 3.16.1.
    NEWER_THAN_RELEASE = ("REL001", Warning, "newer than the release");

    /// ### What it finds
    /// A key or a value that the release named by `--pcluster-version` no longer has, or that newer
    /// releases dropped.
    /// ### Why it matters
    /// A newer release refuses the file.
    /// ### Example
    /// `Scheduler: awsbatch` with `--pcluster-version 3.16.0`.
    /// ### Instead
    /// What the newer release has in its place, or the last release that takes it.
    /// ### Source
    /// AWS ParallelCluster, `CHANGELOG.md` and `schemas/cluster_schema.py` of the releases 3.0.0 to
    /// 3.16.1.
    GONE_FROM_RELEASE = ("REL002", Warning, "gone from the release");

    /// ### What it finds
    /// A count or a form that some releases take and others do not.
    /// ### Why it matters
    /// Releases that are outside the range refuse the file.
    /// ### Example
    /// Twelve queues with `--pcluster-version 3.5.1`, which takes ten.
    /// ### Instead
    /// Stay within the limit, or use a release that has a higher one.
    /// ### Source
    /// AWS ParallelCluster, `validators/cluster_validators.py` and `constants.py` of the releases
    /// 3.0.0 to 3.16.1.
    RELEASES_DIFFER = ("REL003", Warning, "form that releases differ on");
}
