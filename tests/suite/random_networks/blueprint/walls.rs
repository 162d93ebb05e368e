//! A firewall, or an endpoint of a Gateway Load Balancer: routes that lead there from subnets and
//! from the internet gateway, and a policy that passes, drops or decides.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{BLOCKS, Blueprint, FIRST_IPV6, PORTS, at};

/// The number of a route's target that is the firewall.
pub const WALL: u8 = 11;

/// Where the endpoint stands: mostly in the third subnet, whose table is the third.
const HOME: usize = 2;

#[derive(Clone, Debug)]
pub struct Wall {
    /// The subnets with an endpoint, one or two.
    homes: Vec<usize>,
    kind: WallKind,
    policy: u8,
    /// Stateless rules: source and destination blocks, a protocol, ports, and what they do.
    rules: Vec<WallRule>,
    /// The default target of the third table.
    beyond: u8,
    /// By table: whether its default route leads to the firewall.
    leads: [bool; 3],
    /// Routes for parts of the first VPC, by table and block.
    inner: Vec<(usize, usize)>,
    /// Routes of a table of the internet gateway's own, or of the virtual private gateway's.
    edge: Option<(bool, Vec<usize>)>,
}

type WallRule = ([Option<usize>; 2], Option<u8>, Option<usize>, u8);

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum WallKind {
    Firewall,
    /// An endpoint of the firewall that is made beside it.
    Association,
    Balancer,
}

pub fn wall() -> impl Strategy<Value = Wall> {
    let homes = prop_oneof![8 => Just(vec![HOME]), 1 => Just(vec![1]), 2 => Just(vec![HOME, 1]), 1 => Just(vec![0, HOME])];
    let kind = prop_oneof![6 => Just(WallKind::Firewall), 1 => Just(WallKind::Association), 2 => Just(WallKind::Balancer)];
    let policy = prop_oneof![5 => Just(0_u8), 2 => Just(1), 1 => 2..9_u8, 3 => 9..11_u8];
    let blocks = [(); 2].map(|()| prop::option::weighted(0.5, 0..BLOCKS.len()));
    let protocol =
        prop::option::weighted(0.5, prop_oneof![3 => Just(6_u8), 1 => Just(17), 1 => Just(1)]);
    let rule = (blocks, protocol, prop::option::weighted(0.4, 0..PORTS.len()), 0..3_u8);
    let rules = prop::collection::vec(rule, 1..4);
    let beyond = prop_oneof![4 => Just(0_u8), 3 => Just(2), 1 => Just(5), 1 => Just(6), 1 => Just(8), 1 => Just(WALL), 2 => Just(10)];
    let leads = [0.6, 0.7, 0.1].map(prop::bool::weighted);
    // The first, the second and the third subnet, and what holds a part of one.
    let block = prop_oneof![4 => Just(2_usize), 4 => Just(3), 1 => Just(4), 2 => Just(FIRST_IPV6 + 2), 2 => Just(FIRST_IPV6 + 4)];
    let inner = prop::collection::vec((0..3_usize, block), 0..4);
    let edged =
        prop_oneof![4 => Just(2_usize), 4 => Just(3), 2 => Just(4), 2 => Just(FIRST_IPV6 + 2)];
    let edge = (prop::bool::weighted(0.8), prop::collection::vec(edged, 0..3));
    let policy = (policy, rules);
    (homes, kind, policy, beyond, leads, inner, prop::option::weighted(0.6, edge)).prop_map(
        |(homes, kind, (policy, rules), beyond, leads, inner, edge)| Wall {
            homes: if kind == WallKind::Firewall { homes } else { vec![homes[0]] },
            kind,
            policy,
            rules,
            beyond,
            leads,
            inner,
            edge,
        },
    )
}

impl Wall {
    /// Puts its routes into the tables of the first VPC.
    pub fn lead(&self, tables: &mut [Vec<(usize, u8)>]) {
        let mut set = |table: usize, block: usize, target: u8| {
            tables[table].retain(|(own, _)| *own != block);
            tables[table].push((block, target));
            tables[table].sort_unstable();
        };
        for table in 0..3 {
            let target = if self.leads[table] { WALL } else { self.beyond };
            if self.leads[table] || table == HOME {
                set(table, 0, target);
                set(table, FIRST_IPV6, if target == WALL { WALL } else { 0 });
            }
        }
        for (table, block) in &self.inner {
            set(*table, *block, WALL);
        }
    }

    /// The same with an endpoint that is named by a text of its own.
    pub fn of_one_endpoint(&mut self) {
        if self.kind == WallKind::Firewall {
            self.kind = WallKind::Association;
            self.homes.truncate(1);
        }
    }

    /// What a route to it says.
    pub fn target(&self) -> Value {
        match self.kind {
            WallKind::Balancer => at("Wall"),
            WallKind::Association => json!({ "Fn::GetAtt": ["Wall", "EndpointId"] }),
            WallKind::Firewall => {
                let first = json!({ "Fn::Select": [0, { "Fn::GetAtt": ["Wall", "EndpointIds"] }] });
                json!({ "Fn::Select": [1, { "Fn::Split": [":", first] }] })
            }
        }
    }

