//! The doors of the network: to the internet, out of private subnets, to the site.

use netloom_diag::{Origin, Sourced};
use netloom_net::AzId;
use netloom_net::ids::{AllocationId, InternetGatewayId};

use super::SubnetPlace;

/// The internet gateway.
#[derive(Clone, PartialEq, Debug)]
pub enum PlannedInternetGateway {
    /// The template makes it and attaches it.
    New {
        /// The subnet or rule that needs it.
        origin: Origin,
    },
    /// It exists and is attached.
    Existing(Sourced<InternetGatewayId>),
}

/// A virtual private gateway to make and attach; Direct Connect or a VPN ends there.
#[derive(Clone, PartialEq, Debug)]
pub struct PlannedVpnGateway {
    /// The key or rule that asked for it.
    pub origin: Origin,
}

/// What tells one NAT gateway from the others: the zone that it stands in, whether it serves that
/// one only or all of them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct NatKey {
    /// The zone; absent where the zone of its subnet is not known.
    pub zone: Option<AzId>,
}

/// Where a NAT gateway stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NatPlace {
    /// In a public subnet.
    Subnet(SubnetPlace),
    /// In none: a regional one serves all zones of its VPC, and gets its addresses by itself.
    Vpc,
}

impl PlannedNatGateway {
    /// Returns the public subnet that it stands in; `None` for a regional one.
    #[must_use]
    pub fn host(&self) -> Option<&SubnetPlace> {
        match &self.place {
            NatPlace::Subnet(host) => Some(host),
            NatPlace::Vpc => None,
        }
    }

    /// Whether the template makes an Elastic IP address for it: a private gateway has none, and a
    /// regional one gets its own.
    #[must_use]
    pub fn makes_address(&self) -> bool {
        self.address.is_none() && self.host().is_some() && !self.is_private
    }
}

/// A NAT gateway, public with one Elastic IP address or several, or private.
#[derive(Clone, PartialEq, Debug)]
pub struct PlannedNatGateway {
    /// Its key.
    pub key: NatKey,
    /// The key or rule that asked for it.
    pub origin: Origin,
    /// Where it stands.
    pub place: NatPlace,
    /// Whether it is a private one, without a public address.
    pub is_private: bool,
    /// An address that exists; absent where the template makes one.
    pub address: Option<Sourced<AllocationId>>,
    /// Further addresses, which exist.
    pub secondary_addresses: Vec<Sourced<AllocationId>>,
    /// Whether the address that the template makes stays in the account without it.
    pub retains_address: bool,
}
