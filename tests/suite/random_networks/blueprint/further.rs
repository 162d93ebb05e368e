//! What else there is about the first VPC: a public block, name servers, a second association, a
//! gateway given by its id.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{N_TABLES, at};

/// A public block that the first VPC may have.
const CAMPUS: &str = "198.41.0.0/16";

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
}

pub fn further() -> impl Strategy<Value = Further> {
    let server = prop_oneof![
        2 => Just("AmazonProvidedDNS"), 1 => Just("10.0.0.2"), 4 => Just("10.0.1.20"), 2 => Just("10.2.0.20"),
        2 => Just("192.168.0.9"), 2 => Just("8.8.8.8"),
    ];
    let all = (
        prop::bool::weighted(0.1),
        prop::option::weighted(0.04, prop::collection::vec(server, 1..3)),
        prop::option::weighted(0.03, 0..N_TABLES),
        prop::bool::weighted(0.1),
        prop::bool::weighted(0.9),
    );
    all.prop_map(|(has_campus, servers, second_table, has_given_gateway, is_connected)| Further {
        has_campus,
        servers,
        second_table,
        has_given_gateway,
        is_connected,
    })
}

impl Further {
    /// - `has_vpn`: whether there is a virtual private gateway.
    pub fn resources(&self, has_vpn: bool) -> Vec<(&'static str, &'static str, Value)> {
        let mut resources = Vec::new();
        let mut add = |id: &'static str, kind: &'static str, properties: Value| {
            resources.push((id, kind, properties))
        };
        if self.has_campus {
            add("Campus", "VPCCidrBlock", json!({ "VpcId": at("Vpc"), "CidrBlock": CAMPUS }));
        }
        if let Some(servers) = &self.servers {
            add("Options", "DHCPOptions", json!({ "DomainNameServers": servers }));
            let association = json!({ "VpcId": at("Vpc"), "DhcpOptionsId": at("Options") });
            add("OptionsAssociation", "VPCDHCPOptionsAssociation", association);
        }
        if let Some(table) = self.second_table {
            let association =
                json!({ "SubnetId": at("Subnet1"), "RouteTableId": at(&format!("Table{table}")) });
            add("SecondAssociation", "SubnetRouteTableAssociation", association);
        }
        if has_vpn && self.is_connected {
            let line = json!({ "Type": "ipsec.1", "CustomerGatewayId": "cgw-0123456789abcdef0", "VpnGatewayId": at("Vpn") });
            add("Line", "VPNConnection", line);
        }
        resources
    }
}
