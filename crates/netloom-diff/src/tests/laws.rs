//! What holds for all templates.

use proptest::prelude::*;

use super::{BASE, compare, edited, told};
use crate::resources::Action;
use crate::review::Severity;

/// Edits, each of which works on the base by itself and beside the others.
const EDITS: [(&str, &str); 10] = [
    ("CidrBlock: 10.0.0.0/24", "CidrBlock: 10.0.7.0/24"),
    ("c5.large", "c5.xlarge"),
    ("Value: hpc", "Value: net"),
    ("GroupDescription: nodes", "GroupDescription: all nodes"),
    ("MapPublicIpOnLaunch: true", "MapPublicIpOnLaunch: false"),
    ("DestinationCidrBlock: 0.0.0.0/0", "DestinationCidrBlock: 198.51.100.0/24"),
    ("CidrBlock: 10.0.0.0/16", "CidrBlock: 10.0.0.0/18"),
    ("FromPort: 443", "FromPort: 442"),
    ("  Address: {", "  NatAddress: {"),
    ("AllocationId: !GetAtt Address.AllocationId", "AllocationId: eipalloc-1"),
];

/// A network with lists that are sets, in the order that the numbers give.
fn sets(order: &[usize]) -> String {
    let list =
        |items: [&str; 4]| order.iter().map(|number| items[*number]).collect::<Vec<_>>().join(", ");
    let rule = |port: u16| {
        format!("{{IpProtocol: tcp, FromPort: {port}, ToPort: {port}, CidrIp: 192.0.2.0/24}}")
    };
    let rules = [22, 80, 443, 8443].map(rule);
    format!(
        "  G: {{Type: AWS::EC2::SecurityGroup, Properties: {{GroupDescription: g, VpcId: vpc-1, \
         SecurityGroupIngress: [{}], Tags: [{}]}}}}\n  \
           E: {{Type: AWS::EC2::VPCEndpoint, Properties: {{VpcId: vpc-1, ServiceName: s, \
         VpcEndpointType: Interface, SubnetIds: [{}], SecurityGroupIds: [{}]}}}}\n  \
           F: {{Type: AWS::Lambda::Function, Properties: {{Role: r, Code: {{ZipFile: x}}, \
         VpcConfig: {{SubnetIds: [{}]}}}}}}\n",
        list(rules.each_ref().map(String::as_str)),
        list([
            "{Key: A, Value: a}",
            "{Key: B, Value: b}",
            "{Key: C, Value: c}",
            "{Key: D, Value: d}"
        ]),
        list(["subnet-1", "subnet-2", "!Ref 'AWS::NoValue'", "subnet-3"]),
        list(["sg-1", "!GetAtt G.GroupId", "sg-3", "sg-4"]),
        list(["subnet-4", "subnet-3", "subnet-2", "subnet-1"]),
    )
}

fn some_edits() -> impl Strategy<Value = String> {
    proptest::sample::subsequence(EDITS.to_vec(), 0..=EDITS.len()).prop_map(|edits| edited(&edits))
}

/// The lines of a text in another order.
fn lines_shuffled(text: &str) -> impl Strategy<Value = String> + use<> {
    let lines: Vec<String> =
        text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
    Just(lines).prop_shuffle().prop_map(|lines| format!("{}\n", lines.join("\n")))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn nothing_differs_from_itself(text in some_edits()) {
        // Edits of two lines of one address make a reference that leads nowhere.
        prop_assume!(!text.contains("NatAddress: {") || text.contains("eipalloc-1"));
        let review = compare(&text, &text);
        prop_assert_eq!(told(&review), "");
        prop_assert_eq!(review.severity, Severity::None);
    }

    #[test]
    fn the_order_of_resources_means_nothing((new, shuffled) in some_edits().prop_flat_map(|new| {
        let shuffled = lines_shuffled(&new);
        (Just(new), shuffled)
    })) {
        prop_assume!(!new.contains("NatAddress: {") || new.contains("eipalloc-1"));
        prop_assert_eq!(told(&compare(BASE, &shuffled)), told(&compare(BASE, &new)));
    }

    #[test]
    fn the_order_of_sets_means_nothing(order in Just(vec![0, 1, 2, 3]).prop_shuffle()) {
        prop_assert_eq!(told(&compare(&sets(&[0, 1, 2, 3]), &sets(&order))), "");
    }

    #[test]
    fn what_comes_one_way_goes_the_other(new in some_edits()) {
        prop_assume!(!new.contains("NatAddress: {") || new.contains("eipalloc-1"));
        let of = |old: &str, new: &str, action: &Action| -> Vec<String> {
            let review = compare(old, new);
            let found = review.resources.iter().filter(|change| change.action == *action);
            let mut ids: Vec<String> = found.map(|change| change.id.clone()).collect();
            ids.sort();
            ids
        };
        prop_assert_eq!(of(BASE, &new, &Action::Added), of(&new, BASE, &Action::Removed));
        prop_assert_eq!(of(BASE, &new, &Action::Removed), of(&new, BASE, &Action::Added));
    }
}
