//! The list of checks of templates, sorted by code.

mod address_before_attachment;
mod blocks_that_overlap;
mod endpoint_misses_private_table;
mod endpoint_subnets_in_one_zone;
mod gateway_endpoint_with_subnets;
mod gateway_without_attachment;
mod group_name_that_is_fixed;
mod group_that_names_itself;
mod host_bits;
mod misspelt_type;
mod nat_before_its_route;
mod nat_in_the_subnet_it_serves;
mod nat_of_another_zone;
mod private_dns_twice;
mod private_dns_without_dns;
mod propagation_before_attachment;
mod regional_nat_with_subnet;
mod route_before_attachment;
mod route_into_the_vpc;
mod route_twice;
mod rule_number_twice;
mod rules_beyond_quota;
mod secondary_block_before_subnet;
mod subnet_block_size;
mod subnet_outside_vpc;
mod subnet_without_table;
mod transit_route_before_attachment;
mod unreadable_block;
mod vpc_block_size;
mod zones_by_position;

use netloom_diag::{Code, Diagnostic};

use super::context::Context;

/// One check of templates.
pub struct TemplateCheck {
    /// What it reports.
    pub code: &'static Code,
    pub(super) run: fn(&Context<'_>) -> Vec<Diagnostic>,
}

macro_rules! list {
    ($($check:ident: $code:ident;)+) => {
        /// Every check of templates.
        pub static CHECKS: &[TemplateCheck] = &[$(TemplateCheck { code: &$check::$code, run: $check::check },)+];
    };
}

list! {
    route_before_attachment: ROUTE_BEFORE_ATTACHMENT;
    address_before_attachment: ADDRESS_BEFORE_ATTACHMENT;
    nat_before_its_route: NAT_BEFORE_ITS_ROUTE;
    propagation_before_attachment: PROPAGATION_BEFORE_ATTACHMENT;
    transit_route_before_attachment: TRANSIT_ROUTE_BEFORE_ATTACHMENT;
    secondary_block_before_subnet: SECONDARY_BLOCK_BEFORE_SUBNET;
    gateway_without_attachment: GATEWAY_WITHOUT_ATTACHMENT;
    nat_in_the_subnet_it_serves: NAT_IN_THE_SUBNET_IT_SERVES;
    route_twice: ROUTE_TWICE;
    route_into_the_vpc: ROUTE_INTO_THE_VPC;
    subnet_without_table: SUBNET_WITHOUT_TABLE;
    endpoint_misses_private_table: ENDPOINT_MISSES_PRIVATE_TABLE;
    private_dns_without_dns: PRIVATE_DNS_WITHOUT_DNS;
    private_dns_twice: PRIVATE_DNS_TWICE;
    gateway_endpoint_with_subnets: GATEWAY_ENDPOINT_WITH_SUBNETS;
    endpoint_subnets_in_one_zone: ENDPOINT_SUBNETS_IN_ONE_ZONE;
    regional_nat_with_subnet: REGIONAL_NAT_WITH_SUBNET;
    vpc_block_size: VPC_BLOCK_SIZE;
    subnet_block_size: SUBNET_BLOCK_SIZE;
    host_bits: HOST_BITS;
    misspelt_type: MISSPELT_TYPE;
    subnet_outside_vpc: SUBNET_OUTSIDE_VPC;
    blocks_that_overlap: BLOCKS_THAT_OVERLAP;
    zones_by_position: ZONES_BY_POSITION;
    group_name_that_is_fixed: GROUP_NAME_THAT_IS_FIXED;
    group_that_names_itself: GROUP_THAT_NAMES_ITSELF;
    rules_beyond_quota: RULES_BEYOND_QUOTA;
    rule_number_twice: RULE_NUMBER_TWICE;
    nat_of_another_zone: NAT_OF_ANOTHER_ZONE;
    unreadable_block: UNREADABLE_BLOCK;
}
