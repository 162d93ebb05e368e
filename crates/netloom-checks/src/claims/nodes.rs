//! The nodes of a cluster as interfaces of its network.
//!
//! The template makes subnets and groups; the nodes come later, from the cluster's own stack. They
//! are put in here as that stack will launch them, with its own groups where the config leaves
//! those to it.

use std::collections::BTreeMap;

use netloom_cfn::names;
use netloom_config::ClusterIntent;
use netloom_config::intent::{NodeGroup, NodeSecurity, PublicAddress as IntentAddress};
use netloom_diag::Span;
use netloom_network::sets::addresses::ipv4_block;
use netloom_network::sets::traffic::Traffic;
use netloom_network::{
    AclChoice, Attachment, GroupRule, Id, Interface, InterfaceKind, Known, Network, Peer,
    PublicAccess, PublicAddress, SecurityGroup, Subnet, TableChoice, Unknown, Vpc,
};
use netloom_plan::plan::{
    GroupRef, PeerRef, PlannedInternetGateway, PlannedSecurityGroup, PlannedVpc, Protocol,
    RuleDirection, SecurityGroupKey, SubnetPlace,
};
use netloom_plan::{NetworkPlan, cluster_security_groups};

use super::assumed;

/// One group of nodes and its entry in the network.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct NodeEntry {
    pub(crate) group: NodeGroup,
    pub(crate) id: Id,
    /// In words: ``the head node``, ``queue `cpu` ``.
    pub(crate) words: String,
    pub(crate) span: Span,
    pub(crate) proxy: Option<netloom_diag::Sourced<String>>,
}

/// Every group of nodes that has a place.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ClusterNodes {
    pub(crate) entries: Vec<NodeEntry>,
}

impl ClusterNodes {
    /// Returns the head node.
    pub(crate) fn head(&self) -> Option<&NodeEntry> {
        self.entries.iter().find(|entry| entry.group == NodeGroup::Head)
    }

    /// Returns the entry of the nodes that people call `head`, `queue:cpu`, `login:users`.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Id> {
        self.entries.iter().find(|entry| short_name(&entry.group) == name).map(|entry| &entry.id)
    }

    /// Returns every group of nodes with its place in the network and its words: ``queue `cpu` ``.
    pub fn iter(&self) -> impl Iterator<Item = (&NodeGroup, &Id, &str)> {
        self.entries.iter().map(|entry| (&entry.group, &entry.id, entry.words.as_str()))
    }

    /// Returns every such name.
    pub fn names(&self) -> impl Iterator<Item = String> {
        self.entries.iter().map(|entry| short_name(&entry.group))
    }

    pub(crate) fn queues(&self) -> impl Iterator<Item = &NodeEntry> {
        self.entries.iter().filter(|entry| matches!(entry.group, NodeGroup::Queue(_)))
    }

    pub(crate) fn login_pools(&self) -> impl Iterator<Item = &NodeEntry> {
        self.entries.iter().filter(|entry| matches!(entry.group, NodeGroup::LoginPool(_)))
    }
}

/// Puts every group of nodes into the network.
pub fn add_nodes(
    intent: &ClusterIntent,
    plan: &NetworkPlan,
    network: &mut Network,
) -> ClusterNodes {
    take_word_of_config(plan, network);
    if let Some(vpc) = vpc_id(plan) {
        assumed::take_word(plan, &vpc, network);
    }
    // Without a way to the site, what the site has of public addresses comes by the internet.
    if !network.vpn_gateways.is_empty() || !network.transit_gateways.is_empty() {
        let blocks = intent.network.on_premises_cidrs.iter().map(|block| ipv4_block(block.value));
        let site = blocks.fold(network.on_premises.clone(), |all, block| all.union(&block));
        // What the VPC has of the site's block is in the VPC: its local route wins.
        let own = plan.vpc.as_ref().map_or(&[][..], |vpc| vpc.cidrs());
        network.on_premises =
            own.iter().fold(site, |site, block| site.difference(&ipv4_block(block.value)));
    }
    let groups = GroupIds::new(intent, plan, network);
    let mut nodes = ClusterNodes::default();
    for binding in &plan.bindings {
        let Some(facts) = NodeFacts::of(intent, &binding.nodes) else { continue };
        let id = match (&binding.nodes, &plan.head_interface) {
            // The template makes this one itself, with its groups and its address.
            (NodeGroup::Head, Some(_)) => {
                let id = Id::new(names::head_interface().as_str());
                doubt_forwarding(&id, network);
                id
            }
            _ => {
                let id = Id::new(short_name(&binding.nodes));
                let subnets = binding
                    .subnets
                    .iter()
                    .map(|place| Known::Is(subnet_id(place, intent, plan, network)));
                let subnets = subnets.collect();
                let places = (subnets, groups.of(&binding.nodes, facts.security, network));
                let interface = Interface {
                    public: public(facts.public_address),
                    ..Interface::new(id.clone(), facts.span, InterfaceKind::ClusterNode, places)
                };
                network.interfaces.insert(id.clone(), interface);
                id
            }
        };
        nodes.entries.push(NodeEntry {
            group: binding.nodes.clone(),
            id,
            words: facts.words,
            span: facts.span,
            proxy: facts.proxy.cloned(),
        });
    }
    nodes
}

