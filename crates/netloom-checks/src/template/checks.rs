//! The list of checks of templates, sorted by code.

mod address_before_attachment;
mod address_twice;
mod block_without_hosts;
mod blocks_that_overlap;
mod database_subnets_in_one_zone;
mod edge_route_outside_vpc;
mod efa_without_self_egress;
mod endpoint_misses_private_table;
mod endpoint_subnets_in_one_zone;
mod file_system_in_another_zone;
mod gateway_endpoint_twice;
mod gateway_endpoint_with_subnets;
mod gateway_without_attachment;
mod group_name_that_is_fixed;
mod group_rule_across_vpcs;
mod host_bits;
mod icmp_entry_without_type;
mod id_of_another_kind;
mod instance_before_attachment;
mod instance_in_the_default_vpc;
mod interfaces_beside_a_subnet;
mod interfaces_of_two_zones;
mod ipv4_by_egress_only_gateway;
mod ipv6_address_without_block;
mod ipv6_block_before_subnet;
mod listener_without_certificate;
mod load_balancer_before_attachment;
mod load_balancer_subnets_in_one_zone;
mod misspelt_type;
mod mount_targets_in_one_zone;
mod name_too_long;
mod nat_before_attachment;
mod nat_before_its_route;
mod nat_in_closed_subnet;
mod nat_in_the_subnet_it_serves;
mod nat_of_another_zone;
mod nested_stack;
mod peering_of_other_vpcs;
mod peering_that_ec2_refuses;
mod ports_that_ec2_refuses;
mod prefix_list_refused;
mod private_address_refused;
mod private_dns_twice;
mod private_dns_without_dns;
mod propagation_before_attachment;
mod protocol_by_name;
mod public_address_with_two_interfaces;
mod public_nat_without_address;
mod refused_characters;
mod regional_nat_with_subnet;
mod regional_nat_without_zone;
mod reserved_group_name;
mod resolver_endpoint_with_one_address;
mod resource_of_another_vpc;
mod restricted_vpc_block;
mod route_before_attachment;
mod route_into_the_vpc;
mod route_twice;
mod route_without_target;
mod rule_number_out_of_range;
mod rule_number_twice;
mod rule_twice;
mod rule_without_one_source;
mod rules_beyond_quota;
mod s3_names_before_gateway;
mod s3_names_without_gateway;
mod secondary_block_before_subnet;
mod setting_of_another_balancer;
mod subnet_block_size;
mod subnet_outside_vpc;
mod subnet_without_table;
mod targets_of_another_balancer;
mod too_many_dhcp_servers;
mod transit_route_before_attachment;
mod two_connect_endpoints;
mod two_internet_gateways;
mod two_listeners_on_one_port;
mod two_subnets_of_firewall_endpoint;
mod two_tables_for_one_subnet;
mod unreadable_block;
mod vpc_block_size;
mod vpc_without_internet_gateway;
mod vpn_without_customer_side;
mod zones_by_position;

use netloom_diag::{Code, Diagnostic};

use super::context::Context;

pub use nested_stack::NESTED_STACK;

