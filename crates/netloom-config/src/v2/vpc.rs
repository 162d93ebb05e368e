//! `[vpc …]`: the network of a 2.x cluster.

use netloom_diag::{Diagnostic, Sourced, Span};
use netloom_net::ids::{AllocationId, InternetGatewayId, SecurityGroupId, SubnetId, VpcId};
use netloom_net::{AzId, Ipv4Cidr, Region};

use super::endpoints;
use super::reader::{Reader, Section};
use crate::ini::IniOption;
use crate::intent::{
    AccessSource, DEFAULT_COMPUTE_SUBNET, DEFAULT_HEAD_SUBNET, NatAddresses, NatMode, NatSettings,
    NetworkIntent, NodeSecurity, SecurityGroupsMode, SubnetIntent, SubnetKind, SubnetName,
    SubnetRef, SubnetSize, SubnetWays, VpcIntent,
};
use crate::network_keys::routes::read_private_ways;
use crate::values::{parse_id, parse_zone, repeated_addresses};
use crate::{Release, codes};

/// What the section says, in the terms of the intent.
pub(super) struct VpcSection {
    pub(super) network: NetworkIntent,
    /// The subnet of the head node; absent when the whole network is to be derived.
    pub(super) head_subnet: Option<Sourced<SubnetRef>>,
    /// The subnet of all compute nodes; absent when the whole network is to be derived.
    pub(super) compute_subnet: Option<Sourced<SubnetRef>>,
    pub(super) use_public_ips: Sourced<bool>,
    pub(super) ssh_allowed_from: Sourced<AccessSource>,
    pub(super) security: NodeSecurity,
    pub(super) multi_node_parallel: Option<Sourced<bool>>,
}

const PUBLIC_RULE: &str = "ParallelCluster 2.x gives public addresses unless told otherwise";
const SSH_RULE: &str = "ParallelCluster admits SSH from everywhere unless told otherwise";

/// Returns what holds for a cluster that points to no `[vpc …]` section: everything is derived.
pub(super) fn no_section(near: Span) -> VpcSection {
    VpcSection {
        network: empty_network(near, false),
        head_subnet: None,
        compute_subnet: None,
        use_public_ips: Sourced::defaulted(true, PUBLIC_RULE, near),
        ssh_allowed_from: Sourced::defaulted(
            AccessSource::Cidr(Ipv4Cidr::EVERYTHING),
            SSH_RULE,
            near,
        ),
        security: NodeSecurity::default(),
        multi_node_parallel: None,
    }
}

fn empty_network(span: Span, is_written: bool) -> NetworkIntent {
    let rule = "the cluster's own stack makes the head node's interface and the security groups";
    NetworkIntent::unspecified(span, is_written, rule)
}

