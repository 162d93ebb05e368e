//! Values that the template does not tell.

use super::*;
use crate::behaviour::Effect;

/// A subnet in a VPC, a parameter without a value and a condition on it.
const OPEN: &str = "
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: !If [IsLarge, 10.0.0.0/16, 10.0.0.0/20]}}
  Subnet:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Vpc
      CidrBlock: !FindInMap [Blocks, !Ref Size, head]
      Tags:
        - !If
          - IsLarge
          - {Key: Purpose, Value: the head node and all that belongs to it}
          - !Ref AWS::NoValue
Parameters:
  Size: {Type: String}
Conditions:
  IsLarge: !Equals [!Ref Size, large]
Mappings:
  Blocks: {large: {head: 10.0.0.0/24}, small: {head: 10.0.0.0/26}}
";

#[track_caller]
fn check(old: &str, new: &str, expected: &str) {
    assert!(OPEN.contains(old), "{old}");
    assert_eq!(told(&compare(OPEN, &OPEN.replace(old, new))).trim(), expected);
}

#[test]
fn a_line_further_up_moves_nothing() {
    let shifted = format!("\n  Gateway: {{Type: AWS::EC2::InternetGateway}}{OPEN}");
    assert_eq!(told(&compare(OPEN, &shifted)).trim(), "+ Gateway NoInterruption");
}

#[test]
fn another_branch_may_be_another_value() {
    check(
        "10.0.0.0/20]",
        "10.0.0.0/22]",
        "~ Subnet MayReplace\n~ Vpc MayReplace; CidrBlock (condition `IsLarge` (parameter `Size` \
         has no value), which chooses between `10.0.0.0/16` and `10.0.0.0/20`) -> (condition \
         `IsLarge` (parameter `Size` has no value), which chooses between `10.0.0.0/16` and \
         `10.0.0.0/22`)",
    );
}

#[test]
fn another_condition_may_choose_another_branch() {
    let review = compare(OPEN, &OPEN.replace("!Ref Size, large", "!Ref Size, huge"));
    let vpc = review.resources.iter().find(|change| change.id == "Vpc").expect("the VPC");
    let block = vpc.properties.first().expect("the block");
    assert_eq!(
        (block.before.as_deref(), block.after.as_deref()),
        (
            Some(
                "{Conditions: {IsLarge: {Fn::Equals: [{Ref: Size}, large]}}, Value: {Fn::If: \
                 [IsLarge, 10.0.0.0/16, 10.0.0.0/20]}}"
            ),
            Some(
                "{Conditions: {IsLarge: {Fn::Equals: [{Ref: Size}, huge]}}, Value: {Fn::If: \
                 [IsLarge, 10.0.0.0/16, 10.0.0.0/20]}}"
            ),
        )
    );
}

#[test]
fn another_mapping_may_give_another_value() {
    check(
        "small: {head: 10.0.0.0/26}",
        "small: {head: 10.0.0.0/27}",
        "~ Subnet MayReplace; CidrBlock {Mappings: {Blocks: {large: {head: 10.0.0.0/24}, small: \
         {head: 10.0.0.0/26}}}, Value: {Fn::FindInMap: [Blocks, {Ref: Size}, head]}} -> \
         {Mappings: {Blocks: {large: {head: 10.0.0.0/24}, small: {head: 10.0.0.0/27}}}, Value: \
         {Fn::FindInMap: [Blocks, {Ref: Size}, head]}}",
    );
}

#[test]
fn a_branch_on_a_line_of_its_own_is_told_from_another_one_there() {
    let review = compare(OPEN, &OPEN.replace("and all that belongs", "and most that belongs"));
    let subnet = review.resources.first().expect("the subnet");
    let told: Vec<(bool, bool)> =
        subnet.properties.iter().map(|one| (one.before.is_some(), one.after.is_some())).collect();
    assert_eq!((subnet.id.as_str(), told), ("Subnet", vec![(false, true), (true, false)]));
    let texts = |text: &str| {
        subnet
            .properties
            .iter()
            .any(|one| format!("{:?} {:?}", one.before, one.after).contains(text))
    };
    assert!(texts("and all that belongs") && texts("and most that belongs"), "{subnet:?}");
}

#[test]
fn a_reference_in_a_branch_is_one() {
    let old = "
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !If [IsOwn, !Ref Vpc, vpc-1], CidrBlock: \
               10.0.0.0/24}}
  Log: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: !If [IsOwn, !Sub \
               'flow/${Vpc.VpcId}/x', flow]}}
  Listed: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: !If [IsOwn, !Sub \
               ['${Kind}/${Vpc}', {Kind: flow}], flow]}}
  Other: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !If [IsOwn, vpc-2, vpc-1]}}
