//! What netloom calls clean, ParallelCluster's own validators take, and what it refuses, they
//! refuse.
//!
//! Clusters are drawn, planned and bound; the real package of each release validates them in the
//! network that netloom has planned. Each refusal has its counterpart on the other side, or a line
//! in `deliberate_differences.md`.

mod drawn;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::process::{Command, Stdio};
use std::thread;

use netloom_config::LoadOptions;
use netloom_config::intent::SubnetKind;
use netloom_diag::{Diagnostic, Sources};
use netloom_driver::pipeline::{Compiled, compile};
use netloom_plan::NetworkPlan;
use netloom_plan::plan::ZoneRef;
use serde_json::{Value, json};

use crate::tools::{TOOLS, bin_of, here, python_of};
use drawn::{Drawn, EXISTING, N_CLUSTERS, RESERVATION, VPC};

/// A release, the environment that it is installed in, and an operating system that it knows.
const RELEASES: [(&str, &str, &str); 4] = [
    ("3.16.1", TOOLS, "alinux2023"),
    ("3.15.0", "pcluster-3.15", "alinux2023"),
    ("3.9.3", "pcluster-3.9", "alinux2"),
    ("3.0.3", "pcluster-3.0", "alinux2"),
];

/// Which findings say what a validator says. `schema` is the form of the file: other releases have
/// other keys.
const COUNTERPARTS: &[(&str, &[&str])] = &[
    ("schema", &["REL001", "REL002", "CFG001", "CFG008", "NET033"]),
    ("QueueSubnetsValidator", &["NET062"]),
    ("SingleInstanceTypeSubnetValidator", &["CFG101"]),
    ("EfaPlacementGroupValidator", &["CFG102"]),
    ("DuplicateMountDirValidator", &["CFG009"]),
    ("EfaMultiAzValidator", &["CFG108"]),
    ("EfaValidator", &["NET042"]),
    ("InstancesEFAValidator", &["NET042"]),
    ("LoginNodesSchedulerValidator", &["CFG111"]),
    ("MultiAzPlacementGroupValidator", &["CFG108"]),
    ("ManagedFsxMultiAzValidator", &["NET064"]),
    ("MultiNetworkInterfacesInstancesValidator", &["NET041"]),
];

/// One refusal without a counterpart: who refuses, the release, in which words, and the config.
struct Surprise {
    who: String,
    release: &'static str,
    words: String,
    text: String,
}

#[test]
fn what_netloom_calls_clean_is_taken_by_every_validator() {
    let surprises: Vec<Surprise> = thread::scope(|scope| {
        let runs: Vec<_> =
            RELEASES.iter().map(|release| scope.spawn(|| compare(*release))).collect();
        runs.into_iter().flat_map(|run| run.join().expect("a comparison ends")).collect()
    });
    let listed = listed_differences();
    let covers = |(who, releases): &(String, Vec<String>), surprise: &Surprise| {
        *who == surprise.who
            && (releases == &["*"] || releases.iter().any(|release| release == surprise.release))
    };
    let mut unlisted: BTreeMap<(String, &str), (usize, String)> = BTreeMap::new();
    for surprise in
        surprises.iter().filter(|surprise| !listed.iter().any(|line| covers(line, surprise)))
    {
        let words = format!("{}\n{}", surprise.words, surprise.text);
        unlisted.entry((surprise.who.clone(), surprise.release)).or_insert((0, words)).0 += 1;
    }
    let unlisted: Vec<String> = unlisted
        .into_iter()
        .map(|((who, release), (count, words))| {
            format!("{who} alone refuses under {release}, {count} times: {words}")
        })
        .collect();
    assert!(unlisted.is_empty(), "{}", unlisted.join("\n"));
    let stale: Vec<&str> = listed
        .iter()
        .filter(|line| !surprises.iter().any(|surprise| covers(line, surprise)))
        .map(|(who, _)| who.as_str())
        .collect();
    assert!(stale.is_empty(), "listed and no longer different: {}", stale.join(", "));
}