/// Reads the section.
pub(super) fn read_vpc(
    reader: &mut Reader<'_>,
    section: Section<'_>,
    region: Option<Region>,
) -> VpcSection {
    let header = section.ini.header;
    let use_public_ips = reader
        .boolean(section, "use_public_ips")
        .unwrap_or_else(|| Sourced::defaulted(true, PUBLIC_RULE, header));

    let head_id = reader.id::<SubnetId>(section, "master_subnet_id", "subnet");
    let compute_id = reader.id::<SubnetId>(section, "compute_subnet_id", "subnet");
    let head_size = read_size(reader, section, "master_subnet_cidr", "master_subnet_hosts");
    let compute_size = read_size(reader, section, "compute_subnet_cidr", "compute_subnet_hosts");
    for (id, sizes) in [
        ("master_subnet_id", ["master_subnet_cidr", "master_subnet_hosts"]),
        ("compute_subnet_id", ["compute_subnet_cidr", "compute_subnet_hosts"]),
    ] {
        report_excluded(reader, section, id, &sizes);
    }

    let mut network = empty_network(header, true);
    network.zones = read_zone(reader, section, region).into_iter().collect();
    network.nat = reader.choice(section, "nat", NAT_MODES);
    network.nat_settings = read_nat_settings(reader, section);
    network.endpoints = endpoints::read(reader, section);
    network.virtual_private_gateway = reader.boolean(section, "virtual_private_gateway");
    network.occupied_cidrs = sorted(reader.blocks(section, "occupied_cidrs"));
    network.reserved_cidrs = sorted(reader.blocks(section, "reserved_cidrs"));
    network.on_premises_cidrs = sorted(reader.blocks(section, "on_premises_cidrs"));

    // A value that is there but cannot be read still says that the subnet exists.
    let says_head_id = reader.says(section, "master_subnet_id");
    let says_compute_id = reader.says(section, "compute_subnet_id");
    let says_compute =
        ["compute_subnet_cidr", "compute_subnet_hosts"].iter().any(|key| reader.says(section, key));
    let head = if says_head_id { None } else { head_subnet(header, &use_public_ips, head_size) };
    let compute =
        if says_compute && !says_compute_id { compute_subnet(header, compute_size) } else { None };
    let head_subnet = subnet_of_nodes(head_id, head.as_ref());
    let compute_subnet =
        subnet_of_nodes(compute_id, compute.as_ref()).or_else(|| head_subnet.clone());
    network.subnets = compute.into_iter().chain(head).collect();
    let ways = read_private_ways(reader, section);
    let private =
        network.subnets.iter_mut().filter(|subnet| subnet.kind.value == SubnetKind::Private);
    private.for_each(|subnet| subnet.ways = ways.clone());
    // Beside a subnet that is made, the planner knows whether the VPC is one that was made before.
    let makes_none = network.subnets.is_empty() && (says_head_id || says_compute_id);
    network.vpc = read_vpc_intent(reader, section, makes_none);

    let security = read_security(reader, section);
    if let Some(whole) = reader.boolean(section, "cluster_resources") {
        let makes_groups = whole.value && security.replacing.is_empty();
        let mode = match makes_groups {
            true => SecurityGroupsMode::Create,
            false => SecurityGroupsMode::Cluster,
        };
        network.security_groups = whole.map(|_| mode);
        network.has_head_interface = whole;
    }
    VpcSection {
        network,
        head_subnet,
        compute_subnet,
        use_public_ips,
        ssh_allowed_from: read_ssh(reader, section, &security),
        security,
        multi_node_parallel: reader.boolean(section, "multi_node_parallel"),
    }
}

const NAT_MODES: &[(&str, NatMode)] = &[
    ("single", NatMode::Single),
    ("per-zone", NatMode::PerZone),
    ("regional", NatMode::Regional),
    ("private", NatMode::Private),
    ("head-node", NatMode::HeadNode),
    ("none", NatMode::None),
];

/// Reads the addresses of the NAT gateway: a 2.x cluster is in one zone, so there is one.
fn read_nat_settings(reader: &mut Reader<'_>, section: Section<'_>) -> NatSettings {
    let what = "Elastic IP address";
    let primary = reader.id::<AllocationId>(section, "nat_allocation_id", what);
    let listed = reader.list(section, "nat_secondary_allocation_ids");
    let secondary: Vec<Sourced<AllocationId>> = listed
        .into_iter()
        .filter_map(|text| {
            let parsed = parse_id(&text.value, text.span(), what);
            reader.keep(parsed, &text)
        })
        .collect();
    let addresses = NatAddresses { primary, secondary };
    let is_empty = addresses == NatAddresses::default();
    let settings = NatSettings {
        zones: Vec::new(),
        addresses: (!is_empty).then_some((None, addresses)).into_iter().collect(),
        retain: reader.boolean(section, "nat_retain"),
    };
    for finding in repeated_addresses(&settings) {
        reader.report(finding);
    }
    settings
}

