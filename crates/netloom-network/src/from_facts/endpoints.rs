//! VPC endpoints and peering connections.

use netloom_template::Node;

use crate::building::unknown;
use crate::building::{Properties, ResourceKind, service_in_name};
use crate::{Endpoint, EndpointKind, Firewall, FirewallKind, Id, Known, Peering};

use super::context::Build;
use super::records::Record;
use netloom_facts::kinds::{ENDPOINTS, PEERINGS};

/// States in which an endpoint does not work, and its private names lead nowhere.
///
/// # Source
/// Amazon EC2 API, `VpcEndpoint`, `State`.
const WITHOUT_EFFECT: [&str; 6] =
    ["pendingacceptance", "deleting", "deleted", "rejected", "failed", "expired"];

pub(super) fn add(build: &mut Build<'_, '_>) {
    let records = build.records;
    for record in records.of_kind(ENDPOINTS) {
        let state = record.properties.plain_text("State").unwrap_or_default().to_ascii_lowercase();
        if !WITHOUT_EFFECT.contains(&state.as_str()) {
            let endpoint = endpoint(build, record);
            build.network.endpoints.insert(record.id(), endpoint);
            add_firewall(build, record);
        }
    }
    for record in records.of_kind(PEERINGS) {
        let peering = peering(build, record);
        build.network.peerings.insert(record.id(), peering);
    }
}

/// An endpoint of a Gateway Load Balancer, or of a network firewall, which has such endpoints: what
/// is behind it no call of the EC2 API tells.
fn add_firewall(build: &mut Build<'_, '_>, record: &Record<'_>) {
    let properties = &record.properties;
    let kind = properties.plain_text("VpcEndpointType").unwrap_or_default();
    if !kind.eq_ignore_ascii_case("GatewayLoadBalancer") {
        return;
    }
    let (id, span) = (record.id(), record.span());
    let what = format!("what the appliances behind endpoint `{id}` let through");
    let firewall = Firewall {
        id: id.clone(),
        span,
        kind: FirewallKind::GatewayLoadBalancer,
        subnets: build.ids(properties, "SubnetIds", ResourceKind::Subnet),
        rules: Vec::new(),
        inspection: Known::Unknown(unknown(what, span)),
    };
    build.network.firewalls.insert(id, firewall);
}

fn endpoint(build: &mut Build<'_, '_>, record: &Record<'_>) -> Endpoint {
    let properties = &record.properties;
    let service = properties.plain_text("ServiceName").map(|name| service_in_name(&name));
    let kind = properties.plain_text("VpcEndpointType").unwrap_or("Gateway".into());
    let kind = match kind.to_ascii_lowercase().as_str() {
        "gateway" => EndpointKind::Gateway {
            route_tables: build.ids(properties, "RouteTableIds", ResourceKind::RouteTable),
        },
        "interface" => EndpointKind::Interface {
            subnets: build.ids(properties, "SubnetIds", ResourceKind::Subnet),
            groups: build.groups(properties),
            private_dns: private_dns(properties),
        },
        _ => EndpointKind::Other,
    };
    Endpoint {
        id: record.id(),
        span: record.span(),
        vpc: build.known_id(properties, "VpcId", ResourceKind::Vpc),
        service: service
            .map_or_else(|| Known::Unknown(properties.missing("ServiceName")), Known::Is),
        kind,
        denies_everything: Known::Is(false),
    }
}

/// # Source
/// Amazon EC2 API, `DnsOptions`, `PrivateDnsOnlyForInboundResolverEndpoint`: names asked for in the
/// VPC itself do not lead to the endpoint.
fn private_dns(properties: &Properties<'_>) -> Known<bool> {
    let options = properties.get("DnsOptions").map(|options| properties.within(options));
    let is_only_inbound = options.map_or(Known::Is(false), |options| {
        options.bool_or("PrivateDnsOnlyForInboundResolverEndpoint", false)
    });
    match is_only_inbound {
        Known::Is(false) => properties.bool_or("PrivateDnsEnabled", false),
        Known::Is(true) => Known::Is(false),
        Known::Unknown(unknown) => Known::Unknown(unknown),
    }
}

/// # Source
/// Amazon EC2 API, `VpcPeeringConnectionStateReason`: packets pass in the state `active` only.
fn peering(build: &mut Build<'_, '_>, record: &Record<'_>) -> Peering {
    let status = record
        .properties
        .get("Status")
        .and_then(|status| status.get("Code"))
        .and_then(Node::as_text);
    let status = status.map(|status| status == "active");
    Peering {
        id: record.id(),
        span: record.span(),
        requester: side(build, record, "RequesterVpcInfo"),
        accepter: side(build, record, "AccepterVpcInfo"),
        is_active: status
            .map_or_else(|| Known::Unknown(record.properties.missing("Status")), Known::Is),
    }
}

fn side(build: &mut Build<'_, '_>, record: &Record<'_>, key: &str) -> Known<Id> {
    match record.part(key) {
        Some(part) => build.known_id(&part, "VpcId", ResourceKind::Vpc),
        None => Known::Unknown(record.properties.missing(key)),
    }
}
