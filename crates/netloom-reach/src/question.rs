//! What can be asked, and who is meant by it.

mod naming;

use netloom_diag::Span;

use crate::engine::{End, Journey, Place, Prepared};
use crate::network::{Id, Interface, Known, Unknown};
use crate::sets::RangeSet;
use crate::sets::addresses::Family;
use crate::sets::traffic::{Traffic, linux_client_ports};

pub use naming::{NotAParty, traffic_from_words};

/// One end of a question.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Party {
    /// An interface, an instance, every instance of a launch template or fleet: by its name in the network.
    Interface(Id),
    /// Any interface with just this security group, in any subnet of its VPC.
    SecurityGroup(Id),
    /// Anything in a subnet, whatever its security groups.
    Subnet(Id),
    /// Hosts on the internet, all of them or those with these addresses.
    Internet(RangeSet),
    /// Whoever has these addresses: in the VPC, on premises, on the internet.
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
}

/// A question about a set of packets, all of them at once.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Question {
    /// Who begins the connection.
    pub from: Party,
    /// Who is to be reached.
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
}

/// The journeys that make up a question, and what is missing to tell all of them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Resolved<'n> {
    /// One per pair of places and address family.
    pub journeys: Vec<Journey<'n>>,
    /// Ends that may exist and cannot be placed.
    pub missing: Vec<Unknown>,
}

impl Prepared {
    /// Returns the journeys that a question asks about.
    #[must_use]
    pub fn resolve_question<'n>(&'n self, question: &'n Question) -> Resolved<'n> {
        let mut resolved = Resolved::default();
        for family in [Family::Ipv4, Family::Ipv6] {
            let from = self.ends(&question.from, family, &mut resolved.missing);
            let to = self.ends(&question.to, family, &mut resolved.missing);
            for from in &from {
                for to in &to {
                    resolved.journeys.push(Journey {
                        from: from.clone(),
                        to: to.clone(),
                        protocols: question.traffic.protocols.clone(),
                        client_ports: question.client_ports.clone(),
                        ports: question.traffic.ports.clone(),
                    });
                }
            }
        }
        self.note_services_by_ipv6(question, &mut resolved);
        resolved.missing.sort();
        resolved.missing.dedup();
        resolved
    }

    /// Services are followed over IPv4; whether one without IPv4 gets there by IPv6, or by DNS64, is not known.
    fn note_services_by_ipv6<'n>(&'n self, question: &'n Question, resolved: &mut Resolved<'n>) {
        let Party::Service(name) = &question.to else { return };
        let has = |family| !self.ends(&question.from, family, &mut Vec::new()).is_empty();
        if resolved.journeys.is_empty() && resolved.missing.is_empty() && !has(Family::Ipv4) && has(Family::Ipv6) {
            let what = format!("whether `{name}` is reached over IPv6, which services are not followed by");
            resolved.missing.push(Unknown { what, span: Span::default() });
        }
    }

    pub(crate) fn ends<'n>(&'n self, party: &'n Party, family: Family, missing: &mut Vec<Unknown>) -> Vec<End<'n>> {
        match party {
            Party::Interface(id) => match self.network.interfaces.get(id) {
                Some(interface) => self.interface_ends(interface, family, missing),
                None => {
                    missing.push(Unknown { what: format!("what `{id}` is"), span: Span::default() });
                    Vec::new()
                }
            },
            Party::SecurityGroup(id) => match self.group_interface(id) {
                Some(interface) => self.interface_ends(interface, family, missing),
                None => {
                    missing.push(Unknown { what: format!("what `{id}` is"), span: Span::default() });
                    Vec::new()
                }
            },
            Party::Subnet(id) => {
                let Some(subnet) = self.network.subnets.get(id) else {
                    missing.push(Unknown { what: format!("what `{id}` is"), span: Span::default() });
                    return Vec::new();
                };
                if let (Family::Ipv4, Known::Unknown(unknown)) = (family, &subnet.block) {
                    missing.push(unknown.clone());
                }
                let place = Place { subnet, interface: None, endpoint: None };
                Some(End::Inside(place, place.addresses(family))).into_iter().filter(|end| !is_empty(end)).collect()
            }
            Party::Internet(addresses) => {
                let addresses = addresses.intersection(&family.everything()).difference(&self.own_blocks());
                Some(End::Internet(addresses)).into_iter().filter(|end| !is_empty(end)).collect()
            }
            Party::Addresses(addresses) => self.address_ends(addresses, family),
            Party::Service(name) => match family {
                Family::Ipv4 => vec![End::Service(name)],
                Family::Ipv6 => Vec::new(),
            },
        }
    }

    fn interface_ends<'n>(
        &'n self,
        interface: &'n Interface,
        family: Family,
        missing: &mut Vec<Unknown>,
    ) -> Vec<End<'n>> {
        let mut ends = Vec::new();
        for subnet in &interface.subnets {
            match subnet {
                Known::Unknown(unknown) => missing.push(unknown.clone()),
                Known::Is(id) => {
                    let Some(subnet) = self.network.subnets.get(id) else { continue };
                    if let (Family::Ipv4, Known::Unknown(unknown), None) = (family, &subnet.block, &interface.addresses)
                    {
                        missing.push(unknown.clone());
                    }
                    let place = Place { subnet, interface: Some(interface), endpoint: None };
                    if family == Family::Ipv6 && *place.has_ipv6() == Known::Is(false) {
                        continue;
                    }
                    ends.push(End::Inside(place, place.addresses(family)));
                }
            }
        }
        if ends.is_empty() && interface.subnets.is_empty() && family == Family::Ipv4 {
            missing.push(Unknown { what: format!("which subnets `{}` uses", interface.id), span: interface.span });
        }
        ends.retain(|end| !is_empty(end));
        ends
    }

    /// Addresses of a subnet are whatever is there; the rest is outside.
    pub(crate) fn address_ends<'n>(&'n self, addresses: &RangeSet, family: Family) -> Vec<End<'n>> {
        let mut rest = addresses.intersection(&family.everything());
        let mut ends = Vec::new();
        for subnet in self.network.subnets.values() {
            let block = match family {
                Family::Ipv4 => subnet.block.value(),
                Family::Ipv6 => subnet.ipv6_block.as_ref().and_then(Known::value),
            };
            let Some(block) = block else { continue };
            let part = rest.intersection(block);
            if !part.is_empty() {
                ends.push(End::Inside(Place { subnet, interface: None, endpoint: None }, part));
                rest = rest.difference(block);
            }
        }
        if !rest.is_empty() {
            ends.push(End::Elsewhere(rest));
        }
        ends
    }
}

fn is_empty(end: &End<'_>) -> bool {
    match end {
        End::Inside(_, addresses) | End::Internet(addresses) | End::Elsewhere(addresses) => addresses.is_empty(),
        End::Service(_) => false,
    }
}
