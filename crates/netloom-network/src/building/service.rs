//! Names of services.

use netloom_net::endpoints::service_in_endpoint_name;

/// Returns what follows the region: `s3` of `com.amazonaws.eu-west-1.s3`; the whole name of any
/// else's service.
///
/// # Source
/// AWS PrivateLink Guide, "AWS services that integrate with AWS PrivateLink":
/// `com.amazonaws.region.service`, in some partitions with a prefix of their own.
pub(crate) fn service_in_name(name: &str) -> String {
    service_in_endpoint_name(name).unwrap_or(name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_are_named_by_what_follows_the_region() {
        for (name, service) in [
            ("com.amazonaws.eu-west-1.s3", "s3"),
            ("cn.com.amazonaws.cn-north-1.ecr.api", "ecr.api"),
            (
                "com.amazonaws.vpce.eu-west-1.vpce-svc-0123",
                "com.amazonaws.vpce.eu-west-1.vpce-svc-0123",
            ),
            ("aws.sagemaker.eu-west-1.notebook", "aws.sagemaker.eu-west-1.notebook"),
        ] {
            assert_eq!(service_in_name(name), service);
        }
    }
}
