//! Values of parameters.

use super::*;

fn check_value(parameter: &str, options: &ReadOptions, finding: Option<&str>, expected: &str) {
    let text = format!("Parameters:\n  P: {parameter}\nResources:\n  R: {{Type: A::B::C}}\n");
    let read = read_with(&text, options);
    let messages = messages(&read);
    match finding {
        None => assert_eq!(messages, [] as [String; 0], "{parameter}"),
        Some(finding) => assert!(
            messages.len() == 1 && messages[0].contains(finding),
            "{parameter}: {messages:?}"
        ),
    }
    let document = read.template.expect("a template");
    assert_eq!(show(&document.parameters[0].value), expected, "{parameter}");
}

#[test]
fn a_given_value_wins_over_the_default() {
    let none = ReadOptions::default();
    check_value("{Type: String, Default: a}", &none, None, "'a'");
    check_value("{Type: String, Default: a}", &given(&["P=b"]), None, "'b'");
    check_value("{Type: String, Default: ''}", &none, None, "''");
    check_value("{Type: String}", &none, None, "?(parameter `P` has no value)");
    check_value("{Type: Number, Default: 5}", &none, None, "5");
}

#[test]
fn lists_are_separated_by_commas() {
    let none = ReadOptions::default();
    check_value("{Type: CommaDelimitedList, Default: 'a, b ,c'}", &none, None, "['a', 'b', 'c']");
    check_value(
        "{Type: List<AWS::EC2::Subnet::Id>}",
        &given(&["P=subnet-1,subnet-2"]),
        None,
        "['subnet-1', 'subnet-2']",
    );
    check_value("{Type: List<Number>, Default: '80,443'}", &none, None, "[80, 443]");
    check_value("{Type: CommaDelimitedList, Default: ''}", &none, None, "['']");
}

#[test]
fn what_stands_in_the_parameter_store_is_unknown_even_with_a_default() {
    let what = |name| format!("?(parameter `P`, which is `{name}` in the Parameter Store)");
    let parameter = "{Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: /aws/ami}";
    check_value(parameter, &ReadOptions::default(), None, &what("/aws/ami"));
    check_value(parameter, &given(&["P=/other"]), None, &what("/other"));
    check_value(
        "{Type: 'AWS::SSM::Parameter::Name', Default: /x}",
        &ReadOptions::default(),
        None,
        "'/x'",
    );
}

#[test]
fn values_that_the_parameter_does_not_allow_are_reported_and_taken() {
    let check = |rules: &str, value: &str, finding: Option<&str>| {
        let expected =
            if rules.contains("Number") { value.to_owned() } else { format!("'{value}'") };
        check_value(&format!("{{{rules}}}"), &given(&[&format!("P={value}")]), finding, &expected);
    };
    check("Type: String, AllowedValues: [a, 1, true]", "true", None);
    check(
        "Type: String, AllowedValues: [a, 1]",
        "b",
        Some("RDT015 the value given for parameter `P`, `b`, is not among"),
    );
    check("Type: String, AllowedPattern: '[a-z]+'", "abc", None);
    check(
        "Type: String, AllowedPattern: '[a-z]+'",
        "abc1",
        Some("does not match `AllowedPattern`"),
    );
    check("Type: String, AllowedPattern: 'a|b'", "ab", Some("does not match"));
    check("Type: String, AllowedPattern: '(?=a)a'", "b", None);
    check("Type: String, MinLength: 2", "b", Some("is outside of `MinLength`"));
    check("Type: String, MaxLength: 2", "bcd", Some("is outside of `MaxLength`"));
    check("Type: Number, MinValue: 2", "1", Some("is outside of `MinValue`"));
    check("Type: Number, MaxValue: 2", "2", None);
    let options = given(&["P=a,x"]);
    check_value(
        "{Type: CommaDelimitedList, AllowedValues: [a, b]}",
        &options,
        Some("is not among"),
        "['a', 'x']",
    );
    check_value("{Type: Number}", &given(&["P=many"]), Some("is not a number"), "'many'");
    check_value(
        "{Type: String, Default: c, AllowedValues: [a]}",
        &ReadOptions::default(),
        Some("the default for"),
        "'c'",
    );
}

#[test]
fn values_for_parameters_that_do_not_exist_are_reported() {
    let read = read_with(
        "Parameters: {VpcCidr: {Type: String}}\nResources: {R: {Type: A::B::C}}\n",
        &given(&["VpcCIDR=a"]),
    );
    assert_eq!(
        messages(&read),
        ["RDT014 the template has no parameter `VpcCIDR`, for which a value is given"]
    );
    assert_eq!(read.diagnostics[0].help, ["did you mean `VpcCidr`?"]);
}

#[test]
fn parameters_of_wrong_shapes_are_reported() {
    let none = ReadOptions::default();
    let unknown = "?(parameter `P` has no value)";
    check_value(
        "String",
        &none,
        Some("RDT007 parameter `P` is a text, expected a mapping with `Type`"),
        unknown,
    );
    check_value("{Default: a}", &none, Some("RDT007 parameter `P` has no type"), "'a'");
    check_value(
        "{Type: String, Default: [a]}",
        &none,
        Some("RDT007 default of parameter `P` is a list"),
        unknown,
    );
}
