//! Network vocabulary shared by every other crate.
//!
//! Comes in: text and numbers. Goes out: typed IPv4 blocks and the rules AWS
//! applies to them. Leaves to others: which block a subnet gets
//! (`netloom-plan`) and how a template spells it (`netloom-cfn`).

mod ipv4_cidr;

pub use ipv4_cidr::{Ipv4Cidr, Ipv4CidrParseError, N_AWS_RESERVED_ADDRESSES};
