//! What checks look at: the plan, and the nodes in its subnets.

use std::cell::RefCell;
use std::collections::BTreeMap;

use netloom_config::ClusterIntent;
use netloom_config::intent::{
    HeadIntent, LoginPoolIntent, NodeGroup, PublicAddress, QueueIntent, SubnetKind,
};
use netloom_diag::{Sourced, Span};
use netloom_net::ids::SubnetId;
use netloom_net::{Ipv4Cidr, MAX_PREFIX_LEN_BITS, MIN_PREFIX_LEN_BITS, first_free_block};
use netloom_plan::NetworkPlan;
use netloom_plan::plan::{PlannedRoute, PlannedSubnet, SubnetKey, SubnetPlace};
use netloom_plan::service_needs::{release_of, services_needed};

/// One cluster and its network.
pub(crate) struct Context<'a> {
    pub(crate) intent: &'a ClusterIntent,
    pub(crate) plan: &'a NetworkPlan,
    /// Every group of nodes that the plan has a place for, sorted as its bindings.
    pub(crate) nodes: Vec<Nodes<'a>>,
    /// The free blocks that findings proposed so far.
    proposed: RefCell<BTreeMap<Asker, Ipv4Cidr>>,
}

/// What is given a free block: a planned subnet, or one that the config does not have yet, and how
/// long its prefix is, in bits.
type Asker = (Option<SubnetKey>, u8);

/// One group of nodes and where it is.
pub(crate) struct Nodes<'a> {
    pub(crate) group: &'a NodeGroup,
    /// In words: `head node`, `queue cpu`.
    pub(crate) words: String,
    /// Where findings about the nodes point.
    pub(crate) span: Span,
    pub(crate) places: &'a [SubnetPlace],
    /// Absent for nodes whose subnet alone decides.
    pub(crate) public_address: Option<&'a Sourced<PublicAddress>>,
    pub(crate) proxy: Option<&'a Sourced<String>>,
}

impl<'a> Context<'a> {
    pub(crate) fn new(intent: &'a ClusterIntent, plan: &'a NetworkPlan) -> Self {
        let nodes = plan
            .bindings
            .iter()
            .filter_map(|binding| nodes_of(intent, &binding.nodes, &binding.subnets));
        Self { intent, plan, nodes: nodes.collect(), proposed: RefCell::default() }
    }

