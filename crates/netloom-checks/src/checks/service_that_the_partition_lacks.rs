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
    use crate::example::check_yaml;

    #[test]
    fn services_are_looked_up_by_partition() {
        let with = |region: &str| {
            format!("Region: {region}\nNetwork:\n  Endpoints: [codebuild]\n  Zones: [xw1-az1]")
        };
        let _ = (check_yaml, with);
    }
}
