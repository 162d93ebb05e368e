//! How large a subnet is to be.

use netloom_config::intent::{SubnetKind, SubnetSize};
use netloom_diag::{Diagnostic, Sourced};
use netloom_net::{Ipv4Cidr, MAX_PREFIX_LEN_BITS, MIN_PREFIX_LEN_BITS};

use super::slots::ROOMY_VPC_PREFIX_LEN_BITS;
use crate::codes;
use crate::passes::placed_subnets::PlacedSubnet;

/// The smallest subnet that is made from a fleet in a VPC with room, in prefix bits: 251 hosts.
const FLEET_MAX_PREFIX_LEN_BITS: u8 = 24;

/// A subnet cannot grow, so one that is made from a fleet gets room for a fleet this many times as
/// large.
const FLEET_GROWTH: u64 = 2;

/// Decides which sizes to try, the best first, each with the rule that it follows.
pub(super) fn sizes(
    site: &PlacedSubnet,
    primary: Ipv4Cidr,
) -> Result<Vec<Sourced<u8>>, Box<Diagnostic>> {
    let tight = prefix_len_for(n_hosts_wished(site)).ok_or_else(|| Box::new(too_large(site)))?;
    if let SubnetSize::Hosts(hosts) = &site.intent.size {
        return Ok(vec![Sourced::derived(tight, "sized for the hosts written", hosts.span())]);
    }
    let doubled =
        prefix_len_for(n_hosts_wished(site).saturating_mul(FLEET_GROWTH)).unwrap_or(tight);
    let is_roomy = primary.prefix_len_bits() <= ROOMY_VPC_PREFIX_LEN_BITS;
    let wide = if is_roomy { doubled.min(FLEET_MAX_PREFIX_LEN_BITS) } else { doubled };
    let from = site.file_position();
    let grown =
        Sourced::derived(wide, "sized for twice the addresses that its nodes can need", from);
    let exact = Sourced::derived(
        tight,
        "sized for the addresses that its nodes can need, without room for twice as many",
        from,
    );
    Ok(vec![grown, exact])
}

/// Returns how many hosts the subnet is to have room for: those that the file says, or those that
/// its nodes need.
///
/// A public subnet that is made from a fleet has room for a NAT gateway even while it has none, so
/// that a gateway which moves to another zone changes no block.
pub(super) fn n_hosts_wished(site: &PlacedSubnet) -> u64 {
    let may_get_nat = site.intent.kind.value == SubnetKind::Public && !site.hosts_nat;
    match &site.intent.size {
        SubnetSize::Hosts(hosts) => hosts.value,
        SubnetSize::Blocks(_) | SubnetSize::Fleet(_) => {
            site.demand.present.saturating_add(u64::from(may_get_nat))
        }
    }
}

/// Returns the prefix length of the smallest subnet with room for this many hosts, `None` when a
/// /16 is too small.
pub(super) fn prefix_len_for(n_hosts: u64) -> Option<u8> {
    (MIN_PREFIX_LEN_BITS..=MAX_PREFIX_LEN_BITS).rev().find(|bits| {
        let block = Ipv4Cidr::containing([0, 0, 0, 0].into(), *bits);
        block.is_some_and(|block| block.n_host_addresses() >= n_hosts)
    })
}

fn too_large(site: &PlacedSubnet) -> Diagnostic {
    let name = &site.key.name;
    let n_hosts = n_hosts_wished(site);
    let span = match &site.intent.size {
        SubnetSize::Hosts(hosts) => hosts.span(),
        SubnetSize::Blocks(_) | SubnetSize::Fleet(_) => site.file_position(),
    };
    let message = format!(
        "subnet `{name}` would need room for {n_hosts} hosts, more than the 65531 of a /16"
    );
    Diagnostic::new(&codes::SUBNET_TOO_LARGE, span, message)
        .about(format!("subnet.{name}"))
        .help("spread the nodes over several subnets or zones, or lower the largest count of nodes")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_size(n_hosts: u64, expected: Option<u8>) {
        assert_eq!(prefix_len_for(n_hosts), expected, "{n_hosts}");
    }

    #[test]
    fn a_subnet_has_room_for_its_hosts_and_the_five_that_aws_keeps() {
        check_size(0, Some(28));
        check_size(11, Some(28));
        check_size(12, Some(27));
        check_size(251, Some(24));
        check_size(252, Some(23));
        check_size(65_531, Some(16));
        check_size(65_532, None);
    }
}
