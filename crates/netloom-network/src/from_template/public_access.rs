//! VPC Block Public Access: what it blocks, and what is excluded from it.

use crate::building::{ResourceKind, unknown};
use crate::{Known, PublicAccess, Subnet, Unknown};

use super::context::{Build, Resource};

/// Blocks what the account's options block, for every subnet. What a mode that is not known closes
/// is noted with everything else that is not understood.
///
/// # Source
/// Amazon VPC User Guide, "Block public access to VPCs and subnets": `block-bidirectional` is about
/// all traffic of internet gateways and egress-only ones; with `block-ingress` only NAT gateways and
/// egress-only gateways carry traffic.
pub(super) fn block(build: &mut Build<'_>, resource: &Resource<'_>) {
    let mode = resource.properties.plain_text("InternetGatewayBlockMode");
    let access = match mode.map(|mode| mode.to_ascii_lowercase()).as_deref() {
        Some("block-bidirectional") => PublicAccess::Blocked,
        Some("block-ingress") => PublicAccess::TranslatedOnly,
        _ => return,
    };
    for subnet in build.network.subnets.values_mut() {
        subnet.public_access = resource.sure(match &subnet.public_access {
            Known::Is(PublicAccess::Open) => Known::Is(access),
            _ => Known::Unknown(resource.unknown("which of two options for public access counts")),
        });
    }
}

/// Takes a subnet, or those of a VPC, out of the block.
///
/// # Source
/// Amazon VPC User Guide, "Block public access to VPCs and subnets": an exclusion for outbound
/// traffic counts only while traffic is blocked in both directions.
pub(super) fn exclude(build: &mut Build<'_>, resource: &Resource<'_>) {
    let properties = &resource.properties;
    let subnet = build.id(properties, "SubnetId", ResourceKind::Subnet);
    let vpc = build.id(properties, "VpcId", ResourceKind::Vpc);
    let is_concerned =
        |of: &Subnet| Some(&of.id) == subnet.as_ref() || Some(&of.vpc) == vpc.as_ref();
    let nodes = || ["SubnetId", "VpcId"].into_iter().filter_map(|key| properties.get(key));
    // Over facts a name without a value may be that of anything that is there.
    let is_any = build.is_over_facts && nodes().any(|node| node.first_unknown().is_some());
    let mode =
        properties.plain_text("InternetGatewayExclusionMode").map(|mode| mode.to_ascii_lowercase());
    let what = format!("which traffic `{}` excludes from the block", resource.id);
    let missing = unknown(what, resource.span);
    for subnet in build.network.subnets.values_mut() {
        if subnet.public_access == Known::Is(PublicAccess::Open) {
            continue;
        }
        if is_any {
            subnet.public_access = Known::Unknown(missing.clone());
        } else if is_concerned(subnet) {
            let excluded = excluded(&subnet.public_access, mode.as_deref(), &missing);
            subnet.public_access = resource.sure(excluded);
        }
    }
}

/// What is left of the block in a subnet that is excluded from it.
fn excluded(
    current: &Known<PublicAccess>,
    mode: Option<&str>,
    missing: &Unknown,
) -> Known<PublicAccess> {
    match (current, mode) {
        (Known::Is(PublicAccess::Excluded), Some("allow-bidirectional"))
        | (Known::Is(PublicAccess::Outbound), Some("allow-egress")) => current.clone(),
        (Known::Is(PublicAccess::Blocked | PublicAccess::TranslatedOnly), Some(mode)) => {
            match (current, mode) {
                (_, "allow-bidirectional") => Known::Is(PublicAccess::Excluded),
                (Known::Is(PublicAccess::Blocked), "allow-egress") => {
                    Known::Is(PublicAccess::Outbound)
                }
                _ => Known::Unknown(missing.clone()),
            }
        }
        (Known::Unknown(unknown), _) => Known::Unknown(unknown.clone()),
        _ => Known::Unknown(missing.clone()),
    }
}
