//! What a change does, beyond the table: parts of values, references, policies.

use super::{check, compare, told};
use crate::Severity;
use crate::data_loss::Contents;

#[test]
fn a_part_that_can_be_set_only_once_does_not_make_the_whole_so() {
    let endpoint = |options: &str| {
        format!(
            "  E: {{Type: AWS::EC2::VPCEndpoint, Properties: {{VpcId: vpc-1, ServiceName: \
             s{options}}}}}\n"
        )
    };
    for (options, effect) in [
        ("{DnsRecordIpType: ipv4}", "NoInterruption"),
        ("{PrivateDnsPreference: ALL_DOMAINS}", "Replacement"),
        ("{}", "NoInterruption"),
    ] {
        let review = compare(&endpoint(""), &endpoint(&format!(", DnsOptions: {options}")));
        assert_eq!(told(&review).trim(), format!("~ E {effect}; DnsOptions - -> {options}"));
    }
}

#[test]
fn a_reference_counts_where_it_stands() {
    let old = "
  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: vpc-1, CidrBlock: 10.0.0.0/24}}
  Fleet: {Type: AWS::Batch::ComputeEnvironment, Properties: {Type: MANAGED, ComputeResources: \
               {Type: EC2, Subnets: [!Ref Subnet]}}}
";
    let review = compare(old, &old.replace("10.0.0.0/24", "10.0.9.0/24"));
    assert_eq!(
        told(&review).trim(),
        "~ Subnet Replacement; CidrBlock 10.0.0.0/24 -> 10.0.9.0/24\n~ Fleet MayReplace"
    );
    let fleet = review.resources.last().expect("the fleet");
    assert_eq!(fleet.reasons, ["`ComputeResources.Subnets` refers to `Subnet`, which is replaced"]);
}

#[test]
fn a_reference_in_what_can_be_changed_is_changed() {
    let old = "
  Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: vpc-1}}
  S3: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: vpc-1, ServiceName: s, RouteTableIds: \
               [!Ref Table]}}
";
    let review = compare(
        old,
        &old.replace(
            "RouteTable, Properties: {VpcId: vpc-1",
            "RouteTable, Properties: {VpcId: vpc-2",
        ),
    );
    assert_eq!(
        told(&review).trim(),
        "~ Table Replacement; VpcId vpc-1 -> vpc-2\n~ S3 NoInterruption"
    );
}

#[test]
fn a_new_version_of_a_launch_template_reaches_who_asks_for_the_latest() {
    let old = "
  Launch: {Type: AWS::EC2::LaunchTemplate, Properties: {LaunchTemplateData: {InstanceType: \
               c5.large}}}
  Latest: {Type: AWS::EC2::Instance, Properties: {LaunchTemplate: {LaunchTemplateId: !Ref Launch, \
               Version: !GetAtt Launch.LatestVersionNumber}}}
  First: {Type: AWS::EC2::Instance, Properties: {LaunchTemplate: {LaunchTemplateId: !Ref Launch, \
               Version: '1'}}}
";
    let review = compare(old, &old.replace("c5.large", "c5.xlarge"));
    assert_eq!(
        told(&review).trim(),
        "~ Latest Replacement\n~ Launch NoInterruption; LaunchTemplateData.InstanceType c5.large \
         -> c5.xlarge"
    );
}

#[test]
fn a_policy_that_goes_is_told() {
    let old = "  Disk: {Type: AWS::EFS::FileSystem, DeletionPolicy: Retain, UpdateReplacePolicy: \
               Retain, Properties: {Encrypted: true}}\n";
    let review = compare(old, &old.replace("DeletionPolicy: Retain", "DeletionPolicy: Delete"));
    assert_eq!(told(&review).trim(), "~ Disk NoInterruption; DeletionPolicy Retain -> Delete");
    let review = compare(old, &old.replace("Encrypted: true", "Encrypted: false"));
    let disk = review.resources.first().expect("the disk");
    assert!(disk.is_retained && told(&review).starts_with("~ Disk Replacement"), "{disk:?}");
}

#[test]
fn sets_within_values_are_sets() {
    let old = "  F: {Type: AWS::Lambda::Function, Properties: {Role: r, Code: {ZipFile: x}, \
               VpcConfig: {SubnetIds: [subnet-1, subnet-2]}}}\n";
    assert_eq!(told(&compare(old, &old.replace("subnet-1, subnet-2", "subnet-2, subnet-1"))), "");
    let review = compare(old, &old.replace("subnet-1, subnet-2", "subnet-3, subnet-1, subnet-2"));
    assert_eq!(told(&review).trim(), "~ F NoInterruption; VpcConfig.SubnetIds - -> subnet-3");
}

