//! What building a network from a template and from facts have in common.
//!
//! - Comes in: values with their places, as `netloom-template` reads them from either kind of text.
//! - Goes out: parts of a [`Network`]; what cannot be made out of a value is unknown, with a name.
//! - Left to others: which keys there are and what they default to (`from_template`, `from_facts`).

mod addresses;
mod listener;
mod name_servers;
mod placeholder;
mod private_addresses;
mod properties;
mod resolve;
mod rules;
mod service;
mod target_group;
mod targets;

use netloom_diag::Diagnostic;

use crate::Network;
pub(crate) use crate::ResourceKind;

pub(crate) use addresses::{address_of, block_of};
pub(crate) use listener::{accepted_by_listener, pings, port_of, unreachable_messages};
pub(crate) use name_servers::{name_servers, no_options};
pub use placeholder::quoted;
pub(crate) use placeholder::{
    Placeholder, ReferenceKind, default_security_group, ensure, open_acl_entries, vpc_of_subnet,
    vpc_of_table,
};
pub(crate) use private_addresses::{PrivateAddresses, has_ipv6, private_addresses, public_address};
pub(crate) use properties::{Properties, describe, to_unknown, unknown};
pub(crate) use resolve::place_what_is_referred_to;
pub(crate) use rules::{acl_traffic, everything_to_anywhere, group_traffic};
pub(crate) use service::service_in_name;
pub(crate) use target_group::protocols_of_target_group;
pub use targets::route_keys;
pub(crate) use targets::targets;

/// What came of building: a network and every problem on the way, never one or the other.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct BuiltNetwork {
    /// The network; whatever was not understood is in it as unknown.
    pub network: Network,
    /// The problems, in the order in which they were met.
    pub diagnostics: Vec<Diagnostic>,
}
