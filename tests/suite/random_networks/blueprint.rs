//! Networks drawn at random: small, and with every fault that a template can have and still be one.

#[path = "blueprint/endpoints.rs"]
mod endpoints;
#[path = "blueprint/filters.rs"]
mod filters;
#[path = "blueprint/further.rs"]
mod further;
#[path = "blueprint/launches.rs"]
mod launches;
#[path = "blueprint/nodes.rs"]
mod nodes;
#[path = "blueprint/routes.rs"]
mod routes;
#[path = "blueprint/transit.rs"]
mod transit;
#[path = "blueprint/walls.rs"]
mod walls;

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use endpoints::{Endpoint, endpoint};
use filters::{Entry, Far, Group, entry, group};
use further::{Further, further};
#[allow(unused_imports, reason = "the suites that draw networks use their part of this file")]
pub use launches::vpc_of_group;
use nodes::{Kind, Node, node};
use routes::{far_table, table};
use transit::Transit;
use walls::{Wall, wall};

/// Blocks that routes, rules and entries name; some hold others, some only touch them. From
/// [`FIRST_IPV6`] on they are IPv6.
pub const BLOCKS: [&str; 21] = [
    "0.0.0.0/0",
    "10.0.0.0/16",
    "10.0.0.0/24",
    "10.0.1.0/24",
    "10.0.1.0/25",
    "10.0.0.128/25",
    "10.1.0.0/16",
    "10.2.0.0/16",
    "192.168.0.0/16",
    "52.0.0.0/8",
    "203.0.113.0/24",
    "0.0.0.0/1",
    "::/0",
    "2600:1f00:0:100::/56",
    "2600:1f00:0:100::/64",
    "2600:1f00:0:100:8000::/65",
    "2600:1f00:0:101::/64",
    "2600:1f00:0:200::/56",
    "2600::/12",
    "2a00::/12",
    NAT64,
];
/// The block that NAT gateways translate.
pub const NAT64: &str = "64:ff9b::/96";
pub const FIRST_IPV6: usize = 12;

/// The IPv6 blocks of the VPCs.
const VPC_IPV6: [&str; 3] =
    ["2600:1f00:0:100::/56", "2600:1f00:0:200::/56", "2600:1f00:0:300::/56"];

/// The IPv6 blocks of the subnets.
pub const SUBNETS_IPV6: [&str; 6] = [
    "2600:1f00:0:100::/64",
    "2600:1f00:0:101::/64",
    "2600:1f00:0:102::/64",
    "2600:1f00:0:103::/64",
    "2600:1f00:0:200::/64",
    "2600:1f00:0:300::/64",
];

/// The prefix list: what two blocks of [`BLOCKS`] hold, and a part of one.
const LISTED: [&str; 2] = ["203.0.113.0/24", "52.0.0.0/8"];

/// Port ranges of rules and entries.
pub const PORTS: [(u16, u16); 9] = [
    (0, 65_535),
    (22, 22),
    (443, 443),
    (2049, 2049),
    (1024, 65_535),
    (32_768, 60_999),
    (32_768, 61_000),
    (400, 40_000),
    (53, 53),
];

/// The blocks of the subnets: two neighbours, a half, one of the secondary block, one of the other
/// VPC, and one of a third VPC whose block holds that of the other or is the same.
pub const SUBNETS: [(&str, &str); 6] = [
    ("10.0.0.0/24", "Vpc"),
    ("10.0.1.0/24", "Vpc"),
    ("10.0.2.0/25", "Vpc"),
    ("10.1.0.0/24", "Vpc"),
    ("10.2.0.0/24", "Peer"),
    ("10.2.0.0/24", "Third"),
];

/// A transit gateway that nothing describes.
pub const GIVEN_GATEWAY: &str = "tgw-0123456789abcdef0";

