//! Mount targets of one EFS file system in one zone.

use std::collections::BTreeMap;

use netloom_diag::Diagnostic;
use netloom_template::ResourceEntry;

use super::super::context::{Context, identity};
use super::super::zones::{Zone, zone_of};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// Two mount targets of one EFS file system whose subnets are in one zone.
    /// ### Why it matters
    /// EFS takes one mount target per zone and refuses the second (`MountTargetConflict`). Clients
    /// of all subnets of the zone use the one.
    /// ### Example
    /// A mount target in the head node's subnet and one in the compute subnet, both in `eu-west-1a`
    /// ### Instead
    /// One of them.
    /// ### Source
    /// Amazon EFS API, `CreateMountTarget`: one mount target in each Availability Zone.
    MOUNT_TARGETS_IN_ONE_ZONE = ("CFN055", Error, "two mount targets in one zone");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut seen: BTreeMap<(String, Zone), &ResourceEntry> = BTreeMap::new();
    for target in
        context.of_kind("AWS::EFS::MountTarget").filter(|target| context.is_certain(target))
    {
        let Some(system) = identity(target.properties.get("FileSystemId")) else { continue };
        let Some((_, zone)) =
            target.properties.get("SubnetId").and_then(|subnet| zone_of(context, subnet))
        else {
            continue;
        };
        // Targets under conditions are left out above: of two in one zone, perhaps one is made.
        if let Some(other) = seen.get(&(system.clone(), zone.clone())) {
            let message = format!(
                "mount targets `{}` and `{}` are in {}",
                other.id,
                target.id,
                zone.in_words()
            );
            findings.push(
                Diagnostic::new(&MOUNT_TARGETS_IN_ONE_ZONE, target.span, message)
                    .also(other.span, "the first one")
                    .help(format!("remove `{}`; its clients use `{}`", target.id, other.id)),
            );
        } else {
            seen.insert((system, zone), target);
        }
    }
    findings
}
