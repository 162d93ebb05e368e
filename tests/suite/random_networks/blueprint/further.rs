//! What else there is about the first VPC: a public block, name servers, a second association, a
//! gateway given by its id.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{BLOCKS, FIRST_IPV6, N_TABLES, at};

/// A public block that the first VPC may have.
const CAMPUS: &str = "198.41.0.0/16";

/// The block of the site among [`BLOCKS`].
const SITE: usize = 8;

#[derive(Clone, Debug)]
pub struct Further {
    /// Whether the first VPC has a public block.
    pub has_campus: bool,
    /// The servers that the first VPC gives for names.
    pub servers: Option<Vec<&'static str>>,
    /// Another table for the second subnet.
    pub second_table: Option<usize>,
    /// Whether what would lead to a transit gateway leads to one that is only given by its id, if
    /// there is no other.
    pub has_given_gateway: bool,
    /// Whether a VPN leads to the virtual private gateway.
    pub is_connected: bool,
    /// Whether public access is blocked in both directions, and what is excluded.
    block: Option<(bool, Option<Exclusion>)>,
    /// The ports that an accelerator brings to the nodes that are instances, and which protocol.
    pub accelerated: Option<((u16, u16), bool)>,
    /// The blocks of the static routes of the VPN; without them the site announces what it likes.
    static_routes: Option<Vec<usize>>,
}

/// What is excluded from the block of public access.
#[derive(Clone, Debug)]
struct Exclusion {
    /// Subnets; without any the first VPC.
    subnets: Vec<usize>,
    is_bidirectional: bool,
}

pub fn further() -> impl Strategy<Value = Further> {
    let server = prop_oneof![
        2 => Just("AmazonProvidedDNS"), 1 => Just("10.0.0.2"), 4 => Just("10.0.1.20"), 2 => Just("10.2.0.20"),
        2 => Just("192.168.0.9"), 2 => Just("8.8.8.8"),
    ];
    let excluded = prop::sample::subsequence(vec![0_usize, 1, 2, 4], 0..4);
    let exclusion = (excluded, any::<bool>())
        .prop_map(|(subnets, is_bidirectional)| Exclusion { subnets, is_bidirectional });
    let block = (any::<bool>(), prop::option::weighted(0.8, exclusion));
    let ports = prop_oneof![Just((22, 22)), Just((443, 443)), Just((400, 40_000))];
    let accelerated = (ports, prop::bool::weighted(0.15));
    // Mostly the block of the site.
    let site = prop_oneof![2 => Just(SITE), 1 => 0..FIRST_IPV6];
    let all = (
        prop::bool::weighted(0.1),
        prop::option::weighted(0.04, prop::collection::vec(server, 1..3)),
        prop::option::weighted(0.03, 0..N_TABLES),
        prop::bool::weighted(0.1),
        prop::bool::weighted(0.9),
        (
            prop::option::of(prop::collection::vec(site, 0..4)),
            prop::option::weighted(0.05, block),
            prop::option::weighted(0.15, accelerated),
        ),
    );
    all.prop_map(
        |(
            has_campus,
            servers,
            second_table,
            has_given_gateway,
            is_connected,
            (mut own, block, accelerated),
        )| {
            // A connection has one route for a block.
            own.iter_mut().for_each(|blocks| {
                blocks.sort_unstable();
                blocks.dedup();
            });
            Further {
                has_campus,
                servers,
                second_table,
                has_given_gateway,
                is_connected,
                block,
                accelerated,
                static_routes: own,
            }
        },
    )
}

impl Further {
    /// - `has_vpn`: whether there is a virtual private gateway.
    pub fn resources(&self, has_vpn: bool) -> Vec<(String, &'static str, Value)> {
        let mut resources = Vec::new();
        let mut add = |id: String, kind: &'static str, properties: Value| {
            resources.push((id, kind, properties))
        };
        if self.has_campus {
            add(
                "Campus".to_owned(),
                "VPCCidrBlock",
                json!({ "VpcId": at("Vpc"), "CidrBlock": CAMPUS }),
            );
        }
        if let Some(servers) = &self.servers {
            add("Options".to_owned(), "DHCPOptions", json!({ "DomainNameServers": servers }));
            let association = json!({ "VpcId": at("Vpc"), "DhcpOptionsId": at("Options") });
            add("OptionsAssociation".to_owned(), "VPCDHCPOptionsAssociation", association);
        }
        if let Some(table) = self.second_table {
            let association =
                json!({ "SubnetId": at("Subnet1"), "RouteTableId": at(&format!("Table{table}")) });
            add("SecondAssociation".to_owned(), "SubnetRouteTableAssociation", association);
        }
        if let Some((is_both, exclusion)) = &self.block {
            let mode = if *is_both { "block-bidirectional" } else { "block-ingress" };
            add(
                "Block".to_owned(),
                "VPCBlockPublicAccessOptions",
                json!({ "InternetGatewayBlockMode": mode }),
            );
            // An exclusion for what goes out is for a block of both directions.
            if let Some(exclusion) = exclusion {
                let mode = match exclusion.is_bidirectional || !is_both {
                    true => "allow-bidirectional",
                    false => "allow-egress",
                };
                let of = |key: &str, id: &str| json!({ "InternetGatewayExclusionMode": mode, key: at(id) });
                if exclusion.subnets.is_empty() {
                    add("Excluded".to_owned(), "VPCBlockPublicAccessExclusion", of("VpcId", "Vpc"));
                }
                for subnet in &exclusion.subnets {
                    add(
                        format!("Excluded{subnet}"),
                        "VPCBlockPublicAccessExclusion",
                        of("SubnetId", &format!("Subnet{subnet}")),
                    );
                }
            }
        }
        if has_vpn && self.is_connected {
            let line = json!({ "Type": "ipsec.1", "CustomerGatewayId": "cgw-0123456789abcdef0", "VpnGatewayId": at("Vpn") });
            let mut line = line;
            if self.static_routes.is_some() {
                line["StaticRoutesOnly"] = json!(true);
            }
            add("Line".to_owned(), "VPNConnection", line);
            for block in self.static_routes.iter().flatten() {
                let route = json!({ "VpnConnectionId": at("Line"), "DestinationCidrBlock": BLOCKS[*block] });
                add(format!("LineRoute{block}"), "VPNConnectionRoute", route);
            }
        }
        resources
    }
}
