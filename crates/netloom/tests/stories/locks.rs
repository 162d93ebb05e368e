//! The lock file beside a config.

use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;

use crate::harness::{DERIVED_YAML, Site, UNKNOWN_ZONE_INI};

const LOCK: &str = "cluster.yaml.lock";

/// The block of a subnet in a template, by the template's logical id.
fn block(template: &str, id: &str) -> String {
    let template: Value = serde_json::from_str(template).expect("it is JSON");
    template["Resources"][id]["Properties"]["CidrBlock"].as_str().expect("a block").to_owned()
}

fn rendered(site: &Site) -> String {
    site.run(&["render", "cluster.yaml", "--format", "json"]).exits(0).stdout
}

/// A config with these subnets beside `head` and `compute`, each with a queue of 40 nodes.
fn with_subnets(names: &[&str]) -> String {
    let mut text = DERIVED_YAML.to_owned();
    for name in names {
        text.push_str(&format!(
            "    - Name: q-{name}\n      Networking:\n        SubnetIds: [{name}]\n      \
             ComputeResources:\n        - Name: c-{name}\n          InstanceType: c6i.4xlarge\n          \
             MaxCount: 40\n",
        ));
    }
    text.push_str(
        "Network:\n  Subnets:\n    - {Name: head, Kind: public}\n    - {Name: compute}\n",
    );
    names.iter().for_each(|name| text.push_str(&format!("    - {{Name: {name}}}\n")));
    text
}

#[test]
fn it_is_written_beside_the_config_and_said_once() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    site.run(&["render", "cluster.yaml", "-o", "net.yaml"])
        .exits(0)
        .says("netloom: `cluster.yaml.lock` keeps every subnet and gateway in its place");
    assert_eq!(site.names(), ["cluster.yaml", LOCK, "net.yaml", "tmp"]);
    let lock = site.read(LOCK);
    assert!(
        lock.contains("\n  - {Name: head, Zone: euw1-az1, CidrBlock: 10.0.0.0/24}\n"),
        "{lock}"
    );
    let again = site.run(&["render", "cluster.yaml", "-o", "net.yaml"]).exits(0);
    assert!(!again.stderr.contains(LOCK), "{}", again.stderr);
    assert_eq!(site.read(LOCK), lock);
}

#[test]
fn what_lives_stays_whatever_comes_and_goes() {
    let site = Site::with("cluster.yaml", with_subnets(&["data", "scratch", "gpu"]));
    let before = rendered(&site);
    site.write("cluster.yaml", with_subnets(&["gpu"]).replace("MaxCount: 16", "MaxCount: 100"));
    let between = rendered(&site);
    site.write("cluster.yaml", with_subnets(&["viz", "gpu", "a", "b", "c"]));
    let after = rendered(&site);
    for id in ["SubnetHeadEuw1Az1", "SubnetComputeEuw1Az1", "SubnetGpuEuw1Az1"] {
        assert_eq!(block(&before, id), block(&between, id), "{id}");
        assert_eq!(block(&before, id), block(&after, id), "{id}");
    }
}

#[test]
fn a_subnet_that_outgrows_its_block_gets_one_that_is_free_and_it_is_said() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    let before = block(&rendered(&site), "SubnetComputeEuw1Az1");
    site.write("cluster.yaml", DERIVED_YAML.replace("MaxCount: 16", "MaxCount: 600"));
    site.run(&["check", "cluster.yaml"])
        .exits(0)
        .prints("warning[PLN016]")
        .prints("cluster.yaml.lock:8:");
    let after = block(&rendered(&site), "SubnetComputeEuw1Az1");
    assert_eq!((before.as_str(), after.as_str()), ("10.0.16.0/24", "10.0.24.0/21"));
}

#[test]
fn locked_says_what_would_change_and_changes_nothing() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    let locked = ["render", "cluster.yaml", "-o", "net.yaml", "--locked"];
    site.run(&locked).exits(1).says("error[LCK004]: `cluster.yaml.lock` is not there");
    assert_eq!(site.names(), ["cluster.yaml", "tmp"]);
    site.run(&["render", "cluster.yaml", "-o", "net.yaml"]).exits(0);
    site.run(&locked).exits(0);
    let (lock, template) = (site.read(LOCK), site.read("net.yaml"));
    site.write("cluster.yaml", with_subnets(&["gpu"]));
    site.run(&locked)
        .exits(1)
        .says("error[LCK004]: `cluster.yaml.lock` would change")
        .says("+ Subnets: Name: gpu, Zone: euw1-az1, CidrBlock: ");
    assert_eq!((site.read(LOCK), site.read("net.yaml")), (lock, template));
}

