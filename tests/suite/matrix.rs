//! Every layout of the user guide, with and without public addresses, with and without a proxy:
//! what works compiles, what cannot work is an error that names the way out.

use crate::support::compile_text;
use netloom_diag::{Diagnostic, Severity, sort_diagnostics};

const IDS: &str = "vpc_id = vpc-0123456789abcdef0\nmaster_subnet_id = subnet-0123456789abcdef0\n";

/// A layout: its name, the scheduler, and the keys of `[vpc]`.
const LAYOUTS: &[(&str, &str, &str)] = &[
    ("one subnet, new", "slurm", "vpc_cidr = 10.0.0.0/16\n"),
    ("one subnet, existing", "slurm", "@ids"),
    (
        "new compute subnet, new VPC",
        "slurm",
        "vpc_cidr = 10.0.0.0/16\ncompute_subnet_cidr = 10.0.16.0/24\n",
    ),
    (
        "new compute subnet, existing VPC",
        "slurm",
        "@idsvpc_cidr = 10.0.0.0/16\navailability_zone = euw1-az1\ncompute_subnet_cidr = \
         10.0.16.0/24\n",
    ),
    (
        "head node as NAT",
        "slurm",
        "@idsvpc_cidr = 10.0.0.0/16\navailability_zone = euw1-az1\ncompute_subnet_cidr = \
         10.0.16.0/24\nnat = head-node\ncluster_resources = true\n",
    ),
    ("existing compute subnet", "slurm", "@idscompute_subnet_id = subnet-0123456789abcdef1\n"),
    (
        "batch in one subnet, new",
        "awsbatch",
        "vpc_cidr = 10.0.0.0/16\nmulti_node_parallel = false\n",
    ),
    (
        "batch behind NAT",
        "awsbatch",
        "vpc_cidr = 10.0.0.0/16\ncompute_subnet_cidr = 10.0.16.0/24\n",
    ),
    (
        "multi-node parallel in one subnet",
        "awsbatch",
        "vpc_cidr = 10.0.0.0/16\nmulti_node_parallel = true\n",
    ),
    (
        "multi-node parallel behind NAT",
        "awsbatch",
        "vpc_cidr = 10.0.0.0/16\ncompute_subnet_cidr = 10.0.16.0/24\nmulti_node_parallel = true\n",
    ),
];

fn config(scheduler: &str, vpc: &str, has_public_ips: bool, has_proxy: bool) -> String {
    let proxy = if has_proxy { "proxy_server = http://proxy.example.com:3128\n" } else { "" };
    format!(
        "[aws]\naws_region_name = eu-west-1\n\n[cluster default]\nscheduler = \
         {scheduler}\nvpc_settings = site\n{proxy}\n\
         [vpc site]\nssh_from = 192.0.2.0/24\nuse_public_ips = {has_public_ips}\n{}",
        vpc.replace("@ids", IDS)
    )
}

/// Returns what comes of a config: the summary of its network, or the codes of its errors; and the
/// codes of its warnings.
fn outcome(text: &str) -> String {
    let (compiled, sources) = compile_text("config.ini", text);
    let mut findings = compiled.diagnostics;
    sort_diagnostics(&mut findings, &sources);
    let codes = |severity: Severity| {
        let codes: Vec<&str> = findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .map(|finding| finding.code.id)
            .collect();
        codes.join(" ")
    };
    for finding in findings.iter().filter(|finding| finding.is_error()) {
        assert!(!finding.help.is_empty(), "{} names no way out:\n{text}", finding.code);
    }
    let result = match findings.iter().any(Diagnostic::is_error) {
        true => format!("error {}", codes(Severity::Error)),
        false => {
            let plan = compiled.plan.expect("what has no error has a plan");
            let summary = plan.summary;
            summary.split(", ").next().unwrap_or_default().to_owned()
        }
    };
    match codes(Severity::Warning) {
        warnings if warnings.is_empty() => result,
        warnings => format!("{result} (warning {warnings})"),
    }
}

