//! The decisions, one file each, in the order in which they are taken.

pub(crate) mod allocate;
pub(crate) mod bindings;
pub(crate) mod demand;
pub(crate) mod egress_changes;
pub(crate) mod endpoints;
pub(crate) mod gateways;
pub(crate) mod head_interface;
pub(crate) mod kept_since;
pub(crate) mod nat;
pub(crate) mod nat_addresses;
pub(crate) mod nat_moves;
pub(crate) mod nodes;
pub(crate) mod placed_subnets;
pub(crate) mod placement_groups;
pub(crate) mod remade;
pub(crate) mod renames;
pub(crate) mod retained_too_late;
pub(crate) mod routing;
pub(crate) mod security_groups;
pub(crate) mod subnets;
pub(crate) mod summary;
pub(crate) mod transit_gateway;
pub(crate) mod vpc;
pub(crate) mod wording;
pub(crate) mod zones;
