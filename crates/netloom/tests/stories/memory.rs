//! Where the network is, from what is deployed and from a template rendered before.

use serde_json::{Value, json};

use crate::harness::{DERIVED_YAML, Site};

/// The subnets and the VPC of a rendered template, as EC2 describes them once stack `stack` has
/// made them; `None` for the VPC of a template that names an existing one.
fn deployed(site: &Site, template: &str, stack: &str) {
    let template: Value = serde_json::from_str(template).expect("it is JSON");
    let resources = template["Resources"].as_object().expect("resources");
    let tags = |id: &str, name: &Value| {
        json!([
            {"Key": "aws:cloudformation:stack-name", "Value": stack},
            {"Key": "aws:cloudformation:logical-id", "Value": id},
            {"Key": "Name", "Value": name["Fn::Sub"].as_str().map(|name| name.replace("${AWS::StackName}", stack))},
        ])
    };
    let (mut vpcs, mut subnets, mut nats) = (Vec::new(), Vec::new(), Vec::new());
    for (number, (id, resource)) in resources.iter().enumerate() {
        let properties = &resource["Properties"];
        let name = &properties["Tags"][0]["Value"];
        match resource["Type"].as_str().expect("a type") {
            "AWS::EC2::VPC" => vpcs.push(json!({
                "VpcId": "vpc-0123456789abcdef0",
                "CidrBlock": properties["CidrBlock"],
                "Tags": tags(id, name),
            })),
            "AWS::EC2::Subnet" => subnets.push(json!({
                "SubnetId": format!("subnet-{number:017x}"),
                "VpcId": properties["VpcId"].as_str().unwrap_or("vpc-0123456789abcdef0"),
                "CidrBlock": properties["CidrBlock"],
                "AvailabilityZoneId": properties["AvailabilityZoneId"],
                "Tags": tags(id, name),
                "Logical": id,
            })),
            _ => {}
        }
    }
    for (id, resource) in resources {
        let host = &resource["Properties"]["SubnetId"]["Ref"];
        let host = subnets.iter().find(|subnet| subnet["Logical"] == *host);
        if resource["Type"] == "AWS::EC2::NatGateway" {
            nats.push(json!({
                "NatGatewayId": "nat-0123456789abcdef0",
                "SubnetId": host.expect("a subnet of the template")["SubnetId"],
                "State": "available",
                "NatGatewayAddresses": [{"AllocationId": "eipalloc-0123456789abcdef0"}],
                "Tags": tags(id, &json!("nat")),
            }));
        }
    }
    site.write("facts/vpcs.json", json!({ "Vpcs": vpcs }).to_string());
    site.write("facts/subnets.json", json!({ "Subnets": subnets }).to_string());
    site.write("facts/nat.json", json!({ "NatGateways": nats }).to_string());
}

/// A config with these subnets beside `head`, each with a queue of 40 nodes but for `compute`.
fn with_subnets(entries: &str) -> String {
    format!("{DERIVED_YAML}Network:\n  Subnets:\n    - {{Name: head, Kind: public}}\n{entries}")
}

fn block(template: &str, id: &str) -> String {
    let template: Value = serde_json::from_str(template).expect("it is JSON");
    template["Resources"][id]["Properties"]["CidrBlock"].as_str().unwrap_or("none").to_owned()
}

const RENDER: [&str; 5] = ["render", "cluster.yaml", "--no-lock", "--format", "json"];

fn render_with(site: &Site, more: &[&str]) -> String {
    site.run(&[&RENDER, more].concat()).exits(0).stdout
}

/// A fleet that no longer fits moves its subnet; what is deployed or was rendered says from where.
const GROWN: &str = "MaxCount: 6000";

