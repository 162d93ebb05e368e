//! VPCs with their blocks and DHCP options, and subnets.

use std::borrow::Cow;

use netloom_template::{Entry, Node};

use super::blocks::plain;
use super::reading::{Reading, Record, copies, owner};
use super::state::Standing;

/// The DNS flags come from another call, one flag at a time; further blocks and the options are
/// resources of their own.
///
/// # Source
/// Amazon EC2 API, `Vpc` and `DescribeVpcAttribute`.
pub(super) fn vpc<'a>(reading: &mut Reading<'_, 'a>, record: Record<'a>) {
    let mut properties = copies(record, &["CidrBlock", "InstanceTenancy"]);
    for key in ["EnableDnsSupport", "EnableDnsHostnames"] {
        let flag = reading.records.detail(key, record.id).and_then(|flag| flag.get("Value"));
        let flag = flag.filter(|flag| flag.as_bool().is_some());
        properties.extend(flag.map(|flag| Entry::new(key, flag.clone(), flag.span)));
    }
    reading.add(record, "AWS::EC2::VPC", properties);
    add_blocks(reading, record);
    if let Some(options) = reading.linked("DhcpOptionsId", record.get("DhcpOptionsId")) {
        let properties = vec![owner("VpcId", record), options];
        let id = format!("{} asks", record.id);
        let kind = "AWS::EC2::VPCDHCPOptionsAssociation";
        reading.add_part(record, (id, None), kind, properties, Standing::Made);
    }
}

fn add_blocks<'a>(reading: &mut Reading<'_, 'a>, record: Record<'a>) {
    let mut seen: Vec<Cow<'a, str>> = record.text("CidrBlock").into_iter().collect();
    for part in blocks(record, "CidrBlockAssociationSet", "CidrBlockState") {
        let Some(block) = part.get("CidrBlock") else { continue };
        let text = block.as_text().unwrap_or_default();
        if seen.contains(&text) {
            continue;
        }
        add_block(reading, part, "CidrBlock", block, Standing::Made);
        seen.push(text);
    }
    // A block of IPv6 may be the VPC's from the beginning, or a resource of its own.
    for part in blocks(record, "Ipv6CidrBlockAssociationSet", "Ipv6CidrBlockState") {
        let Some(block) = part.get("Ipv6CidrBlock") else { continue };
        add_block(reading, part, "Ipv6CidrBlock", block, Standing::ByItself);
    }
}

/// The blocks that are associated, and not on their way out.
fn blocks<'a>(
    record: Record<'a>,
    list: &str,
    state: &'static str,
) -> impl Iterator<Item = Record<'a>> {
    let is_there = move |part: &Record<'_>| {
        let state = part.part(state).and_then(|state| state.node.get("State"));
        state.and_then(Node::as_text).is_none_or(|state| state.starts_with("associat"))
    };
    record.parts(list).filter(is_there)
}

fn add_block<'a>(
    reading: &mut Reading<'_, 'a>,
    part: Record<'a>,
    key: &str,
    block: &Node,
    standing: Standing,
) {
    let text = block.as_text().unwrap_or_default();
    let value = Entry::new(key, plain(key, block), part.node.span);
    let id = (format!("{} with {text}", part.id), None);
    reading.add_part(
        part,
        id,
        "AWS::EC2::VPCCidrBlock",
        vec![owner("VpcId", part), value],
        standing,
    );
}

/// # Source
/// Amazon EC2 API, `DhcpOptions` and `DhcpConfiguration`; AWS CloudFormation Template Reference,
/// `AWS::EC2::DHCPOptions`.
pub(super) fn dhcp_options<'a>(reading: &mut Reading<'_, 'a>, record: Record<'a>) {
    let mut configurations = record.parts("DhcpConfigurations");
    let servers = configurations.find(|part| part.is("Key", "domain-name-servers"));
    let servers = servers.map(|servers| {
        let value = |item: &Node| item.get("Value").unwrap_or(item).clone();
        let span = servers.node.span;
        let values = servers.list("Values").iter().map(value).collect();
        Entry::new("DomainNameServers", Node::list(values, span), span)
    });
    reading.add(record, "AWS::EC2::DHCPOptions", servers.into_iter().collect());
}

/// # Source
/// Amazon EC2 API, `Subnet`.
pub(super) fn subnet<'a>(reading: &mut Reading<'_, 'a>, record: Record<'a>) {
    let mut properties = copies(
        record,
        &[
            "CidrBlock",
            "AvailabilityZone",
            "AvailabilityZoneId",
            "MapPublicIpOnLaunch",
            "AssignIpv6AddressOnCreation",
            "EnableDns64",
            "Ipv6Native",
        ],
    );
    properties.extend(reading.linked("VpcId", record.get("VpcId")));
    let ipv6 = blocks(record, "Ipv6CidrBlockAssociationSet", "Ipv6CidrBlockState")
        .find_map(|part| part.get("Ipv6CidrBlock"));
    properties.extend(
        ipv6.map(|block| Entry::new("Ipv6CidrBlock", plain("Ipv6CidrBlock", block), block.span)),
    );
    reading.add(record, "AWS::EC2::Subnet", properties);
}