/// Reads the VPC: existing with its blocks, new with its block, or nothing said.
fn read_vpc_intent(
    reader: &mut Reader<'_>,
    section: Section<'_>,
    makes_no_subnet: bool,
) -> Option<VpcIntent> {
    let id = reader.id::<VpcId>(section, "vpc_id", "VPC");
    let cidrs = reader.blocks(section, "vpc_cidr");
    let internet_gateway =
        reader.id::<InternetGatewayId>(section, "internet_gateway_id", "internet gateway");
    let says_id = reader.says(section, "vpc_id");
    if !says_id && makes_no_subnet {
        let message = "`[vpc …]` names a subnet that exists, and not the VPC that it is in";
        let finding = Diagnostic::new(&codes::MISSING_KEY, section.ini.header, message)
            .help("add `vpc_id = vpc-…`, which ParallelCluster requires since 2.10.1");
        reader.report(finding);
        return None;
    }
    if let Some(id) = id {
        return Some(VpcIntent::Existing { id, cidrs, internet_gateway });
    }
    // An id that is there but cannot be read says that the VPC exists, and nothing about a new one.
    if says_id {
        return None;
    }
    if let Some(gateway) = internet_gateway {
        let message = "`internet_gateway_id` is set, but the VPC is new";
        let finding = Diagnostic::new(&codes::EXCLUSIVE_KEYS, gateway.span(), message);
        reader.report(finding.help(
            "add `vpc_id`, or leave `internet_gateway_id` out: a new VPC gets a new gateway",
        ));
    }
    if let Some(second) = cidrs.get(1) {
        let message = "`vpc_cidr` has several blocks, expected one for a new VPC";
        let finding = Diagnostic::new(&codes::WRONG_LIST_LENGTH, second.span(), message);
        reader.report(finding.help("keep the first one, or add `vpc_id` when the VPC exists"));
    }
    cidrs.into_iter().next().map(|cidr| VpcIntent::New { cidr })
}

fn read_zone(
    reader: &mut Reader<'_>,
    section: Section<'_>,
    region: Option<Region>,
) -> Option<Sourced<AzId>> {
    let text = reader.text(section, "availability_zone")?;
    let parsed = parse_zone(&text.value, text.span(), region);
    reader.keep(parsed, &text)
}

/// Reads how large a new subnet is to be; absent when nothing (readable) is written.
fn read_size(
    reader: &mut Reader<'_>,
    section: Section<'_>,
    cidr_key: &str,
    hosts_key: &str,
) -> Option<SubnetSize> {
    let block = reader.block(section, cidr_key);
    let hosts = reader.count(section, hosts_key);
    report_excluded(reader, section, cidr_key, &[hosts_key]);
    match (block, hosts) {
        (Some(block), _) => Some(SubnetSize::Blocks(vec![block])),
        (None, Some(hosts)) => Some(SubnetSize::Hosts(hosts)),
        (None, None) => None,
    }
}

/// Reports keys that are next to one that excludes them.
fn report_excluded(reader: &mut Reader<'_>, section: Section<'_>, key: &str, others: &[&str]) {
    let Some(first) = specified(reader, section, key) else { return };
    let excluded: Vec<IniOption> =
        others.iter().filter_map(|other| specified(reader, section, other)).collect();
    for other in excluded {
        let message = format!("`{}` and `{key}` exclude each other", other.key);
        let finding = Diagnostic::new(&codes::EXCLUSIVE_KEYS, other.key_span, message)
            .label(format!("ParallelCluster would let `{key}` win without a word"))
            .also(first.key_span, "the other one")
            .help(format!(
                "keep `{key}` for a subnet that exists, or `{}` for a new one",
                other.key
            ));
        reader.report(finding);
    }
}

/// Returns a key that has a value; `NONE` is not one.
fn specified(reader: &Reader<'_>, section: Section<'_>, key: &str) -> Option<IniOption> {
    reader.option(section, key).filter(|_| reader.says(section, key))
}

