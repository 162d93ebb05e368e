//! Templates that CloudFormation rejects: one finding each, and the rest is read.

use super::*;

fn check_no_template(text: &str, finding: &str) {
    let read = check_findings(text, &[finding]);
    assert!(read.template.is_none(), "{text}");
}

#[test]
fn texts_that_are_no_template_say_why() {
    check_no_template("", "RDT001 the file holds no value");
    check_no_template("# nothing\n", "RDT001 the file holds no value");
    check_no_template("- a\n", "RDT002 the file is a list, expected a mapping with `Resources`");
    check_no_template("hello", "RDT002 the file is a text");
    check_no_template("[1]", "RDT002 the file is a list");
    check_no_template("Region: x\nHeadNode: {}\n", "RDT002 the file has no section `Resources`");
    check_no_template("Ressources: {}\n", "RDT002 the file has no section `Resources`");
    check_no_template("{}", "RDT002 the file has no section `Resources`");
    check_no_template("a: [", "RDT001 the text is not YAML here");
    check_no_template(
        "{\"a\": 1,}",
        "RDT001 the text is not JSON here: `}` stands, expected a key",
    );
    check_no_template("a\0b", "RDT001 character U+0000");
}

#[test]
fn sections_of_wrong_shapes_leave_the_others() {
    let read = check_findings(
        "Resources: []\nOutputs: {O: {Value: x}}\n",
        &["RDT007 section `Resources` is a list, expected a mapping"],
    );
    let document = read.template.expect("a template");
    assert!(document.resources.is_empty() && document.outputs.len() == 1);
    check_findings("Resources: {}\n", &["RDT007 section `Resources` is empty"]);
    check_findings(
        "Parameters:\nResources: {R: {Type: A::B::C}}\n",
        &["RDT007 section `Parameters` is empty"],
    );
    check_findings(
        "Resouces: {}\nResources: {R: {Type: A::B::C}}\n",
        &["RDT008 CloudFormation knows no section `Resouces`"],
    );
}

#[test]
fn resources_of_wrong_shapes_leave_the_others() {
    let check = |resource: &str, finding: &str| {
        let text = format!(
            "Resources:\n  R: {resource}\n  S: {{Type: A::B::C, Properties: {{P: !Ref R}}}}\n"
        );
        let read = check_findings(&text, &[finding]);
        let document = read.template.expect("a template");
        assert_eq!(
            document
                .resources
                .iter()
                .map(|resource| show(&resource.properties))
                .next_back()
                .as_deref(),
            Some("{P: <R>}")
        );
        document.resources[0].clone()
    };
    assert_eq!(check("[]", "RDT007 resource `R` is a list, expected a mapping").kind, "");
    assert_eq!(check("{Properties: {A: b}}", "RDT007 resource `R` has no type").kind, "");
    assert_eq!(check("{Type: [x]}", "RDT007 `Type` is a list, expected a type").kind, "");
    let resource = check(
        "{Type: A::B::C, Properties: text}",
        "RDT007 `Properties` of `R` is a text, expected a mapping",
    );
    assert_eq!(show(&resource.properties), "{}");
    check("{Type: A::B::C, Properties: [a]}", "RDT007 `Properties` of `R` is a list");
    check("{Type: A::B::C, Properties: }", "RDT016 nothing stands where a value is expected");
    check("{Type: A::B::C, Properties: {A: null}}", "RDT016 nothing stands");
    check(
        "{Type: A::B::C, DependsOn: {A: b}}",
        "RDT007 `DependsOn` is a mapping, expected a logical id",
    );
    check("{Type: A::B::C, DependsOn: T}", "RDT009 `DependsOn` names `T`");
    check("{Type: A::B::C, Condition: [a]}", "RDT007 `Condition` is a list");
    check("{Type: A::B::C, Propertes: {}}", "RDT008 resources have no attribute `Propertes`");
}

#[test]
fn only_custom_resources_have_a_version() {
    for kind in ["Custom::Thing", "AWS::CloudFormation::CustomResource"] {
        let text = format!("Resources: {{R: {{Type: '{kind}', Version: '1.0'}}}}\n");
        let read = check_findings(&text, &[]);
        assert_eq!(read.template.expect("a template").resources[0].attributes.len(), 1);
    }
    for kind in ["AWS::EC2::VPC", "Customs::Thing"] {
        check_findings(
            &format!("Resources: {{R: {{Type: '{kind}', Version: '1.0'}}}}\n"),
            &["RDT008 resources have no attribute `Version`"],
        );
    }
}

