//! Plain text, for terminals: what is in what, by indentation.

use netloom_diag::counting::grouped;
use netloom_diag::terminal_text;

use crate::address_map::{AddressMap, Holder};
use crate::scene::{Mark, Scene, SubnetBox, VpcBox};

/// Returns a scene as an outline.
pub(super) fn text(scene: &Scene) -> String {
    let mut out = String::new();
    let mut line = |depth: usize, words: &str, marks: &[Mark]| {
        let marks: String = marks.iter().map(|mark| format!("  [{}]", mark.word)).collect();
        let words = format!("{}{words}{marks}", "  ".repeat(depth));
        out.push_str(terminal_text(&words).trim_end());
        out.push('\n');
    };
    line(0, &scene.title, &[]);
    if let Some(region) = &scene.region {
        line(0, &format!("AWS region {region}"), &[]);
    }
    for vpc in &scene.vpcs {
        vpc_lines(vpc, scene, &mut line);
    }
    if !scene.notes.is_empty() {
        line(0, "", &[]);
    }
    for note in &scene.notes {
        line(0, &note.words, &[]);
    }
    out
}

fn vpc_lines(vpc: &VpcBox, scene: &Scene, line: &mut impl FnMut(usize, &str, &[Mark])) {
    line(0, "", &[]);
    line(0, &format!("VPC {}  {}", vpc.name, vpc.blocks), &vpc.marks);
    for edge in &vpc.edge {
        let outside = scene.outside.iter().find(|thing| Some(&thing.key) == edge.outside.as_ref());
        let to = outside.map_or(String::new(), |thing| match thing.name.as_str() {
            "" => format!(" -- {}", thing.kind.words()),
            name => format!(" -- {} {name}", thing.kind.words()),
        });
        line(1, &format!("{} {}{to}", edge.kind.words(), edge.name), &edge.marks);
    }
    for zone in &vpc.zones {
        line(1, &zone.name, &[]);
        zone.subnets.iter().for_each(|subnet| subnet_lines(subnet, line));
    }
}

fn subnet_lines(subnet: &SubnetBox, line: &mut impl FnMut(usize, &str, &[Mark])) {
    let key = subnet.key.as_str();
    // What exists is found by its id.
    let id = if key.starts_with("subnet-") && key != subnet.name {
        format!(" {key}")
    } else {
        String::new()
    };
    let head = format!("{} {}{id}  {}", subnet.access.words(), subnet.name, subnet.block);
    line(2, &head, &subnet.marks);
    if !subnet.hosts.is_empty() {
        line(3, &subnet.hosts, &[]);
    }
    for resident in &subnet.residents {
        line(3, &format!("* {}", resident.words), &resident.marks);
    }
    for exit in &subnet.exits {
        line(3, &format!("-> {}", exit.words), &[]);
    }
}

/// Returns an address map as a table.
pub(super) fn map(map: &AddressMap) -> String {
    let mut rows: Vec<[String; 4]> = Vec::new();
    let mut out = format!("{}\n", terminal_text(&map.title));
    for vpc in &map.vpcs {
        rows.push([String::new(), String::new(), String::new(), String::new()]);
        let name = format!("VPC {}", vpc.name);
        rows.push([vpc.block.clone(), name, grouped(vpc.n_addresses), vpc.growth.clone()]);
        for row in &vpc.rows {
            let (name, share) = match &row.holder {
                Holder::Subnet { name, hosts, .. } => (format!("  {name}"), hosts.clone()),
                Holder::Free => ("  free".to_owned(), String::new()),
            };
            rows.push([row.block.clone(), name, grouped(row.n_addresses), share]);
        }
    }
    let width = |at: usize| {
        let cells = rows.iter().filter_map(|row| row.get(at));
        cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
    };
    let widths = [width(0), width(1), width(2)];
    for [block, name, n, words] in &rows {
        let [a, b, c] = widths;
        let line = format!("{block:<a$}  {name:<b$}  {n:>c$}  {words}");
        out.push_str(terminal_text(&line).trim_end());
        out.push('\n');
    }
    for note in &map.notes {
        out.push_str(&format!("{}\n", terminal_text(note)));
    }
    out
}
