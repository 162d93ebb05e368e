//! What filters: security groups and the entries of network ACLs.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{BLOCKS, FIRST_IPV6, N_GROUPS, PEER_GROUP, PORTS, THIRD_GROUP, at};

#[derive(Clone, Debug)]
pub struct Rule {
    pub protocol: u8,
    ports: usize,
    pub peer: Far,
}

/// Whom a rule is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Far {
    Block(usize),
    Group(usize),
    List,
}

#[derive(Clone, Debug)]
pub struct Entry {
    is_egress: bool,
    allows: bool,
    protocol: u8,
    ports: usize,
    block: usize,
}

#[derive(Clone, Debug)]
pub struct Group {
    ingress: Vec<Rule>,
    pub egress: Option<Vec<Rule>>,
    is_separate: bool,
}

fn protocol() -> impl Strategy<Value = u8> {
    prop_oneof![4 => Just(6_u8), 2 => Just(255), 1 => Just(17), 1 => Just(1), 1 => Just(58)]
}

/// A block, of either family.
fn block() -> impl Strategy<Value = usize> {
    prop_oneof![3 => 0..FIRST_IPV6, 1 => FIRST_IPV6..BLOCKS.len()]
}

fn rule() -> impl Strategy<Value = Rule> {
    let peer = prop_oneof![6 => block().prop_map(Far::Block), 4 => (0..N_GROUPS).prop_map(Far::Group), 1 => Just(Far::List)];
    (protocol(), 0..PORTS.len(), peer).prop_map(|(protocol, ports, peer)| Rule {
        protocol,
        ports,
        peer,
    })
}

pub fn entry() -> impl Strategy<Value = Entry> {
    let block = prop_oneof![3 => Just(0), 2 => Just(FIRST_IPV6), 4 => block()];
    let protocol = prop_oneof![1 => Just(255), 2 => protocol()];
    (any::<bool>(), prop::bool::weighted(0.75), protocol, 0..PORTS.len(), block).prop_map(
        |(is_egress, allows, protocol, ports, block)| Entry {
            is_egress,
            allows,
            protocol,
            ports,
            block,
        },
    )
}

pub fn group() -> impl Strategy<Value = Group> {
    let open =
        [0, FIRST_IPV6].map(|block| Rule { protocol: 255, ports: 0, peer: Far::Block(block) });
    let from_group = |group| vec![Rule { protocol: 255, ports: 0, peer: Far::Group(group) }];
    let ingress = prop_oneof![9 => Just(open.to_vec()), 3 => (0..N_GROUPS).prop_map(from_group), 3 => prop::collection::vec(rule(), 0..4)];
    let egress =
        prop_oneof![3 => Just(None), 1 => prop::collection::vec(rule(), 1..4).prop_map(Some)];
    (ingress, egress, any::<bool>()).prop_map(|(ingress, egress, is_separate)| Group {
        ingress,
        egress,
        is_separate,
    })
}

impl Entry {
    pub fn properties(&self, acl: usize, number: usize) -> Value {
        let protocol = if self.protocol == 255 { -1 } else { i64::from(self.protocol) };
        let (first, last) = PORTS[self.ports];
        let mut properties = json!({ "NetworkAclId": at(&format!("Acl{acl}")), "RuleNumber": 100 - number * 7,
            "Egress": self.is_egress, "Protocol": protocol,
            "RuleAction": if self.allows { "allow" } else { "deny" } });
        let key = if self.block < FIRST_IPV6 { "CidrBlock" } else { "Ipv6CidrBlock" };
        properties[key] = json!(BLOCKS[self.block]);
        match self.protocol {
            6 | 17 => properties["PortRange"] = json!({ "From": first, "To": last }),
            1 | 58 => {
                let ping = if self.protocol == 1 { 8 } else { 128 };
                properties["Icmp"] = json!({ "Type": if self.ports.is_multiple_of(2) { -1 } else { ping }, "Code": -1 });
            }
            _ => {}
        }
        properties
    }
}

impl Rule {
    fn properties(&self, is_egress: bool) -> Value {
        let (first, last) = PORTS[self.ports];
        let mut properties = match self.protocol {
            255 => json!({ "IpProtocol": "-1" }),
            1 => {
                json!({ "IpProtocol": "icmp", "FromPort": if self.ports.is_multiple_of(2) { -1 } else { 8 }, "ToPort": -1 })
            }
            58 => {
                json!({ "IpProtocol": "icmpv6", "FromPort": if self.ports.is_multiple_of(2) { -1 } else { 128 }, "ToPort": -1 })
            }
            other => {
                json!({ "IpProtocol": if other == 6 { "tcp" } else { "udp" }, "FromPort": first, "ToPort": last })
            }
        };
        match self.peer {
            Far::Block(block) => {
                properties[if block < FIRST_IPV6 { "CidrIp" } else { "CidrIpv6" }] =
                    json!(BLOCKS[block]);
            }
            Far::List => {
                let key = if is_egress { "DestinationPrefixListId" } else { "SourcePrefixListId" };
                properties[key] = at("List");
            }
            Far::Group(group) => {
                let key =
                    if is_egress { "DestinationSecurityGroupId" } else { "SourceSecurityGroupId" };
                properties[key] = json!({ "Fn::GetAtt": [format!("Group{group}"), "GroupId"] });
            }
        }
        properties
    }
}

impl Group {
    /// The group, and its rules if they are resources of their own: references in a circle are only
    /// possible so.
    pub fn resources(&self, index: usize) -> Vec<(String, Value)> {
        let id = format!("Group{index}");
        let has_references = self
            .ingress
            .iter()
            .chain(self.egress.iter().flatten())
            .any(|rule| matches!(rule.peer, Far::Group(_)));
        let vpc = at(match index {
            PEER_GROUP => "Peer",
            THIRD_GROUP => "Third",
            _ => "Vpc",
        });
        let mut group = json!({ "GroupDescription": "drawn", "VpcId": vpc });
        let lists = [
            ("SecurityGroupIngress", "in", Some(&self.ingress)),
            ("SecurityGroupEgress", "out", self.egress.as_ref()),
        ];
        let mut resources = Vec::new();
        for (key, direction, rules) in lists {
            let Some(rules) = rules else { continue };
            let written = rules.iter().map(|rule| rule.properties(direction == "out"));
            if self.is_separate || has_references {
                for (number, mut rule) in written.enumerate() {
                    rule["GroupId"] = json!({ "Fn::GetAtt": [id, "GroupId"] });
                    rule["Direction"] = json!(direction);
                    resources.push((format!("{id}{key}{number}"), rule));
                }
            } else {
                group[key] = Value::Array(written.collect());
            }
        }
        resources.push((id, group));
        resources
    }
}
