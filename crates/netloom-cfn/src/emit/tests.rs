use std::collections::BTreeSet;

use netloom_diag::Sourced;
use netloom_plan::plan::{PlannedPublicAddress, PlannedSubnet, RouteTarget, ZoneRef};
use serde_json::{Value as Json, json};

use super::*;
use crate::test_plans::{
    all_plans, existing_vpc_plan, key, public_private_plan, two_zone_plan, vpn_plan,
};

fn emit(plan: &NetworkPlan) -> Template {
    let emitted = emit_template(plan, "1.0.0");
    assert_eq!(emitted.diagnostics, []);
    assert!(
        emitted.template.resources.keys().eq(emitted.origins.keys()),
        "every resource has its origin"
    );
    emitted.template
}

/// Expects that the resource waits for exactly these, beside those that it refers to.
fn check_waits(plan: &NetworkPlan, id: &str, expected: &[&str]) {
    let template = emit(plan);
    let id = LogicalId::from_words(&[id]);
    let resource = template
        .resources
        .get(&id)
        .unwrap_or_else(|| panic!("{id} is in {:?}", template.resources.keys()));
    assert_eq!(
        resource.depends_on.iter().map(LogicalId::as_str).collect::<Vec<_>>(),
        expected,
        "{id}"
    );
}

fn properties(plan: &NetworkPlan, id: &str) -> Json {
    emit(plan).to_value()["Resources"][id]["Properties"].clone()
}

fn existing_gateway(plan: &mut NetworkPlan) {
    let span = netloom_diag::Span::default();
    let id = "igw-0123456789abcdef0".parse().expect("an id");
    plan.internet_gateway = Some(PlannedInternetGateway::Existing(Sourced::written(id, span)));
}

#[test]
fn a_route_to_the_internet_waits_for_the_attachment() {
    let mut plan = public_private_plan();
    check_waits(&plan, "RoutePublicDefault", &["InternetGatewayAttachment"]);
    existing_gateway(&mut plan);
    check_waits(&plan, "RoutePublicDefault", &[]);
    assert_eq!(properties(&plan, "RoutePublicDefault")["GatewayId"], "igw-0123456789abcdef0");
}

#[test]
fn addresses_wait_for_the_attachment() {
    let mut plan = public_private_plan();
    check_waits(&plan, "NatGatewayEip", &["InternetGatewayAttachment"]);
    check_waits(&plan, "HeadNodeEip", &["InternetGatewayAttachment"]);
    existing_gateway(&mut plan);
    check_waits(&plan, "NatGatewayEip", &[]);
    check_waits(&plan, "HeadNodeEip", &[]);
}

#[test]
fn a_nat_gateway_waits_until_its_own_subnet_has_a_way_out() {
    let mut plan = public_private_plan();
    let way_out =
        ["InternetGatewayAttachment", "RoutePublicDefault", "RouteTableAssociationHeadEuw1Az1"];
    check_waits(&plan, "NatGateway", &way_out);
    existing_gateway(&mut plan);
    check_waits(&plan, "NatGateway", &way_out[1..]);
    check_waits(&existing_vpc_plan(), "NatGateway", &[]);
}

#[test]
fn each_nat_gateway_waits_for_the_association_of_its_own_zone() {
    let waits =
        ["InternetGatewayAttachment", "RoutePublicDefault", "RouteTableAssociationHeadUse1Az6"];
    check_waits(&two_zone_plan(), "NatGatewayUse1Az6", &waits);
}

#[test]
fn a_route_to_a_nat_gateway_refers_to_it_and_waits_for_nothing_more() {
    check_waits(&two_zone_plan(), "RoutePrivateUse1Az4Default", &[]);
    let route = properties(&two_zone_plan(), "RoutePrivateUse1Az4Default");
    assert_eq!(route["NatGatewayId"], json!({ "Ref": "NatGatewayUse1Az4" }));
}

#[test]
fn a_route_to_the_head_node_names_its_interface() {
    let mut plan = public_private_plan();
    plan.nat_gateways.clear();
    plan.route_tables[1].routes[0].target = RouteTarget::HeadInterface;
    check_waits(&plan, "RoutePrivateDefault", &[]);
    let route = properties(&plan, "RoutePrivateDefault");
    assert_eq!(route["NetworkInterfaceId"], json!({ "Ref": "HeadNodeInterface" }));
}

