//! What CloudFormation does to a resource when one of its properties changes.
//!
//! # Source
//! The resource provider schemas of CloudFormation, as `data/update-behaviour.json` says in its
//! head; `tools/resource-tables.py` writes it. What only interrupts is not in the schemas but on
//! the page of each type in the CloudFormation User Guide ("Update requires: Some interruptions"),
//! looked up 2026-11.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

/// What a change does to one resource, from harmless to harmful.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// None: the template is for another stack, and the old one stays as it is.
    OtherStack,
    /// Changed while it works.
    NoInterruption,
    /// Changed, with a break.
    SomeInterruption,
    /// A type that the table does not hold: what happens is not known here.
    Unknown,
    /// Replaced, depending on values that the template does not tell.
    MayReplace,
    /// Recreated with another id; the old one is deleted.
    Replacement,
    /// The update stops here and is rolled back, or ends without what the template says.
    WillFail,
}

#[derive(Deserialize)]
struct Table {
    date: String,
    types: BTreeMap<String, Row>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Row {
    create_only: Vec<String>,
    conditional: Vec<String>,
    write_only: Vec<String>,
    unordered: Vec<String>,
    named_by: Vec<String>,
}

static JSON: &str = include_str!("../data/update-behaviour.json");

/// Properties whose update interrupts and does not replace.
///
/// # Source
/// AWS CloudFormation Template Reference, the pages of these types, "Update requires: Some
/// interruptions". The schema of `AWS::RDS::DBInstance` has the same as conditional replacements;
/// Amazon RDS User Guide, "Settings for DB instances": none of them makes another instance.
const INTERRUPTING: [(&str, &str); 21] = [
    ("AWS::EC2::Instance", "InstanceType"),
    ("AWS::EC2::Instance", "EbsOptimized"),
    ("AWS::EC2::Instance", "UserData"),
    ("AWS::EC2::Instance", "KernelId"),
    ("AWS::EC2::Instance", "RamdiskId"),
    ("AWS::EC2::Instance", "Affinity"),
    ("AWS::EC2::Instance", "HostId"),
    ("AWS::EC2::Instance", "Tenancy"),
    ("AWS::EC2::VPNConnection", "VpnGatewayId"),
    ("AWS::EC2::VPNConnection", "TransitGatewayId"),
    ("AWS::EC2::VPNConnection", "CustomerGatewayId"),
    ("AWS::EC2::TransitGateway", "TransitGatewayCidrBlocks"),
    ("AWS::RDS::DBInstance", "AutoMinorVersionUpgrade"),
    ("AWS::RDS::DBInstance", "BackupRetentionPeriod"),
    ("AWS::RDS::DBInstance", "DBInstanceClass"),
    ("AWS::RDS::DBInstance", "DBParameterGroupName"),
    ("AWS::RDS::DBInstance", "EngineVersion"),
    ("AWS::RDS::DBInstance", "MonitoringInterval"),
    ("AWS::RDS::DBInstance", "MultiAZ"),
    ("AWS::RDS::DBInstance", "PerformanceInsightsKMSKeyId"),
    ("AWS::RDS::DBInstance", "PreferredMaintenanceWindow"),
];

/// Lists that are sets although no schema says so.
///
/// # Source
/// AWS CloudFormation Template Reference, the pages of these types; the APIs behind them
/// (`ModifyNetworkInterfaceAttribute`, `CreateLaunchTemplate`, `UpdateFunctionConfiguration`,
/// `CreateFileSystem` and so on) take groups, tables and subnets of this kind without an order.
/// Subnets of `AWS::FSx::FileSystem` are no such list: the first one may be the preferred one.
const SETS: [(&str, &str); 18] = [
    ("AWS::AutoScaling::LaunchConfiguration", "SecurityGroups"),
    ("AWS::EC2::ClientVpnEndpoint", "SecurityGroupIds"),
    ("AWS::EC2::Instance", "SecurityGroupIds"),
    ("AWS::EC2::LaunchTemplate", "LaunchTemplateData.NetworkInterfaces.*.Groups"),
    ("AWS::EC2::LaunchTemplate", "LaunchTemplateData.SecurityGroupIds"),
    ("AWS::EC2::NetworkInterface", "GroupSet"),
    ("AWS::EC2::PrefixList", "Entries"),
    ("AWS::EC2::TransitGateway", "TransitGatewayCidrBlocks"),
    ("AWS::EC2::VPNGatewayRoutePropagation", "RouteTableIds"),
    ("AWS::ElasticLoadBalancing::LoadBalancer", "SecurityGroups"),
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", "SecurityGroups"),
    ("AWS::FSx::FileSystem", "OntapConfiguration.RouteTableIds"),
    ("AWS::FSx::FileSystem", "OpenZFSConfiguration.RouteTableIds"),
    ("AWS::FSx::FileSystem", "SecurityGroupIds"),
    ("AWS::Lambda::Function", "VpcConfig.SecurityGroupIds"),
    ("AWS::Lambda::Function", "VpcConfig.SubnetIds"),
    ("AWS::RDS::DBCluster", "VpcSecurityGroupIds"),
    ("AWS::RDS::DBInstance", "VPCSecurityGroups"),
];

/// Names that a template chooses and AWS takes once, of types whose identifier is another one.
///
/// # Source
/// The errors of the APIs: `InvalidGroup.Duplicate`,
/// `InvalidLaunchTemplateName.AlreadyExistsException`, `DuplicateLoadBalancerName`,
/// `EntityAlreadyExists`, `ResourceExistsException` and so on; AWS CloudFormation User Guide, "Name
/// type".
const NAMES: [(&str, &str); 9] = [
    ("AWS::Batch::ComputeEnvironment", "ComputeEnvironmentName"),
    ("AWS::Batch::JobQueue", "JobQueueName"),
    ("AWS::EC2::LaunchTemplate", "LaunchTemplateName"),
    ("AWS::EC2::SecurityGroup", "GroupName"),
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", "Name"),
    ("AWS::ElasticLoadBalancingV2::TargetGroup", "Name"),
    ("AWS::IAM::ManagedPolicy", "ManagedPolicyName"),
    ("AWS::SecretsManager::Secret", "Name"),
    ("AWS::SQS::Queue", "QueueName"),
];

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    // The file is part of the program; a test reads it.
    TABLE.get_or_init(|| {
        serde_json::from_str(JSON)
            .unwrap_or_else(|_| Table { date: String::new(), types: BTreeMap::new() })
    })
}

