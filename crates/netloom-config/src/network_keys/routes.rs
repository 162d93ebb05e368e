//! `Routes`, and the gateways and route tables that the site has: by id, for the network and for each
//! subnet.

use std::fmt;
use std::str::FromStr;

use netloom_diag::{Diagnostic, Sourced, Span};
use netloom_net::Ipv4Cidr;
use netloom_net::ids::{
    IdParseError, InternetGatewayId, NatGatewayId, NetworkInterfaceId, PeeringConnectionId,
    RouteTableId, TransitGatewayId, VpnGatewayId,
};

use super::{Place, Sections};
use crate::codes;
use crate::v2::keys::{self as v2_keys, extension};
use crate::v2::reader as v2;
use crate::v3::keys::{Key, Shape, own};
use crate::v3::reader as v3;
use crate::values::{parse_block, parse_id};

/// A route to a gateway that exists.
#[derive(Clone, PartialEq, Debug)]
pub struct RouteIntent {
    /// Where the packets go.
    pub destination: Sourced<Ipv4Cidr>,
    /// The gateway that takes them.
    pub target: Sourced<GatewayId>,
}

/// A gateway that exists, or an interface that forwards.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum GatewayId {
    /// A transit gateway.
    TransitGateway(TransitGatewayId),
    /// A NAT gateway.
    NatGateway(NatGatewayId),
    /// A virtual private gateway.
    VpnGateway(VpnGatewayId),
    /// An internet gateway.
    InternetGateway(InternetGatewayId),
    /// A peering connection.
    Peering(PeeringConnectionId),
    /// A network interface.
    Interface(NetworkInterfaceId),
}

impl GatewayId {
    /// What ids of gateways begin with, without their hyphens.
    pub(crate) const PREFIXES: [&'static str; 6] = ["tgw", "nat", "vgw", "igw", "pcx", "eni"];

    /// Returns the id as AWS writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::TransitGateway(id) => id.as_str(),
            Self::NatGateway(id) => id.as_str(),
            Self::VpnGateway(id) => id.as_str(),
            Self::InternetGateway(id) => id.as_str(),
            Self::Peering(id) => id.as_str(),
            Self::Interface(id) => id.as_str(),
        }
    }

    /// Whether it belongs to a VPC that exists: of all gateways only a transit gateway does not.
    fn is_of_a_vpc(&self) -> bool {
        !matches!(self, Self::TransitGateway(_))
    }
}

impl FromStr for GatewayId {
    type Err = IdParseError;

    fn from_str(text: &str) -> Result<Self, IdParseError> {
        match text.split('-').next() {
            Some("nat") => text.parse().map(Self::NatGateway),
            Some("vgw") => text.parse().map(Self::VpnGateway),
            Some("igw") => text.parse().map(Self::InternetGateway),
            Some("pcx") => text.parse().map(Self::Peering),
            Some("eni") => text.parse().map(Self::Interface),
            _ => text.parse().map(Self::TransitGateway),
        }
    }
}

impl fmt::Display for GatewayId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Where a subnet leads, as far as the file says it of this subnet alone.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct SubnetWays {
    /// The table that it uses, which exists; absent for a new one.
    pub route_table: Option<Sourced<RouteTableId>>,
    /// Routes of its table, sorted by destination, which is unique: of a new table those that it gets,
    /// of one that exists those that it has.
    pub routes: Vec<RouteIntent>,
}

impl SubnetWays {
    /// Whether the file says anything of this subnet alone.
    #[must_use]
    pub fn are_written(&self) -> bool {
        self.route_table.is_some() || !self.routes.is_empty()
    }

    /// Whether something other than NAT of this network leads out, or may lead out.
    #[must_use]
    pub fn lead_out(&self) -> bool {
        self.route_table.is_some() || default_route(&self.routes).is_some()
    }
}

/// Returns the route to everything outside of the VPC.
#[must_use]
pub fn default_route(routes: &[RouteIntent]) -> Option<&RouteIntent> {
    routes.iter().find(|route| route.destination.value == Ipv4Cidr::EVERYTHING)
}

const WHAT: &str = "transit gateway, NAT gateway or another target of routes";

pub(super) const V3: &[Key] = &[own("Routes", Shape::Routes)
    .doc(
        "routes of all public and private subnets to gateways that exist: `tgw-`, `nat-`, `vgw-`, \
         `igw-`, `pcx-` or `eni-`",
    )
    .default("none")
    .example("{192.168.0.0/16: tgw-0123456789abcdef0}")];

