//! Network ACLs.

use crate::building::{Properties, ResourceKind, acl_traffic};
use crate::sets::RangeSet;
use crate::{AclChoice, AclEntry, Known, NetworkAcl};

use super::context::{Build, Resource};

/// # Source
/// VPC User Guide, "Custom network ACLs": a custom one denies everything until it has
/// entries.
pub(super) fn add(build: &mut Build<'_>, resource: &Resource<'_>) {
    // Answers list ACLs of VPCs of which nothing else is asked.
    if !build.is_observed() {
        let _vpc = build.needed_id(&resource.properties, "VpcId", ResourceKind::Vpc);
    }
    let (id, span, beyond) = (resource.id.clone(), resource.span, resource.doubt.clone());
    build
        .network
        .network_acls
        .insert(id.clone(), NetworkAcl { id, span, entries: Vec::new(), beyond });
}

/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::NetworkAclEntry`: `Egress` is false by
/// default; the first entry that matches decides.
pub(super) fn add_entry(build: &mut Build<'_>, resource: &Resource<'_>) {
    let properties = &resource.properties;
    let acl = build.needed_id(properties, "NetworkAclId", ResourceKind::NetworkAcl);
    let Some(acl) = build.network.network_acls.get_mut(&acl) else { return };
    match properties.bool_or("Egress", false) {
        Known::Is(is_egress) => {
            acl.entries.push(entry(resource, is_egress, resource.sure(allows(properties))))
        }
        Known::Unknown(unknown) => {
            let both = [false, true]
                .map(|is_egress| entry(resource, is_egress, Known::Unknown(unknown.clone())));
            acl.entries.extend(both);
        }
    }
}

fn entry(resource: &Resource<'_>, is_egress: bool, allows: Known<bool>) -> AclEntry {
    let properties = &resource.properties;
    AclEntry {
        name: resource.id.to_string(),
        span: resource.span,
        number: number(properties),
        is_egress,
        allows,
        traffic: acl_traffic(properties, "Icmp"),
        addresses: addresses(properties),
    }
}

fn number(properties: &Properties<'_>) -> Known<u16> {
    match properties.integer("RuleNumber") {
        Some(Known::Is(number)) => u16::try_from(number)
            .map_or_else(|_| Known::Unknown(properties.missing("RuleNumber")), Known::Is),
        Some(Known::Unknown(unknown)) => Known::Unknown(unknown),
        None => Known::Unknown(properties.missing("RuleNumber")),
    }
}

fn allows(properties: &Properties<'_>) -> Known<bool> {
    match properties.plain_text("RuleAction") {
        Some(action) if action.eq_ignore_ascii_case("allow") => Known::Is(true),
        Some(action) if action.eq_ignore_ascii_case("deny") => Known::Is(false),
        _ => Known::Unknown(properties.why("RuleAction")),
    }
}

fn addresses(properties: &Properties<'_>) -> Known<RangeSet> {
    let block = properties.addresses("CidrBlock").or_else(|| properties.addresses("Ipv6CidrBlock"));
    block.unwrap_or_else(|| Known::Unknown(properties.missing("CidrBlock")))
}

pub(super) fn associate(build: &mut Build<'_>, resource: &Resource<'_>) {
    let properties = &resource.properties;
    let subnet = build.needed_id(properties, "SubnetId", ResourceKind::Subnet);
    let acl = build.needed_id(properties, "NetworkAclId", ResourceKind::NetworkAcl);
    let document = build.document;
    let Some(subnet) = build.network.subnets.get_mut(&subnet) else { return };
    // Every subnet has an ACL, so an association replaces what an existing subnet has; of two in one
    // template the first stays.
    let is_written = |span: netloom_diag::Span| document.has_place(span);
    match (&resource.doubt, &subnet.network_acl) {
        (_, AclChoice::Associated(_, span)) if is_written(*span) => {}
        (Some(doubt), _) => subnet.network_acl = AclChoice::Unknown(doubt.clone()),
        (None, _) => subnet.network_acl = AclChoice::Associated(acl, resource.span),
    }
}
