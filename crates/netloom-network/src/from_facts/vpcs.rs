//! VPCs and subnets.

use netloom_template::Node;

use crate::building::{Properties, ResourceKind, block_of, unknown};
use crate::sets::RangeSet;
use crate::{AclChoice, Id, Known, PublicAccess, StackResource, Subnet, TableChoice, Unknown, Vpc};

use super::context::Build;
use super::dhcp_options;
use super::records::{Record, Records};
use netloom_facts::kinds::{
    ENDPOINTS, INTERNET_GATEWAYS, Kind, NETWORK_ACLS, PEERINGS, ROUTE_TABLES, SUBNETS,
    TRANSIT_ATTACHMENTS, VPCS, VPN_GATEWAYS,
};

/// The calls that together cover every way into and out of a VPC.
const WAYS: [Kind; 6] =
    [ROUTE_TABLES, INTERNET_GATEWAYS, VPN_GATEWAYS, ENDPOINTS, PEERINGS, TRANSIT_ATTACHMENTS];

pub(super) fn add(build: &mut Build<'_, '_>) {
    for record in build.records.of_kind(VPCS) {
        let vpc = vpc(build.records, record);
        build.network.vpcs.insert(record.id(), vpc);
    }
    for record in build.records.of_kind(SUBNETS) {
        let subnet = subnet(build, record);
        note_stack(build, record);
        build.network.subnets.insert(record.id(), subnet);
    }
}

/// Keeps which resource of which stack a thing is.
pub(crate) fn note_stack(build: &mut Build<'_, '_>, record: &Record<'_>) {
    let tag = |name: &str| {
        let mut tags = record.parts("Tags");
        let tag = tags.find(|tag| tag.plain_text("Key").is_some_and(|key| key == name))?;
        tag.plain_text("Value").map(std::borrow::Cow::into_owned)
    };
    let (stack, logical_id) =
        (tag("aws:cloudformation:stack-name"), tag("aws:cloudformation:logical-id"));
    if let (Some(stack), Some(logical_id)) = (stack, logical_id) {
        build.network.stacks.insert(record.id(), StackResource { stack, logical_id });
    }
}

fn vpc(records: &Records<'_>, record: &Record<'_>) -> Vpc {
    let primary = record.properties.addresses("CidrBlock");
    let mut blocks: Vec<Known<RangeSet>> = primary.into_iter().collect();
    for block in associated_blocks(record, "CidrBlockAssociationSet", "CidrBlock", "CidrBlockState")
    {
        if !blocks.contains(&block) {
            blocks.push(block);
        }
    }
    let ipv6 = associated_blocks(
        record,
        "Ipv6CidrBlockAssociationSet",
        "Ipv6CidrBlock",
        "Ipv6CidrBlockState",
    );
    Vpc {
        id: record.id(),
        span: record.span(),
        blocks,
        ipv6_blocks: ipv6,
        dns_support: attribute(records, record, "EnableDnsSupport", "enableDnsSupport"),
        dns_hostnames: attribute(records, record, "EnableDnsHostnames", "enableDnsHostnames"),
        name_servers: dhcp_options::name_servers(records, record),
        beyond: ways_not_told(records, record),
    }
}

/// Returns the blocks that are associated and not on their way out.
fn associated_blocks(
    record: &Record<'_>,
    list: &str,
    key: &str,
    state: &str,
) -> Vec<Known<RangeSet>> {
    let is_there = |part: &Properties<'_>| {
        let state = part.get(state).and_then(|state| state.get("State")).and_then(Node::as_text);
        state.is_none_or(|state| state == "associated" || state == "associating")
    };
    record.parts(list).filter(is_there).filter_map(|part| part.addresses(key)).collect()
}