#[test]
fn what_has_an_order_keeps_it() {
    let queue = |order: &str| {
        format!(
            "  Q: {{Type: AWS::Batch::JobQueue, Properties: {{Priority: 1, \
             ComputeEnvironmentOrder: [{order}]}}}}\n"
        )
    };
    let review = compare(&queue("a, b"), &queue("b, a"));
    assert_eq!(
        told(&review).trim(),
        "~ Q NoInterruption; ComputeEnvironmentOrder[0] a -> b; ComputeEnvironmentOrder[1] b -> a"
    );
}

#[test]
fn another_tag_hurts_nobody() {
    check(&[("Value: hpc", "Value: net")], "~ Subnet NoInterruption; Tags.Owner hpc -> net");
}

#[test]
fn what_is_deleted_with_its_contents_is_told_and_weighs() {
    let said = |old: &str, new: &str| {
        let review = compare(old, new);
        let told: Vec<String> = review
            .resources
            .iter()
            .map(|change| {
                format!(
                    "{} {:?} {}",
                    change.id,
                    change.contents,
                    change.reasons.last().map_or("", String::as_str)
                )
            })
            .collect();
        (review.severity, told.join("\n"))
    };
    let fs = |policy: &str, encrypted: bool| {
        format!(
            "  Fs: {{Type: AWS::EFS::FileSystem, {policy} Properties: {{Encrypted: \
             {encrypted}}}}}\n"
        )
    };
    let lost = "Fs Some(Deleted) its contents are deleted with it unless a backup has them; \
                `UpdateReplacePolicy: Retain` keeps it";
    assert_eq!(said(&fs("", false), &fs("", true)), (Severity::Critical, lost.to_owned()));
    // No snapshot can be made of a file system, so CloudFormation deletes it.
    let snapshot = "UpdateReplacePolicy: Snapshot,";
    assert_eq!(said(&fs(snapshot, false), &fs(snapshot, true)).1, lost);
    let kept = "UpdateReplacePolicy: Retain,";
    assert_eq!(
        said(&fs("", false), &fs(kept, true)).1,
        "Fs None a change of `Encrypted` recreates the resource"
    );
    // Taking it out of the template is another policy.
    let vpc = "  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}\n";
    let removed = said(&(fs(kept, false) + vpc), vpc);
    assert!(
        removed.0 == Severity::Critical
            && removed.1.contains("`DeletionPolicy: Retain`, in an update before"),
        "{removed:?}"
    );
    assert_eq!(
        said(&(fs("DeletionPolicy: Retain,", false) + vpc), vpc),
        (Severity::Medium, "Fs None ".to_owned())
    );
}

#[test]
fn databases_leave_snapshots_and_buckets_stand_in_the_way() {
    let contents =
        |old: &str, new: &str| compare(old, new).resources.first().map(|change| change.contents);
    let vpc = "  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}\n";
    let db = |more: &str| {
        format!(
            "{vpc}  Db: {{Type: AWS::RDS::DBInstance, Properties: {{DBInstanceClass: \
             db.t3.small{more}}}}}\n"
        )
    };
    assert_eq!(contents(&db(""), vpc), Some(Some(Contents::InSnapshot)));
    assert_eq!(
        contents(&db(", DBClusterIdentifier: c"), vpc),
        Some(None),
        "its data is the cluster's"
    );
    let encrypted = db(", StorageEncrypted: true");
    assert_eq!(
        contents(&db(", StorageEncrypted: false"), &encrypted),
        Some(Some(Contents::Deleted)),
        "no default there"
    );
    let bucket = |name: &str| {
        format!("  B: {{Type: AWS::S3::Bucket, Properties: {{BucketName: {name}}}}}\n")
    };
    assert_eq!(contents(&bucket("one"), &bucket("other")), Some(Some(Contents::InTheWay)));
    let address = |policy: &str| {
        format!("{vpc}  Ip: {{Type: AWS::EC2::EIP, {policy} Properties: {{Domain: vpc}}}}\n")
    };
    assert_eq!(contents(&address(""), vpc), Some(Some(Contents::Released)));
    assert_eq!(contents(&address("DeletionPolicy: Retain,"), vpc), Some(None));
    // What may be replaced may lose what is in it.
    let review = compare(
        "  Db: {Type: AWS::RDS::DBInstance, Properties: {Engine: mysql}}\n",
        "  Db: {Type: AWS::RDS::DBInstance, Properties: {Engine: mariadb}}\n",
    );
    let change = review.resources.first().expect("the database");
    assert!(
        change.contents == Some(Contents::MayBeDeleted)
            && change.reasons.iter().any(|why| why.starts_with("if it is replaced: ")),
        "{change:?}"
    );
    assert_eq!(review.severity, Severity::Critical);
}
