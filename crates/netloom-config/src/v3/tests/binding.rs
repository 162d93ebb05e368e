//! The way back: ids for names, every other byte as it was.

use std::collections::BTreeMap;

use netloom_diag::{Diagnostic, Sources};
use netloom_net::ids::{SecurityGroupId, SubnetId};

use super::{CLEAN, load};
use crate::intent::{NodeGroup, SubnetName};
use crate::{BoundIds, LoadOptions, bind_config};

fn ids() -> BoundIds {
    let subnet = |text: &str| text.parse::<SubnetId>().expect("an id");
    let name = |text: &str| SubnetName::new(text).expect("a name");
    let subnets = BTreeMap::from([
        (name("head"), vec![subnet("subnet-aaaaaaaa")]),
        (name("compute"), vec![subnet("subnet-bbbbbbbb"), subnet("subnet-cccccccc")]),
    ]);
    BoundIds { vpc: None, subnets, groups: BTreeMap::new() }
}

fn ids_with_groups() -> BoundIds {
    let group = |text: &str| vec![text.parse::<SecurityGroupId>().expect("an id")];
    let groups = BTreeMap::from([
        (NodeGroup::Head, group("sg-aaaaaaaa")),
        (NodeGroup::Queue("q1".to_owned()), group("sg-bbbbbbbb")),
    ]);
    BoundIds { groups, ..ids() }
}

fn bind(text: &str, ids: &BoundIds) -> Result<String, Vec<Diagnostic>> {
    let mut sources = Sources::default();
    let id = sources.add("c.yaml", text);
    bind_config(sources.get(id).expect("it was just added"), &LoadOptions::default(), ids)
}

/// A file whose queue can lie in several subnets.
fn several_zones() -> String {
    CLEAN.replace("InstanceType: c5.large", "Instances: [{InstanceType: c5.large}]")
}

fn check(text: &str, ids: &BoundIds, edits: &[(&str, &str)]) {
    let expected = edits.iter().fold(text.to_owned(), |text, (old, new)| {
        assert!(text.contains(old), "{old:?} is not in\n{text}");
        text.replacen(old, new, 1)
    });
    let seen = bind(text, ids);
    assert_eq!(seen.as_deref().unwrap_or_default(), expected, "{seen:?}");
    let again = load(&expected, &LoadOptions::default());
    assert!(!again.diagnostics.iter().any(Diagnostic::is_error), "{:?}", again.diagnostics);
}

#[test]
fn names_become_ids_and_lists_grow_in_their_own_style() {
    let one = ("SubnetId: head", "SubnetId: subnet-aaaaaaaa");
    check(
        &several_zones(),
        &ids(),
        &[one, ("- compute", "- subnet-bbbbbbbb\n          - subnet-cccccccc")],
    );
    let commented = several_zones().replace("- compute", "- 'compute'  # all of them");
    let grown = (
        "- 'compute'  # all of them",
        "- 'subnet-bbbbbbbb'  # all of them\n          - 'subnet-cccccccc'",
    );
    check(&commented, &ids(), &[one, grown]);
    let flow = several_zones().replace("\n          - compute", " [ \"compute\" ]");
    check(&flow, &ids(), &[one, ("\"compute\"", "\"subnet-bbbbbbbb\", \"subnet-cccccccc\"")]);
}

#[test]
fn carriage_returns_and_comments_stay() {
    let text = several_zones().replace("Region", "# a comment\nRegion").replace('\n', "\r\n");
    let more = ("- compute", "- subnet-bbbbbbbb\r\n          - subnet-cccccccc");
    check(&text, &ids(), &[("SubnetId: head", "SubnetId: subnet-aaaaaaaa"), more]);
}

#[test]
fn the_network_section_goes_with_its_comments_and_no_other() {
    let network = "Network:  # ours\n  Nat: single # inside\n  # below\n\n  # last\n";
    let text = several_zones()
        .replace("Image:", &format!("# of the region\n{network}\n# of the image\nImage:"));
    let ids_in = [
        ("SubnetId: head", "SubnetId: subnet-aaaaaaaa"),
        ("- compute", "- subnet-bbbbbbbb\n          - subnet-cccccccc"),
    ];
    check(&text, &ids(), &[ids_in[0], ids_in[1], (network, "")]);
    let text =
        several_zones().replace("Image:", &format!("\n# about the network\n{network}Image:"));
    let gone = format!("# about the network\n{network}");
    check(&text, &ids(), &[ids_in[0], ids_in[1], (&gone, "")]);
    let text = format!("{}{network}", several_zones());
    check(&text, &ids(), &[ids_in[0], ids_in[1], (network, "")]);
    let text = format!("{}Network: {{Nat: single}}", several_zones());
    check(&text, &ids(), &[ids_in[0], ids_in[1], ("Network: {Nat: single}", "")]);
}

