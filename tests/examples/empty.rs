//! A program that does nothing: what a process costs before netloom has done anything.

fn main() {}