#[test]
fn logical_ids_hold_letters_and_digits_only() {
    check_findings(
        "Resources: {my-vpc: {Type: A::B::C}}\n",
        &["RDT007 logical id `my-vpc` holds more than"],
    );
}

#[test]
fn keys_that_stand_twice_are_reported_and_the_last_one_is_read() {
    let finding = "RDT003 key `R` occurs twice in one mapping";
    for text in [
        "Resources:\n  R: {Type: A::B::C}\n  R: {Type: D::E::F}\n",
        "{\"Resources\": {\"R\": {\"Type\": \"A::B::C\"}, \"R\": {\"Type\": \"D::E::F\"}}}",
    ] {
        let read = check_findings(text, &[finding]);
        assert!(!read.diagnostics.iter().any(netloom_diag::Diagnostic::is_error));
        let template = read.template.expect("a template");
        let kinds: Vec<&str> = template.resources.iter().map(|one| one.kind.as_str()).collect();
        assert_eq!(kinds, ["D::E::F"]);
    }
}

#[test]
fn outputs_need_values() {
    check_findings(
        "Resources: {R: {Type: A::B::C}}\nOutputs: {O: {Description: x}}\n",
        &["RDT007 output `O` has no value"],
    );
}

#[test]
fn transforms_that_add_resources_bring_names_sections_and_attributes() {
    check_findings(
        "Transform: AWS::Serverless-2016-10-31\nGlobals: {Function: {Timeout: 3}}\n\
         Resources: {F: {Type: AWS::Serverless::Function, Connectors: {C: {}}}}\n\
         Outputs: {O: {Value: !GetAtt FRole.Arn}}\n",
        &[],
    );
}

#[test]
fn transforms_and_loops_are_not_understood() {
    let what = |text: &str| {
        let document = document(text);
        document.not_understood.iter().map(|unknown| unknown.what.clone()).collect::<Vec<_>>()
    };
    let resources = "Resources: {R: {Type: A::B::C}}\n";
    assert_eq!(
        what(&format!("Transform: AWS::LanguageExtensions\n{resources}")),
        [] as [String; 0]
    );
    for name in
        ["AWS::Serverless-2016-10-31", "AWS::SecretsManager-2020-07-23", "AWS::CodeDeployBlueGreen"]
    {
        assert_eq!(what(&format!("Transform: {name}\n{resources}")), [] as [String; 0]);
    }
    assert_eq!(what(&format!("Transform: SiteMacro\n{resources}")), ["the transform `SiteMacro`"]);
    assert_eq!(
        what(&format!("Transform: [AWS::LanguageExtensions, {{Name: AWS::Include}}]\n{resources}")),
        ["the transform `AWS::Include`"]
    );
    assert_eq!(
        what("Fn::Transform: {Name: AWS::Include}\n"),
        ["the transform `AWS::Include` (`Fn::Transform`)"]
    );
    assert_eq!(
        what(
            "Resources:\n  Fn::ForEach::Subnets: [Z, [a, b], {'S${Z}': {Type: A::B::C}}]\n  \
             R: {Type: A::B::C, Properties: {P: !Ref Sa}}\n"
        ),
        ["`Fn::ForEach::Subnets`"]
    );
    assert_eq!(
        what(
            "Resources:\n  R: {Type: A::B::C, Properties: {'Fn::Transform': {Name: AWS::Include}, \
             A: b}}\n"
        ),
        ["the transform `AWS::Include` (`Fn::Transform`)"]
    );
    assert_eq!(
        what(
            "Parameters: {Open: {Type: String}}\nConditions: {C: !Equals [!Ref Open, a]}\n\
             Resources:\n  R: {Type: A::B::C, Properties: !If [C, {A: b}, {B: c}]}\n"
        ),
        ["the properties of `R`: condition `C` (parameter `Open` has no value), which chooses \
             between `{A: b}` and `{B: c}`"]
    );
}

#[test]
fn aliases_are_followed_with_a_word_on_cloudformation() {
    let text = "Resources:\n  R: {Type: A::B::C, Properties: {A: &a {K: v, L: w}, B: *a, C: {<<: \
                *a, K: x}}}\n";
    let read = check_findings(text, &["RDT006 CloudFormation itself takes no YAML aliases"]);
    let document = read.template.expect("a template");
    assert_eq!(
        show(&document.resources[0].properties),
        "{A: {K: 'v', L: 'w'}, B: {K: 'v', L: 'w'}, C: {K: 'x', L: 'w'}}"
    );
}
