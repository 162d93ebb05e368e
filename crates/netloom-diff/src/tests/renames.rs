//! The same under another name.

use std::fmt::Write;

use super::{compare, told};
use crate::resources::Action;

/// A VPC with as many subnets as tables, every logical id behind a prefix; tables have nothing of
/// their own.
fn network(prefix: &str, n_subnets: usize) -> String {
    let mut text =
        format!("  {prefix}Vpc: {{Type: AWS::EC2::VPC, Properties: {{CidrBlock: 10.0.0.0/8}}}}\n");
    for number in 0..n_subnets {
        _ = write!(
            text,
            "  {prefix}Subnet{number}: {{Type: AWS::EC2::Subnet, Properties: {{VpcId: !Ref \
             {prefix}Vpc, CidrBlock: 10.0.{number}.0/24}}}}\n\
             \x20 {prefix}Table{number}: {{Type: AWS::EC2::RouteTable, Properties: {{VpcId: !Ref \
             {prefix}Vpc}}}}\n\
             \x20 {prefix}Association{number}: {{Type: AWS::EC2::SubnetRouteTableAssociation, \
             Properties: {{SubnetId: !Ref {prefix}Subnet{number}, RouteTableId: !Ref \
             {prefix}Table{number}}}}}\n"
        );
    }
    text
}

/// Pairs of old and new logical ids.
fn renamed(old: &str, new: &str) -> Vec<(String, String)> {
    let review = compare(old, new);
    let mut pairs: Vec<(String, String)> = review
        .resources
        .iter()
        .filter_map(|change| match &change.action {
            Action::Renamed { from } => Some((from.clone(), change.id.clone())),
            _ => None,
        })
        .collect();
    pairs.sort();
    pairs
}

#[test]
fn a_network_under_other_names_is_recognized_whole() {
    let pairs = renamed(&network("Old", 5), &network("New", 5));
    assert_eq!(pairs.len(), 16);
    assert!(pairs.iter().all(|(old, new)| old.replace("Old", "New") == *new), "{pairs:?}");
}

#[test]
fn a_new_vpc_under_another_name_collides_with_nothing() {
    let review = compare(&network("Old", 2), &network("New", 2));
    assert!(
        review.resources.iter().all(|change| change.collisions.is_empty()),
        "{}",
        told(&review)
    );
}

#[test]
fn what_several_could_be_is_left_alone() {
    let tables = |names: [&str; 2]| {
        names
            .map(|name| {
                format!("  {name}: {{Type: AWS::EC2::RouteTable, Properties: {{VpcId: vpc-1}}}}\n")
            })
            .concat()
    };
    assert_eq!(renamed(&tables(["A", "B"]), &tables(["C", "D"])), []);
}

#[test]
fn users_that_stay_tell_apart_what_is_alike() {
    let network = |first: &str, second: &str| {
        let table = |id: &str| {
            format!("  {id}: {{Type: AWS::EC2::RouteTable, Properties: {{VpcId: vpc-1}}}}\n")
        };
        let user = |id: &str, table: &str| {
            format!(
                "  {id}: {{Type: AWS::EC2::VPCEndpoint, Properties: {{VpcId: vpc-1, ServiceName: \
                 {id}, RouteTableIds: [!Ref {table}]}}}}\n"
            )
        };
        [table(first), table(second), user("S3", first), user("Dynamo", second)].concat()
    };
    let pair = |old: &str, new: &str| (old.to_owned(), new.to_owned());
    assert_eq!(renamed(&network("A", "B"), &network("Y", "X")), [pair("A", "Y"), pair("B", "X")]);
}

#[test]
fn sets_in_another_order_are_no_other_resource() {
    let endpoint = |id: &str, tables: &str| {
        format!(
            "  {id}: {{Type: AWS::EC2::VPCEndpoint, Properties: {{VpcId: vpc-1, ServiceName: s, \
             RouteTableIds: [{tables}]}}}}\n"
        )
    };
    assert_eq!(renamed(&endpoint("A", "rtb-1, rtb-2"), &endpoint("B", "rtb-2, rtb-1")).len(), 1);
}

#[test]
fn two_without_properties_need_not_be_the_same() {
    assert_eq!(
        renamed(
            "  A: {Type: AWS::EC2::InternetGateway}\n",
            "  B: {Type: AWS::EC2::InternetGateway}\n"
        ),
        []
    );
}

#[test]
fn another_condition_makes_another_resource() {
    let rest = "Parameters: {P: {Type: String}}\nConditions: {C: !Equals [!Ref P, a]}\n";
    let vpc = |id: &str, condition: &str| {
        format!(
            "  {id}: {{Type: AWS::EC2::VPC, {condition}Properties: {{CidrBlock: \
             10.0.0.0/16}}}}\n{rest}"
        )
    };
    assert_eq!(renamed(&vpc("A", "Condition: C, "), &vpc("B", "")), []);
    assert_eq!(renamed(&vpc("A", "Condition: C, "), &vpc("B", "Condition: C, ")).len(), 1);
}