/// Returns every refusal of one side that the other side does not have.
fn compare((release, environment, os): (&'static str, &'static str, &str)) -> Vec<Surprise> {
    let mut asked = Vec::new();
    for number in 0..N_CLUSTERS {
        let drawn = Drawn::new(number);
        let text = drawn.for_netloom(os);
        let compiled = compile_for(release, &text);
        // Without a plan there is nothing to bind, and what the planner cannot decide is no
        // question for ParallelCluster.
        let Some(plan) = &compiled.plan else { continue };
        let bound = drawn.bound(os, |name| ids_of(plan, name));
        let subnets = subnets(plan);
        let reservations = reservations(&bound, &subnets);
        let cluster = json!({"text": bound, "subnets": subnets, "reservations": reservations});
        asked.push((errors(&compiled), text, cluster));
    }
    assert!(asked.len() as u64 > N_CLUSTERS * 9 / 10, "{release}: only {} plans", asked.len());
    let clusters: Vec<&Value> = asked.iter().map(|(_, _, cluster)| cluster).collect();
    let refused = upstream(environment, &clusters);
    assert_eq!(refused.len(), asked.len(), "{release} answers about every cluster");
    let n_clean = refused.iter().filter(|refused| refused.is_empty()).count();
    println!("{release}: {} clusters, {n_clean} taken", asked.len());
    assert!(n_clean > 10, "{release} takes only {n_clean}");
    asked
        .iter()
        .zip(refused)
        .flat_map(|((errors, text, cluster), refused)| {
            differences(release, errors, &refused, text, cluster)
        })
        .collect()
}

fn differences(
    release: &'static str,
    errors: &BTreeMap<String, String>,
    refused: &[(String, String)],
    text: &str,
    cluster: &Value,
) -> Vec<Surprise> {
    let refusers: BTreeSet<&str> =
        refused.iter().map(|(validator, _)| validator.as_str()).collect();
    // What follows from the number of zones differs where two subnets meet in one.
    let meets = refusers.contains("QueueSubnetsValidator") && errors.contains_key("NET062");
    // A type without EFA has no second interface for it, and is rejected with EFA on.
    let lacks_efa = refusers.contains("EfaValidator") || refusers.contains("InstancesEFAValidator");
    let is_consequence = |who: &str| {
        meets && (who.contains("Efa") || who.contains("CFG10") || who.contains("MultiAz"))
            || lacks_efa && who == "NET041"
    };
    let surprise = |who: &str, words: &str| Surprise {
        who: who.to_owned(),
        release,
        words: words.to_owned(),
        text: format!("{text}\n{cluster}"),
    };
    // A file whose form is rejected is not validated at all.
    if refusers.contains("schema") {
        let is_known = errors.keys().any(|code| is_counterpart("schema", code));
        return refused
            .iter()
            .filter(|_| !is_known)
            .map(|(who, words)| surprise(who, words))
            .collect();
    }
    let of_upstream = refused
        .iter()
        .filter(|(validator, _)| !errors.keys().any(|code| is_counterpart(validator, code)))
        .map(|(validator, words)| surprise(validator, words));
    let of_netloom = errors
        .iter()
        .filter(|(code, _)| !refusers.iter().any(|validator| is_counterpart(validator, code)))
        .map(|(code, words)| surprise(code, words));
    of_upstream.chain(of_netloom).filter(|surprise| !is_consequence(&surprise.who)).collect()
}

fn is_counterpart(validator: &str, code: &str) -> bool {
    COUNTERPARTS.iter().any(|(name, codes)| *name == validator && codes.contains(&code))
}

fn compile_for(release: &str, text: &str) -> Compiled {
    let mut sources = Sources::default();
    let id = sources.add("cluster.yaml", text);
    let release = Some(release.parse().expect("a release"));
    compile(
        sources.get(id).expect("it was just added"),
        &LoadOptions { release, ..LoadOptions::default() },
    )
}

/// Returns the errors by code, each with its first message.
fn errors(compiled: &Compiled) -> BTreeMap<String, String> {
    let errors = compiled.diagnostics.iter().filter(|finding: &&Diagnostic| finding.is_error());
    errors.map(|finding| (finding.code.id.to_owned(), finding.message.clone())).collect()
}

/// Returns the ids of the planned subnets of a name, one per zone.
fn ids_of(plan: &NetworkPlan, name: &str) -> Vec<String> {
    let numbered =
        plan.subnets.iter().enumerate().filter(|(_, subnet)| subnet.key.name.as_str() == name);
    numbered.map(|(number, _)| format!("subnet-{number:017x}")).collect()
}

