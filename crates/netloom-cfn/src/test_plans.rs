//! Small plans for tests, each complete and without faults.

use std::str::FromStr;

use netloom_config::intent::{NodeGroup, Scheduler, SubnetKind, SubnetName, TagsIntent};
use netloom_diag::{FileId, Origin, Sourced, Span};
use netloom_net::ports::{PortRange, SSH};
use netloom_net::{AzId, Ipv4Cidr};
use netloom_plan::NetworkPlan;
use netloom_plan::plan::*;

/// Every plan of this module.
pub(crate) fn all_plans() -> Vec<NetworkPlan> {
    vec![public_private_plan(), existing_vpc_plan(), vpn_plan(), two_zone_plan()]
}

/// A new VPC with the head node in a public subnet and compute nodes behind a single NAT gateway,
/// with everything that the stack of a 2.x cluster held.
pub(crate) fn public_private_plan() -> NetworkPlan {
    let head = key("head", Some("euw1-az1"));
    let compute = key("compute", Some("euw1-az1"));
    let nat = NatKey { zone: None };
    // The two tables differ in what CloudFormation has to wait for: the internet gateway has to be
    // attached, the NAT gateway only created.
    let public = table(SubnetKind::Public, None, &[&head], Some(RouteTarget::InternetGateway));
    let private =
        table(SubnetKind::Private, None, &[&compute], Some(RouteTarget::NatGateway(nat.clone())));
    NetworkPlan {
        summary: "Public head node and private compute nodes in a new VPC".to_owned(),
        vpc: Some(PlannedVpc::New { cidr: written(parse("10.0.0.0/16")), is_remembered: false }),
        internet_gateway: Some(PlannedInternetGateway::New { origin: origin() }),
        subnets: vec![
            subnet(&compute, SubnetKind::Private, "10.0.16.0/20", "queue cpu"),
            subnet(&head, SubnetKind::Public, "10.0.0.0/24", "head node"),
        ],
        nat_gateways: vec![PlannedNatGateway {
            address: None,
            secondary_addresses: Vec::new(),
            retains_address: false,
            is_private: false,
            key: nat,
            origin: origin(),
            place: NatPlace::Subnet(SubnetPlace::Planned(head.clone())),
        }],
        route_tables: vec![public, private],
        security_groups: cluster_groups(),
        head_interface: Some(PlannedHeadInterface {
            origin: origin(),
            subnet: SubnetPlace::Planned(head.clone()),
            groups: vec![
                GroupRef::Planned(SecurityGroupKey::Head),
                GroupRef::Existing(parse("sg-0123456789abcdef0")),
            ],
            public_address: written(PlannedPublicAddress::NewElasticIp),
        }),
        remembered_blocks: vec![],
        placement_groups: vec![PlannedPlacementGroup { name: written("cluster".to_owned()) }],
        bindings: vec![
            binding(NodeGroup::Head, &head, &[SecurityGroupKey::Head]),
            binding(NodeGroup::Queue("cpu".to_owned()), &compute, &[SecurityGroupKey::Compute]),
        ],
        ..empty_plan()
    }
}

/// A private compute subnet beside an existing head subnet whose zone is not specified, with its
/// NAT gateway in that subnet.
pub(crate) fn existing_vpc_plan() -> NetworkPlan {
    let compute = key("compute", None);
    let head_subnet = parse("subnet-0123456789abcdef0");
    let nat = NatKey { zone: None };
    let mut subnets =
        vec![subnet(&compute, SubnetKind::Private, "172.31.64.0/20", "queue compute")];
    // Not known, so the template asks for it in a parameter.
    subnets[0].zone =
        ZoneRef::SameAs { subnet: written(parse("subnet-0123456789abcdef0")), zone: None };
    NetworkPlan {
        summary: "Private compute nodes beside an existing public subnet".to_owned(),
        vpc: Some(PlannedVpc::Existing {
            id: written(parse("vpc-0123456789abcdef0")),
            cidrs: vec![],
        }),
        subnets,
        nat_gateways: vec![PlannedNatGateway {
            address: None,
            secondary_addresses: Vec::new(),
            retains_address: false,
            is_private: false,
            key: nat.clone(),
            origin: origin(),
            place: NatPlace::Subnet(SubnetPlace::Existing(head_subnet)),
        }],
        route_tables: vec![table(
            SubnetKind::Private,
            None,
            &[&compute],
            Some(RouteTarget::NatGateway(nat)),
        )],
        bindings: vec![binding(NodeGroup::Queue("compute".to_owned()), &compute, &[])],
        ..empty_plan()
    }
}

