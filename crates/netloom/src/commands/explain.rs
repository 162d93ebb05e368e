//! `netloom explain`: the page of a finding.

use netloom_diag::{Code, nearest_name};
use netloom_reach::engine::Code as Drop;

use crate::error::CommandError;
use crate::outcome::Outcome;
use crate::registry::{all_codes, find_code, page_of};
use crate::terminal::Terminal;

/// Explain a finding: what it means and how to fix it
///
/// Without a code, lists all codes with their titles.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  netloom explain CFG004
  netloom explain NO_ROUTE_TO_DESTINATION
  netloom explain | grep subnet")]
pub(crate) struct Args {
    /// The code in the brackets of a finding, such as CFG004, or the one beside what drops packets
    code: Option<String>,
}

/// Prints one page, or the list.
pub(crate) fn explain(args: &Args, terminal: &Terminal) -> Result<Outcome, CommandError> {
    let text = match &args.code {
        Some(seen) => match (find_code(seen), find_drop(seen)) {
            (Some(code), _) => page(code),
            (None, Some(drop)) => drop_page(drop),
            (None, None) => return Err(unknown(seen)),
        },
        None => list(),
    };
    terminal.result(&text)?;
    Ok(Outcome::Clean)
}

fn list() -> String {
    let findings = all_codes()
        .into_iter()
        .map(|code| format!("{}  {:<7}  {}\n", code.id, code.severity.as_str(), code.title));
    let drops = Drop::ALL.iter().map(|drop| format!("{:<44}  {}\n", drop.as_str(), drop.meaning()));
    findings
        .chain(["\nwhat drops packets, as `trace` and `diff` say it\n".to_owned()])
        .chain(drops)
        .collect()
}

fn find_drop(seen: &str) -> Option<Drop> {
    Drop::ALL.iter().copied().find(|drop| drop.as_str().eq_ignore_ascii_case(seen))
}

fn unknown(seen: &str) -> CommandError {
    let drops = Drop::ALL.iter().map(|drop| drop.as_str());
    let near = nearest_name(seen, all_codes().iter().map(|code| code.id).chain(drops));
    CommandError::UnknownCode { seen: seen.to_owned(), near }
}

fn drop_page(drop: Drop) -> String {
    format!(
        "{drop}\n\n    {}\n\nIt stands where a hop drops packets: in the ways that `netloom \
         trace` and `netloom check` show, and\n\
         beside connections that are lost in `netloom diff`. AWS's Reachability Analyzer has the \
         same names,\n\
         apart from netloom's own.\n",
        drop.meaning()
    )
}

/// The page as a terminal shows it: headings at the margin, text indented.
fn page(code: &Code) -> String {
    let mut text = format!("{}[{}]: {}\n", code.severity, code.id, code.title);
    for line in page_of(code).lines() {
        match line.strip_prefix("### ") {
            Some(heading) => text.push_str(&format!("\n{heading}\n")),
            None if line.is_empty() => text.push('\n'),
            None => text.push_str(&format!("    {line}\n")),
        }
    }
    text
}
