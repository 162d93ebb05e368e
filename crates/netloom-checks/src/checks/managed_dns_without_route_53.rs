//! A head node that is to write into Route 53 and cannot reach it.

use netloom_config::intent::{NodeGroup, Scheduler};
use netloom_config::{Dialect, Release};
use netloom_diag::{Diagnostic, Sourced};
use netloom_plan::service_needs::release_of;

use crate::context::{Context, Nodes};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A head node without another way out than endpoints, in a Slurm cluster that keeps the names of
    /// its nodes in a hosted zone of Amazon Route 53.
    /// ### Why it matters
    /// The head node writes a record for each node that it starts. No endpoint that ParallelCluster
    /// documents leads to Route 53, so nodes never get their names and never join.
    /// ### Example
    /// `Kind: isolated` for the subnet of the head node, without `Dns` under `SlurmSettings`.
    /// ### Instead
    /// `SlurmSettings: {Dns: {DisableManagedDns: true, UseEc2Hostnames: true}}`
    /// ### Source
    /// AWS ParallelCluster User Guide, "AWS ParallelCluster in a single subnet with no internet
    /// access", "Disable Route 53 and use Amazon EC2 hostnames"; 2.11.9, `config/mappings.py`,
    /// `disable_cluster_dns`.
    MANAGED_DNS_WITHOUT_ROUTE_53 = ("NET090", Warning, "host names in Route 53 that is not reached");
}

/// The first release of 2.x that keeps host names in Route 53.
const MANAGED_SINCE: Release = Release::new(2, 9, 0);

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let intent = context.intent;
    let is_managed =
        intent.scheduler.value == Scheduler::Slurm && release_of(intent) >= MANAGED_SINCE;
    let head = context.head().filter(|head| *head.group == NodeGroup::Head);
    // Without endpoints of the rest, the lack of a way out is reported as a whole.
    let is_served = |head: &&Nodes<'_>| {
        head.proxy.is_none() && context.services_without_endpoint(head).is_empty()
    };
    let Some(head) = head.filter(|head| is_managed && is_served(head)) else {
        return Vec::new();
    };
    let closed = context.subnets_of(head).find(|subnet| context.is_closed(subnet));
    let (Some(subnet), Some(written)) = (closed, missing(context)) else { return Vec::new() };
    let message = format!(
        "the head node is in subnet `{}`, from where nothing leads to Route 53, and the cluster \
         keeps its host names there",
        subnet.key.name
    );
    let span = written.map_or(subnet.kind.span(), Sourced::span);
    let finding = Diagnostic::new(&MANAGED_DNS_WITHOUT_ROUTE_53, span, message);
    let finding = if written.is_some() {
        finding.also(subnet.kind.span(), "the subnet has no way out")
    } else {
        finding
    };
    vec![finding.about(format!("subnet.{}", subnet.key.name)).help(match intent.dialect {
        Dialect::V2Ini => "write `disable_cluster_dns = true` in `[cluster …]`",
        Dialect::V3Yaml => {
            "write `Dns: {DisableManagedDns: true, UseEc2Hostnames: true}` under `SlurmSettings`"
        }
    })]
}

/// Returns the setting that keeps Route 53 in use: `Some(None)` where it is not written, `None` where
/// all is as it has to be.
fn missing<'a>(context: &Context<'a>) -> Option<Option<&'a Sourced<bool>>> {
    let dns = &context.intent.aws_use;
    let needed = match context.intent.dialect {
        Dialect::V2Ini => vec![&dns.disables_managed_dns],
        Dialect::V3Yaml => vec![&dns.disables_managed_dns, &dns.uses_ec2_hostnames],
    };
    let is_off = |setting: &&Option<Sourced<bool>>| !setting.is_some_and(|set| set.value);
    needed.into_iter().find(is_off).map(Option::as_ref)
}

#[cfg(test)]
mod tests {
    use crate::example::{check_ini, check_yaml};

    const OPEN: &str = "      Kind: public";
    const CLOSED: &str = "      Kind: isolated";
    const DNS: &str = "  SlurmSettings: {Dns: {DisableManagedDns: true, UseEc2Hostnames: true}}";

    #[test]
    fn an_isolated_head_node_goes_without_route_53() {
        // An Elastic IP address of an isolated head node is a mistake of its own.
        check_yaml(OPEN, CLOSED, &["NET040", "NET090"]);
    }

    #[test]
    fn a_public_head_node_may_keep_its_names_there() {
        check_yaml("  SlurmQueues:", &format!("{DNS}\n  SlurmQueues:"), &[]);
    }

    #[test]
    fn the_other_dialect_has_one_key_for_it() {
        let closed = "use_public_ips = false\nendpoints = auto\nssh_from";
        check_ini("ssh_from", closed, &["NET090"]);
        let named = "disable_cluster_dns = true\nscheduler";
        check_ini("scheduler", named, &[]);
    }
}
