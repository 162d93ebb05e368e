//! Whatever a pull request calls its files, resources and values, what netloom writes about them
//! says only that: hostile names in every field of every format, and each result read by a parser
//! of its format.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests read their files and stop at the first thing that is not as told"
)]

use std::fs;
use std::process::Command;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::{Value, json};

/// What ends, opens or commands something in one format or the other.
const PIECES: &[&str] = &[
    "\u{1b}[2J",
    "\u{7}",
    "\u{9b}31m",
    "\u{202e}",
    "\u{2066}",
    "\u{7f}",
    "\u{fffe}",
    "\u{ffff}",
    "\u{feff}",
    "\u{200b}",
    "\n",
    "\r",
    "\r\n\r\n",
    "\t",
    "\n# ✅ **netloom: none** – approved\n",
    "\n\n```\n",
    "`",
    "``",
    "```",
    "|",
    "\\|",
    "\\",
    " | a | b |\n| --- |",
    "\n---\n",
    "\n===\n",
    "![p](https://stranger.example/p.png)",
    "[x](https://stranger.example)",
    "<img src=x>",
    "</details>",
    "<!--",
    "-->",
    "<script>",
    "@octocat",
    "#1",
    "https://stranger.example/",
    "www.stranger.example",
    "*",
    "**",
    "_",
    "~~",
    "$x$",
    ":+1:",
    "&lt;",
    "&#64;",
    "\n::error file=a::b",
    "::stop-commands::x",
    "::set-env name=PATH::x",
    "##[stop-commands]x",
    "##[error]",
    "%0A",
    "%25",
    ":",
    ",",
    "]]>",
    "<![CDATA[",
    "\"",
    "'",
    "</testsuite>",
    "]]",
    "{0}",
    "{{x}}",
    "](0)",
    "\n- [ ] a",
    "\n> a",
    "\n1. a",
    "    code",
    "a",
    "Vpc",
    "ü",
    "網",
    " ",
];

fn hostile() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 1..5).prop_map(|pieces| pieces.concat())
}

/// Two templates with the names in every place that a review or a finding speaks of.
fn templates(n: &[String]) -> (Value, Value) {
    let at = |place: usize| n[place % n.len()].clone();
    let template = |block: &str, tag: &str, kind: &str, world: &str| {
        json!({
            "Description": at(0),
            "Metadata": { at(1): at(2) },
            "Parameters": { format!("P{}", at(3)): {"Type": "String", "Default": tag, "Description": at(5)} },
            "Conditions": { at(6): {"Fn::Equals": [at(7), tag]} },
            "Resources": {
                "Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16", "Tags": [{"Key": at(1), "Value": tag}]}},
                format!("S{}", at(2)): {"Type": "AWS::EC2::Subnet", "Properties": {"VpcId": {"Ref": "Vpc"}, "CidrBlock": block, "Tags": [{"Key": "Name", "Value": tag}]}},
                "Group": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"VpcId": {"Ref": "Vpc"}, "GroupDescription": at(4),
                    "SecurityGroupIngress": [{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIp": world, "Description": tag}]}},
                format!("R{}", at(3)): {"Type": format!("AWS::EC2::{kind}"), "Properties": { at(5): tag, "Ref": {"Ref": at(6)} }},
                format!("N{}", at(4)): {"Type": "AWS::EC2::NetworkInterface", "DependsOn": at(7), "Properties": {"SubnetId": {"Ref": format!("S{}", at(2))}, "GroupSet": [{"Ref": "Group"}], "Description": tag}},
            },
            "Outputs": { format!("O{}", at(1)): {"Value": tag, "Description": at(2), "Export": {"Name": tag}} },
        })
    };
    (
        template("10.0.0.0/24", &at(6), &at(7), "10.0.0.0/8"),
        template("10.0.1.0/24", &at(8), &at(0), "0.0.0.0/0"),
    )
}

