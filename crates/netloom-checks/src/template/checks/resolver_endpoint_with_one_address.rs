//! Endpoints of the resolver with a single address.

use netloom_diag::Diagnostic;
use netloom_template::{Node, ResourceEntry};

use super::super::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// An `AWS::Route53Resolver::ResolverEndpoint` with fewer than two items in `IpAddresses`.
    /// ### Why it matters
    /// Route 53 Resolver rejects it, and the stack is rolled back.
    /// ### Example
    /// `IpAddresses: [{SubnetId: !Ref PrivateA}]`
    /// ### Instead
    /// `IpAddresses: [{SubnetId: !Ref PrivateA}, {SubnetId: !Ref PrivateB}]`, in two zones.
    /// ### Source
    /// Route 53 Resolver API, `CreateResolverEndpoint`, `IpAddresses`: two items at least.
    RESOLVER_ENDPOINT_WITH_ONE_ADDRESS = ("CFN081", Error, "resolver endpoint with one address");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    context.of_kind("AWS::Route53Resolver::ResolverEndpoint").filter_map(finding).collect()
}

fn finding(endpoint: &ResourceEntry) -> Option<Diagnostic> {
    let node = endpoint.properties.get("IpAddresses")?;
    let n_addresses = node.as_list()?.iter().filter(|item: &&Node| !item.is_absent()).count();
    if n_addresses >= 2 {
        return None;
    }
    let count = if n_addresses == 0 { "no address" } else { "one address" };
    let message = format!("resolver endpoint `{}` has {count}, expected two at least", endpoint.id);
    let finding = Diagnostic::new(&RESOLVER_ENDPOINT_WITH_ONE_ADDRESS, node.span, message);
    Some(finding.help("add an item with a subnet of another zone"))
}
