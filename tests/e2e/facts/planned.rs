//! What the plan says, as facts.

use netloom_cfn::names;
use netloom_net::ids::SubnetId;
use netloom_plan::plan::{
    EndpointPath, GroupRef, NetworkPlan, PeerRef, PlannedInternetGateway, PlannedPublicAddress,
    PlannedRule, PlannedSecurityGroup, PlannedVpc, Protocol, RouteTarget, RuleDirection,
    SubnetPlace, ZoneRef,
};
use serde_json::{Value, json};

use super::{
    Facts, address, endpoint, gateway, interface, nat_gateway, placement_group, route, route_table,
    rule, security_group, subnet, vpc,
};
use crate::site::id;
use crate::stack::Stack;

/// Returns the facts of a stack's plan.
pub(crate) fn planned_facts(stack: &Stack<'_>) -> Facts {
    let planned = Planned { stack, plan: stack.plan(), template: template_of(stack) };
    let lists = [
        planned.gateways(),
        planned.subnets(),
        planned.routing(),
        planned.groups(),
        planned.head(),
        planned.placement(),
        planned.endpoints(),
    ];
    lists.into_iter().flatten().collect()
}

struct Planned<'s> {
    stack: &'s Stack<'s>,
    plan: &'s NetworkPlan,
    template: Value,
}

fn template_of(stack: &Stack<'_>) -> Value {
    let emitted = stack.compiled.emitted.as_ref().expect("what was deployed has a template");
    serde_json::from_str(&emitted.template.to_json()).expect("a template is JSON")
}

impl Planned<'_> {
    /// Returns the VPC, whether it is new or there.
    fn vpc(&self) -> String {
        match &self.plan.vpc {
            Some(PlannedVpc::Existing { id, .. }) => id.value.to_string(),
            _ => names::vpc().to_string(),
        }
    }

    /// Returns the value of the `Name` tag that the template gives a resource.
    fn name(&self, logical_id: &str) -> String {
        let tags = &self.template["Resources"][logical_id]["Properties"]["Tags"];
        let name = tags.as_array().into_iter().flatten().find(|tag| tag["Key"] == "Name");
        let name = name.unwrap_or_else(|| panic!("{logical_id} has no Name tag"));
        id(name, &["Value", "Fn::Sub"]).replace("${AWS::StackName}", &self.stack.name)
    }

    fn gateways(&self) -> Vec<String> {
        let mut facts = Vec::new();
        let vpc_id = self.vpc();
        if let Some(PlannedVpc::New { cidr, .. }) = &self.plan.vpc {
            facts.push(vpc(&vpc_id, &cidr.value.to_string(), true, true, &self.name(&vpc_id)));
        }
        if let Some(PlannedInternetGateway::New { .. }) = &self.plan.internet_gateway {
            let id = names::internet_gateway().to_string();
            facts.push(gateway(&id, &vpc_id, &self.name(&id)));
        }
        if self.plan.vpn_gateway.is_some() {
            let id = names::vpn_gateway().to_string();
            facts.push(gateway(&id, &vpc_id, &self.name(&id)));
        }
        for nat in &self.plan.nat_gateways {
            let (id, eip) = (
                names::nat_gateway(&nat.key).to_string(),
                names::nat_gateway_eip(&nat.key).to_string(),
            );
            let host = nat.host().map_or_else(String::new, place);
            facts.push(nat_gateway(&id, &host, &eip, &self.name(&id)));
            facts.push(address(&eip, &id, &self.name(&eip)));
        }
        facts
    }

    fn subnets(&self) -> Vec<String> {
        let facts = self.plan.subnets.iter().map(|planned| {
            let id = names::subnet(&planned.key).to_string();
            let zone = match &planned.zone {
                ZoneRef::Id(zone) => zone.value.to_string(),
                ZoneRef::SameAs { subnet, .. } => self.zone_of(&subnet.value),
            };
            let table = names::route_table(&planned.route_table).to_string();
            let (block, maps) =
                (planned.cidr.value.to_string(), planned.maps_public_addresses.value);
            subnet(&id, &self.vpc(), &block, &zone, maps, &table, &self.name(&id))
        });
        facts.collect()
    }

    /// Asks EC2 for the zone of an existing subnet.
    fn zone_of(&self, subnet: &SubnetId) -> String {
        let subnets =
            self.stack.ec2("describe_subnets", json!({"SubnetIds": [subnet.to_string()]}));
        id(&subnets["Subnets"][0], &["AvailabilityZoneId"])
    }

    fn routing(&self) -> Vec<String> {
        let mut facts = Vec::new();
        for table in &self.plan.route_tables {
            let id = names::route_table(&table.key).to_string();
            let learns = if table.learns_from_vpn_gateway {
                vec![names::vpn_gateway().to_string()]
            } else {
                Vec::new()
            };
            facts.push(route_table(&id, &self.vpc(), &learns, &self.name(&id)));
            for planned in &table.routes {
                let target = match &planned.target {
                    RouteTarget::InternetGateway => match &self.plan.internet_gateway {
                        Some(PlannedInternetGateway::Existing(id)) => id.value.to_string(),
                        _ => names::internet_gateway().to_string(),
                    },
                    RouteTarget::NatGateway(key) => names::nat_gateway(key).to_string(),
                    RouteTarget::HeadInterface => names::head_interface().to_string(),
                    RouteTarget::Existing(gateway) => gateway.to_string(),
                };
                facts.push(route(&id, &planned.destination.to_string(), &target));
            }
        }
        facts
    }

    fn groups(&self) -> Vec<String> {
        let mut facts = Vec::new();
        for group in &self.plan.security_groups {
            let id = names::security_group(&group.key).to_string();
            facts.push(security_group(&id, &self.vpc(), &group.description, &self.name(&id)));
            facts.extend(rules(&id, group));
        }
        facts
    }

    fn head(&self) -> Vec<String> {
        let Some(head) = &self.plan.head_interface else { return Vec::new() };
        let id = names::head_interface().to_string();
        let mut groups: Vec<String> = head.groups.iter().map(group_ref).collect();
        groups.sort();
        // ParallelCluster 2.x switches the check off on every head node, whether it is a NAT or
        // not.
        let mut facts = vec![interface(&id, &place(&head.subnet), &groups, false, &self.name(&id))];
        if head.public_address.value == PlannedPublicAddress::NewElasticIp {
            let eip = names::head_eip().to_string();
            facts.push(address(&eip, &id, &self.name(&eip)));
        }
        facts
    }

    fn endpoints(&self) -> Vec<String> {
        let endpoints = self.plan.endpoints.iter().map(|planned| {
            let id = names::endpoint(&planned.service).to_string();
            let places = match &planned.path {
                EndpointPath::Gateway(tables) => {
                    tables.iter().map(|table| names::route_table(table).to_string()).collect()
                }
                EndpointPath::Interface { subnets, groups } => {
                    subnets.iter().map(place).chain(groups.iter().map(group_ref)).collect()
                }
            };
            let service = planned.service_name.replace("${AWS::Region}", &self.stack.region);
            endpoint(&id, &self.vpc(), &service, places, &self.name(&id))
        });
        endpoints.collect()
    }

    fn placement(&self) -> Vec<String> {
        let groups = self.plan.placement_groups.iter().map(|group| {
            let id = names::placement_group(&group.name.value).to_string();
            placement_group(&id, "cluster", &self.name(&id))
        });
        groups.collect()
    }
}

