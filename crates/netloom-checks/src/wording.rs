//! What to type, in the words of the file's dialect.

use netloom_config::Dialect;

/// Something that the config can say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Say {
    NatSingle,
    Proxy,
    PublicAddresses,
    VirtualPrivateGateway,
    OwnComputeSubnet,
    MultiNodeParallelOff,
    SshFrom,
    DcvFrom,
    NoPublicIps,
}

/// Returns what to type.
pub(crate) fn say(what: Say, dialect: Dialect) -> &'static str {
    match (what, dialect) {
        (Say::NatSingle, Dialect::V2Ini) => "`nat = single` in `[vpc …]`",
        (Say::NatSingle, Dialect::V3Yaml) => "`Nat: single` under `Network`",
        (Say::Proxy, Dialect::V2Ini) => "`proxy_server = http://proxy.example.com:3128` in `[cluster …]`",
        (Say::Proxy, Dialect::V3Yaml) => {
            "`Proxy: {HttpProxyAddress: http://proxy.example.com:3128}` in its `Networking`"
        }
        (Say::PublicAddresses, Dialect::V2Ini) => "`use_public_ips = true`",
        (Say::PublicAddresses, Dialect::V3Yaml) => "`Kind: public` for its subnet",
        (Say::VirtualPrivateGateway, Dialect::V2Ini) => "`virtual_private_gateway = true` in `[vpc …]`",
        (Say::VirtualPrivateGateway, Dialect::V3Yaml) => "`VirtualPrivateGateway: true` under `Network`",
        (Say::OwnComputeSubnet, Dialect::V2Ini) => {
            "`compute_subnet_cidr = …` for a private subnet behind a NAT gateway"
        }
        (Say::OwnComputeSubnet, Dialect::V3Yaml) => "`SubnetIds: [compute]`, a private subnet behind a NAT gateway",
        (Say::MultiNodeParallelOff, Dialect::V2Ini) => "`multi_node_parallel = false`",
        (Say::MultiNodeParallelOff, Dialect::V3Yaml) => "`MultiNodeParallel: false` under `Network`",
        (Say::SshFrom, Dialect::V2Ini) => "`ssh_from = 192.0.2.0/24` in `[vpc …]`",
        (Say::SshFrom, Dialect::V3Yaml) => "`AllowedIps: 192.0.2.0/24` in `HeadNode.Ssh`",
        (Say::DcvFrom, Dialect::V2Ini) => "`access_from = 192.0.2.0/24` in `[dcv …]`",
        (Say::DcvFrom, Dialect::V3Yaml) => "`AllowedIps: 192.0.2.0/24` in `HeadNode.Dcv`",
        (Say::NoPublicIps, Dialect::V2Ini) => "`use_public_ips = false`, or a private compute subnet",
        (Say::NoPublicIps, Dialect::V3Yaml) => "`AssignPublicIp: false` and a private subnet",
    }
}
