//! Which load balancer forwards to which target, as plain texts that can be compared.
//!
//! # Source
//! AWS CloudFormation Template Reference: `AWS::ElasticLoadBalancingV2::Listener`, `ListenerRule`,
//! `TargetGroup` and `LoadBalancer`, `AWS::ElasticLoadBalancing::LoadBalancer`,
//! `AWS::AutoScaling::AutoScalingGroup` (`TargetGroupARNs`, `TrafficSources`,
//! `LoadBalancerNames`), `AWS::ECS::Service` (`LoadBalancers`). Network Load Balancers, "Client IP
//! preservation".

use std::collections::BTreeSet;

use netloom_template::{Node, ResourceEntry, TemplateDocument};

use crate::source_tree::SourceTree;
use crate::traffic::PossibleExposure;

use super::conditions::Conditions;
use super::reader::{
    CLASSIC_LOAD_BALANCER, LISTENER, LISTENER_RULE, LOAD_BALANCER, Reader, TARGET_GROUP,
    is_internal,
};

/// A target that a load balancer forwards to.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(super) struct Edge {
    /// The target.
    target: String,
    /// Its port; empty where nothing tells it.
    port: String,
    /// Whether targets see the addresses of clients, as it is written; their security groups filter
    /// by them.
    preserves_clients: String,
    /// What becomes of the paths of requests on the way, as it is written.
    rewrites: String,
    /// Whether a service leads clients to the load balancer by another way than its own address.
    is_fronted: bool,
    /// What has to be true of a request; empty for all requests.
    conditions: Conditions,
    /// How clients have to authenticate.
    demands: BTreeSet<String>,
    /// What decides whether the stack has it; empty where it always has.
    doubt: String,
    /// Whether nothing in the template forwards to it, so that only another stack can.
    is_elsewhere: bool,
    /// The load balancer of the template.
    balancer: Option<String>,
    /// What forwards to it.
    by: String,
}

impl Edge {
    /// What only its listener mentions.
    pub(super) fn of_another_stack(listener: &str) -> Self {
        Self {
            target: format!("targets of `{listener}`"),
            by: format!("`{listener}`"),
            ..Self::default()
        }
    }

    /// What edges have in common that forward the same to one target.
    pub(super) fn key(&self) -> [&str; 4] {
        [&self.target, &self.port, &self.preserves_clients, &self.rewrites]
    }

    /// Whether a service leads clients to the load balancer by another way than its own address.
    pub(super) fn is_fronted(&self) -> bool {
        self.is_fronted
    }

    /// Whether all that the other edge forwards is forwarded by this one.
    pub(super) fn covers(&self, other: &Self) -> bool {
        self.conditions.admit(&other.conditions)
            && self.demands.is_subset(&other.demands)
            && (self.doubt.is_empty() || self.doubt == other.doubt)
            && (!self.is_elsewhere || other.is_elsewhere)
    }

    /// Whether requests that are forwarded by this one get to the target of the other one, and are
    /// asked for no more than there.
    pub(super) fn gives(&self, other: &Self) -> bool {
        self.key() == other.key() && self.demands.is_subset(&other.demands)
    }

    /// Whether clients have to authenticate.
    pub(super) fn is_for_some_clients(&self) -> bool {
        !self.demands.is_empty()
    }

    pub(super) fn target(&self) -> &str {
        &self.target
    }

    pub(super) fn balancer(&self) -> Option<&str> {
        self.balancer.as_deref()
    }

    pub(super) fn exposure(&self) -> PossibleExposure {
        let port = match self.port.as_str() {
            "" => "its port".to_owned(),
            port => format!("port {port}"),
        };
        PossibleExposure {
            to: self.target.clone(),
            traffic: format!("{port}, forwarded by {}", self.by),
            depends_on: match &self.balancer {
                Some(balancer) => format!("which clients `{balancer}` admits"),
                None => format!("which clients the load balancer of {} admits", self.by),
            },
        }
    }
}

/// Returns the edges of a template by which the internet may get to a target.
///
/// - `old_name`: the name of a resource in the old template.
/// - `old`: the old template; absent for that itself.
pub(super) fn edges(
    document: &TemplateDocument,
    written: &SourceTree<'_>,
    old_name: &dyn Fn(&str) -> Option<String>,
    old: Option<&TemplateDocument>,
) -> BTreeSet<Edge> {
    let mut reader = Reader::of(document, written, old_name);
    reader.read_registrations();
    reader.earlier = old.map(|old| old.of_kind(TARGET_GROUP).map(|one| one.id.clone()).collect());
    let mut edges = BTreeSet::new();
    for listener in reader.of_kind(LISTENER) {
        reader.add_actions(listener, "DefaultActions", listener, &mut edges);
    }
    for rule in reader.of_kind(LISTENER_RULE) {
        let listener = reader.resource(rule.properties.get("ListenerArn"), LISTENER);
        reader.add_actions(rule, "Actions", listener.unwrap_or(rule), &mut edges);
    }
    for balancer in reader.of_kind(CLASSIC_LOAD_BALANCER).filter(|one| !is_internal(one)) {
        reader.add_classic(balancer, &mut edges);
    }
    reader.add_elsewhere(&mut edges);
    edges
}