Parameters: {Own: {Type: String}}
Conditions: {IsOwn: !Equals [!Ref Own, 'yes']}
";
    let review = compare(old, &old.replace("10.0.0.0/16", "10.0.0.0/18"));
    assert_eq!(
        told(&review).trim(),
        "~ Vpc Replacement; CidrBlock 10.0.0.0/16 -> 10.0.0.0/18\n~ Listed MayReplace\n~ Log \
         MayReplace\n~ Subnet MayReplace"
    );
}

#[test]
fn a_resource_that_may_come_or_go_is_told() {
    let (head, tail) = ("  Gateway: {Type: AWS::EC2::InternetGateway", "}\n");
    let rest = "Parameters: {P: {Type: String}}\nConditions: {C: !Equals [!Ref P, a]}\n";
    let always = format!("{head}{tail}{rest}");
    let maybe = format!("{head}, Condition: C{tail}{rest}");
    let words = "condition `C` (parameter `P` has no value)";
    for (old, new, expected) in [
        (&always, &maybe, format!("~ Gateway MayReplace; Condition - -> {words}")),
        (&maybe, &always, format!("~ Gateway NoInterruption; Condition {words} -> -")),
        (&maybe, &maybe, String::new()),
    ] {
        assert_eq!(told(&compare(old, new)).trim(), expected);
    }
    let other = compare(&maybe, &maybe.replace("P, a", "P, b"));
    let gateway = other.resources.first().expect("the gateway");
    assert_eq!(
        gateway.reasons.first(),
        Some(&format!("whether the stack has it depends on {words}"))
    );
    assert!(
        told(&other).starts_with("~ Gateway MayReplace; Condition {Conditions: "),
        "{}",
        told(&other)
    );
}

#[test]
fn a_template_in_json_is_read_alike() {
    let old = r#"{"Resources": {"Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": {"Fn::If": ["C",
        "10.0.0.0/16", "10.1.0.0/16"]}}}}, "Parameters": {"P": {"Type": "String"}},
        "Conditions": {"C": {"Fn::Equals": [{"Ref": "P"}, "a"]}}}"#;
    let (moved, other) = (
        old.replacen('{', "{\n\n", 1),
        old.replace(r#"{"Ref": "P"}, "a""#, r#"{"Ref": "P"}, "b""#),
    );
    let told_of = |new: &str| {
        let mut sources = netloom_diag::Sources::default();
        let documents = [old, new]
            .map(|text| super::read_whole(text.to_owned(), "template.json", &mut sources));
        told(&super::compare_documents(&documents[0], &documents[1], &sources))
    };
    assert_eq!(told_of(&moved), "");
    assert!(
        told_of(&other).starts_with("~ Vpc MayReplace; CidrBlock {Conditions: "),
        "{}",
        told_of(&other)
    );
}

#[test]
fn a_network_that_is_not_known_is_no_network_without_exposure() {
    let mut sources = Sources::default();
    let old = read(BASE, "old.yaml", &mut sources);
    let new = read(&edited(&[("192.0.2.0/24", "0.0.0.0/0")]), "new.yaml", &mut sources);
    let origins = BTreeMap::new();
    let of = |new: &TemplateDocument| {
        review(&Input::of(
            Revision { document: &old, origins: &origins },
            Revision { document: new, origins: &origins },
            &sources,
        ))
    };
    let review = of(&new);
    assert_eq!(review.severity, Severity::Critical);
    assert!(review.verdict.starts_with("traffic not compared"), "{}", review.verdict);
    assert_eq!(review.findings().first().map(|finding| finding.code.id), Some("DIF010"));
    assert_eq!(of(&old).severity, Severity::None, "what does not change exposes nothing");
}

#[test]
fn a_zone_that_is_the_same_in_one_region_may_stay() {
    let subnet = |zone: &str| {
        format!(
            "  Vpc: {{Type: AWS::EC2::VPC, Properties: {{CidrBlock: 10.0.0.0/16}}}}\n  Subnet: \
             {{Type: AWS::EC2::Subnet, \
             Properties: {{VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24, AvailabilityZone: {zone}}}}}\n"
        )
    };
    let effect = |old: &str, new: &str| {
        compare(&subnet(old), &subnet(new)).resources.first().map(|change| change.effect)
    };
    let by_region = |letter: &str| format!("!Sub '${{AWS::Region}}{letter}'");
    assert_eq!(effect(&by_region("a"), "us-east-1a"), Some(Effect::MayReplace));
    assert_eq!(effect("us-east-1a", &by_region("a")), Some(Effect::MayReplace));
    // No region makes one of the other.
    assert_eq!(effect(&by_region("a"), "us-east-1b"), Some(Effect::WillFail));
    assert_eq!(effect(&by_region("a"), &by_region("b")), Some(Effect::WillFail));
}
