//! Values with which conditions turn.

use super::*;

fn check(parameters: &str, conditions: &str, expected: &[&str]) {
    let text = format!(
        "Parameters: {{{parameters}}}\nConditions: {{{conditions}}}\nResources: {{R: {{Type: \
         A::B::C}}}}\n"
    );
    let mut sources = Sources::default();
    let id = sources.add("template", text.as_str());
    let file = sources.get(id).expect("it was just added");
    let sets =
        super::other_values(file, &ReadOptions::default(), &std::collections::BTreeSet::new());
    assert_eq!(sets.iter().map(ToString::to_string).collect::<Vec<_>>(), expected, "{text}");
    // With the values put in, at least the first condition turns.
    if let Some(set) = sets.first() {
        let truth = |options: &ReadOptions| {
            let read =
                read_with(&text.replace("Type: A::B::C", "Type: A::B::C, Condition: C"), options);
            read.template.and_then(|template| {
                template.resource("R").map(|resource| resource.presence.clone())
            })
        };
        let (before, after) =
            (truth(&ReadOptions::default()), truth(&set.applied_to(&ReadOptions::default())));
        assert_ne!(before, after, "{text}");
        assert!(!matches!(after, Some(Presence::Unknown(_)) | None), "{after:?}");
    }
}

#[test]
fn an_allowed_value_turns_a_condition() {
    let yes_no = "P: {Type: String, Default: 'no', AllowedValues: ['no', 'yes']}";
    check(yes_no, "C: !Equals [!Ref P, 'yes']", &["`P` = yes"]);
    check(yes_no, "C: !Not [!Equals ['yes', !Ref P]]", &["`P` = yes"]);
    check(yes_no, "C: !Equals [!Ref P, maybe]", &[]);
}

#[test]
fn a_text_that_may_be_anything_is_other_than_it_was() {
    let empty = "P: {Type: String, Default: ''}";
    check(empty, "C: !Not [!Equals [!Ref P, '']]", &["`P` other than the empty text"]);
    check(empty, "C: !Equals [!Ref P, x]", &["`P` = x"]);
}

#[test]
fn conditions_that_agree_turn_together() {
    let two = "P: {Type: String, Default: a}, Q: {Type: String, Default: a}";
    check(two, "C: !Equals [!Ref P, b], D: !Equals [!Ref Q, b]", &["`P` = b, `Q` = b"]);
    check(two, "C: !And [!Equals [!Ref P, b], !Equals [!Ref Q, c]]", &["`P` = b, `Q` = c"]);
    check(two, "C: !Equals [!Ref P, b], D: !Equals [!Ref P, c]", &["`P` = b", "`P` = c"]);
    check(two, "C: !Or [!Equals [!Ref P, b], !Equals [!Ref Q, c]]", &["`P` = b"]);
    check(two, "C: !Condition D, D: !Equals [!Ref P, b]", &["`P` = b"]);
}

#[test]
fn what_no_parameter_decides_stays_as_it_is() {
    check("P: {Type: String}", "C: !Equals [!Ref P, b]", &[]);
    check("P: {Type: String, Default: a}", "C: !Equals [!Ref 'AWS::Region', eu-west-1]", &[]);
}
