//! The keys of the sections that are read.
//!
//! A key of this list is known; a key that is nearly one that shapes the network is a slip and an
//! error; any other key cannot matter to the network and is passed over.

use crate::key_lists::{joined, total};
use crate::network_keys;

/// One key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Key {
    /// The name in lower case.
    pub(crate) name: &'static str,
    /// Whether it shapes the network.
    pub(crate) shapes_network: bool,
    /// Whether only netloom knows it, so that a bound file leaves it out.
    pub(crate) is_extension: bool,
    /// What it means, for the reference; empty for keys that do not shape the network.
    pub(crate) doc: &'static str,
    /// What holds when it is left out; empty where it is required.
    pub(crate) default: &'static str,
    /// A value as written in a file.
    pub(crate) example: &'static str,
}

impl Key {
    /// The same key, with what holds when it is left out.
    pub(crate) const fn default(self, default: &'static str) -> Self {
        Self { default, ..self }
    }

    /// The same key, with a value as written in a file.
    pub(crate) const fn example(self, example: &'static str) -> Self {
        Self { example, ..self }
    }
}

const fn network(name: &'static str, doc: &'static str) -> Key {
    Key { name, shapes_network: true, is_extension: false, doc, default: "", example: "" }
}

pub(crate) const fn extension(name: &'static str, doc: &'static str) -> Key {
    Key { is_extension: true, ..network(name, doc) }
}

const fn other(name: &'static str) -> Key {
    Key { shapes_network: false, ..network(name, "") }
}

/// Returns the keys of a kind of section: `vpc` for `[vpc …]`; empty for kinds that are not read.
pub(crate) fn keys_of(kind: &str) -> &'static [Key] {
    KINDS.iter().chain(UNREAD_KINDS).find(|(name, _)| *name == kind).map_or(&[], |(_, keys)| keys)
}

/// Returns the kinds of sections other than `kind` that have the key, in the order of the list; the
/// key is in lower case.
pub(crate) fn kinds_with(name: &str, kind: &str) -> Vec<&'static str> {
    let others = KINDS.iter().chain(UNREAD_KINDS).filter(|(other, _)| *other != kind);
    others
        .filter(|(_, keys)| keys.iter().any(|key| key.name == name))
        .map(|(other, _)| *other)
        .collect()
}

/// Returns whether a key of a kind of section shapes the network; the key is in lower case.
pub(crate) fn shapes_network(kind: &str, name: &str) -> bool {
    keys_of(kind).iter().any(|key| key.shapes_network && key.name == name)
}

/// Returns whether only netloom knows a key, in whichever section; the key is in lower case.
pub(crate) fn is_extension(name: &str) -> bool {
    KINDS.iter().any(|(_, keys)| keys.iter().any(|key| key.is_extension && key.name == name))
}

/// Returns whether sections of this kind have no label.
pub(crate) fn is_fixed(kind: &str) -> bool {
    matches!(kind, "global" | "aws")
}

/// Returns whether every key of a kind of section shapes the network, so that an unknown one is an
/// error however odd.
pub(crate) fn is_strict(kind: &str) -> bool {
    kind == "vpc"
}

/// The kinds of sections and their keys.
///
/// # Source
/// AWS ParallelCluster 2.11.9, `config/mappings.py`; extensions are netloom's own.
pub(crate) static KINDS: &[(&str, &[Key])] = &[
    ("vpc", VPC),
    ("cluster", CLUSTER),
    ("queue", QUEUE),
    ("compute_resource", COMPUTE_RESOURCE),
    ("dcv", DCV),
    ("global", GLOBAL),
    ("aws", AWS),
];

/// The kinds of sections that cannot matter to the network: only where their keys belong is known.
///
/// # Source
/// AWS ParallelCluster 2.11.9, `config/mappings.py`.
pub(crate) static UNREAD_KINDS: &[(&str, &[Key])] = &[
    ("scaling", SCALING),
    ("ebs", EBS),
    ("efs", EFS),
    ("raid", RAID),
    ("fsx", FSX),
    ("cw_log", CW_LOG),
    ("dashboard", DASHBOARD),
];

