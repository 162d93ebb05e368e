//! A network with what every question needs looked up once.

use std::collections::BTreeMap;

use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::Family;
use netloom_network::{
    Destination, Endpoint, EndpointKind, Id, Interface, InterfaceKind, Known, Network, RouteOrigin,
    RouteTable, Subnet, TableChoice, Unknown, Vpc,
};

use crate::members::Members;

/// A network, ready for questions.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The network.
    pub network: Network,
    main_tables: BTreeMap<Id, Id>,
    local: BTreeMap<Id, Vec<RangeSet>>,
    candidates: BTreeMap<Id, Vec<Candidate>>,
    endpoint_interfaces: BTreeMap<Id, Interface>,
    members: Members,
}

/// A route of a table as longest prefix match sees it: which addresses, and by its place in the
/// list, before which others.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The addresses; for a service's own list they are not known.
    pub covers: Covers,
    /// Its position in [`RouteTable::routes`].
    pub route: usize,
    /// How long its prefix is.
    pub prefix_len: u8,
    /// The service whose own list the block is of: a route for addresses, and not for names of
    /// other services.
    pub list_of: Option<String>,
}

/// What a route is for.
#[derive(Clone, Debug)]
pub enum Covers {
    /// These addresses.
    Addresses(RangeSet),
    /// The service's addresses; whether these are also there as blocks.
    Service(String, bool),
    /// Not specified.
    Unknown,
}

impl Prepared {
    /// Takes a network.
    #[must_use]
    pub fn new(network: Network) -> Self {
        let main_tables = network.route_tables.values().filter(|table| table.is_main);
        let main_tables = main_tables.map(|table| (table.vpc.clone(), table.id.clone())).collect();
        let mut subnets: BTreeMap<&Id, Vec<&Subnet>> = BTreeMap::new();
        for subnet in network.subnets.values() {
            subnets.entry(&subnet.vpc).or_default().push(subnet);
        }
        let local_of = |vpc: &Vpc| {
            let subnets = subnets.get(&vpc.id).map_or(&[][..], Vec::as_slice);
            (vpc.id.clone(), local_addresses(vpc, subnets))
        };
        let local = network.vpcs.values().map(local_of).collect();
        let candidates = network
            .route_tables
            .values()
            .map(|table| (table.id.clone(), candidates(&network, table)))
            .collect();
        let endpoint_interfaces = network.endpoints.values().filter_map(endpoint_interface);
        let endpoint_interfaces =
            endpoint_interfaces.map(|interface| (interface.id.clone(), interface)).collect();
        let members = Members::of(&network);
        Self { main_tables, local, candidates, endpoint_interfaces, members, network }
    }

    /// The VPC of a subnet.
    #[must_use]
    pub fn vpc_of(&self, subnet: &Subnet) -> Option<&Vpc> {
        self.network.vpcs.get(&subnet.vpc)
    }

    /// The table of a subnet: its own, or its VPC's main one if that is described; or what is not
    /// known about it.
    ///
    /// # Errors
    /// It is not known which table the subnet has.
    pub fn table_of<'n>(
        &'n self,
        subnet: &'n Subnet,
    ) -> Result<Option<&'n RouteTable>, &'n Unknown> {
        match &subnet.route_table {
            TableChoice::Associated(id, _) => Ok(self.network.route_tables.get(id)),
            TableChoice::Unknown(unknown) => Err(unknown),
            TableChoice::Main => match self.main_tables.get(&subnet.vpc) {
                Some(id) => Ok(self.network.route_tables.get(id)),
                None => match self.vpc_of(subnet).and_then(|vpc| vpc.beyond.as_ref()) {
                    Some(beyond) => Err(beyond),
                    None => Ok(None),
                },
            },
        }
    }

    /// The blocks that local routes of a VPC are for.
    pub fn local_blocks(&self, vpc: &Id) -> &[RangeSet] {
        self.local.get(vpc).map_or(&[], Vec::as_slice)
    }

    /// The addresses that local routes of a VPC are for.
    pub fn local(&self, vpc: &Id) -> RangeSet {
        let blocks = self.local_blocks(vpc).iter();
        RangeSet::from_ranges(blocks.flat_map(|block| block.ranges().iter().copied()))
    }

    /// The address at which the VPC of a subnet has Amazon's resolver: the base of its primary
    /// block plus two. Where that block is not known, the addresses that it can be, and what is
    /// missing.
    ///
    /// # Source
    /// Amazon VPC User Guide, "Amazon DNS server": in the primary block also of a VPC with several.
    pub fn resolver(&self, subnet: &Subnet) -> (RangeSet, Option<&Unknown>) {
        let third =
            |block: &RangeSet| block.first().map(|first| RangeSet::single(first.saturating_add(2)));
        match self.vpc_of(subnet).and_then(|vpc| vpc.blocks.first()) {
            Some(Known::Is(primary)) => (third(primary).unwrap_or_default(), None),
            Some(Known::Unknown(unknown)) => {
                let near = self.network.subnets.values().filter(|other| other.vpc == subnet.vpc);
                let all = near.filter_map(|other| third(other.block.value()?));
                (all.fold(RangeSet::empty(), |all, one| all.union(&one)), Some(unknown))
            }
            None => (RangeSet::empty(), None),
        }
    }

    /// What the blocks of a VPC are, where one of a family is not known: a parameter decides it, or
    /// AWS chooses it.
    #[must_use]
    pub fn unknown_block(&self, vpc: &Id, family: Family) -> Option<&Unknown> {
        let vpc = self.network.vpcs.get(vpc)?;
        let blocks = match family {
            Family::Ipv4 => &vpc.blocks,
            Family::Ipv6 => &vpc.ipv6_blocks,
        };
        blocks.iter().find_map(Known::unknown)
    }

    /// Every address of the VPCs: what is no address of the internet and no service's, public or not.
    pub fn own_blocks(&self) -> RangeSet {
        let blocks = self.local.values().flatten();
        RangeSet::from_ranges(blocks.flat_map(|block| block.ranges().iter().copied()))
    }

    /// The routes of a table, the one that wins first.
    pub fn candidates(&self, table: &RouteTable) -> &[Candidate] {
        self.candidates.get(&table.id).map_or(&[], Vec::as_slice)
    }

    /// The interfaces of an interface endpoint.
    pub fn endpoint_interface(&self, endpoint: &Endpoint) -> Option<&Interface> {
        self.endpoint_interfaces.get(&endpoint.id)
    }

    /// The IPv4 addresses that NAT64 is followed to: public ones outside the VPC.
    pub fn translatable(&self, subnet: &Subnet) -> RangeSet {
        Family::Ipv4.public().difference(&self.local(&subnet.vpc))
    }

    /// The interfaces by their groups and by their subnets.
    pub fn members(&self) -> &Members {
        &self.members
    }
}