/// One private subnet behind a virtual private gateway, without any public address.
pub(crate) fn vpn_plan() -> NetworkPlan {
    let head = key("head", Some("euc1-az2"));
    let mut private = table(SubnetKind::Private, None, &[&head], None);
    private.learns_from_vpn_gateway = true;
    NetworkPlan {
        summary: "Private cluster behind Direct Connect".to_owned(),
        vpc: Some(PlannedVpc::New { cidr: written(parse("10.8.0.0/16")), is_remembered: false }),
        vpn_gateway: Some(PlannedVpnGateway { origin: origin() }),
        subnets: vec![subnet(&head, SubnetKind::Private, "10.8.0.0/24", "head node")],
        route_tables: vec![private],
        bindings: vec![binding(NodeGroup::Head, &head, &[])],
        ..empty_plan()
    }
}

/// Two zones, each with its own NAT gateway and private table; the public table is one.
pub(crate) fn two_zone_plan() -> NetworkPlan {
    let zones = ["use1-az4", "use1-az6"];
    let public: Vec<SubnetKey> = zones.iter().map(|zone| key("head", Some(zone))).collect();
    let private: Vec<SubnetKey> = zones.iter().map(|zone| key("compute", Some(zone))).collect();
    let both: Vec<&SubnetKey> = public.iter().collect();
    let mut route_tables =
        vec![table(SubnetKind::Public, None, &both, Some(RouteTarget::InternetGateway))];
    route_tables.extend(zones.iter().map(|zone| private_table(zone)));
    NetworkPlan {
        summary: "A cluster over two zones with a NAT gateway in each".to_owned(),
        vpc: Some(PlannedVpc::New { cidr: written(parse("10.0.0.0/16")), is_remembered: false }),
        internet_gateway: Some(PlannedInternetGateway::New { origin: origin() }),
        subnets: vec![
            subnet(&private[0], SubnetKind::Private, "10.0.112.0/20", "queue cpu"),
            subnet(&private[1], SubnetKind::Private, "10.0.176.0/20", "queue cpu"),
            subnet(&public[0], SubnetKind::Public, "10.0.96.0/24", "head node"),
            subnet(&public[1], SubnetKind::Public, "10.0.160.0/24", "NAT gateway"),
        ],
        nat_gateways: zones.iter().map(|zone| gateway_in(zone)).collect(),
        route_tables,
        bindings: vec![PlannedBinding {
            nodes: NodeGroup::Queue("cpu".to_owned()),
            subnets: private.into_iter().map(SubnetPlace::Planned).collect(),
            groups: vec![],
        }],
        ..empty_plan()
    }
}

fn nat_of(zone: &str) -> NatKey {
    NatKey { zone: Some(parse(zone)) }
}

fn private_table(zone: &str) -> PlannedRouteTable {
    let compute = key("compute", Some(zone));
    let nat = RouteTarget::NatGateway(nat_of(zone));
    table(SubnetKind::Private, Some(zone), &[&compute], Some(nat))
}

fn gateway_in(zone: &str) -> PlannedNatGateway {
    PlannedNatGateway {
        address: None,
        secondary_addresses: Vec::new(),
        retains_address: false,
        is_private: false,
        key: nat_of(zone),
        origin: origin(),
        place: NatPlace::Subnet(SubnetPlace::Planned(key("head", Some(zone)))),
    }
}

fn empty_plan() -> NetworkPlan {
    NetworkPlan {
        summary: String::new(),
        scheduler: Scheduler::Slurm,
        tags: TagsIntent::default(),
        vpc: None,
        internet_gateway: None,
        vpn_gateway: None,
        transit_gateway: None,
        subnets: vec![],
        nat_gateways: vec![],
        route_tables: vec![],
        existing_tables: vec![],
        endpoints: Vec::new(),
        security_groups: vec![],
        head_interface: None,
        remembered_blocks: vec![],
        placement_groups: vec![],
        bindings: vec![],
    }
}

