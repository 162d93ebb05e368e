//! The valid files that variations start from, and where their network keys are.
//!
//! A base writes every network key that its releases know, so that each can be changed or taken
//! away.

/// A valid file.
pub(crate) struct Base {
    /// Its name in the list of differences.
    pub(crate) name: &'static str,
    /// The file; `OS` stands for an operating system that the release knows.
    pub(crate) text: &'static str,
    /// The keys to vary, each as a path from the file and what belongs there.
    pub(crate) places: &'static [(&'static str, Kind)],
    /// Keys that the base does not write: the path of the mapping, the key, and its value.
    pub(crate) further: &'static [(&'static str, &'static str, &'static str)],
}

/// What belongs in a place.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    /// A subnet id.
    Subnet,
    /// A list of subnet ids.
    SubnetList,
    /// A list of security group ids.
    GroupList,
    /// A CIDR block or a prefix list.
    Access,
    /// An elastic IP address.
    Address,
    /// A boolean.
    Bool,
    /// A port.
    Port,
    /// A number of nodes.
    Count,
    /// The address of an HTTP proxy.
    Proxy,
    /// One of these; wrong ones among them.
    Choice(&'static [&'static str]),
    /// A name of a queue, a compute resource or a pool.
    Name,
    /// Any text.
    Text,
    /// A mapping; keys to add to it, right and wrong ones.
    Mapping(&'static [(&'static str, &'static str)]),
    /// A list of mappings.
    List,
}

use Kind::{
    Access, Address, Bool, Choice, Count, GroupList, List, Mapping, Name, Port, Proxy, Subnet,
    SubnetList, Text,
};

/// Keys that no `Networking` mapping takes, or not every one.
const NETWORKING_FURTHER: &[(&str, &str)] = &[
    ("Unknown", "1"),
    ("SubnetID", "subnet-12345678"),
    ("SubnetId", "subnet-12345678"),
    ("SubnetIds", "[subnet-12345678]"),
    ("AssignPublicIp", "true"),
    ("ElasticIp", "true"),
    ("SecurityGroups", "[sg-12345678]"),
    ("SecurityGroups", "[]"),
    ("SecurityGroup", "[sg-12345678]"),
    ("AdditionalSecurityGroups", "[sg-12345678]"),
    ("AdditionalSecurityGroups", "[]"),
    ("PlacementGroup", "{Enabled: true}"),
    ("Proxy", "{HttpProxyAddress: http://proxy:3128}"),
    ("subnetids", "[subnet-12345678]"),
];

const PLACEMENT_FURTHER: &[(&str, &str)] = &[
    ("Unknown", "1"),
    ("Id", "mine"),
    ("Name", "mine"),
    ("Id", "7"),
    ("Name", "~"),
    ("Enable", "true"),
];

const ACCESS_FURTHER: &[(&str, &str)] =
    &[("Unknown", "1"), ("AllowedIp", "10.0.0.0/8"), ("SshFrom", "10.0.0.0/8")];

const UNKNOWN: &[(&str, &str)] = &[("Unknown", "1")];

