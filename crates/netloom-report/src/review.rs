//! A review, told: for a terminal, as a comment of a pull request, as annotations of a workflow.

mod annotations;
mod human;
mod markdown;
mod words;

pub use annotations::annotations;
pub use human::human;
pub use markdown::{MarkdownError, REVIEW_TEMPLATE, markdown};
