//! The head node as NAT, as ParallelCluster 2.x did it.

use netloom_diag::Diagnostic;
use netloom_plan::plan::RouteTarget;

use crate::context::Context;
use crate::wording::{Say, say};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A default route to the interface of the head node.
    /// ### Why it matters
    /// The route leads to the interface in this template. A head node that ParallelCluster launches
    /// with an interface of its own is not behind that route, and while the head node is down no
    /// compute node gets out.
    /// ### Example
    /// `nat = head-node`
    /// ### Instead
    /// `nat = single`
    /// ### Source
    /// AWS ParallelCluster 2.4.1, `aws-parallelcluster.cfn.json`: `ComputeRoute` to `MasterENI`,
    /// made by the cluster stack itself.
    HEAD_NODE_AS_NAT = ("NET026", Warning, "head node as NAT");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut routes = context.plan.route_tables.iter().flat_map(|table| &table.routes);
    let through_head = routes.find(|route| route.target == RouteTarget::HeadInterface);
    let findings = through_head.map(|route| {
        let message = "compute nodes leave through the head node, which has to use the interface \
                       of this template";
        Diagnostic::new(&HEAD_NODE_AS_NAT, route.origin.span(), message)
            .about("head node")
            .help("launch the head node with the interface of the output `HeadNodeInterfaceId`")
            .help(format!(
                "or let a NAT gateway do it: {}",
                say(Say::NatSingle, context.intent.dialect)
            ))
    });
    findings.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use crate::example::check_ini;

    #[test]
    fn the_route_through_the_head_node_is_pointed_out() {
        check_ini("ssh_from", "nat = head-node\nssh_from", &["NET026"]);
    }
}
