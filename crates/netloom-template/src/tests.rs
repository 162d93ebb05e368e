//! Whole templates: text in, document and findings out.

mod bad_shapes;
mod circles;
mod conditions;
mod functions;
mod laws;
mod no_faults;
mod other_values;
mod parameters;
mod published;

use netloom_diag::Sources;

use super::*;

/// Reads a template as a file of its own.
fn read_with(text: &str, options: &ReadOptions) -> ReadTemplate {
    let mut sources = Sources::default();
    let id = sources.add("template", text);
    read_template(sources.get(id).expect("it was just added"), options)
}

fn read(text: &str) -> ReadTemplate {
    read_with(text, &ReadOptions::default())
}

/// Options with parameters written `Name=Value`.
fn given(parameters: &[&str]) -> ReadOptions {
    let split =
        |text: &&str| text.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
    ReadOptions {
        parameters: parameters.iter().filter_map(split).collect(),
        ..ReadOptions::default()
    }
}

/// Reads a template without faults.
fn document_with(text: &str, options: &ReadOptions) -> TemplateDocument {
    let read = read_with(text, options);
    assert_eq!(messages(&read), [] as [String; 0], "{text}");
    read.template.expect("a template")
}

fn document(text: &str) -> TemplateDocument {
    document_with(text, &ReadOptions::default())
}

/// Returns the findings as `CODE message`.
fn messages(read: &ReadTemplate) -> Vec<String> {
    read.diagnostics
        .iter()
        .map(|finding| format!("{} {}", finding.code.id, finding.message))
        .collect()
}

/// Expects exactly these findings, each by code and the start of its message.
fn check_findings(text: &str, expected: &[&str]) -> ReadTemplate {
    let read = read(text);
    let seen = messages(&read);
    let is_same = seen.len() == expected.len()
        && seen.iter().zip(expected).all(|(seen, start)| seen.starts_with(start));
    assert!(is_same, "{text}\n{seen:#?}");
    read
}

/// Returns a value in one line: texts in quotes, references in `<>`, unknowns in `?()`.
fn show(node: &Node) -> String {
    let reference = |reference: &Reference| match &reference.attribute {
        Some(attribute) => format!("<{}.{attribute}>", reference.id),
        None => format!("<{}>", reference.id),
    };
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(is_true) => is_true.to_string(),
        Value::Number(number) => number.clone(),
        Value::Text(text) => format!("'{text}'"),
        Value::List(items) => {
            format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(", "))
        }
        Value::Map(entries) => {
            let entries =
                entries.iter().map(|entry| format!("{}: {}", entry.key, show(&entry.node)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        Value::Reference(target) => reference(target),
        Value::Unknown(unknown) => format!("?({})", unknown.what),
        Value::Pieces(pieces) => pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.clone(),
                Piece::Reference(target) => reference(target),
                Piece::Unknown(unknown) => format!("?({})", unknown.what),
            })
            .collect(),
    }
}

/// A VPC, a gateway, parameters and a mapping, to which the tests add a resource `R` with the
/// property `P`.
const BASE: &str = "\
Parameters:
  Cidr: {Type: String, Default: 10.0.0.0/16}
  Open: {Type: String}
  Ports: {Type: CommaDelimitedList, Default: 'a, b'}
  OpenList: {Type: List<AWS::EC2::Subnet::Id>}
Mappings:
  M: {eu-west-1: {zones: [z1, z2], n: 2}}
Conditions:
  Sure: !Equals [a, a]
  Never: !Not [!Condition Sure]
  Maybe: !Equals [!Ref Open, a]
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: !Ref Cidr}}
  OpenVpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: !Ref Open}}
  Gone: {Type: AWS::EC2::InternetGateway, Condition: Never}
";

/// Returns the base with the property `P: value`; lines behind the first one have to be indented.
fn with_property(value: &str) -> String {
    format!("{BASE}  R:\n    Type: A::B::C\n    Properties:\n      P: {value}\n")
}

/// Expects what a property becomes, [`show`]n; empty when it is not there.
fn check_with(value: &str, options: &ReadOptions, expected: &str) {
    let document = document_with(&with_property(value), options);
    let seen = document.resource("R").expect("the resource").properties.get("P").map(show);
    assert_eq!(seen.unwrap_or_default(), expected, "{value}");
}

fn check(value: &str, expected: &str) {
    check_with(value, &ReadOptions::default(), expected);
}

/// Expects one finding, by code and the start of its message, and what the property is all the
/// same.
fn check_fault(value: &str, finding: &str, expected: &str) {
    let read = check_findings(&with_property(value), &[finding]);
    let document = read.template.expect("a template");
    let seen = document.resource("R").expect("the resource").properties.get("P").map(show);
    assert_eq!(seen.unwrap_or_default(), expected, "{value}");
}