impl Reader<'_> {
    /// The edges of a listener's or a rule's actions.
    pub(super) fn add_actions(
        &self,
        of: &ResourceEntry,
        property: &str,
        listener: &ResourceEntry,
        edges: &mut BTreeSet<Edge>,
    ) {
        let balancer = self.resource(listener.properties.get("LoadBalancerArn"), LOAD_BALANCER);
        // Nothing from the internet gets to the load balancer, whatever it forwards.
        if balancer.is_some_and(|balancer| self.is_inside(balancer)) {
            return;
        }
        let Some(actions) = of.properties.get(property).and_then(Node::as_list) else { return };
        let is_kind = |action: &Node, kind: &str| {
            action.get("Type").and_then(Node::as_text).is_some_and(|text| text.starts_with(kind))
        };
        let (conditions, demands) = (self.conditions(of), self.demands(actions, listener));
        for action in actions.iter().filter(|action| !is_kind(action, "authenticate")) {
            for group in groups_of(action) {
                let edge = Edge {
                    conditions: conditions.clone(),
                    demands: demands.clone(),
                    doubt: self.doubt(of),
                    rewrites: self.text(of.properties.get("Transforms")),
                    is_fronted: balancer.is_some_and(|balancer| self.is_fronted(balancer)),
                    balancer: balancer.map(|one| one.id.clone()),
                    by: format!("`{}`", of.id),
                    ..Edge::default()
                };
                self.add_group(group, &edge, edges);
            }
        }
    }

    /// One edge for each member of the target group that an action names.
    fn add_group(&self, group: &Node, edge: &Edge, edges: &mut BTreeSet<Edge>) {
        match self.resource(Some(group), TARGET_GROUP) {
            Some(found) => {
                let n_before = edges.len();
                self.add_members(found, edge, edges);
                // Others may register with a group that is there, and nothing has with a new one.
                let has_none = edges.len() == n_before && self.was_there(found);
                if self.earlier.is_none() || has_none {
                    let target = format!("targets of `{}`", self.name(found));
                    edges.insert(Edge { target, ..edge.clone() });
                }
            }
            None => {
                let target = format!("targets of {}", self.text(Some(group)));
                edges.insert(Edge { target, ..edge.clone() });
            }
        }
    }

    /// One edge for each member of a target group.
    fn add_members(&self, group: &ResourceEntry, edge: &Edge, edges: &mut BTreeSet<Edge>) {
        let port = self.text(group.properties.get("Port"));
        let edge = Edge { preserves_clients: self.preserves_clients(group), ..edge.clone() };
        for target in group.properties.get("Targets").and_then(Node::as_list).unwrap_or_default() {
            let own = self.text(target.get("Port"));
            let port = if own.is_empty() { port.clone() } else { own };
            let target = match target.get("Id") {
                None => self.text(Some(target)),
                id => self.text(id),
            };
            edges.insert(Edge { target, port, ..edge.clone() });
        }
        for (target, port) in self.registered.get(group.id.as_str()).into_iter().flatten() {
            let (target, port) = (target.clone(), port.clone());
            edges.insert(Edge { target, port, ..edge.clone() });
        }
    }

    fn preserves_clients(&self, group: &ResourceEntry) -> String {
        let attributes = group.properties.get("TargetGroupAttributes").and_then(Node::as_list);
        let is_it = |one: &&Node| {
            one.get("Key")
                .and_then(Node::as_text)
                .is_some_and(|key| key == "preserve_client_ip.enabled")
        };
        let found = attributes.unwrap_or_default().iter().find(is_it);
        self.text(found.and_then(|one| one.get("Value")))
    }

    fn add_classic(&self, balancer: &ResourceEntry, edges: &mut BTreeSet<Edge>) {
        let listeners = balancer.properties.get("Listeners").and_then(Node::as_list);
        let instances = balancer.properties.get("Instances").and_then(Node::as_list);
        let instances = instances.unwrap_or_default().iter().map(|id| self.text(Some(id)));
        let registered = self.registered.get(balancer.id.as_str()).into_iter().flatten();
        let targets: Vec<String> =
            instances.chain(registered.map(|(target, _)| target.clone())).collect();
        for listener in listeners.unwrap_or_default() {
            for target in &targets {
                edges.insert(Edge {
                    target: target.clone(),
                    port: self.text(listener.get("InstancePort")),
                    balancer: Some(balancer.id.clone()),
                    by: format!("`{}`", balancer.id),
                    ..Edge::default()
                });
            }
        }
    }

    /// Members of target groups and load balancers that another stack has or forwards to.
    fn add_elsewhere(&self, edges: &mut BTreeSet<Edge>) {
        for (target, port) in &self.registered_elsewhere {
            edges.insert(Edge {
                target: target.clone(),
                port: port.clone(),
                is_elsewhere: true,
                by: "a load balancer of another stack".to_owned(),
                ..Edge::default()
            });
        }
        let is_user = |one: &&ResourceEntry| matches!(one.kind.as_str(), LISTENER | LISTENER_RULE);
        let users = self.document.resources.iter().filter(is_user);
        let named: BTreeSet<&str> =
            users.flat_map(|one| &one.mentions).map(|reference| reference.id.as_str()).collect();
        // A new target group is named by nothing yet; one that was there may be.
        let groups = self.of_kind(TARGET_GROUP).filter(|group| !named.contains(group.id.as_str()));
        for group in groups.filter(|group| self.was_there(group)) {
            let edge = Edge {
                is_elsewhere: true,
                by: format!("what names `{}`", group.id),
                ..Edge::default()
            };
            self.add_members(group, &edge, edges);
        }
    }
}

/// The target groups that an action forwards to.
fn groups_of(action: &Node) -> Vec<&Node> {
    let weighted = action.get("ForwardConfig").and_then(|one| one.get("TargetGroups"));
    let weighted = weighted.and_then(Node::as_list).unwrap_or_default().iter();
    let has_weight =
        |one: &&Node| one.get("Weight").and_then(Node::as_text).is_none_or(|weight| weight != "0");
    let weighted = weighted.filter(has_weight).filter_map(|one| one.get("TargetGroupArn"));
    action.get("TargetGroupArn").into_iter().chain(weighted).collect()
}
