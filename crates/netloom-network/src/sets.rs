//! Exact sets: ranges of numbers, and what addresses, protocols and ports are as numbers.
//!
//! Every guard on the path of a packet is a product of such sets, and every rewrite puts one set in
//! the place of another, so that intersection, union and difference are all it takes to be exact.

pub mod addresses;
mod cell;
mod range_set;
pub mod traffic;

pub use cell::{Axis, Cell, Guard};
pub use range_set::{Range, RangeSet};
