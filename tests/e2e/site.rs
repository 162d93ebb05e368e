//! What a site has before netloom comes: the VPC, subnets and security groups that a case names by
//! id.
//!
//! A case is written with ids that stand for existing things. They are made in the emulator, and
//! their real ids take the place of those in the case's text. What a case does not name is not
//! made.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::emulator::Emulator;

/// The ids that stand for existing things in the cases.
const VPC: &str = "vpc-0123456789abcdef0";
const INTERNET_GATEWAY: &str = "igw-0123456789abcdef0";
const SUBNETS: [(&str, &str); 2] =
    [("subnet-0123456789abcdef0", "10.0.0.0/24"), ("subnet-0123456789abcdef1", "10.0.32.0/24")];
const GROUPS: [&str; 2] = ["sg-0123456789abcdef0", "sg-0123456789abcdef1"];

/// A case whose existing things exist.
pub(crate) struct Site {
    /// The config, with ids that the emulator knows.
    pub(crate) text: String,
    /// The ids of everything that was there before the stack: never part of what a stack made.
    pub(crate) ids: BTreeSet<String>,
}

/// Makes what the config of a case names.
pub(crate) fn prepare(emulator: &Emulator, region: &str, text: &str) -> Site {
    let mut site = Site { text: text.to_owned(), ids: BTreeSet::new() };
    let names = |id: &str| text.contains(id);
    if !names(VPC) && !GROUPS.into_iter().any(names) {
        return site;
    }
    let ec2 =
        |operation: &str, parameters: Value| emulator.call(region, "ec2", operation, parameters);
    let vpc = id(&ec2("create_vpc", json!({"CidrBlock": "10.0.0.0/16"})), &["Vpc", "VpcId"]);
    // ParallelCluster refuses a VPC without these.
    for flag in ["EnableDnsSupport", "EnableDnsHostnames"] {
        ec2("modify_vpc_attribute", json!({"VpcId": vpc, flag: {"Value": true}}));
    }
    site.know(VPC, &vpc);
    let gateway =
        id(&ec2("create_internet_gateway", json!({})), &["InternetGateway", "InternetGatewayId"]);
    site.know(INTERNET_GATEWAY, &gateway);
    ec2("attach_internet_gateway", json!({"VpcId": vpc, "InternetGatewayId": gateway}));
    let table =
        id(&ec2("create_route_table", json!({"VpcId": vpc})), &["RouteTable", "RouteTableId"]);
    let everywhere =
        json!({"RouteTableId": table, "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": gateway});
    ec2("create_route", everywhere);
    for (placeholder, block) in SUBNETS.into_iter().filter(|(placeholder, _)| names(placeholder)) {
        let zone = zone_of(emulator, region, text);
        let subnet = ec2(
            "create_subnet",
            json!({"VpcId": vpc, "CidrBlock": block, "AvailabilityZoneId": zone}),
        );
        let subnet = id(&subnet, &["Subnet", "SubnetId"]);
        site.know(placeholder, &subnet);
        if placeholder == SUBNETS[0].0 {
            ec2("associate_route_table", json!({"RouteTableId": table, "SubnetId": subnet}));
        }
    }
    for placeholder in GROUPS.into_iter().filter(|placeholder| names(placeholder)) {
        let group = json!({"GroupName": placeholder.replace("sg-", "group-"), "Description": "of \
                                        the site", "VpcId": vpc});
        let group = id(&ec2("create_security_group", group), &["GroupId"]);
        let itself = json!([{"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": group}]}]);
        ec2("authorize_security_group_ingress", json!({"GroupId": group, "IpPermissions": itself}));
        site.know(placeholder, &group);
    }
    site.ids.insert(table);
    site
}

impl Site {
    fn know(&mut self, placeholder: &str, real: &str) {
        self.text = self.text.replace(placeholder, real);
        self.ids.insert(real.to_owned());
    }
}

/// Returns the zone of the site's subnets: the one that the config says, else one that is not likely to
/// take by default.
fn zone_of(emulator: &Emulator, region: &str, text: &str) -> String {
    let zones = emulator.call(region, "ec2", "describe_availability_zones", json!({}));
    let zones = zones["AvailabilityZones"].as_array().cloned().unwrap_or_default();
    let ids: BTreeSet<String> = zones.iter().map(|zone| id(zone, &["ZoneId"])).collect();
    let said = ids.iter().find(|id| text.contains(id.as_str()));
    said.or(ids.last()).expect("a region has zones").clone()
}

/// Returns a text that stands at this path of an answer.
pub(crate) fn id(answer: &Value, path: &[&str]) -> String {
    let found = path.iter().try_fold(answer, |at, step| at.get(*step)).and_then(Value::as_str);
    found.unwrap_or_else(|| panic!("no {path:?} in {answer}")).to_owned()
}
