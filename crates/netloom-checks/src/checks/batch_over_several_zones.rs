//! AWS Batch over several zones.

use netloom_config::intent::Scheduler;
use netloom_diag::{Diagnostic, Sourced};

use crate::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// An AWS Batch queue whose subnet name stands for several subnets.
    /// ### Why it matters
    /// ParallelCluster takes exactly one subnet for AWS Batch.
    /// ### Example
    /// `SubnetIds: [compute]` with three `Network.Zones`.
    /// ### Instead
    /// `Zones: [euw1-az1]` for the subnet `compute`.
    /// ### Source
    /// AWS ParallelCluster 3.9.3, `schemas/cluster_schema.py`, `AwsBatchQueueNetworkingSchema`.
    BATCH_OVER_SEVERAL_ZONES = ("NET033", Error, "AWS Batch over several zones");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    if context.intent.scheduler.value != Scheduler::AwsBatch {
        return Vec::new();
    }
    let spread = context.queues().filter(|(_, nodes)| nodes.places.len() > 1);
    let findings = spread.map(|(queue, nodes)| {
        let span = queue.subnets.first().map_or(nodes.span, Sourced::span);
        let message =
            format!("{} has {} subnets, and AWS Batch takes one", nodes.words, nodes.places.len());
        Diagnostic::new(&BATCH_OVER_SEVERAL_ZONES, span, message).about(nodes.words.clone()).help(
            "limit the subnet to one zone: `Zones: [euw1-az1]` in its entry under \
                   `Network.Subnets`",
        )
    });
    findings.collect()
}

#[cfg(test)]
mod tests {
    use crate::example::check_yaml;

    #[test]
    fn a_batch_queue_over_two_zones_is_found() {
        check_yaml(
            "  Scheduler: slurm\n  SlurmQueues:\n    - Name: cpu\n      \
             ComputeResources:\n        - Name: small\n          InstanceType: \
             c5.xlarge\n          MaxCount: 50\n      Networking:\n        SubnetIds: \
             [compute]\nNetwork:\n",
            "  Scheduler: awsbatch\n  AwsBatchQueues:\n    - Name: cpu\n      \
             ComputeResources:\n        - Name: small\n          InstanceTypes: [optimal]\n      \
             Networking:\n        SubnetIds: [compute]\nNetwork:\n  Zones: [euw1-az1, euw1-az2]\n",
            &["NET033"],
        );
    }
}
