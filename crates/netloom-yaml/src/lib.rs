//! YAML as the parsers of CloudFormation (SnakeYAML), cfn-lint and ParallelCluster (PyYAML) accept
//! it.
//!
//! - Comes in: the text of a file.
//! - Goes out: where its characters are, in bytes; and, for a text that only YAML 1.2's indentation
//!   rules reject, the same text with the lines inside flow collections and quoted scalars
//!   indented.
//! - Left to others: trees, and what their values mean.
//!
//! | file | one idea |
//! | --- | --- |
//! | `positions` | characters to bytes |
//! | `continuations` | the lines on which a flow collection or a quoted scalar goes on, and what touches that should not |
//! | `indented` | those lines indented, what touches parted, and the proof that nothing else changed |

mod continuations;
mod indented;
mod positions;

pub use indented::{Indented, indent_flow_lines, part_touching_keys};
pub use positions::Positions;