#[test]
fn without_locks_none_is_read_and_none_is_written() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    site.run(&["render", "cluster.yaml", "--no-lock"]).exits(0);
    assert_eq!(site.names(), ["cluster.yaml", "tmp"]);
    site.write(LOCK, "Version: 99\n");
    site.run(&["render", "cluster.yaml", "--no-lock"]).exits(0);
    site.run(&["check", "cluster.yaml", "--no-lock"]).exits(0);
    site.run_with_stdin(&["render", "-"], DERIVED_YAML)
        .exits(0)
        .says("netloom: a config from standard input has no lock file\n");
    site.run_with_stdin(&["render", "-", "--locked"], DERIVED_YAML)
        .exits(2)
        .prints_nothing()
        .says("`--locked` needs one");
}

#[test]
fn a_lock_that_is_spoilt_newer_or_of_another_config_stops_everything() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    site.run(&["render", "cluster.yaml", "-o", "net.yaml"]).exits(0);
    let (lock, template) = (site.read(LOCK), site.read("net.yaml"));
    let spoilt = [
        (lock.replace("10.0.16.0/24", "10.0.16.0/33"), "cluster.yaml.lock:8:48", "error[LCK001]"),
        (lock.replace("Version: 1", "Version: 2"), "cluster.yaml.lock:3:10", "error[LCK002]"),
        (lock.replace("cluster.yaml", "other.yaml"), "cluster.yaml.lock:4:9", "error[LCK003]"),
        (
            lock.replace("eu-west-1", "us-east-1").replace("euw1", "use1"),
            "cluster.yaml.lock:5:9",
            "error[LCK003]",
        ),
        (lock.replace("Vpc:", "<<<<<<< HEAD\nVpc:"), "cluster.yaml.lock:", "error[LCK001]"),
    ];
    for (text, place, code) in spoilt {
        site.write(LOCK, &text);
        site.run(&["render", "cluster.yaml", "-o", "net.yaml"]).exits(1).says(place).says(code);
        site.run(&["check", "cluster.yaml"]).exits(1).prints(place).prints(code);
        assert_eq!((site.read(LOCK), site.read("net.yaml")), (text, template.clone()));
    }
    site.write(LOCK, b"\xff");
    site.run(&["render", "cluster.yaml"]).exits(2).prints_nothing().says("FIL005");
    site.run(&["check", "cluster.yaml"]).exits(2).prints("FIL005");
    site.run(&["trace", "cluster.yaml", "--from", "HeadNode", "--to", "internet"])
        .exits(2)
        .says("FIL005");
}

#[test]
fn a_config_of_another_region_gets_no_addresses_of_this_one() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    site.run(&["render", "cluster.yaml"]).exits(0);
    site.run(&["render", "cluster.yaml", "-r", "us-east-1"]).exits(1).says("error[LCK003]");
}

#[test]
fn a_folder_that_cannot_be_written_to_is_said_before_anything_is_written() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    std::fs::create_dir(site.path("sealed")).expect("it is new");
    site.write("sealed/cluster.yaml", DERIVED_YAML);
    // A folder in the place of the lock cannot be replaced by a file, not even by the superuser.
    std::fs::create_dir(site.path("sealed/cluster.yaml.lock")).expect("it is new");
    site.run(&["render", "sealed/cluster.yaml", "-o", "net.yaml"]).exits(2).says("FIL002");
    std::fs::remove_dir(site.path("sealed/cluster.yaml.lock")).expect("it is ours");
    let sealed = std::fs::Permissions::from_mode(0o555);
    std::fs::set_permissions(site.path("sealed"), sealed).expect("it is ours");
    let run = site.run(&["render", "sealed/cluster.yaml", "-o", "net.yaml"]);
    std::fs::set_permissions(site.path("sealed"), std::fs::Permissions::from_mode(0o755))
        .expect("it is ours");
    // The superuser writes everywhere.
    if run.code != 0 {
        run.exits(2)
            .says("cannot write the lock file `sealed/cluster.yaml.lock`")
            .says("--no-lock");
        assert!(!site.path("net.yaml").exists());
    }
}

