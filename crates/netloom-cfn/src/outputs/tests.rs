use netloom_diag::Sources;
use serde_json::{Value, json};

use super::*;
use crate::Template;
use crate::test_plans::{public_private_plan, two_zone_plan};

/// Returns the document for a complete stack of `plan`: each id is the prefix of its kind and
/// digits.
fn document(plan: &NetworkPlan) -> Value {
    let template: Template = emit_template(plan, "1.0.0").template;
    let outputs = template.outputs.keys().enumerate().map(|(number, name)| {
        let prefix = match name.as_str() {
            "VpcId" => "vpc-",
            name if name.starts_with("Subnet") => "subnet-",
            name if name.starts_with("SecurityGroup") => "sg-",
            _ => "x-",
        };
        let value = if name.as_str() == names::NETWORK_OUTPUT {
            crate::fingerprint(&template)
        } else {
            format!("{prefix}{number:08}")
        };
        json!({ "OutputKey": name.as_str(), "OutputValue": value })
    });
    let outputs: Vec<Value> = outputs.collect();
    json!({ "Stacks": [{ "StackName": "hpc-net", "StackStatus": "CREATE_COMPLETE", "Outputs": outputs }] })
}

fn read(text: &str, plan: &NetworkPlan) -> Result<BoundIds, Vec<Diagnostic>> {
    let mut sources = Sources::default();
    let id = sources.add("outputs.json", text);
    read_outputs(sources.get(id).expect("it was just added"), plan)
}

/// Changes one thing in the document of a complete stack and expects exactly these findings.
fn check(change: impl FnOnce(&mut Value), expected: &[(&str, &str)]) {
    let plan = public_private_plan();
    let mut document = document(&plan);
    change(&mut document);
    check_text(&document.to_string(), expected);
}

fn check_text(text: &str, expected: &[(&str, &str)]) {
    let findings = read(text, &public_private_plan()).err().unwrap_or_default();
    let seen: Vec<_> =
        findings.iter().map(|finding| (finding.code.id, finding.message.as_str())).collect();
    assert_eq!(seen, expected);
}

fn output<'a>(document: &'a mut Value, name: &str) -> &'a mut Value {
    let outputs = document["Stacks"][0]["Outputs"].as_array_mut().expect("a list");
    let output =
        outputs.iter_mut().find(|output| output["OutputKey"] == name).expect("it is there");
    &mut output["OutputValue"]
}

#[test]
fn the_ids_of_a_complete_stack_are_bound() {
    let plan = two_zone_plan();
    let ids = read(&document(&plan).to_string(), &plan).expect("a complete stack");
    assert!(ids.vpc.is_some());
    let counts: Vec<_> = ids.subnets.iter().map(|(name, ids)| (name.as_str(), ids.len())).collect();
    assert_eq!(counts, [("compute", 2), ("head", 2)]);
    assert!(
        ids.subnets.values().all(|ids| ids.is_sorted()),
        "the ids of this document rise with name and zone"
    );
    assert!(ids.groups.is_empty());
}

#[test]
fn groups_are_bound_to_the_nodes_that_wear_them() {
    let plan = public_private_plan();
    let ids = read(&document(&plan).to_string(), &plan).expect("a complete stack");
    let nodes: Vec<_> = ids.groups.keys().cloned().collect();
    assert_eq!(nodes, [NodeGroup::Head, NodeGroup::Queue("cpu".to_owned())]);
}

#[test]
fn the_stack_is_found_among_others() {
    check(
        |document| {
            let stacks = document["Stacks"].as_array_mut().expect("a list");
            stacks.insert(0, json!({ "StackName": "other", "StackStatus": "DELETE_IN_PROGRESS" }));
        },
        &[],
    );
}

#[test]
fn a_rolled_back_update_is_taken_when_it_holds_this_network() {
    check(|document| document["Stacks"][0]["StackStatus"] = "UPDATE_ROLLBACK_COMPLETE".into(), &[]);
}

#[test]
fn what_is_not_the_document_is_refused() {
    let message = |what: &str| {
        format!("this is not the JSON of `aws cloudformation describe-stacks`: {what}")
    };
    check_text("", &[("BND001", &message("it is empty"))]);
    check_text("Stacks:\n- a", &[("BND001", &message("it is not JSON"))]);
    check_text("[]", &[("BND001", &message("it has no list `Stacks`"))]);
    check_text("{\"Stacks\": []}", &[("BND001", &message("its list `Stacks` is empty"))]);
    check_text("{\"Stacks\": [1]}", &[("BND001", &message("a stack has no `StackName`"))]);
    check(
        |document| document["Stacks"][0]["Outputs"][0] = json!({ "OutputKey": "VpcId" }),
        &[("BND001", &message("an output has no `OutputKey` or no `OutputValue`"))],
    );
}

#[test]
fn a_stack_in_progress_is_refused() {
    let expected =
        "stack `hpc-net` is CREATE_IN_PROGRESS, expected CREATE_COMPLETE or UPDATE_COMPLETE";
    check(
        |document| document["Stacks"][0]["StackStatus"] = "CREATE_IN_PROGRESS".into(),
        &[("BND002", expected)],
    );
    let no_outputs = |document: &mut Value| {
        document["Stacks"][0]["StackStatus"] = "CREATE_IN_PROGRESS".into();
        document["Stacks"][0]["Outputs"] = json!([]);
    };
    check(no_outputs, &[("BND002", expected)]);
}

#[test]
fn a_stack_of_another_config_is_refused() {
    let network = crate::fingerprint(&emit_template(&public_private_plan(), "").template);
    let expected =
        format!("stack `hpc-net` holds network 0123456789abcdef, this config is network {network}");
    check(
        |document| *output(document, "NetloomNetwork") = "0123456789abcdef".into(),
        &[("BND003", &expected)],
    );
    let expected = "stack `hpc-net` was not made by netloom: it has no output `NetloomNetwork`";
    check(|document| document["Stacks"][0]["Outputs"] = json!([]), &[("BND003", expected)]);
}

#[test]
fn two_stacks_of_one_config_are_refused() {
    let expected = "stack `hpc-net` and `hpc-net-2` hold the network of this config";
    check(
        |document| {
            let mut twin = document["Stacks"][0].clone();
            twin["StackName"] = "hpc-net-2".into();
            document["Stacks"].as_array_mut().expect("a list").push(twin);
        },
        &[("BND004", expected)],
    );
}

#[test]
fn every_missing_output_is_named() {
    check(
        |document| {
            let outputs = document["Stacks"][0]["Outputs"].as_array_mut().expect("a list");
            outputs.retain(|output| {
                output["OutputKey"] == "NetloomNetwork" || output["OutputKey"] == "VpcId"
            });
        },
        &[
            ("BND005", "stack `hpc-net` has no output `SubnetComputeEuw1Az1Id`"),
            ("BND005", "stack `hpc-net` has no output `SubnetHeadEuw1Az1Id`"),
            ("BND005", "stack `hpc-net` has no output `SecurityGroupHeadId`"),
            ("BND005", "stack `hpc-net` has no output `SecurityGroupComputeId`"),
        ],
    );
}

#[test]
fn an_output_of_another_kind_is_named() {
    let expected = "output `VpcId` of stack `hpc-net` is `igw-12345678`, expected the id of a VPC";
    check(|document| *output(document, "VpcId") = "igw-12345678".into(), &[("BND006", expected)]);
}