#[test]
fn propagation_waits_for_the_attachment_of_its_gateway() {
    let mut plan = vpn_plan();
    check_waits(&plan, "VpnRoutePropagationPrivate", &["VpnGatewayAttachment"]);
    plan.route_tables[0].learns_from_vpn_gateway = false;
    let template = emit(&plan);
    assert!(
        !template.resources.contains_key(&LogicalId::from_words(&["VpnRoutePropagationPrivate"]))
    );
}

#[test]
fn the_rule_to_everywhere_waits_for_the_rule_to_the_group_itself() {
    let mut plan = public_private_plan();
    check_waits(
        &plan,
        "SecurityGroupComputeEgressToAnywhere",
        &["SecurityGroupComputeEgressToSelf"],
    );
    check_waits(&plan, "SecurityGroupComputeEgressToSelf", &[]);
    plan.security_groups[1].rules.pop();
    check_waits(&plan, "SecurityGroupComputeEgressToAnywhere", &[]);
}

#[test]
fn the_association_of_the_head_address_waits_through_the_address() {
    let mut plan = public_private_plan();
    check_waits(&plan, "HeadNodeEipAssociation", &[]);
    let association = properties(&plan, "HeadNodeEipAssociation");
    assert_eq!(
        association["AllocationId"],
        json!({ "Fn::GetAtt": ["HeadNodeEip", "AllocationId"] })
    );
    plan.head_interface.as_mut().expect("it has one").public_address.value =
        PlannedPublicAddress::None;
    let template = emit(&plan);
    assert!(!template.resources.keys().any(|id| id.as_str().starts_with("HeadNodeEip")));
    assert!(!template.outputs.contains_key(&names::head_public_ip_output()));
}

#[test]
fn the_head_interface_forwards() {
    let interface = properties(&public_private_plan(), "HeadNodeInterface");
    assert_eq!(interface["SourceDestCheck"], false);
    let group = json!({ "Fn::GetAtt": ["SecurityGroupHead", "GroupId"] });
    assert_eq!(interface["GroupSet"], json!([group, "sg-0123456789abcdef0"]));
}

#[test]
fn only_rules_between_groups_of_the_template_stand_alone() {
    let group = properties(&public_private_plan(), "SecurityGroupHead");
    assert_eq!(
        group["SecurityGroupIngress"],
        json!([
            { "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIp": "0.0.0.0/0", "Description": "SSH" },
            { "IpProtocol": "tcp", "FromPort": 8443, "ToPort": 8443, "SourcePrefixListId": "pl-0123abcd", "Description": "DCV" },
        ])
    );
    let rule = properties(&public_private_plan(), "SecurityGroupHeadIngressFromCompute");
    assert_eq!(
        rule["SourceSecurityGroupId"],
        json!({ "Fn::GetAtt": ["SecurityGroupCompute", "GroupId"] })
    );
}

#[test]
fn no_security_group_has_a_name_of_its_own() {
    for plan in all_plans() {
        assert!(!emit(&plan).to_json().contains("\"GroupName\""), "{}", plan.summary);
    }
}

#[test]
fn only_an_unknown_zone_is_a_parameter() {
    let mut plan = existing_vpc_plan();
    let template = emit(&plan).to_value();
    assert_eq!(
        properties(&plan, "SubnetCompute")["AvailabilityZoneId"],
        json!({ "Ref": "HeadSubnetZoneId" })
    );
    let about = &template["Metadata"]["Netloom"]["Parameters"]["HeadSubnetZoneId"];
    assert_eq!(*about, json!({ "ZoneOfSubnet": "subnet-0123456789abcdef0" }));
    let ids: Vec<LogicalId> = emit(&plan).resources.into_keys().collect();

    if let ZoneRef::SameAs { zone, subnet } = &mut plan.subnets[0].zone {
        *zone = Some(Sourced::written("euw1-az2".parse().expect("a zone"), subnet.span()));
    }
    assert_eq!(properties(&plan, "SubnetCompute")["AvailabilityZoneId"], "euw1-az2");
    assert!(emit(&plan).parameters.is_empty());
    assert_eq!(
        emit(&plan).resources.into_keys().collect::<Vec<_>>(),
        ids,
        "learning the zone renames nothing"
    );
}

#[test]
fn every_reference_and_every_predecessor_is_in_the_template() {
    for plan in all_plans() {
        let template = emit(&plan);
        let known: BTreeSet<&LogicalId> =
            template.resources.keys().chain(template.parameters.keys()).collect();
        for (id, resource) in &template.resources {
            let body = serde_json::to_value(&resource.properties).expect("it serializes");
            for name in references(&body).iter().chain(&resource.depends_on) {
                assert!(known.contains(name), "{id} names {name}");
            }
            let referred = references(&body);
            assert!(
                resource.depends_on.is_disjoint(&referred),
                "{id} repeats a reference in DependsOn"
            );
        }
    }
}

