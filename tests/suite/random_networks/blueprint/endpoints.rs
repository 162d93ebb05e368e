//! VPC endpoints: for one of the services, by routes or by interfaces.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{N_TABLES, PEER_GROUP, SERVICES, at, mostly};

#[derive(Clone, Debug)]
pub struct Endpoint {
    pub service: usize,
    pub is_interface: bool,
    tables: Vec<usize>,
    pub subnets: Vec<usize>,
    groups: Vec<usize>,
    has_private_dns: Option<bool>,
    denies_everything: bool,
}

pub fn endpoint() -> impl Strategy<Value = Endpoint> {
    let tables = prop::sample::subsequence((0..N_TABLES).collect::<Vec<_>>(), 0..3);
    let subnets = prop::sample::subsequence(vec![0_usize, 1, 2], 1..3);
    let groups = prop::sample::subsequence((0..PEER_GROUP).collect::<Vec<_>>(), 1..3);
    let dns = (prop::option::weighted(0.8, mostly()), prop::bool::weighted(0.08));
    (0..SERVICES.len(), any::<bool>(), tables, subnets, groups, dns).prop_map(
        |(service, is_interface, tables, subnets, groups, (has_private_dns, denies_everything))| {
            Endpoint {
                service,
                is_interface: is_interface || service == 2,
                tables,
                subnets,
                groups,
                has_private_dns,
                denies_everything,
            }
        },
    )
}

impl Endpoint {
    pub fn properties(&self) -> Value {
        let name = json!({ "Fn::Sub": format!("com.amazonaws.${{AWS::Region}}.{}", SERVICES[self.service]) });
        let ids = |prefix: &str, list: &[usize]| -> Vec<Value> {
            list.iter().map(|number| at(&format!("{prefix}{number}"))).collect()
        };
        let everything = json!({ "Statement": [{ "Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*" }] });
        let policy = self.denies_everything.then_some(everything);
        if self.is_interface {
            json!({ "VpcId": at("Vpc"), "ServiceName": name, "VpcEndpointType": "Interface",
                "SubnetIds": ids("Subnet", &self.subnets), "SecurityGroupIds": ids("Group", &self.groups),
                "PrivateDnsEnabled": self.has_private_dns, "PolicyDocument": policy })
        } else {
            json!({ "VpcId": at("Vpc"), "ServiceName": name, "RouteTableIds": ids("Table", &self.tables),
                "PolicyDocument": policy })
        }
    }
}
