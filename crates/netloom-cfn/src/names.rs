//! Every logical id and output name, as functions of plan keys.
//!
//! An id is the kind of the thing, the name that people gave it, and the zone where it has one of
//! its own. Two keys meet in one id only when they differ in nothing but hyphens; `emit_template`
//! reports that.

use netloom_config::intent::SubnetKind;
use netloom_net::{AzId, Ipv4Cidr};
use netloom_plan::plan::{NatKey, RouteTableKey, SecurityGroupKey, SubnetKey};

use crate::LogicalId;

/// The output by which a stack says which network it holds: 16 hexadecimal digits, see
/// [`fingerprint`](crate::fingerprint()).
pub const NETWORK_OUTPUT: &str = "NetloomNetwork";

/// The parameter for the zone of an existing head subnet, present only when the config does not say
/// the zone.
pub const HEAD_SUBNET_ZONE_PARAMETER: &str = "HeadSubnetZoneId";

/// The key of netloom's own part of a template's `Metadata`.
pub const METADATA_KEY: &str = "Netloom";

/// The VPC.
#[must_use]
pub fn vpc() -> LogicalId {
    id(&["Vpc"])
}

/// The internet gateway.
#[must_use]
pub fn internet_gateway() -> LogicalId {
    id(&["InternetGateway"])
}

/// The attachment of the internet gateway.
#[must_use]
pub fn internet_gateway_attachment() -> LogicalId {
    id(&["InternetGatewayAttachment"])
}

/// The virtual private gateway.
#[must_use]
pub fn vpn_gateway() -> LogicalId {
    id(&["VpnGateway"])
}

/// The attachment of the virtual private gateway.
#[must_use]
pub fn vpn_gateway_attachment() -> LogicalId {
    id(&["VpnGatewayAttachment"])
}

/// The propagation of the virtual private gateway's routes into a table. One per table, so that a
/// further table is a further resource and no change of this one.
#[must_use]
pub fn vpn_route_propagation(table: &RouteTableKey) -> LogicalId {
    id(&["VpnRoutePropagation", &table_word(table), zone(&table.zone)])
}

/// A subnet: `SubnetComputeEuw1Az1`, after the name that it was made with.
#[must_use]
pub fn subnet(key: &SubnetKey) -> LogicalId {
    id(&["Subnet", key.first_name().as_str(), zone(&key.zone)])
}

/// The association of a subnet with its table: `RouteTableAssociationComputeEuw1Az1`.
#[must_use]
pub fn route_table_association(subnet: &SubnetKey) -> LogicalId {
    id(&["RouteTableAssociation", subnet.first_name().as_str(), zone(&subnet.zone)])
}

/// A route table: `RouteTablePublic`, `RouteTablePrivateEuw1Az1`, and `RouteTableOfGpuEuw1Az1` for one
/// subnet alone.
#[must_use]
pub fn route_table(key: &RouteTableKey) -> LogicalId {
    id(&["RouteTable", &table_word(key), zone(&key.zone)])
}

/// A route, named for its destination: `RoutePublicDefault`. The target is not in the name, for it
/// can change in place.
#[must_use]
pub fn route(table: &RouteTableKey, destination: Ipv4Cidr) -> LogicalId {
    let to = if is_everywhere(destination) {
        "Default".to_owned()
    } else {
        format!("To{}", block(destination))
    };
    id(&["Route", &table_word(table), zone(&table.zone), &to])
}

/// A NAT gateway: `NatGatewayEuw1Az1`, or `NatGateway` where its zone is not known.
#[must_use]
pub fn nat_gateway(key: &NatKey) -> LogicalId {
    id(&["NatGateway", zone(&key.zone)])
}

/// The Elastic IP address of a NAT gateway.
#[must_use]
pub fn nat_gateway_eip(key: &NatKey) -> LogicalId {
    nat_gateway(key).with("Eip")
}

/// A VPC endpoint, by its service: `EndpointS3`, `EndpointEcrApi`.
#[must_use]
pub fn endpoint(service: &str) -> LogicalId {
    id(&["Endpoint", service])
}

/// A security group: `SecurityGroupHead`, `SecurityGroupCompute`, `SecurityGroupLoginMain`.
#[must_use]
pub fn security_group(key: &SecurityGroupKey) -> LogicalId {
    id(&["SecurityGroup", &group(key)])
}

/// A rule that is a resource of its own: `SecurityGroupHeadIngressFromCompute`. `flow` is the
/// direction and the word behind it, `peer` the other end, `ports` what it is limited to, empty for
/// everything.
#[must_use]
pub(crate) fn security_group_rule(
    key: &SecurityGroupKey,
    flow: &str,
    peer: &str,
    ports: &str,
) -> LogicalId {
    id(&["SecurityGroup", &group(key), flow, peer, ports])
}

/// The word for a group in the ids of rules: `Head`, `Compute`, `LoginMain`.
pub(crate) fn group(key: &SecurityGroupKey) -> String {
    match key {
        SecurityGroupKey::Head => "Head".to_owned(),
        SecurityGroupKey::Compute => "Compute".to_owned(),
        SecurityGroupKey::Login(pool) => id(&["Login", pool]).as_str().to_owned(),
        SecurityGroupKey::Endpoints => "Endpoints".to_owned(),
    }
}

/// The word for a block in ids: `Anywhere`, else `10x0x0x0x16`, for ids have neither stops nor
/// slashes.
pub(crate) fn block(block: Ipv4Cidr) -> String {
    if is_everywhere(block) {
        "Anywhere".to_owned()
    } else {
        block.to_string().replace(['.', '/'], "x")
    }
}