fn references(value: &Json) -> BTreeSet<LogicalId> {
    match value {
        Json::Array(items) => items.iter().flat_map(references).collect(),
        Json::Object(entries) => match (entries.get("Ref"), entries.get("Fn::GetAtt")) {
            (Some(Json::String(id)), _) => BTreeSet::from([LogicalId::from_words(&[id])]),
            (_, Some(parts)) => {
                parts[0].as_str().map(|id| LogicalId::from_words(&[id])).into_iter().collect()
            }
            _ => entries.values().flat_map(references).collect(),
        },
        _ => BTreeSet::new(),
    }
}

#[test]
fn names_that_meet_in_one_logical_id_are_reported() {
    let mut plan = two_zone_plan();
    let twin = PlannedSubnet { key: key("compute-use1-az4", None), ..plan.subnets[0].clone() };
    plan.subnets.push(twin);
    let emitted = emit_template(&plan, "1.0.0");
    let seen: Vec<_> = emitted
        .diagnostics
        .iter()
        .map(|finding| (finding.code.id, finding.about.as_str()))
        .collect();
    assert_eq!(seen, [("TPL002", "resource.SubnetComputeUse1Az4")]);
}

#[test]
fn a_further_zone_leaves_every_other_resource_as_it_was() {
    let after = two_zone_plan();
    let mut before = after.clone();
    let is_first = |zone: &Option<netloom_net::AzId>| {
        zone.as_ref().is_none_or(|zone| zone.as_str() == "use1-az4")
    };
    before.subnets.retain(|subnet| is_first(&subnet.key.zone));
    before.nat_gateways.retain(|gateway| is_first(&gateway.key.zone));
    before.route_tables.retain(|table| is_first(&table.key.zone));
    before.route_tables[0].subnets.retain(|subnet| is_first(&subnet.zone));
    let (before, after) = (emit(&before), emit(&after));
    assert!(before.resources.len() < after.resources.len());
    for (id, resource) in &before.resources {
        assert_eq!(after.resources.get(id), Some(resource), "{id}");
    }
    let order = |template: &Template| -> Vec<LogicalId> {
        template.resources_in_order().into_iter().map(|(id, _)| id.clone()).collect()
    };
    let mut kept = order(&after);
    kept.retain(|id| before.resources.contains_key(id));
    assert_eq!(kept, order(&before), "and in its order");
}

#[test]
fn the_order_is_from_the_vpc_outwards() {
    let ids: Vec<String> = emit(&existing_vpc_plan())
        .resources_in_order()
        .iter()
        .map(|(id, _)| id.to_string())
        .collect();
    let expected = [
        "SubnetCompute",
        "RouteTablePrivate",
        "RoutePrivateDefault",
        "RouteTableAssociationCompute",
        "NatGatewayEip",
        "NatGateway",
    ];
    assert_eq!(ids, expected);
}

#[test]
fn the_template_says_what_it_is() {
    let template = emit(&public_private_plan()).to_value();
    assert_eq!(
        template["Description"],
        "Public head node and private compute nodes in a new VPC (planned by netloom)"
    );
    let about = json!({ "Name": "compute", "Kind": "private", "UsedBy": ["queue cpu"] });
    assert_eq!(template["Metadata"]["Netloom"]["Version"], "1.0.0");
    assert_eq!(template["Metadata"]["Netloom"]["Subnets"]["SubnetComputeEuw1Az1"], about);
    assert_eq!(properties(&public_private_plan(), "Vpc")["EnableDnsHostnames"], true);
    assert_eq!(
        properties(&public_private_plan(), "SubnetHeadEuw1Az1")["MapPublicIpOnLaunch"],
        false
    );
}

#[test]
fn netloom_templates_need_no_capability() {
    for plan in all_plans() {
        assert!(crate::capabilities(&emit(&plan)).is_empty());
    }
}

#[test]
fn the_order_of_the_lists_of_a_plan_does_not_matter() {
    for plan in all_plans() {
        let mut turned = plan.clone();
        turned.subnets.reverse();
        turned.nat_gateways.reverse();
        turned.route_tables.reverse();
        turned.security_groups.reverse();
        let (seen, expected) = (emit(&turned), emit(&plan));
        assert_eq!(seen.resources, expected.resources);
        assert_eq!(seen.outputs, expected.outputs);
    }
}
