//! Findings as text: one file per form.

mod concise;
mod human;
mod json;

pub use concise::render_concise;
pub use human::{Style, render_human};
pub use json::render_json;

/// Returns `text` without characters that could move a terminal's cursor or break a line: each is written as `\u{…}`.
///
/// User text reaches messages, and a config may come from a pull request of a stranger.
fn printable(text: &str) -> String {
    if !text.chars().any(char::is_control) {
        return text.to_owned();
    }
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        if c.is_control() {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
        out
    })
}