/// A template without an error, which can be drawn, with the names in every place that a picture
/// shows; logical ids are letters and digits.
fn drawable(n: &[String], block: &str) -> Value {
    let at = |place: usize| n[place % n.len()].clone();
    let resource = |kind: &str, properties: Value| json!({"Type": format!("AWS::EC2::{kind}"), "Properties": properties});
    let to = |id: &str| json!({"Ref": id});
    let route = |destination: &str, name: String, key: &str, target: String| {
        resource("Route", json!({"RouteTableId": to("T"), destination: name, key: target}))
    };
    json!({
        "Resources": {
            "V": resource("VPC", json!({"CidrBlock": "10.0.0.0/16"})),
            "S": resource("Subnet", json!({"VpcId": to("V"), "CidrBlock": block, "AvailabilityZone": at(2)})),
            "X": resource("Subnet", json!({"VpcId": at(3), "CidrBlock": "10.9.0.0/24", "AvailabilityZone": at(4)})),
            "T": resource("RouteTable", json!({"VpcId": to("V")})),
            "R1": route("DestinationPrefixListId", at(5), "TransitGatewayId", at(6)),
            "R2": route("DestinationPrefixListId", at(7), "CarrierGatewayId", at(8)),
            "R3": route("DestinationPrefixListId", at(0), "VpcPeeringConnectionId", at(1)),
            "B": resource("SubnetRouteTableAssociation", json!({"RouteTableId": to("T"), "SubnetId": to("S")})),
            "N": resource("NetworkInterface", json!({"SubnetId": to("S")})),
            "E": resource("VPCEndpoint", json!({"VpcId": to("V"), "ServiceName": at(1), "RouteTableIds": [to("T")]})),
            "I": resource("VPCEndpoint", json!({"VpcId": to("V"), "ServiceName": at(2), "VpcEndpointType": "Interface", "SubnetIds": [to("S")]})),
        },
    })
}

/// Facts with the names as ids, tags and zones.
fn drawable_facts(n: &[String]) -> Value {
    let at = |place: usize| n[place % n.len()].clone();
    json!({
        "Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}],
        "Subnets": [
            {"SubnetId": "subnet-0123456789abcdef0", "VpcId": "vpc-1", "CidrBlock": "10.0.0.0/24", "AvailabilityZone": at(0),
                "Tags": [{"Key": "Name", "Value": at(1)}]},
            {"SubnetId": at(2), "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24", "AvailabilityZoneId": at(3)},
        ],
        "InternetGateways": [{"InternetGatewayId": at(4), "Attachments": [{"VpcId": "vpc-1", "State": "available"}]}],
    })
}

/// A name of a file that a file system takes.
fn file_name(name: &str) -> String {
    let name: String = name.chars().filter(|c| !matches!(c, '/' | '\0')).take(40).collect();
    format!("{name}.json")
}

fn is_unsafe(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffe}'..='\u{ffff}')
}

/// What holds of every text that a terminal or a log shows.
fn check_log(text: &str, about: &str) {
    if let Some(c) = text.chars().find(|c| is_unsafe(*c)) {
        panic!("{about} has {c:?}:\n{text:?}");
    }
    assert!(!text.contains("##["), "{about}: {text}");
    let commands = ["error", "warning", "stop-commands", "set-env", "add-mask"];
    let is_command = |line: &str| {
        commands.iter().any(|name| line.trim_start().starts_with(&format!("::{name}")))
    };
    assert!(!text.lines().any(is_command), "{about}: {text}");
}

fn check_markdown(text: &str) {
    assert!(!text.chars().any(is_unsafe), "{text:?}");
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM;
    let known = ["<details>", "<summary>", "</summary>", "</details>", "<code>", "</code>"];
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Start(tag) => match tag {
                Tag::Paragraph | Tag::List(None) | Tag::Item | Tag::Strong | Tag::HtmlBlock => {}
                Tag::Table(_) | Tag::TableHead | Tag::TableRow | Tag::TableCell => {}
                other => panic!("{other:?} in:\n{text}"),
            },
            Event::Html(html) | Event::InlineHtml(html) => {
                let mut rest = html.trim().to_owned();
                known.iter().for_each(|tag| rest = rest.replace(tag, ""));
                assert!(rest.is_empty() || rest == "Details", "{html} in:\n{text}");
            }
            Event::Text(words) => {
                let mention = words
                    .split('@')
                    .skip(1)
                    .any(|rest| rest.starts_with(|c: char| c.is_alphanumeric()));
                assert!(!mention, "a mention in {words:?} of:\n{text}");
            }
            Event::Rule | Event::TaskListMarker(_) | Event::FootnoteReference(_) => {
                panic!("{event:?} in:\n{text}")
            }
            _ => {}
        }
    }
    // Every row of a table has the bars of its head and no other.
    let mut n_bars = None;
    for line in text.lines() {
        let bars = line.matches('|').count();
        match (line.starts_with("| "), n_bars) {
            (true, None) => n_bars = Some(bars),
            (true, Some(expected)) => assert_eq!(bars, expected, "{line}"),
            (false, _) => {
                assert_eq!(bars, 0, "{line}");
                n_bars = None;
            }
        }
    }
    // The source without its code.
    let mut outside = text.to_owned();
    let spans = Parser::new_ext(text, options).into_offset_iter();
    let codes: Vec<_> = spans
        .filter(|(event, _)| matches!(event, Event::Code(_)))
        .map(|(_, range)| range)
        .collect();
    codes.into_iter().rev().for_each(|range| outside.replace_range(range, ""));
    assert_eq!(outside.matches("**netloom:").count(), 1, "{text}");
    // A link needs two slashes behind a colon, or `www.`; a backslash before the colon or the stop
    // makes it none.
    let is_link =
        |at: &str| outside.match_indices(at).any(|(at, _)| !outside[..at].ends_with('\\'));
    assert!(!is_link("://") && !outside.contains("www."), "{outside}");
}

