//! What inspects packets and gives them back where it stands.

use netloom_diag::Span;

use crate::sets::RangeSet;
use crate::sets::traffic::{TCP, UDP};
use crate::visit::visit_fields;
use crate::{Id, Known};

/// A network firewall, or an endpoint of a Gateway Load Balancer: what routes send to one of its
/// endpoints is inspected, and goes on by the route table of the subnet where the endpoint stands.
///
/// # Source
/// AWS Network Firewall Developer Guide, "How AWS Network Firewall works"; AWS PrivateLink guide,
/// "Gateway Load Balancer endpoints".
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Firewall {
    /// Its name.
    pub id: Id,
    /// Where it is described.
    pub span: Span,
    /// What stands behind its endpoints.
    pub kind: FirewallKind,
    /// The subnets of its endpoints, one endpoint in each.
    pub subnets: Vec<Known<Id>>,
    /// What it does with packets one by one, in the order in which the rules are tried: the first
    /// one that is for a packet decides.
    pub rules: Vec<StatelessRule>,
    /// What it does with every packet that no rule is for.
    pub inspection: Known<Inspection>,
}

visit_fields!(Firewall { id, span, kind, subnets, rules, inspection });

impl Firewall {
    /// Returns the positions of its endpoints among its subnets.
    #[must_use]
    pub fn positions(&self) -> RangeSet {
        match u128::try_from(self.subnets.len()).unwrap_or_default().checked_sub(1) {
            Some(last) => RangeSet::range(0, last),
            None => RangeSet::empty(),
        }
    }
}

/// What stands behind the endpoints of a firewall.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum FirewallKind {
    /// AWS Network Firewall, which passes a packet as it is or drops it.
    NetworkFirewall,
    /// Appliances behind a Gateway Load Balancer, which may have ways of their own.
    GatewayLoadBalancer,
}

/// What a firewall does with every packet.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Inspection {
    /// Passes it.
    Passes,
    /// Drops it.
    Drops,
}

/// A stateless rule of a network firewall. It knows of no connections: answers are packets like all
/// others.
///
/// # Source
/// AWS Network Firewall API, `StatelessRule` and `MatchAttributes`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct StatelessRule {
    /// Where it is described.
    pub span: Span,
    /// The source addresses.
    pub sources: RangeSet,
    /// The destination addresses.
    pub destinations: RangeSet,
    /// The numbers of the protocols.
    pub protocols: RangeSet,
    /// The source ports of TCP and UDP.
    pub source_ports: RangeSet,
    /// The destination ports of TCP and UDP.
    pub destination_ports: RangeSet,
    /// What the firewall does with such packets.
    pub does: Inspection,
}

visit_fields!(StatelessRule {
    span,
    sources,
    destinations,
    protocols,
    source_ports,
    destination_ports,
    does
});

impl StatelessRule {
    /// Returns the traffic that it is for as protocols, source ports and destination ports: ports
    /// are those of TCP and UDP, and other protocols have none.
    #[must_use]
    pub fn parts(&self) -> [(RangeSet, RangeSet, RangeSet); 2] {
        let ported = RangeSet::single(TCP).union(&RangeSet::single(UDP));
        let everything = RangeSet::range(0, u128::MAX);
        [
            (
                self.protocols.intersection(&ported),
                self.source_ports.clone(),
                self.destination_ports.clone(),
            ),
            (self.protocols.difference(&ported), everything.clone(), everything),
        ]
    }
}
