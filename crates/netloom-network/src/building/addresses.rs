//! Addresses and blocks out of texts.

use std::net::{IpAddr, Ipv4Addr};

use netloom_template::Node;

use crate::sets::RangeSet;
use crate::sets::addresses::parse_block;

/// Returns the block that a value writes; `None` when it is none.
pub(crate) fn block_of(node: &Node) -> Option<(RangeSet, u8)> {
    parse_block(&node.as_text()?)
}

/// Returns the IPv4 address that a value writes; `None` when it is none.
pub(crate) fn address_of(node: &Node) -> Option<Ipv4Addr> {
    match node.as_text()?.trim().parse().ok()? {
        IpAddr::V4(address) => Some(address),
        IpAddr::V6(_) => None,
    }
}
