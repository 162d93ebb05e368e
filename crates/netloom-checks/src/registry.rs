//! The list of checks.

use netloom_diag::{Code, Diagnostic};

use crate::checks::{
    batch_over_several_zones, batch_with_public_addresses, dcv_open_to_the_world,
    efa_with_own_security_group, everything_exists, existing_compute_subnet, existing_file_system,
    existing_subnet_that_must_be_public, existing_subnet_without_public_address, head_node_as_nat,
    head_node_nat_of_other_block, login_pool_out_of_reach, malformed_proxy,
    managed_lustre_over_several_subnets, multi_node_parallel_without_batch,
    multi_node_parallel_without_nat, nat_gateway_in_closed_subnet, nodes_in_isolated_subnet,
    nodes_without_way_out, overlapping_subnets, proxy_out_of_reach,
    public_address_in_private_subnet, public_address_with_several_cards,
    public_subnet_without_public_address, public_vpc_block, queue_subnets_in_one_zone,
    security_group_of_another_vpc, ssh_from_the_vpc_itself, ssh_open_to_the_world,
    subnet_block_size, subnet_on_occupied_block, subnet_on_reserved_block, subnet_outside_vpc,
    subnet_too_small_for_fleet, unusable_block, vpc_block_size, vpc_on_docker_bridge,
    vpc_overlapping_on_premises, zone_that_the_region_does_not_have,
};
use crate::context::Context;

