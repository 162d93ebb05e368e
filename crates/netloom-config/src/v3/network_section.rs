//! `Network`: netloom's own section, in which the network to make is said. ParallelCluster never sees it.

use netloom_diag::{Diagnostic, Sourced};
use netloom_net::Region;
use netloom_net::ids::{InternetGatewayId, VpcId};

use super::keys::{KeyTable, key, strict};
use super::network_subnets::read_list;
use super::network_values::{read_block, read_blocks, read_sorted_blocks, read_zones};
use super::reader::{Reader, Section};
use crate::codes;
use crate::intent::{NatMode, NetworkIntent, SecurityGroupsMode, VpcIntent};
use crate::values::parse_id;

pub(super) static NETWORK: KeyTable = strict(
    "Network",
    &[
        key("CidrBlock").says("the block of the new VPC, a /16 to a /28; chosen when left out"),
        key("VpcId").says("the VPC, when it exists"),
        key("CidrBlocks").says("the IPv4 blocks of the existing VPC, the primary one first"),
        key("InternetGatewayId").says("the internet gateway of the existing VPC, for new public subnets in it"),
        key("OccupiedCidrBlocks").says("blocks that the present subnets of the existing VPC hold"),
        key("ReservedCidrBlocks").says("blocks that no subnet may take"),
        key("OnPremisesCidrBlocks").says("blocks of the site's own networks, which the VPC must not overlap"),
        key("Zones").says("the zone ids of the network, such as `euw1-az1`; the first zone of the region when left out"),
        key("Subnets").says("the subnets to make; `head` (public) and `compute` (private) when left out"),
        key("Nat").says("the way out of private subnets: `single` (one NAT gateway), `per-zone`, `none`; `single` when a private node has no proxy"),
        key("VirtualPrivateGateway").says("whether to make a gateway for Direct Connect or VPN"),
        key("MultiNodeParallel").says("whether AWS Batch jobs span several nodes, which needs NAT"),
        key("SecurityGroups").says("`Create` makes the nodes' security groups with the network; `Cluster`, the default, leaves them to the cluster's stack"),
    ],
);

/// Keys that say something about a VPC that exists.
const KEYS_OF_EXISTING: [&str; 3] = ["CidrBlocks", "InternetGatewayId", "OccupiedCidrBlocks"];

/// Why ParallelCluster's own groups are used.
const CLUSTER_MAKES_GROUPS: &str =
    "the cluster's own stack makes the security groups unless `SecurityGroups` says otherwise";

/// What the section says.
pub(super) struct NetworkSection {
    /// The network.
    pub(super) intent: NetworkIntent,
    /// Whether jobs span several nodes under AWS Batch.
    pub(super) multi_node_parallel: Option<Sourced<bool>>,
}

/// Reads the section; an empty intent where it is not written.
pub(super) fn read(reader: &mut Reader<'_>, file: Section<'_>, region: Option<Region>) -> NetworkSection {
    let section = reader.section(file, "Network", &NETWORK);
    let span = section.map_or(file.span, |section| section.span);
    let by_cluster = Sourced::defaulted(SecurityGroupsMode::Cluster, CLUSTER_MAKES_GROUPS, span);
    let mut intent = NetworkIntent {
        span,
        is_written: section.is_some(),
        vpc: None,
        zones: Vec::new(),
        subnets: Vec::new(),
        nat: None,
        virtual_private_gateway: None,
        security_groups: by_cluster,
        occupied_cidrs: Vec::new(),
        reserved_cidrs: Vec::new(),
        on_premises_cidrs: Vec::new(),
    };
    let Some(section) = section else { return NetworkSection { intent, multi_node_parallel: None } };
    intent.vpc = read_vpc(reader, section);
    intent.zones = read_zones(reader, section, region);
    intent.subnets = read_list(reader, section, region, &intent.zones);
    intent.nat = reader.choice(section, "Nat", &NAT_MODES);
    intent.virtual_private_gateway = reader.boolean(section, "VirtualPrivateGateway");
    let groups = [("Create", SecurityGroupsMode::Create), ("Cluster", SecurityGroupsMode::Cluster)];
    intent.security_groups = reader.choice(section, "SecurityGroups", &groups).unwrap_or(by_cluster);
    intent.occupied_cidrs = read_sorted_blocks(reader, section, "OccupiedCidrBlocks");
    intent.reserved_cidrs = read_sorted_blocks(reader, section, "ReservedCidrBlocks");
    intent.on_premises_cidrs = read_sorted_blocks(reader, section, "OnPremisesCidrBlocks");
    let multi_node_parallel = reader.boolean(section, "MultiNodeParallel");
    NetworkSection { intent, multi_node_parallel }
}

const NAT_MODES: [(&str, NatMode); 4] = [
    ("single", NatMode::Single),
    ("per-zone", NatMode::PerZone),
    ("none", NatMode::None),
    ("head-node", NatMode::HeadNode),
];

fn read_vpc(reader: &mut Reader<'_>, section: Section<'_>) -> Option<VpcIntent> {
    let cidr = read_block(reader, section, "CidrBlock");
    let id = reader.text(section, "VpcId");
    let id = id.and_then(|id| reader.keep(parse_id::<VpcId>(&id.value, id.span(), "VPC")).map(|vpc| id.map(|_| vpc)));
    let cidrs = read_blocks(reader, section, "CidrBlocks");
    let gateway = reader.text(section, "InternetGatewayId").and_then(|gateway| {
        let id = parse_id::<InternetGatewayId>(&gateway.value, gateway.span(), "internet gateway");
        reader.keep(id).map(|id| gateway.map(|_| id))
    });
    match (section.field("VpcId"), section.field("CidrBlock")) {
        (Some(vpc), Some(cidr)) => {
            let message = "`VpcId` and `CidrBlock` exclude each other";
            let finding = Diagnostic::new(&codes::EXCLUSIVE_KEYS, cidr.key_span, message);
            let finding = finding.also(vpc.key_span, "the VPC exists already");
            reader.report(
                finding.help("write the blocks of the existing VPC as `CidrBlocks: [ … ]`, or leave `VpcId` out"),
            );
        }
        (None, _) => check_no_existing_keys(reader, section),
        (Some(_), None) => {}
    }
    if section.field("VpcId").is_some() {
        return id.map(|id| VpcIntent::Existing { id, cidrs, internet_gateway: gateway });
    }
    cidr.map(|cidr| VpcIntent::New { cidr })
}

fn check_no_existing_keys(reader: &mut Reader<'_>, section: Section<'_>) {
    for name in KEYS_OF_EXISTING {
        let Some(field) = section.field(name) else { continue };
        let message = format!("`{name}` is about a VPC that exists, and no `VpcId` is written");
        let finding = Diagnostic::new(&codes::MISSING_KEY, field.key_span, message);
        let help = if name == "CidrBlocks" {
            "write `CidrBlock` for a new VPC, or add `VpcId`"
        } else {
            "add `VpcId`, or leave it out"
        };
        reader.report(finding.help(help));
    }
}