static VPC: &[Key] = &joined::<Key, { total(VPC_LISTS) }>(VPC_LISTS);

const VPC_LISTS: &[&[Key]] = &[OWN_VPC_KEYS, &network_keys::V2];

const OWN_VPC_KEYS: &[Key] = &[
    network("vpc_id", "the existing VPC")
        .default("a new one is created")
        .example("vpc-0123456789abcdef0"),
    network("master_subnet_id", "the existing subnet of the head node")
        .default(
            "a new one is \
                                        created",
        )
        .example("subnet-0123456789abcdef0"),
    network("compute_subnet_id", "the existing subnet of the compute nodes")
        .default("none")
        .example("subnet-0123456789abcdef1"),
    network("compute_subnet_cidr", "the block of a new private subnet for the compute nodes")
        .default(
            "they \
                                        share the head node's subnet",
        )
        .example("10.0.16.0/20"),
    network("use_public_ips", "whether nodes in the head node's subnet get public addresses")
        .default("`true`")
        .example("false"),
    network("ssh_from", "the block that may connect to the head node by SSH")
        .default("`0.0.0.0/0`")
        .example("192.0.2.0/24"),
    network("access_from", "the name of `ssh_from` until 2.4.1").example("192.0.2.0/24"),
    network(
        "additional_sg",
        "a security group to attach in addition to those that the cluster \
                              creates",
    )
    .default("none")
    .example("sg-0123456789abcdef0"),
    network(
        "vpc_security_group_id",
        "one security group for all nodes, in place of those that \
                                      the cluster creates",
    )
    .default(
        "the \
                                        cluster's own",
    )
    .example("sg-0123456789abcdef0"),
    extension(
        "vpc_cidr",
        "the block of the new VPC; with `vpc_id`, the blocks of the existing \
                           one, separated by commas, primary first",
    )
    .default(
        "chosen \
                                        by the size of the fleet",
    )
    .example("10.0.0.0/16"),
    extension(
        "internet_gateway_id",
        "the internet gateway of the existing VPC, for a new public \
                                      subnet in it",
    )
    .example("igw-0123456789abcdef0"),
    extension(
        "availability_zone",
        "the zone id of the new subnets; with an existing head subnet, \
                                    the zone of that subnet",
    )
    .default(
        "the \
                                        first zone of the region",
    )
    .example("euw1-az1"),
    extension("master_subnet_cidr", "the block of the head node's new subnet")
        .default("chosen")
        .example("10.0.0.0/24"),
    extension("master_subnet_hosts", "how many hosts the head node's new subnet has room for")
        .default("chosen")
        .example("100"),
    extension(
        "compute_subnet_hosts",
        "a new private subnet for the compute nodes with room for \
                                       this many hosts",
    )
    .default(
        "twice \
                                        the fleet",
    )
    .example("4000"),
    extension(
        "nat",
        "NAT of private subnets: `single` (one NAT gateway), `per-zone`, `regional`, `private`, \
                      `head-node` \
                      (as ParallelCluster 2.x did) or `none`",
    )
    .default(
        "`single` \
                                        when a private node has no proxy",
    )
    .example("head-node"),
    extension("nat_allocation_id", "an Elastic IP address that exists, for the NAT gateway")
        .default("a new address")
        .example("eipalloc-0123456789abcdef0"),
    extension(
        "nat_secondary_allocation_ids",
        "further Elastic IP addresses that exist, for more connections to one destination",
    )
    .default("none")
    .example("eipalloc-0123456789abcdef1"),
    extension(
        "nat_retain",
        "whether a new address stays in the account when the template no longer has it, because it \
         is on the lists of others",
    )
    .default("`false`")
    .example("true"),
    extension(
        "endpoints",
        "VPC endpoints: `auto` for those that the cluster needs and that nothing else leads to, \
         `none`, or services separated by commas, of which `auto` may be one",
    )
    .default("in a new VPC those of Amazon S3 and DynamoDB, which cost nothing")
    .example("auto"),
    extension(
        "cluster_resources",
        "whether the template has the head node's interface, its address and the security groups, \
         too: the template of 2.4 as a whole. ParallelCluster 2.x makes its own and uses none of \
         these",
    )
    .default("`false`")
    .example("true"),
    extension("multi_node_parallel", "whether AWS Batch jobs span several nodes, which needs NAT")
        .default("`false`")
        .example("true"),
    extension("virtual_private_gateway", "whether to create a gateway for Direct Connect or VPN")
        .default("`false`")
        .example("true"),
    extension(
        "on_premises_cidrs",
        "blocks of the site's own networks, which the VPC must not \
                                    overlap",
    )
    .default("none")
    .example("172.16.0.0/12"),
    extension("reserved_cidrs", "blocks that no new subnet uses")
        .default("none")
        .example("10.0.240.0/20"),
    extension("occupied_cidrs", "blocks of the subnets that the existing VPC has")
        .default("none")
        .example("10.0.0.0/20"),
];

