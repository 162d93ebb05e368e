//! Endpoints of services that the partition of the region does not have.

use netloom_diag::Diagnostic;
use netloom_net::Partition;
use netloom_net::endpoints::is_absent;

use crate::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// An endpoint of a service that no region of the partition has, as far as this build knows.
    /// ### Why it matters
    /// EC2 does not know the name of the endpoint, and the deployment fails.
    /// ### Example
    /// `Region: eu-isoe-west-1` with `Endpoints: [fsx]`.
    /// ### Instead
    /// Leave the service out of `Endpoints`; if the region has it by now, ignore the warning.
    /// ### Source
    /// botocore, `data/endpoints.json`; the version is in `docs/config.md`.
    SERVICE_THAT_THE_PARTITION_LACKS = ("NET091", Warning, "endpoint of a service that is not there");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let Some(region) = &context.intent.region else { return Vec::new() };
    let partition = Partition::of_region(&region.value);
    let lacking =
        context.plan.endpoints.iter().filter(|endpoint| is_absent(&endpoint.service, partition));
    let findings = lacking.map(|endpoint| {
        let message = format!(
            "there is to be an endpoint of `{}`, which no region of `{}` has",
            endpoint.service,
            partition.name()
        );
        Diagnostic::new(&SERVICE_THAT_THE_PARTITION_LACKS, endpoint.origin.span(), message)
            .also(region.span(), "the region")
            .about(format!("endpoint.{}", endpoint.service))
            .help("leave it out, unless `aws ec2 describe-vpc-endpoint-services` lists it")
    });
    findings.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Context;
    use crate::example::{EXAMPLE_YAML, check_yaml, planned};

    #[test]
    fn a_service_of_the_region_is_not_found() {
        check_yaml("Network:", "Network:\n  Endpoints: [fsx]", &[]);
    }

    #[test]
    fn a_service_that_the_partition_lacks_is_found() {
        let text = EXAMPLE_YAML
            .replace("eu-west-1", "eu-isoe-west-1")
            .replace("Network:\n", "Network:\n  Zones: [euiw1-az1]\n  Endpoints: [fsx, logs]\n");
        let (intent, plan) = planned("config.yaml", &text);
        let found = check(&Context::new(&intent, &plan));
        let about: Vec<&str> = found.iter().map(|finding| finding.about.as_str()).collect();
        assert_eq!(about, ["endpoint.fsx"]);
    }
}
