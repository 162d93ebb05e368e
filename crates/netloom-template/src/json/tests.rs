use netloom_diag::Sources;

use super::*;
use crate::parse_tree;

fn parse(text: &str) -> (Option<Node>, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    let id = sources.add("file.json", text);
    let tree = parse_tree(sources.get(id).expect("it was just added"));
    (tree.root.clone(), tree.findings.clone())
}

fn check(text: &str, expected: Value) {
    let (root, findings) = parse(text);
    assert_eq!(findings, [], "{text}");
    let item = root
        .as_ref()
        .and_then(Node::as_list)
        .and_then(<[Node]>::first)
        .map(|node| node.value.clone());
    assert_eq!(item, Some(expected), "{text}");
}

fn check_fault(text: &str, at: usize, expected: &str) {
    let (root, findings) = parse(text);
    assert!(root.is_none(), "{text}");
    let [finding] = findings.as_slice() else { panic!("{findings:?}") };
    assert!(finding.message.contains(expected), "{text}: {}", finding.message);
    assert_eq!(finding.primary.span.start, at, "{text}");
}

#[test]
fn values_are_read_as_written() {
    check("[\"a\"]", Value::Text("a".into()));
    check("[-1.50e+3]", Value::Number("-1.50e+3".into()));
    check("[0]", Value::Number("0".into()));
    check(
        "[[true]]",
        Value::List(vec![Node { span: span_of("[[true]]", 2, 6), value: Value::Bool(true) }]),
    );
    check("[ \"\", null]", Value::Text(String::new()));
    check("\u{feff}\t[\t\"\"\t]\r\n", Value::Text(String::new()));
}

fn span_of(text: &str, start: usize, end: usize) -> Span {
    let mut sources = Sources::default();
    Span::new(sources.add("file.json", text), start..end)
}

#[test]
fn escapes_and_pairs_are_put_together() {
    check(r#"["\"\\\/\b\f\n\r\t"]"#, Value::Text("\"\\/\u{8}\u{c}\n\r\t".into()));
    check(r#"["\u00e4\u20AC"]"#, Value::Text("ä€".into()));
    check(r#"["\ud83d\ude00"]"#, Value::Text("\u{1f600}".into()));
    check_fault(r#"["\ud83d"]"#, 8, "other half");
    check_fault(r#"["\ude00"]"#, 8, "other half");
    check_fault(r#"["\ud83d\u0041"]"#, 14, "other half");
    check_fault(r#"["\u12g4"]"#, 4, "four hexadecimal digits");
    check_fault(r#"["\x"]"#, 3, "behind the backslash");
}

#[test]
fn faults_are_found_where_they_stand() {
    check_fault("[\"a\", ]", 6, "`]` stands, expected a value");
    check_fault("{\"a\": 1,}", 8, "expected a key in double quotes");
    check_fault("{\"a\" 1}", 5, "expected `:`");
    check_fault("{\"a\": 1 \"b\": 2}", 8, "expected `,` or `}`");
    check_fault("[1 2]", 3, "expected `,` or `]`");
    check_fault("{\"a\": 1} x", 9, "expected the end of the text");
    check_fault("{\"a\": \"b", 8, "the text ends, expected the closing quote");
    check_fault("{\"a\": \"b\n\"}", 8, "character U+000A stands");
    check_fault("{\"a\": 01}", 7, "expected the end of the number");
    check_fault("{\"a\": 1.}", 8, "expected a digit");
    check_fault("{\"a\": 1e}", 8, "expected a digit");
    check_fault("{\"a\": truee}", 6, "expected a value");
    check_fault("{\"a\": # no\n1}", 6, "expected a value");
    check_fault("[1", 2, "the text ends");
}

#[test]
fn keys_and_values_know_their_places() {
    let text = "{\"ä\": [1, \"b\"]}";
    let (root, _) = parse(text);
    let entry = root.as_ref().and_then(|root| root.entry("ä")).expect("the entry");
    assert_eq!(text.get(entry.key_span.range()), Some("\"ä\""));
    assert_eq!(text.get(entry.node.span.range()), Some("[1, \"b\"]"));
}

#[test]
fn depth_is_bounded() {
    let deep = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
    assert_eq!(parse(&deep(100)).1, []);
    assert_eq!(parse(&deep(101)).1.first().map(|finding| finding.code.id), Some("RDT004"));
    assert_eq!(parse(&"[".repeat(1_000_000)).1.len(), 1);
    assert_eq!(parse(&"{\"a\":".repeat(100_000)).1.len(), 1);
}

#[test]
fn a_mapping_of_yaml_in_braces_is_yaml() {
    let (root, findings) = parse("{Resources: {V: {Type: AWS::EC2::VPC}}}");
    assert!(root.is_some() && findings.is_empty());
}
