//! A template, as what load balancers forward is read from it.
//!
//! - Comes in: the template.
//! - Goes out: resources by their references, values in words that both templates share, what
//!   registers with target groups, and which load balancers the internet gets to.
//! - Left to others: what is forwarded (`edges`), and in which order (`rules`).
//!
//! # Source
//! AWS CloudFormation Template Reference: `AWS::AutoScaling::AutoScalingGroup` (`TargetGroupARNs`,
//! `TrafficSources`, `LoadBalancerNames`), `AWS::ECS::Service` (`LoadBalancers`).

use std::collections::{BTreeMap, BTreeSet};

use netloom_template::{Node, Presence, ResourceEntry, TemplateDocument};

use crate::source_tree::SourceTree;
use crate::value::Plain;

pub(super) const LOAD_BALANCER: &str = "AWS::ElasticLoadBalancingV2::LoadBalancer";
pub(super) const CLASSIC_LOAD_BALANCER: &str = "AWS::ElasticLoadBalancing::LoadBalancer";
pub(super) const LISTENER: &str = "AWS::ElasticLoadBalancingV2::Listener";
pub(super) const LISTENER_RULE: &str = "AWS::ElasticLoadBalancingV2::ListenerRule";
pub(super) const TARGET_GROUP: &str = "AWS::ElasticLoadBalancingV2::TargetGroup";
const SCALING_GROUP: &str = "AWS::AutoScaling::AutoScalingGroup";
const ECS_SERVICE: &str = "AWS::ECS::Service";

/// A template, as edges are read from it.
pub(super) struct Reader<'a> {
    pub(super) document: &'a TemplateDocument,
    pub(super) resources: BTreeMap<&'a str, &'a ResourceEntry>,
    pub(super) written: &'a SourceTree<'a>,
    pub(super) old_name: &'a dyn Fn(&str) -> Option<String>,
    /// The target groups of the old template; absent for that itself.
    pub(super) earlier: Option<BTreeSet<String>>,
    /// What fleets and services register with target groups and load balancers of the template, by
    /// the names of these: targets and ports.
    pub(super) registered: BTreeMap<&'a str, Vec<(String, String)>>,
    /// What they register with others.
    pub(super) registered_elsewhere: Vec<(String, String)>,
}

impl<'a> Reader<'a> {
    pub(super) fn of(
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

    pub(super) fn of_kind(
        &self,
        kind: &'static str,
    ) -> impl Iterator<Item = &'a ResourceEntry> + use<'a> {
        let document: &'a TemplateDocument = self.document;
        document.of_kind(kind).filter(|one| one.presence != Presence::Never)
    }

    /// The resource of this type that a value refers to.
    pub(super) fn resource(&self, node: Option<&Node>, kind: &str) -> Option<&'a ResourceEntry> {
        let reference = node?.as_reference()?;
        self.resources.get(reference.id.as_str()).copied().filter(|one| one.kind == kind)
    }

    /// A value in words that are the same in both templates where the value is.
    pub(super) fn text(&self, node: Option<&Node>) -> String {
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

    pub(super) fn name(&self, resource: &ResourceEntry) -> String {
        (self.old_name)(&resource.id).unwrap_or_else(|| resource.id.clone())
    }

    /// What decides whether the stack has a resource; empty where it always has.
    pub(super) fn doubt(&self, of: &ResourceEntry) -> String {
        match &of.presence {
            Presence::Unknown(unknown) => {
                let condition = self.written.condition(unknown.span);
                condition.map_or_else(|| unknown.what.clone(), |one| one.text_in_full())
            }
            Presence::Always | Presence::Never => String::new(),
        }
    }

    /// Whether nothing but the networks themselves leads to a load balancer.
    pub(super) fn is_inside(&self, balancer: &ResourceEntry) -> bool {
        is_internal(balancer) && !self.is_fronted(balancer)
    }

    /// Whether a service that the internet reaches leads to a load balancer, which may be internal.
    ///
    /// # Source
    /// AWS Global Accelerator, "Endpoints for standard accelerators"; Amazon CloudFront, "VPC
    /// origins"; Amazon API Gateway, "Private integrations"; AWS PrivateLink, "Endpoint services";
    /// AWS Verified Access, "Endpoints"; Network Load Balancers, "Application Load Balancers as
    /// targets": each of them leads to internal load balancers.
    pub(super) fn is_fronted(&self, balancer: &ResourceEntry) -> bool {
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

    /// Whether a target group was in the old template, too.
    pub(super) fn was_there(&self, group: &ResourceEntry) -> bool {
        self.earlier.as_ref().is_none_or(|earlier| earlier.contains(&self.name(group)))
    }

    pub(super) fn read_registrations(&mut self) {
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

    pub(super) fn register(&mut self, with: &Node, member: (String, String)) {
        match with.as_reference().and_then(|one| self.resources.get(one.id.as_str()).copied()) {
            Some(found) => self.registered.entry(&found.id).or_default().push(member),
            None => self.registered_elsewhere.push(member),
        }
    }
}

pub(super) fn is_internal(load_balancer: &ResourceEntry) -> bool {
    load_balancer
        .properties
        .get("Scheme")
        .and_then(Node::as_text)
        .is_some_and(|scheme| scheme == "internal")
}
