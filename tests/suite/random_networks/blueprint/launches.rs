//! What could be launched beside the nodes, launched: with each security group in each subnet of
//! its VPC, and with none and all groups of the VPC beside one that admits everything.

use serde_json::{Map, Value, json};

use super::{Blueprint, N_GROUPS, N_SUBNETS, PEER_GROUP, SUBNETS, THIRD_GROUP, at, without_nulls};

/// The VPC of a security group.
pub fn vpc_of_group(group: usize) -> &'static str {
    match group {
        PEER_GROUP => "Peer",
        THIRD_GROUP => "Third",
        _ => "Vpc",
    }
}

impl Blueprint {
    /// The template with all that could be launched.
    #[allow(dead_code, reason = "the suites that draw networks use their part of this file")]
    pub fn template_with_launches(&self) -> String {
        let mut resources = Map::new();
        let mut add = |id: String, kind: &str, properties: Value| {
            let kind = format!("AWS::EC2::{kind}");
            resources.insert(id, json!({ "Type": kind, "Properties": without_nulls(properties) }));
        };
        let everything = json!([{ "IpProtocol": "-1", "CidrIp": "0.0.0.0/0" }, { "IpProtocol": "-1", "CidrIpv6": "::/0" }]);
        for vpc in super::transit::VPCS {
            let open = json!({ "GroupDescription": "open", "VpcId": at(vpc), "SecurityGroupIngress": everything,
                "SecurityGroupEgress": everything });
            add(format!("Open{vpc}"), "SecurityGroup", open);
        }
        let instance = |subnet: usize, groups: Vec<Value>, n_ipv6: Option<u8>| {
            let card = without_nulls(
                json!({ "DeviceIndex": "0", "SubnetId": at(&format!("Subnet{subnet}")),
                "GroupSet": groups, "Ipv6AddressCount": n_ipv6 }),
            );
            json!({ "ImageId": "ami-0123456789abcdef0", "NetworkInterfaces": [card] })
        };
        for subnet in (0..N_SUBNETS).filter(|subnet| self.has_subnet(*subnet)) {
            let vpc = SUBNETS[subnet].1;
            let own: Vec<usize> =
                (0..N_GROUPS).filter(|group| vpc_of_group(*group) == vpc).collect();
            let named = |group: &usize| at(&format!("Group{group}"));
            for group in &own {
                add(
                    format!("Launch{subnet}Group{group}"),
                    "Instance",
                    instance(subnet, vec![named(group)], None),
                );
            }
            let open = at(&format!("Open{vpc}"));
            let all: Vec<Value> = own.iter().map(named).chain([open.clone()]).collect();
            let n_ipv6 = self.has_ipv6(subnet).then_some(1);
            add(format!("Launch{subnet}All"), "Instance", instance(subnet, all, n_ipv6));
            add(format!("Launch{subnet}Any"), "Instance", instance(subnet, vec![open], n_ipv6));
        }
        self.template_with(resources)
    }
}
