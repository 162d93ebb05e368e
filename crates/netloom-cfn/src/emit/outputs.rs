//! Outputs: every id that a cluster's config needs, and by which a stack says what it holds.
//!
//! None is exported: an exported value cannot change as long as another stack imports it.

use netloom_plan::plan::{PlannedPublicAddress, SecurityGroupKey};

use super::Emitter;
use crate::{Value, fingerprint, names};

pub(super) fn emit(emitter: &mut Emitter<'_>) {
    let plan = emitter.plan;
    if plan.vpc.is_some() {
        let vpc_id = emitter.vpc_id();
        emitter.output(names::vpc_output(), "The VPC", vpc_id);
    }
    for subnet in &plan.subnets {
        let description = format!("Subnet {}", subnet.key);
        emitter.output(
            names::subnet_output(&subnet.key),
            description,
            Value::Ref(names::subnet(&subnet.key)),
        );
    }
    // An address that existed before is known already, those of a regional gateway come and go, and
    // a gateway has no attribute for them.
    for gateway in plan.nat_gateways.iter().filter(|gateway| gateway.makes_address()) {
        let description = "The address that others see when private nodes connect to them";
        let address = Value::Ref(names::nat_gateway_eip(&gateway.key));
        emitter.output(names::nat_gateway_output(&gateway.key), description, address);
    }
    for group in &plan.security_groups {
        // No config names the group of endpoints.
        if group.key == SecurityGroupKey::Endpoints {
            continue;
        }
        let id = Value::GetAtt(names::security_group(&group.key), "GroupId");
        emitter.output(names::security_group_output(&group.key), group_description(&group.key), id);
    }
    for group in &plan.placement_groups {
        let name = &group.name.value;
        let description = format!("The name of placement group {name}");
        emitter.output(
            names::placement_group_output(name),
            description,
            Value::Ref(names::placement_group(name)),
        );
    }
    emit_head(emitter);
    // Every resource is emitted by now; outputs are not part of the fingerprint.
    let identity = fingerprint(&emitter.emitted.template);
    let description = "Identifies the resources of this network; netloom bind compares it";
    emitter.output(names::network_output(), description, Value::Literal(identity));
}

fn emit_head(emitter: &mut Emitter<'_>) {
    let Some(interface) = &emitter.plan.head_interface else {
        return;
    };
    let id = Value::Ref(names::head_interface());
    emitter.output(names::head_interface_output(), "The network interface of the head node", id);
    if interface.public_address.value == PlannedPublicAddress::NewElasticIp {
        let address = Value::Ref(names::head_eip());
        emitter.output(
            names::head_public_ip_output(),
            "The public address of the head node",
            address,
        );
    }
}

fn group_description(key: &SecurityGroupKey) -> String {
    match key {
        SecurityGroupKey::Head => "Security group of the head node".to_owned(),
        SecurityGroupKey::Compute => "Security group of the compute nodes".to_owned(),
        SecurityGroupKey::Login(pool) => format!("Security group of login pool {pool}"),
        SecurityGroupKey::Endpoints => "Security group of the endpoints".to_owned(),
    }
}
