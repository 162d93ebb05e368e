//! The head node's interface and its public address.

use netloom_plan::plan::PlannedPublicAddress;

use super::{Emitter, group_id, subnet_id};
use crate::resources::{Eip, EipAssociation, NetworkInterface};
use crate::{Tag, Value, names};

pub(super) fn emit(emitter: &mut Emitter<'_>) {
    let Some(interface) = &emitter.plan.head_interface else {
        return;
    };
    let properties = NetworkInterface {
        description: "Head node of the cluster".to_owned(),
        subnet_id: subnet_id(&interface.subnet),
        group_set: interface.groups.iter().map(group_id).collect(),
        source_dest_check: false,
        tags: Tag::name("head-node"),
    };
    emitter.add(names::head_interface(), interface.origin, properties);
    if interface.public_address.value == PlannedPublicAddress::NewElasticIp {
        emit_address(emitter, interface.public_address.origin);
    }
}

fn emit_address(emitter: &mut Emitter<'_>, origin: netloom_diag::Origin) {
    // As for the address of a NAT gateway. The association needs the attachment too and gets it
    // through the address.
    let attachment = emitter.internet_gateway_attachment();
    let address = Eip { domain: "vpc".to_owned(), tags: Tag::name("head-node") };
    emitter.add_after(attachment, names::head_eip(), origin, address);
    let association = EipAssociation {
        allocation_id: Value::GetAtt(names::head_eip(), "AllocationId"),
        network_interface_id: Value::Ref(names::head_interface()),
    };
    emitter.add(names::head_eip_association(), origin, association);
}