    /// Policies that pass everything, that drop everything, and that decide.
    fn policy(&self) -> Value {
        let of = |whole: &str, fragments: &str| json!({ "StatelessDefaultActions": [whole], "StatelessFragmentDefaultActions": [fragments] });
        let groups = json!([{ "ResourceArn": "arn:aws:network-firewall:eu-west-1:111122223333:stateless-rulegroup/r", "Priority": 1 }]);
        let mut policy = match self.policy {
            0 => of("aws:pass", "aws:pass"),
            1 => of("aws:drop", "aws:drop"),
            2 => of("aws:drop", "aws:pass"),
            3 => of("aws:forward_to_sfe", "aws:forward_to_sfe"),
            4 => of("aws:forward_to_sfe", "aws:pass"),
            5 | 9 => of("aws:pass", "aws:pass"),
            10 => of("aws:drop", "aws:drop"),
            _ => of("aws:forward_to_sfe", "aws:forward_to_sfe"),
        };
        match self.policy {
            5 => policy["StatelessRuleGroupReferences"] = groups,
            6 => {
                policy["StatefulRuleGroupReferences"] = json!([{ "ResourceArn": "arn:aws:network-firewall:eu-west-1:111122223333:stateful-rulegroup/r" }])
            }
            7 => policy["StatefulDefaultActions"] = json!(["aws:drop_strict", "aws:alert_strict"]),
            9 | 10 => {
                policy["StatelessRuleGroupReferences"] =
                    json!([{ "ResourceArn": at("Stateless"), "Priority": 1 }])
            }
            8 => policy["StatefulDefaultActions"] = json!(["aws:alert_strict"]),
            _ => {}
        }
        policy
    }

    /// The group of stateless rules, in the order of their priorities.
    fn group(&self) -> Value {
        let rule = |(number, (blocks, protocol, ports, does)): (usize, &WallRule)| {
            let mut asked = Map::new();
            for (key, block) in ["Sources", "Destinations"].into_iter().zip(blocks) {
                if let Some(block) = block {
                    asked.insert(key.to_owned(), json!([{ "AddressDefinition": BLOCKS[*block] }]));
                }
            }
            if let Some(protocol) = protocol {
                asked.insert("Protocols".to_owned(), json!([protocol]));
            }
            if let Some((from, to)) = ports.map(|ports| PORTS[ports]) {
                let key = if number % 2 == 0 { "DestinationPorts" } else { "SourcePorts" };
                asked.insert(key.to_owned(), json!([{ "FromPort": from, "ToPort": to }]));
            }
            let action = ["aws:pass", "aws:drop", "aws:forward_to_sfe"][usize::from(*does)];
            let definition = json!({ "MatchAttributes": asked, "Actions": [action] });
            json!({ "Priority": 10 - number, "RuleDefinition": definition })
        };
        let rules: Vec<Value> = self.rules.iter().enumerate().map(rule).collect();
        let source = json!({ "StatelessRulesAndCustomActions": { "StatelessRules": rules } });
        json!({ "RuleGroupName": "stateless", "Type": "STATELESS", "Capacity": 100, "RuleGroup": { "RulesSource": source } })
    }

    pub fn resources(&self, blueprint: &Blueprint, resources: &mut Map<String, Value>) {
        let mut add = |id: &str, kind: &str, properties: Value| {
            resources.insert(id.to_owned(), json!({ "Type": kind, "Properties": properties }));
        };
        let mapping = |subnet: &usize| json!({ "SubnetId": at(&format!("Subnet{subnet}")) });
        let homes: Vec<Value> = self.homes.iter().map(mapping).collect();
        let firewall = |homes: Vec<Value>| json!({ "FirewallName": "wall", "FirewallPolicyArn": at("Policy"), "VpcId": at("Vpc"), "SubnetMappings": homes });
        match self.kind {
            WallKind::Balancer => {
                let ids: Vec<Value> =
                    self.homes.iter().map(|home| at(&format!("Subnet{home}"))).collect();
                let endpoint = json!({ "VpcId": at("Vpc"), "VpcEndpointType": "GatewayLoadBalancer",
                    "ServiceName": "com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0", "SubnetIds": ids });
                add("Wall", "AWS::EC2::VPCEndpoint", endpoint);
            }
            WallKind::Association => {
                let home = homes.first().cloned().unwrap_or_default();
                add(
                    "Wall",
                    "AWS::NetworkFirewall::VpcEndpointAssociation",
                    json!({ "FirewallArn": at("Main"), "VpcId": at("Vpc"), "SubnetMapping": home }),
                );
                add("Main", "AWS::NetworkFirewall::Firewall", firewall(vec![mapping(&0)]));
            }
            WallKind::Firewall => add("Wall", "AWS::NetworkFirewall::Firewall", firewall(homes)),
        }
        if self.kind != WallKind::Balancer {
            let policy = json!({ "FirewallPolicyName": "policy", "FirewallPolicy": self.policy() });
            add("Policy", "AWS::NetworkFirewall::FirewallPolicy", policy);
            if self.policy >= 9 {
                add("Stateless", "AWS::NetworkFirewall::RuleGroup", self.group());
            }
        }
        let Some((is_internet, blocks)) = &self.edge else { return };
        let gateway = if *is_internet { "Internet" } else { "Vpn" };
        if !is_internet && !blueprint.has_vpn() {
            return;
        }
        add("EdgeTable", "AWS::EC2::RouteTable", json!({ "VpcId": at("Vpc") }));
        let association = json!({ "GatewayId": at(gateway), "RouteTableId": at("EdgeTable") });
        add("EdgeAssociation", "AWS::EC2::GatewayRouteTableAssociation", association);
        for block in blocks {
            let key = if *block < FIRST_IPV6 {
                "DestinationCidrBlock"
            } else {
                "DestinationIpv6CidrBlock"
            };
            let route = json!({ "RouteTableId": at("EdgeTable"), key: BLOCKS[*block], "VpcEndpointId": self.target() });
            add(&format!("EdgeRoute{block}"), "AWS::EC2::Route", route);
        }
    }
}