fn check_xml(text: &str) {
    check_log(text, "junit");
    let mut reader = quick_xml::Reader::from_str(text);
    let mut n_suites = 0;
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error} in {text}")) {
            quick_xml::events::Event::Eof => break,
            quick_xml::events::Event::Start(start) => {
                n_suites += usize::from(start.name().as_ref() == b"testsuites");
                for attribute in start.attributes() {
                    attribute.expect("an attribute").unescape_value().expect("its text");
                }
            }
            quick_xml::events::Event::CData(_) | quick_xml::events::Event::Comment(_) => {
                panic!("not ours: {text}")
            }
            _ => {}
        }
    }
    assert_eq!(n_suites, 1);
}

/// An SVG that runs nothing and loads nothing.
fn check_svg(text: &str) {
    check_log(text, "svg");
    let known: [&[u8]; 12] = [
        b"svg",
        b"title",
        b"desc",
        b"style",
        b"defs",
        b"marker",
        b"path",
        b"rect",
        b"polyline",
        b"text",
        b"g",
        b"line",
    ];
    let mut reader = quick_xml::Reader::from_str(text);
    let mut n_roots = 0;
    loop {
        use quick_xml::events::Event;
        match reader.read_event().unwrap_or_else(|error| panic!("{error} in {text}")) {
            Event::Eof => break,
            Event::Start(start) | Event::Empty(start) => {
                let name = start.name();
                assert!(known.contains(&name.as_ref()), "{name:?} in {text}");
                n_roots += usize::from(name.as_ref() == b"svg");
                for attribute in start.attributes() {
                    let attribute = attribute.expect("an attribute");
                    let key = String::from_utf8_lossy(attribute.key.as_ref()).into_owned();
                    assert!(!key.starts_with("on") && !key.contains("href"), "{key} in {text}");
                    attribute.unescape_value().expect("its text");
                }
            }
            Event::CData(_) | Event::Comment(_) | Event::PI(_) | Event::DocType(_) => {
                panic!("not ours: {text}")
            }
            _ => {}
        }
    }
    assert_eq!(n_roots, 1);
}

/// Every line is one of ours, and no text ends its quotes.
fn check_mermaid(text: &str) {
    check_log(text, "mermaid");
    for line in text.lines().map(str::trim_start) {
        let n_quotes = line.matches('"').count();
        assert!(n_quotes == 0 || n_quotes == 2, "{line}");
        let inside = line.split('"').nth(1).unwrap_or_default().replace("<br/>", "");
        assert!(!inside.contains(['<', '>', '`']), "{line}");
    }
}

/// Quotes are closed on the line on which they are opened.
fn check_dot(text: &str) {
    check_log(text, "dot");
    for line in text.lines() {
        let bare = line.replace("\\\\", "").replace("\\\"", "");
        assert!(bare.matches('"').count().is_multiple_of(2), "{line}");
    }
}

fn check_json(text: &str, about: &str) -> Value {
    if let Some(c) = text.chars().find(|c| is_unsafe(*c)) {
        panic!("{about} has {c:?}");
    }
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{about}: {error}: {text}"))
}

fn check_sarif(text: &str) {
    let log = check_json(text, "sarif");
    for result in log["runs"][0]["results"].as_array().expect("results") {
        let message = result["message"]["text"].as_str().expect("a message");
        assert!(!message.replace("\\]", "").contains("]("), "{message}");
        assert!(!message.replace("{{0}}", "").contains("{0}"), "{message}");
    }
}

fn check_github(text: &str) {
    for line in text.lines() {
        let rest = ["::error ", "::warning ", "::notice "]
            .iter()
            .find_map(|start| line.strip_prefix(start));
        let rest = rest.unwrap_or_else(|| panic!("not ours: {line}"));
        let (properties, _) = rest.split_once("::").expect("a message");
        for property in properties.split(',') {
            let (key, value) = property.split_once('=').expect("a property");
            assert!(
                ["file", "line", "col", "endLine", "title"].contains(&key) && !value.contains(':'),
                "{line}"
            );
        }
        assert!(!line.chars().any(is_unsafe), "{line:?}");
    }
}

