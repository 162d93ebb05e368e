//! Columns for people.

use std::fmt::Write as _;

use netloom_diag::untrusted::terminal_text;

use crate::outside::Outside;

/// Returns a line for each host: host, port, who, what for.
pub(super) fn table(outside: &Outside) -> String {
    let rows = outside.destinations.iter().map(|destination| {
        let nodes = terminal_text(&destination.nodes.join(", ")).into_owned();
        let purposes = destination.purposes.join("; ");
        [destination.host.clone(), destination.port.to_string(), nodes, purposes]
    });
    let heads = ["HOST", "PORT", "FROM", "FOR"].map(str::to_owned);
    let rows: Vec<[String; 4]> = std::iter::once(heads).chain(rows).collect();
    let [first, second, third] = [0, 1, 2].map(|column| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
    });
    let mut text = String::new();
    for [host, port, nodes, purposes] in &rows {
        let _ = writeln!(text, "{host:first$}  {port:second$}  {nodes:third$}  {purposes}");
    }
    if !outside.by_endpoints.is_empty() {
        let _ = writeln!(text, "\nby VPC endpoints: {}", outside.by_endpoints.join(", "));
    }
    text
}
