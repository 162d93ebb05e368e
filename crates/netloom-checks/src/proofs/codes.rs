//! Findings of proofs (RCH).

netloom_diag::declare_codes! {
    /// ### What it finds
    /// Nodes that cannot reach an AWS service that they need.
    /// ### Why it matters
    /// The stack is made without an error. Then nodes start, wait for the service and are thrown
    /// away again, and the cluster hangs or rolls back without saying why.
    /// ### Example
    /// A private subnet whose route table has no default route, or a network ACL that lets only
    /// some of the NAT gateway's ports back in.
    /// ### Instead
    /// The finding names every hop in the way and an edit that helps for each.
    /// ### Source
    /// AWS ParallelCluster User Guide, "Network configurations" and "AWS ParallelCluster in a
    /// single subnet with no internet access".
    SERVICE_NOT_REACHED = ("RCH001", Error, "a needed AWS service is out of reach");

    /// ### What it finds
    /// Nodes that cannot reach their proxy.
    /// ### Why it matters
    /// Everything that such nodes need goes by the proxy.
    /// ### Example
    /// A proxy on the site, and no route to the site.
    /// ### Instead
    /// A virtual private gateway whose routes the table learns, or a route to the network of the
    /// proxy.
    /// ### Source
    /// AWS ParallelCluster User Guide, "HeadNode", `Proxy`.
    PROXY_NOT_REACHED = ("RCH002", Error, "the proxy is out of reach");

    /// ### What it finds
    /// Nodes that cannot reach a network which the config sends to the transit gateway.
    /// ### Why it matters
    /// Licence servers, file systems and users of the site are there; jobs wait for them.
    /// ### Example
    /// `TransitGateway: {Id: tgw-0123456789abcdef0, Zones: [euw1-az1]}` beside nodes in `euw1-az2`: a
    /// zone without a subnet of the attachment does not reach the gateway.
    /// ### Instead
    /// An attachment in every zone that has nodes: leave `Zones` out.
    /// ### Source
    /// Amazon VPC Transit Gateways guide, "Amazon VPC attachments".
    SITE_NOT_REACHED = ("RCH007", Error, "nodes do not reach the site");

    /// ### What it finds
    /// Nodes of one cluster that cannot reach each other as they must.
    /// ### Why it matters
    /// Compute nodes mount the head node's directories and register with its scheduler; parallel
    /// jobs talk between nodes.
    /// ### Example
    /// Own security groups that admit Slurm's documented ports 6817 to 6819, while its server
    /// listens on 6820 to 6829.
    /// ### Instead
    /// All traffic between the groups of head and compute nodes, in both directions.
    /// ### Source
    /// AWS ParallelCluster cookbook, `slurm.conf.erb`; Amazon EC2 User Guide, "Get started with
    /// EFA".
    NODES_APART = ("RCH003", Error, "nodes do not reach each other");

    /// ### What it finds
    /// Nodes that cannot get to a file system that ParallelCluster makes for them, or to a
    /// directory or database that the config names by its address.
    /// ### Why it matters
    /// Mounting hangs and the node is replaced again and again; users cannot log in; jobs are not
    /// accounted.
    /// ### Example
    /// `DomainAddr: ldaps://192.168.4.10` and no route to 192.168.0.0/16.
    /// ### Instead
    /// A route and rules for the ports that the message names.
    /// ### Source
    /// AWS ParallelCluster User Guide, "SharedStorage", "DirectoryService" and
    /// `SlurmSettings/Database`; Amazon FSx for Lustre User Guide, "Limiting file system access
    /// with Amazon VPC".
    STORAGE_OUT_OF_REACH = ("RCH006", Error, "nodes do not reach storage or a server");

    /// ### What it finds
    /// Users who cannot get to the head node, or to the load balancer of a login pool, although the
    /// config admits them.
    /// ### Why it matters
    /// Logins fail.
    /// ### Example
    /// `AllowedIps` with addresses of the site, and no gateway to the site.
    /// ### Instead
    /// A way from where the users are to the subnet of the head node or of the login pool.
    /// ### Source
    /// AWS ParallelCluster User Guide, "HeadNode" and "LoginNodes", `Ssh/AllowedIps`.
    USERS_SHUT_OUT = ("RCH004", Error, "users do not get to the cluster");

    /// ### What it finds
    /// Nodes with EFA whose security groups do not admit themselves for all traffic, in and out.
    /// ### Why it matters
    /// EFA traffic is admitted by a rule that names the group only; without it jobs over several
    /// nodes hang.
    /// ### Example
    /// An egress rule for 0.0.0.0/0 and none for the group itself.
    /// ### Instead
    /// `IpProtocol: -1` from and to the group's own id.
    /// ### Source
    /// Amazon EC2 User Guide, "Get started with EFA", step 1; AWS ParallelCluster,
    /// `EfaSecurityGroupValidator`.
    EFA_SHUT_IN = ("RCH005", Error, "security groups that EFA cannot use");

    /// ### What it finds
    /// Nodes that hosts on the internet reach beyond what the config opens.
    /// ### Why it matters
    /// Hosts on the internet try every address, all the time.
    /// ### Example
    /// A rule for all protocols from 0.0.0.0/0, or two rules for 0.0.0.0/1 and 128.0.0.0/1.
    /// ### Instead
    /// Rules for the networks of the site only.
    /// ### Source
    /// AWS Security Reference Architecture; Amazon VPC User Guide, "Security group rules".
    EXPOSED_TO_INTERNET = ("RCH010", Error, "reached from the internet");

    /// ### What it finds
    /// Nodes that hosts on the site reach beyond what the config opens.
    /// ### Why it matters
    /// A rule that is wider than was asked for is seldom meant.
    /// ### Example
    /// A security group that admits all of 10.0.0.0/8.
    /// ### Instead
    /// Rules for the ports and networks that users need.
    /// ### Source
    /// Amazon VPC User Guide, "Security group rules".
    EXPOSED_TO_SITE = ("RCH011", Warning, "reached from the site");

    /// ### What it finds
    /// A rule of the nodes' security groups that admits more than the config opens, whether or not
    /// a packet can use it today.
    /// ### Why it matters
    /// A public address or a route is one edit away, and then the rule lets in whatever comes.
    /// ### Example
    /// All protocols from 0.0.0.0/0 at compute nodes that have no public address.
    /// ### Instead
    /// Rules for what the config opens: `AllowedIps`, `access_from`, DCV.
    /// ### Source
    /// Amazon VPC User Guide, "Security group rules".
    WIDER_THAN_ASKED = ("RCH012", Warning, "rule wider than the config asks");

    /// ### What it finds
    /// A claim of a claims file that does not hold.
    /// ### Why it matters
    /// The claims file requires it.
    /// ### Example
    /// `{from: internet, to: Head, port: 22, expect: unreachable}` and a rule that admits 0.0.0.0/0
    /// to port 22.
    /// ### Instead
    /// The finding names the hops that decide.
    /// ### Source
    /// The claims file.
    CLAIM_REFUTED = ("RCH020", Error, "a claim does not hold");

    /// ### What it finds
    /// Something that can be neither proved nor refuted, since it depends on a missing input.
    /// ### Why it matters
    /// What is not proved may not hold.
    /// ### Example
    /// Nodes in an existing subnet, whose route table no file describes.
    /// ### Instead
    /// Facts of the existing VPC: `--facts DIR` with the output of the `aws ec2 describe-…` calls;
    /// values of parameters: `--parameter NAME=VALUE`.
    /// ### Source
    /// `netloom check --help`.
    NOT_DECIDED = ("RCH090", Info, "neither proved nor refuted");

    /// ### What it finds
    /// A subnet of a template that its `Metadata` call private, and that hosts on the internet
    /// reach.
    /// ### Why it matters
    /// Nodes of a private subnet are protected by the missing way as much as by their security
    /// groups.
    /// ### Example
    /// A rendered template with a default route to the internet gateway.
    /// ### Instead
    /// The route of the rendered template, to a NAT gateway; or `Kind: public` in the metadata.
    /// ### Source
    /// Amazon VPC User Guide, "Subnet types".
    PRIVATE_SUBNET_EXPOSED = ("RCH060", Error, "private subnet reached from the internet");

    /// ### What it finds
    /// A claim of a claims file that can be neither proved nor refuted.
    /// ### Why it matters
    /// A claim was written down because it must hold, and what is not proved may not hold.
    /// ### Example
    /// `{from: internet, to: Head, expect: unreachable}`, and a security group that is a parameter
    /// without a value.
    /// ### Instead
    /// Facts of the existing VPC, `--facts DIR`; values of parameters, `--parameter NAME=VALUE`.
    /// `--allow-undecided` makes it a note.
    /// ### Source
    /// `netloom check --help`.
    CLAIM_UNDECIDED = ("RCH061", Error, "a claim of the claims file is not decided");
}