/// A Slurm cluster.
pub(crate) const SLURM: Base = Base {
    name: "slurm",
    text: "\
Region: eu-west-1
Image:
  Os: OS
HeadNode:
  InstanceType: c5.large
  Networking:
    SubnetId: subnet-0123456789abcdef0
    ElasticIp: true
    AdditionalSecurityGroups: [sg-0123456789abcdef0]
    Proxy:
      HttpProxyAddress: http://proxy.example.com:3128
  Ssh:
    KeyName: admin
    AllowedIps: 192.0.2.0/24
  Dcv:
    Enabled: true
    Port: 8443
    AllowedIps: 192.0.2.0/24
  Imds:
    Secured: true
  SharedStorageType: Ebs
Imds:
  ImdsSupport: v2.0
LoginNodes:
  Pools:
    - Name: users
      Count: 2
      InstanceType: t3.medium
      Networking:
        SubnetIds: [subnet-0123456789abcdef0]
        AdditionalSecurityGroups: [sg-0123456789abcdef0]
        Proxy:
          HttpProxyAddress: http://proxy.example.com:3128
Scheduling:
  Scheduler: slurm
  SlurmSettings:
    Dns:
      DisableManagedDns: false
      UseEc2Hostnames: false
  SlurmQueues:
    - Name: cpu
      Networking:
        SubnetIds: [subnet-0123456789abcdef1]
        AssignPublicIp: false
        AdditionalSecurityGroups: [sg-0123456789abcdef0]
        PlacementGroup:
          Enabled: true
        Proxy:
          HttpProxyAddress: http://proxy.example.com:3128
      ComputeResources:
        - Name: small
          InstanceType: c5.xlarge
          MinCount: 0
          MaxCount: 10
          Networking:
            PlacementGroup:
              Enabled: false
        - Name: wide
          Instances:
            - InstanceType: c5n.18xlarge
          MaxCount: 4
          Efa:
            Enabled: true
            GdrSupport: false
SharedStorage:
  - Name: shared
    MountDir: /shared
    StorageType: Ebs
DeploymentSettings:
  LambdaFunctionsVpcConfig:
    SecurityGroupIds: [sg-0123456789abcdef0]
    SubnetIds: [subnet-0123456789abcdef1]
",
    places: &[
        ("", Mapping(&[("Unknown", "1"), ("HeadNodes", "{}"), ("LoginNode", "{}")])),
        ("/Region", Text),
        ("/HeadNode", Mapping(UNKNOWN)),
        ("/HeadNode/Networking", Mapping(NETWORKING_FURTHER)),
        ("/HeadNode/Networking/SubnetId", Subnet),
        ("/HeadNode/Networking/ElasticIp", Address),
        ("/HeadNode/Networking/AdditionalSecurityGroups", GroupList),
        ("/HeadNode/Networking/Proxy", Mapping(UNKNOWN)),
        ("/HeadNode/Networking/Proxy/HttpProxyAddress", Proxy),
        ("/HeadNode/Ssh", Mapping(ACCESS_FURTHER)),
        ("/HeadNode/Ssh/KeyName", Text),
        ("/HeadNode/Ssh/AllowedIps", Access),
        ("/HeadNode/Dcv", Mapping(ACCESS_FURTHER)),
        ("/HeadNode/Dcv/Enabled", Bool),
        ("/HeadNode/Dcv/Port", Port),
        ("/HeadNode/Dcv/AllowedIps", Access),
        ("/HeadNode/Imds", Mapping(UNKNOWN)),
        ("/HeadNode/Imds/Secured", Bool),
        ("/HeadNode/SharedStorageType", Choice(&["Efs", "efs", "EBS"])),
        ("/Imds", Mapping(UNKNOWN)),
        ("/Imds/ImdsSupport", Choice(&["v1.0", "v2", "2.0", "V2.0"])),
        ("/LoginNodes", Mapping(UNKNOWN)),
        ("/LoginNodes/Pools", List),
        ("/LoginNodes/Pools/0", Mapping(UNKNOWN)),
        ("/LoginNodes/Pools/0/Name", Name),
        ("/LoginNodes/Pools/0/Count", Count),
        ("/LoginNodes/Pools/0/Networking", Mapping(NETWORKING_FURTHER)),
        ("/LoginNodes/Pools/0/Networking/SubnetIds", SubnetList),
        ("/LoginNodes/Pools/0/Networking/SubnetIds/0", Subnet),
        ("/LoginNodes/Pools/0/Networking/AdditionalSecurityGroups", GroupList),
        ("/LoginNodes/Pools/0/Networking/Proxy/HttpProxyAddress", Proxy),
        ("/Scheduling", Mapping(UNKNOWN)),
        ("/Scheduling/Scheduler", Choice(&["awsbatch", "sge", "Slurm", "plugin"])),
        ("/Scheduling/SlurmSettings/Dns/DisableManagedDns", Bool),
        ("/Scheduling/SlurmSettings/Dns/UseEc2Hostnames", Bool),
        ("/Scheduling/SlurmQueues", List),
        ("/Scheduling/SlurmQueues/0", Mapping(UNKNOWN)),
        ("/Scheduling/SlurmQueues/0/Name", Name),
        ("/Scheduling/SlurmQueues/0/Networking", Mapping(NETWORKING_FURTHER)),
        ("/Scheduling/SlurmQueues/0/Networking/SubnetIds", SubnetList),
        ("/Scheduling/SlurmQueues/0/Networking/SubnetIds/0", Subnet),
        ("/Scheduling/SlurmQueues/0/Networking/AssignPublicIp", Bool),
        ("/Scheduling/SlurmQueues/0/Networking/AdditionalSecurityGroups", GroupList),
        ("/Scheduling/SlurmQueues/0/Networking/PlacementGroup", Mapping(PLACEMENT_FURTHER)),
        ("/Scheduling/SlurmQueues/0/Networking/PlacementGroup/Enabled", Bool),
        ("/Scheduling/SlurmQueues/0/Networking/Proxy", Mapping(UNKNOWN)),
        ("/Scheduling/SlurmQueues/0/Networking/Proxy/HttpProxyAddress", Proxy),
        ("/Scheduling/SlurmQueues/0/ComputeResources", List),
        ("/Scheduling/SlurmQueues/0/ComputeResources/0/Name", Name),
        ("/Scheduling/SlurmQueues/0/ComputeResources/0/InstanceType", Text),
        ("/Scheduling/SlurmQueues/0/ComputeResources/0/MinCount", Count),
        ("/Scheduling/SlurmQueues/0/ComputeResources/0/MaxCount", Count),
        ("/Scheduling/SlurmQueues/0/ComputeResources/0/Networking", Mapping(NETWORKING_FURTHER)),
        (
            "/Scheduling/SlurmQueues/0/ComputeResources/0/Networking/PlacementGroup",
            Mapping(PLACEMENT_FURTHER),
        ),
        ("/Scheduling/SlurmQueues/0/ComputeResources/1/Instances", List),
        ("/Scheduling/SlurmQueues/0/ComputeResources/1/Instances/0/InstanceType", Text),
        ("/Scheduling/SlurmQueues/0/ComputeResources/1/Efa", Mapping(UNKNOWN)),
        ("/Scheduling/SlurmQueues/0/ComputeResources/1/Efa/Enabled", Bool),
        ("/Scheduling/SlurmQueues/0/ComputeResources/1/Efa/GdrSupport", Bool),
        ("/SharedStorage", List),
        (
            "/SharedStorage/0/StorageType",
            Choice(&["Efs", "FsxLustre", "FsxOpenZfs", "FsxOntap", "FileCache", "Nfs"]),
        ),
        ("/DeploymentSettings/LambdaFunctionsVpcConfig", Mapping(UNKNOWN)),
        ("/DeploymentSettings/LambdaFunctionsVpcConfig/SecurityGroupIds", GroupList),
        ("/DeploymentSettings/LambdaFunctionsVpcConfig/SubnetIds", SubnetList),
    ],
    further: &[
        ("/LoginNodes/Pools/0", "Ssh", "{KeyName: admin}"),
        ("/LoginNodes/Pools/0", "Ssh", "{AllowedIps: 10.0.0.0/8}"),
        ("/LoginNodes/Pools/0", "Ssh", "{AllowedIps: pl-12345678}"),
        ("/LoginNodes/Pools/0", "Ssh", "{AllowedIps: nowhere}"),
        ("/LoginNodes/Pools/0", "Dcv", "{Enabled: true}"),
        ("/LoginNodes/Pools/0", "Dcv", "{Enabled: true, Port: 8443, AllowedIps: 10.0.0.0/8}"),
        ("/LoginNodes/Pools/0", "Dcv", "{Port: 8443}"),
        (
            "/Scheduling/SlurmQueues/0/ComputeResources/0",
            "LaunchTemplateOverrides",
            "{LaunchTemplateId: lt-1, Version: 1}",
        ),
        (
            "/Scheduling/SlurmQueues/0/ComputeResources/0",
            "Instances",
            "[{InstanceType: c5.xlarge}]",
        ),
        ("/Scheduling/SlurmQueues/0/ComputeResources/1/Instances/0", "Unknown", "1"),
        ("/Scheduling/SlurmSettings/Dns", "HostedZoneId", "Z0123456789ABC"),
        ("/Scheduling/SlurmSettings/Dns", "Unknown", "1"),
        ("/Scheduling", "AwsBatchQueues", "[]"),
        ("/Scheduling", "ScalingStrategy", "greedy-all-or-nothing"),
        ("", "DevSettings", "{EfaInterfaceType: efa}"),
        ("", "Network", "{CidrBlock: 10.0.0.0/16}"),
    ],
};

