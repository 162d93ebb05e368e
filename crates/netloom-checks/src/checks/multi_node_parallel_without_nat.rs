//! Multi-node parallel jobs of AWS Batch without NAT.

use netloom_config::intent::{Scheduler, SubnetKind};
use netloom_diag::{Diagnostic, Span};
use netloom_plan::plan::{NatKey, PlannedSubnet, RouteTarget};

use crate::context::{Context, Nodes};
use crate::wording::{Say, own_compute_subnet, say};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// AWS Batch with multi-node parallel jobs in a subnet whose way out is not a NAT.
    /// ### Why it matters
    /// Each node of such a job has an interface of its own for the task (`awsvpc` mode), and that
    /// interface never gets a public address. Only a NAT lets it out; jobs end with "Connect
    /// timeout on endpoint URL" otherwise.
    /// ### Example
    /// `multi_node_parallel = true` without `compute_subnet_cidr`.
    /// ### Instead
    /// `compute_subnet_cidr = 10.0.16.0/22`, a private subnet behind a NAT gateway.
    /// ### Source
    /// User guide, "Network configurations", AWS Batch; AWS Batch User Guide, "Multi-node parallel
    /// jobs".
    MULTI_NODE_PARALLEL_WITHOUT_NAT = ("NET030", Error, "multi-node parallel jobs without NAT");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let wanted = context.intent.multi_node_parallel.as_ref().filter(|wanted| wanted.value);
    let Some(wanted) = wanted.filter(|_| context.intent.scheduler.value == Scheduler::AwsBatch)
    else {
        return Vec::new();
    };
    let findings = context.queues().filter_map(|(_, nodes)| {
        let subnet = subnet_without_nat(context, nodes)?;
        let message = format!(
            "multi-node parallel jobs need NAT, and subnet `{}` of {} has none: their task \
             interfaces get no public address",
            subnet.name, nodes.words
        );
        let dialect = context.intent.dialect;
        // A public subnet is no way out either: AWS Batch gives the interfaces of these tasks no
        // public address.
        let nat = match subnet.kind {
            SubnetKind::Public => format!(
                "put the compute nodes behind a NAT gateway: {}",
                own_compute_subnet(context)
            ),
            SubnetKind::Private => {
                format!("let a NAT gateway do it: {}", say(Say::NatSingle, dialect))
            }
            SubnetKind::Isolated => format!("write `Kind: private` for subnet `{}`", subnet.name),
        };
        Some(
            Diagnostic::new(&MULTI_NODE_PARALLEL_WITHOUT_NAT, wanted.span(), message)
                .also(subnet.span, "the compute nodes' subnet")
                .about(nodes.words.clone())
                .help(nat)
                .help(format!(
                    "or do without such jobs: {}",
                    say(Say::MultiNodeParallelOff, dialect)
                )),
        )
    });
    findings.collect()
}

/// A subnet that the jobs cannot leave.
struct WithoutNat {
    name: String,
    kind: SubnetKind,
    /// Where the kind is specified, of what kind the subnet is.
    span: Span,
}

fn subnet_without_nat(context: &Context<'_>, nodes: &Nodes<'_>) -> Option<WithoutNat> {
    let without_nat = context.subnets_of(nodes).find(|subnet| !has_nat(context, subnet));
    let planned = without_nat.map(|subnet| WithoutNat {
        name: subnet.key.name.to_string(),
        kind: subnet.kind.value,
        span: subnet.kind.span(),
    });
    planned.or_else(|| {
        let (id, span) = context.public_head_subnet(nodes)?;
        Some(WithoutNat { name: id.to_string(), kind: SubnetKind::Public, span })
    })
}

fn has_nat(context: &Context<'_>, subnet: &PlannedSubnet) -> bool {
    let target = context.default_route(subnet).map(|route| &route.target);
    // A private one leads to the site, not to the services that jobs need.
    let is_public = |key: &NatKey| {
        context.plan.nat_gateways.iter().any(|nat| nat.key == *key && !nat.is_private)
    };
    match target {
        Some(RouteTarget::NatGateway(key)) => is_public(key),
        // Behind a transit gateway another VPC translates for it, and what another gateway of the
        // site does is not known.
        Some(RouteTarget::HeadInterface | RouteTarget::Existing(_)) => true,
        None if subnet.existing_table.is_some() => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::example::check_ini;

    #[test]
    fn such_jobs_in_the_public_subnet_are_found() {
        check_ini(
            "scheduler = slurm\nvpc_settings = site\nmax_queue_size = 50\n\n[vpc site]\nvpc_cidr \
             = 10.0.0.0/16\nmaster_subnet_cidr = 10.0.0.0/24\ncompute_subnet_cidr = 10.0.16.0/22\n",
            "scheduler = awsbatch\nvpc_settings = site\n\n[vpc site]\nmulti_node_parallel = true\n",
            &["NET030"],
        );
    }

    #[test]
    fn so_are_such_jobs_in_the_existing_subnet_of_a_head_node_with_a_public_address() {
        check_ini(
            "scheduler = slurm\nvpc_settings = site\nmax_queue_size = 50\n\n[vpc site]\nvpc_cidr \
             = 10.0.0.0/16\nmaster_subnet_cidr = 10.0.0.0/24\ncompute_subnet_cidr = 10.0.16.0/22\n",
            "scheduler = awsbatch\nvpc_settings = site\n\n[vpc site]\nvpc_id = \
             vpc-0123456789abcdef0\nmaster_subnet_id = \
             subnet-0123456789abcdef0\nmulti_node_parallel = true\n",
            &["NET029", "NET030"],
        );
    }

    #[test]
    fn behind_a_nat_gateway_they_are_fine() {
        check_ini(
            "scheduler = slurm\nvpc_settings = site\nmax_queue_size = 50\n\n[vpc site]\n",
            "scheduler = awsbatch\nvpc_settings = site\n\n[vpc site]\nmulti_node_parallel = true\n",
            &[],
        );
    }
}