    /// Returns the blocks of the VPC, the primary one first; empty when they are unknown.
    pub(crate) fn vpc_blocks(&self) -> &'a [Sourced<Ipv4Cidr>] {
        self.plan.vpc.as_ref().map_or(&[], |vpc| vpc.cidrs())
    }

    /// Returns the lowest block of this size in the VPC that nothing holds, the subnet `except` not
    /// counted. Two subnets are never given overlapping blocks, so that both findings can be
    /// followed; one subnet gets the same block each time.
    pub(crate) fn next_free_block(
        &self,
        prefix_len_bits: u8,
        except: Option<&PlannedSubnet>,
    ) -> Option<Ipv4Cidr> {
        let asked = (except.map(|subnet| subnet.key.clone()), prefix_len_bits);
        let mut proposed = self.proposed.borrow_mut();
        if let Some(block) = proposed.get(&asked) {
            return Some(*block);
        }
        let others = self
            .plan
            .subnets
            .iter()
            .filter(|subnet| except.is_none_or(|except| except.key != subnet.key));
        let network = &self.intent.network;
        let kept = network.occupied_cidrs.iter().chain(&network.reserved_cidrs).chain(
            network.on_premises_cidrs.iter().filter(|site| !self.is_around_the_vpc(site.value)),
        );
        let taken = others.map(|subnet| &subnet.cidr).chain(kept).map(|block| block.value);
        // A subnet that is there holds its block until the update is over, its own subnet included.
        let of_others = proposed.iter().filter(|((subnet, _), _)| *subnet != asked.0);
        let taken: Vec<Ipv4Cidr> = taken
            .chain(self.plan.remembered_blocks.iter().copied())
            .chain(of_others.map(|(_, block)| *block))
            .collect();
        let free = self
            .vpc_blocks()
            .iter()
            .find_map(|block| first_free_block(block.value, &taken, prefix_len_bits))?;
        proposed.insert(asked, free);
        Some(free)
    }

    /// Whether a block of the site has the VPC inside: the site's summary, of which the VPC is a part.
    pub(crate) fn is_around_the_vpc(&self, site: Ipv4Cidr) -> bool {
        self.vpc_blocks().iter().any(|vpc| site != vpc.value && site.contains(vpc.value))
    }

    /// Returns the lowest /16 of the private ranges that the site, the config and Docker leave to a
    /// new VPC.
    pub(crate) fn free_vpc_block(&self) -> Option<Ipv4Cidr> {
        let network = &self.intent.network;
        let kept = network
            .on_premises_cidrs
            .iter()
            .chain(&network.reserved_cidrs)
            .map(|block| block.value);
        let taken: Vec<Ipv4Cidr> = kept.chain(docker_bridge()).collect();
        private_ranges().find_map(|range| first_free_block(range, &taken, MIN_PREFIX_LEN_BITS))
    }

    /// Returns whether the plan puts a NAT gateway into this existing subnet.
    pub(crate) fn hosts_nat(&self, subnet: &SubnetId) -> bool {
        let mut hosts = self.plan.nat_gateways.iter().filter_map(|gateway| gateway.host());
        hosts.any(|host| matches!(host, SubnetPlace::Existing(id) if id == subnet))
    }

    /// Returns the existing subnet of the head node when some nodes are in it and a public address
    /// of the head node tells that it is public; with the place that tells it.
    pub(crate) fn public_head_subnet(&self, nodes: &Nodes<'a>) -> Option<(&'a SubnetId, Span)> {
        let head = self.head()?;
        let address = head.public_address.filter(|address| is_elastic(&address.value))?;
        let shared = head.places.iter().find(|place| nodes.places.contains(place))?;
        match shared {
            SubnetPlace::Existing(id) => Some((id, address.span())),
            SubnetPlace::Planned(_) => None,
        }
    }

    /// Returns the planned subnets of some nodes.
    pub(crate) fn subnets_of(&self, nodes: &Nodes<'a>) -> impl Iterator<Item = &'a PlannedSubnet> {
        let plan = self.plan;
        let keys = nodes.places.iter().filter_map(|place| match place {
            SubnetPlace::Planned(key) => Some(key),
            SubnetPlace::Existing(_) => None,
        });
        keys.filter_map(move |key| plan.subnet(key))
    }

    /// Returns the default route of a subnet.
    pub(crate) fn default_route(&self, subnet: &PlannedSubnet) -> Option<&'a PlannedRoute> {
        let table = self.plan.route_tables.iter().find(|table| table.key == subnet.route_table)?;
        table.routes.iter().find(|route| route.destination == Ipv4Cidr::EVERYTHING)
    }

    /// Returns whether nothing but endpoints leads out of a subnet.
    pub(crate) fn is_closed(&self, subnet: &PlannedSubnet) -> bool {
        match subnet.kind.value {
            SubnetKind::Public => false,
            SubnetKind::Isolated => true,
            SubnetKind::Private => {
                subnet.existing_table.is_none()
                    && self.plan.vpn_gateway.is_none()
                    && self.plan.transit_gateway.is_none()
                    && self.default_route(subnet).is_none()
            }
        }
    }

    /// Returns the services that some nodes call and that no endpoint leads to, in the order of the
    /// table.
    pub(crate) fn services_without_endpoint(&self, nodes: &Nodes<'a>) -> Vec<&'static str> {
        let known = &self.intent.network.endpoints;
        let has_endpoint = |service: &str| {
            self.plan.endpoints.iter().any(|endpoint| endpoint.service == service)
                || known.holder_of_name(service).is_some()
        };
        let needs = services_needed(self.intent, release_of(self.intent), nodes.group);
        let needs = needs.into_iter().map(|need| need.service);
        needs.filter(|service| !has_endpoint(service)).collect()
    }

    /// Returns the queues together with their nodes.
    pub(crate) fn queues(&self) -> impl Iterator<Item = (&'a QueueIntent, &Nodes<'a>)> {
        let queues = self.intent.queues.iter();
        queues.filter_map(|queue| {
            let group = NodeGroup::Queue(queue.name.value.clone());
            Some((queue, self.nodes.iter().find(|nodes| *nodes.group == group)?))
        })
    }

    /// Returns the head node's group.
    pub(crate) fn head(&self) -> Option<&Nodes<'a>> {
        self.nodes.iter().find(|nodes| *nodes.group == NodeGroup::Head)
    }
}

