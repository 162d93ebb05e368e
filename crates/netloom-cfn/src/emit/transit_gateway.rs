//! The attachment to a transit gateway.

use netloom_config::intent::GatewayId;

use super::Emitter;
use crate::resources::{TransitGatewayAttachment, TransitGatewayOptions};
use crate::{LogicalId, Tag, Value, names};

pub(super) fn emit(emitter: &mut Emitter<'_>) {
    let Some(gateway) = &emitter.plan.transit_gateway else { return };
    let Some(attachment) = &gateway.attachment else { return };
    let options = attachment
        .has_appliance_mode
        .then_some(TransitGatewayOptions { appliance_mode_support: "enable" });
    let properties = TransitGatewayAttachment {
        transit_gateway_id: Value::literal(&gateway.id.value),
        vpc_id: emitter.vpc_id(),
        subnet_ids: attachment.subnets.iter().map(|key| Value::Ref(names::subnet(key))).collect(),
        options,
        tags: Tag::name("transit-gateway"),
    };
    emitter.add(attachment_id(), gateway.id.origin, properties);
}

/// Returns the attachment that a route to a gateway has to wait for; none where the VPC is attached
/// already.
///
/// A route names the gateway, so CloudFormation sees no order, and EC2 says that there is no such
/// gateway in the VPC.
pub(super) fn attachment(emitter: &Emitter<'_>, target: &GatewayId) -> Option<LogicalId> {
    let gateway = emitter.plan.transit_gateway.as_ref()?;
    let is_it = matches!(target, GatewayId::TransitGateway(id) if *id == gateway.id.value);
    gateway.attachment.as_ref().filter(|_| is_it).map(|_| attachment_id())
}

fn attachment_id() -> LogicalId {
    LogicalId::from_words(&["TransitGatewayAttachment"])
}