pub const N_NODES: usize = 4;
pub const N_SUBNETS: usize = SUBNETS.len();
const N_TABLES: usize = 3;
/// The destination of a route that names the prefix list.
const LIST: usize = BLOCKS.len();
const N_ACLS: usize = 2;
pub const N_GROUPS: usize = 5;
/// The groups of the other VPCs; the rest are of the one.
const PEER_GROUP: usize = 3;
const THIRD_GROUP: usize = 4;
const N_ZONES: usize = 2;

#[derive(Clone, Debug)]
pub struct Subnet {
    table: Option<usize>,
    acl: Option<usize>,
    maps: Option<bool>,
    /// `None` where AWS picks.
    zone: Option<usize>,
    has_ipv6: bool,
    assigns_ipv6: Option<bool>,
}

#[derive(Clone, Debug)]
pub struct Nat {
    subnet: usize,
    kind: u8,
}

pub const SERVICES: [&str; 3] = ["s3", "dynamodb", "logs"];

/// What is drawn.
#[derive(Clone, Debug)]
pub struct Blueprint {
    dns: (Option<bool>, Option<bool>),
    is_attached: bool,
    has_secondary: bool,
    pub further: Further,
    vpn: Option<(bool, Vec<usize>)>,
    has_peering: bool,
    transit: Option<Transit>,
    /// Whether the VPCs have IPv6 blocks.
    has_ipv6: [bool; 3],
    /// The VPC of the egress-only gateway.
    egress_only: Option<usize>,
    /// Whether the other VPC has an internet gateway.
    is_peer_public: bool,
    /// Whether the third VPC has the same block as the other one.
    is_third_alike: bool,
    subnets: Vec<Subnet>,
    tables: Vec<Vec<(usize, u8)>>,
    /// Of the other VPC and the third.
    far_tables: Vec<Vec<(usize, u8)>>,
    nats: Vec<Nat>,
    acls: Vec<Vec<Entry>>,
    groups: Vec<Group>,
    pub nodes: Vec<Node>,
    pub endpoints: Vec<Endpoint>,
    wall: Option<Wall>,
}

/// Mostly yes.
fn mostly() -> impl Strategy<Value = bool> {
    prop::bool::weighted(0.85)
}

pub fn blueprint() -> impl Strategy<Value = Blueprint> {
    drawn(Just(None).boxed())
}

/// Networks in which a firewall stands.
#[allow(dead_code, reason = "the suites that draw networks use their part of this file")]
pub fn walled() -> impl Strategy<Value = Blueprint> {
    drawn(wall().prop_map(Some).boxed())
}

/// Networks in which a network load balancer keeps the addresses of clients and forwards to an
/// instance.
#[allow(dead_code, reason = "the suites that draw networks use their part of this file")]
pub fn balanced() -> impl Strategy<Value = Blueprint> {
    blueprint().prop_map(|mut blueprint| {
        let [target, balancer, ..] = blueprint.nodes.as_mut_slice() else { return blueprint };
        balancer.forward_to(target);
        // Mostly in one zone, where the load balancer forwards.
        for subnet in &mut blueprint.subnets[..3] {
            subnet.zone = subnet.zone.map(|_| 0);
        }
        blueprint
    })
}

