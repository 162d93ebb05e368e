//! Small templates, one family of resources each.

mod filters;
mod interfaces;
mod laws;
mod routing;
mod unknowns;

use netloom_diag::Sources;
use netloom_template::{ReadOptions, read_template};

use super::*;
use crate::sets::RangeSet;
use crate::sets::addresses::{Family, parse_block};
use crate::sets::traffic::{ICMP, Traffic, all_ports};
use crate::*;

fn document(text: &str) -> TemplateDocument {
    let mut sources = Sources::default();
    let id = sources.add("template.yaml", text);
    let read = read_template(sources.get(id).expect("it was just added"), &ReadOptions::default());
    read.template.unwrap_or_else(|| panic!("{:?}", read.diagnostics))
}

/// Builds the network of these resources, written as the value of `Resources` without its
/// indentation.
fn network(resources: &str) -> Network {
    network_of(&format!("Resources:\n{}", indented(resources)))
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}\n")).collect()
}

fn network_of(text: &str) -> Network {
    network_of_template(&document(text)).network
}

fn id(text: &str) -> Id {
    Id::new(text)
}

fn is(text: &str) -> Known<Id> {
    Known::Is(id(text))
}

fn block(text: &str) -> RangeSet {
    parse_block(text).expect("a block").0
}

fn what<T: std::fmt::Debug>(known: &Known<T>) -> &str {
    &known.unknown().unwrap_or_else(|| panic!("it is known: {known:?}")).what
}

/// Returns the text of every unknown in the network, as its debug form shows them.
fn unknowns(network: &Network) -> Vec<String> {
    let text = format!("{network:#?}");
    let lines = text.lines().map(str::trim).filter_map(|line| line.strip_prefix("what: "));
    lines.map(|line| line.trim_matches(|c| c == '"' || c == ',').to_owned()).collect()
}

const BASE: &str = "\
Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.7/24, \
                    AvailabilityZoneId: euw1-az1}}
Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
Group: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: g, VpcId: !Ref Vpc}}
";

fn with_base(resources: &str) -> Network {
    network(&format!("{BASE}{resources}"))
}
