//! What is remembered of a network: where its parts stand since it was last planned.
//!
//! - Comes in: a plan, or a file in which one was written down.
//! - Goes out: the same as values that the next plan keeps where it can.
//! - Left to others: how it is written down (`netloom-lock`).
//!
//! CloudFormation makes what replaces a resource before it deletes the old one, so a new block must
//! keep off every block that is remembered, also of subnets that the config no longer has.

use std::collections::BTreeMap;
use std::fmt;

use netloom_config::intent::{NodeGroup, SubnetName};
use netloom_diag::Sourced;
use netloom_net::ids::{AllocationId, SubnetId, VpcId};
use netloom_net::{AzId, Ipv4Cidr};

use crate::NetworkPlan;
use crate::plan::{
    EndpointPath, NatKey, NatPlace, PlannedNatGateway, PlannedVpc, SubnetKey, SubnetPlace, ZoneRef,
};

/// The rule by which a value is what it was.
pub(crate) const REMEMBERED: &str = "as it was before";

/// Where the parts of a network stand; empty when nothing is known.
///
/// Every value has the place that it was read from.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Memory {
    /// The VPC; absent when none was made or named.
    pub vpc: Option<RememberedVpc>,
    /// The zone of an existing head subnet, which subnets without a zone of their own share.
    pub head_subnet_zone: Option<Sourced<AzId>>,
    /// The block of each subnet.
    pub subnets: BTreeMap<SubnetKey, Sourced<Ipv4Cidr>>,
    /// Blocks that subnets had before, the latest last. A new block keeps off them while there is
    /// room elsewhere.
    pub former: Vec<FormerSubnet>,
    /// Where each NAT gateway stands, and the addresses that the file gave it.
    pub nat_gateways: BTreeMap<NatKey, Sourced<RememberedNat>>,
    /// NAT gateways that were planned before and are no longer, since the last deployment that is
    /// known of; the latest last.
    pub former_nat_gateways: Vec<(NatKey, Sourced<RememberedNat>)>,
    /// The subnet of each zone in which interfaces of endpoints are, by the name that it was made
    /// with.
    pub endpoint_subnets: BTreeMap<Option<AzId>, Sourced<SubnetName>>,
    /// The subnet of those nodes that live in one subnet only: the head node and login pools.
    pub nodes: BTreeMap<NodeGroup, Sourced<SubnetKey>>,
}

/// A block that a subnet had before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FormerSubnet {
    /// The subnet.
    pub key: SubnetKey,
    /// The block that it had.
    pub block: Sourced<Ipv4Cidr>,
    /// Whether a deployment has taken it out of the stack since. Until then the stack may be as it
    /// was before the plan that has moved the subnet.
    pub is_gone: bool,
}

/// A NAT gateway as it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RememberedNat {
    /// The public subnet that it stands in.
    pub host: NatHost,
    /// Whether it is a private one, without a public address.
    pub is_private: bool,
    /// An address that existed before it; absent where the template makes one.
    pub address: Option<AllocationId>,
    /// Further addresses.
    pub secondary_addresses: Vec<AllocationId>,
    /// Whether the template says that the address stays when it goes; facts do not show it.
    pub retains_address: bool,
}

/// The subnet that a NAT gateway stands in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NatHost {
    /// The subnet of this name in the gateway's zone.
    Planned(SubnetName),
    /// One that exists.
    Existing(SubnetId),
    /// None: a regional gateway stands in its VPC.
    Vpc,
}

/// The VPC of a network that is remembered.
#[derive(Clone, PartialEq, Debug)]
pub enum RememberedVpc {
    /// The template makes it, with this block.
    New(Sourced<Ipv4Cidr>),
    /// It existed before.
    Existing(Sourced<VpcId>),
}