/// Returns whether this is an Elastic IP address, which answers only in a public subnet.
pub(crate) fn is_elastic(address: &PublicAddress) -> bool {
    matches!(address, PublicAddress::NewElasticIp | PublicAddress::ExistingElasticIp(_))
}

/// Returns the ranges that have no owner.
///
/// # Source
/// RFC 1918 section 3.
pub(crate) fn private_ranges() -> impl Iterator<Item = Ipv4Cidr> {
    let ranges = [([10, 0, 0, 0], 8), ([172, 16, 0, 0], 12), ([192, 168, 0, 0], 16)];
    ranges.into_iter().filter_map(|(first, bits)| Ipv4Cidr::containing(first.into(), bits))
}

/// Returns the range of addresses that no interface can have in which this block is, and what the
/// range is for.
///
/// # Source
/// RFC 6890 section 2.2.2; RFC 5771 section 3 on multicast.
pub(crate) fn unusable_range(block: Ipv4Cidr) -> Option<(Ipv4Cidr, &'static str)> {
    let ranges = [
        ([0, 0, 0, 0], 8, "\"this network\""),
        ([127, 0, 0, 0], 8, "loopback"),
        ([169, 254, 0, 0], 16, "link-local"),
        ([224, 0, 0, 0], 4, "multicast"),
        ([240, 0, 0, 0], 4, "reserved for future use"),
    ];
    let mut ranges = ranges.into_iter().filter_map(|(first, bits, use_of_range)| {
        Some((Ipv4Cidr::containing(first.into(), bits)?, use_of_range))
    });
    ranges.find(|(range, _)| range.overlaps(block))
}

/// Returns the block that Docker takes for its bridge.
///
/// # Source
/// Amazon VPC User Guide, "VPC CIDR blocks", on 172.17.0.0/16.
pub(crate) fn docker_bridge() -> Option<Ipv4Cidr> {
    Ipv4Cidr::containing([172, 17, 0, 0].into(), 16)
}

/// Returns the prefix length of the smallest subnet with room for this many hosts.
pub(crate) fn prefix_len_bits_for(n_hosts: u64) -> Option<u8> {
    let mut smallest_first = (MIN_PREFIX_LEN_BITS..=MAX_PREFIX_LEN_BITS).rev();
    smallest_first.find(|bits| {
        let block = Ipv4Cidr::containing([0, 0, 0, 0].into(), *bits);
        block.is_some_and(|block| block.n_host_addresses() >= n_hosts)
    })
}

fn nodes_of<'a>(
    intent: &'a ClusterIntent,
    group: &'a NodeGroup,
    places: &'a [SubnetPlace],
) -> Option<Nodes<'a>> {
    match group {
        NodeGroup::Head => Some(of_head(&intent.head, group, places)),
        NodeGroup::LoginPool(name) => {
            let pool = intent.login_pools.iter().find(|pool| pool.name.value == *name)?;
            Some(of_pool(pool, group, places))
        }
        NodeGroup::Queue(name) => {
            let queue = intent.queues.iter().find(|queue| queue.name.value == *name)?;
            Some(of_queue(queue, group, places))
        }
        NodeGroup::Lambda => None,
    }
}

fn of_head<'a>(head: &'a HeadIntent, group: &'a NodeGroup, places: &'a [SubnetPlace]) -> Nodes<'a> {
    let (public_address, proxy) = (Some(&head.public_address), head.proxy.as_ref());
    Nodes { group, words: "head node".to_owned(), span: head.span, places, public_address, proxy }
}

fn of_pool<'a>(
    pool: &'a LoginPoolIntent,
    group: &'a NodeGroup,
    places: &'a [SubnetPlace],
) -> Nodes<'a> {
    let (words, proxy) = (format!("login pool {}", pool.name.value), pool.proxy.as_ref());
    Nodes { group, words, span: pool.name.span(), places, public_address: None, proxy }
}

fn of_queue<'a>(
    queue: &'a QueueIntent,
    group: &'a NodeGroup,
    places: &'a [SubnetPlace],
) -> Nodes<'a> {
    let (words, proxy) = (format!("queue {}", queue.name.value), queue.proxy.as_ref());
    Nodes {
        group,
        words,
        span: queue.name.span(),
        places,
        public_address: Some(&queue.public_address),
        proxy,
    }
}