/// The groups of a 2.x cluster, which name each other.
fn cluster_groups() -> Vec<PlannedSecurityGroup> {
    use RuleDirection::{Egress, Ingress};
    use SecurityGroupKey::{Compute, Head};
    let dcv = Protocol::Tcp(PortRange::single(8443));
    vec![
        PlannedSecurityGroup {
            key: Head,
            origin: origin(),
            description: "Head node of the cluster".to_owned(),
            rules: vec![
                rule(Ingress, everywhere(), Protocol::Tcp(SSH), "SSH"),
                rule(Ingress, PeerRef::PrefixList(parse("pl-0123abcd")), dcv, "DCV"),
                rule(Ingress, peer(Compute), Protocol::All, "Everything from compute nodes"),
            ],
        },
        PlannedSecurityGroup {
            key: Compute,
            origin: origin(),
            description: "Compute nodes of the cluster".to_owned(),
            rules: vec![
                rule(Ingress, peer(Head), Protocol::All, "Everything from the head node"),
                rule(Ingress, peer(Compute), Protocol::All, "Everything from each other"),
                rule(Egress, everywhere(), Protocol::All, "Everything to everywhere"),
                // EFA needs a rule to the group itself; one to every address is not enough.
                rule(Egress, peer(Compute), Protocol::All, "Everything to each other, for EFA"),
            ],
        },
    ]
}

fn peer(key: SecurityGroupKey) -> PeerRef {
    PeerRef::Group(GroupRef::Planned(key))
}

fn everywhere() -> PeerRef {
    PeerRef::Cidr(parse("0.0.0.0/0"))
}

fn rule(
    direction: RuleDirection,
    peer: PeerRef,
    protocol: Protocol,
    description: &str,
) -> PlannedRule {
    PlannedRule { direction, peer, protocol, description: description.to_owned(), origin: origin() }
}

fn table(
    kind: SubnetKind,
    zone: Option<&str>,
    subnets: &[&SubnetKey],
    out: Option<RouteTarget>,
) -> PlannedRouteTable {
    let everywhere: Ipv4Cidr = parse("0.0.0.0/0");
    let route = |target| PlannedRoute { destination: everywhere, target, origin: origin() };
    PlannedRouteTable {
        key: RouteTableKey::shared(kind, zone.map(parse)),
        routes: out.map(route).into_iter().collect(),
        subnets: subnets.iter().map(|key| (*key).clone()).collect(),
        learns_from_vpn_gateway: false,
    }
}

fn subnet(key: &SubnetKey, kind: SubnetKind, cidr: &str, used_by: &str) -> PlannedSubnet {
    let zone: AzId = key.zone.clone().unwrap_or_else(|| parse("euw1-az1"));
    PlannedSubnet {
        key: key.clone(),
        origin: origin(),
        kind: written(kind),
        zone: ZoneRef::Id(written(zone)),
        cidr: written(parse(cidr)),
        maps_public_addresses: written(false),
        n_hosts_needed: 1,
        n_hosts_needed_by_older: 1,
        used_by: vec![used_by.to_owned()],
        route_table: RouteTableKey::shared(kind, None),
        existing_table: None,
        own_routes: vec![],
    }
}

fn binding(nodes: NodeGroup, subnet: &SubnetKey, groups: &[SecurityGroupKey]) -> PlannedBinding {
    let groups = groups.iter().cloned().map(GroupRef::Planned).collect();
    PlannedBinding { nodes, subnets: vec![SubnetPlace::Planned(subnet.clone())], groups }
}

/// Returns the key of a subnet.
pub(crate) fn key(name: &str, zone: Option<&str>) -> SubnetKey {
    SubnetKey::new(SubnetName::new(name).expect("a subnet name"), zone.map(parse))
}

fn written<T>(value: T) -> Sourced<T> {
    Sourced::written(value, Span::file_start(FileId::default()))
}

fn origin() -> Origin {
    Origin::Written(Span::file_start(FileId::default()))
}

fn parse<T: FromStr>(text: &str) -> T {
    text.parse().unwrap_or_else(|_| panic!("`{text}` parses"))
}