#[test]
fn the_lock_is_not_where_the_template_goes() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    site.run(&["render", "cluster.yaml", "-o", LOCK]).exits(2).says("cluster.yaml.lock");
    site.run(&["render", "cluster.yaml"]).exits(0);
    let lock = site.read(LOCK);
    site.run(&["render", "cluster.yaml", "-o", LOCK]).exits(2);
    assert_eq!(site.read(LOCK), lock);
}

#[test]
fn whatever_ends_the_process_lock_and_template_go_on_from_where_they_were() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    let render = ["render", "cluster.yaml", "-o", "net.yaml"];
    site.run(&render).exits(0);
    let (old_lock, old) = (site.read(LOCK), site.read("net.yaml"));
    site.write("cluster.yaml", with_subnets(&["gpu", "viz"]));
    site.run(&render).exits(0);
    let (new_lock, new) = (site.read(LOCK), site.read("net.yaml"));
    for delay in 0..40 {
        site.write(LOCK, &old_lock);
        site.write("net.yaml", &old);
        let mut child =
            site.command(&render).stderr(Stdio::null()).spawn().expect("netloom starts");
        std::thread::sleep(Duration::from_micros(delay * 1_000));
        child.kill().expect("it is ours");
        child.wait().expect("it ends");
        let (lock, template) = (site.read(LOCK), site.read("net.yaml"));
        assert!(lock == old_lock || lock == new_lock, "half a lock after {delay}:\n{lock}");
        assert!(template == old || template == new, "half a template after {delay}:\n{template}");
        site.run(&render).exits(0);
        assert_eq!((site.read(LOCK), site.read("net.yaml")), (new_lock.clone(), new.clone()));
    }
    assert_eq!(site.names(), ["cluster.yaml", LOCK, "net.yaml", "tmp"]);
}

#[test]
fn two_runs_at_once_leave_a_whole_lock() {
    let site = Site::with("cluster.yaml", with_subnets(&["gpu", "viz"]));
    let children: Vec<_> = (0..8)
        .map(|number| {
            let output = format!("net{number}.yaml");
            let mut command = site.command(&["render", "cluster.yaml", "-o", &output]);
            command.stderr(Stdio::null()).spawn().expect("netloom starts")
        })
        .collect();
    for mut child in children {
        assert!(child.wait().expect("it ends").success());
    }
    site.run(&["render", "cluster.yaml", "--locked", "-o", "again.yaml"]).exits(0);
    for number in 0..8 {
        assert_eq!(site.read(&format!("net{number}.yaml")), site.read("again.yaml"));
    }
}

#[test]
fn a_review_reads_the_lock_of_each_side() {
    let site = Site::with("cluster.yaml", with_subnets(&["gpu"]));
    let git = |arguments: &[&str]| {
        let mut command = std::process::Command::new("git");
        command.current_dir(site.path("")).args(["-c", "user.name=a", "-c", "user.email=a@b.c"]);
        assert!(command.args(arguments).output().expect("git runs").status.success());
    };
    site.run(&["render", "cluster.yaml"]).exits(0);
    git(&["init", "-q"]);
    git(&["add", "cluster.yaml", LOCK]);
    git(&["commit", "-qm", "one"]);
    site.run(&["diff", "--git", "HEAD"]).exits(0).prints("no config or template differs");
    // The lock alone moves a subnet.
    let lock = site.read(LOCK);
    site.write(LOCK, lock.replace("CidrBlock: 10.0.16.0/24", "CidrBlock: 10.0.18.0/24"));
    site.run(&["diff", "--git", "HEAD"]).exits(3).prints("SubnetComputeEuw1Az1");
    // With its lock, a subnet that comes moves no other one.
    site.write(LOCK, &lock);
    site.write("cluster.yaml", with_subnets(&["a", "b", "c", "gpu"]));
    let run = site.run(&["diff", "--git", "HEAD"]);
    assert!(!run.stdout.contains("replaced"), "{}", run.stdout);
    site.write(LOCK, "Version: 99\n");
    site.run(&["diff", "--git", "HEAD"]).says("error[LCK002]");
}