#[test]
fn what_a_stack_made_stays_where_it_is() {
    let site = Site::with("cluster.yaml", DERIVED_YAML.replace("MaxCount: 16", "MaxCount: 600"));
    let before = render_with(&site, &[]);
    deployed(&site, &before, "hpc-net");
    // Without memory a fleet of another size has a block of another size.
    site.write("cluster.yaml", DERIVED_YAML.replace("MaxCount: 16", "MaxCount: 2"));
    let id = "SubnetComputeEuw1Az1";
    assert_ne!(block(&before, id), block(&render_with(&site, &[]), id));
    let known = render_with(&site, &["--facts", "facts", "--stack-name", "hpc-net"]);
    assert_eq!(block(&before, id), block(&known, id));
    site.write("before.json", &before);
    assert_eq!(block(&before, id), block(&render_with(&site, &["--previous", "before.json"]), id));
    site.write("cluster.yaml", DERIVED_YAML.replace("MaxCount: 16", GROWN));
    site.run(&[&RENDER[..], &["--facts", "facts", "--stack-name", "hpc-net"]].concat())
        .exits(0)
        .says("warning[PLN016]")
        .says("facts/subnets.json");
}

#[test]
fn the_first_lock_is_made_from_what_is_deployed() {
    let site = Site::with("cluster.yaml", DERIVED_YAML.replace("MaxCount: 16", "MaxCount: 600"));
    let before = render_with(&site, &[]);
    deployed(&site, &before, "hpc-net");
    site.write("cluster.yaml", DERIVED_YAML.replace("MaxCount: 16", "MaxCount: 2"));
    let deployed = ["render", "cluster.yaml", "--facts", "facts", "--stack-name", "hpc-net"];
    site.run(&deployed).exits(0);
    let lock = site.read("cluster.yaml.lock");
    assert!(lock.contains(&block(&before, "SubnetComputeEuw1Az1")), "{lock}");
    // With the lock in place the facts have nothing to add.
    let again = site.run(&deployed).exits(0);
    assert!(!again.stderr.contains("LCK"), "{}", again.stderr);
    assert_eq!(site.read("cluster.yaml.lock"), lock);
}

#[test]
fn sources_that_disagree_are_an_error_with_both_places() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    let before = site.run(&["render", "cluster.yaml", "--format", "json"]).exits(0).stdout;
    deployed(&site, &before, "hpc-net");
    let lock = site.read("cluster.yaml.lock");
    site.write("cluster.yaml.lock", lock.replace("10.0.16.0/24", "10.0.32.0/24"));
    let known = ["check", "cluster.yaml", "--facts", "facts", "--stack-name", "hpc-net"];
    site.run(&known)
        .exits(1)
        .prints("error[LCK006]")
        .prints("cluster.yaml.lock:8:")
        .prints("facts/subnets.json:1:");
    // A subnet that the lock does not have is kept, and said.
    site.write(
        "cluster.yaml.lock",
        lock.lines()
            .filter(|line| !line.contains("compute"))
            .fold(String::new(), |text, line| text + line + "\n"),
    );
    site.run(&known).exits(0).prints("warning[LCK007]");
}

#[test]
fn a_config_that_grew_up_is_proved_with_what_was_made_later() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    let before = site.run(&["render", "cluster.yaml", "--format", "json"]).exits(0).stdout;
    deployed(&site, &before, "hpc-net");
    let known = ["check", "cluster.yaml", "--facts", "facts", "--stack-name", "hpc-net"];
    site.run(&known).exits(0).says("20 claims: 20 proved");
    // A subnet that was made by hand in the VPC of the stack, with a table that leads nowhere.
    let mut subnets: Value =
        serde_json::from_str(&site.read("facts/subnets.json")).expect("it is JSON");
    let list = subnets["Subnets"].as_array_mut().expect("a list");
    list.push(json!({
        "SubnetId": "subnet-0123456789abcdef0",
        "VpcId": "vpc-0123456789abcdef0",
        "CidrBlock": "10.0.200.0/24",
        "AvailabilityZoneId": "euw1-az1",
        "MapPublicIpOnLaunch": false,
    }));
    site.write("facts/subnets.json", subnets.to_string());
    site.write(
        "facts/tables.json",
        json!({ "RouteTables": [{
            "RouteTableId": "rtb-0123456789abcdef0",
            "VpcId": "vpc-0123456789abcdef0",
            "Associations": [{"Main": true}, {"SubnetId": "subnet-0123456789abcdef0"}],
            "Routes": [{"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local",
                        "State": "active"}],
        }] })
        .to_string(),
    );
    let queue = "    - Name: more\n      Networking:\n        SubnetIds: \
                 [subnet-0123456789abcdef0]\n      ComputeResources:\n        - Name: c6i\n          \
                 InstanceType: c6i.4xlarge\n          MaxCount: 16\n";
    site.write("cluster.yaml", format!("{DERIVED_YAML}{queue}"));
    // It is in the VPC of the stack: its nodes reach the head node, and not the services.
    let run = site.run(&known).exits(1);
    assert!(run.stdout.contains("queue `more` does not reach `s3`"), "{}", run.stdout);
    assert!(!run.stdout.contains("RCH003"), "{}", run.stdout);
}

