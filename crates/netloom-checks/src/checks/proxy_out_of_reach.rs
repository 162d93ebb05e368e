//! A proxy that a subnet has no route to.

use std::net::Ipv4Addr;

use netloom_config::intent::SubnetKind;
use netloom_diag::Diagnostic;
use netloom_plan::plan::{PlannedSubnet, SubnetPlace};

use crate::context::Context;
use crate::wording::{Say, say};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// Nodes with a proxy in a new private subnet whose routes lead nowhere but into its own VPC.
    /// ### Why it matters
    /// Without a NAT and without Direct Connect or VPN, only a proxy inside the VPC can be
    /// reached. The routes that an existing gateway learns are in the route tables that it was given
    /// of, and a new table is not one of them.
    /// ### Example
    /// `nat = none` with `proxy_server = http://proxy.example.com:3128`
    /// ### Instead
    /// A proxy with an address in the VPC, `nat = single`, or `virtual_private_gateway = true`.
    /// ### Source
    /// Amazon VPC User Guide, "Route tables": a table has the local route and what is added to it.
    PROXY_OUT_OF_REACH = ("NET034", Warning, "proxy that the subnet has no route to");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let closed = context.plan.subnets.iter().filter(|subnet| reaches_only_its_vpc(context, subnet));
    let findings = closed.filter_map(|subnet| {
        let place = SubnetPlace::Planned(subnet.key.clone());
        let users = context.nodes.iter().filter(|nodes| nodes.places.contains(&place));
        // A proxy by name may be anywhere; one with an address of the VPC is reached by the local
        // route.
        let proxy = users
            .filter_map(|nodes| nodes.proxy)
            .find(|proxy| !is_in_vpc(context, &proxy.value))?;
        let (name, dialect) = (&subnet.key.name, context.intent.dialect);
        let message = format!(
            "subnet `{name}` has no route out of its VPC, so its proxy must be \
                               inside"
        );
        Some(
            Diagnostic::new(&PROXY_OUT_OF_REACH, proxy.span(), message)
                .also(subnet.origin.span(), "the subnet")
                .about(format!("subnet.{name}"))
                .help(
                    "if the proxy is in the VPC, write it with its address, such as \
                       `http://10.0.0.10:3128`",
                )
                .help(format!("if it is on the internet: {}", say(Say::NatSingle, dialect)))
                .help(format!(
                    "if it is on the site: {}",
                    say(Say::VirtualPrivateGateway, dialect)
                )),
        )
    });
    findings.collect()
}

fn reaches_only_its_vpc(context: &Context<'_>, subnet: &PlannedSubnet) -> bool {
    let is_private = subnet.kind.value != SubnetKind::Public;
    is_private && context.default_route(subnet).is_none() && context.plan.vpn_gateway.is_none()
}

/// Returns whether a proxy is written with an address of the VPC.
fn is_in_vpc(context: &Context<'_>, proxy: &str) -> bool {
    let behind_scheme = proxy.split_once("://").map_or(proxy, |(_, rest)| rest);
    let behind_user = behind_scheme.rsplit_once('@').map_or(behind_scheme, |(_, rest)| rest);
    let host = behind_user.split([':', '/']).next().unwrap_or_default();
    let Ok(address) = host.parse::<Ipv4Addr>() else { return false };
    context
        .vpc_blocks()
        .iter()
        .any(|block| block.value.first() <= address && address <= block.value.last())
}

#[cfg(test)]
mod tests {
    use crate::example::check_ini;

    #[test]
    fn a_proxy_without_a_route_to_it_is_found() {
        let keys = "50\nproxy_server = http://proxy:3128\n\n[vpc site]\nnat = none\n";
        check_ini("50\n\n[vpc site]\n", keys, &["NET034"]);
    }

    #[test]
    fn a_proxy_in_the_vpc_is_in_reach() {
        let keys = "50\nproxy_server = http://user@10.0.0.10:3128\n\n[vpc site]\nnat = none\n";
        check_ini("50\n\n[vpc site]\n", keys, &[]);
    }

    #[test]
    fn a_nat_gateway_leads_to_any_proxy() {
        check_ini("max_queue_size", "proxy_server = http://proxy:3128\nmax_queue_size", &[]);
    }
}
