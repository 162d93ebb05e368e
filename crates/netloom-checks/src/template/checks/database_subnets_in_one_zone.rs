//! Databases, directories and clusters that need two zones and have subnets in one.

use netloom_diag::Diagnostic;

use super::super::context::Context;
use super::super::zones::{is_on_outpost, zones_at};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A subnet group for databases, a directory or an EKS cluster whose subnets are all in one
    /// zone.
    /// ### Why it matters
    /// These services need two zones even where a single instance is made, and refuse one: "does
    /// not meet Availability Zone (AZ) coverage requirement". Slurm accounting needs such a
    /// database.
    /// ### Example
    /// `SubnetIds: [!Ref DatabaseA1, !Ref DatabaseA2]`, both in `eu-west-1a`
    /// ### Instead
    /// Subnets in two zones.
    /// ### Source
    /// Amazon RDS API, `CreateDBSubnetGroup`, error `DBSubnetGroupDoesNotCoverEnoughAZs`; AWS
    /// Directory Service API, `DirectoryVpcSettings`; Amazon EKS User Guide, "Amazon EKS networking
    /// requirements".
    DATABASE_SUBNETS_IN_ONE_ZONE = ("CFN047", Error, "database subnets in one zone");
}

/// Types that need two zones, and where their subnets stand.
const NEED_TWO: &[(&str, &str)] = &[
    ("AWS::RDS::DBSubnetGroup", "SubnetIds[]"),
    ("AWS::DocDB::DBSubnetGroup", "SubnetIds[]"),
    ("AWS::Neptune::DBSubnetGroup", "SubnetIds[]"),
    ("AWS::DMS::ReplicationSubnetGroup", "SubnetIds[]"),
    ("AWS::DirectoryService::MicrosoftAD", "VpcSettings.SubnetIds[]"),
    ("AWS::DirectoryService::SimpleAD", "VpcSettings.SubnetIds[]"),
    ("AWS::EKS::Cluster", "ResourcesVpcConfig.SubnetIds[]"),
];

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (kind, path) in NEED_TWO {
        for group in context.of_kind(kind) {
            let Some(subnets) = zones_at(context, group, &[path]) else { continue };
            let Some((node, _, first)) = subnets.first() else { continue };
            // In a Local Zone and on an Outpost one is enough.
            let is_elsewhere = !first.is_ordinary() || is_on_outpost(context, node);
            if !is_elsewhere && subnets.iter().all(|(_, _, zone)| zone == first) {
                let message = format!(
                    "the subnets of `{}` are all in {}, expected two",
                    group.id,
                    first.in_words()
                );
                findings.push(
                    Diagnostic::new(&DATABASE_SUBNETS_IN_ONE_ZONE, node.span, message)
                        .help("add a subnet of another zone"),
                );
            }
        }
    }
    findings
}
