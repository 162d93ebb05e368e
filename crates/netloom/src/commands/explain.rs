//! `netloom explain`: the page of a finding.

use netloom_diag::{Code, nearest_name};

use crate::error::CommandError;
use crate::outcome::Outcome;
use crate::registry::{all_codes, find_code, page_of};
use crate::terminal::Terminal;

/// Print what a finding means and what to do about it
///
/// Without a code, lists all codes with their titles.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  netloom explain CFG004
  netloom explain | grep subnet")]
pub(crate) struct Args {
    /// The code in the brackets of a finding, such as CFG004
    code: Option<String>,
}

/// Prints one page, or the list.
pub(crate) fn explain(args: &Args, terminal: &Terminal) -> Result<Outcome, CommandError> {
    let text = match &args.code {
        Some(seen) => page(find_code(seen).ok_or_else(|| unknown(seen))?),
        None => all_codes()
            .iter()
            .map(|code| format!("{}  {:<7}  {}\n", code.id, code.severity.as_str(), code.title))
            .collect(),
    };
    terminal.result(&text)?;
    Ok(Outcome::Clean)
}

fn unknown(seen: &str) -> CommandError {
    let near = nearest_name(seen, all_codes().iter().map(|code| code.id));
    CommandError::UnknownCode { seen: seen.to_owned(), near }
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
