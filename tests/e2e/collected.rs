//! `netloom facts` with the real AWS CLI: what it collects is read without a finding, the network
//! that it describes is the deployed one, and the printed commands collect the same.

use std::collections::BTreeMap;
use std::fs;

use crate::cases::case;
use crate::emulator::Emulator;
use crate::stack::Stack;

/// The JSON files of a folder.
fn files(emulator: &Emulator, folder: &str) -> BTreeMap<String, String> {
    let entries = fs::read_dir(emulator.folder().join(folder)).expect("it was written");
    let files = entries.map(|entry| entry.expect("an entry").path());
    let files = files.filter(|path| path.extension().is_some_and(|ending| ending == "json"));
    let named = files.map(|path| {
        let name = path.file_name().expect("a file").to_string_lossy().into_owned();
        (name, fs::read_to_string(path).expect("text"))
    });
    named.collect()
}

#[test]
fn what_is_collected_is_the_deployed_network() {
    let emulator = Emulator::start();
    let case = case("private-compute-new-vpc", "yaml");
    let stack =
        Stack::deploy(&emulator, "net", &case.file_name, &case.text).expect("the network deploys");
    let vpc = stack.resources().get("Vpc").cloned().expect("a VPC");
    let region = ["facts", "--region", &stack.region];
    for (folder, of) in [("region", &[][..]), ("vpc", &["--vpc-id", &vpc])] {
        let collect = [&region[..], &["-o", folder], of].concat();
        emulator.netloom(&collect).expect_success("netloom facts").expect("every call is known");
        let checked = emulator.netloom(&["check", &stack.config, "--facts", folder]);
        assert!(checked.is_success, "{}{}", checked.stdout, checked.stderr);
        assert!(!format!("{}{}", checked.stdout, checked.stderr).contains("[FAC"));
        let compared = emulator.netloom(&["diff", folder, &stack.config]);
        assert!(
            compared.stdout.starts_with("none: nothing changes in the network\n"),
            "{folder}: {}{}",
            compared.stdout,
            compared.stderr
        );
    }
    let subnets =
        |folder: &str| files(&emulator, folder)["subnets.json"].matches("SubnetId\"").count();
    assert_eq!(subnets("vpc"), 2, "those of the VPC");
    assert!(subnets("region") > 2, "those of the default VPC as well");
    let print = [&region[..], &["--vpc-id", &vpc, "-o", "by-hand", "--print"]].concat();
    let printed = emulator.netloom(&print).expect_success("netloom facts --print").expect("lines");
    emulator.shell(&stack.region, &printed).expect_success("the lines").expect("they run");
    let (by_hand, own) = (files(&emulator, "by-hand"), files(&emulator, "vpc"));
    // Which lists of prefixes matter is known only from other answers.
    let names = |files: &BTreeMap<String, String>| -> Vec<String> {
        files.keys().filter(|name| !name.starts_with("entries-")).cloned().collect()
    };
    assert_eq!(names(&by_hand), names(&own));
    assert_eq!(by_hand["subnets.json"], own["subnets.json"]);
}

#[test]
fn a_second_deployment_is_compared_with_the_first() {
    let emulator = Emulator::start();
    let case = case("private-compute-new-vpc", "yaml");
    emulator.write("cluster.yaml", &case.text);
    let deploy = |said: &[&str]| {
        let line = "netloom deploy cluster.yaml --stack-name net --yes";
        let run = emulator.shell("eu-west-1", line);
        assert!(run.is_success, "{}{}", run.stdout, run.stderr);
        for said in said {
            assert!(run.stderr.contains(said), "{said}\n{}", run.stderr);
        }
    };
    deploy(&["stack `net` is to be created", "cost: 36.50 USD a month ("]);
    deploy(&["stack `net` is to be updated\nnone: nothing changes", "+0.00 by this change"]);
}
