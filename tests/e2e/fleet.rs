//! Every instance type has as many interfaces and addresses as the launch templates of
//! ParallelCluster itself say.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};

use netloom_net::instance_types::{n_addresses, n_interfaces};
use netloom_plan::example::example_intent;
use netloom_plan::interface_use;
use serde_json::{Value, json};

use crate::tools::{TOOLS, here, python_of};
use crate::validators::records;

/// A release, and the environment that it is installed in.
const RELEASES: [(&str, &str); 4] = [
    ("3.16.1", TOOLS),
    ("3.15.0", "pcluster-3.15"),
    ("3.9.3", "pcluster-3.9"),
    ("3.0.3", "pcluster-3.0"),
];

/// What nodes do with their cards, as the script calls it: without EFA, with it, and with
/// `EfaInterfaceType: efa`.
const USES: [(&str, bool, bool); 3] =
    [("plain", false, false), ("efa", true, false), ("legacy", true, true)];

/// Counts of a type: interfaces, and those of them with an address.
type Counts = BTreeMap<String, BTreeMap<String, (u64, u64)>>;

#[test]
fn every_instance_type_has_the_interfaces_of_its_launch_template() {
    for (release, environment) in RELEASES {
        let counts = upstream(release, environment);
        assert!(counts.len() > 1_000, "{release}: {} types", counts.len());
        let of_type =
            |(instance_type, uses): (&String, &BTreeMap<String, (u64, u64)>)| -> Vec<String> {
                uses.iter()
                    .filter_map(|(name, counted)| {
                        difference(release, instance_type, name, *counted)
                    })
                    .collect()
            };
        let differences: Vec<String> = counts.iter().flat_map(of_type).collect();
        assert!(differences.is_empty(), "{}", differences.join("\n"));
    }
}

fn difference(
    release: &str,
    instance_type: &str,
    use_name: &str,
    counted: (u64, u64),
) -> Option<String> {
    let (_, has_efa, is_legacy) =
        USES.into_iter().find(|(name, _, _)| *name == use_name).expect("a known use");
    let mut intent = example_intent();
    intent.release = Some(release.parse().expect("a release"));
    intent.has_efa_with_addresses = is_legacy;
    let resource = &mut intent.queues[0].compute_resources[0];
    resource.has_efa.value = has_efa;
    let resource = resource.clone();
    let interfaces = interface_use(&intent, &resource);
    let own = (n_interfaces(instance_type, interfaces), n_addresses(instance_type, interfaces));
    (own != counted).then(|| {
        format!(
            "{release} {instance_type} {use_name}: netloom counts {own:?}, the launch \
                 template {counted:?}"
        )
    })
}

/// Counts what a release writes. Only newer ones know of cards without EFA.
fn upstream(release: &str, environment: &str) -> Counts {
    let mut made = json!({"dl1.24xlarge": [4, 4, 15]});
    if release.starts_with("3.1") {
        made["p6e-gb200.36xlarge"] = json!([17, 16, 4]);
    }
    let mut child = Command::new(python_of(environment))
        .arg(here("pcluster_interfaces.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the environments are made by tests/e2e/setup.sh");
    let asked: Value = json!({"records": records(), "made": made});
    let asked = serde_json::to_vec(&asked).expect("it is JSON");
    child.stdin.take().expect("it was piped").write_all(&asked).expect("the script reads");
    let output = child.wait_with_output().expect("the script ends");
    assert!(output.status.success(), "pcluster_interfaces.py failed in {environment}");
    serde_json::from_slice(&output.stdout).expect("the script answers in JSON")
}
