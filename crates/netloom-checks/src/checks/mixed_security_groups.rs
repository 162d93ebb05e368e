//! Own security groups on some nodes only.

use netloom_config::intent::NodeSecurity;
use netloom_diag::Diagnostic;

use crate::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// Security groups of the config in the place of those of the cluster, on some nodes and not on others.
    /// ### Why it matters
    /// No rule is added to the groups that the config brings. What the others need from these nodes (Slurm, NFS,
    /// everything between compute nodes) must be in them already.
    /// ### Example
    /// `SecurityGroups` on a queue and not on the head node.
    /// ### Instead
    /// `AdditionalSecurityGroups`, or `SecurityGroups` on all nodes.
    /// ### Source
    /// AWS ParallelCluster 3.1.1, `MixedSecurityGroupOverwriteValidator`.
    MIXED_SECURITY_GROUPS = ("NET052", Warning, "own security groups on some nodes only");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let intent = context.intent;
    let queues = intent.queues.iter().map(|queue| &queue.security);
    let all: Vec<&NodeSecurity> = std::iter::once(&intent.head.security).chain(queues).collect();
    let own = all.iter().find_map(|security| security.replacing.first());
    let is_mixed = all.iter().any(|security| security.replacing.is_empty());
    let Some(own) = own.filter(|_| is_mixed) else { return Vec::new() };
    let message = format!("`{}` stands in for the cluster's groups on some nodes and not on others", own.value);
    let finding = Diagnostic::new(&MIXED_SECURITY_GROUPS, own.span(), message)
        .label("its own rules must admit what the other nodes need")
        .help("write `AdditionalSecurityGroups` to keep the cluster's groups beside it")
        .help("or give all nodes `SecurityGroups`");
    vec![finding]
}

#[cfg(test)]
mod tests {
    use crate::example::check_yaml;

    #[test]
    fn a_queue_with_a_group_of_its_own_is_found() {
        check_yaml(
            "    ElasticIp: true",
            "    ElasticIp: true\n    SecurityGroups: [sg-0123456789abcdef0]",
            &["NET052"],
        );
    }
}
