//! Which nodes use which subnet, once what the file leaves out is filled in.

use netloom_config::ClusterIntent;
use netloom_config::intent::{
    DEFAULT_COMPUTE_SUBNET, DEFAULT_HEAD_SUBNET, NodeGroup, PublicAddress, SubnetName, SubnetRef,
};
use netloom_diag::{Sourced, Span};

/// One group of nodes as the planner sees it.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct NodeUse {
    /// Who.
    pub(crate) nodes: NodeGroup,
    /// In words: `head node`, `queue cpu`.
    pub(crate) words: String,
    /// Their subnets, at least one.
    pub(crate) subnets: Vec<Sourced<SubnetRef>>,
    /// Their public address; absent for Lambda functions, which have none.
    pub(crate) public_address: Option<Sourced<PublicAddress>>,
    /// Whether they reach the world through a proxy.
    pub(crate) has_proxy: bool,
}

impl NodeUse {
    /// Returns whether the nodes are put into the named subnet.
    pub(crate) fn uses(&self, name: &SubnetName) -> bool {
        self.subnets.iter().any(|subnet| subnet.value == SubnetRef::Named(name.clone()))
    }
}

/// Returns every group of nodes: head, login pools, queues, Lambda functions.
pub(crate) fn node_uses(intent: &ClusterIntent) -> Vec<NodeUse> {
    let head_subnet = intent
        .head
        .subnet
        .clone()
        .or_else(|| default_subnet(DEFAULT_HEAD_SUBNET, intent.head.span));
    let head = NodeUse {
        nodes: NodeGroup::Head,
        words: "head node".to_owned(),
        subnets: head_subnet.into_iter().collect(),
        public_address: Some(intent.head.public_address.clone()),
        has_proxy: intent.head.proxy.is_some(),
    };
    let pools = intent.login_pools.iter().map(|pool| NodeUse {
        nodes: NodeGroup::LoginPool(pool.name.value.clone()),
        words: format!("login pool {}", pool.name.value),
        subnets: pool
            .subnet
            .clone()
            .or_else(|| default_subnet(DEFAULT_HEAD_SUBNET, pool.name.span()))
            .into_iter()
            .collect(),
        public_address: Some(Sourced {
            value: PublicAddress::SubnetDecides,
            origin: pool.name.origin,
        }),
        has_proxy: pool.proxy.is_some(),
    });
    let queues = intent.queues.iter().map(|queue| NodeUse {
        nodes: NodeGroup::Queue(queue.name.value.clone()),
        words: format!("queue {}", queue.name.value),
        subnets: if queue.subnets.is_empty() {
            default_subnet(DEFAULT_COMPUTE_SUBNET, queue.name.span()).into_iter().collect()
        } else {
            queue.subnets.clone()
        },
        public_address: Some(queue.public_address.clone()),
        has_proxy: queue.proxy.is_some(),
    });
    let lambda = (!intent.lambda_subnets.is_empty()).then(|| NodeUse {
        nodes: NodeGroup::Lambda,
        words: "Lambda functions".to_owned(),
        subnets: intent.lambda_subnets.clone(),
        // Interfaces of Lambda functions never have a public address, whatever the subnet assigns.
        public_address: None,
        has_proxy: false,
    });
    std::iter::once(head).chain(pools).chain(queues).chain(lambda).collect()
}

fn default_subnet(name: &str, near: Span) -> Option<Sourced<SubnetRef>> {
    let rule = "nodes without a word about it use the subnet `head`, queues the subnet `compute`";
    SubnetName::new(name).map(|name| Sourced::defaulted(SubnetRef::Named(name), rule, near))
}