fn head_subnet(
    header: Span,
    use_public_ips: &Sourced<bool>,
    size: Option<SubnetSize>,
) -> Option<SubnetIntent> {
    let (kind, rule) = if use_public_ips.value {
        (SubnetKind::Public, "nodes with public addresses need a public subnet")
    } else {
        (SubnetKind::Private, "nodes without public addresses are in a private subnet")
    };
    Some(SubnetIntent {
        name: Sourced::defaulted(
            SubnetName::new(DEFAULT_HEAD_SUBNET)?,
            "the head node's subnet is made when no id is given",
            header,
        ),
        kind: Sourced::derived(kind, rule, use_public_ips.span()),
        zones: Vec::new(),
        size: size.unwrap_or(SubnetSize::Fleet(header)),
        renamed_from: None,
        ways: SubnetWays::default(),
    })
}

fn compute_subnet(header: Span, size: Option<SubnetSize>) -> Option<SubnetIntent> {
    let from = match &size {
        Some(SubnetSize::Blocks(blocks)) => blocks.first().map_or(header, Sourced::span),
        Some(SubnetSize::Hosts(hosts)) => hosts.span(),
        Some(SubnetSize::Fleet(span)) => *span,
        None => header,
    };
    let rule = "a new compute subnet of its own is private";
    Some(SubnetIntent {
        name: Sourced::derived(SubnetName::new(DEFAULT_COMPUTE_SUBNET)?, rule, from),
        kind: Sourced::derived(SubnetKind::Private, rule, from),
        zones: Vec::new(),
        size: size.unwrap_or(SubnetSize::Fleet(header)),
        renamed_from: None,
        ways: SubnetWays::default(),
    })
}

fn subnet_of_nodes(
    id: Option<Sourced<SubnetId>>,
    made: Option<&SubnetIntent>,
) -> Option<Sourced<SubnetRef>> {
    let existing = id.map(|id| id.map(SubnetRef::Existing));
    existing.or_else(|| made.map(|subnet| subnet.name.clone().map(SubnetRef::Named)))
}

fn read_security(reader: &mut Reader<'_>, section: Section<'_>) -> NodeSecurity {
    let replacing =
        reader.id::<SecurityGroupId>(section, "vpc_security_group_id", "security group");
    let additional = reader.id::<SecurityGroupId>(section, "additional_sg", "security group");
    NodeSecurity {
        replacing: replacing.into_iter().collect(),
        additional: additional.into_iter().collect(),
    }
}

fn read_ssh(
    reader: &mut Reader<'_>,
    section: Section<'_>,
    security: &NodeSecurity,
) -> Sourced<AccessSource> {
    let ssh = reader.access(section, "ssh_from");
    let alias = reader.access(section, "access_from");
    if let Some(option) = section.ini.option("access_from") {
        reader.gone_after(
            Release::new(2, 4, 1),
            option.key_span,
            "`access_from` in `[vpc …]`",
            "write `ssh_from`",
        );
    }
    let key = if ssh.is_some() { "ssh_from" } else { "access_from" };
    let said = ssh.or(alias);
    if let (Some(said), Some(group)) = (&said, security.replacing.first()) {
        let message = format!("`{key}` has no effect beside `vpc_security_group_id`");
        let finding = Diagnostic::new(&codes::KEY_WITHOUT_EFFECT, said.span(), message)
            .also(group.span(), "this group's own rules decide who may connect")
            .help("leave it out, and admit SSH in the rules of the group");
        reader.report(finding);
    }
    let world = AccessSource::Cidr(Ipv4Cidr::EVERYTHING);
    said.unwrap_or_else(|| Sourced::defaulted(world, SSH_RULE, section.ini.header))
}

fn sorted(mut blocks: Vec<Sourced<Ipv4Cidr>>) -> Vec<Sourced<Ipv4Cidr>> {
    blocks.sort_by_key(|block| (block.value, block.span()));
    blocks
}
