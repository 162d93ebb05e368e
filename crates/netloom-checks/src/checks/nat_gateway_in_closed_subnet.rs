//! A NAT gateway in an existing subnet that leaves the head node without a way out.

use netloom_config::intent::PublicAddress;
use netloom_diag::Diagnostic;
use netloom_plan::plan::SubnetPlace;

use crate::context::Context;
use crate::wording::{Say, say};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A NAT gateway to be made in the existing subnet of a head node that gets no public address
    /// and has no proxy.
    /// ### Why it matters
    /// A NAT gateway works only in a public subnet, where a head node without a public address has
    /// no way out. In a private one the head node may do, and the NAT gateway does not: one of the
    /// two fails either way.
    /// ### Example
    /// `nat = single` and `use_public_ips = false` with `master_subnet_id` and
    /// `compute_subnet_cidr`.
    /// ### Instead
    /// `use_public_ips = true`, or `compute_subnet_id` with a subnet that is behind a NAT already.
    /// ### Source
    /// Amazon VPC User Guide, "NAT gateways"; aws-parallelcluster pull request 1055.
    NAT_GATEWAY_IN_CLOSED_SUBNET = ("NET028", Error, "NAT gateway beside a head node without a \
                                        public address");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let Some(head) = context.head().filter(|head| head.proxy.is_none()) else { return Vec::new() };
    let Some(SubnetPlace::Existing(id)) = head.places.first() else { return Vec::new() };
    let address = head.public_address.filter(|address| address.value == PublicAddress::None);
    let gateway = context.plan.nat_gateways.iter().find(|_| context.hosts_nat(id));
    let (Some(address), Some(gateway)) = (address, gateway) else { return Vec::new() };
    let message =
        format!("a NAT gateway in `{id}` needs it public, and there the head node has no way out");
    let dialect = context.intent.dialect;
    let finding = Diagnostic::new(&NAT_GATEWAY_IN_CLOSED_SUBNET, address.span(), message)
        .label("no public address for the head node")
        .also(gateway.origin.span(), "the NAT gateway")
        .about("head node")
        .help(format!("if the subnet is public: {}", say(Say::PublicAddresses, dialect)))
        .help(
            "if it is behind a NAT: give the id of a compute subnet that is, too, instead of a \
               new one",
        )
        .help(format!("if the site has a proxy: {}", say(Say::Proxy, dialect)));
    vec![finding]
}

#[cfg(test)]
mod tests {
    use crate::example::check_ini;

    #[test]
    fn a_nat_gateway_beside_a_head_node_without_address_is_found() {
        check_ini(
            "vpc_cidr = 10.0.0.0/16\nmaster_subnet_cidr = 10.0.0.0/24\n",
            "vpc_id = vpc-0123456789abcdef0\nvpc_cidr = 10.0.0.0/16\nmaster_subnet_id = \
             subnet-0123456789abcdef0\nuse_public_ips = false\nnat = single\n",
            &["NET028"],
        );
    }
}
