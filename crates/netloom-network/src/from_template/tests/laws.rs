//! What holds of any template, however odd.

use proptest::prelude::*;

use super::*;

const KEYS: &[&str] = &[
    "VpcId",
    "SubnetId",
    "CidrBlock",
    "RouteTableId",
    "DestinationCidrBlock",
    "GatewayId",
    "NatGatewayId",
    "GroupId",
    "IpProtocol",
    "FromPort",
    "ToPort",
    "CidrIp",
    "SecurityGroupIngress",
    "SecurityGroupEgress",
    "Egress",
    "RuleNumber",
    "PortRange",
    "Icmp",
    "NetworkInterfaces",
    "LaunchTemplate",
    "LaunchTemplateData",
    "SubnetIds",
    "SecurityGroupIds",
    "RouteTableIds",
    "ServiceName",
    "VpcEndpointType",
    "TransitGatewayId",
    "ComputeResources",
    "VPCZoneIdentifier",
    "MixedInstancesPolicy",
    "InternetGatewayId",
    "NetworkInterfaceId",
    "DBClusterIdentifier",
    "Entries",
];

fn value() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("!Ref R0".to_owned()),
        Just("!GetAtt R1.CidrBlock".to_owned()),
        Just("!GetAtt R0.DefaultSecurityGroup".to_owned()),
        Just("!Ref Open".to_owned()),
        Just("!Sub 'a-${Open}-b'".to_owned()),
        Just("10.0.0.0/8".to_owned()),
        Just("vpc-1".to_owned()),
        Just("~".to_owned()),
        Just("true".to_owned()),
        any::<i32>().prop_map(|number| number.to_string()),
        "[a-z/.0-9:-]{0,12}".prop_map(|text| format!("'{text}'")),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3)
                .prop_map(|items| format!("[{}]", items.join(", "))),
            prop::collection::btree_map(prop::sample::select(KEYS), inner, 0..3).prop_map(mapping),
        ]
    })
}

fn mapping(entries: std::collections::BTreeMap<&str, String>) -> String {
    let entries: Vec<String> =
        entries.into_iter().map(|(key, value)| format!("{key}: {value}")).collect();
    format!("{{{}}}", entries.join(", "))
}

proptest! {
    #[test]
    fn no_value_of_any_property_is_too_odd(
        resources in prop::collection::vec(
            (prop::sample::select(steps().map(|(kind, _)| *kind).collect::<Vec<_>>()),
             prop::collection::btree_map(prop::sample::select(KEYS), value(), 0..6)),
            1..6,
        ),
    ) {
        let lines: String = resources.into_iter().enumerate()
            .map(|(at, (kind, entries))| format!("  R{at}: {{Type: {kind}, Properties: {}}}\n", mapping(entries)))
            .collect();
        let built = network_of(&format!("Parameters: {{Open: {{Type: \
                                        String}}}}\nResources:\n{lines}"));
        for subnet in built.subnets.values() {
            prop_assert!(built.vpcs.contains_key(&subnet.vpc), "{} has no VPC", subnet.id);
        }
        for table in built.route_tables.values() {
            prop_assert!(built.vpcs.contains_key(&table.vpc), "{} has no VPC", table.id);
        }
    }
}
