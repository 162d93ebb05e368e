//! What the suites have in common: cases in one file each, and what fuzzing calls. See `suite/` for cases, invalid files and laws, `e2e/` for the real
//! tools, `benches/` for speed.

pub mod case_file;
pub mod edit_case;
pub mod targets;