fn drawn(wall: BoxedStrategy<Option<Wall>>) -> impl Strategy<Value = Blueprint> {
    let subnet = |index: usize| {
        let table = prop_oneof![6 => Just(Some(index.min(N_TABLES - 1))), 3 => prop::option::weighted(0.8, 0..N_TABLES)];
        let zone = prop::option::weighted(0.97, prop_oneof![4 => Just(0), 1 => 0..N_ZONES]);
        let ipv6 = (mostly(), prop::option::of(any::<bool>()));
        (table, prop::option::weighted(0.25, 0..N_ACLS), any::<Option<bool>>(), zone, ipv6)
            .prop_map(|(table, acl, maps, zone, (has_ipv6, assigns_ipv6))| Subnet {
                table,
                acl,
                maps,
                zone,
                has_ipv6,
                assigns_ipv6,
            })
    };
    let vpn = prop::option::weighted(
        0.3,
        (mostly(), prop::sample::subsequence(vec![0_usize, 1, 2], 0..3)),
    );
    let nat = (
        prop_oneof![3 => Just(0_usize), 1 => 0..4_usize],
        prop_oneof![4 => Just(0_u8), 1 => Just(1), 1 => Just(2), 2 => Just(3), 1 => Just(4)],
    )
        .prop_map(|(subnet, kind)| Nat { subnet, kind });
    let dns = (prop::option::of(mostly()), prop::option::of(mostly()));
    let transit = prop::option::weighted(0.4, transit::transit());
    let ipv6 = (
        prop::bool::weighted(0.6),
        mostly(),
        prop::option::weighted(0.8, prop_oneof![5 => Just(0_usize), 1 => Just(1)]),
    );
    let ipv6 = ipv6.prop_map(|(has, both, egress_only)| {
        ([has, has && both, has && both], egress_only.filter(|_| has))
    });
    let around = (
        (dns, further()),
        mostly(),
        any::<bool>(),
        vpn,
        any::<bool>(),
        transit,
        any::<bool>(),
        ipv6,
        any::<bool>(),
    );
    // In boxes, since so many parts beside each other do not fit on the stack of a test.
    (
        around.boxed(),
        [0, 1, 2, 3, 4, 5].map(|index| subnet(index).boxed()),
        ([0, 1, 2].map(|index| table(index).boxed()), [far_table().boxed(), far_table().boxed()]),
        prop::collection::vec(nat, 2).boxed(),
        prop::collection::vec(prop::collection::vec(entry(), 0..6), N_ACLS).boxed(),
        prop::collection::vec(group(), N_GROUPS).boxed(),
        prop::collection::vec(node(), N_NODES).boxed(),
        (prop::collection::vec(endpoint(), 0..3).boxed(), wall),
    )
        .prop_map(
            |(
                (
                    (dns, further),
                    is_attached,
                    has_secondary,
                    vpn,
                    has_peering,
                    transit,
                    is_third_alike,
                    ipv6,
                    is_peer_public,
                ),
                subnets,
                (tables, far_tables),
                nats,
                acls,
                groups,
                nodes,
                (endpoints, wall),
            )| {
                let mut blueprint = Blueprint {
                    dns,
                    further,
                    is_attached,
                    has_secondary,
                    vpn,
                    has_peering,
                    transit,
                    is_third_alike,
                    has_ipv6: ipv6.0,
                    egress_only: ipv6.1,
                    is_peer_public,
                    subnets: subnets.to_vec(),
                    tables: tables.to_vec(),
                    far_tables: far_tables.to_vec(),
                    nats,
                    acls,
                    groups,
                    nodes,
                    endpoints,
                    wall,
                };
                blueprint.settle();
                blueprint
            },
        )
}

impl Blueprint {
    /// The network without lists that AWS makes, which no output of a stack can be.
    #[allow(dead_code, reason = "the suites that draw networks use their part of this file")]
    pub fn without_lists(mut self) -> Self {
        self.wall.iter_mut().for_each(Wall::of_one_endpoint);
        self
    }

    /// The network with one part of another one: security groups, subnets, ACLs or nodes.
    #[allow(dead_code, reason = "the suites that draw networks use their part of this file")]
    pub fn with_part_of(&self, other: &Self, part: u8) -> Self {
        let mut new = self.clone();
        match part {
            0 => new.groups.clone_from(&other.groups),
            1 => new.subnets.clone_from(&other.subnets),
            2 => new.acls.clone_from(&other.acls),
            _ => new.nodes.clone_from(&other.nodes),
        }
        new
    }

