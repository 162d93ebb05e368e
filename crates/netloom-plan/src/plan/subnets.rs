//! Subnets to make.

use std::fmt;

use netloom_config::intent::{RouteIntent, SubnetKind, SubnetName};
use netloom_diag::{Origin, Sourced};
use netloom_net::ids::{RouteTableId, SubnetId};
use netloom_net::{AzId, Ipv4Cidr};

use super::{RouteTableKey, ZoneRef};

/// What tells one planned subnet from the others: its name and its zone, and the name from which its
/// logical ids come.
///
/// A subnet that shares the zone of an existing one has no zone in its key, so that learning the
/// zone later changes nothing. Ordered by name, then zone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct SubnetKey {
    /// The name in the config, or a derived one.
    pub name: SubnetName,
    /// The zone, where the subnet has one of its own.
    pub zone: Option<AzId>,
    /// The name that it had when it was made, where that was another one.
    pub renamed_from: Option<SubnetName>,
}

impl SubnetKey {
    /// Returns the key of a subnet that has the name that it was made with.
    #[must_use]
    pub fn new(name: SubnetName, zone: Option<AzId>) -> Self {
        Self { name, zone, renamed_from: None }
    }

    /// Returns the name that the subnet was made with, which stays when it is renamed.
    #[must_use]
    pub fn first_name(&self) -> &SubnetName {
        self.renamed_from.as_ref().unwrap_or(&self.name)
    }

    /// Whether this is the same subnet, under whichever name.
    #[must_use]
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.first_name() == other.first_name() && self.zone == other.zone
    }
}

/// As people read it: `compute` or `compute in euw1-az1`.
impl fmt::Display for SubnetKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.zone {
            Some(zone) => write!(f, "{} in {zone}", self.name),
            None => write!(f, "{}", self.name),
        }
    }
}

/// A subnet, planned or existing.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum SubnetPlace {
    /// One that the plan makes.
    Planned(SubnetKey),
    /// One that exists.
    Existing(SubnetId),
}

/// A subnet to make.
#[derive(Clone, PartialEq, Debug)]
pub struct PlannedSubnet {
    /// Its key.
    pub key: SubnetKey,
    /// Where in the file it came from, or which rule asked for it.
    pub origin: Origin,
    /// Its kind.
    pub kind: Sourced<SubnetKind>,
    /// Its zone.
    pub zone: ZoneRef,
    /// Its block, of 16 to 28 prefix bits.
    pub cidr: Sourced<Ipv4Cidr>,
    /// Whether instances launched into it get a public address without asking.
    pub maps_public_addresses: Sourced<bool>,
    /// How many addresses its nodes need under the release of the file, or the newest one; 0 when
    /// no node uses it.
    pub n_hosts_needed: u64,
    /// The same under an older release that the file may be for as well; never less.
    pub n_hosts_needed_by_older: u64,
    /// Who uses it, in words, sorted: `head node`, `queue cpu`, `login pool main`, `NAT gateway`.
    pub used_by: Vec<String>,
    /// The table that routes for it, where it has a new one.
    pub route_table: RouteTableKey,
    /// The table that it uses, where that exists.
    pub existing_table: Option<Sourced<RouteTableId>>,
    /// Routes that the file says of this subnet alone, sorted by destination.
    pub own_routes: Vec<RouteIntent>,
}
