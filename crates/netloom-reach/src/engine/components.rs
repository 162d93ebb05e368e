//! What stands on the way between subnets and the world: one file per kind of thing.

mod balancer;
mod elsewhere;
mod endpoint;
pub(super) mod firewall;
mod handed_on;
mod internet;
mod nat;
mod peering;
mod site;
pub(crate) mod transit;

pub(crate) use elsewhere::ways_that_may_be;
pub(crate) use firewall::positions;
pub(crate) use nat::translatable;
