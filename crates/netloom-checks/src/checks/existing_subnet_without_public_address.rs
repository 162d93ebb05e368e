//! A head node without a public address in a subnet that exists.

use netloom_config::intent::PublicAddress;
use netloom_diag::Diagnostic;
use netloom_plan::plan::SubnetPlace;

use crate::context::Context;
use crate::wording::{Say, say};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A head node without public address and without proxy in a subnet that exists.
    /// ### Why it matters
    /// If the subnet is public, an internet gateway is of no use to a node without a public
    /// address, and the stack times out. It works only behind a NAT that is there already.
    /// ### Example
    /// `use_public_ips = false` with `master_subnet_id` and without `proxy_server`.
    /// ### Instead
    /// `use_public_ips = true` for a public subnet; nothing for a private one behind a NAT.
    /// ### Source
    /// aws-parallelcluster issues 302 and 1648; user guide, "Network configurations", 2020-02.
    EXISTING_SUBNET_WITHOUT_PUBLIC_ADDRESS = ("NET021", Warning, "existing subnet that must have \
                                        a way out of its own");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let Some(head) = context.head() else { return Vec::new() };
    let Some(SubnetPlace::Existing(id)) = head.places.first() else { return Vec::new() };
    // A NAT gateway in that subnet makes it an error of its own.
    if context.hosts_nat(id) {
        return Vec::new();
    }
    let address = head.public_address.filter(|address| address.value == PublicAddress::None);
    let Some(address) = address.filter(|_| head.proxy.is_none()) else { return Vec::new() };
    let message = format!(
        "the head node has neither a public address nor a proxy, so `{id}` must be behind a NAT \
         already"
    );
    let dialect = context.intent.dialect;
    let finding = Diagnostic::new(&EXISTING_SUBNET_WITHOUT_PUBLIC_ADDRESS, address.span(), message)
        .about("head node")
        .help(format!("if the subnet is public: {}", say(Say::PublicAddresses, dialect)))
        .help(format!("if the site has a proxy: {}", say(Say::Proxy, dialect)));
    vec![finding]
}

#[cfg(test)]
mod tests {
    use crate::example::check_ini;

    #[test]
    fn a_head_node_without_address_in_an_existing_subnet_is_found() {
        check_ini(
            "vpc_cidr = 10.0.0.0/16\nmaster_subnet_cidr = 10.0.0.0/24\ncompute_subnet_cidr = \
             10.0.16.0/22\n",
            "vpc_id = vpc-0123456789abcdef0\nmaster_subnet_id = \
             subnet-0123456789abcdef0\nuse_public_ips = false\n",
            &["NET021"],
        );
    }
}
