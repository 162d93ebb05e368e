//! ParallelCluster 2.11.9 reads what `netloom bind` writes.

use serde_json::Value;

use crate::emulator::Ended;
use crate::site::id;
use crate::stack::Stack;
use crate::tools::here;

/// The environment with the last 2.x release.
const ENVIRONMENT: &str = "pcluster-2.11";

/// Adds what 2.11 asks for and the network does not need, where a case leaves it out.
pub(crate) fn complete(text: &str) -> String {
    if text.contains("base_os") {
        return text.to_owned();
    }
    text.lines()
        .map(|line| {
            if line.starts_with("[cluster ") {
                format!("{line}\nbase_os = alinux2\n")
            } else {
                format!("{line}\n")
            }
        })
        .collect()
}

/// Lets ParallelCluster read a bound config.
pub(crate) fn read(stack: &Stack<'_>, bound: &str) -> Ended {
    let config = stack.emulator.write("bound.ini", bound).display().to_string();
    let script = here("pcluster_v2.py").display().to_string();
    stack.emulator.tool(ENVIRONMENT, "python", &stack.region, &[&script, &config])
}

/// Expects that ParallelCluster reads a bound config, and finds the VPC and the subnets of the
/// stack in it.
pub(crate) fn expect_accepted(stack: &Stack<'_>, bound: &str) -> Result<(), String> {
    let read = read(stack, bound).expect_success("ParallelCluster 2.11")?;
    let read: Value = serde_json::from_str(&read).map_err(|error| format!("{error}: {read}"))?;
    let vpc = &read["vpc"];
    for key in ["vpc_id", "master_subnet_id"] {
        let found = id(vpc, &[key]);
        if !bound.contains(&format!("{key} = {found}")) {
            return Err(format!(
                "{key} is {found}, which does not stand in the bound config:\n{bound}"
            ));
        }
    }
    Ok(())
}
