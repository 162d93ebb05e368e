//! What checks look at: the plan, and the nodes in its subnets.

use netloom_config::ClusterIntent;
use netloom_config::intent::{HeadIntent, LoginPoolIntent, NodeGroup, PublicAddress, QueueIntent};
use netloom_diag::{Sourced, Span};
use netloom_net::{Ipv4Cidr, first_free_block};
use netloom_plan::NetworkPlan;
use netloom_plan::plan::{PlannedRoute, PlannedSubnet, SubnetPlace};

/// One cluster and its network.
pub(crate) struct Context<'a> {
    pub(crate) intent: &'a ClusterIntent,
    pub(crate) plan: &'a NetworkPlan,
    /// Every group of nodes that the plan has a place for, sorted as its bindings.
    pub(crate) nodes: Vec<Nodes<'a>>,
}

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
        let nodes = plan.bindings.iter().filter_map(|binding| nodes_of(intent, &binding.nodes, &binding.subnets));
        Self { intent, plan, nodes: nodes.collect() }
    }

    /// Returns the blocks of the VPC, the primary one first; empty when they are unknown.
    pub(crate) fn vpc_blocks(&self) -> &'a [Sourced<Ipv4Cidr>] {
        self.plan.vpc.as_ref().map_or(&[], |vpc| vpc.cidrs())
    }

    /// Returns the lowest block of this size in the VPC that nothing holds, the subnet `except` not counted.
    pub(crate) fn next_free_block(&self, prefix_len_bits: u8, except: Option<&PlannedSubnet>) -> Option<Ipv4Cidr> {
        let others = self.plan.subnets.iter().filter(|subnet| except.is_none_or(|except| except.key != subnet.key));
        let network = &self.intent.network;
        let kept = network.occupied_cidrs.iter().chain(&network.reserved_cidrs).chain(&network.on_premises_cidrs);
        let taken: Vec<Ipv4Cidr> = others.map(|subnet| &subnet.cidr).chain(kept).map(|block| block.value).collect();
        self.vpc_blocks().iter().find_map(|block| first_free_block(block.value, &taken, prefix_len_bits))
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

fn nodes_of<'a>(intent: &'a ClusterIntent, group: &'a NodeGroup, places: &'a [SubnetPlace]) -> Option<Nodes<'a>> {
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

fn of_pool<'a>(pool: &'a LoginPoolIntent, group: &'a NodeGroup, places: &'a [SubnetPlace]) -> Nodes<'a> {
    let (words, proxy) = (format!("login pool {}", pool.name.value), pool.proxy.as_ref());
    Nodes { group, words, span: pool.name.span(), places, public_address: None, proxy }
}

fn of_queue<'a>(queue: &'a QueueIntent, group: &'a NodeGroup, places: &'a [SubnetPlace]) -> Nodes<'a> {
    let (words, proxy) = (format!("queue {}", queue.name.value), queue.proxy.as_ref());
    Nodes { group, words, span: queue.name.span(), places, public_address: Some(&queue.public_address), proxy }
}
