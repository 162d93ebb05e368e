//! Interfaces, and what stands for some.

use std::net::Ipv4Addr;

use netloom_diag::Span;
use netloom_facts::kinds;

use super::{Entries, Network, Part, ResourceKind, Target};
use crate::building::Placeholder;
use crate::kind::KindNames;
use crate::sets::RangeSet;
use crate::sets::traffic::Traffic;
use crate::visit::visit_fields;
use crate::{Id, Known, Unknown};

/// What an entry stands for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum InterfaceKind {
    /// A network interface of its own.
    Interface,
    /// An instance: its primary interface.
    Instance,
    /// Every instance launched from a template, in any of its subnets.
    LaunchTemplate,
    /// Every instance of a Batch compute environment or an Auto Scaling group.
    Fleet,
    /// A mount target, file system or database.
    Service,
    /// Nodes that the cluster's own stack will launch: not in the description, but known to come.
    ClusterNode,
    /// An interface that could be launched; without security groups it stands for one with any.
    Launched,
}

/// An interface, or every interface of one kind: all are alike but for the address, which is any
/// free one of their subnet.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Interface {
    /// The name of what it belongs to.
    pub id: Id,
    /// Where that is described.
    pub span: Span,
    /// What it stands for.
    pub kind: InterfaceKind,
    /// The other entry of one interface: of an instance its primary interface, of that its
    /// instance.
    pub twin: Option<Id>,
    /// The further interfaces of an instance, which have entries of their own.
    pub further: Vec<Id>,
    /// The subnets in which it can be; several for a fleet.
    pub subnets: Vec<Known<Id>>,
    /// Its primary private IPv4 address, for several instances each one's; `None` when AWS picks
    /// one of the subnet's.
    pub addresses: Option<RangeSet>,
    /// Its further private IPv4 addresses.
    pub secondary: Vec<SecondaryAddresses>,
    /// Its security groups.
    pub groups: Vec<Known<Id>>,
    /// Whether EC2 drops packets that are neither from nor to it.
    pub checks_source_and_destination: Known<bool>,
    /// The public IPv4 address of its primary private address.
    pub public: PublicAddress,
    /// Whether it has an IPv6 address; `None` when its subnet decides.
    pub has_ipv6: Option<Known<bool>>,
    /// Whether nothing that comes by an internet gateway gets to its IPv6 address.
    pub is_closed_to_ipv6_internet: Known<bool>,
    /// Whether what it sends is from its own address, not from that of a client.
    pub sends_by_own_address: Known<bool>,
    /// Whether it belongs to something that runs. An interface that a template makes for an
    /// instance of another stack counts as attached.
    pub is_attached: Known<bool>,
    /// Of a load balancer: what it accepts, by its listeners and of itself. `None` for all others,
    /// and for one that is described by its interface alone.
    pub listens: Option<Known<Vec<Traffic>>>,
}

visit_fields!(Interface {
    id,
    span,
    kind,
    twin,
    further,
    subnets,
    addresses,
    secondary,
    groups,
    checks_source_and_destination,
    public,
    has_ipv6,
    is_closed_to_ipv6_internet,
    sends_by_own_address,
    is_attached,
    listens
});

impl Interface {
    /// Returns an interface in these subnets with these security groups and otherwise like most:
    /// attached, with an address that AWS picks, without a public IPv4 address of its own, checking
    /// source and destination, and of which the subnet says whether it has IPv6.
    #[must_use]
    pub fn new(
        id: Id,
        span: Span,
        kind: InterfaceKind,
        (subnets, groups): (Vec<Known<Id>>, Vec<Known<Id>>),
    ) -> Self {
        Self {
            id,
            span,
            kind,
            twin: None,
            further: Vec::new(),
            subnets,
            addresses: None,
            secondary: Vec::new(),
            groups,
            checks_source_and_destination: Known::Is(true),
            public: PublicAddress::None,
            has_ipv6: None,
            is_closed_to_ipv6_internet: Known::Is(false),
            sends_by_own_address: Known::Is(true),
            is_attached: Known::Is(true),
            listens: None,
        }
    }

