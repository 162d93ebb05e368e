//! Instances and databases without a subnet whose security groups are in a VPC of the template.

use netloom_diag::Diagnostic;
use netloom_template::{Node, ResourceEntry};

use super::super::context::Context;
use super::super::homes::{Home, homes_of_value};
use super::super::paths::values_at;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// An instance or a database without a subnet, with a security group in a VPC that the template
    /// creates.
    /// ### Why it matters
    /// Without a subnet it is launched in the default VPC. The group is in another VPC, so the
    /// launch fails, and the stack is rolled back.
    /// ### Example
    /// `SecurityGroupIds: [!Ref NodeGroup]` without `SubnetId`
    /// ### Instead
    /// `SubnetId: !Ref Private`; for a database `DBSubnetGroupName`.
    /// ### Source
    /// EC2 API, `RunInstances`: without a subnet id a default subnet of the default VPC is chosen;
    /// "Security group and subnet belong to different networks". Amazon RDS API,
    /// `CreateDBInstance`: `InvalidParameterCombination`, "The DB instance and EC2 security group are in different
    /// VPCs".
    INSTANCE_IN_THE_DEFAULT_VPC = ("CFN058", Error, "security group in another VPC than the \
                                  default one");
}

/// What is launched in the default VPC.
struct Launched {
    kind: &'static str,
    groups: &'static str,
    /// Any of these properties can decide on another VPC.
    placed_by: &'static [&'static str],
    /// The property to add.
    wanted: &'static str,
}

const LAUNCHED: [Launched; 2] = [
    Launched {
        kind: "AWS::EC2::Instance",
        groups: "SecurityGroupIds[]",
        placed_by: &["SubnetId", "NetworkInterfaces", "LaunchTemplate"],
        wanted: "SubnetId",
    },
    Launched {
        kind: "AWS::RDS::DBInstance",
        groups: "VPCSecurityGroups[]",
        placed_by: &[
            "DBSubnetGroupName",
            "DBClusterIdentifier",
            "DBClusterSnapshotIdentifier",
            "DBSnapshotIdentifier",
            "SourceDBClusterIdentifier",
            "SourceDBInstanceAutomatedBackupsArn",
            "SourceDBInstanceIdentifier",
            "SourceDbiResourceId",
        ],
        wanted: "DBSubnetGroupName",
    },
];

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for launched in &LAUNCHED {
        for resource in context.of_kind(launched.kind) {
            let is_placed = launched
                .placed_by
                .iter()
                .any(|key| !values_at(&resource.properties, key).is_empty());
            if is_placed {
                continue;
            }
            let groups = values_at(&resource.properties, launched.groups);
            findings.extend(
                groups.into_iter().find_map(|group| finding(context, launched, resource, group)),
            );
        }
    }
    findings
}

/// A VPC that the stack creates is never the default one; an existing VPC may be.
fn finding(
    context: &Context<'_>,
    launched: &Launched,
    resource: &ResourceEntry,
    group: &Node,
) -> Option<Diagnostic> {
    let homes = homes_of_value(context, group);
    let home = homes.first()?;
    if !homes.iter().all(|home| matches!(home, Home::Made(_))) {
        return None;
    }
    let name = &group.as_reference()?.id;
    let message = format!(
        "`{}` has no `{}` and so is in the default VPC, but `{name}` is in {}",
        resource.id,
        launched.wanted,
        home.in_words()
    );
    let finding = Diagnostic::new(&INSTANCE_IN_THE_DEFAULT_VPC, group.span, message);
    Some(finding.help(format!("specify a `{}` in {}", launched.wanted, home.in_words())))
}
