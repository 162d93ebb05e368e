//! Gateway endpoints with properties of interface endpoints, and the other way round.

use netloom_diag::Diagnostic;

use super::super::context::{Context, text};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A gateway endpoint with `SubnetIds` or `SecurityGroupIds`, an interface endpoint with
    /// `RouteTableIds`, or a Gateway Load Balancer endpoint with either of the last two.
    /// ### Why it matters
    /// EC2 rejects it. Without `VpcEndpointType` an endpoint is a gateway.
    /// ### Example
    /// `ServiceName: com.amazonaws.eu-west-1.logs` with `SubnetIds` and no `VpcEndpointType`
    /// ### Instead
    /// `VpcEndpointType: Interface`
    /// ### Source
    /// AWS CloudFormation User Guide, `AWS::EC2::VPCEndpoint`; EC2 API, `CreateVpcEndpoint`.
    GATEWAY_ENDPOINT_WITH_SUBNETS = ("CFN015", Error, "endpoint with properties of the other kind");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for endpoint in context.of_kind("AWS::EC2::VPCEndpoint") {
        let kind = match endpoint.properties.get("VpcEndpointType") {
            // The default of the property.
            None => "Gateway".to_owned(),
            Some(_) => match text(endpoint, "VpcEndpointType") {
                Some(kind) => kind,
                None => continue,
            },
        };
        let wrong: &[&str] = match kind.as_str() {
            "Gateway" => &["SubnetIds", "SecurityGroupIds"],
            "Interface" => &["RouteTableIds"],
            "GatewayLoadBalancer" => &["RouteTableIds", "SecurityGroupIds"],
            _ => &[],
        };
        for property in wrong {
            if let Some(entry) = endpoint.properties.entry(property) {
                let in_words = match kind.as_str() {
                    "GatewayLoadBalancer" => "gateway load balancer".to_owned(),
                    kind => kind.to_lowercase(),
                };
                let message =
                    format!("endpoint `{}` is a {in_words} one and has `{property}`", endpoint.id);
                let other = if *property == "RouteTableIds" { "Gateway" } else { "Interface" };
                findings.push(
                    Diagnostic::new(&GATEWAY_ENDPOINT_WITH_SUBNETS, entry.key_span, message)
                        .help(format!("remove it, or write `VpcEndpointType: {other}`")),
                );
            }
        }
    }
    findings
}
