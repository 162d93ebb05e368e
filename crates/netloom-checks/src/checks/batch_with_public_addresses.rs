//! AWS Batch in a public subnet.

use netloom_config::intent::{Scheduler, SubnetKind};
use netloom_diag::Diagnostic;

use crate::context::Context;
use crate::wording::{Say, own_compute_subnet, say};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// AWS Batch in a public subnet, with nothing said about multi-node parallel jobs.
    /// ### Why it matters
    /// Single-node jobs work. A job over several nodes does not: its task interfaces get no public
    /// address.
    /// ### Example
    /// `scheduler = awsbatch` without a compute subnet of its own.
    /// ### Instead
    /// `multi_node_parallel = false` when no job spans several nodes, else a private compute
    /// subnet.
    /// ### Source
    /// User guide, "Network configurations", AWS Batch.
    BATCH_WITH_PUBLIC_ADDRESSES = ("NET031", Warning, "AWS Batch with public addresses");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let intent = context.intent;
    if intent.scheduler.value != Scheduler::AwsBatch || intent.multi_node_parallel.is_some() {
        return Vec::new();
    }
    let public = context.queues().find_map(|(_, nodes)| {
        let span = context
            .subnets_of(nodes)
            .find(|subnet| subnet.kind.value == SubnetKind::Public)
            .map(|subnet| subnet.kind.span())
            .or_else(|| context.public_head_subnet(nodes).map(|(_, span)| span))?;
        Some((nodes, span))
    });
    let findings = public.map(|(nodes, span)| {
        let message = format!(
            "{} is in a public subnet, where jobs over several nodes do not work",
            nodes.words
        );
        Diagnostic::new(&BATCH_WITH_PUBLIC_ADDRESSES, intent.scheduler.span(), message)
            .also(span, "the compute nodes' subnet is public")
            .about(nodes.words.clone())
            .help(format!(
                "if no job spans several nodes: {}",
                say(Say::MultiNodeParallelOff, intent.dialect)
            ))
            .help(format!("if jobs do: {}", own_compute_subnet(context)))
    });
    findings.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use crate::example::check_ini;

    #[test]
    fn batch_in_the_public_subnet_is_pointed_out() {
        check_ini(
            "scheduler = slurm\nvpc_settings = site\nmax_queue_size = 50\n\n[vpc site]\nvpc_cidr \
             = 10.0.0.0/16\nmaster_subnet_cidr = 10.0.0.0/24\ncompute_subnet_cidr = 10.0.16.0/22\n",
            "scheduler = awsbatch\nvpc_settings = site\n\n[vpc site]\n",
            &["NET031"],
        );
    }

    #[test]
    fn so_is_batch_in_the_existing_subnet_of_a_head_node_with_a_public_address() {
        check_ini(
            "scheduler = slurm\nvpc_settings = site\nmax_queue_size = 50\n\n[vpc site]\nvpc_cidr \
             = 10.0.0.0/16\nmaster_subnet_cidr = 10.0.0.0/24\ncompute_subnet_cidr = 10.0.16.0/22\n",
            "scheduler = awsbatch\nvpc_settings = site\n\n[vpc site]\nvpc_id = \
             vpc-0123456789abcdef0\nmaster_subnet_id = subnet-0123456789abcdef0\n",
            &["NET029", "NET031"],
        );
    }
}
