//! Packets that share their way: a set of them, and the hops they took.

use std::rc::Rc;

use super::Code;
use netloom_diag::Span;
use netloom_network::sets::{Axis, Cell, RangeSet};
use netloom_network::{
    AclEntry, Endpoint, Firewall, Forwarding, GroupRule, Id, Interface, InternetGateway,
    NatGateway, NetworkAcl, Peering, ResourceKind, Route, RouteTable, SecurityGroup, Subnet,
    TransitGateway, Unknown, Vpc, VpnGateway,
};
use netloom_question::{Header, InterfaceAt, LegEnd, Prepared};

/// What is at one end of a header.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HeaderEnd<'n> {
    /// Something in a subnet, by its private address.
    Inside(InterfaceAt<'n>),
    /// A NAT gateway.
    Nat(&'n NatGateway),
    /// Hosts outside, by their addresses alone.
    Outside,
    /// An AWS service, by its name.
    Service(&'n str),
}

/// Where a packet is judged.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PathComponent<'n> {
    /// The resolver of the VPC that the client asks for a name.
    Resolver(&'n Subnet),
    /// The security groups of the interface that sends.
    GroupsOut(InterfaceAt<'n>),
    /// The security groups of the interface that receives.
    GroupsIn(InterfaceAt<'n>),
    /// The network ACL of a subnet, for what leaves it.
    AclOut(&'n Subnet),
    /// The network ACL of a subnet, for what enters it.
    AclIn(&'n Subnet),
    /// The route table of a subnet; without a table, the main one with nothing but local routes.
    Table(&'n Subnet, Option<&'n RouteTable>),
    /// A gateway or connection that leads elsewhere, in either direction but for an internet
    /// gateway, where this is outbound.
    Gateway(GatewayAt<'n>),
    /// An internet gateway, inbound to a place; `None` when the VPC has none.
    InternetIn(Option<&'n InternetGateway>, InterfaceAt<'n>),
    /// A NAT gateway.
    Nat(&'n NatGateway),
    /// An interface that forwards for others.
    Forwarder(InterfaceAt<'n>),
    /// The listeners of a load balancer.
    Listeners(InterfaceAt<'n>),
    /// A load balancer that hands on what clients send, as if they had sent it to its target;
    /// `None` for one that is not described.
    LoadBalancer(&'n Forwarding, Option<&'n Interface>),
    /// A gateway endpoint.
    GatewayEndpoint(&'n Endpoint),
    /// An interface endpoint.
    InterfaceEndpoint(&'n Endpoint),
    /// The endpoint of a firewall in a subnet; `None` for which of its endpoints it is.
    Firewall(&'n Firewall, Option<&'n Subnet>),
    /// A target that is not followed.
    Other(&'n Route),
}

impl<'n> PathComponent<'n> {
    /// Returns a gateway or connection as a component.
    pub(crate) fn gateway(kind: ResourceKind, id: &'n Id, span: Span) -> Self {
        Self::Gateway(GatewayAt { kind, id, span })
    }

    /// Returns the id of the gateway, endpoint or table that judges; `None` where an interface or a
    /// subnet does, and for what is not described.
    pub(crate) fn stands_there(&self) -> Option<&'n Id> {
        match self {
            Self::Table(_, table) => table.map(|table| &table.id),
            Self::Gateway(gateway) => Some(gateway.id),
            Self::InternetIn(gateway, _) => gateway.map(|gateway| &gateway.id),
            Self::Nat(gateway) => Some(&gateway.id),
            Self::GatewayEndpoint(endpoint) | Self::InterfaceEndpoint(endpoint) => {
                Some(&endpoint.id)
            }
            Self::LoadBalancer(_, balancer) => balancer.map(|balancer| &balancer.id),
            Self::Firewall(firewall, _) => Some(&firewall.id),
            Self::Resolver(_)
            | Self::GroupsOut(_)
            | Self::GroupsIn(_)
            | Self::AclOut(_)
            | Self::AclIn(_)
            | Self::Forwarder(_)
            | Self::Listeners(_)
            | Self::Other(_) => None,
        }
    }
}

/// A gateway or connection, by its kind: what stands there judges by rules of its own, in the file
/// of its component.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct GatewayAt<'n> {
    /// Its kind.
    pub kind: ResourceKind,
    /// Which one.
    pub id: &'n Id,
    /// Where it is described.
    pub span: Span,
}

/// What a hop goes by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rule<'n> {
    /// A rule of a security group.
    Group(&'n SecurityGroup, &'n GroupRule),
    /// Traffic that no filter sees: within a subnet, link-local, or of an interface whose groups
    /// was not asked about.
    Unfiltered,
    /// An entry of a network ACL.
    Acl(&'n NetworkAcl, &'n AclEntry),
    /// The default network ACL of a VPC, which admits everything.
    DefaultAcl,
    /// A route.
    Route(&'n Route),
    /// A local route, which every table has.
    Local,
    /// What a virtual private gateway learned from the site.
    Learned(&'n VpnGateway),
    /// The nature of the gateway.
    Builtin,
}

/// What a hop does with the packets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Decision<'n> {
    /// They go on, by this rule.
    Passes(Rule<'n>),
    /// They are dropped, for this reason, by this rule if it is one.
    Drops(Code, Option<Rule<'n>>),
    /// It depends on something that is not specified.
    Depends(MissingFact),
}

impl Decision<'_> {
    /// Dropped by the nature of the component.
    pub(super) fn drops(code: Code) -> Self {
        Self::Drops(code, Some(Rule::Builtin))
    }

    /// Decided by what is not specified.
    pub(super) fn depends(unknown: &Unknown) -> Self {
        Self::Depends(Rc::new(unknown.clone()))
    }
}

/// Something unspecified, without which a hop cannot be judged.
pub type MissingFact = Rc<Unknown>;

/// One component of the way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hop<'n> {
    /// On the way there or back.
    pub phase: Phase,
    /// Where.
    pub component: PathComponent<'n>,
    /// Which axes the fields of the header are at this component.
    pub header: Header,
    /// What comes of it.
    pub decision: Decision<'n>,
}

/// Which way.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Phase {
    /// From the client to the server.
    Forward,
    /// Back.
    Reply,
}

/// Something that is assumed, since no description of a network says it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Assumption<'n> {
    /// The account does not block public access to its VPCs.
    PublicAccessIsNotBlocked,
    /// The operating system behind the interface forwards and translates addresses.
    Forwards(&'n Interface),
    /// The site announces its blocks to the gateway and routes back to the VPC.
    SiteKnowsTheWay(&'n VpnGateway),
    /// Hosts with public addresses come in over the internet, and not by the further ways that the
    /// VPC may have.
    FromInternet(&'n Vpc),
    /// The site announces no block that is a part of what the table's other routes are for: none of
    /// the internet's.
    SiteAnnouncesNothingElse(&'n VpnGateway),
    /// The servers that the VPC gives for names know the names of AWS's services.
    NameServers(&'n Vpc),
    /// The instances of a VPC without DHCP options are built on the Nitro system.
    InstancesOnNitro(&'n Vpc),
    /// What is behind the transit gateway routes back.
    BeyondTransit(&'n TransitGateway),
    /// The other VPC, which the description does not hold, routes back and admits it.
    BeyondPeering(&'n Peering),
    /// The load balancer has no listeners but those that are described.
    NoOtherListeners(&'n Interface),
    /// The targets of a group are healthy, and each is picked for some clients.
    TargetsAreHealthy(&'n Forwarding),
    /// The policy of the endpoint admits it.
    EndpointPolicy(&'n Endpoint),
    /// The security groups of whatever is in the subnet admit it.
    GroupsOfTheSubnet(&'n Subnet),
    /// What is launched in the subnet has a public address if the subnet gives one, and otherwise
    /// none.
    AddressesOfTheSubnet(&'n Subnet),
    /// What the instance sends and receives goes by its primary interface, though it has others.
    ByPrimaryInterface(&'n Interface),
    /// What is launched with the security group of this interface has no other, is in one of the
    /// subnets that are described, and has the addresses that it gives.
    LaunchedWith(&'n Interface),
    /// The zone serves the endpoint.
    ServiceInZone(&'n Endpoint),
}

/// One stretch between two components that route; the answer takes it backwards.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Leg<'n> {
    /// The header on this stretch.
    pub header: Header,
    /// Where it begins.
    pub from: LegEnd<'n>,
    /// Where it ends.
    pub to: LegEnd<'n>,
}

/// Packets that share their way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Flow<'n> {
    /// Which packets.
    pub cell: Cell,
    /// The header where they are now.
    pub header: Header,
    /// What sends, as the header says now.
    pub source: HeaderEnd<'n>,
    /// What is to receive.
    pub destination: HeaderEnd<'n>,
    /// The hops so far.
    pub hops: Vec<Hop<'n>>,
    /// The stretches so far.
    pub legs: Vec<Leg<'n>>,
    /// What is assumed.
    pub assumptions: Vec<Assumption<'n>>,
    /// Whether rules that name groups still see whose packets they are.
    pub names: Names,
    /// The services of which it is decided that the destination is none of their addresses.
    pub not_of: Vec<&'n str>,
    /// Whether the destination was named by its addresses, which may be the VPC's own.
    pub names_addresses: bool,
    /// Whether they come from the internet, too, so that this way counts only where nothing may
    /// arrive by any.
    pub is_further_way: bool,
    /// Whether they are at their destination, drops on the way aside.
    pub has_arrived: bool,
    /// Addresses that they have on the way and that a subnet has whose block is not known: more
    /// than there can be.
    pub unplaced: Vec<Unplaced<'n>>,
}

/// Addresses of a subnet whose block is not known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unplaced<'n> {
    /// The axis that they are on.
    axis: Axis,
    /// All that they could be.
    possible: RangeSet,
    /// The block.
    pub block: &'n Unknown,
}

/// Whether a rule that names a group can tell that packets come from an interface with that group.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Names {
    /// It can.
    Preserved,
    /// They went by something that does not tell.
    Lost,
    /// That depends.
    Depends(MissingFact),
}

impl<'n> Flow<'n> {
    pub(crate) fn push(
        &mut self,
        phase: Phase,
        component: PathComponent<'n>,
        header: Header,
        decision: Decision<'n>,
    ) {
        self.hops.push(Hop { phase, component, header, decision });
    }

    pub(crate) fn presume(&mut self, assumption: Assumption<'n>) {
        if !self.assumptions.contains(&assumption) {
            self.assumptions.push(assumption);
        }
    }

    /// Gives the packets the IPv4 address of a place, on a further axis.
    pub(crate) fn with_address_of(&mut self, place: InterfaceAt<'n>, of: &Prepared) -> Axis {
        let possible = of.ipv4_addresses(place);
        let axis = self.cell.add_axis(possible.clone());
        let has_own = place.interface.is_some_and(|interface| interface.addresses.is_some());
        if let Some(block) = place.subnet.block.unknown().filter(|_| !has_own) {
            self.unplaced.push(Unplaced { axis, possible, block });
        }
        axis
    }

    /// Returns whether the packets have some of the addresses that a subnet could have, and not all
    /// of them: there may be no such packet.
    #[must_use]
    pub fn may_be_none(&self) -> bool {
        self.unplaced.iter().any(|unplaced| {
            self.cell.sets().get(unplaced.axis).is_none_or(|set| *set != unplaced.possible)
        })
    }

    pub(crate) fn with_cell(&self, cell: Cell) -> Self {
        Self { cell, ..self.clone() }
    }

    /// Returns whether a hop of this phase drops the packets.
    #[must_use]
    pub fn is_dropped(&self, phase: Phase) -> bool {
        self.hops
            .iter()
            .any(|hop| hop.phase == phase && matches!(hop.decision, Decision::Drops(..)))
    }

    /// Returns what drops the packets first.
    #[must_use]
    pub fn dropped_by(&self) -> Option<Code> {
        self.hops.iter().find_map(|hop| match hop.decision {
            Decision::Drops(code, _) => Some(code),
            _ => None,
        })
    }

    /// Returns whether a hop of this phase depends on something that is not specified.
    #[must_use]
    pub fn is_doubtful(&self, phase: Phase) -> bool {
        self.hops
            .iter()
            .any(|hop| hop.phase == phase && matches!(hop.decision, Decision::Depends(_)))
    }

    /// Returns what hops depend on, in the order of the hops.
    pub fn doubts(&self) -> impl Iterator<Item = &Unknown> {
        self.hops.iter().filter_map(|hop| match &hop.decision {
            Decision::Depends(missing_fact) => Some(missing_fact.as_ref()),
            _ => None,
        })
    }
}