/// Returns the day on which the schemas were published.
#[must_use]
pub fn schema_date() -> &'static str {
    &table().date
}

/// Returns whether the table holds a type.
#[must_use]
pub fn is_known(kind: &str) -> bool {
    table().types.contains_key(kind)
}

/// Returns what a change at this path does.
///
/// - `path`: names of properties with dots, items of lists as `*`: `Tags`,
///   `DnsOptions.DnsRecordIpType`.
#[must_use]
pub fn effect_of(kind: &str, path: &str) -> Effect {
    let Some(row) = table().types.get(kind) else { return Effect::Unknown };
    if is_listed(&row.create_only, path) {
        Effect::Replacement
    } else if INTERRUPTING.iter().any(|(of, property)| *of == kind && meets(property, path)) {
        Effect::SomeInterruption
    } else if is_listed(&row.conditional, path) {
        Effect::MayReplace
    } else {
        Effect::NoInterruption
    }
}

/// Returns whether CloudFormation never reads the property back, so that drift in it stays unseen.
#[must_use]
pub fn is_write_only(kind: &str, path: &str) -> bool {
    let holds = |pattern: &String| {
        meets(pattern, path) && pattern.split('.').count() <= path.split('.').count()
    };
    table().types.get(kind).is_some_and(|row| row.write_only.iter().any(holds))
}

/// Returns whether the order of a list means nothing.
///
/// - `path`: as [`effect_of`] takes it.
#[must_use]
pub fn is_set(kind: &str, path: &str) -> bool {
    let is_listed =
        table().types.get(kind).is_some_and(|row| row.unordered.iter().any(|name| name == path));
    is_listed || path == "Tags" || SETS.contains(&(kind, path))
}

/// Returns the properties that together name a resource, where the template chooses all of them;
/// AWS takes them once.
#[must_use]
pub fn named_by(kind: &str) -> Vec<&'static str> {
    let identifier = table().types.get(kind).map_or(&[][..], |row| &row.named_by);
    if !identifier.is_empty() {
        return identifier.iter().map(String::as_str).collect();
    }
    NAMES.iter().filter(|(of, _)| *of == kind).map(|(_, name)| *name).collect()
}

fn is_listed(patterns: &[String], path: &str) -> bool {
    patterns.iter().any(|pattern| meets(pattern, path))
}

