//! Text for workflow commands of GitHub Actions.
//!
//! # Source
//! GitHub Docs, "Workflow commands for GitHub Actions"; actions/toolkit,
//! `packages/core/src/command.ts`: `%`, line ends and, in properties, `:` and `,` are written as
//! `%25`, `%0A`, `%0D`, `%3A` and `%2C`.

use super::terminal_text;

/// Returns a text for the message of a command: lines stay lines, everything else that is unsafe is
/// shown as `\u{…}`.
#[must_use]
pub fn github_data(text: &str) -> String {
    text.split('\n')
        .map(|line| terminal_text(line).replace('%', "%25"))
        .collect::<Vec<_>>()
        .join("%0A")
}

/// Returns a text for a property of a command, such as `file=` or `title=`.
#[must_use]
pub fn github_property(text: &str) -> String {
    terminal_text(text).replace('%', "%25").replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_ends_where_it_ends() {
        assert_eq!(github_data("100%\n::error::x"), "100%25%0A\\u{3a}:error::x");
        assert_eq!(github_property("a,b::c\r\u{1b}"), "a%2Cb%3A%3Ac\\u{d}\\u{1b}");
    }
}