#[test]
fn a_second_cluster_in_a_vpc_gets_blocks_that_are_free() {
    let network = "Network:\n  VpcId: vpc-0123456789abcdef0\n  CidrBlocks: [10.0.0.0/16]\n  \
                   InternetGatewayId: igw-0123456789abcdef0\n";
    let site = Site::with("cluster.yaml", format!("{DERIVED_YAML}{network}"));
    let first = render_with(&site, &[]);
    deployed(&site, &first, "first");
    site.write(
        "facts/vpcs.json",
        json!({ "Vpcs": [{"VpcId": "vpc-0123456789abcdef0", "CidrBlock": "10.0.0.0/16"}] })
            .to_string(),
    );
    site.write(
        "facts/igw.json",
        json!({ "InternetGateways": [{
            "InternetGatewayId": "igw-0123456789abcdef0",
            "Attachments": [{"VpcId": "vpc-0123456789abcdef0", "State": "available"}],
        }] })
        .to_string(),
    );
    // What the file does not say, the facts do.
    site.write("cluster.yaml", format!("{DERIVED_YAML}Network:\n  VpcId: vpc-0123456789abcdef0\n"));
    let facts = ["--facts", "facts"];
    site.run(&[&RENDER[..], &facts].concat())
        .exits(1)
        .says("error[LCK008]")
        .says("`--stack-name first`");
    let own = render_with(&site, &["--facts", "facts", "--stack-name", "first"]);
    let second = render_with(&site, &["--facts", "facts", "--stack-name", "second"]);
    for id in ["SubnetHeadEuw1Az1", "SubnetComputeEuw1Az1"] {
        assert_eq!(block(&first, id), block(&own, id));
        assert_ne!(block(&first, id), block(&second, id));
    }
    let second: Value = serde_json::from_str(&second).expect("it is JSON");
    let gateway = &second["Resources"]["RoutePublicDefault"]["Properties"]["GatewayId"];
    assert_eq!(gateway, "igw-0123456789abcdef0");
}

#[test]
fn a_renamed_subnet_is_the_same_subnet() {
    let site = Site::with("cluster.yaml", with_subnets("    - {Name: compute}\n"));
    let before = site.run(&["render", "cluster.yaml", "--format", "json"]).exits(0).stdout;
    let queue = DERIVED_YAML.replace(
        "    - Name: cpu\n",
        "    - Name: cpu\n      Networking:\n        SubnetIds: [fleet]\n",
    );
    let renamed = format!(
        "{queue}Network:\n  Subnets:\n    - {{Name: head, Kind: public}}\n    - {{Name: fleet, \
         RenamedFrom: compute}}\n"
    );
    assert!(renamed.contains("[fleet]"), "{renamed}");
    site.write("cluster.yaml", &renamed);
    let after = site.run(&["render", "cluster.yaml", "--format", "json"]).exits(0).stdout;
    let id = "SubnetComputeEuw1Az1";
    assert_eq!(block(&before, id), block(&after, id));
    let lock = site.read("cluster.yaml.lock");
    assert!(lock.contains("{Name: fleet, RenamedFrom: compute, Zone: euw1-az1"), "{lock}");
    // Once it is remembered, the file need not say it any more.
    site.write("cluster.yaml", renamed.replace(", RenamedFrom: compute", ""));
    let later = site.run(&["render", "cluster.yaml", "--format", "json"]).exits(0).stdout;
    assert_eq!(after, later);
    site.write("previous.json", &after);
    let known = render_with(&site, &["--previous", "previous.json"]);
    assert_eq!(after, known);
    deployed(&site, &after, "hpc-net");
    let known = render_with(&site, &["--facts", "facts", "--stack-name", "hpc-net"]);
    assert_eq!(after, known);
}

