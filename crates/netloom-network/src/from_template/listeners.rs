//! Listeners: what a load balancer accepts of all that its security groups let in.

use netloom_template::Node;

use crate::building::{accepted_by_listener, port_of};
use crate::sets::traffic::{TCP, Traffic};
use crate::{Id, Known};

use super::context::{Build, Resource};
use super::mark_unknown::names_in;

/// Adds a listener to the load balancer that it names. One whose load balancer, port or protocol
/// cannot be known may be any of those that it may name.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::ElasticLoadBalancingV2::Listener`.
pub(super) fn add(build: &mut Build<'_>, resource: &Resource<'_>) {
    let Some(node) = resource.properties.get("LoadBalancerArn") else { return };
    let accepts = match (&resource.doubt, accepted(resource)) {
        (None, Some(accepts)) if node.as_reference().is_some() => Known::Is(accepts),
        (Some(doubt), _) => Known::Unknown(doubt.clone()),
        _ => Known::Unknown(resource.unknown(format!("what listener `{}` accepts", resource.id))),
    };
    for id in named(build, node) {
        give(build, &id, accepts.clone());
    }
}

/// The load balancers that a value may name: where it cannot be known which, any of the template.
fn named(build: &Build<'_>, node: &Node) -> Vec<Id> {
    let is_parameter = |what: &str| what.starts_with("parameter ");
    match node.first_unknown() {
        Some(unknown) if !is_parameter(&unknown.what) => build
            .document
            .of_kind("AWS::ElasticLoadBalancingV2::LoadBalancer")
            .map(|balancer| Id::new(&balancer.id))
            .collect(),
        _ => names_in(node),
    }
}

/// Adds what the listeners of a classic load balancer accept.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::ElasticLoadBalancing::LoadBalancer` `Listeners`:
/// HTTP, HTTPS, TCP and SSL, all of which are carried by TCP.
pub(super) fn add_of_classic(build: &mut Build<'_>, resource: &Resource<'_>) {
    let unknown = || {
        Known::Unknown(resource.unknown(format!("what the listeners of `{}` accept", resource.id)))
    };
    let Ok(listeners) = resource.properties.items("Listeners") else {
        return give(build, &resource.id, unknown());
    };
    for listener in listeners {
        let port = listener.get("LoadBalancerPort").and_then(port_of);
        give(
            build,
            &resource.id,
            port.map_or_else(unknown, |port| Known::Is(vec![Traffic::new(TCP, port)])),
        );
    }
}

fn accepted(resource: &Resource<'_>) -> Option<Vec<Traffic>> {
    let properties = &resource.properties;
    let protocol = properties.get("Protocol").and_then(Node::as_text)?;
    accepted_by_listener(&protocol, properties.get("Port")?)
}

fn give(build: &mut Build<'_>, balancer: &Id, accepts: Known<Vec<Traffic>>) {
    let kinds =
        ["AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ElasticLoadBalancing::LoadBalancer"];
    let is_balancer = build
        .document
        .resource(balancer.as_str())
        .is_some_and(|own| kinds.contains(&own.kind.as_str()));
    let Some(interface) = build.network.interfaces.get_mut(balancer).filter(|_| is_balancer) else {
        return;
    };
    interface.listens = Some(match (interface.listens.take(), accepts) {
        (Some(Known::Unknown(unknown)), _) | (_, Known::Unknown(unknown)) => {
            Known::Unknown(unknown)
        }
        (None, known) => known,
        (Some(Known::Is(mut all)), Known::Is(more)) => {
            all.extend(more);
            Known::Is(all)
        }
    });
}
