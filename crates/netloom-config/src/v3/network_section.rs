//! `Network`: netloom's own section, in which the network to create is described. ParallelCluster
//! never sees it.

use netloom_diag::{Diagnostic, Sourced};
use netloom_net::Region;
use netloom_net::ids::{InternetGatewayId, VpcId};

use super::endpoints;
use super::keys::{Key, KeyTable, Shape, own, strict};
use super::nat::{self, MODE_WORDS, NAT};
use super::network_subnets::{SUBNET, read_list};
use super::network_values::{read_block, read_blocks, read_sorted_blocks, read_zones};
use super::reader::{Reader, Section};
use crate::codes;
use crate::intent::{NetworkIntent, SecurityGroupsMode, VpcIntent};
use crate::key_lists::{joined, total};
use crate::network_keys::{self, FurtherKeys, Place};
use crate::values::parse_id;

pub(super) static NETWORK: KeyTable =
    strict("Network", &joined::<Key, { total(KEY_LISTS) }>(KEY_LISTS));

const KEY_LISTS: &[&[Key]] = &[OWN_KEYS, &network_keys::V3];

const OWN_KEYS: &[Key] = &[
    own("CidrBlock", Shape::Block)
        .doc("the block of the new VPC, a /16 to a /28")
        .default("chosen by the size of the fleet")
        .example("10.20.0.0/16"),
    own("VpcId", Shape::Id("vpc"))
        .doc("an existing VPC")
        .default("a new VPC is created")
        .example("vpc-0123456789abcdef0"),
    own("CidrBlocks", Shape::Blocks)
        .doc("the IPv4 blocks of the existing VPC, the primary one first")
        .example("[10.20.0.0/16]"),
    own("InternetGatewayId", Shape::Id("igw"))
        .doc("the internet gateway of the existing VPC, for new public subnets in it")
        .example("igw-0123456789abcdef0"),
    own("OccupiedCidrBlocks", Shape::Blocks)
        .doc("blocks of the subnets that the existing VPC has")
        .default("none")
        .example("[10.20.0.0/20]"),
    own("ReservedCidrBlocks", Shape::Blocks)
        .doc("blocks that no new subnet uses")
        .default("none")
        .example("[10.20.240.0/20]"),
    own("OnPremisesCidrBlocks", Shape::Blocks)
        .doc("blocks of the site's own networks, which the VPC must not overlap")
        .default("none")
        .example("[172.16.0.0/12]"),
    own("Zones", Shape::Zones)
        .doc("the zone ids of the network")
        .default("the first zone of the region")
        .example("[euw1-az1, euw1-az2]"),
    own("Subnets", Shape::List(&SUBNET))
        .doc("the subnets to create")
        .default("`head` (public) and `compute` (private)")
        .example("[{Name: head, Kind: public}, {Name: compute, Hosts: 4000}]"),
    own("Nat", Shape::WordOrMapping(&MODE_WORDS, &NAT))
        .doc(
            "NAT gateways of private subnets: `single`, one `per-zone`, one `regional` for all \
              zones, one `private` to the site, or `none`; or a mapping that says their zones \
              and addresses as well",
        )
        .default("`single` when a private node has no proxy")
        .example("per-zone"),
    endpoints::KEY,
    own("VirtualPrivateGateway", Shape::Boolean)
        .doc("whether to create a gateway for Direct Connect or VPN")
        .default("`false`")
        .example("true"),
    own("MultiNodeParallel", Shape::Boolean)
        .doc("whether AWS Batch jobs span several nodes, which needs NAT")
        .default("`false`")
        .example("true"),
    own("SecurityGroups", Shape::OneOf(&["Create", "Cluster"]))
        .doc(
            "`Create` creates the nodes' security groups with the network; `Cluster` leaves \
              them to the cluster's stack",
        )
        .default("`Cluster`")
        .example("Create"),
];

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
pub(super) fn read(
    reader: &mut Reader<'_>,
    file: Section<'_>,
    region: Option<Region>,
) -> NetworkSection {
    let section = reader.section(file, "Network", &NETWORK);
    let span = section.map_or(file.span, |section| section.span);
    let mut intent = NetworkIntent::unspecified(span, section.is_some(), CLUSTER_MAKES_GROUPS);
    let Some(section) = section else {
        intent.further =
            FurtherKeys::read_v3(reader, &Place { file, network: None, region, zones: &[] });
        return NetworkSection { intent, multi_node_parallel: None };
    };
    intent.vpc = read_vpc(reader, section);
    // Zones before subnets: how many blocks a subnet needs depends on how many zones there are.
    intent.zones = read_zones(reader, section, region);
    intent.subnets = read_list(reader, section, region, &intent.zones);
    let nat = nat::read(reader, section, region, &intent.zones);
    (intent.nat, intent.nat_settings) = (nat.mode, nat.settings);
    intent.endpoints = endpoints::read(reader, section);
    intent.virtual_private_gateway = reader.boolean(section, "VirtualPrivateGateway");
    let groups = [("Create", SecurityGroupsMode::Create), ("Cluster", SecurityGroupsMode::Cluster)];
    if let Some(mode) = reader.choice(section, "SecurityGroups", &groups) {
        intent.security_groups = mode;
    }
    intent.occupied_cidrs = read_sorted_blocks(reader, section, "OccupiedCidrBlocks");
    intent.reserved_cidrs = read_sorted_blocks(reader, section, "ReservedCidrBlocks");
    intent.on_premises_cidrs = read_sorted_blocks(reader, section, "OnPremisesCidrBlocks");
    let place = Place { file, network: Some(section), region, zones: &intent.zones };
    intent.further = FurtherKeys::read_v3(reader, &place);
    let multi_node_parallel = reader.boolean(section, "MultiNodeParallel");
    NetworkSection { intent, multi_node_parallel }
}

fn read_vpc(reader: &mut Reader<'_>, section: Section<'_>) -> Option<VpcIntent> {
    let cidr = read_block(reader, section, "CidrBlock");
    let id = reader.text(section, "VpcId").and_then(|id| {
        reader.keep(parse_id::<VpcId>(&id.value, id.span(), "VPC")).map(|vpc| id.map(|_| vpc))
    });
    let cidrs = read_blocks(reader, section, "CidrBlocks");
    let gateway = reader.text(section, "InternetGatewayId").and_then(|gateway| {
        let id = parse_id::<InternetGatewayId>(&gateway.value, gateway.span(), "internet gateway");
        reader.keep(id).map(|id| gateway.map(|_| id))
    });
    match (section.field("VpcId"), section.field("CidrBlock")) {
        (Some(vpc), Some(cidr)) => {
            let message = "`VpcId` and `CidrBlock` exclude each other";
            let finding = Diagnostic::new(&codes::EXCLUSIVE_KEYS, cidr.key_span, message)
                .also(vpc.key_span, "the VPC exists already");
            reader.report(finding.help(
                "write the blocks of the existing VPC as `CidrBlocks: [ … ]`, or leave `VpcId` out",
            ));
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
