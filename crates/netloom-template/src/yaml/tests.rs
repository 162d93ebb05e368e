use netloom_diag::Sources;

use super::*;
use crate::parse_tree;

fn parse(text: &str) -> (Option<Node>, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    let id = sources.add("file.yaml", text);
    let tree = parse_tree(sources.get(id).expect("it was just added"));
    (tree.root.clone(), tree.findings.clone())
}

/// Expects the key `a` of a mapping to hold a value that is written as `written`.
fn check(text: &str, written: &str, expected: &Value) {
    let (root, findings) = parse(text);
    assert_eq!(findings, [], "{text}");
    let node = root.as_ref().and_then(|root| root.get("a")).expect("the value");
    assert_eq!(text.get(node.span.range()), Some(written), "{text}");
    assert_eq!(&node.value, expected, "{text}");
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// Expects the key `a` to hold the mapping that a short tag stands for.
fn check_tag(source: &str, key: &str, tag: &str, written: &str) {
    let (root, findings) = parse(source);
    assert_eq!(findings, [], "{source}");
    let node = root.as_ref().and_then(|root| root.get("a")).expect("the value");
    let [entry] = node.as_map().unwrap_or_default() else { panic!("{node:?}") };
    let at = |span: Span| source.get(span.range()).unwrap_or_default();
    assert_eq!(
        (entry.key.as_str(), at(entry.key_span), at(entry.node.span)),
        (key, tag, written),
        "{source}"
    );
    assert_eq!(
        at(node.span),
        format!("{tag}{}", source.split_once(tag).map_or("", |(_, rest)| rest.trim_end()))
    );
}

#[test]
fn values_know_their_own_bytes() {
    check("a: b # c\n", "b", &text("b"));
    check("a: 'b' # c\n", "'b'", &text("b"));
    check("a: \"b\\\"\"   \n", "\"b\\\"\"", &text("b\""));
    check("ä: ö\na: 5\n", "5", &Value::Number("5".into()));
    check("a: !!str 5\n", "5", &text("5"));
    check("a: |\n  b\n\nc: d\n", "b", &text("b\n"));
    check("a:\nb: c\n", "", &Value::Null);
    check("a: &x yes\n", "yes", &Value::Bool(true));
    check("\u{feff}a: b\n", "b", &text("b"));
    check("--- # x\na: b\n...\n", "b", &text("b"));
}

#[test]
fn short_tags_are_written_out() {
    check_tag("a: !Ref Vpc\n", "Ref", "!Ref", "Vpc");
    check_tag("a: !Condition C\n", "Condition", "!Condition", "C");
    check_tag("a: !GetAtt A.B\n", "Fn::GetAtt", "!GetAtt", "A.B");
    check_tag("a: !Sub 'x'\n", "Fn::Sub", "!Sub", "'x'");
    check_tag("a: !Join [b, c]\n", "Fn::Join", "!Join", "[b, c]");
    check_tag("a: !If\n  - b\n  - c\n", "Fn::If", "!If", "- b\n  - c");
    check_tag("a: !Transform {Name: b}\n", "Fn::Transform", "!Transform", "{Name: b}");
    check_tag("a: !Ref 5\n", "Ref", "!Ref", "5");
}

#[test]
fn the_whole_of_a_block_is_its_span() {
    let source = "a:\n  b: c\n  d:\n    - e\n\n# x\nf: g\n";
    let (root, _) = parse(source);
    let node = root.as_ref().and_then(|root| root.get("a")).expect("the value");
    assert_eq!(source.get(node.span.range()), Some("b: c\n  d:\n    - e"));
}

#[test]
fn keys_are_texts_whatever_they_look_like() {
    let (root, findings) = parse("{yes: a, 08: b, 1.0: c, ~: d, 'e': f, 0755: g}");
    let keys: Vec<String> = root
        .as_ref()
        .and_then(Node::as_map)
        .unwrap_or_default()
        .iter()
        .map(|e| e.key.clone())
        .collect();
    assert_eq!(
        (keys, findings.len()),
        (["yes", "08", "1.0", "~", "e", "0755"].map(str::to_owned).to_vec(), 0)
    );
}

fn check_fault(source: &str, code: &str, message: &str) {
    let (_, findings) = parse(source);
    let [finding] = findings.as_slice() else { panic!("{source}: {findings:?}") };
    assert!(finding.code.id == code && finding.message.contains(message), "{source}: {finding:?}");
}

#[test]
fn faults_are_reported_once() {
    check_fault("a: [b", "RDT001", "not YAML");
    check_fault("a:\n\t- b\n", "RDT001", "tab");
    check_fault("a: b\n---\nc: d\n", "RDT001", "second document");
    check_fault("{{ name }}: b\n", "RDT001", "where a key is expected");
    check_fault("!Ref a: b\n", "RDT001", "where a key is expected");
    check_fault("a: b\na: c\n", "RDT003", "`a` occurs twice");
    check_fault("a: !Reff b\n", "RDT005", "`!Reff`");
    check_fault("a: &x [*x]\n", "RDT001", "alias `x` stands inside its own value");
    check_fault("a: &x [b]\nc: *x\nd: *x\n", "RDT006", "aliases");
}

#[test]
fn aliases_of_aliases_are_bounded() {
    let mut source = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..12 {
        let items = vec![format!("*a{}", n - 1); 9].join(", ");
        source.push_str(&format!("a{n}: &a{n} [{items}]\n"));
    }
    let (root, findings) = parse(&source);
    assert!(root.is_none());
    assert_eq!(findings.last().map(|finding| finding.code.id), Some("RDT004"));
}

#[test]
fn depth_is_bounded() {
    let deep = |n: usize| format!("a: {}{}", "[b, ".repeat(n), "]".repeat(n));
    assert_eq!(parse(&deep(99)).1, []);
    assert_eq!(parse(&deep(100)).1.first().map(|finding| finding.code.id), Some("RDT004"));
    assert_eq!(parse(&"- ".repeat(100_000)).1.len(), 1);
}

/// Expects two texts to be read as one value, whatever their places.
///
/// # Source
/// PyYAML 6.0.3, whose trees of both texts are equal.
fn check_alike(text: &str, plainly: &str) {
    let shape = |text: &str| {
        let (root, findings) = parse(text);
        assert_eq!(findings, [], "{text}");
        shape_of(&root.expect("a value"))
    };
    assert_eq!(shape(text), shape(plainly), "{text}");
}

fn shape_of(node: &Node) -> String {
    match &node.value {
        Value::List(items) => {
            format!("[{}]", items.iter().map(shape_of).collect::<Vec<_>>().join(","))
        }
        Value::Map(entries) => {
            let entries =
                entries.iter().map(|entry| format!("{}={}", entry.key, shape_of(&entry.node)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
        }
        value => format!("{value:?}"),
    }
}

#[test]
fn brackets_are_read_as_the_parser_of_the_aws_cli_reads_them() {
    check_alike("a: [?x]\n", "a: [{x: null}]\n");
    check_alike("a: {?x: 1}\n", "a: {x: 1}\n");
    check_alike("a: [b,#c\n d]\n", "a: [b, d]\n");
    check_alike("a: {b: c,#x\n}\n", "a: {b: c}\n");
    check_alike("a: \"x\"#c\n", "a: \"x\"\n");
    check_alike("a: ! 12\nb: !\n", "a: 12\nb: null\n");
}

#[test]
fn keys_are_texts_behind_aliases_and_tags_too() {
    for (source, expected) in [
        ("a: &x 014\n*x : b\n", ["a", "014"].as_slice()),
        ("? ! >\n\n# x\n: b\n", &[""]),
        ("a: &x {b: c}\n<<: *x\n", &["a", "b"]),
        ("<<: !If {b: c}\n", &["b"]),
        ("<<: {a: b}\n<<: {c: d}\n", &["c", "a"]),
    ] {
        let (root, findings) = parse(source);
        assert!(!findings.iter().any(Diagnostic::is_error), "{source}: {findings:?}");
        let entries = root.as_ref().and_then(Node::as_map).unwrap_or_default();
        let keys: Vec<&str> = entries.iter().map(|entry| entry.key.as_str()).collect();
        assert_eq!(keys, expected, "{source}");
    }
    let (_, findings) = parse("<<: !Ref b\n");
    assert!(findings.iter().any(Diagnostic::is_error), "{findings:?}");
}

#[test]
fn tags_of_yaml_say_what_a_value_is() {
    check("a: !!int '12'\n", "'12'", &Value::Number("12".into()));
    check("a: !!bool \"Yes\"\n", "\"Yes\"", &Value::Bool(true));
    check("a: !!float 1\n", "1", &Value::Number("1.0".into()));
    check("a: ! '12'\n", "'12'", &Value::Number("12".into()));
    check_fault("a: !!int x\n", "RDT007", "does not fit the tag `!!int`");
    check_fault("a: !!seq {}\n", "RDT007", "does not fit the tag `!!seq`");
}
