//! Prefixes of endpoint names.

/// The prefix that most services have everywhere.
pub(super) const COMMON: &str = "com.amazonaws";

/// The prefixes that some services have outside of the commercial regions, by the beginning of the
/// region's name.
const OWN: [(&str, &str); 6] = [
    ("cn-", "cn.com.amazonaws"),
    ("eusc-", "eu.amazonaws"),
    ("us-isof-", "gov.ic.hci.csp"),
    ("us-isob-", "gov.sgov.sc2s"),
    ("us-iso-", "gov.ic.c2s"),
    ("eu-isoe-", "uk.adc-e.cloud"),
];

/// Returns every prefix.
pub(super) fn all() -> impl Iterator<Item = &'static str> {
    std::iter::once(COMMON).chain(OWN.into_iter().map(|(_, prefix)| prefix))
}

/// Returns the prefix that some services of a region have of their own.
pub(super) fn own_prefix(region: &str) -> &'static str {
    OWN.into_iter().find(|(start, _)| region.starts_with(start)).map_or(COMMON, |(_, own)| own)
}

/// Returns the services whose interface endpoints have the region's own prefix, sorted.
///
/// # Source
/// aws-cdk, `packages/aws-cdk-lib/aws-ec2/lib/vpc-endpoint.ts`,
/// `InterfaceVpcEndpointAwsService.getDefaultEndpointPrefix`, read 2026-11.
pub(super) fn services_with_own_prefix(region: &str) -> &'static [&'static str] {
    match region {
        "cn-north-1" => CN_NORTH_1,
        "cn-northwest-1" => CN_NORTHWEST_1,
        "eusc-de-east-1" => &["ecr.api", "ecr.dkr", "execute-api", "securityhub"],
        "us-iso-east-1" => US_ISO_EAST_1,
        "us-iso-west-1" => US_ISO_WEST_1,
        "us-isob-east-1" => US_ISOB_EAST_1,
        "us-isob-west-1" => &["ecr.api", "ecr.dkr", "elasticfilesystem-fips", "execute-api"],
        "us-isof-south-1" | "us-isof-east-1" | "eu-isoe-west-1" => {
            &["ebs", "ecr.api", "ecr.dkr", "execute-api"]
        }
        _ => &[],
    }
}

const CN_NORTH_1: &[&str] = &[
    "application-autoscaling",
    "appmesh-envoy-management",
    "athena",
    "autoscaling",
    "awsconnector",
    "backup",
    "batch",
    "cassandra",
    "cloudcontrolapi",
    "cloudformation",
    "codedeploy-commands-secure",
    "databrew",
    "dms",
    "ebs",
    "ec2",
    "ecr.api",
    "ecr.dkr",
    "eks",
    "elasticache",
    "elasticbeanstalk",
    "elasticfilesystem",
    "elasticfilesystem-fips",
    "emr-containers",
    "execute-api",
    "fsx",
    "imagebuilder",
    "iot.data",
    "iotsitewise.api",
    "iotsitewise.data",
    "kinesis-streams",
    "lambda",
    "license-manager",
    "monitoring",
    "rds",
    "redshift",
    "redshift-data",
    "s3",
    "sagemaker.api",
    "sagemaker.featurestore-runtime",
    "sagemaker.runtime",
    "securityhub",
    "servicecatalog",
    "sms",
    "sqs",
    "states",
    "sts",
    "sync-states",
    "synthetics",
    "transcribe",
    "transcribestreaming",
    "transfer",
    "xray",
];

const CN_NORTHWEST_1: &[&str] = &[
    "account",
    "application-autoscaling",
    "appmesh-envoy-management",
    "athena",
    "autoscaling",
    "awsconnector",
    "backup",
    "batch",
    "cassandra",
    "cloudcontrolapi",
    "cloudformation",
    "codedeploy-commands-secure",
    "databrew",
    "dms",
    "ebs",
    "ec2",
    "ecr.api",
    "ecr.dkr",
    "eks",
    "elasticache",
    "elasticbeanstalk",
    "elasticfilesystem",
    "elasticfilesystem-fips",
    "emr-containers",
    "execute-api",
    "fsx",
    "imagebuilder",
    "iot.data",
    "kinesis-streams",
    "lambda",
    "license-manager",
    "monitoring",
    "polly",
    "rds",
    "redshift",
    "redshift-data",
    "s3",
    "sagemaker.api",
    "sagemaker.featurestore-runtime",
    "sagemaker.runtime",
    "securityhub",
    "servicecatalog",
    "sms",
    "sqs",
    "states",
    "sts",
    "sync-states",
    "synthetics",
    "transcribe",
    "transcribestreaming",
    "transfer",
    "workspaces",
    "xray",
];

const US_ISO_EAST_1: &[&str] = &[
    "application-autoscaling",
    "athena",
    "autoscaling",
    "comprehend",
    "diode-messaging",
    "diode-messaging-proxy",
    "ebs",
    "ec2",
    "ecr.api",
    "ecr.dkr",
    "elasticfilesystem",
    "elasticfilesystem-fips",
    "execute-api",
    "sagemaker.api",
    "sagemaker.runtime",
    "sns",
    "sqs",
    "textract",
    "textract-fips",
    "transcribe",
    "workspaces",
];

const US_ISO_WEST_1: &[&str] = &[
    "autoscaling",
    "ebs",
    "ec2",
    "ecr.api",
    "ecr.dkr",
    "elasticfilesystem",
    "elasticfilesystem-fips",
    "execute-api",
    "monitoring",
    "sns",
    "sqs",
    "workspaces",
];

const US_ISOB_EAST_1: &[&str] = &[
    "application-autoscaling",
    "autoscaling",
    "diode-messaging",
    "diode-messaging-proxy",
    "ebs",
    "ec2",
    "ecr.api",
    "ecr.dkr",
    "elasticfilesystem",
    "elasticfilesystem-fips",
    "execute-api",
    "sagemaker.api",
    "sagemaker.runtime",
    "sns",
    "sqs",
    "workspaces",
];
