//! Every fault beside its right neighbour: one template without a finding, and what changes make of
//! it.
//!
//! Each test changes a small network that is right. A change replaces a text, or adds a line where
//! the text is empty.

mod balancing;
mod belonging;
mod endpoints;
mod kinds;
mod lists;
mod order;
mod placing;
mod refused;
mod sizes;
mod values;

use netloom_diag::{Severity, Sources};
use netloom_network::network_of_template;
use netloom_template::{ReadOptions, read_template};

use super::check_template;

const NETWORK: &str = include_str!("tests/network.yaml");

/// Changes the network and expects exactly these findings: the code and, after it, the severity if
/// it is not an error.
fn check(changes: &[(&str, &str)], expected: &[&str]) {
    let mut text = NETWORK.to_owned();
    for (old, new) in changes {
        assert!(text.contains(old), "the network has no `{old}`");
        text = if old.is_empty() { format!("{text}{new}\n") } else { text.replace(old, new) };
    }
    let mut sources = Sources::default();
    let id = sources.add("network.yaml", text.as_str());
    let read = read_template(sources.get(id).unwrap(), &ReadOptions::default());
    assert_eq!(read.diagnostics, [], "{text}");
    let document = read.template.unwrap();
    let network = network_of_template(&document).network;
    let mut seen: Vec<String> = check_template(&document, &network)
        .iter()
        .map(|finding| match finding.severity {
            Severity::Error => finding.code.id.to_owned(),
            Severity::Warning => format!("{} warning", finding.code.id),
            Severity::Info => format!("{} info", finding.code.id),
        })
        .collect();
    seen.dedup();
    assert_eq!(seen, expected, "{changes:#?}");
}

#[test]
fn a_right_network_has_no_finding() {
    check(&[], &[]);
}

/// A check that no test names could be taken out without anything failing.
#[test]
fn every_check_has_a_test() {
    let tests = [
        include_str!("tests/balancing.rs"),
        include_str!("tests/belonging.rs"),
        include_str!("tests/endpoints.rs"),
        include_str!("tests/kinds.rs"),
        include_str!("tests/lists.rs"),
        include_str!("tests/order.rs"),
        include_str!("tests/placing.rs"),
        include_str!("tests/refused.rs"),
        include_str!("tests/sizes.rs"),
        include_str!("tests/values.rs"),
        include_str!("tests.rs"),
    ]
    .concat();
    let codes = super::CHECKS.iter().map(|check| check.code.id);
    let without: Vec<&str> = codes.filter(|code| !tests.contains(&format!("\"{code}"))).collect();
    assert_eq!(without, Vec::<&str>::new());
}

/// Many subnets in one block would be pairs without end: each that begins within another one is
/// reported once, with the innermost around it.
#[test]
fn each_overlapping_subnet_is_reported_once() {
    let subnet = |id: &str, block: &str| {
        format!(
            "  {id}: {{Type: AWS::EC2::Subnet, Properties: {{VpcId: !Ref Vpc, CidrBlock: {block}}}}}\n"
        )
    };
    let text = [
        "Resources:\n  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}\n",
        &subnet("A", "10.0.0.0/24"),
        &subnet("B", "10.0.0.0/20"),
        &subnet("C", "10.0.0.128/25"),
        &subnet("D", "10.0.8.0/24"),
        &subnet("E", "10.0.16.0/24"),
    ]
    .concat();
    let mut sources = Sources::default();
    let id = sources.add("network.yaml", text.as_str());
    let read = read_template(sources.get(id).unwrap(), &ReadOptions::default());
    let document = read.template.unwrap();
    let network = network_of_template(&document).network;
    let seen: Vec<String> = check_template(&document, &network)
        .into_iter()
        .filter(|finding| finding.code.id == "CFN022")
        .map(|finding| finding.message)
        .collect();
    assert_eq!(
        seen,
        [
            "subnets `A` and `B` both have 10.0.0.0/24",
            "subnets `A` and `C` both have 10.0.0.128/25",
            "subnets `B` and `D` both have 10.0.8.0/24",
        ]
    );
}