/// One check.
pub struct Check {
    /// What it reports; a check reports one code.
    pub code: &'static Code,
    run: fn(&Context<'_>) -> Vec<Diagnostic>,
}

impl Check {
    pub(crate) fn run(&self, context: &Context<'_>) -> Vec<Diagnostic> {
        (self.run)(context)
    }
}

/// Every check, sorted by code.
pub static CHECKS: &[Check] = &[
    Check { code: &vpc_block_size::VPC_BLOCK_SIZE, run: vpc_block_size::check },
    Check { code: &subnet_block_size::SUBNET_BLOCK_SIZE, run: subnet_block_size::check },
    Check { code: &subnet_outside_vpc::SUBNET_OUTSIDE_VPC, run: subnet_outside_vpc::check },
    Check {
        code: &subnet_on_occupied_block::SUBNET_ON_OCCUPIED_BLOCK,
        run: subnet_on_occupied_block::check,
    },
    Check {
        code: &subnet_on_reserved_block::SUBNET_ON_RESERVED_BLOCK,
        run: subnet_on_reserved_block::check,
    },
    Check {
        code: &vpc_overlapping_on_premises::VPC_OVERLAPPING_ON_PREMISES,
        run: vpc_overlapping_on_premises::check,
    },
    Check { code: &vpc_on_docker_bridge::VPC_ON_DOCKER_BRIDGE, run: vpc_on_docker_bridge::check },
    Check { code: &public_vpc_block::PUBLIC_VPC_BLOCK, run: public_vpc_block::check },
    Check {
        code: &subnet_too_small_for_fleet::SUBNET_TOO_SMALL_FOR_FLEET,
        run: subnet_too_small_for_fleet::check,
    },
    Check { code: &overlapping_subnets::OVERLAPPING_SUBNETS, run: overlapping_subnets::check },
    Check {
        code: &nodes_without_way_out::NODES_WITHOUT_WAY_OUT,
        run: nodes_without_way_out::check,
    },
    Check {
        code: &existing_subnet_without_public_address::EXISTING_SUBNET_WITHOUT_PUBLIC_ADDRESS,
        run: existing_subnet_without_public_address::check,
    },
    Check {
        code: &public_subnet_without_public_address::PUBLIC_SUBNET_WITHOUT_PUBLIC_ADDRESS,
        run: public_subnet_without_public_address::check,
    },
    Check {
        code: &existing_compute_subnet::EXISTING_COMPUTE_SUBNET,
        run: existing_compute_subnet::check,
    },
    Check {
        code: &nodes_in_isolated_subnet::NODES_IN_ISOLATED_SUBNET,
        run: nodes_in_isolated_subnet::check,
    },
    Check {
        code: &head_node_nat_of_other_block::HEAD_NODE_NAT_OF_OTHER_BLOCK,
        run: head_node_nat_of_other_block::check,
    },
    Check { code: &head_node_as_nat::HEAD_NODE_AS_NAT, run: head_node_as_nat::check },
    Check { code: &malformed_proxy::MALFORMED_PROXY, run: malformed_proxy::check },
    Check {
        code: &nat_gateway_in_closed_subnet::NAT_GATEWAY_IN_CLOSED_SUBNET,
        run: nat_gateway_in_closed_subnet::check,
    },
    Check {
        code: &existing_subnet_that_must_be_public::EXISTING_SUBNET_THAT_MUST_BE_PUBLIC,
        run: existing_subnet_that_must_be_public::check,
    },
    Check {
        code: &multi_node_parallel_without_nat::MULTI_NODE_PARALLEL_WITHOUT_NAT,
        run: multi_node_parallel_without_nat::check,
    },
    Check {
        code: &batch_with_public_addresses::BATCH_WITH_PUBLIC_ADDRESSES,
        run: batch_with_public_addresses::check,
    },
    Check {
        code: &multi_node_parallel_without_batch::MULTI_NODE_PARALLEL_WITHOUT_BATCH,
        run: multi_node_parallel_without_batch::check,
    },
    Check {
        code: &batch_over_several_zones::BATCH_OVER_SEVERAL_ZONES,
        run: batch_over_several_zones::check,
    },
    Check { code: &proxy_out_of_reach::PROXY_OUT_OF_REACH, run: proxy_out_of_reach::check },
    Check {
        code: &public_address_in_private_subnet::PUBLIC_ADDRESS_IN_PRIVATE_SUBNET,
        run: public_address_in_private_subnet::check,
    },
    Check {
        code: &public_address_with_several_cards::PUBLIC_ADDRESS_WITH_SEVERAL_CARDS,
        run: public_address_with_several_cards::check,
    },
    Check {
        code: &ssh_open_to_the_world::SSH_OPEN_TO_THE_WORLD,
        run: ssh_open_to_the_world::check,
    },
    Check {
        code: &dcv_open_to_the_world::DCV_OPEN_TO_THE_WORLD,
        run: dcv_open_to_the_world::check,
    },
    Check {
        code: &efa_with_own_security_group::EFA_WITH_OWN_SECURITY_GROUP,
        run: efa_with_own_security_group::check,
    },
    Check {
        code: &security_group_of_another_vpc::SECURITY_GROUP_OF_ANOTHER_VPC,
        run: security_group_of_another_vpc::check,
    },
    Check { code: &everything_exists::EVERYTHING_EXISTS, run: everything_exists::check },
    Check { code: &unusable_block::UNUSABLE_BLOCK, run: unusable_block::check },
    Check {
        code: &queue_subnets_in_one_zone::QUEUE_SUBNETS_IN_ONE_ZONE,
        run: queue_subnets_in_one_zone::check,
    },
    Check {
        code: &zone_that_the_region_does_not_have::ZONE_THAT_THE_REGION_DOES_NOT_HAVE,
        run: zone_that_the_region_does_not_have::check,
    },
    Check {
        code: &managed_lustre_over_several_subnets::MANAGED_LUSTRE_OVER_SEVERAL_SUBNETS,
        run: managed_lustre_over_several_subnets::check,
    },
    Check {
        code: &login_pool_out_of_reach::LOGIN_POOL_OUT_OF_REACH,
        run: login_pool_out_of_reach::check,
    },
    Check { code: &existing_file_system::EXISTING_FILE_SYSTEM, run: existing_file_system::check },
    Check {
        code: &ssh_from_the_vpc_itself::SSH_FROM_THE_VPC_ITSELF,
        run: ssh_from_the_vpc_itself::check,
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_are_sorted_by_code_and_each_has_one_of_its_own() {
        assert!(CHECKS.is_sorted_by(|a, b| a.code.id < b.code.id));
    }
}
