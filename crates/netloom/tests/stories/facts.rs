//! `netloom facts`, with a shell script in the place of `aws`.

use std::process::Command;

use crate::harness::{DERIVED_YAML, Site};

/// Answers as EC2 would for an account with one VPC in it, and notes each call.
const ANSWERING_AWS: &str = r#"
echo "$*" >>calls
case "$1 $2 $*" in
  *describe-vpcs*text*) echo vpc-01234567 ;;
  *describe-managed-prefix-lists*text*) echo pl-0a ;;
  *route-tables*text*) echo tgw-rtb-0a ;;
  *describe-vpcs*vpc-99999999*) echo '{"Vpcs": []}' ;;
  *describe-vpcs*) echo '{"Vpcs": [{"VpcId": "vpc-01234567", "CidrBlock": "10.0.0.0/16", "DhcpOptionsId": "default"}]}' ;;
  *enableDnsSupport*) echo '{"VpcId": "vpc-01234567", "EnableDnsSupport": {"Value": true}}' ;;
  *enableDnsHostnames*) echo '{"VpcId": "vpc-01234567", "EnableDnsHostnames": {"Value": true}}' ;;
  *describe-prefix-lists*) echo '{"PrefixLists": []}' ;;
  *describe-managed-prefix-lists*) echo '{"PrefixLists": [{"PrefixListId": "pl-0a", "PrefixListName": "offices", "OwnerId": "123456789012"}]}' ;;
  *get-managed-prefix-list-entries*) echo '{"Entries": [{"Cidr": "192.0.2.0/24"}]}' ;;
  *transit-gateway-route-tables*) echo '{"TransitGatewayRouteTables": [{"TransitGatewayRouteTableId": "tgw-rtb-0a", "TransitGatewayId": "tgw-0a"}]}' ;;
  *search-transit-gateway-routes*) echo '{"Routes": [], "AdditionalRoutesAvailable": false}' ;;
  *describe-instances*) echo '{"Reservations": []}' ;;
  *elbv2*describe-load-balancers*text*) echo arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/net/login/0a1b ;;
  *elbv2*describe-load-balancers*) echo '{"LoadBalancers": [{"LoadBalancerArn": "arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/net/login/0a1b"}]}' ;;
  *describe-load-balancers*) echo '{"LoadBalancerDescriptions": []}' ;;
  *describe-listeners*) echo '{"Listeners": []}' ;;
  *describe-target-groups*text*) echo arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/nodes/2c3d ;;
  *describe-target-health*) echo '{"TargetHealthDescriptions": []}' ;;
  *describe-target-groups*) echo '{"TargetGroups": [{"TargetGroupArn": "arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/nodes/2c3d"}]}' ;;
  *) call=${2#describe-}
     case $call in
       dhcp-options) key=DhcpOptions ;;
       vpn-gateways) key=VpnGateways ;;
       *) key=$(echo "$call" | sed -E 's/(^|-)([a-z])/\U\2/g; s/Gateway$/Gateways/') ;;
     esac
     echo "{\"$key\": []}" ;;
esac
"#;

fn site() -> Site {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    site.install_aws(ANSWERING_AWS);
    site
}