    /// Returns whether an id is that of this interface or of the instance whose primary interface
    /// it is.
    #[must_use]
    pub fn is_called(&self, id: &Id) -> bool {
        self.id == *id || self.twin.as_ref() == Some(id)
    }

    /// Returns whether it stands for an interface that could be launched with any security groups.
    #[must_use]
    pub fn may_have_any_group(&self) -> bool {
        self.kind == InterfaceKind::Launched && self.groups.is_empty()
    }
}

/// Private addresses beside the primary one. It is a private address that has a public one, not the
/// interface.
///
/// # Source
/// Amazon EC2 User Guide, "Secondary IP addresses for your EC2 instances": an Elastic IP address
/// belongs to one private address, and only a primary one is given a public address at launch.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct SecondaryAddresses {
    /// The addresses; `None` when AWS picks them from the subnet's.
    pub addresses: Option<RangeSet>,
    /// The public IPv4 address of each of them.
    pub public: PublicAddress,
}

visit_fields!(SecondaryAddresses { addresses, public });

/// Which public IPv4 address a private address has.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum PublicAddress {
    /// None, whatever the subnet says.
    None,
    /// One at launch, whatever the subnet says.
    AtLaunch,
    /// What the subnet says.
    SubnetDecides,
    /// An Elastic IP address and, where the description gives it, which.
    Elastic(Option<Ipv4Addr>),
    /// None, and Global Accelerator brings such traffic from the internet to the primary private
    /// address.
    ByAccelerator(Vec<Traffic>),
    /// It cannot be known.
    Unknown(Unknown),
}

impl PublicAddress {
    /// Returns what Global Accelerator brings.
    #[must_use]
    pub fn accelerated(&self) -> Option<&[Traffic]> {
        match self {
            Self::ByAccelerator(traffic) => Some(traffic),
            _ => None,
        }
    }

    /// Returns whether there is one; `None` where the subnet decides.
    #[must_use]
    pub fn is_given(&self) -> Option<Known<bool>> {
        match self {
            Self::None | Self::ByAccelerator(_) => Some(Known::Is(false)),
            Self::AtLaunch | Self::Elastic(_) => Some(Known::Is(true)),
            Self::SubnetDecides => None,
            Self::Unknown(unknown) => Some(Known::Unknown(unknown.clone())),
        }
    }
}

impl Part for Interface {
    const NAMES: KindNames = KindNames {
        resource_type: "AWS::EC2::NetworkInterface",
        id_attributes: &["Id"],
        id_prefix: "eni-",
        homes: &[("SubnetId", ResourceKind::Subnet)],
        facts: kinds::INTERFACES,
        route: Some(("NetworkInterfaceId", Target::Interface)),
        words: "network interface",
        path_key: Some("NetworkInterface"),
    };

    fn placeholder(of: &Placeholder<'_>) -> Self {
        let places = (vec![of.known("the subnet")], vec![of.known("the security groups")]);
        Self {
            checks_source_and_destination: of.known("the source and destination check"),
            public: PublicAddress::Unknown(of.unknown("the public address")),
            has_ipv6: Some(of.known("the IPv6 addresses")),
            is_attached: of.known("the attachment"),
            ..Interface::new(of.id.clone(), of.span, InterfaceKind::Interface, places)
        }
    }

    fn forget(network: &mut Network, id: &Id, unknown: &Unknown) -> bool {
        Self::change(network, id, |interface| {
            interface.groups = vec![Known::Unknown(unknown.clone())];
            interface.public = PublicAddress::Unknown(unknown.clone());
            interface.has_ipv6 = Some(Known::Unknown(unknown.clone()));
            if interface.listens.is_some() {
                interface.listens = Some(Known::Unknown(unknown.clone()));
            }
        })
    }
}
