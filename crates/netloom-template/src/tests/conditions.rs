//! Three-valued conditions.

use super::*;

/// Expects the presence of a resource under a condition; `Unknown` by what is not known.
fn check_presence(condition: &str, expected: &str) {
    let base = BASE.replace("Resources:\n", &format!("  C: {condition}\nResources:\n"));
    let document = document(&format!("{base}  R: {{Type: A::B::C, Condition: C}}\n"));
    let presence = match &document.resource("R").expect("the resource").presence {
        Presence::Always => "always".to_owned(),
        Presence::Never => "never".to_owned(),
        Presence::Unknown(unknown) => unknown.what.clone(),
    };
    assert_eq!(presence, expected, "{condition}");
}

const OPEN: &str = "condition `C` (parameter `Open` has no value)";

#[test]
fn equality_is_decided_where_both_sides_are_known() {
    check_presence("!Equals [!Ref Cidr, 10.0.0.0/16]", "always");
    check_presence("!Equals [!Ref Cidr, '']", "never");
    check_presence("!Equals [1, '1']", "always");
    check_presence("!Equals [true, 'true']", "always");
    check_presence("!Equals [A, a]", "never");
    check_presence("!Equals [!Ref Ports, [a, b]]", "always");
    check_presence("!Equals [!Join ['', !Ref Ports], ab]", "always");
    check_presence("!Equals [!Ref Open, a]", OPEN);
    check_presence("!Equals [!Sub 'a${Open}', a]", OPEN);
    check_presence("!Equals [!Ref AWS::Region, a]", "condition `C` (`AWS::Region`)");
}

#[test]
fn and_or_and_not_are_three_valued() {
    check_presence("!Not [!Condition Maybe]", OPEN);
    check_presence("!Not [!Condition Never]", "always");
    check_presence("!And [!Condition Maybe, !Condition Never]", "never");
    check_presence("!And [!Condition Maybe, !Condition Sure]", OPEN);
    check_presence("!And [!Condition Sure, !Condition Sure]", "always");
    check_presence("!Or [!Condition Maybe, !Condition Sure]", "always");
    check_presence("!Or [!Condition Maybe, !Condition Never]", OPEN);
    check_presence("!Or [!Condition Never, !Condition Never]", "never");
    check_presence(
        "{'Fn::Not': [{'Fn::And': [{Condition: Maybe}, {'Fn::Equals': [a, b]}]}]}",
        "always",
    );
}

#[test]
fn a_given_value_decides() {
    let text = format!("{BASE}  R: {{Type: A::B::C, Condition: Maybe}}\n");
    let presence = |value| {
        document_with(&text, &given(&[value])).resource("R").expect("the resource").presence.clone()
    };
    assert_eq!(presence("Open=a"), Presence::Always);
    assert_eq!(presence("Open=b"), Presence::Never);
}

#[test]
fn outputs_have_conditions_too() {
    let document = document(&format!(
        "{BASE}Outputs:\n  O: {{Condition: Never, Value: !Ref Gone, Export: {{Name: !Sub \
         'x-${{Cidr}}'}}}}\n"
    ));
    let output = document.outputs.first().expect("the output");
    assert_eq!(output.presence, Presence::Never);
    assert_eq!(output.export_name.as_ref().map(show).as_deref(), Some("'x-10.0.0.0/16'"));
}

#[test]
fn conditions_that_depend_on_themselves_are_not_decided() {
    let text = "Conditions:\n  A: !Not [!Condition B]\n  B: !And [!Condition A, !Condition \
                A]\nResources:\n  \
                R: {Type: A::B::C, Condition: B, Properties: {P: !If [A, 1, 2]}}\n";
    let read = check_findings(text, &["RDT010 condition `A` depends on itself: `A` → `B` → `A`"]);
    let document = read.template.expect("a template");
    let resource = document.resource("R").expect("the resource");
    assert!(
        matches!(&resource.presence, Presence::Unknown(unknown) if unknown.what.contains("depends \
                                        on itself"))
    );
    assert!(resource.properties.first_unknown().is_some());
}

#[test]
fn what_is_no_condition_is_reported_and_not_decided() {
    let check = |condition: &str, finding: &str| {
        let text = format!(
            "Conditions:\n  C: {condition}\nResources:\n  R: {{Type: A::B::C, Condition: C}}\n"
        );
        let read = check_findings(&text, &[finding]);
        let presence = read.template.map(|document| document.resources[0].presence.clone());
        assert!(matches!(presence, Some(Presence::Unknown(_))), "{condition}");
    };
    check("true", "RDT012 a condition is a boolean");
    check("!Equals [a]", "RDT012 `Fn::Equals` has 1 arguments, expected a list of 2");
    check("!And [!Equals [a, a]]", "RDT012 `Fn::And` has 1 arguments, expected a list of 2 to 10");
    check("!Not []", "RDT012 `Fn::Not` has 0 arguments");
    check("!Sub x", "RDT012 a condition is a mapping");
    check("!Condition D", "RDT009 `Condition` names `D`");
    check("!Equals [!Ref R, a]", "RDT009 a condition names the resource `R`");
}

#[test]
fn a_condition_that_does_not_exist_is_reported() {
    let read = check_findings(
        "Conditions: {UseNat: !Equals [a, a]}\nResources: {R: {Type: A::B::C, Condition: \
         UseNot}}\n",
        &["RDT009 `Condition` names `UseNot`"],
    );
    assert_eq!(read.diagnostics[0].help, ["did you mean `UseNat`?"]);
}
