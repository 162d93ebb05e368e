//! Network firewalls and endpoints of Gateway Load Balancers: what routes send there is inspected,
//! and goes on by the table of the subnet where the endpoint stands.
//!
//! What stateful rules of a firewall let through is unknown; so is what becomes of answers that do not come
//! back by the same endpoint, and of packets for or from the subnet of the endpoint itself.

use std::net::IpAddr;

use netloom_template::{Node, Presence, ResourceEntry, Value};

use crate::Fate;
use crate::filters::{Packet, acl_admits};
use crate::public;
use crate::routes::Next;
use crate::walk::{At, Leg, Receiver, Sender, Walk, dropped};
use crate::world::{Block, World, id_at, id_of, says};

/// An endpoint as a route names it: what it belongs to, and by which text it is picked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Endpoint {
    pub(crate) owner: String,
    pick: String,
}

/// What a firewall does with every packet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Inspection {
    Passes,
    Drops,
    Decides,
}

const FIREWALL: &str = "AWS::NetworkFirewall::Firewall";
const ASSOCIATION: &str = "AWS::NetworkFirewall::VpcEndpointAssociation";
const RULE_GROUP: &str = "AWS::NetworkFirewall::RuleGroup";

/// The endpoint that a route leads to, if it leads to one of a firewall or of a Gateway Load
/// Balancer.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::NetworkFirewall::Firewall`, `EndpointIds`: a list
/// of texts, each a zone, a colon and an endpoint.
pub(crate) fn endpoint(world: &World<'_>, route: &ResourceEntry) -> Option<Endpoint> {
    let node = route.properties.get("VpcEndpointId")?;
    if let Some(id) = id_of(node) {
        let kind = world.one(&id)?;
        let is_one =
            kind.kind == ASSOCIATION || says(kind, "VpcEndpointType", "GatewayLoadBalancer");
        return is_one.then_some(Endpoint { owner: id, pick: String::new() });
    }
    let Value::Unknown(unknown) = &node.value else { return None };
    let mut owners = world
        .all(FIREWALL)
        .filter(|wall| unknown.what.contains(&format!("`{}.EndpointIds`", wall.id)));
    let owner = owners.next()?;
    Some(Endpoint { owner: owner.id.clone(), pick: unknown.what.clone() })
}

/// How many endpoints the firewall with most of them has.
pub(crate) fn n_endpoints(world: &World<'_>) -> usize {
    world.all(FIREWALL).map(|wall| homes(world, &wall.id).len()).max().unwrap_or(1).max(1)
}

/// The subnets in which something has endpoints.
fn homes(world: &World<'_>, owner: &str) -> Vec<String> {
    let Some(owner) = world.one(owner) else { return Vec::new() };
    let list = |key: &str| owner.properties.get(key).and_then(Node::as_list).unwrap_or_default();
    match owner.kind.as_str() {
        FIREWALL => list("SubnetMappings")
            .iter()
            .filter_map(|mapping| mapping.get("SubnetId").and_then(id_of))
            .collect(),
        ASSOCIATION => {
            let mapping = owner.properties.get("SubnetMapping");
            mapping
                .and_then(|mapping| mapping.get("SubnetId"))
                .and_then(id_of)
                .into_iter()
                .collect()
        }
        _ => list("SubnetIds").iter().filter_map(id_of).collect(),
    }
}

/// # Source
/// AWS Network Firewall API, `FirewallPolicy`: packets that no stateless rule group matches get the
/// default actions, whole ones and fragments each their own; what is forwarded to the stateful
/// engine passes unless a rule or a default action drops it.
fn inspection(world: &World<'_>, owner: &str, packet: &Packet) -> Inspection {
    let Some(policy) = policy_of(world, owner) else { return Inspection::Decides };
    let list = |key: &str| policy.get(key).and_then(Node::as_list).unwrap_or_default();
    let texts = |key: &str| -> Vec<String> {
        list(key).iter().filter_map(Node::as_text).map(|text| text.into_owned()).collect()
    };
    // With decryption, what passes is up to rules that are not followed.
    let is_plain = policy.get("TLSInspectionConfigurationArn").is_none();
    let engine_passes = list("StatefulRuleGroupReferences").is_empty()
        && !texts("StatefulDefaultActions").iter().any(|action| action.starts_with("aws:drop"));
    let of = |actions: Vec<String>| {
        let has = |action: &str| actions.iter().any(|own| own == action);
        match (has("aws:pass"), has("aws:drop"), has("aws:forward_to_sfe")) {
            (true, false, false) => Inspection::Passes,
            (false, true, false) => Inspection::Drops,
            (false, false, true) if engine_passes => Inspection::Passes,
            _ => Inspection::Decides,
        }
    };
    let (whole, fragments) =
        (of(texts("StatelessDefaultActions")), of(texts("StatelessFragmentDefaultActions")));
    let Some(rules) = stateless_rules(world, policy).filter(|_| is_plain && whole == fragments)
    else {
        return Inspection::Decides;
    };
    let actions = |rule: &Node| -> Vec<String> {
        let all = rule.get("Actions").and_then(Node::as_list).unwrap_or_default();
        all.iter().filter_map(Node::as_text).map(|text| text.into_owned()).collect()
    };
    // Of rules of which one is not understood none counts, and of defaults that are not known.
    if whole == Inspection::Decides
        || rules.iter().any(|rule| of(actions(rule)) == Inspection::Decides)
    {
        return Inspection::Decides;
    }
    rules.iter().find(|rule| is_for(rule, packet)).map_or(whole, |rule| of(actions(rule)))
}

