//! EFA with a security group that the config brings along.

use netloom_diag::Diagnostic;

use crate::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// Nodes with EFA whose security group the config brings along.
    /// ### Why it matters
    /// EFA needs a group that admits everything to and from itself; ParallelCluster refuses the
    /// cluster otherwise. The rules of an existing group are not known here.
    /// ### Example
    /// `Efa: {Enabled: true}` with `SecurityGroups` on the queue.
    /// ### Instead
    /// Look at the group's rules: all protocols, source and destination the group itself.
    /// ### Source
    /// Amazon EC2 User Guide, "Get started with EFA", step 1; AWS ParallelCluster,
    /// `EfaSecurityGroupValidator`.
    EFA_WITH_OWN_SECURITY_GROUP = ("NET053", Info, "EFA with a security group of its own");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let queues = context
        .intent
        .queues
        .iter()
        .filter(|queue| queue.compute_resources.iter().any(|resource| resource.has_efa.value));
    let findings = queues.filter_map(|queue| {
        let group = queue.security.replacing.first()?;
        let message =
            format!("`{}` must admit everything to and from itself, as EFA needs it", group.value);
        Some(
            Diagnostic::new(&EFA_WITH_OWN_SECURITY_GROUP, group.span(), message)
                .about(format!("queue {}", queue.name.value))
                .help(format!(
                    "look: `aws ec2 describe-security-groups --group-ids {}`",
                    group.value
                )),
        )
    });
    // The queues of a 2.x cluster share one group: one finding says it.
    let mut findings: Vec<Diagnostic> = findings.collect();
    findings.dedup_by(|later, earlier| later.primary.span == earlier.primary.span);
    findings
}

#[cfg(test)]
mod tests {
    use crate::example::check_ini;

    #[test]
    fn a_group_that_efa_depends_on_is_pointed_out() {
        check_ini(
            "max_queue_size = 50\n\n[vpc site]\n",
            "enable_efa = compute\n\n[vpc site]\nvpc_id = vpc-12345678\ninternet_gateway_id = \
             igw-12345678\n\
             vpc_security_group_id = sg-12345678\n",
            &["NET053"],
        );
    }
}
