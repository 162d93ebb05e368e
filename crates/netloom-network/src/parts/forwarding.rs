//! What network load balancers hand to their targets with the address of the client kept.

use netloom_diag::Span;

use crate::sets::RangeSet;
use crate::sets::traffic::Traffic;
use crate::visit::visit_fields;
use crate::{Id, Interface, Known, Unknown};

/// A target group whose packets have the addresses of the clients that sent them to the load
/// balancer: they reach the targets as if these clients had sent them. All that other load
/// balancers send is sent from addresses of their own and needs nothing of this.
///
/// # Source
/// Elastic Load Balancing, User Guide for Network Load Balancers, "Edit target group attributes":
/// client IP preservation.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Forwarding {
    /// The target group.
    pub id: Id,
    /// Where it is described.
    pub span: Span,
    /// The load balancers with a listener that forwards to it.
    pub balancers: Vec<Known<Id>>,
    /// Interfaces that are registered as targets, by their names or those of their instances.
    pub targets: Vec<Id>,
    /// Targets that are registered by their addresses.
    pub addresses: RangeSet,
    /// Why any interface may be a target.
    pub is_open: Option<Unknown>,
    /// The addresses that its targets can have: those of one family, or of both where that is not
    /// known.
    pub family: RangeSet,
    /// What targets get; no packet is in two of them.
    pub traffic: Vec<Traffic>,
    /// What is not followed: which clients get to the load balancer.
    pub doubt: Unknown,
    /// Listeners whose packets certainly go to a target as long as it is healthy.
    pub handed_on: Vec<HandedOn>,
}

visit_fields!(Forwarding {
    id,
    span,
    balancers,
    targets,
    addresses,
    is_open,
    family,
    traffic,
    doubt,
    handed_on
});

/// What one listener accepts and hands on to one target.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct HandedOn {
    /// The load balancer.
    pub balancer: Id,
    /// One protocol and the port of the listener.
    pub accepts: Traffic,
    /// The instance, which gets it at its primary address.
    pub target: Id,
    /// The port of the target.
    pub port: RangeSet,
}

visit_fields!(HandedOn { balancer, accepts, target, port });

impl Forwarding {
    /// Returns the addresses at which an interface is a target; without an interface, of whatever
    /// is in a subnet.
    #[must_use]
    pub fn destinations(&self, interface: Option<&Interface>) -> RangeSet {
        let is_named = interface
            .is_some_and(|interface| self.targets.iter().any(|id| interface.is_called(id)));
        match self.is_open.is_some() || is_named {
            true => self.family.clone(),
            false => self.addresses.intersection(&self.family),
        }
    }
}