    /// Leaves out what AWS would not take: a subnet outside its VPC's blocks, two endpoints for one
    /// name or one table.
    fn settle(&mut self) {
        let n_own = if self.has_secondary { 4 } else { 3 };
        if let Some(wall) = &self.wall {
            wall.lead(&mut self.tables);
        }
        let has_ipv6: Vec<bool> = (0..SUBNETS.len()).map(|subnet| self.has_ipv6(subnet)).collect();
        for node in &mut self.nodes {
            node.settle(n_own, |subnet| has_ipv6[subnet]);
        }
        // A route leads to an interface of its own VPC.
        if self.nodes[0].subnet >= 4 {
            self.nodes[0].subnet = 0;
            self.nodes[0].groups = vec![0];
        }
        let kind = self.nodes[0].kind;
        if matches!(
            kind,
            Kind::Fleet | Kind::Template | Kind::Balancer { .. } | Kind::OldBalancer | Kind::Door
        ) {
            self.nodes[0].kind = Kind::Instance;
            self.nodes[0].further = None;
        }
        self.nodes[0].settle(n_own, |subnet| has_ipv6[subnet]);
        for nat in &mut self.nats {
            nat.subnet = nat.subnet.min(n_own - 1);
        }
        // Whether such a rule, made beside another, stays on the group depends on which
        // CloudFormation makes first.
        for rule in self.groups.iter_mut().filter_map(|group| group.egress.as_mut()).flatten() {
            if rule.protocol == 255 && matches!(rule.peer, Far::Block(0 | FIRST_IPV6)) {
                rule.protocol = 6;
            }
        }
        let mut seen = Vec::new();
        self.endpoints.retain(|endpoint| {
            let key = (endpoint.service, endpoint.is_interface);
            let is_new = !seen.contains(&key);
            seen.push(key);
            is_new
        });
    }

    pub fn has_subnet(&self, subnet: usize) -> bool {
        subnet != 3 || self.has_secondary
    }

    /// Whether a subnet has an IPv6 block.
    pub fn has_ipv6(&self, subnet: usize) -> bool {
        let vpc = transit::VPCS.iter().position(|vpc| *vpc == SUBNETS[subnet].1).expect("a VPC");
        self.has_ipv6[vpc] && self.subnets[subnet].has_ipv6
    }

    /// Whether the other VPC has its IPv6 block.
    pub fn has_peer_ipv6(&self) -> bool {
        self.has_ipv6[1]
    }

    pub fn zone(&self, subnet: usize) -> Option<usize> {
        self.subnets[subnet].zone
    }

