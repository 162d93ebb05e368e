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

use super::conditions::{Condition, Conditions};
use super::steps::{Order, Step};

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
    /// What becomes of the paths of requests on the way, as it is written.
    rewrites: String,
    /// Whether a service leads clients to the load balancer by another way than its own address.
    is_fronted: bool,
    /// What has to be true of a request; empty for all requests.
    conditions: Conditions,
    /// How clients have to authenticate.
    demands: BTreeSet<String>,
    /// Whether nothing in the template forwards to it, so that only another stack can.
    is_elsewhere: bool,
    /// The load balancer of the template.
    balancer: Option<String>,
    /// What forwards to it.
    by: String,
}

impl Edge {
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

/// A template, as edges are read from it.
struct Reader<'a> {
    document: &'a TemplateDocument,
    resources: BTreeMap<&'a str, &'a ResourceEntry>,
    written: &'a SourceTree<'a>,
    old_name: &'a dyn Fn(&str) -> Option<String>,
    /// The target groups of the old template; absent for that itself.
    earlier: Option<BTreeSet<String>>,
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

/// Returns the rules of the listeners of a template, those of load balancers left out that the
/// internet does not reach.
pub(super) fn steps(
    document: &TemplateDocument,
    written: &SourceTree<'_>,
    old_name: &dyn Fn(&str) -> Option<String>,
    is_old: bool,
) -> Vec<Step> {
    let mut reader = Reader::of(document, written, old_name);
    reader.read_registrations();
    // What registers with a new target group is reached as soon as the rule is there.
    let groups = || document.of_kind(TARGET_GROUP).map(|one| reader.name(one)).collect();
    reader.earlier = (!is_old).then(groups);
    let mut steps = Vec::new();
    let mut elsewhere = BTreeSet::new();
    for listener in reader.of_kind(LISTENER) {
        let name = reader.name(listener);
        steps.extend(reader.step(listener, "DefaultActions", (listener, name), Order::Last));
    }
    for rule in reader.of_kind(LISTENER_RULE) {
        let arn = rule.properties.get("ListenerArn");
        let listener = reader.resource(arn, LISTENER);
        let name = reader.text(arn);
        if listener.is_none() {
            elsewhere.insert(name.clone());
        }
        let priority = reader.text(rule.properties.get("Priority"));
        let order = priority.parse().map_or(Order::Unknown(priority), Order::Priority);
        steps.extend(reader.step(rule, "Actions", (listener.unwrap_or(rule), name), order));
    }
    // What the default actions of another stack forward is not known.
    steps.extend(elsewhere.into_iter().map(|name| {
        let target = format!("targets of `{name}`");
        let edge = Edge { target, by: format!("`{name}`"), ..Edge::default() };
        Step {
            order: Order::Last,
            matches: Conditions::default(),
            edges: BTreeSet::from([edge]),
            by: name.clone(),
            listener: name,
            is_elsewhere: true,
        }
    }));
    steps
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
            earlier: None,
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

    /// The rule that a listener or a listener rule makes; `None` where the internet does not reach
    /// it.
    fn step(
        &self,
        of: &ResourceEntry,
        property: &str,
        (listener, name): (&ResourceEntry, String),
        order: Order,
    ) -> Option<Step> {
        let balancer = self.resource(listener.properties.get("LoadBalancerArn"), LOAD_BALANCER);
        if balancer.is_some_and(|balancer| self.is_inside(balancer)) {
            return None;
        }
        let mut edges = BTreeSet::new();
        self.add_actions(of, property, listener, &mut edges);
        let (matches, by) = (self.conditions(of), of.id.clone());
        Some(Step { listener: name, order, matches, edges, by, is_elsewhere: false })
    }

    /// What has to be true of a request that a rule gets.
    fn conditions(&self, of: &ResourceEntry) -> Conditions {
        match of.properties.get("Conditions") {
            None => Conditions::default(),
            Some(written) => match written.as_list() {
                Some(items) => items
                    .iter()
                    .map(|one| Condition::of(one, &|node| self.text(Some(node))))
                    .collect(),
                None => [Condition::named(&self.text(Some(written)))].into_iter().collect(),
            },
        }
    }

    /// How clients of a listener have to authenticate before they are forwarded.
    ///
    /// # Source
    /// Application Load Balancers, "Authenticate users", "Verify JWTs" and "Mutual authentication":
    /// with `passthrough`, and with `allow` for those who do not log in, nothing is asked for.
    fn demands(&self, actions: &[Node], listener: &ResourceEntry) -> BTreeSet<String> {
        const CONFIGS: [&str; 3] =
            ["AuthenticateOidcConfig", "AuthenticateCognitoConfig", "JwtValidationConfig"];
        const BY: [&str; 4] = ["Issuer", "UserPoolArn", "AuthorizationEndpoint", "JwksEndpoint"];
        let mut demands = BTreeSet::new();
        for action in actions {
            let kind = action.get("Type").and_then(Node::as_text).unwrap_or_default();
            if !kind.starts_with("authenticate") && kind != "jwt-validation" {
                continue;
            }
            let configs = CONFIGS.into_iter().filter_map(|key| action.get(key));
            let configs: Vec<&Node> = configs.collect();
            let mut modes =
                configs.iter().filter_map(|one| one.get("OnUnauthenticatedRequest")?.as_text());
            if modes.any(|mode| mode == "allow") {
                continue;
            }
            let by = configs.iter().flat_map(|one| BY.into_iter().filter_map(|key| one.get(key)));
            let by: Vec<String> = by.map(|node| self.text(Some(node))).collect();
            demands.insert(format!("clients authenticate by {}", by.join(", ")));
        }
        let mutual = listener.properties.get("MutualAuthentication");
        let mode = mutual.and_then(|one| one.get("Mode")).and_then(Node::as_text);
        if mode.is_some_and(|mode| mode == "verify") {
            let store = self.text(mutual.and_then(|one| one.get("TrustStoreArn")));
            demands.insert(format!("clients have certificates of {store}"));
        }
        demands
    }

    /// Whether nothing but the networks themselves leads to a load balancer.
    fn is_inside(&self, balancer: &ResourceEntry) -> bool {
        is_internal(balancer) && !self.is_fronted(balancer)
    }

    /// Whether a service that the internet reaches leads to a load balancer, which may be internal.
    ///
    /// # Source
    /// AWS Global Accelerator, "Endpoints for standard accelerators"; Amazon CloudFront, "VPC
    /// origins"; Amazon API Gateway, "Private integrations"; AWS PrivateLink, "Endpoint services";
    /// AWS Verified Access, "Endpoints"; Network Load Balancers, "Application Load Balancers as
    /// targets": each of them leads to internal load balancers.
    fn is_fronted(&self, balancer: &ResourceEntry) -> bool {
        const FRONTS: [&str; 8] = [
            "AWS::ApiGateway::VpcLink",
            "AWS::ApiGatewayV2::Integration",
            "AWS::CloudFront::VpcOrigin",
            "AWS::EC2::VPCEndpointService",
            "AWS::EC2::VerifiedAccessEndpoint",
            TARGET_GROUP,
            "AWS::GlobalAccelerator::EndpointGroup",
            "AWS::VpcLattice::TargetGroup",
        ];
        let listeners = self.of_kind(LISTENER).filter(|listener| {
            let arn = listener.properties.get("LoadBalancerArn");
            self.resource(arn, LOAD_BALANCER).is_some_and(|one| one.id == balancer.id)
        });
        let names: BTreeSet<&str> =
            listeners.map(|one| one.id.as_str()).chain([balancer.id.as_str()]).collect();
        let mut fronts = FRONTS.into_iter().flat_map(|kind| self.of_kind(kind));
        fronts.any(|front| front.mentions.iter().any(|one| names.contains(one.id.as_str())))
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

    /// Whether a target group was in the old template, too.
    fn was_there(&self, group: &ResourceEntry) -> bool {
        self.earlier.as_ref().is_none_or(|earlier| earlier.contains(&self.name(group)))
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

fn is_internal(load_balancer: &ResourceEntry) -> bool {
    load_balancer
        .properties
        .get("Scheme")
        .and_then(Node::as_text)
        .is_some_and(|scheme| scheme == "internal")
}
