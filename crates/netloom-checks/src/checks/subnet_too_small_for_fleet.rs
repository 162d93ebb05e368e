//! A subnet that is too small for its fleet.

use netloom_diag::{Diagnostic, Severity};
use netloom_net::{MAX_PREFIX_LEN_BITS, MIN_PREFIX_LEN_BITS};
use netloom_plan::plan::{PlannedSubnet, SubnetPlace};

use crate::context::{Context, prefix_len_bits_for};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A subnet with fewer addresses than its nodes can need: nodes times interfaces, load
    /// balancers and gateways, and the five that AWS keeps.
    /// ### Why it matters
    /// Launches fail with `InsufficientFreeAddressesInSubnet` as soon as the fleet grows, and a
    /// subnet cannot grow.
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
        sizes.contains(&block.prefix_len_bits())
            && block.n_host_addresses() < subnet.n_hosts_needed_by_older
    });
    too_small.map(|subnet| finding(context, subnet)).collect()
}

fn finding(context: &Context<'_>, subnet: &PlannedSubnet) -> Diagnostic {
    let (name, block) = (&subnet.key.name, subnet.cidr.value);
    let room = block.n_host_addresses();
    // Enough for the newest release: a note.
    let is_enough_today = room >= subnet.n_hosts_needed;
    let needed =
        if is_enough_today { subnet.n_hosts_needed_by_older } else { subnet.n_hosts_needed };
    let message =
        format!("subnet `{name}` has room for {room} hosts, and its nodes can need {needed}");
    let severity = if is_enough_today { Severity::Info } else { Severity::Error };
    let message =
        if is_enough_today { format!("{message} under releases before 3.15.0") } else { message };
    let finding = Diagnostic::new(&SUBNET_TOO_SMALL_FOR_FLEET, subnet.cidr.span(), message)
        .severity(severity)
        .label(format!("{} addresses, five of which AWS keeps", block.n_addresses()))
        .note(format!("it is for {}", subnet.used_by.join(", ")))
        .about(format!("subnet.{name}"));
    let finding = if is_enough_today {
        finding.help("name the release with `--pcluster-version` when it is an older one")
    } else {
        finding
    };
    if holds_existing_gateway(context, subnet) {
        return finding.help(
            "leave this subnet as it is, for the NAT gateway in it cannot move with its address, and \
             add a public subnet for the further nodes",
        );
    }
    match prefix_len_bits_for(needed)
        .map(|bits| (bits, context.next_free_block(bits, Some(subnet))))
    {
        Some((bits, Some(free))) => {
            finding.help(format!("use {free}, the next free /{bits} in the VPC"))
        }
        Some((bits, None)) => {
            finding.help(format!("give it a /{bits}; the VPC needs a larger block for that"))
        }
        None => finding
            .help("spread the nodes over several subnets, or lower the largest count of nodes"),
    }
}

/// Whether a NAT gateway stands in a subnet that is there already.
fn holds_existing_gateway(context: &Context<'_>, subnet: &PlannedSubnet) -> bool {
    let place = SubnetPlace::Planned(subnet.key.clone());
    let is_there = context.plan.remembered_blocks.contains(&subnet.cidr.value);
    is_there && context.plan.nat_gateways.iter().any(|nat| nat.host() == Some(&place))
}

#[cfg(test)]
mod tests {
    use netloom_config::Release;

    use crate::example::{EXAMPLE_YAML, check_ini, planned};

    #[test]
    fn fifty_nodes_do_not_fit_into_a_slash_28() {
        check_ini("10.0.16.0/22", "10.0.16.0/28", &["NET009"]);
    }

    fn check_efa(release: Option<Release>, prefix_len_bits: u8, expected: &[&str]) {
        let text = EXAMPLE_YAML
            .replace("c5.xlarge", "p5.48xlarge")
            .replace("MaxCount: 50", "MaxCount: 50\n          Efa: {Enabled: true}")
            .replace(
                "SubnetIds: [compute]",
                "SubnetIds: [compute]\n        PlacementGroup: {Enabled: true}",
            )
            .replace(
                "- Name: compute\n",
                &format!("- Name: compute\n      CidrBlock: 10.0.32.0/{prefix_len_bits}\n"),
            );
        let (mut intent, _) = planned("config.yaml", &text);
        intent.release = release;
        let plan = netloom_plan::plan_network(&intent, &netloom_plan::Memory::default())
            .plan
            .expect("a plan");
        let seen = crate::check_network(&intent, &plan);
        let seen = seen.iter().map(|finding| format!("{} {}", finding.severity, finding.code.id));
        assert_eq!(seen.collect::<Vec<_>>(), expected, "{release:?} /{prefix_len_bits}");
    }

    #[test]
    fn cards_of_efa_take_addresses_until_3_14() {
        // 50 nodes with 32 cards each need 1,600 addresses, or 50.
        check_efa(Some(Release::new(3, 14, 2)), 24, &["error NET009"]);
        check_efa(Some(Release::new(3, 14, 2)), 21, &[]);
        check_efa(Some(Release::new(3, 15, 0)), 24, &[]);
        check_efa(Some(Release::new(3, 15, 0)), 27, &["error NET009"]);
        check_efa(None, 24, &["info NET009"]);
        check_efa(None, 27, &["error NET009"]);
    }

    #[test]
    fn cards_of_efa_take_addresses_where_the_config_says_so() {
        let text = EXAMPLE_YAML
            .replace("c5.xlarge", "p5.48xlarge")
            .replace("MaxCount: 50", "MaxCount: 50\n          Efa: {Enabled: true}")
            .replace(
                "SubnetIds: [compute]",
                "SubnetIds: [compute]\n        PlacementGroup: {Enabled: true}",
            )
            .replace("- Name: compute\n", "- Name: compute\n      CidrBlock: 10.0.32.0/24\n");
        let text = format!("{text}DevSettings: {{EfaInterfaceType: efa}}\n");
        let (mut intent, _) = planned("config.yaml", &text);
        intent.release = Some(Release::new(3, 16, 1));
        let plan = netloom_plan::plan_network(&intent, &netloom_plan::Memory::default())
            .plan
            .expect("a plan");
        let codes = crate::check_network(&intent, &plan).into_iter().map(|finding| finding.code.id);
        assert_eq!(codes.collect::<Vec<_>>(), ["NET009"]);
    }
}