fn names_in(site: &Site, folder: &str) -> Vec<String> {
    let entries = std::fs::read_dir(site.path(folder)).expect("a folder");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn every_answer_is_a_file_and_the_readers_find_nothing_wrong() {
    let site = site();
    let run = site.run(&["facts", "--region", "eu-west-1", "--", "--profile", "hpc"]).exits(0);
    run.prints_nothing().says("netloom: 31 answers in `facts`; now `netloom check CONFIG");
    let names = names_in(&site, "facts");
    for name in [
        "dns-hostnames-vpc-01234567.json",
        "entries-pl-0a.json",
        "listeners-0a1b.json",
        "managed-prefix-lists.json",
        "netloom-facts.txt",
        "routes-tgw-rtb-0a.json",
        "target-groups.json",
        "target-health-2c3d.json",
        "vpcs.json",
    ] {
        assert!(names.iter().any(|one| one == name), "{name} in {names:?}");
    }
    assert_eq!(names.len(), 32);
    let calls = site.read("calls");
    assert_eq!(calls.lines().count(), 31);
    for call in calls.lines() {
        assert!(call.ends_with(" --output json --region=eu-west-1 --profile hpc"), "{call}");
    }
    let checked = site.run(&["check", "cluster.yaml", "--facts", "facts"]).exits(0);
    assert!(!checked.stdout.contains("FAC") && !checked.stderr.contains("FAC"), "{checked:?}");
    assert!(site.names().iter().all(|name| !name.starts_with(".netloom")));
}

#[test]
fn a_vpc_filters_the_calls_that_have_all_of_it_then() {
    let site = site();
    site.run(&["facts", "--vpc-id", "vpc-01234567"]).exits(0);
    let calls = site.read("calls");
    for expected in [
        "ec2 describe-nat-gateways --filter Name=vpc-id,Values=vpc-01234567 --output json\n",
        "ec2 describe-subnets --filters Name=vpc-id,Values=vpc-01234567 --output json\n",
        "ec2 describe-vpc-peering-connections --output json\n",
    ] {
        assert!(calls.contains(expected), "{expected} in {calls}");
    }
    assert!(site.read("facts/netloom-facts.txt").contains("VPC: vpc-01234567\n"));
}

#[test]
fn a_vpc_that_is_not_there_has_no_facts() {
    let site = site();
    site.run(&["facts", "--vpc-id", "vpc-99999999"])
        .exits(2)
        .says("EC2 has no `vpc-99999999` in this region and account")
        .says("`--region REGION`");
    assert!(!site.path("facts").exists());
    site.run(&["facts", "--vpc-id", "subnet-01234567"]).exits(2).says("`vpc-` and 8 or 17");
}

#[test]
fn a_call_that_is_denied_is_reported_and_the_rest_is_kept() {
    let site = site();
    let denied = "case \"$*\" in *describe-vpn-gateways*|*enableDnsSupport*) echo >&2; echo 'An \
                  error occurred (UnauthorizedOperation): not \u{1b}[31myours' >&2; exit 254;; esac";
    site.install_aws(&format!("{denied}\n{ANSWERING_AWS}"));
    let run = site.run(&["facts"]).exits(1);
    run.says("`aws ec2 describe-vpn-gateways` failed: An error occurred (UnauthorizedOperation)")
        .says("without it, the virtual private gateways: unknown")
        .says("without it, `enableDnsSupport` of `vpc-01234567`: unknown")
        .says("29 answers in `facts`, 2 calls failed");
    assert!(!site.path("facts/vpn-gateways.json").exists());
    assert!(site.read("facts/netloom-facts.txt").contains("Failed: aws ec2 describe-vpn-gateways"));
}

#[test]
fn a_control_character_in_the_words_of_aws_is_no_command_to_the_terminal() {
    let site = site();
    site.install_aws("printf 'no \\033[31mred' >&2; exit 255");
    let run = site.run(&["facts"]).exits(2).says("`aws` answered no call: no ");
    assert!(!run.stderr.contains('\u{1b}'), "{run:?}");
    assert!(!site.path("facts").exists());
}

#[test]
fn an_answer_that_is_not_whole_is_none() {
    let site = site();
    let odd = "case \"$*\" in *describe-subnets*) echo '<html>'; exit;; *describe-addresses*) \
               echo '{}'; exit;; *search-transit*) echo '{\"Routes\": [], \
               \"AdditionalRoutesAvailable\": true}'; exit;; esac";
    site.install_aws(&format!("{odd}\n{ANSWERING_AWS}"));
    let run = site.run(&["facts"]).exits(1);
    run.says("`aws ec2 describe-subnets` failed: the answer is not JSON")
        .says("the answer has no `Addresses`")
        .says("the answer has only a part of the routes")
        .says("without it, the routes of `tgw-rtb-0a`: unknown");
    assert!(!site.path("facts/routes-tgw-rtb-0a.json").exists());
}

#[test]
fn a_folder_is_replaced_as_a_whole_unless_something_else_is_in_it() {
    let site = site();
    site.run(&["facts", "-o", "vpc"]).exits(0);
    site.write("vpc/subnets.json", "{\"Subnets\": [{\"SubnetId\": \"subnet-0\"}]}");
    site.run(&["facts", "-o", "vpc"]).exits(0);
    assert_eq!(site.read("vpc/subnets.json"), "{\"Subnets\": []}\n");
    site.write("vpc/by-hand.json", "{}");
    site.run(&["facts", "-o", "vpc"])
        .exits(2)
        .says("has `by-hand.json` in it, which `netloom facts` did not write");
    assert_eq!(site.read("vpc/by-hand.json"), "{}");
}

#[test]
fn flags_that_would_change_the_answers_are_refused() {
    let site = site();
    for flag in ["--query", "--max-items", "--no-paginate", "--output", "--filters", "--prof"] {
        site.run(&["facts", "--", flag, "x"]).exits(2);
    }
    site.run(&["facts", "--", "--region", "eu-west-1"]).exits(2).says("`--region REGION` before");
    assert!(!site.path("calls").exists());
}

#[test]
fn without_aws_the_printed_commands_are_the_way() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    let output = site
        .command(&["facts", "--region", "eu-west-1", "-o", "my facts"])
        .env("PATH", site.path("bin"))
        .output()
        .expect("netloom starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.contains("no `aws` command on the PATH")
            && said.contains("`netloom facts --region=eu-west-1 -o 'my facts' --print` prints"),
        "{said}"
    );
}

#[test]
fn the_printed_commands_write_the_same_files() {
    let site = site();
    let arguments = ["facts", "--vpc-id", "vpc-01234567", "-o", "my facts", "--print"];
    let printed = site.run(&arguments).exits(0).stdout;
    assert!(!site.path("calls").exists(), "printing runs nothing");
    site.write("collect.sh", &printed);
    let mut shell = Command::new("sh");
    shell.args(["-eu", "collect.sh"]).current_dir(site.path(".")).env_clear();
    shell.env("PATH", format!("{}:/usr/bin:/bin", site.path("bin").display()));
    assert!(shell.status().expect("a shell").success(), "{printed}");
    let by_hand = names_in(&site, "my facts");
    site.run(&["facts", "--vpc-id", "vpc-01234567"]).exits(0);
    let own: Vec<String> =
        names_in(&site, "facts").into_iter().filter(|name| name != "netloom-facts.txt").collect();
    assert_eq!(by_hand, own);
    for name in own {
        assert_eq!(site.read(&format!("my facts/{name}")), site.read(&format!("facts/{name}")));
    }
}
