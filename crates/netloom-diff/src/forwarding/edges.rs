//! Which load balancer forwards to which target, as plain texts that can be compared.
//!
//! # Source
//! AWS CloudFormation Template Reference: `AWS::ElasticLoadBalancingV2::Listener`, `ListenerRule`,
//! `TargetGroup` and `LoadBalancer`, `AWS::ElasticLoadBalancing::LoadBalancer`,
//! `AWS::AutoScaling::AutoScalingGroup` (`TargetGroupARNs`, `TrafficSources`,
//! `LoadBalancerNames`), `AWS::ECS::Service` (`LoadBalancers`). Network Load Balancers, "Client IP
//! preservation".

use std::collections::{BTreeMap, BTreeSet};

use netloom_template::{Node, Presence, ResourceEntry, TemplateDocument};

use crate::source_tree::SourceTree;
use crate::traffic::PossibleExposure;
use crate::value::Plain;

const LOAD_BALANCER: &str = "AWS::ElasticLoadBalancingV2::LoadBalancer";
const CLASSIC_LOAD_BALANCER: &str = "AWS::ElasticLoadBalancing::LoadBalancer";
const LISTENER: &str = "AWS::ElasticLoadBalancingV2::Listener";
const LISTENER_RULE: &str = "AWS::ElasticLoadBalancingV2::ListenerRule";
const TARGET_GROUP: &str = "AWS::ElasticLoadBalancingV2::TargetGroup";
const SCALING_GROUP: &str = "AWS::AutoScaling::AutoScalingGroup";
const ECS_SERVICE: &str = "AWS::ECS::Service";

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
    /// What has to be true of a request, and how clients have to authenticate; empty for all
    /// requests.
    conditions: BTreeSet<String>,
    /// Whether nothing in the template forwards to it, so that only another stack can.
    is_elsewhere: bool,
    /// The load balancer of the template.
    balancer: Option<String>,
    /// What forwards to it.
    by: String,
}

impl Edge {
    /// What edges have in common that forward the same to one target.
    pub(super) fn key(&self) -> (&str, &str, &str) {
        (&self.target, &self.port, &self.preserves_clients)
    }

    /// Whether all that the other edge forwards is forwarded by this one.
    pub(super) fn covers(&self, other: &Self) -> bool {
        self.conditions.is_subset(&other.conditions) && (!self.is_elsewhere || other.is_elsewhere)
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

/// A template, as edges are read from it.
struct Reader<'a> {
    document: &'a TemplateDocument,
    resources: BTreeMap<&'a str, &'a ResourceEntry>,
    written: &'a SourceTree<'a>,
    old_name: &'a dyn Fn(&str) -> Option<String>,
    /// What fleets and services register with target groups and load balancers of the template, by
    /// the names of these: targets and ports.
    registered: BTreeMap<&'a str, Vec<(String, String)>>,
    /// What they register with others.
    registered_elsewhere: Vec<(String, String)>,
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
    reader.add_elsewhere(old, &mut edges);
    edges
}

/// Requests that a rule answers by itself, so that no target sees them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Gate {
    /// The listener, by its name in the old template.
    pub(super) listener: String,
    /// What is true of the requests.
    pub(super) conditions: BTreeSet<String>,
}

/// Returns the gates of a template, each with the rule that makes it, in front of load balancers
/// that the internet may reach.
pub(super) fn gates(
    document: &TemplateDocument,
    written: &SourceTree<'_>,
    old_name: &dyn Fn(&str) -> Option<String>,
) -> BTreeMap<Gate, String> {
    let reader = Reader::of(document, written, old_name);
    let mut gates = BTreeMap::new();
    for rule in reader.of_kind(LISTENER_RULE) {
        let listener = reader.resource(rule.properties.get("ListenerArn"), LISTENER);
        let arn = listener.and_then(|one| one.properties.get("LoadBalancerArn"));
        let is_inside = reader.resource(arn, LOAD_BALANCER).is_some_and(is_internal);
        let Some(actions) = rule.properties.get("Actions").and_then(Node::as_list) else {
            continue;
        };
        if is_inside || actions.iter().any(|action| !groups_of(action).is_empty()) {
            continue;
        }
        let conditions = reader.conditions(rule, actions, listener.unwrap_or(rule));
        let listener = reader.text(rule.properties.get("ListenerArn"));
        gates.insert(Gate { listener, conditions }, rule.id.clone());
    }
    gates
}

impl<'a> Reader<'a> {
    fn of(
        document: &'a TemplateDocument,
        written: &'a SourceTree<'a>,
        old_name: &'a dyn Fn(&str) -> Option<String>,
    ) -> Self {
        Self {
            document,
            resources: document.resources.iter().map(|one| (one.id.as_str(), one)).collect(),
            written,
            old_name,
            registered: BTreeMap::new(),
            registered_elsewhere: Vec::new(),
        }
    }

    fn of_kind(&self, kind: &'static str) -> impl Iterator<Item = &'a ResourceEntry> + use<'a> {
        let document: &'a TemplateDocument = self.document;
        document.of_kind(kind).filter(|one| one.presence != Presence::Never)
    }

