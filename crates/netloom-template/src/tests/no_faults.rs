//! What CloudFormation accepts, and a strict reader might not.

use super::*;

/// Expects no finding.
fn check(text: &str) -> TemplateDocument {
    document(text)
}

#[test]
fn the_zones_of_the_own_region_need_no_argument() {
    let azs = ["!GetAZs", "{'Fn::GetAZs': ''}", "!GetAZs ''", "{'Fn::GetAZs': }"];
    for azs in azs {
        let text =
            format!("Resources:\n  R: {{Type: A::B::C, Properties: {{P: !Select [0, {azs}]}}}}\n");
        let text = if azs == "!GetAZs" {
            "Resources:\n  R:\n    Type: A::B::C\n    Properties:\n      P: !Select\n        - \
             0\n        - !GetAZs\n"
        } else {
            &text
        };
        let document = check(text);
        let value = document.resource("R").and_then(|r| r.properties.get("P")).map(show);
        assert!(
            value.as_deref().is_some_and(|value| value.contains("the zones of the region")),
            "{azs}: {value:?}"
        );
    }
}

#[test]
fn values_of_what_is_not_made_are_not_worked_out() {
    let base = "Mappings: {M: {a: {b: c}}}\nConditions: {Never: !Equals [a, b]}\nResources:\n  \
                Yes: {Type: A::B::C}\n";
    for value in
        ["!FindInMap [M, x, b]", "!FindInMap [M, a, x]", "!Select [7, [a]]", "!Select [x, [a]]"]
    {
        check(&format!(
            "{base}  R: {{Type: A::B::C, Condition: Never, Properties: {{P: {value}}}}}\n"
        ));
        let read = read(&format!("{base}  R: {{Type: A::B::C, Properties: {{P: {value}}}}}\n"));
        assert_eq!(read.diagnostics.len(), 1, "{value}");
    }
}

#[test]
fn a_name_that_leads_nowhere_is_a_fault_even_of_what_is_not_made() {
    let base = "Conditions: {Never: !Equals [a, b]}\nResources:\n  Yes: {Type: A::B::C}\n";
    let text = format!(
        "{base}  R: {{Type: A::B::C, Condition: Never, Properties: {{P: !Ref Nothing}}}}\n"
    );
    assert_eq!(read(&text).diagnostics.len(), 1);
}

#[test]
fn a_macro_may_stand_for_the_text_of_a_substitution() {
    for sub in
        ["!Sub {Fn::Transform: {Name: UserData}}", "!Sub [{Fn::Transform: {Name: U}}, {A: b}]"]
    {
        let document =
            check(&format!("Resources:\n  R: {{Type: A::B::C, Properties: {{P: {sub}}}}}\n"));
        assert_eq!(document.not_understood, []);
        let value = document
            .resource("R")
            .and_then(|r| r.properties.get("P"))
            .and_then(Node::first_unknown);
        assert!(
            value.is_some_and(|unknown| unknown.what.contains("the transform `U")),
            "{value:?}"
        );
    }
}

/// The value of `P` in a template whose rules have these assertions.
fn value_under(rules: &str, given_values: &[&str]) -> String {
    let text = format!(
        "Parameters: {{Cidr: {{Type: String, Default: 0.0.0.0/24}}, Vpc: {{Type: String, Default: \
         ''}}}}\n\
         Rules: {rules}\nConditions: {{IsPlaceholder: !Equals [!Ref Cidr, 0.0.0.0/24]}}\n\
         Resources:\n  R: {{Type: A::B::C, Properties: {{P: !Ref Cidr}}}}\n"
    );
    let document = document_with(&text, &given(given_values));
    document.resource("R").and_then(|r| r.properties.get("P")).map(show).unwrap_or_default()
}

#[test]
fn a_default_that_the_templates_own_rule_rejects_is_no_value() {
    let is_changed =
        "{Assert: !Not [!Equals [!Ref Cidr, 0.0.0.0/24]], AssertDescription: change it}";
    let rejected = "?(parameter `Cidr`, whose default the template's rule `A` rejects)";
    assert_eq!(value_under(&format!("{{A: {{Assertions: [{is_changed}]}}}}"), &[]), rejected);
    let with_condition = |vpc| {
        format!("{{A: {{RuleCondition: !Equals [!Ref Vpc, '{vpc}'], Assertions: [{is_changed}]}}}}")
    };
    assert_eq!(value_under(&with_condition(""), &[]), rejected);
    assert_eq!(value_under(&with_condition("x"), &[]), "'0.0.0.0/24'");
    let contains = "{A: {Assertions: [{Assert: {'Fn::Contains': [[10.0.0.0/24], !Ref Cidr]}}]}}";
    assert_eq!(value_under(contains, &[]), rejected);
    assert_eq!(value_under(contains, &["Cidr=10.9.0.0/24"]), "'10.9.0.0/24'");
    let open = "{A: {Assertions: [{Assert: {'Fn::EachMemberIn': [{'Fn::ValueOfAll': [A, B]}, \
                {'Fn::RefAll': C}]}}]}}";
    assert_eq!(value_under(open, &[]), "'0.0.0.0/24'");
}

/// CloudFormation accepts a description and returns it in `DescribeStackResources`.
#[test]
fn a_resource_may_have_a_description() {
    document("Resources: {A: {Type: A::B::C, Description: the first one}}");
}
