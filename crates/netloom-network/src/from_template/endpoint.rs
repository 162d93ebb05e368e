//! VPC endpoints.

use netloom_template::{Node, Piece, Value, json_text};

use crate::building::{Properties, ResourceKind, service_in_name, unknown};
use crate::{Destination, Endpoint, EndpointKind, Known, Route, RouteOrigin, Target, Unknown};

use super::context::{Build, Resource};
use super::endpoint_policy;
use super::interface::groups_or_default;

/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::VPCEndpoint`: the type is Gateway by default,
/// private DNS is off by default, and without security groups an interface endpoint has the default
/// one of the VPC.
pub(super) fn add(build: &mut Build<'_>, resource: &Resource<'_>) {
    let properties = &resource.properties;
    let vpc = build.known_id(properties, "VpcId", ResourceKind::Vpc);
    let service = properties
        .get("ServiceName")
        .map(|node| service_of(node).ok_or_else(|| properties.why("ServiceName")));
    let service = match service {
        Some(Ok(service)) => Known::Is(service),
        Some(Err(unknown)) => Known::Unknown(unknown),
        None => Known::Unknown(properties.missing("ServiceName")),
    };
    let kind = match properties.text("VpcEndpointType") {
        None => gateway(build, resource, &service),
        Some(Known::Is(kind)) if kind.eq_ignore_ascii_case("gateway") => {
            gateway(build, resource, &service)
        }
        Some(Known::Is(kind)) if kind.eq_ignore_ascii_case("interface") => {
            interface(build, resource, &service)
        }
        Some(Known::Is(_)) => EndpointKind::Other,
        // It may be a gateway endpoint, which writes into any of the tables.
        Some(Known::Unknown(unknown)) => {
            build.network.not_understood.push(unknown);
            EndpointKind::Other
        }
    };
    let denies_everything = match properties.get("PolicyDocument") {
        Some(policy) if resource.doubt.is_none() => denies_everything(resource, policy, &service),
        _ => Known::Is(false),
    };
    let (id, span, vpc) = (resource.id.clone(), resource.span, resource.sure(vpc));
    build
        .network
        .endpoints
        .insert(id.clone(), Endpoint { id, span, vpc, service, kind, denies_everything });
}

fn denies_everything(
    resource: &Resource<'_>,
    policy: &Node,
    service: &Known<String>,
) -> Known<bool> {
    // A policy may be a text, as the answers of AWS have it.
    let text = policy.as_text().and_then(|text| json_text(&text, policy.span));
    let policy = text.as_ref().unwrap_or(policy);
    match endpoint_policy::denies_everything(policy, service.value().map(String::as_str)) {
        Ok(denies) => Known::Is(denies),
        Err(element) => Known::Unknown(unknown(
            format!("whom `{element}` in the policy of endpoint `{}` is about", resource.id),
            policy.span,
        )),
    }
}

fn interface(
    build: &mut Build<'_>,
    resource: &Resource<'_>,
    service: &Known<String>,
) -> EndpointKind {
    let properties = &resource.properties;
    EndpointKind::Interface {
        subnets: build.ids(properties, "SubnetIds", ResourceKind::Subnet),
        groups: groups_or_default(build, properties, &resource.id, &["SecurityGroupIds"]),
        private_dns: resource.sure(private_dns(properties, service)),
    }
}

/// Whether names that are asked for in the VPC itself lead to the endpoint.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::VPCEndpoint` `DnsOptionsSpecification`,
/// `PrivateDnsOnlyForInboundResolverEndpoint`: with `OnlyInboundResolver` they do for what comes by
/// inbound resolver endpoints only. For S3 EC2 takes that where nothing else is specified: "To set
/// PrivateDnsOnlyForInboundResolverEndpoint to true, the VPC must have a Gateway endpoint for the
/// service" is its answer to an endpoint with private DNS and no options.
fn private_dns(properties: &Properties<'_>, service: &Known<String>) -> Known<bool> {
    let is_enabled = || properties.bool_or("PrivateDnsEnabled", false);
    let options = properties.get("DnsOptions").map(|node| properties.within(node));
    match options.and_then(|options| options.text("PrivateDnsOnlyForInboundResolverEndpoint")) {
        Some(Known::Unknown(unknown)) => Known::Unknown(unknown),
        Some(Known::Is(who)) if who.eq_ignore_ascii_case("OnlyInboundResolver") => Known::Is(false),
        Some(Known::Is(who)) if who.eq_ignore_ascii_case("AllResolvers") => is_enabled(),
        _ if options.is_some_and(|options| !options.is_mapping()) => {
            Known::Unknown(properties.why("DnsOptions"))
        }
        _ if service.value().is_some_and(|service| service == "s3") => Known::Is(false),
        _ => is_enabled(),
    }
}

fn gateway(
    build: &mut Build<'_>,
    resource: &Resource<'_>,
    service: &Known<String>,
) -> EndpointKind {
    let route_tables = build.ids(&resource.properties, "RouteTableIds", ResourceKind::RouteTable);
    let destination = match service {
        Known::Is(service) => Known::Is(Destination::Service(service.clone())),
        Known::Unknown(unknown) => Known::Unknown(unknown.clone()),
    };
    let route = Route {
        name: resource.id.to_string(),
        span: resource.span,
        destination,
        target: resource.sure(Known::Is(Target::GatewayEndpoint(resource.id.clone()))),
        origin: RouteOrigin::Static,
        is_blackhole: false,
    };
    for table in &route_tables {
        match table {
            Known::Is(table) => {
                let table = build.network.route_tables.get_mut(table);
                table.into_iter().for_each(|table| table.routes.push(route.clone()));
            }
            Known::Unknown(unknown) => blur_tables(build, unknown),
        }
    }
    EndpointKind::Gateway { route_tables }
}

/// Notes for every table of the template that it may have a route more.
fn blur_tables(build: &mut Build<'_>, unknown: &Unknown) {
    for table in build.network.route_tables.values_mut() {
        table.beyond.get_or_insert_with(|| unknown.clone());
    }
}

/// Returns the part of a service's name behind the region, also where the region is not known.
fn service_of(node: &Node) -> Option<String> {
    match &node.value {
        Value::Text(name) => Some(service_in_name(name)),
        Value::Pieces(pieces) => match pieces.as_slice() {
            [Piece::Text(domain), Piece::Unknown(region), Piece::Text(rest)]
                if is_amazon(domain) && region.what.contains("AWS::Region") =>
            {
                rest.strip_prefix('.').filter(|service| !service.is_empty()).map(str::to_owned)
            }
            _ => None,
        },
        _ => None,
    }
}

fn is_amazon(domain: &str) -> bool {
    matches!(domain, "com.amazonaws." | "cn.com.amazonaws.")
}
