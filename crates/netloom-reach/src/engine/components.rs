//! What stands on the way between subnets and the world: one file per kind of thing.

mod balancer;
mod central_egress;
mod elsewhere;
mod endpoint;
pub(super) mod firewall;
mod handed_on;
mod internet;
mod nat;
mod peering;
mod site;
pub(crate) mod transit;
