//! What can be asked, and who is meant by it.

use netloom_diag::Span;

use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::Family;
use netloom_network::sets::traffic::{TCP, Traffic, UDP, linux_client_ports};
use netloom_network::{Id, Unknown};

use crate::ends::{Reach, Role, Scope};
use crate::resolver::DNS;
use crate::{End, Prepared, Query};

/// One end of a question.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Party {
    /// An interface, an instance, every instance of a launch template or fleet: by its name in the
    /// network.
    Interface(Id),
    /// Every interface with this security group, whatever others it has; and one launched with it
    /// in each subnet of its VPC.
    SecurityGroup(Id),
    /// Every interface in a subnet; and anything that could be launched there, whatever its
    /// security groups.
    Subnet(Id),
    /// Only what could be launched in a subnet, beside the interfaces that are there.
    Launched(Launched),
    /// Hosts on the internet, all of them or those with these addresses.
    Internet(RangeSet),
    /// Every host on the internet, the addresses of these services aside, each by what follows the
    /// region in its name.
    InternetExcept(Vec<String>),
    /// The hosts with these addresses: in the VPC, on premises, on the internet.
    Addresses(RangeSet),
    /// An AWS service by what follows the region in its name: `s3`, `ecr.api`.
    Service(String),
}

impl Party {
    /// Every host on the internet.
    #[must_use]
    pub fn internet() -> Self {
        Self::Internet(Family::Ipv4.public().union(&Family::Ipv6.public()))
    }

    /// Returns the services whose addresses are no part of it.
    #[must_use]
    pub fn excepts(&self) -> &[String] {
        if let Self::InternetExcept(services) = self { services } else { &[] }
    }
}

/// An interface that could be launched.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Launched {
    /// The subnet.
    pub subnet: Id,
    /// Its security group, without others; `None` for any, which are supposed to admit everything.
    pub group: Option<Id>,
    /// Whether it has a public IPv4 address; `None` as the subnet says.
    pub has_public_address: Option<bool>,
}

/// A question about a set of packets, all of them at once.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Question {
    /// The client, which begins the connection.
    pub from: Party,
    /// The server.
    pub to: Party,
    /// Protocols and server ports.
    pub traffic: Traffic,
    /// The ports that clients use.
    pub client_ports: RangeSet,
}

impl Question {
    /// Asks with the client ports of Linux.
    #[must_use]
    pub fn new(from: Party, to: Party, traffic: Traffic) -> Self {
        Self { from, to, traffic, client_ports: linux_client_ports() }
    }

    /// Returns the services whose addresses the question is not about.
    #[must_use]
    pub fn excepts(&self) -> &[String] {
        if self.to.excepts().is_empty() { self.from.excepts() } else { self.to.excepts() }
    }

    /// Returns whether name servers are asked by such packets.
    pub fn asks_names(&self) -> bool {
        let protocols = RangeSet::single(TCP).union(&RangeSet::single(UDP));
        self.traffic.ports.contains(DNS) && !self.traffic.protocols.is_disjoint(&protocols)
    }
}

/// The queries that make up a question, and what is missing to tell all of them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Resolved<'n> {
    /// One per pair of places and address family.
    pub queries: Vec<Query<'n>>,
    /// Ends that may exist and cannot be placed.
    pub missing: Vec<Unknown>,
}

impl Prepared {
    /// Returns the queries that a question asks about, by any interface of each instance.
    #[must_use]
    pub fn resolve_question<'n>(&'n self, question: &'n Question) -> Resolved<'n> {
        self.resolve_by(question, Reach::AnyInterface)
    }

    /// Returns the queries that a question asks about.
    #[must_use]
    pub fn resolve_by<'n>(&'n self, question: &'n Question, reach: Reach) -> Resolved<'n> {
        let mut resolved = Resolved::default();
        for family in [Family::Ipv4, Family::Ipv6] {
            let scope = |role, asks_names| Scope { family, role, reach, asks_names };
            let from = self.ends(&question.from, scope(Role::Client, false), &mut resolved.missing);
            let asks_names =
                question.asks_names() && from.iter().any(|end| matches!(end, End::Inside(..)));
            let to =
                self.ends(&question.to, scope(Role::Server, asks_names), &mut resolved.missing);
            for from in &from {
                for to in &to {
                    resolved.queries.push(Query {
                        from: from.clone(),
                        to: to.clone(),
                        protocols: question.traffic.protocols.clone(),
                        client_ports: question.client_ports.clone(),
                        ports: question.traffic.ports.clone(),
                        excepts: question.excepts(),
                    });
                }
            }
        }
        self.note_services_by_ipv6(question, reach, &mut resolved);
        resolved.missing.sort();
        resolved.missing.dedup();
        resolved
    }

    /// Services are followed over IPv4; whether one without IPv4 gets there by IPv6, or by DNS64,
    /// is not known.
    fn note_services_by_ipv6<'n>(
        &'n self,
        question: &'n Question,
        reach: Reach,
        resolved: &mut Resolved<'n>,
    ) {
        let Party::Service(name) = &question.to else { return };
        let has = |family| {
            let scope = Scope { family, role: Role::Client, reach, asks_names: false };
            !self.ends(&question.from, scope, &mut Vec::new()).is_empty()
        };
        if resolved.queries.is_empty()
            && resolved.missing.is_empty()
            && !has(Family::Ipv4)
            && has(Family::Ipv6)
        {
            let what = format!(
                "whether `{name}` is reached over IPv6, which services are not followed by"
            );
            resolved.missing.push(Unknown { what, span: Span::default() });
        }
    }
}
