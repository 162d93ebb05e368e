//! Route tables, their routes, and the subnets that they route for.

use netloom_plan::plan::{PlannedInternetGateway, PlannedRoute, PlannedRouteTable, RouteTarget};

use super::Emitter;
use crate::resources::{Route, RouteTable, SubnetRouteTableAssociation};
use crate::{Tag, Value, names};

pub(super) fn emit(emitter: &mut Emitter<'_>) {
    for table in &emitter.plan.route_tables {
        emit_table(emitter, table);
        for route in &table.routes {
            emit_route(emitter, table, route);
        }
    }
}

fn emit_table(emitter: &mut Emitter<'_>, table: &PlannedRouteTable) {
    let subnets: Vec<_> = table.subnets.iter().filter_map(|key| emitter.plan.subnet(key)).collect();
    let Some(origin) = subnets.first().map(|subnet| subnet.origin) else {
        // INVARIANT: a planned table routes for at least one planned subnet.
        return;
    };
    let properties = RouteTable {
        vpc_id: emitter.vpc_id(),
        tags: Tag::name(&names::route_table_tag(&table.key)),
    };
    emitter.add(names::route_table(&table.key), origin, properties);
    for subnet in subnets {
        let association = SubnetRouteTableAssociation {
            subnet_id: Value::Ref(names::subnet(&subnet.key)),
            route_table_id: Value::Ref(names::route_table(&table.key)),
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

/// Returns the id of the internet gateway.
// INVARIANT: a plan with a route to the internet gateway names the gateway.
fn internet_gateway_id(emitter: &Emitter<'_>) -> Value {
    match &emitter.plan.internet_gateway {
        Some(PlannedInternetGateway::Existing(id)) => Value::literal(&id.value),
        Some(PlannedInternetGateway::New { .. }) | None => Value::Ref(names::internet_gateway()),
    }
}
