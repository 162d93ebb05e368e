//! The virtual private gateway, its attachment, and the tables that it writes its routes into.

use super::Emitter;
use crate::resources::{VpcGatewayAttachment, VpnGateway, VpnGatewayRoutePropagation};
use crate::{Tag, Value, names};

pub(super) fn emit(emitter: &mut Emitter<'_>) {
    let Some(gateway) = &emitter.plan.vpn_gateway else {
        return;
    };
    let origin = gateway.origin;
    let vpn_gateway = VpnGateway { r#type: "ipsec.1".to_owned(), tags: Tag::name("vpn") };
    emitter.add(names::vpn_gateway(), origin, vpn_gateway);
    let attachment = VpcGatewayAttachment {
        vpc_id: emitter.vpc_id(),
        internet_gateway_id: None,
        vpn_gateway_id: Some(Value::Ref(names::vpn_gateway())),
    };
    emitter.add(names::vpn_gateway_attachment(), origin, attachment);
    for table in emitter.plan.route_tables.iter().filter(|table| table.learns_from_vpn_gateway) {
        let propagation = VpnGatewayRoutePropagation {
            vpn_gateway_id: Value::Ref(names::vpn_gateway()),
            route_table_ids: vec![Value::Ref(names::route_table(&table.key))],
        };
        // EC2 does not propagate from a gateway that is not attached to the table's VPC, and
        // neither property refers to the attachment.
        emitter.add_after(
            [names::vpn_gateway_attachment()],
            names::vpn_route_propagation(&table.key),
            origin,
            propagation,
        );
    }
}