#[test]
fn a_subnet_that_was_made_in_the_vpc_later_can_be_named() {
    let text = format!(
        "{DERIVED_YAML}    - Name: more\n      Networking:\n        SubnetIds: [subnet-0123456789abcdef0]\n      ComputeResources:\n        - Name: c6i\n          InstanceType: c6i.4xlarge\n          MaxCount: 16\n"
    );
    let site = Site::with("cluster.yaml", &text);
    site.run(&["check", "cluster.yaml"]).exits(1).prints("error[PLN012]");
    site.write("cluster.yaml", DERIVED_YAML);
    let before = rendered(&site);
    site.write("cluster.yaml", &text);
    // What is not known of the subnet is undecided, and nothing is refuted.
    site.run(&["check", "cluster.yaml"]).exits(0).says("20 proved, 12 undecided").prints("RCH090");
    let after = rendered(&site);
    let id = "SubnetComputeEuw1Az1";
    assert_eq!(block(&before, id), block(&after, id));
}

#[test]
fn what_was_made_in_the_vpc_later_can_be_named() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    let grown = DERIVED_YAML.replace(
        "    - Name: cpu\n",
        "    - Name: old\n      Networking:\n        SubnetIds: [subnet-0123456789abcdef0]\n        \
         AdditionalSecurityGroups: [sg-0123456789abcdef0]\n      ComputeResources:\n        - Name: old\n          \
         InstanceType: c6i.4xlarge\n    - Name: cpu\n",
    );
    site.write("cluster.yaml", &grown);
    let run = site.run(&["check", "cluster.yaml"]).exits(1).prints("PLN012");
    drop(run);
    site.write("cluster.yaml", DERIVED_YAML);
    site.run(&["render", "cluster.yaml"]).exits(0);
    site.write("cluster.yaml", &grown);
    let run = site.run(&["check", "cluster.yaml"]);
    assert!(!run.stdout.contains("PLN012") && !run.stdout.contains("NET054"), "{}", run.stdout);
    site.write(
        "cluster.yaml",
        format!(
            "{DERIVED_YAML}Network:\n  VpcId: vpc-0123456789abcdef0\n  CidrBlocks: [10.0.0.0/16]\n"
        ),
    );
    site.run(&["render", "cluster.yaml"])
        .exits(1)
        .says("error[PLN019]")
        .says("cluster.yaml.lock:6:");
}

#[test]
fn a_2_x_config_can_name_what_was_made_in_the_vpc_later() {
    let text = "[aws]\naws_region_name = eu-west-1\n[global]\ncluster_template = default\n\
                [cluster default]\nkey_name = key\nscheduler = slurm\nvpc_settings = own\n\
                queue_settings = cpu\n[queue cpu]\ncompute_resource_settings = c5\n\
                [compute_resource c5]\ninstance_type = c5.xlarge\n\
                [vpc own]\nvpc_cidr = 10.0.0.0/16\navailability_zone = euw1-az1\n";
    let site = Site::with("cluster.ini", text);
    let render = ["render", "cluster.ini", "--format", "json"];
    let rendered = || -> serde_json::Value {
        serde_json::from_str(&site.run(&render).exits(0).stdout).expect("it is JSON")
    };
    let before = rendered();
    site.write("cluster.ini", format!("{text}compute_subnet_id = subnet-0123456789abcdef0\n"));
    site.run(&["check", "cluster.ini", "--no-lock"]).exits(1).prints("error[PLN012]");
    assert_eq!(rendered()["Resources"], before["Resources"]);
    let identity = &before["Outputs"]["NetloomNetwork"]["Value"];
    let output =
        |key: &str, value: &str| serde_json::json!({ "OutputKey": key, "OutputValue": value });
    let outputs = [
        output("NetloomNetwork", identity.as_str().expect("a text")),
        output("VpcId", "vpc-0123456789abcdef0"),
        output("SubnetHeadEuw1Az1Id", "subnet-0123456789abcdef1"),
    ];
    let stack = serde_json::json!({
        "Stacks": [{"StackName": "net", "StackStatus": "CREATE_COMPLETE", "Outputs": outputs}],
    });
    site.write("stack.json", stack.to_string());
    site.run(&["bind", "cluster.ini", "--outputs", "stack.json"])
        .exits(0)
        .prints("vpc_id = vpc-0123456789abcdef0\n")
        .prints("master_subnet_id = subnet-0123456789abcdef1\n")
        .prints("compute_subnet_id = subnet-0123456789abcdef0\n");
}

