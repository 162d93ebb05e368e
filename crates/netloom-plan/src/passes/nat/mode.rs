//! Whether private subnets leave the VPC at all, and by which kind of gateway.

use netloom_config::intent::{NatMode, PublicAddress, SubnetKind};
use netloom_config::{ClusterIntent, Dialect};
use netloom_diag::Sourced;

use crate::passes::nodes::NodeUse;
use crate::passes::placed_subnets::PlacedSubnet;
use crate::passes::transit_gateway::written_way_out;

/// Decides where private subnets send what leaves the VPC.
///
/// Unsaid: one NAT gateway when some private subnet has nodes, unless all of them have a proxy and
/// nothing is public.
pub(crate) fn nat_mode(
    intent: &ClusterIntent,
    placed_subnets: &[PlacedSubnet],
    uses: &[NodeUse],
) -> Sourced<NatMode> {
    intent.network.nat.unwrap_or_else(|| derived_mode(intent, placed_subnets, uses))
}

fn derived_mode(
    intent: &ClusterIntent,
    placed_subnets: &[PlacedSubnet],
    uses: &[NodeUse],
) -> Sourced<NatMode> {
    // Without public addresses 2.x had no way out but a proxy. A NAT gateway has a public address,
    // so it takes a word.
    if intent.dialect == Dialect::V2Ini && intent.head.public_address.value == PublicAddress::None {
        let rule =
            "without public addresses nothing leaves by the internet unless the file says so";
        return Sourced::derived(NatMode::None, rule, intent.head.public_address.span());
    }
    if let Some(way_out) = written_way_out(intent) {
        let rule = "private nodes leave by a gateway that exists";
        return Sourced::derived(NatMode::None, rule, way_out);
    }
    let is_closed = is_closed(intent, placed_subnets);
    // In a closed network a proxy is the way out, so its nodes need no other one.
    let needs_nat = |node_use: &NodeUse| !(is_closed && node_use.has_proxy);
    let needy = placed_subnets.iter().filter(|site| needs_way_out(site)).find(|site| {
        uses.iter().any(|node_use| node_use.uses(&site.key.name) && needs_nat(node_use))
    });
    match needy {
        Some(site) => Sourced::derived(
            NatMode::Single,
            "private nodes leave through one NAT gateway",
            site.intent.name.span(),
        ),
        None => Sourced::defaulted(
            NatMode::None,
            "no private node needs a NAT gateway",
            intent.network.span,
        ),
    }
}

/// A private subnet of which the file does not say by what it leaves.
fn needs_way_out(site: &PlacedSubnet) -> bool {
    site.intent.kind.value == SubnetKind::Private && !site.intent.ways.lead_out()
}

/// Returns whether nothing in the network is public, so that a proxy is reached by a line of the
/// site's own.
///
/// Beside a public head node a proxy may well be on the internet, where private nodes come only
/// through a NAT.
fn is_closed(intent: &ClusterIntent, placed_subnets: &[PlacedSubnet]) -> bool {
    let has_public_subnet =
        placed_subnets.iter().any(|site| site.intent.kind.value == SubnetKind::Public);
    let address = &intent.head.public_address.value;
    let has_public_head =
        matches!(address, PublicAddress::NewElasticIp | PublicAddress::ExistingElasticIp(_));
    !has_public_subnet && !has_public_head
}