/// The template's interface stands for the head node's: same subnet, same groups, same address.
/// What a route leads to is the template's, though, and ParallelCluster launches the head node with
/// an interface that its own stack makes.
///
/// # Source
/// AWS ParallelCluster 2.11.9, `aws-parallelcluster.cfn.json`: `MasterENI` is made by the cluster's
/// stack, `ComputeRoute` leads to it, and no setting names an interface that exists already.
fn doubt_forwarding(id: &Id, network: &mut Network) {
    let Some(interface) = network.interfaces.get_mut(id) else { return };
    let what = format!(
        "whether the head node uses `{id}`: ParallelCluster makes an interface of its own for it"
    );
    interface.checks_source_and_destination =
        Known::Unknown(Unknown { what, span: interface.span });
}

/// What the config says of a VPC that exists already: its blocks, and which internet gateway is
/// its.
fn take_word_of_config(plan: &NetworkPlan, network: &mut Network) {
    let Some(PlannedVpc::Existing { id: vpc, cidrs }) = &plan.vpc else { return };
    let vpc_id = Id::new(vpc.value.as_str());
    if let Some(known) = network.vpcs.get_mut(&vpc_id).filter(|known| known.blocks.is_empty()) {
        known.blocks = cidrs.iter().map(|block| Known::Is(ipv4_block(block.value))).collect();
    }
    if let Some(PlannedInternetGateway::Existing(id)) = &plan.internet_gateway {
        let gateway = network.internet_gateways.get_mut(&Id::new(id.value.as_str()));
        if let Some(gateway) =
            gateway.filter(|gateway| matches!(gateway.attachment, Attachment::Unknown(_)))
        {
            gateway.attachment = Attachment::To(vpc_id, id.span());
        }
    }
}

/// What people call a group of nodes where a logical id may stand, too.
fn short_name(group: &NodeGroup) -> String {
    match group {
        NodeGroup::Head => "head".to_owned(),
        NodeGroup::Queue(name) => format!("queue:{name}"),
        NodeGroup::LoginPool(name) => format!("login:{name}"),
        NodeGroup::Lambda => "functions".to_owned(),
    }
}

/// What the intent says of one group of nodes.
struct NodeFacts<'a> {
    words: String,
    span: Span,
    security: &'a NodeSecurity,
    public_address: &'a IntentAddress,
    proxy: Option<&'a netloom_diag::Sourced<String>>,
}

impl<'a> NodeFacts<'a> {
    fn of(intent: &'a ClusterIntent, group: &NodeGroup) -> Option<Self> {
        match group {
            NodeGroup::Head => Some(Self {
                words: "the head node".to_owned(),
                span: intent.head.span,
                security: &intent.head.security,
                public_address: &intent.head.public_address.value,
                proxy: intent.head.proxy.as_ref(),
            }),
            NodeGroup::LoginPool(name) => {
                let pool = intent.login_pools.iter().find(|pool| pool.name.value == *name)?;
                Some(Self {
                    words: format!("login pool `{name}`"),
                    span: pool.name.span(),
                    security: &pool.security,
                    public_address: &IntentAddress::SubnetDecides,
                    proxy: pool.proxy.as_ref(),
                })
            }
            NodeGroup::Queue(name) => {
                let queue = intent.queues.iter().find(|queue| queue.name.value == *name)?;
                Some(Self {
                    words: format!("queue `{name}`"),
                    span: queue.name.span(),
                    security: &queue.security,
                    public_address: &queue.public_address.value,
                    proxy: queue.proxy.as_ref(),
                })
            }
            // Functions only answer the cluster's stack and begin no connection that the network
            // could decide.
            NodeGroup::Lambda => None,
        }
    }
}

