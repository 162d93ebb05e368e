//! What EC2 says, as facts.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{
    Facts, address, endpoint, gateway, interface, nat_gateway, placement_group, route, route_table,
    rule, security_group, subnet, vpc,
};
use crate::site::id;
use crate::stack::Stack;

/// Asks EC2 about everything in the region that is not in `before`, the ids that were there before
/// the stack.
///
/// Things that EC2 makes by itself are left out: the default VPC with what is in it, and the main
/// route table and the default security group of every VPC.
pub(crate) fn deployed_facts(stack: &Stack<'_>, before: &BTreeSet<String>) -> Facts {
    let mut logical_ids: BTreeMap<String, String> =
        stack.resources().into_iter().map(|(logical, physical)| (physical, logical)).collect();
    let default_vpcs = stack
        .ec2("describe_vpcs", json!({"Filters": [{"Name": "is-default", "Values": ["true"]}]}));
    let mut ignored = before.clone();
    ignored.extend(list(&default_vpcs, "Vpcs").map(|vpc| id(vpc, &["VpcId"])));
    // CloudFormation knows an address by the address itself, EC2's other answers by the allocation.
    let addresses = stack.ec2("describe_addresses", json!({}));
    for address in list(&addresses, "Addresses") {
        if let Some(logical) = logical_ids.get(&id(address, &["PublicIp"])).cloned() {
            logical_ids.insert(id(address, &["AllocationId"]), logical);
        }
    }
    let deployed = Deployed { stack, logical_ids, ignored };
    let lists = [
        deployed.vpcs(),
        deployed.gateways(),
        deployed.subnets(),
        deployed.route_tables(),
        deployed.nat_gateways(),
        deployed.addresses(&addresses),
        deployed.groups(),
        deployed.interfaces(),
        deployed.placement_groups(),
        deployed.endpoints(),
    ];
    lists.into_iter().flatten().collect()
}

struct Deployed<'s> {
    stack: &'s Stack<'s>,
    logical_ids: BTreeMap<String, String>,
    ignored: BTreeSet<String>,
}

