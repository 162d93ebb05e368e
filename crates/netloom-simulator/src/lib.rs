//! One concrete packet at a time through the network of a template: slow, plain, and written
//! without the engine of proofs, so that the two can be held against each other.
//!
//! - Comes in: a read template, and one connection with every address and port decided.
//! - Goes out: whether the packet arrives, whether the answer comes back, and by which steps.
//! - Left to others: sets of packets, unknown values, explanations (`netloom-reach`).
//!
//! Everything is looked up in the template at every step, by going through its resources from the
//! first to the last; there are no sets, no indexes and nothing is remembered but the steps.
//!
//! What AWS's guides leave open is decided like this: a virtual private gateway brings routes for
//! private addresses only, which come after written routes and before a default route; a NAT
//! gateway behind a NAT gateway is unknown; where a written route other than the default one holds
//! an address of a service, whether it or the endpoint's route is longer is unknown. What is beyond
//! a transit gateway may send anything into a VPC that is attached; what a VPC does with packets
//! that a transit gateway hands to it and that are not for it is unknown unless its tables lead
//! nowhere or to a NAT gateway. A public IPv6 address of another VPC is reached over the internet by way of both VPCs'
//! internet gateways. Whether a public address is in the list of a service that a gateway endpoint
//! is for is unknown where it matters, and so is what comes in by a gateway that is only given by
//! its id, what a network load balancer that keeps the addresses of clients forwards to a target
//! that admits it unless all of the way is written, what NAT64 does with ICMPv6, and what leads on to the internet from a virtual
//! private gateway without a connection. What stateful rules of a network firewall let through is unknown, and
//! so are answers that do not come back by the same endpoint of one.

mod balancers;
mod choices;
mod filters;
mod firewalls;
mod interfaces;
mod members;
mod names;
mod public;
mod reply;
mod routes;
mod transit;
mod walk;
mod world;

#[cfg(test)]
mod tests;

use std::net::IpAddr;

pub use world::World;

/// Where a connection begins.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Origin {
    /// An interface, or whatever stands for some (an instance, a fleet), by its logical id, and the
    /// address it has.
    Interface {
        /// The logical id.
        id: String,
        /// An address of its subnet.
        address: IpAddr,
    },
    /// A host on the internet.
    Internet(IpAddr),
    /// A host on the site, behind the virtual private gateway of the goal's VPC.
    Site(IpAddr),
    /// A host in a network that is not described, beyond a transit gateway.
    Beyond {
        /// The logical id of the transit gateway.
        gateway: String,
        /// Its address.
        address: IpAddr,
    },
}

/// What it is to reach.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Goal {
    /// An interface, or whatever stands for some (an instance, a fleet), by its logical id, and the
    /// address it has.
    Interface {
        /// The logical id.
        id: String,
        /// An address of its subnet.
        address: IpAddr,
    },
    /// A host outside the VPC.
    Address(IpAddr),
    /// A host on the internet that is none of these services.
    Except {
        /// Its address.
        address: IpAddr,
        /// The services by what follows the region in their names.
        services: Vec<String>,
    },
    /// The interface of an endpoint in a subnet, by the logical ids of both.
    Endpoint {
        /// The endpoint.
        id: String,
        /// The subnet.
        subnet: String,
        /// The address that the interface has there.
        address: IpAddr,
    },
    /// The resolver of a VPC, where it answers in a subnet.
    Resolver {
        /// The subnet.
        subnet: String,
        /// The address.
        address: IpAddr,
    },
    /// A service by what follows the region in its name, and one of its public addresses.
    Service {
        /// Such as `s3`.
        name: String,
        /// A public address.
        address: IpAddr,
    },
}

/// One connection with everything decided.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Connection {
    /// The client.
    pub origin: Origin,
    /// The server.
    pub goal: Goal,
    /// The protocol number.
    pub protocol: u8,
    /// The client's port; 0 for what has none.
    pub source_port: u16,
    /// The server's port, or ICMP type and code as `type * 256 + code`.
    pub destination_port: u16,
    /// The port that a NAT gateway or instance picks.
    pub nat_port: u16,
    /// Where in its subnet whatever translates has its address, counted from the first address of
    /// the subnet.
    pub gateway_offset: u32,
    /// The subnet of the endpoint interface that the resolver names, for services with an interface
    /// endpoint.
    pub endpoint_subnet: Option<String>,
    /// Where in its subnet that interface has its address.
    pub endpoint_offset: u32,
    /// Which of the subnets of an attachment a transit gateway uses on the way there, counted from
    /// 0 and round again.
    pub transit_entry: usize,
    /// The same on the way back.
    pub transit_return: usize,
}

/// What becomes of a packet.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Fate {
    /// It arrives.
    Delivered,
    /// Something drops it.
    Dropped(String),
    /// That depends on a value that the template does not say.
    Unknown(String),
}

/// Sends the first packet of a connection.
#[must_use]
pub fn deliver(world: &World<'_>, connection: &Connection) -> Fate {
    let fate = choices::whichever(world, connection, |choice| {
        walk::forward(world, connection, choice).in_the_end()
    });
    if fate != Fate::Delivered && balancers::is_handed_on(world, connection) {
        return Fate::Delivered;
    }
    balancers::or_forwarded(world, connection, fate)
}

/// Sends the first packet and its answer.
#[must_use]
pub fn connect(world: &World<'_>, connection: &Connection) -> Fate {
    let fate = choices::whichever(world, connection, |choice| {
        let mut walked = walk::forward(world, connection, choice);
        if walked.fate == Fate::Delivered {
            walked.fate = reply::back(world, connection, &walked.legs);
        }
        walked.in_the_end()
    });
    balancers::or_forwarded(world, connection, fate)
}
