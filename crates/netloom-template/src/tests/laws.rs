//! Laws: large templates are read whole, and nothing panics.

use proptest::prelude::*;

use super::*;

/// Templates that netloom rendered, behind the head of a snapshot.
const RENDERED: [&str; 3] = [
    include_str!("../../../../snapshots/batch-nat/ini-template.snap"),
    include_str!("../../../../snapshots/three-zones-nat-per-zone/yaml-template.snap"),
    include_str!("../../../../snapshots/direct-connect-new/ini-template.snap"),
];

#[test]
fn five_hundred_resources_are_read_whole() {
    let subnet = |n: usize| {
        format!(
            "  S{n}:\n    Type: AWS::EC2::Subnet\n    Properties:\n      VpcId: !Ref Vpc\n      \
             CidrBlock: !Select [{}, !Cidr [!GetAtt Vpc.CidrBlock, 256, 8]]\n      \
             Tags: [{{Key: Name, Value: !Sub '${{AWS::StackName}}-{n}'}}]\n",
            n % 256
        )
    };
    let text = format!(
        "Resources:\n  Vpc: {{Type: AWS::EC2::VPC, Properties: {{CidrBlock: 10.0.0.0/16}}}}\n{}",
        (0..499).map(subnet).collect::<String>()
    );
    let document = document(&text);
    assert_eq!(document.resources.len(), 500);
    let last =
        document.resource("S498").and_then(|subnet| subnet.properties.get("CidrBlock")).map(show);
    assert_eq!(last.as_deref(), Some("'10.0.242.0/24'"));
}

/// Every span lies in the text, on boundaries of characters.
fn check_spans(node: &Node, text: &str) {
    assert!(text.get(node.span.range()).is_some(), "{node:?}");
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| check_spans(item, text)),
        Value::Map(entries) => entries.iter().for_each(|entry| {
            assert!(text.get(entry.key_span.range()).is_some(), "{entry:?}");
            check_spans(&entry.node, text);
        }),
        _ => {}
    }
}

fn check_any(text: &str) {
    let read = read(text);
    assert!(read.template.is_some() || !read.diagnostics.is_empty(), "{text:?}");
    for finding in &read.diagnostics {
        assert!(text.get(finding.primary.span.range()).is_some(), "{finding:?} in {text:?}");
        let message = &finding.message;
        assert!(!message.contains('\n') && !message.is_empty(), "{message:?}");
    }
    for resource in read.template.iter().flat_map(|document| &document.resources) {
        assert!(resource.properties.as_map().is_some());
        check_spans(&resource.properties, text);
    }
}

/// Pieces that templates are made of, in any order.
fn fragments() -> impl Strategy<Value = String> {
    let fragment = prop_oneof![
        "[a-zA-Z0-9 \n:{}\\[\\],'\"!&*<|>#%@?\\-\t\\\\$/.ä\u{85}]{0,6}",
        proptest::sample::select(vec![
            "Resources:\n",
            "  A:\n    Type: A::B::C\n",
            "    Properties:\n      P: ",
            "!Ref A\n",
            "!Sub '${A.B}'\n",
            "!If [C, ",
            "!Cidr [10.0.0.0/8, 3, ",
            "!Select [0, ",
            "!GetAZs ''",
            "]\n",
            "{\"Resources\": {",
            "\"Ref\": ",
            "Fn::ForEach::X: ",
            "Fn::Join: [',', ",
            "Conditions: {C: ",
            "!Equals [a, ",
            "!Not [",
            "!And [",
            "}",
            "&a ",
            "*a",
            "<<: ",
            "Parameters: {P: {Type: String, Default: ",
            "Transform: ",
            "\\ud83d",
            "--- ",
            "!Split ['', ",
        ])
        .prop_map(str::to_owned),
    ];
    proptest::collection::vec(fragment, 0..20).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in ".*") {
        check_any(&text);
    }

    #[test]
    fn any_order_of_fragments_is_read_without_panic(text in fragments()) {
        check_any(&text);
        check_any(&format!("Resources:\n  A:\n    Type: A::B::C\n    Properties:\n      P: {text}"));
    }

    #[test]
    fn templates_with_a_few_bytes_changed_are_read_without_panic(
        text in proptest::sample::select(&RENDERED[..]),
        edits in proptest::collection::vec((any::<proptest::sample::Index>(), 0..12_usize, fragments()), 1..4),
    ) {
        let mut text = text.splitn(3, "---\n").last().unwrap_or_default().to_owned();
        for (at, n_removed, inserted) in edits {
            let mut chars: Vec<char> = text.chars().collect();
            let at = at.index(chars.len() + 1);
            let end = (at + n_removed).min(chars.len());
            chars.splice(at..end, inserted.chars());
            text = chars.into_iter().collect();
        }
        check_any(&text);
    }
}