#[test]
fn what_is_not_said_is_added() {
    let text = several_zones().replace("  Networking:\n    SubnetId: head\n", "");
    let text = text.replace("      Networking:\n        SubnetIds:\n          - compute\n", "");
    check(
        &text,
        &ids(),
        &[
            ("t3.micro", "t3.micro\n  Networking:\n    SubnetId: subnet-aaaaaaaa"),
            (
                "- Name: q1",
                "- Name: q1\n      Networking:\n        SubnetIds:\n          - \
                 subnet-bbbbbbbb\n          - subnet-cccccccc",
            ),
        ],
    );
    let text = several_zones().replace("SubnetId: head", "ElasticIp: true # yes");
    check(
        &text,
        &ids(),
        &[
            ("true # yes", "true # yes\n    SubnetId: subnet-aaaaaaaa"),
            ("- compute", "- subnet-bbbbbbbb\n          - subnet-cccccccc"),
        ],
    );
}

#[test]
fn a_json_file_stays_json() {
    let text = r#"{
  "Network": {"Nat": "single"},
  "HeadNode": {"InstanceType": "t3.micro"},
  "Scheduling": {"Scheduler": "slurm", "SlurmQueues": [
    {"Name": "q1", "ComputeResources": [{"Name": "c1", "Instances": [{"InstanceType": "c5.large"}]}], "Networking": {"SubnetIds": ["compute"]}}
  ]}
}
"#;
    check(
        text,
        &ids_with_groups(),
        &[
            ("\"Network\": {\"Nat\": \"single\"},\n  ", ""),
            (
                "{\"InstanceType\": \"t3",
                "{\"Networking\": {\"SubnetId\": \"subnet-aaaaaaaa\", \"SecurityGroups\": \
                 [\"sg-aaaaaaaa\"]}, \"InstanceType\": \"t3",
            ),
            (
                "{\"SubnetIds\": [\"compute\"]",
                "{\"SecurityGroups\": [\"sg-bbbbbbbb\"], \"SubnetIds\": \
                 [\"subnet-bbbbbbbb\", \"subnet-cccccccc\"]",
            ),
        ],
    );
}

#[test]
fn groups_of_the_stack_join_those_that_the_file_adds() {
    let text = several_zones()
        .replace(
            "SubnetId: head",
            "SubnetId: head\n    AdditionalSecurityGroups:\n      - sg-11111111 # site",
        )
        .replace(
            "SubnetIds:\n          - compute",
            "SubnetIds: [compute]\n        AdditionalSecurityGroups: [sg-22222222]",
        );
    check(
        &text,
        &ids_with_groups(),
        &[
            ("SubnetId: head", "SubnetId: subnet-aaaaaaaa"),
            (
                "AdditionalSecurityGroups:\n      - sg-11111111",
                "SecurityGroups:\n      - sg-aaaaaaaa\n      - sg-11111111",
            ),
            ("[compute]", "[subnet-bbbbbbbb, subnet-cccccccc]"),
            (
                "AdditionalSecurityGroups: [sg-22222222]",
                "SecurityGroups: [sg-bbbbbbbb, sg-22222222]",
            ),
        ],
    );
    let text = several_zones()
        .replace("SubnetId: head", "SubnetId: head\n    SecurityGroups: [sg-11111111]");
    check(
        &text,
        &ids_with_groups(),
        &[
            ("SubnetId: head", "SubnetId: subnet-aaaaaaaa"),
            (
                "SubnetIds:\n          - compute",
                "SecurityGroups:\n          - sg-bbbbbbbb\n        SubnetIds:\n          - \
                 subnet-bbbbbbbb\n          - subnet-cccccccc",
            ),
        ],
    );
}

#[test]
fn aliases_become_ids_and_shared_mappings_take_one_edit() {
    let text =
        several_zones().replace("SubnetId: head", "SubnetId: &s head").replace("- compute", "- *s");
    check(&text, &ids(), &[("&s head", "&s subnet-aaaaaaaa"), ("*s", "subnet-aaaaaaaa")]);
    let second = "    - {Name: q2, Networking: *n, ComputeResources: [{Name: c, Instances: \
                  [{InstanceType: c5.large}]}]}\n";
    let text = several_zones().replace(
        "      Networking:\n        SubnetIds:",
        "      Networking: &n\n        SubnetIds:",
    );
    let text = format!("{text}{second}");
    let one = ("SubnetId: head", "SubnetId: subnet-aaaaaaaa");
    check(&text, &ids(), &[one, ("- compute", "- subnet-bbbbbbbb\n          - subnet-cccccccc")]);
}

#[test]
fn what_cannot_be_written_is_said() {
    let code = |text: &str, ids: &BoundIds| {
        let findings = bind(text, ids).expect_err("it cannot be bound");
        findings.iter().map(|finding| finding.code.id).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(code(CLEAN, &BoundIds::default()), "CFG011 CFG011");
    assert_eq!(code("a: [", &ids()), "YML001");
    let anchored = several_zones()
        .replace("Region:", "Network: {Nat: &z none}\nRegion:")
        .replace("t3.micro", "*z");
    assert_eq!(code(&anchored, &ids()), "CFG107");
}