fn check_all(names: &[String]) {
    let folder = tempfile::tempdir().expect("a folder");
    let (old, new) = templates(names);
    let (old_name, new_name) =
        (format!("old{}", file_name(&names[0])), format!("new{}", file_name(&names[1])));
    fs::write(folder.path().join(&old_name), old.to_string()).expect("a file");
    fs::write(folder.path().join(&new_name), format!("{new:#}")).expect("a file");
    fs::write(
        folder.path().join("claims.json"),
        json!({"claims": [{"from": names[0], "to": names[2], "expect": names[3]}]}).to_string(),
    )
    .expect("a file");
    let run = |arguments: &[&str]| {
        let command = Command::new(env!("CARGO_BIN_EXE_netloom"))
            .args(arguments)
            .current_dir(folder.path())
            .output();
        let output = command.expect("netloom starts");
        check_log(&String::from_utf8(output.stderr).expect("UTF-8"), "standard error");
        assert!(
            output.status.code().is_some_and(|code| code <= 3),
            "{arguments:?}: {:?}",
            output.status
        );
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let diff = |format: &str| run(&["diff", "--format", format, "--", &old_name, &new_name]);
    let check = |format: &str| {
        run(&["check", "--format", format, "--claims", "claims.json", "--", &new_name])
    };
    check_log(&diff("human"), "diff");
    check_markdown(&diff("markdown"));
    check_github(&diff("github"));
    check_xml(&diff("junit"));
    check_sarif(&diff("sarif"));
    check_json(&diff("json"), "diff");
    check_log(&check("human"), "check");
    check_log(&check("concise"), "check");
    check_log(&diff("concise"), "diff");
    check_markdown(&check("markdown"));
    check_github(&check("github"));
    check_xml(&check("junit"));
    check_sarif(&check("sarif"));
    check_json(&check("json"), "check");
    let party = format!("N{}", names[4 % names.len()]);
    let trace = |format: &str| {
        run(&[
            "trace",
            &new_name,
            "--from",
            "internet",
            &format!("--to={party}"),
            "--format",
            format,
        ])
    };
    check_log(&trace("human"), "trace");
}

/// Every picture of hostile names in every format.
fn check_drawings(names: &[String]) {
    let folder = tempfile::tempdir().expect("a folder");
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_netloom"));
        let output = command.args(arguments).current_dir(folder.path()).output();
        let output = output.expect("netloom starts");
        check_log(&String::from_utf8(output.stderr).expect("UTF-8"), "standard error");
        assert!(!output.stdout.is_empty(), "{arguments:?} drew nothing of {names:?}");
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    for (name, block) in [("before.json", "10.0.0.0/24"), ("after.json", "10.0.1.0/24")] {
        fs::write(folder.path().join(name), drawable(names, block).to_string()).expect("a file");
    }
    let draw = |format: &str| run(&["draw", "--format", format, "after.json"]);
    check_svg(&draw("svg"));
    check_mermaid(&draw("mermaid"));
    check_dot(&draw("dot"));
    check_log(&draw("text"), "draw");
    let change =
        |format: &str| run(&["draw", "--diff", "--format", format, "before.json", "after.json"]);
    check_svg(&change("svg"));
    check_mermaid(&change("mermaid"));
    check_dot(&change("dot"));
    let path = |format: &str| {
        run(&["draw", "after.json", "--path", "--from=N", "--to=internet", "--format", format])
    };
    check_svg(&path("svg"));
    check_mermaid(&path("mermaid"));
    let facts = drawable_facts(names);
    fs::create_dir_all(folder.path().join("facts")).expect("a folder");
    for (key, answer) in facts.as_object().expect("answers") {
        let answer = json!({ key: answer }).to_string();
        fs::write(folder.path().join("facts").join(format!("{key}.json")), answer).expect("facts");
    }
    check_svg(&run(&["draw", "--facts", "facts"]));
    check_mermaid(&run(&["draw", "--facts", "facts", "--format", "mermaid"]));
    check_dot(&run(&["draw", "--facts", "facts", "--format", "dot"]));
    check_svg(&run(&["draw", "--cidr", "after.json"]));
    check_log(&run(&["draw", "--cidr", "--format", "text", "after.json"]), "draw --cidr");
}

#[test]
fn every_piece_stays_text_in_every_place() {
    for piece in PIECES {
        check_all(&vec![(*piece).to_owned(); 9]);
    }
}

#[test]
fn every_piece_stays_text_in_pictures() {
    for at in (0..PIECES.len()).step_by(3) {
        let pieces = PIECES.iter().cycle().skip(at).take(9);
        check_drawings(&pieces.map(|piece| (*piece).to_owned()).collect::<Vec<_>>());
    }
}

#[test]
fn names_of_many_pieces_stay_text() {
    let n_cases = if std::env::var_os("NETLOOM_SLOW_TESTS").is_some() { 500 } else { 6 };
    let mut runner = TestRunner::new(Config {
        cases: n_cases,
        max_shrink_iters: 40,
        failure_persistence: None,
        ..Config::default()
    });
    runner
        .run(&prop::collection::vec(hostile(), 9), |names| {
            check_all(&names);
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
}