/// Whether one of them is, or lies within, the other.
fn meets(pattern: &str, path: &str) -> bool {
    let (mut pattern, mut path) = (pattern.split('.'), path.split('.'));
    loop {
        match (pattern.next(), path.next()) {
            (Some(a), Some(b)) if a == b || a == "*" || b == "*" => {}
            (Some(_), Some(_)) => return false,
            _ => return true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read() {
        assert!(table().types.len() > 300);
        assert!(schema_date() >= "2026-10-20");
    }

    /// Every type that netloom writes or follows, from the files that list them.
    fn types_of_netloom() -> Vec<&'static str> {
        let files = [
            include_str!("../../netloom-cfn/src/resources.rs"),
            include_str!("../../netloom-network/src/from_template.rs"),
            include_str!("../../netloom-network/src/from_template/kinds.rs"),
        ];
        let texts = files.into_iter().flat_map(|file| file.split('"'));
        texts
            .filter(|text| {
                text.matches("::").count() == 2 && text.starts_with("AWS::") && !text.ends_with(':')
            })
            .collect()
    }

    #[test]
    fn the_table_holds_every_type_that_netloom_writes_or_follows() {
        let types = types_of_netloom();
        assert!(
            types.len() > 70
                && types.contains(&"AWS::EC2::EIPAssociation")
                && types.contains(&"AWS::EFS::MountTarget")
        );
        // Types that hold or attach others: what an update does to one is unknown, and reviews say
        // so.
        let containers = [
            "AWS::FMS::Policy",
            "AWS::Serverless::Application",
            "AWS::Serverless::Function",
            "AWS::ServiceCatalog::CloudFormationProvisionedProduct",
            "AWS::VpcLattice::ResourceGateway",
        ];
        let types = types.into_iter().filter(|kind| !containers.contains(kind));
        let unknown: Vec<&str> = types.filter(|kind| !is_known(kind)).collect();
        assert_eq!(unknown, Vec::<&str>::new());
    }

    #[test]
    fn what_replaces_replaces() {
        for (kind, path, effect) in [
            ("AWS::EC2::Subnet", "CidrBlock", Effect::Replacement),
            ("AWS::EC2::Subnet", "MapPublicIpOnLaunch", Effect::NoInterruption),
            ("AWS::EC2::Subnet", "Ipv6CidrBlock", Effect::MayReplace),
            ("AWS::EC2::Route", "NatGatewayId", Effect::NoInterruption),
            ("AWS::EC2::VPCEndpoint", "DnsOptions.PrivateDnsPreference", Effect::Replacement),
            ("AWS::EC2::VPCEndpoint", "DnsOptions.DnsRecordIpType", Effect::NoInterruption),
            ("AWS::EC2::VPCEndpoint", "DnsOptions", Effect::Replacement),
            ("AWS::EC2::Instance", "InstanceType", Effect::SomeInterruption),
            ("Custom::LiveResource", "Any", Effect::Unknown),
        ] {
            assert_eq!(effect_of(kind, path), effect, "{kind} {path}");
        }
    }

    #[test]
    fn a_part_that_is_write_only_does_not_make_the_whole_so() {
        assert!(is_write_only("AWS::EC2::NatGateway", "MaxDrainDurationSeconds"));
        assert!(!is_write_only("AWS::EC2::SecurityGroup", "SecurityGroupIngress"));
    }

    #[test]
    fn rules_and_tags_are_sets() {
        assert!(is_set("AWS::EC2::SecurityGroup", "SecurityGroupIngress"));
        assert!(
            is_set("AWS::EC2::VPCEndpoint", "SubnetIds") && is_set("Custom::LiveResource", "Tags")
        );
        assert!(is_set("AWS::Batch::ComputeEnvironment", "ComputeResources.Subnets"));
        assert!(is_set(
            "AWS::EC2::LaunchTemplate",
            "LaunchTemplateData.NetworkInterfaces.*.Groups"
        ));
        assert!(!is_set("AWS::Batch::JobQueue", "ComputeEnvironmentOrder"));
        assert!(!is_set("AWS::FSx::FileSystem", "SubnetIds"));
    }

    #[test]
    fn only_what_names_a_resource_whole_is_its_name() {
        assert_eq!(named_by("AWS::S3::Bucket"), ["BucketName"]);
        assert_eq!(named_by("AWS::EC2::SecurityGroup"), ["GroupName"]);
        // Many routes have one table, and AWS names the rest.
        for kind in [
            "AWS::EC2::Route",
            "AWS::EC2::VPCGatewayAttachment",
            "AWS::EC2::VPCCidrBlock",
            "AWS::Route53::RecordSet",
        ] {
            assert_eq!(named_by(kind), Vec::<&str>::new(), "{kind}");
        }
    }
}
