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

#[test]
fn empty_parameters_that_no_condition_asks_for_are_open_with_other_values() {
    let text = "Parameters: {P: {Type: String, Default: ''}, Id: {Type: String, Default: ''}, \
                Asked: {Type: String, Default: ''}, Sure: {Type: String, Default: a}}\nConditions: \
                {C: !Not [!Equals [!Ref P, '']], D: !Equals [!Sub '${Asked}-', '-']}\nResources: \
                {R: {Type: A::B::C, Condition: C, Properties: {I: !Ref Id, A: !Ref Asked}}}\n";
    let mut sources = Sources::default();
    let id = sources.add("template", text);
    let file = sources.get(id).expect("it was just added");
    let own = ReadOptions::default();
    let sets = super::other_values(file, &own, &std::collections::BTreeSet::new());
    let [set] = sets.as_slice() else { panic!("{sets:?}") };
    assert_eq!(set.to_string(), "`P` other than the empty text");
    assert_eq!(set.open.iter().collect::<Vec<_>>(), ["Id"]);
    let shown = |options: &ReadOptions| {
        let template = read_with(text, options).template.expect("a template");
        show(&template.resources[0].properties)
    };
    assert_eq!(shown(&own), "{I: '', A: ''}");
    let with_values = "{I: ?(parameter `Id` has no value), A: ''}";
    assert_eq!(shown(&set.applied_to(&own)), with_values);
    for single in set.singly() {
        assert_eq!(shown(&single.applied_to(&own)), with_values);
    }
    // A value that was given stays, the empty one as well.
    let given = ReadOptions {
        parameters: std::collections::BTreeMap::from([("Id".to_owned(), String::new())]),
        ..own
    };
    let sets = super::other_values(file, &given, &std::collections::BTreeSet::new());
    assert_eq!(sets.first().map(|set| set.open.len()), Some(0));
}

/// A value is tried that the parameter allows, or none.
#[test]
fn a_value_that_the_parameter_does_not_allow_is_not_tried() {
    let sets = |rule: &str| {
        let text = format!(
            "Parameters: {{P: {{Type: Number, Default: 443, {rule}}}}}\nConditions: {{C: !Not \
             [!Equals [!Ref P, '0']]}}\nResources: {{R: {{Type: A::B::C, Condition: C}}}}\n"
        );
        let mut sources = Sources::default();
        let id = sources.add("template", text);
        let file = sources.get(id).expect("it was just added");
        super::other_values(file, &ReadOptions::default(), &std::collections::BTreeSet::new())
    };
    assert_eq!(sets("MinValue: 0").len(), 1);
    assert_eq!(sets("MinValue: 1"), []);
}