fn policy_of<'a>(world: &World<'a>, owner: &str) -> Option<&'a Node> {
    let owner = world.one(owner)?;
    let wall = match owner.kind.as_str() {
        FIREWALL => Some(owner),
        ASSOCIATION => id_at(owner, "FirewallArn").and_then(|wall| world.one(&wall)),
        _ => None,
    };
    wall.and_then(|wall| id_at(wall, "FirewallPolicyArn"))
        .and_then(|policy| world.one(&policy))
        .filter(|policy| matches!(policy.presence, Presence::Always))
        .and_then(|policy| policy.properties.get("FirewallPolicy"))
}

/// The definitions of the stateless rules, by the priorities of their groups and their own; `None`
/// where a group is not in the template.
///
/// # Source
/// AWS Network Firewall API, `StatelessRuleGroupReference` and `StatelessRule`.
fn stateless_rules<'a>(world: &World<'a>, policy: &Node) -> Option<Vec<&'a Node>> {
    let priority = |node: &Node| node.get("Priority").and_then(Node::as_integer);
    let groups = policy.get("StatelessRuleGroupReferences").and_then(Node::as_list);
    let mut all = Vec::new();
    for reference in groups.unwrap_or_default() {
        let group = reference.get("ResourceArn").and_then(id_of)?;
        let group = world.one(&group).filter(|group| group.kind == RULE_GROUP)?;
        let source = group.properties.get("RuleGroup")?.get("RulesSource")?;
        let rules = source.get("StatelessRulesAndCustomActions")?.get("StatelessRules")?;
        for rule in rules.as_list()? {
            all.push((priority(reference), priority(rule), rule.get("RuleDefinition")?));
        }
    }
    all.sort_by_key(|(group, own, _)| (*group, *own));
    Some(all.into_iter().map(|(.., rule)| rule).collect())
}

/// # Source
/// AWS Network Firewall API, `MatchAttributes`: what is not given matches everything; ports are
/// those of TCP and UDP.
fn is_for(rule: &Node, packet: &Packet) -> bool {
    let Some(asked) = rule.get("MatchAttributes") else { return false };
    let any = |key: &str, is_it: &dyn Fn(&Node) -> bool| {
        asked.get(key).and_then(Node::as_list).is_none_or(|all| all.iter().any(is_it))
    };
    let has = |address: IpAddr| {
        move |node: &Node| {
            let text = node.get("AddressDefinition").and_then(Node::as_text);
            text.and_then(|text| Block::parse(&text)).is_some_and(|block| block.has(address))
        }
    };
    let is_port = |port: u16| {
        move |node: &Node| {
            let end = |key: &str| node.get(key).and_then(Node::as_integer).unwrap_or(-1);
            (end("FromPort")..=end("ToPort")).contains(&i64::from(port))
        }
    };
    let is_ported = [6, 17].contains(&packet.protocol);
    any("Sources", &has(packet.source))
        && any("Destinations", &has(packet.destination))
        && any("Protocols", &|node| node.as_integer() == Some(packet.protocol.into()))
        && (!is_ported || any("SourcePorts", &is_port(packet.source_port)))
        && (!is_ported || any("DestinationPorts", &is_port(packet.destination_port)))
}

/// Whether stateless rules drop an answer, which they see as any other packet.
pub(crate) fn drops_answer(world: &World<'_>, owner: &str, packet: &Packet) -> bool {
    let rules = policy_of(world, owner).and_then(|policy| stateless_rules(world, policy));
    rules.is_some_and(|rules| !rules.is_empty())
        && inspection(world, owner, packet) == Inspection::Drops
}