    pub fn vpc_of(&self, node: usize) -> &'static str {
        SUBNETS[self.nodes[node].subnet].1
    }

    /// Whether the one transit gateway is attached to a VPC.
    pub fn is_on_transit(&self, vpc: &str) -> bool {
        self.transit.as_ref().is_some_and(|transit| transit.is_attached(vpc))
    }

    /// Whether a table of a VPC leads to a transit gateway of which only the id is known.
    pub fn leads_to_given(&self, vpc: &str) -> bool {
        let Some(vpc) = transit::VPCS.iter().position(|known| *known == vpc) else { return false };
        let tables = self.tables.iter().chain(&self.far_tables).enumerate();
        let own =
            tables.filter(
                |(index, _)| if *index < N_TABLES { vpc == 0 } else { index - N_TABLES + 1 == vpc },
            );
        own.into_iter().any(|(index, routes)| {
            let target = |(block, drawn): &(usize, u8)| self.target(index, *block, *drawn);
            routes.iter().filter_map(target).any(|(_, target)| target == GIVEN_GATEWAY)
        })
    }

    pub fn has_vpn(&self) -> bool {
        self.vpn.is_some()
    }

    /// Whether a virtual private gateway is attached to a VPC.
    pub fn is_on_vpn(&self, vpc: &str) -> bool {
        vpc == "Vpc" && matches!(self.vpn, Some((true, _)))
    }

    /// The template.
    pub fn template(&self) -> String {
        self.template_with(Map::new())
    }

    fn template_with(&self, mut resources: Map<String, Value>) -> String {
        let mut add = |id: String, kind: &str, properties: Value| {
            resources
                .insert(id, json!({ "Type": format!("AWS::EC2::{kind}"), "Properties": without_nulls(properties) }));
        };
        let vpc = |cidr: &str| json!({ "CidrBlock": cidr, "EnableDnsSupport": self.dns.0, "EnableDnsHostnames": self.dns.1 });
        add("Vpc".into(), "VPC", vpc("10.0.0.0/16"));
        add("Peer".into(), "VPC", vpc("10.2.0.0/16"));
        add(
            "Third".into(),
            "VPC",
            vpc(if self.is_third_alike { "10.2.0.0/16" } else { "10.2.0.0/20" }),
        );
        if self.has_secondary {
            add(
                "Secondary".into(),
                "VPCCidrBlock",
                json!({ "VpcId": at("Vpc"), "CidrBlock": "10.1.0.0/16" }),
            );
        }
        for (id, kind, properties) in self.further.resources(self.vpn.is_some()) {
            add(id, kind, properties);
        }
        for (vpc, block) in transit::VPCS
            .iter()
            .zip(VPC_IPV6)
            .zip(self.has_ipv6)
            .filter(|(_, has)| *has)
            .map(|(one, _)| one)
        {
            let properties = json!({ "VpcId": at(vpc), "Ipv6CidrBlock": block, "Ipv6Pool": "ipv6pool-ec2-0123456789abcdef0" });
            add(format!("{vpc}Ipv6"), "VPCCidrBlock", properties);
        }
        if let Some(vpc) = self.egress_only {
            add(
                "Egress".into(),
                "EgressOnlyInternetGateway",
                json!({ "VpcId": at(transit::VPCS[vpc]) }),
            );
        }
        if self.is_peer_public {
            add("PeerInternet".into(), "InternetGateway", json!({}));
            let attachment =
                json!({ "VpcId": at("Peer"), "InternetGatewayId": at("PeerInternet") });
            add("PeerAttachment".into(), "VPCGatewayAttachment", attachment);
        }
        let entries: Vec<Value> = LISTED.iter().map(|block| json!({ "Cidr": block })).collect();
        let list = json!({ "PrefixListName": "drawn", "AddressFamily": "IPv4", "MaxEntries": 5, "Entries": entries });
        add("List".into(), "PrefixList", list);
        add("Internet".into(), "InternetGateway", json!({}));
        if self.is_attached {
            let attachment = json!({ "VpcId": at("Vpc"), "InternetGatewayId": at("Internet") });
            add("Attachment".into(), "VPCGatewayAttachment", attachment);
        }
        if let Some((is_attached, tables)) = &self.vpn {
            add("Vpn".into(), "VPNGateway", json!({ "Type": "ipsec.1" }));
            if *is_attached {
                let attachment = json!({ "VpcId": at("Vpc"), "VpnGatewayId": at("Vpn") });
                add("VpnAttachment".into(), "VPCGatewayAttachment", attachment);
                if !tables.is_empty() {
                    let ids: Vec<Value> =
                        tables.iter().map(|table| at(&format!("Table{table}"))).collect();
                    let propagation = json!({ "RouteTableIds": ids, "VpnGatewayId": at("Vpn") });
                    add("Propagation".into(), "VPNGatewayRoutePropagation", propagation);
                }
            }
        }
        if self.has_peering {
            add(
                "Peering".into(),
                "VPCPeeringConnection",
                json!({ "VpcId": at("Vpc"), "PeerVpcId": at("Peer") }),
            );
        }
        for (index, acl) in self.acls.iter().enumerate() {
            add(format!("Acl{index}"), "NetworkAcl", json!({ "VpcId": at("Vpc") }));
            for (number, entry) in acl.iter().enumerate() {
                add(
                    format!("Acl{index}Entry{number}"),
                    "NetworkAclEntry",
                    entry.properties(index, number),
                );
            }
        }
        for (index, (subnet, (block, vpc))) in self.subnets.iter().zip(SUBNETS).enumerate() {
            if !self.has_subnet(index) {
                continue;
            }
            let id = format!("Subnet{index}");
            let zone = subnet.zone.map(|zone| ["eu-west-1a", "eu-west-1b"][zone]);
            let properties = json!({ "VpcId": at(vpc), "CidrBlock": block, "MapPublicIpOnLaunch": subnet.maps,
                "AvailabilityZone": zone, "Ipv6CidrBlock": self.has_ipv6(index).then_some(SUBNETS_IPV6[index]),
                "AssignIpv6AddressOnCreation": subnet.assigns_ipv6.filter(|_| self.has_ipv6(index)) });
            add(id.clone(), "Subnet", properties);
            // Tables and ACLs are of the one VPC; the others have tables of their own.
            let table = subnet.table.map(|table| {
                if index >= 4 { format!("Table{}", index - 1) } else { format!("Table{table}") }
            });
            if let Some(table) = table {
                let association = json!({ "SubnetId": at(&id), "RouteTableId": at(&table) });
                add(format!("Association{index}"), "SubnetRouteTableAssociation", association);
            }
            if let Some(acl) = subnet.acl.filter(|_| index < 4) {
                let association =
                    json!({ "SubnetId": at(&id), "NetworkAclId": at(&format!("Acl{acl}")) });
                add(format!("AclAssociation{index}"), "SubnetNetworkAclAssociation", association);
            }
        }
        for (id, kind, properties) in self.route_resources() {
            add(id, kind, properties);
        }
        for (index, nat) in self.nats.iter().enumerate() {
            let subnet = at(&format!("Subnet{}", nat.subnet));
            let properties = match nat.kind {
                0 => {
                    add(format!("NatAddress{index}"), "EIP", json!({ "Domain": "vpc" }));
                    json!({ "SubnetId": subnet, "AllocationId": { "Fn::GetAtt": [format!("NatAddress{index}"), "AllocationId"] } })
                }
                1 => json!({ "SubnetId": subnet, "ConnectivityType": "private" }),
                3 => json!({ "AvailabilityMode": "regional", "VpcId": at("Vpc") }),
                4 => {
                    add(format!("NatAddress{index}"), "EIP", json!({ "Domain": "vpc" }));
                    let address = format!("NatAddress{index}");
                    json!({
                        "AvailabilityMode": "regional",
                        "VpcId": at("Vpc"),
                        "AvailabilityZoneAddresses": [{
                            "AvailabilityZone": "eu-west-1a",
                            "AllocationIds": [{ "Fn::GetAtt": [address, "AllocationId"] }],
                        }],
                    })
                }
                _ => json!({ "SubnetId": subnet }),
            };
            add(format!("Nat{index}"), "NatGateway", properties);
        }
        for (index, group) in self.groups.iter().enumerate() {
            for (id, properties) in group.resources(index) {
                let kind = if properties.get("GroupDescription").is_some() {
                    "SecurityGroup"
                } else if properties.get("Direction") == Some(&json!("in")) {
                    "SecurityGroupIngress"
                } else {
                    "SecurityGroupEgress"
                };
                let mut properties = properties;
                if let Some(object) = properties.as_object_mut() {
                    object.remove("Direction");
                }
                add(id, kind, properties);
            }
        }
        for (index, endpoint) in self.endpoints.iter().enumerate() {
            add(format!("Endpoint{index}"), "VPCEndpoint", endpoint.properties());
        }
        for (id, kind, properties) in self.node_resources() {
            resources.insert(id, json!({ "Type": kind, "Properties": without_nulls(properties) }));
        }
        if let Some(transit) = &self.transit {
            transit.resources(self, &mut resources);
        }
        if let Some(wall) = &self.wall {
            wall.resources(self, &mut resources);
        }
        let lines: Vec<String> =
            resources.iter().map(|(id, resource)| format!("    {id:?}: {resource}")).collect();
        format!("{{\n  \"Resources\": {{\n{}\n  }}\n}}\n", lines.join(",\n"))
    }
}

fn at(id: &str) -> Value {
    if id == GIVEN_GATEWAY {
        return json!(id);
    }
    json!({ "Ref": id })
}

fn without_nulls(mut value: Value) -> Value {
    if let Some(object) = value.as_object_mut() {
        object.retain(|_, value| !value.is_null());
    }
    value
}