impl Memory {
    /// Returns what is to be remembered of a plan that was made with this memory.
    #[must_use]
    pub fn after(&self, plan: &NetworkPlan) -> Self {
        let mut new = Self::of(plan);
        let shares =
            plan.subnets.iter().any(|subnet| matches!(subnet.zone, ZoneRef::SameAs { .. }));
        if shares && new.head_subnet_zone.is_none() {
            new.head_subnet_zone.clone_from(&self.head_subnet_zone);
        }
        // In another VPC nothing of the old one is in the way.
        if plan.vpc.as_ref().is_some_and(|vpc| self.is_of(vpc)) {
            let left = self.subnets.iter().map(|(key, block)| FormerSubnet {
                key: key.clone(),
                block: *block,
                is_gone: false,
            });
            let all = self.former.iter().cloned().chain(left);
            new.former = all.filter(|former| new.has_to_know(former)).collect();
            new.former_nat_gateways = self.nat_gateways_left(&new);
        }
        new
    }

    /// Whether a former block may still be in the way: one that a deployment took out is not, once
    /// something else is there.
    fn has_to_know(&self, former: &FormerSubnet) -> bool {
        let is_present = self.subnets.iter().any(|(key, present)| {
            key.is_same_as(&former.key) && present.value == former.block.value
        });
        let is_taken = self.subnets.values().any(|one| one.value.overlaps(former.block.value));
        let is_over = is_present || former.is_gone && is_taken;
        !is_over
    }

    /// Returns the gateways of this memory that a later one does not have as they were here.
    fn nat_gateways_left(&self, later: &Self) -> Vec<(NatKey, Sourced<RememberedNat>)> {
        let own = self.nat_gateways.iter().map(|(key, nat)| (key.clone(), nat.clone()));
        let mut left: Vec<(NatKey, Sourced<RememberedNat>)> = Vec::new();
        for (key, nat) in self.former_nat_gateways.iter().cloned().chain(own) {
            let now = later.nat_gateways.get(&key);
            let is_there = now.is_some_and(|now| now.value == nat.value);
            // One that came and went twice stands once.
            left.retain(|(other, before)| *other != key || before.value != nat.value);
            if !is_there {
                left.push((key, nat));
            }
        }
        left
    }

    /// Returns what is to be remembered once it is deployed: what was before is not in the stack.
    #[must_use]
    pub fn deployed(mut self) -> Self {
        for former in &mut self.former {
            former.is_gone = true;
        }
        self.former_nat_gateways.clear();
        self
    }

    fn of(plan: &NetworkPlan) -> Self {
        let nats = plan.nat_gateways.iter().map(|nat| {
            (nat.key.clone(), Sourced { value: RememberedNat::of(nat), origin: nat.origin })
        });
        let in_one_subnet =
            |nodes: &NodeGroup| matches!(nodes, NodeGroup::Head | NodeGroup::LoginPool(_));
        let nodes = plan.bindings.iter().filter(|binding| in_one_subnet(&binding.nodes));
        let nodes = nodes.filter_map(|binding| match binding.subnets.first()? {
            SubnetPlace::Planned(key) => {
                let origin = plan.subnet(key)?.origin;
                Some((binding.nodes.clone(), Sourced { value: key.clone(), origin }))
            }
            SubnetPlace::Existing(_) => None,
        });
        let shared_zone = plan.subnets.iter().find_map(|subnet| match &subnet.zone {
            ZoneRef::SameAs { zone, .. } => zone.clone(),
            ZoneRef::Id(_) => None,
        });
        Self {
            vpc: plan.vpc.as_ref().map(RememberedVpc::of),
            head_subnet_zone: shared_zone,
            subnets: plan.subnets.iter().map(|one| (one.key.clone(), one.cidr)).collect(),
            former: Vec::new(),
            nat_gateways: nats.collect(),
            former_nat_gateways: Vec::new(),
            endpoint_subnets: endpoint_subnets(plan),
            nodes: nodes.collect(),
        }
    }

