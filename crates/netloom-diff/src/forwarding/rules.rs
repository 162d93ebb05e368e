//! The rules of listeners, as they are read from a template.
//!
//! - Comes in: a template.
//! - Goes out: each rule with its order, its conditions, and what it forwards.
//! - Left to others: what another order lets through (`steps`).
//!
//! # Source
//! AWS CloudFormation Template Reference: `AWS::ElasticLoadBalancingV2::Listener` and
//! `ListenerRule`.

use std::collections::BTreeSet;

use netloom_template::{Node, ResourceEntry, TemplateDocument};

use crate::source_tree::SourceTree;

use super::conditions::{Condition, Conditions};
use super::edges::Edge;
use super::reader::{LISTENER, LISTENER_RULE, LOAD_BALANCER, Reader, TARGET_GROUP};
use super::steps::{Order, Step};

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
        let edge = Edge::of_another_stack(&name);
        Step {
            order: Order::Last,
            matches: Conditions::default(),
            edges: BTreeSet::from([edge]),
            by: name.clone(),
            listener: name,
            is_elsewhere: true,
            doubt: String::new(),
        }
    }));
    steps
}

impl Reader<'_> {
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
        Some(Step {
            listener: name,
            order,
            matches,
            edges,
            by,
            is_elsewhere: false,
            doubt: self.doubt(of),
        })
    }

    /// What has to be true of a request that a rule gets.
    pub(super) fn conditions(&self, of: &ResourceEntry) -> Conditions {
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
    pub(super) fn demands(&self, actions: &[Node], listener: &ResourceEntry) -> BTreeSet<String> {
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
            // Those who do not log in are forwarded like those who do.
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
            let ignores = mutual.and_then(|one| one.get("IgnoreClientCertificateExpiry"));
            if ignores.and_then(Node::as_bool) != Some(true) {
                demands.insert("certificates are not expired".to_owned());
            }
        }
        demands
    }
}