#[test]
fn a_previous_template_is_one_of_netloom() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    site.write("other.yaml", "Resources: {Vpc: {Type: 'AWS::EC2::VPC'}}\n");
    site.run(&["render", "cluster.yaml", "--previous", "other.yaml"])
        .exits(1)
        .says("error[LCK009]");
    site.run(&["render", "cluster.yaml", "--previous", "missing.yaml"]).exits(2);
    site.run(&["check", "cluster.yaml", "--previous", "missing.yaml"]).exits(2);
}

#[test]
fn a_name_that_no_stack_has_is_said_with_those_that_may_be_meant() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    let before = render_with(&site, &[]);
    deployed(&site, &before, "hpc-net");
    site.run(&[&RENDER[..], &["--facts", "facts", "--stack-name", "hpc-nett"]].concat())
        .exits(0)
        .says("warning[LCK008]")
        .says("`--stack-name hpc-net`");
}

#[test]
fn answers_without_the_ids_of_zones_or_without_addresses_are_enough() {
    let site = Site::with("cluster.yaml", DERIVED_YAML.replace("MaxCount: 16", "MaxCount: 600"));
    let before = render_with(&site, &[]);
    deployed(&site, &before, "hpc-net");
    let subnets = site.read("facts/subnets.json").replace("AvailabilityZoneId", "Unknown");
    site.write("facts/subnets.json", subnets);
    site.write("cluster.yaml", DERIVED_YAML.replace("MaxCount: 16", "MaxCount: 2"));
    let after = render_with(&site, &["--facts", "facts", "--stack-name", "hpc-net"]);
    let id = "SubnetComputeEuw1Az1";
    assert_eq!(block(&before, id), block(&after, id));
}

#[test]
fn what_was_rendered_since_contradicts_nothing_that_is_deployed() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    let before = site.run(&["render", "cluster.yaml", "--format", "json"]).exits(0).stdout;
    deployed(&site, &before, "hpc-net");
    site.write("cluster.yaml", DERIVED_YAML.replace("MaxCount: 16", "MaxCount: 600"));
    let known = ["render", "cluster.yaml", "--facts", "facts", "--stack-name", "hpc-net"];
    site.run(&known).exits(0).says("warning[PLN016]");
    let lock = site.read("cluster.yaml.lock");
    site.run(&known).exits(0);
    assert_eq!(site.read("cluster.yaml.lock"), lock);
}

#[test]
fn a_block_that_another_stack_has_taken_since_is_an_error() {
    let network = "Network:\n  VpcId: vpc-0123456789abcdef0\n  CidrBlocks: [10.0.0.0/16]\n  \
                   InternetGatewayId: igw-0123456789abcdef0\n";
    let site = Site::with("cluster.yaml", format!("{DERIVED_YAML}{network}"));
    let template = site.run(&["render", "cluster.yaml", "--format", "json"]).exits(0).stdout;
    deployed(&site, &template, "first");
    site.write(
        "facts/vpcs.json",
        json!({ "Vpcs": [{"VpcId": "vpc-0123456789abcdef0", "CidrBlock": "10.0.0.0/16"}] })
            .to_string(),
    );
    let check = |stack: &str| {
        site.run(&["check", "cluster.yaml", "--facts", "facts", "--stack-name", stack])
    };
    check("second").exits(1).prints("error[NET070]");
    let own = check("first").exits(0);
    assert!(!own.stdout.contains("NET070"), "{}", own.stdout);
}

