//! Names of services.

/// Returns what follows the region: `s3` of `com.amazonaws.eu-west-1.s3`; the whole name of any
/// else's service.
///
/// # Source
/// AWS PrivateLink Guide, "AWS services that integrate with AWS PrivateLink":
/// `com.amazonaws.region.service`, in China for some services `cn.com.amazonaws.region.service`.
pub(crate) fn service_in_name(name: &str) -> String {
    let tail =
        ["cn.com.amazonaws.", "com.amazonaws."].iter().find_map(|domain| name.strip_prefix(domain));
    let service = tail.and_then(|tail| tail.split_once('.')).map(|(_, service)| service);
    // The services that people offer each other are named by an id:
    // `com.amazonaws.vpce.eu-west-1.vpce-svc-…`.
    let is_of_others = tail.is_some_and(|tail| tail.starts_with("vpce."));
    service.filter(|_| !is_of_others).unwrap_or(name).to_owned()
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
