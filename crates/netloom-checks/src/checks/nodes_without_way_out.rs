//! Nodes in a private subnet that nothing lets out.

use netloom_config::Dialect;
use netloom_config::intent::{PublicAddress, SubnetKind, SubnetRef};
use netloom_diag::{Diagnostic, Sourced};
use netloom_plan::plan::{PlannedSubnet, SubnetPlace};

use crate::context::Context;
use crate::wording::{Say, say};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// Nodes in a private subnet that has no NAT, without a proxy, without endpoints of what they
    /// call, and without a line of the site.
    /// ### Why it matters
    /// Nodes fetch their configuration from AWS when they start. Without a way out the head node
    /// never finishes and compute nodes never join: the stack times out.
    /// ### Example
    /// `use_public_ips = false` without `proxy_server`, or `nat = none` with a private compute
    /// subnet.
    /// ### Instead
    /// `nat = single`, or `proxy_server = http://proxy.example.com:3128`
    /// ### Source
    /// aws-parallelcluster issues 302, 531, 1055 and 1648.
    NODES_WITHOUT_WAY_OUT = ("NET020", Error, "nodes without a way out");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let is_closed = |subnet: &&PlannedSubnet| {
        subnet.kind.value == SubnetKind::Private && context.is_closed(subnet)
    };
    let findings = context.plan.subnets.iter().filter(is_closed).filter_map(|subnet| {
        let place = SubnetPlace::Planned(subnet.key.clone());
        let lost = context
            .nodes
            .iter()
            .filter(|nodes| nodes.proxy.is_none() && nodes.places.contains(&place))
            .filter(|nodes| !context.services_without_endpoint(nodes).is_empty());
        let words: Vec<&str> = lost.map(|nodes| nodes.words.as_str()).collect();
        (!words.is_empty()).then(|| finding(context, subnet, &words))
    });
    findings.collect()
}

fn finding(context: &Context<'_>, subnet: &PlannedSubnet, nodes: &[&str]) -> Diagnostic {
    let (nodes, name) = (nodes.join(" and "), &subnet.key.name);
    let message = format!("no way out for {nodes} in private subnet `{name}`: no NAT, no proxy");
    let cause = context.intent.network.nat.as_ref().map_or(subnet.kind.span(), Sourced::span);
    let finding =
        Diagnostic::new(&NODES_WITHOUT_WAY_OUT, cause, message).about(format!("subnet.{name}"));
    let ways = ways_out(context).into_iter().enumerate();
    ways.fold(finding, |finding, (index, way)| {
        finding.help(if index == 0 { way } else { format!("or {way}") })
    })
}

/// Returns what to type, the most usual way first.
fn ways_out(context: &Context<'_>) -> Vec<String> {
    let dialect = context.intent.dialect;
    let is_closed = dialect == Dialect::V2Ini
        && context.intent.head.public_address.value == PublicAddress::None;
    let head_exists = matches!(
        context.intent.head.subnet.as_ref().map(|subnet| &subnet.value),
        Some(SubnetRef::Existing(_))
    );
    let nat = format!("let a NAT gateway do it: {}", say(Say::NatSingle, dialect));
    let addresses =
        format!("give the head node a public address: {}", say(Say::PublicAddresses, dialect));
    // In an existing subnet whose head node gets no public address a NAT gateway would be as lost
    // as the head node.
    let ways = match (is_closed, head_exists) {
        (true, true) => vec![addresses],
        (true, false) => vec![nat, addresses],
        (false, _) => vec![nat],
    };
    let endpoints = format!("reach AWS alone, by endpoints: {}", say(Say::Endpoints, dialect));
    let proxy =
        format!("name a proxy in the VPC by its address: {}", say(Say::ProxyInVpc, dialect));
    let line = format!("use Direct Connect or VPN: {}", say(Say::VirtualPrivateGateway, dialect));
    ways.into_iter().chain([endpoints, proxy, line]).collect()
}

#[cfg(test)]
mod tests {
    use crate::example::{check_ini, check_yaml};

    #[test]
    fn private_nodes_without_nat_and_proxy_are_found() {
        check_ini("ssh_from", "nat = none\nssh_from", &["NET020"]);
    }

    #[test]
    fn a_head_node_without_public_address_is_found_with_its_nodes() {
        check_ini("ssh_from", "use_public_ips = false\nssh_from", &["NET020", "NET020"]);
    }

    #[test]
    fn a_proxy_is_a_way_out() {
        check_ini("max_queue_size", "proxy_server = http://proxy:3128\nmax_queue_size", &[]);
    }

    #[test]
    fn endpoints_of_what_nodes_call_are_a_way_out() {
        let closed = "nat = none\nendpoints = auto\nssh_from";
        check_ini("ssh_from", closed, &[]);
        check_ini("ssh_from", "nat = none\nendpoints = s3, logs\nssh_from", &["NET020"]);
    }

    #[test]
    fn the_other_dialect_is_held_to_the_same() {
        check_yaml("Network:", "Network:\n  Nat: none", &["NET020"]);
    }
}