static CLUSTER: &[Key] = &[
    network("vpc_settings", "the label of the `[vpc …]` section")
        .default("a network is derived")
        .example("site"),
    network("scheduler", "`slurm`, `awsbatch`, and until 2.11.4 `sge` and `torque`")
        .example("slurm"),
    network("proxy_server", "the HTTP proxy of all nodes")
        .default("`NONE`")
        .example("http://10.9.0.5:3128"),
    network(
        "placement_group",
        "`DYNAMIC` creates one, a name uses an existing one, `NONE` uses none",
    )
    .default("`NONE`")
    .example("DYNAMIC"),
    network("enable_efa", "`compute` turns the Elastic Fabric Adapter on")
        .default("off")
        .example("compute"),
    network("disable_cluster_dns", "whether the cluster goes without host names of its own")
        .default("`false`")
        .example("true"),
    network("compute_instance_type", "the instance type of the compute nodes")
        .default("`t2.micro`; `optimal` for AWS Batch")
        .example("c5n.18xlarge"),
    network("initial_queue_size", "how many nodes run at the start").default("`0`").example("2"),
    network("max_queue_size", "how many nodes can run; subnets are sized by it")
        .default("`10`")
        .example("100"),
    network("min_vcpus", "how many vCPUs AWS Batch keeps").default("`0`").example("4"),
    network("desired_vcpus", "how many vCPUs AWS Batch starts with").default("`4`").example("4"),
    network("max_vcpus", "how many vCPUs AWS Batch can run").default("`10`").example("128"),
    network("queue_settings", "the labels of up to five `[queue …]` sections, from 2.9.0 on")
        .default("one queue")
        .example("cpu, gpu"),
    network("tags", "tags of every resource, as JSON")
        .default("none")
        .example("{\"Project\": \"weather\"}"),
    network("dcv_settings", "the label of the `[dcv …]` section, from 2.5.0 on")
        .default("no remote desktops")
        .example("desktop"),
    other("key_name"),
    other("placement"),
    other("template_url"),
    other("hit_template_url"),
    other("cw_dashboard_template_url"),
    other("base_os"),
    other("master_instance_type"),
    other("master_root_volume_size"),
    other("compute_root_volume_size"),
    other("shared_dir"),
    other("ephemeral_dir"),
    other("encrypted_ephemeral"),
    other("custom_ami"),
    other("pre_install"),
    other("pre_install_args"),
    other("post_install"),
    other("post_install_args"),
    other("s3_read_resource"),
    other("s3_read_write_resource"),
    other("enable_efa_gdr"),
    other("enable_intel_hpc_platform"),
    other("disable_hyperthreading"),
    other("ebs_settings"),
    other("efs_settings"),
    other("fsx_settings"),
    other("raid_settings"),
    other("scaling_settings"),
    other("cw_log_settings"),
    other("dashboard_settings"),
    other("extra_json"),
    other("additional_cfn_template"),
    other("additional_iam_policies"),
    other("ec2_iam_role"),
    other("iam_lambda_role"),
    other("cluster_type"),
    other("spot_price"),
    other("spot_bid_percentage"),
    other("maintain_initial_size"),
    other("architecture"),
    other("network_interfaces_count"),
    other("cluster_config_metadata"),
    other("custom_chef_cookbook"),
    other("custom_awsbatch_template_url"),
    other("cli_template"),
];

