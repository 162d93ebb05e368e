//! What becomes a resource, and how it stands to a template.

use netloom_diag::{SourceFile, Sources};

use super::{Observed, Standing};
use crate::{Answers, Records};

/// Returns the type, the name and the standing of everything that answers become, and its
/// properties in one line of text.
fn resources(answers: &[&str]) -> Vec<(String, String, Standing, String)> {
    let mut sources = Sources::default();
    let ids: Vec<_> = answers.iter().map(|text| sources.add("facts.json", *text)).collect();
    let files: Vec<&SourceFile> = ids.iter().filter_map(|id| sources.get(*id)).collect();
    let mut findings = Vec::new();
    let answers = Answers::parse(&files, &mut findings);
    let records = Records::of(&answers, &mut findings);
    assert_eq!(findings, []);
    let observed = Observed::of(&records, ["NatGatewayId", "InstanceId"].into_iter());
    let all = observed.all().map(|(resource, state)| {
        let kind = resource.kind.trim_start_matches("AWS::EC2::").to_owned();
        (kind, resource.id.clone(), state.standing, text(&resource.properties))
    });
    all.collect()
}

/// A value as people would write it, references in angle brackets.
fn text(node: &netloom_template::Node) -> String {
    use netloom_template::Value;
    let all = |texts: Vec<String>| texts.join(", ");
    match &node.value {
        Value::Map(entries) => {
            all(entries.iter().map(|e| format!("{}: {}", e.key, text(&e.node))).collect())
        }
        Value::List(items) => format!("[{}]", all(items.iter().map(text).collect())),
        Value::Reference(reference) => format!("<{}>", reference.id),
        _ => node.as_text().unwrap_or_default().into_owned(),
    }
}

fn check(answers: &[&str], expected: &[(&str, &str, Standing, &str)]) {
    let found = resources(answers);
    let found: Vec<_> =
        found.iter().map(|(a, b, standing, c)| (&**a, &**b, *standing, &**c)).collect();
    assert_eq!(found, expected);
}

#[test]
fn a_thing_is_referred_to_where_it_is_listed() {
    check(
        &[
            r#"{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}]}"#,
            r#"{"Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.0.0/24"},
                {"SubnetId": "subnet-2", "VpcId": "vpc-2", "CidrBlock": "10.2.0.0/24"}]}"#,
        ],
        &[
            ("VPC", "vpc-1", Standing::Made, "CidrBlock: 10.0.0.0/16"),
            ("Subnet", "subnet-1", Standing::Made, "CidrBlock: 10.0.0.0/24, VpcId: <vpc-1>"),
            ("Subnet", "subnet-2", Standing::Made, "CidrBlock: 10.2.0.0/24, VpcId: vpc-2"),
        ],
    );
}

#[test]
fn what_no_template_makes_is_marked() {
    check(
        &[
            r#"{"NatGateways": [{"NatGatewayId": "nat-1", "State": "deleted"}]}"#,
            r#"{"RouteTables": [{"RouteTableId": "rtb-1", "Associations": [{"Main": true}], "Routes": [
                {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local"},
                {"DestinationCidrBlock": "10.9.0.0/16", "GatewayId": "vgw-1", "Origin": "EnableVgwRoutePropagation"},
                {"DestinationPrefixListId": "pl-1", "GatewayId": "vpce-1"},
                {"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-1"}]}]}"#,
        ],
        &[
            ("NatGateway", "nat-1", Standing::Gone, ""),
            ("RouteTable", "rtb-1", Standing::OfTheVpc, ""),
            (
                "Route",
                "rtb-1 10.9.0.0/16",
                Standing::ByItself,
                "RouteTableId: <rtb-1>, DestinationCidrBlock: 10.9.0.0/16, GatewayId: vgw-1",
            ),
            (
                "Route",
                "rtb-1 pl-1",
                Standing::OfEndpoint,
                "RouteTableId: <rtb-1>, DestinationPrefixListId: pl-1, VpcEndpointId: vpce-1",
            ),
            (
                "Route",
                "rtb-1 0.0.0.0/0",
                Standing::Made,
                "RouteTableId: <rtb-1>, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: <nat-1>",
            ),
        ],
    );
}

#[test]
fn a_transit_gateway_that_is_only_named_is_there_and_unknown() {
    check(
        &[r#"{"TransitGatewayAttachments": [{"TransitGatewayAttachmentId": "tgw-attach-1",
                "TransitGatewayId": "tgw-1", "ResourceType": "vpc", "ResourceId": "vpc-1",
                "Association": {"TransitGatewayRouteTableId": "tgw-rtb-1", "State": "associated"}}]}"#],
        &[
            ("TransitGateway", "tgw-1", Standing::ByItself, "SecurityGroupReferencingSupport: "),
            (
                "TransitGatewayVpcAttachment",
                "tgw-attach-1",
                Standing::ByItself,
                "TransitGatewayId: tgw-1, VpcId: vpc-1, SubnetIds: , Options: ",
            ),
            (
                "TransitGatewayRouteTableAssociation",
                "tgw-attach-1 associated",
                Standing::Made,
                "TransitGatewayAttachmentId: <tgw-attach-1>, TransitGatewayRouteTableId: tgw-rtb-1",
            ),
        ],
    );
}

#[test]
fn rules_with_ids_stand_beside_their_group() {
    let group = r#"{"SecurityGroups": [{"GroupId": "sg-1", "IpPermissions": [{"IpProtocol": "tcp",
        "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "192.0.2.7/24"}]}]}]}"#;
    let rules = r#"{"SecurityGroupRules": [{"SecurityGroupRuleId": "sgr-1", "GroupId": "sg-1",
        "IsEgress": true, "IpProtocol": "-1", "ReferencedGroupInfo": {"GroupId": "sg-1"}}]}"#;
    let inline = "SecurityGroupIngress: [IpProtocol: tcp, FromPort: 22, ToPort: 22, \
                  CidrIp: 192.0.2.0/24], SecurityGroupEgress: []";
    check(&[group], &[("SecurityGroup", "sg-1", Standing::Made, inline)]);
    let rule = "GroupId: <sg-1>, IpProtocol: -1, DestinationSecurityGroupId: <sg-1>";
    check(
        &[group, rules],
        &[
            ("SecurityGroup", "sg-1", Standing::Made, ""),
            ("SecurityGroupEgress", "sgr-1", Standing::Made, rule),
        ],
    );
}

#[test]
fn an_interface_that_only_its_instance_tells_of_is_there_once() {
    let instance = |id: &str, state: &str| {
        format!(
            r#"{{"InstanceId": "{id}", "State": {{"Name": "{state}"}}, "NetworkInterfaces": [
                {{"NetworkInterfaceId": "eni-1", "SubnetId": "subnet-1"}}]}}"#
        )
    };
    let [gone, one, two] = [("i-0", "terminated"), ("i-1", "running"), ("i-2", "running")]
        .map(|(a, b)| instance(a, b));
    let answer = format!(r#"{{"Reservations": [{{"Instances": [{gone}, {one}, {two}]}}]}}"#);
    check(&[&answer], &[("NetworkInterface", "eni-1", Standing::ByItself, "SubnetId: subnet-1")]);
    let own = r#"{"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "SubnetId": "subnet-2"}]}"#;
    check(&[own, &answer], &[("NetworkInterface", "eni-1", Standing::Made, "SubnetId: subnet-2")]);
}
