//! Nodes that no description holds and that can be launched all the same: with each security group
//! in any subnet of its VPC, and in each subnet whatever their groups, with a public address of
//! their own and without one.
//!
//! They are put into a copy of the network as interfaces, so that the engine and
//! `netloom_reach::EndpointClasses` see nothing unusual. What stands in a subnet that is not known
//! is put into a subnet of which nothing is known: what becomes of its packets is then undecided,
//! and not passed over.

use netloom_diag::Span;
use netloom_network::sets::addresses::Family;
use netloom_network::sets::traffic::Traffic;
use netloom_network::{
    AclChoice, GroupRule, Id, Interface, InterfaceKind, Known, Network, Peer, PublicAccess,
    PublicAddress, SecurityGroup, Subnet, TableChoice, Unknown, Vpc,
};

use super::Launches;

/// Which public address a launched node has.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Address {
    /// What its subnet says.
    OfSubnet,
    /// One that its launch asks for.
    AtLaunch,
}

/// Both.
pub(super) const ADDRESSES: [Address; 2] = [Address::OfSubnet, Address::AtLaunch];

/// The entry of a node with this security group; no logical id has a space in it.
pub(super) fn with_group(group: &Id, address: Address) -> Id {
    Id::new(format!("launched with {group} {address:?}"))
}

/// The entry of a node in this subnet.
pub(super) fn in_subnet(subnet: &Id, address: Address) -> Id {
    Id::new(format!("launched in {subnet} {address:?}"))
}

/// Returns the network with a node for each security group and each subnet.
pub(super) fn with_launched(network: &Network, launches: Launches) -> Network {
    let mut all = network.clone();
    if launches != Launches::Described {
        place_the_unplaced(&mut all);
    }
    let groups: Vec<(Id, Option<Id>)> = network
        .security_groups
        .values()
        .map(|group| (group.id.clone(), group.vpc.value().cloned()))
        .collect();
    for (group, vpc) in groups {
        let mut subnets: Vec<Known<Id>> = network
            .subnets
            .values()
            .filter(|subnet| vpc.as_ref().is_none_or(|vpc| *vpc == subnet.vpc))
            .map(|subnet| Known::Is(subnet.id.clone()))
            .collect();
        let is_whole = vpc
            .as_ref()
            .and_then(|vpc| network.vpcs.get(vpc))
            .is_some_and(|vpc| vpc.beyond.is_none());
        // A VPC that exists already has subnets that no file describes, and a node with the group may
        // stand in one of them.
        if !is_whole && launches != Launches::Described {
            subnets.push(Known::Is(further_subnet(&mut all, vpc)));
        }
        for address in ADDRESSES {
            let id = with_group(&group, address);
            let node = launched(id.clone(), subnets.clone(), group.clone(), address);
            all.interfaces.insert(id, node);
        }
    }
    // What a subnet alone lets through shows with a group that filters nothing.
    let open = open_group();
    for subnet in network.subnets.keys() {
        for address in ADDRESSES {
            let id = in_subnet(subnet, address);
            let node =
                launched(id.clone(), vec![Known::Is(subnet.clone())], open.id.clone(), address);
            all.interfaces.insert(id, node);
        }
    }
    all.security_groups.insert(open.id.clone(), open);
    all
}

fn launched(id: Id, subnets: Vec<Known<Id>>, group: Id, address: Address) -> Interface {
    let places = (subnets, vec![Known::Is(group)]);
    Interface {
        public: match address {
            Address::OfSubnet => PublicAddress::SubnetDecides,
            Address::AtLaunch => PublicAddress::AtLaunch,
        },
        ..Interface::new(id, Span::default(), InterfaceKind::LaunchTemplate, places)
    }
}

/// What stands for groups that are not described: those of another stack may admit everything.
fn open_group() -> SecurityGroup {
    let id = Id::new("any security group");
    let anything = |name: &str| GroupRule {
        name: format!("{name} of {id}"),
        span: Span::default(),
        traffic: Known::Is(Traffic::everything()),
        peer: Known::Is(Peer::Addresses(
            Family::Ipv4.everything().union(&Family::Ipv6.everything()),
        )),
    };
    SecurityGroup {
        span: Span::default(),
        vpc: Known::Unknown(Unknown { what: format!("the VPC of {id}"), span: Span::default() }),
        ingress: vec![anything("the ingress rule")],
        egress: vec![anything("the egress rule")],
        beyond: None,
        id,
    }
}

/// Interfaces in subnets that are not known.
fn place_the_unplaced(network: &mut Network) {
    let is_unplaced = |one: &&Interface| {
        one.subnets.is_empty() || one.subnets.iter().any(|subnet| subnet.value().is_none())
    };
    let unplaced: Vec<Id> =
        network.interfaces.values().filter(is_unplaced).map(|one| one.id.clone()).collect();
    for id in unplaced {
        let groups = network
            .interfaces
            .get(&id)
            .into_iter()
            .flat_map(|one| &one.groups)
            .filter_map(Known::value);
        let vpc =
            groups.filter_map(|id| network.security_groups.get(id)?.vpc.value().cloned()).next();
        let further = further_subnet(network, vpc);
        if let Some(interface) = network.interfaces.get_mut(&id) {
            interface.subnets.retain(|subnet| subnet.value().is_some());
            interface.subnets.push(Known::Is(further));
        }
    }
}

/// A subnet of a VPC that the description does not hold, which it may have; put in once.
fn further_subnet(network: &mut Network, vpc: Option<Id>) -> Id {
    let vpc = vpc.unwrap_or_else(|| Id::new("a VPC that is not known"));
    let id = Id::new(format!("a further subnet of {vpc}"));
    // A VPC by a value that is not given is called by what is missing.
    let name =
        if vpc.as_str().contains(' ') { format!("the VPC ({vpc})") } else { format!("`{vpc}`") };
    let missing = |what: &str| Unknown {
        what: format!("{what} of the subnets of {name}"),
        span: Span::default(),
    };
    network.vpcs.entry(vpc.clone()).or_insert_with(|| Vpc {
        id: vpc.clone(),
        span: Span::default(),
        blocks: Vec::new(),
        ipv6_blocks: Vec::new(),
        dns_support: Known::Unknown(missing("the DNS settings")),
        dns_hostnames: Known::Unknown(missing("the DNS settings")),
        name_servers: Known::Unknown(missing("the DHCP options")),
        beyond: Some(missing("the gateways and routes")),
    });
    network.subnets.entry(id.clone()).or_insert_with(|| Subnet {
        id: id.clone(),
        span: Span::default(),
        vpc: vpc.clone(),
        block: Known::Unknown(missing("the blocks")),
        ipv6_block: None,
        zone: Known::Unknown(missing("the zones")),
        maps_public_addresses: Known::Unknown(missing("`MapPublicIpOnLaunch`")),
        assigns_ipv6: Known::Is(false),
        dns64: Known::Is(false),
        public_access: Known::Is(PublicAccess::Open),
        route_table: TableChoice::Unknown(missing("the route tables")),
        network_acl: AclChoice::Unknown(missing("the network ACLs")),
    });
    id
}
