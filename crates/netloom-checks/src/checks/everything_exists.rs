//! A config that leaves nothing to make.

use netloom_diag::Diagnostic;

use crate::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A config whose subnets all exist, and whose cluster makes the rest by itself.
    /// ### Why it matters
    /// There is no template to make: the file can go to `pcluster` as it is.
    /// ### Example
    /// `HeadNode` and all queues with a `subnet-…` id.
    /// ### Instead
    /// A name such as `compute` in place of an id, to have that subnet made.
    /// ### Source
    /// netloom's own rule.
    EVERYTHING_EXISTS = ("NET060", Info, "everything exists");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let finding = context.plan.is_empty().then(|| {
        let message = "everything that the config names exists, so there is nothing to make";
        Diagnostic::new(&EVERYTHING_EXISTS, context.intent.network.span, message)
            .help("give the file to `pcluster` as it is")
    });
    finding.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use crate::example::check_yaml;

    #[test]
    fn a_config_of_nothing_but_ids_is_pointed_out() {
        check_yaml(
            "    SubnetId: head\n    ElasticIp: true\n  Ssh:\n    KeyName: admin\n    AllowedIps: \
             192.0.2.0/24\nScheduling:\n  Scheduler: slurm\n  SlurmQueues:\n    - Name: \
             cpu\n      ComputeResources:\n        - Name: small\n          InstanceType: \
             c5.xlarge\n          MaxCount: 50\n      Networking:\n        SubnetIds: \
             [compute]\nNetwork:\n  CidrBlock: 10.0.0.0/16\n  Subnets:\n    - Name: head\n      \
             Kind: public\n    - Name: compute\n      Kind: private\n",
            "    SubnetId: subnet-0123456789abcdef0\n  Ssh:\n    KeyName: admin\n    AllowedIps: \
             192.0.2.0/24\nScheduling:\n  Scheduler: slurm\n  SlurmQueues:\n    - Name: \
             cpu\n      ComputeResources:\n        - Name: small\n          InstanceType: \
             c5.xlarge\n      Networking:\n        SubnetIds: [subnet-0123456789abcdef0]\n",
            &["NET060"],
        );
    }
}
