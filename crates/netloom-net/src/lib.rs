//! The vocabulary of networks and the facts about AWS that do not depend on a user's file.
//!
//! - Comes in: nothing but texts to parse.
//! - Goes out: typed values ([`Ipv4Cidr`], [`AzId`], the ids of [`ids`]) and constant tables
//!   (regions, ports, network cards, services, endpoints), each with its source.
//! - Left to others: what a config file calls these things (`netloom-config`), which of them a
//!   network uses (`netloom-plan`), and how CloudFormation spells them (`netloom-cfn`).

mod az_id;
pub mod endpoints;
mod free_blocks;
pub mod ids;
pub mod instance_types;
mod ipv4_cidr;
pub mod ports;
pub mod quotas;
mod region;
pub mod services;

pub use az_id::{AzId, AzIdParseError};
pub use free_blocks::{
    aligned_block, first_free_block, free_block_from, last_free_block, n_aligned_blocks,
};
pub use ipv4_cidr::{Ipv4Cidr, Ipv4CidrParseError, N_AWS_RESERVED_ADDRESSES};
pub use region::{Partition, Region};

/// The largest block, in prefix bits, that a VPC or a subnet may have.
///
/// # Source
/// Amazon VPC User Guide, "VPC CIDR blocks" and "Subnet CIDR blocks".
pub const MIN_PREFIX_LEN_BITS: u8 = 16;

/// The smallest block, in prefix bits, that a VPC or a subnet may have.
///
/// # Source
/// Amazon VPC User Guide, "VPC CIDR blocks" and "Subnet CIDR blocks".
pub const MAX_PREFIX_LEN_BITS: u8 = 28;
