//! `netloom check` and `netloom trace` where they prove.

use crate::harness::{DERIVED_YAML, Site};

/// The network of the faults: everything in it works.
const NETWORK: &str = include_str!("../../../../tests/suite/faults/network.yaml");
const CLAIMS: &str = include_str!("../../../../tests/suite/faults/claims.yaml");
/// A network whose ACL drops answers on most ports of the NAT gateway.
const HALF_OPEN: &str = include_str!("../../../../tests/networks/half-open-acl/template.yaml");

#[test]
fn the_claims_of_a_config_are_proved_and_counted() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    let run = site.run(&["check", "cluster.yaml"]).exits(0);
    assert!(run.stderr.contains(" claims: ") && run.stderr.contains(" proved\n"), "{}", run.stderr);
}

#[test]
fn a_template_of_others_is_held_to_a_claims_file() {
    let site = Site::with("network.yaml", NETWORK);
    site.write("claims.yaml", CLAIMS);
    site.run(&["check", "network.yaml", "--claims", "claims.yaml"])
        .exits(0)
        .says("12 claims: 12 proved");
    site.write("network.yaml", NETWORK.replace("CidrIp: 203.0.113.0/24", "CidrIp: 0.0.0.0/0"));
    site.run(&["check", "network.yaml", "--claims", "claims.yaml"])
        .exits(1)
        .prints("error[RCH020]: `Head` is reached by `8.0.0.0/7` on tcp 22")
        .prints("claims.yaml:10:5")
        .says("10 proved, 2 refuted");
}

#[test]
fn a_claim_says_what_packets_have_to_pass() {
    let site = Site::with("network.yaml", NETWORK);
    let claim = |via: &str, expect: &str| {
        format!(
            "claims: [{{from: Compute, to: 'service:ec2', port: 443, expect: {expect}, via: {via}}}]"
        )
    };
    let check = ["check", "network.yaml", "--claims", "claims.yaml", "-v"];
    site.write("claims.yaml", claim("Nat", "reachable"));
    site.run(&check).exits(0).says("`Compute` reaches `service:ec2` on tcp 443, by `Nat`");
    site.write("claims.yaml", claim("Gateway", "reachable"));
    site.run(&check).exits(0);
    site.write("claims.yaml", claim("S3", "reachable"));
    site.run(&check)
        .exits(1)
        .prints("`Compute` reaches `service:ec2` on tcp 443 by other ways than `S3`")
        .prints("Nat");
    site.write("claims.yaml", claim("Natt", "reachable"));
    site.run(&check).exits(1).prints("error[CLM003]").prints("write `Nat`");
    site.write("claims.yaml", claim("TheGatewayOfTheSite", "reachable"));
    site.run(&check).exits(1).prints("error[CLM003]").prints("`Gateway`").prints("`S3`");
    site.write("claims.yaml", claim("Nat", "unreachable"));
    site.run(&check).exits(1).prints("error[CLM004]").prints("`expect: reachable`");
}

#[test]
fn what_is_proved_can_be_written_down() {
    let site = Site::with("network.yaml", NETWORK);
    site.write("claims.yaml", CLAIMS);
    site.run(&[
        "check",
        "network.yaml",
        "--claims",
        "claims.yaml",
        "--certificates",
        "proofs.json",
    ])
    .exits(0);
    let proofs: Vec<serde_json::Value> =
        serde_json::from_str(&site.read("proofs.json")).expect("JSON");
    assert_eq!(proofs.len(), 12);
    for proof in proofs {
        assert!(proof["certificate"]["queries"].is_array(), "{proof}");
    }
}

#[test]
fn a_question_is_answered_with_its_way() {
    let site = Site::with("network.yaml", NETWORK);
    site.run(&["trace", "network.yaml", "--from", "Compute", "--to", "service:ec2"])
        .exits(0)
        .prints("Nat");
    site.run(&["trace", "network.yaml", "--from", "internet", "--to", "Compute", "--port", "22"])
        .exits(1);
}

#[test]
fn the_share_of_ports_that_is_lost_is_named() {
    let site = Site::with("network.yaml", HALF_OPEN);
    site.run(&["trace", "network.yaml", "--from", "Node", "--to", "service:s3"])
        .exits(1)
        .prints("36,279 of 64,512")
        .prints("SUBNET_ACL_RESTRICTION");
}

#[test]
fn the_answer_has_the_shape_of_awss_own_analyzer() {
    let site = Site::with("network.yaml", HALF_OPEN);
    let run = site
        .run(&["trace", "network.yaml", "--from", "Node", "--to", "service:s3", "--format", "json"])
        .exits(1);
    let analysis: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(analysis["NetworkPathFound"], false);
    let codes: Vec<&str> = analysis["Explanations"]
        .as_array()
        .expect("some")
        .iter()
        .filter_map(|e| e["ExplanationCode"].as_str())
        .collect();
    assert_eq!(codes, ["SUBNET_ACL_RESTRICTION"]);
}

#[test]
fn nothing_is_proved_of_a_template_with_an_error_in_it() {
    let site = Site::with(
        "network.yaml",
        format!(
            "{NETWORK}  Card: {{Type: AWS::EC2::NetworkInterface, Properties: {{SubnetId: !Ref \
             Gone}}}}\n"
        ),
    );
    site.write("claims.yaml", CLAIMS);
    let run = site
        .run(&["check", "network.yaml", "--claims", "claims.yaml"])
        .exits(1)
        .prints("error[RDT009]");
    assert!(!run.stderr.contains("proved"), "{}", run.stderr);
    site.run(&["trace", "network.yaml", "--from", "Compute", "--to", "internet"])
        .exits(2)
        .says("error[RDT009]");
}

#[test]
fn a_name_that_is_not_there_gets_the_ones_that_are() {
    let site = Site::with("network.yaml", NETWORK);
    site.run(&["trace", "network.yaml", "--from", "Haed", "--to", "internet"])
        .exits(2)
        .says("Head");
    // A service that there is not would be reached by any way to the internet.
    site.run(&["trace", "network.yaml", "--from", "Head", "--to", "service:clodformation"])
        .exits(2)
        .says("no known service of AWS is called `clodformation`")
        .says("did you mean `service:cloudformation`?");
}

#[test]
fn parameters_are_given_on_the_command_line() {
    let text = NETWORK.replace("CidrIp: 203.0.113.0/24", "CidrIp: !Ref Office");
    let site =
        Site::with("network.yaml", format!("Parameters: {{Office: {{Type: String}}}}\n{text}"));
    let question =
        ["trace", "network.yaml", "--from", "203.0.113.0/24", "--to", "Head", "--port", "22"];
    site.run(&question).exits(1).prints("Office");
    site.run(&[&question[..], &["--parameter", "Office=203.0.113.0/24"]].concat()).exits(0);
    site.run(&[&question[..], &["--parameter", "Office=198.51.100.0/24"]].concat()).exits(1);
}