#[test]
fn every_layout_works_or_says_why_not() {
    let mut table = String::new();
    for (name, scheduler, vpc) in LAYOUTS {
        table.push_str(&format!("{name}\n"));
        for (has_public_ips, has_proxy) in
            [(true, false), (true, true), (false, false), (false, true)]
        {
            let words = format!(
                "  {} public addresses, {} proxy",
                if has_public_ips { "with" } else { "no" },
                if has_proxy { "with" } else { "no" }
            );
            table.push_str(&format!(
                "{words:<36}{}\n",
                outcome(&config(scheduler, vpc, has_public_ips, has_proxy))
            ));
        }
    }
    insta::assert_snapshot!(table, @r"
    one subnet, new
      with public addresses, no proxy   Public head node and compute nodes in euw1-az1
      with public addresses, with proxy Public head node and compute nodes in euw1-az1
      no public addresses, no proxy     error NET020
      no public addresses, with proxy   Private head node and compute nodes with a virtual private gateway in euw1-az1
    one subnet, existing
      with public addresses, no proxy   Head node and compute nodes in subnet-0123456789abcdef0
      with public addresses, with proxy Head node and compute nodes in subnet-0123456789abcdef0
      no public addresses, no proxy     Head node and compute nodes in subnet-0123456789abcdef0 (warning NET021)
      no public addresses, with proxy   Head node and compute nodes in subnet-0123456789abcdef0
    new compute subnet, new VPC
      with public addresses, no proxy   Public head node and private compute nodes behind one NAT gateway in euw1-az1
      with public addresses, with proxy Public head node and private compute nodes behind one NAT gateway in euw1-az1
      no public addresses, no proxy     error NET020 NET020
      no public addresses, with proxy   Private head node and compute nodes with a virtual private gateway in euw1-az1
    new compute subnet, existing VPC
      with public addresses, no proxy   Head node in subnet-0123456789abcdef0 and private compute nodes behind one NAT gateway
      with public addresses, with proxy Head node in subnet-0123456789abcdef0 and private compute nodes behind one NAT gateway
      no public addresses, no proxy     error NET020 (warning NET021)
      no public addresses, with proxy   Head node in subnet-0123456789abcdef0 and private compute nodes (warning NET034)
    head node as NAT
      with public addresses, no proxy   Head node in subnet-0123456789abcdef0 and private compute nodes behind the head node as NAT (warning NET026)
      with public addresses, with proxy Head node in subnet-0123456789abcdef0 and private compute nodes behind the head node as NAT (warning NET026)
      no public addresses, no proxy     error PLN005
      no public addresses, with proxy   error PLN005
    existing compute subnet
      with public addresses, no proxy   Head node in subnet-0123456789abcdef0 and compute nodes in subnet-0123456789abcdef1
      with public addresses, with proxy Head node in subnet-0123456789abcdef0 and compute nodes in subnet-0123456789abcdef1
      no public addresses, no proxy     Head node in subnet-0123456789abcdef0 and compute nodes in subnet-0123456789abcdef1 (warning NET021)
      no public addresses, with proxy   Head node in subnet-0123456789abcdef0 and compute nodes in subnet-0123456789abcdef1
    batch in one subnet, new
      with public addresses, no proxy   Public head node and AWS Batch compute nodes in euw1-az1
      with public addresses, with proxy Public head node and AWS Batch compute nodes in euw1-az1
      no public addresses, no proxy     error NET020
      no public addresses, with proxy   Private head node and AWS Batch compute nodes with a virtual private gateway in euw1-az1
    batch behind NAT
      with public addresses, no proxy   Public head node and private AWS Batch compute nodes behind one NAT gateway in euw1-az1
      with public addresses, with proxy Public head node and private AWS Batch compute nodes behind one NAT gateway in euw1-az1
      no public addresses, no proxy     error NET020 NET020
      no public addresses, with proxy   Private head node and AWS Batch compute nodes with a virtual private gateway in euw1-az1
    multi-node parallel in one subnet
      with public addresses, no proxy   error NET030
      with public addresses, with proxy error NET030
      no public addresses, no proxy     error NET020 NET030
      no public addresses, with proxy   error NET030
    multi-node parallel behind NAT
      with public addresses, no proxy   Public head node and private AWS Batch compute nodes behind one NAT gateway in euw1-az1
      with public addresses, with proxy Public head node and private AWS Batch compute nodes behind one NAT gateway in euw1-az1
      no public addresses, no proxy     error NET020 NET020 NET030
      no public addresses, with proxy   error NET030
    ");
}