/// Where the table of a gateway sends what comes in by it; without a table, straight to the
/// receiver.
///
/// # Source
/// Amazon VPC User Guide, "Gateway route tables": local routes, and routes to interfaces and to
/// endpoints of Gateway Load Balancers.
pub(crate) fn at_the_edge(world: &World<'_>, gateway: &str, destination: IpAddr) -> Next {
    let mut associations = world.all("AWS::EC2::GatewayRouteTableAssociation");
    let table = associations
        .find(|association| says(association, "GatewayId", gateway))
        .and_then(|association| id_at(association, "RouteTableId"));
    let Some(table) = table else { return Next::Local };
    let mut best: Option<(u8, Next)> = None;
    for route in world.all("AWS::EC2::Route") {
        if !says(route, "RouteTableId", table.as_str()) {
            continue;
        }
        let block = ["DestinationCidrBlock", "DestinationIpv6CidrBlock"]
            .iter()
            .find_map(|key| route.properties.get(key)?.as_text())
            .and_then(|text| Block::parse(&text));
        let Some(block) = block.filter(|block| block.has(destination)) else { continue };
        let next = endpoint(world, route)
            .map_or_else(|| Next::Unknown(format!("what is behind {}", route.id)), Next::Inspected);
        if best.as_ref().is_none_or(|(len, _)| block.len > *len) {
            best = Some((block.len, next));
        }
    }
    best.map_or(Next::Local, |(_, next)| next)
}

impl Walk<'_, '_> {
    /// Through an endpoint, and on by the table of its subnet.
    ///
    /// # Source
    /// AWS Network Firewall Developer Guide, "How AWS Network Firewall works", "Firewall
    /// components" (a firewall endpoint protects any subnet but its own) and "Unsupported
    /// architectures" (VPC peering, Global Accelerator); Amazon VPC User Guide, "Security group
    /// rules": what goes by a middlebox is not admitted by rules that name a group; Elastic Load
    /// Balancing, Gateway Load Balancers, "Network ACLs": the ACL of the endpoint's subnet counts.
    /// What an appliance behind a Gateway Load Balancer sends out by itself is not known.
    pub(crate) fn by_firewall(
        &mut self,
        from: At,
        sender: &Sender,
        endpoint: Endpoint,
        packet: Packet,
    ) -> Fate {
        let homes = homes(self.world, &endpoint.owner);
        let home = self.choice.endpoint.checked_rem(homes.len()).and_then(|n| homes.get(n));
        let Some(home) = home.cloned() else { return Fate::Unknown("no endpoint".to_owned()) };
        let at = At::Firewall(endpoint.clone(), home.clone());
        if self.legs.iter().any(|leg| leg.to == at) {
            return dropped(format!("{} gets its own packet back", endpoint.owner));
        }
        let receiver = self.receiver_subnet();
        let near = match &from {
            At::Subnet(subnet) => Some(subnet.clone()),
            At::Firewall(_, home) => Some(home.clone()),
            _ => receiver.clone(),
        };
        // Only where the endpoint stands in the same VPC, in another subnet with the same access,
        // do the guides say what happens.
        let is_alike = near.is_some_and(|near| {
            near != home
                && self.world.vpc_of(&near) == self.world.vpc_of(&home)
                && public::access(self.world, &near) == public::access(self.world, &home)
        });
        if !is_alike || receiver.as_ref() == Some(&home) || from == At::Accelerator {
            return Fate::Unknown(format!("what {} does", endpoint.owner));
        }
        self.legs.push(Leg { from, to: at, packet });
        if !acl_admits(self.world, &home, false, &packet) {
            return dropped(format!("ACL into {home}"));
        }
        let is_inside = matches!(
            self.receiver,
            Receiver::Interface { .. } | Receiver::Endpoint { .. } | Receiver::Anything { .. }
        );
        if is_inside {
            if let Some(fate) = self.out_without_names(sender, &packet) {
                return fate;
            }
            self.is_unnamed = true;
        }
        let is_balanced = self
            .world
            .one(&endpoint.owner)
            .is_some_and(|owner| owner.kind != FIREWALL && owner.kind != ASSOCIATION);
        match inspection(self.world, &endpoint.owner, &packet) {
            Inspection::Drops => return dropped(format!("{} drops it", endpoint.owner)),
            Inspection::Passes if packet.destination.is_ipv4() => {}
            _ => self.doubt = Some(format!("what {} lets through", endpoint.owner)),
        }
        let is_near = receiver.is_some_and(|to| self.world.vpc_of(&to) == self.world.vpc_of(&home));
        if is_balanced && !is_near {
            return Fate::Unknown(format!("what is behind {}", endpoint.owner));
        }
        self.leave(sender.clone(), home, packet)
    }
}
