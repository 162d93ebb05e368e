//! Multi-node parallel jobs said for another scheduler.

use netloom_config::intent::Scheduler;
use netloom_diag::Diagnostic;

use crate::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// Multi-node parallel jobs said for a scheduler that is not AWS Batch.
    /// ### Why it matters
    /// Only AWS Batch has such jobs; the key has no effect.
    /// ### Example
    /// `scheduler = slurm` with `multi_node_parallel = true`
    /// ### Instead
    /// Leave the key out.
    /// ### Source
    /// AWS Batch User Guide, "Multi-node parallel jobs".
    MULTI_NODE_PARALLEL_WITHOUT_BATCH = ("NET032", Warning, "multi-node parallel jobs without AWS \
                                        Batch");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let said = context.intent.multi_node_parallel.as_ref().filter(|said| said.value);
    let Some(said) = said.filter(|_| context.intent.scheduler.value != Scheduler::AwsBatch) else {
        return Vec::new();
    };
    let message = "multi-node parallel jobs are configured, but the scheduler is not AWS Batch";
    let finding = Diagnostic::new(&MULTI_NODE_PARALLEL_WITHOUT_BATCH, said.span(), message)
        .also(context.intent.scheduler.span(), "the scheduler")
        .help("leave the key out");
    vec![finding]
}

#[cfg(test)]
mod tests {
    use crate::example::check_ini;

    #[test]
    fn the_key_beside_slurm_is_found() {
        check_ini("ssh_from", "multi_node_parallel = true\nssh_from", &["NET032"]);
    }
}