/// Returns a DNS flag. `describe-vpcs` does not tell them; another call does, one flag at a time.
///
/// # Source
/// Amazon EC2 API, `DescribeVpcAttribute`.
fn attribute(records: &Records<'_>, record: &Record<'_>, key: &str, name: &str) -> Known<bool> {
    let told = records
        .detail(key, &record.id())
        .and_then(|node| node.get("Value"))
        .and_then(Node::as_bool);
    told.map_or_else(
        || {
            let id = record.id();
            let call = format!("aws ec2 describe-vpc-attribute --vpc-id {id} --attribute {name}");
            Known::Unknown(unknown(format!("`{name}` of `{id}`: run `{call}`"), record.span()))
        },
        Known::Is,
    )
}

fn ways_not_told(records: &Records<'_>, record: &Record<'_>) -> Option<Unknown> {
    let missing: Vec<Kind> = WAYS.into_iter().filter(|kind| !records.is_complete(*kind)).collect();
    let things: Vec<&str> = missing.iter().map(|kind| kind.things).collect();
    let calls: Vec<String> = missing.iter().map(|kind| format!("`{}`", kind.command())).collect();
    let what = || format!("{} of `{}`: run {}", things.join(", "), record.id(), calls.join(", "));
    (!missing.is_empty()).then(|| unknown(what(), record.span()))
}

fn subnet(build: &mut Build<'_, '_>, record: &Record<'_>) -> Subnet {
    let properties = &record.properties;
    let is_ipv6_only = properties.bool_or("Ipv6Native", false) == Known::Is(true);
    let block = properties.get("CidrBlock").and_then(block_of).map(|(addresses, _)| addresses);
    let zone = properties
        .plain_text("AvailabilityZoneId")
        .or_else(|| properties.plain_text("AvailabilityZone"));
    let ipv6 = associated_blocks(
        record,
        "Ipv6CidrBlockAssociationSet",
        "Ipv6CidrBlock",
        "Ipv6CidrBlockState",
    );
    Subnet {
        id: record.id(),
        span: record.span(),
        vpc: build.needed_id(properties, "VpcId", ResourceKind::Vpc),
        block: match block {
            Some(block) => Known::Is(block),
            None if is_ipv6_only => Known::Is(RangeSet::empty()),
            None => Known::Unknown(properties.missing("CidrBlock")),
        },
        ipv6_block: ipv6.into_iter().next(),
        zone: match zone {
            Some(zone) => Known::Is(zone.into_owned()),
            None => Known::Unknown(properties.missing("AvailabilityZoneId")),
        },
        maps_public_addresses: properties.bool_or("MapPublicIpOnLaunch", false),
        assigns_ipv6: properties.bool_or("AssignIpv6AddressOnCreation", false),
        dns64: properties.bool_or("EnableDns64", false),
        public_access: Known::Is(PublicAccess::Open),
        // Tables and ACLs name their subnets, not the other way round: see below.
        route_table: TableChoice::Main,
        network_acl: AclChoice::Default,
    }
}

/// Gives every subnet the table and the ACL that say that they are its.
pub(super) fn choose_tables_and_acls(build: &mut Build<'_, '_>) {
    let records = build.records;
    for subnet in build.network.subnets.values_mut() {
        subnet.route_table = match associated(records, ROUTE_TABLES, &subnet.id) {
            Some(record) => TableChoice::Associated(record.id(), record.span()),
            None if records.is_complete(ROUTE_TABLES) => TableChoice::Main,
            None => TableChoice::Unknown(Records::missing(ROUTE_TABLES, subnet.span)),
        };
        subnet.network_acl = match associated(records, NETWORK_ACLS, &subnet.id) {
            Some(record) => AclChoice::Associated(record.id(), record.span()),
            None => AclChoice::Unknown(Records::missing(NETWORK_ACLS, subnet.span)),
        };
    }
}

fn associated<'r, 'a>(records: &'r Records<'a>, kind: Kind, subnet: &Id) -> Option<&'r Record<'a>> {
    let names =
        |part: Properties<'_>| part.plain_text("SubnetId").is_some_and(|id| id == subnet.as_str());
    records.of_kind(kind).iter().find(|record| record.parts("Associations").any(names))
}
