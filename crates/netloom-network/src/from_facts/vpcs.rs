//! VPCs and subnets.

use netloom_template::Node;

use crate::building::unknown;
use crate::{AclChoice, Id, Known, StackResource, TableChoice, Unknown};

use super::context::{Build, all, nothing};
use super::dhcp_options;
use super::records::{Record, Records};
use netloom_facts::kinds::{
    ENDPOINTS, INTERNET_GATEWAYS, Kind, NETWORK_ACLS, PEERINGS, ROUTE_TABLES, TRANSIT_ATTACHMENTS,
    VPN_GATEWAYS,
};

/// The calls that together cover every way into and out of a VPC.
const WAYS: [Kind; 6] =
    [ROUTE_TABLES, INTERNET_GATEWAYS, VPN_GATEWAYS, ENDPOINTS, PEERINGS, TRANSIT_ATTACHMENTS];

pub(super) fn add(build: &mut Build<'_, '_>) {
    build.add("AWS::EC2::VPC", all, vpc);
    build.add("AWS::EC2::VPCCidrBlock", all, nothing);
    dhcp_options::add(build);
    build.add("AWS::EC2::Subnet", all, subnet);
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

/// What other calls report of a VPC is unknown without them.
fn vpc(build: &mut Build<'_, '_>, record: &Record<'_>) {
    let records = build.records;
    let Some(vpc) = build.network.vpcs.get_mut(&record.id()) else { return };
    let flags = [
        ("EnableDnsSupport", "enableDnsSupport", &mut vpc.dns_support),
        ("EnableDnsHostnames", "enableDnsHostnames", &mut vpc.dns_hostnames),
    ];
    for (key, name, flag) in flags {
        if let Some(untold) = flag_not_told(records, record, key, name) {
            *flag = Known::Unknown(untold);
        }
    }
    if record.properties.plain_text("DhcpOptionsId").is_none() {
        vpc.name_servers = Known::Unknown(record.properties.missing("DhcpOptionsId"));
    }
    vpc.beyond = ways_not_told(records, record);
}

/// Returns the name of a DNS flag that no answer has. `describe-vpcs` does not tell them; another
/// call does, one flag at a time.
///
/// # Source
/// Amazon EC2 API, `DescribeVpcAttribute`.
fn flag_not_told(
    records: &Records<'_>,
    record: &Record<'_>,
    key: &str,
    name: &str,
) -> Option<Unknown> {
    let id = record.id();
    let told = records.detail(key, &id).and_then(|node| node.get("Value")).and_then(Node::as_bool);
    let call = || format!("aws ec2 describe-vpc-attribute --vpc-id {id} --attribute {name}");
    let what = || format!("`{name}` of `{id}`: run `{}`", call());
    told.is_none().then(|| unknown(what(), record.span()))
}

fn ways_not_told(records: &Records<'_>, record: &Record<'_>) -> Option<Unknown> {
    let missing: Vec<Kind> = WAYS.into_iter().filter(|kind| !records.is_complete(*kind)).collect();
    let things: Vec<&str> = missing.iter().map(|kind| kind.things).collect();
    let calls: Vec<String> = missing.iter().map(|kind| format!("`{}`", kind.command())).collect();
    let what = || format!("{} of `{}`: run {}", things.join(", "), record.id(), calls.join(", "));
    (!missing.is_empty()).then(|| unknown(what(), record.span()))
}

fn subnet(build: &mut Build<'_, '_>, record: &Record<'_>) {
    note_stack(build, record);
    let properties = &record.properties;
    let has_zone = ["AvailabilityZoneId", "AvailabilityZone"]
        .iter()
        .any(|key| properties.plain_text(key).is_some());
    if let Some(subnet) = build.network.subnets.get_mut(&record.id()).filter(|_| !has_zone) {
        subnet.zone = Known::Unknown(properties.missing("AvailabilityZoneId"));
    }
}

/// Says what is unknown of the subnets that no table and no ACL names, where there may be some that
/// do.
pub(super) fn note_untold_choices(build: &mut Build<'_, '_>) {
    let records = build.records;
    for (entry, _) in build.observed.of_kind("AWS::EC2::Subnet") {
        let Some(subnet) = build.network.subnets.get_mut(&Id::new(&entry.id)) else { continue };
        if subnet.route_table == TableChoice::Main && !records.is_complete(ROUTE_TABLES) {
            subnet.route_table = TableChoice::Unknown(Records::missing(ROUTE_TABLES, subnet.span));
        }
        if subnet.network_acl == AclChoice::Default {
            subnet.network_acl = AclChoice::Unknown(Records::missing(NETWORK_ACLS, subnet.span));
        }
    }
}
