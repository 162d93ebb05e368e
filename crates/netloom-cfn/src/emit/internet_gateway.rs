//! The internet gateway and its attachment.

use netloom_plan::plan::PlannedInternetGateway;

use super::Emitter;
use crate::resources::{InternetGateway, VpcGatewayAttachment};
use crate::{Tag, Value, names};

pub(super) fn emit(emitter: &mut Emitter<'_>) {
    let Some(PlannedInternetGateway::New { origin }) = emitter.plan.internet_gateway else {
        return;
    };
    emitter.add(names::internet_gateway(), origin, InternetGateway { tags: Tag::name("internet") });
    let attachment = VpcGatewayAttachment {
        vpc_id: emitter.vpc_id(),
        internet_gateway_id: Some(Value::Ref(names::internet_gateway())),
        vpn_gateway_id: None,
    };
    emitter.add(names::internet_gateway_attachment(), origin, attachment);
}