impl Deployed<'_> {
    /// Returns the logical id of a thing, or its own id when the stack did not make it.
    fn known(&self, physical: &str) -> String {
        self.logical_ids.get(physical).cloned().unwrap_or_else(|| physical.to_owned())
    }

    /// Asks EC2 for a list and leaves out what was there before, and what is in a default VPC.
    fn all(&self, operation: &str, key: &str, id_key: &str) -> Vec<Value> {
        let answer = self.stack.ec2(operation, json!({}));
        let is_new = |thing: &&Value| {
            let is_in_default_vpc = thing["VpcId"].as_str().is_some_and(|vpc| {
                self.ignored.contains(vpc)
                    && !self.logical_ids.contains_key(&id(thing, &[id_key]))
                    && !self.is_of_site(vpc)
            });
            !self.ignored.contains(&id(thing, &[id_key])) && !is_in_default_vpc
        };
        list(&answer, key).filter(is_new).cloned().collect()
    }

    /// Returns whether the VPC is the one that the config names.
    fn is_of_site(&self, vpc: &str) -> bool {
        let planned = self.stack.plan().vpc.as_ref();
        matches!(planned, Some(netloom_plan::plan::PlannedVpc::Existing { id, .. }) if id.value.to_string() == vpc)
    }

    fn vpcs(&self) -> Vec<String> {
        let vpcs = self.all("describe_vpcs", "Vpcs", "VpcId").into_iter().map(|found| {
            let physical = id(&found, &["VpcId"]);
            let flag = |attribute: &str, key: &str| {
                let asked = json!({"VpcId": physical, "Attribute": attribute});
                self.stack.ec2("describe_vpc_attribute", asked)[key]["Value"] == true
            };
            let (support, hostnames) = (
                flag("enableDnsSupport", "EnableDnsSupport"),
                flag("enableDnsHostnames", "EnableDnsHostnames"),
            );
            vpc(
                &self.known(&physical),
                &id(&found, &["CidrBlock"]),
                support,
                hostnames,
                &name(&found),
            )
        });
        vpcs.collect()
    }

    fn gateways(&self) -> Vec<String> {
        let internet =
            self.all("describe_internet_gateways", "InternetGateways", "InternetGatewayId");
        let internet =
            internet.iter().map(|found| (id(found, &["InternetGatewayId"]), "Attachments", found));
        let vpn = self.all("describe_vpn_gateways", "VpnGateways", "VpnGatewayId");
        let vpn = vpn.iter().map(|found| (id(found, &["VpnGatewayId"]), "VpcAttachments", found));
        let attached = internet.chain(vpn).map(|(physical, attachments, found)| {
            let vpcs: Vec<String> = list(found, attachments)
                .map(|attachment| self.known(&id(attachment, &["VpcId"])))
                .collect();
            gateway(&self.known(&physical), &vpcs.join(", "), &name(found))
        });
        attached.collect()
    }

    fn subnets(&self) -> Vec<String> {
        let tables = self.stack.ec2("describe_route_tables", json!({}));
        let subnets =
            self.all("describe_subnets", "Subnets", "SubnetId").into_iter().map(|found| {
                let physical = id(&found, &["SubnetId"]);
                let is_associated = |table: &&Value| {
                    list(table, "Associations")
                        .any(|association| association["SubnetId"].as_str() == Some(&physical))
                };
                let tables: Vec<String> = list(&tables, "RouteTables")
                    .filter(is_associated)
                    .map(|table| self.known(&id(table, &["RouteTableId"])))
                    .collect();
                subnet(
                    &self.known(&physical),
                    &self.known(&id(&found, &["VpcId"])),
                    &id(&found, &["CidrBlock"]),
                    &id(&found, &["AvailabilityZoneId"]),
                    found["MapPublicIpOnLaunch"] == true,
                    &tables.join(", "),
                    &name(&found),
                )
            });
        subnets.collect()
    }

    fn route_tables(&self) -> Vec<String> {
        let mut facts = Vec::new();
        for table in self.all("describe_route_tables", "RouteTables", "RouteTableId") {
            if list(&table, "Associations").any(|association| association["Main"] == true) {
                continue;
            }
            let known = self.known(&id(&table, &["RouteTableId"]));
            let learns: Vec<String> = list(&table, "PropagatingVgws")
                .map(|gateway| self.known(&id(gateway, &["GatewayId"])))
                .collect();
            facts.push(route_table(
                &known,
                &self.known(&id(&table, &["VpcId"])),
                &learns,
                &name(&table),
            ));
            for found in list(&table, "Routes") {
                let targets = [
                    "GatewayId",
                    "NatGatewayId",
                    "NetworkInterfaceId",
                    "TransitGatewayId",
                    "InstanceId",
                ];
                let targets: Vec<String> = targets
                    .iter()
                    .filter_map(|key| found[*key].as_str())
                    .map(|target| self.known(target))
                    .collect();
                // The route within the VPC is in every table, and those of an endpoint stand with it.
                let is_of_endpoint = found["DestinationPrefixListId"].is_string();
                if targets != ["local"] && !is_of_endpoint {
                    facts.push(route(
                        &known,
                        &id(found, &["DestinationCidrBlock"]),
                        &targets.join(", "),
                    ));
                }
            }
        }
        facts
    }

    fn nat_gateways(&self) -> Vec<String> {
        let gateways = self
            .all("describe_nat_gateways", "NatGateways", "NatGatewayId")
            .into_iter()
            .map(|found| {
                assert_eq!(found["State"], "available", "{found}");
                let addresses: Vec<String> = list(&found, "NatGatewayAddresses")
                    .map(|address| self.known(&id(address, &["AllocationId"])))
                    .collect();
                let subnet = self.known(&id(&found, &["SubnetId"]));
                nat_gateway(
                    &self.known(&id(&found, &["NatGatewayId"])),
                    &subnet,
                    &addresses.join(", "),
                    &name(&found),
                )
            });
        gateways.collect()
    }

    fn addresses(&self, answer: &Value) -> Vec<String> {
        let nat_gateways = self.stack.ec2("describe_nat_gateways", json!({}));
        let addresses = list(answer, "Addresses").map(|found| {
            let allocation = id(found, &["AllocationId"]);
            let is_holder = |gateway: &&Value| {
                list(gateway, "NatGatewayAddresses")
                    .any(|held| held["AllocationId"].as_str() == Some(&allocation))
            };
            let nat = list(&nat_gateways, "NatGateways")
                .find(is_holder)
                .map(|gateway| id(gateway, &["NatGatewayId"]));
            let interface = found["NetworkInterfaceId"].as_str().map(str::to_owned);
            let holder = nat
                .or(interface)
                .map_or_else(|| "no interface".to_owned(), |holder| self.known(&holder));
            address(&self.known(&allocation), &holder, &name(found))
        });
        addresses.collect()
    }

    fn groups(&self) -> Vec<String> {
        let mut facts = Vec::new();
        for group in self.all("describe_security_groups", "SecurityGroups", "GroupId") {
            if group["GroupName"] == "default" {
                continue;
            }
            let known = self.known(&id(&group, &["GroupId"]));
            let vpc = self.known(&id(&group, &["VpcId"]));
            facts.push(security_group(&known, &vpc, &id(&group, &["Description"]), &name(&group)));
            for (direction, key) in
                [("ingress", "IpPermissions"), ("egress", "IpPermissionsEgress")]
            {
                for permission in list(&group, key) {
                    facts.extend(self.rules(&known, direction, permission));
                }
            }
        }
        facts
    }

    /// Writes what EC2 puts together: one rule for each peer.
    fn rules(&self, group: &str, direction: &str, permission: &Value) -> Vec<String> {
        let protocol = id(permission, &["IpProtocol"]);
        let ports = permission["FromPort"].as_u64().zip(permission["ToPort"].as_u64());
        let kinds = [
            ("IpRanges", "CidrIp"),
            ("PrefixListIds", "PrefixListId"),
            ("UserIdGroupPairs", "GroupId"),
        ];
        let peers = kinds
            .into_iter()
            .flat_map(|(list_key, key)| list(permission, list_key).map(move |peer| (peer, key)));
        let rules = peers.map(|(peer, key)| {
            let why = peer["Description"].as_str().unwrap_or_default();
            rule(group, direction, &protocol, ports, &self.known(&id(peer, &[key])), why)
        });
        rules.collect()
    }

    fn endpoints(&self) -> Vec<String> {
        let endpoints = self.all("describe_vpc_endpoints", "VpcEndpoints", "VpcEndpointId");
        let endpoints = endpoints.into_iter().map(|found| {
            let ids = |key: &str| -> Vec<String> {
                let all = found[key].as_array().into_iter().flatten();
                all.filter_map(Value::as_str).map(|id| self.known(id)).collect()
            };
            let groups = list(&found, "Groups").map(|group| self.known(&id(group, &["GroupId"])));
            let places = ids("RouteTableIds").into_iter().chain(ids("SubnetIds")).chain(groups);
            endpoint(
                &self.known(&id(&found, &["VpcEndpointId"])),
                &self.known(&id(&found, &["VpcId"])),
                &id(&found, &["ServiceName"]),
                places.collect(),
                &name(&found),
            )
        });
        endpoints.collect()
    }

    fn interfaces(&self) -> Vec<String> {
        let interfaces =
            self.all("describe_network_interfaces", "NetworkInterfaces", "NetworkInterfaceId");
        // A NAT gateway and an endpoint have interfaces, too, which EC2 makes and keeps.
        let gateways = self.stack.ec2("describe_nat_gateways", json!({}));
        let of_gateways =
            list(&gateways, "NatGateways").flat_map(|gateway| list(gateway, "NatGatewayAddresses"));
        let of_gateways: BTreeSet<&str> =
            of_gateways.filter_map(|address| address["NetworkInterfaceId"].as_str()).collect();
        let endpoints = self.stack.ec2("describe_vpc_endpoints", json!({}));
        let of_endpoints: BTreeSet<&str> = list(&endpoints, "VpcEndpoints")
            .flat_map(|found| found["NetworkInterfaceIds"].as_array().into_iter().flatten())
            .filter_map(Value::as_str)
            .collect();
        let is_own = |found: &Value| {
            let own = id(found, &["NetworkInterfaceId"]);
            !of_gateways.contains(own.as_str()) && !of_endpoints.contains(own.as_str())
        };
        let interfaces = interfaces.into_iter().filter(is_own).map(|found| {
            let mut groups: Vec<String> =
                list(&found, "Groups").map(|group| self.known(&id(group, &["GroupId"]))).collect();
            groups.sort();
            interface(
                &self.known(&id(&found, &["NetworkInterfaceId"])),
                &self.known(&id(&found, &["SubnetId"])),
                &groups,
                found["SourceDestCheck"] == true,
                &name(&found),
            )
        });
        interfaces.collect()
    }

    fn placement_groups(&self) -> Vec<String> {
        let groups = self
            .all("describe_placement_groups", "PlacementGroups", "GroupName")
            .into_iter()
            .map(|found| {
                let known = self.known(&id(&found, &["GroupName"]));
                placement_group(&known, &id(&found, &["Strategy"]), &name(&found))
            });
        groups.collect()
    }
}

/// Returns the entries of a list in an answer; none when it is missing.
fn list<'a>(answer: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    answer[key].as_array().into_iter().flatten()
}

/// Returns the value of the `Name` tag; interfaces call their tags otherwise.
fn name(thing: &Value) -> String {
    let tags = list(thing, "Tags").chain(list(thing, "TagSet"));
    tags.filter(|tag| tag["Key"] == "Name").map(|tag| id(tag, &["Value"])).collect()
}