#[test]
fn a_config_that_was_renamed_without_its_lock_is_not_planned_anew() {
    let site = Site::with("old.yaml", DERIVED_YAML);
    site.run(&["render", "old.yaml"]).exits(0);
    let moved = |from: &str, to: &str| std::fs::rename(site.path(from), site.path(to)).expect("it");
    moved("old.yaml", "cluster.yaml");
    site.run(&["render", "cluster.yaml", "-o", "net.yaml"])
        .exits(1)
        .says("error[LCK005]")
        .says("mv old.yaml.lock cluster.yaml.lock");
    assert_eq!(site.names(), ["cluster.yaml", "old.yaml.lock", "tmp"]);
    // The help, followed to its end.
    moved("old.yaml.lock", LOCK);
    site.run(&["render", "cluster.yaml"]).exits(1).says("error[LCK003]");
    site.write(LOCK, site.read(LOCK).replace("Config: old.yaml", "Config: cluster.yaml"));
    site.run(&["render", "cluster.yaml", "--locked"]).exits(0);
}

#[test]
fn a_link_to_a_config_has_the_lock_of_the_config() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    std::fs::create_dir(site.path("links")).expect("it is new");
    std::os::unix::fs::symlink("../cluster.yaml", site.path("links/mine.yaml")).expect("a link");
    site.run(&["render", "links/mine.yaml"]).exits(0);
    assert_eq!(site.names(), ["cluster.yaml", LOCK, "links", "tmp"]);
    site.run(&["render", "cluster.yaml", "--locked"]).exits(0);
}

#[test]
fn each_cluster_of_a_2_x_file_has_a_lock_or_none() {
    let site = Site::new();
    site.run(&["init", "--dialect", "ini", "-o", "cluster.ini"]).exits(0);
    let text = site.read("cluster.ini");
    let at = text.find("[vpc ").expect("it has a network");
    let (cluster, rest) = text.split_at(at);
    let from = cluster.find("[cluster ").expect("it has a cluster");
    let section = cluster[from..].replacen("[cluster default]", "[cluster test]", 1);
    site.write("cluster.ini", format!("{cluster}{section}{rest}"));
    site.run(&["render", "cluster.ini"]).exits(0);
    site.run(&["render", "cluster.ini", "-t", "test"])
        .exits(1)
        .says("the lock is of `[cluster default]`, and this is `[cluster test]`");
}

#[test]
fn a_subnet_that_is_replaced_in_another_zone_cannot_have_the_same_block() {
    let config = |zone: &str, block: &str| {
        let zone = format!("[vpc main]\navailability_zone = {zone}\n");
        UNKNOWN_ZONE_INI.replace("[vpc main]\n", &zone).replace("10.0.16.0/24", block)
    };
    let site = Site::with("cluster.ini", config("euw1-az1", "10.0.16.0/24"));
    site.run(&["render", "cluster.ini"]).exits(0);
    site.write("cluster.ini", config("euw1-az2", "10.0.16.0/24"));
    site.run(&["render", "cluster.ini"]).exits(1).says("error[PLN015]");
    site.write("cluster.ini", config("euw1-az2", "10.0.17.0/24"));
    site.run(&["render", "cluster.ini"]).exits(0).says("warning[PLN016]");
}

