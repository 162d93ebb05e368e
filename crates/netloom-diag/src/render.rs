//! Findings as text: one file per form.

mod concise;
mod human;
mod json;

pub use concise::render_concise;
pub use human::{Style, render_human};
pub use json::render_json;