/// One check of templates.
pub struct TemplateCheck {
    /// What it reports.
    pub code: &'static Code,
    pub(super) run: fn(&Context<'_>) -> Vec<Diagnostic>,
}

macro_rules! list {
    ($($check:ident: $code:ident;)+) => {
        /// Every check of templates.
        pub static CHECKS: &[TemplateCheck] =
            &[$(TemplateCheck { code: &$check::$code, run: $check::check },)+];
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
    rules_beyond_quota: RULES_BEYOND_QUOTA;
    rule_number_twice: RULE_NUMBER_TWICE;
    nat_of_another_zone: NAT_OF_ANOTHER_ZONE;
    unreadable_block: UNREADABLE_BLOCK;
    nat_before_attachment: NAT_BEFORE_ATTACHMENT;
    ipv6_block_before_subnet: IPV6_BLOCK_BEFORE_SUBNET;
    load_balancer_before_attachment: LOAD_BALANCER_BEFORE_ATTACHMENT;
    instance_before_attachment: INSTANCE_BEFORE_ATTACHMENT;
    nat_in_closed_subnet: NAT_IN_CLOSED_SUBNET;
    public_nat_without_address: PUBLIC_NAT_WITHOUT_ADDRESS;
    address_twice: ADDRESS_TWICE;
    two_tables_for_one_subnet: TWO_TABLES_FOR_ONE_SUBNET;
    resource_of_another_vpc: RESOURCE_OF_ANOTHER_VPC;
    two_internet_gateways: TWO_INTERNET_GATEWAYS;
    id_of_another_kind: ID_OF_ANOTHER_KIND;
    rule_twice: RULE_TWICE;
    ports_that_ec2_refuses: PORTS_THAT_EC2_REFUSES;
    refused_characters: REFUSED_CHARACTERS;
    rule_number_out_of_range: RULE_NUMBER_OUT_OF_RANGE;
    peering_that_ec2_refuses: PEERING_THAT_EC2_REFUSES;
    load_balancer_subnets_in_one_zone: LOAD_BALANCER_SUBNETS_IN_ONE_ZONE;
    database_subnets_in_one_zone: DATABASE_SUBNETS_IN_ONE_ZONE;
    file_system_in_another_zone: FILE_SYSTEM_IN_ANOTHER_ZONE;
    regional_nat_without_zone: REGIONAL_NAT_WITHOUT_ZONE;
    vpn_without_customer_side: VPN_WITHOUT_CUSTOMER_SIDE;
    efa_without_self_egress: EFA_WITHOUT_SELF_EGRESS;
    route_without_target: ROUTE_WITHOUT_TARGET;
    name_too_long: NAME_TOO_LONG;
    vpc_without_internet_gateway: VPC_WITHOUT_INTERNET_GATEWAY;
    mount_targets_in_one_zone: MOUNT_TARGETS_IN_ONE_ZONE;
    block_without_hosts: BLOCK_WITHOUT_HOSTS;
    group_rule_across_vpcs: GROUP_RULE_ACROSS_VPCS;
    instance_in_the_default_vpc: INSTANCE_IN_THE_DEFAULT_VPC;
    public_address_with_two_interfaces: PUBLIC_ADDRESS_WITH_TWO_INTERFACES;
    interfaces_beside_a_subnet: INTERFACES_BESIDE_A_SUBNET;
    rule_without_one_source: RULE_WITHOUT_ONE_SOURCE;
    reserved_group_name: RESERVED_GROUP_NAME;
    icmp_entry_without_type: ICMP_ENTRY_WITHOUT_TYPE;
    protocol_by_name: PROTOCOL_BY_NAME;
    restricted_vpc_block: RESTRICTED_VPC_BLOCK;
    private_address_refused: PRIVATE_ADDRESS_REFUSED;
    interfaces_of_two_zones: INTERFACES_OF_TWO_ZONES;
    ipv4_by_egress_only_gateway: IPV4_BY_EGRESS_ONLY_GATEWAY;
    setting_of_another_balancer: SETTING_OF_ANOTHER_BALANCER;
    nested_stack: NESTED_STACK;
    gateway_endpoint_twice: GATEWAY_ENDPOINT_TWICE;
    two_connect_endpoints: TWO_CONNECT_ENDPOINTS;
    too_many_dhcp_servers: TOO_MANY_DHCP_SERVERS;
    s3_names_without_gateway: S3_NAMES_WITHOUT_GATEWAY;
    two_subnets_of_firewall_endpoint: TWO_SUBNETS_OF_FIREWALL_ENDPOINT;
    ipv6_address_without_block: IPV6_ADDRESS_WITHOUT_BLOCK;
    edge_route_outside_vpc: EDGE_ROUTE_OUTSIDE_VPC;
    s3_names_before_gateway: S3_NAMES_BEFORE_GATEWAY;
    prefix_list_refused: PREFIX_LIST_REFUSED;
    resolver_endpoint_with_one_address: RESOLVER_ENDPOINT_WITH_ONE_ADDRESS;
    peering_of_other_vpcs: PEERING_OF_OTHER_VPCS;
    targets_of_another_balancer: TARGETS_OF_ANOTHER_BALANCER;
    listener_without_certificate: LISTENER_WITHOUT_CERTIFICATE;
    two_listeners_on_one_port: TWO_LISTENERS_ON_ONE_PORT;
}
