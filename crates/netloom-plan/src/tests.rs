//! The planner as a whole: the layouts that people build, the laws that hold for all of them, and
//! what it cannot decide.

mod edits;
mod examples;
mod laws;
mod problems;
mod rates;
mod scenarios_v2;
mod scenarios_v3;
mod security_groups;
mod soundness;
