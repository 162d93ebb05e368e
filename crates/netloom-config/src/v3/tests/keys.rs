//! Keys: types, patterns, lengths, exclusions.

use super::{CLEAN, check, findings, load};
use crate::LoadOptions;
use crate::intent::{PublicAddress, SubnetRef, SubnetSize};

#[test]
fn a_misspelt_network_key_is_an_error_and_any_other_key_is_passed_over() {
    check("SubnetId: head", "SubnetIdd: head", &["error CFG001 6: SubnetIdd"]);
    check(
        "  Networking:\n    SubnetId",
        "  Netwroking:\n    SubnetId",
        &["error CFG001 5: Netwroking"],
    );
    check("  InstanceType: t3.micro", "  InstanceType: t3.micro\n  FutureKey: {a: 1}", &[]);
    check(
        "  InstanceType: t3.micro",
        "  InstanceType: t3.micro\n  SubnetId: head",
        &["error CFG001 5: SubnetId"],
    );
}

#[test]
fn ids_and_names_of_subnets_are_told_apart() {
    check("SubnetId: head", "SubnetId: subnet-12345678", &[]);
    check("SubnetId: head", "SubnetId: subnet-1234567", &["error CFG002 6: subnet-1234567"]);
    check("SubnetId: head", "SubnetId: subnet-<public>", &["error CFG002 6: subnet-<public>"]);
    check("SubnetId: head", "SubnetId: haed", &["error CFG011 6: haed"]);
    check("SubnetId: head", "SubnetId:", &["error CFG017 6: SubnetId"]);
    check("SubnetId: head", "SubnetId: 5", &["error CFG017 6: 5"]);
}

#[test]
fn lists_have_their_lengths_and_no_entry_twice() {
    check("          - compute\n", "          []\n", &["error CFG008 16: []"]);
    check("          - compute\n", "          compute\n", &["error CFG017 16: compute"]);
    let twice = "- compute\n          - compute";
    let expected =
        ["error CFG101 13: c5.large", "info REL001 16: compute", "error CFG009 17: compute"];
    check("- compute", twice, &expected);
}

#[test]
fn security_groups_exclude_each_other_unless_one_list_is_empty() {
    let with = |groups: &str| format!("SubnetId: head\n    {groups}");
    let both = with("SecurityGroups: [sg-12345678]\n    AdditionalSecurityGroups: [sg-12345679]");
    check(
        "SubnetId: head",
        &both,
        &["warning CFG105 7: sg-12345678", "error CFG007 8: AdditionalSecurityGroups"],
    );
    check(
        "SubnetId: head",
        &with("SecurityGroups: []\n    AdditionalSecurityGroups: [sg-12345679]"),
        &[],
    );
    check(
        "SubnetId: head",
        &with("AdditionalSecurityGroups: [sg-1234]"),
        &["error CFG002 7: sg-1234"],
    );
}

#[test]
fn truth_values_and_numbers_are_taken_as_parallelcluster_takes_them() {
    let assign =
        |value: &str| format!("SubnetIds:\n          - compute\n        AssignPublicIp: {value}");
    for value in ["yes", "'true'", "1", "0.0", "'t'", "y", "OFF"] {
        check("SubnetIds:\n          - compute", &assign(value), &[]);
    }
    check("SubnetIds:\n          - compute", &assign("2"), &["error CFG017 17: 2"]);
    check("SubnetIds:\n          - compute", &assign("~"), &["error CFG017 17: ~"]);
    for value in ["5", "'5'", "5.9", "0x10", "1:30"] {
        check(
            "InstanceType: c5.large",
            &format!("InstanceType: c5.large\n          MaxCount: {value}"),
            &[],
        );
    }
    check(
        "InstanceType: c5.large",
        "InstanceType: c5.large\n          MaxCount: 0",
        &["error CFG005 14: 0"],
    );
    check(
        "InstanceType: c5.large",
        "InstanceType: c5.large\n          MaxCount: yes",
        &["error CFG017 14: yes"],
    );
    check(
        "InstanceType: c5.large",
        "InstanceType: c5.large\n          MinCount: 11",
        &["error CFG106 14: 11"],
    );
}

#[test]
fn an_elastic_ip_is_asked_for_or_named() {
    let address = |value: &str| {
        let loaded = load(
            &CLEAN.replace("SubnetId: head", &format!("ElasticIp: {value}")),
            &LoadOptions::default(),
        );
        loaded.intent.map(|intent| intent.head.public_address.value)
    };
    assert_eq!(address("true"), Some(PublicAddress::NewElasticIp));
    assert_eq!(address("'True'"), Some(PublicAddress::NewElasticIp));
    assert_eq!(address("false"), Some(PublicAddress::SubnetDecides));
    let allocation = "eipalloc-12345678";
    assert_eq!(address(allocation), Some(PublicAddress::ExistingElasticIp(allocation.to_owned())));
    check("SubnetId: head", "SubnetId: head\n    ElasticIp: some", &["error CFG005 7: some"]);
}

#[test]
fn who_may_connect_is_a_block_or_a_prefix_list() {
    let ssh = |value: &str| format!("SubnetId: head\n  Ssh: {{AllowedIps: {value}}}");
    check("SubnetId: head", &ssh("10.0.0.0/8"), &[]);
    check("SubnetId: head", &ssh("10.1.0.0/8"), &["warning CFG004 7: 10.1.0.0/8"]);
    check("SubnetId: head", &ssh("10.0.0.0"), &["error CFG003 7: 10.0.0.0"]);
    check("SubnetId: head", &ssh("10.0.0.0/08"), &["error CFG003 7: 10.0.0.0/08"]);
    check("SubnetId: head", &ssh("'::/0'"), &["error CFG003 7: '::/0'"]);
    check("SubnetId: head", &ssh("pl-123"), &["info REL001 7: pl-123"]);
}

