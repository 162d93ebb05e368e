//! VPC endpoints of AWS services: their kinds, and their names in every partition.
//!
//! The name of an endpoint is a prefix, the region and the service. The prefix goes by service and
//! region: outside of the commercial regions some services have one of their own.

mod hosts;
mod offered;
mod prefixes;

pub use self::hosts::service_hosts;
use self::offered::{ABSENT, OFFERED};
use crate::Partition;

/// How nodes reach a service through an endpoint.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum EndpointType {
    /// By routes to the service's prefix list; it costs nothing.
    Gateway,
    /// By network interfaces in subnets, which the service's own name leads to.
    Interface,
}

/// Returns the services that have VPC endpoints, sorted: `ec2`, `ecr.api`, `s3`.
///
/// # Source
/// AWS PrivateLink guide, "AWS services that integrate with AWS PrivateLink", as moto has recorded
/// it.
#[must_use]
pub fn endpoint_services() -> &'static [&'static str] {
    OFFERED
}

/// Returns whether a service has VPC endpoints.
#[must_use]
pub fn has_endpoints(service: &str) -> bool {
    OFFERED.binary_search(&service).is_ok()
}

/// Returns the type of endpoint that leads to a service; the free one where there are both.
///
/// # Source
/// AWS PrivateLink guide, "Gateway endpoints": for Amazon S3 and DynamoDB.
#[must_use]
pub fn endpoint_type(service: &str) -> EndpointType {
    if matches!(service, "s3" | "dynamodb") {
        EndpointType::Gateway
    } else {
        EndpointType::Interface
    }
}

/// Returns the name of a service's endpoint: `com.amazonaws.eu-west-1.s3`.
///
/// - `region`: as AWS writes it, known to this build or not; `${AWS::Region}` gives the name that
///   commercial regions have.
///
/// # Source
/// AWS ParallelCluster User Guide, "AWS ParallelCluster in a single subnet with no internet access",
/// for gateway endpoints in China; aws-cdk, `aws-ec2/lib/vpc-endpoint.ts`, for the rest.
#[must_use]
pub fn endpoint_name(service: &str, region: &str) -> String {
    let has_own = prefixes::services_with_own_prefix(region).contains(&service);
    let prefix = match endpoint_type(service) {
        EndpointType::Interface if has_own => prefixes::own_prefix(region),
        _ => prefixes::COMMON,
    };
    format!("{prefix}.{region}.{service}")
}

/// Returns what follows the region in the name of an AWS service's endpoint, of any partition.
#[must_use]
pub fn service_in_endpoint_name(name: &str) -> Option<&str> {
    let tail = prefixes::all().find_map(|prefix| name.strip_prefix(prefix)?.strip_prefix('.'))?;
    let (region, service) = tail.split_once('.')?;
    // The services that people offer each other are named by an id:
    // `com.amazonaws.vpce.eu-west-1.vpce-svc-…`.
    (region != "vpce").then_some(service)
}

/// Returns whether a partition lacks a service that has endpoints in the commercial regions, as far
/// as this build knows.
///
/// # Source
/// botocore, `data/endpoints.json`; the table has its version and date.
#[must_use]
pub fn is_absent(service: &str, partition: Partition) -> bool {
    let row = ABSENT.iter().find(|(name, _)| *name == partition.name());
    row.is_some_and(|(_, services)| services.binary_search(&service).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(service: &str, region: &str, expected: &str) {
        assert_eq!(endpoint_name(service, region), expected);
        assert_eq!(service_in_endpoint_name(expected), Some(service));
    }

    #[test]
    fn names_differ_by_service_and_partition() {
        check("s3", "eu-west-1", "com.amazonaws.eu-west-1.s3");
        check("ec2", "us-gov-west-1", "com.amazonaws.us-gov-west-1.ec2");
        check("ec2", "cn-north-1", "cn.com.amazonaws.cn-north-1.ec2");
        check("ecr.dkr", "cn-northwest-1", "cn.com.amazonaws.cn-northwest-1.ecr.dkr");
        // A gateway endpoint has the common prefix where the interface endpoint has another one.
        check("s3", "cn-north-1", "com.amazonaws.cn-north-1.s3");
        check("logs", "cn-north-1", "com.amazonaws.cn-north-1.logs");
        check("ec2", "us-iso-east-1", "gov.ic.c2s.us-iso-east-1.ec2");
        check("logs", "us-iso-east-1", "com.amazonaws.us-iso-east-1.logs");
        check("ec2", "us-isob-west-1", "com.amazonaws.us-isob-west-1.ec2");
        check("sqs", "us-isob-east-1", "gov.sgov.sc2s.us-isob-east-1.sqs");
        check("ecr.api", "eu-isoe-west-1", "uk.adc-e.cloud.eu-isoe-west-1.ecr.api");
        check("ecr.api", "us-isof-south-1", "gov.ic.hci.csp.us-isof-south-1.ecr.api");
        check("ecr.api", "eusc-de-east-1", "eu.amazonaws.eusc-de-east-1.ecr.api");
        check("ec2", "eusc-de-east-1", "com.amazonaws.eusc-de-east-1.ec2");
        check("logs", "${AWS::Region}", "com.amazonaws.${AWS::Region}.logs");
    }

    #[test]
    fn services_of_others_have_no_name_of_aws() {
        for name in
            ["com.amazonaws.vpce.eu-west-1.vpce-svc-0123", "aws.sagemaker.eu-west-1.notebook"]
        {
            assert_eq!(service_in_endpoint_name(name), None, "{name}");
        }
    }

    #[test]
    fn what_a_partition_lacks_is_known() {
        assert!(OFFERED.is_sorted() && ABSENT.is_sorted());
        assert!(ABSENT.iter().all(|(_, services)| services.is_sorted()));
        assert!(is_absent("fsx", Partition::IsoE));
        assert!(!is_absent("fsx", Partition::IsoB));
        assert!(!is_absent("fsx", Partition::Commercial));
        assert!(has_endpoints("ssmmessages") && !has_endpoints("route53") && !has_endpoints("iam"));
    }
}
