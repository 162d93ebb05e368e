//! Every case as a user would live it: deploy, look, bind, and hand the bound config to
//! ParallelCluster.

use crate::cases::{Case, for_each_case};
use crate::drift::expect_no_drift;
use crate::emulator::Emulator;
use crate::facts::{deployed_facts, expect_same, planned_facts};
use crate::site::prepare;
use crate::stack::{Stack, compile_text, region_of};
use crate::{pcluster_v2, pcluster_v3};

#[test]
fn v2_cases_deploy_as_planned_and_bind_to_what_parallelcluster_2_reads() {
    for_each_case("ini", |emulator, case| {
        let text = pcluster_v2::complete(&case.text);
        let stack = deployed(emulator, case, &text)?;
        pcluster_v2::expect_accepted(&stack, &stack.bind()?)
    });
}

#[test]
fn v3_cases_deploy_as_planned_and_bind_to_what_parallelcluster_3_takes() {
    for_each_case("yaml", |emulator, case| {
        let region = region_of(&compile_text(&case.file_name, &case.text));
        let text = pcluster_v3::complete(emulator, &region, &case.text);
        let stack = deployed(emulator, case, &text)?;
        pcluster_v3::expect_accepted(&stack, &stack.bind()?)
    });
}

/// Deploys a case and compares EC2 with its plan; what is untouched has not drifted.
fn deployed<'e>(emulator: &'e Emulator, case: &Case, text: &str) -> Result<Stack<'e>, String> {
    let region = region_of(&compile_text(&case.file_name, text));
    let site = prepare(emulator, &region, text);
    // The case before was another network.
    emulator.remove(&format!("{}.lock", case.file_name));
    let stack = Stack::deploy(emulator, "net", &case.file_name, &site.text)?;
    expect_same(&planned_facts(&stack), &deployed_facts(&stack, &site.ids))?;
    expect_no_drift(&stack)?;
    Ok(stack)
}