    /// Returns the zones that subnets of this name are remembered in, sorted.
    pub(crate) fn zones_of(&self, name: &SubnetName) -> Vec<Sourced<AzId>> {
        let named = self.subnets.iter().filter(|(key, _)| key.name == *name);
        let zones = named.filter_map(|(key, block)| {
            Some(Sourced::derived(key.zone.clone()?, REMEMBERED, block.span()))
        });
        zones.collect()
    }

    /// Returns the block of a VPC that the template makes.
    pub(crate) fn new_vpc(&self) -> Option<Sourced<Ipv4Cidr>> {
        match &self.vpc {
            Some(RememberedVpc::New(cidr)) => {
                Some(Sourced::derived(cidr.value, REMEMBERED, cidr.span()))
            }
            _ => None,
        }
    }

    /// Returns the blocks that subnets have or had.
    pub(crate) fn blocks(&self) -> impl Iterator<Item = Ipv4Cidr> {
        let former = self.former.iter().map(|former| &former.block);
        self.subnets.values().chain(former).map(|block| block.value)
    }

    /// Returns whether this is the VPC that is remembered.
    pub(crate) fn is_of(&self, vpc: &PlannedVpc) -> bool {
        match (&self.vpc, vpc) {
            (Some(RememberedVpc::New(old)), PlannedVpc::New { cidr, .. }) => {
                old.value == cidr.value
            }
            (Some(RememberedVpc::Existing(old)), PlannedVpc::Existing { id, .. }) => {
                old.value == id.value
            }
            _ => false,
        }
    }
}

/// Where the interfaces of endpoints are, those aside whose subnets the file names.
fn endpoint_subnets(plan: &NetworkPlan) -> BTreeMap<Option<AzId>, Sourced<SubnetName>> {
    let mut found = BTreeMap::new();
    for endpoint in plan.endpoints.iter().filter(|endpoint| !endpoint.has_written_subnets) {
        let EndpointPath::Interface { subnets, .. } = &endpoint.path else { continue };
        for subnet in subnets {
            let SubnetPlace::Planned(key) = subnet else { continue };
            let name = Sourced { value: key.first_name().clone(), origin: endpoint.origin };
            found.insert(key.zone.clone(), name);
        }
    }
    found
}

impl RememberedNat {
    fn of(nat: &PlannedNatGateway) -> Self {
        let further = nat.secondary_addresses.iter();
        Self {
            host: NatHost::of(&nat.place),
            is_private: nat.is_private,
            address: nat.address.as_ref().map(|address| address.value.clone()),
            secondary_addresses: further.map(|address| address.value.clone()).collect(),
            retains_address: nat.retains_address,
        }
    }

    /// Whether another one is the same gateway in the same place with the same addresses.
    #[must_use]
    pub fn stands_as(&self, other: &Self) -> bool {
        let other = Self { retains_address: self.retains_address, ..other.clone() };
        *self == other
    }

    /// Returns the addresses that existed before it.
    pub fn addresses(&self) -> impl Iterator<Item = &AllocationId> {
        self.address.iter().chain(&self.secondary_addresses)
    }
}

impl NatHost {
    pub(crate) fn of(place: &NatPlace) -> Self {
        match place {
            NatPlace::Subnet(SubnetPlace::Planned(key)) => Self::Planned(key.name.clone()),
            NatPlace::Subnet(SubnetPlace::Existing(id)) => Self::Existing(id.clone()),
            NatPlace::Vpc => Self::Vpc,
        }
    }
}

/// As people read it: `head`, `subnet-0123456789abcdef0`.
impl fmt::Display for NatHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Planned(name) => name.fmt(f),
            Self::Existing(id) => id.fmt(f),
            Self::Vpc => f.write_str("none, for all zones"),
        }
    }
}

impl RememberedVpc {
    fn of(vpc: &PlannedVpc) -> Self {
        match vpc {
            PlannedVpc::New { cidr, .. } => Self::New(*cidr),
            PlannedVpc::Existing { id, .. } => Self::Existing(id.clone()),
        }
    }
}
