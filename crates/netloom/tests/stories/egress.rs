//! `netloom egress`.

use serde_json::Value;

use crate::harness::{DERIVED_YAML, Site};

const LOGS: &str = "logs.eu-west-1.amazonaws.com";

#[test]
fn hosts_are_listed_with_who_calls_and_what_for() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    let run = site.run(&["egress", "cluster.yaml"]).exits(0).prints("HOST").prints(LOGS);
    let line = |host: &str| run.stdout.lines().find(|line| line.starts_with(host));
    let route53 = line("route53.amazonaws.com").expect("the head node writes names");
    assert!(route53.contains("head node") && !route53.contains("queue"), "{route53}");
    let dynamodb = line("dynamodb.eu-west-1").expect("the public head node has no endpoint of it");
    assert!(dynamodb.contains("head node") && !dynamodb.contains("queue cpu"), "{dynamodb}");
}

#[test]
fn what_endpoints_lead_to_does_not_leave_the_vpc() {
    let isolated = "Network:\n  Subnets:\n    - {Name: head, Kind: isolated}\n    - {Name: \
                    compute, Kind: isolated}\n";
    let text = format!("{DERIVED_YAML}{isolated}");
    let site = Site::with("cluster.yaml", text);
    let run = site.run(&["egress", "cluster.yaml", "--format", "json"]).exits(0);
    let list: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let hosts: Vec<&str> = list["destinations"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|one| one["host"].as_str())
        .collect();
    assert_eq!(hosts, ["route53.amazonaws.com"]);
    assert!(list["by_endpoints"].as_array().is_some_and(|all| all.len() >= 5), "{list}");
}

#[test]
fn squid_gets_lists_and_rules() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    site.run(&["egress", "cluster.yaml", "--format", "squid"])
        .exits(0)
        .prints("acl netloom_https port 443\n")
        .prints(&format!("dstdomain {LOGS}\n"))
        .prints("http_access allow netloom_https netloom_1_from netloom_1_to\n");
}

#[test]
fn a_network_firewall_gets_a_rule_for_each_host() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    let run = site.run(&["egress", "cluster.yaml", "--format", "network-firewall"]).exits(0);
    let group: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let rules = group["RulesSource"]["RulesString"].as_str().expect("rules");
    let logs = rules.lines().find(|rule| rule.contains(LOGS)).expect("a rule");
    assert!(logs.starts_with("pass tls $NETLOOM_"), "{logs}");
    let sets = group["RuleVariables"]["IPSets"].as_object().expect("sets");
    assert!(
        sets.values().all(|set| set["Definition"].as_array().is_some_and(|all| !all.is_empty()))
    );
}

#[test]
fn host_names_need_a_region() {
    let text = DERIVED_YAML.replace("Region: eu-west-1\n", "");
    let site = Site::with("cluster.yaml", text);
    site.run(&["egress", "cluster.yaml", "--region", "cn-north-1"])
        .exits(0)
        .prints("logs.cn-north-1.amazonaws.com.cn");
}