pub(crate) const OF_SUBNET: &[Key] = &[
    own("RouteTableId", Shape::Id("rtb"))
        .doc(
            "the route table of the existing VPC that it uses; the routes that are written for it \
             are then what that table has",
        )
        .default("a new route table")
        .example("rtb-0123456789abcdef0"),
    own("NatGatewayId", Shape::Id("nat"))
        .doc("the NAT gateway of the existing VPC by which it leaves")
        .default("a new one")
        .example("nat-0123456789abcdef0"),
    own("TransitGatewayId", Shape::Id("tgw"))
        .doc("the transit gateway by which it leaves")
        .default("none")
        .example("tgw-0123456789abcdef0"),
    own("Routes", Shape::Routes)
        .doc("its routes to gateways that exist, beside those of the network")
        .default("none")
        .example("{192.168.0.0/16: pcx-0123456789abcdef0}"),
];

pub(super) const V2: &[v2_keys::Key] = &[
    extension(
        "routes",
        "routes of the new subnets to gateways that exist, each a block and an id, separated by \
         commas",
    )
    .default("none")
    .example("192.168.0.0/16 tgw-0123456789abcdef0"),
    extension(
        "route_table_id",
        "the route table of the existing VPC that new private subnets use; `routes` are then what \
         that table has",
    )
    .default("a new route table")
    .example("rtb-0123456789abcdef0"),
    extension(
        "nat_gateway_id",
        "the NAT gateway of the existing VPC by which new private subnets leave",
    )
    .default("a new one")
    .example("nat-0123456789abcdef0"),
];

pub(super) fn read_v3(reader: &mut v3::Reader<'_>, place: &Place<'_>) -> Vec<RouteIntent> {
    let Some(network) = place.network else { return Vec::new() };
    let routes = read_routes(reader, network);
    if network.field("VpcId").is_none() {
        reject_in_new_vpc(&routes).into_iter().for_each(|finding| reader.report(finding));
    }
    routes
}

/// Reads what a subnet says of its own ways.
///
/// - `vpc_exists`: whether the network has `VpcId`.
pub(crate) fn read_ways(
    reader: &mut v3::Reader<'_>,
    subnet: v3::Section<'_>,
    vpc_exists: bool,
) -> SubnetWays {
    let route_table = reader.text(subnet, "RouteTableId").and_then(|text| {
        let id = parse_id::<RouteTableId>(&text.value, text.span(), "route table");
        reader.keep(id).map(|id| text.map(|_| id))
    });
    let nat = reader.text(subnet, "NatGatewayId").and_then(|text| {
        let id = parse_id(&text.value, text.span(), "NAT gateway").map(GatewayId::NatGateway);
        reader.keep(id).map(|id| text.map(|_| id))
    });
    let transit = reader.text(subnet, "TransitGatewayId").and_then(|text| {
        let id =
            parse_id(&text.value, text.span(), "transit gateway").map(GatewayId::TransitGateway);
        reader.keep(id).map(|id| text.map(|_| id))
    });
    let mut routes = read_routes(reader, subnet);
    let defaults = nat.into_iter().chain(transit).map(way_out);
    routes.extend(defaults);
    let ways = SubnetWays { route_table, routes: sorted(routes, |finding| reader.report(finding)) };
    if !vpc_exists {
        let table = ways.route_table.as_ref().map(|table| of_no_vpc(&table.value, table.span()));
        let findings = reject_in_new_vpc(&ways.routes).into_iter().chain(table);
        findings.collect::<Vec<_>>().into_iter().for_each(|finding| reader.report(finding));
    }
    ways
}

fn way_out(gateway: Sourced<GatewayId>) -> RouteIntent {
    let destination = Sourced::written(Ipv4Cidr::EVERYTHING, gateway.span());
    RouteIntent { destination, target: gateway }
}