fn public(address: &IntentAddress) -> PublicAddress {
    match address {
        IntentAddress::None => PublicAddress::None,
        IntentAddress::SubnetDecides => PublicAddress::SubnetDecides,
        IntentAddress::OnLaunch => PublicAddress::AtLaunch,
        IntentAddress::NewElasticIp | IntentAddress::ExistingElasticIp(_) => {
            PublicAddress::Elastic(None)
        }
    }
}

/// The id of a subnet; one that exists already gets an entry of which nothing is known.
fn subnet_id(
    place: &SubnetPlace,
    intent: &ClusterIntent,
    plan: &NetworkPlan,
    network: &mut Network,
) -> Id {
    match place {
        SubnetPlace::Planned(key) => Id::new(names::subnet(key).as_str()),
        SubnetPlace::Existing(existing) => {
            let id = Id::new(existing.as_str());
            if !network.subnets.contains_key(&id) {
                let subnet = unknown_subnet(&id, intent.network.span, plan, network);
                network.subnets.insert(id.clone(), subnet);
            }
            id
        }
    }
}

fn unknown_subnet(id: &Id, span: Span, plan: &NetworkPlan, network: &mut Network) -> Subnet {
    let missing = |part: &str| Unknown { what: format!("{part} of existing subnet `{id}`"), span };
    let vpc = match &plan.vpc {
        Some(PlannedVpc::Existing { id, .. }) => Id::new(id.value.as_str()),
        // What was made later in the VPC of the stack is in that one.
        Some(PlannedVpc::New { is_remembered: true, .. }) => Id::new(names::vpc().as_str()),
        _ => Id::new(format!("the VPC of {id}")),
    };
    network.vpcs.entry(vpc.clone()).or_insert_with(|| unknown_vpc(&vpc, span));
    Subnet {
        id: id.clone(),
        span,
        vpc,
        block: Known::Unknown(missing("the block")),
        ipv6_block: None,
        zone: Known::Unknown(missing("the zone")),
        maps_public_addresses: Known::Unknown(missing("`MapPublicIpOnLaunch`")),
        assigns_ipv6: Known::Is(false),
        dns64: Known::Is(false),
        public_access: Known::Is(PublicAccess::Open),
        route_table: TableChoice::Unknown(missing("the route table")),
        network_acl: AclChoice::Unknown(missing("the network ACL")),
    }
}

fn unknown_vpc(id: &Id, span: Span) -> Vpc {
    let missing = |part: &str| Unknown { what: format!("{part} of existing VPC `{id}`"), span };
    Vpc {
        id: id.clone(),
        span,
        blocks: Vec::new(),
        ipv6_blocks: Vec::new(),
        dns_support: Known::Unknown(missing("the DNS settings")),
        dns_hostnames: Known::Unknown(missing("the DNS settings")),
        name_servers: Known::Unknown(missing("the DNS settings")),
        beyond: Some(missing("the gateways and routes")),
    }
}

/// The ids of the groups that nodes get: of the template, or of the cluster's own stack.
struct GroupIds {
    made: BTreeMap<SecurityGroupKey, Id>,
}

impl GroupIds {
    fn new(intent: &ClusterIntent, plan: &NetworkPlan, network: &mut Network) -> Self {
        let of_template = plan.security_groups.iter().map(|group| &group.key);
        let mut made: BTreeMap<SecurityGroupKey, Id> = of_template
            .map(|key| (key.clone(), Id::new(names::security_group(key).as_str())))
            .collect();
        let is_of_nodes = |group: &PlannedSecurityGroup| group.key != SecurityGroupKey::Endpoints;
        let own: Vec<PlannedSecurityGroup> = if !plan.security_groups.iter().any(is_of_nodes) {
            cluster_security_groups(intent)
        } else {
            Vec::new()
        };
        for group in &own {
            made.insert(group.key.clone(), Id::new(own_name(&group.key)));
        }
        let vpc = vpc_id(plan);
        for group in &own {
            let described = own_group(group, &made, vpc.as_ref());
            network.security_groups.insert(described.id.clone(), described);
        }
        Self { made }
    }

