//! Files that are no answers, or not the whole one.

use proptest::prelude::*;

use super::*;
use netloom_facts::kinds::KINDS;

/// Returns the codes of the findings of one file and what stands under the first of them.
fn findings(name: &str, text: &str) -> Vec<(&'static str, String)> {
    let built = build(&[(name, text)]);
    let finding = |finding: &netloom_diag::Diagnostic| {
        (finding.code.id, text.get(finding.primary.span.range()).unwrap_or_default().to_owned())
    };
    built.diagnostics.iter().map(finding).collect()
}

fn check(name: &str, text: &str, code: &str, place: &str) {
    assert_eq!(
        findings(name, text),
        [(code, place.to_owned())].map(|(code, place)| (leak(code), place)),
        "{text}"
    );
}

fn leak(code: &str) -> &'static str {
    KNOWN_CODES.iter().find(|known| **known == code).expect("a code of facts")
}

const KNOWN_CODES: [&str; 6] = ["FAC001", "FAC002", "FAC003", "FAC004", "FAC005", "FAC006"];

#[test]
fn a_file_that_is_no_answer_is_one_finding() {
    assert_eq!(findings("a.json", "{\"Vpcs\": [").len(), 1);
    assert_eq!(findings("a.json", "{\"Vpcs\": [")[0].0, "FAC001");
    check("a.json", "[]", "FAC001", "");
    check("a.json", "An error occurred (UnauthorizedOperation)", "FAC001", "");
    check("a.json", "", "FAC001", "");
}

#[test]
fn a_record_without_its_id_is_left_out() {
    check(
        "a.json",
        r#"{"Vpcs": [{"CidrBlock": "10.0.0.0/8"}]}"#,
        "FAC002",
        r#"{"CidrBlock": "10.0.0.0/8"}"#,
    );
    check("a.json", r#"{"Subnets": [3]}"#, "FAC002", "3");
    check("a.json", r#"{"Reservations": [{"Instances": [{}]}]}"#, "FAC002", "{}");
}

#[test]
fn a_key_that_is_no_answer_is_passed_over() {
    check("a.json", r#"{"Buckets": []}"#, "FAC003", "\"Buckets\"");
}

#[test]
fn an_answer_that_goes_on_leaves_its_kind_unknown() {
    let page = r#"{"RouteTables": [], "NextToken": "abc"}"#;
    check("a.json", page, "FAC004", "\"abc\"");
    let built = build(&[("1.json", page), ("s.json", SUBNET)]);
    assert!(matches!(built.network.subnets[&id("subnet-1")].route_table, TableChoice::Unknown(_)));
    let both = build(&[("1.json", page), ("2.json", r#"{"RouteTables": []}"#), ("s.json", SUBNET)]);
    assert_eq!(both.diagnostics, []);
    assert_eq!(both.network.subnets[&id("subnet-1")].route_table, TableChoice::Main);
}

#[test]
fn entries_of_nobody_knows_what_are_a_finding() {
    check("entries.json", r#"{"Entries": []}"#, "FAC005", "\"Entries\"");
    assert_eq!(findings("entries-pl-0123abcd.json", r#"{"Entries": []}"#), []);
}

#[test]
fn the_first_of_two_records_is_used() {
    let one = r#"{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}]}"#;
    let other = r#"{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.1.0.0/16"}]}"#;
    let built = build(&[("1.json", one), ("2.json", other), ("3.json", one)]);
    assert_eq!(
        built.diagnostics.iter().map(|finding| finding.code.id).collect::<Vec<_>>(),
        ["FAC006"]
    );
    assert_eq!(built.network.vpcs[&id("vpc-1")].blocks, [Known::Is(block("10.0.0.0/16"))]);
}

const KEYS: &[&str] = &[
    "VpcId",
    "SubnetId",
    "CidrBlock",
    "Routes",
    "Associations",
    "Entries",
    "GatewayId",
    "State",
    "Groups",
    "GroupId",
    "IpPermissions",
    "IpRanges",
    "CidrIp",
    "IpProtocol",
    "FromPort",
    "Attachments",
    "NetworkInterfaces",
    "Attachment",
    "PrivateIpAddresses",
    "Association",
    "TransitGatewayId",
    "ResourceType",
    "PortRange",
    "RuleNumber",
    "Instances",
];

fn value() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        any::<i64>().prop_map(|number| number.to_string()),
        Just("\"10.0.0.0/8\"".to_owned()),
        Just("\"x-1\"".to_owned()),
        "[a-z/.0-9:-]{0,12}".prop_map(|text| format!("\"{text}\"")),
    ];
    leaf.prop_recursive(4, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3)
                .prop_map(|items| format!("[{}]", items.join(", "))),
            prop::collection::btree_map(prop::sample::select(KEYS), inner, 0..4)
                .prop_map(|entries| mapping(&entries)),
        ]
    })
}

fn mapping(entries: &std::collections::BTreeMap<&str, String>) -> String {
    let entries: Vec<String> =
        entries.iter().map(|(key, value)| format!("\"{key}\": {value}")).collect();
    format!("{{{}}}", entries.join(", "))
}

proptest! {
    #[test]
    fn no_value_in_an_answer_is_too_odd(
        answers in prop::collection::vec(
            (prop::sample::select(KINDS), prop::collection::btree_map(prop::sample::select(KEYS), value(), 0..6)), 1..6),
    ) {
        let files: Vec<String> = answers.into_iter().map(|(kind, mut record)| {
            record.insert(kind.id, "\"x-1\"".to_owned());
            let record = if kind.key == "Reservations" { format!("{{\"Instances\": [{}]}}", mapping(&record)) } else { mapping(&record) };
            format!("{{\"{}\": [{record}]}}", kind.key)
        }).collect();
        let files: Vec<(&str, &str)> = files.iter().map(|text| ("facts.json", text.as_str())).collect();
        let network = build(&files).network;
        for subnet in network.subnets.values() {
            prop_assert!(network.vpcs.contains_key(&subnet.vpc), "{} has no VPC", subnet.id);
        }
    }
}
