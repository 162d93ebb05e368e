//! VPCs and their further blocks.

use crate::building::{ResourceKind, unknown};
use crate::{AclChoice, Id, Known, NameServer, Vpc};

use super::attributes::default_acl_of;
use super::context::{Build, Resource};

/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::VPC`: DNS support is on and DNS hostnames are
/// off by default.
pub(super) fn add(build: &mut Build<'_>, resource: &Resource<'_>) {
    let properties = &resource.properties;
    let block = properties
        .addresses("CidrBlock")
        .unwrap_or_else(|| Known::Unknown(properties.missing("CidrBlock")));
    let vpc = Vpc {
        id: resource.id.clone(),
        span: resource.span,
        blocks: vec![resource.sure(block)],
        ipv6_blocks: Vec::new(),
        dns_support: resource.sure(properties.bool_or("EnableDnsSupport", true)),
        dns_hostnames: resource.sure(properties.bool_or("EnableDnsHostnames", false)),
        // Source: Amazon VPC User Guide, "DHCP option set concepts": a VPC has the default set of
        // its region until it is given another one.
        name_servers: Known::Is(vec![NameServer::Amazon]),
        beyond: resource.doubt.clone(),
    };
    build.network.vpcs.insert(resource.id.clone(), vpc);
}

/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::VPCCidrBlock`: one IPv4 or one IPv6 block,
/// written, from a pool, or chosen by Amazon.
pub(super) fn add_block(build: &mut Build<'_>, resource: &Resource<'_>) {
    let properties = &resource.properties;
    let vpc = build.needed_id(properties, "VpcId", ResourceKind::Vpc);
    let ipv4 = properties
        .addresses("CidrBlock")
        .or_else(|| properties.get("Ipv4IpamPoolId").map(|_| chosen(resource)));
    let is_asked =
        |key: &str| properties.get(key).is_some_and(|node| node.as_bool() != Some(false));
    let has_ipv6 =
        ["AmazonProvidedIpv6CidrBlock", "Ipv6IpamPoolId", "Ipv6Pool"].into_iter().any(is_asked);
    let ipv6 = properties.addresses("Ipv6CidrBlock").or_else(|| has_ipv6.then(|| chosen(resource)));
    let Some(vpc) = build.network.vpcs.get_mut(&vpc) else { return };
    vpc.blocks.extend(ipv4.map(|block| resource.sure(block)));
    vpc.ipv6_blocks.extend(ipv6.map(|block| resource.sure(block)));
}

fn chosen<T>(resource: &Resource<'_>) -> Known<T> {
    Known::Unknown(unknown(
        format!("the block of `{}`, which AWS chooses", resource.id),
        resource.span,
    ))
}

/// Gives the subnets without a network ACL the default one of their VPC where the template names
/// that one.
pub(super) fn use_written_default_acls(build: &mut Build<'_>) {
    for subnet in build.network.subnets.values_mut() {
        let acl: Id = default_acl_of(&subnet.vpc);
        if subnet.network_acl == AclChoice::Default && build.network.network_acls.contains_key(&acl)
        {
            subnet.network_acl = AclChoice::Associated(acl, subnet.span);
        }
    }
}
