//! Route tables: what leads where, and what leads astray.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::transit::VPCS;
use super::walls::WALL;
use super::{BLOCKS, Blueprint, FIRST_IPV6, GIVEN_GATEWAY, LIST, N_TABLES, NAT64, VPC_IPV6, at};

/// What a route may lead to, by number; see [`Blueprint::target`].
const N_TARGETS: u8 = 11;
/// The block of the other VPC among [`BLOCKS`].
const PEER_BLOCK: usize = 7;
const PEER_BLOCK_IPV6: usize = FIRST_IPV6 + 5;

/// Routes by block and target; the first table mostly leads to the internet, the second mostly to
/// the NAT gateway.
pub fn table(index: usize) -> impl Strategy<Value = Vec<(usize, u8)>> {
    let (usual, usual_ipv6) = [(0_u8, 0_u8), (2, 9), (7, 9)][index];
    let default = prop::option::weighted(0.85, prop_oneof![4 => Just(usual), 1 => 0..N_TARGETS]);
    let default_ipv6 =
        prop::option::weighted(0.75, prop_oneof![4 => Just(usual_ipv6), 1 => 0..N_TARGETS]);
    let to_peer = || {
        prop::option::weighted(0.6, prop_oneof![2 => Just(6_u8), 4 => Just(8), 1 => 0..N_TARGETS])
    };
    let other = prop_oneof![8 => 1..FIRST_IPV6, 3 => FIRST_IPV6..BLOCKS.len(), 1 => Just(LIST)];
    let others = prop::collection::vec((other, 0..N_TARGETS), 0..3);
    (default, default_ipv6, to_peer(), to_peer(), others).prop_map(
        |(default, default_ipv6, to_peer, to_peer_ipv6, mut routes)| {
            routes.extend(default.map(|target| (0, target)));
            routes.extend(default_ipv6.map(|target| (FIRST_IPV6, target)));
            routes.extend(to_peer.map(|target| (PEER_BLOCK, target)));
            routes.extend(to_peer_ipv6.map(|target| (PEER_BLOCK_IPV6, target)));
            // A route for the VPC's own block would not be accepted.
            settled(routes, |block| {
                block == VPC_IPV6[0]
                    || (block.starts_with("10.")
                        && block.ends_with(".0.0/16")
                        && block != "10.2.0.0/16")
            })
        },
    )
}

/// The table of the other VPC or the third: mostly the way back, by the peering connection or the
/// transit gateway.
pub fn far_table() -> impl Strategy<Value = Vec<(usize, u8)>> {
    let back =
        || prop::option::weighted(0.85, prop_oneof![3 => Just(6_u8), 5 => Just(8), 1 => Just(10)]);
    let block = prop_oneof![6 => Just(1_usize), 1 => Just(2), 1 => Just(0)];
    let block_ipv6 =
        prop_oneof![6 => Just(FIRST_IPV6 + 1), 1 => Just(FIRST_IPV6 + 2), 1 => Just(FIRST_IPV6)];
    let default = prop::option::weighted(0.5, prop_oneof![4 => Just(0_u8), 1 => Just(9)]);
    let other = (1..BLOCKS.len(), prop_oneof![Just(6_u8), Just(8), Just(10)]);
    let others = prop::collection::vec(other, 0..2);
    (back(), block, back(), block_ipv6, default, others).prop_map(
        |(back, block, back_ipv6, block_ipv6, default, mut routes)| {
            routes.extend(back.map(|target| (block, target)));
            routes.extend(back_ipv6.map(|target| (block_ipv6, target)));
            routes
                .extend(default.into_iter().flat_map(|target| [(0, target), (FIRST_IPV6, target)]));
            settled(routes, |block| block.starts_with("10.2.") || block == VPC_IPV6[1])
        },
    )
}

/// A table has one route for a block, and none for its VPC's own.
fn settled(mut routes: Vec<(usize, u8)>, is_own: impl Fn(&str) -> bool) -> Vec<(usize, u8)> {
    routes.sort_unstable();
    routes.dedup_by_key(|(block, _)| *block);
    routes.retain(|(block, _)| !BLOCKS.get(*block).is_some_and(|block| is_own(block)));
    routes
}

impl Blueprint {
    pub fn route_resources(&self) -> Vec<(String, &'static str, Value)> {
        let mut resources = Vec::new();
        for (index, routes) in self.tables.iter().chain(&self.far_tables).enumerate() {
            let vpc = if index < N_TABLES { "Vpc" } else { VPCS[index - N_TABLES + 1] };
            resources.push((format!("Table{index}"), "RouteTable", json!({ "VpcId": at(vpc) })));
            for (number, (block, target)) in routes.iter().enumerate() {
                let Some((key, target)) = self.target(index, *block, *target) else { continue };
                let mut route = json!({ "RouteTableId": at(&format!("Table{index}")) });
                match BLOCKS.get(*block) {
                    Some(text) if *block < FIRST_IPV6 => {
                        route["DestinationCidrBlock"] = json!(text)
                    }
                    Some(text) => route["DestinationIpv6CidrBlock"] = json!(text),
                    None => route["DestinationPrefixListId"] = at("List"),
                }
                route[key] = match &self.wall {
                    Some(wall) if key == "VpcEndpointId" => wall.target(),
                    _ => at(&target),
                };
                resources.push((format!("Table{index}Route{number}"), "Route", route));
            }
        }
        resources
    }

    /// The property and the name of what a route leads to; `None` for what EC2 takes for no route
    /// of its family.
    pub fn target(&self, table: usize, block: usize, drawn: u8) -> Option<(&'static str, String)> {
        let is_ipv6 = (FIRST_IPV6..BLOCKS.len()).contains(&block);
        match drawn {
            0 | 1 if table >= N_TABLES => (table == N_TABLES && self.is_peer_public)
                .then(|| ("GatewayId", "PeerInternet".to_owned())),
            0 | 1 => Some(("GatewayId", "Internet".to_owned())),
            2..=5 if is_ipv6 && (BLOCKS[block] != NAT64 || table >= N_TABLES) => None,
            2 | 3 => Some(("NatGatewayId", "Nat0".to_owned())),
            4 => Some(("NatGatewayId", "Nat1".to_owned())),
            5 => self.vpn.is_some().then(|| ("GatewayId", "Vpn".to_owned())),
            6 => self.has_peering.then(|| ("VpcPeeringConnectionId", "Peering".to_owned())),
            7 => Some((self.nodes[0].target_key(), "Node0".to_owned())),
            8 if self.transit.is_none() => self
                .further
                .has_given_gateway
                .then(|| ("TransitGatewayId", GIVEN_GATEWAY.to_owned())),
            8 => Some(("TransitGatewayId", "Transit".to_owned())),
            WALL => self.wall.as_ref().map(|_| ("VpcEndpointId", "Wall".to_owned())),
            9 if is_ipv6 => {
                self.egress_only.map(|_| ("EgressOnlyInternetGatewayId", "Egress".to_owned()))
            }
            _ => None,
        }
    }
}
