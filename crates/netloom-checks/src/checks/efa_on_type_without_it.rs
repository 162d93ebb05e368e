//! EFA on instance types that have none.

use netloom_diag::Diagnostic;
use netloom_net::instance_types::lacks_efa;

use crate::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// EFA switched on for nodes of an instance type that has none. Types that are newer than
    /// netloom are accepted.
    /// ### Why it matters
    /// ParallelCluster rejects the cluster: "Instance type … does not support EFA".
    /// ### Example
    /// `InstanceType: c5.large` with `Efa: {Enabled: true}`
    /// ### Instead
    /// `InstanceType: c5n.18xlarge`, or no EFA.
    /// ### Source
    /// AWS ParallelCluster 3.16.1, `EfaValidator` and `InstancesEFAValidator`; Amazon EC2 API,
    /// `DescribeInstanceTypes`, `EfaSupported`.
    EFA_ON_TYPE_WITHOUT_IT = ("NET042", Error, "EFA on an instance type without it");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let resources = context.intent.queues.iter().flat_map(|queue| {
        let with_efa = queue.compute_resources.iter().filter(|resource| resource.has_efa.value);
        with_efa.map(move |resource| (queue, resource))
    });
    let findings = resources.flat_map(|(queue, resource)| {
        let without = resource.instance_types.iter().filter(|kind| lacks_efa(&kind.value));
        without.map(move |kind| {
            let message = format!("instance type `{}` does not support EFA", kind.value);
            Diagnostic::new(&EFA_ON_TYPE_WITHOUT_IT, kind.span(), message)
                .also(resource.has_efa.span(), "EFA is on")
                .about(format!("queue {}", queue.name.value))
                .help("use a type with EFA, such as `c5n.18xlarge`, or switch EFA off")
        })
    });
    // The queues of a 2.x cluster may share a section: one finding reports it.
    let mut findings: Vec<Diagnostic> = findings.collect();
    findings.dedup_by(|later, earlier| later.primary.span == earlier.primary.span);
    findings
}

#[cfg(test)]
mod tests {
    use crate::example::check_yaml;

    fn check(types: &str, expected: &[&str]) {
        check_yaml(
            "          InstanceType: c5.xlarge\n          MaxCount: 50\n",
            &format!(
                "          {types}\n          MaxCount: 5\n          Efa: {{Enabled: true}}\n          \
                 Networking: {{PlacementGroup: {{Enabled: true}}}}\n"
            ),
            expected,
        );
    }

    #[test]
    fn a_type_without_efa_is_found_alone_and_among_others() {
        check("InstanceType: c5.xlarge", &["NET042"]);
        check("Instances: [{InstanceType: c5n.18xlarge}, {InstanceType: c5n.large}]", &["NET042"]);
        check("InstanceType: c5n.18xlarge", &[]);
        check("InstanceType: c99n.18xlarge", &[]);
    }
}
