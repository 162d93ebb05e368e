//! Files that mean harm, or no file at all.

use super::{findings, load};
use crate::LoadOptions;

fn check(text: &str, expected: &str) {
    let found = findings(text, &LoadOptions::default());
    let codes: Vec<&str> = found.iter().filter_map(|finding| finding.split(' ').nth(1)).collect();
    assert_eq!(codes, [expected], "{found:?} for {}", text.chars().take(200).collect::<String>());
}

#[test]
fn what_is_not_one_mapping_is_refused() {
    check("", "YML007");
    check("# nothing\n", "YML007");
    check("~\n", "YML007");
    check("- a\n", "YML008");
    check("just text\n", "YML008");
    check("a: b\n---\nc: d\n", "YML006");
    check("a: [1,\n", "YML001");
    check("a: b: c\n", "YML001");
    check("a: \u{7}\n", "YML001");
    check("\0\0PK\u{3}\u{4}", "YML001");
    check("{% if x %}\na: b\n", "YML001");
}

#[test]
fn tabs_are_refused_outside_of_quotes_and_comments() {
    check("HeadNode:\n\tNetworking: {}\n", "YML003");
    // Everything else wrong with the file is reported beside it.
    let found = findings(&super::CLEAN.replace("Region: ", "Region:\t"), &LoadOptions::default());
    assert_eq!(found, ["error YML003 1: \t"]);
    let clean = super::CLEAN
        .replace("t3.micro", "\"t3\\tx\" #\tcomment")
        .replace("Image:", "# \tcomment\nImage:");
    assert!(load(&clean, &LoadOptions::default()).diagnostics.is_empty());
    let found =
        findings(&super::CLEAN.replace("t3.micro", "t3.micro\t# comment"), &LoadOptions::default());
    assert_eq!(found, ["error YML003 4: \t"]);
}

#[test]
fn keys_stand_once_and_are_texts() {
    let found =
        findings(&super::CLEAN.replace("Region", "Region: a\nRegion"), &LoadOptions::default());
    assert_eq!(found, ["warning CFG013 1: a", "error YML002 2: Region"]);
    let found = findings(
        &super::CLEAN.replace("SubnetId: head", "SubnetId: {{ id }}"),
        &LoadOptions::default(),
    );
    assert!(found.contains(&"error YML010 6: { id }".to_owned()), "{found:?}");
}

#[test]
fn tags_are_refused_unless_they_are_of_yaml_itself() {
    let found = findings(&super::CLEAN.replace("head", "!Ref head"), &LoadOptions::default());
    assert_eq!(found, ["error YML009 6: head"]);
    assert!(
        load(
            &super::CLEAN.replace("SubnetId: head", "SubnetId: !!str head"),
            &LoadOptions::default()
        )
        .diagnostics
        .is_empty()
    );
}

#[test]
fn merge_keys_are_followed_with_a_warning() {
    let text = super::CLEAN
        .replace("Region:", "X: &x {SubnetId: head}\nRegion:")
        .replace("SubnetId: head\n", "<<: *x\n");
    let text = text.replace("X: &x {<<: *x\n", "X: &x {SubnetId: head}\n");
    let loaded = load(&text, &LoadOptions::default());
    assert!(
        loaded.diagnostics.iter().all(|finding| finding.code.id == "YML012"),
        "{:?}",
        loaded.diagnostics
    );
    assert!(loaded.intent.is_some_and(|intent| intent.head.subnet.is_some()));
}

#[test]
fn an_alias_bomb_is_refused() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..30 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
    }
    check(&bomb, "YML005");
    check("a: &a [*a]\n", "YML011");
}

#[test]
fn deep_nesting_is_refused_however_it_is_written() {
    check(&format!("a: {}", "[".repeat(100_000)), "YML004");
    check(&"- ".repeat(100_000), "YML004");
    check(
        &(0..500).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect::<String>(),
        "YML004",
    );
    let chain: String = (1..5000).map(|n| format!("a{n}: &a{n} [*a{}]\n", n - 1)).collect();
    check(&format!("a0: &a0 []\n{chain}"), "YML004");
}

#[test]
fn a_large_file_is_read_or_refused_and_never_hangs() {
    let many_keys: String = (0..60_000).map(|n| format!("Key{n}: value {n}\n")).collect();
    assert!(
        load(&format!("{}{many_keys}", super::CLEAN), &LoadOptions::default()).intent.is_some()
    );
    let long_scalar = "x".repeat(1 << 20);
    assert!(
        load(&format!("{}Tags: {long_scalar}\n", super::CLEAN), &LoadOptions::default())
            .intent
            .is_some()
    );
    check(&"- a\n".repeat(1 << 18), "YML005");
    let instances: String =
        (0..60_000).map(|n| format!("{{InstanceType: c{n}.large}}, ")).collect();
    let fleet =
        super::CLEAN.replace("InstanceType: c5.large", &format!("Instances: [{instances}]"));
    assert!(load(&fleet, &LoadOptions::default()).intent.is_some());
    let merged: String = (0..20_000).map(|n| format!("k{n}: 1, ")).collect();
    let own: String = (0..20_000).map(|n| format!("  o{n}: 1\n")).collect();
    let merging = format!("{}X: &x {{{merged}}}\nY:\n  <<: *x\n{own}", super::CLEAN);
    assert!(load(&merging, &LoadOptions::default()).intent.is_some());
    assert!(
        load(&format!("{}{}: 1\n", super::CLEAN, "k".repeat(1000)), &LoadOptions::default())
            .intent
            .is_some()
    );
    let quotes = format!("a: \"{}", "\n".repeat(1 << 20));
    check(&quotes, "YML001");
}
