//! What can stand in the way of a plan.

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A subnet is to be made and no zone is known for it.
    /// ### Why it matters
    /// A subnet lies in one availability zone. Without a zone or a region there is nothing to
    /// derive one from.
    /// ### Example
    /// A v3 file without `Region` and without `Network.Zones`.
    /// ### Instead
    /// `Region: eu-west-1` (v3), `aws_region_name = eu-west-1` in `[aws]` (v2), or `--region
    /// eu-west-1`.
    /// ### Source
    /// Amazon VPC User Guide, "Subnets for your VPC".
    NO_ZONE = ("PLN001", Error, "no zone for a new subnet");

    /// ### What it finds
    /// A subnet without a block is to be made in an existing VPC whose blocks the config does not
    /// say.
    /// ### Why it matters
    /// A free block cannot be chosen without knowing what the VPC has.
    /// ### Example
    /// `VpcId` without `CidrBlocks` under `Network`.
    /// ### Instead
    /// `CidrBlocks: [10.0.0.0/16]`, and `OccupiedCidrBlocks` with what its present subnets hold.
    /// ### Source
    /// Amazon VPC User Guide, "Subnet CIDR blocks".
    UNKNOWN_VPC_BLOCKS = ("PLN002", Error, "blocks of the existing VPC unknown");

    /// ### What it finds
    /// No block of the size that a subnet needs is free in the VPC.
    /// ### Why it matters
    /// The subnet cannot be made.
    /// ### Example
    /// `Hosts: 500` in a VPC of `10.0.0.0/24`.
    /// ### Instead
    /// A larger VPC (a /16 at most), fewer hosts, or less that is occupied or reserved.
    /// ### Source
    /// Amazon VPC User Guide, "Subnet CIDR blocks".
    NO_FREE_BLOCK = ("PLN003", Error, "no free block for a subnet");

    /// ### What it finds
    /// A public subnet is to be made in an existing VPC, and the config does not say which internet
    /// gateway it has.
    /// ### Why it matters
    /// A VPC has one internet gateway at most, and the subnet's default route must name it.
    /// ### Example
    /// `vpc_id` with `master_subnet_cidr` and without `internet_gateway_id`.
    /// ### Instead
    /// `internet_gateway_id = igw-0123456789abcdef0`
    /// ### Source
    /// Amazon VPC User Guide, "Internet gateways".
    UNKNOWN_INTERNET_GATEWAY = ("PLN004", Error, "internet gateway of the existing VPC unknown");

    /// ### What it finds
    /// The head node is to be the NAT, and it cannot.
    /// ### Why it matters
    /// Only the head node of ParallelCluster 2.x forwards and masquerades, and only with a public
    /// address of its own; its interface is made by the cluster's stack, so no route of another
    /// template can lead to it. ParallelCluster 3 has no such software on its head node.
    /// ### Example
    /// `Nat: head-node` in a v3 file, or `nat = head-node` without `cluster_resources = true`.
    /// ### Instead
    /// `Nat: single`
    /// ### Source
    /// aws-parallelcluster-cookbook 2.4.1, `configure-pat.sh`; aws-parallelcluster pull requests
    /// 1055 and 1056.
    HEAD_NODE_CANNOT_NAT = ("PLN005", Error, "head node that cannot be the NAT");

    /// ### What it finds
    /// Security groups are to be made, and no VPC is known to make them in.
    /// ### Why it matters
    /// A security group belongs to one VPC.
    /// ### Example
    /// `Network: {SecurityGroups: Create}` beside subnet ids only.
    /// ### Instead
    /// Add `VpcId: vpc-0123456789abcdef0` under `Network`.
    /// ### Source
    /// AWS CloudFormation User Guide, `AWS::EC2::SecurityGroup`.
    GROUPS_WITHOUT_VPC = ("PLN006", Error, "security groups without a VPC");

    /// ### What it finds
    /// A subnet whose own place was taken by another one, so that it got the next free block.
    /// ### Why it matters
    /// Which of the two has the place is decided by their names, whatever their order. Without a lock
    /// file, removing or renaming the other subnet would move this one, and CloudFormation replaces a
    /// subnet whose block changes.
    /// ### Example
    /// Two large subnets in one zone of a small VPC.
    /// ### Instead
    /// Write the block down, so that it stays: `CidrBlock: 10.0.3.0/24`.
    /// ### Source
    /// AWS CloudFormation User Guide, `AWS::EC2::Subnet`, "Update requires: Replacement".
    BLOCK_DEPENDS_ON_OTHER = ("PLN007", Warning, "block that depends on another subnet");

    /// ### What it finds
    /// A subnet with more or fewer blocks than zones.
    /// ### Why it matters
    /// Each zone of a subnet name is a subnet of its own, with a block of its own.
    /// ### Example
    /// `CidrBlock: 10.0.16.0/20` for a subnet in two zones.
    /// ### Instead
    /// `CidrBlocks: {euw1-az1: 10.0.16.0/20, euw1-az2: 10.0.48.0/20}`, or one zone in `Zones`.
    /// ### Source
    /// Amazon VPC User Guide, "Subnets for your VPC".
    BLOCKS_DO_NOT_MATCH_ZONES = ("PLN008", Error, "blocks that do not match the zones");

    /// ### What it finds
    /// Nodes for which the file names no subnet, while its `Network` section has no subnet of the
    /// default name either.
    /// ### Why it matters
    /// Without a word, head and login nodes use the subnet `head` and queues the subnet `compute`.
    /// ### Example
    /// `Subnets: [{Name: main}]` and a queue without `SubnetIds`.
    /// ### Instead
    /// `SubnetIds: [main]`
    /// ### Source
    /// AWS ParallelCluster 3.16.1, `schemas/cluster_schema.py`: `SubnetId` and `SubnetIds` are
    /// required there.
    NODES_WITHOUT_SUBNET = ("PLN009", Error, "nodes without a subnet");

    /// ### What it finds
    /// A subnet that would need more addresses than the largest subnet has.
    /// ### Why it matters
    /// A subnet is a /16 at most: 65,531 addresses.
    /// ### Example
    /// `Hosts: 70000`
    /// ### Instead
    /// Several subnets, or several zones.
    /// ### Source
    /// Amazon VPC User Guide, "Subnet CIDR blocks".
    SUBNET_TOO_LARGE = ("PLN010", Error, "subnet larger than a /16");

    /// ### What it finds
    /// Two subnet names that become one in the names of resources.
    /// ### Why it matters
    /// Logical ids have letters and digits only: `a-1` and `a1` would both be `A1`.
    /// ### Example
    /// `Name: gpu-1` beside `Name: gpu1`.
    /// ### Instead
    /// Names that differ in letters or digits.
    /// ### Source
    /// AWS CloudFormation User Guide, "Resources", "Logical ID".
    NAMES_MEET = ("PLN011", Error, "names that meet in one logical id");

    /// ### What it finds
    /// Nodes in a subnet that exists, while the network's VPC is to be made.
    /// ### Why it matters
    /// A cluster lives in one VPC, and a subnet that exists cannot be in a VPC that does not exist
    /// yet.
    /// ### Example
    /// `SubnetId: subnet-0123456789abcdef0` for the head node, a new subnet for a queue, and no
    /// `VpcId`.
    /// ### Instead
    /// Add `VpcId: vpc-0123456789abcdef0` and `CidrBlocks: [10.0.0.0/16]`, the blocks of that VPC,
    /// under `Network`, or let the new network have all subnets.
    /// ### Source
    /// AWS ParallelCluster 3.16.1, `validators/networking_validators.py`, `SubnetsValidator`: all
    /// subnets of a cluster are in one VPC.
    EXISTING_SUBNET_BESIDE_NEW_VPC = ("PLN012", Error, "existing subnet beside a new VPC");

    /// ### What it finds
    /// A subnet whose zone has no room for it in its own part of the VPC, so that it lies elsewhere
    /// in the VPC.
    /// ### Why it matters
    /// Each zone has a part of the VPC, so that a further zone or subnet moves nothing. A subnet
    /// outside of its zone's part is in the way of what comes later and gives way to it, and
    /// CloudFormation replaces a subnet whose block changes.
    /// ### Example
    /// A fleet that takes a /18 in a VPC of `10.0.0.0/16`, where each zone has a /19.
    /// ### Instead
    /// Write the block down, so that it stays: `CidrBlock: 10.0.192.0/18`.
    /// ### Source
    /// AWS CloudFormation User Guide, `AWS::EC2::Subnet`, "Update requires: Replacement".
    BLOCK_OUTSIDE_ZONE_PART = ("PLN013", Info, "block outside the part of its zone");

    /// ### What it finds
    /// A subnet whose zone the file does not write, and that a queue lists beside another one: it
    /// is in one zone, the first that no other subnet of the queue is in.
    /// ### Why it matters
    /// A queue takes one subnet in a zone. Subnets have their turn by name, so a further one may
    /// take the zone of this one, and CloudFormation replaces a subnet whose zone changes.
    /// ### Example
    /// `SubnetIds: [one, two]`, and no `Zones` in the entries of `one` and `two`.
    /// ### Instead
    /// `Zones: [euw1-az1]` in the entry of `one`, `Zones: [euw1-az2]` in that of `two`.
    /// ### Source
    /// AWS ParallelCluster 3.16.1, `validators/networking_validators.py`, `QueueSubnetsValidator`.
    ZONE_BESIDE_OTHERS = ("PLN014", Info, "zone chosen beside other subnets of a queue");

    /// ### What it finds
    /// A written, reserved or occupied block that overlaps the block which a subnet of the network
    /// has, as the lock file or `--previous` tells.
    /// ### Why it matters
    /// CloudFormation creates what replaces a resource before it deletes the old one. Two subnets
    /// with overlapping blocks cannot be in one VPC, so the update fails and is rolled back.
    /// ### Example
    /// `compute` has `10.0.16.0/20`, and the file now writes `CidrBlock: 10.0.16.0/24` for `gpu`.
    /// ### Instead
    /// A block that no subnet has; or two updates, of which the first frees the block.
    /// ### Source
    /// AWS CloudFormation User Guide, "Update behaviors of stack resources", replacement; Amazon
    /// VPC User Guide, "Subnet CIDR blocks".
    BLOCK_IN_USE = ("PLN015", Error, "block that a subnet of the network has");

    /// ### What it finds
    /// A subnet that gets another block than it has: it needs more hosts, or another block is
    /// written.
    /// ### Why it matters
    /// A subnet cannot grow or move. CloudFormation makes a new one and deletes the old one, which
    /// fails while nodes are in it.
    /// ### Example
    /// `MaxCount: 2000` for a queue whose subnet has `10.0.16.0/24`.
    /// ### Instead
    /// Stop the nodes first; or a further subnet, which replaces nothing.
    /// ### Source
    /// AWS CloudFormation User Guide, `AWS::EC2::Subnet`, `CidrBlock`: "Update requires:
    /// Replacement".
    BLOCK_CHANGES = ("PLN016", Warning, "subnet that gets another block");

    /// ### What it finds
    /// A NAT gateway that keeps its name and its address and would have to stand in another subnet,
    /// or in one that is replaced.
    /// ### Why it matters
    /// CloudFormation creates the new gateway before it deletes the old one, and an Elastic IP
    /// address has one gateway at a time: the update fails.
    /// ### Example
    /// `Kind: private` for the public subnet that the gateway stands in.
    /// ### Instead
    /// Leave the subnet as it is; or give the gateway another address, `AllocationIds` under `Nat`.
    /// ### Source
    /// AWS CloudFormation User Guide, `AWS::EC2::NatGateway`, `SubnetId`: "Update requires:
    /// Replacement"; Amazon EC2 API Reference, error `Resource.AlreadyAssociated`.
    NAT_GATEWAY_MOVES = ("PLN017", Error, "NAT gateway that moves with its address");

    /// ### What it finds
    /// A VPC with another block or another id than the network had before.
    /// ### Why it matters
    /// Everything in a VPC belongs to it and would be replaced. CloudFormation creates before it
    /// deletes: an internet gateway cannot be attached to two VPCs, an Elastic IP address cannot be
    /// with two gateways, and a subnet with nodes in it cannot be deleted. The update fails.
    /// ### Example
    /// `CidrBlock: 10.1.0.0/16` for a network that was deployed with `10.0.0.0/16`.
    /// ### Instead
    /// The VPC that it had; or a network beside it: the config under another name, deployed as
    /// another stack.
    /// ### Source
    /// AWS CloudFormation User Guide, `AWS::EC2::VPC`, `CidrBlock`: "Update requires: Replacement";
    /// Amazon EC2 API Reference, error `Resource.AlreadyAssociated`.
    VPC_REPLACED = ("PLN018", Error, "VPC that is replaced");

    /// ### What it finds
    /// `VpcId` in a config whose VPC was made with this network before.
    /// ### Why it matters
    /// A template that names a VPC does not contain it. CloudFormation deletes what a new template
    /// no longer contains, so the stack would try to delete the VPC that the config names.
    /// ### Example
    /// `VpcId: vpc-0123456789abcdef0` with the id that the stack put out.
    /// ### Instead
    /// No `VpcId`. The ids of security groups in the VPC can be named without it.
    /// ### Source
    /// AWS CloudFormation User Guide, "Update behaviors of stack resources" and `DeletionPolicy`.
    VPC_OF_THE_STACK = ("PLN019", Error, "id of the VPC that the network made");

    /// ### What it finds
    /// A new subnet whose block is one that a subnet had before: it is written so, or nothing else
    /// is free.
    /// ### Why it matters
    /// The lock says what was planned, not what was deployed. If the old subnet is still there, the
    /// update fails: CloudFormation creates before it deletes.
    /// ### Example
    /// `gpu` was taken out and `viz` added in a full VPC, without a deployment between the two.
    /// ### Instead
    /// Deploy without the new subnet first, then with it.
    /// ### Source
    /// AWS CloudFormation User Guide, "Update behaviors of stack resources", replacement.
    BLOCK_REUSED = ("PLN020", Warning, "block that a subnet had before");

    /// ### What it finds
    /// `RenamedFrom` that cannot be true: the former name belongs to another subnet too, the subnet
    /// is there already under its own name, or no subnet ever had the former name.
    /// ### Why it matters
    /// A renamed subnet stays the subnet that it was, with its block and its logical id. Two subnets
    /// cannot be the same one, and a subnet of a mistyped former name would be replaced.
    /// ### Example
    /// `{Name: fleet, RenamedFrom: compute}` beside `{Name: compute}`.
    /// ### Instead
    /// `RenamedFrom` with the name that the subnet has in the lock file, once for each subnet.
    /// ### Source
    /// AWS CloudFormation User Guide, "Resources": a logical id names one resource.
    RENAME_CONFLICT = ("PLN021", Error, "former name that the subnet cannot have had");

    /// ### What it finds
    /// An Elastic IP address that the config gives to a NAT gateway that is not made: in a zone
    /// without one, or in a network without NAT gateways.
    /// ### Why it matters
    /// The address is on the lists of others, and nothing would use it.
    /// ### Example
    /// `AllocationIds: {euw1-az2: eipalloc-0123456789abcdef0}` beside `Mode: single` with the gateway
    /// in `euw1-az1`.
    /// ### Instead
    /// The zone of a gateway; `Zones` under `Nat` says where gateways stand.
    /// ### Source
    /// AWS CloudFormation Template Reference, `AWS::EC2::NatGateway`, `AllocationId`.
    ADDRESS_WITHOUT_GATEWAY = ("PLN022", Error, "address for a NAT gateway that is not there");

    /// ### What it finds
    /// More NAT gateways than there are zones with private subnets.
    /// ### Why it matters
    /// A second gateway in one zone costs as much as the first and makes nothing more available.
    /// ### Example
    /// `Nat: {Mode: 3}` for private subnets in two zones.
    /// ### Instead
    /// `Mode: per-zone`, or a smaller number.
    /// ### Source
    /// Amazon VPC User Guide, "NAT gateway basics": a gateway in each zone for resilience.
    TOO_MANY_NAT_GATEWAYS = ("PLN023", Error, "more NAT gateways than zones");

    /// ### What it finds
    /// An Elastic IP address for one NAT gateway that another gateway of the network has now.
    /// ### Why it matters
    /// An address has one gateway at a time, and CloudFormation deletes the old gateway last: the
    /// update fails.
    /// ### Example
    /// Two zones whose `AllocationIds` change places.
    /// ### Instead
    /// An address that no gateway has; or two deployments, the first without the address.
    /// ### Source
    /// Amazon EC2 API Reference, error `Resource.AlreadyAssociated`; AWS CloudFormation User Guide,
    /// `AWS::EC2::NatGateway`, `AllocationId`: "Update requires: Replacement".
    ADDRESS_IN_USE = ("PLN024", Error, "address that another NAT gateway has");

    /// ### What it finds
    /// An edit after which private nodes leave by another Elastic IP address than before, or no longer
    /// by one that they had.
    /// ### Why it matters
    /// Licence servers, firewalls and other sites have addresses on their lists.
    /// ### Example
    /// `Zones: [euw1-az2]` under `Nat`, where the gateway was in `euw1-az1`.
    /// ### Instead
    /// The gateway where it is; or `Retain: true` and `AllocationIds` with the old address.
    /// ### Source
    /// Amazon VPC User Guide, "NAT gateway basics": a gateway sends with its own address.
    EGRESS_CHANGES = ("PLN025", Warning, "nodes that leave by another address");

    /// ### What it finds
    /// A written, reserved or occupied block at the place that another subnet would have, so that the
    /// subnet is elsewhere.
    /// ### Why it matters
    /// Without a lock file, a block that is written later moves a subnet that is there, and
    /// CloudFormation replaces it.
    /// ### Example
    /// `ReservedCidrBlocks: [10.0.16.0/24]`, where `compute` would be.
    /// ### Instead
    /// The lock file, which keeps the subnet where it is; or the subnet's own block, written down.
    /// ### Source
    /// AWS CloudFormation User Guide, `AWS::EC2::Subnet`, "Update requires: Replacement".
    BLOCK_PUSHED_AWAY = ("PLN026", Info, "block that pushes a subnet away");

    /// ### What it finds
    /// `Nat: private` in a network without a virtual private gateway.
    /// ### Why it matters
    /// A private NAT gateway has no public address and reaches other networks only, so the nodes
    /// behind it would reach nothing.
    /// ### Example
    /// `Nat: private` without `VirtualPrivateGateway: true`.
    /// ### Instead
    /// `VirtualPrivateGateway: true`, or `Nat: single` for the internet.
    /// ### Source
    /// Amazon VPC User Guide, "NAT gateway basics", connectivity types.
    PRIVATE_NAT_WITHOUT_LINE = ("PLN027", Error, "private NAT gateway that leads nowhere");

    /// ### What it finds
    /// A subnet that is deleted while another one of its name is made: in another zone, or with its
    /// zone in its logical id, where it had none.
    /// ### Why it matters
    /// The update replaces the subnet; nodes in it keep it from being deleted.
    /// ### Example
    /// `Zones: [euw1-az2]` for a network that is in `euw1-az1`.
    /// ### Instead
    /// The zone that the subnet is in; a further zone beside it moves nothing.
    /// ### Source
    /// AWS CloudFormation User Guide, `AWS::EC2::Subnet`, `AvailabilityZoneId`: "Update requires:
    /// Replacement".
    SUBNET_REMADE = ("PLN028", Warning, "subnet that is made again");

    /// ### What it finds
    /// A subnet or a NAT gateway that stays where the last run put it, and could as well be where it
    /// was before.
    /// ### Why it matters
    /// The lock says what was planned. If the last plan was not deployed, the stack still has the
    /// part where it was before, and the next deployment moves it.
    /// ### Example
    /// `MaxCount: 400` was rendered and not deployed, and is `16` again: the subnet has a larger
    /// block in the lock than in the stack.
    /// ### Instead
    /// The former block or zone, written down; or `--facts` and `--stack-name`, which show where the
    /// part is. After `netloom deploy` or `netloom bind` it is known.
    /// ### Source
    /// AWS CloudFormation User Guide, `AWS::EC2::Subnet`, `CidrBlock`, and `AWS::EC2::NatGateway`,
    /// `SubnetId`: "Update requires: Replacement".
    KEPT_SINCE = ("PLN029", Info, "part that stays where the last run put it");

    /// ### What it finds
    /// `Retain: true` beside an edit by which the address of a NAT gateway goes.
    /// ### Why it matters
    /// CloudFormation keeps what the template that is deployed says is to be kept; the template that
    /// no longer has the address cannot say it. An address that is released is lost.
    /// ### Example
    /// `Nat: {Mode: none, Retain: true}` for a network whose gateway was deployed without `Retain`.
    /// ### Instead
    /// Two deployments: `Retain: true` beside the gateway as it was, then the edit.
    /// ### Source
    /// AWS CloudFormation Template Reference, "`DeletionPolicy` attribute", which also applies to
    /// updates that remove a resource from the template.
    RETAINED_TOO_LATE = ("PLN030", Warning, "address that is kept too late");

    /// ### What it finds
    /// A VPC endpoint without a subnet for its interfaces, or without a route table that leads to it.
    /// ### Why it matters
    /// EC2 rejects an interface endpoint without a subnet, and nothing reaches a gateway endpoint
    /// without a route.
    /// ### Example
    /// `Endpoints: [s3]` in a network whose subnets all exist.
    /// ### Instead
    /// A subnet that netloom creates, or no endpoint.
    /// ### Source
    /// Amazon EC2 API Reference, `CreateVpcEndpoint`.
    ENDPOINT_WITHOUT_PLACE = ("PLN040", Error, "endpoint that has no place");

    /// ### What it finds
    /// A VPC endpoint that is listed, of a service whose private name leads to another endpoint of
    /// the VPC already, as the facts have it.
    /// ### Why it matters
    /// One endpoint of a service in a VPC can have the private name: the deployment fails.
    /// ### Example
    /// `Endpoints: [logs]` in a VPC that the network team gave an endpoint of `logs`.
    /// ### Instead
    /// `Endpoints: auto`, which leaves out what is there.
    /// ### Source
    /// AWS PrivateLink guide, "Private DNS".
    ENDPOINT_EXISTS = ("PLN041", Error, "endpoint that exists already");

    /// ### What it finds
    /// A NAT mode beside a transit gateway to which everything outside of the VPC is sent.
    /// ### Why it matters
    /// A route table has one default route.
    /// ### Example
    /// `Nat: single` beside `TransitGateway: {Id: tgw-0123456789abcdef0, Routes: [0.0.0.0/0]}`
    /// ### Instead
    /// `Nat: none`, or `Routes` with the blocks that are reached by the transit gateway.
    /// ### Source
    /// Amazon EC2 API Reference, `CreateRoute`: one route for each destination.
    TWO_WAYS_OUT = ("PLN042", Error, "two ways out");
}
