//! Resources that wait for each other.

use super::*;

fn check_circles(resources: &str, expected: &[&str]) {
    check_findings(&format!("Resources:\n{resources}"), expected);
}

#[test]
fn references_of_every_kind_make_circles() {
    check_circles(
        "  A: {Type: A::B::C, DependsOn: B}\n  B: {Type: A::B::C, Properties: {P: !Ref A}}\n",
        &["RDT010 resources wait for each other in a circle: `A` → `B` → `A`"],
    );
    check_circles(
        "  A: {Type: A::B::C, DependsOn: [A]}\n",
        &["RDT010 resource `A` refers to itself"],
    );
    check_circles(
        "  A: {Type: A::B::C, Properties: {P: !Sub '${B.Arn}'}}\n  \
           B: {Type: A::B::C, Properties: {P: [!GetAtt C.D]}}\n  C: {Type: A::B::C, Metadata: {M: \
         !Ref A}}\n",
        &["RDT010 resources wait for each other in a circle: `A` → `B` → `C` → `A`"],
    );
}

#[test]
fn each_circle_is_named_and_what_leads_to_one_is_not() {
    let pair = |a: &str, b: &str| {
        format!(
            "  {a}: {{Type: A::B::C, DependsOn: {b}}}\n  {b}: {{Type: A::B::C, DependsOn: [{a}]}}\n"
        )
    };
    let text =
        format!("  Z: {{Type: A::B::C, DependsOn: [A, C]}}\n{}{}", pair("A", "B"), pair("C", "D"));
    check_circles(
        &text,
        &[
            "RDT010 resources wait for each other in a circle: `A` →",
            "RDT010 resources wait for each other in a circle: `C` →",
        ],
    );
}

#[test]
fn a_chain_is_no_circle() {
    let chain: String = (0..3000)
        .map(|n| format!("  R{n}: {{Type: A::B::C, DependsOn: [R{}, R3000]}}\n", n + 1))
        .collect();
    check_circles(&format!("{chain}  R3000: {{Type: A::B::C}}\n"), &[]);
}

#[test]
fn a_branch_that_is_not_chosen_makes_no_circle() {
    let text = format!(
        "{BASE}  A: {{Type: A::B::C, Properties: {{P: !If [Never, !Ref B, x], Q: !If [Maybe, !Ref \
         B, x]}}}}\n  \
         B: {{Type: A::B::C, DependsOn: A}}\n"
    );
    check_findings(&text, &[]);
}

#[test]
fn rules_of_groups_become_resources_of_their_own() {
    let group = |id: &str, other: &str| {
        format!(
            "  {id}: {{Type: AWS::EC2::SecurityGroup, Properties: {{SecurityGroupIngress: \
             [{{IpProtocol: -1, SourceSecurityGroupId: !Ref {other}}}]}}}}\n"
        )
    };
    let help = |resources: &str| {
        let read = read(&format!("Resources:\n{resources}"));
        read.diagnostics.iter().flat_map(|finding| finding.help.clone()).collect::<String>()
    };
    for circle in [group("A", "A"), group("A", "B") + &group("B", "A")] {
        assert!(help(&circle).contains("with `GroupId: !Ref A`"), "{}", help(&circle));
    }
    assert!(!help("  A: {Type: A::B::C, DependsOn: A}\n").contains("GroupId"));
}

#[test]
fn what_a_transform_rewrites_makes_no_circle() {
    let api = "Resources:\n  Api: {Type: AWS::Serverless::Api, Properties: {DefinitionBody: !Sub \
               '${Fn.Arn}'}}\n  Fn: {Type: AWS::Serverless::Function, Properties: {Events: {Get: \
               {Properties: {RestApiId: !Ref Api}}}}}\n";
    let circle = |names| format!("RDT010 resources wait for each other in a circle: {names}");
    check_findings(api, &[&circle("`Api` → `Fn` → `Api`")]);
    let name = "AWS::Serverless-2016-10-31";
    for transform in [
        name,
        &format!("[AWS::LanguageExtensions, {name}]"),
        &format!("{{Name: {name}}}"),
        "SiteMacro",
    ] {
        check_findings(&format!("Transform: {transform}\n{api}"), &[]);
    }
    // Nor does a circle that goes through one of them and resources that stay as they are.
    let through = "Resources:\n  Fn: {Type: AWS::Serverless::Function, DependsOn: A}\n  A: {Type: \
                   A::B::C, Properties: {P: !Ref Fn}}\n";
    check_findings(&format!("Transform: {name}\n{through}"), &[]);
    let connected = "Resources:\n  A: {Type: A::B::C, Connectors: {C: {Properties: {Destination: {Arn: \
                     !GetAtt B.Arn}}}}}\n  B: {Type: A::B::C, Properties: {P: !Ref A}}\n";
    check_findings(&format!("Transform: {name}\n{connected}"), &[]);
    let beside = format!(
        "Transform: {name}\n{api}  A: {{Type: A::B::C, DependsOn: B}}\n  B: {{Type: A::B::C, \
         DependsOn: A}}\n"
    );
    check_findings(&beside, &[&circle("`A` → `B` → `A`")]);
}
