//! A subnet that is too small for its fleet.

use netloom_diag::Diagnostic;
use netloom_net::{MAX_PREFIX_LEN_BITS, MIN_PREFIX_LEN_BITS};
use netloom_plan::plan::PlannedSubnet;

use crate::context::{Context, prefix_len_bits_for};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A subnet with fewer addresses than its nodes can need: nodes times interfaces, load balancers and gateways, and
    /// the five that AWS keeps.
    /// ### Why it matters
    /// Launches fail with `InsufficientFreeAddressesInSubnet` as soon as the fleet grows, and a subnet cannot grow.
    /// ### Example
    /// `compute_subnet_cidr = 10.0.1.0/28` with `max_queue_size = 100`
    /// ### Instead
    /// `compute_subnet_cidr = 10.0.1.0/25`
    /// ### Source
    /// Amazon VPC User Guide, "Subnet CIDR blocks".
    SUBNET_TOO_SMALL_FOR_FLEET = ("NET009", Error, "subnet too small for its fleet");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let sizes = MIN_PREFIX_LEN_BITS..=MAX_PREFIX_LEN_BITS;
    let too_small = context.plan.subnets.iter().filter(|subnet| {
        // A block of a wrong size has its own finding.
        let block = subnet.cidr.value;
        sizes.contains(&block.prefix_len_bits()) && block.n_host_addresses() < subnet.n_hosts_needed
    });
    too_small.map(|subnet| finding(context, subnet)).collect()
}

fn finding(context: &Context<'_>, subnet: &PlannedSubnet) -> Diagnostic {
    let (name, block, needed) = (&subnet.key.name, subnet.cidr.value, subnet.n_hosts_needed);
    let room = block.n_host_addresses();
    let message = format!("subnet `{name}` has room for {room} hosts, and its nodes can need {needed}");
    let finding = Diagnostic::new(&SUBNET_TOO_SMALL_FOR_FLEET, subnet.cidr.span(), message)
        .label(format!("{} addresses, five of which AWS keeps", block.n_addresses()))
        .note(format!("it is for {}", subnet.used_by.join(", ")))
        .about(format!("subnet.{name}"));
    match prefix_len_bits_for(needed).map(|bits| (bits, context.next_free_block(bits, Some(subnet)))) {
        Some((bits, Some(free))) => finding.help(format!("use {free}, the next free /{bits} in the VPC")),
        Some((bits, None)) => finding.help(format!("give it a /{bits}; the VPC needs a larger block for that")),
        None => finding.help("spread the nodes over several subnets, or lower the largest count of nodes"),
    }
}

#[cfg(test)]
mod tests {
    use crate::example::check_ini;

    #[test]
    fn fifty_nodes_do_not_fit_into_a_slash_28() {
        check_ini("10.0.16.0/22", "10.0.16.0/28", &["NET009"]);
    }
}