/// The head node's interface.
#[must_use]
pub fn head_interface() -> LogicalId {
    id(&["HeadNodeInterface"])
}

/// The head node's Elastic IP address.
#[must_use]
pub fn head_eip() -> LogicalId {
    id(&["HeadNodeEip"])
}

/// The association of the head node's address with its interface.
#[must_use]
pub fn head_eip_association() -> LogicalId {
    id(&["HeadNodeEipAssociation"])
}

/// A placement group: `PlacementGroupCluster`, `PlacementGroupGpu`.
#[must_use]
pub fn placement_group(name: &str) -> LogicalId {
    id(&["PlacementGroup", name])
}

/// The output with the VPC's id.
#[must_use]
pub fn vpc_output() -> LogicalId {
    vpc().with("Id")
}

/// The output with a subnet's id: `SubnetComputeEuw1Az1Id`.
#[must_use]
pub fn subnet_output(key: &SubnetKey) -> LogicalId {
    subnet(key).with("Id")
}

/// The output with a security group's id: `SecurityGroupHeadId`.
#[must_use]
pub fn security_group_output(key: &SecurityGroupKey) -> LogicalId {
    security_group(key).with("Id")
}

/// The output with the public address of a NAT gateway, which others see as the sender:
/// `NatGatewayEuw1Az1PublicIp`.
#[must_use]
pub fn nat_gateway_output(key: &NatKey) -> LogicalId {
    nat_gateway(key).with("PublicIp")
}

/// The output with the id of the head node's interface.
#[must_use]
pub fn head_interface_output() -> LogicalId {
    head_interface().with("Id")
}

/// The output with the head node's public address.
#[must_use]
pub fn head_public_ip_output() -> LogicalId {
    id(&["HeadNodePublicIp"])
}

/// The output with a placement group's name, which EC2 chooses: `PlacementGroupClusterName`.
#[must_use]
pub fn placement_group_output(name: &str) -> LogicalId {
    placement_group(name).with("Name")
}

/// The output [`NETWORK_OUTPUT`].
#[must_use]
pub fn network_output() -> LogicalId {
    id(&[NETWORK_OUTPUT])
}

/// The parameter [`HEAD_SUBNET_ZONE_PARAMETER`].
#[must_use]
pub fn head_subnet_zone_parameter() -> LogicalId {
    id(&[HEAD_SUBNET_ZONE_PARAMETER])
}

/// What a subnet is in its `Name` tag: `compute-euw1-az1`, or `compute` without a zone of its own.
pub(crate) fn subnet_tag(key: &SubnetKey) -> String {
    tag(key.name.as_str(), &key.zone)
}

/// What a route table is in its `Name` tag: `private-euw1-az1`.
pub(crate) fn route_table_tag(key: &RouteTableKey) -> String {
    let word = key.subnet.as_ref().map_or(kind_word(key.kind), |subnet| subnet.as_str());
    tag(word, &key.zone)
}

/// What a NAT gateway and its address are in their `Name` tags: `nat-euw1-az1`.
pub(crate) fn nat_gateway_tag(key: &NatKey) -> String {
    tag("nat", &key.zone)
}

/// The word for a kind of subnet in texts: `public`, `private`, `isolated`.
pub(crate) fn kind_word(kind: SubnetKind) -> &'static str {
    match kind {
        SubnetKind::Public => "public",
        SubnetKind::Private => "private",
        SubnetKind::Isolated => "isolated",
    }
}

/// The word for a table in ids.
fn table_word(key: &RouteTableKey) -> String {
    match &key.subnet {
        Some(subnet) => format!("of-{subnet}"),
        None => kind_word(key.kind).to_owned(),
    }
}

fn tag(name: &str, zone: &Option<AzId>) -> String {
    zone.as_ref().map_or_else(|| name.to_owned(), |zone| format!("{name}-{zone}"))
}

fn id(words: &[&str]) -> LogicalId {
    LogicalId::from_words(words)
}

fn zone(zone: &Option<AzId>) -> &str {
    zone.as_ref().map_or("", AzId::as_str)
}

fn is_everywhere(block: Ipv4Cidr) -> bool {
    block.prefix_len_bits() == 0
}

#[cfg(test)]
mod tests {
    use netloom_config::intent::SubnetName;

    use super::*;

    fn check(seen: LogicalId, expected: &str) {
        assert_eq!(seen.as_str(), expected);
    }

    #[test]
    fn ids_say_what_and_where() {
        let zone: Option<AzId> = "euw1-az1".parse().ok();
        let name = SubnetName::new("gpu-nodes").expect("a subnet name");
        let compute = SubnetKey::new(name, zone.clone());
        let private = RouteTableKey::shared(SubnetKind::Private, zone.clone());
        let site: Ipv4Cidr = "172.20.0.0/16".parse().expect("a block");
        let everywhere: Ipv4Cidr = "0.0.0.0/0".parse().expect("a block");
        check(subnet(&compute), "SubnetGpuNodesEuw1Az1");
        check(subnet_output(&compute), "SubnetGpuNodesEuw1Az1Id");
        check(route_table(&private), "RouteTablePrivateEuw1Az1");
        check(route(&private, everywhere), "RoutePrivateEuw1Az1Default");
        check(route(&private, site), "RoutePrivateEuw1Az1To172x20x0x0x16");
        check(nat_gateway_output(&NatKey { zone }), "NatGatewayEuw1Az1PublicIp");
        check(nat_gateway_eip(&NatKey { zone: None }), "NatGatewayEip");
        check(
            security_group(&SecurityGroupKey::Login("main-a".to_owned())),
            "SecurityGroupLoginMainA",
        );
    }
}