#[test]
fn errors_about_blocks_advise_what_a_network_that_lives_accepts() {
    let config = |network: &str, compute: &str, others: &str| {
        format!(
            "{DERIVED_YAML}Network:\n  CidrBlock: {network}\n  Subnets:\n    - {{Name: head, Kind: \
             public, Hosts: 11}}\n    - {{Name: compute, {compute}}}\n{others}"
        )
    };
    let site = Site::with("cluster.yaml", config("10.0.0.0/24", "Hosts: 50", ""));
    site.run(&["render", "cluster.yaml"]).exits(0);
    let large = "    - {Name: data, Hosts: 120}\n    - {Name: more, Hosts: 120}\n";
    site.write("cluster.yaml", config("10.0.0.0/24", "Hosts: 50", large));
    let run = site.run(&["render", "cluster.yaml"]).exits(1).says("error[PLN003]");
    run.says("or take another subnet out and deploy first").says("cannot change");

    let site = Site::with("cluster.yaml", config("10.0.0.0/16", "Hosts: 50", ""));
    site.run(&["render", "cluster.yaml"]).exits(0);
    site.write("cluster.yaml", config("10.0.0.0/16", "CidrBlock: 10.0.17.128/27", ""));
    site.run(&["render", "cluster.yaml"])
        .exits(1)
        .says("error[PLN015]")
        .says("or leave it as it is: `10.0.17.128/26`");
    let over = "    - {Name: data, CidrBlock: 10.0.17.0/24}\n";
    site.write("cluster.yaml", config("10.0.0.0/16", "Hosts: 50", over));
    site.run(&["render", "cluster.yaml"])
        .exits(1)
        .says("or take subnet `compute in euw1-az1` out and deploy first");
}

#[test]
fn a_deployment_that_fails_leaves_the_lock_as_it_was() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    let deploy = ["deploy", "cluster.yaml", "--yes", "--stack-name", "hpc-net"];
    site.install_aws("exit 254");
    site.run(&deploy).exits(254).says("netloom: `cluster.yaml.lock` is as it was before\n");
    assert!(!site.path(LOCK).exists());
    site.install_aws("exit 0");
    site.run(&deploy).exits(0);
    let lock = site.read(LOCK);
    site.write("cluster.yaml", with_subnets(&["gpu"]));
    site.install_aws("exit 254");
    site.run(&deploy).exits(254);
    assert_eq!(site.read(LOCK), lock);
}

#[test]
fn a_deployment_writes_down_that_what_was_before_is_gone() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    site.install_aws("exit 0");
    let deploy = ["deploy", "cluster.yaml", "--yes", "--stack-name", "hpc-net"];
    let first = site.run(&deploy).exits(0);
    first.says("netloom: `cluster.yaml.lock` says now what is deployed; commit it");
    assert!(site.read(LOCK).contains("\nStack: hpc-net\n"));
    site.write("cluster.yaml", DERIVED_YAML.replace("MaxCount: 16", "MaxCount: 600"));
    site.run(&["render", "cluster.yaml"]).exits(0);
    assert!(!site.read(LOCK).contains("Gone"));
    site.run(&deploy).exits(0).says("netloom: `cluster.yaml.lock` says now what is deployed");
    let lock = site.read(LOCK);
    assert!(lock.contains(", Gone: true}"), "{lock}");
    // From now on only the larger block can be there.
    site.write("cluster.yaml", DERIVED_YAML);
    let back = site.run(&["check", "cluster.yaml"]).exits(0);
    assert!(!back.stdout.contains("PLN029"), "{}", back.stdout);
    site.run(&["render", "cluster.yaml", "--locked"]).exits(0);
    assert_eq!(site.read(LOCK), lock);
}

#[test]
fn a_lock_knows_its_stack_and_another_one_writes_nothing_into_it() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    site.install_aws("exit 0");
    let deploy = |name| ["deploy", "cluster.yaml", "--yes", "--stack-name", name];
    site.run(&deploy("hpc-net")).exits(0);
    site.write("cluster.yaml", DERIVED_YAML.replace("MaxCount: 16", "MaxCount: 600"));
    site.run(&["render", "cluster.yaml"]).exits(0);
    let lock = site.read(LOCK);
    assert!(lock.contains("FormerSubnets"), "{lock}");
    site.run(&deploy("hpc-test"))
        .exits(0)
        .says("warning[LCK012]")
        .says("the lock is of stack `hpc-net`, and this run is for stack `hpc-test`");
    assert_eq!(site.read(LOCK), lock);
    site.run(&deploy("hpc-net")).exits(0);
    assert!(site.read(LOCK).contains("Gone: true"));
    // Followed: the stack has a new name.
    site.write(LOCK, site.read(LOCK).replace("Stack: hpc-net", "Stack: hpc-test"));
    let run = site.run(&deploy("hpc-test")).exits(0);
    assert!(!run.stderr.contains("LCK012"), "{}", run.stderr);
}
