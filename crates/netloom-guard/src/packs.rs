//! The rules that netloom brings.
