//! Laws: no text brings the reader down, and the order of keys does not matter.

use proptest::prelude::*;

use super::{CLEAN, load};
use crate::intent::ClusterIntent;
use crate::{BoundIds, LoadOptions};

/// Text that is near enough to YAML to get past the first line.
fn yaml_like() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "HeadNode",
        "Networking",
        "SubnetId",
        "SubnetIds",
        "Scheduling",
        "SlurmQueues",
        "Network",
        "Subnets",
        "Name",
        "Zones",
        ": ",
        ":",
        "- ",
        "\n",
        "\n  ",
        "\n    ",
        "[",
        "]",
        "{",
        "}",
        ", ",
        "&a ",
        "*a",
        "<<",
        "!x ",
        "'",
        "\"",
        "|\n",
        "#",
        "\t",
        "head",
        "compute",
        "subnet-12345678",
        "10.0.0.0/8",
        "euw1-az1",
        "~",
        "1",
        "ä",
        "\u{feff}",
        "---\n",
        "\r\n",
        "{{ x }}",
        "% ",
    ]);
    prop::collection::vec(word, 0..60).prop_map(|words| words.concat())
}

/// The intent without places: those move with the keys.
fn without_spans(intent: &ClusterIntent) -> String {
    let text = format!("{intent:?}");
    let mut parts = text.split("Span {");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(part.split_once('}').map_or("", |(_, rest)| rest));
    }
    out
}

/// The clean file with its mappings written in a given order.
fn shuffled(order: &[usize]) -> String {
    let head = [
        "  InstanceType: t3.micro",
        "  Networking: {ElasticIp: true, SubnetId: head}",
        "  Ssh: {AllowedIps: 10.0.0.0/8}",
    ];
    let network = [
        "  Zones: [euw1-az1]",
        "  Subnets: [{Name: head, Kind: public}, {Name: compute}]",
        "  Nat: single",
    ];
    let queue = [
        "Name: q1",
        "ComputeResources: [{MaxCount: 3, Name: c1, InstanceType: c5.large}]",
        "Networking: {SubnetIds: [compute]}",
    ];
    let pick = |lines: &[&str], at: usize| -> Vec<String> {
        let mut lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        let turn = order[at] % lines.len();
        lines.rotate_left(turn);
        lines
    };
    let queue = format!("  SlurmQueues: [{{{}}}]", pick(&queue, 0).join(", "));
    let sections = [
        "Region: eu-west-1".to_owned(),
        format!("HeadNode:\n{}", pick(&head, 1).join("\n")),
        format!("Network:\n{}", pick(&network, 2).join("\n")),
        format!("Scheduling:\n  Scheduler: slurm\n{queue}"),
    ];
    let sections: Vec<&str> = sections.iter().map(String::as_str).collect();
    pick(&sections, 3).join("\n")
}

proptest! {
    #[test]
    fn any_text_loads_without_panic(text in any::<String>()) {
        load(&text, &LoadOptions::default());
    }

    #[test]
    fn any_text_like_yaml_loads_and_binds_without_panic(text in yaml_like(), at in 0..CLEAN.len()) {
        for text in [text.clone(), format!("{}{text}", CLEAN.get(..at).unwrap_or_default())] {
            let loaded = load(&text, &LoadOptions::default());
            prop_assert!(loaded.intent.is_some() || !loaded.diagnostics.is_empty());
            let mut sources = netloom_diag::Sources::default();
            let id = sources.add("c.yaml", text);
            let file = sources.get(id).expect("it was just added");
            let _ = crate::bind_config(file, &LoadOptions::default(), &BoundIds::default());
        }
    }

    #[test]
    fn the_order_of_keys_changes_nothing_but_places(order in prop::collection::vec(0_usize..12, 4)) {
        let seen = load(&shuffled(&order), &LoadOptions::default());
        let plain = load(&shuffled(&[0, 0, 0, 0]), &LoadOptions::default());
        prop_assert!(seen.diagnostics.is_empty(), "{:?}", seen.diagnostics);
        let seen = seen.intent.map(|intent| without_spans(&intent));
        prop_assert_eq!(seen, plain.intent.map(|intent| without_spans(&intent)));
    }
}
