//! Path components by their names.

use netloom_diag::Span;
use netloom_network::{FirewallKind, Id, ResourceKind, Subnet};
use netloom_question::InterfaceAt;

use crate::engine::PathComponent;

/// What judges at a hop.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Component {
    /// What it is, in words: ``the security groups of `Head` ``.
    pub name: String,
    /// The key of AWS's JSON that holds it, such as `Acl`.
    pub key: &'static str,
    /// Its id.
    pub id: String,
    /// Where it is described; the start of the first file for what is described nowhere.
    pub span: Span,
    /// The subnet that it is in, or at the edge of; `None` for what is in none.
    pub subnet: Option<Id>,
}

impl Component {
    pub(super) fn of(component: &PathComponent<'_>) -> Self {
        let subnet = subnet_of(component).map(|subnet| subnet.id.clone());
        let new = |name: String, key: &'static str, id: &str, span: Span| Self {
            name,
            key,
            id: id.to_owned(),
            span,
            subnet: subnet.clone(),
        };
        // The key is AWS's, since its JSON holds what stands there under it.
        match component {
            PathComponent::Resolver(subnet) => new(
                format!("the resolver of `{}`", subnet.vpc),
                "Vpc",
                subnet.vpc.as_str(),
                subnet.span,
            ),
            PathComponent::GroupsOut(place) => groups(place, "out of"),
            PathComponent::GroupsIn(place) => groups(place, "into"),
            PathComponent::AclOut(subnet) | PathComponent::AclIn(subnet) => {
                let way =
                    if matches!(component, PathComponent::AclOut(_)) { "out of" } else { "into" };
                let (id, span) = match &subnet.network_acl {
                    netloom_network::AclChoice::Associated(id, span) => (id.as_str(), *span),
                    _ => ("default", subnet.span),
                };
                new(format!("the network ACL {way} `{}`", subnet.id), "Acl", id, span)
            }
            PathComponent::Table(subnet, Some(table)) => new(
                format!("the routes of `{}` (`{}`)", subnet.id, table.id),
                "RouteTable",
                table.id.as_str(),
                table.span,
            ),
            PathComponent::Table(subnet, None) => new(
                format!("the routes of `{}` (the VPC's main table)", subnet.id),
                "RouteTable",
                "main",
                subnet.span,
            ),
            PathComponent::Gateway(at) => gateway(at.kind, at.id, at.span),
            PathComponent::InternetIn(Some(internet), _) => {
                gateway(ResourceKind::InternetGateway, &internet.id, internet.span)
            }
            PathComponent::InternetIn(None, place) => {
                let vpc = &place.subnet.vpc;
                new(
                    format!("the way in from outside to `{vpc}`"),
                    "Vpc",
                    vpc.as_str(),
                    place.subnet.span,
                )
            }
            PathComponent::Nat(nat) => {
                new(format!("NAT gateway `{}`", nat.id), "NatGateway", nat.id.as_str(), nat.span)
            }
            PathComponent::Forwarder(place) => {
                let (id, span) = own(place);
                new(format!("`{id}`, which forwards"), "NetworkInterface", &id, span)
            }
            PathComponent::Listeners(place) => {
                let (id, span) = own(place);
                new(format!("the listeners of load balancer `{id}`"), "LoadBalancer", &id, span)
            }
            PathComponent::LoadBalancer(forwarding, balancer) => {
                let id = balancer.map_or(&forwarding.id, |balancer| &balancer.id);
                new(
                    format!("load balancer `{id}`, which keeps the addresses of clients"),
                    "LoadBalancer",
                    id.as_str(),
                    forwarding.span,
                )
            }
            PathComponent::GatewayEndpoint(endpoint)
            | PathComponent::InterfaceEndpoint(endpoint) => new(
                format!("endpoint `{}`", endpoint.id),
                "VpcEndpoint",
                endpoint.id.as_str(),
                endpoint.span,
            ),
            PathComponent::Firewall(firewall, home) => {
                let name = match firewall.kind {
                    FirewallKind::NetworkFirewall => format!("network firewall `{}`", firewall.id),
                    FirewallKind::GatewayLoadBalancer => {
                        format!("Gateway Load Balancer endpoint `{}`", firewall.id)
                    }
                };
                let place = home.map(|home| format!(" in `{}`", home.id)).unwrap_or_default();
                let id = firewall.id.as_str();
                new(format!("{name}{place}"), "FirewallEndpoint", id, firewall.span)
            }
            PathComponent::Other(route) => new(
                format!("what is behind route `{}`", route.name),
                "Component",
                &route.name,
                route.span,
            ),
        }
    }
}

/// The subnet that a component is in, or at the edge of.
fn subnet_of<'n>(component: &PathComponent<'n>) -> Option<&'n Subnet> {
    match component {
        PathComponent::AclOut(subnet)
        | PathComponent::AclIn(subnet)
        | PathComponent::Table(subnet, _) => Some(subnet),
        PathComponent::GroupsOut(place)
        | PathComponent::GroupsIn(place)
        | PathComponent::Forwarder(place)
        | PathComponent::Listeners(place) => Some(place.subnet),
        PathComponent::Firewall(_, home) => *home,
        PathComponent::Resolver(_)
        | PathComponent::Gateway(_)
        | PathComponent::InternetIn(..)
        | PathComponent::Nat(_)
        | PathComponent::LoadBalancer(..)
        | PathComponent::GatewayEndpoint(_)
        | PathComponent::InterfaceEndpoint(_)
        | PathComponent::Other(_) => None,
    }
}

/// A gateway or connection by the names of its kind.
fn gateway(kind: ResourceKind, id: &Id, span: Span) -> Component {
    let names = kind.names();
    let words = names.map_or("gateway", |names| names.words);
    let key = names.and_then(|names| names.path_key).unwrap_or("Component");
    Component { name: format!("{words} `{id}`"), key, id: id.to_string(), span, subnet: None }
}

fn groups(place: &InterfaceAt<'_>, way: &str) -> Component {
    let (id, span) = own(place);
    Component {
        name: format!("the security groups {way} `{id}`"),
        key: "NetworkInterface",
        id,
        span,
        subnet: Some(place.subnet.id.clone()),
    }
}

/// The name of what is at a place.
pub(super) fn own(place: &InterfaceAt<'_>) -> (String, Span) {
    match place.interface {
        Some(interface) => (interface.id.as_str().to_owned(), interface.span),
        None => (place.subnet.id.as_str().to_owned(), place.subnet.span),
    }
}
