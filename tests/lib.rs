//! The suites that need the whole of netloom: see `suite/` for cases, invalid files and laws,
//! `e2e/` for the real tools, `benches/` for speed. There is no library here.