#[test]
fn a_plan_that_was_not_deployed_is_taken_back_by_what_is_deployed() {
    let two_zones = "Network:\n  Zones: [euw1-az1, euw1-az2]\n";
    let one_type = ("InstanceType: c6i.4xlarge\n", "Instances: [{InstanceType: c6i.4xlarge}]\n");
    let small = DERIVED_YAML.replace(one_type.0, one_type.1);
    let site = Site::with("cluster.yaml", format!("{small}{two_zones}"));
    let before = site.run(&["render", "cluster.yaml", "--format", "json"]).exits(0).stdout;
    deployed(&site, &before, "hpc-net");
    let grown = small.replace("MaxCount: 16", "MaxCount: 4000");
    let elsewhere = format!("{grown}{two_zones}  Nat: {{Zones: [euw1-az2]}}\n");
    site.write("cluster.yaml", elsewhere);
    site.run(&["render", "cluster.yaml"]).exits(0).says("warning[PLN016]");
    site.write("cluster.yaml", format!("{small}{two_zones}"));
    // The lock alone cannot know.
    site.run(&["check", "cluster.yaml"])
        .exits(0)
        .prints("stays at `10.0.")
        .prints("the NAT gateway stays in `euw1-az2`");
    let known = ["--facts", "facts", "--stack-name", "hpc-net"];
    let after = site.run(&[&RENDER[..], &known].concat()).exits(0).stdout;
    let both = site.run(&[&["render", "cluster.yaml", "--format", "json"][..], &known].concat());
    let both = both.exits(0);
    assert!(!both.stderr.contains("PLN029"), "{}", both.stderr);
    assert_eq!(both.stdout, after);
    for id in ["SubnetComputeEuw1Az1", "SubnetComputeEuw1Az2"] {
        assert_eq!(block(&both.stdout, id), block(&before, id));
    }
    assert!(both.stdout.contains("NatGatewayEuw1Az1"), "{}", both.stdout);
}

/// Changes the answer about subnets.
fn with_subnets_in_facts(site: &Site, change: impl Fn(&mut Vec<Value>)) {
    let answer = site.read("facts/subnets.json");
    let mut answer: Value = serde_json::from_str(&answer).expect("it is JSON");
    change(answer["Subnets"].as_array_mut().expect("a list"));
    site.write("facts/subnets.json", answer.to_string());
}

const KNOWN: [&str; 4] = ["--facts", "facts", "--stack-name", "hpc-net"];

#[test]
fn a_subnet_that_was_made_by_hand_in_the_vpc_is_occupied_ground() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    let before = render_with(&site, &[]);
    let more = "    - {Name: compute}\n    - {Name: data}\n";
    site.write("cluster.yaml", with_subnets(more));
    let id = "SubnetDataEuw1Az1";
    let taken = block(&render_with(&site, &[]), id);
    deployed(&site, &before, "hpc-net");
    with_subnets_in_facts(&site, |subnets| {
        let mut by_hand = subnets[0].clone();
        by_hand["SubnetId"] = json!("subnet-0123456789abcdef0");
        by_hand["CidrBlock"] = json!(taken);
        by_hand["Tags"] = json!([]);
        subnets.push(by_hand);
    });
    let after = render_with(&site, &KNOWN);
    assert_ne!(block(&after, id), taken);
    let compute = "SubnetComputeEuw1Az1";
    assert_eq!(block(&after, compute), block(&before, compute));
}

#[test]
fn of_two_subnets_of_one_logical_id_the_lock_knows_which_one_it_is() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    let before = site.run(&["render", "cluster.yaml", "--format", "json"]).exits(0).stdout;
    deployed(&site, &before, "hpc-net");
    let id = "SubnetComputeEuw1Az1";
    with_subnets_in_facts(&site, |subnets| {
        let compute = subnets.iter().find(|subnet| subnet["Logical"] == id).expect("it is there");
        let mut left_over = compute.clone();
        left_over["SubnetId"] = json!("subnet-0123456789abcdef0");
        left_over["CidrBlock"] = json!("10.0.64.0/24");
        subnets.insert(0, left_over);
    });
    let render = [&["render", "cluster.yaml", "--format", "json"][..], &KNOWN].concat();
    assert_eq!(site.run(&render).exits(0).stdout, before);
    site.run(&[&RENDER[..], &KNOWN].concat())
        .exits(1)
        .says("error[LCK010]: stack `hpc-net` has two subnets `compute in euw1-az1`");
}