/// An AWS Batch cluster.
pub(crate) const BATCH: Base = Base {
    name: "batch",
    text: "\
Region: eu-west-1
Image:
  Os: OS
HeadNode:
  InstanceType: c5.large
  Networking:
    SubnetId: subnet-0123456789abcdef0
  Ssh:
    KeyName: admin
Scheduling:
  Scheduler: awsbatch
  AwsBatchQueues:
    - Name: jobs
      Networking:
        SubnetIds: [subnet-0123456789abcdef1]
        AssignPublicIp: false
        SecurityGroups: [sg-0123456789abcdef0]
      ComputeResources:
        - Name: mixed
          InstanceTypes: [c5.xlarge]
          MinvCpus: 0
          DesiredvCpus: 0
          MaxvCpus: 96
",
    places: &[
        ("/Scheduling/AwsBatchQueues", List),
        ("/Scheduling/AwsBatchQueues/0", Mapping(UNKNOWN)),
        ("/Scheduling/AwsBatchQueues/0/Name", Name),
        ("/Scheduling/AwsBatchQueues/0/Networking", Mapping(NETWORKING_FURTHER)),
        ("/Scheduling/AwsBatchQueues/0/Networking/SubnetIds", SubnetList),
        ("/Scheduling/AwsBatchQueues/0/Networking/SubnetIds/0", Subnet),
        ("/Scheduling/AwsBatchQueues/0/Networking/AssignPublicIp", Bool),
        ("/Scheduling/AwsBatchQueues/0/Networking/SecurityGroups", GroupList),
        ("/Scheduling/AwsBatchQueues/0/ComputeResources", List),
        (
            "/Scheduling/AwsBatchQueues/0/ComputeResources/0/InstanceTypes",
            Choice(&["[c5.xlarge, c5.large]", "[optimal]"]),
        ),
        ("/Scheduling/AwsBatchQueues/0/ComputeResources/0/MaxvCpus", Count),
    ],
    further: &[("/Scheduling", "SlurmQueues", "[]")],
};
