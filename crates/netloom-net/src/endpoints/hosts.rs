//! The host names by which nodes call services, for proxies and firewalls.

use crate::Partition;

/// Returns the host names of a service in a region, sorted as they are best read. `*` at the
/// beginning stands for one label or several, elsewhere for a number.
///
/// - `region`: as AWS writes it, known to this build or not.
///
/// # Source
/// botocore, `data/endpoints.json`; Amazon S3 User Guide, "Virtual hosting of general purpose
/// buckets"; AWS CloudFormation User Guide, "Create wait conditions in a template", for the host of
/// signals; Amazon ECR User Guide, "Amazon ECR interface VPC endpoints"; Amazon ECS Developer
/// Guide, "Amazon ECS container agent", for `ecs-a-*` and `ecs-t-*`.
#[must_use]
pub fn service_hosts(service: &str, region: &str) -> Vec<String> {
    let partition = Partition::of_region(region);
    let regional = format!("{region}.{}", partition.dns_suffix());
    match service {
        "s3" => vec![format!("s3.{regional}"), format!("*.s3.{regional}"), signals(region)],
        "ecr.api" => vec![format!("api.ecr.{regional}")],
        "ecr.dkr" => vec![format!("*.dkr.ecr.{regional}")],
        "ecs-agent" => vec![format!("ecs-a-*.{regional}")],
        "ecs-telemetry" => vec![format!("ecs-t-*.{regional}")],
        "route53" => vec![route53(partition)],
        _ => vec![format!("{service}.{regional}")],
    }
}

/// The bucket that takes the signals of nodes.
fn signals(region: &str) -> String {
    let suffix = Partition::of_region(region).dns_suffix();
    let bucket = format!("cloudformation-waitcondition-{region}");
    match region {
        "us-east-1" => format!("{bucket}.s3.{suffix}"),
        _ => format!("{bucket}.s3-{region}.{suffix}"),
    }
}

/// Amazon Route 53 has one host name in a partition.
///
/// # Source
/// botocore, `data/endpoints.json`, `route53` of each partition.
fn route53(partition: Partition) -> String {
    match partition {
        Partition::GovCloud => "route53.us-gov.amazonaws.com".to_owned(),
        _ => format!("route53.{}", partition.dns_suffix()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(service: &str, region: &str, expected: &[&str]) {
        assert_eq!(service_hosts(service, region), expected);
    }

    #[test]
    fn hosts_differ_by_service_and_partition() {
        check("logs", "eu-west-1", &["logs.eu-west-1.amazonaws.com"]);
        check("logs", "cn-north-1", &["logs.cn-north-1.amazonaws.com.cn"]);
        check("ec2", "us-iso-east-1", &["ec2.us-iso-east-1.c2s.ic.gov"]);
        check("ecr.dkr", "eu-west-1", &["*.dkr.ecr.eu-west-1.amazonaws.com"]);
        check("route53", "us-gov-west-1", &["route53.us-gov.amazonaws.com"]);
        let s3 = [
            "s3.us-west-2.amazonaws.com",
            "*.s3.us-west-2.amazonaws.com",
            "cloudformation-waitcondition-us-west-2.s3-us-west-2.amazonaws.com",
        ];
        check("s3", "us-west-2", &s3);
    }
}