fn place(place: &SubnetPlace) -> String {
    match place {
        SubnetPlace::Planned(key) => names::subnet(key).to_string(),
        SubnetPlace::Existing(id) => id.to_string(),
    }
}

fn group_ref(group: &GroupRef) -> String {
    match group {
        GroupRef::Planned(key) => names::security_group(key).to_string(),
        GroupRef::Existing(id) => id.to_string(),
    }
}

fn rules(id: &str, group: &PlannedSecurityGroup) -> Vec<String> {
    let mut facts: Vec<String> =
        group.rules.iter().map(|planned| planned_rule(id, planned)).collect();
    // EC2 lets everything out of a group until a rule says otherwise.
    if group.rules.iter().all(|rule| rule.direction == RuleDirection::Ingress) {
        facts.push(rule(id, "egress", "-1", None, "0.0.0.0/0", ""));
    }
    facts
}

fn planned_rule(id: &str, planned: &PlannedRule) -> String {
    let direction = match planned.direction {
        RuleDirection::Ingress => "ingress",
        RuleDirection::Egress => "egress",
    };
    let (protocol, ports) = match planned.protocol {
        Protocol::All => ("-1", None),
        Protocol::Tcp(range) => ("tcp", Some((u64::from(range.first), u64::from(range.last)))),
    };
    let peer = match &planned.peer {
        PeerRef::Cidr(block) => block.to_string(),
        PeerRef::PrefixList(list) => list.to_string(),
        PeerRef::Group(group) => group_ref(group),
    };
    rule(id, direction, protocol, ports, &peer, &planned.description)
}