static QUEUE: &[Key] = &[
    network(
        "compute_resource_settings",
        "the labels of up to three `[compute_resource …]` sections",
    )
    .example("c5n"),
    network("enable_efa", "whether its nodes use the Elastic Fabric Adapter")
        .default("`false`")
        .example("true"),
    network(
        "placement_group",
        "`DYNAMIC` creates one, a name uses an existing one, `NONE` uses none",
    )
    .default("`NONE`")
    .example("DYNAMIC"),
    other("enable_efa_gdr"),
    other("compute_type"),
    other("disable_hyperthreading"),
];

static COMPUTE_RESOURCE: &[Key] = &[
    network("instance_type", "the instance type").example("c5n.18xlarge"),
    network("max_count", "how many nodes can run; subnets are sized by it")
        .default("`10`")
        .example("64"),
    network("min_count", "how many nodes always run").default("`0`").example("2"),
    network("initial_count", "how many nodes run at the start").default("`min_count`").example("2"),
    other("spot_price"),
];

static DCV: &[Key] = &[
    network("enable", "`master` turns remote desktops on").default("off").example("master"),
    network("port", "the TCP port").default("`8443`").example("8443"),
    network("access_from", "the block that may connect")
        .default("`0.0.0.0/0`")
        .example("192.0.2.0/24"),
];

static GLOBAL: &[Key] = &[
    network("cluster_template", "the label of the `[cluster …]` section that is used")
        .default("`default`")
        .example("production"),
    other("update_check"),
    other("sanity_check"),
];

static AWS: &[Key] = &[
    network("aws_region_name", "the region")
        .default("the region of the AWS CLI's profile")
        .example("eu-west-1"),
    other("aws_access_key_id"),
    other("aws_secret_access_key"),
];

static SCALING: &[Key] = &[other("scaledown_idletime")];

static EBS: &[Key] = &[
    other("shared_dir"),
    other("ebs_snapshot_id"),
    other("volume_type"),
    other("volume_size"),
    other("volume_iops"),
    other("encrypted"),
    other("ebs_kms_key_id"),
    other("ebs_volume_id"),
    other("volume_throughput"),
];

static EFS: &[Key] = &[
    other("shared_dir"),
    other("efs_fs_id"),
    other("performance_mode"),
    other("efs_kms_key_id"),
    other("provisioned_throughput"),
    other("encrypted"),
    other("throughput_mode"),
];

static RAID: &[Key] = &[
    other("shared_dir"),
    other("raid_type"),
    other("num_of_raid_volumes"),
    other("volume_type"),
    other("volume_size"),
    other("volume_iops"),
    other("encrypted"),
    other("ebs_kms_key_id"),
    other("volume_throughput"),
];

static FSX: &[Key] = &[
    other("shared_dir"),
    other("fsx_fs_id"),
    other("storage_capacity"),
    other("fsx_kms_key_id"),
    other("imported_file_chunk_size"),
    other("export_path"),
    other("import_path"),
    other("weekly_maintenance_start_time"),
    other("deployment_type"),
    other("per_unit_storage_throughput"),
    other("daily_automatic_backup_start_time"),
    other("automatic_backup_retention_days"),
    other("copy_tags_to_backups"),
    other("fsx_backup_id"),
    other("auto_import_policy"),
    other("storage_type"),
    other("drive_cache_type"),
    other("existing_mount_name"),
    other("existing_dns_name"),
    other("data_compression_type"),
];

static CW_LOG: &[Key] = &[other("enable"), other("retention_days")];

static DASHBOARD: &[Key] = &[other("enable")];
