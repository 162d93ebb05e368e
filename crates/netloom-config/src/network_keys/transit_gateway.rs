//! `TransitGateway`: a transit gateway that the site has, and what goes to it.

use netloom_diag::{Diagnostic, Sourced, Span};
use netloom_net::ids::TransitGatewayId;
use netloom_net::{AzId, Ipv4Cidr};

use super::{Place, Sections};
use crate::codes;
use crate::v2::keys::{self as v2_keys, extension};
use crate::v2::reader as v2;
use crate::v3::keys::{Key, KeyTable, Shape, own, strict};
use crate::v3::network_values::{read_sorted_blocks, read_zones_of};
use crate::v3::reader as v3;
use crate::values::parse_id;

/// A transit gateway that exists, and what goes to it.
#[derive(Clone, PartialEq, Debug)]
pub struct TransitGatewayIntent {
    /// Its id.
    pub id: Sourced<TransitGatewayId>,
    /// The blocks that are reached by it, sorted; empty for the site's own networks. `0.0.0.0/0` is
    /// everything outside of the VPC.
    pub routes: Vec<Sourced<Ipv4Cidr>>,
    /// The zones of its attachment, sorted; empty for all zones of the network.
    pub zones: Vec<Sourced<AzId>>,
    /// Whether both directions of a connection go by one zone; absent when the file does not say.
    pub appliance_mode: Option<Sourced<bool>>,
    /// Whether the attachment of the VPC is created; absent when the file does not say.
    pub attach: Option<Sourced<bool>>,
}

pub(super) const V3: &[Key] = &[own("TransitGateway", Shape::Mapping(&TRANSIT_GATEWAY))
    .doc("a transit gateway that exists, and what is reached by it")
    .default("none")
    .example("{Id: tgw-0123456789abcdef0, Routes: [10.0.0.0/8]}")];

static TRANSIT_GATEWAY: KeyTable = strict(
    "Network.TransitGateway",
    &[
        own("Id", Shape::Id("tgw")).doc("the transit gateway").example("tgw-0123456789abcdef0"),
        own("Routes", Shape::Blocks)
            .doc(
                "the blocks that are reached by it; `0.0.0.0/0` is everything outside of the VPC, \
                 and private subnets then have no NAT gateway",
            )
            .default("`Network.OnPremisesCidrBlocks`")
            .example("[10.0.0.0/8]"),
        own("Zones", Shape::Zones)
            .doc("the zones in which the VPC is attached to it")
            .default("all zones of the network")
            .example("[euw1-az1, euw1-az2]"),
        own("ApplianceMode", Shape::Boolean)
            .doc(
                "whether both directions of a connection go by the same zone, for firewalls in \
                 this VPC",
            )
            .default("`false`")
            .example("true"),
        own("Attach", Shape::Boolean)
            .doc("whether the attachment of the VPC to it is created")
            .default("`true` for a new VPC; an existing one is taken to be attached")
            .example("true"),
    ],
);

pub(super) const V2: &[v2_keys::Key] = &[
    extension("transit_gateway_id", "a transit gateway that exists")
        .default("none")
        .example("tgw-0123456789abcdef0"),
    extension(
        "transit_gateway_routes",
        "the blocks that are reached by the transit gateway, separated by commas; `0.0.0.0/0` is \
         everything outside of the VPC, and private subnets then have no NAT gateway",
    )
    .default("`on_premises_cidrs`")
    .example("10.0.0.0/8"),
    extension(
        "transit_gateway_appliance_mode",
        "whether both directions of a connection go by the same zone, for firewalls in this VPC",
    )
    .default("`false`")
    .example("true"),
    extension(
        "transit_gateway_attach",
        "whether the attachment of the VPC to the transit gateway is created",
    )
    .default("`true` for a new VPC; an existing one is taken to be attached")
    .example("true"),
];

pub(super) fn read_v3(
    reader: &mut v3::Reader<'_>,
    place: &Place<'_>,
) -> Option<TransitGatewayIntent> {
    let network = place.network?;
    let section = reader.section(network, "TransitGateway", &TRANSIT_GATEWAY)?;
    let id = reader.required_text(section, "Id").and_then(|text| {
        let id = parse_id::<TransitGatewayId>(&text.value, text.span(), WHAT);
        reader.keep(id).map(|id| text.map(|_| id))
    });
    let routes = read_sorted_blocks(reader, section, "Routes");
    let site = network.field("OnPremisesCidrBlocks");
    if section.field("Routes").is_none() && site.is_none() {
        reader.report(without_routes(section.span, "Routes: [10.0.0.0/8]"));
    }
    let zones = read_zones_of(reader, section, place.region, place.zones);
    let appliance_mode = reader.boolean(section, "ApplianceMode");
    let attach = reader.boolean(section, "Attach");
    Some(TransitGatewayIntent { id: id?, routes, zones, appliance_mode, attach })
}

pub(super) fn read_v2(
    reader: &mut v2::Reader<'_>,
    sections: &Sections<'_>,
) -> Option<TransitGatewayIntent> {
    let section = sections.vpc?;
    let id = reader.id::<TransitGatewayId>(section, "transit_gateway_id", WHAT);
    let mut routes = reader.blocks(section, "transit_gateway_routes");
    routes.sort_by_key(|block| (block.value, block.span()));
    routes.dedup_by_key(|block| block.value);
    let appliance_mode = reader.boolean(section, "transit_gateway_appliance_mode");
    let attach = reader.boolean(section, "transit_gateway_attach");
    if !reader.says(section, "transit_gateway_id") {
        let settings = [&appliance_mode, &attach].into_iter().flatten().map(Sourced::span);
        let others = routes.iter().map(Sourced::span).chain(settings);
        for span in others.collect::<Vec<_>>() {
            let message = "a setting of the transit gateway, and no `transit_gateway_id`";
            let finding = Diagnostic::new(&codes::MISSING_KEY, span, message);
            reader.report(finding.help("add `transit_gateway_id = tgw-…`, or leave it out"));
        }
        return None;
    }
    let id = id?;
    if !reader.says(section, "transit_gateway_routes") && !reader.says(section, "on_premises_cidrs")
    {
        reader.report(without_routes(id.span(), "transit_gateway_routes = 10.0.0.0/8"));
    }
    Some(TransitGatewayIntent { id, routes, zones: Vec::new(), appliance_mode, attach })
}

const WHAT: &str = "transit gateway";

/// - `example`: what to type.
fn without_routes(span: Span, example: &str) -> Diagnostic {
    let message = "nothing is sent to the transit gateway: it has no routes";
    Diagnostic::new(&codes::MISSING_KEY, span, message)
        .help(format!("write what is reached by it: `{example}`"))
}