fn read_routes(reader: &mut v3::Reader<'_>, section: v3::Section<'_>) -> Vec<RouteIntent> {
    let Some(field) = section.field("Routes") else { return Vec::new() };
    let Some(mapping) = field.node.as_mapping() else {
        let expected = "a mapping from block to the id of a gateway";
        reader.wrong_kind(field.node, field.span(), "Routes", expected);
        return Vec::new();
    };
    let mut routes = Vec::new();
    for entry in &mapping.entries {
        let value = v3::Field { name: &entry.key, key_span: entry.key_span, node: &entry.value };
        let block = reader.keep(parse_block(&entry.key, entry.key_span));
        let text = reader.text_of(value.node, value.span(), value.name);
        let target = text.and_then(|text| {
            reader.keep(parse_id(&text.value, text.span(), WHAT)).map(|id| text.map(|_| id))
        });
        routes.extend(block.zip(target).map(|(block, target)| RouteIntent {
            destination: Sourced::written(block, entry.key_span),
            target,
        }));
    }
    sorted(routes, |finding| reader.report(finding))
}

pub(super) fn read_v2(reader: &mut v2::Reader<'_>, sections: &Sections<'_>) -> Vec<RouteIntent> {
    let Some(section) = sections.vpc else { return Vec::new() };
    let mut routes = Vec::new();
    for item in reader.list(section, "routes") {
        let mut words = item.value.split_whitespace();
        let (Some(block), Some(gateway), None) = (words.next(), words.next(), words.next()) else {
            let message = format!("`{}` is not a block and the id of a gateway", item.value);
            let finding = Diagnostic::new(&codes::VALUE_NOT_ALLOWED, item.span(), message);
            reader.report(finding.help("write `routes = 192.168.0.0/16 tgw-0123456789abcdef0`"));
            continue;
        };
        let block = reader.keep(parse_block(block, item.span()), &item);
        let target = reader.keep(parse_id(gateway, item.span(), WHAT), &item);
        let route = block.zip(target);
        routes.extend(route.map(|(destination, target)| RouteIntent { destination, target }));
    }
    let routes = sorted(routes, |finding| reader.report(finding));
    if !reader.says(section, "vpc_id") {
        reject_in_new_vpc(&routes).into_iter().for_each(|finding| reader.report(finding));
    }
    routes
}

/// Reads what `[vpc …]` says of the ways of the private subnets that are made.
pub(crate) fn read_private_ways(
    reader: &mut v2::Reader<'_>,
    section: v2::Section<'_>,
) -> SubnetWays {
    let route_table = reader.id::<RouteTableId>(section, "route_table_id", "route table");
    let nat = reader.id::<NatGatewayId>(section, "nat_gateway_id", "NAT gateway");
    let nat = nat.map(|nat| nat.map(GatewayId::NatGateway));
    let ways = SubnetWays { route_table, routes: nat.into_iter().map(way_out).collect() };
    if !reader.says(section, "vpc_id") {
        let table = ways.route_table.as_ref().map(|table| of_no_vpc(&table.value, table.span()));
        let findings = reject_in_new_vpc(&ways.routes).into_iter().chain(table);
        findings.collect::<Vec<_>>().into_iter().for_each(|finding| reader.report(finding));
    }
    ways
}

/// Sorts routes by destination and reports one that is written twice.
fn sorted(mut routes: Vec<RouteIntent>, mut report: impl FnMut(Diagnostic)) -> Vec<RouteIntent> {
    routes.sort_by_key(|route| (route.destination.value, route.destination.span()));
    for (first, later) in routes.iter().zip(routes.iter().skip(1)) {
        if first.destination.value == later.destination.value {
            let message = format!("there are two routes to `{}`", later.destination.value);
            report(
                Diagnostic::new(&codes::DUPLICATE_ENTRY, later.target.span(), message)
                    .also(first.target.span(), "first here")
                    .help("keep one of them"),
            );
        }
    }
    routes.dedup_by_key(|route| route.destination.value);
    routes
}

/// Reports gateways that belong to a VPC, where the VPC is new.
fn reject_in_new_vpc(routes: &[RouteIntent]) -> Vec<Diagnostic> {
    let foreign = routes.iter().map(|route| &route.target);
    foreign
        .filter(|target| target.value.is_of_a_vpc())
        .map(|target| of_no_vpc(&target.value, target.span()))
        .collect()
}

fn of_no_vpc(id: &impl fmt::Display, span: Span) -> Diagnostic {
    let message = format!("`{id}` belongs to a VPC that exists, and the VPC is new");
    Diagnostic::new(&codes::MISSING_KEY, span, message)
        .help("add the id and the blocks of the VPC that exists, or leave it out")
}