#[test]
fn names_have_a_form_and_stand_once() {
    check("Name: q1", "Name: Q_1", &["error CFG010 10: Q_1"]);
    check("Name: q1", "Name: default", &["error CFG010 10: default"]);
    check(
        "Name: c1",
        "Name: a2345678901234567890123456",
        &["error CFG010 12: a2345678901234567890123456"],
    );
    let twice = "- Name: c1\n          InstanceType: c5.large\n        - Name: c1";
    check("- Name: c1", twice, &["error CFG009 14: c1"]);
}

#[test]
fn file_systems_have_names_and_directories_of_their_own() {
    let storage = |second: &str| {
        let first = "{Name: a, StorageType: Efs, MountDir: /shared}";
        format!("{CLEAN}SharedStorage:\n  - {first}\n  - {{{second}, StorageType: Ebs}}\n")
    };
    for (second, expected) in [
        ("Name: b, MountDir: /shared", &["error CFG009 19: /shared"][..]),
        ("Name: a, MountDir: /other", &["error CFG009 19: a"]),
        ("Name: b, MountDir: /shared/other", &[]),
    ] {
        let text = storage(second);
        assert_eq!(findings(&text, &LoadOptions::default()), expected, "{text}");
    }
}

#[test]
fn efa_wants_a_word_about_placement_and_one_zone() {
    let efa = "InstanceType: c5n.18xlarge\n          Efa: {Enabled: true}";
    check("InstanceType: c5.large", efa, &["error CFG102 14: true"]);
    let text = CLEAN.replace("InstanceType: c5.large", efa).replace(
        "SubnetIds:\n          - compute",
        "SubnetIds: [compute]\n        PlacementGroup: {Enabled: true}",
    );
    assert!(load(&text, &LoadOptions::default()).diagnostics.is_empty(), "{text}");
    check(
        "InstanceType: c5.large",
        "InstanceType: c5.large\n          Efa: {GdrSupport: true}",
        &["error CFG103 14: true"],
    );
}

#[test]
fn the_network_section_is_read_with_its_zones_and_sizes() {
    let network = "Network:
  CidrBlock: 10.0.0.0/16
  Zones: [euw1-az2, euw1-az1]
  Nat: per-zone
  Subnets:
    - Name: storage
      Hosts: 100
    - {Name: head, Kind: public, Zones: [euw1-az1], CidrBlock: 10.0.0.0/24}
    - Name: compute
      CidrBlocks: {euw1-az2: 10.0.32.0/20, euw1-az1: 10.0.16.0/20}
";
    let text = format!(
        "{network}{}",
        CLEAN.replace("InstanceType: c5.large", "Instances: [{InstanceType: c5.large}]")
    );
    let loaded = load(&text, &LoadOptions::default());
    let errors: Vec<_> = loaded.diagnostics.iter().filter(|finding| finding.is_error()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let intent = loaded.intent.expect("there are no errors");
    let names: Vec<&str> =
        intent.network.subnets.iter().map(|subnet| subnet.name.value.as_str()).collect();
    assert_eq!(names, ["compute", "head", "storage"]);
    let SubnetSize::Blocks(blocks) = &intent.network.subnets[0].size else {
        panic!("blocks are written")
    };
    let blocks: Vec<String> = blocks.iter().map(|block| block.value.to_string()).collect();
    assert_eq!(blocks, ["10.0.16.0/20", "10.0.32.0/20"]);
    assert!(
        matches!(&intent.queues[0].subnets[0].value, SubnetRef::Named(name) if name.as_str() == "compute")
    );
}

#[test]
fn the_network_section_is_strict() {
    let network = |text: &str| format!("Network:\n  {text}\nRegion: eu-west-1");
    let check =
        |text: &str, expected: &[&str]| check("Region: eu-west-1", &network(text), expected);
    check("CidrBlok: 10.0.0.0/16", &["error CFG001 2: CidrBlok"]);
    check("CidrBlock: 10.0.0.1/16", &["error CFG004 2: 10.0.0.1/16"]);
    check("InternetGatewayId: igw-12345678", &["error CFG006 2: InternetGatewayId"]);
    check("VpcId: vpc-12345678\n  CidrBlock: 10.0.0.0/16", &["error CFG007 3: CidrBlock"]);
    check("Zones: [eu-west-1a]", &["error CFG012 2: eu-west-1a"]);
    check("Zones: [use1-az1]", &["error CFG012 2: use1-az1"]);
    check("Nat: sinlge", &["error CFG005 2: sinlge"]);
    check("MultiNodeParallel: true", &["warning CFG014 2: true"]);
    check("Subnets: [{Name: head}]", &["error CFG011 18: compute"]);
    check("Subnets: [{Name: head}, {Name: compute}, {Name: head}]", &["error CFG009 2: head"]);
    check("Subnets: [{Name: head}, {Name: compute}, {Name: A}]", &["error CFG010 2: A"]);
    check("Subnets: [{Name: head}, {Name: compute, Hosts: 0}]", &["error CFG005 2: 0"]);
    check(
        "Subnets: [{Name: head}, {Name: compute, Hosts: 5, CidrBlock: 10.0.0.0/24}]",
        &["error CFG007 2: Hosts"],
    );
}
