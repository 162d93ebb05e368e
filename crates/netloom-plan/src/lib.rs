//! Decides the network of a cluster: every address, zone, route, gateway and rule.
//!
//! - Comes in: a [`ClusterIntent`](netloom_config::ClusterIntent).
//! - Goes out: a [`NetworkPlan`] that leaves nothing to decide later, and what stood in the way of
//!   one.
//! - Owned here: address allocation, derived networks, names of things.
//! - Left to others: whether the plan is a good idea (`netloom-checks`), and how it is spelled
//!   (`netloom-cfn`).

pub mod codes;
mod describe;
pub mod example;
mod memory;
mod passes;
pub mod plan;
mod planner;
pub mod service_needs;
#[cfg(test)]
mod tests;

pub use codes::CODES;
pub use describe::describe_plan;
pub use memory::{FormerSubnet, Memory, NatHost, RememberedNat, RememberedVpc};
pub use passes::demand::interface_use;
pub use passes::security_groups::cluster_security_groups;
pub use plan::NetworkPlan;
pub use planner::{Planned, plan_network};