/// Blocks of the VPC and, where those are not all known, of its subnets, which lie in them.
fn local_addresses(vpc: &Vpc, subnets: &[&Subnet]) -> Vec<RangeSet> {
    let own = vpc.blocks.iter().chain(&vpc.ipv6_blocks).filter_map(Known::value);
    let is_known =
        |blocks: &[Known<RangeSet>]| blocks.iter().all(|block| block.unknown().is_none());
    let is_whole = vpc.beyond.is_none() && is_known(&vpc.blocks) && is_known(&vpc.ipv6_blocks);
    let subnets = subnets.iter().filter(|_| !is_whole);
    let inner = subnets.flat_map(|subnet| {
        subnet.block.value().into_iter().chain(subnet.ipv6_block.as_ref().and_then(Known::value))
    });
    let mut blocks: Vec<RangeSet> = Vec::new();
    for block in own.chain(inner) {
        if !blocks.iter().any(|known| block.is_subset(known)) {
            blocks.push(block.clone());
        }
    }
    blocks
}

/// # Source
/// Amazon VPC User Guide, "Route priority": longest prefix; then static routes, prefix lists,
/// propagated routes.
fn candidates(network: &Network, table: &RouteTable) -> Vec<Candidate> {
    let mut ranked: Vec<(u8, u8, Candidate)> = Vec::new();
    for (index, route) in table.routes.iter().enumerate() {
        // Among routes of one length: static 0, prefix list 1, propagated 2.
        let rank = u8::from(route.origin == RouteOrigin::Propagated) * 2;
        let mut add = |covers, prefix_len: u8, rank, list_of| {
            ranked.push((
                u8::MAX - prefix_len,
                rank,
                Candidate { covers, route: index, prefix_len, list_of },
            ));
        };
        match &route.destination {
            Known::Is(Destination::Block(block, len)) => {
                add(Covers::Addresses(block.clone()), *len, rank, None)
            }
            Known::Is(Destination::Service(name)) => {
                let entries = entries_of(network, name);
                add(Covers::Service(name.clone(), entries.is_some()), u8::MAX, 1, None);
                for (block, len) in entries.unwrap_or_default() {
                    add(Covers::Addresses(block.clone()), *len, 1, Some(name.clone()));
                }
            }
            Known::Is(Destination::PrefixList(id)) => match network.prefix_lists.get(id) {
                Some(list) => match (&list.entries, &list.service) {
                    (Known::Is(entries), _) => {
                        for (block, len) in entries {
                            add(Covers::Addresses(block.clone()), *len, 1, None);
                        }
                    }
                    (Known::Unknown(_), Some(service)) => {
                        add(Covers::Service(service.clone(), false), u8::MAX, 1, None);
                    }
                    (Known::Unknown(_), None) => add(Covers::Unknown, u8::MAX, 1, None),
                },
                None => add(Covers::Unknown, u8::MAX, 1, None),
            },
            Known::Unknown(_) => add(Covers::Unknown, u8::MAX, rank, None),
        }
    }
    ranked.sort_by_key(|(len, rank, candidate)| (*len, *rank, candidate.route));
    ranked.into_iter().map(|(_, _, candidate)| candidate).collect()
}

/// The entries of the list that AWS keeps of a service's addresses, where the description tells
/// them.
pub fn entries_of<'n>(network: &'n Network, service: &str) -> Option<&'n [(RangeSet, u8)]> {
    let mut lists =
        network.prefix_lists.values().filter(|list| list.service.as_deref() == Some(service));
    lists.find_map(|list| list.entries.value()).map(Vec::as_slice)
}

fn endpoint_interface(endpoint: &Endpoint) -> Option<Interface> {
    let EndpointKind::Interface { subnets, groups, .. } = &endpoint.kind else { return None };
    let places = (subnets.clone(), groups.clone());
    Some(Interface {
        has_ipv6: Some(Known::Is(false)),
        ..Interface::new(endpoint.id.clone(), endpoint.span, InterfaceKind::Service, places)
    })
}
