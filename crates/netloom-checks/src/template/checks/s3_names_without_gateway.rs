//! Interface endpoints of S3 whose private names need a gateway endpoint.

use netloom_diag::Diagnostic;
use netloom_network::{Id, Known};
use netloom_template::{Node, ResourceEntry};

use super::super::context::Context;
use super::super::homes::{Home, vpc_of_value};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// An interface endpoint of S3 with `PrivateDnsEnabled: true` in a VPC without a gateway
    /// endpoint of S3, unless its names are for all resolvers.
    /// ### Why it matters
    /// By default the private names are for inbound resolver endpoints only, and the VPC itself
    /// uses the gateway endpoint. Without one, EC2 rejects the interface endpoint: "To set
    /// PrivateDnsOnlyForInboundResolverEndpoint to true, the VPC must have a Gateway endpoint for
    /// the service".
    /// ### Example
    /// `ServiceName: com.amazonaws.eu-west-1.s3` with `VpcEndpointType: Interface` and
    /// `PrivateDnsEnabled: true` alone
    /// ### Instead
    /// `DnsOptions: {PrivateDnsOnlyForInboundResolverEndpoint: AllResolvers}`, or a gateway
    /// endpoint of S3 that the interface endpoint depends on.
    /// ### Source
    /// Amazon S3 User Guide, "AWS PrivateLink for Amazon S3", private DNS; EC2 API,
    /// `DnsOptionsSpecification`; hashicorp/terraform-provider-aws, issue 31117.
    S3_NAMES_WITHOUT_GATEWAY = ("CFN074", Error, "private names of S3 without a gateway endpoint");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let endpoints = context.of_kind("AWS::EC2::VPCEndpoint");
    let endpoints = endpoints.filter(|endpoint| needs_gateway(context, endpoint));
    endpoints.filter_map(|endpoint| finding(context, endpoint)).collect()
}

/// Returns whether an endpoint is an interface endpoint of S3 that EC2 accepts only beside a
/// gateway endpoint.
pub(super) fn needs_gateway(context: &Context<'_>, endpoint: &ResourceEntry) -> bool {
    kind_of(endpoint).as_deref() == Some("Interface")
        && serves_s3(context, endpoint) == Some(true)
        && has_names_for_inbound_only(&endpoint.properties)
}

/// Returns whether an endpoint is certainly a gateway endpoint of S3 in this VPC.
pub(super) fn is_gateway_of(context: &Context<'_>, endpoint: &ResourceEntry, vpc: &Home) -> bool {
    let own = endpoint.properties.get("VpcId").and_then(|vpc| vpc_of_value(context, vpc));
    kind_of(endpoint).as_deref() == Some("Gateway")
        && serves_s3(context, endpoint) == Some(true)
        && own.as_ref() == Some(vpc)
}

fn finding(context: &Context<'_>, endpoint: &ResourceEntry) -> Option<Diagnostic> {
    // An existing VPC may have the gateway endpoint already.
    let vpc = vpc_of_value(context, endpoint.properties.get("VpcId")?)?;
    let Home::Made(id) = &vpc else { return None };
    let may_be_gateway = |other: &&ResourceEntry| {
        kind_of(other).is_none_or(|kind| kind == "Gateway")
            && serves_s3(context, other).unwrap_or(true)
            && other
                .properties
                .get("VpcId")
                .and_then(|vpc| vpc_of_value(context, vpc))
                .is_none_or(|other| other == vpc)
    };
    let has_gateway = context.of_kind("AWS::EC2::VPCEndpoint").any(|other| may_be_gateway(&other));
    if has_gateway || context.is_handed_on(id) || !context.document.not_understood.is_empty() {
        return None;
    }
    let node = endpoint.properties.get("PrivateDnsEnabled")?;
    let message = format!(
        "endpoint `{}` has private names of S3 for inbound resolvers, and `{id}` has no gateway \
         endpoint of S3",
        endpoint.id
    );
    let finding = Diagnostic::new(&S3_NAMES_WITHOUT_GATEWAY, node.span, message);
    Some(
        finding
            .help("add `DnsOptions: {PrivateDnsOnlyForInboundResolverEndpoint: AllResolvers}`")
            .help(format!(
                "or add a gateway endpoint of S3 to `{id}`, and a `DependsOn` for it here"
            )),
    )
}

/// The type is gateway unless it is written; `None` where it is not known.
fn kind_of(endpoint: &ResourceEntry) -> Option<String> {
    match endpoint.properties.get("VpcEndpointType").filter(|node| !node.is_absent()) {
        Some(node) => node.as_text().map(|kind| kind.into_owned()),
        None => Some("Gateway".to_owned()),
    }
}

fn serves_s3(context: &Context<'_>, endpoint: &ResourceEntry) -> Option<bool> {
    match &context.network.endpoints.get(&Id::new(endpoint.id.clone()))?.service {
        Known::Is(service) => Some(service == "s3"),
        Known::Unknown(_) => None,
    }
}

/// Whether the endpoint certainly has private names, and for inbound resolvers only: so it is
/// unless `DnsOptions` say otherwise.
fn has_names_for_inbound_only(properties: &Node) -> bool {
    let has_names = properties.get("PrivateDnsEnabled").and_then(Node::as_bool) == Some(true);
    let is_default = match properties.get("DnsOptions").filter(|node| !node.is_absent()) {
        None => true,
        Some(options) if options.as_map().is_none() => false,
        Some(options) => match options.get("PrivateDnsOnlyForInboundResolverEndpoint") {
            None => true,
            Some(who) => who.as_text().is_some_and(|who| who == "OnlyInboundResolver"),
        },
    };
    has_names && is_default
}