#[test]
fn facts_of_a_stack_without_subnets_are_told_to_say_nothing() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    deployed(&site, &render_with(&site, &[]), "hpc-net");
    std::fs::remove_file(site.path("facts/subnets.json")).expect("it is there");
    site.run(&[&RENDER[..], &KNOWN].concat()).exits(0).says("warning[LCK011]");
}

#[test]
fn an_answer_of_get_template_is_a_previous_template() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    let template = render_with(&site, &[]);
    site.write("cluster.yaml", DERIVED_YAML.replace("MaxCount: 16", GROWN));
    site.write("previous.json", &template);
    let expected = render_with(&site, &["--previous", "previous.json"]);
    let body: Value = serde_json::from_str(&template).expect("it is JSON");
    for body in [body, json!(template)] {
        let answer = json!({"TemplateBody": body, "StagesAvailable": ["Original", "Processed"]});
        site.write("answer.json", answer.to_string());
        assert_eq!(render_with(&site, &["--previous", "answer.json"]), expected);
    }
}

#[test]
fn the_lock_says_which_stack_of_the_facts_is_its_own() {
    let network = "Network:\n  VpcId: vpc-0123456789abcdef0\n  CidrBlocks: [10.0.0.0/16]\n  \
                   InternetGatewayId: igw-0123456789abcdef0\n";
    let site = Site::with("cluster.yaml", format!("{DERIVED_YAML}{network}"));
    site.install_aws("exit 0");
    site.run(&["deploy", "cluster.yaml", "--yes", "--stack-name", "first"]).exits(0);
    let template = site.run(&["render", "cluster.yaml", "--format", "json"]).exits(0).stdout;
    deployed(&site, &template, "first");
    site.write(
        "facts/vpcs.json",
        json!({ "Vpcs": [{"VpcId": "vpc-0123456789abcdef0", "CidrBlock": "10.0.0.0/16"}] })
            .to_string(),
    );
    // Planned elsewhere since, so that the facts know something else than the lock.
    let grown = DERIVED_YAML.replace("MaxCount: 16", "MaxCount: 600");
    site.write("cluster.yaml", format!("{grown}{network}"));
    site.run(&["render", "cluster.yaml"]).exits(0);
    let known = ["check", "cluster.yaml", "--facts", "facts"];
    let run = site.run(&known).exits(0);
    assert!(!run.stdout.contains("LCK008") && !run.stdout.contains("NET070"), "{}", run.stdout);
    let lock = site.read("cluster.yaml.lock");
    site.write("cluster.yaml.lock", lock.replace("Stack: \"first\"\n", ""));
    site.run(&known).exits(1).prints("error[LCK008]");
}

#[test]
fn facts_with_a_subnet_of_the_stack_in_another_zone_or_vpc_are_not_believed() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    let template = site.run(&["render", "cluster.yaml", "--format", "json"]).exits(0).stdout;
    deployed(&site, &template, "hpc-net");
    let known = ["check", "cluster.yaml", "--facts", "facts", "--stack-name", "hpc-net"];
    site.run(&known).exits(0);
    let subnets = site.read("facts/subnets.json");
    let spoil = |from: &str, to: &str| {
        let text = subnets.replacen(from, to, 1);
        assert_ne!(text, subnets);
        site.write("facts/subnets.json", text);
    };
    spoil("euw1-az1", "euw1-az2");
    site.run(&known)
        .exits(1)
        .prints("error[LCK006]")
        .prints("for zone euw1-az1, and the facts have it in euw1-az2");
    spoil("vpc-0123456789abcdef0", "vpc-0aaaaaaaaaaaaaaa0");
    site.run(&known).exits(1).prints("error[LCK006]").prints("and the facts have its subnet");
}
