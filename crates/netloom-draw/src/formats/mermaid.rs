//! Mermaid, which GitHub and GitLab draw in Markdown.
//!
//! # Source
//! Mermaid documentation, "Flowcharts": `subgraph`, quoted texts, entity codes such as `#quot;`.

use std::collections::BTreeMap;

use netloom_diag::terminal_text;

use crate::scene::{Key, Mark, Scene, Tone, VpcBox};

/// Returns a scene as a flowchart.
pub(super) fn mermaid(scene: &Scene) -> String {
    let names = Names::of(scene);
    let mut out = String::from("flowchart TB\n");
    out.push_str(&format!("  accTitle: {}\n", words(&scene.title)));
    for outside in &scene.outside {
        let text = joined(&[outside.kind.words(), &outside.name], &outside.marks);
        out.push_str(&format!("  {}([\"{text}\"])\n", names.of_key(&outside.key)));
    }
    for vpc in &scene.vpcs {
        vpc_lines(vpc, &names, &mut out);
    }
    links(scene, &names, &mut out);
    out.push_str("  classDef public fill:#e9f5e9,stroke:#2f7d32,color:#16191f\n");
    out.push_str("  classDef private fill:#e6f1fa,stroke:#1a6aa8,color:#16191f\n");
    out.push_str("  classDef bad stroke:#b3261e,stroke-width:3px\n");
    // Beside the drawing, since a flowchart has no place for a text of its own.
    let notes: Vec<String> = scene.notes.iter().map(|note| words(&note.words)).collect();
    if !notes.is_empty() {
        out.push_str(&format!("  notes[\"{}\"]\n", notes.join("<br/>")));
    }
    out
}

fn vpc_lines(vpc: &VpcBox, names: &Names<'_>, out: &mut String) {
    let title = joined(&["VPC", &vpc.name, &vpc.blocks], &vpc.marks);
    out.push_str(&format!("  subgraph {}[\"{title}\"]\n", names.of_key(&vpc.key)));
    for edge in &vpc.edge {
        let text = joined(&[edge.kind.words(), &edge.name], &edge.marks);
        out.push_str(&format!("    {}{{{{\"{text}\"}}}}\n", names.of_key(&edge.key)));
    }
    for (at, zone) in vpc.zones.iter().enumerate() {
        let id = format!("{}z{at}", names.of_key(&vpc.key));
        out.push_str(&format!("    subgraph {id}[\"{}\"]\n", words(&zone.name)));
        for subnet in &zone.subnets {
            let mut lines = vec![subnet.access.words(), &subnet.name, &subnet.block, &subnet.hosts];
            lines.extend(subnet.residents.iter().map(|resident| resident.words.as_str()));
            let marks: Vec<Mark> = subnet
                .marks
                .iter()
                .chain(subnet.residents.iter().flat_map(|resident| &resident.marks))
                .cloned()
                .collect();
            let class = match subnet.access {
                _ if marks.iter().any(|mark| mark.tone == Tone::Bad) => ":::bad",
                crate::scene::Access::Public => ":::public",
                crate::scene::Access::Private => ":::private",
                _ => "",
            };
            let text = joined(&lines, &marks);
            out.push_str(&format!("      {}[\"{text}\"]{class}\n", names.of_key(&subnet.key)));
        }
        out.push_str("    end\n");
    }
    out.push_str("  end\n");
}

/// Routes, then what gateways lead to, then the path.
fn links(scene: &Scene, names: &Names<'_>, out: &mut String) {
    for subnet in scene.subnets() {
        for exit in &subnet.exits {
            if let Some(to) = exit.to.as_ref().filter(|to| names.has(to)) {
                let (from, to) = (names.of_key(&subnet.key), names.of_key(to));
                if from != to {
                    out.push_str(&format!("  {from} -->|\"{}\"| {to}\n", words(&exit.words)));
                }
            }
        }
    }
    for edge in scene.vpcs.iter().flat_map(|vpc| &vpc.edge) {
        if let Some(outside) = &edge.outside {
            let (from, to) = (names.of_key(&edge.key), names.of_key(outside));
            out.push_str(&format!("  {from} --- {to}\n"));
        }
    }
    for (n, arrow) in scene.arrows.iter().enumerate() {
        let (from, to) = (names.of_key(&arrow.from), names.of_key(&arrow.to));
        out.push_str(&format!("  {from} ==>|\"path {}\"| {to}\n", n + 1));
    }
}

/// Names of nodes: of letters and digits only, whatever things are called.
struct Names<'s>(BTreeMap<&'s Key, String>);

impl<'s> Names<'s> {
    fn of(scene: &'s Scene) -> Self {
        let mut names = BTreeMap::new();
        for (at, vpc) in scene.vpcs.iter().enumerate() {
            names.insert(&vpc.key, format!("v{at}"));
            for (n, edge) in vpc.edge.iter().enumerate() {
                names.insert(&edge.key, format!("v{at}e{n}"));
            }
        }
        for (at, subnet) in scene.subnets().enumerate() {
            names.insert(&subnet.key, format!("s{at}"));
            // What stands in a subnet is a line of it.
            for resident in &subnet.residents {
                names.insert(&resident.key, format!("s{at}"));
            }
        }
        for (at, outside) in scene.outside.iter().enumerate() {
            names.insert(&outside.key, format!("o{at}"));
        }
        Self(names)
    }

    fn has(&self, key: &Key) -> bool {
        self.0.contains_key(key)
    }

    fn of_key(&self, key: &Key) -> &str {
        self.0.get(key).map_or("unknown", String::as_str)
    }
}

fn joined(lines: &[&str], marks: &[Mark]) -> String {
    let marks = marks.iter().map(|mark| format!("({})", mark.word));
    let lines = lines.iter().filter(|line| !line.is_empty()).map(|line| (*line).to_owned());
    let lines: Vec<String> = lines.chain(marks).map(|line| words(&line)).collect();
    lines.join("<br/>")
}

/// A text in double quotes: what ends it, opens a tag or begins an entity is an entity.
fn words(text: &str) -> String {
    let mut out = String::new();
    for c in terminal_text(text).chars() {
        match c {
            '"' => out.push_str("#quot;"),
            '#' => out.push_str("#35;"),
            '&' => out.push_str("#amp;"),
            '<' => out.push_str("#lt;"),
            '>' => out.push_str("#gt;"),
            // Markdown in quotes is between backticks.
            '`' => out.push_str("#96;"),
            ';' => out.push_str("#59;"),
            '%' => out.push_str("#37;"),
            '{' => out.push_str("#123;"),
            '}' => out.push_str("#125;"),
            '\\' => out.push_str("#92;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_its_quotes() {
        assert_eq!(
            words("a\"]; b<script>`%%{init}"),
            "a#quot;]#59; b#lt;script#gt;#96;#37;#37;#123;init#125;"
        );
    }
}
