//! What the keys of the network are called in each dialect, for the help of findings.

use netloom_config::Dialect;

/// A thing that the config can say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Key {
    Region,
    Zones,
    VpcBlocks,
    VpcId,
    InternetGateway,
    Nat,
    SubnetBlock,
}

/// Returns what to type for a thing, with an example value.
pub(crate) fn example(key: Key, dialect: Dialect) -> &'static str {
    match (key, dialect) {
        (Key::Region, Dialect::V2Ini) => "`aws_region_name = eu-west-1` in `[aws]`",
        (Key::Region, Dialect::V3Yaml) => "`Region: eu-west-1`",
        (Key::Zones, Dialect::V2Ini) => "`availability_zone = euw1-az1` in `[vpc …]`",
        (Key::Zones, Dialect::V3Yaml) => "`Zones: [euw1-az1]` under `Network`",
        (Key::VpcBlocks, Dialect::V2Ini) => "`vpc_cidr = 10.0.0.0/16` in `[vpc …]`",
        (Key::VpcBlocks, Dialect::V3Yaml) => "`CidrBlocks: [10.0.0.0/16]` under `Network`",
        (Key::VpcId, Dialect::V2Ini) => "`vpc_id = vpc-0123456789abcdef0` in `[vpc …]`",
        (Key::VpcId, Dialect::V3Yaml) => "`VpcId: vpc-0123456789abcdef0` under `Network`",
        (Key::InternetGateway, Dialect::V2Ini) => {
            "`internet_gateway_id = igw-0123456789abcdef0` in `[vpc …]`"
        }
        (Key::InternetGateway, Dialect::V3Yaml) => {
            "`InternetGatewayId: igw-0123456789abcdef0` under `Network`"
        }
        (Key::Nat, Dialect::V2Ini) => "`nat = single` in `[vpc …]`",
        (Key::Nat, Dialect::V3Yaml) => "`Nat: single` under `Network`",
        (Key::SubnetBlock, Dialect::V2Ini) => "`compute_subnet_cidr` or `master_subnet_cidr`",
        (Key::SubnetBlock, Dialect::V3Yaml) => "`CidrBlock`",
    }
}
