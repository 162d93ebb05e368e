//! The checks, one file each, named for the fault; to add one, write its file, its `mod` line and
//! its line in the list.

mod batch_over_several_zones;
mod batch_with_public_addresses;
mod beyond_quota;
mod dcv_open_to_the_world;
mod efa_on_type_without_it;
mod efa_with_own_security_group;
pub(crate) mod everything_exists;
mod existing_compute_subnet;
pub(crate) mod existing_file_system;
mod existing_subnet_that_must_be_public;
mod existing_subnet_without_public_address;
mod head_node_as_nat;
mod head_node_nat_of_other_block;
mod login_pool_out_of_reach;
mod malformed_proxy;
mod managed_dns_without_route_53;
mod managed_lustre_over_several_subnets;
mod multi_node_parallel_without_batch;
mod multi_node_parallel_without_nat;
mod nat_gateway_in_closed_subnet;
mod nodes_in_isolated_subnet;
mod nodes_without_way_out;
mod overlapping_subnets;
mod proxy_out_of_reach;
mod public_address_in_private_subnet;
mod public_address_with_several_cards;
mod public_subnet_without_public_address;
mod public_vpc_block;
mod queue_subnets_in_one_zone;
mod route_inside_the_vpc;
mod security_group_of_another_vpc;
mod service_that_the_partition_lacks;
mod ssh_from_the_vpc_itself;
mod ssh_open_to_the_world;
mod subnet_block_size;
mod subnet_on_occupied_block;
mod subnet_on_reserved_block;
mod subnet_outside_vpc;
mod subnet_too_small_for_fleet;
mod unusable_block;
mod vpc_block_size;
mod vpc_on_docker_bridge;
mod vpc_overlapping_on_premises;
mod zone_that_the_region_does_not_have;

use netloom_diag::{Code, Diagnostic};

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

macro_rules! list {
    ($($check:ident: $code:ident;)+) => {
        /// Every check, sorted by code.
        pub static CHECKS: &[Check] = &[$(Check { code: &$check::$code, run: $check::check },)+];
    };
}

list! {
    vpc_block_size: VPC_BLOCK_SIZE;
    subnet_block_size: SUBNET_BLOCK_SIZE;
    subnet_outside_vpc: SUBNET_OUTSIDE_VPC;
    subnet_on_occupied_block: SUBNET_ON_OCCUPIED_BLOCK;
    subnet_on_reserved_block: SUBNET_ON_RESERVED_BLOCK;
    vpc_overlapping_on_premises: VPC_OVERLAPPING_ON_PREMISES;
    vpc_on_docker_bridge: VPC_ON_DOCKER_BRIDGE;
    public_vpc_block: PUBLIC_VPC_BLOCK;
    subnet_too_small_for_fleet: SUBNET_TOO_SMALL_FOR_FLEET;
    overlapping_subnets: OVERLAPPING_SUBNETS;
    nodes_without_way_out: NODES_WITHOUT_WAY_OUT;
    existing_subnet_without_public_address: EXISTING_SUBNET_WITHOUT_PUBLIC_ADDRESS;
    public_subnet_without_public_address: PUBLIC_SUBNET_WITHOUT_PUBLIC_ADDRESS;
    existing_compute_subnet: EXISTING_COMPUTE_SUBNET;
    nodes_in_isolated_subnet: NODES_IN_ISOLATED_SUBNET;
    head_node_nat_of_other_block: HEAD_NODE_NAT_OF_OTHER_BLOCK;
    head_node_as_nat: HEAD_NODE_AS_NAT;
    malformed_proxy: MALFORMED_PROXY;
    nat_gateway_in_closed_subnet: NAT_GATEWAY_IN_CLOSED_SUBNET;
    existing_subnet_that_must_be_public: EXISTING_SUBNET_THAT_MUST_BE_PUBLIC;
    multi_node_parallel_without_nat: MULTI_NODE_PARALLEL_WITHOUT_NAT;
    batch_with_public_addresses: BATCH_WITH_PUBLIC_ADDRESSES;
    multi_node_parallel_without_batch: MULTI_NODE_PARALLEL_WITHOUT_BATCH;
    batch_over_several_zones: BATCH_OVER_SEVERAL_ZONES;
    proxy_out_of_reach: PROXY_OUT_OF_REACH;
    public_address_in_private_subnet: PUBLIC_ADDRESS_IN_PRIVATE_SUBNET;
    public_address_with_several_cards: PUBLIC_ADDRESS_WITH_SEVERAL_CARDS;
    efa_on_type_without_it: EFA_ON_TYPE_WITHOUT_IT;
    ssh_open_to_the_world: SSH_OPEN_TO_THE_WORLD;
    dcv_open_to_the_world: DCV_OPEN_TO_THE_WORLD;
    efa_with_own_security_group: EFA_WITH_OWN_SECURITY_GROUP;
    security_group_of_another_vpc: SECURITY_GROUP_OF_ANOTHER_VPC;
    everything_exists: EVERYTHING_EXISTS;
    unusable_block: UNUSABLE_BLOCK;
    queue_subnets_in_one_zone: QUEUE_SUBNETS_IN_ONE_ZONE;
    zone_that_the_region_does_not_have: ZONE_THAT_THE_REGION_DOES_NOT_HAVE;
    managed_lustre_over_several_subnets: MANAGED_LUSTRE_OVER_SEVERAL_SUBNETS;
    login_pool_out_of_reach: LOGIN_POOL_OUT_OF_REACH;
    existing_file_system: EXISTING_FILE_SYSTEM;
    ssh_from_the_vpc_itself: SSH_FROM_THE_VPC_ITSELF;
    beyond_quota: BEYOND_QUOTA;
    route_inside_the_vpc: ROUTE_INSIDE_THE_VPC;
    managed_dns_without_route_53: MANAGED_DNS_WITHOUT_ROUTE_53;
    service_that_the_partition_lacks: SERVICE_THAT_THE_PARTITION_LACKS;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_are_sorted_by_code_and_each_has_one_of_its_own() {
        assert!(CHECKS.is_sorted_by(|a, b| a.code.id < b.code.id));
    }
}