/// Returns the subnets that ParallelCluster finds: the planned ones, and those that exist.
fn subnets(plan: &NetworkPlan) -> Vec<Value> {
    let planned = plan.subnets.iter().enumerate().map(|(number, subnet)| {
        let zone = match &subnet.zone {
            ZoneRef::Id(zone) => zone_name(zone.value.as_str()),
            ZoneRef::SameAs { subnet, .. } => zone_of_existing(subnet.value.as_str()),
        };
        json!({
            "id": format!("subnet-{number:017x}"), "vpc": VPC, "zone": zone, "cidr": subnet.cidr.value.to_string(),
            "is_public": subnet.kind.value == SubnetKind::Public, "maps_public": subnet.maps_public_addresses.value,
        })
    });
    let existing = EXISTING.iter().enumerate().map(|(number, id)| {
        json!({
            "id": id, "vpc": VPC, "zone": zone_of_existing(id), "cidr": format!("10.9.{}.0/24", 240 + number),
            "is_public": number == 0, "maps_public": false,
        })
    });
    planned.chain(existing).collect()
}

fn zone_name(zone: &str) -> String {
    let number = zone
        .rsplit("az")
        .next()
        .and_then(|number| number.parse::<u8>().ok())
        .expect("a numbered zone");
    format!("eu-west-1{}", char::from(b'a' + number - 1))
}

fn zone_of_existing(id: &str) -> String {
    let number =
        EXISTING.iter().position(|existing| *existing == id).expect("one of those that exist");
    zone_name(&format!("az{}", number + 1))
}

/// Returns a reservation where the first queue is: who reserves elsewhere has no fault of the
/// network.
fn reservations(bound: &str, subnets: &[Value]) -> Value {
    let first =
        bound.split("SlurmQueues").nth(1).and_then(|queues| queues.split("SubnetIds: [").nth(1));
    let first = first.and_then(|ids| ids.split([',', ']']).next()).unwrap_or_default();
    let zone =
        subnets.iter().find(|subnet| subnet["id"] == first).map(|subnet| subnet["zone"].clone());
    json!({RESERVATION: ["c5n.18xlarge", zone, "ondemand"]})
}

/// Lets the validators of a release answer about all clusters at once.
fn upstream(environment: &str, clusters: &[&Value]) -> Vec<Vec<(String, String)>> {
    let mut child = Command::new(python_of(environment))
        .arg(here("pcluster_validators.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the environments are made by tests/e2e/setup.sh");
    let asked = serde_json::to_vec(&json!({"records": records(), "clusters": clusters}))
        .expect("clusters are JSON");
    child.stdin.take().expect("it was piped").write_all(&asked).expect("the validators read");
    let output = child.wait_with_output().expect("the validators end");
    assert!(output.status.success(), "pcluster_validators.py failed in {environment}");
    serde_json::from_slice(&output.stdout).expect("the validators answer in JSON")
}

/// Returns the file in which moto has recorded instance types.
pub(crate) fn records() -> String {
    let lib = bin_of(TOOLS).join("../lib");
    let python = std::fs::read_dir(&lib)
        .expect("an environment")
        .filter_map(Result::ok)
        .next()
        .expect("a Python");
    let file = python.path().join("site-packages/moto/ec2/resources/instance_types.json.gz");
    file.display().to_string()
}

/// Reads the table of the list: who refuses alone, and under which releases.
fn listed_differences() -> Vec<(String, Vec<String>)> {
    let text =
        std::fs::read_to_string(here("deliberate_differences.md")).expect("the list is readable");
    let (_, text) = text.split_once("\n# Where `check` differs").expect("a part on validators");
    let rows = text.lines().filter(|line| {
        line.starts_with("| ") && !line.starts_with("| -") && !line.starts_with("| who ")
    });
    rows.map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let [who, releases, reason] = cells.as_slice() else { panic!("three cells: {row}") };
        assert!(!reason.is_empty(), "a reason: {row}");
        ((*who).to_owned(), releases.split(", ").map(str::to_owned).collect())
    })
    .collect()
}