    fn of(
        &self,
        nodes: &NodeGroup,
        security: &NodeSecurity,
        network: &mut Network,
    ) -> Vec<Known<Id>> {
        let key = match nodes {
            NodeGroup::Head => SecurityGroupKey::Head,
            NodeGroup::LoginPool(name) => SecurityGroupKey::Login(name.clone()),
            NodeGroup::Queue(_) | NodeGroup::Lambda => SecurityGroupKey::Compute,
        };
        let mut ids: Vec<Id> = if security.replacing.is_empty() {
            self.made.get(&key).cloned().into_iter().collect()
        } else {
            security
                .replacing
                .iter()
                .map(|id| existing_group(id.value.as_str(), id.span(), network))
                .collect()
        };
        ids.extend(
            security
                .additional
                .iter()
                .map(|id| existing_group(id.value.as_str(), id.span(), network)),
        );
        ids.into_iter().map(Known::Is).collect()
    }
}

fn existing_group(id: &str, span: Span, network: &mut Network) -> Id {
    let id = Id::new(id);
    let missing = || Unknown { what: format!("the rules of existing security group `{id}`"), span };
    network.security_groups.entry(id.clone()).or_insert_with(|| SecurityGroup {
        id: id.clone(),
        span,
        vpc: Known::Unknown(missing()),
        ingress: Vec::new(),
        egress: Vec::new(),
        beyond: Some(missing()),
    });
    id
}

fn own_name(key: &SecurityGroupKey) -> String {
    match key {
        SecurityGroupKey::Head => "the head node's group that the cluster makes".to_owned(),
        SecurityGroupKey::Compute => "the compute nodes' group that the cluster makes".to_owned(),
        SecurityGroupKey::Login(pool) => {
            format!("the group of login pool `{pool}` that the cluster makes")
        }
        SecurityGroupKey::Endpoints => "the endpoints' group".to_owned(),
    }
}

fn vpc_id(plan: &NetworkPlan) -> Option<Id> {
    match &plan.vpc {
        Some(PlannedVpc::New { .. }) => Some(Id::new(names::vpc().as_str())),
        Some(PlannedVpc::Existing { id, .. }) => Some(Id::new(id.value.as_str())),
        None => None,
    }
}

fn own_group(
    group: &PlannedSecurityGroup,
    made: &BTreeMap<SecurityGroupKey, Id>,
    vpc: Option<&Id>,
) -> SecurityGroup {
    let span = group.origin.span();
    let name = own_name(&group.key);
    let id = Id::new(name.clone());
    let mut egress = own_rules(group, RuleDirection::Egress, made);
    if egress.is_empty() {
        // EC2 lets everything out until an egress rule is written.
        egress.push(GroupRule {
            name: format!("the first egress rule of {name}"),
            span,
            traffic: Known::Is(Traffic::everything()),
            peer: Known::Is(Peer::Addresses(
                netloom_network::sets::addresses::Family::Ipv4.everything(),
            )),
        });
    }
    let missing = || Unknown { what: "the VPC of the cluster".to_owned(), span };
    SecurityGroup {
        id,
        span,
        vpc: vpc.map_or_else(|| Known::Unknown(missing()), |vpc| Known::Is(vpc.clone())),
        ingress: own_rules(group, RuleDirection::Ingress, made),
        egress,
        beyond: None,
    }
}

/// The rules of one direction, as the template would have them.
fn own_rules(
    group: &PlannedSecurityGroup,
    direction: RuleDirection,
    made: &BTreeMap<SecurityGroupKey, Id>,
) -> Vec<GroupRule> {
    let name = own_name(&group.key);
    let rules = group.rules.iter().filter(|rule| rule.direction == direction);
    rules
        .map(|rule| GroupRule {
            name: format!("\"{}\" of {name}", rule.description),
            span: rule.origin.span(),
            traffic: Known::Is(match rule.protocol {
                Protocol::All => Traffic::everything(),
                Protocol::Tcp(ports) => Traffic::tcp_range(ports.first, ports.last),
            }),
            peer: Known::Is(match &rule.peer {
                PeerRef::Cidr(block) => Peer::Addresses(ipv4_block(*block)),
                PeerRef::PrefixList(list) => Peer::PrefixList(Id::new(list.as_str())),
                PeerRef::Group(GroupRef::Existing(id)) => Peer::Group(Id::new(id.as_str())),
                PeerRef::Group(GroupRef::Planned(key)) => {
                    Peer::Group(made.get(key).cloned().unwrap_or_else(|| Id::new(own_name(key))))
                }
            }),
        })
        .collect()
}