    /// The resource of this type that a value refers to.
    fn resource(&self, node: Option<&Node>, kind: &str) -> Option<&'a ResourceEntry> {
        let reference = node?.as_reference()?;
        self.resources.get(reference.id.as_str()).copied().filter(|one| one.kind == kind)
    }

    /// A value in words that are the same in both templates where the value is.
    fn text(&self, node: Option<&Node>) -> String {
        let plain = node.and_then(|node| Plain::written(node, self.written));
        let Some(plain) = plain else { return String::new() };
        let references = plain.references();
        let names: BTreeMap<String, String> = references
            .iter()
            .filter_map(|one| Some((one.id.clone(), (self.old_name)(&one.id)?)))
            .collect();
        match plain.renamed(&|id| names.get(id).map(String::as_str)) {
            Plain::Reference(reference) => reference.id,
            other => other.text_in_full(),
        }
    }

    fn name(&self, resource: &ResourceEntry) -> String {
        (self.old_name)(&resource.id).unwrap_or_else(|| resource.id.clone())
    }

    /// The edges of a listener's or a rule's actions.
    fn add_actions(
        &self,
        of: &ResourceEntry,
        property: &str,
        listener: &ResourceEntry,
        edges: &mut BTreeSet<Edge>,
    ) {
        let balancer = self.resource(listener.properties.get("LoadBalancerArn"), LOAD_BALANCER);
        if balancer.is_some_and(is_internal) {
            return;
        }
        let Some(actions) = of.properties.get(property).and_then(Node::as_list) else { return };
        let is_kind = |action: &Node, kind: &str| {
            action.get("Type").and_then(Node::as_text).is_some_and(|text| text.starts_with(kind))
        };
        let conditions = self.conditions(of, actions, listener);
        for action in actions.iter().filter(|action| !is_kind(action, "authenticate")) {
            for group in groups_of(action) {
                let edge = Edge {
                    conditions: conditions.clone(),
                    balancer: balancer.map(|one| one.id.clone()),
                    by: format!("`{}`", of.id),
                    ..Edge::default()
                };
                self.add_group(group, &edge, edges);
            }
        }
    }

    /// What has to be true of a request that a listener or a rule forwards.
    fn conditions(
        &self,
        of: &ResourceEntry,
        actions: &[Node],
        listener: &ResourceEntry,
    ) -> BTreeSet<String> {
        let written = of.properties.get("Conditions").and_then(Node::as_list);
        let written = written.unwrap_or_default().iter().map(|one| self.text(Some(one)));
        let mut conditions: BTreeSet<String> = written.collect();
        let has = |action: &Node, value: &str| {
            let configs = ["AuthenticateOidcConfig", "AuthenticateCognitoConfig"].into_iter();
            let mut modes = configs
                .filter_map(|key| action.get(key)?.get("OnUnauthenticatedRequest")?.as_text());
            modes.any(|mode| mode == value)
        };
        let is_authentication = |action: &&Node| {
            let kind = action.get("Type").and_then(Node::as_text);
            kind.is_some_and(|kind| kind.starts_with("authenticate")) && !has(action, "allow")
        };
        if actions.iter().any(|action| is_authentication(&action)) {
            conditions.insert("clients authenticate".to_owned());
        }
        let mutual = listener.properties.get("MutualAuthentication");
        let mode = mutual.and_then(|one| one.get("Mode")).and_then(Node::as_text);
        if mode.is_some_and(|mode| mode == "verify") {
            conditions.insert("clients have certificates".to_owned());
        }
        conditions
    }

    /// One edge for each member of the target group that an action names.
    fn add_group(&self, group: &Node, edge: &Edge, edges: &mut BTreeSet<Edge>) {
        match self.resource(Some(group), TARGET_GROUP) {
            Some(found) => self.add_members(found, edge, edges),
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

    fn read_registrations(&mut self) {
        for fleet in self.of_kind(SCALING_GROUP) {
            let sources = fleet.properties.get("TrafficSources").and_then(Node::as_list);
            let sources =
                sources.unwrap_or_default().iter().filter_map(|one| one.get("Identifier"));
            let lists = ["TargetGroupARNs", "LoadBalancerNames"].into_iter();
            let named = lists.filter_map(|key| fleet.properties.get(key)?.as_list()).flatten();
            for node in sources.chain(named) {
                self.register(node, (self.name(fleet), String::new()));
            }
        }
        for service in self.of_kind(ECS_SERVICE) {
            let balancers = service.properties.get("LoadBalancers").and_then(Node::as_list);
            for balancer in balancers.unwrap_or_default() {
                let names = ["TargetGroupArn", "LoadBalancerName"].into_iter();
                for node in names.filter_map(|key| balancer.get(key)) {
                    let port = self.text(balancer.get("ContainerPort"));
                    self.register(node, (self.name(service), port));
                }
            }
        }
    }

    fn register(&mut self, with: &Node, member: (String, String)) {
        match with.as_reference().and_then(|one| self.resources.get(one.id.as_str()).copied()) {
            Some(found) => self.registered.entry(&found.id).or_default().push(member),
            None => self.registered_elsewhere.push(member),
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
    fn add_elsewhere(&self, old: Option<&TemplateDocument>, edges: &mut BTreeSet<Edge>) {
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
        let earlier: Option<BTreeSet<&str>> =
            old.map(|old| old.of_kind(TARGET_GROUP).map(|group| group.id.as_str()).collect());
        let was_there = |group: &&ResourceEntry| {
            let name = self.name(group);
            earlier.as_ref().is_none_or(|earlier| earlier.contains(name.as_str()))
        };
        // A new target group is named by nothing yet; one that was there may be.
        let groups = self.of_kind(TARGET_GROUP).filter(|group| !named.contains(group.id.as_str()));
        for group in groups.filter(was_there) {
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

fn is_internal(load_balancer: &ResourceEntry) -> bool {
    load_balancer
        .properties
        .get("Scheme")
        .and_then(Node::as_text)
        .is_some_and(|scheme| scheme == "internal")
}
