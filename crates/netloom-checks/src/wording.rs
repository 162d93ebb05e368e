//! What to type, in the words of the file's dialect.

use netloom_config::Dialect;
use netloom_config::intent::VpcIntent;
use netloom_net::{Ipv4Cidr, MIN_PREFIX_LEN_BITS};
use netloom_plan::plan::PlannedVpc;

use crate::context::{Context, prefix_len_bits_for};

/// Something that the config can say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Say {
    NatSingle,
    Endpoints,
    Proxy,
    ProxyInVpc,
    PublicAddresses,
    VirtualPrivateGateway,
    NoVirtualPrivateGateway,
    OccupiedBlocks,
    InternetGateway,
    MultiNodeParallelOff,
    SshFrom,
    DcvFrom,
    NoPublicIps,
}

/// Returns what to type.
pub(crate) fn say(what: Say, dialect: Dialect) -> &'static str {
    // One line for each dialect beside the other, so that none is forgotten.
    match (what, dialect) {
        (Say::NatSingle, Dialect::V2Ini) => "`nat = single` in `[vpc …]`",
        (Say::NatSingle, Dialect::V3Yaml) => "`Nat: single` under `Network`",
        (Say::Endpoints, Dialect::V2Ini) => "`endpoints = auto` in `[vpc …]`",
        (Say::Endpoints, Dialect::V3Yaml) => "`Endpoints: auto` under `Network`",
        (Say::Proxy, Dialect::V2Ini) => {
            "`proxy_server = http://proxy.example.com:3128` in `[cluster …]`"
        }
        (Say::Proxy, Dialect::V3Yaml) => {
            "`Proxy: {HttpProxyAddress: http://proxy.example.com:3128}` in its `Networking`"
        }
        (Say::ProxyInVpc, Dialect::V2Ini) => {
            "`proxy_server = http://10.0.0.10:3128` in `[cluster …]`"
        }
        (Say::ProxyInVpc, Dialect::V3Yaml) => {
            "`Proxy: {HttpProxyAddress: http://10.0.0.10:3128}` in its `Networking`"
        }
        (Say::PublicAddresses, Dialect::V2Ini) => "`use_public_ips = true`",
        (Say::PublicAddresses, Dialect::V3Yaml) => "`Kind: public` for its subnet",
        (Say::VirtualPrivateGateway, Dialect::V2Ini) => {
            "`virtual_private_gateway = true` in `[vpc …]`"
        }
        (Say::VirtualPrivateGateway, Dialect::V3Yaml) => {
            "`VirtualPrivateGateway: true` under `Network`"
        }
        (Say::NoVirtualPrivateGateway, Dialect::V2Ini) => {
            "`virtual_private_gateway = false` in `[vpc …]`"
        }
        (Say::NoVirtualPrivateGateway, Dialect::V3Yaml) => {
            "`VirtualPrivateGateway: false` under `Network`"
        }
        (Say::OccupiedBlocks, Dialect::V2Ini) => "`occupied_cidrs` in `[vpc …]`",
        (Say::OccupiedBlocks, Dialect::V3Yaml) => "`OccupiedCidrBlocks` under `Network`",
        (Say::InternetGateway, Dialect::V2Ini) => "`internet_gateway_id` in `[vpc …]`",
        (Say::InternetGateway, Dialect::V3Yaml) => "`InternetGatewayId` under `Network`",
        (Say::MultiNodeParallelOff, Dialect::V2Ini) => "`multi_node_parallel = false`",
        (Say::MultiNodeParallelOff, Dialect::V3Yaml) => {
            "`MultiNodeParallel: false` under `Network`"
        }
        (Say::SshFrom, Dialect::V2Ini) => "`ssh_from = 192.0.2.0/24` in `[vpc …]`",
        (Say::SshFrom, Dialect::V3Yaml) => "`AllowedIps: 192.0.2.0/24` in `HeadNode.Ssh`",
        (Say::DcvFrom, Dialect::V2Ini) => "`access_from = 192.0.2.0/24` in `[dcv …]`",
        (Say::DcvFrom, Dialect::V3Yaml) => "`AllowedIps: 192.0.2.0/24` in `HeadNode.Dcv`",
        (Say::NoPublicIps, Dialect::V2Ini) => {
            "`use_public_ips = false`, or a private compute subnet"
        }
        (Say::NoPublicIps, Dialect::V3Yaml) => "`AssignPublicIp: false` and a private subnet",
    }
}

/// Returns what to type for a private compute subnet behind a NAT gateway: in 2.x with a block that
/// is free and has room for the queues.
pub(crate) fn own_compute_subnet(context: &Context<'_>) -> String {
    if context.intent.dialect == Dialect::V3Yaml {
        return "`SubnetIds: [compute]`, a private subnet behind a NAT gateway".to_owned();
    }
    let needs = context
        .queues()
        .flat_map(|(_, nodes)| context.subnets_of(nodes))
        .map(|subnet| subnet.n_hosts_needed);
    // A /24 is the smallest that netloom itself would choose.
    let bits = prefix_len_bits_for(needs.max().unwrap_or(0)).unwrap_or(MIN_PREFIX_LEN_BITS).min(24);
    let what = "for a private subnet behind a NAT gateway";
    // What present subnets of an existing VPC hold is known only when the config says it.
    let network = &context.intent.network;
    let is_known = !is_existing(network.vpc.as_ref()) || !network.occupied_cidrs.is_empty();
    match context.next_free_block(bits, None).filter(|_| is_known) {
        Some(free) => format!("`compute_subnet_cidr = {free}` {what}"),
        None => format!(
            "`compute_subnet_cidr = 10.0.16.0/22`, or another free block of the VPC, {what}"
        ),
    }
}

/// Returns what to do about a block of the VPC that had better be another one.
pub(crate) fn other_vpc_block(context: &Context<'_>) -> String {
    if is_existing(context.intent.network.vpc.as_ref()) {
        return "the blocks of a VPC that exists cannot be changed: use another VPC, or make one"
            .to_owned();
    }
    if matches!(context.plan.vpc, Some(PlannedVpc::New { is_remembered: true, .. })) {
        return "the block of a VPC that is there cannot be changed: copy the config under another \
                name, with another block, and deploy it as another stack"
            .to_owned();
    }
    let key = |block: Ipv4Cidr| match context.intent.dialect {
        Dialect::V2Ini => {
            format!("write `vpc_cidr = {block}` in `[vpc …]`, and subnet blocks in it")
        }
        Dialect::V3Yaml => {
            format!("write `CidrBlock: {block}` under `Network`, and subnet blocks in it")
        }
    };
    context
        .free_vpc_block()
        .map_or_else(|| "no private /16 is free; give the site a smaller block".to_owned(), key)
}

fn is_existing(vpc: Option<&VpcIntent>) -> bool {
    matches!(vpc, Some(VpcIntent::Existing { .. }))
}
