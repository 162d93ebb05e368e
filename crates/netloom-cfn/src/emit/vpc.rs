//! The VPC.

use netloom_plan::plan::PlannedVpc;

use super::Emitter;
use crate::resources::Vpc;
use crate::{Tag, Value, names};

pub(super) fn emit(emitter: &mut Emitter<'_>) {
    let Some(PlannedVpc::New { cidr, .. }) = &emitter.plan.vpc else {
        return;
    };
    let vpc = Vpc {
        cidr_block: Value::literal(cidr.value),
        enable_dns_support: true,
        enable_dns_hostnames: true,
        tags: Tag::name(""),
    };
    emitter.add(names::vpc(), cidr.origin, vpc);
}
