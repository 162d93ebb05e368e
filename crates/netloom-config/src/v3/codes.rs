//! Findings about ParallelCluster 3.x files that the shared codes have no word for.

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A queue over several subnets with a compute resource that names one `InstanceType`.
    /// ### Why it matters
    /// ParallelCluster launches such a resource into the queue's first subnet only, and therefore
    /// refuses the file. A subnet of the `Network` section that lies in several zones counts once
    /// per zone.
    /// ### Example
    /// `SubnetIds: [subnet-0123456789abcdef0, subnet-0123456789abcdef1]` and `InstanceType:
    /// c5.large`
    /// ### Instead
    /// `Instances: [{InstanceType: c5.large}]`
    /// ### Source
    /// AWS ParallelCluster 3.4.0 on, `SingleInstanceTypeSubnetValidator`.
    INSTANCE_TYPE_OVER_SUBNETS = ("CFG101", Error, "single instance type over several subnets");

    /// ### What it finds
    /// EFA on a compute resource for which the file says nothing about a placement group.
    /// ### Why it matters
    /// EFA pays only between nodes that are close to each other; ParallelCluster asks for a
    /// decision and refuses the file.
    /// ### Example
    /// `Efa: {Enabled: true}` in a queue without `PlacementGroup`.
    /// ### Instead
    /// `PlacementGroup: {Enabled: true}` in the `Networking` of the queue or of the compute
    /// resource.
    /// ### Source
    /// AWS ParallelCluster 3.16.1, `EfaPlacementGroupValidator`.
    EFA_WITHOUT_PLACEMENT_GROUP = ("CFG102", Error, "EFA without a word about placement groups");

    /// ### What it finds
    /// `GdrSupport` where EFA is off.
    /// ### Why it matters
    /// GPU direct memory access works through EFA only; ParallelCluster refuses the file.
    /// ### Example
    /// `Efa: {GdrSupport: true}`
    /// ### Instead
    /// `Efa: {Enabled: true, GdrSupport: true}`
    /// ### Source
    /// AWS ParallelCluster 3.16.1, `EfaValidator`.
    GDR_WITHOUT_EFA = ("CFG103", Error, "GdrSupport without EFA");

    /// ### What it finds
    /// A placement group that is named and switched off.
    /// ### Why it matters
    /// ParallelCluster refuses the file.
    /// ### Example
    /// `PlacementGroup: {Name: fast, Enabled: false}`
    /// ### Instead
    /// `PlacementGroup: {Name: fast}`
    /// ### Source
    /// AWS ParallelCluster 3.16.1, `PlacementGroupNamingValidator`.
    PLACEMENT_GROUP_OFF = ("CFG104", Error, "placement group named and switched off");

    /// ### What it finds
    /// Security groups that replace ParallelCluster's own on some nodes, while other nodes keep the
    /// managed ones.
    /// ### Why it matters
    /// No rules are added to groups of your own: head node and compute nodes reach each other only
    /// if those groups let them.
    /// ### Example
    /// `SecurityGroups` on the head node and on none of the queues.
    /// ### Instead
    /// `AdditionalSecurityGroups`, or `SecurityGroups` on all of them.
    /// ### Source
    /// AWS ParallelCluster 3.1.1 on, `MixedSecurityGroupOverwriteValidator`.
    MIXED_SECURITY_GROUPS = ("CFG105", Warning, "own and managed security groups mixed");

    /// ### What it finds
    /// A smallest count that is larger than the largest.
    /// ### Why it matters
    /// ParallelCluster refuses the file.
    /// ### Example
    /// `MinCount: 20` without `MaxCount`, which is 10 then.
    /// ### Instead
    /// `MaxCount: 20`
    /// ### Source
    /// AWS ParallelCluster 3.16.1, `ComputeResourceSizeValidator`.
    MIN_ABOVE_MAX = ("CFG106", Error, "smallest count above the largest");

    /// ### What it finds
    /// A place of the file where ids cannot be written in without changing what else the file says.
    /// ### Why it matters
    /// `netloom bind` leaves every other byte as it is; where aliases make two nodes share one
    /// text, that cannot be.
    /// ### Example
    /// One `Networking: *shared` for two queues that get different security groups.
    /// ### Instead
    /// Write the mapping out for each of them.
    /// ### Source
    /// netloom's own rule.
    CANNOT_WRITE_IDS = ("CFG107", Error, "no room for ids");

    /// ### What it finds
    /// EFA or a placement group in a queue over several subnets.
    /// ### Why it matters
    /// A queue takes one subnet per zone, so several subnets mean several zones. Neither EFA
    /// traffic nor a placement group crosses a zone's border; ParallelCluster refuses the file.
    /// ### Example
    /// `SubnetIds` with two subnets, and `PlacementGroup: {Enabled: true}`.
    /// ### Instead
    /// One queue per zone.
    /// ### Source
    /// AWS ParallelCluster 3.4.0 on, `EfaMultiAzValidator` and `MultiAzPlacementGroupValidator`.
    ONE_ZONE_ONLY = ("CFG108", Error, "EFA or placement group over several zones");

    /// ### What it finds
    /// `LoginNodes` where the scheduler is not Slurm.
    /// ### Why it matters
    /// Login nodes are clients of Slurm; ParallelCluster rejects the file.
    /// ### Example
    /// `LoginNodes` with `Scheduler: awsbatch`
    /// ### Instead
    /// `Scheduler: slurm`, or no `LoginNodes`.
    /// ### Source
    /// AWS ParallelCluster 3.7.0 on, `LoginNodesSchedulerValidator`.
    LOGIN_NODES_WITHOUT_SLURM = ("CFG111", Error, "login nodes without Slurm");
}
