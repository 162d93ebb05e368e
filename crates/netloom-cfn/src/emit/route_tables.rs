//! Route tables, their routes, and the subnets that they route for.

use netloom_config::intent::GatewayId;
use netloom_plan::plan::{
    PlannedInternetGateway, PlannedRoute, PlannedRouteTable, RouteTarget, SubnetKey,
};

use super::{Emitter, transit_gateway};
use crate::resources::{Route, RouteTable, SubnetRouteTableAssociation};
use crate::{Tag, Value, names};

pub(super) fn emit(emitter: &mut Emitter<'_>) {
    for table in &emitter.plan.route_tables {
        emit_table(emitter, table);
        for route in &table.routes {
            emit_route(emitter, table, route);
        }
    }
    for table in &emitter.plan.existing_tables {
        associate(emitter, &table.subnets, &Value::literal(&table.id.value));
    }
}

fn emit_table(emitter: &mut Emitter<'_>, table: &PlannedRouteTable) {
    let first = table.subnets.iter().find_map(|key| emitter.plan.subnet(key));
    let Some(origin) = first.map(|subnet| subnet.origin) else {
        // INVARIANT: a planned table routes for at least one planned subnet.
        return;
    };
    let properties = RouteTable {
        vpc_id: emitter.vpc_id(),
        tags: Tag::name(&names::route_table_tag(&table.key)),
    };
    emitter.add(names::route_table(&table.key), origin, properties);
    associate(emitter, &table.subnets, &Value::Ref(names::route_table(&table.key)));
}

fn associate(emitter: &mut Emitter<'_>, subnets: &[SubnetKey], table: &Value) {
    for subnet in subnets.iter().filter_map(|key| emitter.plan.subnet(key)) {
        let association = SubnetRouteTableAssociation {
            subnet_id: Value::Ref(names::subnet(&subnet.key)),
            route_table_id: table.clone(),
        };
        emitter.add(names::route_table_association(&subnet.key), subnet.origin, association);
    }
}

fn emit_route(emitter: &mut Emitter<'_>, table: &PlannedRouteTable, route: &PlannedRoute) {
    let mut properties = Route {
        route_table_id: Value::Ref(names::route_table(&table.key)),
        destination_cidr_block: Value::literal(route.destination),
        gateway_id: None,
        nat_gateway_id: None,
        transit_gateway_id: None,
        vpc_peering_connection_id: None,
        network_interface_id: None,
    };
    let mut predecessor = None;
    match &route.target {
        RouteTarget::InternetGateway => {
            properties.gateway_id = Some(internet_gateway_id(emitter));
            // The gateway can be referred to before it belongs to the VPC; EC2 then says that route
            // table and gateway belong to different networks.
            predecessor = emitter.internet_gateway_attachment();
        }
        RouteTarget::NatGateway(key) => {
            properties.nat_gateway_id = Some(Value::Ref(names::nat_gateway(key)))
        }
        RouteTarget::Existing(gateway) => {
            *target_of(&mut properties, gateway) = Some(Value::literal(gateway));
            predecessor = transit_gateway::attachment(emitter, gateway);
        }
        RouteTarget::HeadInterface => {
            properties.network_interface_id = Some(Value::Ref(names::head_interface()))
        }
    }
    emitter.add_after(
        predecessor,
        names::route(&table.key, route.destination),
        route.origin,
        properties,
    );
}

/// Returns the property of a route that names a gateway of this kind.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::Route`.
fn target_of<'r>(route: &'r mut Route, gateway: &GatewayId) -> &'r mut Option<Value> {
    match gateway {
        GatewayId::TransitGateway(_) => &mut route.transit_gateway_id,
        GatewayId::NatGateway(_) => &mut route.nat_gateway_id,
        GatewayId::VpnGateway(_) | GatewayId::InternetGateway(_) => &mut route.gateway_id,
        GatewayId::Peering(_) => &mut route.vpc_peering_connection_id,
        GatewayId::Interface(_) => &mut route.network_interface_id,
    }
}

/// Returns the id of the internet gateway.
// INVARIANT: a plan with a route to the internet gateway names the gateway.
fn internet_gateway_id(emitter: &Emitter<'_>) -> Value {
    match &emitter.plan.internet_gateway {
        Some(PlannedInternetGateway::Existing(id)) => Value::literal(&id.value),
        Some(PlannedInternetGateway::New { .. }) | None => Value::Ref(names::internet_gateway()),
    }
}
