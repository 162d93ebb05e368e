//! Services of AWS, by what follows the region in the names of their endpoints.

mod names;

/// Returns the services that this build knows, sorted: `ec2`, `ecr.api`, `s3`.
///
/// # Source
/// AWS PrivateLink guide, "AWS services that integrate with AWS PrivateLink", as moto has recorded
/// it; botocore, the endpoint prefixes of all services, for those without an endpoint of that kind.
#[must_use]
pub fn service_names() -> &'static [&'static str] {
    names::NAMES
}

/// Returns whether this build knows a service of AWS by this name.
#[must_use]
pub fn is_service_name(name: &str) -> bool {
    names::NAMES.binary_search(&name).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_are_found_by_their_exact_names() {
        assert!(service_names().is_sorted());
        for name in ["s3", "ecr.api", "ecr.dkr", "pcs", "ssmmessages", "iam", "sagemaker.runtime"] {
            assert!(is_service_name(name), "{name}");
        }
        for name in ["foo", "S3", "", "com.amazonaws.eu-west-1.s3"] {
            assert!(!is_service_name(name), "{name}");
        }
    }
}
