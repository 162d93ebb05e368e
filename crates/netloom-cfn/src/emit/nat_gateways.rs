//! NAT gateways and their addresses.

use netloom_plan::plan::{PlannedNatGateway, PlannedRouteTable, SubnetPlace};

use super::{Emitter, subnet_id};
use crate::resources::{Eip, NatGateway};
use crate::{LogicalId, Tag, Value, names};

pub(super) fn emit(emitter: &mut Emitter<'_>) {
    for gateway in &emitter.plan.nat_gateways {
        let host = gateway.host();
        let is_regional = host.is_none();
        let given = gateway.address.as_ref().map(|given| Value::literal(&given.value));
        let allocation_id = match gateway.makes_address() {
            true => Some(Value::GetAtt(new_address(emitter, gateway), "AllocationId")),
            false => given,
        };
        let further = gateway.secondary_addresses.iter();
        let properties = NatGateway {
            connectivity_type: gateway.is_private.then_some("private"),
            availability_mode: is_regional.then_some("regional"),
            vpc_id: is_regional.then(|| emitter.vpc_id()),
            allocation_id,
            secondary_allocation_ids: further.map(|given| Value::literal(&given.value)).collect(),
            subnet_id: host.map(subnet_id),
            tags: Tag::name(&names::nat_gateway_tag(&gateway.key)),
        };
        let predecessors = way_out(emitter, gateway);
        emitter.add_after(
            predecessors,
            names::nat_gateway(&gateway.key),
            gateway.origin,
            properties,
        );
    }
}

/// Adds the address of a gateway that is given none, and returns its logical id.
fn new_address(emitter: &mut Emitter<'_>, gateway: &PlannedNatGateway) -> LogicalId {
    let eip = names::nat_gateway_eip(&gateway.key);
    let tags = Tag::name(&names::nat_gateway_tag(&gateway.key));
    // The attachment comes first: CloudFormation's page on `AWS::EC2::EIP` demands it for an address
    // in a VPC that gets its gateway in the same template. On the way down the address goes before
    // the gateway is detached.
    let attachment = emitter.internet_gateway_attachment();
    let address = Eip { domain: "vpc".to_owned(), tags };
    emitter.add_after(attachment, eip.clone(), gateway.origin, address);
    if gateway.retains_address {
        emitter.retain(&eip);
    }
    eip
}

/// Returns what makes the gateway's own subnet public, as far as the template makes it: the
/// attachment, the default routes of its table, and its association with that table.
///
/// Without them the gateway could come up, and its users start, before there is a way out. A host
/// subnet that exists has its way out already.
fn way_out(emitter: &Emitter<'_>, gateway: &PlannedNatGateway) -> Vec<LogicalId> {
    let attachment = emitter.internet_gateway_attachment().filter(|_| !gateway.is_private);
    let mut predecessors: Vec<LogicalId> = attachment.into_iter().collect();
    if let Some(SubnetPlace::Planned(host)) = gateway.host() {
        let tables = emitter.plan.route_tables.iter().filter(|table| table.subnets.contains(host));
        for table in tables {
            predecessors.push(names::route_table_association(host));
            predecessors.extend(default_routes(table));
        }
    }
    predecessors
}

fn default_routes(table: &PlannedRouteTable) -> impl Iterator<Item = LogicalId> {
    let defaults = table.routes.iter().filter(|route| route.destination.prefix_len_bits() == 0);
    defaults.map(|route| names::route(&table.key, route.destination))
}
