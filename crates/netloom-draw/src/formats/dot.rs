//! DOT, for Graphviz.
//!
//! # Source
//! Graphviz documentation, "DOT Language": in quoted strings `"` is escaped, and a backslash begins
//! an escape sequence; subgraphs named `cluster…` are drawn as frames.

use netloom_diag::terminal_text;

use crate::scene::{Key, Mark, Scene, SubnetBox, Tone, VpcBox};

/// Returns a scene as a directed graph.
pub(super) fn dot(scene: &Scene) -> String {
    let mut out = String::from("digraph network {\n");
    out.push_str(&format!("  label={};\n", quoted(&[&scene.title], &[])));
    out.push_str("  labelloc=t; compound=true; rankdir=BT; fontname=\"Helvetica\";\n");
    out.push_str("  node [shape=box, fontname=\"Helvetica\", fontsize=11];\n");
    out.push_str("  edge [fontname=\"Helvetica\", fontsize=9];\n");
    for outside in &scene.outside {
        let text = quoted(&[outside.kind.words(), &outside.name], &outside.marks);
        out.push_str(&format!("  {} [label={text}, shape=ellipse];\n", id(&outside.key)));
    }
    for (at, vpc) in scene.vpcs.iter().enumerate() {
        vpc_lines(at, vpc, &mut out);
    }
    edges(scene, &mut out);
    if !scene.notes.is_empty() {
        let notes: Vec<&str> = scene.notes.iter().map(|note| note.words.as_str()).collect();
        out.push_str(&format!("  notes [label={}, shape=note];\n", quoted(&notes, &[])));
    }
    out.push_str("}\n");
    out
}

fn vpc_lines(at: usize, vpc: &VpcBox, out: &mut String) {
    let title = quoted(&["VPC", &vpc.name, &vpc.blocks], &vpc.marks);
    out.push_str(&format!("  subgraph cluster_{at} {{\n    label={title}; color=\"#1e7e34\";\n"));
    for edge in &vpc.edge {
        let text = quoted(&[edge.kind.words(), &edge.name], &edge.marks);
        out.push_str(&format!("    {} [label={text}, shape=hexagon];\n", id(&edge.key)));
    }
    for (n, zone) in vpc.zones.iter().enumerate() {
        out.push_str(&format!("    subgraph cluster_{at}_{n} {{\n"));
        out.push_str(&format!("      label={}; style=dashed;\n", quoted(&[&zone.name], &[])));
        for subnet in &zone.subnets {
            out.push_str(&format!("      {} [{}];\n", id(&subnet.key), attributes(subnet)));
        }
        out.push_str("    }\n");
    }
    out.push_str("  }\n");
}

fn attributes(subnet: &SubnetBox) -> String {
    let mut lines = vec![subnet.access.words(), &subnet.name, &subnet.block, &subnet.hosts];
    lines.extend(subnet.residents.iter().map(|resident| resident.words.as_str()));
    let marks = subnet.residents.iter().flat_map(|resident| &resident.marks);
    let marks: Vec<Mark> = subnet.marks.iter().chain(marks).cloned().collect();
    let fill = match subnet.access {
        crate::scene::Access::Public => "#e9f5e9",
        crate::scene::Access::Private => "#e6f1fa",
        crate::scene::Access::Isolated => "#f1f1f4",
        crate::scene::Access::Unknown => "#fff7e0",
    };
    let is_bad = marks.iter().any(|mark| mark.tone == Tone::Bad);
    let frame = if is_bad { ", color=\"#b3261e\", penwidth=2" } else { "" };
    format!("label={}, style=filled, fillcolor=\"{fill}\"{frame}", quoted(&lines, &marks))
}

fn edges(scene: &Scene, out: &mut String) {
    let homes: std::collections::BTreeMap<&Key, &Key> = scene
        .subnets()
        .flat_map(|subnet| subnet.residents.iter().map(|resident| (&resident.key, &subnet.key)))
        .collect();
    let home = |key| *homes.get(key).unwrap_or(&key);
    for subnet in scene.subnets() {
        for exit in &subnet.exits {
            let Some(to) = exit.to.as_ref().map(home).filter(|to| **to != subnet.key) else {
                continue;
            };
            let text = quoted(&[&exit.words], &[]);
            out.push_str(&format!("  {} -> {} [label={text}];\n", id(&subnet.key), id(to)));
        }
    }
    for edge in scene.vpcs.iter().flat_map(|vpc| &vpc.edge) {
        if let Some(outside) = &edge.outside {
            out.push_str(&format!("  {} -> {} [dir=none];\n", id(&edge.key), id(outside)));
        }
    }
    for (n, arrow) in scene.arrows.iter().enumerate() {
        let (from, to) = (id(home(&arrow.from)), id(home(&arrow.to)));
        let n = n + 1;
        out.push_str(&format!("  {from} -> {to} [label=\"path {n}\", penwidth=2];\n"));
    }
}

fn id(key: &Key) -> String {
    quoted(&[key.as_str()], &[])
}

/// Lines in quotes; a backslash of a text stays one.
fn quoted(lines: &[&str], marks: &[Mark]) -> String {
    let marks = marks.iter().map(|mark| format!("({})", mark.word));
    let lines = lines.iter().filter(|line| !line.is_empty()).map(|line| (*line).to_owned());
    let lines = lines
        .chain(marks)
        .map(|line| terminal_text(&line).replace('\\', "\\\\").replace('"', "\\\""));
    format!("\"{}\"", lines.collect::<Vec<_>>().join("\\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_its_quotes() {
        assert_eq!(quoted(&["a\"; x=\\", "b"], &[]), "\"a\\\"; x=\\\\\\nb\"");
    }
}
